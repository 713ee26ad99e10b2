"""Tags in the text of a template: what they may say, what they mean, and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, NamedTuple

from rouxing.files.word_package import UnusableWordFile
from rouxing.files.word_pieces import Name
from rouxing.files.word_places import W

P, R, T, TAB, BR, RPR, PPR, TR = (W + tag for tag in ("p", "r", "t", "tab", "br", "rPr", "pPr", "tr"))
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def own_text(paragraph: Any) -> str:
    """The text of a paragraph, without the paragraphs in its text boxes."""
    return "".join(text.text or "" for text in paragraph.iter(T) if next(text.iterancestors(P)) is paragraph)


MAX_TAGS: Final = 2000
"""Placeholders in one part; a form has some twenty."""
MAX_DEPTH: Final = 8
MAX_COPIED: Final = 4 * 1024 * 1024
"""Characters of formatting that splitting runs and line ends may repeat in one part; a form needs some thousand."""

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
    copied: int = 0

    def mark(self, tag: Tag) -> Any:
        """A processing instruction that stands for the tag; the part had none before."""
        from lxml import etree

        if len(self.tags) == MAX_TAGS:
            raise UnusableWordFile(f"占位符超过 {MAX_TAGS} 个")
        self.tags.append(tag)
        return etree.ProcessingInstruction("rx", str(len(self.tags) - 1))

    def copy(self, element: Any | None) -> Any | None:
        """A copy of formatting. Raises UnusableWordFile when a part would grow beyond all measure."""
        from copy import deepcopy

        self._spend(self.fragment(element))
        return deepcopy(element)

    def _spend(self, text: str) -> None:
        self.copied += len(text)
        if self.copied > MAX_COPIED:
            raise UnusableWordFile("占位符所在段落的格式过于复杂，请清除格式后重新设置")

    def fragment(self, element: Any | None) -> str:
        """XML of an element for use inside this part, so without the namespaces that the root declares."""
        from lxml import etree

        if element is None:
            return ""
        text = str(etree.tostring(element, encoding="unicode", with_tail=False))
        for prefix, uri in self.root.nsmap.items():
            text = text.replace(f' xmlns:{prefix}="{uri}"', "")
        return text

    def repeated(self, *elements: Any | None) -> tuple[str, ...]:
        """XML of formatting that line ends in a value repeat."""
        texts = tuple(map(self.fragment, elements))
        self._spend("".join(texts))
        return texts


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
