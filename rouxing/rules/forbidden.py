"""RX2xx: what flexible enforcement does not reach: public safety, life and health, emergency measures."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rouxing.diagnostics import Fault, Faults
from rouxing.model import Case, CaseLog, Checklist, Item, Repository
from rouxing.rules import rule
from rouxing.terms import FIELDS_FILE, LAWS_FOLDER, Level, ListKind

if TYPE_CHECKING:
    from rouxing.law.fields import Evidence
    from rouxing.law.own_fields import Exemption


@rule("RX201")
def public_safety(checklist: Checklist, repository: Repository) -> Faults:
    """涉及公共安全的行为不列入四张清单，法律、法规、规章另有规定的除外。

    理由：占用消防通道、违规储存危险物品这类行为危及不特定多数人，不因数量少、当场改正而变成轻微违法行为。
    依据：方案“适用范围”（除涉及公共安全和人民群众生命健康等领域外）；优化营商环境条例第五十五条。
    改法：删除该事项；法律自身规定可以从宽的，在“例外依据”写明条文；判断有误的，在 rouxing.yaml 写明例外和批准人；
    同一类都判断有误、依法不属于的，写进 laws/fields.yaml 的“除外”（rouxing rule RX205）。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 占用消防车通道停放车辆的
            情形: 当场驶离的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 消防安全培训台账未及时填写的
            情形: 当场补记的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    yield from _items_in(checklist, repository, "公共安全")


@rule("RX202")
def life_and_health(checklist: Checklist, repository: Repository) -> Faults:
    """涉及人民群众生命健康的行为不列入四张清单，法律、法规、规章另有规定的除外。

    理由：食品、药品、诊疗、职业健康的实质安全受损，不属于柔性执法的对象。
    依据：方案“适用范围”；优化营商环境条例第五十五条。
    改法：删除该事项；法律自身规定可以从宽的，在“例外依据”写明条文；判断有误的，在 rouxing.yaml 写明例外和批准人；
    同一类都判断有误、依法不属于的，写进 laws/fields.yaml 的“除外”（rouxing rule RX205）。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 销售超过保质期的食品
            情形: 数量很少，当场下架的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 食品经营者未在显著位置公示许可证
            情形: 当场公示的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    yield from _items_in(checklist, repository, "人民群众生命健康")


@rule("RX203")
def emergency_measures(record: Checklist | CaseLog, repository: Repository) -> Faults:
    """违反突发事件应对措施的行为不列入四张清单，这样的案件不得从宽处理。

    理由：发生突发事件期间，对违反应对措施的行为依法快速、从重处罚；仅仅发生在同一期间的无关行为不受影响。
    依据：方案“适用范围”；行政处罚法第四十九条。
    改法：清单里删除该事项，平时的义务（例如平时的明码标价）写清楚；案件撤销从宽处理，与应对措施无关的把事实写清楚。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 疫情防控期间拒不执行停业决定的
            情形: 首次违法，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未按规定明码标价的
            情形: 首次违法，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    if isinstance(record, Checklist):
        yield from _items_in(record, repository, "突发事件应对措施")
    else:
        yield from _cases_in(record, repository)


def _items_in(checklist: Checklist, repository: Repository, field: str) -> Iterator[Fault]:
    """What lies in one field. One rule for each field asks, and every item is looked at once."""
    found = repository.library.once(checklist, "fields", lambda: list(_found(checklist, repository)))
    return (fault for where, fault in found if where == field)


def _found(checklist: Checklist, repository: Repository) -> Iterator[tuple[str, Fault]]:
    """Field and fault of every item that lies in one, by the tool's table and the agency's own."""
    from rouxing.law.fields import forbidden  # the lexicon is large, and not every command asks it

    own = repository.library.own_fields
    for item in checklist.items:
        question = (item.name, item.circumstances, item.penal_grounds, checklist.kind, item.grounds)
        evidence = forbidden(*question)
        if own:
            covering = (one for one in own.exemptions if evidence and one.covers(question, evidence))
            exemption = _valid(covering, checklist.effective, repository)
            if exemption and evidence:
                yield evidence.field, _exempted(_fault(item, evidence, _REMOVE), exemption)
                evidence = None
            evidence = _graver(evidence, forbidden(*question, known=own.acts))
        if evidence:
            fault = _fault(item, evidence, _REMOVE)
            yield evidence.field, _excepted(fault, item, checklist.kind, repository) if item.exception else fault


def _graver(evidence: "Evidence | None", added: "Evidence | None") -> "Evidence | None":
    """Of what the tool's table and the agency's own find, the certain one, else the tool's."""
    return added if added and (evidence is None or added.certain > evidence.certain) else evidence


def _valid(covering: "Iterable[Exemption]", date: str, repository: Repository) -> "Exemption | None":
    """The first exemption whose basis is there on an ISO date; RX205 speaks of one that has none."""
    return next((one for one in covering if repository.library.names_law(one.basis, date)), None)


def _exempted(fault: Fault, exemption: "Exemption") -> Fault:
    """What an exemption of the own table leaves of a fault: information."""
    where = f"本单位 {LAWS_FOLDER}/{FIELDS_FILE} 的除外“{exemption.name}”"
    why = f"按{where}（{exemption.basis}：{exemption.reason}）不作为错误"
    return fault._replace(
        message=f"{fault.message}；{why}", advice="请确认事项、案件就是该除外所说的行为", level=Level.NOTE
    )


_REMOVE = "请删去该事项；法律自身有从宽规定的写明“例外依据”，判断有误的在 rouxing.yaml 的例外里写明批准人"


def _excepted(fault: Fault, item: Item, kind: ListKind, repository: Repository) -> Fault:
    """The fault as 例外依据 leaves it: information where a law itself allows the leniency, else an error as before."""
    if repository.library.grounds.lifts(item.exception, kind):
        message = f"{fault.message}；按例外依据“{item.exception}”不作为错误"
        return Fault(item.at("例外依据"), message, "请确认事项就是该条款所说的行为", Level.NOTE)
    why = f"例外依据“{item.exception}”没有针对这类行为规定{kind.leniency}"
    advice = "请写明法律、法规、规章针对这类行为的从宽条款；一般条款、会议纪要、规章以下的文件不能作为例外"
    return fault._replace(message=f"{fault.message}；{why}", advice=advice)


def _fault(record: Item | Case, evidence: "Evidence", advice: str) -> Fault:
    level = None if evidence.certain else Level.NOTE if evidence.unlike else Level.WARNING
    verb = "属于" if evidence.certain else "可能属于"
    message = f"{verb}{evidence.field}：“{evidence.text}”，{evidence.reason}"
    if evidence.unlike:
        message, advice = (
            f"{message}；但措辞更像手续、市容一类的行为，所以只作提示",
            f"请看一眼；确属这一领域的，{advice}",
        )
    return Fault(record.at(evidence.part), message, advice, level)


def _cases_in(log: CaseLog, repository: Repository) -> Iterator[Fault]:
    declared = {one.name for one in repository.jurisdiction.emergencies}
    for case in log.cases:
        if not case.leniencies or case.broken_measure not in {"", *declared}:  # RX115 speaks of the undeclared
            continue
        advice = "突发事件期间违反应对措施的不适用柔性执法，请撤销从宽处理；行为与应对措施无关的，请把事实写清楚"
        if case.broken_measure:
            message = f"违反“{case.broken_measure}”的应对措施，却给予{case.leniencies[0].kind}"
            yield Fault(case.leniencies[0].at("清单"), message, advice)
            continue
        events = [(one.name, one.kind) for one in repository.jurisdiction.emergencies if one.covers(case.date)]
        yield from _measures_broken(case, events, repository, advice) if events else ()


def _measures_broken(
    case: Case, events: Sequence[tuple[str, str]], repository: Repository, advice: str
) -> Iterator[Fault]:
    from rouxing.law.fields import breaks_measure

    own = repository.library.own_fields
    told = (case.cause, case.facts, events)
    evidence = breaks_measure(*told)
    if own:
        covering = (one for one in own.exemptions if evidence and one.covers_case(*told, evidence))
        exemption = _valid(covering, case.date, repository)
        if exemption and evidence:
            yield _exempted(_fault(case, evidence, advice), exemption)
            evidence = None
        evidence = _graver(evidence, breaks_measure(*told, own.acts))
    if evidence:
        yield _fault(case, evidence, advice)
