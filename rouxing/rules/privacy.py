"""RX5xx: personal data where it must not be: in what is published, in running text, in file names."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from rouxing.diagnostics import Fault, Faults, Place
from rouxing.law.identity import person_number_is_valid
from rouxing.law.personal_data import Kind, Trace, contacts, health, is_minor, numbers, plates
from rouxing.model import (
    Agency,
    Case,
    CaseLog,
    Checklist,
    Feedback,
    Item,
    Opinion,
    Receipt,
    Receipts,
    Record,
    Repository,
)
from rouxing.rules import rule
from rouxing.terms import Level, PartyKind

_PERSONS: Final = frozenset((PartyKind.PERSON, PartyKind.BUSINESS))
Written = Checklist | CaseLog | Feedback | Receipts | Agency
"""What people write of their own, and what is published, sent off or filed."""
_DROP: Final = "请删去号码；已经提交过的请告诉管理员，历史里还有"
_REMOVE: Final = "请删去号码，身份证号写在“当事人”的“身份证号”里；已经提交过的请告诉管理员，历史里还有"
_RENAME: Final = "请用日期和案号起名；已经提交过的请告诉管理员，历史里还有"
_WITHHOLD: Final = "请写 公开: false 和 不公开理由: 个人隐私"
_MINORS: Final = re.compile("行政处罚法》?第(?:三十|30)条")
_DISABLED: Final = re.compile("行政处罚法》?第(?:三十一|31)条")


@rule("RX501")
def number_of_a_person(record: Written, _: Repository) -> Faults:
    """身份证号只写在“当事人”的“身份证号”里，银行账号不写。

    理由：git 保留全部历史，写进清单、事实、备注、文书的号码，以后删除也还在历史里；
    写进反馈、备案回执、单位“职责”的，还会随函报出。
    银行账号是敏感个人信息。按校验位识别；15位旧号码和附近没有“账户”“银行”字样的卡号可能认错，只作警告。
    依据：个人信息保护法第六条、第二十八条；政府信息公开条例第十五条。
    改法：删去号码，身份证号移到“当事人”的“身份证号”；已经提交过的，请管理员按泄露处置，不要只改最新版本。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            事实: 驾驶人（身份证号350421198501010013）当场出示证件。
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            事实: 驾驶人当场出示证件。
    """
    for place, _public, traces in _found(record, numbers):
        level = None if any(one.certain for one in traces) else Level.WARNING
        advice = _REMOVE if isinstance(record, CaseLog) else _DROP
        yield Fault(place, f"“{_field(place)}”里有{_kinds(traces, level)}", advice, level)


@rule("RX502", Level.WARNING)
def contact_in_public(record: Written, _: Repository) -> Faults:
    """公开的清单和案件，报出的反馈、回执和单位“职责”，正文里不写手机号和电子邮箱。

    理由：清单和公开的案件要给社会看，反馈意见要报上级；当事人、证人、举报人的通讯方式与违法行为无关。
    “联系电话”一栏不受影响。
    依据：个人信息保护法第六条；政府信息公开条例第十五条；方案“主动便民原则”。
    改法：删去号码；要联系当事人的，写在“当事人”的“联系电话”里。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            事实: 举报人电话13800000000，反映该车未携带营运证。
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            事实: 有群众反映该车未携带营运证。
    """
    for place, public, traces in _found(record, contacts):
        if public:
            advice = "请删去；当事人的电话写在“联系电话”里" if isinstance(record, CaseLog) else "请删去"
            yield Fault(place, f"{_goes(record)}“{_field(place)}”里有{_kinds(traces)}", advice)


@rule("RX503", Level.WARNING)
def plate_in_public(record: Written, _: Repository) -> Faults:
    """公开的清单和案件，报出的反馈、回执和单位“职责”，正文里不写完整的车牌号。

    理由：车牌号能查到车主；说明是哪一类车、几辆车就够了。
    车牌就是案件要点、单位认为必须写的，可以在 rouxing.yaml 停用本规则。
    依据：个人信息保护法第六条；最高人民法院关于人民法院在互联网公布裁判文书的规定第十条（参照：删除车牌号码）。
    改法：改写成“一辆普通货车”或“闽G****5”；完整的号码留在文书和案卷里。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            事实: 检查闽G12345号普通货车时发现未携带营运证。
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            事实: 检查一辆普通货车时发现未携带营运证。
    """
    for place, public, traces in _found(record, plates):
        if public:
            message = f"{_goes(record)}“{_field(place)}”里有{_kinds(traces)}"
            yield Fault(place, message, "请改写成“一辆货车”或者隐去中间几位")


@rule("RX504")
def minor_in_public(log: CaseLog, repository: Repository) -> Faults:
    """当事人未满十八周岁的案件不公开。

    理由：未成年人的违法记录要保密。按身份证号和案件日期计算；依行政处罚法第三十条处理的，也是未成年人。
    满周岁从生日的第二天起算。
    依据：未成年人保护法第四条、第一百零三条；个人信息保护法第二十八条；方案“主动便民原则”（个人隐私除外）。
    改法：写 公开: false 和 不公开理由: 个人隐私；统计照常计入。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            当事人: {名称: 吴某, 类型: 自然人, 身份证号: "350421200605010018"}
            公开: true
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            当事人: {名称: 吴某, 类型: 自然人, 身份证号: "350421200605010018"}
            公开: false
            不公开理由: 个人隐私
    """
    for case in log.cases:
        party = case.party
        if party is None or party.kind not in _PERSONS or not _is_public(case):
            continue
        identity = party.text("身份证号")
        young = bool(identity) and person_number_is_valid(identity) and is_minor(identity, case.date)
        if young or _rests_on(case, log, repository, _MINORS):
            why = "当事人未满十八周岁" if young else "依据是行政处罚法第三十条（未成年人）"
            yield Fault(_publication(case), f"{why}，案件却公开", _WITHHOLD)


@rule("RX505", Level.WARNING)
def health_in_public(log: CaseLog, repository: Repository) -> Faults:
    """写有当事人健康状况的案件不公开。

    理由：疾病、残疾、怀孕是敏感个人信息；依行政处罚法第三十一条（精神病人、智力残疾人）处理的，条文本身就说明了健康状况。
    只看当事人是自然人或个体工商户的案件；动植物的病不算。
    依据：个人信息保护法第二十八条；政府信息公开条例第十五条；方案“主动便民原则”（个人隐私除外）。
    改法：写 公开: false 和 不公开理由: 个人隐私；或者删去与案件无关的健康状况。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            当事人: {名称: 吴某, 类型: 自然人}
            事实: 当事人患有糖尿病，就医途中未携带证件。
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            当事人: {名称: 吴某, 类型: 自然人}
            事实: 当事人就医途中未携带证件。
    """
    for case in log.cases:
        party = case.party
        if party is None or party.kind not in _PERSONS or not _is_public(case):
            continue
        told = [steps for steps, text in case.texts_written() if health(text)] if health(case.prose) else []
        if told:
            yield Fault(case.at(*told[0]), "公开的案件里写有健康状况", f"{_WITHHOLD}；与案件无关的，请删去")
        elif _rests_on(case, log, repository, _DISABLED):
            message = "依据是行政处罚法第三十一条（精神病人、智力残疾人），案件却公开"
            yield Fault(_publication(case), message, _WITHHOLD)


@rule("RX506")
def number_in_a_file_name(log: CaseLog, _: Repository) -> Faults:
    """文件名里不写身份证号、手机号。

    理由：文件名出现在每一次提交、每一份检查结果里，无法隐去。
    依据：个人信息保护法第六条、第二十八条。
    改法：用日期和案号给文件起名，例如 records/2021-10-12-谈话笔录.pdf；已经提交过的，请管理员按泄露处置。

    错误示例：
        # cases/transport/2021/13800000000.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
    """
    if _names_a_person(log.path.rsplit("/", 1)[-1]):
        yield Fault(log.at(), "文件名里有个人号码", _RENAME)
    for case in log.cases:
        for act in (*case.leniencies, *case.measures):
            for index, text in enumerate(act.records):
                if _names_a_person(text):
                    yield Fault(act.at("记录", index), "记录的文件名或编号里有个人号码", _RENAME)


Search = Callable[[str], Iterator[Trace]]


def _found(record: Written, search: Search) -> Iterator[tuple[Place, bool, Sequence[Trace]]]:
    """Places of texts in which something is found, whether they leave the house, and what is found."""
    for owner in _owners(record, search):
        for steps, text in owner.texts_written():
            traces = tuple(search(text))
            if traces:
                yield owner.at(*steps), _is_public(owner), traces


def _owners(record: Written, search: Search) -> Iterable[Item | Case | Opinion | Receipt | Agency]:
    """Who wrote the texts of a record. Nearly all items and cases hold nothing: one look at all they say tells."""
    match record:
        case Checklist():
            return (one for one in record.items if any(search(one.prose)))
        case CaseLog():
            return (one for one in record.cases if any(search(one.prose)))
        case Feedback():
            return record.opinions
        case Receipts():
            return record.receipts
    return (record,)


def _goes(record: Written) -> str:
    """Where the texts of a record go."""
    return "公开的" if isinstance(record, Checklist | CaseLog) else "要报出、归档的"


def _is_public(owner: Record) -> bool:
    return owner.data.get("公开") is not False


def _publication(case: Case) -> Place:
    return case.at("公开") if "公开" in case.data else case.at("案号")


def _field(place: Place) -> str:
    """The name of the field a text stands in: 依据 for its third entry, too."""
    return next(step for step in reversed(place.pointer) if isinstance(step, str))


def _kinds(traces: Sequence[Trace], level: Level | None = None) -> str:
    """What was found, never the number itself: findings go into logs."""
    names = "、".join(dict.fromkeys(one.kind.value for one in traces))
    return f"像是{names}的号码" if level else names


def _rests_on(case: Case, log: CaseLog, repository: Repository, ground: re.Pattern[str]) -> bool:
    """Whether a 处理 of the case is an item that cites this ground."""
    items = (repository.item(log.agency_id, one.kind, one.code) for one in case.leniencies)
    return any(ground.search(text) for item in items if item for text in item.grounds)


def _names_a_person(text: str) -> bool:
    return any(one.certain for one in (*numbers(text), *contacts(text)) if one.kind is not Kind.MAIL)
