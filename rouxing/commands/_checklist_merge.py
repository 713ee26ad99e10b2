"""`rouxing checklist merge`: an exported file that was edited, back into the lists, cell by cell."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer

from rouxing.check import CHECK, Scope, check
from rouxing.commands._adding import read
from rouxing.commands._asking import today
from rouxing.commands._checking import Format, show
from rouxing.commands._past import path_to_write
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command
from rouxing.errors import NotFound, Refused, UnreadableFile
from rouxing.files.edited import EditedTree
from rouxing.files.tree import FolderTree
from rouxing.files.write import write_all
from rouxing.files.yaml_rows import NewRow, rewritten
from rouxing.history.changes import ITEM_FIELDS
from rouxing.history.past import GitPast
from rouxing.load import checklist_from, open_repository
from rouxing.model import Agency, Repository
from rouxing.returned import Returned
from rouxing.terms import Level


def register(app: typer.Typer) -> None:
    """Hang the sub-command `merge` into `rouxing checklist`."""
    app.command("merge", cls=Command)(merge)


class Change(NamedTuple):
    """One file as it is (b"" where it is not there) and as it is to be."""

    path: str
    before: bytes
    after: bytes


def merge(
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="rouxing checklist export 导出、改过的 xlsx、csv 或 json")
    ],
    agency: Annotated[str, typer.Option("--agency", metavar="单位", help="csv 要写明是哪个单位的")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接写入")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看改动，什么也不写")] = False,
    repository: RepositoryOption = None,
) -> None:
    """合并：把导出以后在 Excel 里改过的清单合并回来，逐格列出改动，确认以后写入；注释和次序不动。

    导出以后清单也改过同一格的，列出三方的写法，什么也不写（退出码 1）；写入会带来新的错误的，也不写。
    """
    returned = _read(file)
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    one = _agency(opened, returned, agency)
    warn(returned.remarks)
    changes, lines, conflicts = _changes(tree, opened, one, returned)
    print(*lines or ["没有改动"], sep="\n")
    if conflicts:
        warn(["以下各处导出以后清单里也改过，请先定下写法，改在其中一处（或者重新导出再改）：", *conflicts])
        warn(["没有写入任何文件"])
        raise typer.Exit(1)
    if not changes or dry_run:
        return
    stop_on_new_errors(tree, changes)
    if not confirmed(f"以上 {len(lines)} 处改动，写入吗", yes=yes):
        warn(["没有写入任何文件"])
        return
    write_changes(tree, changes)
    print("本版清单已经备案的，请用 rouxing checklist adjust 写明新的版本、施行日期和理由")


def _read(file: Path) -> Returned:
    from rouxing.returned.reading import MAX_BYTES, read_returned

    try:
        with file.open("rb") as stream:
            return read_returned(stream.read(MAX_BYTES + 1), file.suffix)
    except UnreadableFile as error:
        raise UnreadableFile(f"{file}：{error}") from None
    except OSError as error:
        raise NotFound(f"读不了 {file}（{error.strerror}）") from None


def _agency(repository: Repository, returned: Returned, name: str) -> Agency:
    if not name and not returned.agency:
        raise NotFound("csv 里没有写单位，请用 --agency 写明")
    one = repository.agency(name or returned.agency)
    if returned.agency and one.id != returned.agency:
        raise Refused(f"文件是从“{returned.agency}”导出的，不是{one.short_name}的")
    return one


def _changes(
    tree: FolderTree, repository: Repository, agency: Agency, returned: Returned
) -> tuple[list[Change], list[str], list[str]]:
    """The files that change, what changes in them, and what stands in the way."""
    from rouxing.returned.merging import merged

    changes: list[Change] = []
    lines: list[str] = []
    conflicts: list[str] = []
    for one in returned.lists:
        path = path_to_write(repository, agency, one.kind)
        found = merged(repository.checklists[path], one)
        lines += found.lines
        conflicts += found.conflicts
        if found.lines and not found.conflicts:
            change, comments = changed(tree, path, found.rows)
            lines += [f"{one.kind}：随删去的事项一起删去的注释：{comment}" for comment in comments]
            changes += [change] if change.after != change.before else []
    return changes, lines, conflicts


_ORDER: Final = (*ITEM_FIELDS, "认领")


def changed(tree: FolderTree, path: str, rows: Sequence[NewRow]) -> tuple[Change, Sequence[str]]:
    """A list with its items replaced, and the comments that go with removed ones. Raises Refused."""
    codes = [row.data["编码"] for row in rows]
    twice = sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
    if twice:
        raise Refused(f"{path} 里编码“{twice[0]}”会用在两个事项上，没有改动；请改用别的编码")
    before = tree.read(path)
    found = rewritten(before, "事项", rows, _ORDER, read)
    return Change(path, before, found.content), found.comments


def stop_on_new_errors(tree: FolderTree, changes: Sequence[Change]) -> None:
    """Show the errors that writing would bring, and exit with 1 where there are any; those of before do not stop."""
    edited = EditedTree(tree, {one.path: one.after for one in changes})
    past = GitPast(tree.root, checklist_from)
    scope = Scope(CHECK, today().isoformat(), paths=[one.path for one in changes])
    known = {one.fingerprint for one in check(tree, scope, past=past).diagnostics}
    outcome = check(edited, scope, past=past)
    new = [one for one in outcome.diagnostics if one.level is Level.ERROR and one.fingerprint not in known]
    if new:
        show(outcome._replace(diagnostics=new), edited, Format.TEXT)
        warn(["没有写入任何文件"])
        raise typer.Exit(1)


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether a person agrees. Raises Refused where nobody can be asked."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Refused("没有写入：这里不能询问，确认无误的请加 --yes，只看改动的加 --dry-run")
    return typer.confirm(question, err=True)


def write_changes(tree: FolderTree, changes: Iterable[Change]) -> None:
    """Write all files or none. Raises Refused where one changed underneath."""
    found = list(changes)
    for one in found:
        if (tree.read(one.path) if tree.exists(one.path) else b"") != one.before:
            raise Refused(f"{one.path} 在此期间被改动过，没有覆盖；请重新运行")
    write_all(tree.root, [(one.path, one.after) for one in found])
    for one in found:
        print(f"已写入 {one.path}")
