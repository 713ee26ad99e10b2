"""Fields in which the plan allows no leniency: public safety, life and health, measures of an emergency.

方案二（二）: 除涉及公共安全和人民群众生命健康等领域外；突发事件期间，对违反突发事件应对措施的行为，不适用柔性执法。
The act decides, not a word: who does what to what, under which article. Names of laws, offices and papers are none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from rouxing.law import citation
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
    Terms,
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


class _Hit(NamedTuple):
    start: int
    end: int
    scope: int  # 0 is the name (or cause); every clause of the circumstances (or facts) has its own number


@dataclass(frozen=True, slots=True)
class _Text:
    """Two joined texts (name and circumstances, cause and facts); `read` is the text with titles blanked."""

    whole: str
    read: str
    split: int
    parts: tuple[str, str]

    def evidence(self, entry: Entry, hits: Sequence[_Hit], *, certain: bool) -> Evidence:
        """The words found, in order of the text, as evidence of the entry's field."""
        hits = sorted(hits, key=lambda hit: hit.start)
        first, last = hits[0].start, max(hit.end for hit in hits)
        near = last - first <= 40 and hits[0].scope == hits[-1].scope
        words = self.whole[first:last] if near else "、".join(self.whole[hit.start : hit.end] for hit in hits)
        part = self.parts[0] if first < self.split else self.parts[1]
        return Evidence(Field(entry.field), certain, part, words, entry.why)


_GAP: Final = 10
_GAP_OF_DENIAL: Final = 16  # 未对……进行检验: what was not done stands far from its 未
_ASIDE: Final = re.compile(  # titles of law, what is excepted, mere background of a delay, plainly municipal acts
    r"(?:违反|依据|根据|按照)?了?《[^》]{0,60}》(?:第[一二三四五六七八九十百零〇0-9]{1,7}[条款项])*(?:的?规定)?"
    r"|“[^”]{1,24}”(?=的?(?:提示|卡|牌|标语|字样|海报|横幅|制度|须知|标识|标志|说明|公告|条幅|用语|示意图|广告|口号|专柜|等用语))"
    r"|[（(][^（）()]{0,40}(?:除外|不含|不包括)[^（）()]{0,20}[）)]"
    r"|(?:因|由于|受)[^，。；\n]{0,8}?(?:疫情|台风|洪|暴雨|地震|停电|灾|事故|抢险|封控|隔离)"
    r"[^，。；\n]{0,10}?(?:影响|停业|停工|停课|停电|停运|停产|封控|隔离|封路|中断|延误|原因|延迟|晚|迟|逾期)"
    r"|(?:擅自)?占用(?:人行道|城市道路|盲道|绿地)|擅自(?:在[^，。；]{1,12}上)?(?:张贴|悬挂|涂写|刻画)"
    r"|未按(?:规定|要求)?的?(?:期限|时限)|未按时|未经检定"
)
_TRADES: Final = frozenset(
    ("经营", "生产", "销售", "使用", "运输", "储存", "贮存", "屠宰", "加工", "施工", "作业", "充装", "检测", "检验")
)
_TRADER: Final = re.compile(r"企业|单位|公司|者|户|店|商(?!品)|厂家|行业|人员名册")
_BREAKS: Final = frozenset("，。；;,！？\n\u3000\0")
_NEGATED: Final = re.compile(
    r"(?:[不未]影响|[不未]涉及|不属于|不含|不包括|非(?![法要洲典常机])|[未没][有]?造成|[未没][有]?发生|[未没][有]?出现|[未没][有]?发现|[未没不]有?使用|[未没]有?(?:检出|查出|继续|流入|上市|伤及|波及|接触)"
    r"|[未没][有]?危及|不存在|防止|避免|预防(?!接种|性|保健|用药)|(?<!三)无(?![证照牌许人资围视故菌痛创影纺边])"
    r"|(?:未|没有?|不)(?:及时|如实|完整|准确|规范|主动|按[照规定要求时期]{1,5})?(?:记录|登记|记载|保存|留存|公示|公开|备案|报送|标注|标明|张贴|建立|通报)"
    r"|漏记|漏登|补记|迟报|晚报)[^的，。；]{0,5}$"
)
_DENYING: Final = frozenset("不未没非防避预无漏补迟晚")  # one of these begins every negation: cheaper to ask first
_PAPER: Final = re.compile(
    r"的?(?:情况|过程|工作|检查|作业|检验|检测|维保|审批|安全)?(?:记录|台账|台帐|档案|登记簿|标志|标识|标签|标线|公示|公告|备案|报表|说明书|单据|资料|方案|计划|制度|广告|宣传|横幅|价格|标价|票据|发票|合同|保险)"
)
_BANNED: Final = re.compile(  # 禁止取水、没有摆席: what a measure forbids, or what was not done, is no act
    r"(?:(?:禁止|不得|不准|不许|不能|不要|不可|严禁|停止|叫停|暂停|要求|责令)[^，。；\0后仍却又还照就期间时前]{0,6}"
    r"|(?:[禁未没]|(?<!不)停|没有|不再)[^，。；\0后仍却又还照就期间时前经按满到听]{0,2}|不)$"
)
_DENIALS: Final = frozenset("未没不无")
_ALLOWED: Final = frozenset("经按持获解撤扑受检抽完均隐培运正")  # 经批准、检验合格 after 未 allow nothing
_DENIED: Final = re.compile(r"(?:[未没非不]|没有|未能|未经)$")
_GAP_PAPER: Final = re.compile(r"记录|登记|保存|公示|公告|备案|台账|档案|标注|报告|张贴|计划|制度")


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
    text = _text(name, circumstances, ("名称", "情形"))
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
        evidence = text.evidence(entry, met[entry], certain=entry.certain or backed)
        # the wording of the name is what was weighed: an act that stands in the circumstances keeps its weight
        return _weighed(evidence, unlike and evidence.part == text.parts[0])
    if not cited:
        return None
    article, citation = cited[0]
    return _weighed(Evidence(Field(article.field), article.certain, "案由", citation, article.reason), unlike)


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
    text = _text(cause, facts, ("案由", "事实"))
    named = _text("", "，".join(name for name, _ in events), ("", ""))
    found = [
        text.evidence(entry, hits, certain=entry.certain)
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


def _is_settled(text: _Text) -> bool:
    """Whether the item says that there is no danger (any more), or is about a paper only."""
    in_name = any(start < text.split for start, _ in formal_clauses(text.read, text.split))
    return in_name or bool(lexicon().harmless.search(text.read))


def _shortened(place: str) -> Iterator[str]:
    """The place itself, then without 项, then without 款."""
    while place:
        yield place
        place = re.sub(r"第[^第]*$", "", place)


def _text(first: str, second: str, parts: tuple[str, str]) -> _Text:
    whole = f"{first}\n{second}"
    read = _ASIDE.sub(lambda title: "\0" * len(title[0]), whole)
    return _Text(whole, read, len(first), parts)


def _met(
    text: _Text, known: Lexicon, *, given: int, checklist: str, beside: _Text | None = None
) -> Iterator[tuple[Entry, list[_Hit]]]:
    """Entries all of whose groups are met in the name, or in the name and one clause, with the hits that meet them.

    Groups of the mask `given` are not asked; 措施 may be met anywhere, also `beside` the text (names of events).
    """
    terms = case_terms(known) if checklist == CASES else known.terms
    found = sorted(_hits(text, terms), key=_start)
    masks = _masks(found)
    measures = {number for number, mask in masks.items() if mask & MEASURE}
    measures.update(number for number, mask in _masks(_hits(beside, terms) if beside else ()).items() if mask & MEASURE)
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
            acts = {bit: [act for act in done if not _banned(text.read, act)] for bit, done in acts.items()}
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


def _masks(found: Iterable[tuple[_Hit, Term]]) -> dict[int, int]:
    """For each entry with a hit: the groups that are met, as a mask."""
    masks: dict[int, int] = defaultdict(int)
    for _, term in found:
        for number, bit in term.uses:
            masks[number] |= bit
    return masks


def _groups(found: Sequence[tuple[_Hit, Term]], wanted: Container[int]) -> dict[int, dict[int, list[_Hit]]]:
    """For each of these entries: the hits of each of its groups, in order of the text."""
    groups: dict[int, dict[int, list[_Hit]]] = defaultdict(dict)
    for hit, term in found:
        for number, bit in term.uses:
            if number in wanted:
                groups[number].setdefault(bit, []).append(hit)
    return groups


def _start(found: tuple[_Hit, Term]) -> int:
    return found[0].start


def _together(groups: Sequence[Sequence[_Hit]]) -> list[_Hit]:
    """One hit for each group, all within the name or within the name and one clause; empty if there is none."""
    if not groups or not all(groups):
        return []
    by_scope = [{hit.scope: hit for hit in reversed(group)} for group in groups]
    for scope in dict.fromkeys(hit.scope for group in groups for hit in group):
        chosen = [group.get(0) or group.get(scope) for group in by_scope]
        if all(chosen):
            return [hit for hit in chosen if hit is not None]
    return []


def _outside(acts: Sequence[_Hit], things: Sequence[_Hit]) -> list[_Hit]:
    """The acts that are not merely a piece of the word for a thing (围 in 围挡)."""
    reach = {position: thing for thing in things for position in range(thing.start, thing.end)}
    return [
        act
        for act in acts
        if (thing := reach.get(act.start)) is None
        or act.end > thing.end
        or act.end - act.start == thing.end - thing.start
    ]


def _explained(read: str, groups: Mapping[int, Sequence[_Hit]]) -> bool:
    """Whether a word of 除非 stands elsewhere than in a clause that only tells what was ordered, before the act."""
    ordered = {hit.scope for hit in groups.get(MEASURE) or groups.get(ACTS[1], ())}
    return any(hit.scope not in ordered or not _GOES_ON.search(read, hit.end) for hit in groups.get(UNLESS, ()))


_GOES_ON: Final = re.compile("[，。；;][^，。；;\\n]")


def _not_in(papers: Sequence[tuple[int, int]], acts: list[_Hit]) -> list[_Hit]:
    """The acts that do not stand in a clause about a paper."""
    if not papers:
        return acts
    return [act for act in acts if not any(start <= act.start < end for start, end in papers)]


def _hits(text: _Text, terms: Terms) -> Iterator[tuple[_Hit, Term]]:
    read = text.read
    breaks = [at for at, character in enumerate(read) if at >= text.split and character in _BREAKS]
    for number, first, end in terms.anchors.find_matches_as_indexes(read, overlapping=True):
        for term in terms.by_anchor[number]:
            if term.inside and any(read.startswith(longer, first - at) for at, longer in term.inside if at <= first):
                continue
            span = _span(read, first, end, term) if len(term.parts) > 1 else (first, end)
            if span and not _idle(read, *span, term):
                yield _Hit(*span, bisect_right(breaks, span[0])), term


def _span(read: str, first: int, end: int, term: Term) -> tuple[int, int] | None:
    """Where a term with gaps stands whose anchor stands here; None if its other parts are not near."""
    gap = _GAP_OF_DENIAL if term.parts[0][0] in _DENIALS else _GAP
    for part in reversed(term.parts[: term.anchor]):
        at = read.rfind(part, max(0, first - gap - len(part)), first)
        if at < 0 or not _is_gap(read, at + len(part), first):
            return None
        first = at
    for part in term.parts[term.anchor + 1 :]:
        at = read.find(part, end, end + gap + len(part))
        if at < 0 or not _is_gap(read, end, at):
            return None
        end = at + len(part)
    return first, end


def _is_gap(read: str, start: int, end: int) -> bool:
    """Whether what stands between two parts is of one clause and speaks of no paper."""
    return _BREAKS.isdisjoint(read[start:end]) and not _GAP_PAPER.search(read, start, end)


def _banned(read: str, act: _Hit) -> bool:
    return _BANNED.search(read, max(0, act.start - 10), act.start) is not None


def _idle(read: str, start: int, end: int, term: Term) -> bool:
    """Whether the words are negated, or name a trader (经营者), or only the subject of a paper (记录、台账、标志)."""
    if term.only_revokes:
        return term.parts[0][0] in _ALLOWED and _DENIED.search(read, max(0, start - 3), start) is not None
    if read[start:end] in _TRADES and _TRADER.match(read, end):
        return True
    if _PAPER.match(read, end):
        return True
    before = max(0, start - 14)
    return not _DENYING.isdisjoint(read[before:start]) and _NEGATED.search(read, before, start) is not None


def _articles(grounds: Sequence[str], text: _Text, known: Lexicon, *, with_words: bool) -> list[tuple[Article, str]]:
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
