"""Text on a terminal: widths of Chinese characters, wrapping, and two-column tables."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from typing import Final

from rouxing.widths import width


def padded(text: str, columns: int) -> str:
    """The text filled with blanks up to a width in columns."""
    return text + " " * max(0, columns - width(text))


def terminal_width() -> int:
    """Columns of the terminal, 80 in a pipe, at most 120 so that lines stay readable."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))


_UNIT: Final = re.compile(
    r".(?:[，。、；：？！）】》〉”’…%]|(?<=[\x00-\x08\x0e-\x1b\x21-\x7f])[\x00-\x09\x0b-\x1f\x21-\x7f])*", re.DOTALL
)
"""A Latin word, a single Chinese character, a blank; each with the punctuation that must not begin a line."""


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Lines of at most `columns`; breaks anywhere between Chinese characters, never inside a Latin word."""
    if "\n" not in text and width(text) <= columns:  # as most do
        yield from [text.rstrip()] if text else ()
        return
    line, taken = "", 0
    for word in _UNIT.findall(text):
        cells = width(word)
        trimmed = word.rstrip()
        if word == "\n" or (line and taken + (cells if trimmed == word else width(trimmed)) > columns):
            yield line.rstrip()
            line = "" if word == "\n" else word.lstrip()
            taken = width(line)
        else:
            line += word
            taken += cells
    if line:
        yield line.rstrip()


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
