"""Word templates: `{{ 当事人.名称 }}`, optional blocks and repeated rows in a .docx → filled .docx, proven complete."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Final

from rouxing.errors import RouxingError
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
from rouxing.files.word_tags import T
from rouxing.files.word_xml import pieces

__all__ = ["Blank", "Template", "Unfilled", "UnusableWordFile", "Value", "Values", "compile_template"]

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
        """XML of the parts that hold placeholders, without these."""
        return "\n".join(fixed(content) for _, content in self.parts)

    def render(self, values: Values) -> bytes:
        """The filled file, the same bytes for the same values.

        Names are looked up as keys of mappings, nothing else. Raises Unfilled with every name that is not defined,
        empty or not printable; DamagedOutput when the finished file, opened again, lacks a value.
        """
        filled: list[tuple[str, str]] = []
        expected: list[list[str]] = []
        blanks: list[Blank] = []
        for name, parts in self.parts:
            filling = Filling()
            filling.fill(parts, values)
            filled.append((name, "".join(filling.written)))
            expected.append(filling.expected)
            blanks += filling.blanks
        if blanks:
            raise Unfilled(blanks)
        content = closed(laid_out((part(name, text.encode()) for name, text in filled), self.static))
        _prove(content, [(name, texts) for (name, _), texts in zip(filled, expected, strict=True)])
        return content


def compile_template(content: bytes) -> Template:
    """Read a .docx once for a whole batch. Raises UnusableWordFile with one Chinese sentence."""
    if len(content) > MAX_TEMPLATE_BYTES:
        raise UnusableWordFile(f"超过 {MAX_TEMPLATE_BYTES >> 20} MiB，请压缩或删除其中的图片")
    package = read_package(content)
    texts = [one for one in package.parts if package.types.get(one.name) in _TEXT_TYPES]
    compiled = [(one.name, pieces(one.data, one.name)) for one in texts]
    moving = tuple((name, content) for name, content in compiled if content)
    names_of_moving = {name for name, _ in moving}
    return Template(laid_out(one for one in package.parts if one.name not in names_of_moving), moving)


def _prove(content: bytes, expected: list[tuple[str, list[str]]]) -> None:
    """Open the finished file again: every value is found, in order, and no braces are left."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, texts in expected:
            text = "".join(parse_xml(archive.read(name), name).itertext(T, with_tail=False))
            position = 0
            for one in texts:
                found = text.find(one, position)
                if found < 0:
                    raise DamagedOutput(f"生成的文件里找不到“{one}”，没有写出")
                position = found + len(one)
            if any(braces in text for braces in ("{{", "}}", "｛｛", "｝｝")):
                raise DamagedOutput("生成的文件里还有花括号，没有写出")
