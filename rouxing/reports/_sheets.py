"""The sheets behind the form: 未计入, 同比, 底稿, 核对."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rouxing.files.long_sheet import MAX_ROWS, Block, Rows
from rouxing.files.sheet import Look, height_for, put, put_merged, set_page, set_widths
from rouxing.files.sheet_rows import Styles
from rouxing.reports._annex import NOTHING_UNCOUNTED, UNCOUNTED_HEADS, revision, uncounted
from rouxing.reports._compared import HEADS, comparisons
from rouxing.statistics import Act, Figures
from rouxing.terms import REPORT_COLUMNS, unit

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TITLE: Final = Look(font="方正小标宋简体", size=22)
LINE: Final = Look(size=14, align="left")
HEAD: Final = Look(font="黑体", size=16, border=True)
_SUBHEAD: Final = Look(font="黑体", size=12, border=True)
_SMALL: Final = Look(size=12, border=True)
_SMALL_LEFT: Final = Look(size=12, border=True, align="left")
_FINE: Final = Look(size=10.5, border=True)
_FINE_LEFT: Final = Look(size=10.5, border=True, align="left")

_UNCOUNTED_WIDTHS: Final = (14.0, 50.0, 46.0, 28.0, 32.0, 94.0)
_COMPARED_WIDTHS: Final = (64.0, 46.0, 30.0, 30.0, 30.0, 30.0, 34.0)
_EVIDENCE_WIDTHS: Final = (18.0, 52.0, 34.0, 16.0, 24.0, 28.0, 46.0, 42.0, 66.0, 72.0)
_EVIDENCE_HEADS: Final = (
    "序号",
    "单位",
    "类别",
    "计入",
    "计量单位",
    "日期",
    "案号",
    "事项编码",
    "文字记录",
    "案件文件",
)
_ROOM: Final = tuple(int(width * 0.4) for width in _EVIDENCE_WIDTHS)
"""Half-width signs that a line of each column holds."""
_CHECK_WIDTHS: Final = (110.0, 110.0)
"""Two columns, merged: a program that draws columns wider cuts a single one off at the margin."""


def uncounted_sheet(sheet: Worksheet, figures: Figures) -> None:
    """What was left out and why, and the version of the data."""
    _headed(sheet, f"{figures.period.title}未计入统计的柔性执法行为", ("序号", *UNCOUNTED_HEADS), _UNCOUNTED_WIDTHS)
    last = len(_UNCOUNTED_WIDTHS)
    row = 3
    if not figures.uncounted:
        put_merged(sheet, (row, 1), (row, last), NOTHING_UNCOUNTED, _SMALL)
        sheet.row_dimensions[row].height = 28
    for row, texts in enumerate(uncounted(figures), 3):
        _put_row(sheet, row, (row - 2, *texts), _UNCOUNTED_WIDTHS, left=last)
    if revision(figures):
        put_merged(sheet, (row + 1, 1), (row + 1, last), revision(figures), LINE)
        sheet.row_dimensions[row + 1].height = 24


def compared_sheet(sheet: Worksheet, figures: Figures) -> None:
    """同比: 合计 first, then every agency."""
    title = f"{figures.period.title}柔性执法统计同比（上年同期：{figures.period.before.title}）"
    _headed(sheet, title, HEADS, _COMPARED_WIDTHS)
    for row, one in enumerate(comparisons(figures), 3):
        _put_row(sheet, row, one.cells, _COMPARED_WIDTHS)
    sheet.auto_filter.ref = f"A2:G{sheet.max_row}"


def evidence_sheets(book: Workbook, figures: Figures) -> dict[str, Rows]:
    """底稿, as many sheets as its rows need; their rows are written when the workbook is."""
    lines = _Lines(figures)
    found = {}
    for number in range(max(1, -(-figures.acts // MAX_ROWS))):
        name = f"底稿{number + 1}" if number else "底稿"
        sheet = book.create_sheet(name)
        _headed(sheet, f"{figures.period.title}柔性执法统计底稿", _EVIDENCE_HEADS, _EVIDENCE_WIDTHS, _SUBHEAD)
        looks = Styles(sheet)
        centred, left = looks.of("", _FINE), looks.of("", _FINE_LEFT)
        styles = (*[centred] * 8, left, left)
        rows = min(MAX_ROWS, figures.acts - number * MAX_ROWS)
        sheet.auto_filter.ref = f"A2:J{2 + max(rows, 1)}"
        found[name] = Rows(3, styles, lines.take(rows), _ROOM)
    return found


class _Lines:
    """The lines of 底稿, taken sheet by sheet."""

    def __init__(self, figures: Figures) -> None:
        self._logs = figures.counted_logs()
        self._rest: tuple[str, str, list[tuple[Act, int]]] = "", "", []
        self._number = 0
        self._units = {str(column): unit(column) for column in REPORT_COLUMNS}

    def take(self, rows: int) -> Iterator[Block]:
        """The next lines, a block for each file."""
        while rows > 0:
            name, path, acts = self._rest if self._rest[2] else next(self._logs)
            taken, self._rest = acts[:rows], (name, path, acts[rows:])
            rows -= len(taken)
            if taken:
                yield self._columns(name, path, taken)

    def _columns(self, name: str, path: str, acts: Sequence[tuple[Act, int]]) -> Block:
        amount, start = len(acts), self._number + 1
        self._number += amount
        facts, adds = zip(*acts, strict=True)
        _, cases, dates, columns, _, codes, records, _ = zip(*facts, strict=True)
        units = [self._units[column] for column in columns]
        items = [code or "—" for code in codes]
        numbers = range(start, start + amount)
        return numbers, [name] * amount, columns, adds, units, dates, cases, items, records, [path] * amount


def checks_sheet(sheet: Worksheet, figures: Figures) -> None:
    """核对: what was compared, what it means, what was found."""
    set_widths(sheet, _CHECK_WIDTHS)
    set_page(sheet, heading_rows="1:1")
    put_merged(sheet, (1, 1), (1, 2), f"{figures.period.title}柔性执法统计核对", TITLE)
    sheet.row_dimensions[1].height = 48
    row = 2
    for check in figures.checks or ():
        texts = [(check.title, HEAD), (check.meaning, _SMALL_LEFT)]
        texts += [(line, _SMALL_LEFT) for line in check.lines or ("没有发现。",)]
        for text, look in texts:
            put_merged(sheet, (row, 1), (row, 2), text, look)
            sheet.row_dimensions[row].height = min(409, max(28, height_for(text, sum(_CHECK_WIDTHS), look)))
            row += 1


def _headed(sheet: Worksheet, title: str, heads: Sequence[str], widths: Sequence[float], look: Look = HEAD) -> None:
    set_widths(sheet, widths)
    set_page(sheet, heading_rows="2:2")
    put_merged(sheet, (1, 1), (1, len(widths)), title, TITLE)
    sheet.row_dimensions[1].height = 48
    for column, head in enumerate(heads, 1):
        put(sheet, 2, column, head, look)
    sheet.row_dimensions[2].height = 28
    sheet.freeze_panes = "A3"


def _put_row(
    sheet: Worksheet, row: int, cells: Sequence[str | int], widths: Sequence[float], left: int | None = None
) -> None:
    for column, value in enumerate(cells, 1):
        put(sheet, row, column, value, _SMALL_LEFT if column == left else _SMALL)
    heights = (height_for(str(value), width, _SMALL) for value, width in zip(cells, widths, strict=True))
    sheet.row_dimensions[row].height = min(409, max(28, *heights))
