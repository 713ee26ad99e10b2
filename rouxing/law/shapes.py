"""Shapes of articles (paragraphs, items, subitems), and one line of text that holds those of a whole law.

The line counts articles from 1: `1*4 3 1[6] 3[0,0,8]` says that articles 1 to 4 have one paragraph, article 5 three,
article 6 one paragraph with six items, article 7 three paragraphs of which the third has eight items.
`+1` is the next 之N article of the article before, `@96` goes on with article 96, `{1.2:4}` says that item 2 of
paragraph 1 has four subitems, `?` is an article of unknown shape, `x` one that was dropped, `3[?]` one whose
items are unknown; `*` repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final


@dataclass(frozen=True, slots=True)
class Shape:
    """How an article is built: paragraphs (0 if unknown, -1 if dropped), items of each (empty if unknown), subitems.

    `subitems` are (paragraph, item, number of 目), for items that have any.
    """

    paragraphs: int
    items: tuple[int, ...] = ()
    subitems: tuple[tuple[int, int, int], ...] = ()

    @classmethod
    def dropped(cls) -> Shape:
        """An article whose number stands empty: 第一百九十九条（删去）."""
        return cls(-1)

    @property
    def is_dropped(self) -> bool:
        """Whether only the number is left."""
        return self.paragraphs < 0

    @property
    def known(self) -> bool:
        """Whether the paragraphs are known; if not, nothing below the article can be called wrong."""
        return self.paragraphs > 0

    @property
    def items_known(self) -> bool:
        """Whether the items are known, too."""
        return self.known and len(self.items) == self.paragraphs

    def with_items(self) -> tuple[int, ...]:
        """The numbers of the paragraphs that have items."""
        return tuple(number for number, items in enumerate(self.items, 1) if items)

    def subitems_of(self, paragraph: int, item: int) -> int:
        """How many subitems an item has."""
        return next((count for *place, count in self.subitems if place == [paragraph, item]), 0)

    def __str__(self) -> str:
        if not self.known:
            return "x" if self.is_dropped else "?"
        subitems = ",".join(f"{paragraph}.{item}:{count}" for paragraph, item, count in self.subitems)
        return f"{self.paragraphs}{self._items()}" + (f"{{{subitems}}}" if subitems else "")

    def _items(self) -> str:
        if not self.items_known:
            return "[?]"
        last = max(self.with_items(), default=0)
        return f"[{','.join(map(str, self.items[:last]))}]" if last else ""


def article_key(article: str) -> tuple[int, int]:
    """The place of an article in its law: `120-1` comes after `120`."""
    number, _, added = article.partition("-")
    return int(number), int(added or 0)


def encoded(articles: Mapping[str, Shape]) -> str:
    """The line for these articles, in order of their numbers."""
    steps = _steps(sorted(articles.items(), key=lambda pair: article_key(pair[0])))
    return " ".join(step + (f"*{count}" if (count := len(list(run))) > 1 else "") for step, run in groupby(steps))


def _steps(articles: list[tuple[str, Shape]]) -> Iterator[str]:
    number = added = 0
    for article, shape in articles:
        wanted, wanted_added = article_key(article)
        if wanted_added:
            if wanted != number:
                yield f"@{wanted}"
                added = 0
            yield from (f"+{_NONE}" for _ in range(added + 1, wanted_added))
            yield f"+{shape}"
        else:
            if wanted != number + 1:
                yield f"@{wanted}"
            yield str(shape)
        number, added = wanted, wanted_added


_NONE: Final = "0"  # a 之N article that was left out or is not known to exist
_STEP: Final = re.compile(
    r"(?P<added>\+)?(?:@(?P<goto>[0-9]+)|(?P<paragraphs>[?x]|[0-9]+)(?:\[(?P<items>\?|[0-9]+(?:,[0-9]+)*)\])?"
    r"(?:\{(?P<subitems>[0-9]+\.[0-9]+:[0-9]+(?:,[0-9]+\.[0-9]+:[0-9]+)*)\})?(?:\*(?P<times>[0-9]+))?)"
)


def decoded(line: str) -> dict[str, Shape]:
    """The articles of a line, in order; the inverse of `encoded`. A line that is no such line raises ValueError."""
    articles: dict[str, Shape] = {}
    number = added = 0
    jumped = False
    for step in line.split():
        found = _STEP.fullmatch(step)
        if found is None:
            raise ValueError(f"不是条文结构：{step}")
        if found["goto"]:
            number, added, jumped = int(found["goto"]), 0, True
            continue
        shape = _shape(found)
        for _ in range(int(found["times"] or 1)):
            if found["added"]:
                added += 1
            else:
                number, added = (number if jumped else number + 1), 0
            jumped = False
            if shape is not None:
                articles[f"{number}-{added}" if added else str(number)] = shape
    return articles


def _shape(found: re.Match[str]) -> Shape | None:
    if found["paragraphs"] in {"?", "x"}:
        return Shape(0) if found["paragraphs"] == "?" else Shape.dropped()
    paragraphs = int(found["paragraphs"])
    if not paragraphs:
        return None
    if found["items"] == "?":
        return Shape(paragraphs)
    items = [int(count) for count in found["items"].split(",")] if found["items"] else []
    subitems = [re.split(r"[.:]", part) for part in found["subitems"].split(",")] if found["subitems"] else []
    return Shape(
        paragraphs,
        tuple(items + [0] * (paragraphs - len(items))),
        tuple((int(paragraph), int(item), int(count)) for paragraph, item, count in subitems),
    )
