"""A law and its versions: facts only (titles, dates, numbers), never a word of the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rouxing.law.shapes import Shape


class Known(StrEnum):
    """How the day on which a version takes effect is known."""

    TEXT = "条文"  # the version's own clause
    DATABASE = "数据库"  # the collection's data sheet
    SUPPLEMENT = "补录"  # data/laws/supplement.txt, with source and confidence
    ASSUMED = "推定"  # not known: the day the version was passed or published, never earlier


class Confidence(StrEnum):
    """How much a fact that was added by hand or by machine may be relied on."""

    CHECKED = "核对"  # compared word by word, or confirmed by an act in force
    COMPARED = "比对"  # compared by machine; the likeness is given
    INFERRED = "推断"  # general knowledge, not verified


class Kind(StrEnum):
    """What made a version."""

    ORIGINAL = "原文"
    AMENDED = "修正"
    REVISED = "修订"
    UNKNOWN = "不明"


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a law: when it was made, when it took effect, the shape of each article.

    `complete` is false where the collection's text is cut or doubtful, or where there is no text (`last` is None).
    `flags` warn of counts that people may see differently (列举未编号: a list without numbers counts as paragraphs).
    """

    date: str
    effective: str
    effective_known_by: Known
    kind: Kind
    articles: Mapping[str, Shape]
    complete: bool = True
    flags: tuple[str, ...] = ()
    confidence: Confidence = Confidence.CHECKED
    source: str = ""

    @property
    def last(self) -> str | None:
        """The last article; None if the text is not in the index."""
        return tuple(self.articles)[-1] if self.articles else None

    @property
    def contiguous(self) -> bool:
        """Whether no number is left out between the first and the last article."""
        plain = [int(article) for article in self.articles if "-" not in article]
        return plain == list(range(1, len(plain) + 1))

    def has(self, article: str) -> bool:
        """Whether the version has the article; 之一 is written `120-1`."""
        return article in self.articles

    def shape(self, article: str) -> Shape | None:
        """The shape of the article; None if there is no such article."""
        return self.articles.get(article)

    def between(self, first: str, last: str) -> tuple[str, ...]:
        """The articles from first to last, 之N articles included; empty if an end is missing or the order wrong."""
        known = tuple(self.articles)
        if first not in self.articles or last not in self.articles:
            return ()
        return known[known.index(first) : known.index(last) + 1]


@dataclass(frozen=True, slots=True)
class Law:
    """A law with its versions in order of the days on which they took effect."""

    title: str
    short: tuple[str, ...]
    level: str
    adopted: str
    versions: tuple[Version, ...]

    def at(self, date: str) -> Version | None:
        """The version in force on the day (ISO); None before the first version that the index knows."""
        return next((version for version in reversed(self.versions) if version.effective <= date), None)

    def version(self, date: str) -> Version | None:
        """The version that was made on the day."""
        return next((version for version in self.versions if version.date == date), None)

    def earlier(self, version: Version) -> tuple[Version, ...]:
        """The versions before this one, the newest first."""
        return tuple(reversed(self.versions[: self.versions.index(version)]))

    def later(self, version: Version) -> tuple[Version, ...]:
        """The versions after this one, in order."""
        return self.versions[self.versions.index(version) + 1 :]


@dataclass(frozen=True, slots=True)
class Repeal:
    """That an act was repealed: by which act, which article, from which day on."""

    title: str
    by: str
    article: str
    effective: str
    confidence: Confidence = Confidence.COMPARED
    source: str = ""
