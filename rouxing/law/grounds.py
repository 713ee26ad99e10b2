"""Which provision carries which list: the table of grounds, packaged and extended by an agency's own rows.

行政处罚法第三十三条 carries 不予行政处罚 only, 第三十二条 carries 减轻 and 从轻; an article that the table does not
name carries nothing in the laws whose grounds are listed in full, and in any other law it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from rouxing.law.acts import Confidence
from rouxing.law.citation import Locator, citations
from rouxing.law.places import Place
from rouxing.law.titles import normal
from rouxing.terms import ListKind

_FIRST_DAY: Final = "0000-00-00"
_LAST_DAY: Final = "9999-12-31"


class Ground(NamedTuple):
    """One row of the table; `supports` is empty for a provision that people take for a ground and that is none."""

    law: str
    place: Place
    supports: frozenset[ListKind]
    gist: str
    since: str = _FIRST_DAY
    until: str = _LAST_DAY
    needs_second: bool = False
    """Whether it only refers to what other acts provide (行政处罚法第三十二条第五项)."""
    confidence: Confidence = Confidence.INFERRED

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Ground:
        """From a row of the data. Raises ValueError where 条款 is no place."""
        return cls(
            normal(row["法"]),
            place_of(row["条款"]),
            frozenset(map(ListKind, row["支持"])),
            row["内容"],
            row.get("自", _FIRST_DAY),
            row.get("至", _LAST_DAY),
            row.get("另引", False),
            Confidence(row.get("可信度", Confidence.INFERRED)),
        )

    def holds(self, date: str) -> bool:
        """Whether the row speaks of the text in force on an ISO date."""
        return self.since <= date <= self.until


def place_of(text: str) -> Place:
    """The place that 第三十三条第一款 means. Raises ValueError for anything but one place."""
    found = citations(text)
    targets = found[0].targets if len(found) == 1 and found[0].text == text.strip() else ()
    first = targets[0].first if len(targets) == 1 and targets[0].last is None else None
    if first is None or first.rel or not first.article:
        raise ValueError(f"“{text}”不是具体的条款项")
    return _place(first)


class Answer(Enum):
    """What the table says of a provision and a list."""

    CARRIES = "支持"
    CARRIES_WITH_SECOND = "另有规定时支持"
    REFUSES = "不支持"
    UNKNOWN = "表中没有"


class Verdict(NamedTuple):
    """The answer, and the rows it rests on."""

    answer: Answer
    rows: Sequence[Ground] = ()

    @property
    def content(self) -> str:
        """What the provision is about; "" where the table does not say."""
        return "；".join(dict.fromkeys(row.gist for row in self.rows))


class Grounds(NamedTuple):
    """The table."""

    exhaustive: frozenset[str]
    """Laws (normal titles) whose every ground is in the table."""
    rows: Mapping[str, Sequence[Ground]]
    """Rows by the law's normal title."""

    def judge(self, law: str, place: Place | None, date: str, kind: ListKind) -> Verdict:
        """What a provision is to a list on an ISO date. Without a place the whole act is cited: no ground by itself."""
        name = normal(law)
        rows = self._about(name, place, date) if place else ()
        carrying = [row for row in rows if kind in row.supports]
        if carrying:
            second = all(row.needs_second for row in carrying)
            return Verdict(Answer.CARRIES_WITH_SECOND if second else Answer.CARRIES, carrying)
        if rows or (place and name in self.exhaustive):
            return Verdict(Answer.REFUSES, rows)
        return Verdict(Answer.UNKNOWN)

    def _about(self, name: str, place: Place, date: str) -> Sequence[Ground]:
        """The rows that hold the place, the closest ones only; where there is none, those inside it."""
        rows = [row for row in self.rows.get(name, ()) if row.holds(date)]
        holding = [row for row in rows if place.within(row.place)]
        closest = max((row.place.depth for row in holding), default=0)
        return [row for row in holding if row.place.depth == closest] or [
            row for row in rows if row.place.within(place)
        ]

    def lifts(self, exception: str, kind: ListKind) -> bool:
        """Whether 例外依据 names a provision that itself allows this leniency for a class of acts.

        方案二（二）: 另有规定的，从其规定. General clauses lift nothing, or every item could be lifted; whether the
        provision is in force is asked elsewhere.
        """
        return any(
            kind in row.supports
            for cited in citations(exception)
            for row in self.rows.get(normal(cited.law.name), ())
            for target in cited.targets
            for place in map(_place, target.places)
            if row.law not in self.exhaustive and (place.within(row.place) or row.place.within(place))
        )

    def knows(self, law: str, place: Place | None) -> bool:
        """Whether the table has a row that holds the place."""
        return place is not None and any(place.within(row.place) for row in self.rows.get(normal(law), ()))

    def carrying(self, law: str, date: str, kind: ListKind) -> Sequence[Ground]:
        """The rows of one law that carry a list on an ISO date: what should be cited instead."""
        return [row for row in self.rows.get(normal(law), ()) if row.holds(date) and kind in row.supports]

    def extended(self, rows: Iterable[Ground]) -> Grounds:
        """The table with an agency's own rows; about the same provision the agency's count."""
        found = {name: list(known) for name, known in self.rows.items()}
        for row in rows:
            known = found.setdefault(row.law, [])
            known[:] = [one for one in known if one.place != row.place or not _meet(one, row)]
            known.append(row)
        return Grounds(self.exhaustive, found)


def _place(locator: Locator) -> Place:
    return Place(locator.article, locator.paragraph, locator.item, locator.subitem)


def _meet(one: Ground, other: Ground) -> bool:
    return one.since <= other.until and other.since <= one.until


@cache
def grounds() -> Grounds:
    """The packaged table. A broken data file raises here: it is part of the program."""
    from yaml_rs import loads

    text = resources.files("rouxing").joinpath("data/grounds.yaml").read_text(encoding="utf-8")
    source: Any = loads(text, parse_datetime=False)
    rows: dict[str, list[Ground]] = {}
    for row in map(Ground.read, source["依据"]):
        rows.setdefault(row.law, []).append(row)
    return Grounds(frozenset(map(normal, source["穷尽"])), rows)
