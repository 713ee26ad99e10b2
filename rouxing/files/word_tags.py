"""Tags in the text of a template: what they may say, what they mean, and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, NamedTuple

from rouxing.files.word_package import UnusableWordFile
from rouxing.files.word_pieces import Name

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P, R, T, RPR, PPR, TBL, TR, TC = (W + tag for tag in ("p", "r", "t", "rPr", "pPr", "tbl", "tr", "tc"))
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

MAX_TAGS: Final = 2000
"""Placeholders in one part; a form has some twenty."""
MAX_DEPTH: Final = 8

BRACE: Final = re.compile("[{}｛｝]")
TAG: Final = re.compile(r"[{｛]{2}([^{}｛｝]{1,200})[}｝]{2}")
_CONTENT: Final = re.compile(
    r"\s*(?:(?P<if>如有)[\s：:]+(?P<if_name>\S+)|(?P<rows>逐行)[\s：:]+(?P<rows_name>\S+)"
    r"|(?P<end>结束)|(?P<name>\S+))\s*"
)
_NAME: Final = re.compile(r"\w+(?:[.．]\w+)*")


class Kind(Enum):
    """What a tag does."""

    SLOT = "填"
    OPEN = "如有"
    CLOSE = "结束"
    ROWS = "逐行"
    ROWS_END = "逐行止"


class Tag(NamedTuple):
    """A tag found in the text."""

    kind: Kind
    name: Name
    line_break: str = ""


@dataclass(slots=True)
class MarkedPart:
    """A part while its tags are being replaced by numbered marks (`<?rx 7?>`)."""

    root: Any
    tags: list[Tag] = field(default_factory=list)

    def mark(self, tag: Tag) -> Any:
        """A processing instruction that stands for the tag; the part had none before."""
        from lxml import etree

        if len(self.tags) == MAX_TAGS:
            raise UnusableWordFile(f"占位符超过 {MAX_TAGS} 个")
        self.tags.append(tag)
        return etree.ProcessingInstruction("rx", str(len(self.tags) - 1))

    def fragment(self, element: Any | None) -> str:
        """XML of an element for use inside this part, so without the namespaces that the root declares."""
        from lxml import etree

        if element is None:
            return ""
        text = str(etree.tostring(element, encoding="unicode", with_tail=False))
        for prefix, uri in self.root.nsmap.items():
            text = text.replace(f' xmlns:{prefix}="{uri}"', "")
        return text


def quoted(text: str) -> str:
    """A template's text in quotation marks, shortened for a message."""
    plain = text.replace("\0", " ").strip()
    return f"“{plain if len(plain) <= 40 else plain[:40] + '…'}”"


def understood(content: str, where: str) -> Tag:
    """What stands between the braces, as a tag. Raises UnusableWordFile."""
    match = _CONTENT.fullmatch(content)
    if match and match["end"]:
        return Tag(Kind.CLOSE, Name((), where))
    name = match and (match["if_name"] or match["rows_name"] or match["name"])
    if not match or not name or not _NAME.fullmatch(name):
        raise UnusableWordFile(
            f"{where}的占位符{quoted(content)}不认识；"
            "只能写 {{ 名称 }}、{{ 如有 名称 }}…{{ 结束 }}、{{ 逐行 名称 }}，名称中只用文字和“.”"
        )
    kind = Kind.OPEN if match["if"] else Kind.ROWS if match["rows"] else Kind.SLOT
    return Tag(kind, Name(tuple(name.replace("．", ".").split(".")), where))


_PARTS: Final = {"hdr": "页眉", "ftr": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


def place(paragraph: Any) -> str:
    """Where a paragraph stands, as a person counts: 正文第3段, 表1第2行第3格, 页眉, 文本框."""
    root = paragraph.getroottree().getroot()
    label = _PARTS.get(root.tag.removeprefix(W), "")
    for above in paragraph.iterancestors(f"{W}tc", f"{W}txbxContent"):
        if above.tag == f"{W}txbxContent":
            return f"{label}文本框"
        row = above.getparent() if above.getparent().tag == TR else next(above.iterancestors(TR))
        table = next(row.iterancestors(TBL))
        number = list(root.iter(TBL)).index(table) + 1
        return f"{label}表{number}第{list(table.iter(TR)).index(row) + 1}行第{list(row.iter(TC)).index(above) + 1}格"
    if label:
        return label
    own = [one for one in root.iter(P) if next(one.iterancestors(TC, f"{W}txbxContent"), None) is None]
    return f"正文第{own.index(paragraph) + 1}段"
