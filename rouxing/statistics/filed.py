"""A report that was filed earlier, read back from its Excel or JSON file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from rouxing.errors import UnreadableFile
from rouxing.files.sheet_reading import SheetCells, read_workbook
from rouxing.files.tree import MAX_FILE_BYTES
from rouxing.statistics.figures import Amounts, Figures
from rouxing.statistics.period import Period
from rouxing.terms import REPORT_COLUMNS

TOTAL: Final = "合计"
_TITLE: Final = re.compile(r"([0-9]{4})年(?:度|([0-9]{1,2})月|第([一二三四])季度)")


class Filed(NamedTuple):
    """What a report said: fifteen figures by the name of the agency, 合计 among them."""

    source: str
    """How to call it: a file's name, or a version."""
    period: Period
    rows: Mapping[str, Amounts]


def of_figures(source: str, figures: Figures) -> Filed:
    """Figures compiled now, as they would be read back."""
    return Filed(source, figures.period, {**{row.name: row.figures for row in figures.rows}, TOTAL: figures.total})


def read_filed(name: str, content: bytes) -> Filed:
    """A filed .xlsx or .json. Raises UnreadableFile with a Chinese reason."""
    if name.lower().endswith(".json"):
        return _of_json(name, content)
    for sheet in read_workbook(content).sheets:
        head = _head_row(sheet)
        if head:
            return Filed(name, _period(sheet, head[0]), dict(_rows(sheet, *head)))
    raise UnreadableFile(f"没有“单位”和 {len(REPORT_COLUMNS)} 个统计类别的表头，不是附件5的报表")


def _of_json(name: str, content: bytes) -> Filed:
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableFile("文件超过 8 MiB")
    try:
        data = json.loads(content)
        period = Period(int(data["年度"]), data.get("月份"), data.get("季度"))
        rows = {str(row["单位"]): _amounts(row) for row in data["行"]}
        return Filed(name, period, {**rows, TOTAL: _amounts(data["合计"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnreadableFile("不是 rouxing report --format json 的结果") from None


def _amounts(row: Mapping[str, object]) -> Amounts:
    return tuple(int(str(row[column])) for column in REPORT_COLUMNS)


def _head_row(sheet: SheetCells) -> tuple[int, dict[str, int]] | None:
    """Row of the heads, and the column of each of the fifteen and of 单位."""
    wanted = {"单位", *REPORT_COLUMNS}
    for row in sorted({row for row, _ in sheet.cells}):
        found = {re.sub(r"[(（].*|\s", "", text): column for (at, column), text in sheet.cells.items() if at == row}
        if found.keys() >= wanted:
            return row, {name: found[name] for name in wanted}
        if row > _DEEPEST_HEAD:
            return None
    return None


_DEEPEST_HEAD: Final = 30


def _period(sheet: SheetCells, head: int) -> Period:
    for (row, _), text in sorted(sheet.cells.items()):
        title = _TITLE.search(re.sub(r"\s", "", text)) if row < head else None
        if title:
            quarter = "一二三四".index(title[3]) + 1 if title[3] else None
            return Period(int(title[1]), int(title[2]) if title[2] else None, quarter)
    raise UnreadableFile("表头上方没有“2021年度”“2021年10月”这样的统计期")


def _rows(sheet: SheetCells, head: int, columns: Mapping[str, int]) -> Iterator[tuple[str, Amounts]]:
    last = max(row for row, _ in sheet.cells)
    for row in range(head + 1, last + 1):
        texts = [sheet.cells.get((row, columns[column]), "").strip() for column in REPORT_COLUMNS]
        name = re.sub(r"\s", "", sheet.cells.get((row, columns["单位"]), ""))
        if (
            name
            and any(map(_FIGURE.fullmatch, texts))
            and all(_FIGURE.fullmatch(one) or one in _NOTHING for one in texts)
        ):
            yield name, tuple(0 if text in _NOTHING else int(text.replace(",", "")) for text in texts)
            if name == TOTAL:
                return


_FIGURE: Final = re.compile("[0-9][0-9,]*")
_NOTHING: Final = ("", "/", "-", "—", "——")
"""What people write instead of 0."""
