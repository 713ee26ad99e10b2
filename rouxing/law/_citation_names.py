"""Short names of laws in running text, such as 行政处罚法第三十三条: where the name begins is nowhere marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from rouxing.law._citation_ast import LawName, Span
from rouxing.law._citation_steps import BLANK, NUMBER
from rouxing.law._citation_titles import noted, version_end
from rouxing.law.patterns import Rare

Known = Callable[[str], bool]

_LONGEST: Final = 60
_STATE: Final = "中华人民共和国"
_STRONG: Final = (
    "法",
    "法典",
    "条例",
    "办法",
    "规定",
    "细则",
    "规则",
    "通则",
    "准则",
    "规程",
    "章程",
    "公约",
    "修正案",
    "民法总则",
)
_WEAK: Final = ("决定", "解释", "规范", "意见", "通知", "批复", "公告", "标准")
"""Words that end titles, but other nouns as well: they need 关于 before them, or a list of known names."""

_LAST: Final = frozenset(ending[-1] for ending in (*_STRONG, *_WEAK))
_NO_LAW: Final = Rare(
    "(?:"
    "[方违执合立守依非无做看想说书手疗犯普语算乘减加]法|(?<!公)司法"
    "|(?:[该本此其各列述关按照据家项款应个种]|[以之]?[上下前后]|一般|具体|统一|特别|共同|其他|明确|现行|法律|法规|规章|政策|文件|制度|合同|单位|公司)"
    "(?:条例|规定|办法|规则|细则|通则|准则|规程|章程)"
    r")\Z"
)
_BARE: Final = frozenset((*_STRONG, *_WEAK)) - {"民法总则"}

_CUT: Final = Rare(
    "违反了?|违背了?|触犯了?|依据|根据|按照|依照|参照|遵照|对照|适用(?!法)|援引|引用|符合|参见|详见|属于|构成|应为|认为|(?<!应)对(?![外法])"
    "|(?<=法)(?<![执司立守违合非方]法)(?:以及|或者|和|与|及|或)"
    "|(?<=条例|办法|规定|细则|规则)(?:以及|或者|和|与|及|或)"
)
_LEADING: Final = Rare(  # less the words that titles begin with: 对外贸易法, 将乐县…办法, 见义勇为…条例
    "(?:以及|或者|并且|而且|同时|还有|其中|另外|例如|比如|现行|我国|执行(?!董)|日起"
    "|和(?![田平县])|因(?!公)|以(?!工)|依(?!法)|在(?![用线校建])|见(?!义)|新(?![闻疆能型兴建])|等(?!级)|按(?![摩揭])|据(?!点)"
    "|如(?![东皋])|即(?!时)|为(?!民服|老)|是(?!非)|系(?!统)|属(?![地下])|将(?![军乐])|了(?!解)|还(?![建贷])|旧(?![机城货房])"
    "|[与及或并且由把又])+"
)
_BREACH: Final = Rare("(?:规定|条例|纪律|秩序|管理)行为")
_ISSUER: Final = Rare(r"(?:[省市县区州旗盟部局]|实施)\Z")
_BRACKET: Final = Rare(r"[（(]([^（）()]{1,60})[）)]\Z")
_PART_OF_NAME: Final = Rare(rf"{BLANK}(?:{NUMBER}|试行|暂行|草案){BLANK}")

_MOST_NOTES: Final = 4  # its version, its alias, a remark, and （试行） behind which the name ends


def short_name(text: str, floor: int, end: int, known: Known | None) -> LawName | None:
    """The law named directly before `end`, not reaching behind `floor`; with `known`, the longest known name wins.

    Without, the name is the run of Han characters before its ending (法, 条例 …), less the words that lead to it
    (违反, 根据, 和 …).
    """
    lines = 0
    while end > floor and (text[end - 1].isspace() or text[end - 1] in "\u200b\ufeff"):
        end -= 1
        lines += text[end] == "\n"
    if lines > 1:
        return None  # 其他规定 is the heading above 第九十条
    stop, bracketed = _without_notes(text, floor, end)
    if stop <= floor or text[(bracketed or stop) - 1] not in _LAST:
        return None
    start = _start(text, floor, bracketed or stop, stop, known)
    if start < 0:
        return None
    law = LawName("short", text[start:stop], span=Span(start, end))
    if stop == end:
        return law
    law, read = noted(text, law, stop)
    return law if read == end else None


def _without_notes(text: str, floor: int, end: int) -> tuple[int, int]:
    """Where a name ends before its notes, and before （试行） or （六） that belongs to it (0 if there is none)."""
    for _ in range(_MOST_NOTES):
        if end <= floor or text[end - 1] not in "）)":
            break
        lowest = max(floor, end - 64)
        bracket = _BRACKET.search(text[lowest:end])
        if bracket is None:
            break
        if _PART_OF_NAME.fullmatch(bracket[1]):
            return end, lowest + bracket.start()
        end = lowest + bracket.start()
    return end, 0


def _start(text: str, floor: int, ending: int, stop: int, known: Known | None) -> int:
    """Where the name begins whose last word ends at `ending`; -1 if it is no name of a law."""
    lowest = max(floor, ending - _LONGEST)
    first = ending
    while first > lowest and "一" <= text[first - 1] <= "鿿":
        first -= 1
    if "0" <= text[first - 1 : first] <= "９" or text.find("修", first, ending) >= 0:
        first = version_end(text, max(floor, first - 4), ending, first)
    cut = _lexical(text[first:ending])
    start = first + cut if cut >= 0 else -1
    if known is None:
        return start
    listed = next((at for at in range(first, ending - 1) if known(text[at:stop])), -1)
    if listed < 0 or (0 <= start < listed and _ISSUER.search(text[start:listed])):
        return start  # a law of 福建省 is not the national one whose name it contains
    return listed - len(_STATE) if text.endswith(_STATE, first, listed) else listed


@lru_cache(maxsize=4096)
def _lexical(run: str) -> int:
    """Where the name begins in a run of Han characters; -1 if the run ends in no name."""
    if not run.endswith(_STRONG) and not (run.endswith(_WEAK) and "关于" in run):
        return -1
    about = run.find("关于")
    limit = about if about >= 0 else len(run)
    cut = max((word.end() for word in _CUT.finditer(run, 0, limit) if not _in_title(run, word)), default=0)
    if about < 0:
        cut = max(cut, run.rfind("的") + 1)
    leading = _LEADING.match(run, cut, limit)
    cut = leading.end() if leading else cut
    name = run[cut:]
    if len(name) < 2 or name in _BARE or _NO_LAW.search(name):
        return -1
    return cut


def _in_title(run: str, word: re.Match[str]) -> bool:
    """违反…规定行为处分办法 is a title."""
    return word[0] == "违反" and bool(_BREACH.search(run, word.end()))
