"""The review for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Final

from rouxing.files.formulas import harmless
from rouxing.impact._advice import amendments
from rouxing.impact._fates import Effect, Fate
from rouxing.impact._review import Review, Row

HEADS: Final = (
    *("序号", "单位", "清单或文书", "编码、案号", "名称", "所在位置", "引用原文", "法律"),
    *("立改废释", "影响", "建议"),
)


def as_csv(found: Review) -> bytes:
    """One line per place; UTF-8 with BOM, without which Excel shows Chinese as rubbish."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADS)
    writer.writerows(map(harmless, (str(number), *cells(row))) for number, row in enumerate(found.rows, 1))
    return text.getvalue().encode("utf-8-sig", errors="replace")


def cells(row: Row) -> tuple[str, ...]:
    """A row under the heads, without its number."""
    code = row.code if row.code != row.path else "—"
    return (
        *(row.agency, row.shelf, code, row.name, row.spot, row.written, row.law),
        *(amendments(row.fate) or "—", row.happened, row.advice),
    )


def as_json(found: Review) -> bytes:
    """The review as one JSON object."""
    window = found.scope.window
    data: dict[str, Any] = {
        "版本": 1,
        "期间": {"自": window.start or None, "至": window.end},
        "法律": list(found.scope.laws),
        "单位": list(found.scope.agency_ids),
        "统计": {
            "引用": found.cited,
            "受影响": found.affected,
            "待核对": found.to_check,
            "未受影响": found.untouched,
            "分类": {effect.value: found.number(effect) for effect in Effect if effect is not Effect.TO_CHECK},
        },
        "行": [_row(row) for row in found.rows],
        "未审查": [{"文件": one.path, "原因": one.reason} for one in found.unread],
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode(errors="replace")


def _row(row: Row) -> dict[str, Any]:
    return {
        "单位": row.agency_id or None,
        "单位名称": row.agency,
        "类别": row.shelf,
        "编码": row.code,
        "名称": row.name,
        "文件": row.path,
        "行": int(row.where) if row.where.isdecimal() else None,
        "位置": None if row.where.isdecimal() else row.where,
        "引用": row.citation,
        "法律": row.law,
        "条款": [place for place in row.places if place],
        **_fate(row.fate),
        "说明": row.happened,
        "建议": row.advice,
    }


def _fate(fate: Fate) -> dict[str, Any]:
    return {
        "影响": fate.effect,
        "修改": [
            {"原文本": step.before or None, "新文本": step.after or None, "施行日期": step.effective}
            for step in fate.steps
        ],
        "现为": [str(place) for place in fate.now],
        "可信度": fate.confidence,
        "相似度": fate.likeness,
        "废止依据": fate.repeal.by if fate.repeal else None,
    }
