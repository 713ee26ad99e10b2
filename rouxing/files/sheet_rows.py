"""Rows of a sheet in which every cell has a look of its own, written as XML: openpyxl takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from rouxing.files.formulas import may_run
from rouxing.files.sheet import Look, put, put_text, text_xml
from rouxing.files.sheet_cells import letters

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_CHUNK: Final = 500
"""Rows."""


class Line(NamedTuple):
    """A row: (column, value, style) of its cells in order, and its height in points, None for as high as it needs."""

    number: int
    cells: Sequence[tuple[int, str | int, int]]
    height: float | None = None


class Styles:
    """The numbers under which a sheet's workbook keeps the looks of cells; `look` None is `put_text`'s."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._known: dict[tuple[Look | None, bool, bool, bool], int] = {}

    def of(self, value: str | int, look: Look | None = None, *, as_text: bool = False) -> int:
        """Of a cell with this value; `as_text`: what is typed over it stays text, too."""
        key = look, isinstance(value, int), isinstance(value, str) and may_run(value), as_text
        if key not in self._known:
            self._known[key] = self._made(value, look, as_text)
        return self._known[key]

    def _made(self, value: str | int, look: Look | None, as_text: bool) -> int:
        row = self._sheet.max_row + 1
        if look:
            put(self._sheet, row, 1, value, look)
        else:
            put_text(self._sheet, row, 1, str(value))
        cell = self._sheet.cell(row, 1)
        if as_text:
            cell.number_format = "@"
        number: int = cell.style_id
        self._sheet.delete_rows(row)
        return number


def chunks(lines: Sequence[Line]) -> Iterator[bytes]:
    """The XML of the rows, some hundred at a time; all their styles were asked for before the workbook is stored."""
    names: dict[int, str] = {}
    for start in range(0, len(lines), _CHUNK):
        yield "".join(_row(line, names) for line in lines[start : start + _CHUNK]).encode()


def _row(line: Line, names: dict[int, str]) -> str:
    number = line.number
    cells = []
    for column, value, style in line.cells:
        name = names.get(column) or names.setdefault(column, letters(column))
        if isinstance(value, int):
            cells.append(f'<c r="{name}{number}" s="{style}"><v>{value}</v></c>')
        elif value:
            cells.append(f'<c r="{name}{number}" s="{style}" t="inlineStr"><is>{text_xml(value)}</is></c>')
        else:
            cells.append(f'<c r="{name}{number}" s="{style}"/>')
    height = "" if line.height is None else f' ht="{line.height:g}" customHeight="1"'
    return f'<row r="{number}"{height}>{"".join(cells)}</row>'
