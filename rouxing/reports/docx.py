"""Annex 5 as a Word document for signature and seal: A4 across, after GB/T 9704-2012."""

from __future__ import annotations

from typing import Final

from rouxing.files.word_form import Column, document, paragraph, table
from rouxing.reports import report
from rouxing.reports._annex import NOTES, SIGNATURES, phone, reported, reporter, revision
from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, unit

_NAME: Final = 47
_FIGURE: Final = 14
"""Millimetres: fifteen of them beside the name are the width of the text."""


@report("docx", to_file=True)
def as_docx(figures: Figures) -> bytes:
    """The form of annex 5, whom it goes to, and lines for the signatures."""
    heads = [Column(f"{_broken(column)}\n({unit(column)})", _FIGURE, centred=True) for column in REPORT_COLUMNS]
    columns = [Column("单位", _NAME, centred=True), *heads]
    rows = [[row.name, *map(str, row.figures)] for row in figures.rows]
    rows.append(["合计", *map(str, figures.total)])
    day = reported(figures) + ("" if figures.date else "　　　　年　　月　　日")
    blocks = [
        paragraph("标题", figures.title),
        paragraph("事项", f"{reporter(figures)}\t{day}　　{phone(figures)}"),
        table(columns, rows, ""),
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


def _broken(column: str) -> str:
    """不予行政处罚 as annex 5 breaks it: two signs to a line."""
    return "\n".join(column[start : start + 2] for start in range(0, len(column), 2))
