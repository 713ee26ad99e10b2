"""The register of documents (文书台账) as an Excel sheet that can be printed and filed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rouxing.documents._standing import Entry
from rouxing.files.sheet import Look, height_for, put, put_merged, set_page, set_widths, workbook_bytes

COLUMNS: Final = (
    ("序号", 12.0),
    ("单位", 34.0),
    ("文号", 40.0),
    ("种类", 34.0),
    ("日期", 25.0),
    ("案号", 40.0),
    ("当事人", 48.0),
    ("状态", 20.0),
    ("送达日期", 25.0),
    ("送达方式", 24.0),
    ("改正期限", 25.0),
    ("处理或回访日期", 25.0),
)
"""Heads, and widths in millimetres."""

_TITLE: Final = Look(font="方正小标宋简体", size=18)
_LINE: Final = Look(size=11, align="left")
_HEAD: Final = Look(font="黑体", size=11, border=True)
_BODY: Final = Look(size=11, border=True)


def register_sheet(entries: Sequence[Entry], day: str) -> bytes:
    """One row per document, as they stood on `day` (ISO date)."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "文书台账"
    set_widths(sheet, [width for _, width in COLUMNS])
    set_page(sheet, heading_rows="3:3")
    put_merged(sheet, (1, 1), (1, len(COLUMNS)), "柔性执法文书台账", _TITLE)
    sheet.row_dimensions[1].height = 36
    put_merged(sheet, (2, 1), (2, len(COLUMNS)), f"截至 {day}，共 {len(entries)} 份", _LINE)
    for column, (head, _) in enumerate(COLUMNS, 1):
        put(sheet, 3, column, head, _HEAD)
    for number, entry in enumerate(entries, 1):
        cells: tuple[str | int, ...] = (number, *row(entry))
        for column, cell in enumerate(cells, 1):
            put(sheet, number + 3, column, cell, _BODY)
        heights = (height_for(str(cell), width, _BODY) for cell, (_, width) in zip(cells, COLUMNS, strict=True))
        sheet.row_dimensions[number + 3].height = max(heights)
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = f"A3:{'ABCDEFGHIJKL'[len(COLUMNS) - 1]}{len(entries) + 3}"
    return workbook_bytes(book, "柔性执法文书台账")


def row(entry: Entry) -> tuple[str, ...]:
    """The cells after 序号; "" where there is nothing to say."""
    agency, case, document, _ = entry.notice
    service = document.service
    return (
        agency.short_name,
        document.number,
        document.kind.title,
        document.date,
        case.number,
        case.party.name if case.party else "",
        entry.standing.value,
        service.date if service else "",
        service.text("方式") if service else "",
        entry.deadline,
        entry.closed,
    )
