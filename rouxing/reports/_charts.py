"""Charts of the figures as SVG: by list, by method, by month, by agency; drawn by hand, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from rouxing.reports._annex import printable
from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, ListKind, unit
from rouxing.widths import width


class Chart(NamedTuple):
    """Bars in groups: one group for each label, one bar in it for each series."""

    key: str
    """Of the file it is written to."""
    title: str
    series: tuple[str, ...]
    groups: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def description(self) -> str:
        """The chart in words, for those who cannot see it."""
        parts = (f"{label}：{self._spoken(values)}" for label, values in self.groups)
        return f"{self.title}。{'；'.join(parts)}。"

    def _spoken(self, values: Sequence[int]) -> str:
        if len(self.series) == 1:
            return str(values[0])
        return "，".join(f"{name} {value}" for name, value in zip(self.series, values, strict=True))


_LISTS: Final = len(ListKind)
_UNITS: Final = tuple(map(unit, REPORT_COLUMNS))
_SERIES: Final = ("四张清单（件）", "各种方式（件）", "各种方式（人次）")


def charts(figures: Figures) -> tuple[Chart, ...]:
    """The four charts of a report."""
    period, total = figures.period.title, figures.total
    labels = [f"{column}（{unit(column)}）" for column in REPORT_COLUMNS]
    pairs = [(label, (amount,)) for label, amount in zip(labels, total, strict=True)]
    months = tuple((f"{month.month}月", _in_units(amounts)) for month, amounts in figures.monthly)
    agencies = tuple((row.short_name, _in_units(row.figures)) for row in figures.rows)
    return (
        Chart("清单", f"{period}按四张清单", ("数量",), tuple(pairs[:_LISTS])),
        Chart("方式", f"{period}按柔性执法方式", ("数量",), tuple(pairs[_LISTS:])),
        Chart("月份", f"{period}按月份", _SERIES, months),
        Chart("单位", f"{period}按单位", _SERIES, agencies),
    )


def _in_units(amounts: Sequence[int]) -> tuple[int, int, int]:
    """件 of the lists, 件 and 人次 of the methods: what is counted in different units is never added up."""
    methods = list(zip(_UNITS[_LISTS:], amounts[_LISTS:], strict=True))
    return (
        sum(amounts[:_LISTS]),
        sum(amount for name, amount in methods if name == "件"),
        sum(amount for name, amount in methods if name != "件"),
    )


_COLOURS: Final = ("#1f4e79", "#7aa6d1", "#d9822b")
"""Apart from each other in grey, too."""
_FONT: Final = "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Noto Sans SC',SimSun,sans-serif"
_WIDE: Final = 760
_BAR: Final = 16
_THIN_BAR: Final = 12
"""Of several series."""
_SIZE: Final = 14
_TOP: Final = 56
_LEGEND: Final = 26
_GAP: Final = 12
_SIGN: Final = 7.2
"""Width of half a Chinese sign at this size, a little more than real."""


def svg(chart: Chart) -> str:
    """The chart as an SVG picture with a title and a description; no script, no font from elsewhere."""
    left = min(320.0, 24 + _SIGN * max((width(label) for label, _ in chart.groups), default=8))
    top = _TOP + (_LEGEND if len(chart.series) > 1 else 0)
    step = _thick(chart) * len(chart.series) + _GAP
    high = top + step * max(1, len(chart.groups)) + 12
    name = f"rouxing-{'清单方式月份单位'.index(chart.key)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high}" width="{_WIDE}" height="{high}" '
        f'role="img" aria-labelledby="{name}-t {name}-d" font-family="{_FONT}" font-size="{_SIZE}">'
        f'<title id="{name}-t">{_xml(chart.title)}</title><desc id="{name}-d">{_xml(chart.description)}</desc>'
        f'<rect width="{_WIDE}" height="{high}" fill="#ffffff"/>'
        f'<text x="{_WIDE // 2}" y="32" text-anchor="middle" font-size="18" fill="#111111">{_xml(chart.title)}</text>'
        f"{_legend(chart)}{''.join(_bars(chart, left, top))}"
        f'<path d="M{left:.1f} {top - 4}V{high - 8}" stroke="#444444" stroke-width="1"/></svg>\n'
    )


def _thick(chart: Chart) -> int:
    return _BAR if len(chart.series) == 1 else _THIN_BAR


def _legend(chart: Chart) -> str:
    if len(chart.series) == 1:
        return ""
    parts, x = [], 40.0
    for name, colour in zip(chart.series, _COLOURS, strict=True):
        parts.append(
            f'<rect x="{x:.1f}" y="50" width="14" height="14" fill="{colour}"/>'
            f'<text x="{x + 20:.1f}" y="62" fill="#111111">{_xml(name)}</text>'
        )
        x += 44 + _SIGN * width(name)
    return "".join(parts)


def _bars(chart: Chart, left: float, top: float) -> Iterator[str]:
    most = max((value for _, values in chart.groups for value in values), default=0) or 1
    room = _WIDE - left - 90
    thick = _thick(chart)
    step = thick * len(chart.series) + _GAP
    for number, (label, values) in enumerate(chart.groups):
        y = top + number * step
        middle = y + thick * len(values) / 2 + _SIZE * 0.36
        fitting = label if _SIGN * width(label) <= left - 16 else f"{label[: int((left - 32) / _SIGN / 2)]}…"
        yield f'<text x="{left - 8:.1f}" y="{middle:.1f}" text-anchor="end" fill="#111111">{_xml(fitting)}</text>'
        for index, value in enumerate(values):
            at = y + index * thick
            long = room * value / most
            yield (
                f'<rect x="{left:.1f}" y="{at + 1:.1f}" width="{long:.1f}" height="{thick - 2}" '
                f'fill="{_COLOURS[index]}"/>'
                f'<text x="{left + long + 6:.1f}" y="{at + thick - 2:.1f}" font-size="{min(thick, 13)}" '
                f'fill="#111111">{value}</text>'
            )


def _xml(text: str) -> str:
    return escape(printable(text))
