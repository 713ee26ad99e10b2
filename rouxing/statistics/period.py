"""The periods annex 5 is filled in for: a year, a quarter, a month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

_NUMERALS: Final = ("一", "二", "三", "四")


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, or one month or one quarter of it."""

    year: int
    month: int | None = None
    quarter: int | None = None

    @property
    def key(self) -> str:
        """2021, 2021-10 or 2021-Q4: under this name amounts are counted."""
        if self.quarter is not None:
            return f"{self.year:04}-Q{self.quarter}"
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"

    @property
    def title(self) -> str:
        """As annex 5 words it: 2021年度; otherwise 2021年10月, 2021年第四季度."""
        if self.quarter is not None:
            return f"{self.year}年第{_NUMERALS[self.quarter - 1]}季度"
        return f"{self.year}年度" if self.month is None else f"{self.year}年{self.month}月"

    @property
    def before(self) -> Period:
        """上年同期."""
        return replace(self, year=self.year - 1)

    @property
    def months(self) -> tuple[Period, ...]:
        """The months of the period in order."""
        if self.month is not None:
            return (self,)
        first, last = (1, 12) if self.quarter is None else (3 * self.quarter - 2, 3 * self.quarter)
        return tuple(Period(self.year, month) for month in range(first, last + 1))

    @property
    def end(self) -> str:
        """The last day as an ISO date, or one that never comes but sorts right behind it."""
        return f"{self.months[-1].key}-31"

    def covers(self, date: str) -> bool:
        """Whether an ISO date falls into the period."""
        return self.key in keys(date)


@cache
def keys(date: str) -> tuple[str, str, str]:
    """Year, quarter and month of an ISO date, as `Period.key` names them."""
    return date[:4], f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}", date[:7]
