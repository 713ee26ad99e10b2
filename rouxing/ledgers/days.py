"""Days as people write them in ledgers: 2021-10-12, 2021.10.12, 2021年10月12日, 20211012, 二〇二一年十月十二日."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Final

from rouxing.law.numerals import value


class NoDay(ValueError):
    """A text that names no day; the message says how to write one."""


_MIDNIGHT: Final = re.compile(r"[T ]?0{1,2}:00(?::00(?:\.0+)?)?$")
_PARTED: Final = re.compile(r"([0-9]+)([-./,、·\\])([0-9]{1,2})\2([0-9]{1,2})[日号.]?")
_NAMED: Final = re.compile(r"([0-9]+)年([0-9]{1,2})月([0-9]{1,2})[日号]?")
_CHINESE: Final = re.compile(
    r"([零〇○一二三四五六七八九]+)年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)[日号]?"
)
_TOGETHER: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")

_CENTURY: Final = "20"


def iso_day(text: str) -> str:
    """The ISO date of a day. Raises NoDay.

    21年10月12日 is of 2021: no ledger of these cases is older. 21.10.12 is refused, since nobody knows the order.
    """
    plain = unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-").replace("。", ".").strip()
    found = re.sub(r"\s+", "", _MIDNIGHT.sub("", plain))
    for form in (_PARTED, _NAMED, _CHINESE, _TOGETHER):
        if match := form.fullmatch(found):
            year, month, day = (one for one in match.groups() if not re.fullmatch(r"[-./,、·\\]", one))
            is_short = form is _NAMED and len(year) == 2
            return _iso(text, f"{_CENTURY}{year}" if is_short else year, month, day)
    if re.fullmatch("[0-9]{4}[-./年][0-9]{1,2}月?", found):
        raise NoDay(f"“{text}”没有写到日；请写成 2021-10-12 的样子")
    if re.fullmatch("[0-9]{1,2}(?:[-./][0-9]{1,2}|月[0-9]{1,2}[日号])", found):
        raise NoDay(f"“{text}”没有写年份；请写成 2021-10-12 的样子")
    if re.fullmatch("[0-9]{1,2}([-./])[0-9]{1,2}\\1[0-9]{4}", found):
        raise NoDay(f"“{text}”分不清月和日；请写成 2021-10-12 的样子")
    raise NoDay(f"“{text}”不是日期；请写成 2021-10-12 的样子")


def _iso(text: str, year: str, month: str, day: str) -> str:
    if len(year) != 4:
        raise NoDay(f"“{text}”的年份不是四位；请写成 2021-10-12 的样子")
    numbers = [int(one) if one.isdecimal() else value(one) for one in (year, month, day)]
    try:
        return datetime.date(*(one or 0 for one in numbers)).isoformat()
    except ValueError:
        raise NoDay(f"“{text}”这一天不存在；请核对") from None
