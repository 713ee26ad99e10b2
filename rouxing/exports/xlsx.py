"""The lists as a workbook to be edited and read back: annexes 1–4 at the left, what an item says besides at the right.

A hidden column names each row, a hidden sheet holds what was exported: so an edit can be told from what was there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from rouxing.documents import Sheet
from rouxing.errors import Refused
from rouxing.exports import EXPORTS, Book, Made
from rouxing.exports._cells import ANNEX, EXTRA, FIELDS, ORIGINS, SECRETS, YES_NO, shown
from rouxing.files.sheet import Look, height_for, put, put_merged, set_page, set_widths, workbook_bytes
from rouxing.model import Agency, Checklist
from rouxing.terms import Method

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FORM: Final = "rouxing-checklists"
MEMORY: Final = "_rouxing"
"""Name of the hidden sheet."""
NUMBERS: Final = len(FIELDS) + 2
"""The hidden column with the number of each item, after 序号 and the fields; "#" marks a line that is no item."""
NO_ITEM: Final = "#"
HEAD_ROW: Final = 5
CHUNK: Final = 30_000
"""Characters of one cell of the hidden sheet; Excel holds 32,767."""

_TITLE: Final = Look(font="方正小标宋简体", size=22)
_LINE: Final = Look(size=14, align="left")
_HEAD: Final = Look(font="黑体", size=12, border=True)
_BODY: Final = Look(size=12, border=True)
_LEFT: Final = Look(size=12, border=True, align="left")
_AT_LEFT: Final = frozenset({"名称", "情形", "依据", "处罚依据", "例外依据", "备注"})
_WIDTHS: Final = (14.0, 56.0, 38.0, 56.0, 72.0, 30.0, 60.0, 24.0, 50.0, 16.0, 26.0, 40.0)
_HIGHEST: Final = 409
_SPARE: Final = 200
"""Rows below the last one that the choices reach, for items added by hand."""
_NOTE: Final = "说明：配套监管措施可以根据实际情况选择适用柔性执法具体方法的一种或多种，也可以创新方法。"
_HINT: Final = "右边各栏不印；依据、措施一行一条；在说明之前插入行即新增，删去整行即删除事项"


@EXPORTS.add("xlsx")
def as_xlsx(book: Book) -> Made:
    """One workbook, a sheet for each list."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for checklist in book.checklists:
        _fill(workbook.create_sheet(checklist.kind.value), book.agency, checklist)
    memory = workbook.create_sheet(MEMORY)
    memory.sheet_state = "veryHidden"
    for row, texts in enumerate(_remembered(book), 1):
        for column, text in enumerate(texts, 1):
            put(memory, row, column, text, _LINE)
    return Made([(f"{book.title}.xlsx", workbook_bytes(workbook, book.title))])


def _remembered(book: Book) -> Iterator[list[str]]:
    """Rows of the hidden sheet: what the file is, then each list and each of its items as JSON."""
    yield [FORM, "1", book.agency.id, book.agency.name]
    for checklist in book.checklists:
        yield ["清单", checklist.kind.value, *_chunks(heads(book.agency, checklist))]
        for number, item in enumerate(checklist.items, 1):
            yield [str(number), "", *_chunks(item.data)]


def _chunks(data: Any) -> list[str]:
    # ASCII only: no sign that a workbook cannot hold
    text = json.dumps(data)
    return [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]


def heads(agency: Agency, checklist: Checklist) -> list[str]:
    """The lines above the table (annexes 1–4): title, 单位, 联系人 and 联系电话."""
    title = Sheet(agency, checklist).title
    return [title, f"单位：{agency.name}（公章）", f"联系人：{agency.contact}", f"联系电话：{agency.phone}"]


def _fill(sheet: Worksheet, agency: Agency, checklist: Checklist) -> None:
    from openpyxl.utils import get_column_letter

    set_widths(sheet, _WIDTHS)
    set_page(sheet, heading_rows=f"{HEAD_ROW}:{HEAD_ROW}")
    last = len(ANNEX) + 1
    for row, text in enumerate(heads(agency, checklist), 1):
        put_merged(sheet, (row, 1), (row, last), text, _TITLE if row == 1 else _LINE)
        sheet.row_dimensions[row].height = 48 if row == 1 else 26
        put(sheet, row, NUMBERS, NO_ITEM, _LINE)
    put_merged(sheet, (1, last + 1), (1, NUMBERS - 1), _HINT, Look(size=11, align="left"))
    for column, head in enumerate((*checklist.kind.columns, *EXTRA), 1):
        put(sheet, HEAD_ROW, column, head, _HEAD)
    put(sheet, HEAD_ROW, NUMBERS, FORM, _LINE)
    sheet.row_dimensions[HEAD_ROW].height = 36
    for number, item in enumerate(checklist.items, 1):
        _item(sheet, HEAD_ROW + number, number, item.data, item.code)
    end = HEAD_ROW + len(checklist.items) + 1
    put_merged(sheet, (end, 1), (end, last), _NOTE, _LINE)
    sheet.row_dimensions[end].height = 30
    put(sheet, end, NUMBERS, NO_ITEM, _LINE)
    _offer(sheet, end + _SPARE)
    sheet.column_dimensions[get_column_letter(NUMBERS)].hidden = True
    sheet.print_area = f"A1:{get_column_letter(last)}{end}"
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"


def _item(sheet: Worksheet, row: int, number: int, data: Any, code: str) -> None:
    put(sheet, row, 1, number, _BODY)
    highest = 28.0
    for column, name in enumerate(FIELDS, 2):
        text = shown(name, data.get(name))
        if len(text) > CHUNK:
            raise Refused(f"事项 {code} 的“{name}”有 {len(text)} 个字符，Excel 的单元格放不下；请用 json 格式")
        put(sheet, row, column, text, _LEFT if name in _AT_LEFT else _BODY)
        # what people type later stays text too: codes keep their zeros
        sheet.cell(row, column).number_format = "@"
        highest = max(highest, height_for(text, _WIDTHS[column - 1], _LEFT))
    put(sheet, row, NUMBERS, str(number), _LINE)
    sheet.row_dimensions[row].height = min(_HIGHEST, highest)


def _offer(sheet: Worksheet, last: int) -> None:
    """Lists of what may be chosen: measures are only offered, as several may stand in a cell."""
    _choice(sheet, "监管措施", [one for one in Method if one is not Method.OTHER], last, strict=False)
    _choice(sheet, "来源", ORIGINS, last, strict=True)
    _choice(sheet, "公开", list(YES_NO), last, strict=True)
    _choice(sheet, "不公开理由", SECRETS, last, strict=True)


def _choice(sheet: Worksheet, name: str, options: Sequence[str], last: int, *, strict: bool) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    offered = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True, showDropDown=False)
    offered.showErrorMessage = strict
    offered.errorTitle, offered.error = name, f"只能写：{'、'.join(options)}"
    offered.showInputMessage = not strict
    if not strict:
        offered.promptTitle, offered.prompt = name, "可以选一种；要写几种的，一行一种（Alt+回车换行），另可写“其他：……”"
    letter = get_column_letter(FIELDS.index(name) + 2)
    offered.add(f"{letter}{HEAD_ROW + 1}:{letter}{last}")
    sheet.add_data_validation(offered)
