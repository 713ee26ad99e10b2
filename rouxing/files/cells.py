"""Tables that people hand in (.xlsx, .csv) as cells with their places: nothing is calculated, nothing is guessed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from rouxing.errors import UnreadableFile
from rouxing.files.formulas import original
from rouxing.files.office import Bounds
from rouxing.files.sheet_cells import (
    NO_WORKBOOK,
    HiddenColumns,
    Holds,
    Merged,
    Stored,
    StoredRow,
    StoredSheet,
    cell_name,
    stored_book,
)
from rouxing.files.sheet_numbers import day_and_time, is_day, number_in, plain

_BOUNDS: Final = Bounds(1000, 192 * 1024 * 1024)
MAX_ROWS: Final = 100_000
"""Rows that say something; a county's busiest year has a tenth of it."""
MAX_COLUMNS: Final = 300
_OLD: Final = "是旧的 .xls 或加了密码的文件；请在 Excel 或 WPS 中取消密码，另存为 .xlsx"
_EXACT: Final = 1e15
"""Excel keeps 15 digits of a number; what is longer has lost its end."""


class Cell(NamedTuple):
    """A cell that says something."""

    text: str
    day: str = ""
    """The ISO date of a number, or of a text of five digits, should it count days."""
    problem: str = ""
    """Why the text cannot be relied on."""


class Row(NamedTuple):
    """A row with its number and cells by column, both from 1."""

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False


class Sheet(NamedTuple):
    """A sheet with the rows that say something."""

    name: str
    rows: Sequence[Row]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[Merged] = ()

    def place(self, row: int, column: int) -> str:
        """A cell as people call it: 台账!C5."""
        return f"{self.name}!{cell_name(row, column)}"


def read_tables(name: str, content: bytes) -> list[Sheet]:
    """All sheets of an .xlsx, or the one of a .csv (UTF-8 or GB18030). Raises UnreadableFile with one sentence."""
    if content.startswith(b"PK"):
        return [_sheet(one) for one in stored_book(content, _BOUNDS).sheets]
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(_OLD)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".et")):
        raise UnreadableFile(NO_WORKBOOK)
    return [Sheet(re.split(r"[/\\]", name)[-1], _csv_rows(content))]


# .csv


def _csv_rows(content: bytes) -> list[Row]:
    text = _decoded(content)
    delimiter = max(",\t;", key=text.partition("\n")[0].count)
    try:
        found = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1))
    except csv.Error:
        raise UnreadableFile("不是完整的 CSV：有没有配对的引号，或单元格太长") from None
    rows = []
    for number, texts in found:
        cells = {
            column: Cell(original(cell_text(text)), _counted_day(text), _rounded(text))
            for column, text in enumerate(texts, 1)
        }
        cells = {column: cell for column, cell in cells.items() if cell.text}
        if cells:
            rows.append(Row(number, cells))
    return _bounded(rows)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile("不是文字文件（UTF-8 或 GB18030 编码的 CSV）")


_SCIENTIFIC: Final = re.compile(r"\s*[0-9](?:\.[0-9]+)?[eE]\+?(1[0-9])\s*")


def _rounded(text: str) -> str:
    found = _SCIENTIFIC.fullmatch(text)
    return _LOST if found else ""


_COUNTED: Final = re.compile(r"\s*([3-7][0-9]{4})\s*")


def _counted_day(text: str, *, since_1904: bool = False) -> str:
    """What Excel leaves of a day where somebody makes its column one of texts, should it be a day: 44481."""
    found = _COUNTED.fullmatch(text)
    return day_and_time(Decimal(found[1]), since_1904)[0] if found else ""


_LOST: Final = "号码被 Excel 当作数字，只保留了 15 位，后面的已经丢失；请把这一列设为文本，再重新输入"


def _bounded(rows: Iterable[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        if len(found) == MAX_ROWS:
            raise UnreadableFile(f"有内容的行超过 {MAX_ROWS} 行，不予读取；请分成几个文件")
        if max(row.cells) > MAX_COLUMNS:
            raise UnreadableFile(f"有内容的列超过 {MAX_COLUMNS} 列，不予读取")
        found.append(row)
    return found


# .xlsx


def _sheet(sheet: StoredSheet) -> Sheet:
    hidden: set[int] = set()
    merged: list[Merged] = []

    def rows() -> Iterator[Row]:
        for part in sheet.parts:
            match part:
                case HiddenColumns(first, last):
                    hidden.update(range(first, min(last, MAX_COLUMNS) + 1))
                case StoredRow():
                    yield _row(part, sheet.since_1904)
                case Merged():
                    merged.append(part)

    found = _bounded(row for row in rows() if row.cells)
    return Sheet(sheet.name, found, sheet.hidden, frozenset(hidden), merged)


def _row(row: StoredRow, since_1904: bool) -> Row:
    cells = ((one.column, _cell(one, since_1904)) for one in row.cells)
    return Row(row.number, {column: cell for column, cell in cells if cell.text or cell.problem}, row.hidden)


def _cell(cell: Stored, since_1904: bool) -> Cell:
    match cell.holds:
        case Holds.TEXT:
            text = cell_text(cell.text)
            return Cell(text, _counted_day(text, since_1904=since_1904), _rounded(text))
        case Holds.NUMBER:
            return _number(cell, since_1904)
        case Holds.TRUTH:
            return Cell("是" if cell.text == "1" else "否")
        case Holds.ERROR:
            return Cell(cell.text, problem=f"公式出错（{cell.text}）；请在 Excel 中改正")
        case Holds.UNCOMPUTED:
            return Cell("", problem="公式没有算出来的值；请在 Excel 或 WPS 中打开、保存一次，再导入")


def _number(cell: Stored, since_1904: bool) -> Cell:
    value = number_in(cell.text)
    if value is None:
        raise UnreadableFile(NO_WORKBOOK)
    day, time = day_and_time(value, since_1904)
    if (day or time) and is_day(cell.code):
        return Cell(f"{day} {time}".strip(), day)
    likely = 30_000 <= value < 80_000 and not time
    return Cell(plain(value), day if likely else "", _LOST if abs(value) >= _EXACT else "")


def cell_text(text: str) -> str:
    """A text as it comes back from a cell: no carriage returns, no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
