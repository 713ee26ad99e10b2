"""The review as an Excel form: one row per cited place, to be filtered, printed, signed and filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rouxing.files.sheet import Look, height_for, put, put_merged, set_page, set_widths, workbook_bytes
from rouxing.impact._form import NOTHING, SIGNATURES, TITLE, notes, period, reporter
from rouxing.impact._review import Review
from rouxing.impact._table import HEADS, cells

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_TITLE: Final = Look(font="方正小标宋简体", size=22)
_LINE: Final = Look(size=14, align="left")
_HEAD: Final = Look(font="黑体", size=12, border=True)
_BODY: Final = Look(size=11, border=True)
_LEFT: Final = Look(size=11, border=True, align="left")

_WIDTHS: Final = (11.0, 25.0, 22.0, 30.0, 36.0, 36.0, 38.0, 30.0, 34.0, 34.0, 40.0)
"""Millimetres."""
_LAST: Final = len(_WIDTHS)
_LAST_LETTER: Final = chr(ord("A") + _LAST - 1)
_HALF: Final = 6
_HEAD_ROW: Final = 3
_CENTRED: Final = 4
"""The first columns are short."""


def as_xlsx(found: Review) -> bytes:
    """A4 across, title and heads on each page, a filter on the heads."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "立改废释影响清单"
    set_widths(sheet, _WIDTHS)
    set_page(sheet, heading_rows=f"1:{_HEAD_ROW}")
    put_merged(sheet, (1, 1), (1, _LAST), TITLE, _TITLE)
    sheet.row_dimensions[1].height = 48
    _facts(sheet, found)
    for column, head in enumerate(HEADS, 1):
        put(sheet, _HEAD_ROW, column, head, _HEAD)
    sheet.row_dimensions[_HEAD_ROW].height = 28
    last = _rows(sheet, found)
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{_LAST_LETTER}{last}"
    _foot(sheet, found, last + 1)
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    return workbook_bytes(book, TITLE)


def _facts(sheet: Worksheet, found: Review) -> None:
    put_merged(sheet, (2, 1), (2, _HALF), reporter(found), _LINE)
    put_merged(sheet, (2, _HALF + 1), (2, _LAST), period(found), _LINE)
    sheet.row_dimensions[2].height = max(32, height_for(reporter(found), sum(_WIDTHS[:_HALF]), _LINE))


def _rows(sheet: Worksheet, found: Review) -> int:
    """The body; returns its last row."""
    if not found.rows:
        put_merged(sheet, (_HEAD_ROW + 1, 1), (_HEAD_ROW + 1, _LAST), NOTHING, _BODY)
        sheet.row_dimensions[_HEAD_ROW + 1].height = 28
    for number, row in enumerate(found.rows, 1):
        texts = cells(row)
        at = _HEAD_ROW + number
        put(sheet, at, 1, number, _BODY)
        for column, text in enumerate(texts, 2):
            put(sheet, at, column, text, _BODY if column <= _CENTRED else _LEFT)
        heights = (height_for(text, width, _LEFT) for text, width in zip(texts, _WIDTHS[1:], strict=True))
        sheet.row_dimensions[at].height = min(409, max(28, *heights))  # no row of Excel is higher
    return _HEAD_ROW + max(1, len(found.rows))


def _foot(sheet: Worksheet, found: Review, row: int) -> None:
    sheet.row_dimensions[row].height = 8
    for row, text in enumerate(notes(found), row + 1):  # noqa: B020, PLR1704 - the last row is wanted behind the loop
        put_merged(sheet, (row, 1), (row, _LAST), text, _LINE)
        sheet.row_dimensions[row].height = min(409, max(26, height_for(text, sum(_WIDTHS), _LINE)))
    first = 1
    for number, text in enumerate(SIGNATURES, 1):
        last = round(_LAST * number / len(SIGNATURES))
        put_merged(sheet, (row + 1, first), (row + 1, last), text, _LINE)
        first = last + 1
    sheet.row_dimensions[row + 1].height = 48
