"""Findings for people: grouped by file, with the line, a caret, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from rouxing.diagnostics import Diagnostic, Outcome
from rouxing.formats import FORMATS, Context
from rouxing.formats._wording import plain, summary, waived
from rouxing.law.identity import masked
from rouxing.terms import Level
from rouxing.widths import width

_COLOURS: Final = {Level.ERROR: "31", Level.WARNING: "33", Level.NOTE: "36"}
_EXCERPT: Final = 60
"""Characters of a source line that are shown."""


@FORMATS.add("text")
def as_text(outcome: Outcome, context: Context) -> str:
    """One block per file, one of what is waived where that is wanted, and a closing count."""
    blocks = [
        "\n".join(_block(path, list(found), context))
        for path, found in groupby(outcome.diagnostics, key=lambda one: one.path)
    ]
    if context.waived and (outcome.waived or outcome.accepted):
        blocks.append("\n".join(waived(outcome)))
    return "\n\n".join((*blocks, summary(outcome))) + "\n"


def _block(path: str, found: list[Diagnostic], context: Context) -> Iterator[str]:
    source = context.lines(path)
    for one in found:
        level = _painted(one.level.value, _COLOURS[one.level], context.colour)
        owner = next((f"（{name}）" for name in (one.item, one.case) if name), "")
        place = f"{plain(one.path)}:{one.line}:{one.column}"
        yield f"{place}: {level} {one.code} {plain(one.message + owner)}"
        if one.line <= len(source) and source[one.line - 1].strip():
            yield from _excerpt(plain(source[one.line - 1]), one, context.colour)
        yield f"    改法：{plain(one.advice)}"


def _excerpt(line: str, one: Diagnostic, colour: bool) -> Iterator[str]:
    """The line and a caret under the column; the head of a long line is cut off."""
    start = max(0, one.column - 1 - _EXCERPT // 2)
    shown = masked(line, cards=True)
    if shown != line:  # positions no longer agree
        yield f"    {one.line} | {shown[:_EXCERPT].rstrip()}"
        return
    head, shown = line[start : one.column - 1], line[start : start + _EXCERPT]
    yield f"    {one.line} | {shown.rstrip()}"
    margin = " " * len(str(one.line))
    yield f"    {margin} | {' ' * width(head)}{_painted('^', '1', colour)}"


def _painted(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
