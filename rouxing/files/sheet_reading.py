"""A workbook that somebody sent, as the texts a reader sees: no formula is computed, nothing is fetched or run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from rouxing.errors import UnreadableFile
from rouxing.files.office import opened
from rouxing.files.sheet_numbers import BUILT_IN, shown

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


def cell_name(row: int, column: int) -> str:
    """C5 for row 5, column 3."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def read_workbook(content: bytes) -> Workbook:
    """The worksheets of an .xlsx (.xlsm, .xltx) file.

    Raises UnreadableFile for what is damaged, encrypted, out of bounds or no workbook.
    """
    file = opened(content)
    start = next((target for kind, target in file.related("").values() if kind == "officeDocument"), "xl/workbook.xml")
    book = file.root(start)
    if book is None or _local(book) != "workbook":
        raise UnreadableFile("不是 Excel 的 .xlsx 文件")
    related = file.related(start)
    parts = dict(related.values())
    texts = list(_shared(file.root(parts.get("sharedStrings", ""))))
    formats = _formats(file.root(parts.get("styles", "")))
    old_days = any(one.get("date1904") in ("1", "true") for one in book.findall("{*}workbookPr"))
    sheets = []
    for one in book.iterfind("{*}sheets/{*}sheet"):
        kind, target = related.get(_relation(one), ("", ""))
        if kind == "worksheet" and target in file:
            hidden = one.get("state", "visible") != "visible"
            elements = file.streamed(target, "row", "col", "mergeCell")
            sheets.append(_sheet(elements, one.get("name", ""), hidden, _Tables(texts, formats, old_days)))
    return Workbook(tuple(sheets), file.remarks)


class _Tables(NamedTuple):
    texts: list[str]
    formats: list[str]
    old_days: bool


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _relation(element: Any) -> str:
    return next((str(value) for name, value in element.items() if name.endswith("}id")), "")


def _shared(root: Any) -> Iterator[str]:
    for one in () if root is None else root.iterfind("{*}si"):
        yield _text(one)


def _text(element: Any) -> str:
    """Text of a string with runs, without the pinyin above it."""
    parts = []
    for one in element:
        name = _local(one)
        if name == "t":
            parts.append(one.text or "")
        elif name == "r":
            parts += [text.text or "" for text in one.iterfind("{*}t")]
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), "".join(parts)).replace("\r\n", "\n")


def _formats(root: Any) -> list[str]:
    """Number format of every cell style."""
    if root is None:
        return []
    own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iterfind("{*}numFmts/{*}numFmt")}
    numbers = [one.get("numFmtId", "0") for one in root.iterfind("{*}cellXfs/{*}xf")]
    return [own.get(number, BUILT_IN.get(number, "")) for number in numbers]


_REFERENCE: Final = re.compile("([A-Z]{1,3})([0-9]{1,7})")


def _place(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _sheet(elements: Iterable[Any], name: str, hidden: bool, tables: _Tables) -> SheetCells:
    cells: dict[tuple[int, int], str] = {}
    uncomputed: list[tuple[int, int]] = []
    hidden_rows: set[int] = set()
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
    columns: list[tuple[int, int]] = []
    last_row = 0
    for element in elements:
        kind = _local(element)
        if kind == "row":
            given = element.get("r", "")
            last_row = int(given) if given.isdecimal() else last_row + 1
            if element.get("hidden") in ("1", "true"):
                hidden_rows.add(last_row)
            _row(element, last_row, tables, cells, uncomputed)
            if len(cells) > MAX_CELLS:
                raise UnreadableFile(f"工作表“{name}”超过 {MAX_CELLS} 个单元格，不予读取")
        elif kind == "col":
            columns += _hidden_columns(element)
        elif block := _block(element.get("ref", "")):
            merged.append(block)
    rows, width = max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0)
    return SheetCells(
        name,
        cells,
        tuple(
            (*start, min(end[0], rows), min(end[1], max(width, start[1]))) for start, end in merged if start in cells
        ),
        hidden,
        frozenset(hidden_rows & {row for row, _ in cells}),
        frozenset(column for first, last in columns for column in range(first, min(last, width) + 1)),
        tuple(uncomputed),
    )


def _row(
    element: Any,
    number: int,
    tables: _Tables,
    cells: dict[tuple[int, int], str],
    uncomputed: list[tuple[int, int]],
) -> None:
    """Put the cells of a row that hold something where they belong."""
    column = 0
    for cell in element:
        place = _place(cell.get("r", ""))
        column = place[1] if place else column + 1
        text = _value(cell, tables)
        if text is None:
            uncomputed.append((number, column))
        elif text.strip():
            cells[number, column] = text


def _hidden_columns(element: Any) -> list[tuple[int, int]]:
    """First and last column of a hidden run."""
    first, end = element.get("min", ""), element.get("max", "")
    hides = element.get("hidden") in ("1", "true") or element.get("width") == "0"
    return [(int(first), int(end))] if hides and first.isdecimal() and end.isdecimal() else []


def _block(reference: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """First and last place of a block of merged cells, C5:D6."""
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last)
    return (start, end) if start and end and start <= end else None


_ERRORS: Final = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")


def _value(cell: Any, tables: _Tables) -> str | None:
    """What the cell shows; None for a formula without a stored value, or with an error for one."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return "" if inline is None else _text(inline)
    stored = cell.find("{*}v")
    if stored is None or stored.text is None:
        return None if cell.find("{*}f") is not None and kind != "str" else ""
    text = str(stored.text)
    if kind == "e" or text in _ERRORS:
        return None
    return _number(cell, text, tables) if kind == "n" else _stored(text, kind, tables.texts)


def _stored(text: str, kind: str, texts: list[str]) -> str:
    if kind == "s":
        return texts[int(text)] if text.isdecimal() and int(text) < len(texts) else ""
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    return text


def _number(cell: Any, text: str, tables: _Tables) -> str:
    style = cell.get("s", "0")
    code = tables.formats[int(style)] if style.isdecimal() and int(style) < len(tables.formats) else ""
    return shown(text, code, tables.old_days)
