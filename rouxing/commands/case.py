"""`rouxing case`: cases are added; other files hold what else is done with them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rouxing.commands import _case_import, _case_list, _case_show
from rouxing.commands._asking import today
from rouxing.commands._case_draft import (
    NO_OPTIONS,
    CaseOptions,
    PartyOptions,
    from_json,
    from_options,
)
from rouxing.commands._case_guided import guided
from rouxing.commands._case_writing import register
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command, command_app
from rouxing.documents import Notice, filled
from rouxing.errors import NotFound, Refused
from rouxing.load import open_repository
from rouxing.model import Agency, Case

app = command_app("案件：登记、查看、挑选案件；台账导入导出。")
for _part in (_case_list, _case_show, _case_import):
    _part.register(app)


Cause = Annotated[str, typer.Option("--cause", metavar="案由", help="案由（必填）")]
Date = Annotated[str, typer.Option("--date", metavar="日期", help="案件日期，例如 2021-10-12；默认今天")]
Facts = Annotated[str, typer.Option("--facts", metavar="事实", help="查明的事实")]
PartyName = Annotated[str, typer.Option("--party-name", metavar="名称", help="当事人的名称或姓名")]
Kind = Annotated[str, typer.Option("--party-kind", metavar="类型", help="自然人、个体工商户、企业或其他组织")]
Code = Annotated[str, typer.Option("--party-code", metavar="号码", help="统一社会信用代码；自然人写身份证号")]
Head = Annotated[str, typer.Option("--party-head", metavar="姓名", help="当事人的负责人")]
Phone = Annotated[str, typer.Option("--party-phone", metavar="电话", help="当事人的联系电话")]
Address = Annotated[str, typer.Option("--party-address", metavar="地址", help="当事人的地址")]
Items = Annotated[
    list[str] | None,
    typer.Option("--item", metavar="清单:编码", help="适用的清单事项，例如 不予行政处罚:350421-JT-001；可重复"),
]
Measures = Annotated[
    list[str] | None,
    typer.Option("--measure", metavar="方式[=数量]", help="采用的方式，例如 行政指导=12；有对应文书的不用写；可重复"),
]
Documents = Annotated[
    list[str] | None, typer.Option("--document", metavar="种类", help="制作的文书，例如 行政告诫书；可重复")
]
Fills = Annotated[
    list[str] | None,
    typer.Option("--fill", metavar="名称=内容", help="文书要填的内容，例如 改正期限=2021-10-20；可重复"),
]
Records = Annotated[
    list[str] | None,
    typer.Option("--record", metavar="记录", help="文字记录：档案：编号，或 records/ 下的文件；可重复"),
]
Json = Annotated[
    str, typer.Option("--json", metavar="文件", help="整件案件的 JSON，- 表示从标准输入读；不与以上选项同用")
]


@app.command(cls=Command)
def add(  # noqa: PLR0913 - what a case may say
    agency: Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称；在终端里不写就逐项询问")] = "",
    *,
    cause: Cause = "",
    date: Date = "",
    facts: Facts = "",
    party_name: PartyName = "",
    party_kind: Kind = "",
    party_code: Code = "",
    party_head: Head = "",
    party_phone: Phone = "",
    party_address: Address = "",
    item: Items = None,
    measure: Measures = None,
    document: Documents = None,
    fill: Fills = None,
    record: Records = None,
    json_: Json = "",
    repository: RepositoryOption = None,
) -> None:
    """登记一件案件，写成一个新文件；案号、文号用本单位本年度的下一个号。

    在终端里不写选项，就一项一项地问，答一项检查一项；中途停下也不会丢，下次运行接着填。

    有对应文书的措施，以文书为记录；没有的，以 --record 为记录。处理以 --record 为记录，没写就以本案文书为记录。
    写入之前先检查：有错误就什么也不写，退出码为 1。
    """
    party = PartyOptions(party_name, party_kind, party_code, party_head, party_phone, party_address)
    options = CaseOptions(
        cause, date, facts, party, item or (), measure or (), document or (), fill or (), record or ()
    )
    if json_ and options != NO_OPTIONS:
        raise Refused("--json 不能与案件内容的选项同用；请把内容写进 JSON")
    tree = open_tree(repository)
    if not json_ and options == NO_OPTIONS and sys.stdin.isatty():
        _tell(*guided(tree, agency))
        return
    if not agency:
        raise Refused("缺少单位：写短名、简称或全称")
    opened, _ = open_repository(tree)
    owner = opened.agency(agency)
    if not json_ and not cause.strip():
        raise Refused("缺少 --cause（案由）；不写任何选项，在终端里运行就逐项询问")
    draft = from_json(_content(json_)) if json_ else from_options(opened, owner.id, options, today().isoformat())
    _tell(owner, register(tree, owner, draft, options.records))


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError:
        raise NotFound(f"读不了 {name}；请看文件在不在，从标准输入读就写 --json -") from None


def _tell(agency: Agency, case: Case) -> None:
    """What was written, what the documents still lack, and how to print them."""
    print(f"已写入 {case.path}")
    print(f"案号：{case.number}")
    if case.date > today().isoformat():
        warn([f"注意：日期 {case.date} 还没有到；请核对"])
    for document in case.documents:
        print(f"文书：{document.kind} {document.number}")
        faults = filled(Notice(agency, case, document)).faults
        warn(f"注意：{fault.message}；打印之前{fault.advice}" for fault in faults)
    if case.documents:
        print(f"打印文书：rouxing doc gen {case.number}")
