"""Sheets of a ledger as cases: headings found and understood, rows that belong together put together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final, NamedTuple

from rouxing.files.cells import Cell, Row, Sheet
from rouxing.files.sheet_cells import letters
from rouxing.law.identity import person_number_is_valid
from rouxing.ledgers.asides import aside
from rouxing.ledgers.cases import methods_in
from rouxing.ledgers.columns import (
    ACTS,
    AGENCY,
    COLUMNS,
    EITHER_NUMBER,
    IGNORED,
    NUMBER,
    Column,
    Group,
    Holds,
    Names,
    column,
    plain,
)
from rouxing.terms import PartyKind

_HEAD_ROWS: Final = 20
"""Rows within which headings stand, below titles."""
_FEW: Final = 3
"""Headings that must be understood for a sheet to be a ledger."""
_CORE: Final = frozenset({NUMBER, "日期", "案由"})
"""One of these a case cannot do without."""
OPTIONS: Final = "选项"
HELP: Final = "填写说明"
"""Sheets of the tool's own workbooks that hold no cases."""
_BLANK: Final = frozenset({"/", "／", "\\", "-", "--", "—", "——", "－", "无"})
"""How people fill a cell that has nothing to say."""


class Fault(NamedTuple):
    """What is wrong with a cell, and what to do."""

    place: str
    message: str


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Sheet by sheet as they were found, downwards and from left to right."""
    sheets: dict[str, int] = {}

    def key(fault: Fault) -> tuple[int, int, int, str]:
        cell = _CELL.fullmatch(fault.place)
        sheet = cell[1] if cell else fault.place
        order = sheets.setdefault(sheet, len(sheets))
        return (order, int(cell[3]), len(cell[2]), cell[2]) if cell else (order, 0, 0, "")

    return sorted(faults, key=key)


_CELL: Final = re.compile("(.*)!([A-Z]+)([0-9]+)", re.DOTALL)


class Entry(NamedTuple):
    """The cells of one entry of a list by name of column, with their places."""

    cells: Mapping[str, Cell]
    places: Mapping[str, str]
    row: str
    """Place of the row's first cell."""


class Read(NamedTuple):
    """A case as a ledger tells it."""

    entry: Entry
    acts: Mapping[Group, Sequence[Entry]]
    columns: frozenset[str]
    """Columns that its sheet has: of others the ledger says nothing."""

    def text(self, name: str) -> str:
        """What the case's cell in a column says; "" where it is empty."""
        cell = self.entry.cells.get(name)
        return cell.text if cell else ""

    def place(self, name: str) -> str:
        """Where that is told, or the row where it is not."""
        return self.entry.places.get(name, self.entry.row)


class Ledger(NamedTuple):
    """Everything a ledger tells, what is wrong with it, and what was left out."""

    cases: Sequence[Read]
    faults: Sequence[Fault]
    notes: Sequence[str]


class _Head(NamedTuple):
    last: int
    """Number of the last row of the headings."""
    columns: Mapping[int, str]
    unknown: Mapping[int, str]
    headings: Mapping[int, Set[str]]
    """By column what stands in the rows of the headings and above them."""


def read_ledger(sheets: Sequence[Sheet], names: Names) -> Ledger:
    """The cases of all visible sheets that are ledgers."""
    cases: list[Read] = []
    faults: list[Fault] = []
    notes: list[str] = []
    for sheet in sheets:
        if sheet.hidden:
            notes += [f"工作表“{sheet.name}”是隐藏的，没有读取"] if sheet.rows else []
            continue
        head = _head(sheet, names)
        if head is None:
            is_strange = sheet.rows and sheet.name not in (OPTIONS, HELP)
            notes += [f"工作表“{sheet.name}”没有认出台账的列，没有读取"] if is_strange else []
            continue
        notes += _head_notes(sheet, head)
        faults += _twice(sheet, head)
        for found in _cases(sheet, head):
            match found:
                case Read():
                    cases.append(found)
                case Fault():
                    faults.append(found)
                case _:
                    notes.append(found)
    return Ledger(cases, faults, notes)


def _head(sheet: Sheet, names: Names) -> _Head | None:
    """The row with the most known headings; with the one below it where headings have two storeys."""
    found: tuple[int, int] | None = None
    rows = [row for row in sheet.rows if row.number <= _HEAD_ROWS]
    for index, row in enumerate(rows):
        named = [names.of(cell.text) for cell in row.cells.values()]
        known = sum(name is not None for name in named)
        if known >= _FEW and not _CORE.isdisjoint(named) and (found is None or known > found[0]):
            found = known, index
    if found is None:
        return None
    head = rows[found[1]]
    below = rows[found[1] + 1] if found[1] + 1 < len(rows) else None
    texts = {number: cell.text for number, cell in head.cells.items()}
    last = head.number
    if below and (both := _storeys(head, below, names)):
        texts, last = both, below.number
    meant = {number: names.of(text) for number, text in texts.items()}
    known_columns = {number: name for number, name in meant.items() if name}
    unknown = {number: text for number, text in texts.items() if not meant[number]}
    return _Head(last, known_columns, unknown, _headings(rows, last))


def _headings(rows: Sequence[Row], last: int) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row in rows:
        for number, cell in row.cells.items() if row.number <= last else ():
            found.setdefault(number, set()).add(cell.text)
    return found


def _storeys(head: Row, below: Row, names: Names) -> dict[int, str] | None:
    """Headings of two storeys as one: where the row below only names columns under headings that span several."""
    if not below.cells.keys() - head.cells.keys():
        return None
    texts = {number: cell.text for number, cell in head.cells.items()}
    above = ""
    for number in range(1, max((*head.cells, *below.cells)) + 1):
        above = head.cells[number].text if number in head.cells else above
        if number in below.cells:
            own = below.cells[number].text
            known = [text for text in (plain(above) + plain(own), own) if names.of(text)]
            if not known:
                return None
            texts[number] = known[0]
    return texts


def _head_notes(sheet: Sheet, head: _Head) -> Iterator[str]:
    used = {number for row in sheet.rows if row.number > head.last for number in row.cells}
    for number, text in head.unknown.items():
        if number in used:
            yield f"{sheet.place(head.last, number)} 列“{text}”没有认出，不导入；要导入，用 --mapping 写明它是哪个字段"
    for number in sorted(used - head.columns.keys() - head.unknown.keys()):
        yield f"{sheet.place(head.last, number)} 这一列没有列名，不导入"
    unseen = sorted(sheet.hidden_columns & used & head.columns.keys())
    if unseen:
        yield f"工作表“{sheet.name}”有 {len(unseen)} 列是隐藏的（{_few([*map(letters, unseen)])} 列），也读取了"
    hidden = [row.number for row in sheet.rows if row.hidden and row.number > head.last]
    if hidden:
        yield f"工作表“{sheet.name}”有 {len(hidden)} 行是隐藏的（第 {_few(hidden)} 行），也读取了"


def _few(numbers: Sequence[int | str]) -> str:
    return "、".join(map(str, numbers[:5])) + (" 等" if len(numbers) > 5 else "")


def _twice(sheet: Sheet, head: _Head) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for number, name in head.columns.items():
        if name != IGNORED and name in first:
            other = sheet.place(head.last, first[name])
            message = f"和 {other} 都是“{name}”；请用 --mapping 把其中一列写成“{IGNORED}”"
            yield Fault(sheet.place(head.last, number), message)
        first.setdefault(name, number)


def _cases(sheet: Sheet, head: _Head) -> Iterator[Read | Fault | str]:
    """Rows put together: one that tells of no case of its own goes on with the case above it."""
    open_: list[Entry] = []
    columns = frozenset(_known(head))
    spanned = _Spanned(sheet, head)
    for row in sheet.rows:
        if row.number <= head.last:
            continue
        if what := aside(row, head.headings):
            yield f"{sheet.place(row.number, min(row.cells))} 是{what}，不导入"
            continue
        entry = _entry(sheet, head, row)
        if not entry.cells:
            yield f"{sheet.place(row.number, min(row.cells))} 这一行没有要导入的内容"
        elif _begins(entry, open_):
            if open_:
                yield from _together(open_, columns)
            open_ = [_entry(sheet, head, spanned.filled(row))]
        elif open_:
            open_.append(entry)
        else:
            yield Fault(entry.row, "这一行既没有案号，也没有日期和案由，不知道是哪一件案件")
    if open_:
        yield from _together(open_, columns)


class _Spanned:
    """What merged cells say of every case that they stand beside: one day for three cases."""

    def __init__(self, sheet: Sheet, head: _Head) -> None:
        told = {number for number, name in head.columns.items() if name == AGENCY or _of(Group.CASE, [name])}
        told -= {number for number, name in head.columns.items() if name == NUMBER}
        self._blocks: dict[int, list[tuple[int, int]]] = {}
        for (first, number), (last, _) in sorted(sheet.merged):
            if number in told and head.last < first < last:
                self._blocks.setdefault(number, []).append((first, last))
        self._rows = {row.number: row for row in sheet.rows} if self._blocks else {}

    def filled(self, row: Row) -> Row:
        """The row with the cells above it that reach down to it."""
        above = {number: self._above(row.number, blocks) for number, blocks in self._blocks.items()}
        found = {number: self._rows[top].cells.get(number) for number, top in above.items() if top in self._rows}
        return row._replace(cells={**{number: cell for number, cell in found.items() if cell}, **row.cells})

    @staticmethod
    def _above(row: int, blocks: Sequence[tuple[int, int]]) -> int:
        """First row of the block that covers a row; 0 where none does."""
        index = bisect_right(blocks, (row, _FAR)) - 1
        return blocks[index][0] if index >= 0 and blocks[index][1] >= row else 0


_FAR: Final = 1 << 30


def _known(head: _Head) -> Iterator[str]:
    for name in head.columns.values():
        yield from ("身份证号", "统一社会信用代码") if name == EITHER_NUMBER else (name,)


def _entry(sheet: Sheet, head: _Head, row: Row) -> Entry:
    cells: dict[str, Cell] = {}
    places: dict[str, str] = {}
    for number, name in head.columns.items():
        if name != IGNORED:
            places[name] = sheet.place(row.number, number)
            if number in row.cells and not _is_blank(name, row.cells[number]):
                cells[name] = row.cells[number]
    if EITHER_NUMBER in places:
        name = _number_column(cells)
        places[name] = places.pop(EITHER_NUMBER)
        if EITHER_NUMBER in cells:
            cells[name] = cells.pop(EITHER_NUMBER)
    return Entry(cells, places, sheet.place(row.number, 1))


def _is_blank(name: str, cell: Cell) -> bool:
    """Whether a cell says that there is nothing to say, where no text could be meant."""
    known = column(name)
    return cell.text in _BLANK and not (known and known.holds in (Holds.TEXT, Holds.RECORDS))


def _number_column(cells: Mapping[str, Cell]) -> str:
    kind = cells.get("当事人类型", Cell("")).text
    text = cells.get(EITHER_NUMBER, Cell("")).text.upper()
    is_person = kind in (PartyKind.PERSON, "个人", "公民") or (not kind and person_number_is_valid(text))
    return "身份证号" if is_person else "统一社会信用代码"


def _begins(entry: Entry, open_: Sequence[Entry]) -> bool:
    """Whether a row tells of another case than the one above it."""
    number = entry.cells.get(NUMBER)
    if number:
        return not open_ or open_[0].cells.get(NUMBER, Cell("")).text != number.text
    return "日期" in entry.cells or "案由" in entry.cells


def _together(rows: Sequence[Entry], columns: frozenset[str]) -> Iterator[Read | Fault]:
    first, *others = rows
    for row in others:
        for name in _of(Group.CASE, row.cells):
            if name not in first.cells or row.cells[name].text != first.cells[name].text:
                message = f"“{name}”与本案第一行（{first.row}）不一样；同一案号的各行只在第一行写，或写得一样"
                yield Fault(row.places[name], message)
    acts = {group: [one for row in rows for one in _acts(row, group)] for group in ACTS}
    yield Read(first, acts, columns)


def _of(group: Group, names: Iterable[str]) -> list[str]:
    found = ((name, column(name)) for name in names)
    return [name for name, one in found if one and one.group is group]


def _acts(row: Entry, group: Group) -> Iterator[Entry]:
    """The entry that a row holds for one of the lists; several where its cell names several methods."""
    cells = {name: row.cells[name] for name in _of(group, row.cells)}
    if not cells:
        return
    methods = methods_in(cells["方式"].text) if "方式" in cells else []
    if not methods:
        yield Entry(cells, row.places, row.row)
    for method in methods:
        yield Entry({**cells, "方式": Cell(method)}, row.places, row.row)


def columns_of(names: Iterable[str]) -> list[Column]:
    """The columns of these names, in the order of the ledger; 单位 and the like are none."""
    found = [one for one in (column(name) for name in names) if one]
    order = {one.name: number for number, one in enumerate(COLUMNS)}
    return sorted(found, key=lambda one: order.get(one.name, len(order)))


__all__ = ["AGENCY", "Entry", "Fault", "Ledger", "Read", "columns_of", "read_ledger"]
