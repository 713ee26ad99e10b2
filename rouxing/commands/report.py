"""`rouxing report`: annex 5 for a year, a quarter or a month."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from rouxing.commands._compiling import Asked, Compiled, compiled
from rouxing.commands._figures import bars, table
from rouxing.commands._repository import RepositoryOption, find_root, warn
from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import terminal_width, wrapped
from rouxing.errors import NotFound
from rouxing.files.write import write_all, write_file
from rouxing.reports import Report, report_format
from rouxing.reports._kept import rendered
from rouxing.statistics import Figures, Period
from rouxing.terms import AGENCY_FILE, CASES_FOLDER, CHECKLISTS_FOLDER, OUTPUT_FOLDER, SETTINGS_FILE

app = command_app()

_TOLD: Final = 20
"""Uncounted acts named on the terminal; the report itself names all."""


@app.command(cls=Command)
def report(  # noqa: PLR0913, PLR0917 - one parameter for each option
    year: Annotated[int, typer.Argument(metavar="年度", min=1, max=9999, help="统计年度，例如 2021")],
    month: Annotated[int | None, typer.Option("--month", metavar="月", min=1, max=12, help="只统计这一个月")] = None,
    quarter: Annotated[
        int | None, typer.Option("--quarter", metavar="季", min=1, max=4, help="只统计这一个季度（1–4）")
    ] = None,
    agency: Annotated[
        list[str] | None, typer.Option("--agency", metavar="单位", help="只统计这个单位（短名、简称或全称），可重复")
    ] = None,
    rev: Annotated[
        str,
        typer.Option("--rev", metavar="版本", help="统计 git 中的这个版本（提交编号、标签、分支），不写就统计当前文件"),
    ] = "",
    format_: Annotated[str, typer.Option("--format", metavar="格式", help="xlsx、docx、html、json 或 csv")] = "xlsx",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="文件", help="写到这里；不写时 xlsx、docx、html 写入 out/，json 和 csv 直接输出"),
    ] = None,
    date: Annotated[str, typer.Option("--date", metavar="日期", help="填报时间，例如 2022-01-15；不写就留空手填")] = "",
    reconcile: Annotated[
        bool, typer.Option("--reconcile", help="核对：各月与全年、重复适用、没有用到的事项；结果也写进报表")
    ] = False,
    against: Annotated[
        str,
        typer.Option("--against", metavar="报表或版本", help="与报出的 xlsx、json 报表（或 git 版本）逐格比较"),
    ] = "",
    charts: Annotated[
        Path | None, typer.Option("--charts", metavar="文件夹", help="另存图表：按清单、方式、月份、单位（SVG、PNG）")
    ] = None,
    repository: RepositoryOption = None,
) -> None:
    """报表：按方案附件5 统计一年、一季或一个月的柔性执法数量，每个单位一行，并有合计。

    没有文字记录的行为不计入，逐项列出原因。案件文件都能读取、核对没有须处理的问题时退出码为 0，否则为 1，无法统计为 2。
    """
    if month is not None and quarter is not None:
        raise NotFound("--month 和 --quarter 只能写一个")
    chosen = report_format(format_)
    root = find_root(repository)
    asked = Asked(Period(year, month, quarter), agency or (), rev, reconcile, against)
    day = _day(date)
    with compiled(root, asked) as found:
        counted = replace(found.figures, date=day)
        suffix = _suffix(counted, agencies=bool(agency), revision=bool(rev))
        content = rendered(chosen, counted, found.evidence, found.cache)
        _hand_over(root, counted, chosen, content, out, suffix)
    if charts is not None:
        _write_charts(counted, charts)
    raise typer.Exit(int(_tell(found, counted)))


def _day(text: str) -> str:
    try:
        return text and datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotFound(f"--date 的值 {text} 不是日期；请写成 2022-01-15 的样子") from None


def _hand_over(root: Path, counted: Figures, chosen: Report, content: bytes, out: Path | None, suffix: str) -> None:
    if out is None and not chosen.to_file:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    name = f"{counted.title}{suffix}.{chosen.key}"
    if out is None:
        written = write_file(root, f"{OUTPUT_FOLDER}/{name}", content)
    else:
        target = (out / name if out.is_dir() else out).absolute()
        written = write_file(target.parent, target.name, content)
    columns = terminal_width()
    print(f"{counted.title}（填报单位：{counted.reporter}）", "", *table(counted, columns), "", sep="\n")
    chart = bars(counted, columns)
    if chart:
        print(*chart, "", sep="\n")
    print(*wrapped(counted.addressees, columns), sep="\n")
    print(f"已写入 {_shown(written)}")


def _write_charts(counted: Figures, folder: Path) -> None:
    """The charts as SVG, and as PNG where resvg is installed."""
    from rouxing.reports._pictures import pictures

    files, complete = pictures(counted)
    for path in write_all(folder.absolute(), files):
        print(f"已写入 {_shown(path)}", file=sys.stderr)
    if not complete:
        warn(["没有安装 resvg-py，只写了 SVG；要 PNG，请运行 pip install resvg-py，或者用浏览器打开 SVG 另存"])


def _suffix(counted: Figures, *, agencies: bool, revision: bool) -> str:
    """What tells a narrower report's file from the county's of today: its agencies, its version."""
    names = [row.short_name.replace("/", "／").replace("\\", "＼") for row in counted.rows]
    parts = ["、".join(names[:3]) + (f"等{len(names)}个单位" if names[3:] else "")] if agencies else []
    parts += [f"版本{counted.revision[:7]}"] if revision and counted.revision else []
    return f"（{'，'.join(parts)}）" if parts else ""


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _tell(found: Compiled, counted: Figures) -> bool:
    """Say on stderr what the report lacks; True when somebody must act."""
    strangers = [row.agency_id for row in counted.rows if row.agency_id not in found.repository.agencies]
    unsound = [one.path for one in found.unsound if one.path == SETTINGS_FILE or one.path.endswith(f"/{AGENCY_FILE}")]
    names = dict.fromkeys(unsound)
    warn(f"注意：{path} 没有通过校验，报表中的名称可能不全；请先运行 rouxing check" for path in names)
    told = [f"  {one.case or '—'} {one.sentence}" for one in counted.uncounted]
    _tell_some(f"未计入 {len(told)} 项：", told, "未计入")
    warn(
        f"注意：{CASES_FOLDER}/{one}/ 的案件已计入，但没有可用的 {CHECKLISTS_FOLDER}/{one}/{AGENCY_FILE}，单位名称未知"
        for one in strangers
    )
    for check in counted.checks or ():
        found_there = f"发现 {len(check.lines)} 条。{check.meaning}" if check.lines else "没有发现。"
        _tell_some(f"核对　{check.title}：{found_there}", [f"  {line}" for line in check.lines], "核对", always=True)
    wrong = any(check.wrong for check in counted.checks or ())
    return bool(names or strangers or wrong) or any(one.case is None for one in counted.uncounted)


def _tell_some(head: str, lines: Sequence[str], sheet: str, *, always: bool = False) -> None:
    if lines or always:
        warn([head, *lines[:_TOLD]])
    if len(lines) > _TOLD:
        warn([f"  ……另有 {len(lines) - _TOLD} 项，见报表中的“{sheet}”"])
