"""Annex 5 for other programs (format.md §4)."""

from __future__ import annotations

import json
from typing import Any

from rouxing.reports import report
from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS


@report("json")
def as_json(figures: Figures) -> bytes:
    """The figures as one JSON object; a month adds the key 月份, a quarter 季度, a reconciliation 核对."""
    data: dict[str, Any] = {"版本": 1, "年度": figures.period.year}
    if figures.period.month is not None:
        data["月份"] = figures.period.month
    if figures.period.quarter is not None:
        data["季度"] = figures.period.quarter
    data |= {
        "填报单位": figures.reporter,
        "行": [{"单位": row.name, **_by_column(row.figures)} for row in figures.rows],
        "合计": _by_column(figures.total),
        "未计入": [{"案号": one.case, "原因": one.sentence} for one in figures.uncounted],
        "版本号": figures.revision,
    }
    if figures.checks is not None:
        data["核对"] = [
            {"项目": one.title, "说明": one.meaning, "发现": list(one.lines), "须处理": one.wrong}
            for one in figures.checks
        ]
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _by_column(amounts: tuple[int, ...]) -> dict[str, int]:
    return {str(column): amount for column, amount in zip(REPORT_COLUMNS, amounts, strict=True)}
