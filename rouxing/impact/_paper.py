"""The review as a Word document: A4 across, the table, and lines for the signatures."""

from __future__ import annotations

from typing import Final

from rouxing.files.word_form import Column, document, paragraph, table
from rouxing.impact._advice import amendments
from rouxing.impact._form import NOTHING, SIGNATURES, TITLE, notes, period, reporter
from rouxing.impact._review import Review, Row

_COLUMNS: Final = (
    Column("序号", 11, centred=True),
    Column("单位和清单", 34),
    Column("编码和名称", 42),
    Column("引用原文和所在位置", 52),
    Column("立改废释", 43),
    Column("影响", 35),
    Column("建议", 40),
)
"""Together the text's width."""


def as_docx(found: Review) -> bytes:
    """The same bytes for the same review."""
    rows = [_cells(number, row) for number, row in enumerate(found.rows, 1)]
    blocks = (
        paragraph("标题", TITLE),
        paragraph("事项", f"{reporter(found)}\t{period(found)}"),
        table(_COLUMNS, rows, NOTHING),
        *(paragraph("说明", text) for text in notes(found)),
        paragraph("签名", "\t".join(SIGNATURES)),
    )
    return document(TITLE, blocks)


def _cells(number: int, row: Row) -> tuple[str, ...]:
    code = f"{row.code}\n" if row.code != row.path else ""
    law = "" if row.law in row.citation else f"《{row.law}》\n"
    return (
        str(number),
        f"{row.agency}\n{row.shelf}",
        f"{code}{row.name}",
        f"{row.written}\n{row.spot}",
        f"{law}{amendments(row.fate) or '—'}",
        row.happened,
        row.advice,
    )
