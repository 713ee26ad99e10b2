"""`rouxing check`."""

from __future__ import annotations

import typer

from rouxing.check import CHECK
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
def check(  # noqa: PLR0913, PLR0917 - one parameter for each option
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
    repository: RepositoryOption = None,
) -> None:
    """检查：校验和审查一起做，提交修改前运行它。

    没有错误时退出码为 0，有错误为 1，无法检查为 2。
    """
    accepting = (waived, baseline, write_baseline, no_baseline)
    asked = Request(CHECK, paths, format_, select, ignore, strict, changed, repository, *accepting)
    raise typer.Exit(run_check(asked))
