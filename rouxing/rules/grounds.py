"""RX305, RX306: whether an item stands on a ground of leniency, and on one that carries its list."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rouxing.diagnostics import Fault, Faults
from rouxing.model import Checklist, Item, Repository
from rouxing.rules import rule
from rouxing.rules._citing import Cited, all_cited
from rouxing.rules._staleness import stale
from rouxing.terms import Level, ListKind

if TYPE_CHECKING:
    from rouxing.law.grounds import Verdict
    from rouxing.law.resolution import Resolution


@rule("RX305")
def ground_of_another_list(checklist: Checklist, repository: Repository) -> Faults:
    """依据要能支持所在的清单。

    理由：行政处罚法第三十三条只支持不予处罚，第三十二条只支持从轻、减轻；行政强制法第五条、第十六条第二款支持不予强制；
    专门法律的从宽条款各有各的种类。所引条款都不支持本清单的，处理就没有依据。至少有一个条款支持的，不报。
    依据：行政处罚法第四条、第三十条至第三十三条；行政强制法第五条、第十六条第二款；优化营商环境条例第五十九条第一款。
    改法：改引支持本清单的条款，或者把事项移到相应的清单；依据表没有收录的专门条款，写进 laws/grounds.yaml。

    错误示例：
        # checklists/transport/mitigated-penalty.yaml
        清单: 减轻行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 主动消除违法行为危害后果的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/mitigated-penalty.yaml
        清单: 减轻行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 主动消除违法行为危害后果的
            依据: [《中华人民共和国行政处罚法》第三十二条第一项]
            监管措施: [说服教育]
    """
    for _, standing in _standings(checklist, repository):
        if standing.carried or standing.faulty:
            continue
        advice = _advice(checklist.kind, checklist.effective, repository)
        for one, answer, verdict in standing.refused:
            yield Fault(one.source.place, _refusal(answer, verdict, checklist.kind, repository), advice)
        if not standing.refused:
            for one, answer in standing.lacking_second:
                message = f"《{answer.name}》{answer.place}只说其他法律、法规、规章规定的情形，没有引用那个规定"
                advice = "请同时引用规定该情形的法律、法规、规章条款"
                # another provision is cited, which the table does not know: a penal one, as a rule
                level = Level.WARNING if standing.others else None
                yield Fault(one.source.place, message + _checked(answer), advice, level)


def _refusal(answer: "Resolution", verdict: "Verdict", kind: ListKind, repository: Repository) -> str:
    content = f"（{verdict.content}）" if verdict.content else ""
    message = f"《{answer.name}》{answer.place}{content}不支持{kind}{_checked(answer)}"
    return message + _later(answer, kind, repository)


def _later(answer: "Resolution", kind: ListKind, repository: Repository) -> str:
    """That the number is one of a later text, which was not in force yet; "" where it is not."""
    from rouxing.law.grounds import Answer
    from rouxing.law.resolution import day

    later = answer.law.later(answer.version) if answer.law and answer.version else ()
    for version in later:
        verdict = repository.library.judge(answer.name, answer.place, version.effective, kind)
        if verdict.answer is Answer.CARRIES:
            return f"；这是{day(version.effective)}才施行的文本的条号"
    return ""


def _checked(answer: "Resolution") -> str:
    from rouxing.law.resolution import day

    return f"（按{day(answer.date)}核对）"


_GENERAL = {
    ListKind.NO_PENALTY: ("行政处罚法",),
    ListKind.MITIGATED_PENALTY: ("行政处罚法",),
    ListKind.LIGHTER_PENALTY: ("行政处罚法",),
    ListKind.NO_COMPULSION: ("行政强制法", "优化营商环境条例"),
}
"""Where the general grounds of each list stand."""


def _advice(kind: ListKind, date: str, repository: Repository) -> str:
    """Which general provisions carry the list on that day."""
    grounds = repository.library.grounds
    listed = []
    for law in _GENERAL[kind]:
        rows = (row for row in grounds.carrying(law, date, kind) if not row.needs_second)
        places = dict.fromkeys(str(row.place) for row in rows)
        listed.append(f"{law}{'、'.join(places)}")
    return f"{kind}的一般依据有{'，'.join(listed)}；专门法律有从宽规定的引用该规定"


@rule("RX306")
def no_ground(checklist: Checklist, repository: Repository) -> Faults:
    """每个事项都要有从宽的依据，不能只有罚则、方案或者笼统的说法。

    理由：从宽处理也要于法有据；罚则只说怎样处罚，方案、意见、裁量基准是规章以下的文件，都不能单独作为从宽的依据。
    依据：方案“合法合理原则”（严格以法律法规规章的规定为依据）；行政处罚法第四条、第三十四条。
    改法：写明法律、法规、规章中的从宽条款；罚则可以移到“处罚依据”。依据表没有收录的从宽条款，写进 laws/grounds.yaml。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 公示牌缺失的
            情形: 当场改正的
            依据: [按有关规定执行]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 公示牌缺失的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    from rouxing.law.resolution import day

    for item, standing in _standings(checklist, repository):
        if standing.carried or standing.faulty or standing.refused or standing.undecided or standing.lacking_second:
            continue
        yield Fault(
            item.at("依据", 0) if item.grounds else item.at("依据"),
            f"没有{checklist.kind}的依据：{_what_there_is(standing, item)}（按{day(checklist.effective)}核对）",
            _advice(checklist.kind, checklist.effective, repository),
        )


def _what_there_is(standing: "_Standing", item: Item) -> str:
    if not item.grounds:
        return "“依据”是空的"
    if standing.others:
        _, answer = standing.others[0]
        return f"《{answer.name}》{answer.place or ''}不是从宽条款"
    if standing.papers:
        return f"《{standing.papers[0].citation.law.name}》是规章以下的文件，不能单独作为依据"
    return f"“{item.grounds[0][:30]}”没有写明哪部法哪一条"


class _Standing(NamedTuple):
    """What the citations under 依据 come to for one item."""

    carried: bool
    faulty: bool
    """Whether a citation is gone, old or absent: RX301, RX303 and RX304 speak of it, and it may have been meant."""
    undecided: bool
    """Whether a citation leads to a text that is not at hand."""
    refused: "tuple[tuple[Cited, Resolution, Verdict], ...]" = ()
    lacking_second: "tuple[tuple[Cited, Resolution], ...]" = ()
    others: "tuple[tuple[Cited, Resolution], ...]" = ()
    """Provisions that the table does not know: penal ones, as a rule."""
    papers: tuple[Cited, ...] = ()


def _standings(checklist: Checklist, repository: Repository) -> Sequence[tuple[Item, _Standing]]:
    """Every item with what its grounds come to."""

    def found() -> Sequence[tuple[Item, _Standing]]:
        by_item: dict[int, list[Cited]] = {}
        for one in all_cited(checklist, repository):
            if one.source.ground:
                by_item.setdefault(int(one.source.place.pointer[1]), []).append(one)
        rows = enumerate(checklist.items)
        return [(item, _standing(by_item.get(index, []), checklist, repository)) for index, item in rows]

    return repository.library.once(checklist, "grounds", found)


def _standing(found: Sequence[Cited], checklist: Checklist, repository: Repository) -> _Standing:
    from rouxing.law.grounds import Answer
    from rouxing.law.papers import is_paper

    papers = tuple(one for one in found if is_paper(one.citation.law) or _is_own_paper(one, repository))
    placed = [(one, answer) for one in found if one not in papers for answer in one.answers]
    judged = [(one, answer, _judged(answer, checklist.kind, repository)) for one, answer in placed if _is_open(answer)]
    by = {wanted: [row for row in judged if row[2].answer is wanted] for wanted in Answer}
    if by[Answer.CARRIES]:
        return _CARRIED  # as nearly all are: nothing else is asked
    unknown = tuple((one, answer) for one, answer, _ in by[Answer.UNKNOWN])
    with_second = tuple((one, answer) for one, answer, _ in by[Answer.CARRIES_WITH_SECOND])
    return _Standing(
        carried=bool(with_second) and any(not answer.found for _, answer in unknown),
        faulty=any(_is_faulty(one, answer, checklist, repository) for one, answer in placed),
        undecided=any(not answer.found for _, answer in unknown),
        refused=tuple(by[Answer.REFUSES]),
        lacking_second=with_second,
        others=tuple((one, answer) for one, answer in unknown if answer.found),
        papers=papers,
    )


_CARRIED = _Standing(carried=True, faulty=False, undecided=False)


def _judged(answer: "Resolution", kind: ListKind, repository: Repository) -> "Verdict":
    return repository.library.judge(answer.name, answer.place, answer.date, kind)


def _is_open(answer: "Resolution") -> bool:
    """Whether nothing stands against the place: it was found, or its text is not at hand (the table may know it)."""
    from rouxing.law.fitting import State

    return answer.found or answer.state in (State.LAW_NOT_IN_INDEX, State.TEXT_INCOMPLETE)


def _is_faulty(one: Cited, answer: "Resolution", checklist: Checklist, repository: Repository) -> bool:
    """Whether another rule has an error or a warning for this citation."""
    if not answer.found:
        return not _is_open(answer)
    verdict = stale(one, answer, checklist.kind, repository.library)
    return verdict is not None and bool(verdict.moves)


def _is_own_paper(one: Cited, repository: Repository) -> bool:
    return any(own.title == one.citation.law.name and own.level == "其他" for own in repository.library.laws)
