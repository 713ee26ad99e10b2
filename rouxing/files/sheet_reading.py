"""A workbook that somebody sent, as the texts a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from rouxing.errors import UnreadableFile
from rouxing.files.sheet_cells import HiddenColumns, Holds, Merged, Stored, StoredRow, StoredSheet, stored_book
from rouxing.files.sheet_numbers import shown

MAX_CELLS: Final = 2_000_000


class SheetCells(NamedTuple):
    """One worksheet: texts by (row, column) counted from 1, empty cells left out; merged blocks; what is hidden."""

    name: str
    cells: Mapping[tuple[int, int], str]
    merged: tuple[tuple[int, int, int, int], ...]
    """First row, first column, last row, last column."""
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncomputed: tuple[tuple[int, int], ...] = ()
    """Cells with a formula whose value was not stored: they are in no text."""


class Workbook(NamedTuple):
    """The worksheets in order, and sentences about what was not read."""

    sheets: tuple[SheetCells, ...]
    remarks: tuple[str, ...] = ()


def read_workbook(content: bytes) -> Workbook:
    """The worksheets of an .xlsx (.xlsm, .xltx) file.

    Raises UnreadableFile for what is damaged, encrypted, out of bounds or no workbook.
    """
    book = stored_book(content)
    return Workbook(tuple(map(_seen, book.sheets)), book.remarks)


def _seen(sheet: StoredSheet) -> SheetCells:
    cells: dict[tuple[int, int], str] = {}
    uncomputed: list[tuple[int, int]] = []
    hidden_rows: set[int] = set()
    merged: list[Merged] = []
    columns: list[HiddenColumns] = []
    for part in sheet.parts:
        match part:
            case StoredRow():
                _put(part, sheet, cells, uncomputed)
                if part.hidden:
                    hidden_rows.add(part.number)
            case HiddenColumns():
                columns.append(part)
            case _:
                merged.append(part)
    rows, width = max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0)
    return SheetCells(
        sheet.name,
        cells,
        tuple(
            (*start, min(end[0], rows), min(end[1], max(width, start[1]))) for start, end in merged if start in cells
        ),
        sheet.hidden,
        frozenset(hidden_rows & {row for row, _ in cells}),
        frozenset(column for first, last in columns for column in range(first, min(last, width) + 1)),
        tuple(uncomputed),
    )


def _put(
    row: StoredRow, sheet: StoredSheet, cells: dict[tuple[int, int], str], uncomputed: list[tuple[int, int]]
) -> None:
    """Put the cells of a row that say something where they belong."""
    for cell in row.cells:
        text = _text(cell, sheet.since_1904)
        if text is None:
            uncomputed.append((row.number, cell.column))
        elif text.strip():
            cells[row.number, cell.column] = text
    if len(cells) > MAX_CELLS:
        raise UnreadableFile(f"工作表“{sheet.name}”超过 {MAX_CELLS} 个单元格，不予读取")


def _text(cell: Stored, since_1904: bool) -> str | None:
    """What the cell shows; None for a formula without a stored value, or with an error for one."""
    match cell.holds:
        case Holds.TEXT:
            return cell.text
        case Holds.NUMBER:
            return shown(cell.text, cell.code, since_1904)
        case Holds.TRUTH:
            return "TRUE" if cell.text == "1" else "FALSE"
        case _:
            return None
