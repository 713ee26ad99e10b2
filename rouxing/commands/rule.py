"""`rouxing rule`: the list of rules, or the manual of one."""

from __future__ import annotations

from typing import Annotated

import typer

from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import terminal_width, two_columns, wrapped
from rouxing.errors import NotFound
from rouxing.manuals import Manual, codes, manual

app = command_app()


@app.command(cls=Command)
def rule(
    code: Annotated[str, typer.Argument(metavar="编号", help="规则编号，例如 RX104；不写就列出全部")] = "",
) -> None:
    """规则：列出全部规则，或说明一条规则的理由、依据、改法和示例。"""
    if not code:
        rows = [(one.code, f"{one.level} {one.title}") for one in map(manual, codes()) if one]
        print("\n".join(two_columns(rows, terminal_width())))
        return
    found = manual(code.strip().upper())
    if found is None:
        raise NotFound(f"没有规则 {code}；全部规则见 rouxing rule")
    print(page(found, terminal_width()))


def page(one: Manual, columns: int) -> str:
    """The manual as text."""
    lines = [*wrapped(f"{one.code}（{one.level}）{one.title}", columns), ""]
    for title, text in (("理由", one.reason), ("依据", one.basis), ("改法", one.remedy)):
        if text:
            lines += [*wrapped(f"{title}：{text}", columns), ""]
    for title, example in (("错误示例", one.bad), ("正确示例", one.good)):
        lines += [f"{title}：", *(f"    {line}" for line in example.strip("\n").split("\n")), ""]
    return "\n".join(lines).rstrip()
