"""`rouxing checklist`: the four lists as they stand, as they were, and who changed what when."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from rouxing.commands._changes import (
    amendment_data,
    amendment_text,
    changes_data,
    changes_markdown,
    changes_text,
    escaped,
)
from rouxing.commands._checklist_add import register
from rouxing.commands._lists import opened_at, overview, row_data, rows_at, rows_now, sheet
from rouxing.commands._past import (
    State,
    earlier,
    iso_day,
    known_list,
    limits,
    list_kind,
    list_path,
    pasts,
    standing,
    state,
)
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import terminal_width, wrapped
from rouxing.errors import NotFound
from rouxing.history.changes import compare
from rouxing.history.git import Git
from rouxing.history.versions import Amendment, History
from rouxing.load import open_repository
from rouxing.terms import ListKind

app = command_app("四张清单：现在的样子、某一天的样子、修订历史、版本比较；添加事项。")
register(app)

_DATA_VERSION: Final = 1
"""Version of the JSON output (format.md §4)."""


class Format(StrEnum):
    """Output formats."""

    TEXT = "text"
    JSON = "json"


class DiffFormat(StrEnum):
    """Output formats of a comparison."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


AgencyArgument = Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称")]
_LIST_HELP: Final = "不予行政处罚、减轻行政处罚、从轻行政处罚、不予行政强制，或 no-penalty …，或 1 至 4"


@app.command(cls=Command)
def show(
    agency: Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称；不写就看全部单位")] = "",
    list_: Annotated[str, typer.Argument(metavar="清单", help=f"{_LIST_HELP}；不写就看概况")] = "",
    at: Annotated[str, typer.Option("--at", metavar="日期", help="这一天施行的版本（按施行日期）")] = "",
    rev: Annotated[str, typer.Option("--rev", metavar="版本", help="git 版本：提交、标签或分支")] = "",
    format_: Annotated[Format, typer.Option("--format", help="文字或 JSON")] = Format.TEXT,
    repository: RepositoryOption = None,
) -> None:
    """显示清单：写了清单就显示全部事项，不写就显示概况（版本、施行日期、事项数）。"""
    kind = known_list(list_) if list_ else None
    date = iso_day(at) if at else ""
    tree = open_tree(repository)
    with Git(tree.root) as git:
        opened = opened_at(git, tree, rev)
        agencies = [opened.agency(agency)] if agency else list(opened.agencies.values())
        places = [(one, each) for one in agencies for each in ([kind] if kind else ListKind)]
        rows = rows_at(git, tree, places, date, rev) if date else rows_now(opened, places)
    if not rows:
        raise NotFound("还没有任何单位；单位写在 checklists/单位/agency.yaml")
    single = rows[0] if len(rows) == 1 else None
    if single and single.checklist is None:
        raise NotFound(single.note)
    if format_ is Format.JSON:
        _print_json({"单位": agencies[0].id} if agency else {}, {"清单": [row_data(row, bool(single)) for row in rows]})
    elif single and single.checklist:
        _print_lines(sheet(single, single.checklist, terminal_width()))
    else:
        _print_lines(overview(rows))
    raise typer.Exit(int(any(row.unsound for row in rows)))


@app.command(cls=Command)
def history(
    agency: AgencyArgument,
    list_: Annotated[str, typer.Argument(metavar="清单", help=f"{_LIST_HELP}；不写就看四张清单")] = "",
    code: Annotated[str, typer.Argument(metavar="事项编码", help="只看这一个事项")] = "",
    format_: Annotated[Format, typer.Option("--format", help="文字或 JSON")] = Format.TEXT,
    repository: RepositoryOption = None,
) -> None:
    """修订历史：谁、什么时候、为什么改了哪一项，新的在前。

    日期是 git 记录的作者日期；理由是提交说明的第一行；还没有提交的修改标“（未提交）”。
    """
    if list_ and not code and list_kind(list_) is None:
        list_, code = "", list_  # rouxing checklist history 交通运输局 350421-JT-001
    kinds = [known_list(list_)] if list_ else list(ListKind)
    tree = open_tree(repository)
    one = open_repository(tree)[0].agency(agency)
    with Git(tree.root) as git:
        found = pasts(git, tree, [(one.id, kind) for kind in kinds], git.head())
    named = {list_path(one.id, kind): kind.value for kind in kinds}
    entries = _newest_first(found, code)
    told = limits(found)
    if not entries:
        what = f"编码为“{code}”的事项；清单可写：{'、'.join(ListKind)}" if code else f"{one.short_name}的清单"
        raise NotFound(f"历史里没有{what}")
    if format_ is Format.JSON:
        changed = [amendment_data(entry, named[path]) for path, entry in entries]
        _print_json({"单位": one.id, "事项编码": code or None}, {"历史": changed, "限制": told})
        return
    warn(told)
    columns = terminal_width()
    print(f"{one.name}：{kinds[0] if list_ else '四张清单'}修订历史（新的在前）")
    for path, entry in entries:
        print("", *amendment_text(entry, named[path], columns), sep="\n")


def _newest_first(found: dict[str, History], code: str) -> list[tuple[str, Amendment]]:
    """(path, amendment) of all lists in git's order; uncommitted files before all commits."""
    entries = [(path, _narrowed(one, code)) for path, past in found.items() for one in past.amendments]
    kept = [(path, one) for path, one in entries if one is not None]
    return sorted(kept, key=lambda entry: entry[1].commit.position if entry[1].commit else -1)


def _narrowed(amendment: Amendment, code: str) -> Amendment | None:
    """The part of an amendment that concerns an item; None where it does not."""
    if not code:
        return amendment
    changes, dropped = amendment.changes.of_item(code), amendment.dropped.of_item(code)
    known = amendment.after.checklist.items if amendment.cut_off and amendment.after.checklist else ()
    if changes.items or dropped.items or any(item.code == code for item in known):
        return replace(amendment, changes=changes, dropped=dropped)
    return None


@app.command(cls=Command)
def diff(
    agency: AgencyArgument,
    list_: Annotated[str, typer.Argument(metavar="清单", help=_LIST_HELP)],
    old: Annotated[str, typer.Argument(metavar="旧版", help="版本号（1、v1）、日期或 git 版本；默认上一版")] = "",
    new: Annotated[str, typer.Argument(metavar="新版", help="同上；默认文件现在的样子")] = "",
    format_: Annotated[DiffFormat, typer.Option("--format", help="文字、JSON 或 Markdown")] = DiffFormat.TEXT,
    repository: RepositoryOption = None,
) -> None:
    """比较两个版本：新增、删除、修改、移动的事项，修改处逐字标出。

    日期指那一天施行的版本（按施行日期）。git 版本可以是提交、标签或分支；标签恰好像版本号时写 refs/tags/v1。
    """
    kind = known_list(list_)
    tree = open_tree(repository)
    one = open_repository(tree)[0].agency(agency)
    with Git(tree.root) as git:
        found = pasts(git, tree, [(one.id, kind)], git.head())
        past = found[list_path(one.id, kind)]
        warn(limits(found))
        after = state(git, past, new) if new else standing(past)
        before = state(git, past, old) if old else earlier(past)
    changes = compare(before.checklist, after.checklist)
    if format_ is DiffFormat.JSON:
        head = {"单位": one.id, "清单": kind.value, "原": _state_data(before), "现": _state_data(after)}
        _print_json(head, changes_data(changes))
        return
    title = f"{one.name}{kind}事项清单"
    if format_ is DiffFormat.MARKDOWN:
        head_lines = [f"### {escaped(title)}", "", f"{escaped(before.label)} → {escaped(after.label)}", ""]
        _print_lines([*head_lines, *(changes_markdown(changes) if changes else ["没有差别"])])
        return
    columns = terminal_width()
    head_lines = [title, *wrapped(f"{before.label} → {after.label}", columns), ""]
    _print_lines([*head_lines, *(changes_text(changes, columns) if changes else ["没有差别"])])


def _state_data(one: State) -> dict[str, Any]:
    checklist = one.checklist
    return {"版本号": checklist.version, "施行日期": checklist.effective, "提交": one.commit, "所写": one.asked or None}


def _print_lines(lines: Iterable[str]) -> None:
    print("\n".join(lines))


def _print_json(head: dict[str, Any], content: dict[str, Any]) -> None:
    json.dump({"版本": _DATA_VERSION, **head, **content}, sys.stdout, ensure_ascii=False, indent=2)
    print()
