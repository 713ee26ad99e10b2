"""`rouxing init`: a new repository for another county."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer

from rouxing.commands._asking import ask, one_line, today
from rouxing.commands._first_steps import first_steps
from rouxing.commands._past import iso_day
from rouxing.commands._repository import warn
from rouxing.commands._surface import Command, command_app
from rouxing.errors import Refused
from rouxing.files.write import write_all
from rouxing.scaffold import NewAgency, NewRepository, content

app = command_app()


@app.command(cls=Command)
def init(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="新建在这里；默认当前文件夹，要是空的")] = Path(),
    name: Annotated[str, typer.Option("--name", metavar="地区", help="县（市、区）名称，例如 清流县")] = "",
    division: Annotated[str, typer.Option("--division", metavar="代码", help="六位行政区划代码，可以以后补")] = "",
    superior: Annotated[str, typer.Option("--superior", metavar="地区", help="设区的市，例如 三明市，可以以后补")] = "",
    agency: Annotated[
        list[str] | None,
        typer.Option("--agency", metavar="短名=全称:代字", help="单位，例如 transport=清流县交通运输局:清交；可重复"),
    ] = None,
    date: Annotated[str, typer.Option("--date", metavar="日期", help="四张清单的施行日期；默认今天")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不提问，缺了必需的就停下")] = False,
) -> None:
    """新建：给一个县（市、区）建立空的柔性执法仓库，含四张空清单、格式说明、文书模板、编辑器设置和自动检查。

    在终端里，没有给的内容会逐项提问；按 Ctrl-C 退出，不留下任何文件。
    """
    _must_be_empty(folder)
    effective = iso_day(date) if date else today().isoformat()
    agencies = _distinct([_agency(one) for one in agency or ()])
    _division(division)
    if sys.stdin.isatty() and not yes and not (name and agencies and division and superior):
        warn(["下面逐项提问。直接回车就用括号里的内容；按 Ctrl-C 退出，不留下文件。"])
        name = name or ask("县（市、区）名称，例如 清流县", lambda text: one_line(text, "名称"))
        division = division or ask("行政区划代码，六位数字；不知道就直接回车", _division)
        superior = superior or ask("所属设区的市，例如 三明市；可以不填", str.strip)
        agencies = agencies or _asked_agencies(one_line(name, "名称"))
    missing = [option for option, given in (("--name", name), ("--agency", agencies)) if not given]
    if missing:
        raise Refused(f"缺少 {'、'.join(missing)}；写法见 rouxing init --help")
    county, above = one_line(name, "--name"), one_line(superior, "--superior") if superior.strip() else ""
    new = NewRepository(county, agencies, effective, _division(division), above)
    _write(folder, new)
    print(f"已在{_shown(folder)}建立{county}的柔性执法仓库：{'、'.join(one.name for one in agencies)}。", "", sep="\n")
    print(*first_steps(new, today(), _way_to(folder), has_git=(folder / ".git").exists()), sep="\n")


_SHOWN: Final = 5
"""Names of a folder's content in the sentence that refuses it."""


def _must_be_empty(folder: Path) -> None:
    """An empty folder, a new one, or the fresh clone of an empty git repository. Raises Refused."""
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise Refused(f"{folder} 是文件，不是文件夹；请换一个名称")
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.name != ".git")
    except PermissionError:
        raise Refused(f"没有权限读取{_shown(folder)}") from None
    if names:
        more = f" 等 {len(names)} 项" if len(names) > _SHOWN else ""
        raise Refused(f"{_shown(folder).lstrip()}不是空的，里面有 {'、'.join(names[:_SHOWN])}{more}；请换一个空文件夹")


def _division(text: str) -> str:
    found = text.strip()
    if found and not re.fullmatch("[0-9]{6}", found):
        raise Refused(f"行政区划代码 {found} 不对：应为六位数字，例如 350423")
    return found


def _agency(text: str) -> NewAgency:
    """`transport=清流县交通运输局:清交`. Raises Refused."""
    found = re.fullmatch(r"\s*([^=＝]*?)\s*[=＝](.*)[:：]([^:：]*)", text)
    if found is None:
        raise Refused(f"--agency 的值 {text} 不对：应写成 短名=全称:代字，例如 transport=清流县交通运输局:清交")
    return NewAgency(_id(found[1]), one_line(found[2], "单位全称"), one_line(found[3], "代字"))


def _id(text: str) -> str:
    found = text.strip()
    if not re.fullmatch("[a-z][a-z0-9_-]{0,39}", found):
        raise Refused(f"单位短名 {found} 不对：用小写英文字母开头，只含小写字母、数字、- 和 _，例如 transport")
    return found


def _distinct(agencies: Sequence[NewAgency]) -> tuple[NewAgency, ...]:
    """Agencies no two of which share a folder, a name or a sign: numbers of documents are told apart by the sign."""
    for what, values in (
        ("短名", [one.id for one in agencies]),
        ("全称", [one.name for one in agencies]),
        ("代字", [one.sign for one in agencies]),
    ):
        twice = next((one for one in values if values.count(one) > 1), None)
        if twice:
            raise Refused(f"单位的{what} {twice} 重复，请换一个")
    return tuple(agencies)


_KNOWN_IDS: Final = (
    ("交通", "transport"),
    ("市场监督", "market"),
    ("城市管理", "chengguan"),
    ("农业", "agriculture"),
    ("生态环境", "environment"),
    ("文化", "culture"),
    ("应急", "emergency"),
    ("自然资源", "resources"),
    ("水利", "water"),
    ("卫生健康", "health"),
    ("人力资源", "labour"),
    ("住房", "housing"),
    ("林业", "forestry"),
    ("教育", "education"),
    ("民政", "civil"),
    ("统计", "statistics"),
    ("公安", "police"),
    ("税务", "tax"),
)
"""Short names that are offered, by what the agency's name contains."""


def _asked_agencies(county: str) -> tuple[NewAgency, ...]:
    """Agencies asked for one after another, until Enter alone."""
    found: list[NewAgency] = []

    def name_of(text: str) -> str:
        name = one_line(text, "单位全称") if text.strip() or not found else ""
        return _distinct([*found, NewAgency("", name, "")])[-1].name

    def id_of(text: str) -> str:
        return _distinct([*found, NewAgency(_id(text), "", "")])[-1].id

    def sign_of(text: str) -> str:
        return _distinct([*found, NewAgency("", "", one_line(text, "代字"))])[-1].sign

    question = f"单位全称，例如 {county}交通运输局"
    while name := ask(question, name_of):
        known = next((short for part, short in _KNOWN_IDS if part in name), "")
        id_ = ask("单位短名，小写英文，用作文件夹名", id_of, known)
        own = name.removeprefix(county)
        sign = ask("机关代字，印在文号里，例如 清交告〔2021〕1号 的 清交", sign_of, county[0] + own[0] if own else "")
        found.append(NewAgency(id_, name, sign))
        question = "下一个单位的全称；没有了就直接回车"
    return tuple(found)


def _write(folder: Path, new: NewRepository) -> None:
    """All files or none: what a failure or Ctrl-C leaves behind is taken away again."""
    files = list(content(new))
    absent = [one for one in (folder, *folder.parents) if not one.exists()]
    done = False
    try:
        write_all(folder, files)
        done = True
    finally:
        if not done:
            _take_away([folder / path for path, _ in files], absent, folder)


def _take_away(paths: Sequence[Path], absent: Sequence[Path], folder: Path) -> None:
    """Remove the files, the folders that they alone filled, and those above that were not there before."""
    filled = {one for path in paths for one in path.parents if folder in one.parents}
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    for one in (*sorted(filled, key=lambda one: len(one.parts), reverse=True), *absent):
        with suppress(OSError):
            one.rmdir()


def _shown(folder: Path) -> str:
    return "当前文件夹" if folder == Path() else f" {folder} "


def _way_to(folder: Path) -> str:
    """What to type to enter the folder; "" where the person is there already."""
    if folder.absolute() == Path.cwd():
        return ""
    return str(folder)
