"""Texts that a spreadsheet would run as formulas."""

from __future__ import annotations

from typing import Final

_SIGNS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
"""What a spreadsheet may take for the beginning of a formula, and the mark that says it is none."""


def may_run(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula, or its first sign for the mark that it is none."""
    return text.startswith(_SIGNS)


def harmless(text: str) -> str:
    """A text for a CSV file: one that may run gets the apostrophe that makes it text."""
    return f"'{text}" if may_run(text) else text


def original(text: str) -> str:
    """The text that `harmless` was given; an apostrophe that people typed before anything else stays."""
    return text[1:] if text.startswith("'") and may_run(text[1:]) else text
