"""The text of a law article by article, as `structure` divides it, and what a person should look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rouxing.law.places import Place
from rouxing.law.structure import Structure, structure


class Reading(NamedTuple):
    """What a file says: its structure, the lines before the first article, and the lines of each article.

    `remarks` are sentences on what was not read or may be counted otherwise.
    """

    structure: Structure
    preface: tuple[str, ...]
    texts: dict[str, list[str]]
    remarks: tuple[str, ...]

    @property
    def level(self) -> str:
        """The level that the promulgation note shows; "" where it shows none or several."""
        note = re.sub("《[^》]*》|〈[^〉]*〉", "", "".join(self.preface))
        found = {level for level, sign in _LEVELS if sign.search(note)}
        return found.pop() if len(found) == 1 else ""

    @property
    def days(self) -> list[str]:
        """ISO dates of all days before the first article."""
        found = _DAY.findall("".join(self.preface))
        return [f"{year}-{int(month):02}-{int(number):02}" for year, month, number in found]


_DAY: Final = re.compile(r"([12][0-9]{3})年\s*([0-9]{1,2})月\s*([0-9]{1,2})日")
_LEVELS: Final = (
    ("法律", re.compile("全国人民代表大会|第[一二三四五六七八九十]+届全国人大|中华人民共和国主席令")),
    ("行政法规", re.compile("国务院令|国务院批准|国务院第[一二三四五六七八九十百零0-9]+次常务会议")),
    ("地方性法规", re.compile("(?<!全国)人民代表大会")),
    ("地方政府规章", re.compile("人民政府令|人民政府第[一二三四五六七八九十百零0-9]+次")),
    ("部门规章", re.compile("(?:部|委员会|总局|局|署|银行|办公室)令")),
)
"""立法法第八十二条以下: who makes what. 地方性法规 are passed by people's congresses below the national one."""


def reading(lines: Sequence[str]) -> Reading:
    """Read the lines of a file, one for a paragraph."""
    whole = structure(lines)
    walk = _Walk()
    for line in lines:
        if not walk.take(line):
            break
    return Reading(whole, tuple(walk.preface), walk.texts, tuple(walk.remarks(whole)))


_LABEL: Final = re.compile(r"[\s#>*]*第[^条]{1,12}条(?:之[零〇一二三四五六七八九十百0-9０-９]+)?[\s　：:]*")
_OPEN_END: Final = re.compile(r"[\w，、]$")
_FLAGS: Final = (
    ("列举未编号", "列举没有编号，每一行按一款计"),
    ("有目无项", "有阿拉伯数字的列举而没有（一）这样的项，没有计入款、项"),
    ("条号存疑", "有的段落以先前的条号开头，按一款计"),
)


class _Walk:
    """One pass over the lines. Where an article begins is asked of `structure`, two lines at a time."""

    def __init__(self) -> None:
        self.preface: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self._last = ""
        self._flags: dict[str, list[str]] = {name: [] for name, _ in _FLAGS}
        self._broken: list[str] = []

    def take(self, line: str) -> bool:
        """Whether the law goes on with this line; an annex ends it."""
        seen = structure([self._before(), line] if self._last else [line])
        begun = next((article for article in seen.articles if article != self._last), None)
        if begun is not None:
            rest = _LABEL.sub("", line, count=1)
            self.texts[begun], self._last = [rest] if rest else [], begun
        elif not self._last:
            self.preface.append(line)
        elif "附件" in seen.flags:
            return False
        else:
            self._add(line, seen)
        return True

    def _before(self) -> str:
        return f"{Place(self._last)}　甲。"

    def _add(self, line: str, seen: Structure) -> None:
        shape = seen.articles[self._last]
        if "条号存疑" in seen.flags:
            self._flags["条号存疑"].append(self._last)
        is_paragraph = shape.paragraphs > 1
        if not (is_paragraph or any(shape.items) or "有目无项" in seen.flags):
            return  # a heading
        before = self.texts[self._last][-1:]
        if is_paragraph and before and _OPEN_END.search(before[0]):
            self._broken.append(self._last)
        self.texts[self._last].append(line)

    def remarks(self, whole: Structure) -> Iterator[str]:
        """Sentences about the places that a person should look at."""
        if "附件" in whole.flags:
            yield "附件没有读入"
        for article, lines in self.texts.items():
            first, *more = lines or [""]
            for flag in structure([f"{Place(article)}　{first}", *more]).flags:
                if flag in ("列举未编号", "有目无项"):
                    self._flags[flag].append(article)
        dropped = [article for article, shape in whole.articles.items() if shape.is_dropped]
        told = [
            (_missing(tuple(whole.articles)), "没有读到，引用这些条会被当作不存在"),
            (dropped, "已删去，没有写入"),
            *((self._flags[flag], meaning) for flag, meaning in _FLAGS),
            (self._broken, "有没写完就换行的段落，如果是断行，款数就多算了"),
        ]
        yield from (f"{_listed(articles)}{meaning}" for articles, meaning in told if articles)


def _missing(articles: Sequence[str]) -> list[str]:
    """Whole numbers left out up to the last article."""
    plain = {int(article) for article in articles if "-" not in article}
    return [str(number) for number in range(1, max(plain, default=0)) if number not in plain]


def _listed(articles: Sequence[str]) -> str:
    named = [str(Place(article)) for article in dict.fromkeys(articles)]
    return "、".join(named[:_MOST]) + (f"等 {len(named)} 条" if len(named) > _MOST else "")


_MOST: Final = 6
