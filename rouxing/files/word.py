"""Word templates: `{{ 当事人.名称 }}`, optional blocks and repeated rows in a .docx → filled .docx, proven complete."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Final, NamedTuple

from rouxing.errors import RouxingError
from rouxing.files.word_blocks import said
from rouxing.files.word_package import (
    DOCUMENT_TYPE,
    Prefix,
    UnusableWordFile,
    closed,
    laid_out,
    parse_xml,
    part,
    read_package,
)
from rouxing.files.word_pieces import Blank, Filling, Name, Piece, Unfilled, Value, Values, fixed, names
from rouxing.files.word_xml import pieces, refuse_unfillable

__all__ = ["Blank", "Filled", "Template", "Unfilled", "UnusableWordFile", "Value", "Values", "compile_template"]

MAX_TEMPLATE_BYTES: Final = 8 * 1024 * 1024

_TEXT_TYPES: Final = (
    DOCUMENT_TYPE,
    *(
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        for name in ("header", "footer", "footnotes", "endnotes")
    ),
)


class DamagedOutput(RouxingError):
    """A filled file does not say what it was filled with; it must not leave the house."""


class Filled(NamedTuple):
    """A filled file, and for each filled part what a reader must find in it."""

    content: bytes
    said: tuple[tuple[str, str], ...]

    def prove(self, content: bytes) -> None:
        """Open a file as it came back from the disk: it says the template's text with every value in its place.

        The text is compared as a whole, so nothing is lost or added and no placeholder is left. Raises DamagedOutput.
        """
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name, expected in self.said:
                text = "".join(one or "" for one in said(parse_xml(archive.read(name), name)))
                if text != expected:
                    raise DamagedOutput(_difference(expected, text))
        if content != self.content:
            raise DamagedOutput("生成的文件写到磁盘后变了样，没有写出；请检查磁盘")


def _difference(expected: str, text: str) -> str:
    same = next((at for at, (a, b) in enumerate(zip(expected, text, strict=False)) if a != b), len(text))
    start = max(0, min(same, len(expected)) - 10)
    return f"生成的文件里找不到“{expected[start : start + 30].strip()}”，没有写出"


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template: the static parts as one finished stretch of zip, the others as pieces to be filled."""

    static: Prefix
    parts: tuple[tuple[str, tuple[Piece, ...]], ...]

    @property
    def names(self) -> tuple[Name, ...]:
        """Every name the template asks for, in order, with the place where it asks."""
        return tuple(name for _, content in self.parts for name in names(content))

    @property
    def fixed_text(self) -> str:
        """Text of the parts that hold placeholders, without these."""
        return "\n".join(fixed(content) for _, content in self.parts)

    def fill(self, values: Values) -> Filled:
        """The filled file, the same bytes for the same values; not proven yet.

        Names are looked up as keys of mappings, nothing else. Raises Unfilled with every name that is not defined,
        empty or not printable.
        """
        filled = filled_parts(self.parts, values)
        packed = (part(name, xml.encode()) for name, xml, _ in filled)
        return Filled(closed(laid_out(packed, self.static)), tuple((name, text) for name, _, text in filled))

    def render(self, values: Values) -> bytes:
        """The filled file, proven. Raises Unfilled and DamagedOutput."""
        filled = self.fill(values)
        filled.prove(filled.content)
        return filled.content


def filled_parts(parts: tuple[tuple[str, tuple[Piece, ...]], ...], values: Values) -> list[tuple[str, str, str]]:
    """Name, XML and text of each part filled. Raises Unfilled."""
    filled: list[tuple[str, str, str]] = []
    blanks: list[Blank] = []
    for name, content in parts:
        filling = Filling()
        filling.fill(content, values)
        filled.append((name, "".join(filling.written), "".join(filling.said)))
        blanks += filling.blanks
    if blanks:
        raise Unfilled(blanks)
    return filled


def compile_template(content: bytes) -> Template:
    """Read a .docx once for a whole batch. Raises UnusableWordFile with one Chinese sentence."""
    if len(content) > MAX_TEMPLATE_BYTES:
        raise UnusableWordFile(f"超过 {MAX_TEMPLATE_BYTES >> 20} MiB，请压缩或删除其中的图片")
    package = read_package(content)
    moving: list[tuple[str, tuple[Piece, ...]]] = []
    for one in package.parts:
        kind = package.type_of(one.name)
        if kind in _TEXT_TYPES:
            moving.append((one.name, pieces(one.data, one.name)))
        elif kind.endswith("xml"):
            refuse_unfillable(parse_xml(one.data, one.name), one.name)
    filled = tuple((name, content) for name, content in moving if content)
    names_of_filled = {name for name, _ in filled}
    return Template(laid_out(one for one in package.parts if one.name not in names_of_filled), filled)
