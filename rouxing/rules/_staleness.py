"""Whether a citation names an old text: a number that is gone, or one that stands and says something else now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rouxing.rules._citing import Cited
from rouxing.terms import Level, ListKind

if TYPE_CHECKING:
    from rouxing.law.places import Place
    from rouxing.law.renumbering import Move
    from rouxing.law.resolution import Resolution
    from rouxing.model.laws import Library


class Stale(NamedTuple):
    """How sure it is, and what to say."""

    level: Level | None
    """None is the rule's own level."""
    message: str
    advice: str = ""
    """"" where the message says it."""
    moves: tuple[Move, ...] = ()
    """Where the content stands now."""


def stale(one: Cited, answer: Resolution, kind: ListKind | None, library: Library) -> Stale | None:
    """The verdict on one place; None where there is no reason to think that an old text is meant."""
    from rouxing.law.fitting import State

    if answer.state in (State.OLDER_VERSION, State.REPEALED, State.NOT_YET_IN_FORCE):
        return Stale(None if answer.certain else Level.WARNING, answer.explanation, moves=answer.present)
    if not answer.found or not answer.changed or answer.place is None:
        return None
    verdict = _as_ground(answer, (kind,) if kind and one.source.ground else tuple(ListKind), library)
    if verdict is None:
        return _by_matter(one, answer)
    return verdict if verdict.message else None


_SOUND = Stale(None, "")


def _as_ground(answer: Resolution, kinds: tuple[ListKind, ...], library: Library) -> Stale | None:
    """Judged by what the table of grounds says of the number's old and new content; None where it says nothing."""
    from rouxing.law.grounds import Answer

    def says(place: Place | None) -> set[Answer]:
        return {library.judge(answer.name, place, answer.date, kind).answer for kind in kinds}

    now = says(answer.place)
    if now & {Answer.CARRIES, Answer.CARRIES_WITH_SECOND}:
        return _SOUND
    meant = tuple(move for move in answer.changed if Answer.CARRIES in says(move.to))
    if meant:
        return Stale(None, _moved(answer, meant), f"请改引{_listed(meant)}", meant)
    return _SOUND if Answer.REFUSES in now else None  # RX305 speaks


def _by_matter(one: Cited, answer: Resolution) -> Stale | None:
    """Judged by what the item is about; where that does not tell, a person has to look."""
    from rouxing.law.fitting import State
    from rouxing.law.topics import Meant, meant

    assert answer.place is not None  # noqa: S101 - for the type checker
    assert answer.version is not None  # noqa: S101 - for the type checker
    verdict = meant(answer.name, answer.place, answer.version.date, answer.changed, one.source.words)
    if verdict is Meant.NEW:
        return None
    # 第一款 of an article that has one paragraph only was written for the text that had several
    taken = verdict is Meant.OLD or answer.state is State.SUPERFLUOUS_PARAGRAPH
    message = _moved(answer, answer.changed)
    if taken:
        return Stale(Level.WARNING, message, "事项讲的是旧条文的内容，请对照条文后改引", answer.changed)
    return Stale(Level.NOTE, message, "请对照条文：引用的若是旧条文的内容，应当改引")


def _moved(answer: Resolution, moves: tuple[Move, ...]) -> str:
    """第二十七条第二款的内容自2021年7月15日起已经改变，原来的内容现为第三十三条第一款（可信度：核对）."""
    from rouxing.law.resolution import day

    assert answer.version is not None  # noqa: S101 - for the type checker
    where = f"原来的内容现为{_listed(moves)}" if any(move.to for move in moves) else "原来的内容已经删去"
    return f"《{answer.name}》{answer.place}的内容自{day(answer.version.effective)}起已经改变，{where}"


def _listed(moves: tuple[Move, ...]) -> str:
    return "、".join(dict.fromkeys(f"{move.to}（可信度：{move.confidence}）" for move in moves if move.to))


def corrected(one: Cited, verdict: Stale) -> str:
    """The text with the present place in it; "" unless there is just one, which people compared word by word."""
    from rouxing.law.acts import Confidence

    targets = one.citation.targets
    sure = len(verdict.moves) == 1 and verdict.moves[0].to and verdict.moves[0].confidence is Confidence.CHECKED
    if not sure or not one.source.fixable or len(targets) != 1 or targets[0].last is not None:
        return ""
    start, end = targets[0].span
    return f"{one.source.text[:start]}{verdict.moves[0].to}{one.source.text[end:]}"
