"""The places of a citation in lists and ranges, with what a reader adds in the mind."""

from __future__ import annotations

from typing import Final, NamedTuple

from rouxing.law._citation_ast import Locator, Span, Target
from rouxing.law._citation_steps import BLANK, RANGE, SINGLE, Draft, Element, Pair, element
from rouxing.law.numerals import value
from rouxing.law.patterns import Rare

_JOIN: Final = Rare(rf"{BLANK}(?:({RANGE})|([、，,；;])?{BLANK}(以及|或者|和|及|与|或|并)?){BLANK}")
_ELSEWHERE: Final = ("prev", "this")  # 前款 and 本条 are counted from where they stand


class Places(NamedTuple):
    """A list of places: `last` is what a place further on inherits from; `rel` and `inherited` are of its beginning."""

    targets: tuple[Target, ...]
    end: int
    last: Locator
    rel: str
    inherited: bool
    doubtful: bool


def places(
    text: str,
    position: int,
    before: Locator | None = None,
    *,
    foreign: bool = False,
    bare: frozenset[int] = frozenset(),
) -> Places | None:
    """The list of places that begins here; None if none does.

    `before` is a place named earlier, whose higher levels the first place takes. `foreign`: 前款 and 本条 do not
    belong to the law just named and end the list. `bare` are the levels that may stand without 第 at the beginning.
    """
    if (only := single(text, position)) is not None:
        return only
    first = element(text, position, Draft.of(before) if before else None, bare)
    if first is None or (foreign and first.rel in _ELSEWHERE):
        return None
    pairs, doubtful, end, written = list(first.places), first.doubtful, first.end, first.levels
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
        written |= more.levels
    targets = _targets(pairs)
    return Places(targets, end, targets[-1].last or targets[-1].first, first.rel, first.inherited, doubtful)


def single(text: str, position: int) -> Places | None:
    """What `places` gives for a lone 第…条第…款第…项, sooner; None for anything else."""
    match = SINGLE.match(text, position)
    if match is None:
        return None
    article, paragraph, item = value(match[2]), _value(match[4]), _value(match[6] or match[7])
    if not article or paragraph == 0 or item == 0:
        return None
    whole, first = Span(*match.span()), Span(*match.span(1))
    second = Span(*match.span(3)) if paragraph else None
    third = Span(*match.span(5)) if item else None
    place = Locator(
        str(article), paragraph, item, span=whole, article_span=first, paragraph_span=second, item_span=third
    )
    return Places((Target(place, None, whole),), whole.end, place, "", False, False)


def _value(numeral: str | None) -> int | None:
    """None where nothing is written, 0 where no number is."""
    return value(numeral) or 0 if numeral else None


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
