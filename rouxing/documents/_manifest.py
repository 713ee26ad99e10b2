"""The 清册 of a batch: which file holds which document of which case, and its digest; as a sheet and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rouxing.documents._batch import Facts
from rouxing.files.sheet import Look, put_rows, set_page, workbook_bytes

MANIFEST: Final = "清册"
"""Stem of both files."""

_HEADS: Final = ("序号", "文号", "种类", "案号", "当事人", "单位", "文件", "SHA-256")
_WIDTHS: Final = (14, 46, 38, 46, 54, 46, 74, 76)
"""Millimetres; the sheet is fitted to the width of the page."""


class Row(NamedTuple):
    """One written file, or one document in a file that holds many."""

    facts: Facts
    file: str
    sha256: str


def manifest(rows: Sequence[Row]) -> Iterator[tuple[str, bytes]]:
    """Name and content of the two files; the same rows give the same bytes."""
    entries = [dict(zip(_HEADS, _cells(number, row), strict=True)) for number, row in enumerate(rows, 1)]
    data = {"版本": 1, "文件": entries}
    yield f"{MANIFEST}.json", (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    yield f"{MANIFEST}.xlsx", _sheet(rows)


def _cells(number: int, row: Row) -> tuple[int | str, ...]:
    facts = row.facts
    return number, facts.number, facts.kind, facts.case, facts.recipient, facts.agency, row.file, row.sha256


def _sheet(rows: Sequence[Row]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    sheet.title = MANIFEST
    texts = ([str(cell) for cell in _cells(number, row)] for number, row in enumerate(rows, 1))
    put_rows(sheet, [_HEADS, *texts], _WIDTHS, Look(size=10, border=True))
    set_page(sheet, "1:1")
    sheet.freeze_panes = "A2"
    return workbook_bytes(book, "文书清册")
