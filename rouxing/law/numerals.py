"""Numbers as law writes them: 一百零五, 一百十, 二〇二一, 两, 105, １０５ and ⑤ to int, and int to 一百零五."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

LARGEST: Final = 9999
"""No act comes near 10,000 articles; 万 is therefore not a numeral here."""

DIGITS: Final = "零一二三四五六七八九"
ENCLOSED: Final = "①-⑳⑴-⒇㈠-㈩"
"""Enclosed numbers as a range of a regular expression: word processors put them in place of （一）."""

_VALUES: Final = {**{digit: value for value, digit in enumerate(DIGITS)}, "〇": 0, "○": 0, "两": 2}
_PLACES: Final = (("千", 1000), ("百", 100), ("十", 10))
_PLACED: Final = (
    r"(?:([一二两三四五六七八九]?)千)?[零〇○]?(?:([一二两三四五六七八九]?)百)?[零〇○]?"
    r"(?:([一二两三四五六七八九]?)十)?[零〇○]?([一二三四五六七八九两]?)"
)


@lru_cache(maxsize=4096)
def value(text: str) -> int | None:
    """The number a numeral stands for, 0 to 9999; None if it is none."""
    if text.isdecimal():  # of any script: int reads full-width digits, too
        return int(text) if len(text) <= 4 else None
    if len(text) == 1 and not text.isalpha() and text.isnumeric():
        return _enclosed(text)
    if all(character in _VALUES for character in text):
        return _digitwise(text)
    return _placed(text)


def _enclosed(text: str) -> int | None:
    for first, last in (("①", "⑳"), ("⑴", "⒇"), ("㈠", "㈩")):
        if first <= text <= last:
            return ord(text) - ord(first) + 1
    return _VALUES.get(text)


def _digitwise(text: str) -> int | None:
    """二〇二一 = 2021; a single digit is the common case."""
    if not 1 <= len(text) <= 4:
        return None
    total = 0
    for character in text:
        total = total * 10 + _VALUES[character]
    return total


def _placed(text: str) -> int | None:
    """一千零五, 一百一十, 一百十 and 十: a place without a digit counts once."""
    match = re.fullmatch(_PLACED, text)
    if match is None:
        return None
    thousands, hundreds, tens, ones = match.groups()
    total = _VALUES[ones] if ones else 0
    for digit, (_, weight) in zip((thousands, hundreds, tens), _PLACES, strict=True):
        if digit is not None:
            total += weight * (_VALUES[digit] if digit else 1)
    return total


@lru_cache(maxsize=4096)
def chinese(number: int) -> str:
    """The number in Chinese as acts write it (10 = 十, 105 = 一百零五, 110 = 一百一十); outside 1..9999 in digits."""
    if not 1 <= number <= LARGEST:
        return str(number)
    text, skipped = "", False
    for place, weight in _PLACES:
        digit, number = divmod(number, weight)
        if digit:
            text += ("零" if skipped else "") + DIGITS[digit] + place
        skipped = bool(text) and not digit
    if number:
        text += ("零" if skipped else "") + DIGITS[number]
    return text.removeprefix("一") if text.startswith("一十") else text
