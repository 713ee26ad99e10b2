"""The index of laws: a law by any of its names, what became of it, and the laws an agency adds.

The packaged facts come from a public-domain collection of law texts, snapshot April 2025.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from rouxing.law import packaged
from rouxing.law.acts import Kind, Law, Repeal
from rouxing.law.titles import nearest, normal

SNAPSHOT: Final = "2025-04"  # what was made or changed later is known only as far as supplement.txt tells
_LONGEST: Final = 60  # characters of a title


@dataclass(frozen=True, slots=True)
class LawIndex:
    """All laws known, by name. Laws are read when they are asked for, and then kept."""

    own: Mapping[str, Law] = field(default_factory=dict)
    own_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _read: dict[str, Law | None] = field(default_factory=dict, repr=False, compare=False)
    _standing: dict[str, tuple[Law | None, Repeal | None]] = field(default_factory=dict, repr=False, compare=False)

    def find(self, name: str) -> Law | None:
        """The law of this title, short title or common name; None if there is none or the name is vague."""
        found = self._keys(name)
        return self._law(found[0]) if len(found) == 1 else None

    def standing(self, name: str) -> tuple[Law | None, Repeal | None]:
        """`find` and `repealed` in one, kept for the names that mean something: the same few are asked all the time."""
        known = self._standing.get(name)
        if known is None:
            known = self.find(name), self.repealed(name)
            if any(known):
                self._standing[name] = known
        return known

    def candidates(self, name: str) -> tuple[Law, ...]:
        """Every law that the name may mean; a vague one (实施条例、企业法) means none by itself."""
        keys = self._keys(name) or packaged.names().get(packaged.VAGUE + normal(name), ())
        return tuple(law for key in keys if (law := self._law(key)) is not None)

    def knows(self, name: str) -> bool:
        """Whether the name is a title, a short title or a common name of a law, repealed acts included.

        For the parser, which meets short titles without marks: 行政处罚法第三十三条.
        """
        key = normal(name)
        return bool(self._keys(key)) or key in packaged.repeals()

    def name_before(self, text: str, end: int) -> str | None:
        """The longest known name that ends at `end` in the text; None if there is none."""
        starts = range(max(0, end - _LONGEST), end - 1)
        return next((text[start:end] for start in starts if self.knows(text[start:end])), None)

    def similar(self, name: str, limit: int = 3) -> tuple[str, ...]:
        """Full titles most like a name that is unknown, the most like first; empty if none is like it."""
        titles = (*packaged.texts(), *self.own)
        found = (self._law(key) for key in nearest(name, dict.fromkeys(titles), limit))
        return tuple(law.title for law in found if law is not None)

    def repealed(self, name: str) -> Repeal | None:
        """By what and when the act was repealed; None if it is not known to be.

        A title used again for a newer act (国家安全法 1993, 2015) is not repealed: what counts is its newest version.
        """
        found = self._keys(name)
        key = found[0] if len(found) == 1 else normal(name)
        repeal = packaged.repeals().get(key)
        law = self._law(key)
        newest = max((version.date for version in law.versions), default="") if law else ""
        return repeal if repeal is not None and repeal.effective > newest else None

    def had_older_text(self, law: Law) -> bool:
        """Whether an older text was in force before the first version known, as far as the facts tell."""
        first = law.versions[0]
        return first.kind is not Kind.ORIGINAL or normal(law.title) in packaged.renewed()

    def with_laws(self, extra: Iterable[Law]) -> LawIndex:
        """The index with an agency's own laws added; of two versions of one day the agency's counts."""
        own, names = dict(self.own), dict(self.own_names)
        for law in extra:
            key = normal(law.title)
            known = own.get(key) or self._law(key)
            own[key] = _joined(known, law) if known else law
            for name in map(normal, law.short):
                names[name] = tuple(dict.fromkeys((*names.get(name, ()), key)))
        return LawIndex(own, names)

    def _keys(self, name: str) -> tuple[str, ...]:
        """Normal titles that the name stands for. A title means itself, whatever short titles are written alike."""
        key = normal(name)
        if key in self.own or key in packaged.texts():
            return (key,)
        return tuple(dict.fromkeys((*self.own_names.get(key, ()), *packaged.names().get(key, ()))))

    def _law(self, key: str) -> Law | None:
        if key in self.own:
            return self.own[key]
        if key not in self._read:
            self._read[key] = packaged.law(key)
        return self._read[key]


@cache
def index() -> LawIndex:
    """The packaged index."""
    return LawIndex()


def _joined(known: Law, law: Law) -> Law:
    dates = {version.date for version in law.versions}
    versions = [*(version for version in known.versions if version.date not in dates), *law.versions]
    return replace(known, short=tuple(dict.fromkeys((*known.short, *law.short))), versions=packaged.in_order(versions))
