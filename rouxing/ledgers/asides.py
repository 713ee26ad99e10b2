"""Rows among the cases of a ledger that are none: sums, signatures, headings that every printed page repeats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from typing import Final

from rouxing.files.cells import Row

_SPAN: Final = "(?:(?:本|全|以上|累计|第?[0-9一二三四五六七八九十]++)(?:年度?|季度?|月份?|周|日|页|表)?){0,4}"
_SUM: Final = re.compile(f"{_SPAN}(?:合计|小计|总计|共计|累计)数?(?:[:(].*|(?:共|为)?[0-9]+.{{0,2}})?")
"""What a row of sums begins with: 10月小计, 总计：4件. Further right the word may be what a case is about."""
_DOES: Final = "填表|制表|填报|经办|审核|复核|审批"
_SIGNED: Final = re.compile(
    f"(?:{_DOES}|(?:{_DOES}|负责|分管领导|单位负责|主要负责|联系|统计)(?:人员?|时间|日期|单位|电话))"
    "[(]?(?:签名|签字|签章|盖章)?[)]?:.*",
    re.DOTALL,
)
"""填表人：王五: whoever keeps a ledger signs below it."""
_NOTE: Final = re.compile("(?:注|备注|说明|填表说明):.*", re.DOTALL)


def aside(row: Row, headings: Mapping[int, Set[str]]) -> str:
    """What a row is that holds no case; "" for the others. `headings`: column → what stands in and above its head."""
    texts = {number: cell.text for number, cell in row.cells.items() if cell.text.strip()}
    if not texts:
        return ""
    first = _plain(texts[min(texts)])
    if _SUM.fullmatch(first):
        return "合计行"
    if _SIGNED.fullmatch(first) or (len(texts) == 1 and _NOTE.fullmatch(first)):
        return "签名或说明"
    if all(text in headings.get(number, ()) for number, text in texts.items()) and _is_head(texts, headings):
        return "重复的表头"
    return ""


def _is_head(texts: Mapping[int, str], headings: Mapping[int, Set[str]]) -> bool:
    """A single word may be what a case says: 方式 may be 其他, and so may a heading above it."""
    return len(texts) > 1 or min(texts) == min(headings)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
