"""Imported items as rows of an agency's list: which are new, which are there already, and which code they get."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rouxing.commands._adding import read
from rouxing.errors import Refused
from rouxing.files.yaml_rows import NewRow, rewritten
from rouxing.files.yaml_text import row_lines, scalar
from rouxing.history.changes import ITEM_FIELDS
from rouxing.importers._records import ImportedItem, ImportedList
from rouxing.model import Agency, Checklist, Repository
from rouxing.terms import OTHER_PREFIX, Method


class Addition(NamedTuple):
    """What an import does to one list."""

    rows: list[dict[str, Any]]
    """New items, in the order of the source."""
    known: list[str]
    """Names of items that the list holds word for word."""
    different: list[tuple[str, str]]
    """Name of an item with the same code but other content, and the fields that differ."""
    coded: list[tuple[str, str]]
    """Name and code of the items that came without a code."""
    twice: list[str]
    """Codes that stand at more than one item of the source."""


def codes_of(repository: Repository, agency: Agency) -> set[str]:
    """The codes of all lists of an agency."""
    return {item.code for one in repository.checklists_of(agency.id) for item in one.items}


def addition(one: ImportedList, known: Checklist | None, agency: Agency, region: str, used: set[str]) -> Addition:
    """What the items of an imported list add to the list that is there; new codes are put into `used`."""
    made = Addition([], [], [], [], [])
    by_code = {item.code: item.data for item in known.items} if known else {}
    by_text = {_key(data): data for data in by_code.values()}
    codes = _numbered(used | {item.code for item in one.items if item.code}, agency, region)
    seen: set[str] = set()
    for item in one.items:
        row = row_of(item)
        there = by_code.get(item.code or "") or (None if item.code else by_text.get(_key(row)))
        if there is not None:
            fields = [
                name
                for name in ("名称", "情形", "依据", "处罚依据", "监管措施")
                if _plain(row.get(name)) != _plain(there.get(name))
            ]
            made.different.append((item.name, "、".join(fields))) if fields else made.known.append(item.name)
            continue
        if item.code is None:
            row["编码"] = next(codes)
            made.coded.append((item.name, row["编码"]))
        elif item.code in seen:
            made.twice.append(item.code)
        seen.add(row["编码"])
        used.add(row["编码"])
        made.rows.append(row)
    return made


def row_of(item: ImportedItem) -> dict[str, Any]:
    """An imported item as a row of a list; 编码 is "" where the source has none."""
    row: dict[str, Any] = {
        "编码": item.code or "",
        "名称": item.name,
        "情形": item.circumstances,
        "依据": list(item.grounds),
        "处罚依据": list(item.penal_grounds),
        "监管措施": [_measure(one) for one in item.measures],
        "备注": item.note,
    }
    return {key: value for key, value in row.items() if value or key not in ("处罚依据", "备注")}


def _measure(text: str) -> str:
    """A method of annex 6 as it is, anything else as 其他：…"""
    return (
        text
        if text in tuple(Method)[:-1] or text.startswith(OTHER_PREFIX)
        else OTHER_PREFIX + re.sub("^其他[：:]?", "", text)
    )


def _key(data: Mapping[str, Any]) -> tuple[str, str]:
    return _plain(data["名称"]), _plain(data["情形"])


def _plain(value: Any) -> Any:
    """A value in the form in which items are compared: blanks do not count, nor does empty or absent."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return re.sub(r"\s+", "", str(value)) if value else []


_LAST_NUMBER: Final = re.compile(r"(.*?)([0-9]+)")


def _numbered(used: Iterable[str], agency: Agency, region: str) -> Iterator[str]:
    """New codes after the pattern of the agency's own: 350421-JT-013 after 350421-JT-012."""
    patterns: dict[tuple[str, int], int] = {}
    for code in used:
        match = _LAST_NUMBER.fullmatch(code)
        if match and match[1]:
            key = (match[1], len(match[2]))
            patterns[key] = patterns.get(key, 0) + 1
    prefix, width = max(patterns, key=lambda key: (patterns[key], key), default=(f"{region}-{agency.id.upper()}-", 3))
    taken, number = set(used), 0
    while True:
        number += 1
        code = f"{prefix}{number:0{width}d}"
        if code not in taken:
            yield code


def new_file(one: ImportedList, agency: Agency, day: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A list of its own."""
    lines = [
        "# yaml-language-server: $schema=../../schemas/checklist.schema.json",
        f"清单: {scalar(one.kind)}",
        "版本: 1",
        f"施行日期: {day}",
        "事项:" if rows else "事项: []",
    ]
    for row in rows:
        lines += [f"  {line}" for line in row_lines(row)]
    content = ("\n".join(lines) + "\n").encode()
    if read(content)["事项"] != list(rows):
        raise Refused(f"{agency.name}{one.kind}清单有写不成 YAML 的文字，没有写入")
    return content


def with_items(content: bytes, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The list with new items at its end; everything else stays byte for byte."""
    old = read(content)["事项"]
    kept = [NewRow(row, at) for at, row in enumerate(old)]
    return rewritten(content, "事项", [*kept, *(NewRow(row) for row in rows)], ITEM_FIELDS, read).content
