"""RX301–RX304, RX307: whether what is cited can be read, exists, and is in force on the day."""

from typing import TYPE_CHECKING

from rouxing.diagnostics import Fault, Faults
from rouxing.model import CaseLog, Checklist, Repository
from rouxing.rules import rule
from rouxing.rules._citing import Cited, all_cited, cited, texts
from rouxing.rules._staleness import corrected, stale
from rouxing.terms import Level

if TYPE_CHECKING:
    from rouxing.law.resolution import Resolution


@rule("RX301")
def unreadable_citation(record: Checklist | CaseLog, repository: Repository) -> Faults:
    """依据要写成能查到的引用：法律全称加条、款、项。

    理由：没有写明哪部法哪一条的，当事人和监督机关都无从核对；“本法”“前款”离开原文不知所指。
    依据：最高人民法院关于裁判文书引用法律、法规等规范性法律文件的规定第一条、第二条（参照）；立法法第六十五条。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款, 本法第五条]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款, 《优化营商环境条例》第五条]
            监管措施: [说服教育]
    """
    from rouxing.law.fitting import State

    for source in texts(record):
        found = list(cited(source, repository))
        if not found and not source.alone:
            yield Fault(source.place, f"“{_short(source.text)}”里没有读得出的法律引用", _WRITE_SO)
        for one in found:
            for answer in one.answers:
                if answer.state in (State.RELATIVE_REFERENCE_NOT_ALLOWED, State.UNSUPPORTED):
                    yield _fault(one, answer, None, _WRITE_SO)
            if not one.citation.targets and _is_known(one.answers) and not source.alone:
                message = f"只写了《{one.answers[0].name}》，没有写明第几条"
                yield _fault(one, one.answers[0], Level.WARNING, _WRITE_SO, message)


_WRITE_SO = "请写成《中华人民共和国行政处罚法》第三十三条第一款 的样子"


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"


def _is_known(answers: "tuple[Resolution, ...]") -> bool:
    return bool(answers) and answers[0].law is not None


@rule("RX302", Level.NOTE)
def law_not_in_index(checklist: Checklist, repository: Repository) -> Faults:
    """引用的法律不在索引里，条文没有核对。

    理由：索引收录全国性法律、行政法规和一部分部门规章；地方性法规、其他规章没有收录，不等于引用有错，但工具没有核对过，
    名称也可能写错。
    改法：核对名称；常用的地方性法规和规章用 rouxing law add 补充，以后就能核对。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2022-10-01
        事项:
          - 编码: "JT-001"
            名称: 噪声扰民的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            处罚依据: [《中华人民共和国治安处罚法》第五十八条]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2022-10-01
        事项:
          - 编码: "JT-001"
            名称: 噪声扰民的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            处罚依据: [《中华人民共和国治安管理处罚法》第五十八条]
            监管措施: [说服教育]
    """
    from rouxing.law.fitting import State
    from rouxing.law.papers import is_paper

    for one in all_cited(checklist, repository):
        for answer in one.answers[:1]:
            unknown = answer.state is State.LAW_NOT_IN_INDEX and not is_paper(one.citation.law)
            if repository.library.grounds.knows(answer.name, answer.place):
                continue  # somebody read that provision for the table of grounds
            if unknown:
                message = f"{one.citation.canonical()}：法律索引里没有这部法，条文没有核对"
                yield _fault(one, answer, Level.NOTE, _similar(answer), message)
            elif answer.state is State.TEXT_INCOMPLETE:
                yield _fault(one, answer, Level.NOTE)


def _similar(answer: "Resolution") -> str:
    names = "、".join(f"《{title}》" for title in answer.similar[:3])
    return f"请核对名称，是不是要写{names}？" if names else "请核对名称和条文；常用的可以用 rouxing law add 补充"


@rule("RX303")
def no_such_place(record: Checklist | CaseLog, repository: Repository) -> Faults:
    """引用的条、款、项必须存在。

    理由：条文以清单施行日（文书以制作日）有效的文本为准；没有的条款不能作为依据，写进送达的文书就是错误的文书。
    依据：行政处罚法第三十八条第一款（没有依据的行政处罚无效）；立法法第六十五条。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第四款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    from rouxing.law.fitting import ABSENT

    for one in all_cited(record, repository):
        for answer in one.answers:
            if answer.state in ABSENT:
                level = None if answer.certain else Level.WARNING
                yield _fault(
                    one, answer, level, "请对照条文改正条、款、项", answer.explanation.removesuffix("，请核对")
                )


@rule("RX304")
def not_in_force(record: Checklist | CaseLog, repository: Repository) -> Faults:
    """引用的条文在当日必须有效，条号以当日的文本为准。

    理由：法律修改以后条号常常移动；旧条号有的已经没有，有的还在而内容换了（行政处罚法2017年文本第二十七条，2021年7月15日
    起在第三十二条、第三十三条）。清单按施行日核对，文书按制作日核对。条号还在而内容换了的，按事项内容判断，判断不了的只作提示。
    依据：方案“总结提升并长期坚持”一段（根据法律法规规章的“立改废释”及时调整清单）。
    改法：改引现行条款；可信度是“核对”的，rouxing lint --fix 可以代为替换，其余请对照条文后自己改。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 违法行为轻微并及时改正，没有造成危害后果的
            依据: [《中华人民共和国行政处罚法》第二十七条第二款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 违法行为轻微并及时改正，没有造成危害后果的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    for one in all_cited(record, repository):
        kind = record.kind if isinstance(record, Checklist) else None
        for answer in one.answers:
            verdict = stale(one, answer, kind, repository.library)
            if verdict is not None:
                fault = _fault(one, answer, verdict.level, verdict.advice, verdict.message)
                yield fault._replace(fix=corrected(one, verdict))


@rule("RX307", Level.NOTE)
def imprecise_place(checklist: Checklist, repository: Repository) -> Faults:
    """条款项的写法要准确：只有一款的不写“第一款”，几款都有项的要写明是哪一款。

    理由：不分款而直接列项的条文，引用时不写款；几款都有项而不写款的，不知道指哪一项。
    依据：最高人民法院1956年12月22日关于引用法律、法令等所列条、款、项、目顺序的通知；立法法第六十五条。

    错误示例：
        # checklists/transport/lighter-penalty.yaml
        清单: 从轻行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 主动消除违法行为危害后果的
            依据: [《中华人民共和国行政处罚法》第三十二条第一款第一项]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/lighter-penalty.yaml
        清单: 从轻行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 主动消除违法行为危害后果的
            依据: [《中华人民共和国行政处罚法》第三十二条第一项]
            监管措施: [说服教育]
    """
    from rouxing.law.fitting import State

    for one in all_cited(checklist, repository):
        for answer in one.answers:
            if answer.state is State.OK_ITEM_AMBIGUOUS_PARAGRAPH:
                yield _fault(one, answer, Level.WARNING, "请写明是哪一款", _hint(answer))
            elif answer.state is State.SUPERFLUOUS_PARAGRAPH and not answer.changed:
                yield _fault(one, answer, Level.NOTE, "请删去“第一款”", _hint(answer))


def _hint(answer: "Resolution") -> str:
    return f"《{answer.name}》{answer.place}：{answer.hint}"


def _fault(one: Cited, answer: "Resolution", level: Level | None, advice: str = "", message: str = "") -> Fault:
    """A fault in the words of the answer: what is wrong, by the text of which day, and what to do."""
    from rouxing.law.resolution import day

    message = message or answer.explanation
    if not advice:
        message, _, asked = message.rpartition("，请")
        advice = f"请{asked}"
    checked = day(answer.date)
    return Fault(one.source.place, message if checked in message else f"{message}（按{checked}核对）", advice, level)
