"""Our own exports, edited or not, read back: xlsx with its hidden column and sheet, csv and json by their heads."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from rouxing.errors import Refused, UnreadableFile
from rouxing.exports._cells import EXTRA, FIELDS, shown
from rouxing.exports.csv import HEADS
from rouxing.exports.json import FORM
from rouxing.exports.xlsx import MEMORY, NO_ITEM, NUMBERS
from rouxing.files.formulas import original
from rouxing.files.sheet_cells import cell_name
from rouxing.files.sheet_reading import SheetCells, read_workbook
from rouxing.returned import Returned, ReturnedList, ReturnedRow
from rouxing.terms import ListKind

MAX_BYTES: Final = 32 * 1024 * 1024
_NOT_OURS: Final = "不是 rouxing checklist export 写的文件"


def read_returned(content: bytes, suffix: str) -> Returned:
    """The lists in a file of this suffix (.xlsx, .csv or .json). Raises UnreadableFile with one Chinese sentence."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile(f"超过 {MAX_BYTES >> 20} MiB，不予读取")
    readers = {".xlsx": _from_xlsx, ".csv": _from_csv, ".json": _from_json}
    if suffix.lower() not in readers:
        raise UnreadableFile("改过的清单只能是 .xlsx、.csv 或 .json；docx 只供打印")
    return readers[suffix.lower()](content)


def is_export(content: bytes, suffix: str) -> bool:
    """Whether the file is one that `checklist export` wrote, as far as a glance tells."""
    if suffix.lower() == ".xlsx":
        return f'name="{MEMORY}"'.encode() in _part(content, "xl/workbook.xml")
    return content.removeprefix(BOM_UTF8).startswith(
        (f'"{HEADS[0]}","{HEADS[1]}"'.encode(), f"{HEADS[0]},{HEADS[1]}".encode())
    )


def _part(content: bytes, name: str) -> bytes:
    """A part of an Office file, as bytes; b"" where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as stream:
            return stream.read(MAX_BYTES)
    except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        return b""  # whoever reads the whole file says what is wrong with it


def _from_json(content: bytes) -> Returned:
    try:
        data = json.loads(content.decode("utf-8-sig"))
        if data["格式"] != FORM:
            raise UnreadableFile(_NOT_OURS)
        lists = [_list_of_data(one) for one in data["清单"]]
        return Returned(str(data["单位"]), lists)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise UnreadableFile(f"{_NOT_OURS}，或者改动以后不再是有效的 JSON") from None


def _list_of_data(data: Mapping[str, Any]) -> ReturnedList:
    rows = []
    for number, item in enumerate(data["事项"], 1):
        texts = {name: shown(name, item.get(name)) for name in FIELDS}
        rows.append(ReturnedRow(f"第 {number} 项", None, texts, {name: f"第 {number} 项 {name}" for name in FIELDS}))
    return ReturnedList(ListKind(data["清单"]), rows, None)


def _from_csv(content: bytes) -> Returned:
    for encoding in ("utf-8-sig", "gb18030"):  # Excel saves in the encoding of the system
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableFile("不是 UTF-8 也不是 GB18030 编码的文件")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise UnreadableFile("不是完整的 CSV 文件") from None
    if not rows or tuple(rows[0][: len(HEADS)]) != HEADS:
        raise UnreadableFile(f"{_NOT_OURS}（第一行不是 {'、'.join(HEADS[:4])}……）")
    found: dict[ListKind, list[ReturnedRow]] = {}
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            found.setdefault(_kind(row[0], number), []).append(_row_of_texts(number, row))
    return Returned("", [ReturnedList(kind, lines, None) for kind, lines in found.items()])


def _kind(name: str, number: int) -> ListKind:
    if name not in tuple(ListKind):
        raise UnreadableFile(f"第 {number} 行的清单“{name[:20]}”不是四张清单之一")
    return ListKind(name)


def _row_of_texts(number: int, row: Sequence[str]) -> ReturnedRow:
    texts = {name: original(text) for name, text in zip(HEADS[2:], row[2:], strict=False)}
    names = dict.fromkeys(HEADS[2:], "")
    return ReturnedRow(f"第 {number} 行", None, names | texts, {name: f"第 {number} 行 {name}" for name in names})


def _from_xlsx(content: bytes) -> Returned:
    book = read_workbook(content)
    sheets = {one.name: one for one in book.sheets}
    memory = list(_lines(sheets.pop(MEMORY))) if MEMORY in sheets else []
    if not memory or memory[0].texts.get(1) != FORM:
        raise UnreadableFile(f"{_NOT_OURS}（没有隐藏的 {MEMORY} 工作表）")
    remarks = list(book.remarks)
    lists = []
    for kind, heads, items in _remembered(memory[1:]):
        if kind.value not in sheets:
            remarks.append(f"没有工作表“{kind}”，该清单不改动")
            continue
        sheet = sheets.pop(kind.value)
        lists.append(ReturnedList(kind, list(_rows(kind, sheet, len(items))), items))
        remarks += _outside(kind, sheet, heads)
    remarks += [f"工作表“{name}”不是导出的清单，没有读取" for name, sheet in sheets.items() if sheet.cells]
    return Returned(memory[0].texts.get(3, ""), lists, remarks)


class _Line(NamedTuple):
    """A row of a sheet that says something."""

    number: int
    texts: Mapping[int, str]


def _lines(sheet: SheetCells) -> Iterator[_Line]:
    for number, cells in groupby(sorted(sheet.cells.items()), key=lambda cell: cell[0][0]):
        yield _Line(number, {column: text for (_, column), text in cells})


def _remembered(rows: Sequence[_Line]) -> Iterator[tuple[ListKind, list[str], list[dict[str, Any]]]]:
    """Each list with its heads and items as they were exported."""
    found: list[tuple[ListKind, list[str], list[dict[str, Any]]]] = []
    try:
        for row in rows:
            data = json.loads("".join(text for column, text in sorted(row.texts.items()) if column > 2))
            if row.texts.get(1) == "清单":
                found.append((ListKind(row.texts[2]), data, []))
            else:
                found[-1][2].append(dict(data))
    except (ValueError, LookupError, TypeError, RecursionError):
        raise UnreadableFile(f"隐藏的 {MEMORY} 工作表被改动过，不知道原来是什么；请重新导出再改") from None
    return iter(found)


def _rows(kind: ListKind, sheet: SheetCells, known: int) -> Iterator[ReturnedRow]:
    """The items of a sheet; a row that was emptied is left out, and so deleted."""
    if sheet.uncomputed:
        where = cell_name(*sheet.uncomputed[0])
        raise Refused(f"{kind}!{where} 是没有结果的公式，没有读取；请改成文字（复制，选择性粘贴为数值）")
    rows = list(_lines(sheet))
    head = _head(kind, rows)
    seen: set[int] = set()
    for row in rows:
        columns = {name: column for column, name in enumerate(FIELDS, 2)}
        marked = row.texts.get(NUMBERS, "")
        if row.number <= head or marked == NO_ITEM or not any(row.texts.get(one) for one in columns.values()):
            continue
        cells = {name: cell_name(row.number, column) for name, column in columns.items()}
        origin = int(marked) - 1 if marked.isdecimal() and 0 < int(marked) <= known else None
        if origin is not None and origin in seen:  # a row that was copied is a new item
            origin = None
        seen.update(() if origin is None else (origin,))
        texts = {name: row.texts.get(column, "") for name, column in columns.items()}
        yield ReturnedRow(f"第 {row.number} 行", origin, texts, cells)


def _head(kind: ListKind, rows: Sequence[_Line]) -> int:
    """Number of the row of heads. Raises Refused where columns were moved: every cell would be another field's."""
    heads = dict(enumerate((*kind.columns, *EXTRA), 1)) | {NUMBERS: FORM}
    for row in rows:
        if row.texts.get(NUMBERS) == FORM and {column: row.texts.get(column) for column in heads} == heads:
            return row.number
    raise Refused(f"工作表“{kind}”的表头或者列改动过，不知道各栏是什么；请恢复表头，或者重新导出再改")


def _outside(kind: ListKind, sheet: SheetCells, heads: Sequence[str]) -> Iterator[str]:
    """What was written where nothing is read."""
    for number, text in enumerate(heads, 1):
        now = sheet.cells.get((number, 1), "")
        if now != text:
            yield f"{kind}!A{number} 改成了“{now[:30]}”，没有读取；标题、联系人、电话在 agency.yaml 里改"
    for (row, column), text in sorted(sheet.cells.items()):
        if column > NUMBERS:
            yield f"{kind}!{cell_name(row, column)} 在表格之外（“{text[:20]}”），没有读取"
