"""What the penal articles of amended laws are about, in a few words: enough to tell an old number from a new one.

第四十二条 of 统计法 still exists since 2024, but what it said stands in 第四十五条 now; only the matter of the item
that cites it tells which of the two is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Final

from rouxing.law.places import Place
from rouxing.law.renumbering import Move
from rouxing.law.titles import normal

Topics = Mapping[Place, tuple[str, ...]]


class Meant(Enum):
    """Which text a citation was most likely taken from."""

    OLD = "旧"
    NEW = "新"
    UNKNOWN = "不明"


_ALIKE: Final = 0.6
"""Share of a word's pairs of characters that must stand in the item, where the word itself does not."""


def meant(law: str, place: Place, version: str, moves: Iterable[Move], words: str) -> Meant:
    """Whether an item in these words means the place in the text of this version, or what an older text had there."""
    new = _score(_topics_of(law, version, place), words)
    old = max((_score(_moved(law, move, place), words) for move in moves), default=0.0)
    if old == new:
        return Meant.UNKNOWN
    return Meant.OLD if old > new else Meant.NEW


def _moved(law: str, move: Move, place: Place) -> frozenset[str]:
    there = _topics_of(law, move.to_version, move.to) if move.to else frozenset[str]()
    return there | _topics_of(law, move.from_version, place)


def _topics_of(law: str, version: str, place: Place) -> frozenset[str]:
    """Words for the place: of itself, of what holds it, or of its parts."""
    topics = _all().get((normal(law), version), {})
    holding = {place_: words for place_, words in topics.items() if place.within(place_)}
    closest = max((one.depth for one in holding), default=0)
    found = {one: words for one, words in holding.items() if one.depth == closest}
    found = found or {one: words for one, words in topics.items() if one.within(place)}
    return frozenset(word for words in found.values() for word in words)


def _score(topics: Iterable[str], words: str) -> float:
    """How much of the matter the words name: a longer word that is found tells more."""
    present = set(map("".join, pairwise(words)))
    return sum(len(word) * share for word in topics if (share := _share(word, words, present)) >= _ALIKE)


def _share(word: str, words: str, present: set[str]) -> float:
    if word in words:
        return 1.0
    pairs = list(map("".join, pairwise(word)))
    return sum(pair in present for pair in pairs) / len(pairs) if pairs else 0.0


@cache
def _all() -> Mapping[tuple[str, str], Topics]:
    text = resources.files("rouxing").joinpath("data/laws/topics.txt").read_text(encoding="utf-8")
    found: dict[tuple[str, str], Topics] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            law, version, rows = (part.strip() for part in line.split("|", 2))
            found[normal(law), version] = dict(map(_row, filter(None, map(str.strip, rows.split(";")))))
    return found


def _row(row: str) -> tuple[Place, tuple[str, ...]]:
    numbers, _, words = row.partition(":")
    article, *levels = numbers.strip().split(".")
    return Place(article, *(int(level) or None for level in levels)), tuple(words.split())
