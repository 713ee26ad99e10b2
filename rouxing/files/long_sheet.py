"""Sheets of any length: their rows are written straight into the workbook, one at a time, none kept in memory."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape

from rouxing.files.sheet import EPOCH, Look, put, storable, workbook_bytes
from rouxing.files.sheet_cells import cell_name

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MAX_ROWS: Final = 1_000_000
"""Rows of one sheet; Excel holds 1,048,576."""

Value = str | int


class Rows(NamedTuple):
    """What follows on the heads of a sheet."""

    first: int
    """Number of the first row."""
    styles: tuple[int, ...]
    """Of every column, by `style_of`."""
    values: Iterable[tuple[Value, ...]]
    room: tuple[int, ...]
    """Half-width signs that a line of each column holds: where a text has more, its row is higher."""


def style_of(sheet: Worksheet, look: Look) -> int:
    """The number under which the workbook keeps a look."""
    row = sheet.max_row + 1
    put(sheet, row, 1, "", look)
    number: int = sheet.cell(row, 1).style_id
    sheet.delete_rows(row)
    return number


def with_rows(book: Workbook, title: str, long: Mapping[str, Rows], computed: Mapping[str, int] | None = None) -> bytes:
    """The workbook as .xlsx with these rows in the sheets of these titles; the same content gives the same bytes.

    `computed` are the values of the formulas of the first sheet by cell: programs that do not compute show them.
    """
    parts = {f"xl/worksheets/sheet{number}.xml": long.get(name) for number, name in enumerate(book.sheetnames, 1)}
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook_bytes(book, title))) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = _with_values(content, computed or {})
            rows = parts.get(entry.filename)
            fixed = zipfile.ZipInfo(entry.filename, EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 3
            fixed.external_attr = 0o644 << 16
            fixed._compresslevel = 3  # type: ignore[attr-defined]  # noqa: SLF001 - no other way in Python 3.11
            if rows is None:
                new.writestr(fixed, content)
                continue
            with new.open(fixed, "w", force_zip64=True) as stream:
                _splice(stream.write, content, rows)
    return packed.getvalue()


def _with_values(sheet: bytes, computed: Mapping[str, int]) -> bytes:
    for cell, value in computed.items():
        formula = rb'(<c r="%b"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?' % cell.encode()
        sheet = re.sub(formula, rb"\g<1><v>%d</v>" % value, sheet)
    return sheet


_CHUNK: Final = 500


def _splice(write: Callable[[bytes], object], sheet: bytes, rows: Rows) -> None:
    head, end, foot = sheet.partition(b"</sheetData>")
    write(re.sub(rb'<dimension ref="[^"]*" ?/>', b"", head))
    pending: list[str] = []
    for row in _rows(rows):
        pending.append(row)
        if len(pending) == _CHUNK:
            write("".join(pending).encode())
            pending.clear()
    write("".join(pending).encode() + end + foot)


class _Column:
    """One column: the XML of its values behind the number of the row, and the lines they take; both kept a while,
    because most values come again and again.
    """

    def __init__(self, number: int, style: int, room: int) -> None:
        self.letter = cell_name(0, number).rstrip("0")
        self._style = style
        self._room = room
        self._known: dict[Value, tuple[str, int]] = {}

    def __call__(self, value: Value) -> tuple[str, int]:
        return self._known.get(value) or self._made(value)

    def _made(self, value: Value) -> tuple[str, int]:
        if isinstance(value, int):
            return f'" s="{self._style}"><v>{value}</v></c>', 1
        if len(self._known) == _KEPT:
            self._known.clear()
        signs = (len(value) + len(value.encode("utf-8", "replace"))) // 2  # three bytes: a Chinese sign, two wide
        made = f'" s="{self._style}" t="inlineStr"><is><t>{_text(value)}</t></is></c>', -(-signs // self._room)
        self._known[value] = made
        return made


_KEPT: Final = 4096


def _rows(rows: Rows) -> Iterator[str]:
    columns = [
        _Column(number, style, room) for number, (style, room) in enumerate(zip(rows.styles, rows.room, strict=True), 1)
    ]
    for number, values in enumerate(rows.values, rows.first):
        cells, lines = [], 1
        for column, value in zip(columns, values, strict=True):
            xml, needed = column(value)
            cells.append(f'<c r="{column.letter}{number}{xml}')
            lines = max(lines, needed)
        high = min(409, 6 + _LINE_HEIGHT * lines)
        yield f'<row r="{number}" ht="{high}" customHeight="1">{"".join(cells)}</row>'


_LINE_HEIGHT: Final = 15
"""Points."""
_PLAIN: Final = re.compile(r"[^_\x00-\x1f<>&\ud800-\udfff\ufffe\uffff]*")


def _text(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else escape(storable(value))
