"""`rouxing case show`: one case with everything in it, when it happened, and what annex 5 counts of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

import typer

from rouxing.commands._case_list import Filed, filed, starred, states
from rouxing.commands._notices import spelling
from rouxing.commands._output import Format, print_json, print_lines
from rouxing.commands._repository import RepositoryOption, open_tree, warn_unsound
from rouxing.commands._surface import Command
from rouxing.commands._text import terminal_width, two_columns, wrapped
from rouxing.documents import Notice, filled
from rouxing.errors import NotFound
from rouxing.files.tree import Tree
from rouxing.law.identity import masked
from rouxing.load import open_repository
from rouxing.model import Case, CaseLog, Repository
from rouxing.statistics import Tally, booked
from rouxing.terms import REPORT_COLUMNS, unit


def register(app: typer.Typer) -> None:
    """Hang `show` into `rouxing case`."""
    app.command("show", cls=Command)(show)


def show(
    number: Annotated[str, typer.Argument(metavar="案号", help="完整的案号；[2021] 也可以")],
    agency: Annotated[str, typer.Option("--agency", metavar="单位", help="案号在几个单位都有时写明")] = "",
    full: Annotated[bool, typer.Option("--full", help="证件号码和手机号码不遮盖")] = False,
    format_: Annotated[Format, typer.Option("--format", help="文字或 JSON")] = Format.TEXT,
    repository: RepositoryOption = None,
) -> None:
    """看一件案件：当事人、经过、文书，计入附件5 的哪几栏，哪些没有计入、为什么。"""
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    found, lost = filed(opened, [opened.agency(agency)] if agency else None)
    warn_unsound(lost)
    one = _one(found, number)
    counted, _ = booked(tree, CaseLog({"案件": [one.case.data]}, one.case.path))
    if format_ is Format.JSON:
        data = _data(tree, one, counted)
        print_json(data if full else starred(data))
        return
    lines = _lines(opened, one, counted, terminal_width())
    print_lines(line if full else masked(line) for line in lines)


def _one(found: list[Filed], number: str) -> Filed:
    wanted = spelling(number)
    matches = [one for one in found if spelling(one.case.number) == wanted]
    if not matches:
        near = [one.case.number for one in found if wanted in spelling(one.case.number)][:5]
        hint = f"；相近的有：{'、'.join(near)}" if near else "；查案号用 rouxing case list"
        raise NotFound(f"没有案号为 {number} 的案件{hint}")
    if len(matches) > 1:
        places = "、".join(f"{one.agency.id}（{one.case.path}）" for one in matches)
        raise NotFound(
            f"案号 {number} 有 {len(matches)} 件：{places}；请用 --agency 写明单位，重复的案号用 rouxing check 查"
        )
    return matches[0]


class Event(NamedTuple):
    """Something that happened on a day."""

    date: str
    text: str


def timeline(case: Case) -> list[Event]:
    """What the case tells of, in the order of days; within a day in the order of the case."""
    events = [Event(case.date, f"案由：{case.cause}")]
    events += (Event(case.date_of(act), f"{act.kind}：{act.code}") for act in case.leniencies)
    for act in case.measures:
        amount = f" {act.quantity} {act.method.unit}" if act.quantity > 1 else ""
        events.append(Event(case.date_of(act), f"{act.method}{amount}"))
    for document in case.documents:
        events.append(Event(document.date, f"制作{document.kind} {document.number}"))
        if document.service:
            how = document.service.text("方式")
            events.append(Event(document.service.date, f"送达 {document.number}{f'（{how}）' if how else ''}"))
    return sorted(events, key=lambda one: one.date)


def _counts(counted: Tally) -> list[tuple[str, str, int]]:
    """Month, column and amount, by month and in the order of annex 5."""
    counts = counted.counts.items()
    found = [(key, column, amount) for (_, key, column), amount in counts if "-" in key and "Q" not in key]
    return sorted(found, key=lambda one: (one[0], REPORT_COLUMNS.index(one[1])))


def _lines(repository: Repository, one: Filed, counted: Tally, columns: int) -> Iterator[str]:
    case = one.case
    yield f"{case.number}  {case.date}  {one.agency.short_name}"
    yield from wrapped(case.cause, columns)
    facts = [(key, str(value)) for key, value in (case.data.get("当事人") or {}).items() if value]
    facts += [
        (key, str(case.data[key])) for key in ("事实", "违反应对措施", "不公开理由", "备注") if case.data.get(key)
    ]
    yield from two_columns(facts, columns)
    yield ""
    yield "经过"
    yield from two_columns([(event.date, event.text) for event in timeline(case)], columns)
    if case.documents:
        yield ""
        yield "文书"
        yield from two_columns(list(_documents(repository, one)), columns)
    yield ""
    yield "计入附件5"
    counts = _counts(counted)
    amounts = [(period, f"{column} {amount} {unit(column)}") for period, column, amount in counts]
    yield from two_columns(amounts or [("无", "没有一项计入")], columns)
    if counted.uncounted:
        yield ""
        yield "没有计入"
        yield from two_columns([(act.date, f"{act.column}：{act.reason}") for act in counted.uncounted], columns)
    yield ""
    state = "、".join(states(repository.tree, case))
    yield f"状态：{state}"
    yield f"文件：{case.path}"


def _documents(repository: Repository, one: Filed) -> Iterator[tuple[str, str]]:
    for document in one.case.documents:
        faults = filled(Notice(one.agency, one.case, document, repository.library)).faults
        lacks = "；".join(fault.message for fault in faults) or "可以打印"
        served = f"{document.service.date} 送达" if document.service else "还没有送达"
        yield document.number, f"{document.kind}，{served}，{lacks}"


def _data(tree: Tree, one: Filed, counted: Tally) -> dict[str, Any]:
    counts = [{"月份": month, "栏目": column, "数量": amount} for month, column, amount in _counts(counted)]
    missed = [{"日期": act.date, "栏目": act.column, "原因": act.reason} for act in counted.uncounted]
    return {
        "单位": one.agency.id,
        "文件": one.case.path,
        "状态": [each.value for each in states(tree, one.case)],
        "案件": dict(one.case.data),
        "经过": [{"日期": event.date, "事件": event.text} for event in timeline(one.case)],
        "计入": counts,
        "未计入": missed,
    }
