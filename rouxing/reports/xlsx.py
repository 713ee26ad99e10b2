"""Annex 5 as an Excel form that can be printed, stamped and filed, with what it rests on behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rouxing.files.long_sheet import with_rows
from rouxing.files.sheet import Look, height_for, put, put_formula, put_merged, set_page, set_widths
from rouxing.files.sheet_cells import cell_name
from rouxing.reports import report
from rouxing.reports._annex import NOTES, phone, reported, reporter
from rouxing.reports._sheets import HEAD, LINE, TITLE, checks_sheet, compared_sheet, evidence_sheets, uncounted_sheet
from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, unit

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_UNIT: Final = Look(font="黑体", size=10.5, border=True)
_BODY: Final = Look(size=14, border=True)

_WIDTHS: Final = (56.0, *(13.4 for _ in REPORT_COLUMNS))
"""Millimetres. Between two and three signs of a head to a line, as annex 5 prints them, even where a program without
the usual fonts draws columns a sixth wider."""
_LAST: Final = len(_WIDTHS)
_HEAD_ROW: Final = 3


@report("xlsx", to_file=True)
def as_xlsx(figures: Figures) -> bytes:
    """Annex 5 to the letter: title, three lines to fill in, fifteen columns with units, 合计 and the two notes."""
    from openpyxl import Workbook

    book = Workbook()
    form = book.worksheets[0]
    form.title = "柔性执法统计报表"
    computed = _form(form, figures)
    uncounted_sheet(book.create_sheet("未计入"), figures)
    compared_sheet(book.create_sheet("同比"), figures)
    if figures.checks is not None:
        checks_sheet(book.create_sheet("核对"), figures)
    return with_rows(book, figures.title, evidence_sheets(book, figures), computed)


def _form(sheet: Worksheet, figures: Figures) -> dict[str, int]:
    """The form; returns the values of its formulas."""
    set_widths(sheet, _WIDTHS)
    set_page(sheet, heading_rows=f"{_HEAD_ROW}:{_HEAD_ROW + 1}")
    put_merged(sheet, (1, 1), (1, _LAST), figures.title, TITLE)
    sheet.row_dimensions[1].height = 48
    _lines_to_fill_in(sheet, figures)
    _heads(sheet)
    first = _HEAD_ROW + 2
    for row, one in enumerate(figures.rows, first):
        put(sheet, row, 1, one.name, _BODY)
        for column, amount in enumerate(one.figures, 2):
            put(sheet, row, column, amount, _BODY)
        sheet.row_dimensions[row].height = max(36, height_for(one.name, _WIDTHS[0], _BODY))
    last = first + len(figures.rows)
    computed = _total(sheet, figures, first, last)
    _notes(sheet, figures, last + 1)
    sheet.freeze_panes = f"B{first}"
    return computed


def _total(sheet: Worksheet, figures: Figures, first: int, row: int) -> dict[str, int]:
    """合计 as sums that follow when somebody corrects a figure by hand."""
    put(sheet, row, 1, "合计", _BODY)
    computed = {}
    for column, amount in enumerate(figures.total, 2):
        if figures.rows:
            sum_of = f"=SUM({cell_name(first, column)}:{cell_name(row - 1, column)})"
            put_formula(sheet, row, column, sum_of, _BODY)
            computed[cell_name(row, column)] = amount
        else:
            put(sheet, row, column, amount, _BODY)
    sheet.row_dimensions[row].height = 36
    return computed


def _lines_to_fill_in(sheet: Worksheet, figures: Figures) -> None:
    put_merged(sheet, (2, 1), (2, 6), reporter(figures), LINE)
    put_merged(sheet, (2, 7), (2, 11), reported(figures), LINE)
    put_merged(sheet, (2, 12), (2, _LAST), phone(figures), LINE)
    sheet.row_dimensions[2].height = max(32, height_for(reporter(figures), sum(_WIDTHS[:6]), LINE))


def _heads(sheet: Worksheet) -> None:
    put_merged(sheet, (_HEAD_ROW, 1), (_HEAD_ROW + 1, 1), "单位", HEAD)
    for number, column in enumerate(REPORT_COLUMNS, 2):
        put(sheet, _HEAD_ROW, number, str(column), HEAD)
        put(sheet, _HEAD_ROW + 1, number, f"({unit(column)})", _UNIT)
    sheet.row_dimensions[_HEAD_ROW].height = 78
    sheet.row_dimensions[_HEAD_ROW + 1].height = 26


def _notes(sheet: Worksheet, figures: Figures, row: int) -> None:
    sheet.row_dimensions[row].height = 8
    for number, text in enumerate((*NOTES, figures.addressees), row + 1):
        put_merged(sheet, (number, 1), (number, _LAST), text, LINE)
        sheet.row_dimensions[number].height = max(26, height_for(text, sum(_WIDTHS), LINE))
