"""`rouxing report`: annex 5 for a year or a month."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from rouxing.commands._figures import table
from rouxing.commands._machine import opened_cache, processors
from rouxing.commands._repository import RepositoryOption, find_root, warn
from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import terminal_width
from rouxing.counting import tallied
from rouxing.diagnostics import Diagnostic
from rouxing.errors import NotFound
from rouxing.files.tree import FolderTree, Tree
from rouxing.files.write import write_file
from rouxing.load import open_repository
from rouxing.model import Agency, Repository
from rouxing.reports import Report, report_format
from rouxing.statistics import Figures, Period, figures, years
from rouxing.terms import AGENCY_FILE, CASES_FOLDER, CHECKLISTS_FOLDER, OUTPUT_FOLDER, SETTINGS_FILE

app = command_app()

_UNCOMMITTED: Final = "+未提交的改动"
"""After the commit's id where the files are no longer those of the commit."""
_TOLD: Final = 20
"""Uncounted acts named on the terminal; the report itself names all."""


@app.command(cls=Command)
def report(  # noqa: PLR0913, PLR0917 - one parameter for each option
    year: Annotated[int, typer.Argument(metavar="年度", min=1, max=9999, help="统计年度，例如 2021")],
    month: Annotated[int | None, typer.Option("--month", metavar="月", min=1, max=12, help="只统计这一个月")] = None,
    agency: Annotated[
        list[str] | None, typer.Option("--agency", metavar="单位", help="只统计这个单位（短名、简称或全称），可重复")
    ] = None,
    rev: Annotated[
        str,
        typer.Option("--rev", metavar="版本", help="统计 git 中的这个版本（提交编号、标签、分支），不写就统计当前文件"),
    ] = "",
    format_: Annotated[str, typer.Option("--format", metavar="格式", help="xlsx、json 或 csv")] = "xlsx",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="文件", help="写到这里；不写时 xlsx 写入 out/，json 和 csv 直接输出"),
    ] = None,
    date: Annotated[str, typer.Option("--date", metavar="日期", help="填报时间，例如 2022-01-15；不写就留空手填")] = "",
    repository: RepositoryOption = None,
) -> None:
    """报表：按方案附件5 统计一年或一个月的柔性执法数量，每个单位一行，并有合计。

    没有文字记录的行为不计入，逐项列出原因。案件文件都能读取时退出码为 0，有的不能读取为 1，无法统计为 2。
    """
    chosen = report_format(format_)
    root = find_root(repository)
    with _opened(root, rev) as (tree, revision):
        opened, found = open_repository(tree)
        counted = _count(root, opened, Period(year, month), [opened.agency(name) for name in agency or ()])
    counted = replace(counted, date=_day(date), revision=revision)
    suffix = _suffix(counted, agencies=bool(agency), revision=bool(rev))
    _hand_over(root, counted, chosen, out, suffix)
    incomplete = [_tell_unsound(found), _tell_uncounted(counted), _tell_strangers(opened, counted)]
    raise typer.Exit(int(any(incomplete)))


@contextmanager
def _opened(root: Path, rev: str) -> Iterator[tuple[Tree, str | None]]:
    """The files as they are now or in a commit, with the id of the commit they stand on; None outside git."""
    from rouxing.history.branch import changed_paths
    from rouxing.history.git import Git, HistoryUnavailable
    from rouxing.history.tree import CommitTree

    with Git(root) as git:
        if rev:
            past = CommitTree(git, rev)
            yield past, past.commit
            return
        tree = FolderTree(root)
        try:
            head = git.head()
            edited = changed_paths(git, "HEAD", tree, (SETTINGS_FILE, CHECKLISTS_FOLDER, CASES_FOLDER))
        except HistoryUnavailable:
            yield tree, None
            return
        if edited:
            warn([f"注意：有 {len(edited)} 个文件的改动还没有提交，报表按改动后的内容编制，与提交 {head[:7]} 不同"])
        yield tree, f"{head}{_UNCOMMITTED if edited else ''}"


def _day(text: str) -> str:
    try:
        return text and datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotFound(f"--date 的值 {text} 不是日期；请写成 2022-01-15 的样子") from None


def _count(root: Path, repository: Repository, period: Period, agencies: Sequence[Agency]) -> Figures:
    """The figures of one period. Raises NotFound where there are no cases of that year."""
    ids: list[str | None] = [*dict.fromkeys(agency.id for agency in agencies)] or [None]
    with opened_cache(root) as cache:
        jobs = processors() if isinstance(repository.tree, FolderTree) else 1  # one git answers one process
        amounts = tallied(repository, ids, cache, jobs)
    counted = figures(repository, amounts, period, agencies)
    known = years(repository.tree)
    if f"{period.year:04}" not in known and not any(counted.total) and not any(one.date for one in counted.uncounted):
        existing = f"现有：{'、'.join(known)}" if known else f"{CASES_FOLDER}/ 下还没有任何案件"
        raise NotFound(f"没有 {period.year} 年的案件记录；{existing}")
    return counted


def _hand_over(root: Path, counted: Figures, chosen: Report, out: Path | None, suffix: str) -> None:
    content = chosen.render(counted)
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
    print(f"{counted.title}（填报单位：{counted.reporter}）", "", *table(counted, terminal_width()), "", sep="\n")
    print(f"已写入 {_shown(written)}")


def _suffix(counted: Figures, *, agencies: bool, revision: bool) -> str:
    """What tells a narrower report's file from the county's of today: its agencies, its version."""
    names = [row.short_name.replace("/", "／").replace("\\", "＼") for row in counted.rows]
    parts = ["、".join(names[:3]) + (f"等{len(names)}个单位" if names[3:] else "")] if agencies else []
    parts += [f"版本{counted.revision[:7]}"] if revision and counted.revision else []
    return f"（{'，'.join(parts)}）" if parts else ""


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _tell_unsound(found: Sequence[Diagnostic]) -> bool:
    """Name the files without which the report lacks names; True when there is one."""
    paths = {one.path: None for one in found if one.path == SETTINGS_FILE or one.path.endswith(f"/{AGENCY_FILE}")}
    warn(f"注意：{path} 没有通过校验，报表中的名称可能不全；请先运行 rouxing check" for path in paths)
    return bool(paths)


def _tell_uncounted(counted: Figures) -> bool:
    """Name what is not counted; True when a file of cases could not be read at all."""
    told = [f"  {one.case or '—'} {one.sentence}" for one in counted.uncounted]
    if told:
        warn([f"未计入 {len(told)} 项：", *told[:_TOLD]])
    if len(told) > _TOLD:
        warn([f"  ……另有 {len(told) - _TOLD} 项，见报表中的“未计入”"])
    return any(one.case is None for one in counted.uncounted)


def _tell_strangers(repository: Repository, counted: Figures) -> bool:
    strangers = [row.agency_id for row in counted.rows if row.agency_id not in repository.agencies]
    warn(
        f"注意：{CASES_FOLDER}/{one}/ 的案件已计入，但没有可用的 {CHECKLISTS_FOLDER}/{one}/{AGENCY_FILE}，单位名称未知"
        for one in strangers
    )
    return bool(strangers)
