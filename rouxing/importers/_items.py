"""The rows below one head → items: merged cells, 同上, empty rows, notes, and columns without a field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rouxing.importers import Cell, Grid
from rouxing.importers import _texts as texts
from rouxing.importers._columns import aligned, assigned
from rouxing.importers._grounds import Ground, grounds
from rouxing.importers._heads import (
    BODY,
    CATEGORY,
    CODE,
    EXTRA,
    GROUNDS,
    LENIENT,
    MEASURES,
    NAME,
    NOTE,
    NUMBER,
    UNIT,
    WHEN,
    Head,
)
from rouxing.importers._records import Collected, Draft
from rouxing.importers._titles import OTHER, is_agency, kinds
from rouxing.law.citation import citations
from rouxing.terms import ListKind

_DITTO: Final = re.compile(r"[（(]?(?:同上|同前|上同|同上一?[行项]|〃|″|”|\"|''|々)[）)]?[。.]?")
_BELOW: Final = re.compile(r"[（(][^（）()]{0,6}下同[^（）()]{0,6}[）)]")
_NOTES: Final = re.compile(
    r"^(?:说明|备注|注|附注|填报人|填表人|制表人|审核人?|联系人|合计|总计|小计|以下空白)\s*(?:[：:0-9]|$)|^(?:合计|总计|小计)"
)


class Section(NamedTuple):
    """One head and the rows below it; `kinds` gives the list of each row."""

    grid: Grid
    head: Head
    rows: tuple[int, ...]
    kinds: tuple[str, ...]
    unit: str | None
    pair: bool = False
    continued: bool = False
    """The rows go on with the list of the table before."""


class _Columns(NamedTuple):
    """The columns by what they hold; -1 where there is none."""

    roles: tuple[str, ...]
    heads: tuple[str, ...]

    def first(self, role: str) -> int:
        return self.roles.index(role) if role in self.roles else -1

    def all(self, *roles: str) -> list[int]:
        return [at for at, one in enumerate(self.roles) if one in roles]


def read_section(section: Section, collected: Collected) -> str | None:
    """Add the items of a section; gives the one agency that a column names throughout."""
    reader = _Rows(section, collected)
    reader.read()
    return reader.common_unit()


class _Rows:
    """One pass over the rows of a section."""

    def __init__(self, section: Section, collected: Collected) -> None:
        self.section, self.collected = section, collected
        grid = section.grid
        width = len(section.head.texts)
        data = [[_text(grid.rows[row], at) for row in section.rows] for at in range(width)]
        items = [index for index, row in enumerate(section.rows) if len(filled(grid, row)) > 1]
        sample = [[column[index] for index in items] for column in data]
        heads = aligned(section.head.texts, sample)
        self.columns = _Columns(tuple(assigned(heads, sample)), tuple(heads))
        if list(heads) != list(section.head.texts) and items:
            collected.warn(f"{grid.place(section.rows[items[0]])}起，表头与下面的数据错开一格，已按内容对齐")
        self.draft: Draft | None = collected.drafts[-1] if section.continued and collected.drafts else None
        if self.draft is not None:
            self.draft.seen = set()  # places in another table
        self.blank: list[str] = []
        self.above: dict[int, str] = {}
        self.below: dict[str, list[Ground]] = {}
        self.units: list[str] = []
        self.quoted: list[str] = []
        self.left: dict[str, dict[str, list[str]]] = {}
        self.split = self._split_by_unit()

    def _split_by_unit(self) -> bool:
        at = self.columns.first(UNIT)
        values = (
            {texts.squeezed(_text(self.section.grid.rows[row], at)) for row in self.section.rows} if at >= 0 else set()
        )
        return len(values - {""}) > 1

    def read(self) -> None:
        """Items of all rows, and what is to be said about them together."""
        for row, kind in zip(self.section.rows, self.section.kinds, strict=True):
            self._row(row, kind)
        if self.quoted:
            self.collected.warn(f"依据只取法名和条款，所附的括注和条文没有导入：{_ranges(self.quoted)}")
        if self.blank:
            self.collected.warn(f"没有事项的行（只有序号，或者写着“无”“/”）：{_ranges(self.blank)}")
        for head, values in self.left.items():
            told = "；".join(f"{value}（{_ranges(places)}）" for value, places in values.items())
            self.collected.warn(f"列“{head}”没有对应的字段，未导入：{told}")

    def common_unit(self) -> str | None:
        """The one agency of a column 单位 or 实施机关."""
        found = set(self.units)
        value = found.pop() if len(found) == 1 else ""
        return value if value and is_agency(value) else None

    def _row(self, row: int, kind: str) -> None:
        cells = self.section.grid.rows[row]
        place = self.section.grid.place(row)
        values = {at: self._value(cells, at) for at in range(len(self.columns.roles))}
        told = [at for at, value in values.items() if self._tells(at, value)]
        leading = next((text for text in values.values() if text.strip()), "")
        if _NOTES.match(leading.strip()) and len(filled(self.section.grid, row)) <= 2:
            self.collected.warn(f"{place}是说明，未导入：{_all(self.section.grid, row)}")
            return
        if not told:
            self.blank += [place] if leading else []
            return
        at = self.columns.first(NAME)
        name_cell = cells[at] if at >= 0 else None
        name = "" if texts.is_nothing(values.get(at, "")) else texts.name(values[at])
        merged = (
            name_cell is not None
            and name_cell.row < row
            and self.draft is not None
            and (name_cell.row, at) in self.draft.seen
        )
        number = values.get(self.columns.first(NUMBER), "")
        if merged and self.draft:
            self._add(self.draft, row, values)
        elif name:
            self._new(row, kind, name, values)
        elif (
            self.draft is not None
            and not texts.is_number(number)
            and any(self.columns.roles[one] in (WHEN, NOTE, MEASURES, *GROUNDS) for one in told)
        ):
            self.collected.warn(f"{place}没有事项名称，并入上一个事项“{self.draft.name}”")
            self._add(self.draft, row, values)
        else:
            self.collected.warn(f"{place}没有事项名称，未导入：{_all(self.section.grid, row)}")
        self._remember(values)

    def _tells(self, at: int, value: str) -> bool:
        """Whether a cell says something about an item, and not only which row or whose it is."""
        one = self.columns.roles[at]
        if one == NUMBER and texts.is_number(value):
            return False
        return one not in (UNIT, BODY) and not texts.is_nothing(value)

    def _new(self, row: int, kind: str, name: str, values: dict[int, str]) -> None:
        place = self.section.grid.place(row)
        category = kinds(values.get(self.columns.first(CATEGORY), ""))
        if category.found and kind != ListKind.NO_COMPULSION:
            kind = category.single or kind
        if kind == OTHER or not kind:
            why = "属于四张清单以外的清单" if kind else "看不出属于哪一张清单"
            self.collected.warn(f"{place}{why}，未导入：{_all(self.section.grid, row)}")
            self.draft = None
            return
        unit = texts.one_line(values[self.columns.first(UNIT)]) if self.split else self.section.unit
        number = values.get(self.columns.first(NUMBER), "")
        self.draft = Draft(name, place, kind, unit, texts.squeezed(number))
        self.collected.drafts.append(self.draft)
        self._add(self.draft, row, values)

    def _value(self, cells: Sequence[Cell | None], at: int) -> str:
        """The text of a cell; 同上 is the text above it."""
        text = _text(cells, at)
        return self.above.get(at, "") if _DITTO.fullmatch(text.strip()) else text

    def _remember(self, values: dict[int, str]) -> None:
        for at, value in values.items():
            if value.strip():
                self.above[at] = value

    def _add(self, draft: Draft, row: int, values: dict[int, str]) -> None:
        """What a row says about an item; a merged cell counts once."""
        cells = self.section.grid.rows[row]
        place = self.section.grid.place(row)
        for at, one in enumerate(self.columns.roles):
            cell = cells[at]
            key = (cell.row if cell else row, at)
            if key in draft.seen:
                continue
            draft.seen.add(key)
            self._field(draft, one, at, values[at], place)
        self._fill(draft)

    def _field(self, draft: Draft, one: str, at: int, text: str, place: str) -> None:
        if one in (BODY, UNIT) and text.strip():
            self.units.append(texts.one_line(text))
        if one == NUMBER and texts.squeezed(text) != draft.number and self._tells(at, text):
            self.collected.warn(f"{place}的序号列里有文字，未导入：{texts.one_line(text)}")
        if one == CODE:
            self._code(draft, text, place)
        elif one == WHEN:
            draft.circumstances += [found] if (found := texts.circumstances(_BELOW.sub("", text))) else []
        elif one in GROUNDS:
            self._grounds(draft, text, one, place)
        elif one == MEASURES:
            draft.measures += texts.measures(_BELOW.sub("", text))
        elif one == NOTE and not texts.is_nothing(text):
            draft.notes.append(texts.clean(text))
        elif one in (EXTRA, CATEGORY) or (not one and self.columns.heads[at]):
            head = texts.squeezed(self.columns.heads[at])
            draft.notes += [f"{head}：{texts.clean(text)}"] if not texts.is_nothing(text) else []
        elif one not in (NAME, NUMBER) and not texts.is_nothing(text) and not (one == UNIT and self.split):
            head = texts.squeezed(self.columns.heads[at]) or f"第{at + 1}列"
            self.left.setdefault(head, {}).setdefault(texts.one_line(text), []).append(place)

    def _code(self, draft: Draft, text: str, place: str) -> None:
        found = texts.code(text)
        if found and draft.code and found != draft.code:
            self.collected.warn(f"{place}的编码 {found} 与同一事项的编码 {draft.code} 不同，未导入")
        draft.code = draft.code or found

    def _grounds(self, draft: Draft, text: str, head: str, place: str) -> None:
        found = grounds(text, head)
        draft.lenient += found.lenient
        draft.penal += found.penal
        self.quoted += [place] if found.quoted and place not in self.quoted else []
        for words in found.unread:
            self.collected.warn(f"{place}的依据里有一段没有看懂，未导入：{texts.one_line(words)}")
        for belongs in found.below:
            self.below[belongs] = list(found.lenient if belongs == LENIENT else found.penal)

    def _fill(self, draft: Draft) -> None:
        """（下同）, and a list of compulsion without a column of grounds: the provision stands in the circumstances."""
        for belongs, listed in self.below.items():
            into = draft.lenient if belongs == LENIENT else draft.penal
            into += listed if not into else []
        if draft.kind == ListKind.NO_COMPULSION and not self.columns.all(*GROUNDS) and not draft.penal:
            draft.penal += _set_aside("\n".join(draft.circumstances))


def _set_aside(text: str) -> Iterator[Ground]:
    """The provision of 可以不依据《法》第X条查封、扣押."""
    for one in citations(text):
        if one.law.ref == "title" and re.search(r"不(?:再)?(?:依据|依照|按照|根据|适用)\s*$", text[: one.span.start]):
            yield Ground(one.law.name, one.targets)


def _text(cells: Sequence[Cell | None], at: int) -> str:
    cell = cells[at] if 0 <= at < len(cells) else None
    return cell.text if cell else ""


def filled(grid: Grid, row: int) -> list[Cell]:
    """The cells of a row that hold text, a merged one once."""
    return [cell for cell in dict.fromkeys(grid.rows[row]) if cell and cell.text.strip()]


def _all(grid: Grid, row: int) -> str:
    return "｜".join(texts.one_line(cell.text) for cell in filled(grid, row))


def _ranges(places: Sequence[str]) -> str:
    """表1 第2、3行 of the places of rows in one table."""
    by_table: dict[str, list[str]] = {}
    for place in places:
        match = re.fullmatch(r"(.*?)第([0-9]+)行", place)
        by_table.setdefault(match[1] if match else place, []).append(match[2] if match else "")
    return "，".join(f"{table}第{'、'.join(_runs(rows))}行" if rows[0] else table for table, rows in by_table.items())


def _runs(rows: Sequence[str]) -> Iterator[str]:
    numbers = [int(row) for row in rows]
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield str(numbers[start]) if start == at - 1 else f"{numbers[start]}–{numbers[at - 1]}"
            start = at
