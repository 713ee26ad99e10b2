"""告知承诺书: the party learns what it did and promises to put it right; as agencies in Fujian use it, not in annex 7.

It is made for a case to which 不予行政处罚 or 不予行政强制 was given, and is a record of the education that 行政处罚法
第三十三条第三款 asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from rouxing.diagnostics import Fault, Place
from rouxing.documents._form import Filled, case_values, names_of
from rouxing.documents._paper import Paper
from rouxing.documents._wording import clause
from rouxing.model import Agency, Case, Item, Leniency
from rouxing.terms import ListKind

KINDS: Final = frozenset({ListKind.NO_PENALTY, ListKind.NO_COMPULSION})
"""Lists whose leniency leaves nothing behind but the party's word."""

PAPER: Final = Paper(
    "commitment-letter",
    "告知承诺书",
    names_of("单位", "当事人", "案件") | {f"处理.{name}" for name in ("清单", "事项", "情形", "依据", "处罚依据")},
    ("单位.名称", "当事人.名称", "案件.案号", "案件.案由", "处理.清单", "处理.依据"),
    (
        "告知承诺书",
        "编号：",
        "作出以下承诺：",
        "一、本人（单位）已知晓上述违法事实和相关法律规定。",
        "二、立即停止违法行为，按照要求改正，并主动消除或者减轻危害后果。",
        "三、今后严格遵守法律、法规和规章，不再发生同类违法行为。",
        "四、以上内容是本人（单位）的真实意思表示；违反承诺的，愿意承担相应的法律责任。",
        "承诺人（签名或者盖章）：",
        "执法人员签名：",
    ),
)

_LACKING: Final = {
    "当事人.名称": ("没有可以作出承诺的当事人", "请给本案补上“当事人”，或不为本案生成告知承诺书"),
    "案件.案由": ("缺少“案由”", "请填写本案的“案由”"),
    "处理.依据": ("所适用的事项没有“依据”，或清单里没有这一项", "请核对“处理”里的清单和编码，并给清单事项填写“依据”"),
}


class Commitment(NamedTuple):
    """What a case was given, and the item of the list that gave it; None where the list has no such item."""

    agency: Agency
    case: Case
    leniency: Leniency
    item: Item | None


def filled_commitment(commitment: Commitment) -> Filled:
    """What the letter is filled with, and what is missing."""
    agency, case, leniency, item = commitment
    given = {
        "清单": leniency.kind.value,
        "事项": clause(item.name) if item else "",
        "情形": clause(item.circumstances) if item else "",
        "依据": "、".join(map(clause, item.grounds)) if item else "",
        "处罚依据": "、".join(map(clause, item.penal_grounds)) if item else "",
    }
    values = {**case_values(agency, case), "处理": given}
    return Filled(values, tuple(_faults(commitment, values)))


def _faults(commitment: Commitment, values: Mapping[str, Mapping[str, str]]) -> Iterator[Fault]:
    for name, (lack, advice) in _LACKING.items():
        group, _, entry = name.partition(".")
        if not values[group][entry]:
            yield Fault(place(commitment, name), f"案件 {commitment.case.number} 的告知承诺书{lack}", advice)


def place(commitment: Commitment, name: str) -> Place:
    """Where the value with this dotted name is written, or would be."""
    group, _, entry = name.partition(".")
    match group:
        case "单位":
            return commitment.agency.at(entry)
        case "当事人":
            return commitment.case.at("当事人", entry) if commitment.case.party else commitment.case.at()
        case "案件":
            return commitment.case.at(entry)
        case _:
            return commitment.leniency.at("编码")
