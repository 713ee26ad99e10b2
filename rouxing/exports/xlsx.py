"""The lists as a workbook to be edited and read back: annexes 1–4 at the left, what an item says besides at the right.

A hidden column names each row, a hidden sheet holds what was exported: so an edit can be told from what was there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from rouxing.documents import Sheet
from rouxing.errors import Refused
from rouxing.exports import EXPORTS, Book, Made
from rouxing.exports._cells import ANNEX, EXTRA, FIELDS, ORIGINS, SECRETS, YES_NO, shown
from rouxing.files.long_sheet import Spliced, with_rows
from rouxing.files.sheet import Look, height_for, put, put_merged, set_page, set_widths
from rouxing.files.sheet_rows import Line, Styles, chunks
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
    rows = {
        checklist.kind.value: _fill(workbook.create_sheet(checklist.kind.value), book.agency, checklist)
        for checklist in book.checklists
    }
    memory = workbook.create_sheet(MEMORY)
    memory.sheet_state = "veryHidden"
    rows[MEMORY] = _memory_rows(memory, _remembered(book))
    return Made([(f"{book.title}.xlsx", with_rows(workbook, book.title, rows))])


def _memory_rows(sheet: Worksheet, remembered: Iterable[Sequence[str]]) -> Spliced:
    first, *others = remembered
    for column, text in enumerate(first, 1):
        put(sheet, 1, column, text, _LINE)
    style = Styles(sheet).of("", _LINE)
    lines = [Line(row, [(at, text, style) for at, text in enumerate(texts, 1)]) for row, texts in enumerate(others, 2)]
    return Spliced(2, chunks(lines))


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


def _fill(sheet: Worksheet, agency: Agency, checklist: Checklist) -> Spliced:
    """Everything but the items, whose rows are given."""
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
    styles = Styles(sheet)
    lines = [_item(styles, number, item.data, item.code) for number, item in enumerate(checklist.items, 1)]
    end = HEAD_ROW + len(checklist.items) + 1
    put_merged(sheet, (end, 1), (end, last), _NOTE, _LINE)
    sheet.row_dimensions[end].height = 30
    put(sheet, end, NUMBERS, NO_ITEM, _LINE)
    _offer(sheet, end + _SPARE)
    sheet.column_dimensions[get_column_letter(NUMBERS)].hidden = True
    sheet.print_area = f"A1:{get_column_letter(last)}{end}"
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    return Spliced(HEAD_ROW + 1, chunks(lines))


def _item(styles: Styles, number: int, data: Any, code: str) -> Line:
    cells: list[tuple[int, str | int, int]] = [(1, number, styles.of(number, _BODY))]
    highest = 28.0
    for column, name in enumerate(FIELDS, 2):
        text = shown(name, data.get(name))
        if len(text) > CHUNK:
            raise Refused(f"事项 {code} 的“{name}”有 {len(text)} 个字符，Excel 的单元格放不下；请用 json 格式")
        # what people type later stays text too: codes keep their zeros
        cells.append((column, text, styles.of(text, _LEFT if name in _AT_LEFT else _BODY, as_text=True)))
        highest = max(highest, height_for(text, _WIDTHS[column - 1], _LEFT))
    cells.append((NUMBERS, str(number), styles.of(str(number), _LINE)))
    return Line(HEAD_ROW + number, cells, min(_HIGHEST, highest))


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
