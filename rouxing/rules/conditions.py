"""RX405–RX407: whether the circumstances of an item fit its list, its ground and the agency's other items."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rouxing.diagnostics import Fault, Faults
from rouxing.law.patterns import Rare
from rouxing.model import Checklist, Item, Repository
from rouxing.rules import rule
from rouxing.rules._overlap import Entry, same_name, says_another_list
from rouxing.terms import Level, ListKind


@rule("RX405", Level.WARNING)
def circumstances_of_another_list(checklist: Checklist, _: Repository) -> Faults:
    """“情形”里写的处理要与所在的清单一致。

    理由：同一个事项，清单说不予处罚、情形说可以减轻处罚，执法人员和当事人都不知道照哪个办。
    依据：方案附件1至4（四张清单各有其情形）；行政处罚法第三十条至第三十三条。
    改法：把事项移到相应的清单，或者删去“情形”末尾的处理，只写条件。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的，可以减轻处罚
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    for item in checklist.items:
        said = says_another_list(item.circumstances, checklist.kind)
        if said:
            message = f"清单是{checklist.kind}，“情形”却写着“{said}”"
            yield Fault(item.at("情形"), message, "请把事项移到相应的清单，或者删去这句处理，只写条件")


@rule("RX406", Level.WARNING)
def act_listed_twice(checklist: Checklist, repository: Repository) -> Faults:
    """同一事项不能重复列入；列入两张处罚清单的，情形要能分开。

    理由：同一行为、同一情形既不予处罚又减轻处罚，或者在一张清单里列了两次，适用哪一项全凭选择。情形不同的，可以分别列入减轻和从轻。
    名称相同、处罚依据不同的是两件事；强制清单与处罚清单互不影响。一项的条件全部包含在另一项里的，也是重叠。
    依据：方案“合法合理原则”；行政处罚法第五条第二款（过罚相当）。
    改法：删去重复的一项，或者写清两项的情形有什么不同。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
          - 编码: "JT-010"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    for group in _by_name((*_before(checklist, repository), checklist)):
        if len(group) > 1:
            yield from _twins(group, checklist.kind)


def _by_name(checklists: Iterable[Checklist]) -> Iterable[Sequence[tuple[ListKind, Item]]]:
    """Items of the same name, with their lists."""
    groups: dict[str, list[tuple[ListKind, Item]]] = {}
    for one in checklists:
        for item in one.items:
            groups.setdefault(same_name(item.name), []).append((one.kind, item))
    return groups.values()


def _twins(group: Sequence[tuple[ListKind, Item]], asked: ListKind) -> Iterator[Fault]:
    """Items of the asked list that overlap with an earlier one of the same name."""
    earlier: list[Entry] = []
    for kind, item in group:
        entry = Entry.of(item, kind)
        twin = next((one for one in earlier[-_COMPARED:] if one.overlaps(entry)), None) if kind is asked else None
        if twin:
            where = "本清单" if twin.kind is kind else f"{twin.kind}清单"
            message = f"与{where}的“{twin.code}”是同一事项，情形没有分开"
            yield Fault(item.at("情形"), message, "请删去重复的一项，或者写清两项的情形有什么不同")
        earlier.append(entry)


_COMPARED: Final = 100
"""Entries of one name that an item is compared with: names that are repeated more often are no names."""
_PENAL: Final = (ListKind.NO_PENALTY, ListKind.MITIGATED_PENALTY, ListKind.LIGHTER_PENALTY)


def _before(checklist: Checklist, repository: Repository) -> Iterator[Checklist]:
    """The agency's lists about penalties that come before this one: each pair of lists is compared once."""
    if checklist.kind in _PENAL:
        for other in repository.checklists_of(checklist.agency_id):
            if other.kind in _PENAL[: _PENAL.index(checklist.kind)]:
                yield other


@rule("RX407", Level.NOTE)
def condition_not_stated(checklist: Checklist, repository: Repository) -> Faults:
    """引用行政处罚法第三十三条的，情形要写出该款的条件。

    理由：第一款两句话都要求及时改正（另加违法行为轻微、没有造成危害后果，或者初次违法、危害后果轻微）；第二款要求有证据足以证明
    没有主观过错。只写数量、期限而不提改正或证据的，当事人不知道还要做什么。只引“第三十三条”不写款的，不作判断。
    依据：行政处罚法第三十三条第一款、第二款。
    改法：在“情形”里补写条件，例如“及时改正”“有证据足以证明没有主观过错”。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 证件在有效期内的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 证件在有效期内，及时改正，没有造成危害后果的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    if checklist.kind is not ListKind.NO_PENALTY:
        return
    for item in checklist.items:
        for index, ground in enumerate(item.grounds):
            lack = _lacking(item, ground, checklist.effective, repository)
            if lack:
                paragraph, condition = lack
                message = f"依据是行政处罚法第三十三条{paragraph}，情形没有写明{condition}"
                yield Fault(item.at("依据", index), message, f"请在“情形”里补写{condition}，或者改引实际适用的条款")


_PENALTY_LAW: Final = "中华人民共和国行政处罚法"
_REDRESS: Final = Rare(
    "改正|更正|纠正|整改|补[办正报充交齐录登填签开植偿种缴]|停止|停用|恢复|消除|清[理除运扫洗]|拆除|撤[除下换回]|"
    "退[还回出缴]|收[回摊]|[驶撤]离|打开|更换|修复|当[场日即]|及时|立即|主动|责令|限期|期限内|[日天时周月]内"
)
_EVIDENCE: Final = Rare("证据|证明|过错|不知|能够说明|提供|尽到")
_CONDITIONS: Final = {"第一款": (_REDRESS, "及时改正"), "第二款": (_EVIDENCE, "有证据足以证明没有主观过错")}


def _lacking(item: Item, ground: str, date: str, repository: Repository) -> tuple[str, str] | None:
    """Paragraph and condition of 第三十三条 that the circumstances do not speak of; None where nothing lacks."""
    if "三十三条" not in ground and "33" not in ground:
        return None
    words = f"{item.name}{item.circumstances}"
    for _, answers in repository.library.look_up(ground, date):
        for answer in answers:
            _, article, paragraph = str(answer.place or "").partition("第三十三条")
            condition = _CONDITIONS.get(paragraph) if article else None
            if condition and answer.found and answer.name == _PENALTY_LAW and not condition[0].search(words):
                return paragraph, condition[1]
    return None
