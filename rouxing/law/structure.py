"""The structure of a law's text: title, dates, chapters, the shape of each article, from its lines or paragraphs.

Works on plain text, Markdown and the paragraphs of a Word file. Paragraphs (款) are counted, never written in the text;
items are （一）, subitems 1．(立法法第六十五条). Nothing of the wording is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from rouxing.law.acts import Kind, Known, Law, Version
from rouxing.law.numerals import value
from rouxing.law.shapes import Shape, article_key
from rouxing.law.titles import normal

AT_ONCE: Final = "自公布之日"


@dataclass(frozen=True, slots=True)
class Event:
    """A day in the life of the act: 通过, 公布, 批准, 修正, 修订 or 施行."""

    date: str
    what: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A 编, 章 or 节 and its articles, first to last."""

    unit: str
    number: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Structure:
    """What a text tells about itself.

    `effective` is the day that its last clause names, `AT_ONCE` for 自公布之日, or empty.
    """

    title: str
    events: tuple[Event, ...]
    chapters: tuple[Chapter, ...]
    articles: dict[str, Shape]
    effective: str
    flags: tuple[str, ...]

    def law(self, level: str = "", date: str = "", effective: str = "") -> Law:
        """The act as an entry of an index. Days that are given outweigh what the text says.

        ValueError if neither the text nor the caller tells of which day the version is.
        """
        made = [event.date for event in self.events if event.what != "施行"]
        date = date or (max(made) if made else "")
        if not date:
            raise ValueError(f"《{self.title}》的文本没有写明通过、公布或者修改的日期，请写明版本日期")
        day, known_by = (effective, Known.SUPPLEMENT) if effective else self._effective(date)
        complete = bool(self.articles) and not {"缺条", "条号存疑"}.intersection(self.flags)
        version = Version(date, day, known_by, self._kind(), self.articles, complete, self.flags)
        return Law(self.title, (normal(self.title),), level, min((*made, date)), (version,))

    def _effective(self, date: str) -> tuple[str, Known]:
        """An amended text names the day of the original: never earlier than the version itself (see make_law_index)."""
        days = [event.date for event in self.events if event.what == "施行" and event.date >= date]
        original = self._kind() is Kind.ORIGINAL
        if self.effective == AT_ONCE:
            return date, Known.TEXT if original else Known.ASSUMED
        if self.effective and (original or self.effective >= date):
            return self.effective, Known.TEXT
        return (days[-1], Known.TEXT) if days else (date, Known.ASSUMED)

    def _kind(self) -> Kind:
        changes = [event.what for event in self.events if event.what in {"修正", "修订"}]
        if not changes:
            return Kind.ORIGINAL if self.events else Kind.UNKNOWN
        return Kind.REVISED if changes[-1] == "修订" else Kind.AMENDED


_UNITS: Final = ("编", "分编", "章", "节")
_NUMBER: Final = "[零〇○一二三四五六七八九十百千两0-9０-９]{1,9}"
_ARTICLE: Final = re.compile(rf"第\s*({_NUMBER})\s*条((?:之{_NUMBER})?)(?P<gap>[\s　：:]*)(?P<rest>.*)")
_HEADING: Final = re.compile(rf"第\s*({_NUMBER})\s*(编|分编|章|节)(?:\s|　|$|[^，。；：第和、的]{{1,40}}$)")
_ITEM: Final = re.compile(rf"[（(]\s*({_NUMBER})\s*[）)]|([㈠-㈩])")
_SUBITEM: Final = re.compile(r"([0-9０-９]{1,2})\s*[．.、]|[（(]([0-9０-９]{1,2})[）)]|([⑴-⒇①-⑳])")
_ANNEX: Final = re.compile(
    r"附\s*(?:件|录|表|图)?\s*[一二三四五六七八九十0-9]*\s*(?:[：:].*)?$|附(?:件|录|表)[一二三四五六七八九十0-9：:]"
)
_UNSEEN: Final = re.compile("[\u200b-\u200f\u2060\ufeff\xad]")  # the collection has lines of nothing but U+200B
_FRAME: Final = re.compile(r"^[#>\s　*]+|[\s　*]+$")
_DAY: Final = re.compile(r"([12][0-9]{3})年\s*([0-9]{1,2})月\s*([0-9]{1,2})日")
_DEEDS: Final = {  # by weight: 修订通过 is a 修订
    "修正": "修正",
    "修订": "修订",
    "修改": "修正",
    "批准": "批准",
    "公布": "公布",
    "发布": "公布",
    "颁布": "公布",
    "通过": "通过",
    "施行": "施行",
}
_CHANGING: Final = re.compile(r"通过的《[^》]*(?:修正案|关于修改)")
_TITLE: Final = re.compile(
    r"[^，。；：]{2,60}(?:法|法典|条例|办法|规定|细则|规则|决定|规范|标准|通则|意见)(?:[（(](?:试行|暂行)[）)])?"
)
_EFFECT: Final = re.compile(r"自([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日起(?:施行|实施|生效)")
_AT_ONCE: Final = re.compile(r"自(?:公布|发布|颁布|通过)之日起(?:施行|实施|生效)")
_DROPPED: Final = re.compile(r"[（(](?:删去|删除|已删除)[）)]|(?:删去|删除)。?")
_REFERENCE: Final = re.compile(r"[第、和至及或的规所中至]")


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    preface: list[str] = field(default_factory=list)
    open: dict[str, tuple[int, str]] = field(default_factory=dict)
    chapters: list[Chapter] = field(default_factory=list)
    articles: dict[str, Shape] = field(default_factory=dict)
    last: str = ""
    text: str = ""
    arabic: bool = False  # the items of this paragraph are written (1)
    flags: list[str] = field(default_factory=list)
    effective: str = ""

    def flag(self, what: str) -> None:
        if what not in self.flags:
            self.flags.append(what)


def structure(lines: Iterable[str]) -> Structure:
    """The structure of the text in these lines, one line for a paragraph of the document."""
    reading = _Reading()
    for line in _clean(lines):
        if reading.last and _ANNEX.match(line):
            reading.flag("附件")
            break
        _read(reading, line)
    return Structure(
        _title(reading.preface),
        tuple(_events(" ".join(reading.preface))),
        tuple(sorted(reading.chapters, key=lambda chapter: (article_key(chapter.first), _UNITS.index(chapter.unit)))),
        reading.articles,
        reading.effective,
        tuple(reading.flags),
    )


def _clean(lines: Iterable[str]) -> Iterator[str]:
    """The lines without Markdown signs, remarks and blanks around them; empty ones are left out."""
    for line in lines:
        text = _FRAME.sub("", _UNSEEN.sub("", line))
        if text and not text.startswith("<!--"):
            yield text


def _read(reading: _Reading, line: str) -> None:
    heading = _HEADING.match(line)
    article = _article(reading, line)
    if article is not None:
        _begin(reading, *article)
    elif heading is not None:
        _open(reading, heading[2], value(heading[1]) or 0)
    elif not reading.last:
        reading.preface.append(line)
    elif not _is_bare_heading(line):
        _add(reading, line)


def _article(reading: _Reading, line: str) -> tuple[str, str] | None:
    """The number and the rest of the line if an article begins here.

    第二十条规定的…… at the start of a paragraph is a reference: without a blank behind 条 the number must be the next
    and the words must not go on like a reference; a number that goes backwards never begins an article.
    """
    found = _ARTICLE.match(line)
    if found is None or (number := value(found[1])) is None:
        return None
    added = value(found[2][1:]) if found[2] else None
    article = f"{number}-{added}" if added else str(number)
    before = article_key(reading.last) if reading.last else (0, 0)
    if article_key(article) <= before:
        reading.flag("条号存疑")
        return None
    follows = number == before[0] + (0 if added else 1)
    if not found["gap"] and found["rest"] and (not follows or _REFERENCE.match(found["rest"])):
        return None
    if not follows:
        reading.flag("缺条")
    return article, found["rest"]


def _begin(reading: _Reading, article: str, text: str) -> None:
    reading.articles[article] = Shape.dropped() if _DROPPED.fullmatch(text) else Shape(1, (0,))
    reading.last, reading.text = article, ""
    for unit, (number, first) in reading.open.items():
        reading.open[unit] = (number, first or article)
    here = {(unit, first) for unit, (_, first) in reading.open.items()}
    reading.chapters = [chapter for chapter in reading.chapters if (chapter.unit, chapter.first) not in here]
    reading.chapters += [Chapter(unit, number, first, article) for unit, (number, first) in reading.open.items()]
    _effect(reading, text)
    reading.text = text


def _open(reading: _Reading, unit: str, number: int) -> None:
    """A heading; those of a table of contents (目录) are opened again by the real ones before any article comes."""
    for lower in _UNITS[_UNITS.index(unit) :]:
        reading.open.pop(lower, None)
    reading.open[unit] = (number, "")


def _title(preface: list[str]) -> str:
    """The first line that reads like a title; papers may begin with the order that promulgates the act."""
    lines = [re.sub(r"[\s　]+", "", line) for line in preface]
    return next(filter(_TITLE.fullmatch, lines), lines[0] if lines else "")


def _is_bare_heading(line: str) -> bool:
    return line in {"附则", "附　则", "附 则", "总则", "分则"}


def _add(reading: _Reading, line: str) -> None:
    """A line within an article: an item of its last paragraph, a subitem of its last item, or a new paragraph."""
    shape = reading.articles[reading.last]
    item, subitem = _ITEM.match(line), _SUBITEM.match(line)
    if shape.is_dropped:
        shape = Shape(1, (0,))
    *others, items = shape.items
    if item is not None and (not subitem or not items or reading.arabic):
        reading.arabic = subitem is not None if not items else reading.arabic
        shape = replace(shape, items=(*others, items + 1))
    elif subitem is not None:
        shape = _with_subitem(reading, shape)
    else:
        if not items and reading.text.endswith(("：", ":")):
            reading.flag("列举未编号")
        shape = Shape(shape.paragraphs + 1, (*shape.items, 0), shape.subitems)
    _effect(reading, line)
    reading.articles[reading.last], reading.text = shape, line


def _with_subitem(reading: _Reading, shape: Shape) -> Shape:
    place = (shape.paragraphs, shape.items[-1])
    if not place[1]:  # a numbered list right under a paragraph, or a footnote: nobody cites it as a paragraph
        reading.flag("有目无项")
        return shape
    known = [entry for entry in shape.subitems if entry[:2] != place]
    return replace(shape, subitems=(*known, (*place, shape.subitems_of(*place) + 1)))


def _effect(reading: _Reading, text: str) -> None:
    """The last day named by a clause of effect counts: it stands at the end of the text."""
    if found := _EFFECT.search(text):
        reading.effective = _iso(*found.groups())
    elif _AT_ONCE.search(text) and re.match(r"本", text):
        reading.effective = AT_ONCE


def _events(preface: str) -> Iterator[Event]:
    """Days before the first article, each with the deed that follows it before the next day."""
    days = list(_DAY.finditer(preface))
    for number, day in enumerate(days):
        end = days[number + 1].start() if number + 1 < len(days) else len(preface)
        words = preface[day.end() : end]
        bare = re.sub(r"《[^》]*》|〈[^〉]*〉", "", words)
        deed = "修正" if _CHANGING.search(words) else next(filter(bare.__contains__, _DEEDS), "")
        if deed:
            yield Event(_iso(*day.groups()), _DEEDS[deed])


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02}-{int(day):02}"
