"""Numbers of a sheet as Excel shows them: leading zeros, literal letters, per cent and dates; never 4.4E+11."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

BUILT_IN: Final = {
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "9": "0%",
    "10": "0.00%",
    "49": "@",
    **dict.fromkeys(map(str, (*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58)), "yyyy-mm-dd"),
    **dict.fromkeys(map(str, (*range(18, 22), *range(32, 36), *range(45, 48), 55, 56)), "h:mm"),
}
"""Format codes that a workbook names by number only (ECMA-376 Part 1, 18.8.30; 27 to 36 and 50 to 58 as in China)."""

_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DATE: Final = re.compile("[ymdhs年月日]", re.IGNORECASE)
_PART_OF_SECOND: Final = re.compile(r"(?<=s)\.0+", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[0#?][0#?,]*(?:\.([0#?]+))?")
_LARGEST_DAY: Final = 2_958_465
"""31 December 9999."""
_DAYS_TO_1904: Final = 1462
_LARGEST_EXPONENT: Final = 308
_MANY_DIGITS: Final = 20


def number_in(text: str) -> Decimal | None:
    """The number that a cell stores; None for what Excel cannot hold."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) <= _LARGEST_EXPONENT else None


def shown(number: str, code: str, since_1904: bool = False) -> str:
    """The stored number under a format code; a code that is not understood shows the number in full.

    `since_1904`: the workbook counts days from 1904.
    """
    value = number_in(number)
    if value is None:
        return number
    section = code.partition(";")[0]
    bare = _LITERAL.sub("", section)
    if bare.strip().lower() in ("", "general", "@", "g/通用格式") and not _LITERAL.search(section):
        return plain(value)
    if is_day(code):
        day, time = day_and_time(value, since_1904)
        return day or time or plain(value)
    found = _DIGITS.search(bare)
    is_plain = not found or "E" in bare.upper() or value.adjusted() > _MANY_DIGITS
    return plain(value) if is_plain else _filled(value, section, found[1] or "")  # type: ignore[index]


def plain(value: Decimal) -> str:
    """All digits, as a cell that is wide enough shows them; a float's last digits are noise."""
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}"
    return f"{float(value):.15g}" if abs(value) >= Decimal("0.0001") else f"{value:f}"


@lru_cache(256)
def is_day(code: str) -> bool:
    """Whether a format shows a number as a day or a time of the day."""
    bare = _LITERAL.sub("", _ELAPSED.sub(r"\1", code.partition(";")[0]))
    return bool(_DATE.search(bare)) and not re.search("[0#]", _PART_OF_SECOND.sub("", bare))


def day_and_time(value: Decimal, since_1904: bool) -> tuple[str, str]:
    """The day and the time that a number counts, 2021-10-12 and 09:00.

    "" for the day of a mere time, "" for midnight, and both for what counts none.
    """
    days = value + _DAYS_TO_1904 if since_1904 else value
    if not (value > 0 and days <= _LARGEST_DAY):
        return "", ""
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86400))  # noqa: DTZ001 - of a calendar
    time = f"{moment:%H:%M}" if moment.time() != datetime.min.time() else ""
    return moment.date().isoformat() if value >= 1 else "", time


def _filled(value: Decimal, section: str, decimals: str) -> str:
    """The digits put into the literal text of the format."""
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return "\0"

    pattern = _LITERAL.sub(keep, section)
    found = _DIGITS.search(pattern)
    if found is None:
        return plain(value)
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
