"""RX204, RX205: whether an agency's own table of excluded fields does what it says, and rests on law."""

from rouxing.diagnostics import Fault, Faults
from rouxing.model import OwnFields, Repository
from rouxing.rules import rule

_LATER = "9999-12-31"
"""A day after all known texts: the one in force now, or about to be."""


@rule("RX204")
def own_field_entry_that_does_not_work(table: OwnFields, _: Repository) -> Faults:
    """本单位补充的排除领域，每一条的正例都要碰到、反例都不能碰到。

    理由：写错一个词，这一条就永远碰不到，或者碰到不相干的行为，而没有人知道。例子由工具逐个运行。
    改法：按例子改词，或者改例子；写了几组词，就要几组都碰到，并且都在名称里，或者在名称和情形的同一句里；
    “不影响……”“未记录……”之后的词，后面紧跟“记录、台账、备案”等的词，自动不算。

    错误示例：
        # laws/fields.yaml
        条目:
          - 名: 茶园喷洒禁用农药
            领域: 人民群众生命健康
            理由: 禁用农药残留危害饮茶的人
            依据: 农药管理条例第六十条
            行为: [喷施]
            对象: [禁用农药]
            正例: [在茶园喷洒禁用农药]
            反例: [禁用农药宣传栏褪色]
    正确示例：
        # laws/fields.yaml
        条目:
          - 名: 茶园喷洒禁用农药
            领域: 人民群众生命健康
            理由: 禁用农药残留危害饮茶的人
            依据: 农药管理条例第六十条
            行为: [喷施, 喷洒]
            对象: [禁用农药]
            正例: [在茶园喷洒禁用农药]
            反例: [禁用农药宣传栏褪色]
    """
    from rouxing.law.own_fields import own_table, taken_names, unknown_classes, wrong_examples

    acts = own_table(table.data, table.path).acts
    for name in taken_names(table.data):
        yield Fault(table.key("词类", name), f"工具已有词类“{name}”，这里写的不起作用", "请换一个名字")
    for part in ("条目", "条文", "除外"):
        for index, raw in enumerate(table.rows(part)):
            for group, number, name in unknown_classes(table.data, raw):
                advice = "请在“词类”里写明这组词，或者直接写词；在此之前这一条不起作用"
                yield Fault(table.at(part, index, group, number), f"没有词类“{name}”", advice)
            for examples, number, why in wrong_examples(table.data, part, index, acts):
                yield Fault(
                    table.at(part, index, examples, number), f"{examples}不成立：{why}", "请改词，或者改正这个例子"
                )


@rule("RX205")
def exemption_without_law(table: OwnFields, repository: Repository) -> Faults:
    """本单位从排除领域除外的行为，要有法律、法规、规章的条款作依据。

    理由：排除领域不适用柔性执法，法律、法规、规章另有规定的才从其规定；方案、意见、会议纪要不能作这个依据。
    没有依据的除外不起作用，事项、案件照常报告。
    依据：方案“适用范围”（法律、法规和规章另有规定的，从其规定）。
    改法：写明《全称》第几条；工具没有收录的地方性法规、规章，先用 rouxing law add 补充。

    错误示例：
        # laws/fields.yaml
        除外:
          - 名: 消防通道临时卸货
            领域: 公共安全
            理由: 局务会议同意
            依据: 局务会议纪要第3号
            行为: [占用]
            对象: [消防车通道]
            场所: [卸货]
            正例: [占用消防车通道临时卸货]
            反例: [占用消防车通道停放车辆]
    正确示例：
        # laws/fields.yaml
        除外: []
    """
    dates = [*sorted({one.effective for one in repository.checklists.values()}), _LATER]
    for index, raw in enumerate(table.rows("除外")):
        if not any(repository.library.names_law(raw["依据"], date) for date in dates):
            message = f"除外“{raw['名']}”的依据“{raw['依据']}”不是查得到的法律条款，这一条不起作用"
            advice = "请写明《全称》第几条；工具没有收录的，先用 rouxing law add 补充"
            yield Fault(table.at("除外", index, "依据"), message, advice)
