"""Annex 5 as a plain table for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Final

from rouxing.reports import report
from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, unit

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


@report("csv")
def as_csv(figures: Figures) -> bytes:
    """One line per agency and 合计; UTF-8 with BOM, without which Excel shows Chinese as rubbish."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["单位", *(f"{column}({unit(column)})" for column in REPORT_COLUMNS)])
    writer.writerows([_harmless(row.name), *row.figures] for row in figures.rows)
    writer.writerow(["合计", *figures.total])
    return text.getvalue().encode("utf-8-sig")


def _harmless(name: str) -> str:
    """A name that a spreadsheet would run as a formula gets the apostrophe that makes it text."""
    return f"'{name}" if name.startswith(_FORMULA_SIGNS) else name
