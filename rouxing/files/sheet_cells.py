"""What the cells of an Excel workbook hold, row by row: no formula is computed, nothing is fetched or run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import Any, Final, NamedTuple

from rouxing.errors import UnreadableFile
from rouxing.files.office import Bounds, OfficeFile, opened
from rouxing.files.sheet_numbers import BUILT_IN
from rouxing.files.word_package import local_name

NO_WORKBOOK: Final = "不是 Excel 的 .xlsx 文件，或者文件已损坏"


class Holds(Enum):
    """What a cell may hold."""

    TEXT = auto()
    NUMBER = auto()
    TRUTH = auto()
    """The text is 1 or 0."""
    ERROR = auto()
    UNCOMPUTED = auto()
    """A formula whose value was not stored."""


class Stored(NamedTuple):
    """What one cell holds, as the file has it."""

    column: int
    """From 1."""
    holds: Holds
    text: str
    code: str = ""
    """The format code of a number; "" for none."""


class StoredRow(NamedTuple):
    """A row with a cell that holds something."""

    number: int
    """From 1."""
    cells: Sequence[Stored]
    hidden: bool


class HiddenColumns(NamedTuple):
    """A run of columns that nobody sees, from 1."""

    first: int
    last: int


class Merged(NamedTuple):
    """A block of merged cells: (row, column) of its first and its last one."""

    first: tuple[int, int]
    last: tuple[int, int]


class StoredSheet(NamedTuple):
    """A worksheet; its parts come in the order of the file, and once."""

    name: str
    hidden: bool
    since_1904: bool
    """Whether days are counted from 1904, as old Macs did."""
    parts: Iterator[StoredRow | HiddenColumns | Merged]


class StoredBook(NamedTuple):
    """The worksheets in order, each to be read before the next; sentences about what was not read."""

    sheets: Iterator[StoredSheet]
    remarks: tuple[str, ...]


def letters(column: int) -> str:
    """Name of a column: 3 is C, 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    """C5 for row 5, column 3."""
    return f"{letters(column)}{row}"


def stored_book(content: bytes, bounds: Bounds = Bounds()) -> StoredBook:  # noqa: B008 - a constant
    """The worksheets of an .xlsx (.xlsm, .xltx) file.

    Raises UnreadableFile, also while sheets are read, for what is damaged, encrypted, out of bounds or no workbook.
    """
    file = opened(content, bounds)
    start = next((target for kind, target in file.related("").values() if kind == "officeDocument"), "")
    book = file.root(start or "xl/workbook.xml")
    related = file.related(start)
    if not start or not related or book is None or local_name(book) != "workbook":
        raise UnreadableFile(NO_WORKBOOK)
    return StoredBook(_sheets(file, book, related), file.remarks)


def _sheets(file: OfficeFile, book: Any, related: dict[str, tuple[str, str]]) -> Iterator[StoredSheet]:
    parts = dict(related.values())
    tables = _Tables(_shared(file, parts.get("sharedStrings", "")), _formats(file.root(parts.get("styles", ""))))
    since_1904 = any(one.get("date1904") in ("1", "true") for one in book.findall("{*}workbookPr"))
    for one in book.iterfind("{*}sheets/{*}sheet"):
        kind, target = related.get(_relation(one), ("", ""))
        if kind == "worksheet" and target in file:
            hidden = one.get("state", "visible") != "visible"
            yield StoredSheet(one.get("name", ""), hidden, since_1904, _parts(file, target, tables))


class _Tables(NamedTuple):
    texts: list[str]
    formats: list[str]


def _relation(element: Any) -> str:
    return next((str(value) for name, value in element.items() if name.endswith("}id")), "")


def _shared(file: OfficeFile, part: str) -> list[str]:
    return [_text(one) for one in file.streamed(part, "si")] if part in file else []


def _text(element: Any) -> str:
    """Text of a string with runs, without the pinyin above it."""
    said = []
    for one in element:
        name = local_name(one)
        if name == "t":
            said.append(one.text or "")
        elif name == "r":
            said += [text.text or "" for text in one.iterfind("{*}t")]
    text = "".join(said)
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n")


_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
"""ECMA-376 Part 1, 22.9.2.19."""


def _formats(root: Any) -> list[str]:
    """Number format of every cell style."""
    if root is None:
        return []
    own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iterfind("{*}numFmts/{*}numFmt")}
    numbers = [one.get("numFmtId", "0") for one in root.iterfind("{*}cellXfs/{*}xf")]
    return [own.get(number, BUILT_IN.get(number, "")) for number in numbers]


_REFERENCE: Final = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_LETTERS: Final = re.compile("[A-Z]{1,3}")


def _place(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    return (int(match[2]), _column(match[1])) if match else None


@lru_cache(1024)
def _column(name: str) -> int:
    """The number of a column, from 1; 0 for what names none."""
    column = 0
    for letter in name if _LETTERS.fullmatch(name) else "":
        column = column * 26 + ord(letter) - 64
    return column


def _parts(file: OfficeFile, part: str, tables: _Tables) -> Iterator[StoredRow | HiddenColumns | Merged]:
    number = 0
    for element in file.streamed(part, "row", "col", "mergeCell"):
        kind = local_name(element)
        if kind == "row":
            given = element.get("r", "")
            number = int(given) if given.isdecimal() else number + 1
            if cells := list(_cells(element, tables)):
                yield StoredRow(number, cells, element.get("hidden") in ("1", "true"))
        elif kind == "col":
            yield from _hidden_columns(element)
        elif block := _block(element.get("ref", "")):
            yield block


def _hidden_columns(element: Any) -> Iterator[HiddenColumns]:
    first, last = element.get("min", ""), element.get("max", "")
    hides = element.get("hidden") in ("1", "true") or element.get("width") == "0"
    if hides and first.isdecimal() and last.isdecimal():
        yield HiddenColumns(int(first), int(last))


def _block(reference: str) -> Merged | None:
    """A block as it is written, C5:D6."""
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last)
    return Merged(start, end) if start and end and start <= end else None


_ERRORS: Final = frozenset(("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"))
_KINDS: Final = {"n": Holds.NUMBER, "b": Holds.TRUTH, "e": Holds.ERROR}


def _cells(row: Any, tables: _Tables) -> Iterator[Stored]:
    """The cells of a row that hold something."""
    column = 0
    for cell in row:
        column = _column(cell.get("r", "").rstrip("0123456789")) or column + 1
        kind = cell.get("t", "n")
        parts = {one.tag[one.tag.rfind("}") + 1 :]: one for one in cell}
        if kind == "inlineStr":
            if "is" in parts:
                yield Stored(column, Holds.TEXT, _text(parts["is"]))
            continue
        text = parts["v"].text if "v" in parts else None
        if not text:
            if "f" in parts and kind != "str":  # a formula may well come out as an empty text
                yield Stored(column, Holds.UNCOMPUTED, "")
        elif kind == "s":
            yield Stored(column, Holds.TEXT, _shared_text(text, tables.texts))
        elif text in _ERRORS:
            yield Stored(column, Holds.ERROR, text)
        else:
            code = _code(cell.get("s", "0"), tables.formats) if kind == "n" else ""
            yield Stored(column, _KINDS.get(kind, Holds.TEXT), text, code)


def _shared_text(number: str, texts: list[str]) -> str:
    if not number.isdecimal() or int(number) >= len(texts):
        raise UnreadableFile(NO_WORKBOOK)
    return texts[int(number)]


def _code(style: str, formats: list[str]) -> str:
    return formats[int(style)] if style.isdecimal() and int(style) < len(formats) else ""
