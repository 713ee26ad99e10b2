"""`rouxing lint`."""

from __future__ import annotations

import typer

from rouxing.check import LINT
from rouxing.commands._checking import Changed, FormatOption, Ignore, Paths, Request, Select, Strict, run_check
from rouxing.commands._repository import RepositoryOption
from rouxing.commands._surface import Command, command_app

app = command_app()


@app.command(cls=Command)
def lint(
    paths: Paths = None,
    format_: FormatOption = None,
    select: Select = None,
    ignore: Ignore = None,
    strict: Strict = False,
    changed: Changed = None,
    repository: RepositoryOption = None,
) -> None:
    """审查：是否越出柔性执法的范围、依据和措施是否妥当（RX2 至 RX6）。

    没有错误时退出码为 0，有错误为 1，无法检查为 2。
    """
    raise typer.Exit(run_check(Request(LINT, paths, format_, select, ignore, strict, changed, repository)))
