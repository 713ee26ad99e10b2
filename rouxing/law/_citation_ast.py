"""What a citation says: the law, the places in it, where each part was written, and the form printed from it."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

from rouxing.law.numerals import chinese

Data = dict[str, object]
Ref = Literal["title", "short", "self", "inherited", "none"]

STRUCTURE: Final = ("编", "分编", "章", "节")


_LONGEST_RANGE: Final = 100


class Span(NamedTuple):
    """Character offsets into the text; `end` is the first character behind."""

    start: int
    end: int


_NOWHERE: Final = Span(0, 0)


class LawName(NamedTuple):
    """The law part: `title` is in 《》, `short` without, `self` is 本法, `inherited` was named before, `none` nowhere.

    `name` is as written without 《》; `span` covers 《》 and the notes behind it, not a version word before it.
    """

    ref: Ref
    name: str = ""
    alias: str = ""
    note: str = ""
    version_hint: str = ""
    scope: str = ""
    span: Span | None = None

    def as_data(self) -> Data:
        """The law as a mapping without empty values."""
        written = ("name", "alias", "note", "version_hint", "scope")
        return {"ref": self.ref, **{key: getattr(self, key) for key in written if getattr(self, key)}}


class Locator(NamedTuple):
    """One place: 条 as text (`287-1` is 第二百八十七条之一), 款, 项 and 目 as numbers, None where there is none.

    `rel` (prev, this, that) with `unit` counts from where the citation stands: 前两款 is prev, 款, count 2.
    A span of a step is None where the step is inherited or absent; `span` covers what was written of the place itself.
    """

    article: str = ""
    paragraph: int | None = None
    item: int | None = None
    subitem: int | None = None
    part: str = ""
    rel: str = ""
    unit: str = ""
    count: int | None = None  # type: ignore[assignment]  # a field of the grammar; nobody counts in a place
    book: int | None = None
    division: int | None = None
    chapter: int | None = None
    section: int | None = None
    preamble: bool = False
    natural_paragraph: int | None = None
    sentence: int | None = None
    span: Span = _NOWHERE
    article_span: Span | None = None
    paragraph_span: Span | None = None
    item_span: Span | None = None
    subitem_span: Span | None = None

    @property
    def canonical(self) -> str:
        """The place in full: 第三十三条第一款第二项第1目."""
        return "".join(_steps(self))

    def as_data(self) -> Data:
        """The place as a mapping without empty values."""
        return {key: getattr(self, key) for key in _DATA_KEYS if getattr(self, key)}


_DATA_KEYS: Final = (
    *("rel", "unit", "count", "preamble", "natural_paragraph", "sentence", "book", "division", "chapter", "section"),
    *("article", "paragraph", "item", "subitem", "part"),
)


class Target(NamedTuple):
    """One place, or all places from `first` to `last`."""

    first: Locator
    last: Locator | None
    span: Span

    @property
    def places(self) -> tuple[Locator, ...]:
        """The places cited, of a range also those between its ends as far as numbers tell (not 之一)."""
        first, last = self.first, self.last
        if last is None:
            return (first,)
        level = next((level for level in ("subitem", "item", "paragraph", "article") if getattr(first, level)), "")
        start, end = str(getattr(first, level, "")), str(getattr(last, level, ""))
        if start.isdecimal() and end.isdecimal() and 0 < int(end) - int(start) <= _LONGEST_RANGE:
            kind = str if level == "article" else int
            numbers = range(int(start) + 1, int(end) + 1)
            steps: list[dict[str, Any]] = [{level: kind(number)} for number in numbers]
            between = tuple(first._replace(**step) for step in steps)
            if between[-1].as_data() == last.as_data():
                return (first, *between[:-1], last)
        return (first, last)

    def as_data(self) -> Data:
        """The place, or `from` and `to`."""
        if self.last is None:
            return self.first.as_data()
        return {"from": self.first.as_data(), "to": self.last.as_data()}


class Citation(NamedTuple):
    """One law and the places cited of it; `text` is what was written from `span.start` to `span.end`.

    `doubtful`: something was concluded that was not written, such as a law named earlier in the sentence.
    """

    text: str
    span: Span
    law: LawName
    targets: tuple[Target, ...]
    doubtful: bool = False

    def canonical(self, title: str = "") -> str:
        """《全称》第三十三条第一款第二项第1目: Chinese numerals, no brackets at 项, Arabic at 目.

        `title` is the full title to print for the law, in place of what was written.
        Read again, the canonical form gives the same citation, except that an inherited law needs its context.
        """
        return _printed_law(self.law, title) + self.law.scope + _printed_targets(self.targets)

    def as_data(self) -> Data:
        """The citation as plain data: {"law": {…}, "targets": […]}."""
        return {"law": self.law.as_data(), "targets": [target.as_data() for target in self.targets]}


_BRACKETED_VERSIONS: Final = ("修订", "修正", "修改", "版")


def _printed_law(law: LawName, title: str) -> str:
    if title or law.ref in ("none", "inherited"):
        named = f"《{title}》" if title else ""
        return _versioned(named, law.version_hint) if named else named
    named = _versioned(f"《{law.name}》" if law.ref == "title" else law.name, law.version_hint)
    if law.alias:
        named += f"（以下简称《{law.alias}》）"
    return f"{named}（{law.note}）" if law.note else named


def _versioned(named: str, hint: str) -> str:
    """2021年修订 stands in brackets behind, 修订前 and 2017年 stand before."""
    if hint.endswith(_BRACKETED_VERSIONS):
        return f"{named}（{hint}）"
    return f"{hint}的{named}" if hint.endswith(("前", "后")) else hint + named


def _printed_targets(targets: tuple[Target, ...]) -> str:
    printed, before = [], None
    for target in targets:
        text = _continued(target.first, before)
        if target.last is not None:
            text += "至" + _continued(target.last, target.first)
        printed.append(text)
        before = target.last or target.first
    return "、".join(printed)


def _continued(place: Locator, before: Locator | None) -> str:
    """The place without the levels that a reader takes from the place before: 第一款第四项、第五项和第二款."""
    steps = _steps(place)
    if before is None:
        return "".join(steps)
    known = _steps(before)
    start = next((level for level, step in enumerate(steps) if step != known[level]), len(steps) - 1)
    while start and not steps[start]:
        start -= 1
    return "".join(steps[start:])


_RELATIVE: Final = {"prev": "前", "this": "本", "that": "该"}


def _steps(place: Locator) -> list[str]:
    """The nine levels of a place as printed, from 编 to 但书; empty where the level is not given."""
    steps = [
        *map(_numbered, (place.book, place.division, place.chapter, place.section), STRUCTURE),
        _article(place.article),
        _numbered(place.paragraph, "款"),
        _numbered(place.item, "项"),
        f"第{place.subitem}目" if place.subitem else "",
        place.part,
    ]
    if place.rel:
        count = "" if not place.count or place.count == 1 else "两" if place.count == 2 else chinese(place.count)
        steps[len(STRUCTURE) + "条款项目".index(place.unit)] = f"{_RELATIVE[place.rel]}{count}{place.unit}"
    if place.part == "各款":
        steps[4], steps[8] = f"{steps[4]}各款", ""  # all of 本条, not a step below it
    if place.preamble:
        steps[4:6] = "序言", _numbered(place.natural_paragraph, "自然段")
        steps[8] = _numbered(place.sentence, "句")
    return steps


def _numbered(number: int | None, unit: str) -> str:
    return f"第{chinese(number)}{unit}" if number else ""


def _article(article: str) -> str:
    number, *further = article.split("-")
    return f"第{chinese(int(number))}条" + "".join(f"之{chinese(int(more))}" for more in further) if article else ""
