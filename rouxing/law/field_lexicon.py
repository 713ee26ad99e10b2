"""The lexicon of excluded fields, compiled once from the packaged `data/fields/*.yaml`.

A term is plain text; `…` inside it stands for up to ten characters of the same clause; 〈名〉 stands for a word class.
An entry fires when each of its groups (主体, 方式, 行为, 对象, 场所, 情境 or 措施) is met; a word of 除非 revokes it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

GROUPS: Final = ("主体", "方式", "行为", "对象", "场所", "情境", "措施")
UNLESS: Final = 1 << len(GROUPS)
SETTING: Final = 1 << GROUPS.index("情境")  # asked of items only: for a case the emergency is declared
MEASURE: Final = 1 << GROUPS.index("措施")  # asked of cases only
CASES: Final = "案件"  # instead of a list in 清单: the entry is for cases only
ACTS: Final = tuple(1 << GROUPS.index(group) for group in ("方式", "行为"))
THINGS: Final = tuple(1 << GROUPS.index(group) for group in ("主体", "对象", "场所"))

_EMERGENCY: Final = "突发事件应对措施"
_PARAGRAPH: Final = re.compile(r"第[^第条]+款(?=第)")  # people leave out 第一款 before a 项

Use = tuple[int, int]  # number of an entry, bit of one of its groups (or UNLESS)


@dataclass(frozen=True, slots=True)
class Entry:
    """One class of acts: what must be met (a mask of groups), for which list, why, under which article."""

    name: str
    field: str
    certain: bool
    needed: int
    checklist: str
    reason: str
    basis: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reason with its article, as shown to people."""
        return f"{self.reason}（{self.basis}）"


@dataclass(frozen=True, slots=True)
class Article:
    """Articles of one law that punish only acts of a field: found in the penal ground, they say which field it is."""

    law: str
    places: frozenset[str]
    field: str
    certain: bool
    reason: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term cut at its gaps, and the groups that it meets."""

    parts: tuple[str, ...]
    uses: tuple[Use, ...]
    only_revokes: bool  # a word of 除非 and of no other group


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything known: entries, terms (of items, of cases) by their first three characters, articles, paperwork."""

    entries: tuple[Entry, ...]
    terms: Mapping[str, tuple[Term, ...]]
    case_terms: Mapping[str, tuple[Term, ...]]
    articles: Mapping[str, tuple[Article, ...]]
    paperwork: re.Pattern[str]
    harmless: re.Pattern[str]


@cache
def lexicon() -> Lexicon:
    """The packaged lexicon. A broken data file raises here: it is part of the program."""
    source = _source()
    classes: dict[str, list[str]] = source["词类"]
    articles: dict[str, list[Article]] = defaultdict(list)
    numbered = list(enumerate(source["条目"]))
    for_items = [(number, raw) for number, raw in numbered if raw.get("清单") != CASES]
    for_cases = [
        (number, raw) for number, raw in numbered if raw["领域"] == _EMERGENCY and raw.get("清单", CASES) == CASES
    ]
    for raw in source["条文"]:
        articles[raw["法"]].append(_article(raw))
    return Lexicon(
        entries=tuple(_entry(raw) for raw in source["条目"]),
        terms=_terms(for_items, classes),
        case_terms=_terms(for_cases, classes),
        articles={law: tuple(found) for law, found in articles.items()},
        paperwork=_any_of(classes["手续"]),
        harmless=_any_of(classes["危险已除"]),
    )


def _source() -> dict[str, Any]:
    """The files of the folder as one: word classes, entries and articles; a class is known to every file."""
    import yaml

    source: dict[str, Any] = {"词类": {}, "条目": [], "条文": []}
    folder = resources.files("rouxing").joinpath("data/fields")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        text = file.read_text(encoding="utf-8")
        part = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
        twice = source["词类"].keys() & part.get("词类", {}).keys()
        if twice:
            raise ValueError(f"{file.name} names a class again: {sorted(twice)}")
        source["词类"] |= part.get("词类", {})
        source["条目"] += part.get("条目", [])
        source["条文"] += part.get("条文", [])
    return source


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace("…", "[^，。；]{0,10}?") for word in words))


def _entry(raw: Mapping[str, Any]) -> Entry:
    return Entry(
        name=raw["名"],
        field=raw["领域"],
        certain=raw.get("程度") != "提示",
        needed=sum(1 << number for number, group in enumerate(GROUPS) if group in raw),
        checklist=raw.get("清单", ""),
        reason=raw["理由"],
        basis=raw["依据"],
        examples=tuple(raw["正例"]),
        counterexamples=tuple(raw["反例"]),
    )


def _article(raw: Mapping[str, Any]) -> Article:
    return Article(
        law=raw["法"],
        places=frozenset(written for place in raw["条"] for written in (place, _PARAGRAPH.sub("", place))),
        field=raw["领域"],
        certain=raw.get("程度") != "提示",
        reason=raw["理由"],
        examples=tuple(raw["正例"]),
        counterexamples=tuple(raw["反例"]),
    )


def _terms(
    entries: Sequence[tuple[int, Mapping[str, Any]]], classes: Mapping[str, Sequence[str]]
) -> Mapping[str, tuple[Term, ...]]:
    uses: dict[str, list[Use]] = defaultdict(list)
    for number, raw in entries:
        for bit, group in enumerate((*GROUPS, "除非")):
            for word in _expanded(raw.get(group, ()), classes):
                uses[word].append((number, 1 << bit))
    terms: dict[str, list[Term]] = defaultdict(list)
    for word, met in uses.items():
        parts = tuple(word.split("…"))
        terms[parts[0][:3]].append(Term(parts, tuple(met), all(bit == UNLESS for _, bit in met)))
    return {head: tuple(found) for head, found in terms.items()}


def _expanded(words: Sequence[str], classes: Mapping[str, Sequence[str]]) -> list[str]:
    found: list[str] = []
    for word in words:
        found.extend(_expanded(classes[word[1:-1]], classes) if word.startswith("〈") else [word])
    return list(dict.fromkeys(found))
