"""What changed between two states of a checklist: items added, removed, changed and moved, field by field. Pure."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import compress, count
from operator import is_not
from typing import Any, Final, NamedTuple

from rouxing.model import Checklist, Item

LIST_FIELDS: Final = ("清单", "版本", "施行日期")
"""What a list says besides its items."""

ITEM_FIELDS: Final = (
    "编码",
    "名称",
    "情形",
    "依据",
    "处罚依据",
    "监管措施",
    "来源",
    "例外依据",
    "公开",
    "不公开理由",
    "备注",
)
"""The order in which fields are shown; fields of older formats follow."""


class Kind(StrEnum):
    """What happened to an item."""

    ADDED = "新增"
    REMOVED = "删除"
    CHANGED = "修改"
    MOVED = "移动"


class FieldChange(NamedTuple):
    """A field with its values as written in the data; None where it was or became empty."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What happened to one item; an item that was changed and also moved is CHANGED with `moved`."""

    kind: Kind
    before: Item | None
    after: Item | None
    fields: tuple[FieldChange, ...] = ()
    moved: bool = False
    """True when it changed its place among the items that both states have."""
    positions: tuple[int | None, int | None] = (None, None)
    """Its place before and after, counted from 1."""

    @property
    def item(self) -> Item:
        """The item as it stands after the change, or stood before it was removed."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change without an item")
        return found


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences between two states; falsy where there are none."""

    fields: tuple[FieldChange, ...] = ()
    items: tuple[ItemChange, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.fields or self.items)

    def of_kind(self, kind: Kind) -> tuple[ItemChange, ...]:
        """The changes of one kind."""
        return tuple(one for one in self.items if one.kind is kind)

    def of_item(self, code: str) -> Changes:
        """Only what happened to the items with this code, with the fields of the list."""
        return Changes(self.fields, tuple(one for one in self.items if one.item.code == code))


NO_CHANGES: Final = Changes()


def compare(before: Checklist | None, after: Checklist | None, code: str = "") -> Changes:
    """Differences from one state to the other; None is a list that does not exist, as if it had no items.

    Items are the same when their codes are; a code used twice is told apart by its order.
    Added, changed and moved items come in the new order, each removed one where it stood.
    With a code, what happened to other items is left out.
    """
    fields = _field_changes(before.data if before else {}, after.data if after else {}, LIST_FIELDS)
    if before and after:
        places = _changed_in_place(before.rows, after.rows)
        if places is not None:
            return Changes(fields, _in_place(before, after, places, code) if places else ())
    old, new = (_by_identity(one, *_apart(before, after)) for one in (before, after))
    moved = _moved([one for one in old if one in new], [one for one in new if one in old])
    order = (one for one in _in_reading_order(old, new) if code in ("", one[0]))
    found = (_item_change(old.get(one), new.get(one), one in moved) for one in order)
    return Changes(fields, tuple(one for one in found if one is not None))


def may_touch(before: Checklist | None, after: Checklist | None, code: str) -> bool:
    """False where nothing can have happened to the items with this code: most versions of a long history."""
    places = _changed_in_place(before.rows, after.rows) if before and after else None
    return before is None or places is None or code in [before.rows[place]["编码"] for place in places]


def _changed_in_place(before: Sequence[Any], after: Sequence[Any]) -> list[int] | None:
    """Where rows are not the same objects; None where the codes differ, or their order."""
    if len(before) != len(after):
        return None
    places = list(compress(count(), map(is_not, before, after)))
    # by far most versions of a long history hold the same codes in the same order
    same = [before[place]["编码"] for place in places] == [after[place]["编码"] for place in places]
    return places if same else None


def _in_place(before: Checklist, after: Checklist, places: Iterable[int], code: str) -> tuple[ItemChange, ...]:
    found = []
    for place in places:
        old, new = before.rows[place], after.rows[place]
        if code in ("", new["编码"]) and old != new:
            earlier, later = (_Placed(place + 1, one.item_at(place)) for one in (before, after))
            found.append(_item_change(earlier, later, moved=False))
    return tuple(one for one in found if one)


def _apart(before: Checklist | None, after: Checklist | None) -> tuple[int, int]:
    """How many rows both share at the beginning, and at the end; none where a code used twice is told by its order."""
    if before is None or after is None or not (_is_unambiguous(before) and _is_unambiguous(after)):
        return 0, 0
    shorter = min(len(before.rows), len(after.rows))
    front = _shared_rows(before.rows, after.rows)
    back = _shared_rows(before.rows[::-1], after.rows[::-1])
    return front, min(back, shorter - front)


def _is_unambiguous(checklist: Checklist) -> bool:
    return len({row["编码"] for row in checklist.rows}) == len(checklist.rows)


def _shared_rows(first: Sequence[Any], second: Sequence[Any]) -> int:
    """How many rows are the same objects before two differ."""
    shorter = min(len(first), len(second))
    return next(compress(count(), map(is_not, first, second)), shorter)


class _Placed(NamedTuple):
    position: int
    item: Item


_Identity = tuple[str, int]


def _by_identity(checklist: Checklist | None, front: int, back: int) -> dict[_Identity, _Placed]:
    """The items without so many at the beginning and at the end."""
    items: dict[_Identity, _Placed] = {}
    seen: dict[str, int] = {}
    if checklist is None:
        return items
    for place in range(front, len(checklist.rows) - back):
        item = checklist.item_at(place)
        number = seen[item.code] = seen.get(item.code, 0) + 1
        items[item.code, number] = _Placed(place + 1, item)
    return items


def _in_reading_order(old: Iterable[_Identity], new: Mapping[_Identity, _Placed]) -> Iterator[_Identity]:
    """The new order, with every removed item after the one that stood before it."""
    removed: dict[_Identity | None, list[_Identity]] = {}
    last: _Identity | None = None
    for one in old:
        if one in new:
            last = one
        else:
            removed.setdefault(last, []).append(one)
    yield from removed.get(None, ())
    for one in new:
        yield one
        yield from removed.get(one, ())


def _moved(old: Sequence[_Identity], new: Sequence[_Identity]) -> frozenset[_Identity]:
    """The fewest items that must move to turn one order into the other: all but a longest increasing run."""
    places = {one: place for place, one in enumerate(old)}
    ends: list[int] = []
    last_of: list[_Identity] = []
    previous: dict[_Identity, _Identity | None] = {}
    for one in new:
        length = bisect_left(ends, places[one])
        previous[one] = last_of[length - 1] if length else None
        ends[length:] = [places[one], *ends[length + 1 :]]
        last_of[length:] = [one, *last_of[length + 1 :]]
    kept = set()
    step = last_of[-1] if last_of else None
    while step is not None:
        kept.add(step)
        step = previous[step]
    return frozenset(new) - kept


def _item_change(old: _Placed | None, new: _Placed | None, moved: bool) -> ItemChange | None:
    before, after = old.item if old else None, new.item if new else None
    if before and after and not moved and before.data == after.data:
        return None  # by far most items of a long history
    old_data, new_data = before.data if before else {}, after.data if after else {}
    names = dict.fromkeys((*ITEM_FIELDS, *old_data, *new_data))
    fields = _field_changes(old_data, new_data, names)
    if before is None:
        kind = Kind.ADDED
    elif after is None:
        kind = Kind.REMOVED
    elif fields:
        kind = Kind.CHANGED
    elif moved:
        kind = Kind.MOVED
    else:
        return None
    positions = (old.position if old else None, new.position if new else None)
    return ItemChange(kind, before, after, fields, moved, positions)


def _field_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Iterable[str]
) -> tuple[FieldChange, ...]:
    found = []
    for name in names:
        if before.get(name) != after.get(name):
            old, new = _value(before, name), _value(after, name)
            if old != new:
                found.append(FieldChange(name, old, new))
    return tuple(found)


def _value(data: Mapping[str, Any], name: str) -> Any:
    """The value, None for everything that says nothing: absent, null, an empty text or list."""
    value = data.get(name)
    return None if value in ("", []) else value


def all_fields(item: Item) -> Iterator[tuple[str, Any]]:
    """Names and values of everything an item says, in the order in which fields are shown."""
    for name in dict.fromkeys((*ITEM_FIELDS, *item.data)):
        value = _value(item.data, name)
        if value is not None:
            yield name, value


def common(first: Changes, second: Changes) -> Changes:
    """The part of `first` that `second` changes too, items and fields; both start from or lead to the same state."""
    names = {one.name for one in second.fields}
    others = {one.item.code: one for one in second.items}
    shared = (_shared(one, others[one.item.code]) for one in first.items if one.item.code in others)
    return Changes(_only(first.fields, names), tuple(one for one in shared if one is not None))


def _shared(first: ItemChange, second: ItemChange) -> ItemChange | None:
    kinds = (first.kind, second.kind)
    if set(kinds) == {Kind.ADDED, Kind.CHANGED}:  # only one side knew the item: to the other the change looks new
        return first if first.kind is Kind.CHANGED else second
    if Kind.ADDED in kinds or Kind.REMOVED in kinds:
        return first if kinds in _WHOLE else None
    fields = _only(first.fields, {one.name for one in second.fields})
    moved = first.moved and second.moved
    if not fields and not moved:
        return None
    return replace(first, kind=Kind.CHANGED if fields else Kind.MOVED, fields=fields, moved=moved)


_WHOLE: Final = ((Kind.ADDED, Kind.ADDED), (Kind.REMOVED, Kind.REMOVED), (Kind.REMOVED, Kind.CHANGED))


def besides(first: Changes, second: Changes) -> Changes:
    """The part of `first` that `second` does not touch; moved items are left out."""
    others = {one.item.code: one for one in second.items}
    items = []
    for one in first.items:
        if one.item.code not in others:
            items.append(one)
        elif one.kind is Kind.CHANGED:
            touched = {field.name for field in others[one.item.code].fields}
            items.append(replace(one, fields=tuple(field for field in one.fields if field.name not in touched)))
    kept = tuple(one for one in items if one.fields)
    names = {one.name for one in second.fields}
    return Changes(tuple(one for one in first.fields if one.name not in names), kept)


def _only(fields: Iterable[FieldChange], names: Collection[str]) -> tuple[FieldChange, ...]:
    return tuple(one for one in fields if one.name in names)


NOTHING: Final = "（空）"


def value_text(value: Any) -> str:
    """A value as a line of text: elements of a list with "；", nothing as （空）."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return "；".join(map(value_text, value))
    if isinstance(value, Mapping):
        return "，".join(f"{name} {value_text(one)}" for name, one in value.items())
    return " ".join(str(value).split("\n"))


def summary(changes: Changes) -> str:
    """新增 2 项、删除 1 项、修改 3 项."""
    counts = ((kind, len(changes.of_kind(kind))) for kind in Kind)
    return "、".join(f"{kind} {count} 项" for kind, count in counts if count) or "事项没有变化"


class Piece(NamedTuple):
    """A run of text in a comparison: kept, deleted or inserted."""

    text: str
    deleted: bool = False
    inserted: bool = False


_WORD: Final = re.compile(r"[A-Za-z0-9.\-]+|\s+|.", re.DOTALL)
_LONGEST: Final = 3000
"""Words; a longer field is shown as replaced, so that comparing stays quick."""


def words(before: str, after: str) -> list[Piece]:
    """The change from one text to another, word by word: Chinese by character, Latin words and numbers whole."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > _LONGEST:
        return _pieces([(before, after, False)])
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return _pieces(_joined(matcher.get_opcodes(), old, new))


_Run = tuple[str, str, bool]


def _joined(operations: Sequence[tuple[str, int, int, int, int]], old: list[str], new: list[str]) -> list[_Run]:
    """Runs (old text, new text, same); a single word between two changes joins them, for the reader's sake."""
    runs: list[_Run] = []
    for number, (tag, i1, i2, j1, j2) in enumerate(operations):
        same = tag == "equal" and (i2 - i1 > 1 or number in (0, len(operations) - 1))
        run = ("".join(old[i1:i2]), "".join(new[j1:j2]), same)
        if runs and not same and not runs[-1][2]:
            run = (runs[-1][0] + run[0], runs[-1][1] + run[1], False)
            runs.pop()
        runs.append(run)
    return runs


def _pieces(runs: Iterable[_Run]) -> list[Piece]:
    pieces = []
    for old, new, same in runs:
        candidates = [Piece(new)] if same else [Piece(old, deleted=True), Piece(new, inserted=True)]
        pieces += [one for one in candidates if one.text]
    return pieces
