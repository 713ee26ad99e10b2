"""RX1xx: the items that cases refer to: in the agency's list, and in force on the day of the case."""

from collections.abc import Iterator

from rouxing.diagnostics import Fault, Faults
from rouxing.model import Case, CaseLog, Checklist, Leniency, Repository
from rouxing.model.ledger import Ledger
from rouxing.rules import rule
from rouxing.terms import CHECKLISTS_FOLDER, Level, ListKind


def _leniencies(log: CaseLog, repository: Repository) -> Iterator[tuple[Case, Leniency, Checklist | None]]:
    """Every 处理 with the list it names as it stands now; none where the list's own finding, or RX109, speaks."""
    if log.agency_id not in repository.agencies:
        return
    sound = (kind for kind in ListKind if _path(log, kind) not in repository.unsound)
    lists = {kind.value: repository.checklist(log.agency_id, kind) for kind in sound}
    for case in log.cases:
        for leniency in case.leniencies:
            name = leniency.data["清单"]
            if name in lists:
                yield case, leniency, lists[name]


def _path(log: CaseLog, kind: ListKind) -> str:
    return f"{CHECKLISTS_FOLDER}/{log.agency_id}/{kind.file_name}"


def _holds(checklist: Checklist | None, code: str) -> bool:
    return checklist is not None and code in checklist.by_code


@rule("RX104")
def unknown_item(log: CaseLog, repository: Repository) -> Faults:
    """案件引用的事项必须在本单位的清单里。

    理由：柔性执法以清单为准，清单外的事项经评估纳入清单并备案后才能适用。
    依据：方案“组织实施”一段。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            处理: [{清单: 不予行政处罚, 编码: "JT-999", 记录: [档案：2021-1]}]
            措施: [{方式: 说服教育, 记录: [档案：2021-1]}]
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1]}]
            措施: [{方式: 说服教育, 记录: [档案：2021-1]}]
    """
    for case, leniency, now in _leniencies(log, repository):
        if _holds(now, leniency.code):
            continue
        then = repository.then(log.agency_id, leniency.kind, case.date_of(leniency))
        if not _holds(then.checklist, leniency.code):
            message = f"{leniency.kind}清单里没有编码“{leniency.code}”"
            yield Fault(leniency.at("编码"), message, f"请核对编码；清单在 {_path(log, leniency.kind)}")


@rule("RX118")
def item_not_in_force(log: CaseLog, repository: Repository) -> Faults:
    """案件适用的事项，在作出处理的那一天必须已经列入清单并施行。

    理由：清单自施行日期起适用，不能用后来才列入的事项处理以前的案件。清单调整过的，按 git 历史里当日施行的版本核对；
    没有历史（压缩包、浅克隆）时见 RX119。
    依据：方案“总结提升并长期坚持”一段（动态调整机制）。

    错误示例：
        # cases/transport/2021/09.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-09-10
            案由: 未携带车辆营运证
            处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1]}]
            措施: [{方式: 说服教育, 记录: [档案：2021-1]}]
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1]}]
            措施: [{方式: 说服教育, 记录: [档案：2021-1]}]
    """
    for case, leniency, now in _leniencies(log, repository):
        date = case.date_of(leniency)
        if now is None or now.effective <= date or leniency.code not in now.by_code:
            continue  # in force, or RX104 speaks
        then = repository.then(log.agency_id, leniency.kind, date)
        if then.known and not _holds(then.checklist, leniency.code):
            what = f"事项“{leniency.code}”在 {date} 还没有列入" if then.checklist else f"{date} 还没有施行的"
            message = f"{what}{leniency.kind}清单（现行第 {now.version} 版自 {now.effective} 起施行）"
            yield Fault(leniency.at("编码"), message, "请核对日期和编码；当日没有施行的事项不能适用")


@rule("RX119", Level.NOTE)
def past_unknown(ledger: Ledger, repository: Repository) -> Faults:
    """有案件早于现行清单时，要有清单的历史才能核对。

    理由：案件按当日施行的清单处理；清单调整过而没有 git 历史（压缩包、浅克隆）时，
    工具不知道当日的清单，不能说没有问题。
    依据：方案“总结提升并长期坚持”一段（动态调整机制）。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 2
        施行日期: 2021-11-15
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2021〕1号, 日期: 2021-10-12, 案由: 未携带车辆营运证,
             处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1]}],
             措施: [{方式: 说服教育, 记录: [档案：2021-1]}]}
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 2
        施行日期: 2021-11-15
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
        # cases/transport/2021/11.yaml
        案件:
          - {案号: 明交柔〔2021〕1号, 日期: 2021-11-16, 案由: 未携带车辆营运证,
             处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1]}],
             措施: [{方式: 说服教育, 记录: [档案：2021-1]}]}
    """
    for path in sorted(ledger.undecided & repository.checklists.keys()):
        yield _undecided(repository.checklists[path])


def _undecided(now: Checklist) -> Fault:
    said = f"有案件早于第 {now.version} 版的施行日期 {now.effective}，这里没有清单的历史，没有核对事项当日是否已经列入"
    return Fault(now.at("施行日期"), said, "请在有完整 git 历史的仓库里检查；浅克隆先运行 git fetch --unshallow")
