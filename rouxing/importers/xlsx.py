"""Excel workbooks: each visible worksheet is one grid, without what is hidden."""

from __future__ import annotations

from collections.abc import Iterator

from rouxing.files.sheet_cells import cell_name, letters
from rouxing.files.sheet_reading import SheetCells, read_workbook
from rouxing.importers import IMPORTERS, Block, Cell, Grid, Sheet, Source


@IMPORTERS.add("xlsx")
def workbook(content: bytes) -> Source:
    """The worksheets of an .xlsx file."""
    book = read_workbook(content)
    return sheets(book.sheets, book.remarks)


def sheets(found: tuple[SheetCells, ...], remarks: tuple[str, ...]) -> Source:
    """Worksheets as blocks; a remark for everything that is hidden."""
    blocks: list[Block] = []
    told = list(remarks)
    for one in found:
        if one.hidden:
            if one.cells:
                told.append(f"工作表“{one.name}”隐藏，未导入（{len(one.cells)} 个单元格）")
            continue
        told += _left_out(one)
        blocks += [Sheet(one.name), _grid(one)]
    return Source(tuple(blocks), tuple(told))


def _left_out(sheet: SheetCells) -> Iterator[str]:
    by_row: dict[int, list[str]] = {}
    by_column: dict[int, list[str]] = {}
    for (row, column), text in sheet.cells.items():
        if row in sheet.hidden_rows:
            by_row.setdefault(row, []).append(text)
        elif column in sheet.hidden_columns:
            by_column.setdefault(column, []).append(text)
    for row, texts in sorted(by_row.items()):
        yield f"{sheet.name}!第{row}行隐藏，未导入：{_joined(texts)}"
    for column, texts in sorted(by_column.items()):
        yield f"{sheet.name}!{letters(column)}列隐藏，未导入：{_joined(texts)}"
    for row, column in sheet.uncomputed:
        yield f"{sheet.name}!{cell_name(row, column)} 是公式，文件里没有算出的值，未导入"


def _joined(texts: list[str]) -> str:
    return "｜".join(" ".join(text.split()) for text in texts)


def _grid(sheet: SheetCells) -> Grid:
    """Rows and columns that are neither hidden nor empty at the edge; empty rows between keep their numbers only."""
    seen = [
        place for place in sheet.cells if place[0] not in sheet.hidden_rows and place[1] not in sheet.hidden_columns
    ]
    covered = {row for first, _, last, _ in sheet.merged for row in range(first, last + 1)} - sheet.hidden_rows
    rows = sorted({row for row, _ in seen} | covered)
    columns = [
        one for one in range(1, max((place[1] for place in seen), default=0) + 1) if one not in sheet.hidden_columns
    ]
    row_at = {number: index for index, number in enumerate(rows)}
    column_at = {number: index for index, number in enumerate(columns)}
    grid: list[list[Cell | None]] = [[None] * len(columns) for _ in rows]
    for (row, column), text in sheet.cells.items():
        if row in row_at and column in column_at:
            grid[row_at[row]][column_at[column]] = Cell(text, row_at[row], column_at[column])
    for first, left, last, right in sheet.merged:
        inner = [row_at[row] for row in range(first, last + 1) if row in row_at]
        across = [column_at[column] for column in range(left, right + 1) if column in column_at]
        if inner and across:
            text = sheet.cells[first, left]
            cell = Cell(text, inner[0], across[0], len(inner), len(across))
            for row in inner:
                for column in across:
                    grid[row][column] = cell
    labels = tuple(f"{sheet.name}!第{row}行" for row in rows)
    return Grid(sheet.name, tuple(map(tuple, grid)), labels, tuple(map(letters, columns)))
