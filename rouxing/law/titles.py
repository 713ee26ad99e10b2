"""Titles of laws: one form to compare them in, and the nearest titles for a misspelt one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

_STATE: Final = "中华人民共和国"
_SPACE: Final = re.compile(r"[\s\u200b\ufeff]+")
_ONE_FORM: Final = str.maketrans("＜＞<>《》()［］[]", "〈〉〈〉〈〉（）（）（）")
# an agency may write the year of the text into the title: 安全生产法（2021修正）
_YEAR_NOTE: Final = re.compile(r"（[12][0-9]{3}年?(?:修订|修正|修改|版|本|修订版|修正版|修正本|修订本)）$")


@lru_cache(maxsize=8192)
def normal(title: str) -> str:
    """The title in the form in which titles are compared.

    中华人民共和国, white space and a year of revision are dropped, marks inside titles and brackets have one form;
    （试行）and（暂行）stay, for they tell two acts apart.
    """
    title = _SPACE.sub("", title).replace(_STATE, "").translate(_ONE_FORM)
    if title.startswith("〈") and title.find("〉") == len(title) - 1:
        title = title[1:-1]
    return _YEAR_NOTE.sub("", title)


def all_normal(titles: Iterable[str]) -> list[str]:
    """`normal` of many titles that carry no white space and no year, at once: the packaged ones."""
    return "\n".join(titles).replace(_STATE, "").translate(_ONE_FORM).split("\n")


def nearest(name: str, titles: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The titles most like a name that is none of them, the most like first.

    Titles without two neighbouring characters in common with the name are not looked at; the others are ranked by the
    longest common subsequence: 治安处罚法 has all its characters, in order, in 治安管理处罚法.
    """
    name = normal(name)
    pairs = set(map("".join, pairwise(name)))
    ranked = sorted(
        (-_likeness(name, title), title)
        for title in titles
        if any(pair in title for pair in pairs) and abs(len(title) - len(name)) <= max(len(name), 4)
    )
    return tuple(title for likeness, title in ranked[:limit] if likeness <= -_ALIKE)


_ALIKE: Final = 0.7


def _likeness(one: str, other: str) -> float:
    """Twice the length of the longest common subsequence over both lengths; 1 is the same title."""
    row = [0] * (len(other) + 1)
    for character in one:
        before = 0
        for position, match in enumerate(other, 1):
            before, row[position] = (
                row[position],
                before + 1 if character == match else max(row[position], row[position - 1]),
            )
    return 2 * row[-1] / (len(one) + len(other))


def listed(titles: Sequence[str]) -> str:
    """The first titles of some laws, as a sentence names them."""
    return "、".join(f"《{title}》" for title in titles[:3])
