"""Annex 5 as a plain table for spreadsheets."""

from __future__ import annotations

import csv
import io

from rouxing.files.formulas import harmless
from rouxing.reports import report
from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, unit


@report("csv")
def as_csv(figures: Figures) -> bytes:
    """One line per agency and 合计; UTF-8 with BOM, without which Excel shows Chinese as rubbish."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["单位", *(f"{column}({unit(column)})" for column in REPORT_COLUMNS)])
    writer.writerows([harmless(row.name), *row.figures] for row in figures.rows)
    writer.writerow(["合计", *figures.total])
    return text.getvalue().encode("utf-8-sig")
