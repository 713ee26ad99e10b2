"""Numbers of a sheet as Excel shows them: leading zeros, literal letters, per cent and dates; never 4.4E+11."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

BUILT_IN: Final = {
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "9": "0%",
    "10": "0.00%",
    "49": "@",
    **dict.fromkeys(("14", "27", "30", "31", "36", "50", "57", "58"), "yyyy-mm-dd"),
    **dict.fromkeys(("15", "16", "17", "22"), "yyyy-mm-dd"),
}
"""Format codes that a workbook names by number only (ECMA-376 Part 1, 18.8.30)."""

_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_DATE: Final = re.compile("[ymd年月日]", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[0#?][0#?,]*(?:\.([0#?]+))?")
_LARGEST_DAY: Final = 2_958_465
"""31 December 9999."""


def shown(number: str, code: str, old_days: bool = False) -> str:
    """The stored number under a format code; a code that is not understood shows the number in full.

    `old_days`: the workbook counts days from 1904.
    """
    try:
        value = Decimal(number)
    except InvalidOperation:
        return number
    if not value.is_finite():
        return number
    section = code.partition(";")[0]
    bare = _LITERAL.sub("", section)
    if bare.strip().lower() in ("", "general", "@", "g/通用格式") and not _LITERAL.search(section):
        return _plain(value)
    if _DATE.search(bare) and not re.search("[0#]", bare):
        return _day(value, old_days)
    found = _DIGITS.search(bare)
    return _filled(value, section, found[1] or "") if found and "E" not in bare.upper() else _plain(value)


def _plain(value: Decimal) -> str:
    """All digits, as a cell that is wide enough shows them; a float's last digits are noise."""
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}"
    return f"{float(value):.15g}" if abs(value) >= Decimal("0.0001") else f"{value:f}"


def _day(value: Decimal, old_days: bool) -> str:
    if not 0 < value <= _LARGEST_DAY:
        return _plain(value)
    origin = datetime(1904, 1, 1) if old_days else datetime(1899, 12, 30)  # noqa: DTZ001 - a day, not a moment
    return (origin + timedelta(days=int(value))).strftime("%Y-%m-%d")


def _filled(value: Decimal, section: str, decimals: str) -> str:
    """The digits put into the literal text of the format."""
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return "\0"

    pattern = _LITERAL.sub(keep, section)
    found = _DIGITS.search(pattern)
    if found is None:
        return _plain(value)
    if "%" in pattern:
        value *= 100
    step = Decimal(1).scaleb(-len(decimals))
    rounded = abs(value).quantize(step, ROUND_HALF_UP)
    whole = found[0].partition(".")[0]
    width = whole.replace(",", "").count("0")
    integer, _, fraction = f"{rounded:f}".partition(".")
    integer = integer.rjust(width, "0")
    if "," in whole:
        integer = f"{int(integer):,}"
    fraction = fraction.rstrip("0").ljust(decimals.count("0"), "0")
    text = pattern[: found.start()] + integer + (f".{fraction}" if fraction else "") + pattern[found.end() :]
    for literal in literals:
        text = text.replace("\0", literal, 1)
    return ("-" if value < 0 else "") + text.strip()
