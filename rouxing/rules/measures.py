"""RX401–RX404: measures, documents, written records, and education where no penalty is given."""

import re
from collections.abc import Iterator
from typing import Final

from rouxing.diagnostics import Fault, Faults, Place
from rouxing.law.patterns import Rare
from rouxing.law.style import number
from rouxing.model import Case, CaseLog, Checklist, Document, Repository
from rouxing.rules import rule
from rouxing.terms import OTHER_PREFIX, DocumentKind, Level, ListKind, Method

METHODS: Final = frozenset(one.value for one in Method) - {Method.OTHER.value}


@rule("RX401")
def unknown_measure(checklist: Checklist, _: Repository) -> Faults:
    """配套监管措施是十种方式的一种或多种，或者写成“其他：……”。

    理由：方式写错，清单与统计报表的栏目就对不上；没有监管措施，从宽就成了不管。创新的方法写在“其他：”后面。空着的是警告。
    依据：方案附件1至4的说明、附件6（柔性执法具体工作方法）；优化营商环境条例第五十五条（不得简单化予以禁止或者不予监管）。
    改法：改成十种方式的名称，或者写成“其他：内容”。只差半角冒号、空格的，rouxing lint --fix 可以代为改正。

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
            监管措施: [说服教育, 约谈]
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
            监管措施: [说服教育, 行政约谈, 其他：上门复查]
    """
    for item in checklist.items:
        if not item.measures:
            message, advice = "“监管措施”是空的", "请写明一种或多种方式，例如 [说服教育, 行政回访]"
            yield Fault(item.at("监管措施"), message, advice, Level.WARNING)
        if METHODS.issuperset(item.measures):
            continue
        for index, text in enumerate(item.measures):
            if text not in METHODS and not _is_other(text):
                yield _misnamed(item.at("监管措施", index), text)


_OTHER: Final = Rare(r"其他：\s*\S")
_OTHER_LOOSE: Final = Rare(r"其[他它]\s*[:：]\s*(\S.*)")
_KNOWN_AS: Final = (
    ("约谈", Method.INTERVIEW),
    ("告诫", Method.ADMONITION),
    ("回访", Method.FOLLOW_UP),
    ("教育", Method.PERSUASION),
    ("劝导", Method.EXHORTATION),
    ("指导", Method.GUIDANCE),
    ("奖励", Method.REWARD),
    ("和解", Method.SETTLEMENT),
    ("建议", Method.ADVICE),
    ("提示", Method.REMINDER),
    ("提醒", Method.REMINDER),
)
"""Words by which the methods of annex 6 go elsewhere: 约谈, 执法回访, 批评教育."""


def _is_other(text: str) -> bool:
    return _OTHER.match(text) is not None


def _misnamed(place: Place, text: str) -> Fault:
    """What is wrong with a measure that is none of the ten, and how it should be written."""
    bare = re.sub(r"\s", "", text)
    other = _OTHER_LOOSE.fullmatch(text.strip())
    if bare in METHODS:
        return Fault(place, f"“{text}”里有空格", f"请写作“{bare}”", fix=bare)
    if other:
        written = OTHER_PREFIX + other[1]
        return Fault(place, f"“{text}”应以全角的“其他：”开头", f"请写作“{written}”", fix=written)
    if bare.startswith(("其他", "其它")):
        return Fault(place, f"“{text}”没有写明内容", "请写成“其他：内容”，例如“其他：上门复查”")
    return Fault(place, f"“{text}”不是十种方式之一", f"{_meant(bare)}写成“其他：{text}”；十种方式见 rouxing rule RX401")


def _meant(text: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(text, sorted(METHODS), 1, 0.7)
    known = close or [method.value for word, method in _KNOWN_AS if word in text]
    return f"是不是“{known[0]}”？不是的，请" if known else "请改用十种方式，或者"


@rule("RX402", Level.WARNING)
def no_education(log: CaseLog, _: Repository) -> Faults:
    """不予行政处罚的，应当对当事人进行教育，并且留下记录。

    理由：教育是不予处罚的法定义务，不是可有可无。说服教育、劝导示范、行政指导、行政建议、行政提示、行政约谈、行政告诫都以讲明法律、
    告知规范为内容，算教育；“其他”在“内容”里写明教育、宣传、警示、培训、学习的也算。行政奖励、行政和解、行政回访不算。
    依据：行政处罚法第三十三条第三款（对当事人的违法行为依法不予行政处罚的，行政机关应当对当事人进行教育）；方案附件6。
    改法：已经教育的，补登“措施”和文字记录；没有教育的，补做教育。先后不限，在作出决定之前或者之后都可以。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1]}]
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1]}]
            措施: [{方式: 说服教育, 记录: [档案：2021-1]}]
    """
    for case in log.cases:
        for leniency in case.leniencies:
            if leniency.data["清单"] == ListKind.NO_PENALTY and not _educates(case):
                message = "不予行政处罚，却没有对当事人进行教育的措施"
                advice = "请补登说服教育、行政告诫等措施和记录；没有教育的，请补做（行政处罚法第三十三条第三款）"
                yield Fault(leniency.at("清单"), message, advice)
                break


_EDUCATING: Final = frozenset(
    (
        Method.PERSUASION,
        Method.EXHORTATION,
        Method.GUIDANCE,
        Method.ADVICE,
        Method.REMINDER,
        Method.INTERVIEW,
        Method.ADMONITION,
    )
)
"""Methods that annex 6 describes as explaining law or telling how to act rightly."""
_EDUCATING_WORDS: Final = Rare("教育|宣传|宣讲|普法|警示|培训|学习|告诫")


def _educates(case: Case) -> bool:
    """Whether a measure educates, or a notice that would record one: whether it is recorded RX105 and RX404 tell."""
    measures = case.data.get("措施") or ()
    if any(row["方式"] in _EDUCATING for row in measures):
        return True
    if any(document.kind.method in _EDUCATING for document in case.documents):
        return True
    others = (row.get("内容") or "" for row in measures if row["方式"] == Method.OTHER)
    return any(_EDUCATING_WORDS.search(text) for text in others)


@rule("RX403")
def dates_out_of_order(log: CaseLog, _: Repository) -> Faults:
    """文书里的期限不早于文书，联系不晚于约谈，回访不早于决定。

    理由：期限已经过去才送达的告诫、已经过了时间的约谈，当事人无法照办；这样的文书没有效果，多半是日期写错。送达晚于期限、
    回访早于决定的是警告。决定早于改正期限的不报：告诫书送达当日决定不予处罚，期限内改正，是常见做法。
    依据：方案附件6“行政约谈”“行政告诫”“行政回访”（在做出行政决定后……跟踪回访）；附件7的文书范本。
    改法：核对两个日期；期限确实已过的，重新指定期限并另行送达。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 行政告诫, 记录: [明交告〔2021〕1号]}]
            文书: [{种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12, 填写: {改正期限: 2021-10-02}}]
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 行政告诫, 记录: [明交告〔2021〕1号]}]
            文书: [{种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12, 填写: {改正期限: 2021-10-22}}]
    """
    for case in log.cases:
        for document in case.documents:
            if document.data.get("填写"):
                yield from _deadlines(document)
        if case.leniencies:
            yield from _early_visits(case)


_LIMITS: Final = ("改正期限", "约谈时间", "联系期限")


def _deadlines(document: Document) -> Iterator[Fault]:
    """Times in a document that lie before it, before its service, or after what they should precede."""
    fields = document.fields
    for name in _LIMITS:
        limit = fields.get(name) or ""
        place = document.at("填写", name)
        if limit and limit[:10] < document.date:
            yield Fault(place, f"{name} {limit} 早于文书日期 {document.date}", "请核对两个日期")
        elif limit and document.service and limit[:10] < document.service.date:
            message = f"文书 {document.service.date} 才送达，{name} {limit} 已经过去"
            yield Fault(place, message, "请核对日期；期限确实已过的，请重新指定期限并另行送达", Level.WARNING)
    contact, meeting = fields.get("联系期限") or "", fields.get("约谈时间") or ""
    if contact and meeting and contact > meeting:
        message = f"联系期限 {contact} 晚于约谈时间 {meeting}"
        yield Fault(document.at("填写", "联系期限"), message, "联系期限应在约谈之前，请核对两个时间")


def _early_visits(case: Case) -> Iterator[Fault]:
    """Visits dated before the first decision of the case they belong to."""
    decided = min(case.date_of(one) for one in case.leniencies)
    for document in case.documents:
        if document.date >= decided or document.kind is not DocumentKind.FOLLOW_UP_FORM:
            continue
        about = document.fields.get("案件编号") or case.number
        if number(about) == number(case.number):
            yield _early(document.at("日期"), document.date, decided)
    for measure in case.measures:
        day = case.date_of(measure)
        if day < decided and measure.method is Method.FOLLOW_UP and not case.document_numbers & {*measure.records}:
            yield _early(measure.at("日期"), day, decided)


def _early(place: Place, day: str, decided: str) -> Fault:
    message = f"回访日期 {day} 早于处理日期 {decided}"
    return Fault(place, message, "回访在作出决定之后进行，请核对两个日期", Level.WARNING)


@rule("RX404", Level.WARNING)
def document_without_measure(log: CaseLog, _: Repository) -> Faults:
    """每份文书都要有以它为记录的措施，措施的方式要与文书的种类一致。

    理由：统计报表按“措施”计数：制作了告诫书而没有登记行政告诫，这一件就漏报；登记成别的方式，就报错了栏目。
    说服教育、劝导示范、行政和解等没有专门文书的方式，可以用任何文书作记录。
    依据：方案附件5及其填表说明1、附件6、附件7。
    改法：补登措施，在“记录”里写文号；方式与文书不一致的，改成文书所记录的方式。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            文书: [{种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12}]
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 行政告诫, 记录: [明交告〔2021〕1号]}]
            文书: [{种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12}]
    """
    for case in log.cases:
        if case.documents:
            yield from _unmatched(case)


def _unmatched(case: Case) -> Iterator[Fault]:
    """Documents that no measure of their method rests on, and measures that rest on documents of other methods."""
    kinds = {document.number: document.kind for document in case.documents}
    matched: set[str] = set()
    for measure in case.measures:
        recorded = {kinds[text].method: text for text in measure.records if text in kinds}
        if measure.method in recorded or measure.method not in _DOCUMENTED:
            matched.update(text for text in measure.records if text in kinds and kinds[text].method is measure.method)
        elif recorded and kinds.keys() >= set(measure.records):
            other = next(iter(recorded))
            message = f"方式是{measure.method}，记录“{recorded[other]}”却是{kinds[recorded[other]]}"
            yield Fault(measure.at("方式"), message, f"请改成“{other}”，或者改写所依据的文书")
            matched.update(measure.records)
    for document in case.documents:
        if document.number not in matched:
            method = document.kind.method
            message = f"{document.kind}“{document.number}”没有对应的措施，不会计入“{method}”"
            yield Fault(document.at("文号"), message, f"请在“措施”里登记{method}，“记录”里写这个文号")


_DOCUMENTED: Final = frozenset(kind.method for kind in DocumentKind)
"""Methods with a document of their own in annex 7."""
