"""Where the words of the excluded fields stand in a text: near enough to each other, not negated, not about a paper."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from rouxing.law.field_lexicon import Term, Terms


class Hit(NamedTuple):
    """Where words stand in a text that is read."""

    start: int
    end: int
    scope: int  # 0 is the name (or cause); every clause of the circumstances (or facts) has its own number


@dataclass(frozen=True, slots=True)
class JoinedText:
    """Two joined texts (name and circumstances, cause and facts); `read` is the text with titles blanked."""

    whole: str
    read: str
    split: int
    parts: tuple[str, str]


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


def joined(first: str, second: str, parts: tuple[str, str]) -> JoinedText:
    """Two texts as one, with what people call them; titles of laws and what is excepted are not read."""
    whole = f"{first}\n{second}"
    read = _ASIDE.sub(lambda title: "\0" * len(title[0]), whole)
    return JoinedText(whole, read, len(first), parts)


def term_hits(text: JoinedText, terms: Terms) -> Iterator[tuple[Hit, Term]]:
    """Every place where words of a term stand, by the place of their anchor."""
    read = text.read
    breaks = [at for at, character in enumerate(read) if at >= text.split and character in _BREAKS]
    for number, first, end in terms.anchors.find_matches_as_indexes(read, overlapping=True):
        for term in terms.by_anchor[number]:
            if term.inside and any(read.startswith(longer, first - at) for at, longer in term.inside if at <= first):
                continue
            span = _span(read, first, end, term) if len(term.parts) > 1 else (first, end)
            if span and not _idle(read, *span, term):
                yield Hit(*span, bisect_right(breaks, span[0])), term


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


def is_banned(read: str, act: Hit) -> bool:
    """Whether an act is what is forbidden or was not done."""
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
