"""备案报送函: the letter under which an agency files its lists and papers (方案五、（二）)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rouxing.documents._paper import Paper
from rouxing.documents._wording import day
from rouxing.files.word import Values
from rouxing.model import Agency, Checklist

PAPER: Final = Paper(
    "filing-letter",
    "备案报送函",
    frozenset(
        {
            *(f"单位.{name}" for name in ("名称", "简称", "联系人", "联系电话", "地址")),
            *(f"备案.{name}" for name in ("标题", "主送", "文号", "日期", "事由", "附件")),
            "清单",
            *(f"清单.{name}" for name in ("序号", "名称", "版本", "施行日期", "事项数", "本级补充")),
        }
    ),
    ("单位.名称", "备案.主送", "备案.事由", "清单.名称", "清单.版本", "清单.施行日期", "清单.事项数"),
    ("报送备案", "序号", "清单名称", "版本", "施行日期", "事项数", "联系人：", "联系电话："),
)

SUPPLEMENT: Final = "本级补充"
"""来源 of an item that the superior's list does not have and that is filed with the superior (方案三、（三）)."""


_BELOW: Final = "\n　　　"
"""The second attachment stands under the first, not under the word 附件 (GB/T 9704)."""


class Filing(NamedTuple):
    """What is filed, with whom, under which number and on which day (ISO date); "" where it is written by hand."""

    agency: Agency
    recipient: str
    checklists: Sequence[Checklist]
    attachments: Sequence[str] = ()
    """Names of what goes with the letter, in the order of the packet."""
    reason: str = "我单位柔性执法事项清单及配套材料"
    """Completes 现将……报送备案."""
    number: str = ""
    date: str = ""
    title: str = "关于报送柔性执法清单备案的函"


def values(filing: Filing) -> Values:
    """What the letter's template is filled with."""
    agency = filing.agency
    return {
        "单位": {name: agency.text(name) for name in ("名称", "简称", "联系人", "联系电话", "地址")},
        "备案": {
            "标题": filing.title,
            "主送": filing.recipient,
            "文号": filing.number,
            "日期": day(filing.date) if filing.date else "",
            "事由": filing.reason,
            "附件": _BELOW.join(f"{number}. {name}" for number, name in enumerate(filing.attachments, 1)),
        },
        "清单": [_row(number, one) for number, one in enumerate(filing.checklists, 1)],
    }


def _row(number: int, checklist: Checklist) -> dict[str, str]:
    supplements = sum(item.origin == SUPPLEMENT for item in checklist.items)
    return {
        "序号": str(number),
        "名称": f"{checklist.kind}事项清单",
        "版本": f"第{checklist.version}版",
        "施行日期": day(checklist.effective),
        "事项数": str(len(checklist.items)),
        "本级补充": str(supplements),
    }
