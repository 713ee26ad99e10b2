"""`rouxing lint`."""

from __future__ import annotations

from typing import Annotated

import typer

from rouxing.check import LINT
from rouxing.commands._checking import (
    Baseline,
    Changed,
    FormatOption,
    Ignore,
    NoBaseline,
    Paths,
    Request,
    Select,
    Strict,
    Waived,
    WriteBaseline,
    run_check,
)
from rouxing.commands._repository import RepositoryOption
from rouxing.commands._surface import Command, command_app

app = command_app()


@app.command(cls=Command)
def lint(  # noqa: PLR0913, PLR0917 - one parameter for each option
    paths: Paths = None,
    format_: FormatOption = None,
    select: Select = None,
    ignore: Ignore = None,
    strict: Strict = False,
    changed: Changed = None,
    baseline: Baseline = None,
    write_baseline: WriteBaseline = None,
    no_baseline: NoBaseline = False,
    waived: Waived = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="先改正没有疑问的：核对过的旧条号、编号和标点的写法；其余照常报告")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="不写文件，只显示 --fix 会改什么（统一差异格式）；退出码照常")
    ] = False,
    repository: RepositoryOption = None,
) -> None:
    """审查：是否越出柔性执法的范围、依据和措施是否妥当（RX2 至 RX6）。

    没有错误时退出码为 0，有错误为 1，无法检查为 2。
    """
    accepting = (waived, baseline, write_baseline, no_baseline)
    request = Request(LINT, paths, format_, select, ignore, strict, changed, repository, *accepting, fix, diff)
    raise typer.Exit(run_check(request))
