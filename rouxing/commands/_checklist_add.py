"""`rouxing checklist add`: one more item at the end of a list."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from rouxing.commands._adding import read, stop_on_errors
from rouxing.commands._asking import clean, one_line
from rouxing.commands._past import known_list, path_to_write
from rouxing.commands._repository import RepositoryOption, open_tree
from rouxing.commands._surface import Command
from rouxing.errors import NotFound
from rouxing.files.tree import FolderTree
from rouxing.files.write import write_file
from rouxing.files.yaml_text import appended
from rouxing.load import open_repository
from rouxing.model import Agency, Repository
from rouxing.terms import OTHER_PREFIX, ListKind, Method


def register(app: typer.Typer) -> None:
    """Hang the sub-command `add` into `rouxing checklist`."""
    app.command("add", cls=Command)(add)


Agency_ = Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称")]
List_ = Annotated[str, typer.Argument(metavar="清单", help="不予行政处罚、减轻行政处罚、从轻行政处罚或不予行政强制")]
Code = Annotated[str, typer.Option("--code", metavar="编码", help="事项编码，本清单内不重复")]
Name = Annotated[str, typer.Option("--name", metavar="名称", help="事项名称：做了（没做）什么")]
When = Annotated[str, typer.Option("--when", metavar="情形", help="在什么情形下从宽")]
Grounds = Annotated[
    list[str], typer.Option("--ground", metavar="条文", help="从宽的依据，一部法律一条，写全称；可重复")
]
Measures = Annotated[
    list[str], typer.Option("--measure", metavar="方式", help="配套监管措施：十种方式之一，或“其他：……”；可重复")
]
PenalGrounds = Annotated[
    list[str] | None, typer.Option("--penal", metavar="条文", help="设定处罚（强制）的条文；可重复")
]
Origin = Annotated[str, typer.Option("--origin", metavar="来源", help="市级认领 或 本级补充")]
Exception_ = Annotated[
    str, typer.Option("--exception", metavar="条文", help="属于排除领域而法律另有从宽规定的，写明该条文")
]
Note = Annotated[str, typer.Option("--note", metavar="备注", help="备注")]


def add(  # noqa: PLR0913 - the columns of annexes 1-4
    agency: Agency_,
    list_: List_,
    *,
    code: Code,
    name: Name,
    when: When,
    ground: Grounds,
    measure: Measures,
    penal: PenalGrounds = None,
    origin: Origin = "",
    exception: Exception_ = "",
    note: Note = "",
    repository: RepositoryOption = None,
) -> None:
    """在清单末尾加一个事项；文件里的其他内容和注释原样不动。

    写入之前先检查：有错误就什么也不写，退出码为 1。
    """
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    item: dict[str, Any] = {
        "编码": one_line(code, "编码"),
        "名称": one_line(name, "名称"),
        "情形": clean(when, "情形"),
        "依据": [one_line(one, "依据") for one in ground],
        "处罚依据": [one_line(one, "处罚依据") for one in penal or ()],
        "监管措施": [_measure(one) for one in measure],
        "来源": origin.strip(),
        "例外依据": clean(exception, "例外依据"),
        "备注": clean(note, "备注"),
    }
    wanted = {key: value for key, value in item.items() if value or key in _REQUIRED}
    _write(tree, opened, opened.agency(agency), known_list(list_), wanted)


_REQUIRED: Final = frozenset({"编码", "名称", "情形", "依据", "监管措施"})


def _write(tree: FolderTree, repository: Repository, agency: Agency, kind: ListKind, item: dict[str, Any]) -> None:
    path = path_to_write(repository, agency, kind)
    before = tree.read(path)
    after = appended(before, "事项", item, read)
    stop_on_errors(tree, path, after)
    write_file(tree.root, path, after, expected=before)
    checklist = repository.checklists[path]
    print(f"已写入 {path}：{item['编码']} {item['名称']}")
    print(f"{agency.name}{kind}清单现有 {len(checklist.items) + 1} 个事项，版本 {checklist.version}")
    if checklist.items:
        print("本版清单已经备案的，请把文件里的“版本”加 1，并改“施行日期”")


def _measure(text: str) -> str:
    found = one_line(text, "监管措施")
    if found not in tuple(Method)[:-1] and not found.startswith(OTHER_PREFIX):
        raise NotFound(f"没有名为“{found}”的方式；有：{'、'.join(tuple(Method)[:-1])}，或写成“其他：……”")
    return found
