"""One member of a list of places: 第…条第…款第…项第…目, 前款第…项, or several with one unit (第四、五项)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rouxing.law._citation_ast import Locator, Span
from rouxing.law.numerals import ENCLOSED, chinese, value
from rouxing.law.patterns import Rare

BLANK: Final = r"[\s\u200b\ufeff]*+"
"""Cells of Word and Excel have blanks, full-width spaces and line breaks anywhere. Possessive, as all below: every text
is read in linear time."""

_CHINESE: Final = "零〇○一二三四五六七八九十百千"
NUMERALS: Final = f"{_CHINESE}两0-9０-９{ENCLOSED}"
NUMBER: Final = f"[{NUMERALS}]{{1,9}}+"  # one set, as sets are what makes a pattern slow to compile
_ORDINAL: Final = f"[{_CHINESE}0-9０-９{ENCLOSED}]{{1,9}}+"  # 两 counts things (两款); without 第 it numbers nothing
_BRACKETED: Final = rf"[（(]{BLANK}({NUMBER}){BLANK}[）)]"
_EITHER: Final = rf"(?:[（(]{BLANK}{NUMBER}{BLANK}[）)]|{NUMBER})"
RANGE: Final = r"(?:至|到|[—－\-~～]{1,2}+)"
_SEPARATOR: Final = rf"(?:[、，,]|以及|或者|和|及|与|或|{RANGE})"
_MORE: Final = (  # between brackets the separator may be missing: 第（一）（二）项
    rf"(?:{BLANK}{_SEPARATOR}{BLANK}(?:第{BLANK})?{_EITHER}|{BLANK}[（(]{BLANK}{NUMBER}{BLANK}[）)])"
)

UNITS: Final = ("编", "分编", "章", "节", "条", "款", "项", "目", "句")
"""The levels, highest first; the place in this tuple is the level."""
ARTICLE: Final = 4
PARAGRAPH: Final = 5
PART: Final = 8
_LEVELS: Final = {unit: level for level, unit in enumerate(UNITS)}
_RELATIVE_UNITS: Final = "条款项目"

# What a unit's character begins when it is no unit: 第三条款, 第二条例 (but 第二条例外), 第一项目, 第一目标, 第一章程 …
_ARTICLE_UNIT: Final = "条(?!款|例(?![外如])|件|线)"
_PARAGRAPH_UNIT: Final = "款(?![项式待])"
_ITEM_UNIT: Final = "项(?!目)"
_LOW_UNIT: Final = f"{_ARTICLE_UNIT}|{_PARAGRAPH_UNIT}|{_ITEM_UNIT}|目(?!标|录|的[是在地])"
STRUCTURE_UNIT: Final = "分编(?![辑号制])|编(?![辑号制组码译者写])|章(?!程)|节(?![目课点日假省])"

_BLANKS: Final = Rare(BLANK)
_STEP: Final = Rare(rf"(第{BLANK}(?:{_BRACKETED}|({NUMBER})){BLANK}({_LOW_UNIT}|{STRUCTURE_UNIT}))")
_GROUP: Final = Rare(rf"(第?{BLANK}{_EITHER}(?:{_MORE})++{BLANK})({_LOW_UNIT}|{STRUCTURE_UNIT})")
_MEMBER: Final = Rare(rf"{BLANK}({_SEPARATOR})?{BLANK}((?:第{BLANK})?(?:{_BRACKETED}|({NUMBER})))")
_BARE: Final = Rare(rf"((?:{_BRACKETED}(?={BLANK}[项目])|({_ORDINAL})){BLANK}({_LOW_UNIT}))")
_INSERTED: Final = Rare(rf"{BLANK}(之{BLANK}({_ORDINAL}))(?!般)")
_FRONT: Final = Rare(rf"(前{BLANK}({NUMBER}){BLANK}({_PARAGRAPH_UNIT}|{_ITEM_UNIT}))")
_PART: Final = Rare(rf"但书|前半段|后半段|前段(?!时)|后段|第{BLANK}({NUMBER}){BLANK}句(?![子话])")
_PREAMBLE: Final = Rare(
    rf"序言(?:{BLANK}第{BLANK}({NUMBER}){BLANK}自然段)?(?:{BLANK}第{BLANK}({NUMBER}){BLANK}句(?![子话]))?"
)
_RELATIVE: Final = Rare(
    rf"(?:(前){BLANK}({NUMBER})?{BLANK}({_ARTICLE_UNIT}|{_PARAGRAPH_UNIT}|{_ITEM_UNIT})|(上)({_PARAGRAPH_UNIT})"
    rf"|(本){BLANK}({_ARTICLE_UNIT}|{_PARAGRAPH_UNIT}|{_ITEM_UNIT}|目(?![标录的前光]))"
    rf"|(各该|该|同){BLANK}({_ARTICLE_UNIT}|款(?![项式待产商车手货游软])))"
)
_RELATIONS: Final = {"前": "prev", "上": "prev", "本": "this", "该": "that", "同": "that", "各该": "that"}
_EVERY: Final = Rare(rf"{BLANK}各款(?!项)")
_ARTICLE_AHEAD: Final = Rare(rf"{BLANK}第{BLANK}{_EITHER}(?:{_MORE})*+{BLANK}{_ARTICLE_UNIT}")
STRUCTURE_AHEAD: Final = Rare(rf"(?:{BLANK}第{BLANK}{NUMBER}{BLANK}(?:{STRUCTURE_UNIT}))++(?={_ARTICLE_AHEAD.pattern})")
STRUCTURE_STEP: Final = Rare(rf"({NUMBER}){BLANK}({STRUCTURE_UNIT})")
GROUP_HEAD: Final = Rare(rf"第{BLANK}(?:{_EITHER}(?:{_MORE})*+)?+")
SINGLE: Final = Rare(
    rf"(第({NUMBER}){_ARTICLE_UNIT})(第({NUMBER}){_PARAGRAPH_UNIT})?(第(?:{_BRACKETED}|({NUMBER})){_ITEM_UNIT})?"
    rf"(?:(?=[、，,；;和及与或\s]{{0,2}}《)|(?![\s\u200b\ufeff第之前后但各、，,；;和及与或以并至到—－\-~～（({NUMERALS}]))"
)
"""One place with nothing behind that could belong to it: almost every ground of a checklist."""
_NUMERAL: Final = Rare(f"[（(]|[{NUMERALS}]")
_COUNTS: Final = Rare(f"[{_CHINESE}]")


class Draft:
    """A place while it is read: a number for each level, 0 where there is none."""

    __slots__ = ("count", "end", "inserted", "numbers", "part", "preamble", "rel", "spans", "start", "unit")

    def __init__(self, start: int) -> None:
        self.numbers = [0] * len(UNITS)
        self.spans: list[Span | None] = [None] * len(UNITS)
        self.inserted = self.part = self.rel = self.unit = ""
        self.count = 0
        self.preamble = False
        self.start = self.end = start

    @classmethod
    def of(cls, place: Locator) -> Draft:
        """The draft of a place that was read before."""
        draft = cls(place.span.start)
        article, _, inserted = place.article.partition("-")
        paragraph, sentence = (place.natural_paragraph, place.sentence) if place.preamble else (place.paragraph, None)
        numbers = (paragraph, place.item, place.subitem, sentence)
        structure = (place.book, place.division, place.chapter, place.section)
        draft.numbers = [number or 0 for number in (*structure, int(article or 0), *numbers)]
        draft.inserted = f"-{inserted}" if inserted else ""
        draft.rel, draft.unit, draft.count = place.rel, place.unit, place.count or 0
        draft.part, draft.preamble = place.part, place.preamble
        return draft

    @property
    def depth(self) -> int:
        """The lowest level given; -1 if there is none."""
        return max(
            PART if self.part else -1,
            ARTICLE + _RELATIVE_UNITS.index(self.unit) if self.rel else -1,
            ARTICLE if self.preamble else -1,
            *(level for level, number in enumerate(self.numbers) if number),
        )

    def inherit(self, before: Draft, level: int) -> bool:
        """Take every level above `level` from the place before, if there is any; articles do not depend on chapters."""
        first = ARTICLE if level >= ARTICLE else 0
        self.numbers[first:level] = before.numbers[first:level]
        if level > ARTICLE:
            self.inserted, self.preamble = before.inserted, before.preamble
        if before.rel and ARTICLE + _RELATIVE_UNITS.index(before.unit) < level:
            self.rel, self.unit, self.count = before.rel, before.unit, before.count
        return bool(self.rel or self.preamble or any(self.numbers[first:level]))

    def locator(self) -> Locator:
        """The place as a value."""
        book, division, chapter, section, article, paragraph, item, subitem, sentence = self.numbers
        return Locator(
            f"{article}{self.inserted}" if article else "",
            None if self.preamble else paragraph or None,
            item or None,
            subitem or None,
            self.part,
            self.rel,
            self.unit,
            self.count or None,
            book or None,
            division or None,
            chapter or None,
            section or None,
            self.preamble,
            (paragraph or None) if self.preamble else None,
            sentence or None,
            Span(self.start, self.end),
            *self.spans[ARTICLE:PART],
        )


Pair = tuple[Draft, Draft | None]


class Element(NamedTuple):
    """A member of a list: its places (with the end of a range), the levels written and what it took from before."""

    places: list[Pair]
    levels: frozenset[int]
    end: int
    rel: str
    inherited: bool
    doubtful: bool


def element(text: str, position: int, before: Draft | None, bare: frozenset[int]) -> Element | None:
    """The element that begins here; None if none does. `bare` are the levels that may go without 第."""
    reader = _Reader(text, position, before)
    reader.read_head(bare)
    while reader.read_step():
        pass
    if reader.level < 0 or (reader.level < ARTICLE and _ARTICLE_AHEAD.match(text, reader.end)):
        return None  # 第二章第五条: the chapter is a scope, which the caller reads
    levels = frozenset(range(reader.first_level, reader.level + 1))
    return Element(reader.places, levels, reader.end, reader.rel, reader.inherited, reader.doubtful)


class _Reader:
    """Reads the steps of one element from the left; `draft` is the place that further steps belong to."""

    __slots__ = ("before", "doubtful", "draft", "end", "first_level", "inherited", "level", "places", "rel", "text")

    def __init__(self, text: str, position: int, before: Draft | None) -> None:
        self.text, self.end, self.before = text, position, before
        self.draft = Draft(position)
        self.places: list[Pair] = [(self.draft, None)]
        self.level = self.first_level = -1
        self.rel = ""
        self.inherited = self.doubtful = False

    def read_head(self, bare: frozenset[int]) -> None:
        """What can only stand at the beginning: 前款, 序言, 之二 after 第…条之一, and numbers without 第 in a list."""
        text, position = self.text, self.end
        character = text[position : position + 1]
        if character == "第" or not character:
            return
        if character in "前上本该同各":
            self._read_relative(position)
        elif character == "序":
            self._read_preamble(position)
        elif character == "之":
            self._read_inserted(position)
        elif _NUMERAL.match(character):
            step = _BARE.match(text, position)
            if step is not None:
                if step[2] or _LEVELS[step[4]] in bare:
                    self._take(step, step[2] or step[3])
            elif bare and (group := _GROUP.match(text, position)) and _LEVELS[group[2]] in bare:
                self._take_group(group)

    def read_step(self) -> bool:
        """Whether one more step, lower than those before, was read."""
        text, position = self.text, self.end
        character = text[position : position + 1]
        if not character or self.level == PART:
            return False
        blank = character.isspace() or character in "\u200b\ufeff"
        if blank and (blanks := _BLANKS.match(text, position)):
            position = blanks.end()
            character = text[position : position + 1]
        if character == "第":
            step = _STEP.match(text, position)
            if step is not None:
                return self._take(step, step[2] or step[3])
            group = _GROUP.match(text, position)
            return self._take_group(group) if group else self._read_part(position)
        if character and character in "前后但":
            return self._read_front(position) or self._read_part(position)
        if self.level < 0 or not character:
            return False
        return bool(_NUMERAL.match(character)) and self._read_bare(position, after_blank=blank)

    def _enter(self, level: int) -> bool:
        """Whether a step of this level may follow; the first one fetches the levels above it from the place before."""
        if level <= self.level or (self.level < ARTICLE <= level and self.level >= 0):
            return False
        if self.level < 0:
            self.first_level = level
            if self.before is not None:
                self.inherited = self.draft.inherit(self.before, level)
        elif len(self.places) > 1:
            self.doubtful = True  # 第一、二款第三项: of both, or of the second only?
        self.level = level
        return True

    def _take(self, step: re.Match[str], numeral: str) -> bool:
        number, level = value(numeral), _LEVELS[step[4]]
        if not number or not self._enter(level):
            return False
        self.draft.numbers[level] = number
        self.end = step.end()
        if level == ARTICLE:
            self._read_insertions()
        self.draft.spans[level] = Span(step.start(), self.end)
        self.draft.end = self.end
        return True

    def _read_insertions(self) -> None:
        """之一 after 第…条: articles inserted by an amendment."""
        while (inserted := _INSERTED.match(self.text, self.end)) and (number := value(inserted[2])):
            self.draft.inserted += f"-{number}"
            self.end = inserted.end()

    def _take_group(self, group: re.Match[str]) -> bool:
        """第四、五项 and 第一至三条: one place for each number, ranges closed."""
        members = [
            (member[1] or "", value(member[3] or member[4]), Span(*member.span(2)))
            for member in _MEMBER.finditer(group[1], 0)
        ]
        level = _LEVELS[group[2]]
        if not all(number for _, number, _ in members) or not self._enter(level):
            return False
        offset, stem = group.start(), self.draft
        self.places.clear()
        for index, (separator, number, span) in enumerate(members):
            place = stem if index == 0 else Draft(offset + span.start)
            if index:
                place.inherit(stem, level)
            place.numbers[level] = number or 0
            place.end = group.end() if index == len(members) - 1 else offset + span.end
            place.spans[level] = Span(offset + span.start, place.end)
            if _RANGE_WORD.fullmatch(separator) and self.places[-1][1] is None:
                self.places[-1] = (self.places[-1][0], place)
            else:
                self.places.append((place, None))
            self.draft = place
        self.end = group.end()
        if level == ARTICLE:
            self._read_insertions()
            self.draft.end = self.end
            self.draft.spans[level] = Span(offset + members[-1][2].start, self.end)
        return True

    def _read_bare(self, position: int, *, after_blank: bool) -> bool:
        """33条1款, 第33条（二）项; in 第三条三项 the number may as well count, behind a blank begin a text."""
        step = _BARE.match(self.text, position)
        if step is None:
            return False
        counts = not step[2] and bool(_COUNTS.match(step[3]))
        if (counts and after_blank) or not self._take(step, step[2] or step[3]):
            return False
        self.doubtful |= counts
        return True

    def _read_front(self, position: int) -> bool:
        """第三百零七条之一前三款 are its first three paragraphs."""
        front = _FRONT.match(self.text, position)
        if front is None or self.level not in (ARTICLE, PARAGRAPH):
            return False
        number, level = value(front[2]), _LEVELS[front[3]]
        if not number or not self._enter(level):
            return False
        first, last = self.draft, Draft(position)
        last.inherit(first, level)
        first.numbers[level], last.numbers[level] = 1, number
        first.end = last.end = self.end = front.end()
        first.spans[level] = last.spans[level] = Span(position, self.end)
        if number > 1:
            self.places[-1] = (first, last)
            self.draft = last
        return True

    def _read_part(self, position: int) -> bool:
        """但书, 前段 or 第二句 of a place."""
        part = _PART.match(self.text, position)
        if part is None or (self.level < 0 and (self.before is None or self.before.depth < ARTICLE)):
            return False
        number = value(part[1]) if part[1] else None
        if part[1] and not number:
            return False
        self._enter(PART)
        if self.draft.preamble:
            self.draft.numbers[PART] = number or 0
        else:
            self.draft.part = f"第{chinese(number)}句" if number else part[0]
        self.end = self.draft.end = part.end()
        return True

    def _read_relative(self, position: int) -> None:
        relative = _RELATIVE.match(self.text, position)
        if relative is None:
            return
        word, numeral, unit = (
            relative[1] or relative[4] or relative[6] or relative[8],
            relative[2],
            relative[3] or relative[5] or relative[7] or relative[9],
        )
        number = value(numeral) if numeral else 1
        if not number:
            return
        self.rel = _RELATIONS[word]
        self.level = self.first_level = ARTICLE + _RELATIVE_UNITS.index(unit)
        draft = self.draft
        draft.rel, draft.unit, draft.count = self.rel, unit, number if self.rel == "prev" else 0
        self.end = draft.end = relative.end()
        every = _EVERY.match(self.text, self.end) if (word, unit) == ("本", "条") else None
        if every is not None:
            draft.part, self.level, self.end = "各款", PART, every.end()
            draft.end = self.end

    def _read_preamble(self, position: int) -> None:
        preamble = _PREAMBLE.match(self.text, position)
        if preamble is not None:
            self.level, self.first_level, draft = PART, ARTICLE, self.draft
            draft.preamble = True
            draft.numbers[PARAGRAPH] = value(preamble[1] or "零") or 0
            draft.numbers[PART] = value(preamble[2] or "零") or 0
            self.end = draft.end = preamble.end()

    def _read_inserted(self, position: int) -> None:
        """之二 in 第二百八十七条之一、之二."""
        inserted = _INSERTED.match(self.text, position)
        if inserted is None or self.before is None or not self.before.numbers[ARTICLE]:
            return
        number = value(inserted[2])
        if number:
            self.level = self.first_level = ARTICLE
            self.draft.numbers[ARTICLE] = self.before.numbers[ARTICLE]
            self.draft.inserted = f"-{number}"
            self.end = self.draft.end = inserted.end()
            self.draft.spans[ARTICLE] = Span(position, self.end)


_RANGE_WORD: Final = Rare(RANGE)
