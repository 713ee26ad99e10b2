"""Blocks of a template part: checked for soundness, then built into nested pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from rouxing.files.word_package import UnusableWordFile
from rouxing.files.word_pieces import Optional, Piece, Rows, Slot
from rouxing.files.word_tags import MAX_DEPTH, Kind, MarkedPart, P, Tag, W

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


def serialised(root: Any) -> list[str]:
    """Texts and numbers of marks in turn: text, number, text, …, text."""
    from lxml import etree

    text = etree.tostring(root, encoding="unicode")
    return re.split(r"<\?rx (\d+)\?>", '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)


def built(part: MarkedPart, texts: list[str]) -> tuple[Piece, ...]:
    """Pieces of a part whose blocks are sound, from its texts and marks in turn."""
    return _Builder(part.tags, iter(texts)).pieces(None)


@dataclass(slots=True)
class _Builder:
    """Turns the flat series of texts and marks into nested pieces; the blocks are known to be sound."""

    tags: list[Tag]
    series: Iterator[str]

    def pieces(self, until: Kind | None) -> tuple[Piece, ...]:
        """Pieces up to the mark that closes this level, or to the end."""
        found: list[Piece] = []
        for text in self.series:
            found.append(text)
            number = next(self.series, None)
            if number is None:
                break
            tag = self.tags[int(number)]
            if tag.kind is until:
                break
            found.append(self._piece(tag))
        return tuple(piece for piece in found if piece != "")

    def _piece(self, tag: Tag) -> Piece:
        if tag.kind is Kind.OPEN:
            return Optional(tag.name, self.pieces(Kind.CLOSE))
        if tag.kind is Kind.ROWS:
            return Rows(tag.name, self.pieces(Kind.ROWS_END))
        return Slot(tag.name, tag.line_break)
