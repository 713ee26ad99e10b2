"""Citations of law in any text: 《行政处罚法》第三十三条第一款第（二）项, 道路运输条例第六十八条, 前款第一项.

Grammar: 立法法第六十五条 (编、章、节、条 in Chinese numerals, 款 unnumbered, 项 in brackets, 目 Arabic) and what people
write instead. The parser knows no law; whether an article exists is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from rouxing.law._citation_ast import Citation, Data, LawName, Locator, Span, Target
from rouxing.law._citation_names import Known, short_name
from rouxing.law._citation_places import Places, places, single
from rouxing.law._citation_steps import (
    ARTICLE,
    BLANK,
    GROUP_HEAD,
    NUMBER,
    NUMERALS,
    STRUCTURE_AHEAD,
    STRUCTURE_STEP,
)
from rouxing.law._citation_titles import NO_SELF_BEFORE, SELF, THAT, noted, title, title_ends, version_before
from rouxing.law.numerals import chinese, value
from rouxing.law.patterns import Rare

__all__ = ["Citation", "Data", "LawName", "Locator", "Span", "Target", "citations"]

_SHORT_TEXT: Final = 200
_TRIGGER: Final = Rare(  # begins with one set of characters, so that the search runs at the speed of C
    "[《第本前上该同各（(法典例定则）)](?:"
    rf"(?<=《)|(?<=第)(?={BLANK}[（(]?{BLANK}[{NUMERALS}])|(?<=本)(?=[条款项目编章节法典暂实管办规细决解意通准])"
    rf"|(?<=前)(?={BLANK}[{NUMERALS}]{{0,4}}{BLANK}[款条项])|(?<=上)(?=款)|(?<=各)(?=该)|(?<=[该同])(?=[条款法暂实管办规细决解意通章准])"
    rf"|(?<=[（(])(?={BLANK}{NUMBER}{BLANK}[）)]{BLANK}[项])"
    rf"|(?<=[法典例定则）)])(?={BLANK}(?:总则|分则|附则|总纲|序言|[一-鿿]{{2,4}}编|{NUMBER}{BLANK}条)))"
)
_SCOPE: Final = Rare(
    rf"{BLANK}((?:总则|分则)编?|附则|总纲|(?:物权|合同|人格权|婚姻家庭|继承|侵权责任)编|本(?:编|章(?!程)|节(?![目课点日假省])))"
)
_LINK: Final = Rare(rf"{BLANK}(?:的|中的?|之|[：:，,])?{BLANK}(?=第)")
_BRACKETED_PLACE: Final = Rare(rf"{BLANK}[（(]{BLANK}(?=第)")
_CLOSING: Final = Rare(rf"{BLANK}[）)]")
_BREAK: Final = Rare(r"[。！？!?\r\n“”‘’「」『』（）()]")
_PARTNERS: Final = {"”": "“", "’": "‘", "」": "「", "』": "『", "）": "（", ")": "（"}
_OPENING: Final = {"“": "“", "‘": "‘", "「": "「", "『": "『", "（": "（", "(": "（"}
_NOT_BEFORE: Final = {
    "本": NO_SELF_BEFORE,
    "前": frozenset("目提当眼空"),
    "该": frozenset("应"),
    "同": frozenset("合共不相等会协如随伙雷认"),
}
_ARTICLES: Final = frozenset((ARTICLE,))


def citations(text: str, known: Container[str] | Callable[[str], bool] | None = None) -> tuple[Citation, ...]:
    """All citations of a text in order, never overlapping; every text has an answer, found in linear time.

    `known`: titles and short titles of laws (a collection, or a predicate); with it, a short name without 《》 is the
    longest known one before 第. Without it, and for unknown laws, the words lead.
    """
    if known is None:
        return _remembered(text) if len(text) <= _SHORT_TEXT else tuple(_Scan(text, None))
    return tuple(_Scan(text, known if callable(known) else known.__contains__))


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[Citation, ...]:
    """Lists cite the same article again and again."""
    return tuple(_Scan(text, None))


class _Context(NamedTuple):
    """What a later place in the same sentence may refer to: the name of the law and the last place of it."""

    law: str
    last: Locator | None


class _Scan:
    """One pass over a text; `context` is what was cited before in the sentence, `outer` the same around brackets."""

    __slots__ = ("_ends", "context", "floor", "known", "outer", "seen", "text")

    def __init__(self, text: str, known: Known | None) -> None:
        self.text, self.known = text, known
        self.floor = self.seen = 0
        self.context: _Context | None = None
        self.outer: list[tuple[str, _Context | None]] = []
        self._ends: dict[int, int] | None = None

    def __iter__(self) -> Iterator[Citation]:
        position, text, search = 0, self.text, _TRIGGER.search
        while (trigger := search(text, position)) is not None:
            start = trigger.start()
            citation = self._at(start, text[start])
            if citation is not None:
                position = self.floor = self.seen = citation.span.end
                yield citation
            elif text[start] == "第" and (head := GROUP_HEAD.match(text, start)):
                position = head.end()  # 第一、二、三… without a unit: no part of it is a place
            else:
                position = start + 1

    def _at(self, start: int, character: str) -> Citation | None:
        text = self.text
        if character == "《":
            law = title(text, start, self._title_ends)
            return self._of_title(law) if law else None
        if character == "第":
            return self._of_number(start)
        if character in "法典例定则）)":
            return self._of_short_name(start + 1)
        return self._of_pronoun(start, character)

    def _of_number(self, start: int) -> Citation | None:
        """第…: of the short name before it, also in 行政处罚法（第三十三条）."""
        law = short_name(self.text, self.floor, start, self.known)
        if law is not None:
            return self._of_law(law, start, _NOTHING)
        if start > self.floor and self.text[start - 1] in "（(":
            law = short_name(self.text, self.floor, start - 1, self.known)
        return self._of_bracket(law, start) if law else self._without_law(start)

    def _of_bracket(self, law: LawName, start: int) -> Citation | None:
        found = places(self.text, start, foreign=True)
        if found is None:
            return None
        closing = _CLOSING.match(self.text, found.end)
        return self._made(law, found, closing.end() if closing else found.end)

    def _of_pronoun(self, start: int, character: str) -> Citation | None:
        """本法, 该法, 前款, 本章; and （三）项, which opens as none of them."""
        text = self.text
        if start > self.floor and text[start - 1] in _NOT_BEFORE.get(character, ()):
            return None
        if character == "本" and (own := SELF.match(text, start)):
            law = LawName("self", own[0], span=Span(*own.span()))
            return self._of_law(law, own.end(), _ARTICLES, alone=True)
        if character in "该同" and (other := THAT.match(text, start)):
            return self._of_other(start, other.end())
        if character == "同" and not text.startswith("第", start + 2):
            return None  # 同款商品
        return self._without_law(start)

    def _title_ends(self) -> dict[int, int]:
        if self._ends is None:
            self._ends = title_ends(self.text)
        return self._ends

    def _of_title(self, law: LawName) -> Citation | None:
        text = self.text
        end = law.span.end if law.span else 0
        if text.startswith(("（", "("), end) or text[end : end + 1].isspace():
            bracket = _BRACKETED_PLACE.match(text, end)
            if bracket is not None and (citation := self._of_bracket(law, bracket.end())):
                return citation
            law, end = noted(text, law, end)
        return self._of_law(law, end, _ARTICLES, alone=True)

    def _of_short_name(self, end: int) -> Citation | None:
        """刑法总则第…条, 宪法序言, 行政处罚法33条: a short name before something else than 第."""
        text = self.text
        if text.startswith("民法总则", end - 2):  # an act of 2017, not a part of one
            return None
        law = short_name(text, self.floor, end, self.known)
        return self._of_law(law, end, _ARTICLES) if law else None

    def _of_law(self, law: LawName, end: int, bare: frozenset[int], *, alone: bool = False) -> Citation | None:
        """The citation of a law named here; `alone` says that it is one without any place, too."""
        text = self.text
        if (only := single(text, end)) is not None:
            return self._made(law, only, only.end)
        scope, position = _scope(text, end)
        if position == end and (link := _LINK.match(text, end)):
            scope, position = _scope(text, link.end())
            position = position if scope else link.end()
        found = places(text, position, foreign=law.ref != "self", bare=bare)
        if scope:
            law = law._replace(scope=scope)
        if found is None and not scope and not alone:
            return None
        return self._made(law, found, found.end if found else position if scope else end)

    def _of_other(self, start: int, end: int) -> Citation | None:
        """该法第三条: the law named before in the sentence."""
        self._pass(start)
        law = LawName("inherited", self.context.law if self.context else "", span=Span(start, end))
        return self._of_law(law, end, _ARTICLES)

    def _made(self, law: LawName, found: Places | None, end: int) -> Citation:
        text = self.text
        start = law.span.start if law.span else end
        hint, start = version_before(text, self.floor, start)
        if hint:
            law = _versioned(law, hint)
        self._pass(start)
        self.context = _Context(law.name, found.last if found else None)
        return Citation(
            text[start:end], Span(start, end), law, found.targets if found else (), bool(found and found.doubtful)
        )

    def _without_law(self, start: int) -> Citation | None:
        """Places without a law: of the law named before in the sentence if they need one, or of none."""
        text = self.text
        self._pass(start)
        scope, position = _scope(text, start)
        context = self.context
        found = places(text, position, context.last if context else None)
        if found is None:
            return None
        inherits = context and found.rel not in ("prev", "this") and (context.law or found.inherited or found.rel)
        name = context.law if context and inherits else ""
        law = LawName("inherited" if inherits else "none", name, scope=scope)
        self.context = _Context(name, found.last)
        return Citation(
            text[start : found.end], Span(start, found.end), law, found.targets, found.doubtful or bool(inherits)
        )

    def _pass(self, start: int) -> None:
        """Read up to a citation: sentences end, quotations and brackets open and close."""
        if start <= self.seen:
            return
        for mark in _BREAK.finditer(self.text, self.seen, start):
            character = mark[0]
            if character in _OPENING:
                kind = _OPENING[character]
                self.outer.append((kind, self.context))
                if kind != "（":
                    self.context = None  # what is quoted does not speak of the law that quotes it
            elif character in _PARTNERS:
                if self.outer and self.outer[-1][0] == _PARTNERS[character]:
                    self.context = self.outer.pop()[1]
            else:
                self.context = None
        self.seen = start


_NOTHING: Final[frozenset[int]] = frozenset()


def _scope(text: str, position: int) -> tuple[str, int]:
    """The part of a law named before its articles, which are numbered throughout: 分则, 本章, 第二编第三章."""
    scope = ""
    if (words := _SCOPE.match(text, position)) is not None:
        scope, position = words[1], words.end()
    if (structure := STRUCTURE_AHEAD.match(text, position)) is not None:
        steps = STRUCTURE_STEP.findall(structure[0])
        scope += "".join(f"第{chinese(value(number) or 0)}{unit}" for number, unit in steps)
        position = structure.end()
    blanks = _BLANKS.match(text, position)
    return scope, blanks.end() if scope and blanks else position


def _versioned(law: LawName, hint: str) -> LawName:
    """The word before the law counts; a version in brackets behind it becomes a note."""
    if not law.version_hint:
        return law._replace(version_hint=hint)
    return law._replace(version_hint=hint, note="；".join(filter(None, (law.version_hint, law.note))))


_BLANKS: Final = Rare(BLANK)
