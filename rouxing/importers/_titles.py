"""Which of the four lists a title speaks of, and which agency."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rouxing.importers._texts import squeezed, without_number
from rouxing.importers._words import words
from rouxing.terms import ListKind

OTHER: Final = "其他"
"""A list that is none of the four: 从重行政处罚清单."""

_COMPULSION: Final = re.compile(r"(?:不予|免予|免于|不|免|免除|不再)(?:以)?(?:实施|采取|适用)?(?:行政)?强制|免强制")
_NO_PENALTY: Final = re.compile(
    r"不予(?:以)?(?:实施)?(?:行政)?处罚|(?:免予|免于|免除|免)(?:行政)?处罚|不予处罚|(?<!减)免罚|(?<!减)免责|不罚|容错|首违"
)
_MITIGATED: Final = re.compile("减轻|减罚")
_LIGHTER: Final = re.compile("从轻|轻罚")
_STRICT: Final = re.compile("从重|加重|从严")
_PAIR: Final = re.compile(r"从轻(?:处罚|行政处罚)?[、和或及与/]*(?:者)?减轻|减轻(?:处罚|行政处罚)?[、和或及与/]*从轻")


class Kinds(NamedTuple):
    """The lists that a text names; `pair`: 从轻减轻 named together and nothing else."""

    found: frozenset[str]
    pair: bool = False

    @property
    def single(self) -> str:
        """The one list named, 从轻 for the pair; "" for none or several."""
        if self.pair:
            return ListKind.LIGHTER_PENALTY
        return next(iter(self.found)) if len(self.found) == 1 else ""


def kinds(text: str) -> Kinds:
    """The lists that a text names."""
    bare = re.sub('[（）()“”"《》]', "", squeezed(text))  # 不予（免予）行政处罚
    found: set[str] = set()
    rest = _COMPULSION.sub("", bare)
    if rest != bare:
        found.add(ListKind.NO_COMPULSION)
    named = (
        (_NO_PENALTY, ListKind.NO_PENALTY),
        (_MITIGATED, ListKind.MITIGATED_PENALTY),
        (_LIGHTER, ListKind.LIGHTER_PENALTY),
    )
    found |= {kind for pattern, kind in named if pattern.search(rest)}
    if not found and _STRICT.search(rest):
        found.add(OTHER)
    both = found == {ListKind.MITIGATED_PENALTY, ListKind.LIGHTER_PENALTY}
    return Kinds(frozenset(found), both and _PAIR.search(rest) is not None)


_ANNEX: Final = re.compile(
    r"^(?:附件|附表|附|表)\s*[0-9０-９一二三四五六七八九十]{0,3}(?:[-－—][0-9]+)?\s*[：:、.．]?\s*|^第[一二三四五六七八九十]+(?:编|章|部分|节|类)\s*[：:、]?\s*"
)
_CONTENTS: Final = re.compile(r"(?:\t|…{1,}|\.{3,}|·{3,}|_{3,}|\s{2,})\s*[0-9]+\s*$", re.MULTILINE)
_CONDITION: Final = re.compile("下列|以下(?!简称)|符合|如下|凡|应当|可以|[。；;！!]|[：:]$")
_MODAL: Final = re.compile("(?:应当|可以|依法|予以)+(?=不予|免予|免于|从轻|减轻|不罚)")
_LISTED: Final = re.compile(
    r"(?:清单|事项|目录|一览表|表|处罚|强制|不罚|免罚|类|部分|情形|行为|[）)]|[0-9]{4}年|版|通知|公告|”)$"
)
_LONGEST: Final = 80


def is_title(text: str) -> bool:
    """Whether a line could be the title of a list or a part of one."""
    bare = heading(text).strip('《》“”"【】')
    if not bare or len(bare) > _LONGEST or _CONTENTS.search(text) or _CONDITION.search(_MODAL.sub("", bare)):
        return False
    return _LISTED.search(bare) is not None and "，" not in bare


def heading(text: str) -> str:
    """A title without 附件1, 第一编 and numbering, on one line."""
    bare = re.sub(r"\s+", "", without_number(_ANNEX.sub("", text.strip(), count=1)))
    return _ANNEX.sub("", bare, count=1) or bare


_UNIT: Final = re.compile(
    r"^\s*(?:填报|编制|制定|制作|发布|公布|责任|实施|执法|执行|报送|主管|牵头|编报)?(?:单位|部门|机关|机构)(?:名称)?\s*(?:[（(][^）)]*[）)])?\s*[：:]\s*(?P<unit>[^：:]*)"
)
_AFTER: Final = re.compile(
    r"[（(](?:公章|盖章|章|签章)[^）)]*[）)]|\s{2,}|\u3000|\t|联系|填报|审核|法审|负责人|主要|日期|时间|[，,；;]"
)
_GENERAL: Final = re.compile(r"[：:，。]|以上|主管部门|行政部门|^.{0,6}(?:部门|机构|单位|机关)$|各级|各县|[、/]")


def unit_line(text: str) -> str | None:
    """The agency of a line 单位：…; "" where it is left open, None where the line is none of this kind."""
    match = _UNIT.match(text)
    if match is None:
        return None
    return re.sub(r"\s", "", _AFTER.split(match["unit"].strip(), maxsplit=1)[0]).strip("_＿。")


def is_agency(text: str) -> bool:
    """Whether a text is the name of one agency and not of a class of them."""
    bare = squeezed(text)
    return (
        2 < len(bare) <= 30
        and not _GENERAL.search(bare)
        and re.search(words().agency.pattern + "(?:[（(].*[）)])?$", bare) is not None
    )


def agency_of(title: str) -> str:
    """The agency that a title begins with; "" where it names none."""
    bare = re.sub(r"^(?:关于)?(?:印发|公布|发布)?《?", "", heading(title))
    found = ""
    for match in words().agency.finditer(bare):
        before = bare[: match.end()]
        if is_agency(before) and not re.search("[《》的，]|领域|关于", before):
            rest = bare[match.end() :]
            if not re.match("[一-龥]{0,2}(?:领域|市场)", rest) or re.match("关于|.{0,12}领域", rest):
                found = before
    return found
