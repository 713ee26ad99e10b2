"""What an import gives: lists of items, and a sentence for everything that is not in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rouxing.importers._grounds import Ground, merged


class ImportedItem(NamedTuple):
    """One item as the source has it."""

    name: str
    code: str | None
    circumstances: str
    grounds: tuple[str, ...]
    penal_grounds: tuple[str, ...]
    measures: tuple[str, ...]
    note: str | None
    number: str
    """What stood in the column of numbers."""
    place: str

    @property
    def told(self) -> str:
        """All of the item on one line, for a warning."""
        several = (*self.grounds, *self.penal_grounds, *self.measures)
        parts = (self.number, self.name, self.code, self.circumstances, *several, self.note)
        return "｜".join(" ".join(part.split()) for part in parts if part)

    def as_data(self) -> dict[str, Any]:
        """The item in the form of the interface."""
        return {
            "名称": self.name,
            "编码": self.code,
            "情形": self.circumstances,
            "依据": list(self.grounds),
            "处罚依据": list(self.penal_grounds),
            "监管措施": list(self.measures),
            "备注": self.note,
            "序号": self.number or None,
            "位置": self.place,
        }


class ImportedList(NamedTuple):
    """One list of one agency; `titles` and `heads` are what its kind and its columns were told by."""

    kind: str
    unit: str | None
    items: tuple[ImportedItem, ...]
    titles: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The list in the form of the interface."""
        return {
            "清单": self.kind,
            "单位": self.unit,
            "题名": list(self.titles),
            "表头": list(self.heads),
            "事项": [item.as_data() for item in self.items],
        }


class Imported(NamedTuple):
    """The lists of a file in the order of the source, and the warnings."""

    lists: tuple[ImportedList, ...]
    warnings: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """The form of the interface (format.md §4)."""
        return {"清单": [one.as_data() for one in self.lists], "警告": list(self.warnings)}


@dataclass(slots=True)
class Draft:
    """An item that is still being read: merged cells and continued tables add to it."""

    name: str
    place: str
    kind: str = ""
    unit: str | None = None
    number: str = ""
    code: str | None = None
    circumstances: list[str] = field(default_factory=list)
    lenient: list[Ground] = field(default_factory=list)
    penal: list[Ground] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def finished(self) -> ImportedItem:
        """The item as it stands."""
        notes = "\n".join(dict.fromkeys(filter(None, self.notes)))
        return ImportedItem(
            self.name,
            self.code,
            "\n".join(self.circumstances),
            tuple(one.text for one in merged(self.lenient)),
            tuple(one.text for one in merged(self.penal)),
            tuple(dict.fromkeys(self.measures)),
            notes or None,
            self.number,
            self.place,
        )


@dataclass(slots=True)
class Collected:
    """What was found so far: items, lists that may be empty, agencies named, warnings."""

    drafts: list[Draft] = field(default_factory=list)
    opened: list[tuple[str, str | None, tuple[str, ...], tuple[str, ...], int]] = field(default_factory=list)
    """Kind, agency, titles and heads of every list begun, and how many items stood before it."""
    warnings: list[str] = field(default_factory=list)

    def warn(self, sentence: str) -> None:
        """Keep a sentence once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def lists(self, only_unit: str | None) -> tuple[ImportedList, ...]:
        """Items of one kind and agency are one list, in the order in which the source first names it."""
        entries: dict[tuple[str, str | None], list[ImportedItem]] = {}
        for key, draft in self._in_order(only_unit):
            listed = entries.setdefault(key, [])
            listed += [draft.finished()] if draft else []
        titles, heads = self._told(only_unit)
        return tuple(
            ImportedList(kind, unit, tuple(items), titles.get((kind, unit), ()), heads)
            for (kind, unit), items in entries.items()
        )

    def _in_order(self, only: str | None) -> Iterator[tuple[tuple[str, str | None], Draft | None]]:
        """Items, and between them the lists that were begun and have none."""
        begun = [one[4] for one in self.opened] + [len(self.drafts)]
        empty: dict[int, list[tuple[str, str | None]]] = {}
        filled = {draft.kind for draft in self.drafts}
        for (kind, unit, _, _, at), following in zip(self.opened, begun[1:], strict=True):
            if kind and at == following and (unit or kind not in filled):  # else its sections name agencies
                empty.setdefault(at, []).append((kind, unit or only))
        for number, draft in enumerate([*self.drafts, None]):
            for key in empty.get(number, ()):
                yield key, None
            if draft is not None:
                yield (draft.kind, draft.unit or only), draft

    def _told(self, only: str | None) -> tuple[dict[tuple[str, str | None], tuple[str, ...]], tuple[str, ...]]:
        titles: dict[tuple[str, str | None], tuple[str, ...]] = {}
        every: tuple[str, ...] = ()
        for kind, unit, named, _, _ in self.opened:
            key = (kind, unit or only)
            titles[key] = tuple(dict.fromkeys((*titles.get(key, ()), *named)))
            every += named
        for one in self.drafts:  # a list that rows or a column of agencies tell apart has the titles of all
            titles.setdefault((one.kind, one.unit or only), tuple(dict.fromkeys(every)))
        return titles, tuple(dict.fromkeys(head for one in self.opened for head in one[3]))
