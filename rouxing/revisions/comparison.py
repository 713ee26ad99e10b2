"""The 修改对照表: what a list said, what it says now, and why; in Word and Excel, three columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rouxing.files.sheet import Look, height_for, put, put_merged, put_runs, set_page, set_widths, workbook_bytes
from rouxing.files.word_form import Cell, Column, Run, document, paragraph, table
from rouxing.history.changes import (
    NOTHING,
    Changes,
    FieldChange,
    ItemChange,
    Kind,
    all_fields,
    summary,
    words,
)
from rouxing.model import Checklist
from rouxing.revisions.record import shown

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADS: Final = ("修改前", "修改后", "修改依据")
LEGEND: Final = "修改前一栏加删除线的文字为删去，修改后一栏加下划线的文字为增加；没有列出的字段没有变化。"
NO_CHANGE: Final = "两个版本没有差别"
SIGNATURES: Final = ("制表人：", "审核人：", "单位负责人：", "日期：　　　年　　月　　日")
TITLE_END: Final = "修改对照表"


class Row(NamedTuple):
    """One item."""

    before: Sequence[Run]
    after: Sequence[Run]
    basis: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states of one list."""

    agency: str
    before: Checklist
    after: Checklist
    origins: tuple[str, str]
    """Where each state was read from: 提交 3f2a1bc, 未提交."""
    changes: Changes
    basis: Callable[[str], str]
    """Code of an item → why it was changed, "" where nobody said."""

    @property
    def title(self) -> str:
        """明溪县交通运输局不予行政处罚事项清单修改对照表."""
        return f"{self.agency}{self.after.kind}事项清单{TITLE_END}"

    @property
    def rows(self) -> list[Row]:
        """A row for every item, in the order of `compare`."""
        return [Row(*_sides(one), self.basis(one.item.code)) for one in self.changes.items]

    @property
    def states(self) -> tuple[str, str]:
        """修改前：第1版（2021-10-01施行，提交3f2a1bc）, and the same of 修改后."""
        pairs = zip(("修改前", "修改后"), (self.before, self.after), self.origins, strict=True)
        first, second = (f"{side}：第{one.version}版（{one.effective}施行，{origin}）" for side, one, origin in pairs)
        return first, second

    @property
    def notes(self) -> tuple[str, str]:
        """What is below the table."""
        return f"共计：{summary(self.changes)}。", LEGEND


def _sides(change: ItemChange) -> tuple[Sequence[Run], Sequence[Run]]:
    before, after = (_heading(change, side) for side in (0, 1))
    if change.kind is Kind.ADDED:
        return [Run("（新增）")], [*after, *_whole(change)]
    if change.kind is Kind.REMOVED:
        return [*before, *_whole(change)], [Run("（删除）")]
    for field in change.fields:
        old, new = _field(field)
        before += old
        after += new
    if change.kind is Kind.MOVED:
        after.append(Run("\n（只移动位置，内容不变）"))
    return before, after


def _heading(change: ItemChange, side: int) -> list[Run]:
    item = (change.before, change.after)[side]
    place = change.positions[side]
    return [] if item is None else [Run(f"第{place}项　{item.code}　{shown(item.name)}")]


def _whole(change: ItemChange) -> Iterator[Run]:
    """Every field of an item that one side does not have."""
    for name, value in all_fields(change.item):
        if name not in ("编码", "名称"):
            yield Run(f"\n{name}：{shown(value)}")


def _field(field: FieldChange) -> tuple[list[Run], list[Run]]:
    head = Run(f"\n{field.name}：")
    pieces = words(_text(field.before), _text(field.after))
    old = [Run(one.text, struck=one.deleted) for one in pieces if not one.inserted]
    new = [Run(one.text, underlined=one.inserted) for one in pieces if not one.deleted]
    return [head, *(old or [Run(NOTHING)])], [head, *(new or [Run(NOTHING)])]


def _text(value: Any) -> str:
    return "" if value is None else shown(value)


_COLUMNS: Final = tuple(Column(head, width) for head, width in zip(HEADS, (100.0, 100.0, 57.0), strict=True))


def as_docx(found: Comparison) -> bytes:
    """A4 across, to be signed and filed."""
    rows: list[Sequence[Cell]] = [(one.before, one.after, one.basis) for one in found.rows]
    blocks = (
        paragraph("标题", found.title),
        paragraph("事项", "\t".join(found.states)),
        table(_COLUMNS, rows, NO_CHANGE, keep=True),
        *(paragraph("说明", text) for text in found.notes),
        paragraph("签名", "\t".join(SIGNATURES)),
    )
    return document(found.title, blocks)


_TITLE: Final = Look(font="方正小标宋简体", size=22)
_LINE: Final = Look(size=14, align="left")
_HEAD: Final = Look(font="黑体", size=14, border=True)
_BODY: Final = Look(size=12, border=True, align="left")
_WIDTHS: Final = (104.0, 104.0, 59.0)
_HIGHEST: Final = 409
"""Points; no row of Excel is higher."""


def as_xlsx(found: Comparison) -> bytes:
    """The same table as a sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = TITLE_END
    set_widths(sheet, _WIDTHS)
    set_page(sheet, heading_rows="4:4")
    put_merged(sheet, (1, 1), (1, 3), found.title, _TITLE)
    sheet.row_dimensions[1].height = max(48, height_for(found.title, sum(_WIDTHS), _TITLE))
    for row, text in enumerate(found.states, 2):
        put_merged(sheet, (row, 1), (row, 3), text, _LINE)
        sheet.row_dimensions[row].height = 24
    for column, head in enumerate(HEADS, 1):
        put(sheet, 4, column, head, _HEAD)
    sheet.row_dimensions[4].height = 28
    last = _rows(sheet, found)
    for row, text in enumerate((*found.notes, "　　　　".join(SIGNATURES)), last + 1):
        put_merged(sheet, (row, 1), (row, 3), text, _LINE)
        sheet.row_dimensions[row].height = max(28, height_for(text, sum(_WIDTHS), _LINE))
    sheet.freeze_panes = "A5"
    return workbook_bytes(book, found.title)


def _rows(sheet: Worksheet, found: Comparison) -> int:
    """The body; returns its last row."""
    row = 5
    if not found.changes.items:
        put_merged(sheet, (row, 1), (row, 3), NO_CHANGE, _BODY)
        sheet.row_dimensions[row].height = 28
    for row, one in enumerate(found.rows, 5):
        for column, runs in enumerate((one.before, one.after), 1):
            put_runs(sheet, row, column, [(run.text, run.struck, run.underlined) for run in runs], _BODY)
        put(sheet, row, 3, one.basis, _BODY)
        texts = (*("".join(run.text for run in runs) for runs in (one.before, one.after)), one.basis)
        heights = (height_for(text, width, _BODY) for text, width in zip(texts, _WIDTHS, strict=True))
        sheet.row_dimensions[row].height = min(_HIGHEST, max(28, *heights))
    return row
