"""RX120–RX122: waivers in the settings file that have run out, that nothing needs, or that cannot waive anything."""

from collections.abc import Iterator

from rouxing.diagnostics import Fault, Faults
from rouxing.model import Repository
from rouxing.rules import RULES, rule
from rouxing.settings import NEVER_ACCEPTED, Judged, Waiver, Waivers
from rouxing.terms import Level


@rule("RX120", Level.WARNING)
def waiver_run_out(waivers: Waivers, _: Repository) -> Faults:
    """例外过了有效期就不再起作用，要么改正，要么重新报批。

    理由：例外是批准人在一定期限内接受的问题；到期以后，它针对的问题照常报告。
    改法：问题已经改正的，删去这一条；确需延长的，重新报批后改写批准人和有效期至。

    错误示例：
        # rouxing.yaml
        地区: 明溪县
        规则:
          例外:
            - {规则: RX105, 案号: 明交柔〔2021〕1号, 理由: 补档中, 批准人: 张三, 有效期至: 2021-11-30}
    正确示例：
        # rouxing.yaml
        地区: 明溪县
        规则:
          例外:
            - {规则: RX105, 案号: 明交柔〔2021〕1号, 理由: 补档中, 批准人: 张三, 有效期至: 2022-01-31}
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 说服教育}]
    """
    for one in _serious(waivers):
        if one.waiver.until < waivers.today:
            left = f"；它针对的问题还有 {one.findings} 处" if one.findings else ""
            message = f"例外已过有效期：{one.waiver.subject}（{one.waiver.grant}）{left}"
            gone = one.certain and not one.findings
            advice = "请改正问题后删去这一条；确需延长的，报批后改写批准人和有效期至"
            yield Fault(one.waiver.at("有效期至"), message, "它针对的问题已经没有了，请删去这一条" if gone else advice)


@rule("RX121", Level.WARNING)
def waiver_without_use(waivers: Waivers, repository: Repository) -> Faults:
    """例外针对的问题已经没有了，就要删去这一条。

    理由：留着没有用的例外，以后同一处再出问题就没有人知道。只在检查整个仓库、又查到了该规则时才报告。
    改法：删去这一条；问题还在的，核对规则编号、事项编码、案号和文件的写法。

    错误示例：
        # rouxing.yaml
        地区: 明溪县
        规则:
          例外:
            - {规则: RX201, 事项编码: "JT-001", 理由: 另有规定, 批准人: 张三, 有效期至: 2022-12-31}
    正确示例：
        # rouxing.yaml
        地区: 明溪县
        规则:
          例外: []
    """
    for one in _serious(waivers):
        waiver = one.waiver
        if one.certain and not one.findings and waivers.today <= waiver.until:
            message = f"例外没有用到：{waiver.subject}（{waiver.grant}）"
            why = next(_slips(waiver, repository), "它针对的问题已经没有了")
            yield Fault(waiver.at(), message, f"{why}；请核对，不再需要的，删去这一条")


@rule("RX122")
def waiver_of_no_rule(waivers: Waivers, _: Repository) -> Faults:
    """例外要写一条存在的、可以接受例外的规则。

    理由：规则编号写错，例外就不起作用。读不了的文件（RX0）不能算没有问题；例外本身的问题（RX120 至 RX122）也不能例外。

    错误示例：
        # rouxing.yaml
        地区: 明溪县
        规则:
          例外:
            - {规则: RX150, 案号: 明交柔〔2021〕1号, 理由: 补档中, 批准人: 张三, 有效期至: 2022-01-31}
    正确示例：
        # rouxing.yaml
        地区: 明溪县
        规则:
          例外:
            - {规则: RX105, 案号: 明交柔〔2021〕1号, 理由: 补档中, 批准人: 张三, 有效期至: 2022-01-31}
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 说服教育}]
    """
    for waiver in (one.waiver for one in waivers.judged):
        if waiver.code.startswith(NEVER_ACCEPTED):
            yield Fault(waiver.at("规则"), f"{waiver.code} 不能列为例外", "请改正它指出的问题，并删去这一条")
        elif waiver.code not in RULES:
            yield Fault(
                waiver.at("规则"), f"例外针对的规则 {waiver.code} 不存在", "请核对规则编号；全部规则见 rouxing rule"
            )


def _serious(waivers: Waivers) -> Iterator[Judged]:
    """Waivers of rules that can be waived."""
    for one in waivers.judged:
        if one.waiver.code in RULES and not one.waiver.code.startswith(NEVER_ACCEPTED):
            yield one


def _slips(waiver: Waiver, repository: Repository) -> Iterator[str]:
    """What is likely wrong with the place a waiver names."""
    if waiver.item is not None and waiver.case is not None:
        yield "一处问题要么在事项里，要么在案件里，不会两处都是"
    if waiver.path is not None and not repository.tree.exists(waiver.path):
        yield "仓库里没有这个文件"
    if waiver.item is not None and all(waiver.item not in one.by_code for one in repository.checklists.values()):
        yield "清单里没有这个事项"
