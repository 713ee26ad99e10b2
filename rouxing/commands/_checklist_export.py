"""`rouxing checklist export`: lists as files for Excel, Word and other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from rouxing.commands._output import OutOption, print_bytes, written
from rouxing.commands._past import known_list, list_path
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command
from rouxing.diagnostics import ordered
from rouxing.errors import NotFound, Refused
from rouxing.files.tree import FolderTree
from rouxing.load import Finding, diagnose, open_repository
from rouxing.model import Agency, Checklist, Repository
from rouxing.terms import Level, ListKind


def register(app: typer.Typer) -> None:
    """Hang the sub-command `export` into `rouxing checklist`."""
    app.command("export", cls=Command)(export)


_STREAMED = frozenset({"json", "csv"})
"""Formats that go to stdout unless a file is named."""


def export(
    agency: Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称")],
    list_: Annotated[str, typer.Argument(metavar="清单", help="四张清单之一；不写就是全部四张")] = "",
    format_: Annotated[
        str, typer.Option("--format", metavar="格式", help="xlsx（可以改了再合并回来）、docx（附件1–4）、csv 或 json")
    ] = "xlsx",
    out: OutOption = None,
    repository: RepositoryOption = None,
) -> None:
    """导出清单：xlsx 和 docx 写入 out/，csv 和 json 不写 --out 时直接输出。

    xlsx 改好以后，用 rouxing checklist merge 合并回来。
    """
    from rouxing.exports import Book, export_format

    render = export_format(format_)
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    one = opened.agency(agency)
    made = render(Book(tree, one, _lists(opened, one, list_)))
    if made.faults:
        for fault in ordered(diagnose(tree, (Finding("", Level.ERROR, fault) for fault in made.faults))):
            warn([f"{fault.path}:{fault.line}: {fault.message}；{fault.advice}"])
        warn(["没有写入任何文件"])
        raise typer.Exit(1)
    if format_ in _STREAMED and out is None:
        print_bytes(made.files[0][1])
        return
    _write(tree, made.files, out)


def _write(tree: FolderTree, files: Sequence[tuple[str, bytes]], out: Path | None) -> None:
    if len(files) > 1 and out is not None and not out.is_dir():
        raise NotFound(f"有 {len(files)} 个文件，--out 请写一个已有的文件夹")
    for name, content in files:
        print(f"已写入 {written(tree, name, content, out)}")


def _lists(repository: Repository, agency: Agency, name: str) -> list[Checklist]:
    """The list of that name, or all that the agency has. Raises Refused where one could not be read."""
    kinds = [known_list(name)] if name else list(ListKind)
    unsound = [path for kind in kinds if (path := list_path(agency.id, kind)) in repository.unsound]
    if unsound:
        raise Refused(f"{'、'.join(unsound)} 没有通过校验，没有导出；请先运行 rouxing check")
    found = [one for one in repository.checklists_of(agency.id) if one.kind in kinds]
    if not found:
        raise NotFound(f"{agency.short_name}没有{name or '任何清单'}")
    return found
