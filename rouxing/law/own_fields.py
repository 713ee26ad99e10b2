"""An agency's own table of excluded fields: acts and articles it adds, and what it takes out, each on a ground of law.

The entries have the form of the packaged lexicon (`field_lexicon`); an example is 名称｜情形｜处罚依据｜清单, or
案件：案由｜事实.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rouxing.law.field_lexicon import GROUPS, Lexicon, compiled, packaged_classes
from rouxing.law.fields import Evidence, breaks_measure, forbidden

Question = tuple[str, str, Sequence[str], str, Sequence[str]]
"""Name, circumstances, 处罚依据, list, 依据: what `forbidden` is asked."""
Events = Sequence[tuple[str, str]]

_CASE: Final = "案件："
_ANY_EVENT: Final[Events] = (("已宣布的突发事件", ""),)
_WORDS: Final = (*GROUPS, "除非")
_CLASS: Final = re.compile("〈(.*)〉")


class Exemption(NamedTuple):
    """A class of acts that the agency takes out of a field, on a ground of law."""

    name: str
    field: str
    reason: str
    basis: str
    known: Lexicon

    def covers(self, question: Question, evidence: Evidence) -> bool:
        """Whether what was found in an item is of this class."""
        return evidence.field == self.field and forbidden(*question, known=self.known) is not None

    def covers_case(self, cause: str, facts: str, events: Events, evidence: Evidence) -> bool:
        """Whether what was found in a case is of this class."""
        return evidence.field == self.field and breaks_measure(cause, facts, events, self.known) is not None


class OwnTable(NamedTuple):
    """What the own entries come to."""

    acts: Lexicon
    exemptions: Sequence[Exemption]


def own_table(data: Mapping[str, Any], path: str) -> OwnTable:
    """The table from a file that passed its schema; entries with an unknown word class are left out."""
    classes = _classes(data)
    acts = [{**raw, "依据": f"{raw['依据']}；{path}“{raw['名']}”"} for raw in _sound(data, "条目")]
    articles = [{**raw, "理由": f"{raw['理由']}（{path}）"} for raw in data.get("条文") or ()]
    exemptions = [
        Exemption(raw["名"], raw["领域"], raw["理由"], raw["依据"], _alone(raw, classes))
        for raw in _sound(data, "除外")
    ]
    return OwnTable(compiled({"词类": classes, "条目": acts, "条文": articles}), exemptions)


def unknown_classes(data: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Group, number of the word and name of every word class that an entry uses and that does not exist."""
    classes = _classes(data)
    for group in _WORDS:
        for index, word in enumerate(raw.get(group, ())):
            named = _CLASS.fullmatch(word)
            if named and named[1] not in classes:
                yield group, index, named[1]


def taken_names(data: Mapping[str, Any]) -> list[str]:
    """Own word classes that bear the name of a packaged one: the packaged one holds."""
    return [name for name in data.get("词类") or {} if name in packaged_classes()]


def wrong_examples(data: Mapping[str, Any], part: str, index: int, acts: Lexicon) -> Iterator[tuple[str, int, str]]:
    """正例 or 反例, number and what is wrong, for every example of an entry that does not come out as it says.

    `acts`: what the own table adds, of which an exemption may take something out again.
    """
    raw = data[part][index]
    if any(unknown_classes(data, raw)):
        return
    known = _of_article(raw) if part == "条文" else _alone(raw, _classes(data))
    for number, example in enumerate(raw["正例"]):
        if not _evidence(example, known):
            yield "正例", number, "这个例子没有碰到本条"
        elif part == "除外" and not _found_anyway(example, raw["领域"], acts):
            yield "正例", number, f"不写这一条，这个例子也不认为涉及{raw['领域']}"
    for number, example in enumerate(raw["反例"]):
        if _evidence(example, known):
            yield "反例", number, "这个例子也碰到本条"


def _found_anyway(example: str, field: str, acts: Lexicon) -> bool:
    """Whether the example is of the field without any exemption."""
    return any(found.field == field for known in (None, acts) for found in _evidence(example, known))


def _evidence(example: str, known: Lexicon | None) -> list[Evidence]:
    if example.startswith(_CASE):
        cause, _, facts = example.removeprefix(_CASE).partition("｜")
        found = breaks_measure(cause, facts, _ANY_EVENT, known)
    else:
        name, circumstances, ground, checklist = [*example.split("｜"), "", "", ""][:4]
        found = forbidden(name, circumstances, (ground,) if ground else (), checklist or "不予行政处罚", known=known)
    return [found] if found else []


def _classes(data: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    return {**(data.get("词类") or {}), **packaged_classes()}


def _sound(data: Mapping[str, Any], part: str) -> Iterator[Mapping[str, Any]]:
    return (raw for raw in data.get(part) or () if not any(unknown_classes(data, raw)))


def _alone(raw: Mapping[str, Any], classes: Mapping[str, Sequence[str]]) -> Lexicon:
    return compiled({"词类": classes, "条目": [raw], "条文": []})


def _of_article(raw: Mapping[str, Any]) -> Lexicon:
    return compiled({"词类": packaged_classes(), "条目": [], "条文": [raw]})
