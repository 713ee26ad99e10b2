"""Writes templates/*.docx: the six documents of annex 7 and the lists of annexes 1–4, laid out after GB/T 9704-2012.

Run it again after a change here (`make templates`); the files come out the same byte for byte.
Legal staff edit copies of these files in Word or WPS; nobody needs this script for that.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from rouxing.files.word_package import closed, laid_out, part  # noqa: E402
from rouxing.files.write import write_all  # noqa: E402
from rouxing.terms import DocumentKind  # noqa: E402

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
    + style("编号", spacing(after=140) + '<w:jc w:val="right"/>')
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
        + spacing(460),
        font(BODY, 14),
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


def continued(pages: str) -> Edge:
    """The document's number at the head of its second and later pages, so that no sheet is without it."""
    return Edge("hdr", pages, paragraph("续页", "{{ 文书.名称 }}　{{ 文书.文号 }}"))


EDGES = {
    "upright": (
        *(page_number("first", "页码单"), page_number("default", "页码单"), page_number("even", "页码双")),
        *(continued("default"), continued("even")),
    ),
    "across": (page_number("default", "页码中"),),
}


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


def word_file(title: str, body: str, page: dict[str, int]) -> bytes:
    """A whole .docx."""
    side = "upright" if page is UPRIGHT else "across"
    edges = {f"rId{number}": edge for number, edge in enumerate(EDGES[side], 4)}
    relation = f"{OFFICE}/relationships"
    parts = {
        "docProps/core.xml": ("application/vnd.openxmlformats-package.core-properties+xml", core(title)),
        "word/document.xml": (f"{WORD_TYPE}.document.main+xml", document(body, page, edges)),
        "word/styles.xml": (f"{WORD_TYPE}.styles+xml", STYLES_XML),
        "word/settings.xml": (f"{WORD_TYPE}.settings+xml", settings(two_sided=side == "upright")),
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


def opening(kind: DocumentKind) -> str:
    """Title (the agency's name above the document's) and number."""
    return paragraph("文书标题", f"{{{{ 单位.名称 }}}}\n{kind.title}") + paragraph("编号", "编号：{{ 文书.文号 }}")


def closing() -> str:
    """Signature with room for a seal of 45 mm, and date; the note on the two copies and the service block."""
    return (
        paragraph("落款", "{{ 单位.名称 }}（印章）", f'<w:spacing w:before="{LINE}"/>')
        + paragraph("落款", "{{ 文书.日期 }}", f'<w:keepNext w:val="0"/><w:spacing w:after="{LINE}"/>')
        + paragraph("份数", "本文书一式二份，一份送达，一份归档。")
        + paragraph("送达", "送达人签名：\t")
        + paragraph("送达", "被送达人签名：\t")
        + paragraph("送达", "送达时间：\t", '<w:keepNext w:val="0"/>')
    )


def letter(kind: DocumentKind, *texts: str) -> bytes:
    """One of the first five documents of annex 7: title, number, addressee, text, closing."""
    *first, last = texts
    body = paragraph("称谓", "{{ 当事人.名称 }}：")
    body += "".join(paragraph("正文段", text) for text in first) + paragraph("末段", last)
    return word_file(kind.title, opening(kind) + body + closing(), UPRIGHT)


LETTERS = {
    DocumentKind.GUIDANCE_OPINION: (
        "{{ 如有 填写.反映情况 }}你（单位）反映的情况：{{ 填写.反映情况 }}。{{ 结束 }}",
        "根据你（单位）所反映的情况，经研究，提出以下指导建议（主意、办法）：{{ 填写.指导建议 }}。",
        (
            "上述意见，供你（单位）参考。敬请关注相关法律、法规和政策的变动，欢迎进一步向我们咨询。"
            "本部门联系人及电话：{{ 单位.联系人 }}，{{ 单位.联系电话 }}。"
        ),
    ),
    DocumentKind.ADVICE_LETTER: (
        "我们在监督检查中发现，你（单位）{{ 填写.发现问题 }}。",
        "鉴于上述事实，建议你（单位）{{ 填写.建议内容 }}。",
    ),
    DocumentKind.REMINDER_LETTER: (
        (
            "根据群众投诉举报和日常监管信息数据分析，"
            "本机关发现你（单位）{{ 填写.易发行为 }}这类违法违规行为容易发生。"
            "此类违法违规行为违反了{{ 填写.依据 }}，{{ 填写.提示内容 }}的规定。"
            "为避免发生同类违法违规现象而受到行政处罚，现提示你（单位）。"
        ),
    ),
    DocumentKind.ADMONITION_LETTER: (
        "本机关在日常监管和行政执法过程中发现，你（单位）{{ 填写.行为 }}，系轻微违法行为。",
        "根据{{ 填写.依据 }}规定，现要求你（单位）在{{ 填写.改正期限 }}前，主动纠正违法违规行为。",
        "逾期不予纠正和整改，本机关将依法进行查处。",
    ),
    DocumentKind.INTERVIEW_NOTICE: (
        "本机关在日常监督管理中，发现你（单位）有下列行为：{{ 填写.行为 }}。",
        (
            "为避免信息误差，防止可能存在的违法违规行为进一步扩大，"
            "本机关认为有必要约请你（单位）进行交流沟通，调查了解相关情况。"
        ),
        (
            "请你（单位）法定代表人或相关负责人接本通知后，于{{ 填写.约谈时间 }}，"
            "至{{ 填写.约谈地点 }}当面交流沟通有关情况。"
            "{{ 如有 填写.联系期限 }}如有不便，请于{{ 填写.联系期限 }}前与本机关联系。{{ 结束 }}"
        ),
        "请前往会谈人员携带证明本人身份的有效证件。",
        "联系人：{{ 填写.联系人 }}　　联系电话：{{ 填写.联系电话 }}",
    ),
}
"""The text of the first five documents of annex 7, word for word, one entry per paragraph."""


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


def follow_up_form() -> bytes:
    """The form of annex 7, as a table."""
    kind = DocumentKind.FOLLOW_UP_FORM
    one, two, three, four = widths = (42, 51, 23, 40)
    wide = two + three + four

    def pair(left: str, left_value: str, right: str, right_value: str) -> str:
        return row(
            cell(one, "表格标签", left)
            + cell(two, "表格标签", left_value)
            + cell(three, "表格标签", right)
            + cell(four, "表格标签", right_value),
            13,
        )

    def section(text: str) -> str:
        return row(cell(sum(widths), "表格分栏", text, span=4), 9)

    def answer(label: str, value: str, height: float) -> str:
        return row(cell(one, "表格标签", label) + cell(wide, "表格内容", value, span=3), height)

    rows = (
        pair("企业名称\n（或自然人姓名）", "{{ 当事人.名称 }}", "负责人\n姓名", optional("当事人.负责人"))
        + pair("行政执法案件编号", "{{ 填写.案件编号 }}", "承办机构", "{{ 填写.承办机构 }}")
        + pair("承办人", "{{ 填写.承办人 }}", "回访人", "{{ 填写.回访人 }}")
        + section("回访内容（回访人填写）")
        + answer("行政执法决定执行情况，违法行为整改情况", "{{ 填写.执行情况 }}", 23)
        + answer("整改措施（如未改正违法行为，应采取如下措施改正）", optional("填写.整改措施"), 23)
        + section("征求意见内容（行政相对人填写）")
        + answer("案件承办人在办案过程中依照法定程序办案、廉洁执法情况", optional("填写.廉洁执法情况"), 24)
        + answer("对执法机关的建议及需要帮助解决的问题", optional("填写.意见建议"), 23)
        + pair("回访对象签名\n（盖章）", "", "联系电话", optional("当事人.联系电话"))
    )
    after = paragraph("称谓", "", '<w:spacing w:line="20" w:lineRule="exact"/>')
    return word_file(kind.title, opening(kind) + table(widths, rows) + after, UPRIGHT)


def checklist() -> bytes:
    """Annexes 1–4: one template for the four lists."""
    widths = (11, 40, 33, 70, 43, 28)
    heads = (
        "序号",
        "{{ 清单.对象 }}事项名称",
        "{{ 清单.对象 }}事项编码",
        "{{ 清单.从宽 }}的情形",
        "{{ 清单.从宽 }}的依据",
        "配套监管措施",
    )
    values = (
        ("清单居中", "{{ 逐行 事项 }}{{ 事项.序号 }}"),
        ("清单内容", "{{ 事项.名称 }}"),
        ("清单居中", "{{ 事项.编码 }}"),
        ("清单内容", "{{ 事项.情形 }}"),
        ("清单内容", "{{ 事项.依据 }}"),
        ("清单居中", "{{ 事项.监管措施 }}"),
    )
    head = "".join(cell(width, "清单表头", text) for width, text in zip(widths, heads, strict=True))
    line = "".join(cell(width, name, text) for width, (name, text) in zip(widths, values, strict=True))
    body = (
        paragraph("附件号", "{{ 清单.附件 }}")
        + paragraph("文书标题", "{{ 清单.标题 }}", '<w:spacing w:after="60"/>')
        + paragraph("清单版本", "（第{{ 清单.版本 }}版，自{{ 清单.施行日期 }}起施行）")
        + paragraph(
            "清单单位", "单位：{{ 单位.名称 }}（公章）　\t联系人：{{ 单位.联系人 }}　\t联系电话：{{ 单位.联系电话 }}"
        )
        + table(widths, row(head, 11, head=True) + row(line, 10))
        + paragraph(
            "清单说明",
            "说明：配套监管措施可以根据实际情况选择适用柔性执法具体方法的一种或多种，也可以创新方法。",
        )
    )
    return word_file("柔性执法事项清单", body, ACROSS)


def everything() -> dict[str, bytes]:
    """All templates by the stem of their files."""
    files = {kind.slug: letter(kind, *texts) for kind, texts in LETTERS.items()}
    return files | {DocumentKind.FOLLOW_UP_FORM.slug: follow_up_form(), "checklist": checklist()}


def main() -> None:
    """Write all templates."""
    files = [(f"{name}.docx", content) for name, content in sorted(everything().items())]
    for path in write_all(ROOT / "templates", files):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
