"""同比: every figure against the same period last year, as texts and numbers for all formats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, unit

NO_BASE: Final = "—"
HEADS: Final = ("单位", "类别", "计量单位", "本期", "上年同期", "增减", "增减（%）")


class Comparison(NamedTuple):
    """One figure of one agency (or of 合计) against last year's."""

    name: str
    column: str
    unit: str
    now: int
    before: int | None
    """None where nothing at all was counted that year."""

    @property
    def difference(self) -> int | None:
        """本期 - 上年同期."""
        return None if self.before is None else self.now - self.before

    @property
    def percentage(self) -> str:
        """增减 in per cent of 上年同期 with one decimal, rounded half away from zero; "—" where there is no base."""
        if not self.before:
            return NO_BASE
        change = self.now - self.before
        tenths = (abs(change) * 2000 + self.before) // (2 * self.before)
        sign = "" if change == 0 or tenths == 0 else "-" if change < 0 else "+"
        return f"{sign}{tenths // 10}.{tenths % 10}%"

    @property
    def cells(self) -> tuple[str | int, ...]:
        """As the table of `HEADS` shows it."""
        before = NO_BASE if self.before is None else self.before
        difference = NO_BASE if self.difference is None else self.difference
        return self.name, self.column, self.unit, self.now, before, difference, self.percentage


def comparisons(figures: Figures) -> Iterator[Comparison]:
    """合计 first, then the agencies in their order; fifteen figures each."""
    rows = [("合计", figures.total, figures.total_before)]
    rows += [(row.name, row.figures, row.before) for row in figures.rows]
    for name, now, before in rows:
        for index, column in enumerate(REPORT_COLUMNS):
            yield Comparison(name, str(column), unit(column), now[index], before[index] if before else None)
