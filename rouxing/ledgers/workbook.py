"""A ledger as an Excel workbook: every cell a text, lists to choose from, and a sheet that says how to fill it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from rouxing.files.long_sheet import Spliced, with_rows
from rouxing.files.sheet import Look, put, set_page
from rouxing.files.sheet_cells import letters
from rouxing.files.sheet_rows import Line, Styles, chunks
from rouxing.ledgers.cases import LONGEST, as_rows, value_at
from rouxing.ledgers.columns import ACTS, AGENCY, COLUMNS, NUMBER, Column, Holds, filled_columns
from rouxing.ledgers.reading import HELP, OPTIONS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LEDGER: Final = "台账"
_HEAD: Final = Look("黑体", 11, border=True)
_BODY: Final = Look("宋体", 11, "left")
_A3: Final = 8
_SPARE: Final = 2000
"""Empty rows of a blank ledger that are ready to be filled in."""
_WIDE: Final = {"事实": 44, "案由": 28, "案号": 24, "当事人": 28, "地址": 28, "统一社会信用代码": 22, "身份证号": 22}


class Choices(NamedTuple):
    """What a repository lets be chosen: short names of agencies, and items as (agency, list, code, name)."""

    agencies: Sequence[str]
    items: Sequence[tuple[str, str, str, str]]


class Told(NamedTuple):
    """A case with the short name of its agency."""

    agency: str
    data: Mapping[str, Any]


def columns_for(cases: Sequence[Told]) -> list[Column]:
    """The columns of a ledger of these cases: the fixed ones, and one for each thing that documents are filled with."""
    documents = [one for case in cases for one in case.data.get("文书") or ()]
    return [*COLUMNS, *filled_columns(documents)]


def table(cases: Sequence[Told], columns: Sequence[Column]) -> Iterator[list[str]]:
    """Rows of texts: 单位, then the columns; a case takes as many rows as the longest of its lists."""
    for case in cases:
        rows = as_rows(case.data, columns)
        for line in range(rows.height):
            said = dict(rows.case) if line == 0 else {NUMBER: rows.case.get(NUMBER, "")}
            for group in ACTS:
                if line < len(rows.acts[group]):
                    said |= rows.acts[group][line]
            yield [case.agency, *(said.get(column.name, "") for column in columns)]


def cut_off(cases: Sequence[Told], columns: Sequence[Column]) -> Iterator[str]:
    """A sentence for every text that is longer than a cell can hold."""
    for case in cases:
        for column in columns:
            text = value_at(case.data, column.path)
            if isinstance(text, str) and len(text) > LONGEST:
                yield f"{case.data['案号']} 的“{column.name}”超过 {LONGEST} 字，Excel 一格放不下，只写了前一部分"


def ledger_workbook(cases: Sequence[Told], choices: Choices) -> bytes:
    """The workbook; without cases it is the blank one. The same content gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = cast("Worksheet", book.active)
    sheet.title = LEDGER
    columns = columns_for(cases)
    names = [AGENCY, *(column.name for column in columns)]
    for number, name in enumerate(names, 1):
        put(sheet, 1, number, name, _HEAD)
        sheet.column_dimensions[letters(number)].width = _WIDE.get(name, 14)
    styles = Styles(sheet)
    lines = [
        Line(line, [(number, text, styles.of(text)) for number, text in enumerate(row, 1) if text])
        for line, row in enumerate(table(cases, columns), 2)
    ]
    last = 1 + len(lines)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A3
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:C"  # wider than any sheet: side by side
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{letters(len(names))}{last}"
    end = last + _SPARE
    for number in range(1, len(names) + 1):
        sheet.column_dimensions[letters(number)].number_format = "@"  # what is typed stays as it is typed
    _write_options(book.create_sheet(OPTIONS), choices)
    _add_choices(sheet, names, columns, choices, end)
    _write_help(book.create_sheet(HELP))
    return with_rows(book, "柔性执法案件台账", {LEDGER: Spliced(2, chunks(lines))})


def _write_options(sheet: Worksheet, choices: Choices) -> None:
    for number, (name, wide) in enumerate((("单位", 16), ("清单", 16), ("事项编码", 18), ("事项名称", 60)), 1):
        put(sheet, 1, number, name, _HEAD)
        sheet.column_dimensions[letters(number)].width = wide
    for line, item in enumerate(choices.items, 2):
        for number, text in enumerate(item, 1):
            put(sheet, line, number, text, _BODY)
    for line, agency in enumerate(choices.agencies, 2):
        put(sheet, line, 6, agency, _BODY)
    set_page(sheet, "1:1")
    put(sheet, 1, 6, "全部单位", _HEAD)
    sheet.column_dimensions["F"].width = 16
    sheet.freeze_panes = "A2"


def _add_choices(sheet: Worksheet, names: Sequence[str], columns: Sequence[Column], choices: Choices, end: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = {column.name: '"' + ",".join(column.choices) + '"' for column in columns if column.choices}
    lists |= {column.name: '"是,否"' for column in columns if column.holds is Holds.YES_NO}
    lists[AGENCY] = f"{OPTIONS}!$F$2:$F${len(choices.agencies) + 1}"
    if choices.items:
        lists["事项编码"] = f"{OPTIONS}!$C$2:$C${len(choices.items) + 1}"
    for number, name in enumerate(names, 1):
        if name in lists:
            rule = DataValidation(type="list", formula1=lists[name], allow_blank=True, showErrorMessage=True)
            rule.errorTitle, rule.error = name, f"请从下拉列表中选择{name}"
            sheet.add_data_validation(rule)
            rule.add(f"{letters(number)}2:{letters(number)}{end}")


_RULES: Final = (
    ("怎样填", ""),
    ("一行一件", "一件案件写一行。处理、措施、文书有几项就接着写几行，案号相同，其余各列只在第一行写。"),
    ("案号", "留空就自动编本单位本年度的下一个号。写了已有的案号，就是改那一件案件。"),
    ("日期", "2021-10-12、2021.10.12、2021年10月12日、20211012 都可以；年份写四位。"),
    ("号码", "身份证号、统一社会信用代码、电话、编码都是文本；已经设好，请直接输入，不要改成数字。"),
    ("当事人", "面向公众的活动不写当事人。自然人写身份证号，其余写统一社会信用代码。"),
    ("清单、事项编码", f"从下拉列表选；编码对应的事项见“{OPTIONS}”。"),
    ("方式", "附件6 的十种方式之一，或其他；数量用附件5 的单位（件、人次），不写就是 1。"),
    ("记录", "本案文书的文号、records/ 下的文件，或“档案：编号”；几项就写几行（Alt+回车）。没有记录的不计入统计。"),
    ("填写·…", "文书要填的内容，例如“填写·行为”“填写·改正期限”；需要哪一项就在最后加一列。"),
    ("", ""),
    ("怎样导入", ""),
    ("先看", "rouxing case import 台账.xlsx：逐格列出会新增什么、改动什么，什么也不写。"),
    ("再写", "核对以后加 --yes。有一格读不懂，就整个不写。"),
    ("空白", "空白的格不会删去已有的内容；确实要删，加 --delete-blank。台账里没有的案件不受影响。"),
)


def _write_help(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 90
    set_page(sheet, "1:1")
    for line, (name, text) in enumerate(_RULES, 1):
        put(sheet, line, 1, name, Look("黑体", 11, "left"))
        put(sheet, line, 2, text, _BODY)
