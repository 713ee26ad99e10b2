"""`rouxing doc list`: the register of documents, as a table, a sheet or data."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from rouxing.commands._asking import today
from rouxing.commands._notices import AgencyOption, Register, chosen_agencies, known_kinds, register
from rouxing.commands._output import OutOption, written
from rouxing.commands._past import iso_day
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._text import aligned, terminal_width
from rouxing.documents import REGISTER_COLUMNS, Entry, Standing, entry, register_row, register_sheet
from rouxing.errors import NotFound
from rouxing.load import open_repository
from rouxing.terms import DocumentKind
from rouxing.widths import width


class RegisterFormat(StrEnum):
    """Ways to give the register."""

    TEXT = "text"
    XLSX = "xlsx"
    JSON = "json"


_HEADS: Final = ("文号", "种类", "日期", "案号", "当事人", "状态")
_FILE: Final = "文书台账.xlsx"


def list_(  # noqa: PLR0913, PLR0917 - one parameter for each option
    agency: AgencyOption = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="种类", help="只要这一种文书，例如 行政告诫书，可重复")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", metavar="年度", min=1, max=9999, help="只要这一年的")] = None,
    month: Annotated[int | None, typer.Option("--month", metavar="月", min=1, max=12, help="只要这个月的")] = None,
    state: Annotated[
        list[str] | None, typer.Option("--state", metavar="状态", help=f"只要这样的：{'、'.join(Standing)}，可重复")
    ] = None,
    on: Annotated[str, typer.Option("--on", metavar="日期", help="按这一天判断是否逾期；默认今天")] = "",
    format_: Annotated[RegisterFormat, typer.Option("--format", help="表格、Excel 或 JSON")] = RegisterFormat.TEXT,
    out: OutOption = None,
    repository: RepositoryOption = None,
) -> None:
    """文书台账：每份文书是否送达，要求改正的是否逾期。

    逾期：告诫书已经送达，改正期限已过，而本案此后没有“处理”或行政回访。按单位、种类和文号排列。
    """
    kinds = _kinds(kind or [])
    states = _states(state or [])
    day = iso_day(on) if on else today().isoformat()
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    found = register(opened, chosen_agencies(opened, agency or []))
    period = re.compile(f"{'[0-9]{4}' if year is None else f'{year:04}'}-{'..' if month is None else f'{month:02}'}-")
    notices = [one for one in found.notices if one.document.kind in kinds and period.match(one.document.date)]
    entries = sorted((entry(one, day) for one in notices), key=_order)
    entries = [one for one in entries if one.standing in states]
    if format_ is RegisterFormat.JSON:
        print(json.dumps(_data(entries, day, found), ensure_ascii=False, indent=2))
    elif format_ is RegisterFormat.XLSX:
        print(f"已写入 {written(tree, _FILE, register_sheet(entries, day), out)}")
    else:
        _show(entries, day)
    warn(found.unread)
    raise typer.Exit(int(bool(found.unread)))


def _kinds(names: Sequence[str]) -> frozenset[DocumentKind]:
    documents, lists = known_kinds(names)
    if lists:
        raise NotFound(f"清单没有文号，不在文书台账里；文书有：{'、'.join(DocumentKind)}")
    return documents or frozenset(DocumentKind)


def _states(names: Sequence[str]) -> frozenset[Standing]:
    for name in names:
        if name not in tuple(Standing):
            raise NotFound(f"没有名为“{name}”的状态；有：{'、'.join(Standing)}")
    return frozenset(map(Standing, names)) or frozenset(Standing)


def _order(one: Entry) -> tuple[str, int, list[int], str]:
    """By agency, by kind as in annex 7, then by the figures of the number: 2号 before 10号."""
    agency, _, document, _ = one.notice
    figures = [int(n) for n in re.findall("[0-9]+", document.number)]
    return agency.id, tuple(DocumentKind).index(document.kind), figures, document.path


def _data(entries: Sequence[Entry], day: str, found: Register) -> dict[str, Any]:
    """The register under the keys of its columns; null where there is nothing to say."""
    names = [name for name, _ in REGISTER_COLUMNS[1:]]
    rows = [
        {
            **{name: cell or None for name, cell in zip(names, register_row(one), strict=True)},
            "文件": one.notice.document.path,
        }
        for one in entries
    ]
    counts = Counter(one.standing for one in entries)
    totals = {"文书": len(entries), **{standing.value: counts[standing] for standing in Standing}}
    return {"版本": 1, "日期": day, "统计": totals, "文书": rows, "未读": list(found.unread)}


def _show(entries: Sequence[Entry], day: str) -> None:
    for name in dict.fromkeys(one.notice.agency.name for one in entries):
        rows = [_row(one) for one in entries if one.notice.agency.name == name]
        print(f"{name}（{len(rows)} 份）", *_table([_HEADS, *rows]), "", sep="\n")
    counts = Counter(one.standing for one in entries)
    told = [f"{standing} {counts[standing]} 份" for standing in Standing if counts[standing]]
    print(f"截至 {day}，共 {len(entries)} 份文书{'：' if told else ''}{'，'.join(told)}")
    for one in entries:
        if one.standing is Standing.OVERDUE:
            number = one.notice.document.number
            warn([f"逾期：{number} 要求在 {one.deadline} 前改正，{one.notice.case.number} 此后没有处理或回访记录"])


def _row(one: Entry) -> tuple[str, ...]:
    _, case, document, _ = one.notice
    party, service = case.party, document.service
    served = f"{one.standing} {service.date} {service.text('方式')}".rstrip() if service else one.standing.value
    if one.standing in (Standing.OVERDUE, Standing.AWAITED):
        served = f"{one.standing}（{one.deadline}）"
    return document.number, document.kind.title, document.date, case.number, party.name if party else "—", served


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """One line for each document; on a terminal that is too narrow for it two, so that nothing breaks anywhere."""
    lines = list(aligned(rows))
    if not sys.stdout.isatty() or max(map(width, lines)) <= terminal_width():
        yield from lines
        return
    for upper, lower in zip(aligned([row[:3] for row in rows]), aligned([row[3:] for row in rows]), strict=True):
        yield upper
        yield f"    {lower}"
