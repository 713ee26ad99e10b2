"""A ledger against the repository: which cases are new, which cells differ, and the cases as they would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rouxing.law import style
from rouxing.law.identity import masked
from rouxing.ledgers.cases import LONGEST, NoValue, as_rows, changed, value_at, value_of
from rouxing.ledgers.columns import ACTS, AGENCY, NUMBER, Column, Group, Names
from rouxing.ledgers.reading import Entry, Fault, Read, columns_of
from rouxing.model import Case
from rouxing.terms import PartyKind

_KEYS: Final = {Group.LENIENCY: ("清单", "事项编码"), Group.MEASURE: ("方式",), Group.DOCUMENT: ("文书种类", "文号")}
"""Without one of these columns a ledger says nothing of a list's entries."""


class Change(NamedTuple):
    """A cell that says something else than the repository."""

    place: str
    number: str
    column: str
    before: str
    after: str


class New(NamedTuple):
    """A case that the repository does not hold yet; without 案号 where the ledger gives none."""

    place: str
    data: dict[str, Any]


class Edited(NamedTuple):
    """A case of the repository as it is to be."""

    case: Case
    data: dict[str, Any]


class Difference(NamedTuple):
    """What a ledger of one agency would change."""

    new: Sequence[New]
    edited: Sequence[Edited]
    changes: Sequence[Change]
    kept: Sequence[Change]
    """Empty cells where the repository says something: left as it is unless asked to delete."""
    same: int
    faults: Sequence[Fault]


class _Comparison:
    def __init__(self, names: Names, *, delete_blank: bool) -> None:
        self._names = names
        self._delete = delete_blank
        self.changes: list[Change] = []
        self.kept: list[Change] = []
        self.faults: list[Fault] = []

    # new cases

    def made(self, read: Read) -> dict[str, Any]:
        """The case that a ledger tells of."""
        columns = columns_of(read.columns)
        data = self._filled(read.entry, [one for one in columns if one.group is Group.CASE])
        for group in ACTS:
            own = [one for one in columns if one.group is group]
            entries = [self._filled(one, own) for one in read.acts[group]]
            if entries:
                data[group.value] = entries
        self._complete_party(read, data)
        for name in ("日期", "案由"):
            if name not in data and name not in read.entry.cells:
                self.faults.append(Fault(read.place(name), f"缺少{name}"))
        return data

    def _filled(self, entry: Entry, columns: Sequence[Column]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for column in columns:
            if column.name in entry.cells:
                value = self._value(entry, column)
                if value is not None:
                    data = changed(data, column.path, value)
        return data

    def _value(self, entry: Entry, column: Column) -> Any:
        words = self._names.values.get(column.name, {})
        try:
            return value_of(entry.cells[column.name], column, words)
        except NoValue as error:
            self.faults.append(Fault(entry.places[column.name], str(error)))
            return None

    def _complete_party(self, read: Read, data: dict[str, Any]) -> None:
        """The kind of a party that the ledger does not tell, where its number or name leaves no doubt."""
        party = data.get("当事人")
        if party and "类型" not in party and "当事人类型" not in read.entry.cells:
            kind = _kind(party)
            if kind is None:
                message = f"缺少当事人类型，也看不出来；请加一列“当事人类型”，写{'、'.join(PartyKind)}"
                self.faults.append(Fault(read.place("当事人"), message))
                return
            data["当事人"] = {
                **{key: value for key, value in party.items() if key == "名称"},
                "类型": kind.value,
                **{key: value for key, value in party.items() if key != "名称"},
            }

    # cases that are there

    def edited(self, read: Read, case: Case) -> dict[str, Any]:
        """The case with the cells that differ."""
        columns = columns_of(read.columns)
        rows = as_rows(case.data, columns)
        number = case.number
        own = [one for one in columns if one.group is Group.CASE]
        data = self._merged(read.entry, own, dict(case.data), rows.case, number)
        for group in ACTS:
            if read.columns.isdisjoint(_KEYS[group]):
                continue
            own = [one for one in columns if one.group is group]
            entries = self._entries(read, group, own, case, rows.acts[group])
            if entries != list(case.data.get(group.value) or ()):
                data = changed(data, (group.value,), entries or None)
        return data

    def _entries(
        self, read: Read, group: Group, columns: Sequence[Column], case: Case, rows: Sequence[Mapping[str, str]]
    ) -> list[Any]:
        old, told = list(case.data.get(group.value) or ()), read.acts[group]
        found = [
            self._merged(entry, columns, data, texts, case.number)
            for entry, data, texts in zip(told, old, rows, strict=False)
        ]
        for entry in told[len(old) :]:
            found.append(self._filled(entry, columns))
            for name, cell in entry.cells.items():
                self.changes.append(Change(entry.places[name], case.number, name, "", cell.text))
        for data, texts in zip(old[len(told) :], rows[len(told) :], strict=True):
            gone = [Change(read.entry.row, case.number, name, text, "") for name, text in texts.items()]
            (self.changes if self._delete else self.kept).extend(gone)
            found += [] if self._delete else [data]
        return found

    def _merged(
        self, entry: Entry, columns: Sequence[Column], data: dict[str, Any], texts: Mapping[str, str], number: str
    ) -> dict[str, Any]:
        for column in columns:
            if column.name == NUMBER:
                continue  # known by it, however its brackets are typed
            before = texts.get(column.name, "")
            cell = entry.cells.get(column.name)
            if cell is None:
                if before:
                    place = entry.places.get(column.name, entry.row)
                    change = Change(place, number, column.name, before, "")
                    (self.changes if self._delete else self.kept).append(change)
                    data = changed(data, column.path, None) if self._delete else data
            elif cell.problem or cell.text not in (before, masked(before)):
                data = self._changed(entry, column, data, before, number)
        return data

    def _changed(self, entry: Entry, column: Column, data: dict[str, Any], before: str, number: str) -> dict[str, Any]:
        place = entry.places[column.name]
        value = self._value(entry, column)
        if value is None or value == value_at(data, column.path):
            return data
        if len(before) >= LONGEST:
            self.faults.append(Fault(place, "原来的内容超过 Excel 一格能放的字数，表里只有前一部分；请在案件文件里改"))
            return data
        self.changes.append(Change(place, number, column.name, before, entry.cells[column.name].text))
        return changed(data, column.path, value)


def _kind(party: Mapping[str, Any]) -> PartyKind | None:
    """What a number's own first digits (GB 32100-2015: 91 companies, 92 traders) or a company's name say."""
    code, name = str(party.get("统一社会信用代码", "")), str(party.get("名称", ""))
    if "身份证号" in party:
        return PartyKind.PERSON
    if code.startswith("92"):
        return PartyKind.BUSINESS
    if code.startswith("91") or name.endswith("公司"):
        return PartyKind.ENTERPRISE
    return PartyKind.ORGANISATION if code else None


def compared(reads: Sequence[Read], cases: Sequence[Case], names: Names, *, delete_blank: bool = False) -> Difference:
    """What the ledger of one agency says against the agency's cases.

    A case is known by its 案号, whatever brackets it is typed with. One without 案号 is new, unless a case of the same
    day, party and 案由 is there.
    """
    known = {style.number(case.number): case for case in cases}
    comparison = _Comparison(names, delete_blank=delete_blank)
    new: list[New] = []
    edited: list[Edited] = []
    told: dict[str, str] = {}
    alike = {likeness(case.data): case.number for case in cases}
    same = 0
    for read in reads:
        number = style.number(read.text(NUMBER))
        if number and number in told:
            comparison.faults.append(Fault(read.place(NUMBER), f"案号 {number} 在 {told[number]} 已经写过"))
        elif number in known:
            data = comparison.edited(read, known[number])
            if data != known[number].data:
                edited.append(Edited(known[number], data))
            else:
                same += 1
        else:
            data = comparison.made(read)
            place = read.place(NUMBER)
            comparison.faults += _repeated(data, alike, place) if not number else ()
            alike.setdefault(likeness(data), place)
            new.append(New(place, data))
        told.setdefault(number, read.place(NUMBER))
    return Difference(new, edited, comparison.changes, comparison.kept, same, comparison.faults)


def likeness(data: Mapping[str, Any]) -> tuple[Any, ...]:
    """Day, 案由 and party: two cases that have them in common may be one."""
    return data.get("日期"), data.get("案由"), value_at(data, ("当事人", "名称"))


def _repeated(data: Mapping[str, Any], alike: Mapping[tuple[Any, ...], str], place: str) -> Iterator[Fault]:
    other = alike.get(likeness(data))
    if other is not None:
        message = f"没有案号，而日期、案由、当事人与 {other} 相同；是同一件就写上它的案号，是另一件就写一个新案号"
        yield Fault(place, message)


__all__ = ["AGENCY", "Change", "Difference", "Edited", "New", "compared"]
