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
    """What is accepted by a waiver, and by whom: two lines each."""
    for one, reason, approver, until, _ in outcome.waived:
        owner = next((f"（{name}）" for name in (one.item, one.case) if name), "")
        yield plain(f"{one.path}:{one.line}:{one.column}: 例外 {one.code} {one.message}{owner}")
        yield plain(f"    {reason}；批准人：{approver}；有效期至 {until}")


def summary(outcome: Outcome) -> str:
    """How much was looked at, and how much was found."""
    looked = f"共检查 {outcome.files} 个文件、{outcome.items} 个事项、{outcome.cases} 件案件"
    found = f"{outcome.number(Level.ERROR)} 个错误、{outcome.number(Level.WARNING)} 个警告"
    notes = outcome.number(Level.NOTE)
    return f"{looked}：{found}" + (f"、{notes} 个提示" if notes else "")
