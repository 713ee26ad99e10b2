"""The fixed parts of a printed form: styles, fonts, page number, relations; laid out after GB/T 9704-2012."""

from __future__ import annotations

from typing import Final

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
W: Final = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}/relationships"'
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_BODY, _TITLE, _BLACK, _NUMERAL = "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
_SUBSTITUTES: Final = {
    _BODY: ("仿宋", "roman"),
    _TITLE: ("华文中宋", "roman"),
    _BLACK: ("SimHei", "swiss"),
    _NUMERAL: ("SimSun", "roman"),
}
"""What Word takes where the font is not installed, and its family. Fonts are named, never embedded."""


def twips(millimetres: float) -> int:
    """A length in the unit of Word."""
    return round(millimetres / 25.4 * 1440)


def _font(name: str, points: float) -> str:
    size = round(points * 2)
    return (
        f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def _style(name: str, properties: str, run: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{properties}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def _spacing(line: int, *, before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


def _tabs(*stops: tuple[str, float]) -> str:
    return "<w:tabs>" + "".join(f'<w:tab w:val="{kind}" w:pos="{twips(at)}"/>' for kind, at in stops) + "</w:tabs>"


_SIGNATURE_STOPS: Final = (("left", 62.0), ("left", 124.0), ("left", 186.0))

STYLES: Final = (
    f"{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{_font(_BODY, 14)}"
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="1"/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    + _style("标题", "<w:keepNext/>" + _spacing(660, after=160) + '<w:jc w:val="center"/>', _font(_TITLE, 22))
    + _style("事项", "<w:keepNext/>" + _tabs(("right", 257)) + _spacing(480, after=60), _font(_BODY, 14))
    + _style("表头", "<w:keepNext/>" + _spacing(330) + '<w:jc w:val="center"/>', _font(_BLACK, 10.5))
    + _style("表中", _spacing(300) + '<w:jc w:val="center"/>', _font(_BODY, 10.5))
    + _style("表文", _spacing(300) + '<w:jc w:val="left"/>', _font(_BODY, 10.5))
    + _style("说明", "<w:keepNext/>" + _spacing(420, before=60), _font(_BODY, 12))
    + _style(
        "正文",
        '<w:ind w:firstLineChars="200" w:firstLine="640"/>' + _spacing(560) + '<w:jc w:val="both"/>',
        _font(_BODY, 16),
    )
    + _style(
        "结语",
        '<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/>' + _spacing(560),
        _font(_BODY, 16),
    )
    + _style("抬头", _spacing(560), _font(_BODY, 16))
    + _style("附件", "<w:keepNext/><w:pageBreakBefore/>" + _spacing(560, after=120), _font(_BLACK, 16))
    + _style("落款", "<w:keepNext/>" + _spacing(560) + '<w:jc w:val="right"/>', _font(_BODY, 16))
    + _style("签名", "<w:keepLines/>" + _tabs(*_SIGNATURE_STOPS) + _spacing(560, before=400), _font(_BODY, 14))
    + _style("页码", _spacing(320) + '<w:jc w:val="center"/>', _font(_NUMERAL, 14))
    + "</w:styles>"
)

FONTS: Final = (
    f"{HEAD}<w:fonts {W}>"
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/></w:font>'
        for name, (other, family) in _SUBSTITUTES.items()
    )
    + "</w:fonts>"
)

FOOTER: Final = (
    f'{HEAD}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="页码"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
)

CORE: Final = (
    f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>rouxing</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
)
"""Without a clock, so that the same content gives the same bytes."""


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


RELATIONS: Final = {
    "_rels/.rels": _relations(
        {
            "rId1": (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        }
    ),
    "word/_rels/document.xml.rels": _relations(
        {
            "rId1": (f"{_OFFICE}/relationships/styles", "styles.xml"),
            "rId2": (f"{_OFFICE}/relationships/fontTable", "fontTable.xml"),
            "rId3": (f"{_OFFICE}/relationships/footer", "footer1.xml"),
        }
    ),
}
