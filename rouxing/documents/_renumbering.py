"""Numbers given twice: which record keeps its number, which gets the next free one, and what else names the old one.

Two clerks on two branches take the same next number; after the merge one of them has to give way. The record whose
number is already on paper in the party's hands keeps it, else the earlier one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from rouxing.diagnostics import Pointer
from rouxing.model import Agency, Case, Document
from rouxing.model.ledger import SERIES

_ABOUT: Final = "案件编号"
"""The entry of a 回访登记表 that names the case it is about."""


class Holder(NamedTuple):
    """A case, or one of its documents, that bears a number."""

    agency: Agency
    case: Case
    document: Document | None = None

    @property
    def number(self) -> str:
        """案号 or 文号."""
        return self.document.number if self.document else self.case.number

    @property
    def label(self) -> str:
        """行政告诫书 明交告〔2021〕7号, or 案件 明交柔〔2021〕1号."""
        return f"{self.document.kind if self.document else '案件'} {self.number}"

    @property
    def served(self) -> bool:
        """Whether a notice with this number is in the party's hands. The papers of annex 7 print no 案号."""
        return self.document is not None and self.document.service is not None

    @property
    def rank(self) -> tuple[bool, str, str, str, Pointer]:
        """Smallest for the one that keeps its number; the path and the place decide where the days do not."""
        documents = (self.document,) if self.document else self.case.documents
        unserved = all(one.service is None for one in documents)
        date = self.document.date if self.document else self.case.date
        return unserved, date, self.case.date, self.case.path, self.pointer

    @property
    def pointer(self) -> Pointer:
        """Where the number is written in the case's file."""
        return self.document.at("文号").pointer if self.document else self.case.at("案号").pointer


class Change(NamedTuple):
    """A number replaced, and the references that follow it."""

    holder: Holder
    keeper: Holder
    new: str
    """"" where the number belongs to no series, so that there is no next one."""
    references: tuple[Pointer, ...]
    """Places in the same file that name the old number and mean this record."""
    doubts: tuple[str, ...]
    """What a person must look at, a sentence each."""


def changes(agency: Agency, cases: Sequence[Case], only: Collection[str] = ()) -> list[Change]:
    """What to change so that no number of the agency is given twice; with `only`, of these numbers.

    Cases first: a number that a case gives up is named by papers of its own.
    """
    holders = [Holder(agency, case) for case in cases]
    papers = [Holder(agency, case, document) for case in cases for document in case.documents]
    used = {one.number for one in chain(holders, papers)}
    found: list[Change] = []
    for keeper, later in chain(_repeated(holders), _repeated(papers)):
        if only and later.number not in only:
            continue
        new = following(later.number, used)
        used.add(new)
        found.append(Change(later, keeper, new, *_named(later, keeper, cases)))
    return found


def _repeated(holders: Sequence[Holder]) -> Iterator[tuple[Holder, Holder]]:
    """The record that keeps its number, and each that does not, the earlier first."""
    groups: dict[str, list[Holder]] = {}
    for one in holders:
        groups.setdefault(one.number, []).append(one)
    for group in groups.values():
        first, *others = sorted(group, key=lambda one: one.rank)
        yield from ((first, one) for one in others)


def following(number: str, used: Collection[str]) -> str:
    """The number after the highest of the same series, spelt alike: 第007号 → 第008号; "" for one of no series.

    A number that was given up is not given to another paper.
    """
    parts = SERIES.fullmatch(number)
    if parts is None:
        return ""
    series = (SERIES.fullmatch(one) for one in used)
    highest = max(int(one[2]) for one in series if one and one[1] == parts[1])
    ordinal = "第" if number.removeprefix(parts[1]).startswith("第") else ""
    figures = number.removeprefix(parts[1] + ordinal).removesuffix("号")
    return f"{parts[1]}{ordinal}{str(highest + 1).zfill(len(figures) if figures.startswith('0') else 0)}号"


def _named(later: Holder, keeper: Holder, cases: Sequence[Case]) -> tuple[tuple[Pointer, ...], tuple[str, ...]]:
    """References that follow a number, and what cannot be decided."""
    if later.document is None:
        return _to_case(later, cases)
    case, old = later.case, later.number
    acts = [act for act in (*case.leniencies, *case.measures) if old in act.records]
    if acts and keeper.case is case:
        return (), (f"{case.path}：{case.number} 的“记录”里的 {old} 指哪一份，请自行核对",)
    pointers = (act.at("记录", at).pointer for act in acts for at, text in enumerate(act.records) if text == old)
    return tuple(pointers), tuple(_in_prose(later))


def _to_case(later: Holder, cases: Sequence[Case]) -> tuple[tuple[Pointer, ...], tuple[str, ...]]:
    """References to a case: its own papers mean it; whom those of other cases mean, only a person knows."""
    own, doubts = [], list(_in_prose(later))
    if any(one.service for one in later.case.documents):
        doubts.append(f"{later.case.path}：{later.number} 已有文书送达，送达回证、告知承诺书上印着旧案号的要更换")
    for case in cases:
        for document in case.documents:
            if document.fields.get(_ABOUT) == later.number:
                if case is later.case:
                    own.append(document.at("填写", _ABOUT).pointer)
                elif case.number != later.number:
                    doubts.append(f"{case.path}：{document.number} 的“{_ABOUT}”写着 {later.number}，指哪一件请自行核对")
    return tuple(own), tuple(doubts)


def _in_prose(later: Holder) -> Iterator[str]:
    """Texts of the case that name the old number among other words."""
    for steps, text in later.case.texts_written():
        if later.number in text and text != later.number:
            yield f"{later.case.path}：{later.case.number} 的“{steps[-1]}”里写着 {later.number}，请自行核对"
