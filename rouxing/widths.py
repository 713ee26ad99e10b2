"""Columns that texts take on a terminal or in a text file: Chinese characters and full-width signs take two."""

from __future__ import annotations

import unicodedata
from functools import cache


def width(text: str) -> int:
    """Columns of a text; combining marks take none."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@cache
def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
