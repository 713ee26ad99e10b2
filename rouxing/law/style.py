"""How lists and numbers are written: width, brackets, titles, blanks, punctuation. Meaning is never touched.

Each function gives back the text as it should stand, is idempotent, and changes nothing but width, blanks and marks.
Sources: GB/T 9704-2012 (发文字号), GB/T 15834-2011 (标点符号), GB/T 15835-2011 (数字).
"""

from __future__ import annotations

import re
from typing import Final

from rouxing.law.patterns import Rare

_WIDE: Final = {
    code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)
}
_BLANK: Final = " \t\u3000\u00a0"
_HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS: Final = "，。；：、？！（）《》〈〉〔〕【】“”‘’"
_NEAR: Final = _HAN + _MARKS
_YEAR: Final = "[12][0-9]{3}"
_OPEN: Final = "[〔\\[［(（【]"
_CLOSE: Final = "[〕\\]］)）】]"

_GOOD_NUMBER: Final = Rare(rf"[{_HAN}A-Za-z0-9]*〔{_YEAR}〕[1-9][0-9]*号")
_NUMBER: Final = Rare(rf"(.*?)({_OPEN})({_YEAR})({_CLOSE})(第?)(0*)([1-9][0-9]*)号")
_CITED_NUMBER: Final = Rare(rf"(?<=[{_HAN}]){_OPEN}({_YEAR}){_CLOSE}(?=第?[0-9]+号)")


def number(text: str) -> str:
    """A document's number as it is written: 明交告[2021]第007号 → 明交告〔2021〕7号; anything else stays."""
    if _GOOD_NUMBER.fullmatch(text):
        return text
    parts = _NUMBER.fullmatch(re.sub(f"[{_BLANK}]", "", text).translate(_WIDE))
    return f"{parts[1]}〔{parts[3]}〕{parts[7]}号" if parts else text


def numbers(text: str) -> str:
    """Running text with 〔〕 around the year of every document number in it."""
    return _CITED_NUMBER.sub(r"〔\1〕", text)


_WIDE_LETTER: Final = Rare("[０-９Ａ-Ｚａ-ｚ]")


def half_width(text: str) -> str:
    """Digits and letters in half width."""
    if not _WIDE_LETTER.search(text):
        return text
    text = text.translate(_WIDE)
    return re.sub("(?<=[0-9])．(?=[0-9])", ".", text)


_FULL: Final = dict(zip(",;:?!", "，；：？！", strict=True))
_HALF_MARK: Final = Rare("[,;:?!()]")
_KEPT: Final = Rare(r"(?<![A-Za-z0-9._+-])(?:[A-Za-z][A-Za-z+.-]*://|[A-Za-z0-9._+-]+@)[!-~]+|(?<=第)[(][^()]*[)]")
"""What half-width marks belong to: addresses; and `第(二)项`, which is written so in older laws."""
_FULL_MARK: Final = Rare(rf"[{_NEAR}][{_BLANK}]*([,;:?!])|([,;:?!])(?=[{_BLANK}]*[{_NEAR}])")
_HAN_ANY: Final = Rare(f"[{_HAN}]")
_NEAR_ANY: Final = Rare(f"[{_NEAR}]")


def full_marks(text: str) -> str:
    """Marks that stand beside Chinese characters in full width; numbers, addresses and `第(二)项` stay."""
    for _ in range(_DEPTH):  # a mark that became full may stand beside another
        before = text
        text = _with_full_marks(text) if _HALF_MARK.search(text) else text
        if text == before:
            break
    return text


_DEPTH: Final = 50
"""Marks in a row that are made full: nobody writes as many, and a text of nothing else must not take long."""


def _with_full_marks(text: str) -> str:
    kept = {index for found in _KEPT.finditer(text) for index in range(*found.span())}
    written = list(text)
    for found in _FULL_MARK.finditer(text):
        index = found.end() - 1
        if index not in kept:
            written[index] = _FULL[text[index]]
    for start, end in _pairs(text):
        if not {start, end} & kept and _is_chinese(text, start, end):
            written[start], written[end] = "（", "）"
    return "".join(written)


def _pairs(text: str) -> list[tuple[int, int]]:
    """Brackets that belong together and of which one at least is half-width."""
    opened: list[int] = []
    found = []
    for index, character in enumerate(text):
        if character in "(（":
            opened.append(index)
        elif character in ")）" and opened:
            start = opened.pop()
            if "(" in text[start] or ")" in character:
                found.append((start, index))
    return found


def _is_chinese(text: str, start: int, end: int) -> bool:
    """Whether a pair of brackets holds Chinese, or stands beside it; numbers of documents have their own brackets."""
    inside, around = text[start + 1 : end], text[max(0, start - 1) : start] + text[end + 1 : end + 2]
    if re.fullmatch(_YEAR, inside) and re.match("第?[0-9]+号", text[end + 1 :]):
        return False
    return bool(_HAN_ANY.search(inside) or _NEAR_ANY.search(around))


_TITLE: Final = (
    rf"[{_HAN}“”（）()、]{{1,60}}(?:法|法典|条例|规定|办法|规则|细则|决定|解释|意见|通知|方案|标准|规范|基准|公告|通告)"
    r"(?:[（(](?:试行|暂行)[）)])?"
)
_OTHER_TITLE: Final = Rare(rf"<<({_TITLE})>>|<({_TITLE})>|＜＜({_TITLE})＞＞|＜({_TITLE})＞|〈({_TITLE})〉")


def title_marks(text: str) -> str:
    """Titles of laws and papers in 《》; a title inside another keeps its 〈〉."""

    def marked(found: re.Match[str]) -> str:
        before = text[: found.start()]
        if before.count("《") > before.count("》"):
            return found[0]
        return f"《{next(filter(None, found.groups()))}》"

    return _OTHER_TITLE.sub(marked, text)


_NUMERAL: Final = "[〇零一二三四五六七八九十百千0-9]+"
_SOFT: Final = f"[{_BLANK}]+"
_AFTER_MARK: Final = Rare(rf"(?<=[{_MARKS}]){_SOFT}(?=[^\n{_BLANK}])")
_BEFORE_MARK: Final = Rare(rf"(?<=[^\n{_BLANK}]){_SOFT}(?=[{_MARKS}])")
_INSIDE_PLACE: Final = Rare(rf"第[{_BLANK}]*({_NUMERAL})[{_BLANK}]*([条款项])(?={_SOFT}|[^{_BLANK}]|$)")
_BETWEEN_PLACES: Final = Rare(
    rf"(?<=[法例定则]){_SOFT}(?=第{_NUMERAL}条)|(?<=条){_SOFT}(?=第{_NUMERAL}[款项])"
    rf"|(?<=款){_SOFT}(?=第{_NUMERAL}项)"
)
_ANY_BLANK: Final = Rare(f"[{_BLANK}]")
_BETWEEN_HAN: Final = Rare(rf"(?<=[{_HAN}]){_SOFT}(?=[{_HAN}])")


def without_blanks(text: str) -> str:
    """Without blanks at the ends, beside marks and inside citations: where leaving them out changes nothing."""
    if not _ANY_BLANK.search(text):
        return text
    text = text.strip(_BLANK)
    for pattern, instead in (
        (_AFTER_MARK, ""),
        (_BEFORE_MARK, ""),
        (_INSIDE_PLACE, r"第\1\2"),
        (_BETWEEN_PLACES, ""),
    ):
        text = pattern.sub(instead, text)
    return text


def has_blank_between_words(text: str) -> bool:
    """Whether a blank stands between Chinese characters: a slip, or a comma that is missing."""
    return bool(_BETWEEN_HAN.search(text))


_DOUBLE: Final = Rare("[，；：、]+(?=。)|([，；：、])\\1+|(?<!。)。。(?!。)")


def single_marks(text: str) -> str:
    """No mark twice, and none before a full stop; three full stops stand for an omission and stay."""
    result = _DOUBLE.sub(lambda found: "。" if found[0] == "。。" else (found[1] or ""), text)
    return result if result == text else single_marks(result)


_NAME_END: Final = f"。．.；;，,、：:\n{_BLANK}"


def bare_name(text: str) -> str:
    """A name without a mark at its end; what is nothing but marks stays."""
    return text.rstrip(_NAME_END) or text
