"""Sheets of any length: their rows are written straight into the workbook, one at a time, none kept in memory."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final, NamedTuple

from rouxing.files.sheet import EPOCH, text_xml, workbook_bytes
from rouxing.files.sheet_cells import letters

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_ROWS: Final = 1_000_000
"""Rows of one sheet; Excel holds 1,048,576."""

Value = str | int
Block = Sequence[Sequence[Value]]
"""Some rows, column by column."""


class Rows(NamedTuple):
    """What follows on the heads of a sheet."""

    first: int
    """Number of the first row."""
    styles: tuple[int, ...]
    """Of every column, by `sheet_rows.Styles`."""
    blocks: Iterable[Block]
    """A few hundred rows each: what is made of one is in memory."""
    room: tuple[int, ...]
    """Half-width signs that a line of each column holds: where a text has more, its row is higher."""


class Spliced(NamedTuple):
    """Rows that are XML already."""

    first: int
    """Number of the first row: the rows of the sheet with greater numbers follow on them."""
    chunks: Iterable[bytes]


def with_rows(
    book: Workbook, title: str, long: Mapping[str, Rows | Spliced], computed: Mapping[str, int] | None = None
) -> bytes:
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


def _splice(write: Callable[[bytes], object], sheet: bytes, rows: Rows | Spliced) -> None:
    chunks = rows.chunks if isinstance(rows, Spliced) else _rows(rows)
    at = sheet.index(b"</sheetData>")
    following = (one.start() for one in re.finditer(rb'<row r="([0-9]+)"', sheet) if int(one[1]) > rows.first)
    at = next(following, at)
    head = re.sub(rb'<dimension ref="[^"]*" ?/>', b"", sheet[:at])
    _write_behind(write, chain((head,), chunks, (sheet[at:],)))


def _write_behind(write: Callable[[bytes], object], chunks: Iterable[bytes]) -> None:
    """Write chunks in their order, many at once, while the next ones are made: deflating lets other threads run."""
    with ThreadPoolExecutor(1) as pool:
        done: Future[object] | None = None
        for bundle in _bundles(chunks):
            if done:
                done.result()
            done = pool.submit(write, bundle)
        if done:
            done.result()


def _bundles(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks joined to megabytes: a thread waits milliseconds until another lets it run."""
    waiting, size = list[bytes](), 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size > _BUNDLE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


_BUNDLE: Final = 2**20
"""Bytes."""


class _Column(dict[Value, bytes]):
    """One column: for every value the XML, in UTF-8, between the number of its row and the next one. They are kept a
    while, because most come again and again.
    """

    def __init__(self, number: int, style: int, room: int, last: int) -> None:
        super().__init__()
        self._style = style
        self._room = room
        self._then = "</row>" if number == last else f'<c r="{letters(number + 1)}'
        self.tall: dict[Value, int] = {}
        """The lines of the values that take more than one."""

    def __missing__(self, value: Value) -> bytes:
        if isinstance(value, int):
            xml = f'" s="{self._style}"><v>{value}</v></c>{self._then}'
        else:
            xml = f'" s="{self._style}" t="inlineStr"><is>{text_xml(value)}</is></c>{self._then}'
            signs = (len(value) + len(value.encode("utf-8", "replace"))) // 2  # a Chinese sign: three bytes, two wide
            if signs > self._room:
                self.tall[value] = -(-signs // self._room)
        made = self[value] = xml.encode()
        return made

    def forget(self) -> None:
        """Give memory back when much of it is held."""
        if len(self) > _KEPT:
            self.clear()
            self.tall.clear()


_KEPT: Final = 4096


def _rows(rows: Rows) -> Iterator[bytes]:
    """The XML of every block."""
    last = len(rows.styles)
    columns = [
        _Column(number, style, room, last)
        for number, (style, room) in enumerate(zip(rows.styles, rows.room, strict=True), 1)
    ]
    number = rows.first
    for block in rows.blocks:
        cells = [list(map(column.__getitem__, values)) for column, values in zip(columns, block, strict=True)]
        lines = zip(repeat(b'<row r="'), _heights(columns, block), *cells)
        made = [(b"%d" % each).join(line) for each, line in enumerate(lines, number)]
        number += len(made)
        yield b"".join(made)
        for column in columns:
            column.forget()


def _heights(columns: Sequence[_Column], block: Block) -> Iterable[bytes]:
    """What stands between the number of a row and that of its first cell."""
    tall = [(column.tall, values) for column, values in zip(columns, block, strict=True) if column.tall]
    if not tall:
        return repeat(_height(1), len(block[0]))
    lines = zip(*([known.get(value, 1) for value in values] for known, values in tall), strict=True)
    return [_height(max(one)) for one in lines]


@cache
def _height(lines: int) -> bytes:
    high = min(_MOST, _MARGIN + _LINE_HEIGHT * lines)
    return b'" ht="%d" customHeight="1"><c r="A' % high


_LINE_HEIGHT: Final = 15
_MARGIN: Final = 6
_MOST: Final = 409
"""Points: of a line, of what is above and below the lines, of the highest row that Excel allows."""
