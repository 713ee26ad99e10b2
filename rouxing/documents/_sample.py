"""A notice made up to show what a template would print, for an agency that has none of the kind yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rouxing.documents._contents import Content, Wording
from rouxing.documents._form import Notice, form
from rouxing.model import Agency, Case, Document, Item, Leniency
from rouxing.terms import DocumentKind, ListKind, PartyKind

_MOMENTS: Final[Mapping[Wording, str]] = {
    Wording.DAY: "2021-10-20",
    Wording.HOUR: "2021-10-20 09:00",
    Wording.MINUTE: "2021-10-20 09:00",
}

_PARTY: Final = {
    "名称": "明溪县某运输有限公司",
    "类型": PartyKind.ENTERPRISE.value,
    "统一社会信用代码": "91350421MA00000152",
    "负责人": "李四",
    "联系电话": "13800000000",
    "地址": "明溪县某路1号",
}


def sample_notice(agency: Agency, kind: DocumentKind) -> Notice:
    """A notice of the kind with every entry filled."""
    document = {
        "种类": kind.value,
        "文号": f"{agency.sign}{kind.sign}〔2021〕1号",
        "日期": "2021-10-12",
        "填写": {field.name: _entry(field) for field in form(kind).fields},
        "送达": {"日期": "2021-10-12", "方式": "直接送达", "送达人": "王五、赵六", "被送达人": "李四"},
    }
    case = {
        "案号": f"{agency.sign}柔〔2021〕1号",
        "日期": "2021-10-12",
        "当事人": _PARTY,
        "案由": "未按照规定携带车辆营运证",
        "事实": "经检查发现上述行为",
        "文书": [document],
    }
    return Notice(agency, Case(case, ""), Document(document, ""))


def _entry(field: Content) -> str:
    return _MOMENTS.get(field.wording, f"（{field.name}）")


def sample_leniency() -> tuple[Leniency, Item]:
    """What the case made up was given, and the item that gave it."""
    item = {
        "编码": "350421-JT-001",
        "名称": "未按照规定携带车辆营运证",
        "情形": "初次违法且危害后果轻微，当场改正",
        "依据": ["《中华人民共和国行政处罚法》第三十三条第一款"],
        "处罚依据": ["《中华人民共和国道路运输条例》第六十八条"],
    }
    return Leniency({"清单": ListKind.NO_PENALTY.value, "编码": item["编码"]}, ""), Item(item, "")
