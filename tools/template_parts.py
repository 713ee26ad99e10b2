"""The Word side of the templates: page, styles, paragraphs, tables and the parts of a .docx after GB/T 9704-2012."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from rouxing.files.word_package import closed, laid_out, part  # noqa: E402

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
W = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{OFFICE}/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def twips(millimetres: float) -> int:
    """A length in the unit of Word."""
    return round(millimetres / 25.4 * 1440)


# GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm; the page number's dash 7 mm below it.
UPRIGHT = {"width": 210, "height": 297, "top": 37, "right": 26, "bottom": 35, "left": 28, "footer": 25}
# A table across the sheet lies on its left side: 天头 becomes the right margin, 订口 the top.
ACROSS = {"width": 297, "height": 210, "top": 28, "right": 37, "bottom": 26, "left": 35, "footer": 15}
TEXT_WIDTH = {"upright": 156, "across": 225}

BODY, TITLE, BLACK, NUMERAL = "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
FONTS = {
    BODY: ("仿宋", "roman"),
    TITLE: ("华文中宋", "roman"),
    BLACK: ("SimHei", "swiss"),
    NUMERAL: ("SimSun", "roman"),
}
"""Name → what Word takes where the font is not installed, and its family. Fonts are named, never embedded."""

LINE = 579
"""28.95 points: 22 lines to a page (exact 29 points would make it 21)."""
TRACKING = -5
"""A quarter of a point: 28 characters to a line."""


def font(name: str, points: float, *, tracking: int = 0) -> str:
    """Run properties."""
    spacing = f'<w:spacing w:val="{tracking}"/>' if tracking else ""
    size = round(points * 2)
    return (
        f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>{spacing}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def style(name: str, paragraph: str, run: str = "", based_on: str = "Normal") -> str:
    """A paragraph style; its id is its name."""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def spacing(line: int = LINE, *, before: int = 0, after: int = 0) -> str:
    """Exact line spacing."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


SIGNATURE_INDENT = twips(TEXT_WIDTH["upright"]) - 18 * 320
"""Name and date stand centred in a block of 18 characters at the right: the date some five from the margin."""

STYLES = (
    style("文书标题", "<w:keepNext/>" + spacing(660, after=80) + '<w:jc w:val="center"/>', font(TITLE, 22))
    + style("编号", spacing(after=60) + '<w:jc w:val="right"/>')
    + style("称谓", spacing())
    + style("正文段", spacing() + '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>')
    + style("末段", "<w:keepNext/><w:keepLines/>", based_on="正文段")
    + style(
        "落款",
        "<w:keepNext/><w:keepLines/>" + spacing() + f'<w:ind w:left="{SIGNATURE_INDENT}"/><w:jc w:val="center"/>',
    )
    + style(
        "送达",
        f'<w:keepNext/><w:keepLines/><w:tabs><w:tab w:val="left" w:leader="underscore" w:pos="{twips(100)}"/></w:tabs>'
        + spacing(390),
        font(BODY, 14),
    )
    + style(
        "承诺段", spacing(500) + '<w:ind w:firstLineChars="200" w:firstLine="560"/><w:jc w:val="both"/>', font(BODY, 14)
    )
    + style("份数", '<w:ind w:firstLineChars="200" w:firstLine="560"/>', based_on="送达")
    + style("表格标签", spacing(360) + '<w:jc w:val="center"/>', font(BODY, 14))
    + style("表格内容", spacing(360) + '<w:jc w:val="both"/>', font(BODY, 14))
    + style("表格分栏", "<w:keepNext/>" + spacing(360) + '<w:jc w:val="center"/>', font(BLACK, 14))
    + style("附件号", spacing(), font(BLACK, 16))
    + style("清单版本", spacing(480, after=120) + '<w:jc w:val="center"/>', font(BODY, 14))
    + style(
        "清单单位",
        f'<w:tabs><w:tab w:val="center" w:pos="{twips(137)}"/><w:tab w:val="right" w:pos="{twips(225)}"/></w:tabs>'
        + spacing(480, after=60),
        font(BODY, 14),
    )
    + style("清单表头", "<w:keepNext/>" + spacing(330) + '<w:jc w:val="center"/>', font(BLACK, 10.5))
    + style("清单居中", spacing(330) + '<w:jc w:val="center"/>', font(BODY, 10.5))
    + style("清单内容", spacing(330) + '<w:jc w:val="left"/>', font(BODY, 10.5))
    + style("清单说明", spacing(480, before=120), font(BODY, 14))
    + style("续页", spacing(320) + '<w:jc w:val="right"/>', font(BODY, 10.5))
    + style("页码单", spacing(320) + '<w:ind w:right="280"/><w:jc w:val="right"/>', font(NUMERAL, 14))
    + style("页码双", spacing(320) + '<w:ind w:left="280"/><w:jc w:val="left"/>', font(NUMERAL, 14))
    + style("页码中", spacing(320) + '<w:jc w:val="center"/>', font(NUMERAL, 14))
)

# overflowPunct is Word's default, written out: LibreOffice 7.4 reads it upside down, and where it lets punctuation
# hang over the margin it can lose a comma at the end of a justified line.
STYLES_XML = (
    f"{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{font(BODY, 16, tracking=TRACKING)}"
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="1"/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    f"<w:pPr>{spacing()}</w:pPr></w:style>"
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    f"{STYLES}</w:styles>"
)


def text_run(text: str) -> str:
    """A run; tabs and line ends become those of Word."""
    xml = escape(text).replace("\t", "</w:t><w:tab/><w:t>").replace("\n", "</w:t><w:br/><w:t>")
    return f"<w:r><w:t>{xml}</w:t></w:r>".replace("<w:t>", '<w:t xml:space="preserve">')


def paragraph(style_name: str, text: str, extra: str = "") -> str:
    """A paragraph in a style; `extra` is set on the paragraph itself."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_name}"/>{extra}</w:pPr>{text_run(text) if text else ""}</w:p>'


class Edge(NamedTuple):
    """A header or footer: its element, which pages it is for, and its paragraph."""

    element: str
    pages: str
    xml: str

    @property
    def kind(self) -> str:
        """Header or footer."""
        return {"hdr": "header", "ftr": "footer"}[self.element]

    @property
    def name(self) -> str:
        """Name of its part."""
        return f"{self.kind}-{self.pages}.xml"


def page_number(pages: str, style_name: str) -> Edge:
    """— 1 — (GB/T 9704 7.5)."""
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    line = f'<w:p><w:pPr><w:pStyle w:val="{style_name}"/></w:pPr>{text_run("— ")}{number}{text_run(" —")}</w:p>'
    return Edge("ftr", pages, line)


def continued(pages: str, text: str) -> Edge:
    """What stands at the head of a paper's second and later pages, so that no sheet is without its number."""
    return Edge("hdr", pages, paragraph("续页", text))


NUMBERED = (page_number("first", "页码单"), page_number("default", "页码单"), page_number("even", "页码双"))
CONTINUED = "{{ 文书.名称 }}　{{ 文书.文号 }}"
EDGES = (*NUMBERED, continued("default", CONTINUED), continued("even", CONTINUED))
"""Headers and footers of a notice; those below belong to a paper about a case, to a letter, to a sheet across."""
EDGES_OF_A_CASE = (
    *NUMBERED,
    continued("default", "告知承诺书　{{ 案件.案号 }}"),
    continued("even", "告知承诺书　{{ 案件.案号 }}"),
)
PLAIN_EDGES = NUMBERED
EDGES_ACROSS = (page_number("default", "页码中"),)


def document(body: str, page: dict[str, int], edges: dict[str, Edge]) -> str:
    """word/document.xml; `edges` are headers and footers by the id of their relation."""
    across = ' w:orient="landscape"' if page["width"] > page["height"] else ""
    references = "".join(
        f'<w:{edge.kind}Reference w:type="{edge.pages}" r:id="{name}"/>' for name, edge in edges.items()
    )
    margins = " ".join(f'w:{side}="{twips(page[side])}"' for side in ("top", "right", "bottom", "left", "footer"))
    first = "<w:titlePg/>" if any(edge.pages == "first" for edge in edges.values()) else ""
    return (
        f"{HEAD}<w:document {W}><w:body>{body}<w:sectPr>{references}"
        f'<w:pgSz w:w="{twips(page["width"])}" w:h="{twips(page["height"])}"{across}/>'
        f'<w:pgMar {margins} w:header="{twips(20)}" w:gutter="0"/>{first}</w:sectPr></w:body></w:document>'
    )


def settings(*, two_sided: bool) -> str:
    """word/settings.xml."""
    odd_even = "<w:evenAndOddHeaders/>" if two_sided else ""
    return (
        f'{HEAD}<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="640"/>{odd_even}'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def font_table() -> str:
    """word/fontTable.xml: substitutes for fonts that are not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/></w:font>'
        for name, (other, family) in FONTS.items()
    )
    return f"{HEAD}<w:fonts {W}>{fonts}</w:fonts>"


def relations(targets: dict[str, tuple[str, str]]) -> str:
    """A .rels part: id → (type, target)."""
    entries = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def core(title: str) -> str:
    """docProps/core.xml with the date of the plan, so that the same script gives the same bytes."""
    day = '<dcterms:{0} xsi:type="dcterms:W3CDTF">2021-08-02T00:00:00Z</dcterms:{0}>'
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
        f"{day.format('created')}{day.format('modified')}</cp:coreProperties>"
    )


def word_file(title: str, body: str, page: dict[str, int], around: tuple[Edge, ...] = EDGES) -> bytes:
    """A whole .docx; `around` are its headers and footers."""
    edges = {f"rId{number}": edge for number, edge in enumerate(around, 4)}
    relation = f"{OFFICE}/relationships"
    parts = {
        "docProps/core.xml": ("application/vnd.openxmlformats-package.core-properties+xml", core(title)),
        "word/document.xml": (f"{WORD_TYPE}.document.main+xml", document(body, page, edges)),
        "word/styles.xml": (f"{WORD_TYPE}.styles+xml", STYLES_XML),
        "word/settings.xml": (f"{WORD_TYPE}.settings+xml", settings(two_sided=page is UPRIGHT)),
        "word/fontTable.xml": (f"{WORD_TYPE}.fontTable+xml", font_table()),
    }
    for edge in edges.values():
        content = f"{HEAD}<w:{edge.element} {W}>{edge.xml}</w:{edge.element}>"
        parts[f"word/{edge.name}"] = (f"{WORD_TYPE}.{edge.kind}+xml", content)
    relation_parts = {
        "_rels/.rels": {
            "rId1": (f"{relation}/officeDocument", "word/document.xml"),
            "rId2": (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        },
        "word/_rels/document.xml.rels": {
            "rId1": (f"{relation}/styles", "styles.xml"),
            "rId2": (f"{relation}/settings", "settings.xml"),
            "rId3": (f"{relation}/fontTable", "fontTable.xml"),
            **{name: (f"{relation}/{edge.kind}", edge.name) for name, edge in edges.items()},
        },
    }
    files = {
        "[Content_Types].xml": content_types({f"/{name}": kind for name, (kind, _) in parts.items()}),
        **{name: relations(targets) for name, targets in relation_parts.items()},
        **{name: content for name, (_, content) in parts.items()},
    }
    return closed(laid_out(part(name, text.encode()) for name, text in files.items()))


def content_types(types: dict[str, str]) -> str:
    """[Content_Types].xml."""
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def table(widths: tuple[float, ...], rows: str) -> str:
    """A table with single rules and fixed widths in millimetres."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    rules = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="28" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def cell(width: float, style_name: str, text: str, *, span: int = 1, align: str = "center") -> str:
    """A table cell."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{spans}<w:vAlign w:val="{align}"/></w:tcPr>'
        f"{paragraph(style_name, text)}</w:tc>"
    )


def row(cells: str, height: float, *, head: bool = False) -> str:
    """A table row of at least `height` millimetres that is not split between pages."""
    repeated = "<w:tblHeader/>" if head else ""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(height)}"/>{repeated}</w:trPr>{cells}</w:tr>'


def optional(name: str) -> str:
    """A value that may be absent: its cell is then left for handwriting."""
    return f"{{{{ 如有 {name} }}}}{{{{ {name} }}}}{{{{ 结束 }}}}"
