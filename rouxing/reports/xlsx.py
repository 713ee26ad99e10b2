"""Annex 5 as an Excel form that can be printed, stamped and filed; what is not counted stands on a second sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from rouxing.files.sheet import Look, height_for, put, put_merged, set_page, set_widths, workbook_bytes
from rouxing.reports import report
from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, unit

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_TITLE: Final = Look(font="方正小标宋简体", size=22)
_LINE: Final = Look(size=14, align="left")
_HEAD: Final = Look(font="黑体", size=16, border=True)
_UNIT: Final = Look(font="黑体", size=10.5, border=True)
_BODY: Final = Look(size=14, border=True)
_SMALL: Final = Look(size=12, border=True)
_SMALL_LEFT: Final = Look(size=12, border=True, align="left")

_WIDTHS: Final = (56.0, *(13.4 for _ in REPORT_COLUMNS))
"""Millimetres. Between two and three signs of a head to a line, as annex 5 prints them, even where a program without
the usual fonts draws columns a sixth wider."""
_LAST: Final = len(_WIDTHS)
_HEAD_ROW: Final = 3

_NOTES: Final = (
    "填表说明：",
    "1. 所有事项的统计数量都应当具有实施该类柔性执法行为的文字记录；",
    "2. 每年本报表应当与年度行政执法统计报表一并报本级人民政府、上级主管部门和本级司法行政部门。",
)

_OTHER_WIDTHS: Final = (14.0, 50.0, 46.0, 28.0, 32.0, 94.0)
_OTHER_HEADS: Final = ("序号", "单位", "案号", "日期", "类别", "未计入的原因")


@report("xlsx", to_file=True)
def as_xlsx(figures: Figures) -> bytes:
    """Annex 5 to the letter: title, three lines to fill in, fifteen columns with units, 合计 and the two notes."""
    from openpyxl import Workbook

    book = Workbook()
    form = book.worksheets[0]
    form.title = "柔性执法统计报表"
    _form(form, figures)
    _uncounted(book.create_sheet("未计入"), figures)
    return workbook_bytes(book, figures.title)


def _form(sheet: Worksheet, figures: Figures) -> None:
    set_widths(sheet, _WIDTHS)
    set_page(sheet, heading_rows=f"{_HEAD_ROW}:{_HEAD_ROW + 1}")
    put_merged(sheet, (1, 1), (1, _LAST), figures.title, _TITLE)
    sheet.row_dimensions[1].height = 48
    _lines_to_fill_in(sheet, figures)
    _heads(sheet)
    row = _HEAD_ROW + 2
    for name, amounts in (*((one.name, one.figures) for one in figures.rows), ("合计", figures.total)):
        put(sheet, row, 1, name, _BODY)
        for column, amount in enumerate(amounts, 2):
            put(sheet, row, column, amount, _BODY)
        sheet.row_dimensions[row].height = max(36, height_for(name, _WIDTHS[0], _BODY))
        row += 1
    _notes(sheet, figures, row)
    sheet.freeze_panes = f"B{_HEAD_ROW + 2}"


def _lines_to_fill_in(sheet: Worksheet, figures: Figures) -> None:
    put_merged(sheet, (2, 1), (2, 6), f"填报单位：{figures.reporter}", _LINE)
    put_merged(sheet, (2, 7), (2, 11), f"填报时间：{_day(figures.date)}", _LINE)
    put_merged(sheet, (2, 12), (2, _LAST), f"联系电话：{figures.phone}", _LINE)
    sheet.row_dimensions[2].height = max(32, height_for(f"填报单位：{figures.reporter}", sum(_WIDTHS[:6]), _LINE))


def _day(iso: str) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _heads(sheet: Worksheet) -> None:
    put_merged(sheet, (_HEAD_ROW, 1), (_HEAD_ROW + 1, 1), "单位", _HEAD)
    for number, column in enumerate(REPORT_COLUMNS, 2):
        put(sheet, _HEAD_ROW, number, str(column), _HEAD)
        put(sheet, _HEAD_ROW + 1, number, f"({unit(column)})", _UNIT)
    sheet.row_dimensions[_HEAD_ROW].height = 78
    sheet.row_dimensions[_HEAD_ROW + 1].height = 26


def _notes(sheet: Worksheet, figures: Figures, row: int) -> None:
    sheet.row_dimensions[row].height = 8
    for number, text in enumerate((*_NOTES, _recipients(figures)), row + 1):
        put_merged(sheet, (number, 1), (number, _LAST), text, _LINE)
        sheet.row_dimensions[number].height = max(26, height_for(text, sum(_WIDTHS), _LINE))


def _recipients(figures: Figures) -> str:
    named = (f"{name}（{role}）" if name else role for role, name in figures.recipients)
    return f"报送：{'、'.join(named)}"


def _uncounted(sheet: Worksheet, figures: Figures) -> None:
    last = len(_OTHER_WIDTHS)
    set_widths(sheet, _OTHER_WIDTHS)
    set_page(sheet, heading_rows="2:2")
    put_merged(sheet, (1, 1), (1, last), f"{figures.period.title}未计入统计的柔性执法行为", _TITLE)
    sheet.row_dimensions[1].height = 48
    for column, head in enumerate(_OTHER_HEADS, 1):
        put(sheet, 2, column, head, _HEAD)
    sheet.row_dimensions[2].height = 28
    row = 3
    if not figures.uncounted:
        put_merged(sheet, (row, 1), (row, last), "无（统计期内的行为都有文字记录）", _SMALL)
        sheet.row_dimensions[row].height = 28
    for row, cells in enumerate(_uncounted_rows(figures), 3):
        for column, value in enumerate(cells, 1):
            put(sheet, row, column, value, _SMALL_LEFT if column == last else _SMALL)
        heights = (height_for(str(value), width, _SMALL) for value, width in zip(cells, _OTHER_WIDTHS, strict=True))
        sheet.row_dimensions[row].height = max(28, *heights)
    if figures.revision is not None:
        put_merged(sheet, (row + 1, 1), (row + 1, last), f"数据版本：{figures.revision}", _LINE)
        sheet.row_dimensions[row + 1].height = 24
    sheet.freeze_panes = "A3"


def _uncounted_rows(figures: Figures) -> Iterator[tuple[str | int, ...]]:
    for number, one in enumerate(figures.uncounted, 1):
        yield (
            number,
            figures.name_of(one.agency_id) or "—",
            one.case or "—",
            one.date or "—",
            one.column or "—",
            one.reason,
        )
