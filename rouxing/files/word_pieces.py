"""What a template part is made of (fixed text, placeholders, optional blocks, repeated rows) and how it is filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from rouxing.errors import RouxingError

Value: TypeAlias = "str | Mapping[str, Value] | Sequence[Mapping[str, Value]]"
Values: TypeAlias = Mapping[str, Value]
"""What a template is filled with: texts, groups of texts, and lists of groups (for repeated rows)."""

MAX_OUTPUT: Final = 24 * 1024 * 1024
"""Characters of XML of one filled part: a list of some ten thousand rows."""


class Blank(NamedTuple):
    """A placeholder that could not be filled: its name, where it stands in the template, and why."""

    name: str
    where: str
    reason: str
    known: bool
    """False when the template asks for something that is not there to be asked for."""


class Unfilled(RouxingError):
    """A template could not be filled; every placeholder at fault is in `blanks`."""

    def __init__(self, blanks: Sequence[Blank]) -> None:
        self.blanks = tuple(dict.fromkeys(blanks))
        super().__init__("；".join(f"{one.where}的占位符“{one.name}”{one.reason}" for one in self.blanks))


class Name(NamedTuple):
    """A name in a template: `当事人.名称` as its steps, and where it stands (正文第3段, 表1第2行第3格)."""

    steps: tuple[str, ...]
    where: str

    def __str__(self) -> str:
        """As it is typed."""
        return ".".join(self.steps)


class Fixed(NamedTuple):
    """XML that is the same in every document, and the text that a reader finds in it."""

    xml: str
    text: str


class Slot(NamedTuple):
    """A placeholder; `line_break` is the XML that stands for a line break inside its value."""

    name: Name
    line_break: str


class Optional(NamedTuple):
    """A block that stays only when the named value has content."""

    name: Name
    pieces: tuple[Piece, ...]


class Rows(NamedTuple):
    """A table row repeated for every entry of the named list; inside, the list's last name means the entry."""

    name: Name
    pieces: tuple[Piece, ...]


Piece: TypeAlias = "Fixed | Slot | Optional | Rows"

_TAB: Final = '</w:t><w:tab/><w:t xml:space="preserve">'
# XML 1.0 allows no other control characters, no lone surrogates and no non-characters (XML 1.0 §2.2).
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL: Final = re.compile("[\x00-\x1f&<>\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""All that is not written as it is."""
_LINE_ENDS: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")


@dataclass(slots=True)
class Filling:
    """One rendering in progress: XML written, what a reader must find in it, placeholders left blank."""

    written: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    size: int = 0

    def fill(self, pieces: Sequence[Piece], values: Values) -> None:
        """Append the pieces filled with the values."""
        for piece in pieces:
            if isinstance(piece, Fixed):
                self.written.append(piece.xml)
                self.said.append(piece.text)
                self.size += len(piece.xml)
            elif isinstance(piece, Slot):
                self._text(piece, values)
            elif isinstance(piece, Optional):
                if self._has_content(piece.name, values):
                    self.fill(piece.pieces, values)
            else:
                self._rows(piece, values)

    def _text(self, slot: Slot, values: Values) -> None:
        value = self._looked_up(slot.name, values)
        if value is None:
            return
        if not isinstance(value, str):
            self._blame(slot.name, "不是一段文字", known=False)
        elif not value.strip():
            self._blame(slot.name, "没有内容")
        elif not _SPECIAL.search(value):
            self._append(slot, value, value)
        elif found := _ILLEGAL.search(value):
            reason = f"的内容第{found.start() + 1}个字是 Word 不能保存的控制字符 U+{ord(found[0]):04X}"
            self._blame(slot.name, reason)
        else:
            value = _LINE_ENDS.sub("\n", value)
            self.size += len(slot.line_break) * value.count("\n") + len(_TAB) * value.count("\t")
            if self.size <= MAX_OUTPUT:
                escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                self._append(slot, value, escaped.replace("\t", _TAB).replace("\n", slot.line_break))
            else:
                self._blame(slot.name, _TOO_LARGE)

    def _append(self, slot: Slot, value: str, xml: str) -> None:
        self.size += len(xml)
        if self.size > MAX_OUTPUT:
            self._blame(slot.name, _TOO_LARGE)
            return
        self.said.append(value)
        self.written.append(xml)

    def _rows(self, rows: Rows, values: Values) -> None:
        entries = self._looked_up(rows.name, values)
        if entries is None:
            return
        if isinstance(entries, (str, Mapping)):
            self._blame(rows.name, "不是可以逐行列出的内容", known=False)
        elif not entries:
            self._blame(rows.name, "没有任何一行")
        else:
            self._each_row(rows, entries, values)

    def _each_row(self, rows: Rows, entries: Sequence[Mapping[str, Value]], values: Values) -> None:
        for entry in entries:
            self.fill(rows.pieces, {**values, rows.name.steps[-1]: entry})
            if self.size > MAX_OUTPUT:
                self._blame(rows.name, _TOO_LARGE)
                return

    def _has_content(self, name: Name, values: Values) -> bool:
        value = self._looked_up(name, values)
        return bool(value.strip() if isinstance(value, str) else value)

    def _looked_up(self, name: Name, values: Values) -> Value | None:
        """The value under a name, by keys of mappings and nothing else; None when it is not defined."""
        value: Value = values
        for step in name.steps:
            if not isinstance(value, Mapping) or step not in value:
                self._blame(name, "没有定义", known=False)
                return None
            value = value[step]
        return value

    def _blame(self, name: Name, reason: str, *, known: bool = True) -> None:
        self.blanks.append(Blank(str(name), name.where, reason, known))


_TOO_LARGE: Final = f"的内容太多，文件会超过 {MAX_OUTPUT >> 20} MiB"


def names(pieces: Sequence[Piece]) -> list[Name]:
    """Every name the pieces use, in order; a repeated row's own names included."""
    found: list[Name] = []
    for piece in pieces:
        if not isinstance(piece, Fixed):
            found.append(piece.name)
        if isinstance(piece, (Optional, Rows)):
            found += names(piece.pieces)
    return found


def fixed(pieces: Sequence[Piece]) -> str:
    """The text that is the same in every document, optional blocks and rows included; a space for a placeholder."""
    texts = (
        piece.text if isinstance(piece, Fixed) else " " if isinstance(piece, Slot) else fixed(piece.pieces)
        for piece in pieces
    )
    return "".join(texts)
