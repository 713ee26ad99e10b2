"""`rouxing doc renumber`: numbers that two branches gave twice, put right by one command after the merge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import typer

from rouxing.commands._adding import read
from rouxing.commands._case_writing import tell_finished
from rouxing.commands._notices import AgencyOption, chosen_agencies, register, spelling
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.documents import Change, changes
from rouxing.errors import NotFound, Refused
from rouxing.files.edited import EditedTree
from rouxing.files.together import Write, writing
from rouxing.files.tree import FolderTree, Tree
from rouxing.files.yaml_text import replaced
from rouxing.load import open_repository


def renumber(
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="编号", help="只改这些重复的文号、案号；不写就改全部")
    ] = None,
    agency: AgencyOption = None,
    served: Annotated[bool, typer.Option("--served", help="已经送达的也改：当事人手里的旧文书要另行更换")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看要改什么，什么也不写")] = False,
    repository: RepositoryOption = None,
) -> None:
    """合并分支以后文号、案号重复的，后一件改用下一个号，“记录”和回访登记表的“案件编号”跟着改。

    已经送达的保留原号，其次保留日期在前的。两件都已送达，就什么也不改（退出码 1），除非写 --served。
    要么全部写入，要么一个字也不动；注释和顺序不变。
    """
    tree = open_tree(repository)
    if dry_run:
        _refuse(_shown(tree, agency, numbers), served=served)
        warn(["没有写入任何文件"])
        return
    with writing(tree.root) as writer:
        tell_finished(writer)
        found = _shown(tree, agency, numbers)
        _refuse(found, served=served)
        before = {path: tree.read(path) for path in {one.holder.case.path for one in found}}
        after = {path: _rewritten(path, content, found) for path, content in sorted(before.items())}
        if left := _planned(EditedTree(tree, after), agency, numbers):
            raise Refused(f"改完以后 {left[0].holder.number} 仍然重复，没有改动任何文件；请手工修改")
        writer.write([Write(path, content, before[path]) for path, content in after.items()])
    for path in after:
        print(f"已写入 {path}")


def _shown(tree: FolderTree, agency: list[str] | None, numbers: list[str] | None) -> list[Change]:
    """The plan, once it is on the terminal. Exits with 0 where there is nothing to do."""
    found = _planned(tree, agency, numbers)
    if not found:
        print("没有重复的文号和案号")
        raise typer.Exit(0)
    for one in found:
        print(*_lines(one), sep="\n")
    warn(f"注意：{doubt}" for one in found for doubt in one.doubts)
    return found


def _planned(tree: Tree, agency: list[str] | None, numbers: list[str] | None) -> list[Change]:
    """What is to be changed. Raises Refused where a log cannot be read: the numbers it holds are unknown."""
    opened, _ = open_repository(tree)
    agencies = chosen_agencies(opened, agency or [])
    known = register(opened, agencies)
    if known.unread:
        raise Refused(f"有台账没有通过校验，不知道用到了几号；请先运行 rouxing check：\n{known.unread[0]}")
    given = {spelling(one) for one in numbers or ()}
    there = {number for _, case in known.cases for number in (case.number, *case.document_numbers)}
    if missing := given - {spelling(one) for one in there}:
        raise NotFound(f"没有编号“{'、'.join(sorted(missing))}”；全部文号见 rouxing doc list")
    only = {one for one in there if spelling(one) in given}
    return [
        one for owner in agencies for one in changes(owner, [case for by, case in known.cases if by is owner], only)
    ]


def _lines(one: Change) -> Iterator[str]:
    holder, keeper = one.holder, one.keeper
    yield f"{holder.label} → {one.new or '不成系列，请手工改'}"
    yield f"    改：{holder.case.path}（{holder.case.number}{_state(holder.served)}）"
    yield f"    留：{keeper.case.path}（{keeper.case.number}{_state(keeper.served)}）"
    if one.references:
        yield f"    跟着改的引用：{len(one.references)} 处"


def _state(served: bool) -> str:
    return "，已送达" if served else ""


def _refuse(found: Sequence[Change], *, served: bool) -> None:
    """Stop before anything is written where a person has to decide."""
    odd = [one.holder.label for one in found if not one.new]
    if odd:
        raise Refused(f"{'、'.join(odd)} 不是“代字〔年份〕序号”的样子，没有下一个号；请手工修改")
    out = [one.holder.label for one in found if one.holder.served]
    if out and not served:
        warn([f"{'、'.join(out)} 已经送达，没有改动任何文件；确要改号，请写 --served，并给当事人更换文书"])
        raise typer.Exit(1)


def _rewritten(path: str, content: bytes, found: Sequence[Change]) -> bytes:
    """The file with the new numbers. Raises Refused where one of them stands in unusual text."""
    values: Mapping[tuple[str | int, ...], str] = {
        pointer: one.new
        for one in found
        if one.holder.case.path == path
        for pointer in (one.holder.pointer, *one.references)
    }
    new, done = replaced(content, values, read)
    if done != values.keys():
        raise Refused(f"{path} 里有的编号写法特殊，没有办法准确地替换，没有改动任何文件；请手工修改")
    return new
