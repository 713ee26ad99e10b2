"""Laws cited by 《…》 with the notes behind and the version word before, and by 本法."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from rouxing.law._citation_ast import LawName, Span
from rouxing.law._citation_steps import BLANK, NUMBER
from rouxing.law.patterns import Rare

_LONGEST_TITLE: Final = 300
_BLANKS: Final = Rare(r"[\s\u200b\ufeff]+")

# --- 《…》 -----------------------------------------------------------------------------------------------------------

_PLAIN_TITLE: Final = Rare(rf"《([^《》]{{1,{_LONGEST_TITLE}}}+)》")
_DEFINED: Final = Rare(r"[简统下]称为?[：:]?\Z")  # 以下简称《…》 names nothing new
_MARK: Final = Rare("[《》]")


def title_ends(text: str) -> dict[int, int]:
    """For each 《 that has its 》: where that ends (《》 nest, so that marks are counted)."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for mark in _MARK.finditer(text):
        if mark[0] == "《":
            opened.append(mark.start())
        elif opened:
            ends[opened.pop()] = mark.end()
    return ends


def title(text: str, start: int, ends: Callable[[], dict[int, int]]) -> LawName | None:
    """The law whose 《 stands at `start`; None if the marks hold no title."""
    if start and text[start - 1] in "称为：:" and _DEFINED.search(text[max(0, start - 6) : start]):
        return None
    plain = _PLAIN_TITLE.match(text, start)
    end = plain.end() if plain else ends().get(start, 0)
    if not 0 < end - start <= _LONGEST_TITLE + 2:
        return None
    name = text[start + 1 : end - 1].strip()
    if not name or "。" in name:  # a mark lost its partner: no title holds a full stop
        return None
    return LawName("title", name, span=Span(start, end))


# --- notes and versions ----------------------------------------------------------------------------------------------

_INNER: Final = "[^（）()]{0,200}+"
_NOTE: Final = Rare(rf"{BLANK}[（(]({_INNER}(?:[（(][^（）()]{{0,60}}+[）)]{_INNER}){{0,3}}+)[）)]")
_NUMERAL_ONLY: Final = Rare(rf"{BLANK}{NUMBER}{BLANK}")
_QUOTES_LAW: Final = Rare(rf"《|第{BLANK}[（(]?{BLANK}{NUMBER}{BLANK}[）)]?{BLANK}[条款项]")
_ALIAS: Final = Rare(
    r"\s*(?:以下|下)?(?:简|统|合)?称为?[：:\s]*(?:《([^《》]{1,60})》|[“\"‘「〈]?([^“”\"‘’「」〈〉《》]{1,60})[”\"’」〉]?)\s*"
)
_ALIAS_SIGN: Final = Rare(r"\s*(?:以下|下|简称|统称)")
_YEAR: Final = r"(?<![0-9０-９])(?:19|20|１９|２０)[0-9０-９]{2}"
_VERSION_NOTE: Final = Rare(
    rf"(?:{_YEAR}年?(?:\d{{1,2}}月\d{{1,2}}日)?(?:第?[一二三四五六七八九十]次)?(?:修订|修正|修改|版)?|(?:修正|修订|修改)(?:前|后))"
)
_VERSION: Final = Rare(rf"(?:((?:修正|修订|修改)(?:前|后))的?|({_YEAR}年?(?:版|修订|修正|修改)?)的?){BLANK}")
_VERSION_BEFORE: Final = Rare(rf"{_VERSION.pattern}\Z")
_BEFORE_LAW: Final = frozenset("的前后年版订正改0123456789０１２３４５６７８９ \u3000\n")


def noted(text: str, law: LawName, end: int) -> tuple[LawName, int]:
    """The law with what the brackets behind it say: 以下简称…, 2021修订, 国务院令第…号; and where they end."""
    while (note := _NOTE.match(text, end)) is not None:
        content = note[1].strip()
        taken = _annotated(law, content)
        if taken is None:
            break
        end = note.end()
        law = taken._replace(span=Span(taken.span.start, end)) if taken.span else taken
    return law, end


def _annotated(law: LawName, content: str) -> LawName | None:
    """The law with one note; None if the bracket holds something else: an enumerator, or another citation."""
    if not content or (_NUMERAL_ONLY.fullmatch(content) and not _VERSION_NOTE.fullmatch(content)):
        return None
    left: list[str] = []
    alias, version = law.alias, law.version_hint
    pieces = [piece.strip() for piece in re.split("[，,；;]", content)]
    for piece in pieces:
        named = _ALIAS.fullmatch(piece) if not alias and _ALIAS_SIGN.match(piece) else None
        if named is not None:
            alias = (named[1] or named[2]).strip()
        elif not version and _VERSION_NOTE.fullmatch(compact := _BLANKS.sub("", piece)):
            version = compact
        elif piece:
            left.append(piece)
    free = content if len(left) == len(pieces) else "；".join(left)
    if _QUOTES_LAW.search(free):
        return None
    return law._replace(alias=alias, version_hint=version, note="；".join(filter(None, (law.note, free))))


def version_before(text: str, floor: int, start: int) -> tuple[str, int]:
    """The version word that stands before a law (修订前的, 2017年) and where it starts; empty if there is none."""
    if start == floor or text[start - 1] not in _BEFORE_LAW:
        return "", start
    lowest = max(floor, start - 16)
    found = _VERSION_BEFORE.search(text[lowest:start])
    if found is None:
        return "", start
    return _BLANKS.sub("", found[1] or found[2]), lowest + found.start()


def version_end(text: str, start: int, end: int, otherwise: int) -> int:
    """Where the last version word between `start` and `end` ends: the name of the law begins there."""
    last = otherwise
    for found in _VERSION.finditer(text[start:end]):
        last = max(last, start + found.end())
    return last


# --- 本法, 该法 ------------------------------------------------------------------------------------------------------

_KINDS: Final = (
    "法(?![院人定律官规制医治学理庭令案宝])典?|(?:暂行|实施)?条例|(?:实施|管理|暂行)?办法|(?:暂行)?规定(?![的]?时间)|(?:实施)?细则|规则"
    "|决定(?![书性])|解释|规范(?![性化文])|意见(?!书)|通知(?!书)|章程|准则|规程"
)
SELF: Final = Rare(f"本({_KINDS})")
THAT: Final = Rare(f"[该同](?:{_KINDS})")
NO_SELF_BEFORE: Final = frozenset("基根日资样版文书课股副")
"""基本法, 根本, 日本, 资本 …: here 本 ends a word."""
