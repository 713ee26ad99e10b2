"""`rouxing law`: citations of law checked, laws shown, an agency's own laws added."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rouxing.commands._asking import today
from rouxing.commands._law_impact import impact
from rouxing.commands._output import print_json, print_lines
from rouxing.commands._past import iso_day
from rouxing.commands._repository import RepositoryOption, warn
from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import terminal_width

app = command_app("法律：核对引用的条款，查看一部法，补充本地的法规、规章，列出修法的影响。")

"""Version of the JSON output (format.md §4)."""

DateOption = Annotated[str, typer.Option("--date", metavar="日期", help="按哪一天核对，例如 2021-10-01；不写就按今天")]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]


class Level(StrEnum):
    """The levels of schemas/law.schema.json."""

    LAW = "法律"
    STATE_COUNCIL = "行政法规"
    LOCAL = "地方性法规"
    MINISTRY = "部门规章"
    GOVERNMENT = "地方政府规章"
    OTHER = "其他"


class Kind(StrEnum):
    """What made a version."""

    ORIGINAL = "原文"
    AMENDED = "修正"
    REVISED = "修订"


@app.command(cls=Command)
def cite(
    text: Annotated[str, typer.Argument(metavar="文字", help="含有法律引用的文字；- 表示从标准输入读")],
    date: DateOption = "",
    as_json: JsonOption = False,
    repository: RepositoryOption = None,
) -> None:
    """核对引用：文字里引用了哪部法哪一条款，当日是否有效，该怎样写。

    全部有效或者只是没有收录的，退出码为 0；有不存在、旧条号、已废止或者读不出的，为 1。
    """
    from rouxing.commands._law_cite import cited_data, cited_text, looked_up
    from rouxing.commands._law_library import library_at

    on = _day(date)
    found = looked_up(_given(text), on, library_at(repository))
    if as_json:
        print_json({"日期": on, "引用": [cited_data(one) for one in found]})
    elif found:
        print_lines(cited_text(found, on, terminal_width()))
    if not found:
        warn(["没有读出法律引用；请写成《中华人民共和国行政处罚法》第三十三条第一款 的样子"])
    raise typer.Exit(int(not found or any(one.at_fault for one in found)))


@app.command(cls=Command)
def show(
    name: Annotated[str, typer.Argument(metavar="名称", help="全称或者简称，例如 行政处罚法")],
    place: Annotated[str, typer.Argument(metavar="条款", help="第三十三条第一款 或者 33；不写就看整部法")] = "",
    date: DateOption = "",
    as_json: JsonOption = False,
    repository: RepositoryOption = None,
) -> None:
    """看一部法：有哪些文本、何时施行；写了条款，就看它的结构、新旧条号和能作哪张清单的依据。"""
    from rouxing.commands._law_library import library_at
    from rouxing.commands._law_show import asked, asked_data, law_text, place_text

    one = asked(name, place, _day(date), library_at(repository))
    if as_json:
        print_json(asked_data(one))
        return
    columns = terminal_width()
    print_lines([*law_text(one, columns), *(place_text(one, one.place, columns) if one.place else ())])


@app.command(cls=Command)
def add(  # noqa: PLR0913 - what a law's text may leave unsaid
    file: Annotated[Path, typer.Argument(metavar="文件", help="法的全文：.docx、.txt 或者 .md")],
    *,
    title: Annotated[str, typer.Option("--title", metavar="全称", help="全称；不写就用文件里的标题")] = "",
    level: Annotated[Level | None, typer.Option("--level", metavar="层级", help="、".join(Level))] = None,
    adopted: Annotated[str, typer.Option("--adopted", metavar="日期", help="通过、公布或者修改的日期")] = "",
    effective: Annotated[str, typer.Option("--effective", metavar="日期", help="从哪一天起施行")] = "",
    kind: Annotated[Kind | None, typer.Option("--kind", metavar="种类", help="、".join(Kind))] = None,
    with_text: Annotated[bool, typer.Option("--text", help="连同条文全文写入，文书可以引用原文")] = False,
    short: Annotated[list[str] | None, typer.Option("--short", metavar="简称", help="清单里用的简称；可重复")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看结果，不写文件")] = False,
    repository: RepositoryOption = None,
) -> None:
    """补充一部法：从文件读出各条的款、项，写入 laws/；已有的法添一个文本。

    层级和日期以文件里写的为准，没有写的用选项写明。
    """
    from rouxing.commands._law_add import Wishes, add_law

    made, begins = (iso_day(given) if given else "" for given in (adopted, effective))
    wishes = Wishes(
        title, level and level.value, made, begins, kind and kind.value, tuple(short or ()), with_text, dry_run
    )
    print_lines(add_law(file, wishes, repository))


app.command(cls=Command)(impact)


def _day(date: str) -> str:
    return iso_day(date) if date else today().isoformat()


def _given(text: str) -> str:
    if text != "-":
        return text
    from rouxing.files.law_text import decoded

    return decoded(sys.stdin.buffer.read())
