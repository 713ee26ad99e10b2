"""Where an article of an older text stands in a newer one, and where one of the newer text came from.

Two sources: pairs of texts compared by machine (renumber.txt, article by article, with the likeness of the wording),
and rows that people added (supplement.txt, down to paragraphs and items), which go first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from rouxing.law.acts import Confidence, Law, Version
from rouxing.law.fitting import holds
from rouxing.law.packaged import pairs, rows
from rouxing.law.places import Place
from rouxing.law.titles import normal

_GONE: Final = "－"
_SAME: Final = "="
_WEAKEST: Final = (Confidence.INFERRED, Confidence.COMPARED, Confidence.CHECKED)


@dataclass(frozen=True, slots=True)
class Move:
    """Where the content of a place of one version stands in a later one; `to` is None where it was dropped.

    `likeness` (0 to 1) is of the wording, None where nobody measured it.
    """

    origin: Place
    to: Place | None
    from_version: str
    to_version: str
    confidence: Confidence
    likeness: float | None = None
    source: str = ""

    @property
    def stays(self) -> bool:
        """Whether the content is still found under the same number, as far as both sides name a level."""
        if self.to is None:
            return False
        levels = zip(self.origin, self.to, strict=True)
        return all(before == after or before is None or after is None for before, after in levels)


@dataclass(frozen=True, slots=True)
class Amendment:
    """One step from a version to the next: what moved or was dropped, which articles are new."""

    from_version: Version
    to_version: Version
    moves: tuple[Move, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    from_version: str
    to_version: str
    compared: bool
    moved: Mapping[str, tuple[str, str]]  # the likeness as written: a percentage, or = for the same words
    gone: frozenset[str]
    added: tuple[str, ...]
    hand: tuple[Move, ...]


def destinations(law: Law, place: Place, from_version: str, to_version: str) -> tuple[Move, ...]:
    """Where the content of a place went, over as many pairs of versions as it takes; several where it was split.

    Empty if the index does not know: that is not the same as dropped, which is a Move without `to`.
    """
    pair = next((pair for pair in _pairs(normal(law.title)) if pair.from_version == from_version), None)
    if pair is None or pair.to_version > to_version:
        return ()
    moves = tuple(_step(law, place, pair))
    if pair.to_version == to_version:
        return moves
    return tuple(
        _chained(move, onward)
        for move in moves
        for onward in (destinations(law, move.to, pair.to_version, to_version) if move.to else (move,))
    )


def origins(law: Law, article: str, version: str, from_version: str) -> tuple[Move, ...]:
    """Which places of an older version the article of a newer one came from."""
    older = law.version(from_version)
    return tuple(
        move
        for old in (older.articles if older else ())
        for move in destinations(law, Place(old), from_version, version)
        if move.to is not None and move.to.article == article
    )


def silently_changed(law: Law, place: Place, version: Version) -> tuple[Move, ...]:
    """Moves of the content that earlier versions had at this place, if it now stands elsewhere or nowhere.

    A citation copied from a time before the amendment still resolves, but to other words: only the matter tells.
    """
    if version is law.versions[0]:
        return ()
    found: dict[tuple[Place | None, str], Move] = {}
    for earlier in law.earlier(version):
        if holds(earlier, place):
            moves = destinations(law, place, earlier.date, version.date)
            if moves and not any(move.stays for move in moves):
                found |= {(move.to, move.from_version): move for move in moves}
    return tuple(found.values())


def amendments(law: Law) -> tuple[Amendment, ...]:
    """The steps between versions that the index can follow, in order of time."""
    found = []
    for pair in _pairs(normal(law.title)):
        old, new = law.version(pair.from_version), law.version(pair.to_version)
        if old is not None and new is not None:
            articles = [move for article in old.articles for move in _step(law, Place(article), pair)]
            moves = [*articles, *(move for move in pair.hand if move.origin.depth > 1)]
            moved = dict.fromkeys(move for move in moves if not move.stays)
            found.append(Amendment(old, new, tuple(moved), pair.added if pair.compared else ()))
    return tuple(found)


def _step(law: Law, place: Place, pair: _Pair) -> Iterator[Move]:
    """Over one pair: what people wrote of the place, or of what holds it, or of its parts; then the machine."""
    near = [move for move in pair.hand if move.origin.article == place.article]
    exact = [move for move in near if move.origin == place]
    holding = sorted((move for move in near if place.within(move.origin)), key=lambda move: -move.origin.depth)
    parts = [move for move in near if move.origin.within(place)]
    if exact:
        yield from exact
    elif holding:
        depth = holding[0].origin.depth
        yield from (_carried(law, place, move) for move in holding if move.origin.depth == depth)
    elif parts:
        yield from _from_parts(law, place, pair, parts)
    elif pair.compared:
        yield _by_machine(law, place, pair)


def _from_parts(law: Law, place: Place, pair: _Pair, parts: list[Move]) -> list[Move]:
    """Where a place went of which people wrote down parts: the parts alone if they are all of it.

    Otherwise the machine tells of the place itself, and the parts tell what left it.
    """
    top = [
        move for move in parts if not any(move.origin != it.origin and move.origin.within(it.origin) for it in parts)
    ]
    old = law.version(pair.from_version)
    shape = old.shape(place.article) if old else None
    named = {move.origin.paragraph for move in top if move.origin.depth == 2}
    whole = shape is not None and named >= set(range(1, shape.paragraphs + 1))
    if whole or not pair.compared:
        return _gathered(place, top)
    body = _by_machine(law, place, pair)
    if body.to is None:
        return _gathered(place, top)
    return [body, *(move for move in top if move.to is not None and move.to.article != body.to.article)]


def _gathered(place: Place, parts: list[Move]) -> list[Move]:
    """The moves of the parts of a place, as one if all went to one article."""
    articles = {move.to.article if move.to else None for move in parts}
    article = articles.pop()
    if articles:
        return parts
    weakest = min(parts, key=lambda move: _WEAKEST.index(move.confidence))
    return [replace(weakest, origin=place, to=Place(article) if article else None)]


def _by_machine(law: Law, place: Place, pair: _Pair) -> Move:
    number, likeness = pair.moved.get(place.article, (place.article, ""))
    origin, to = Place(place.article), None if place.article in pair.gone else Place(number)
    measured, source = None, "机器比对条文，" + ("没有相近的条文" if to is None else "条号未变，文字基本相同")
    confidence = Confidence.COMPARED
    if to is not None and likeness == _SAME:
        confidence, measured, source = Confidence.CHECKED, 1.0, "新旧条文逐字相同"
    elif to is not None and likeness:
        measured, source = int(likeness) / 100, f"机器比对条文，相似度{likeness}%"
    move = Move(origin, to, pair.from_version, pair.to_version, confidence, measured, source)
    return _carried(law, place, move)


def _carried(law: Law, place: Place, move: Move) -> Move:
    """A move of an article (or paragraph) applied to a part: the part keeps its number if both are built alike."""
    if move.to is None or place == move.origin or place.item == move.origin.item is not None:
        return replace(move, origin=place)
    old, new = law.version(move.from_version), law.version(move.to_version)
    before = old.shape(place.article) if old else None
    after = new.shape(move.to.article) if new else None
    whole = move.origin.depth == move.to.depth == 1
    if whole and before is not None and after is not None and before.known and before == after:
        to = Place(move.to.article, place.paragraph, place.item, place.subitem)
        return replace(move, origin=place, to=to)
    confidence = Confidence.INFERRED if move.confidence is Confidence.CHECKED else move.confidence
    return replace(move, origin=place, confidence=confidence)


def _chained(first: Move, second: Move) -> Move:
    """Two steps as one: no surer than the less sure of them."""
    if first.to is None:
        return first
    measured = [move.likeness for move in (first, second) if move.likeness is not None]
    return Move(
        first.origin,
        second.to,
        first.from_version,
        second.to_version,
        min(first.confidence, second.confidence, key=_WEAKEST.index),
        min(measured, default=None),
        "；".join(dict.fromkeys(filter(None, (first.source, second.source)))),
    )


@cache
def _pairs(key: str) -> tuple[_Pair, ...]:
    """The known steps between versions of a law, in order of time."""
    hand: dict[tuple[str, str], list[Move]] = {}
    for _, _, old, new, origin, to, confidence, source in rows("移动", key):
        place = None if to == _GONE else Place.written(to)
        move = Move(Place.written(origin), place, old, new, Confidence(confidence), None, source)
        hand.setdefault((old, new), []).append(move)
    found = [_pair(line, hand) for line in pairs().get(key, ())]
    known = {(pair.from_version, pair.to_version) for pair in found}
    found += [
        _Pair(*step, compared=False, moved={}, gone=frozenset(), added=(), hand=tuple(moves))
        for step, moves in hand.items()
        if step not in known
    ]
    return tuple(sorted(found, key=lambda pair: pair.from_version))


def _pair(line: str, hand: Mapping[tuple[str, str], list[Move]]) -> _Pair:
    _, old, new, moved, gone, added = (part.strip() for part in line.split("|"))
    steps = {}
    for step in moved.split():
        origin, _, rest = step.partition(">")
        to, _, likeness = rest.partition(":")
        steps[origin] = (to, likeness)
    return _Pair(
        old,
        new,
        compared=True,
        moved=steps,
        gone=frozenset(gone.split()),
        added=tuple(added.split()),
        hand=tuple(hand.get((old, new), ())),
    )
