"""How values are worded inside the sentences of a document: dates, times, clauses without a full stop."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

_ENDING: Final = re.compile(r"[\s。．.；;，,、：:]+([”’』」）】]*)$")
_RULES: Final = re.compile(r"(?<=[^》])的?规定$")


class Unreadable(ValueError):
    """A date or time that cannot be read; the message says how to write it."""


def plain(text: str) -> str:
    """The text without blank lines and blanks at the ends of lines."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def clause(text: str) -> str:
    """The text as part of a sentence: the form prints the punctuation that follows, so none may end it."""
    text = plain(text)
    while (shorter := _ENDING.sub(r"\1", text)) != text:
        text = shorter
    return text


def provision(text: str) -> str:
    """A clause after which the form prints 规定 or 的规定."""
    return clause(_RULES.sub("", clause(text)))


def day(text: str) -> str:
    """2021-08-02 → 2021年8月2日 (GB/T 9704: no leading zeros). Raises Unreadable."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise Unreadable("日期应写成 2021-10-20 的样子，且当天真实存在") from None
    return f"{found.year}年{found.month}月{found.day}日"


def minute(text: str) -> str:
    """2021-10-20 09:00 → 2021年10月20日9时00分. Raises Unreadable."""
    found = _moment(text)
    return f"{day(found.date().isoformat())}{found.hour}时{found.minute:02}分"


def hour(text: str) -> str:
    """2021-10-19 17:00 → 2021年10月19日17时, with minutes only where they are not zero. Raises Unreadable."""
    found = _moment(text)
    return minute(text).removesuffix("00分") if found.minute == 0 else minute(text)


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local time on paper
    except ValueError:
        raise Unreadable("时间应写成 2021-10-20 09:00 的样子，且当天真实存在") from None
