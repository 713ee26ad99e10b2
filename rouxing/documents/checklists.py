"""The four lists of annexes 1–4: one template for all four, one row per item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from rouxing.diagnostics import Fault, Faults, Place
from rouxing.documents._paper import Paper
from rouxing.documents._wording import day, plain
from rouxing.files.word import Values
from rouxing.model import Agency, Checklist, Item

TEMPLATE: Final = "checklist"
"""Stem of the Word file."""

SENTENCES: Final = (
    "单位：",
    "（公章）",
    "联系人：",
    "联系电话：",
    "序号",
    "配套监管措施",
    "说明：配套监管措施可以根据实际情况选择适用柔性执法具体方法的一种或多种，也可以创新方法。",
)
"""What annexes 1–4 print besides the title and the four column heads that name the list."""

_AGENCY: Final = ("名称", "简称", "联系人", "联系电话", "地址")
_LIST: Final = ("标题", "名称", "附件", "对象", "从宽", "版本", "施行日期")
_ROW: Final = ("序号", "名称", "编码", "情形", "依据", "处罚依据", "监管措施", "备注")

REQUIRED: Final = (
    *("单位.名称", "单位.联系人", "单位.联系电话", "清单.标题", "清单.对象", "清单.从宽"),
    *("事项.序号", "事项.名称", "事项.编码", "事项.情形", "事项.依据", "事项.监管措施"),
)
"""What annexes 1–4 have a place for."""

NAMES: Final = frozenset(
    f"{group}.{name}" for group, names in (("单位", _AGENCY), ("清单", _LIST), ("事项", _ROW)) for name in names
) | {"事项"}
"""Everything that the template may ask for."""

PAPER: Final = Paper(TEMPLATE, "四张清单", NAMES, REQUIRED, SENTENCES)

NO_CIRCUMSTANCES: Final = "无附加条件"
"""An item whose 情形 is "" has none; an empty cell would look forgotten."""


class Sheet(NamedTuple):
    """One list of one agency."""

    agency: Agency
    checklist: Checklist

    @property
    def title(self) -> str:
        """明溪县交通运输局不予行政处罚事项清单."""
        return f"{self.agency.name}{self.checklist.kind}事项清单"


def values(sheet: Sheet) -> Values:
    """What the list's template is filled with."""
    agency, checklist = sheet
    kind = checklist.kind
    return {
        "单位": {name: plain(agency.text(name)) for name in _AGENCY},
        "清单": {
            "标题": sheet.title,
            "名称": kind.value,
            "附件": f"附件{kind.annex}",
            "对象": kind.subject,
            "从宽": kind.leniency,
            "版本": str(checklist.version),
            "施行日期": day(checklist.effective),
        },
        "事项": [_row(number, item) for number, item in enumerate(checklist.items, 1)],
    }


def _row(number: int, item: Item) -> dict[str, str]:
    """A row; grounds and measures stand one below the other."""
    return {
        "序号": str(number),
        "名称": plain(item.name),
        "编码": item.code,
        "情形": plain(item.circumstances) or NO_CIRCUMSTANCES,
        "依据": "\n".join(map(plain, filter(None, (*item.grounds, item.exception)))),
        "处罚依据": "\n".join(map(plain, item.penal_grounds)),
        "监管措施": "、\n".join(map(plain, item.measures)),
        "备注": plain(item.text("备注")),
    }


def faults(sheet: Sheet) -> Faults:
    """What the list lacks to be printed."""
    agency, checklist = sheet
    for name in ("联系人", "联系电话"):
        if not agency.text(name).strip():
            yield Fault(agency.at(name), f"清单上要印的“{name}”没有填写", f"请在 agency.yaml 里填写“{name}”")
    for item in checklist.items:
        for name in _lacking(item):
            yield Fault(item.at(name), f"{checklist.kind}清单的事项“{item.name}”缺少“{name}”", f"请填写“{name}”")


def _lacking(item: Item) -> Iterator[str]:
    if not any(map(str.strip, item.grounds)):
        yield "依据"
    if not any(map(str.strip, item.measures)):
        yield "监管措施"


def place(sheet: Sheet, name: str) -> Place:
    """Where the value with this dotted name is written, as far as the name alone tells."""
    group, _, entry = name.partition(".")
    return sheet.agency.at(entry) if group == "单位" else sheet.checklist.at("事项" if group == "事项" else entry)
