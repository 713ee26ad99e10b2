"""Citations in a text with what became of them: as text for people and as data for programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from rouxing.commands._text import two_columns, wrapped
from rouxing.law.acts import Confidence
from rouxing.law.citation import Citation
from rouxing.law.fitting import ABSENT, State
from rouxing.law.grounds import Answer
from rouxing.law.resolution import Resolution, day
from rouxing.model import Library
from rouxing.terms import ListKind

_FROM_WORST: Final = (
    *(State.RELATIVE_REFERENCE_NOT_ALLOWED, State.UNSUPPORTED, State.REPEALED),
    *(State.NO_ARTICLE, State.NO_PARAGRAPH, State.ITEM_IN_ITEMLESS_PARAGRAPH, State.NO_ITEM, State.NO_SUBITEM),
    *(State.OLDER_VERSION, State.NOT_YET_IN_FORCE, State.LAW_NOT_IN_INDEX, State.TEXT_INCOMPLETE),
    *(State.OK_ITEM_AMBIGUOUS_PARAGRAPH, State.SUPERFLUOUS_PARAGRAPH, State.OK),
)
AT_FAULT: Final = ABSENT | {
    *(State.RELATIVE_REFERENCE_NOT_ALLOWED, State.UNSUPPORTED, State.REPEALED),
    *(State.OLDER_VERSION, State.NOT_YET_IN_FORCE),
}
"""What nobody may print into a notice; a law that is not in the index is only information."""


class Cited(NamedTuple):
    """One citation and the answer for each of its places, at least one."""

    citation: Citation
    answers: Sequence[Resolution]

    @property
    def canonical(self) -> str:
        """The citation as it should be written, with the law's full title where it is known."""
        answer, law = self.answers[0], self.citation.law
        title = answer.law.title if answer.law else ""
        if not title and (law.ref == "inherited" or answer.repeal):
            title = law.name
        return self.citation.canonical(title)

    @property
    def state(self) -> State:
        """The state of the worst place."""
        return min((answer.state for answer in self.answers), key=_FROM_WORST.index)

    @property
    def at_fault(self) -> bool:
        """Whether a place is absent, old, repealed, not yet in force, or not to be read."""
        return self.state in AT_FAULT

    @property
    def explanation(self) -> str:
        """What is to be said of all places; those that are simply in force are counted together."""
        said = list(dict.fromkeys(explained(answer) for answer in self.answers if not _plain(answer)))
        plain = [answer for answer in self.answers if _plain(answer)]
        if said and plain:
            said.append(f"其余 {len(plain)} 处有效")
        elif len(plain) > 1:
            said.append(f"{self.canonical}：{len(plain)} 处都有效")
        elif plain:
            said.append(plain[0].explanation)
        if self.citation.law.ref == "inherited":
            said.append(f"法名按上文认定为《{self.citation.law.name}》，请核对")
        return "；".join(said)


def explained(answer: Resolution) -> str:
    """The answer in words, with the suspicion that an old number was copied."""
    return f"{answer.explanation}；注意：{answer.suspicion}" if answer.suspicion else answer.explanation


def _plain(answer: Resolution) -> bool:
    return answer.state is State.OK and not answer.suspicion


def looked_up(text: str, date: str, library: Library) -> list[Cited]:
    """Every citation of the text on an ISO date."""
    return [
        Cited(citation, [settled(answer, library) for answer in answers])
        for citation, answers in library.look_up(text, date)
    ]


def settled(answer: Resolution, library: Library) -> Resolution:
    """The answer without the suspicion of an old number where the place carries a list today: then it is meant."""
    if not answer.suspicion:
        return answer
    verdicts = (library.grounds.judge(answer.name, answer.place, answer.date, kind).answer for kind in ListKind)
    carries = not {Answer.CARRIES, Answer.CARRIES_WITH_SECOND}.isdisjoint(verdicts)
    return answer._replace(suspicion="", changed=()) if carries else answer


def cited_data(one: Cited) -> dict[str, Any]:
    """The citation under the keys that other programs rely on (format.md §4)."""
    return {
        "原文": one.citation.text,
        "规范": one.canonical,
        "解析": one.citation.as_data(),
        "状态": one.state.value,
        "说明": one.explanation,
        "各处": [_place_data(answer) for answer in one.answers],
    }


def _place_data(answer: Resolution) -> dict[str, Any]:
    moves = answer.present or answer.changed
    return {
        "条款": str(answer.place or ""),
        "状态": answer.state.value,
        "说明": explained(answer),
        "现条款": [str(place) for place in dict.fromkeys(move.to for move in moves if move.to)],
        "可信度": weakest([move.confidence for move in moves] or [_confidence(answer)]).value,
    }


def _confidence(answer: Resolution) -> Confidence:
    return Confidence.CHECKED if answer.certain else Confidence.INFERRED


def weakest(found: Sequence[Confidence]) -> Confidence:
    """The one that may be relied on least."""
    return max(found, key=tuple(Confidence).index)


def _without_title(one: Cited) -> str:
    """The explanation for a reader who has just read which law is meant."""
    title = re.escape(f"《{one.answers[0].name}》")
    said = re.sub(f"(^|；){title}", r"\1", one.explanation)
    return said.removeprefix(f"{one.answers[0].place or ''}：") if len(one.answers) == 1 else said


def cited_text(found: Sequence[Cited], date: str, columns: int) -> Iterator[str]:
    """A numbered list: as written, as it should be written, state, what to do; and how many of each state."""
    for number, one in enumerate(found, 1):
        yield from wrapped(f"{number}. {' '.join(one.citation.text.split())}", columns)
        rows = [("规范写法", one.canonical), ("状态", one.state.value)]
        said = _without_title(one)
        if said != State.OK.value:
            rows.append(("说明", said))
        yield from two_columns(rows, columns)
        yield ""
    counts = Counter(one.state for one in found)
    listed = "、".join(f"{state} {counts[state]}" for state in reversed(_FROM_WORST) if counts[state])
    yield from wrapped(f"共 {len(found)} 处引用，按{day(date)}核对：{listed}", columns)
