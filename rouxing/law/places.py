"""A place in a law: article, paragraph, item, subitem; how the data writes it and how people read it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rouxing.law.numerals import chinese

_WRITTEN: Final = re.compile(
    r"(?P<article>[0-9]+(?:-[0-9]+)?)条(?:(?P<paragraph>[0-9]+)款)?(?:(?P<item>[0-9]+)项)?(?:(?P<subitem>[0-9]+)目)?"
)


class Place(NamedTuple):
    """A place in one text of a law. `120-1` is 第一百二十条之一; None means that the level is not named."""

    article: str
    paragraph: int | None = None
    item: int | None = None
    subitem: int | None = None

    @classmethod
    def written(cls, text: str) -> Place:
        """The place that `27条1款2项` of the packaged data means. Anything else raises ValueError."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"不是条款项：{text}")
        numbers = (int(found[level]) if found[level] else None for level in ("paragraph", "item", "subitem"))
        return cls(found["article"], *numbers)

    def within(self, other: Place) -> bool:
        """Whether this is the other place or lies in it."""
        return (
            self.article == other.article
            and (other.paragraph is None or other.paragraph == self.paragraph)
            and (other.item is None or other.item == self.item)
            and (other.subitem is None or other.subitem == self.subitem)
        )

    @property
    def depth(self) -> int:
        """How many levels are named."""
        return sum(level is not None for level in self)

    def __str__(self) -> str:
        """As a lawyer writes it, without brackets at 项 and with Arabic numerals at 目 (立法法第六十五条)."""
        number, *added = (chinese(int(part)) if part.isdecimal() else part for part in self.article.split("-"))
        text = f"第{number}条" + "".join(f"之{part}" for part in added)
        text += f"第{chinese(self.paragraph)}款" if self.paragraph else ""
        text += f"第{chinese(self.item)}项" if self.item else ""
        return text + (f"第{self.subitem}目" if self.subitem else "")
