"""`rouxing checklist adjust`: the next version of a list, with its reason, checked, shown, and committed on request."""

from __future__ import annotations

import sys
from typing import Annotated, Final, NamedTuple

import typer

from rouxing.commands._adding import read, stop_on_errors
from rouxing.commands._asking import ask, clean, impersonal, one_line, today
from rouxing.commands._changes import changes_text
from rouxing.commands._output import print_lines
from rouxing.commands._past import iso_day, known_list, list_path, pasts, path_to_write
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command
from rouxing.commands._text import terminal_width, wrapped
from rouxing.errors import NotFound, Refused
from rouxing.files.tree import FolderTree
from rouxing.files.write import write_file
from rouxing.history.changes import compare
from rouxing.history.git import Git
from rouxing.history.reasons import message
from rouxing.history.tree import CommitTree
from rouxing.history.writing import has_landed, land, prepare, refuse_unready
from rouxing.load import checklist_from, open_repository
from rouxing.model import Agency, Checklist
from rouxing.revisions.adjustment import Adjustment, Setting, adjusted
from rouxing.terms import ListKind, Reason


def register(app: typer.Typer) -> None:
    """Hang the sub-command `adjust` into `rouxing checklist`."""
    app.command("adjust", cls=Command)(adjust)


_LIST_HELP: Final = "不予行政处罚、减轻行政处罚、从轻行政处罚、不予行政强制，或 no-penalty …，或 1 至 4"
_REASONS: Final = "、".join(Reason)


def adjust(  # noqa: PLR0913 - what changes, why, from when on, and what to do with it
    agency: Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称")],
    list_: Annotated[str, typer.Argument(metavar="清单", help=_LIST_HELP)],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="原因", help=_REASONS)] = "",
    basis: Annotated[str, typer.Option("--basis", metavar="文字", help="依据哪部法、哪个文件、哪次反馈")] = "",
    effective: Annotated[str, typer.Option("--effective", metavar="日期", help="新版本的施行日期")] = "",
    note: Annotated[str, typer.Option("--note", metavar="文字", help="调整说明")] = "",
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="编码:字段=文字", help="改一个事项的一个字段；可重复")
    ] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="编码", help="删去一个事项；可重复")] = None,
    commit: Annotated[bool, typer.Option("--commit", help="写入以后提交到 git")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查、只看改动，什么也不写")] = False,
    repository: RepositoryOption = None,
) -> None:
    """调整清单：版本加一，写明原因、依据和施行日期，检查以后显示与现行版本的差别，再写入。

    事项可以先在文件里改好（checklist add 也行），也可以用 --set、--remove 改；注释和顺序不动。
    在终端里没有写的会逐项询问。
    检查有错误就什么也不写（退出码 1）；中途停下，文件和 git 都是原来的样子。
    """
    kind = known_list(list_)
    settings, removed = [_setting(one) for one in set_ or ()], [one.strip() for one in remove or ()]
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    one = opened.agency(agency)
    path = path_to_write(opened, one, kind)
    with Git(tree.root) as git:
        if commit:
            refuse_unready(git)
        committed = _committed(git, one, kind)
        asked = sys.stdin.isatty() and not (reason and basis and effective)
        wanted = _wanted((reason, basis, effective, note), committed, asked=asked)
        wanted = wanted._replace(settings=settings, removed=removed)
        before = tree.read(path)
        standing = opened.checklists[path]
        after, comments = adjusted(before, standing, committed, wanted, read)
        if _plain(before) != _plain(CommitTree(git, git.head()).read(path)):
            warn([f"注意：{path} 里已有没提交的改动（手改的，或者上次没有做完的调整），一并计入这一版"])
        revised = _shown(tree, path, after, one, committed)
        warn(f"随事项一并删去的注释：{comment}" for comment in comments)
        if dry_run or (asked and not typer.confirm(_question(commit), err=True)):
            warn(["没有写入任何文件"])
            return
        said = message(wanted.message(one.short_name, revised))
        _write(git, tree, _Change(path, before, after), said if commit else "")


def _setting(text: str) -> Setting:
    code, colon, rest = text.rpartition("=")[0].partition(":")
    if not colon or not rest:
        raise NotFound(f"--set 请写成 编码:字段=文字，例如 350421-JT-001:情形=当场改正的；现在是“{text}”")
    value = text.partition(f"{code}:{rest}=")[2]
    return Setting(code.strip(), rest.strip(), one_line(value, rest.strip()))


def _committed(git: Git, agency: Agency, kind: ListKind) -> Checklist:
    """The list as last committed."""
    path = list_path(agency.id, kind)
    past = pasts(git, None, [(agency.id, kind)], git.head())[path]
    if past.current is None or past.current.checklist is None:
        problem = past.current.problem if past.current else ""
        raise Refused(f"{path} 已提交的版本{problem or '不存在'}，没有可以调整的版本；首次编制请直接提交文件")
    return past.current.checklist


def _wanted(given: tuple[str, str, str, str], committed: Checklist, *, asked: bool) -> Adjustment:
    """The reason, its ground, the day and the note, from options or from the terminal."""
    reason, basis, effective, note = given
    if asked:
        reason = reason or ask(f"调整原因（{_REASONS}）", lambda text: _reason(text).value)
        basis = basis or ask("依据哪部法、哪个文件、哪次反馈", _basis)
        effective = effective or ask("新版本的施行日期", iso_day, today().isoformat())
        note = note or ask("调整说明，可以不填", _note)
    absent = {"--reason": reason, "--basis": basis, "--effective": effective}
    missing = [name for name, text in absent.items() if not text.strip()]
    if missing:
        raise Refused(f"缺少 {'、'.join(missing)}；现行是第 {committed.version} 版，{committed.effective} 施行")
    return Adjustment(_reason(reason), _basis(basis), iso_day(effective.strip()), _note(note))


def _basis(text: str) -> str:
    return impersonal(one_line(text, "调整依据"), "调整依据")


def _note(text: str) -> str:
    return impersonal(clean(text, "调整说明"), "调整说明")


def _reason(text: str) -> Reason:
    try:
        return Reason(text.strip())
    except ValueError:
        raise NotFound(f"没有名为“{text}”的调整原因；有：{_REASONS}") from None


def _shown(tree: FolderTree, path: str, after: bytes, agency: Agency, committed: Checklist) -> Checklist:
    """The new version, once it is sound and says something new: its difference is on the terminal."""
    revised = checklist_from(path, after)
    if revised is None:
        raise Refused(f"{path} 改后没有通过校验，没有改动文件")
    changes = compare(committed, revised)
    if not changes.items:
        raise Refused(f"与第 {committed.version} 版相比没有任何事项改动；请先在文件里改好事项，或者用 --set、--remove")
    stop_on_errors(tree, path, after)
    columns = terminal_width()
    title = f"{agency.name}{revised.kind}事项清单：第 {committed.version} 版 → 第 {revised.version} 版"
    print_lines([*wrapped(title, columns), "", *changes_text(changes, columns), ""])
    return revised


def _plain(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def _question(commit: bool) -> str:
    return "写入文件并提交到 git 吗？" if commit else "写入文件吗？"


class _Change(NamedTuple):
    """A file, as it was and as it will be."""

    path: str
    before: bytes
    after: bytes


def _write(git: Git, tree: FolderTree, change: _Change, said: str) -> None:
    """Write the file and, with a message, commit it: both or neither."""
    path, before, after = change
    if not said:
        write_file(tree.root, path, after, expected=before)
        print(f"已写入 {path}")
        print_lines(wrapped("提交时请在说明里写上调整原因和依据；加 --commit 就由本命令提交", terminal_width()))
        return
    prepared = prepare(git, {path: after}, said)
    try:
        write_file(tree.root, path, after, expected=before)
        land(git, prepared)
    finally:
        if not has_landed(git, prepared) and tree.read(path) == after != before:
            write_file(tree.root, path, before, expected=after)
    print(f"已写入 {path}")
    print_lines(wrapped(f"已提交 {prepared.commit[:7]}：{said.splitlines()[0]}", terminal_width()))
