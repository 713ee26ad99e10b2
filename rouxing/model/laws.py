"""Laws and grounds that an agency adds to those the tool brings: local regulations above all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from rouxing.model.records import Record

if TYPE_CHECKING:
    from rouxing.law.acts import Law, Version
    from rouxing.law.citation import Citation
    from rouxing.law.grounds import Grounds, Verdict
    from rouxing.law.index import LawIndex
    from rouxing.law.own_fields import OwnTable
    from rouxing.law.places import Place
    from rouxing.law.resolution import Resolution
    from rouxing.law.shapes import Shape
    from rouxing.terms import ListKind


Derived = TypeVar("Derived")


class OwnLaw(Record):
    """One file `laws/<name>.yaml`: a law by its structure, and its text where the agency wants to quote it."""

    @property
    def title(self) -> str:
        """名称."""
        return str(self.data["名称"])

    @property
    def level(self) -> str:
        """层级; 其他 is a paper below rules, which carries no leniency by itself."""
        return str(self.data["层级"])

    @property
    def law(self) -> Law:
        """The law as the index holds it."""
        from rouxing.law.acts import Law

        versions = tuple(
            sorted(map(_version, self.data["版本"]), key=lambda version: (version.effective, version.date))
        )
        return Law(self.title, tuple(self.texts("简称")), self.level, versions[0].date, versions)

    def words(self, place: Place, date: str) -> str:
        """What the law says at a place on an ISO date, where 文 was kept: a line for every 款, 项 and 目; else ""."""
        version = self.law.at(date)
        shape = version.shape(place.article) if version else None
        row = next((one for one in self.data["版本"] if version and one["通过"] == version.date), {"条文": ()})
        found: Mapping[str, Any] = next((one for one in row["条文"] if _article(one)[0] == place.article), {})
        lines = str(found.get("文") or "").splitlines()
        return "\n".join(lines[slice(*_lines(shape, place))]) if shape and lines else ""


def _lines(shape: Shape, place: Place) -> tuple[int, int]:
    """First line of a place in its article, and the line after its last: an item stands below its paragraph."""
    sizes = [
        [1 + shape.subitems_of(paragraph, item) for item in range(1, items + 1)]
        for paragraph, items in enumerate(shape.items, 1)
    ]
    whole = [1 + sum(size) for size in sizes]
    if place.paragraph is None:
        return 0, sum(whole)
    start = sum(whole[: place.paragraph - 1])
    if place.item is None:
        return start, start + whole[place.paragraph - 1]
    items = sizes[place.paragraph - 1]
    start += 1 + sum(items[: place.item - 1])
    return start, start + items[place.item - 1]


def _version(row: Mapping[str, Any]) -> Version:
    from rouxing.law.acts import Kind, Known, Version

    articles = dict(map(_article, row["条文"]))
    kind, complete, source = Kind(row["种类"]), row.get("完整", True), row.get("来源", "")
    return Version(row["通过"], row["施行"], Known.TEXT, kind, articles, complete, source=source)


def _article(row: Mapping[str, Any]) -> tuple[str, Any]:
    from rouxing.law.grounds import place_of
    from rouxing.law.shapes import Shape

    paragraphs: int = row["款"]
    items = (*row.get("项", ()), *(0 for _ in range(paragraphs)))[:paragraphs]
    subitems = tuple((paragraph, item, count) for paragraph, item, count in row.get("目", ()))
    return place_of(row["条"]).article, Shape(paragraphs, items, subitems)


class OwnGrounds(Record):
    """The file `laws/grounds.yaml`."""

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """依据."""
        return tuple(self.data["依据"] or ())


class OwnFields(Record):
    """The file `laws/fields.yaml`: acts that lie in an excluded field, and acts that do not."""

    def rows(self, part: str) -> Sequence[Mapping[str, Any]]:
        """条目, 条文 or 除外."""
        return tuple(self.data.get(part) or ())


class Library:
    """What is known of laws in one repository: what the tool brings, and what the agency added."""

    def __init__(
        self,
        laws: tuple[OwnLaw, ...] = (),
        tables: tuple[OwnGrounds, ...] = (),
        fields: tuple[OwnFields, ...] = (),
    ) -> None:
        self.laws = laws
        self.tables = tables
        self.fields = fields

    @cached_property
    def index(self) -> LawIndex:
        """All laws by name."""
        from rouxing.law.index import index

        return index().with_laws(own.law for own in self.laws) if self.laws else index()

    @cached_property
    def look_up(self) -> Callable[[str, str], tuple[tuple[Citation, tuple[Resolution, ...]], ...]]:
        """Text and ISO date → every citation in the text, with what becomes of its places on that day."""
        from rouxing.law.citation import citations
        from rouxing.law.resolution import resolved

        @lru_cache(maxsize=16_384)  # the same few provisions stand in thousands of notices
        def answers(text: str, date: str) -> tuple[tuple[Citation, tuple[Resolution, ...]], ...]:
            found = citations(text, self.index.knows)
            return tuple((citation, resolved(citation, date, self.index)) for citation in found)

        return answers

    @cached_property
    def judge(self) -> Callable[[str, Place | None, str, ListKind], Verdict]:
        """Law, place, ISO date and list → what the provision is to the list on that day (`Grounds.judge`, kept)."""
        return lru_cache(maxsize=16_384)(self.grounds.judge)

    def once(self, record: Record, name: str, make: Callable[[], Derived]) -> Derived:
        """What several rules look at in one record, made once; for lists, which stay in memory as long as this."""
        key = id(record), name
        if key not in self._derived:
            self._derived[key] = record, make()  # the record is held so that its id stays its own
        found: Derived = self._derived[key][1]
        return found

    @cached_property
    def _derived(self) -> dict[tuple[int, str], tuple[Record, Any]]:
        return {}

    def __reduce__(
        self,
    ) -> tuple[type[Library], tuple[tuple[OwnLaw, ...], tuple[OwnGrounds, ...], tuple[OwnFields, ...]]]:
        """To another process go the files alone: what is derived from them is derived there."""
        return Library, (self.laws, self.tables, self.fields)

    def quoted(self, text: str, date: str) -> str:
        """The words of every provision that the text cites, one below the other; "" where one is not at hand."""
        if not self.laws:
            return ""
        from rouxing.law.titles import normal

        own = {normal(law.title): law for law in self.laws}
        answers = [answer for _, found in self.look_up(text, date) for answer in found]
        words = [
            law.words(answer.place, date) if (law := own.get(normal(answer.name))) and answer.place else ""
            for answer in answers
        ]
        return "\n".join(words) if all(words) else ""

    @cached_property
    def grounds(self) -> Grounds:
        """All grounds of leniency."""
        from rouxing.law.grounds import Ground, grounds

        return grounds().extended(Ground.read(row) for table in self.tables for row in table.rows)

    @cached_property
    def own_fields(self) -> OwnTable | None:
        """The agency's own table of excluded fields; None where it has none."""
        if not self.fields:
            return None
        from rouxing.law.own_fields import own_table

        return own_table(self.fields[0].data, self.fields[0].path)

    def names_law(self, text: str, date: str) -> bool:
        """Whether a text names a provision of a law, a regulation or a rule that is there on an ISO date."""
        from rouxing.law.papers import is_paper

        papers = {law.title for law in self.laws if law.level == "其他"}
        return any(
            answer.found and answer.place is not None and answer.name not in papers
            for citation, answers in self.look_up(text, date)
            if not is_paper(citation.law)
            for answer in answers
        )
