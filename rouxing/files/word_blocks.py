"""Blocks of a template part: checked for soundness, then built into nested pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from rouxing.files.word_package import UnusableWordFile
from rouxing.files.word_pieces import Fixed, Optional, Piece, Rows, Slot
from rouxing.files.word_places import W
from rouxing.files.word_tags import BR, MAX_DEPTH, TAB, Kind, MarkedPart, P, T, Tag

_NEEDS_PARAGRAPH: Final = tuple(W + tag for tag in ("tc", "txbxContent", "hdr", "ftr", "footnote", "endnote"))
"""Word takes a file for damaged when one of these does not end with a paragraph."""


def check_blocks(part: MarkedPart) -> None:
    """Refuse blocks that are not closed, not closed at their own level, nested too deep, or would empty a cell."""
    from lxml import etree

    opened: list[tuple[Tag, Any]] = []
    for mark in part.root.iter(etree.ProcessingInstruction):
        tag, level = part.tags[int(mark.text)], mark.getparent()
        if tag.kind in (Kind.OPEN, Kind.ROWS):
            _refuse_nesting(tag, opened)
            opened.append((tag, level))
        elif tag.kind in (Kind.CLOSE, Kind.ROWS_END):
            _refuse_unmatched(tag, level, opened)
            opened.pop()
        if level.tag in _NEEDS_PARAGRAPH and level[-1].tag != P:
            raise UnusableWordFile(f"{tag.name.where}：可选段落之后还要有一段，请把“如有”和“结束”写在同一段里")
    if opened:
        raise UnusableWordFile(f"{opened[-1][0].name.where}的“如有 {opened[-1][0].name}”没有对应的“结束”")


def _refuse_nesting(tag: Tag, opened: list[tuple[Tag, Any]]) -> None:
    if len(opened) == MAX_DEPTH:
        raise UnusableWordFile(f"{tag.name.where}的“如有”嵌套超过 {MAX_DEPTH} 层")
    if tag.kind is Kind.ROWS and any(above.kind is Kind.ROWS for above, _ in opened):
        raise UnusableWordFile(f"{tag.name.where}的“逐行”写在另一个“逐行”的行里，不能嵌套")


def _refuse_unmatched(tag: Tag, level: Any, opened: list[tuple[Tag, Any]]) -> None:
    if not opened or (tag.kind is Kind.ROWS_END) is not (opened[-1][0].kind is Kind.ROWS):
        raise UnusableWordFile(f"{tag.name.where}的“结束”没有对应的“如有”")
    if opened[-1][1] is not level:
        where = opened[-1][0].name.where
        raise UnusableWordFile(
            f"{where}的“如有”和{tag.name.where}的“结束”不在同一层：写在同一段里，或者各自单独成段、在同一页面区域或单元格内"
        )


_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def built(part: MarkedPart) -> tuple[Piece, ...]:
    """Pieces of a part whose blocks are sound."""
    from lxml import etree

    xml = re.split(r"<\?rx (\d+)\?>", _HEAD + etree.tostring(part.root, encoding="unicode"))
    fixed = [Fixed(*both) for both in zip(xml[::2], _texts(part.root), strict=True)]
    return _Builder(part.tags, iter(fixed), map(int, xml[1::2])).pieces(None)


def _texts(root: Any) -> list[str]:
    """The texts between the marks."""
    found = [""]
    for one in said(root):
        if one is None:
            found.append("")
        else:
            found[-1] += one
    return found


def said(root: Any) -> Iterator[str | None]:
    """What a reader finds in a part: its texts, tabs and line ends in order; None for a mark."""
    from lxml import etree

    for one in root.iter(T, TAB, BR, P, etree.ProcessingInstruction):
        tag = one.tag
        if tag == T:
            yield one.text or ""
        elif tag == TAB:
            if not one.attrib:  # with attributes it is a tab stop of a style
                yield "\t"
        else:
            yield "\n" if tag in _LINE_ENDS else None


_LINE_ENDS: Final = (BR, P)


@dataclass(slots=True)
class _Builder:
    """Turns the flat series of fixed parts and marks into nested pieces; the blocks are known to be sound."""

    tags: list[Tag]
    fixed: Iterator[Fixed]
    marks: Iterator[int]

    def pieces(self, until: Kind | None) -> tuple[Piece, ...]:
        """Pieces up to the mark that closes this level, or to the end."""
        found: list[Piece] = []
        for one in self.fixed:
            found.append(one)
            number = next(self.marks, None)
            if number is None:
                break
            tag = self.tags[number]
            if tag.kind is until:
                break
            found.append(self._piece(tag))
        return tuple(piece for piece in found if piece != ("", ""))

    def _piece(self, tag: Tag) -> Piece:
        if tag.kind is Kind.OPEN:
            return Optional(tag.name, self.pieces(Kind.CLOSE))
        if tag.kind is Kind.ROWS:
            return Rows(tag.name, self.pieces(Kind.ROWS_END))
        return Slot(tag.name, tag.line_break)
