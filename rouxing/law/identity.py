"""Identity numbers: check digits of persons and organisations, and masking in anything people read."""

from __future__ import annotations

import datetime
import re
from operator import mul
from typing import Final

from rouxing.law.patterns import Rare

_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES: Final = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_PERSON_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def credit_code_is_valid(code: str) -> bool:
    """Whether an 18-character 统一社会信用代码 carries the right check character (GB 32100-2015)."""
    if len(code) != 18 or not _CREDIT_VALUES.keys() >= set(code):
        return False
    total = sum(map(mul, _CREDIT_WEIGHTS, map(_CREDIT_VALUES.__getitem__, code)))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def person_number_is_valid(number: str) -> bool:
    """Whether an 18-digit 公民身份号码 has a real birth date and the right check digit (GB 11643-1999).

    The division is not looked up: divisions are renamed, persons keep their numbers.
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    try:
        datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_PERSON_WEIGHTS, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17]


_PRIVATE: Final = Rare(
    r"(?<![0-9A-Za-z])(?:"
    r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
    r"|[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}"
    r"|1[3-9][0-9]{9}"
    r")(?![0-9A-Za-z])"
)


_DIGIT: Final = "[0-9０-９]"
_ALONE: Final = "(?<![0-9A-Za-z０-９])(?:{})(?![0-9A-Za-z０-９])"
LONG_NUMBER: Final = Rare(
    _ALONE.format(
        f"{_DIGIT}{{6}}[ -]?{_DIGIT}{{8}}[ -]?{_DIGIT}{{3}}[0-9０-９XxＸｘ]"
        f"|{_DIGIT}{{6}}[ -]?{_DIGIT}{{6}}[ -]?{_DIGIT}{{3}}"
        f"|{_DIGIT}{{4}}(?:[ -]?{_DIGIT}{{4}}){{3}}(?:[ -]?{_DIGIT}{{1,3}})?"
    )
)
"""What looks like a number of a person or a bank card, in groups or in full width, too."""
MOBILE_NUMBER: Final = Rare(_ALONE.format(f"[1１][3-9３-９]{_DIGIT}(?:[ -]?{_DIGIT}{{4}}){{2}}"))
_NARROW: Final = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("Ｘ"): "X", ord("ｘ"): "X"}
_CARD_BEGINS: Final = ("4", "5", "6", "955")
"""Issuers of 银联, Visa and Mastercard cards, and the older cards of two banks."""


def bare(number: str) -> str:
    """A number without the blanks and dashes between its groups, in half width."""
    return number.translate(_NARROW).replace(" ", "").replace("-", "").upper()


def card_number_is_valid(number: str) -> bool:
    """Whether 16 to 19 digits begin as bank cards do and end in the check digit of ISO/IEC 7812 (Luhn)."""
    if not (number.isdecimal() and 16 <= len(number) <= 19 and number.startswith(_CARD_BEGINS)):
        return False
    doubled = (int(one) * 2 for one in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(one - 9 if one > 9 else one for one in doubled)) % 10 == 0


def masked(text: str, cards: bool = False) -> str:
    """The text with personal identity numbers (18 and old 15 digits) and mobile numbers replaced by stars.

    Findings travel to CI logs and pull requests: 个人信息保护法第六条, the least that the purpose needs. With `cards`,
    for lines people wrote, numbers of bank cards too; in names of items they would hide codes that happen to be alike.
    """

    def starred(found: re.Match[str]) -> str:
        number = bare(found[0])
        private = _PRIVATE.fullmatch(number) or (cards and card_number_is_valid(number))
        return "***" if private else found[0]

    return MOBILE_NUMBER.sub("***", LONG_NUMBER.sub(starred, _PRIVATE.sub("***", text)))
