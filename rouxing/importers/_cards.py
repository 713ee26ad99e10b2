"""Tables that are turned: heads in the first column, or a card of labels and values per item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rouxing.importers import Cell, Grid, Line
from rouxing.importers._heads import GROUNDS, MEASURES, NAME, WHEN, bare_head, role
from rouxing.importers._texts import is_number, squeezed

_LONGEST: Final = 16


class _Pair(NamedTuple):
    """A label, the cells to its right up to the next label, and their row."""

    label: str
    values: tuple[str, ...]
    row: int


def upright(grid: Grid) -> tuple[Grid | Line, ...]:
    """The same items with heads in the first row; lines of text stay lines; () where the table is no card."""
    pairs: list[_Pair | Line] = []
    for number in range(len(grid.rows)):
        found = list(_pairs(grid, number))
        pairs += found or _line(grid, number)
    roles = {role(one.label) for one in pairs if isinstance(one, _Pair)}
    if NAME not in roles or not roles & {WHEN, MEASURES, *GROUNDS}:
        return ()
    made: list[Grid | Line] = []
    cards: list[dict[str, tuple[str, int]]] = []
    for one in [*pairs, Line("", "")]:
        if isinstance(one, Line):
            made += [_grid(grid, cards)] if cards else []
            made += [one] if one.text else []
            cards = []
        else:
            _put(cards, one)
    return tuple(made)


def _pairs(grid: Grid, number: int) -> Iterator[_Pair]:
    """Labels of a row with their values; nothing where the row does not begin with a label."""
    row = grid.rows[number]
    label = ""
    values: list[str] = []
    before: Cell | None = None
    wide = _is_wide(grid, number)
    for cell in row:
        text = cell.text if cell else ""
        if cell is not None and cell is before:
            if label and values and wide:
                values.append(text)  # a value merged over several items
            continue
        before = cell
        if _is_label(text) and (not label or values):
            if label:
                yield _Pair(label, tuple(values), number)
            label, values = squeezed(text), []
        elif label:
            values.append(text)
        elif text.strip() and not is_number(text):
            return
    if label and values:
        yield _Pair(label, tuple(values), number)


def _is_wide(grid: Grid, number: int) -> bool:
    """Whether items stand side by side: some row has one label and several values."""
    del number
    for row in grid.rows:
        cells = list(dict.fromkeys(cell for cell in row if cell and cell.text.strip()))
        if len(cells) > 2 and role(cells[0].text) == NAME and not any(_is_label(cell.text) for cell in cells[1:]):
            return True
    return False


def _is_label(text: str) -> bool:
    bare = bare_head(text)
    return 0 < len(bare) <= _LONGEST and bool(role(text)) and not re.search("[。，《]", text) and not is_number(text)


def _line(grid: Grid, number: int) -> list[Line]:
    cells = [cell for cell in dict.fromkeys(grid.rows[number]) if cell and cell.text.strip()]
    return [Line(" ".join(cell.text.strip() for cell in cells), grid.place(number))] if cells else []


def _put(cards: list[dict[str, tuple[str, int]]], pair: _Pair) -> None:
    """A label that stands in the last card already begins the next one; several values belong to cards side by side."""
    wide = len(pair.values)
    if not cards or pair.label in cards[-1]:
        cards += [{} for _ in range(wide)]
    group = cards[-wide:]
    for card, value in zip(group, pair.values, strict=False):
        card[pair.label] = (value, pair.row)


def _grid(grid: Grid, cards: list[dict[str, tuple[str, int]]]) -> Grid:
    heads = list(dict.fromkeys(label for card in cards for label in card))
    first = tuple(Cell(label, 0, at) for at, label in enumerate(heads))
    rows = [
        tuple(Cell(card[label][0], number, at) if label in card else None for at, label in enumerate(heads))
        for number, card in enumerate(cards, 1)
    ]
    places = [grid.place(min(row for _, row in card.values())) for card in cards]
    return Grid(grid.name, (first, *rows), (places[0], *places))
