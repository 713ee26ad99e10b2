"""Excel mechanics: cells that stay text, one look for official tables, and bytes that depend on nothing but content."""

from __future__ import annotations

import errno
import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, cast
from xml.sax.saxutils import escape

from rouxing.errors import Refused
from rouxing.files.formulas import may_run
from rouxing.files.write import reason

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.worksheet import Worksheet

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip entry can carry: no clock in the output."""

_CORE: Final = "docProps/core.xml"
_MILLIMETRES_PER_INCH: Final = 25.4
_LINE: Final = 1.35
"""Height of a line of Chinese text in font sizes."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is printed. Fonts are named, never embedded (GB/T 9704); sizes in points."""

    font: str = "仿宋_GB2312"
    size: float = 12
    align: Literal["left", "center", "right"] = "center"
    border: bool = False


def put(sheet: Worksheet, row: int, column: int, value: str | int, look: Look) -> None:
    """Set a cell that is not yet merged.

    A text stays text whatever it begins with; signs that Excel cannot hold become U+FFFD.
    """
    from openpyxl.styles import Alignment, Border, Font, Side

    cell = cast("Cell", sheet.cell(row, column))
    if isinstance(value, str):
        cell.value = storable(value)
        cell.data_type = "s"
        # also after somebody edits the cell by hand
        cell.quotePrefix = may_run(value)
    else:
        cell.value = value
    text = isinstance(value, str)
    cell.font = Font(name=look.font, size=look.size)
    # a number too long for its column would print as ####
    cell.alignment = Alignment(
        horizontal=look.align,
        vertical="center",
        wrap_text=text,
        shrink_to_fit=not text,
        indent=int(look.border and look.align == "left"),
    )
    if look.border:
        side = Side(style="thin", color="FF000000")
        cell.border = Border(left=side, right=side, top=side, bottom=side)


def put_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Set a cell of a table that people go on working with: a text, also when its cell is typed over.

    Thousands of rows share one format, where `put` makes one for each cell.
    """
    cell = cast("Cell", sheet.cell(row, column))
    cell.value = storable(text)
    cell.data_type = "s"
    cell.number_format = "@"
    if may_run(text):
        cell.quotePrefix = True


def put_runs(sheet: Worksheet, row: int, column: int, runs: Sequence[tuple[str, bool, bool]], look: Look) -> None:
    """Set a cell to runs of text: (text, struck through, underlined)."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    put(sheet, row, column, "".join(text for text, _, _ in runs), look)
    if not any(struck or underlined for _, struck, underlined in runs):
        return
    blocks = [
        TextBlock(
            InlineFont(rFont=look.font, sz=look.size, strike=struck or None, u="single" if underlined else None),
            storable(text),
        )
        for text, struck, underlined in runs
        if text
    ]
    cast("Cell", sheet.cell(row, column)).value = CellRichText(*blocks)


def storable(text: str) -> str:
    """The text as a workbook stores it, so that `legible` is what Excel shows."""
    # _x0041_ would be read as A (ECMA-376 part 1, 22.9.2.19)
    return _LIKE_ESCAPED.sub("_x005F_", legible(text))


def text_xml(text: str) -> str:
    """The text as an element of XML."""
    if _PLAIN.fullmatch(text):
        return f"<t>{text}</t>"
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{space}>{escape(storable(text), _RETURN)}</t>"


_PLAIN: Final = re.compile(r"(?!\s)[^_\x00-\x1f<>&\ud800-\udfff\ufffe\uffff]*(?<!\s)")
_RETURN: Final = {"\r": "&#13;"}
"""A parser of XML reads a bare one as a line feed."""


def legible(text: str) -> str:
    """The text with signs that Excel cannot hold as U+FFFD."""
    return _ILLEGAL.sub("�", text)


_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, look: Look) -> None:
    """Set a cell to a formula of this tool's own making, never of data."""
    put(sheet, row, column, 0, look)
    cell = cast("Cell", sheet.cell(row, column))
    cell.value = formula


def put_merged(sheet: Worksheet, first: tuple[int, int], last: tuple[int, int], value: str | int, look: Look) -> None:
    """Set a block of cells, from (row, column) to (row, column), merged into one."""
    for row in range(first[0], last[0] + 1):
        for column in range(first[1], last[1] + 1):
            put(sheet, row, column, "", look)  # the border runs round the whole block
    put(sheet, *first, value, look)
    sheet.merge_cells(start_row=first[0], start_column=first[1], end_row=last[0], end_column=last[1])


def put_rows(sheet: Worksheet, rows: Iterable[Sequence[str]], millimetres: Sequence[float], look: Look) -> None:
    """Rows of texts from A1 on, all in one look, as high as they need: as `put`, without its cost for every cell."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

    side = Side(style="thin", color="FF000000")
    border = Border(left=side, right=side, top=side, bottom=side) if look.border else Border()
    aligned = Alignment(horizontal=look.align, vertical="center", wrap_text=True)
    style = NamedStyle("逐行", Font(name=look.font, size=look.size), border=border, alignment=aligned)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = cast("Cell", sheet.cell(number, column))
            cell.value, cell.data_type = storable(text), "s"
            cell.style = style if number == 1 else style.name
            if may_run(text):
                cell.quotePrefix = True
        sheet.row_dimensions[number].height = max(map(height_for, row, millimetres, [look] * len(row)))
    set_widths(sheet, millimetres)


def set_widths(sheet: Worksheet, millimetres: Sequence[float]) -> None:
    """Widths of the columns from A on, in millimetres on paper."""
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(millimetres, 1):
        pixels = width / _MILLIMETRES_PER_INCH * 96
        sheet.column_dimensions[get_column_letter(number)].width = round((pixels - 5) / 7, 2)  # 5 px of padding


def height_for(text: str, millimetres: float, look: Look) -> float:
    """Height in points of a wrapped text in a cell of this width."""
    points = millimetres / _MILLIMETRES_PER_INCH * 72 - 16  # kept free: padding, and an indent
    lines = sum(max(1, math.ceil(_em(line) * look.size / points)) for line in text.split("\n"))
    return round(lines * look.size * _LINE + 6, 1)


def _em(text: str) -> float:
    """Width of a text in font sizes: a Chinese sign is one, a Latin one about half."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.55 for sign in text)


def set_page(sheet: Worksheet, heading_rows: str) -> None:
    """A4 landscape, as wide as one page, as many pages as needed, heading rows ("4:5") on each."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 15 / _MILLIMETRES_PER_INCH
    margins.top = margins.bottom = 20 / _MILLIMETRES_PER_INCH
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = heading_rows
    cast("HeaderFooterItem", sheet.oddFooter).center.text = "— &P —"
    sheet.sheet_view.showGridLines = False


def workbook_bytes(book: Workbook, title: str) -> bytes:
    """The workbook as .xlsx: the same content gives the same bytes on every day.

    Raises Refused where the disk has no room for the files that openpyxl makes on the way.
    """
    from lxml.etree import SerialisationError
    from openpyxl.xml.functions import tostring

    stored = io.BytesIO()
    properties = book.properties
    properties.title, properties.creator = storable(title), "rouxing"
    try:
        book.save(stored)
    except SerialisationError as error:
        number = getattr(errno, str(error).removeprefix("IO_"), 0)
        raise Refused(f"临时文件夹写不进去：{reason(OSError(number, str(error)))}；没有改动任何文件") from None
    except OSError as error:
        raise Refused(f"临时文件夹写不进去：{reason(error)}；没有改动任何文件") from None
    properties.created = properties.modified = datetime(*EPOCH)  # noqa: DTZ001 - openpyxl writes it as UTC
    core: bytes = tostring(properties.to_tree())
    return _repacked(stored.getvalue(), {_CORE: core})


def _repacked(archive: bytes, replaced: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 3  # zipfile notes the machine it runs on
            fixed.external_attr = 0o644 << 16
            new.writestr(fixed, replaced.get(entry.filename) or old.read(entry.filename))
    return packed.getvalue()
