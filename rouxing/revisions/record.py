"""The record of a list: every change of every field on a line, and who last wrote each field that stands now. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rouxing.history.changes import Changes, FieldChange, ItemChange, Kind, all_fields, value_text
from rouxing.history.reasons import stated
from rouxing.history.versions import Amendment
from rouxing.law.identity import masked
from rouxing.model import Checklist, Item


def shown(value: Any) -> str:
    """A value of an item as people may see it: the past holds numbers of persons that were removed since."""
    return masked(value_text(value), cards=True)


class Source(NamedTuple):
    """Where a change comes from; "" for what an uncommitted file cannot tell."""

    date: str
    author: str
    commit: str
    version: str
    effective: str
    reason: str


class Line(NamedTuple):
    """One change of one field of one item, as texts; an item added or removed has a line for every field."""

    source: Source
    list: str
    code: str
    name: str
    kind: str
    field: str
    before: str
    after: str


def lines(entries: Iterable[tuple[str, Amendment]]) -> Iterator[Line]:
    """The lines of amendments, each given with the name of its list, in their order."""
    for name, amendment in entries:
        source = source_of(amendment)
        yield from _of_changes(source, name, amendment.changes, "")
        yield from _of_changes(source, name, amendment.dropped, "合并未采用：")


def source_of(amendment: Amendment) -> Source:
    """Who, when, in which version and why."""
    commit, after = amendment.commit, amendment.after
    version = (str(after.number or ""), after.effective or "")
    if commit is None:
        return Source("", "未提交", "", *version, "")
    return Source(commit.day, commit.author, commit.short, *version, shown(stated(commit).text))


def _of_changes(source: Source, name: str, changes: Changes, prefix: str) -> Iterator[Line]:
    for field in changes.fields:
        yield Line(source, name, "", "", f"{prefix}{Kind.CHANGED}", *_texts(field))
    for change in changes.items:
        item = change.item
        for field in _fields(change):
            yield Line(source, name, item.code, shown(item.name), f"{prefix}{change.kind}", *_texts(field))


def _fields(change: ItemChange) -> Iterator[FieldChange]:
    match change.kind:
        case Kind.ADDED:
            yield from (FieldChange(name, None, value) for name, value in all_fields(change.item))
        case Kind.REMOVED:
            yield from (FieldChange(name, value, None) for name, value in all_fields(change.item))
        case _:
            yield from change.fields
    if change.moved:
        yield FieldChange("位置", f"第 {change.positions[0]} 项", f"第 {change.positions[1]} 项")


def _texts(field: FieldChange) -> tuple[str, str, str]:
    before, after = ("" if one is None else shown(one) for one in (field.before, field.after))
    return field.name, before, after


class Written(NamedTuple):
    """A field as it stands, and the amendment that made it so; None where the history does not reach so far."""

    field: str
    value: Any
    amendment: Amendment | None


def blame(checklist: Checklist, amendments: Sequence[Amendment]) -> Iterator[tuple[Item, list[Written]]]:
    """Every item of the list as it stands with the amendment (newest first) that gave each field its value."""
    for item in checklist.items:
        yield item, [Written(*one, _writer(item.code, *one, amendments)) for one in all_fields(item)]


def _writer(code: str, name: str, value: Any, amendments: Sequence[Amendment]) -> Amendment | None:
    for amendment in amendments:
        for change in amendment.changes.items:
            after = change.after
            if after is None or after.code != code or after.data.get(name) != value:
                continue
            if change.kind is Kind.ADDED or any(field.name == name for field in change.fields):
                return amendment
    return None
