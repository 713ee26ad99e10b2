"""Whether an act rests on a written record (附件5填表说明1), decided once for rules and statistics."""

from __future__ import annotations

import posixpath
from enum import StrEnum
from typing import Final, NamedTuple

from rouxing.files.tree import Tree
from rouxing.model.cases import Act, Case
from rouxing.terms import PAPER_PREFIX

_HALF_WIDTH_PREFIX: Final = PAPER_PREFIX.replace("：", ":")
_QUOTED: Final = 40
"""Characters of a record that a message repeats."""


class Lack(StrEnum):
    """Why a text in 记录 is not a written record; the value says what is wrong with that text."""

    NOTHING = "没有填写记录"
    NO_PAPER_NUMBER = "没有写明档案编号"
    HALF_WIDTH_COLON = "应使用全角冒号，写作“档案：编号”"
    NO_DOCUMENT = "不是本案文书的文号"
    NO_FILE = "所指文件不存在"
    OUTSIDE = "指向仓库之外"
    BACKSLASH = "路径应使用“/”分隔"


class Missing(NamedTuple):
    """A text of 记录 that is not a written record; `position` counts from 0, None when there is no text at all."""

    lack: Lack
    record: str = ""
    position: int | None = None

    @property
    def message(self) -> str:
        """What is wrong, naming the text: `“明交告〔2021〕9号”不是本案文书的文号`."""
        if self.position is None:
            return self.lack.value
        quoted = self.record if len(self.record) <= _QUOTED else f"{self.record[:_QUOTED]}…"
        return f"“{quoted}”{self.lack.value}"


def missing_records(tree: Tree, case: Case, act: Act) -> tuple[Missing, ...]:
    """Every text of the act's 记录 that is not a written record; one Missing without position where 记录 is empty."""
    if not act.records:
        return (Missing(Lack.NOTHING),)
    found = []
    for position, record in enumerate(act.records):
        lack = _lack(tree, case, record)
        if lack is not None:
            found.append(Missing(lack, record, position))
    return tuple(found)


def unrecorded(tree: Tree, case: Case, act: Act) -> tuple[Missing, ...]:
    """Why the act rests on no written record and must not be counted; () when at least one is there."""
    for record in act.records:
        if _lack(tree, case, record) is None:
            return ()
    return missing_records(tree, case, act)


def _lack(tree: Tree, case: Case, record: str) -> Lack | None:
    if record.startswith(PAPER_PREFIX):
        return None if record[len(PAPER_PREFIX) :].strip() else Lack.NO_PAPER_NUMBER
    if record.startswith(_HALF_WIDTH_PREFIX):
        return Lack.HALF_WIDTH_COLON
    if record in case.document_numbers:
        return None
    return _lack_of_file(tree, case, record)


def _lack_of_file(tree: Tree, case: Case, record: str) -> Lack | None:
    if "\\" in record:
        return Lack.BACKSLASH
    folder = "/".join(case.path.split("/")[:3])
    path = posixpath.normpath(posixpath.join(folder, record))
    if path.startswith(("/", "../")) or path == "..":
        return Lack.OUTSIDE
    if tree.exists(path):
        return None
    return Lack.NO_FILE if "/" in record or posixpath.splitext(record)[1] else Lack.NO_DOCUMENT
