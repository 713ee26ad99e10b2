"""The record as a sheet to filter and as a page to read: one row per change of a field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from rouxing.files.sheet import Look, height_for, put, put_merged, set_page, set_widths, workbook_bytes
from rouxing.history.changes import Kind, words
from rouxing.revisions.record import Line

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADS: Final = (
    *("序号", "日期", "作者", "版本", "施行日期", "清单", "事项编码", "事项名称", "变化", "字段"),
    *("修改前", "修改后", "理由", "提交"),
)
NOTHING: Final = "没有修改记录"

_TITLE: Final = Look(font="方正小标宋简体", size=22)
_LINE: Final = Look(size=12, align="left")
_HEAD: Final = Look(font="黑体", size=12, border=True)
_BODY: Final = Look(size=11, border=True)
_LEFT: Final = Look(size=11, border=True, align="left")
_WIDTHS: Final = (12.0, 24.0, 32.0, 12.0, 24.0, 26.0, 30.0, 46.0, 18.0, 20.0, 60.0, 60.0, 44.0, 19.0)
_AT_LEFT: Final = frozenset({"事项名称", "修改前", "修改后", "理由"})
_HEAD_ROW: Final = 3
_HIGHEST: Final = 409
_LARGEST: Final = 32_000
"""Characters that fit into a cell of Excel, with some to spare."""


def _cells(number: int, line: Line) -> tuple[str, ...]:
    source = line.source
    return (
        *(str(number), source.date, source.author, source.version, source.effective, line.list),
        *(line.code, line.name, line.kind, line.field, line.before, line.after, source.reason, source.commit),
    )


def as_xlsx(title: str, notes: Sequence[str], found: Sequence[Line]) -> bytes:
    """A4 across, heads on each page, a filter on the heads; the same lines give the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "修订记录"
    set_widths(sheet, _WIDTHS)
    set_page(sheet, heading_rows=f"1:{_HEAD_ROW}")
    put_merged(sheet, (1, 1), (1, len(HEADS)), title, _TITLE)
    sheet.row_dimensions[1].height = 48
    text = "；".join(notes) or "新的在前"
    put_merged(sheet, (2, 1), (2, len(HEADS)), text, _LINE)
    sheet.row_dimensions[2].height = max(24, height_for(text, sum(_WIDTHS), _LINE))
    for column, head in enumerate(HEADS, 1):
        put(sheet, _HEAD_ROW, column, head, _HEAD)
    sheet.row_dimensions[_HEAD_ROW].height = 28
    _body(sheet, found)
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    return workbook_bytes(book, title)


def _body(sheet: Worksheet, found: Sequence[Line]) -> None:
    if not found:
        put_merged(sheet, (_HEAD_ROW + 1, 1), (_HEAD_ROW + 1, len(HEADS)), NOTHING, _BODY)
        return
    for number, line in enumerate(found, 1):
        row, texts = _HEAD_ROW + number, [text[:_LARGEST] for text in _cells(number, line)]
        for column, (head, text) in enumerate(zip(HEADS, texts, strict=True), 1):
            put(sheet, row, column, number if head == "序号" else text, _LEFT if head in _AT_LEFT else _BODY)
        heights = (height_for(text, width, _LEFT) for text, width in zip(texts, _WIDTHS, strict=True))
        sheet.row_dimensions[row].height = min(_HIGHEST, max(24, *heights))
    last = sheet.cell(_HEAD_ROW + len(found), len(HEADS)).coordinate
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{last}"


_STYLE: Final = """
body{font:16px/1.7 "Noto Serif CJK SC","SimSun",serif;margin:2em auto;max-width:110em;padding:0 1em;color:#111}
h1{font-size:1.6em}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #777;padding:.3em .5em;vertical-align:top;text-align:left;overflow-wrap:anywhere}
th{background:#eee;position:sticky;top:0;white-space:nowrap}td.short{white-space:nowrap}
td:nth-child(8){min-width:8em}td:nth-child(11),td:nth-child(12){min-width:12em}td:nth-child(13){min-width:9em}
del{background:#fdd}ins{background:#dfd}.notes{color:#444}
@page{size:A4 landscape;margin:12mm}
@media print{body{margin:0;font-size:8pt;line-height:1.4}th{position:static}tr{break-inside:avoid}}
"""
_WIDE: Final = frozenset({"事项名称", "修改前", "修改后", "理由", "作者"})


def as_html(title: str, notes: Sequence[str], found: Sequence[Line]) -> bytes:
    """One page without scripts that fetches nothing; deleted and inserted words are marked."""
    return "\n".join(_page(title, notes, found)).encode("utf-8", errors="replace")


def _page(title: str, notes: Sequence[str], found: Sequence[Line]) -> Iterator[str]:
    name = escape(title)
    yield '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f'<meta name="viewport" content="width=device-width"><title>{name}</title><style>{_STYLE}</style></head>'
    yield f"<body><h1>{name}</h1>"
    yield from (f'<p class="notes">{escape(one)}</p>' for one in notes)
    yield f"<table><thead><tr>{''.join(f'<th>{head}</th>' for head in HEADS)}</tr></thead><tbody>"
    for number, line in enumerate(found, 1):
        yield f"<tr>{''.join(_html_cells(number, line))}</tr>"
    if not found:
        yield f'<tr><td colspan="{len(HEADS)}">{NOTHING}</td></tr>'
    yield "</tbody></table></body></html>\n"


def _html_cells(number: int, line: Line) -> Iterator[str]:
    compared = line.before and line.after and line.kind == Kind.CHANGED
    pieces = words(line.before, line.after) if compared else []
    marked = {
        "修改前": "".join(_marked("del", one.text, one.deleted) for one in pieces if not one.inserted),
        "修改后": "".join(_marked("ins", one.text, one.inserted) for one in pieces if not one.deleted),
    }
    for head, text in zip(HEADS, _cells(number, line), strict=True):
        short = "" if head in _WIDE else ' class="short"'
        yield f"<td{short}>{marked.get(head) or escape(text)}</td>"


def _marked(tag: str, text: str, changed: bool) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if changed else escape(text)
