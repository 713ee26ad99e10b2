"""Annex 5 on a terminal: agencies as rows where they fit, else as columns, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, unit
from rouxing.widths import width

_GAP: Final = "  "
_HEAD_LINES: Final = 3
"""不予 / 行政 / 处罚: the longest head has six signs, two to a line."""

Table = Sequence[Sequence[str]]


def table(figures: Figures, columns: int) -> list[str]:
    """Lines of at most `columns`, a single agency's very long name apart."""
    wide = list(_wide(figures))
    return wide if max(map(width, wide)) <= columns else list(_tall(figures, columns))


def _wide(figures: Figures) -> Iterator[str]:
    heads = [[str(column)[start : start + 2] for start in range(0, 6, 2)] for column in REPORT_COLUMNS]
    upper = [["", *(head[line] for head in heads)] for line in range(_HEAD_LINES)]
    units = ["单位", *(unit(column) for column in REPORT_COLUMNS)]
    return _aligned([*upper, units, *([name, *map(str, amounts)] for name, amounts in _lines(figures))])


def _tall(figures: Figures, columns: int) -> Iterator[str]:
    heads = ["", *(f"{column}({unit(column)})" for column in REPORT_COLUMNS)]
    blocks = _blocks(
        [[name, *map(str, amounts)] for name, amounts in _lines(figures)], columns - max(map(width, heads))
    )
    for number, block in enumerate(blocks):
        if number:
            yield ""
        yield from _aligned(list(zip(heads, *block, strict=True)))


def _lines(figures: Figures) -> list[tuple[str, tuple[int, ...]]]:
    return [*((row.short_name, row.figures) for row in figures.rows), ("合计", figures.total)]


def _blocks(entries: Table, columns: int) -> Iterator[Table]:
    """As many entries side by side as fit, at least one."""
    block: list[Sequence[str]] = []
    room = columns
    for entry in entries:
        needed = len(_GAP) + max(map(width, entry))
        if block and needed > room:
            yield block
            block, room = [], columns
        block.append(entry)
        room -= needed
    yield block


def _aligned(rows: Table) -> Iterator[str]:
    """The first cell of a row to the left, the others to the right under each other."""
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    for first, *others in rows:
        left = first + " " * (widths[0] - width(first))
        right = (" " * (size - width(cell)) + cell for cell, size in zip(others, widths[1:], strict=True))
        yield _GAP.join((left, *right)).rstrip()


_BAR: Final = 24
"""Cells of the longest bar: half the room, because consoles of Chinese Windows draw the block twice as wide."""


def bars(figures: Figures, columns: int) -> list[str]:
    """The 合计 as bars, without the columns where nothing was counted; a bar for 件 and 人次 alike."""
    rows = [
        (str(column), amount, unit(column))
        for column, amount in zip(REPORT_COLUMNS, figures.total, strict=True)
        if amount
    ]
    if not rows:
        return []
    left = max(width(name) for name, _, _ in rows)
    most = max(amount for _, amount, _ in rows)
    long = min(_BAR, (columns - left - 4 - len(str(most)) - 5) // 2)
    lines = []
    for name, amount, counted_in in rows:
        bar = "█" * max(1, round(long * amount / most))
        lines.append(f"{name}{' ' * (left - width(name))}{_GAP}{bar}{_GAP}{amount} {counted_in}")
    return lines
