"""A list with the edits of a returned file: cell by cell, against what it was when it went out and what it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from rouxing.errors import Refused
from rouxing.exports._cells import FIELDS, REQUIRED, shown, value_of
from rouxing.files.sheet import legible
from rouxing.files.yaml_rows import NewRow
from rouxing.model import Checklist
from rouxing.returned import ReturnedList, ReturnedRow

_MOST: Final = 60
"""Characters of a value that are shown."""


class Merged(NamedTuple):
    """The rows the list is to hold, what that changes (a line each), and what stands in the way."""

    rows: Sequence[NewRow]
    lines: Sequence[str]
    conflicts: Sequence[str]


class _Known(NamedTuple):
    """The items as they went out and as they stand now."""

    before: Sequence[Mapping[str, Any]]
    now: Sequence[Mapping[str, Any]]
    places: Mapping[int, int]
    """Number among those that went out → number now."""

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the items that went out."""
        return frozenset(one["编码"] for one in self.before)


def merged(checklist: Checklist, returned: ReturnedList) -> Merged:
    """What the file makes of the list. Raises Refused, naming the cell, where a text is no value of its field."""
    now = [item.data for item in checklist.items]
    rows = returned.rows if returned.before is not None else _by_code(returned.rows, now)
    before = now if returned.before is None else returned.before
    known = _Known(before, now, _places(before, now))
    merging = _Merging(returned.kind.value, known)
    for row in rows:
        merging.take(row)
    merging.delete({row.origin for row in rows if row.origin is not None})
    return Merged(merging.ordered(), merging.lines, merging.conflicts)


def _identities(items: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Code, and which one of that code."""
    seen: dict[str, int] = {}
    found = []
    for item in items:
        number = seen[item["编码"]] = seen.get(item["编码"], 0) + 1
        found.append((item["编码"], number))
    return found


def _places(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    places = {identity: number for number, identity in enumerate(_identities(now))}
    return {number: places[one] for number, one in enumerate(_identities(before)) if one in places}


def _by_code(rows: Sequence[ReturnedRow], now: Sequence[Mapping[str, Any]]) -> list[ReturnedRow]:
    """Rows of a file that keeps no numbers: the item of the same code is the same."""
    places = {identity: number for number, identity in enumerate(_identities(now))}
    codes = _identities([{"编码": row.texts.get("编码", "")} for row in rows])
    return [row._replace(origin=places.get(code)) for row, code in zip(rows, codes, strict=True)]


class _Merging:
    """One merge on its way."""

    def __init__(self, sheet: str, known: _Known) -> None:
        self._sheet = sheet
        self._known = known
        self._sequence: list[NewRow] = []
        """What the file holds of the list, in its order."""
        self._gone: set[int] = set()
        self.lines: list[str] = []
        self.conflicts: list[str] = []

    def take(self, row: ReturnedRow) -> None:
        """One row of the file."""
        if row.origin is None:
            self._add(row)
            return
        before = self._known.before[row.origin]
        edits = {name: text for name, text in row.texts.items() if not self._says(row, name, before.get(name))}
        place = self._known.places.get(row.origin)
        if place is None:
            if edits:
                self.conflicts.append(f"{self._at(row)}：事项 {before['编码']} 导出以后已从清单里删去，而表里改了它")
            else:
                self.lines.append(f"{self._at(row)}：事项 {before['编码']} 导出以后已从清单里删去，不恢复")
            return
        self._sequence.append(NewRow(self._edited(row, edits, before, self._known.now[place]), place))

    def _edited(
        self, row: ReturnedRow, edits: Mapping[str, str], before: Mapping[str, Any], now: Mapping[str, Any]
    ) -> dict[str, Any]:
        found = dict(now)
        for name, text in edits.items():
            old, present = shown(name, before.get(name)), shown(name, now.get(name))
            cell = f"{self._sheet}!{row.cells[name]}"
            if self._says(row, name, now.get(name)):
                continue
            if _normal(present) != _normal(old):
                told = f"导出时“{_brief(old)}”，清单里现在“{_brief(present)}”，表里“{_brief(text)}”"
                self.conflicts.append(f"{cell}（{now['编码']} {name}）：{told}")
                continue
            _set(found, name, self._value(row, name))
            self.lines.append(f"{cell}: {_brief(old) or '（空）'} → {_brief(text) or '（空）'}")
        return found

    def _says(self, row: ReturnedRow, name: str, value: Any) -> bool:
        """Whether a cell says this value, in these words or in others."""
        text, known = _normal(row.texts[name]), _normal(shown(name, value))
        if text == known or not (text or known.strip()):  # a workbook keeps no cell of blanks
            return True
        return bool(self._value(row, name) == value)

    def _value(self, row: ReturnedRow, name: str) -> Any:
        """The value of a cell. Raises Refused, naming the cell."""
        try:
            return value_of(name, _normal(row.texts.get(name, "")))
        except Refused as error:
            raise Refused(f"{self._sheet}!{row.cells[name]}：{error}") from None

    def _add(self, row: ReturnedRow) -> None:
        data: dict[str, Any] = {}
        for name in ("编码", *(one for one in FIELDS if one != "编码")):
            _set(data, name, self._value(row, name))
        same = next((one for one in self._known.now if one["编码"] == data["编码"]), None)
        if same == data and data["编码"] not in self._known.codes:
            return  # the file was merged before
        self._sequence.append(NewRow(data))
        self.lines.append(f"{self._at(row)}：新增事项 {data['编码']} {_brief(data['名称'])}")

    def _at(self, row: ReturnedRow) -> str:
        return f"{self._sheet}!{row.place}"

    def delete(self, kept: set[int]) -> None:
        """The items that went out and are not in the file any more."""
        for number, before in enumerate(self._known.before):
            place = self._known.places.get(number)
            if number in kept or place is None:
                continue
            told = f"{self._sheet}：删除事项 {before['编码']} {_brief(before['名称'])}"
            if self._known.now[place] == before:
                self._gone.add(place)
                self.lines.append(told)
            else:
                self.conflicts.append(f"{told}，而清单里导出以后改过它")

    def ordered(self) -> list[NewRow]:
        """The rows in the file's order; what the file does not know stays behind what it stands behind now."""
        asked = [row.origin for row in self._sequence if row.origin is not None]
        known = set(asked)
        if all(one < other for one, other in pairwise(asked)):
            asked = sorted(known)
        else:
            self.lines.append(f"{self._sheet}：事项的次序按表里的次序")
        order = [one for one in asked if one not in self._gone]
        for place in range(len(self._known.now)):  # added to the list since, or in conflict
            if place not in known and place not in self._gone:
                order.insert(order.index(place - 1) + 1 if place - 1 in order else 0, place)
        rows = {row.origin: row for row in self._sequence if row.origin is not None}
        found = [rows.get(place) or NewRow(self._known.now[place], place) for place in order]
        last: int | None = None
        for row in self._sequence:
            if row.origin is not None:
                last = row.origin
                continue
            at = next((number for number, one in enumerate(found) if one.origin == last), -1) + 1
            while at < len(found) and found[at].origin is None:
                at += 1
            found.insert(at, row)
        return found


def _set(data: dict[str, Any], name: str, value: Any) -> None:
    """A field with its value; an optional one that says nothing is left out."""
    if value in (None, []) and name not in REQUIRED:
        data.pop(name, None)
    else:
        data[name] = value


def _normal(text: str) -> str:
    """The text as a workbook keeps it: one kind of line end, no signs that it cannot hold."""
    return legible(text.replace("\r\n", "\n").replace("\r", "\n"))


def _brief(text: str) -> str:
    shortened = text if len(text) <= _MOST else f"{text[:_MOST]}…"
    return shortened.replace("\n", " / ")
