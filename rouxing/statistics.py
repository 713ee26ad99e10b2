"""What annex 5 counts: case logs in, fifteen figures per agency and period out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rouxing.diagnostics import Diagnostic
from rouxing.files.tree import Tree
from rouxing.model import Agency, Case, CaseLog, Leniency, Measure, Repository
from rouxing.model.written import unrecorded
from rouxing.terms import CASES_FOLDER, REPORT_COLUMNS

Key = tuple[str, str, str]
"""Agency id, period ("2021" or "2021-10") and column of annex 5."""


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, or one month of it."""

    year: int
    month: int | None = None

    @property
    def key(self) -> str:
        """The beginning of every ISO date in the period: 2021 or 2021-10."""
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"

    @property
    def title(self) -> str:
        """As annex 5 words it: 2021年度; a month is 2021年10月."""
        return f"{self.year}年度" if self.month is None else f"{self.year}年{self.month}月"


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
            return self.date.startswith(period.key)
        steps = self.path.split("/")
        return len(steps) < 4 or not steps[2].isdigit() or steps[2] <= period.key[:4]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of any number of case logs, for every period at once; small, and independent of what is asked.

    Merging is associative and the empty tally is neutral, so the tally of a file can be kept and reused.
    Columns 1–4 are counted per year and per month, because a case that spans months counts once a year
    (format.md §3).
    """

    counts: Mapping[Key, int] = field(default_factory=dict)
    uncounted: tuple[Uncounted, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return merged((self, other))


def merged(tallies: Iterable[Tally]) -> Tally:
    """All tallies in one, in time linear in their size."""
    counts: Counter[Key] = Counter()
    uncounted: list[Uncounted] = []
    for one in tallies:
        counts.update(one.counts)
        uncounted.extend(one.uncounted)
    return Tally(counts, tuple(uncounted))


def tally(tree: Tree, log: CaseLog) -> Tally:
    """The counts of one case log. `tree` is asked only whether files named as written records exist."""
    counts: Counter[Key] = Counter()
    uncounted: list[Uncounted] = []
    for case in log.cases:
        recorded = []
        for column, act in _acts(case):
            if missing := unrecorded(tree, case, act):
                reason = "；".join(one.message for one in missing)
                date = case.date_of(act)
                uncounted.append(Uncounted(log.path, reason, case.number, date, column))
            else:
                recorded.append((column, act))
        for period, column, amount in _amounts(case, recorded):
            counts[log.agency_id, period, column] += amount
    return Tally(counts, tuple(uncounted))


def _acts(case: Case) -> Iterator[tuple[str, Leniency | Measure]]:
    for leniency in case.leniencies:
        yield leniency.kind.value, leniency
    for measure in case.measures:
        yield measure.method.value, measure


def _amounts(case: Case, acts: Iterable[tuple[str, Leniency | Measure]]) -> Iterator[tuple[str, str, int]]:
    """Period, column, amount: measures by their quantity, leniency once per list and period."""
    lenient: dict[tuple[str, str], int] = {}
    for column, act in acts:
        date = case.date_of(act)
        for period in (date[:4], date[:7]):
            if isinstance(act, Measure):
                yield period, column, act.quantity
            else:
                lenient[period, column] = 1
    for (period, column), amount in lenient.items():
        yield period, column, amount


def unreadable(path: str, problem: Diagnostic | None) -> Tally:
    """The tally of a file that failed its schema: counted by nobody, and named among the uncounted."""
    detail = f"（第 {problem.line} 行：{problem.message}）" if problem else ""
    return Tally(uncounted=(Uncounted(path, f"文件 {path} 没有通过校验，其中的案件未统计{detail}"),))


def years(tree: Tree) -> list[str]:
    """The years that have a folder of case files, in order."""
    steps = (path.split("/") for path in tree.files(CASES_FOLDER))
    return sorted({step[2] for step in steps if len(step) > 3})


@dataclass(frozen=True, slots=True)
class Row:
    """One agency's figures in the order of annex 5."""

    agency_id: str
    name: str
    short_name: str
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Annex 5 filled in for one period."""

    period: Period
    reporter: str
    """填报单位: the agency itself, or the justice bureau that puts several agencies together."""
    phone: str
    recipients: tuple[tuple[str, str], ...]
    """Whom annex 5 goes to: (role, name) for 本级人民政府, 上级主管部门, 本级司法行政部门; name "" where unknown."""
    rows: tuple[Row, ...]
    uncounted: tuple[Uncounted, ...]
    revision: str | None = None
    """Id of the commit that was counted, or None outside git."""
    date: str = ""
    """填报时间 as an ISO date; "" leaves it blank for filling in."""

    @property
    def total(self) -> tuple[int, ...]:
        """合计 of every column."""
        return tuple(sum(row.figures[index] for row in self.rows) for index in range(len(REPORT_COLUMNS)))

    @property
    def title(self) -> str:
        """2021年度柔性执法统计报表."""
        return f"{self.period.title}柔性执法统计报表"

    def name_of(self, agency_id: str) -> str:
        """Name of an agency in the report."""
        return next((row.name for row in self.rows if row.agency_id == agency_id), agency_id)


def figures(
    repository: Repository,
    counted: Tally,
    period: Period,
    agencies: Sequence[Agency] = (),
    revision: str | None = None,
) -> Figures:
    """Annex 5 for one period; `agencies` narrows it, in the order given by the repository.

    An agency without cases has a row of zeros. Cases in a folder that belongs to no agency are not dropped:
    they stand in a row under the folder's name.
    """
    chosen = {agency.id for agency in agencies}
    known = [agency for agency in repository.agencies.values() if not chosen or agency.id in chosen]
    uncounted = tuple(
        one for one in counted.uncounted if one.concerns(period) and (not chosen or one.agency_id in chosen)
    )
    rows = [_row(counted, period, agency.id, agency.name, agency.short_name) for agency in known]
    if not chosen:
        rows += [_row(counted, period, name, name, name) for name in _strangers(repository, counted, period)]
    alone = known[0] if len(known) == len(rows) == 1 else None
    return Figures(
        period=period,
        reporter=alone.name if alone else repository.jurisdiction.justice_bureau,
        phone=alone.phone if alone else "",
        recipients=_recipients(repository, known),
        rows=tuple(rows),
        uncounted=uncounted,
        revision=revision,
    )


def _row(counted: Tally, period: Period, agency_id: str, name: str, short_name: str) -> Row:
    amounts = tuple(counted.counts.get((agency_id, period.key, column), 0) for column in REPORT_COLUMNS)
    return Row(agency_id, name, short_name, amounts)


def _strangers(repository: Repository, counted: Tally, period: Period) -> list[str]:
    """Folders with counted cases in the period that belong to no agency (its agency.yaml is missing or unsound)."""
    return sorted({name for name, key, _ in counted.counts if key == period.key} - repository.agencies.keys())


def _recipients(repository: Repository, agencies: Sequence[Agency]) -> tuple[tuple[str, str], ...]:
    superiors = "、".join(dict.fromkeys(agency.superior for agency in agencies if agency.superior))
    return (
        ("本级人民政府", repository.jurisdiction.government),
        ("上级主管部门", superiors),
        ("本级司法行政部门", repository.jurisdiction.justice_bureau),
    )
