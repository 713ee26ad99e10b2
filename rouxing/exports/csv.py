"""The lists as one plain table: UTF-8 with BOM, without which Excel shows Chinese as rubbish."""

from __future__ import annotations

import csv
import io
from typing import Final

from rouxing.exports import EXPORTS, Book, Made
from rouxing.exports._cells import FIELDS, shown
from rouxing.files.formulas import harmless

HEADS: Final = ("清单", "序号", *FIELDS)


@EXPORTS.add("csv")
def as_csv(book: Book) -> Made:
    """A row for each item; every cell in quotes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADS)
    for checklist in book.checklists:
        for number, item in enumerate(checklist.items, 1):
            cells = (shown(name, item.data.get(name)) for name in FIELDS)
            writer.writerow([checklist.kind.value, number, *map(harmless, cells)])
    return Made([(f"{book.title}.csv", text.getvalue().encode("utf-8-sig"))])
