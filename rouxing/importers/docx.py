"""Word files as a reader sees them: insertions, links and content controls count, deletions and hidden text do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from rouxing.errors import UnreadableFile
from rouxing.files.office import opened
from rouxing.files.word_numbering import Numbering, attribute, child, whole
from rouxing.importers import IMPORTERS, Cell, Grid, Line, Source, flat, squared

_START: Final = "word/document.xml"
_THROUGH: Final = frozenset(
    {"ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo"}
)
"""Elements that add nothing to what they hold."""
_GONE: Final = frozenset({"del", "moveFrom"})
_SIGNS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MOST_COLUMNS: Final = 63
"""What Word allows in one table."""


@IMPORTERS.add("docx")
def document(content: bytes) -> Source:
    """The paragraphs and tables of a .docx file. Raises UnreadableFile."""
    file = opened(content)
    start = next((target for kind, target in file.related("").values() if kind == "officeDocument"), _START)
    root = file.root(start)
    body = None if root is None else child(root, "body")
    if body is None:
        raise UnreadableFile("不是 Word 的 .docx 文件")
    parts = dict(file.related(start).values())
    numbering, styles = file.root(parts.get("numbering", "")), file.root(parts.get("styles", ""))
    reader = _Reader(Numbering(numbering, styles), _hidden_styles(styles))
    blocks = tuple(reader.blocks(body))
    remarks = [*file.remarks]
    if reader.hidden:
        remarks.append(f"隐藏的文字未导入：{'｜'.join(dict.fromkeys(reader.hidden))}")
    if reader.deleted:
        remarks.append("文件带有尚未接受的修订：插入的算，删除的不算")
    return Source(blocks, tuple(remarks))


def _hidden_styles(styles: Any) -> frozenset[str]:
    found = () if styles is None else styles.iterfind("{*}style")
    return frozenset(attribute(one, "styleId") for one in found if _on(child(one, "rPr", "vanish")))


def _on(element: Any) -> bool:
    return element is not None and attribute(element, "val") not in ("0", "false", "off")


def _name(element: Any) -> str:
    tag = element.tag
    return tag[tag.find("}") + 1 :] if isinstance(tag, str) else ""


class _Row(NamedTuple):
    """A row of a table before merged cells are joined: where it begins, and (element, columns, how it merges)."""

    before: int
    cells: list[tuple[Any, int, str]]
    place: str


class _Reader:
    """One pass over a document; counts its tables and paragraphs and keeps what was hidden."""

    def __init__(self, numbering: Numbering, hidden_styles: frozenset[str]) -> None:
        self._numbering, self._hidden_styles = numbering, hidden_styles
        self._tables = self._paragraphs = 0
        self.hidden: list[str] = []
        self.deleted = False

    def blocks(self, parent: Any, inside: str = "") -> Iterator[Line | Grid]:
        """Paragraphs and tables below an element; `inside` is the place of the cell that holds them."""
        pending = ""
        for element in _blocks(parent):
            if _name(element) == "tbl":
                yield self._table(element)
                continue
            if not inside:
                self._paragraphs += 1
            boxes: list[Any] = []
            text = pending + self._paragraph(element, boxes)
            pending = ""
            if (
                child(element, "pPr", "rPr", "del") is not None
            ):  # the paragraph's end is deleted: the next one continues it
                self.deleted, pending = True, text
                continue
            if text.strip():
                yield Line(text, inside or f"第{self._paragraphs}段")
            for box in boxes:
                yield from self.blocks(box, inside or f"第{self._paragraphs}段的文本框")
        if pending.strip():
            yield Line(pending, inside or f"第{self._paragraphs}段")

    def _paragraph(self, element: Any, boxes: list[Any]) -> str:
        properties = child(element, "pPr")
        text = "".join(self._runs(element, boxes))
        label = self._numbering.label(properties) if properties is not None else ""
        if not label:
            return text
        if not text.strip():
            return label.rstrip(".、．)） ").lstrip("(（") or label  # a column of numbers
        return label + text

    def _runs(self, parent: Any, boxes: list[Any]) -> Iterator[str]:
        for element in parent:
            name = _name(element)
            if name == "r":
                yield from self._run(element, boxes)
            elif name in _GONE:
                self.deleted = True
            elif name == "AlternateContent":
                yield from self._runs(_choice(element), boxes)
            elif name == "ruby":
                yield from self._runs(child(element, "rubyBase"), boxes)
            elif name in _THROUGH and not _is_prompt(element):
                yield from self._runs(element, boxes)

    def _run(self, run: Any, boxes: list[Any]) -> Iterator[str]:
        text: list[str] = []
        for element in run:
            name = _name(element)
            if name == "t":
                text.append(element.text or "")
            elif name in _SIGNS:
                text.append(_SIGNS[name])
            elif name == "ruby":
                text += self._runs(child(element, "rubyBase"), boxes)
            elif name in ("AlternateContent", "drawing", "pict"):
                boxes += _boxes(element)
        if self._is_hidden(run):
            self.hidden += [one for one in ["".join(text).strip()] if one]
        else:
            yield from text

    def _is_hidden(self, run: Any) -> bool:
        vanish = child(run, "rPr", "vanish")
        if vanish is not None:
            return _on(vanish)
        style = child(run, "rPr", "rStyle")
        return style is not None and attribute(style, "val") in self._hidden_styles

    def _table(self, table: Any) -> Grid:
        self._tables += 1
        name = f"表{self._tables}"
        rows = [self._row(element, f"{name} 第{number}行") for number, element in enumerate(self._kept(table), 1)]
        grid: list[dict[int, Cell]] = []
        for number, row in enumerate(rows):
            grid.append({})
            column = row.before
            for element, columns, merge in row.cells:
                above = grid[number - 1].get(column) if number else None
                if merge == "continue" and above is not None and above.column == column:
                    cell = above
                else:
                    cell = self._cell(element, number, column, columns, row.place)
                for place in range(column, min(column + columns, _MOST_COLUMNS)):
                    grid[number][place] = cell
                column += columns
        return Grid(name, squared(_measured(grid)), tuple(row.place for row in rows))

    def _kept(self, table: Any) -> Iterator[Any]:
        """Rows that are neither deleted nor hidden."""
        for element in _flattened(table, "tr"):
            properties = child(element, "trPr")
            if child(properties, "del") is not None:
                self.deleted = True
            elif _on(child(properties, "hidden")):
                self.hidden.append(" ".join("".join(self._runs_below(element)).split()))
            else:
                yield element

    def _runs_below(self, element: Any) -> Iterator[str]:
        for paragraph in element.iter("{*}p"):
            yield from self._runs(paragraph, [])
            yield " "

    @staticmethod
    def _row(element: Any, place: str) -> _Row:
        cells = []
        for cell in _flattened(element, "tc"):
            properties = child(cell, "tcPr")
            if child(properties, "cellDel") is not None:
                continue
            span = min(whole(child(properties, "gridSpan"), 1) or 1, _MOST_COLUMNS)
            merge = child(properties, "vMerge")
            cells.append((cell, span, "" if merge is None else attribute(merge, "val") or "continue"))
        return _Row(min(whole(child(element, "trPr", "gridBefore"), 0), _MOST_COLUMNS), cells, place)

    def _cell(self, element: Any, row: int, column: int, columns: int, place: str) -> Cell:
        blocks = tuple(self.blocks(element, place))
        inner = blocks if any(isinstance(one, Grid) for one in blocks) else ()
        return Cell(flat(blocks), row, column, 1, columns, inner)


def _measured(grid: list[dict[int, Cell]]) -> list[dict[int, Cell]]:
    """Cells that know over how many rows they go."""
    last: dict[tuple[int, int], int] = {}
    for number, row in enumerate(grid):
        for cell in row.values():
            last[cell.row, cell.column] = number
    made: dict[tuple[int, int], Cell] = {}
    return [
        {
            at: made.setdefault((cell.row, cell.column), cell._replace(rows=last[cell.row, cell.column] - cell.row + 1))
            for at, cell in row.items()
        }
        for row in grid
    ]


def _blocks(parent: Any) -> Iterator[Any]:
    for element in parent:
        name = _name(element)
        if name in ("p", "tbl"):
            yield element
        elif name in _THROUGH and not _is_prompt(element):
            yield from _blocks(element)


def _flattened(parent: Any, wanted: str) -> Iterator[Any]:
    """Rows or cells below an element, also inside content controls."""
    for element in parent:
        name = _name(element)
        if name == wanted:
            yield element
        elif name in _THROUGH:
            yield from _flattened(element, wanted)


def _is_prompt(element: Any) -> bool:
    """A content control that still shows 单击此处输入文字."""
    return _name(element) == "sdt" and child(element, "sdtPr", "showingPlcHdr") is not None


def _choice(element: Any) -> Any:
    return next((one for one in element if _name(one) == "Choice"), element)


def _boxes(element: Any) -> list[Any]:
    """Text boxes of a drawing, which Word keeps twice for older versions."""
    return list(_choice(element).iter("{*}txbxContent"))
