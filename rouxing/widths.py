"""Columns that texts take on a terminal or in a text file: Chinese characters and full-width signs take two."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Columns of a text; combining marks take none."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
