"""Fields in which the plan allows no leniency: public safety, life and health, measures of an emergency.

方案二（二）: 除涉及公共安全和人民群众生命健康等领域外；突发事件期间，对违反突发事件应对措施的行为，不适用柔性执法。
The act decides, not a word: who does what to what, under which article. Names of laws, offices and papers are none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rouxing.law import citation
from rouxing.law.field_hits import Hit, JoinedText, is_banned, joined, term_hits
from rouxing.law.field_lexicon import (
    ACTS,
    CASES,
    GROUPS,
    MEASURE,
    SETTING,
    SETTLED,
    THINGS,
    UNLESS,
    Article,
    Entry,
    Lexicon,
    Term,
    case_terms,
    lexicon,
)
from rouxing.law.formalities import formal_clauses
from rouxing.law.likeness import Likeness, likeness


class Field(StrEnum):
    """The fields of the plan's scope."""

    SAFETY = "公共安全"
    HEALTH = "人民群众生命健康"
    EMERGENCY = "突发事件应对措施"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a text belongs to a field: `certain` is an error, otherwise a person must look."""

    field: Field
    certain: bool
    part: str
    text: str
    reason: str
    unlike: bool = False
    """An entry or article that is sure of itself, though the wording is like that of harmless acts: information."""


@lru_cache(maxsize=32_768)  # one rule for each field asks the same of every item
def forbidden(
    name: str,
    circumstances: str,
    penal_grounds: tuple[str, ...] = (),
    checklist: str = "不予行政处罚",
    grounds: tuple[str, ...] = (),
    known: Lexicon | None = None,
) -> Evidence | None:
    """Evidence that an item of a checklist lies in an excluded field, the most certain; None if there is none.

    By the packaged lexicon, or by the one that is given: its entries are not weighed against the likeness of wording.
    """
    text = joined(name, circumstances, ("名称", "情形"))
    is_packaged, known = known is None, known or lexicon()
    met = dict(_met(text, known, given=MEASURE, checklist=checklist))
    cited = _articles((*penal_grounds, *grounds), text, known, with_words=bool(met))
    backed, unlike = any(article.certain for article, _ in cited), False
    if not met and not cited and (not is_packaged or _is_settled(text)):
        return None
    if is_packaged and not (backed and met):
        laws = {law for ground in (*penal_grounds, *grounds) for law, _ in citations(ground)} - _GENERAL
        like = likeness("事项", text.read[: text.split], laws=laws)
        if not met and not cited:
            return _alike(like, text.parts[0], _LIKELY)
        is_sure = backed or any(entry.certain for entry in met)
        unlike = like.probability < (_HARDLY if is_sure else _UNLIKELY) and not (met and cited)
        if unlike and not is_sure:
            return None
        if laws and laws <= known.other_laws:
            met = {entry: hits for entry, hits in met.items() if entry.certain or entry.field == Field.EMERGENCY}
    if met:
        entry = min(
            met, key=lambda entry: (not (entry.certain or backed), not entry.checklist, entry.field != Field.EMERGENCY)
        )
        evidence = _evidence(text, entry, met[entry], certain=entry.certain or backed)
        # the wording of the name is what was weighed: an act that stands in the circumstances keeps its weight
        return _weighed(evidence, unlike and evidence.part == text.parts[0])
    if not cited:
        return None
    article, citation = cited[0]
    return _weighed(Evidence(Field(article.field), article.certain, "案由", citation, article.reason), unlike)


def _evidence(text: JoinedText, entry: Entry, hits: Sequence[Hit], *, certain: bool) -> Evidence:
    """The words found, in order of the text, as evidence of the entry's field."""
    hits = sorted(hits, key=lambda hit: hit.start)
    first, last = hits[0].start, max(hit.end for hit in hits)
    near = last - first <= 40 and hits[0].scope == hits[-1].scope
    words = text.whole[first:last] if near else "、".join(text.whole[hit.start : hit.end] for hit in hits)
    part = text.parts[0] if first < text.split else text.parts[1]
    return Evidence(Field(entry.field), certain, part, words, entry.why)


def _weighed(evidence: Evidence, unlike: bool) -> Evidence:
    return replace(evidence, certain=False, unlike=True) if unlike else evidence


def breaks_measure(
    cause: str, facts: str, events: Sequence[tuple[str, str]], known: Lexicon | None = None
) -> Evidence | None:
    """Evidence that the act of a case breaks a measure of one of the declared `events` (name, kind).

    Whether the day and the place lie within an event is the caller's question.
    """
    if not events:
        return None
    text = joined(cause, facts, ("案由", "事实"))
    named = joined("", "，".join(name for name, _ in events), ("", ""))
    found = [
        _evidence(text, entry, hits, certain=entry.certain)
        for entry, hits in _met(text, known or lexicon(), given=SETTING, checklist=CASES, beside=named)
    ]
    gravest = min(found, key=lambda evidence: not evidence.certain, default=None)
    if known:
        return gravest
    like = likeness("案件", cause, facts)
    if gravest:
        if gravest.certain:
            return _weighed(gravest, like.probability < _HARDLY)
        return None if like.probability < _UNLIKELY_CASE else gravest
    over = lexicon().over.search(text.read) or formal_clauses(text.read, text.split)
    return None if over else _alike(like, text.parts[1], _LIKELY_CASE)


@lru_cache(maxsize=4096)
def citations(text: str) -> tuple[tuple[str, str], ...]:
    """Every (law, 第…条第…款第…项) cited: the law without 中华人民共和国, numerals in Chinese, no brackets."""
    return tuple(
        (cited.law.name.removeprefix("中华人民共和国"), place._replace(part="").canonical)
        for cited in citation.citations(text)
        if cited.law.ref in _NAMED
        for target in cited.targets
        for place in target.places
    )


_NAMED: Final = frozenset(("title", "short", "inherited"))


_GENERAL: Final = frozenset(("行政处罚法", "行政强制法", "优化营商环境条例"))
_LIKELY: Final = 0.75
_UNLIKELY: Final = 0.15
_LIKELY_CASE: Final = 0.6  # on a day and at a place of an emergency half of the cases break a measure
_UNLIKELY_CASE: Final = 0.3


_HARDLY: Final = 0.05  # an entry or an article that is sure of itself gives way to nothing more likely
_TELLING: Final = 2  # one pair of characters is a coincidence


def _alike(like: Likeness, part: str, least: float) -> Evidence | None:
    """A doubt where no entry and no article is met but the wording is like that of dangerous acts."""
    if like.probability < least or len(like.words) < _TELLING:
        return None
    reason = "没有对应的词条，但措辞与这一领域的样例相近，与手续、市容等样例不同，由人判断（方案“适用范围”）"
    return Evidence(Field(like.field), False, part, "、".join(like.words), reason)


def _is_settled(text: JoinedText) -> bool:
    """Whether the item says that there is no danger (any more), or is about a paper only."""
    in_name = any(start < text.split for start, _ in formal_clauses(text.read, text.split))
    return in_name or bool(lexicon().harmless.search(text.read))


def _shortened(place: str) -> Iterator[str]:
    """The place itself, then without 项, then without 款."""
    while place:
        yield place
        place = re.sub(r"第[^第]*$", "", place)


def _met(
    text: JoinedText, known: Lexicon, *, given: int, checklist: str, beside: JoinedText | None = None
) -> Iterator[tuple[Entry, list[Hit]]]:
    """Entries all of whose groups are met in the name, or in the name and one clause, with the hits that meet them.

    Groups of the mask `given` are not asked; 措施 may be met anywhere, also `beside` the text (names of events).
    """
    terms = case_terms(known) if checklist == CASES else known.terms
    found = sorted(term_hits(text, terms), key=_start)
    masks = _masks(found)
    measures = {number for number, mask in masks.items() if mask & MEASURE}
    elsewhere = _masks(term_hits(beside, terms) if beside else ())
    measures.update(number for number, mask in elsewhere.items() if mask & MEASURE)
    entries = known.entries
    candidates = {
        number: needed
        for number, needed in _promising(masks, entries, ~given, checklist)
        if not needed & MEASURE or number in measures
    }
    if not candidates:
        return
    papers = formal_clauses(text.read, text.split)
    for number, groups in _groups(found, candidates).items():
        needed = candidates[number]
        if checklist == CASES and not entries[number].certain and (papers or _explained(text.read, groups)):
            continue
        things = [hit for bit in THINGS for hit in groups.get(bit, ())]
        acts = {bit: _not_in(papers, _outside(groups[bit], things)) for bit in ACTS if bit in groups}
        if needed & MEASURE:
            acts = {bit: [act for act in done if not is_banned(text.read, act)] for bit, done in acts.items()}
        wanted = [1 << bit for bit in range(len(GROUPS)) if (needed & ~MEASURE) >> bit & 1]
        hits = _together([acts.get(bit, groups[bit]) for bit in wanted])
        if hits:
            yield entries[number], hits


def _promising(
    masks: Mapping[int, int], entries: Sequence[Entry], asked: int, checklist: str
) -> Iterator[tuple[int, int]]:
    """Entries for this list all of whose `asked` groups have a hit (措施 aside) and which nothing revokes."""
    for number, mask in masks.items():
        entry = entries[number]
        needed = entry.needed & asked
        if needed & ~MEASURE & ~mask or entry.checklist not in {"", checklist}:
            continue
        is_doubt = checklist == CASES and not entry.certain  # there _explained looks where the word stands
        if not mask & (SETTLED if is_doubt else UNLESS | SETTLED):
            yield number, needed


def _masks(found: Iterable[tuple[Hit, Term]]) -> dict[int, int]:
    """For each entry with a hit: the groups that are met, as a mask."""
    masks: dict[int, int] = defaultdict(int)
    for _, term in found:
        for number, bit in term.uses:
            masks[number] |= bit
    return masks


def _groups(found: Sequence[tuple[Hit, Term]], wanted: Container[int]) -> dict[int, dict[int, list[Hit]]]:
    """For each of these entries: the hits of each of its groups, in order of the text."""
    groups: dict[int, dict[int, list[Hit]]] = defaultdict(dict)
    for hit, term in found:
        for number, bit in term.uses:
            if number in wanted:
                groups[number].setdefault(bit, []).append(hit)
    return groups


def _start(found: tuple[Hit, Term]) -> int:
    return found[0].start


def _together(groups: Sequence[Sequence[Hit]]) -> list[Hit]:
    """One hit for each group, all within the name or within the name and one clause; empty if there is none."""
    if not groups or not all(groups):
        return []
    by_scope = [{hit.scope: hit for hit in reversed(group)} for group in groups]
    for scope in dict.fromkeys(hit.scope for group in groups for hit in group):
        chosen = [group.get(0) or group.get(scope) for group in by_scope]
        if all(chosen):
            return [hit for hit in chosen if hit is not None]
    return []


def _outside(acts: Sequence[Hit], things: Sequence[Hit]) -> list[Hit]:
    """The acts that are not merely a piece of the word for a thing (围 in 围挡)."""
    reach = {position: thing for thing in things for position in range(thing.start, thing.end)}
    return [
        act
        for act in acts
        if (thing := reach.get(act.start)) is None
        or act.end > thing.end
        or act.end - act.start == thing.end - thing.start
    ]


def _explained(read: str, groups: Mapping[int, Sequence[Hit]]) -> bool:
    """Whether a word of 除非 stands elsewhere than in a clause that only tells what was ordered, before the act."""
    ordered = {hit.scope for hit in groups.get(MEASURE) or groups.get(ACTS[1], ())}
    return any(hit.scope not in ordered or not _GOES_ON.search(read, hit.end) for hit in groups.get(UNLESS, ()))


_GOES_ON: Final = re.compile("[，。；;][^，。；;\\n]")


def _not_in(papers: Sequence[tuple[int, int]], acts: list[Hit]) -> list[Hit]:
    """The acts that do not stand in a clause about a paper."""
    if not papers:
        return acts
    return [act for act in acts if not any(start <= act.start < end for start, end in papers)]


def _articles(
    grounds: Sequence[str], text: JoinedText, known: Lexicon, *, with_words: bool
) -> list[tuple[Article, str]]:
    """Articles of a field that the grounds cite, certain ones first; none if the item is about papers only."""
    if not with_words and _is_settled(text):
        return []
    found = [
        (article, ground)
        for ground in grounds
        for law, place in citations(ground)
        for article in known.articles.get(law, ())
        if not article.places.isdisjoint(_shortened(place))
    ]
    return sorted(found, key=lambda pair: not pair[0].certain)
