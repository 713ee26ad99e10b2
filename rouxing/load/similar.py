"""Many versions of one list: what they share is parsed once, row by row; anything unusual is parsed whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from rouxing.files.tree import MAX_FILE_BYTES
from rouxing.load.parse import Flaw, parse
from rouxing.load.reading import NO_SCHEMAS, checklist_from, schema_findings
from rouxing.model import Checklist

_KEY: Final = "事项:\n"
_DASH: Final = re.compile(r"(?:[ ]*(?:#.*)?\n)*(?P<indent> *)- ")


class SimilarLists:
    """`checklist_from`, quicker for texts that share rows.

    The rows of a block sequence are independent of each other: a row that ends where the next dash stands at the same
    depth means the same alone. One that does not (an open bracket or quote, an alias) is no sound text alone; then the
    whole is parsed as ever. The data of equal rows is shared.
    """

    def __init__(self) -> None:
        self._heads: dict[str, Mapping[str, Any]] = {}
        self._rows: dict[str, Any] = {}

    def __call__(self, path: str, content: bytes) -> Checklist | None:
        """The checklist in these bytes, or None where they are not a sound one."""
        try:
            data = self._data(content)
        except (_Unusual, Flaw, ValueError):
            return checklist_from(path, content)
        return checklist_from(path, content) if _is_faulty(path, data) else Checklist(data, path)

    def _data(self, content: bytes) -> dict[str, Any]:
        """The data of a list whose rows stand one below the other as the last of its keys. Raises _Unusual, Flaw."""
        if len(content) > MAX_FILE_BYTES:
            raise _Unusual
        text = content.decode("utf-8-sig")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        head, key, body = text.partition(f"\n{_KEY}")
        dash = _DASH.match(body)
        if not key or dash is None or "\n..." in text or "\n---" in text:  # a document ends where a part may
            raise _Unusual
        edges = [found.start() for found in re.finditer(rf"^{dash['indent']}- ", body, re.MULTILINE)]
        edges[0] = 0
        known, rows = self._rows, []
        for start, end in zip(edges, [*edges[1:], len(body)], strict=True):
            part = body[start:end]
            if part not in known:
                known[part] = _row(part)
            rows.append(known[part])
        if head not in self._heads:
            self._heads[head] = _head(f"{head}\n")
        return {**self._heads[head], "事项": rows}


class _Unusual(Exception):
    """A text that is to be parsed whole."""


def _is_faulty(path: str, data: Any) -> bool:
    return bool(schema_findings(path, data, "checklist", NO_SCHEMAS))


def _row(text: str) -> Any:
    """The one row in a part of the text. Raises _Unusual where there is another number, or anything besides."""
    data = parse(f"{_KEY}{text}".encode())
    rows = data["事项"] if isinstance(data, dict) and len(data) == 1 else None
    if not isinstance(rows, list) or len(rows) != 1:
        raise _Unusual
    return rows[0]


def _head(text: str) -> Mapping[str, Any]:
    """The keys before the list. Raises _Unusual."""
    data = parse(text.encode())
    if not isinstance(data, dict) or "事项" in data:
        raise _Unusual
    return data
