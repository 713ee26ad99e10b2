"""What annex 7 asks of each paper before it is written, and what it prints in any case: data/papers.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from rouxing.documents._wording import clause, day, hour, minute, plain, provision
from rouxing.terms import DocumentKind


class Wording(StrEnum):
    """How an entry stands on paper."""

    CLAUSE = "从句"
    PROVISION = "条款"
    DAY = "日期"
    MINUTE = "时分"
    HOUR = "时"
    PLAIN = "原文"


_WORDED: Final[Mapping[Wording, Callable[[str], str]]] = {
    Wording.CLAUSE: clause,
    Wording.PROVISION: provision,
    Wording.DAY: day,
    Wording.MINUTE: minute,
    Wording.HOUR: hour,
    Wording.PLAIN: plain,
}


class Content(NamedTuple):
    """An entry of 填写: how it is worded, and what stands in its place where it is absent."""

    name: str
    wording: Wording
    required: bool
    default: str
    """Dotted name of another value, such as `单位.联系人`; "" for none."""

    def worded(self, text: str) -> str:
        """The entry as it stands on paper. Raises Unreadable for what is no day or time."""
        return _WORDED[self.wording](text)


class Contents(NamedTuple):
    """A paper of annex 7."""

    fields: tuple[Content, ...]
    needs: tuple[str, ...]
    """Dotted names beyond 填写 that must not be empty."""
    sentences: tuple[str, ...]


_ALWAYS: Final = ("单位.名称", "当事人.名称", "文书.文号")


def contents(kind: DocumentKind) -> Contents:
    """What the annex asks of a paper."""
    return _packaged()[kind]


@cache
def _packaged() -> Mapping[str, Contents]:
    """The packaged table. A broken data file raises here: it is part of the program."""
    from yaml_rs import loads

    text = resources.files("rouxing").joinpath("data/papers.yaml").read_text(encoding="utf-8")
    source: Any = loads(text, parse_datetime=False)
    return {name: _read(row, tuple(source["送达栏"])) for name, row in source["文书"].items()}


def _read(row: Any, service: tuple[str, ...]) -> Contents:
    fields = (
        Content(one["名称"], Wording(one["写法"]), not one.get("可以不填", False), one.get("默认", ""))
        for one in row["填写"]
    )
    return Contents(tuple(fields), (*_ALWAYS, *row["另需"]), (*row["印文"], *(service if row["送达栏"] else ())))
