"""送达回证: the proof of service of a notice, laid out as traffic enforcement in Fujian uses it; not in annex 7.

The plan has the party sign the notice itself; the receipt is for agencies whose files want a sheet of its own, and for
service on others than the party (民事诉讼法关于送达的规定: 签收日期为送达日期; 同住成年家属、代收人; 拒收时留置).
"""

from __future__ import annotations

from typing import Final

from rouxing.documents._form import Filled, Notice, missing_faults, names_of, standing_values
from rouxing.documents._paper import Paper

PAPER: Final = Paper(
    "service-receipt",
    "送达回证",
    names_of("单位", "当事人", "案件", "文书", "送达"),
    ("单位.名称", "案件.案号", "当事人.名称", "文书.名称", "文书.文号"),
    (
        "送达回证",
        "案号",
        "案由",
        "送达文书名称及文号",
        "送达单位",
        "受送达人",
        "送达地点",
        "送达方式",
        "送达人签名",
        "收件人签名或者盖章",
        "收件时间",
        "代收人签名及与受送达人的关系",
        "拒收事由",
        "见证人签名",
        "备注",
    ),
)


def filled_receipt(notice: Notice) -> Filled:
    """What the receipt of a notice is filled with; what is signed on the spot stays empty."""
    values = standing_values(notice)
    return Filled(values, tuple(missing_faults(notice, values, PAPER.required)))
