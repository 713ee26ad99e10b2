"""A printed form or letter as a Word document, built from paragraphs and tables; same content, same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple
from xml.sax.saxutils import escape

from rouxing.files.word_form_xml import CORE, FONTS, FOOTER, HEAD, RELATIONS, STYLES, WORD_TYPE, W, twips
from rouxing.files.word_package import DOCUMENT_TYPE, closed, laid_out, part

Style = Literal["标题", "事项", "表头", "表中", "表文", "说明", "正文", "结语", "抬头", "附件", "落款", "签名"]
"""The named styles of a form."""


class Run(NamedTuple):
    """A run of text: struck through, underlined or plain."""

    text: str
    struck: bool = False
    underlined: bool = False


Cell = str | Sequence[Run]


class Column(NamedTuple):
    """A column of a table: its head, its width in millimetres, and whether its texts stand in the middle."""

    head: str
    width: float
    centred: bool = False


_MARGINS: Final = {"top": 25, "right": 20, "bottom": 22, "left": 20, "header": 15, "footer": 12}
_LETTER_MARGINS: Final = {"top": 37, "right": 26, "bottom": 35, "left": 28, "header": 15, "footer": 25}
"""Millimetres; those of a letter are GB/T 9704-2012 5.2.1."""


def document(title: str, blocks: Iterable[str], *, landscape: bool = True) -> bytes:
    """A .docx of these paragraphs and tables on A4."""
    parts = {
        "docProps/core.xml": CORE.format(title=_xml(title)),
        "word/document.xml": _body("".join(blocks), landscape=landscape),
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


def _body(blocks: str, *, landscape: bool) -> str:
    across, margins = (' w:orient="landscape"', _MARGINS) if landscape else ("", _LETTER_MARGINS)
    width, height = (297, 210) if landscape else (210, 297)
    edges = " ".join(f'w:{side}="{twips(size)}"' for side, size in margins.items())
    return (
        f'{HEAD}<w:document {W}><w:body>{blocks}<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{across}/>'
        f'<w:pgMar {edges} w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _xml(text: str) -> str:
    """The text; signs that XML cannot hold become U+FFFD."""
    return escape(_UNPRINTABLE.sub("\ufffd", text))


def paragraph(style: Style, text: Cell, *, keep: bool = False) -> str:
    """A paragraph, with `keep` on one page with what follows; tabs become those of Word."""
    runs = (Run(text),) if isinstance(text, str) else text
    properties = f'<w:pStyle w:val="{style}"/>' + ("<w:keepNext/>" if keep else "")
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(_run(one) for one in runs if one.text)}</w:p>"


def _run(run: Run) -> str:
    marks = ("<w:strike/>" if run.struck else "") + ('<w:u w:val="single"/>' if run.underlined else "")
    properties = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    text = _xml(run.text).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], nothing: str, *, keep: bool = False) -> str:
    """A table with heads on each page; no page break divides a row. `nothing` stands where there are no rows.

    With `keep` the last row goes along to the page of what follows: no signature stands on a page without a table.
    """
    grid = "".join(f'<w:gridCol w:w="{twips(one.width)}"/>' for one in columns)
    width = twips(sum(one.width for one in columns))
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    body = "".join(_row(columns, row, keep=keep and row is rows[-1]) for row in rows)
    if not rows:
        span = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{len(columns)}"/></w:tcPr>'
        body = f"<w:tr><w:tc>{span}{paragraph('表头', nothing)}</w:tc></w:tr>"
    head = _row(columns, [one.head for one in columns], head=True)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    )


def _row(columns: Sequence[Column], cells: Sequence[Cell], *, head: bool = False, keep: bool = False) -> str:
    properties = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
    return f"<w:tr>{properties}{''.join(_cells(columns, cells, head=head, keep=keep))}</w:tr>"


def _cells(columns: Sequence[Column], cells: Sequence[Cell], *, head: bool, keep: bool) -> Iterator[str]:
    for column, cell in zip(columns, cells, strict=True):
        style: Style = "表头" if head else "表中" if column.centred else "表文"
        lines = "".join(paragraph(style, line, keep=keep) for line in _lines(cell))
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(column.width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{lines}</w:tc>"
        )


def _lines(cell: Cell) -> Iterator[Cell]:
    if isinstance(cell, str):
        yield from cell.split("\n")
        return
    line: list[Run] = []
    for run in cell:
        first, *others = run.text.split("\n")
        line.append(run._replace(text=first))
        for text in others:
            yield line
            line = [run._replace(text=text)]
    yield line
