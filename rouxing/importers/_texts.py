"""Texts of a list made clean: blanks, numbering at the front, signs that stand for nothing, measures one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_UNSEEN: Final = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\xad\ufffe\uffff]"
)
_NOTHING: Final = re.compile(r"[\s/／\\\-—–－_一*＊.。…]*|无|没有|暂无|空白?|N/?A|无此类?事项|暂无事项")
NUMBERING: Final = re.compile(
    r"[（(]\s*[0-9０-９一二三四五六七八九十]{1,3}\s*[）)][.、．]?|[0-9０-９]{1,3}\s*[.、．)）](?![0-9])|"
    r"[一二三四五六七八九十]{1,3}\s*[、．.](?![一二三四五六七八九十]+[类级等、])|第[0-9一二三四五六七八九十]{1,3}[、项]|[①-⑳⑴-⒇㈠-㈩]|0[0-9]\s*(?=[一-龥])"
)
_ITEM_BREAK: Final = re.compile(
    r"(?:^|(?<=[^0-9第]))(?=[0-9]{1,2}[.、．](?![0-9]))|(?=[①-⑳⑴-⒇㈠-㈩])|(?=[（(][0-9一二三四五六七八九十]{1,2}[）)])|\n|[；;]"
)
_WORD: Final = 12
"""Signs of the longest word in an enumeration of measures."""


def clean(text: str) -> str:
    """Lines without what nobody sees and without blanks at their ends; empty lines are gone."""
    lines = _UNSEEN.sub("", text.replace("\r", "\n").replace("\xa0", " ")).split("\n")
    return "\n".join(filter(None, (re.sub(r"[ \t\u3000]+", " ", line).strip() for line in lines)))


def one_line(text: str) -> str:
    """The text on one line: between Chinese signs a line break or blank is none."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", re.sub(r"\s*\n\s*", "\n", clean(text))).replace(
        "\n", " "
    )


def squeezed(text: str) -> str:
    """The text without any blank."""
    return re.sub(r"\s+", "", clean(text))


def is_nothing(text: str) -> bool:
    """Whether a cell is empty or says so: /, —, 无."""
    return _NOTHING.fullmatch(squeezed(text)) is not None


def is_number(text: str) -> bool:
    """Whether a cell holds the number of a row: 1, （一）, 3.1, ①, 十二."""
    return (
        re.fullmatch(
            r"[（(]?(?:[0-9０-９]{1,4}(?:[.\-][0-9]{1,3})*|[一二三四五六七八九十百]{1,4}|[①-⑳⑴-⒇㈠-㈩])[）).、．]?",
            squeezed(text),
        )
        is not None
    )


def without_number(text: str) -> str:
    """The text without the numbering at its front; a number that is all of it stays."""
    match = NUMBERING.match(text)
    rest = text[match.end() :].strip() if match else ""
    return rest or text


def name(text: str) -> str:
    """Name of an item: as written, on one line, without numbering."""
    return without_number(one_line(text))


def code(text: str) -> str | None:
    """Code of an item without blanks; None for /, —, 无."""
    return None if is_nothing(text) else squeezed(text)


def circumstances(text: str) -> str:
    """Circumstances line by line; "" for /, —, 无."""
    return "" if is_nothing(text) else clean(text)


def measures(text: str) -> tuple[str, ...]:
    """Measures one by one: sentences stay whole, enumerations of short words are divided."""
    found = (one for segment in _ITEM_BREAK.split(clean(text)) if segment for one in _words(segment))
    return tuple(dict.fromkeys(one for one in found if not is_nothing(one)))


def _words(segment: str) -> Iterator[str]:
    bare = without_number(segment.strip()).strip(" ：:。；;，,、.")
    listed = [one for one in re.split(r"[、\s]+", bare) if one]
    if not re.search("[，,。]", bare) and all(len(one) <= _WORD for one in listed):
        yield from (one.strip("。；;，,、.") for one in listed)
    else:
        yield bare
