"""The lexicon of excluded fields, compiled once from the packaged `data/fields/*.yaml`.

A term is plain text; `…` inside it stands for up to ten characters of the same clause; 〈名〉 stands for a word class.
An entry fires when each of its groups (主体, 方式, 行为, 对象, 场所, 情境 or 措施) is met; a word of 除非 revokes it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

GROUPS: Final = ("主体", "方式", "行为", "对象", "场所", "情境", "措施")
UNLESS: Final = 1 << len(GROUPS)
SETTLED: Final = UNLESS << 1
"""A word of 除非 from the classes of `_SETTLED`, which say that there is no danger or no measure (any more)."""
SETTING: Final = 1 << GROUPS.index("情境")  # asked of items only: for a case the emergency is declared
MEASURE: Final = 1 << GROUPS.index("措施")  # asked of cases only
CASES: Final = "案件"  # instead of a list in 清单: the entry is for cases only
ACTS: Final = tuple(1 << GROUPS.index(group) for group in ("方式", "行为"))
THINGS: Final = tuple(1 << GROUPS.index(group) for group in ("主体", "对象", "场所"))

_SETTLED: Final = ("〈危险已除〉", "〈已解除〉", "〈措施外〉")
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


class Term(NamedTuple):
    """A term cut at its gaps, and the groups that it meets."""

    parts: tuple[str, ...]
    anchor: int
    """Which part is the longest: the rarest, by which the term is looked for."""
    uses: tuple[Use, ...]
    only_revokes: bool  # a word of 除非 and of no other group
    inside: tuple[tuple[int, str], ...]
    """Longer words that hold it and mean something else (药店 in 农药店), with the place of its anchor in them."""


class Terms(NamedTuple):
    """All terms, found in one pass over a text (Aho and Corasick 1975) by their longest parts."""

    anchors: AhoCorasick
    by_anchor: tuple[tuple[Term, ...], ...]
    """The terms of each anchor, in the order of the automaton's patterns."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything known: entries, terms of items, articles; and what it was compiled from."""

    entries: tuple[Entry, ...]
    terms: Terms
    articles: Mapping[str, tuple[Article, ...]]
    other_laws: frozenset[str]
    """Laws about city looks, taxes, statistics and the like: what they punish is hardly of a field."""
    harmless: re.Pattern[str]
    over: re.Pattern[str]
    """Words that say that a measure was over, or did not bind whoever acted."""
    source: Mapping[str, Any]


@cache
def lexicon() -> Lexicon:
    """The packaged lexicon. A broken data file raises here: it is part of the program."""
    return compiled(_source())


def packaged_classes() -> Mapping[str, Sequence[str]]:
    """The packaged word classes by name, which an agency's own entries may use."""
    classes: Mapping[str, Sequence[str]] = _source()["词类"]
    return classes


def compiled(source: Mapping[str, Any]) -> Lexicon:
    """A lexicon from word classes, entries and articles. Raises KeyError where an entry uses an unknown class."""
    classes: Mapping[str, Sequence[str]] = source["词类"]
    articles: dict[str, list[Article]] = defaultdict(list)
    for_items = [(number, raw) for number, raw in enumerate(source["条目"]) if raw.get("清单") != CASES]
    for raw in source["条文"]:
        articles[raw["法"]].append(_article(raw))
    return Lexicon(
        entries=tuple(_entry(raw) for raw in source["条目"]),
        terms=_terms(for_items, source),
        articles={law: tuple(found) for law, found in articles.items()},
        other_laws=frozenset(source.get("他域法", ())),
        harmless=_any_of(classes["危险已除"]),
        over=_any_of((*classes["已解除"], *classes["措施外"])),
        source=source,
    )


@lru_cache(maxsize=4)
def case_terms(known: Lexicon) -> Terms:
    """Terms of the entries that speak of cases."""
    source = known.source
    asked = [
        (number, raw)
        for number, raw in enumerate(source["条目"])
        if raw["领域"] == _EMERGENCY and raw.get("清单", CASES) == CASES
    ]
    return _terms(asked, source)


@cache
def _source() -> dict[str, Any]:
    """The files of the folder as one: word classes, entries and articles; a class is known to every file."""
    from yaml_rs import loads

    source: dict[str, Any] = {"词类": {}, "条目": [], "条文": [], "别义": {}, "他域法": []}
    folder = resources.files("rouxing").joinpath("data/fields")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        part: Any = loads(file.read_text(encoding="utf-8"), parse_datetime=False)
        twice = source["词类"].keys() & part.get("词类", {}).keys()
        if twice:
            raise ValueError(f"{file.name} names a class again: {sorted(twice)}")
        source["词类"] |= part.get("词类", {})
        source["别义"] |= part.get("别义", {})
        source["条目"] += part.get("条目", [])
        source["条文"] += part.get("条文", [])
        source["他域法"] += part.get("他域法", [])
    return source


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, unless 未, 未经 or 不 stands before it."""
    either = "|".join(re.escape(word).replace("…", "[^，。；]{0,10}?") for word in words)
    return re.compile(f"(?<![未不])(?<!未经)(?:{either})")


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


def _terms(entries: Sequence[tuple[int, Mapping[str, Any]]], source: Mapping[str, Any]) -> Terms:
    from ahocorasick_rs import AhoCorasick

    uses: dict[str, list[Use]] = defaultdict(list)
    for number, raw in entries:
        for bit, words in _worded(raw):
            for word in _expanded(words, source["词类"]):
                uses[word].append((number, bit))
    inside: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for longer, words in source.get("别义", {}).items():
        for word in words:
            inside[word].append((longer.index(word), longer))
    terms: dict[str, list[Term]] = defaultdict(list)
    for word, met in uses.items():
        parts = tuple(word.split("…"))
        only_revokes = all(bit >= UNLESS for _, bit in met)
        anchor = max(range(len(parts)), key=lambda index: len(parts[index]))
        terms[parts[anchor]].append(Term(parts, anchor, tuple(met), only_revokes, tuple(inside[parts[anchor]])))
    return Terms(AhoCorasick(list(terms)), tuple(map(tuple, terms.values())))


def _worded(raw: Mapping[str, Any]) -> Iterator[tuple[int, Sequence[str]]]:
    """The words of each group of an entry, with the bit of the group."""
    for number, group in enumerate(GROUPS):
        yield 1 << number, raw.get(group, ())
    unless = raw.get("除非", ())
    yield UNLESS, [word for word in unless if word not in _SETTLED]
    yield SETTLED, [word for word in unless if word in _SETTLED]


def _expanded(words: Sequence[str], classes: Mapping[str, Sequence[str]]) -> list[str]:
    found: list[str] = []
    for word in words:
        found.extend(_expanded(classes[word[1:-1]], classes) if word.startswith("〈") else [word])
    return list(dict.fromkeys(found))
