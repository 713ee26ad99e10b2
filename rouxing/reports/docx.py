"""Annex 5 as a Word document for signature and seal: A4 across, after GB/T 9704-2012."""

from __future__ import annotations

from typing import Final

from rouxing.files.word_form import Column, document, paragraph, table
from rouxing.reports import report
from rouxing.reports._annex import NOTES, SIGNATURES, broken, phone, reported, reporter, revision
from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, unit

_TEXT: Final = 257
"""Millimetres between the margins."""
_FIGURE: Final = 14
_DIGITS: Final = 4
"""Digits that such a column holds in any font; each more needs a little room, which the names give up."""
_DIGIT: Final = 2.6
_LEAST_NAME: Final = 30


@report("docx", to_file=True)
def as_docx(figures: Figures) -> bytes:
    """The form of annex 5, whom it goes to, and lines for the signatures."""
    rows = [[row.name, *map(str, row.figures)] for row in figures.rows]
    rows.append(["合计", *map(str, figures.total)])
    day = reported(figures) + ("" if figures.date else "　　　　年　　月　　日")
    blocks = [
        paragraph("标题", figures.title),
        paragraph("事项", f"{reporter(figures)}\t{day}　　{phone(figures)}"),
        table(_columns(figures), rows, ""),
        *(paragraph("说明", text) for text in NOTES),
        paragraph("说明", figures.addressees),
    ]
    if figures.uncounted:
        reason = "没有文字记录或者文件不能读取，明细见电子表格的“未计入”"
        blocks.append(paragraph("说明", f"未计入 {len(figures.uncounted)} 项：{reason}。"))
    if revision(figures):
        blocks.append(paragraph("说明", revision(figures)))
    blocks.append(paragraph("签名", "\t".join(SIGNATURES)))
    return document(figures.title, blocks)


def _columns(figures: Figures) -> list[Column]:
    widths = [_FIGURE + _DIGIT * max(0, len(str(amount)) - _DIGITS) for amount in figures.total]
    heads = [
        Column(f"{broken(column)}\n({unit(column)})", width, centred=True)
        for column, width in zip(REPORT_COLUMNS, widths, strict=True)
    ]
    return [Column("单位", max(_LEAST_NAME, _TEXT - sum(widths)), centred=True), *heads]
