"""RX102, RX103, RX116, RX117: numbers and parties compared across all case logs of an agency."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from rouxing.diagnostics import Fault, Faults, Place
from rouxing.model import Repository
from rouxing.model.ledger import SERIES, Entry, Ledger
from rouxing.rules import rule
from rouxing.terms import Level, ListKind


@rule("RX102")
def case_number_used_twice(ledger: Ledger, _: Repository) -> Faults:
    """同一单位的案号只能使用一次。

    理由：案号是案件的唯一标识，回访、统计、文书都用它查找案件。
    依据：方案“建立月报、年报制度”；行政处罚法第四十七条（全过程记录归档）。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2021〕1号, 日期: 2021-10-12, 案由: 未携带车辆营运证}
          - {案号: 明交柔〔2021〕1号, 日期: 2021-10-13, 案由: 未携带从业资格证}
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2021〕1号, 日期: 2021-10-12, 案由: 未携带车辆营运证}
          - {案号: 明交柔〔2021〕2号, 日期: 2021-10-13, 案由: 未携带从业资格证}
    """
    for first, entry in _repeated(ledger.case_numbers()):
        message = f"案号“{entry.text}”重复，{_elsewhere(first, entry)}已经使用"
        yield Fault(entry.place, message, "请改用下一个没有用过的案号；合并分支造成的用 rouxing doc renumber")


@rule("RX103")
def document_number_used_twice(ledger: Ledger, _: Repository) -> Faults:
    """同一单位的文号只能使用一次。

    理由：两份文书同一个文号，送达回证和归档就无法对应。
    依据：方案附件7“编号”；文号按机关、文种、年份编排。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 行政告诫, 记录: [明交告〔2021〕1号]}]
            文书:
              - {种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12}
              - {种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12}
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 行政告诫, 记录: [明交告〔2021〕1号, 明交告〔2021〕2号]}]
            文书:
              - {种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12}
              - {种类: 行政告诫书, 文号: 明交告〔2021〕2号, 日期: 2021-10-12}
    """
    for first, entry in _repeated(ledger.document_numbers()):
        message = f"文号“{entry.text}”重复，{_elsewhere(first, entry)}已经使用"
        yield Fault(entry.place, message, "请改用该文种下一个没有用过的文号；合并分支造成的用 rouxing doc renumber")


@rule("RX116", Level.WARNING)
def number_skipped(ledger: Ledger, _: Repository) -> Faults:
    """同一年度的案号、文号应当连续，中间不空号。

    理由：空号说明有案件或文书没有登记，或者已经作废而没有说明。
    依据：方案附件7“编号”；编号按机关、文种、年度从小到大编排。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2021〕1号, 日期: 2021-10-12, 案由: 未携带车辆营运证}
          - {案号: 明交柔〔2021〕3号, 日期: 2021-10-13, 案由: 未携带从业资格证}
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2021〕1号, 日期: 2021-10-12, 案由: 未携带车辆营运证}
          - {案号: 明交柔〔2021〕2号, 日期: 2021-10-13, 案由: 未携带从业资格证}
    """
    for entries in (ledger.case_numbers(), ledger.document_numbers()):
        complete = (entry for entry in entries if entry.agency_id not in ledger.incomplete)
        for series, first, last, place in _gaps(complete):
            skipped = f"{first}号" if first == last else f"{first}号至{last}号"
            yield Fault(place, f"{series}缺 {skipped}", "请补登缺号的案件或文书；已经作废的，请在备注里说明后改正编号")


@rule("RX117", Level.WARNING)
def party_treated_twice(ledger: Ledger, repository: Repository) -> Faults:
    """以“初次违法”为条件的事项，对同一当事人只能适用一次。

    理由：初次违法且危害后果轻微并及时改正的，可以不予行政处罚；第二次就不再是初次。
    依据：行政处罚法第三十三条第一款。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            当事人: {名称: 明溪县某运输有限公司, 类型: 企业, 统一社会信用代码: 91350421MA00000152}
            处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1]}]
            措施: [{方式: 说服教育, 记录: [档案：2021-1]}]
          - 案号: 明交柔〔2021〕2号
            日期: 2021-10-20
            案由: 未携带车辆营运证
            当事人: {名称: 明溪县某运输有限公司, 类型: 企业, 统一社会信用代码: 91350421MA00000152}
            处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-2]}]
            措施: [{方式: 说服教育, 记录: [档案：2021-1]}]
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            当事人: {名称: 明溪县某运输有限公司, 类型: 企业, 统一社会信用代码: 91350421MA00000152}
            处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1]}]
            措施: [{方式: 说服教育, 记录: [档案：2021-1]}]
    """
    first: dict[tuple[str, str, str], Entry] = {}
    for entry in ledger.items():
        earlier = first.setdefault((entry.agency_id, entry.case.party, entry.text), entry)
        again = earlier is not entry and earlier.case.number != entry.case.number
        if again and _for_first_offenders(repository, entry):
            message = f"同一当事人已在 {earlier.case.number}（{earlier.case.date}）适用过本事项，不再是初次违法"
            yield Fault(entry.place, message, "请核对当事人和事项；确属第二次违法的，不能适用本事项")


def _for_first_offenders(repository: Repository, entry: Entry) -> bool:
    kind, code = entry.text.split("/", 1)
    item = repository.item(entry.agency_id, ListKind(kind), code)
    return item is not None and item.for_first_offenders


def _gaps(entries: Iterable[Entry]) -> Iterator[tuple[str, int, int, Place]]:
    """Series, first and last number missing inside it, and the place of the number after the gap."""
    series: dict[tuple[str, str], dict[int, Place]] = {}
    for entry in entries:
        parts = SERIES.fullmatch(entry.text)
        if parts:
            series.setdefault((entry.agency_id, parts[1]), {}).setdefault(int(parts[2]), entry.place)
    for (_agency, name), places in series.items():
        numbers = sorted(places)
        for earlier, later in pairwise(numbers):
            if later > earlier + 1:
                yield name, earlier + 1, later - 1, places[later]


def _repeated(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """First and present entry of every text that came before in the same agency."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        earlier = first.setdefault((entry.agency_id, entry.text), entry)
        if earlier is not entry:
            yield earlier, entry


def _elsewhere(first: Entry, entry: Entry) -> str:
    return "本文件前面" if first.place.path == entry.place.path else first.place.path
