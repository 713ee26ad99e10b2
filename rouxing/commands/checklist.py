"""`rouxing checklist`: the four lists as they stand, as they were, and who changed what when."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from rouxing.commands import (
    _checklist_add,
    _checklist_adjust,
    _checklist_claim,
    _checklist_diff,
    _checklist_export,
    _checklist_history,
    _checklist_import,
    _checklist_merge,
)
from rouxing.commands._lists import opened_at, overview, row_data, rows_at, rows_now, sheet
from rouxing.commands._output import Format, print_json, print_lines
from rouxing.commands._past import iso_day, known_list
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import terminal_width
from rouxing.errors import NotFound
from rouxing.history.git import Git
from rouxing.terms import ListKind

app = command_app(
    "四张清单：现在的样子、某一天的样子、修订历史、版本比较；添加事项、调整清单；导入、导出、合并；认领上级的清单。"
)
for _part in (
    _checklist_add,
    _checklist_adjust,
    _checklist_claim,
    _checklist_history,
    _checklist_diff,
    _checklist_export,
    _checklist_import,
    _checklist_merge,
):
    _part.register(app)


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
    broken = () if agency else opened.unsound_agencies
    warn(f"注意：{path} 没有通过校验，没有列出；请先运行 rouxing check" for path in broken)
    if not rows and not broken:
        raise NotFound("还没有任何单位；单位写在 checklists/单位/agency.yaml")
    single = rows[0] if len(rows) == 1 else None
    if single and single.checklist is None:
        raise NotFound(single.note)
    if format_ is Format.JSON:
        print_json({"单位": agencies[0].id} if agency else {}, {"清单": [row_data(row, bool(single)) for row in rows]})
    elif single and single.checklist:
        print_lines(sheet(single, single.checklist, terminal_width()))
    else:
        print_lines(overview(rows) if rows else ())
    raise typer.Exit(int(bool(broken) or any(row.unsound for row in rows)))
