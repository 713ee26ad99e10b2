"""`rouxing report`: annex 5 for a year, a quarter or a month."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from rouxing.commands._compiling import Asked, Compiled, compiled
from rouxing.commands._figures import bars, table
from rouxing.commands._output import print_bytes, shown_path, target_of
from rouxing.commands._repository import RepositoryOption, find_root, warn
from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import terminal_width, wrapped
from rouxing.errors import NotFound
from rouxing.files.write import write_everywhere
from rouxing.reports import Report, report_format
from rouxing.reports._kept import rendered
from rouxing.statistics import Figures, Period
from rouxing.terms import AGENCY_FILE, CASES_FOLDER, CHECKLISTS_FOLDER, SETTINGS_FILE

app = command_app()

_USUAL: Final = "xlsx"
_LONGEST: Final = 8
"""Characters of an agency in a file's name, which must have room for three of them and the version."""
_TOLD: Final = 20
"""Uncounted acts named on the terminal; the report itself names all."""


Year = Annotated[int, typer.Argument(metavar="年度", min=1, max=9999, help="统计年度，例如 2021")]
Month = Annotated[int | None, typer.Option("--month", metavar="月", min=1, max=12, help="只统计这一个月")]
Quarter = Annotated[int | None, typer.Option("--quarter", metavar="季", min=1, max=4, help="只统计这一个季度（1–4）")]
Agencies = Annotated[
    list[str] | None, typer.Option("--agency", metavar="单位", help="只统计这个单位（短名、简称或全称），可重复")
]
_REV: Final = "统计 git 中的这个版本（提交编号、标签、分支），不写就统计当前文件"
Revision = Annotated[str, typer.Option("--rev", metavar="版本", help=_REV)]
_FORMAT: Final = "xlsx、docx、html、json 或 csv；不写就看 --out 的后缀，默认 xlsx"
Format = Annotated[str, typer.Option("--format", metavar="格式", help=_FORMAT)]
_OUT: Final = "写到这个文件或文件夹；不写时 xlsx、docx、html 写入 out/，json 和 csv 直接输出"
Out = Annotated[Path | None, typer.Option("--out", metavar="文件", help=_OUT)]
Date = Annotated[str, typer.Option("--date", metavar="日期", help="填报时间，例如 2022-01-15；不写就留空手填")]
_RECONCILE: Final = "核对：各月与全年、重复适用、没有用到的事项；结果也写进报表"
Reconcile = Annotated[bool, typer.Option("--reconcile", help=_RECONCILE)]
_AGAINST: Final = "与报出的 xlsx、json 报表（或 git 版本）逐格比较"
Against = Annotated[str, typer.Option("--against", metavar="报表或版本", help=_AGAINST)]
_CHARTS: Final = "另存图表：按清单、方式、月份、单位（SVG、PNG）"
Charts = Annotated[Path | None, typer.Option("--charts", metavar="文件夹", help=_CHARTS)]


@app.command(cls=Command)
def report(  # noqa: PLR0913 - one parameter for each option
    year: Year,
    *,
    month: Month = None,
    quarter: Quarter = None,
    agency: Agencies = None,
    rev: Revision = "",
    format_: Format = "",
    out: Out = None,
    date: Date = "",
    reconcile: Reconcile = False,
    against: Against = "",
    charts: Charts = None,
    repository: RepositoryOption = None,
) -> None:
    """报表：按方案附件5 统计一年、一季或一个月的柔性执法数量，每个单位一行，并有合计。

    没有文字记录的行为不计入，逐项列出原因。案件文件都能读取、核对没有须处理的问题时退出码为 0，否则为 1，
    无法统计为 2。全年没有案件的，各栏写 0，退出码为 1。
    """
    if month is not None and quarter is not None:
        raise NotFound("--month 和 --quarter 只能写一个")
    chosen = _chosen(format_, out)
    root = find_root(repository)
    asked = Asked(Period(year, month, quarter), agency or (), rev, reconcile, against)
    day = _day(date)
    with compiled(root, asked) as found:
        counted = replace(found.figures, date=day)
        content = rendered(chosen, counted, found.evidence, found.cache)
    name = f"{counted.title}{_suffix(counted, agencies=bool(agency), revision=bool(rev))}.{chosen.key}"
    place = target_of(root, name, out) if chosen.to_file or out else None
    _hand_over(counted, content, place, charts)
    raise typer.Exit(int(_tell(found, counted)))


def _chosen(key: str, out: Path | None) -> Report:
    """The format asked for, or the one that the file's name tells. Raises NotFound."""
    suffix = out.suffix.lower().removeprefix(".") if out is not None and not out.is_dir() else ""
    return report_format(key or suffix or _USUAL)


def _day(text: str) -> str:
    try:
        return text and datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotFound(f"--date 的值 {text} 不是日期；请写成 2022-01-15 的样子") from None


def _hand_over(counted: Figures, content: bytes, place: tuple[Path, str] | None, charts: Path | None) -> None:
    """Write the report and its charts, all or none; a report without a place goes to stdout."""
    files = [(*place, content)] if place else []
    drawn, complete = _drawn(counted, charts) if charts else ([], True)
    written = write_everywhere([*files, *drawn])
    if place is None:
        print_bytes(content)
    else:
        _show(counted)
        print(f"已写入 {shown_path(written[0])}")
    warn(f"已写入 {shown_path(path)}" for path in written[len(files) :])
    if not complete:
        warn(["没有安装 resvg-py，只写了 SVG；要 PNG，请运行 pip install resvg-py，或者用浏览器打开 SVG 另存"])


def _drawn(counted: Figures, folder: Path) -> tuple[list[tuple[Path, str, bytes]], bool]:
    """The charts as SVG, and as PNG where resvg is installed: files, and whether all are there."""
    from rouxing.reports._pictures import pictures

    files, complete = pictures(counted)
    return [(folder.absolute(), name, content) for name, content in files], complete


def _show(counted: Figures) -> None:
    """The figures, a small chart and whom they go to, on the terminal."""
    columns = terminal_width()
    print(f"{counted.title}（填报单位：{counted.reporter}）", "", *table(counted, columns), "", sep="\n")
    chart = bars(counted, columns)
    if chart:
        print(*chart, "", sep="\n")
    print(*wrapped(counted.addressees, columns), sep="\n")


def _suffix(counted: Figures, *, agencies: bool, revision: bool) -> str:
    """What tells a narrower report's file from the county's of today: its agencies, its version."""
    names = [row.short_name[:_LONGEST] for row in counted.rows]
    parts = ["、".join(names[:3]) + (f"等{len(names)}个单位" if names[3:] else "")] if agencies else []
    parts += [f"版本{counted.revision[:7]}"] if revision and counted.revision else []
    return f"（{'，'.join(parts)}）" if parts else ""


def _tell(found: Compiled, counted: Figures) -> bool:
    """Say on stderr what the report lacks; True when somebody must act."""
    strangers = [row.agency_id for row in counted.rows if row.agency_id not in found.repository.agencies]
    unsound = [one.path for one in found.unsound if one.path == SETTINGS_FILE or one.path.endswith(f"/{AGENCY_FILE}")]
    names = dict.fromkeys(unsound)
    warn(f"注意：{path} 没有通过校验，报表中的名称可能不全；请先运行 rouxing check" for path in names)
    told = [f"  {one.case or '—'} {one.sentence}" for one in counted.uncounted]
    _tell_some(f"未计入 {len(told)} 项：补上文字记录，或者改好文件，再编制一次就会计入", told, "未计入")
    warn(
        f"注意：{CASES_FOLDER}/{one}/ 的案件已计入，但没有可用的 {CHECKLISTS_FOLDER}/{one}/{AGENCY_FILE}，单位名称未知"
        for one in strangers
    )
    for check in counted.checks or ():
        found_there = f"发现 {len(check.lines)} 条。{check.meaning}" if check.lines else "没有发现。"
        _tell_some(f"核对　{check.title}：{found_there}", [f"  {line}" for line in check.lines], "核对", always=True)
    if found.is_empty:
        year = counted.period.year
        warn([f"注意：没有 {year} 年的案件记录，各栏都是 0（零报告）；有案件的，登记以后再编制一次"])
    wrong = any(check.wrong for check in counted.checks or ())
    return bool(names or strangers or wrong or found.is_empty) or any(one.case is None for one in counted.uncounted)


def _tell_some(head: str, lines: Sequence[str], sheet: str, *, always: bool = False) -> None:
    if lines or always:
        warn([*wrapped(head, terminal_width()), *lines[:_TOLD]])
    if len(lines) > _TOLD:
        warn([f"  ……另有 {len(lines) - _TOLD} 项，见报表中的“{sheet}”"])
