"""Text on a terminal: widths of Chinese characters, wrapping, and two-column tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence

from rouxing.widths import width


def padded(text: str, columns: int) -> str:
    """The text filled with blanks up to a width in columns."""
    return text + " " * max(0, columns - width(text))


def terminal_width() -> int:
    """Columns of the terminal, 80 in a pipe, at most 120 so that lines stay readable."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))


_NOT_FIRST = "，。、；：？！）】》〉”’…%"


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Lines of at most `columns`; breaks anywhere between Chinese characters, never inside a Latin word."""
    line = ""
    for word in _units(text):
        if word == "\n" or (line and width(line) + width(word.rstrip()) > columns):
            yield line.rstrip()
            line = "" if word == "\n" else word.lstrip()
        else:
            line += word
    if line:
        yield line.rstrip()


def _units(text: str) -> Iterator[str]:
    """Latin words, single Chinese characters, blanks; each with the punctuation that must not begin a line."""
    unit = ""
    for character in text:
        latin = character.isascii() and character not in " \n"
        if unit and not (character in _NOT_FIRST or (latin and unit[-1].isascii() and not unit[-1].isspace())):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a table whose cells stand under each other."""
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(padded(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()


def two_columns(rows: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    """A definition table: terms on the left, wrapped explanations on the right."""
    left = min(max((width(term) for term, _ in rows), default=0), columns // 2)
    for term, explanation in rows:
        lines = list(wrapped(explanation, columns - left - 4)) or [""]
        fits = width(term) <= left
        if not fits:
            yield f"  {term}"
        yield f"  {padded(term if fits else '', left)}  {lines[0]}".rstrip()
        yield from (" " * (left + 4) + line for line in lines[1:])
