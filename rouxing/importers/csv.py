"""CSV files in UTF-8, UTF-16 or GB18030, with commas, semicolons, tabs or bars between cells: one grid."""

from __future__ import annotations

import csv
import io
from typing import Final

from rouxing.errors import UnreadableFile
from rouxing.files.law_text import decoded
from rouxing.importers import IMPORTERS, Cell, Grid, Source, squared

_MARKS: Final = ",\t;|"
_LONGEST: Final = 1 << 20


@IMPORTERS.add("csv")
def table(content: bytes) -> Source:
    """The rows of a .csv file; a row is named by the line it begins on. Raises UnreadableFile."""
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    delimiter = _delimiter(text)
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[dict[int, Cell]] = []
    labels: list[str] = []
    begin = 1
    try:
        for record in reader:
            if any(one.strip() for one in record):
                number = len(rows)
                rows.append({at: Cell(one, number, at) for at, one in enumerate(record) if one.strip()})
                labels.append(f"第{begin}行")
            begin = reader.line_num + 1
    except csv.Error:
        raise UnreadableFile(f"第{begin}行起不是完整的 CSV：引号不成对，或者一格过长") from None
    return Source((Grid("", squared(rows), tuple(labels)),))


def _delimiter(text: str) -> str:
    """The mark that divides most lines into the same number of cells; quoted texts do not count."""
    best = (0, 0, 0, ",")
    for rank, mark in enumerate(_MARKS):
        counts: dict[int, int] = {}
        try:
            for record in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=mark):
                if len(record) > 2:
                    counts[len(record)] = counts.get(len(record), 0) + 1
        except csv.Error:
            continue
        width, lines = max(counts.items(), key=lambda one: one[1], default=(0, 0))
        best = max(best, (lines, width, -rank, mark))
    return best[3]
