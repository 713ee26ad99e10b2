"""What an importer is: bytes of one file format → lines and grids of text as a reader sees them, with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from rouxing.errors import UnreadableFile
from rouxing.registry import Registry

if TYPE_CHECKING:
    from rouxing.importers._records import Imported


class Line(NamedTuple):
    """A paragraph outside tables; line breaks inside it stay."""

    text: str
    place: str


class Sheet(NamedTuple):
    """From here on everything stands in the worksheet of this name."""

    name: str


class Cell(NamedTuple):
    """A cell: its text, and the block of the grid that it covers, rows and columns counted from 0."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    inner: tuple[Line | Grid, ...] = ()
    """What the cell holds, where it holds a table of its own; `text` is then all of it."""


class Grid(NamedTuple):
    """A table: `rows` are cells by column, a merged cell at each place it covers, None where there is no cell."""

    name: str
    rows: tuple[tuple[Cell | None, ...], ...]
    labels: tuple[str, ...]
    """Per row how people call its place: 表2 第5行, or 清单!第5行."""
    columns: tuple[str, ...] = ()
    """Letters of the columns of a worksheet; () elsewhere."""

    def place(self, row: int, column: int | None = None) -> str:
        """表2 第5行, and for a cell of a worksheet 清单!C5."""
        if column is None or column >= len(self.columns):
            return self.labels[row]
        sheet, _, number = self.labels[row].rpartition("!第")
        return f"{sheet}!{self.columns[column]}{number.removesuffix('行')}"


Block = Line | Grid | Sheet


class Source(NamedTuple):
    """A file as read: its blocks in order, and sentences about what was left out."""

    blocks: tuple[Block, ...]
    remarks: tuple[str, ...] = ()


Importer = Callable[[bytes], Source]

IMPORTERS: Final = Registry[Importer]("rouxing.importers")
"""By the suffix without its dot."""

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_PLACES: Final = 4_000_000
"""Rows times columns of one grid."""

_SAME: Final = {
    "xlsm": "xlsx",
    "xltx": "xlsx",
    "docm": "docx",
    "dotx": "docx",
    "htm": "html",
    "xhtml": "html",
    "tsv": "csv",
    "txt": "csv",
}
_RESAVED: Final = {
    "doc": ".docx",
    "wps": ".docx",
    "rtf": ".docx",
    "et": ".xlsx",
    "ods": ".xlsx",
    "odt": ".docx",
    "pdf": ".docx 或 .xlsx",
}


def read(name: str, content: bytes) -> Source:
    """The file called `name`; what it begins with counts for more than its suffix. Raises UnreadableFile."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile(f"文件超过 {MAX_BYTES >> 20} MiB，不予读取")
    if not content.strip():
        raise UnreadableFile("文件是空的")
    suffix = PurePath(name).suffix.lower().lstrip(".")
    found = _by_content(content) or _SAME.get(suffix, suffix)
    if found not in IMPORTERS:
        other = _RESAVED.get(suffix, ".docx 或 .xlsx")
        raise UnreadableFile(f"读不了 .{suffix} 文件；请在 Word、Excel 或 WPS 中打开，另存为 {other}")
    return IMPORTERS[found](content)


def _by_content(content: bytes) -> str:
    """The format that the first bytes tell: a web page saved as .xls is a web page; "" where they tell nothing."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"pk\x03\x04"):
        return "docx" if b"word/" in content else "xlsx"
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        return "html"
    return "xls" if start.startswith(b"\xd0\xcf\x11\xe0") else ""


class Part(NamedTuple):
    """A cell before it has its place: text, how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1
    inner: tuple[Line | Grid, ...] = ()


def laid_out(rows: Iterable[Iterable[Part]]) -> tuple[tuple[Cell | None, ...], ...]:
    """Cells at their places: one that covers several rows moves the later ones aside. Raises UnreadableFile."""
    grid: list[dict[int, Cell]] = []
    total = 0
    for number, parts in enumerate(rows):
        while len(grid) <= number:
            grid.append({})
        column = 0
        for part in parts:
            while column in grid[number]:
                column += 1
            cell = Cell(part.text, number, column, part.rows, part.columns, part.inner)
            total += part.rows * part.columns
            if total > MAX_PLACES:
                raise UnreadableFile("表格过大，不予读取")
            for row in range(number, number + part.rows):
                while len(grid) <= row:
                    grid.append({})
                for place in range(column, column + part.columns):
                    grid[row].setdefault(place, cell)
            column += part.columns
    return squared(grid)


def squared(grid: Iterable[Mapping[int, Cell]]) -> tuple[tuple[Cell | None, ...], ...]:
    """Rows of equal width."""
    listed = list(grid)
    width = max((max(row, default=-1) + 1 for row in listed), default=0)
    return tuple(tuple(row.get(column) for column in range(width)) for row in listed)


def flat(blocks: Iterable[Line | Grid]) -> str:
    """The text of what a cell holds, a row of an inner table per line."""
    return "\n".join(_flat_lines(blocks))


def _flat_lines(blocks: Iterable[Line | Grid]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            for number, row in enumerate(block.rows):
                own = [cell.text for cell in dict.fromkeys(row) if cell and cell.row == number]
                yield " ".join(text for text in own if text.strip())


def imported(name: str, content: bytes, kind: str = "") -> Imported:
    """The four lists in the file called `name`. `kind`: what it is, whatever its titles say. Raises UnreadableFile."""
    from rouxing.importers._recognise import recognised

    return recognised(read(name, content), kind, PurePath(name).stem)
