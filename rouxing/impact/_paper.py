"""The review as a Word document: A4 across, the table, and lines for the signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rouxing.files.word_package import DOCUMENT_TYPE, closed, laid_out, part
from rouxing.impact._advice import amendments
from rouxing.impact._form import NOTHING, SIGNATURES, TITLE, notes, period, reporter
from rouxing.impact._paper_xml import CORE, FONTS, FOOTER, HEAD, RELATIONS, STYLES, WORD_TYPE, W, paragraph, twips
from rouxing.impact._review import Review, Row

_HEADS: Final = ("序号", "单位和清单", "编码和名称", "引用原文和所在位置", "立改废释", "影响", "建议")
_WIDTHS: Final = (11, 34, 42, 52, 43, 35, 40)
"""Millimetres; together the text's width."""
_PAGE: Final = {"top": 25, "right": 20, "bottom": 22, "left": 20, "header": 15, "footer": 12}


def as_docx(found: Review) -> bytes:
    """The same bytes for the same review."""
    parts = {
        "docProps/core.xml": CORE.format(title=TITLE),
        "word/document.xml": _document(found),
        "word/styles.xml": STYLES,
        "word/fontTable.xml": FONTS,
        "word/footer1.xml": FOOTER,
    }
    types = {
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "word/document.xml": DOCUMENT_TYPE,
        "word/styles.xml": f"{WORD_TYPE}.styles+xml",
        "word/fontTable.xml": f"{WORD_TYPE}.fontTable+xml",
        "word/footer1.xml": f"{WORD_TYPE}.footer+xml",
    }
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    content_types = (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    files = {"[Content_Types].xml": content_types, **RELATIONS, **parts}
    return closed(laid_out(part(name, text.encode()) for name, text in files.items()))


def _document(found: Review) -> str:
    body = paragraph("标题", TITLE) + paragraph("事项", f"{reporter(found)}\t{period(found)}") + _table(found)
    body += "".join(paragraph("说明", text) for text in notes(found))
    body += paragraph("签名", "\t".join(SIGNATURES))
    margins = " ".join(f'w:{side}="{twips(size)}"' for side, size in _PAGE.items())
    return (
        f'{HEAD}<w:document {W}><w:body>{body}<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        f'<w:pgSz w:w="{twips(297)}" w:h="{twips(210)}" w:orient="landscape"/>'
        f'<w:pgMar {margins} w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _table(found: Review) -> str:
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in _WIDTHS)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = "".join(_row(_cells(number, row), "表文") for number, row in enumerate(found.rows, 1))
    if not found.rows:
        span = f'<w:tcPr><w:tcW w:w="{twips(sum(_WIDTHS))}" w:type="dxa"/><w:gridSpan w:val="{len(_WIDTHS)}"/></w:tcPr>'
        rows = f"<w:tr><w:tc>{span}{paragraph('表头', NOTHING)}</w:tc></w:tr>"
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(_WIDTHS))}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{_row(_HEADS, '表头', head=True)}{rows}</w:tbl>"
    )


def _row(texts: Sequence[str], style: str, *, head: bool = False) -> str:
    """A row that no page break divides; the heads stand on each page."""
    properties = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
    return f"<w:tr>{properties}{''.join(_row_cells(texts, style))}</w:tr>"


def _row_cells(texts: Sequence[str], style: str) -> Iterator[str]:
    for number, (text, width) in enumerate(zip(texts, _WIDTHS, strict=True)):
        own = "表头" if style == "表头" else "表中" if number == 0 else style
        lines = "".join(paragraph(own, line) for line in text.split("\n"))
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>'
        )


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
