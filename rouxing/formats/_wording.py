"""Sentences that several formats share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rouxing.diagnostics import Diagnostic, Outcome
from rouxing.terms import Level

_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
"""Signs that steer terminals or that XML cannot hold, and bytes of file names that are not UTF-8."""


def plain(text: str) -> str:
    """The text on one line, with a visible mark for each sign that must not reach a terminal or an XML file."""
    return _UNSEEN.sub(lambda found: " " if found[0] in "\t\n\r" else "\ufffd", text)


def advised(one: Diagnostic) -> str:
    """What is wrong and what to do, as one line."""
    return plain(f"{one.message.rstrip('。')}。改法：{one.advice}")


def waived(outcome: Outcome) -> Iterator[str]:
    """What is accepted by a waiver, and by whom: two lines each; then what a baseline accepts, a line each."""
    for one in outcome.waived:
        yield _named("例外", one.diagnostic)
        yield plain(f"    {one.grant}")
    yield from (_named("基线", one) for one in outcome.accepted)


def _named(why: str, one: Diagnostic) -> str:
    owner = next((f"（{name}）" for name in (one.item, one.case) if name), "")
    return plain(f"{one.path}:{one.line}:{one.column}: {why} {one.code} {one.message}{owner}")


def summary(outcome: Outcome) -> str:
    """How much was looked at, and how much was found."""
    looked = f"共检查 {outcome.files} 个文件、{outcome.items} 个事项、{outcome.cases} 件案件"
    found = f"{outcome.number(Level.ERROR)} 个错误、{outcome.number(Level.WARNING)} 个警告"
    notes = outcome.number(Level.NOTE)
    return f"{looked}：{found}" + (f"、{notes} 个提示" if notes else "")
