"""The next version of a list: its number, its day, single fields and rows, written into the file as it stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rouxing.errors import NotFound, Refused
from rouxing.files.yaml_rows import NewRow, rewritten
from rouxing.files.yaml_text import Parse, Pointer, replaced
from rouxing.history.changes import ITEM_FIELDS
from rouxing.history.reasons import Stated
from rouxing.model import Checklist
from rouxing.terms import Reason

SETTABLE: Final = ("名称", "情形", "例外依据", "备注", "来源")
"""Fields of an item that hold one text."""


class Setting(NamedTuple):
    """A field of an item that is to read otherwise."""

    code: str
    field: str
    value: str


class Adjustment(NamedTuple):
    """What a revision does, and why."""

    reason: Reason
    basis: str
    effective: str
    """施行日期 of the new version, an ISO date."""
    note: str = ""
    settings: Sequence[Setting] = ()
    removed: Sequence[str] = ()
    """Codes of items."""

    def message(self, agency: str, checklist: Checklist) -> Stated:
        """What the commit of the new version says."""
        subject = f"调整{agency}{checklist.kind}清单：第 {checklist.version} 版，自 {checklist.effective} 起施行"
        return Stated(subject, self.note, self.reason.value, self.basis)


def next_version(committed: Checklist, standing: Checklist) -> int:
    """The number after the committed one, also where somebody has raised it in the file already. Raises Refused."""
    if standing.version not in (committed.version, committed.version + 1):
        raise Refused(
            f"文件里写的是第 {standing.version} 版，已提交的是第 {committed.version} 版；"
            f"下一版应当是第 {committed.version + 1} 版，请改正文件里的“版本”"
        )
    return committed.version + 1


class Adjusted(NamedTuple):
    """The new file, and the comments that went with removed rows."""

    content: bytes
    comments: Sequence[str]


def adjusted(content: bytes, standing: Checklist, committed: Checklist, wanted: Adjustment, parse: Parse) -> Adjusted:
    """The file with the adjustment in it; comments and order stay. Raises NotFound, Refused.

    Settings and removals that the file already shows are done: an adjustment cut off before its commit is run again.
    """
    if wanted.effective <= committed.effective:
        known = f"已提交的是第 {committed.version} 版，{committed.effective} 施行"
        raise Refused(f"{known}；新版本的施行日期应当晚于这一天")
    values: dict[Pointer, str | int] = {("版本",): next_version(committed, standing), ("施行日期",): wanted.effective}
    dated, done = replaced(content, values, parse)
    if len(done) < len(values):
        raise Refused("“版本”“施行日期”没有各写在一行上，没有改动文件；请在文件里改")
    rows = [dict(item.data) for item in standing.items]
    for one in wanted.settings:
        if one.field not in SETTABLE:
            raise NotFound(f"“{one.field}”不能这样改；能改的有：{'、'.join(SETTABLE)}，其他请在文件里改")
        rows[_place(standing, one.code)][one.field] = one.value
    removed = (code for code in wanted.removed if code in standing.by_code or code not in committed.by_code)
    gone = {_place(standing, code) for code in removed}
    kept = [NewRow(row, place) for place, row in enumerate(rows) if place not in gone]
    return Adjusted(*rewritten(dated, "事项", kept, ITEM_FIELDS, parse))


def _place(checklist: Checklist, code: str) -> int:
    found = next((place for place, item in enumerate(checklist.items) if item.code == code), None)
    if found is None:
        raise NotFound(f"清单里没有编码为“{code}”的事项")
    return found
