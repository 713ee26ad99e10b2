"""The head of a table: which rows it is made of, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from rouxing.importers import Cell, Grid
from rouxing.importers._texts import is_number, squeezed
from rouxing.importers._words import words

NUMBER: Final = "序号"
NAME: Final = "名称"
CODE: Final = "编码"
WHEN: Final = "情形"
LENIENT: Final = "依据"
PENAL: Final = "处罚依据"
MIXED: Final = "混合依据"
MEASURES: Final = "监管措施"
NOTE: Final = "备注"
EXTRA: Final = "附记"
UNIT: Final = "单位"
BODY: Final = "机关"
CATEGORY: Final = "类别"
LEFT: Final = "不导入"
GROUNDS: Final = frozenset((LENIENT, PENAL, MIXED))

_BRACKET: Final = re.compile(r"[（(【\[][^（()）】\]]*[）)】\]]")
_MARKS: Final = re.compile(r"[的之“”\"'、，,：:/／*＊·\s]")
_LONGEST: Final = 24
_CONTENTS: Final = re.compile("页码|页数|页次|项数|数量|件数|张数")
_SENTENCE: Final = re.compile(r"[。；;《》]|[，,].*[，,]|[0-9]{3,}")


def bare_head(text: str) -> str:
    """A column head without blanks, brackets and marks; the brackets' content where there is nothing else."""
    squeezed_ = squeezed(text)
    bare = _MARKS.sub("", _BRACKET.sub("", squeezed_)) or _MARKS.sub("", squeezed_).strip("（）()【】[]")
    return re.sub("(?<=[事项为由据形件施])[0-9一二三四五六七八九十]+$", "", bare)  # 依据2, 事项一


def role(text: str) -> str:
    """What a column under this head holds; "" where the head says nothing known."""
    head = bare_head(text)
    if not head:
        return ""
    known = words()
    found = next((name for name, pattern in known.columns if pattern.search(head)), "")
    return _grounds_role(head) if found == LENIENT else found


def _grounds_role(head: str) -> str:
    """依据 of leniency, 处罚依据, or 混合依据 where the head does not tell."""
    known = words()
    lenient = known.leniency.search(head) is not None
    rest = re.sub(f"(?:{known.leniency.pattern})(?:实施|采取|行政|处罚|强制|措施)*", "", head)
    rest = re.sub("轻微违法行为|轻微违法", "", rest)
    penal = known.penal.search(rest) is not None
    if lenient and penal:
        return MIXED
    return LENIENT if lenient else PENAL if penal else MIXED


class Head(NamedTuple):
    """The head of a table: the text over each column, and the first row below it."""

    texts: tuple[str, ...]
    below: int

    @property
    def key(self) -> tuple[str, ...]:
        """The form in which heads of two tables are compared."""
        return tuple(bare_head(text) for text in self.texts if text)


def head_at(grid: Grid, row: int) -> Head | None:
    """The head that begins in a row; None where no head does."""
    if len({cell for cell in grid.rows[row] if cell and cell.text.strip()}) < 2:
        return None
    end = _end(grid, row)
    for last in range(end, min(end + 2, len(grid.rows))):
        if last > end and not _continues(grid, row, last):
            break
        texts = _joined(grid, row, last)
        if _is_head(texts):
            while last + 1 < len(grid.rows) and _continues(grid, row, last + 1):
                last += 1  # noqa: PLW2901 - the head grows
            if last + 1 < len(grid.rows) and _is_counting(grid.rows[last + 1]):
                last += 1  # noqa: PLW2901
                return Head(_joined(grid, row, last - 1), last + 1)
            return Head(_joined(grid, row, last), last + 1)
    return None


def _end(grid: Grid, row: int) -> int:
    """Last row that a cell of this row reaches, of a head at most three further."""
    ends = [
        cell.row + cell.rows - 1
        for cell in grid.rows[row]
        if cell and cell.row == row and cell.columns < len(grid.rows[row])
    ]
    end = max(ends, default=row)
    return end if end <= row + 3 else row


def _continues(grid: Grid, first: int, row: int) -> bool:
    """Whether a row stands below cells of the head that go over several columns, or holds remarks in brackets only."""
    cells = [cell for cell in grid.rows[row] if cell and cell.text.strip()]
    own = [cell for cell in cells if cell.row == row]
    if (
        not own
        or any(not _is_short(cell.text) or is_number(cell.text) for cell in own)
        or any(cell.row < first for cell in cells)
    ):
        return False
    if all(re.fullmatch(r"[（(].*[）)]", squeezed(cell.text)) for cell in own):
        return True
    if len(own) == 1 and own[0].columns == len(grid.rows[row]):
        return False
    if any(cell.row < row for cell in cells) and len(cells) > len(own):
        return True
    above = grid.rows[row - 1]
    columns = {cell.column for cell in own}
    return all(role(cell.text) and _is_below(above, cell.column, columns) for cell in own)


def _is_below(above: Sequence[Cell | None], column: int, columns: Collection[int]) -> bool:
    """Whether a cell divides the head over it: a merged one, or, in a file without merging, one with nothing beside."""
    over = above[column]
    if over is None or over.columns > 1 or not over.text.strip():
        return True
    beside = above[column + 1] if column + 1 < len(above) else over
    return column + 1 in columns and (beside is None or not beside.text.strip())


def _is_short(text: str) -> bool:
    bare = _BRACKET.sub("", squeezed(text))
    return len(bare) <= _LONGEST and not _SENTENCE.search(bare)


def _is_counting(row: Sequence[Cell | None]) -> bool:
    """A row below the head that numbers the columns: 1 2 3 4, 甲 乙 丙 丁."""
    texts = [squeezed(cell.text) for cell in dict.fromkeys(row) if cell and cell.text.strip()]
    return len(texts) > 2 and (
        texts == [str(number) for number in range(1, len(texts) + 1)]
        or texts == list("甲乙丙丁戊己庚辛壬癸"[: len(texts)])
        or texts == list("一二三四五六七八九十"[: len(texts)])
    )


def _joined(grid: Grid, first: int, last: int) -> tuple[str, ...]:
    """The text over each column: heads of several rows one after the other."""
    texts = []
    for column in range(len(grid.rows[first])):
        parts: list[str] = []
        for row in range(first, last + 1):
            cell = grid.rows[row][column]
            if row < last and (cell is None or not cell.text.strip()):
                below = grid.rows[row + 1][column]
                cell = _left(grid.rows[row], column) if below and below.text.strip() and below.row == row + 1 else None
            text = squeezed(cell.text) if cell else ""
            if text and text not in parts:
                parts.append(text)
        texts.append("".join(parts))
    return tuple(texts)


def _left(row: Sequence[Cell | None], column: int) -> Cell | None:
    return next((cell for cell in reversed(row[:column]) if cell and cell.text.strip()), None)


def _is_head(texts: Sequence[str]) -> bool:
    """A head names the item and something else about it, in short words."""
    found = list(dict.fromkeys(text for text in texts if text))
    if len(found) < 2 or any(not _is_short(text) or is_number(text) for text in found):
        return False
    roles = [role(text) for text in found]
    known = {one for one in roles if one}
    if any(_CONTENTS.search(bare_head(text)) for text in found) and not known & {WHEN, LENIENT, PENAL, MIXED}:
        return False
    if NAME not in known or sum(map(bool, roles)) * 2 < len(roles):
        return False
    return bool(known & {WHEN, LENIENT, PENAL, MIXED, MEASURES, CODE, CATEGORY}) or {NUMBER, NAME} <= known
