"""Tables that people hand in (.xlsx, .csv) as cells with their places: nothing is calculated, nothing is guessed."""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Final, NamedTuple

from lxml import etree

from rouxing.errors import UnreadableFile

MAX_EXPANDED_BYTES: Final = 192 * 1024 * 1024
MAX_PARTS: Final = 1000
MAX_ROWS: Final = 100_000
"""Rows that say something; a county's busiest year has a tenth of it."""
MAX_COLUMNS: Final = 300
_DAMAGED: Final = "不是 .xlsx 文件，或者文件已损坏"
_OLD: Final = "是旧的 .xls 或加了密码的文件；请在 Excel 或 WPS 中取消密码，另存为 .xlsx"
_EXACT: Final = 1e15
"""Excel keeps 15 digits of a number; what is longer has lost its end."""


class Cell(NamedTuple):
    """A cell that says something."""

    text: str
    day: str = ""
    """The ISO date of a number, should it count days."""
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

    def place(self, row: int, column: int) -> str:
        """A cell as people call it: 台账!C5."""
        return f"{self.name}!{letters(column)}{row}"


def letters(column: int) -> str:
    """Name of a column: 3 is C, 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_tables(name: str, content: bytes) -> list[Sheet]:
    """All sheets of an .xlsx, or the one of a .csv (UTF-8 or GB18030). Raises UnreadableFile with one sentence."""
    if content.startswith(b"PK"):
        return _read_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(_OLD)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".et")):
        raise UnreadableFile(_DAMAGED)
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
        cells = {column: Cell(_unmarked(text), problem=_rounded(text)) for column, text in enumerate(texts, 1)}
        cells = {column: cell for column, cell in cells.items() if cell.text}
        if cells:
            rows.append(Row(number, cells))
    return _bounded(rows)


MARKED: Final = ("=", "+", "-", "@", "\t", "'")
"""What a text in a CSV file does not begin with unless an apostrophe stands before it: Excel would run it."""


def _unmarked(text: str) -> str:
    found = cell_text(text)
    return found[1:] if found.startswith("'") and found[1:].startswith(MARKED) else found


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


_LOST: Final = "号码被 Excel 当作数字，只保留了 15 位，后面的已经丢失；请把这一列设为文本，再重新输入"


def _bounded(rows: list[Row]) -> list[Row]:
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(f"有内容的行超过 {MAX_ROWS} 行，不予读取；请分成几个文件")
    if any(max(row.cells) > MAX_COLUMNS for row in rows):
        raise UnreadableFile(f"有内容的列超过 {MAX_COLUMNS} 列，不予读取")
    return rows


# .xlsx


def _read_workbook(content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bombs(archive.infolist())
            return list(_Workbook(archive).sheets())
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError, IndexError, EOFError):
        raise UnreadableFile(_DAMAGED) from None
    except (NotImplementedError, RuntimeError, OverflowError):  # packed in another way, or with a password
        raise UnreadableFile(_DAMAGED) from None


def _refuse_bombs(entries: Sequence[zipfile.ZipInfo]) -> None:
    # zipfile reads no more of a part than the size it states here
    if len(entries) > MAX_PARTS or sum(one.file_size for one in entries) > MAX_EXPANDED_BYTES:
        raise UnreadableFile(f"解开后超过 {MAX_EXPANDED_BYTES >> 20} MiB 或 {MAX_PARTS} 个部件，不予读取")


def _elements(stream: IO[bytes], *names: str) -> Iterator[Any]:
    """Elements of these local names when they are complete; nothing of them is kept. Refuses document types."""
    found = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    wanted = {*names}
    first = True
    for event, element in found:
        if first:
            first = False
            if element.getroottree().docinfo.internalDTD is not None or element.getroottree().docinfo.doctype:
                raise UnreadableFile("含有文档类型声明，不予读取")
        if event == "end" and isinstance(element.tag, str) and _local(element) in wanted:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


_RELATION: Final = re.compile(r"\{[^}]*/relationships\}id")


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._root = next(iter(self._relations("", "officeDocument").values()), "")
        self._epoch = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - days of a calendar
        self._strings: list[str] = []
        self._dated: list[bool] = []

    def sheets(self) -> Iterator[Sheet]:
        with self._archive.open(self._root) as stream:
            parts = list(_elements_data(stream))
        if any(kind == "workbookPr" and data.get("date1904") in ("1", "true") for kind, data in parts):
            self._epoch = datetime.datetime(1904, 1, 1)  # noqa: DTZ001
        self._read_strings()
        self._read_styles()
        places = self._relations(self._root, "worksheet")
        for kind, data in parts:
            relation = next((value for name, value in data.items() if _RELATION.fullmatch(name)), "")
            if kind == "sheet" and relation in places:
                hidden = data.get("state", "visible") != "visible"
                yield Sheet(data["name"], _bounded(list(self._rows(places[relation]))), hidden)

    def _relations(self, part: str, kind: str) -> dict[str, str]:
        """Id → part of the relations of one kind."""
        folder, _, name = part.rpartition("/")
        path = f"{folder}/_rels/{name}.rels".lstrip("/")
        found = {}
        with self._archive.open(path) as stream:
            for one in _elements(stream, "Relationship"):
                target = one.get("Target", "")
                target = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                if one.get("Type", "").endswith(f"/{kind}") and target in self._names:
                    found[one.get("Id", "")] = target
        return found

    def _read_strings(self) -> None:
        for part in self._relations(self._root, "sharedStrings").values():
            with self._archive.open(part) as stream:
                self._strings += [_said(one) for one in _elements(stream, "si")]

    def _read_styles(self) -> None:
        """Whether the n-th format of cells shows a number as a day."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        own: dict[int, str] = {}
        for part in self._relations(self._root, "styles").values():
            with self._archive.open(part) as stream:
                for one in _elements(stream, "numFmt", "cellXfs"):
                    if _local(one) == "numFmt":
                        own[int(one.get("numFmtId"))] = one.get("formatCode", "")
                        continue
                    for number in (int(each.get("numFmtId", 0)) for each in one):
                        code = own.get(number) or BUILTIN_FORMATS.get(number, "")
                        # formats 27 to 36 and 50 to 58 are dates in Chinese Excel
                        chinese = number in range(27, 37) or number in range(50, 59)
                        self._dated.append(chinese or is_date_format(code))

    def _rows(self, part: str) -> Iterator[Row]:
        number = 0
        with self._archive.open(part) as stream:
            for row in _elements(stream, "row"):
                number = int(row.get("r", number + 1))
                cells: dict[int, Cell] = {}
                column = 0
                for one in row:
                    column = _column(one.get("r")) or column + 1
                    if (cell := self._cell(one)) is not None:
                        cells[column] = cell
                if cells:
                    yield Row(number, cells, row.get("hidden") in ("1", "true"))

    def _cell(self, element: Any) -> Cell | None:  # noqa: PLR0911 - one for each kind of cell
        parts = {_local(one): one for one in element}
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return _text_cell(_said(parts["is"]) if "is" in parts else "")
        text = "" if "v" not in parts else parts["v"].text or ""
        if "f" in parts and not text:
            return Cell("", problem="公式没有算出来的值；请在 Excel 或 WPS 中打开、保存一次，再导入")
        if kind == "s":
            return _text_cell(self._strings[int(text)]) if text else None
        if kind == "e":
            return Cell(text, problem=f"公式出错（{text}）；请在 Excel 中改正")
        if kind == "b":
            return Cell("是" if text == "1" else "否")
        if kind in ("str", "d"):
            return _text_cell(text)
        return self._number(float(text), int(element.get("s", 0))) if text else None

    def _number(self, value: float, style: int) -> Cell:
        if not math.isfinite(value):
            raise ValueError
        if style < len(self._dated) and self._dated[style]:
            moment = self._epoch + datetime.timedelta(seconds=round(value * 86400))
            day = moment.date().isoformat()
            return Cell(day if moment.time() == datetime.time() else moment.strftime("%Y-%m-%d %H:%M"), day)
        text = str(int(value)) if value.is_integer() else repr(value)
        likely = 30_000 <= value < 80_000 and value.is_integer()
        day = (self._epoch + datetime.timedelta(days=value)).date().isoformat() if likely else ""
        return Cell(text, day, _LOST if abs(value) >= _EXACT else "")


def _elements_data(stream: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    for one in _elements(stream, "workbookPr", "sheet"):
        yield _local(one), {str(name): str(value) for name, value in one.attrib.items()}


def _column(reference: str | None) -> int:
    number = 0
    for letter in re.match("[A-Z]{0,3}", reference or "")[0]:  # type: ignore[index]
        number = number * 26 + ord(letter) - 64
    return number


def _said(element: Any) -> str:
    """The text of a string, without how it is pronounced."""
    texts = (one for one in element.iter("{*}t") if _local(one.getparent()) != "rPh")
    return "".join(one.text or "" for one in texts)


def _text_cell(text: str) -> Cell | None:
    found = cell_text(text)
    return Cell(found, problem=_rounded(found)) if found else None


def cell_text(text: str) -> str:
    """A text as it comes back from a cell: no carriage returns, no blanks around it."""
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
