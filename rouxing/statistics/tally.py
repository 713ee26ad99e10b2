"""Case logs counted for every period at once (format.md §3): partial counts that add up, and what is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, NamedTuple

from rouxing.diagnostics import Diagnostic
from rouxing.files.tree import Tree
from rouxing.law.identity import masked
from rouxing.model import Case, CaseLog, Leniency, Measure
from rouxing.model.written import unrecorded
from rouxing.statistics.acts import Act
from rouxing.statistics.period import Period, keys
from rouxing.terms import CASES_FOLDER, PartyKind

Key = tuple[str, str, str]
"""Agency id, period ("2021", "2021-Q4" or "2021-10") and column of annex 5."""


class Uncounted(NamedTuple):
    """An act without a written record, or (with neither case nor date) a file of cases that cannot be read."""

    path: str
    reason: str
    case: str | None = None
    date: str = ""
    column: str = ""

    @property
    def agency_id(self) -> str:
        """Folder of the agency; "" for a file that lies outside any agency's folder."""
        steps = self.path.split("/")
        return steps[1] if len(steps) > 2 else ""

    @property
    def sentence(self) -> str:
        """What is not counted and why: `2021-10-12 行政告诫：没有填写记录`."""
        return f"{self.date} {self.column}：{self.reason}" if self.date else self.reason

    def concerns(self, period: Period) -> bool:
        """Whether the period's figures might be higher with it.

        An unreadable file may hold acts of its own year or of a later one (a visit in January), never of an earlier.
        """
        if self.date:
            return period.covers(self.date)
        steps = self.path.split("/")
        return len(steps) < 4 or not steps[2].isdigit() or int(steps[2]) <= period.year


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of any number of case logs, for every period at once; small, and independent of what is asked.

    Merging is associative and the empty tally is neutral, so the tally of a file can be kept and reused.
    Columns 1–4 are counted per year, per quarter and per month, because a case that spans months counts once a year
    (format.md §3).
    """

    counts: Mapping[Key, int] = field(default_factory=dict)
    uncounted: tuple[Uncounted, ...] = ()
    acts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Agency id and period → how many acts the counts rest on, the lines of 底稿."""

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return merged((self, other))


def merged(tallies: Iterable[Tally]) -> Tally:
    """All tallies in one, in time linear in their size."""
    counts: Counter[Key] = Counter()
    acts: Counter[tuple[str, str]] = Counter()
    uncounted: list[Uncounted] = []
    for one in tallies:
        counts.update(one.counts)
        acts.update(one.acts)
        uncounted.extend(one.uncounted)
    return Tally(counts, tuple(uncounted), acts)


def booked(tree: Tree, log: CaseLog) -> tuple[Tally, list[Act]]:
    """The counts of one case log, and the acts behind them.

    `tree` is asked only whether files named as written records exist.
    """
    sums = _Sums()
    uncounted: list[Uncounted] = []
    acts: list[Act] = []
    for position, case in enumerate(log.cases):
        lenient: set[tuple[str, str]] = set()
        names = _persons(case)
        done: tuple[Leniency | Measure, ...] = (*case.leniencies, *case.measures)
        for act in done:
            one = _act(position, case, act, names)
            missing = unrecorded(tree, case, act)
            if missing:
                reason = _unnamed(names, "；".join(each.message for each in missing))
                uncounted.append(Uncounted(log.path, reason, case.number, one.date, one.column))
                if isinstance(act, Leniency):
                    acts.append(one._replace(quantity=0))
                continue
            acts.append(one)
            sums.lines[one.date, ""] += 1
            if isinstance(act, Measure):
                sums.daily[one.date, one.column] += one.quantity
            else:
                lenient.add((one.date, one.column))
        sums.add_case(lenient)
    return sums.tally(log.agency_id, uncounted), acts


class _Sums:
    """Amounts of one case log by day and column, which are far fewer than its acts, and in the end by period."""

    def __init__(self) -> None:
        self.daily: Counter[tuple[str, str]] = Counter()
        self.lines: Counter[tuple[str, str]] = Counter()
        self._spread: Counter[tuple[str, str]] = Counter()
        """By period already: of cases that were treated on several days, once in each period."""

    def add_case(self, lenient: set[tuple[str, str]]) -> None:
        """One case, by the days and lists of its 处理."""
        if len(lenient) == 1:
            self.daily[lenient.pop()] += 1
        elif lenient:
            self._spread.update({(period, column) for day, column in lenient for period in keys(day)})

    def tally(self, agency_id: str, uncounted: Iterable[Uncounted]) -> Tally:
        """The whole."""
        amounts = _by_period(self.daily)
        amounts.update(self._spread)
        counts = {(agency_id, period, column): amount for (period, column), amount in amounts.items()}
        acts = {(agency_id, period): amount for (period, _), amount in _by_period(self.lines).items()}
        return Tally(counts, tuple(uncounted), acts)


def _by_period(daily: Mapping[tuple[str, str], int]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (day, column), amount in daily.items():
        for period in keys(day):
            found[period, column] += amount
    return found


def _act(position: int, case: Case, act: Leniency | Measure, names: Iterable[str]) -> Act:
    date, records = case.date_of(act), _unnamed(names, "、".join(act.records))
    if isinstance(act, Measure):
        return Act(position, case.number, date, act.data["方式"], act.quantity, "", records, "")
    return Act(position, case.number, date, act.data["清单"], 1, act.code, records, _digest(case))


def _digest(case: Case) -> str:
    identity = case.party.identity if case.party else ""
    return identity and blake2b(identity.encode(), digest_size=8).hexdigest()


_DIGITS: Final = 11
_MANY_DIGITS: Final = re.compile(f"[0-9０-９](?:[ -]?[0-9０-９]){{{_DIGITS - 1}}}")
"""What the number of a person, a bank card or a telephone has, and hardly any record."""


def _persons(case: Case) -> tuple[str, ...]:
    """Names of natural persons that may stand in names of records."""
    party = case.party
    if party is None or party.data["类型"] not in _PERSONS:
        return ()
    names = [party.name, party.text("负责人")]
    if party.data["类型"] == PartyKind.BUSINESS and len(party.name) > _LONGEST_NAME:
        names.pop(0)  # the name of a shop; a short one may be its owner's
    return tuple(name for name in names if len(name) > 1)


_PERSONS: Final = (PartyKind.PERSON, PartyKind.BUSINESS)
_LONGEST_NAME: Final = 4


def _unnamed(names: Iterable[str], text: str) -> str:
    """A text that goes into a filed report, without numbers and names of persons (records/张三笔录.pdf)."""
    for name in names:
        text = text.replace(name, f"{name[0]}某")
    return masked(text) if len(text) >= _DIGITS and _MANY_DIGITS.search(text) else text


def unreadable(path: str, problem: Diagnostic | None) -> Tally:
    """The tally of a file that failed its schema: counted by nobody, and named among the uncounted."""
    detail = f"（第 {problem.line} 行：{problem.message}）" if problem else ""
    return Tally(uncounted=(Uncounted(path, f"文件 {path} 没有通过校验，其中的案件未统计{detail}"),))


def years(tree: Tree) -> list[str]:
    """The years that have a folder of case files, in order."""
    steps = (path.split("/") for path in tree.files(CASES_FOLDER))
    return sorted({step[2] for step in steps if len(step) > 3})
