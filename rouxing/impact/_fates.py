"""What became of a cited place between the text it was written from and the text in force at the end of the window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, NamedTuple

from rouxing.law.acts import Confidence, Known, Law, Repeal, Version
from rouxing.law.fitting import ABSENT, State, holds
from rouxing.law.places import Place
from rouxing.law.renumbering import Move, destinations
from rouxing.law.resolution import Resolution, day
from rouxing.model import Library
from rouxing.rules._citing import Cited
from rouxing.rules._staleness import stale
from rouxing.terms import ListKind


class Effect(StrEnum):
    """What an amendment did to a cited place."""

    MOVED = "已移动"
    CHANGED = "内容有修改"
    DROPPED = "已删去"
    UNMATCHED = "新文本未对应"
    """The machine found no article in the new text that is like it: dropped, or written anew."""
    REPEALED = "全法已废止"
    NEW = "新施行"
    """The law took effect after the list or the document that cites it."""
    TO_CHECK = "待核对"
    """The index does not hold what would tell."""


NOT_HELD: Final = "索引没有收录这部法"
NO_SUCH_PLACE: Final = "当时适用的文本没有这一处"
VAGUE: Final = "不止一部法可用这个名称"
_NO_TEXT: Final = "当时适用的文本未收录"
"""Why a place could not be followed."""

AFFECTED: Final = tuple(effect for effect in Effect if effect is not Effect.TO_CHECK)


class Window(NamedTuple):
    """Amendments that took effect from `start` to `end`, ISO days, both included.

    With "" as start: those after the list, template or document that cites was made.
    """

    end: str
    start: str = ""

    def holds(self, day_: str) -> bool:
        """Whether the day lies in it."""
        return self.start <= day_ <= self.end


class Step(NamedTuple):
    """One amendment: dates of the two texts ("" for one that the index does not hold), and its day of effect."""

    before: str
    after: str
    effective: str
    assumed: bool = False
    """Whether the day of effect is taken from the day the text was made."""


class Fate(NamedTuple):
    """The answer for one place; no effect where nothing happened to it.

    `now`: where its content stands. `likeness` (0 to 1) is the lowest that the machine measured on the way, None where
    it measured nothing. `note`: what a person has to know besides.
    """

    effect: Effect | None = None
    steps: tuple[Step, ...] = ()
    now: tuple[Place, ...] = ()
    confidence: Confidence | None = None
    likeness: float | None = None
    note: str = ""
    repeal: Repeal | None = None


UNTOUCHED: Final = Fate()
_SURENESS: Final = (Confidence.INFERRED, Confidence.COMPARED, Confidence.CHECKED)


@dataclass(frozen=True, slots=True)
class Tracer:
    """Fates in one repository and one window; lists cite the same places again and again, so answers are kept."""

    library: Library
    window: Window
    _known: dict[tuple[str, Place | None, str], Fate] = field(default_factory=dict, repr=False, compare=False)

    def fate(self, one: Cited, answer: Resolution, kind: ListKind | None = None) -> Fate:
        """What became of one place of a citation; `kind` is the list that the citation is a ground of."""
        repeal = self.library.index.repealed(answer.name)
        if repeal is not None and repeal.effective <= self.window.end:
            return self._of_repealed(repeal)
        law = answer.law or self.library.index.find(answer.name)
        if law is None:
            return Fate(Effect.TO_CHECK, note=self._unknown(answer))
        if answer.state is State.UNSUPPORTED:
            return self._of_chapter(law, answer)
        version = self._meant(one, answer, law, kind)
        if version is None:
            return self._without_text(law, answer)
        if answer.place is None:
            return UNTOUCHED
        key = (law.title, answer.place, version.date)
        if key not in self._known:
            self._known[key] = self._traced(law, answer.place, version)
        return self._known[key]

    def _unknown(self, answer: Resolution) -> str:
        if answer.state is not State.LAW_NOT_IN_INDEX:
            return _NO_TEXT
        return VAGUE if self.library.index.candidates(answer.name) else NOT_HELD

    def _of_repealed(self, repeal: Repeal) -> Fate:
        if not self.window.holds(repeal.effective):
            return UNTOUCHED
        step = Step("", "", repeal.effective)
        return Fate(Effect.REPEALED, (step,), confidence=repeal.confidence, repeal=repeal)

    def _of_chapter(self, law: Law, answer: Resolution) -> Fate:
        """A chapter or the like: renumbering is known by articles only."""
        steps = self._steps_after(law, answer.date)
        return Fate(Effect.TO_CHECK, steps, note="引用的不是具体条款，没有对照") if steps else UNTOUCHED

    def _meant(self, one: Cited, answer: Resolution, law: Law, kind: ListKind | None) -> Version | None:
        """The text that the citation was written from; None where the index does not hold it.

        That is the text of its day, unless the rule on old texts (RX304) says that it was copied from an older one.
        """
        version, place = answer.version, answer.place
        if place is not None and version is not None:
            if answer.state is State.OLDER_VERSION:
                return next(older for older in law.earlier(version) if holds(older, place))
            if answer.state is State.NOT_YET_IN_FORCE and version.effective <= answer.date:
                newer = next(later for later in law.later(version) if holds(later, place))
                return newer if newer.effective <= self.window.end else None
            verdict = stale(one, answer, kind, self.library) if answer.changed else None
            if verdict is not None and verdict.moves:
                return law.version(verdict.moves[0].from_version)
        if place is None and version is not None and version.effective <= answer.date:
            return version
        return version if answer.found else None

    def _without_text(self, law: Law, answer: Resolution) -> Fate:
        """Not yet in force on its day, or of a text that the index does not hold, or of no text at all."""
        steps = self._steps_after(law, answer.date)
        if answer.state is State.NOT_YET_IN_FORCE:
            return self._of_later(law, answer, steps)
        if answer.state in ABSENT:
            return Fate(Effect.TO_CHECK, steps, note=NO_SUCH_PLACE)
        if answer.place is None or not steps:
            return UNTOUCHED
        return Fate(Effect.TO_CHECK, steps, note=_NO_TEXT)

    def _of_later(self, law: Law, answer: Resolution, steps: tuple[Step, ...]) -> Fate:
        """A law, or a place, that took effect after the citation was written."""
        first = law.versions[0]
        if first.effective <= answer.date or first.effective > self.window.end:
            return Fate(Effect.TO_CHECK, note=f"截至{day(self.window.end)}，所引条款尚未施行")
        if self.window.holds(first.effective):
            return Fate(Effect.NEW, steps[:1])
        return self._traced(law, answer.place, first) if answer.place else UNTOUCHED

    def _steps_after(self, law: Law, date: str) -> tuple[Step, ...]:
        """The amendments of a law after a day, as far as they lie in the window."""
        texts = (None, *law.versions)
        pairs = zip(texts, law.versions, strict=False)
        steps = (_step(old, new) for old, new in pairs if new.effective > date and self.window.holds(new.effective))
        return tuple(steps)

    def _traced(self, law: Law, place: Place, version: Version) -> Fate:
        """The place followed from text to text."""
        path = _Path(law, place, (place,))
        later = [one for one in law.later(version) if one.effective <= self.window.end]
        while later and path.places:
            following = path.onward(version, later)
            if following is None:
                return self._lost(path, version, later)
            reached, path = following
            version, later = reached, later[later.index(reached) + 1 :]
        steps = tuple(step for step in path.steps if self.window.holds(step.effective))
        return path.fate(steps) if steps else UNTOUCHED

    def _lost(self, path: _Path, version: Version, later: Sequence[Version]) -> Fate:
        """Beyond this text the index cannot follow the place."""
        if not any(self.window.holds(one.effective) for one in later):
            steps = tuple(step for step in path.steps if self.window.holds(step.effective))
            return path.fate(steps) if steps else UNTOUCHED
        next_ = later[0]
        note = f"{day(next_.date)}文本未收录" if not next_.articles else "新旧文本没有该条的对照"
        steps = (*path.steps, *(_step(old, new) for old, new in zip((version, *later), later, strict=False)))
        return Fate(Effect.TO_CHECK, tuple(one for one in steps if self.window.holds(one.effective)), note=note)


def _step(old: Version | None, new: Version) -> Step:
    return Step(old.date if old else "", new.date, new.effective, new.effective_known_by is Known.ASSUMED)


@dataclass(frozen=True, slots=True)
class _Path:
    """Where the content of a place has come so far, and what happened on the way."""

    law: Law
    origin: Place
    places: tuple[Place, ...]
    steps: tuple[Step, ...] = ()
    confidence: Confidence = Confidence.CHECKED
    likeness: float | None = None
    lost: tuple[Move, ...] = ()
    """Moves to nowhere."""
    unlike: bool = False
    """Whether the new text has the article but not the paragraph or item."""

    def onward(self, version: Version, later: Sequence[Version]) -> tuple[Version, _Path] | None:
        """To the next text that the index can follow the place to; None if there is none."""
        for reached in later:
            moves = {place: destinations(self.law, place, version.date, reached.date) for place in self.places}
            if all(moves.values()):
                return reached, self._moved(version, reached, moves)
        return None

    def _moved(self, version: Version, reached: Version, moves: dict[Place, tuple[Move, ...]]) -> _Path:
        every = [move for found in moves.values() for move in found]
        kept = [(place, _kept(place, move, reached)) for place in moves for move in moves[place] if move.to]
        places = tuple(dict.fromkeys(now for _, now in kept))
        lost = tuple(move for move in every if move.to is None)
        unlike = any(now != place and place.within(now) for place, now in kept)
        if places == self.places and not lost and all(move.likeness in (None, 1.0) for move in every):
            return self
        measured = [one for one in (self.likeness, *(move.likeness for move in every)) if one is not None]
        return replace(
            self,
            places=places,
            steps=(*self.steps, _step(version, reached)),
            confidence=min((self.confidence, *(move.confidence for move in every)), key=_SURENESS.index),
            likeness=min(measured, default=None),
            lost=(*self.lost, *lost),
            unlike=self.unlike or unlike,
        )

    def fate(self, steps: tuple[Step, ...]) -> Fate:
        """What these steps of the way amount to."""
        if not self.places:
            by_machine = all(move.source.startswith(_BY_MACHINE) for move in self.lost)
            weakest = min((move.confidence for move in self.lost), key=_SURENESS.index)
            return Fate(Effect.UNMATCHED if by_machine else Effect.DROPPED, steps, confidence=weakest)
        gone = tuple(place for place in self.places if not (place.within(self.origin) or self.origin.within(place)))
        effect = Effect.MOVED if len(gone) == len(self.places) else Effect.CHANGED
        notes = [f"部分内容现为{listed(gone)}"] if gone and effect is Effect.CHANGED else []
        notes += ["部分内容已删去"] if self.lost else []
        notes += ["新文本的这一条没有所引的款或者项"] if self.unlike and effect is Effect.CHANGED else []
        return Fate(effect, steps, self.places, self.confidence, self.likeness, "；".join(notes))


def listed(places: Iterable[Place]) -> str:
    """第六十五条第三款、第四款: an article is named once."""
    texts, article = [], ""
    for place in places:
        text = str(place)
        head = str(Place(place.article))
        texts.append(text.removeprefix(head) if head == article and text != head else text)
        article = head
    return "、".join(texts)


_BY_MACHINE: Final = "机器比对"
"""How the index marks what no person has read."""


def _kept(place: Place, move: Move, reached: Version) -> Place:
    """The place after a move; where only the article is known to stay, so are paragraph and item if it has them."""
    assert move.to is not None  # noqa: S101 - for the type checker
    same = move.stays and place.depth != move.to.depth and holds(reached, place)
    return place if same else move.to
