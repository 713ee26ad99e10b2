"""Annex 5 filled in: one row per agency, the same period last year, the months, and whom the report goes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rouxing.model import Agency, Repository
from rouxing.statistics.acts import Act
from rouxing.statistics.period import Period
from rouxing.statistics.tally import Tally, Uncounted
from rouxing.terms import REPORT_COLUMNS

Amounts = tuple[int, ...]
"""Fifteen figures in the order of annex 5."""


@dataclass(frozen=True, slots=True)
class Row:
    """One agency's figures in the order of annex 5."""

    agency_id: str
    name: str
    short_name: str
    figures: Amounts
    before: Amounts | None = None
    """上年同期; None where nothing at all was counted in that year."""


class Evidence(NamedTuple):
    """The acts of one case log in the period, in the order of the file."""

    path: str
    acts: Sequence[Act]

    @property
    def agency_id(self) -> str:
        """Folder of the agency."""
        return self.path.split("/")[1]


class Check(NamedTuple):
    """One comparison of the 核对."""

    title: str
    meaning: str
    """What it means when there are lines."""
    lines: tuple[str, ...]
    """What was found; () where nothing was."""
    wrong: bool = False
    """Whether somebody must act before the report is filed."""


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
    monthly: tuple[tuple[Period, Amounts], ...] = ()
    """The months of the period, all rows together."""
    acts: int = 0
    """How many acts were counted: the lines of 底稿."""
    evidence: Iterable[Evidence] = ()
    """底稿; may be gone through more than once."""
    checks: tuple[Check, ...] | None = None
    """核对; None where nobody asked for it."""

    @property
    def total(self) -> Amounts:
        """合计 of every column."""
        return tuple(sum(row.figures[index] for row in self.rows) for index in range(len(REPORT_COLUMNS)))

    @property
    def total_before(self) -> Amounts | None:
        """合计 of 上年同期 over the agencies that have one."""
        known = [row.before for row in self.rows if row.before is not None]
        return tuple(map(sum, zip(*known, strict=True))) if known else None

    @property
    def title(self) -> str:
        """2021年度柔性执法统计报表."""
        return f"{self.period.title}柔性执法统计报表"

    @property
    def addressees(self) -> str:
        """报送：明溪县人民政府（本级人民政府）、…."""
        named = (f"{name}（{role}）" if name else role for role, name in self.recipients)
        return f"报送：{'、'.join(named)}"

    def name_of(self, agency_id: str) -> str:
        """Name of an agency in the report."""
        return next((row.name for row in self.rows if row.agency_id == agency_id), agency_id)

    def counted_logs(self) -> Iterator[tuple[str, str, list[tuple[Act, int]]]]:
        """Agency's name, file, its acts and what each adds to its column: the sum of all is the 合计.

        Of several acts that one case has under one list the first adds 1, the others 0 (format.md §3).
        """
        names = {row.agency_id: row.name for row in self.rows}
        inside = _Days(self.period)
        for log in self.evidence:
            seen: set[tuple[int, str]] = set()
            counted = []
            for act in log.acts:
                if not act.quantity or not inside[act.date]:
                    continue
                adds = act.quantity
                if act.code:
                    key = act.position, act.column
                    adds = 0 if key in seen else adds
                    seen.add(key)
                counted.append((act, adds))
            yield names.get(log.agency_id, log.agency_id), log.path, counted


class _Days(dict[str, bool]):
    """Whether a day lies in the period, asked once for each."""

    def __init__(self, period: Period) -> None:
        super().__init__()
        self._period = period

    def __missing__(self, date: str) -> bool:
        inside = self[date] = self._period.covers(date)
        return inside


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
    with_base = {name for name, key, _ in counted.counts if key == f"{period.year - 1:04}"}
    named = [(agency.id, agency.name, agency.short_name) for agency in known]
    if not chosen:
        named += [(name, name, name) for name in _strangers(repository, counted, period)]
    rows = tuple(_row(counted, period, *one, with_base=one[0] in with_base) for one in named)
    alone = known[0] if len(known) == len(rows) == 1 else None
    return Figures(
        period=period,
        reporter=alone.name if alone else repository.jurisdiction.justice_bureau,
        phone=alone.phone if alone else "",
        recipients=_recipients(repository, known),
        rows=rows,
        uncounted=uncounted,
        revision=revision,
        acts=sum(counted.acts.get((row.agency_id, period.key), 0) for row in rows),
        monthly=tuple((month, _sum(counted, month, rows)) for month in period.months),
    )


def amounts(counted: Tally, period: Period, agency_id: str) -> Amounts:
    """The fifteen figures of one agency."""
    return tuple(counted.counts.get((agency_id, period.key, column), 0) for column in REPORT_COLUMNS)


def _row(counted: Tally, period: Period, agency_id: str, name: str, short_name: str, *, with_base: bool) -> Row:
    before = amounts(counted, period.before, agency_id) if with_base else None
    return Row(agency_id, name, short_name, amounts(counted, period, agency_id), before)


def _sum(counted: Tally, period: Period, rows: Sequence[Row]) -> Amounts:
    columns = [amounts(counted, period, row.agency_id) for row in rows]
    return tuple(map(sum, zip(*columns, strict=True))) if columns else (0,) * len(REPORT_COLUMNS)


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
