"""Blocks of a file → the four lists: titles say which list, heads say which column, rows become items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from rouxing.importers import Block, Cell, Grid, Line, Sheet, Source
from rouxing.importers._cards import upright
from rouxing.importers._heads import CATEGORY, NAME, Head, head_at, role
from rouxing.importers._items import Section, filled, read_section
from rouxing.importers._paragraphs import read_paragraphs
from rouxing.importers._records import Collected, Imported
from rouxing.importers._texts import one_line, squeezed
from rouxing.importers._titles import OTHER, agency_of, heading, is_agency, is_title, kinds, unit_line
from rouxing.terms import ListKind


def recognised(source: Source, kind: str = "", stem: str = "") -> Imported:
    """The lists of a file. `kind` says which list it is, whatever its titles say; `stem` is its name, asked last."""
    reading = _Reading(kind, stem)
    reading.blocks(source.blocks)
    reading.end()
    lists = reading.collected.lists(reading.only_unit())
    told = list(reading.collected.warnings)
    if not lists:
        told.insert(0, "没有找到事项清单：没有一张带表头的事项表，也没有逐项列出的事项")
    return Imported(lists, tuple(dict.fromkeys([*told, *source.remarks])))


class _Reading:
    """The state of one pass: titles since the last items, the list and head that go on, what was collected."""

    def __init__(self, forced: str, stem: str) -> None:
        self.forced, self.stem = forced, stem
        self.collected = Collected()
        self.pending: list[Line] = []
        self.kind, self.title, self.pair = "", "", False
        self.titles: tuple[str, ...] = ()
        self.unit: str | None = None
        self.sheet_unit: str | None = None
        self.units: list[str] = []
        self.head: Head | None = None
        self.unread: list[Line] = []

    def blocks(self, blocks: Iterable[Block]) -> None:
        """Read blocks in order."""
        for block in blocks:
            if isinstance(block, Line):
                self.pending += _lines(block)
            elif isinstance(block, Sheet):
                self._sheet(block)
            else:
                self._grid(block)

    def end(self) -> None:
        """What stands behind the last table: paragraphs with items, a signature, the rest."""
        self._paragraphs()
        self._release()
        if self.unread:
            told = "；".join(f"{line.place}“{one_line(line.text)}”" for line in self.unread)
            self.collected.warn(f"清单以外的文字没有导入：{told}")

    def only_unit(self) -> str | None:
        """The one agency that the file names, for lists that name none."""
        found = list(dict.fromkeys(self.units))
        return found[0] if len(found) == 1 else None

    def _sheet(self, sheet: Sheet) -> None:
        self._paragraphs()
        self._release()
        self.pending.append(Line(sheet.name, f"工作表“{sheet.name}”"))
        self.unit = None
        self.sheet_unit = sheet.name if is_agency(sheet.name) else None

    def _release(self) -> None:
        """Lines that were no title of a list: agencies in them count, the rest is told."""
        for line in self.pending:
            self._note_unit(line)
            if not line.place.startswith("工作表“") and not _is_unit_only(line.text):
                self.unread.append(line)
        self.pending = []

    def _note_unit(self, line: Line) -> None:
        for part in line.text.split("\n"):
            found = unit_line(part)
            if found and is_agency(found):
                self.unit = found
                self.units.append(found)
            elif is_agency(source := re.sub("^(?:信息)?来源[：:]", "", part.strip())):
                self.units.append(squeezed(source))

    def _paragraphs(self) -> None:
        """Items that are written as paragraphs."""
        found, rest = read_paragraphs(self.pending, self.collected)
        if not found:
            return
        before = [line for line in rest if line.before_items]
        self.pending = [line.line for line in before]
        self._choose(Head((), 0))
        kind = self.kind
        self._open((), len(self.collected.drafts))
        for draft in found:
            draft.kind, draft.unit = draft.kind or kind, self.unit
            if draft.kind in ("", OTHER):
                self.collected.warn(f"{draft.place}看不出属于哪一张清单，未导入：{draft.finished().told}")
            else:
                self.collected.drafts.append(draft)
        self.pending = [line.line for line in rest if not line.before_items]

    def _grid(self, grid: Grid) -> None:
        heads = {row: head for row in range(len(grid.rows)) if (head := head_at(grid, row))}
        nested = any(cell and cell.inner for row in grid.rows for cell in row)
        if not heads and nested:
            self._layout(grid)
        elif heads:
            self._table(grid, heads)
        elif turned := upright(grid):
            for one in turned:
                self._grid(one) if isinstance(one, Grid) else self.pending.append(one)
        elif self._goes_on(grid):
            self._table(grid, {})
        else:
            self._loose(grid, range(len(grid.rows)))

    def _layout(self, grid: Grid) -> None:
        """A table that only arranges a page."""
        for cell in dict.fromkeys(cell for row in grid.rows for cell in row if cell):
            if cell.inner:
                self.blocks(cell.inner)
            elif cell.text.strip():
                self.pending.append(Line(cell.text, grid.place(cell.row, cell.column)))

    def _goes_on(self, grid: Grid) -> bool:
        """A table without a head, as wide as the one before and with nothing but lines of text between them."""
        if self.head is None or not self.kind or len(grid.rows[0] if grid.rows else ()) != len(self.head.texts):
            return False
        return not any(_names_list(line.text) for line in self.pending)

    def _loose(self, grid: Grid, rows: Iterable[int]) -> None:
        for row in rows:
            cells = filled(grid, row)
            if cells:
                joined = (
                    "：".join(cell.text.strip() for cell in cells)
                    if len(cells) == 2
                    else " ".join(cell.text.strip() for cell in cells)
                )
                self.pending += _lines(Line(joined, grid.place(row)))

    def _table(self, grid: Grid, heads: dict[int, Head]) -> None:
        """Rows between heads; full rows of text are titles, agencies, groups or notes."""
        head = None if heads else self.head
        rows: list[int] = []
        row = 0
        listed: list[str] = []
        continued = not heads
        if continued:
            self._release()
        while row < len(grid.rows):
            if row in heads:
                self._close(grid, head, rows, listed, continued)
                head, rows, listed = heads[row], [], []
                continued = self._begin(head, grid.place(row))
                row = head.below
                continue
            cells = filled(grid, row)
            if cells and head is None:
                self._loose(grid, [row])
            elif _is_full(grid, row, cells, head):
                if self._full_row(grid, row, cells[-1].text):
                    self._close(grid, head, rows, listed, continued)
                    rows, listed, continued = [], [], False
                    self._switch(head or Head((), 0))
                    if not self._reheaded(heads, row):
                        self._open(head.texts if head else (), len(self.collected.drafts))
            elif cells:
                if self.pending:
                    self._release()
                rows.append(row)
                listed.append(self.kind)
            row += 1
        self._close(grid, head, rows, listed, continued)

    @staticmethod
    def _reheaded(heads: dict[int, Head], row: int) -> bool:
        """Whether a head follows below a title at once."""
        return any(row < one <= row + 4 for one in heads)

    def _full_row(self, grid: Grid, row: int, text: str) -> bool:
        """A row that is one text; True for the title of another list."""
        line = Line(text, grid.place(row))
        if unit_line(text) is not None:
            self._note_unit(line)
            self.unread += [] if _is_unit_only(text) else [line]
        elif is_title(text) and kinds(text).found:
            self.pending += _lines(line)
            return True
        elif is_agency(heading(text)):
            self.unread.append(line)
            self.pending.append(line)
            return True
        else:
            self.collected.warn(f"{line.place}是分组或说明，未导入：{one_line(text)}")
        return False

    def _begin(self, head: Head, place: str) -> bool:
        """A head begins: which list, which agency. True where it repeats the one before and goes on with its list."""
        self._paragraphs()
        same = self.head is not None and head.key == self.head.key
        if same and self.kind and not any(_names_list(line.text) for line in self.pending):
            unit = self._section_unit()
            self._release()
            if unit is None:
                return True
            self.unit = unit
            self._open(head.texts, len(self.collected.drafts))
            return False
        self._choose(head)
        self.head = head
        if self.kind in ("", OTHER) and not any(role(text) == CATEGORY for text in head.texts):
            told = "｜".join(dict.fromkeys(filter(None, (*self.titles, *head.texts))))
            self.collected.warn(f"{place}起的表不是四张清单之一，或者看不出是哪一张，未导入：{told}")
        self._open(head.texts, len(self.collected.drafts))
        return False

    def _section_unit(self) -> str | None:
        """The agency that a line of its own names: 一、县住建局."""
        found = [heading(line.text) for line in self.pending if is_agency(heading(line.text))]
        return found[-1] if found and found[-1] != self.unit else None

    def _open(self, heads: Sequence[str], position: int) -> None:
        if self.kind != OTHER:
            self.collected.opened.append(
                (self.kind if self.title else "", self.unit, self.titles, tuple(filter(None, heads)), position)
            )

    def _switch(self, head: Head) -> None:
        """A row inside a table: the title of another list, or the agency of the rows below it."""
        unit = self._section_unit()
        if unit is not None and not any(_names_list(line.text) for line in self.pending):
            self.pending = []
            self.unit = unit
            self.units.append(unit)
        else:
            self._choose(head)

    def _choose(self, head: Head) -> None:
        """The list, from the nearest title that names one; else from the head, the list before, the file's name."""
        lines, self.pending = self.pending, []
        title, several = self._nearest(lines)
        for line in lines:
            self._note_unit(line)
            used = is_title(line.text) or line.place.startswith("工作表“") or _is_unit_only(line.text)
            self.unread += [] if used else [line]
        self.titles = tuple(line.text for line in lines if is_title(line.text) or line.place.startswith("工作表“"))
        self._choose_unit(lines, title)
        over = kinds(" ".join(text for text in head.texts if role(text) != CATEGORY))
        found = kinds(title)
        previous = self.kind if self.head is not None and head.key == self.head.key and not lines else ""
        self.pair = found.pair
        self.title = title
        self.kind = found.single or over.single or previous or kinds(self.stem).single
        if self.forced:
            self.kind, self.title = self.forced, title or self.forced
        by_row = any(role(text) == CATEGORY for text in head.texts)
        self._tell(found.single, over.single, title or several, by_row=by_row)

    def _tell(self, titled: str, headed: str, title: str, *, by_row: bool) -> None:
        if self.forced:
            return
        if self.pair and not by_row:
            self.collected.warn(f"“{heading(title)}”没有逐行区分从轻和减轻，按{ListKind.LIGHTER_PENALTY}导入")
        elif titled and headed and titled != headed and not self.pair:
            self.collected.warn(f"题名“{heading(title)}”与表头说的“{headed}”不一致，按题名导入")
        elif not titled and not headed and self.kind and not by_row and kinds(self.stem).single == self.kind:
            self.collected.warn(f"题名和表头都没有说是哪一张清单，按文件名导入为{self.kind}")

    def _nearest(self, lines: Sequence[Line]) -> tuple[str, str]:
        """The nearest title of one list; and the nearest that names several."""
        several = ""
        for at in range(len(lines) - 1, -1, -1):
            text = lines[at].text
            if not is_title(text):
                continue
            found = kinds(text)
            if not found.found and at and "清单" in text:
                broken = lines[at - 1].text + text  # a title set on two lines
                found, text = (
                    (kinds(broken), broken) if is_title(broken) and not is_title(lines[at - 1].text) else (found, text)
                )
            if found.single:
                return text, several
            several = several or (text if found.found else "")
        return "", several

    def _choose_unit(self, lines: Sequence[Line], title: str) -> None:
        given = [
            found for line in lines for part in line.text.split("\n") if (found := unit_line(part)) and is_agency(found)
        ]
        named = [found for line in lines if is_title(line.text) and (found := agency_of(line.text))]
        alone = [one for line in lines if is_agency(one := heading(line.text)) and not line.place.startswith("工作表“")]
        own = [agency_of(title)] if title else []
        ranked = [*given[-1:], *own, *alone[-1:], *named[-1:], self.sheet_unit or ""]
        chosen = next(filter(None, ranked), None)
        if chosen:
            self.unit = chosen
            self.units.append(chosen)

    def _close(self, grid: Grid, head: Head | None, rows: list[int], listed: list[str], continued: bool) -> None:
        if head is None or not rows:
            return
        before = len(self.collected.drafts)
        section = Section(grid, head, tuple(rows), tuple(listed), self.unit, self.pair, continued)
        common = read_section(section, self.collected)
        if common and self.unit is None:
            self.units.append(common)
            for draft in self.collected.drafts[before:]:
                draft.unit = draft.unit or common
            self.collected.opened = [
                (kind, unit or common, titles, heads, at) if at >= before else (kind, unit, titles, heads, at)
                for kind, unit, titles, heads, at in self.collected.opened
            ]


def _names_list(text: str) -> bool:
    """Whether a line is the title of a list, and not 续表."""
    return is_title(text) and (bool(kinds(text).found) or ("清单" in text and "续" not in text))


def _lines(line: Line) -> list[Line]:
    """A text of several lines as one line each, where one of them is a title or names the agency."""
    parts = [part for part in line.text.split("\n") if part.strip()]
    if len(parts) > 1 and any(is_title(part) or unit_line(part) is not None for part in parts):
        return [Line(part, line.place) for part in parts]
    return [line]


def _is_unit_only(text: str) -> bool:
    """Whether a line says which agency, and nothing else."""
    unit = unit_line(text)
    if unit is None:
        return False
    rest = re.sub(r"[（(][^）)]*章[）)]|[_＿\s]", "", text).partition("：")[2]
    return rest in ("", unit)


_GROUP: Final = re.compile(
    r"^[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|^第.{1,3}[类章节编部]|(?:类|领域|方面|事项|清单)(?:[（(].*[）)])?$|下列|以下|^(?:说明|备注|注)[：:]"
)


def _is_full(grid: Grid, row: int, cells: Sequence[Cell], head: Head | None) -> bool:
    """A row of one text: merged over the row, or alone in it; or a numeral and a text merged over the rest."""
    if len(cells) == 1:
        cell = cells[0]
        if cell.row != row or cell.rows > 1 or re.fullmatch(r"[0-9]{1,4}", squeezed(cell.text)):
            return False
        if cell.columns > 1 or head is None:
            return True
        named = next((at for at, text in enumerate(head.texts) if role(text) == NAME), 0)
        return cell.column < named or (cell.column == named and _GROUP.search(squeezed(cell.text)) is not None)
    if len(cells) == 2:
        first, second = cells
        wide = second.columns >= max(2, len(grid.rows[row]) - 2) and second.row == first.row == row
        return (
            wide and re.fullmatch(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?", squeezed(first.text)) is not None
        )
    return False
