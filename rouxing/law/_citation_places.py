"""The places of a citation in lists and ranges, with what a reader adds in the mind."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rouxing.law._citation_ast import Span, Target
from rouxing.law._citation_steps import BLANK, RANGE, Draft, Element, Pair, element

_JOIN: Final = re.compile(rf"{BLANK}(?:({RANGE})|([、，,；;])?{BLANK}(以及|或者|和|及|与|或|并)?){BLANK}")
_ELSEWHERE: Final = ("prev", "this")  # 前款 and 本条 are counted from where they stand


class Places(NamedTuple):
    """A list of places: `last` is what a place further on inherits from; `rel` and `inherited` are of its beginning."""

    targets: tuple[Target, ...]
    end: int
    last: Draft
    rel: str
    inherited: bool
    doubtful: bool


def places(
    text: str, position: int, before: Draft | None = None, *, foreign: bool = False, bare: frozenset[int] = frozenset()
) -> Places | None:
    """The list of places that begins here; None if none does.

    `before` is a place named earlier, whose higher levels the first place takes. `foreign`: 前款 and 本条 do not
    belong to the law just named and end the list. `bare` are the levels that may stand without 第 at the beginning.
    """
    first = element(text, position, before, bare)
    if first is None or (foreign and first.rel in _ELSEWHERE):
        return None
    pairs, doubtful, end, written = list(first.places), first.doubtful, first.end, frozenset((first.level,))
    while (following := _following(text, end, pairs[-1], written, foreign=foreign)) is not None:
        more, ranged, connected = following
        doubtful |= more.doubtful or not connected
        if ranged:
            start, stop = pairs[-1][0], more.places[0][0]
            doubtful |= start.depth != stop.depth
            pairs[-1:] = [(start, stop), *more.places[1:]]
        else:
            pairs += more.places
        end = more.end
        written |= {more.level}
    return Places(_targets(pairs), end, pairs[-1][1] or pairs[-1][0], first.rel, first.inherited, doubtful)


def _following(
    text: str, end: int, before: Pair, bare: frozenset[int], *, foreign: bool
) -> tuple[Element, bool, bool] | None:
    """The element behind a connector, whether the connector makes a range, and whether it is written at all."""
    joined = _JOIN.match(text, end)
    if joined is None or joined.end() == len(text):
        return None
    ranged, mark, word = joined.groups()
    listed = ranged or word or mark == "、"
    if not listed and text[joined.end()] != "第":
        return None
    more = element(text, joined.end(), before[1] or before[0], bare if listed else frozenset())
    if more is None or (foreign and more.rel in _ELSEWHERE):
        return None
    if ranged and (before[1] or more.places[0][1]):
        return None
    return more, bool(ranged), bool(listed or mark)


def _targets(pairs: list[Pair]) -> tuple[Target, ...]:
    return tuple(
        Target(first.locator(), last.locator() if last else None, Span(first.start, last.end if last else first.end))
        for first, last in pairs
    )
