"""What annex 5 prints around its figures, the same in every format."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from rouxing.statistics import Figures

NOTES: Final = (
    "填表说明：",
    "1. 所有事项的统计数量都应当具有实施该类柔性执法行为的文字记录；",
    "2. 每年本报表应当与年度行政执法统计报表一并报本级人民政府、上级主管部门和本级司法行政部门。",
)
SIGNATURES: Final = ("填表人：", "审核人：", "单位负责人：", "（单位印章）")
NOTHING_UNCOUNTED: Final = "无（统计期内的行为都有文字记录）"
UNCOUNTED_HEADS: Final = ("单位", "案号", "日期", "类别", "未计入的原因")


_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text; signs that XML cannot hold become U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)


def broken(column: str) -> str:
    """不予行政处罚 as annex 5 breaks it: two signs to a line."""
    return "\n".join(column[start : start + 2] for start in range(0, len(column), 2))


def reporter(figures: Figures) -> str:
    """填报单位."""
    return f"填报单位：{figures.reporter}"


def reported(figures: Figures) -> str:
    """填报时间; blank where it is to be filled in by hand."""
    return f"填报时间：{_day(figures.date)}"


def phone(figures: Figures) -> str:
    """联系电话."""
    return f"联系电话：{figures.phone}"


def revision(figures: Figures) -> str:
    """The version of the data that can be counted again; "" outside git."""
    return f"数据版本：{figures.revision}" if figures.revision else ""


def uncounted(figures: Figures) -> list[tuple[str, ...]]:
    """未计入 as rows of `UNCOUNTED_HEADS`."""
    return [
        (
            figures.name_of(one.agency_id) or "—",
            one.case or "—",
            one.date or "—",
            one.column or "—",
            one.reason,
        )
        for one in figures.uncounted
    ]


def _day(iso: str) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"
