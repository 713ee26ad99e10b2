"""Whether a citation names an old text: a number that is gone, or one that stands and says something else now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rouxing.rules._citing import Cited
from rouxing.terms import Level, ListKind

if TYPE_CHECKING:
    from rouxing.law.renumbering import Move
    from rouxing.law.resolution import Resolution
    from rouxing.model.laws import Library


class Stale(NamedTuple):
    """How sure it is, and what to say."""

    level: Level | None
    """None is the rule's own level."""
    message: str
    moves: tuple[Move, ...] = ()
    """Where the content stands now."""


def stale(one: Cited, answer: Resolution, kind: ListKind | None, library: Library) -> Stale | None:
    """The verdict on one place; None where there is no reason to think that an old text is meant."""
    from rouxing.law.fitting import State

    if answer.state in (State.OLDER_VERSION, State.REPEALED, State.NOT_YET_IN_FORCE):
        return Stale(None if answer.certain else Level.WARNING, answer.explanation, answer.present)
    if not answer.found or not answer.changed or answer.place is None:
        return None
    if kind is not None and one.source.ground:
        verdict = _as_ground(answer, kind, library)
        if verdict is not None:
            return verdict if verdict.message else None
    return _by_matter(one, answer)


_SOUND = Stale(None, "")


def _as_ground(answer: Resolution, kind: ListKind, library: Library) -> Stale | None:
    """Judged by what the table of grounds says of the number's old and new content; None where it says nothing."""
    from rouxing.law.grounds import Answer

    assert answer.place is not None  # noqa: S101 - for the type checker
    now = library.grounds.judge(answer.name, answer.place, answer.date, kind).answer
    if now in (Answer.CARRIES, Answer.CARRIES_WITH_SECOND):
        return _SOUND
    meant = tuple(
        move
        for move in answer.changed
        if library.grounds.judge(answer.name, move.to, answer.date, kind).answer is Answer.CARRIES
    )
    if meant:
        return Stale(None, _moved(answer, meant), meant)
    return _SOUND if now is Answer.REFUSES else None  # RX305 speaks


def _by_matter(one: Cited, answer: Resolution) -> Stale | None:
    """Judged by what the item is about; where that does not tell, a person has to look."""
    from rouxing.law.fitting import State
    from rouxing.law.topics import Meant, meant

    assert answer.place is not None  # noqa: S101 - for the type checker
    assert answer.version is not None  # noqa: S101 - for the type checker
    item = one.source.item
    words = f"{item.name} {item.circumstances}" if item else one.source.text
    verdict = meant(answer.name, answer.place, answer.version.date, answer.changed, words)
    if verdict is Meant.NEW:
        return None
    # 第一款 of an article that has one paragraph only was written for the text that had several
    taken = verdict is Meant.OLD or answer.state is State.SUPERFLUOUS_PARAGRAPH
    level, moves = (Level.WARNING, answer.changed) if taken else (Level.NOTE, ())
    return Stale(level, _moved(answer, answer.changed), moves)


def _moved(answer: Resolution, moves: tuple[Move, ...]) -> str:
    """第二十七条第二款的内容2021年7月15日起已变，原内容现为第三十三条第一款（可信度：核对），请改引."""
    from rouxing.law.resolution import day

    assert answer.version is not None  # noqa: S101 - for the type checker
    places = dict.fromkeys(f"{move.to}（可信度：{move.confidence}）" for move in moves if move.to)
    where = f"原来的内容现为{'、'.join(places)}" if places else "原来的内容已经删去"
    changed = f"《{answer.name}》{answer.place}的内容自{day(answer.version.effective)}起已经改变，{where}"
    return f"{changed}，请核对，按旧文本引用的应改引"
