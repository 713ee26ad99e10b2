"""Lists as they were: the history of an agency's lists, and the states that a version, a date or a revision names."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from rouxing.errors import NotFound, Refused, UnreadableFile
from rouxing.files.tree import Tree
from rouxing.history.git import Git
from rouxing.history.trace import histories
from rouxing.history.tree import CommitTree
from rouxing.history.versions import History, Version
from rouxing.load import checklist_from
from rouxing.load.similar import SimilarLists
from rouxing.model import Agency, Checklist, Repository
from rouxing.terms import AGENCY_FILE, CHECKLISTS_FOLDER, FEEDBACK_FILE, FILINGS_FILE, ListKind

SHALLOW: Final = "浅克隆：只看到最近的历史；完整历史用 git fetch --unshallow 取回"


class State(NamedTuple):
    """A list as some version, date or revision shows it."""

    checklist: Checklist
    commit: str | None
    """Short id; None for the files as they stand now, uncommitted."""
    asked: str = ""
    """The revision as the user named it."""

    @property
    def label(self) -> str:
        """第 2 版（2021-11-15 施行，提交 3f2a1bc）."""
        origin = "未提交" if self.commit is None else f"提交 {self.commit}"
        name = f"{self.asked}：" if self.asked else ""
        return f"{name}第 {self.checklist.version} 版（{self.checklist.effective} 施行，{origin}）"


def list_path(agency_id: str, kind: ListKind) -> str:
    """Where a list lies."""
    return f"{CHECKLISTS_FOLDER}/{agency_id}/{kind.file_name}"


def known_list(name: str) -> ListKind:
    """The list of that name. Raises NotFound."""
    found = ListKind.named(name)
    if found is None:
        known = "、".join(f"{kind.annex} {kind.value}（{kind.slug}）" for kind in ListKind)
        raise NotFound(f"没有名为“{name}”的清单；四张清单是：{known}")
    return found


def path_to_write(repository: Repository, agency: Agency, kind: ListKind) -> str:
    """Where a sound list lies that is to be changed. Raises NotFound, Refused."""
    path = list_path(agency.id, kind)
    if path in repository.unsound:
        raise Refused(f"{path} 没有通过校验，没有改动；请先运行 rouxing check {path}")
    if path not in repository.checklists:
        raise NotFound(
            f"没有 {path}；{_stray(repository, agency) or '请从别的单位拷一份空清单，写明清单、版本和施行日期'}"
        )
    return path


def _stray(repository: Repository, agency: Agency) -> str:
    """The file of the agency that bears no name the tool knows, as a question."""
    folder = f"{CHECKLISTS_FOLDER}/{agency.id}/"
    known = {AGENCY_FILE, FILINGS_FILE, FEEDBACK_FILE, *(kind.file_name for kind in ListKind)}
    strays = sorted(path for path in repository.unsound if path.startswith(folder) and path[len(folder) :] not in known)
    return f"是不是被改名成了 {strays[0]}？请改回原来的文件名" if strays else ""


def iso_day(text: str) -> str:
    """A day as an ISO date. Raises NotFound."""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotFound(f"{text} 不是日期；请写成 2021-11-15 的样子，且当天真实存在") from None


def pasts(
    git: Git, tree: Tree | None, places: Iterable[tuple[str, ListKind]], start: str, code: str = ""
) -> dict[str, History]:
    """Path → history of the lists of (agency id, list) up to a commit id; with `tree`, its files on top.

    With the code of an item the commits tell only what may concern that one.
    """
    paths = [list_path(*place) for place in places]
    parse = SimilarLists()
    found = histories(git, paths, parse.all, start, code)
    if tree is None:
        return found
    return {path: history.with_files(_content(tree, path), parse) for path, history in found.items()}


def _content(tree: Tree, path: str) -> bytes | None:
    if not tree.exists(path):
        return None
    try:
        return tree.read(path)
    except UnreadableFile:
        return b""  # there, and not a sound list


def limits(found: Mapping[str, History]) -> list[str]:
    """What the history cannot say, a sentence each."""
    shallow = any(amendment.cut_off for history in found.values() for amendment in history.amendments)
    moved = (
        f"注意：{path} 是从仓库文件夹之外（{one.outside}）移来的，移来以前的历史没有读"
        for path, one in found.items()
        if one.outside
    )
    return [*([SHALLOW] if shallow else []), *moved, *_unreadable(found.values())]


def _unreadable(found: Iterable[History]) -> Iterator[str]:
    for history in found:
        for version in history.unreadable:
            where = f"在提交 {version.commit.short} 里" if version.commit else "现在"
            yield f"注意：{version.path} {where}{version.problem}，这一版无法比较"


def uncommitted(found: Mapping[str, History]) -> Iterator[str]:
    """A sentence for every list whose files differ from the last commit, for answers that leave them out."""
    for path, history in found.items():
        if history.current and history.current.commit is None:
            yield f"注意：{path} 有未提交的修改，按日期查看时不计入"


def in_force(history: History, date: str) -> State:
    """The committed state in force on an ISO date. Raises NotFound."""
    version = history.as_of(date)
    committed = [one for one in history.versions if one.commit and one.checklist]
    hint = "（浅克隆只看到最近的历史）" if history.shallow else ""
    if not committed:
        raise NotFound(f"{history.path} 还没有可用的版本提交到 git，不能按日期查看{hint}")
    if version is None:
        first = min(one.effective or "" for one in committed)
        raise NotFound(f"{history.path} 在 {date} 还没有施行；已知最早自 {first} 起施行{hint}")
    if version.checklist is None:
        raise NotFound(f"{history.path} 在 {date} 已经删除")
    return _state(version, version.checklist)


def state(git: Git, history: History, name: str) -> State:
    """The state that a version number ("2", "v2", "第2版"), a date or a git revision names.

    Raises NotFound, and Refused for an option in disguise.
    """
    numbered = _NUMBER.fullmatch(name.strip())
    if numbered:
        return _numbered(history, int(numbered[1]))
    if _DATE.fullmatch(name.strip()):
        return in_force(history, iso_day(name.strip()))
    tree = CommitTree(git, name)
    paths = dict.fromkeys((history.path, *(version.path for version in history.versions)))
    path = next((one for one in paths if tree.exists(one)), None)
    if path is None:
        raise NotFound(f"git 版本“{name}”里没有 {history.path}")
    checklist = checklist_from(path, tree.read(path))
    if checklist is None:
        raise NotFound(f"{path} 在 git 版本“{name}”里没有通过校验，无法比较")
    return State(checklist, tree.commit[:7], name)


_NUMBER: Final = re.compile("[vV第]? ?([0-9]{1,3}) ?版?")
_DATE: Final = re.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def _numbered(history: History, number: int) -> State:
    version = history.numbered(number)
    if version is None or version.checklist is None:
        known = "、".join(map(str, sorted({one.number for one in history.versions if one.number is not None})))
        hint = "（浅克隆只看到最近的历史）" if history.shallow else ""
        raise NotFound(f"{history.path} 没有第 {number} 版；历史里有：{known or '没有任何版本'}{hint}")
    return _state(version, version.checklist)


def standing(history: History) -> State:
    """The list as the files stand now. Raises NotFound."""
    current = history.current
    if current is not None and current.problem:
        raise NotFound(f"{history.path} 现在{current.problem}，无法比较；请先运行 rouxing check")
    if current is None or current.checklist is None:
        raise NotFound(f"没有 {history.path}")
    return _state(current, current.checklist)


def earlier(history: History) -> State:
    """The last state of the version before the newest. Raises NotFound."""
    version = history.previous()
    if version is None or version.checklist is None:
        hint = "（浅克隆只看到最近的历史）" if history.shallow else ""
        raise NotFound(f"{history.path} 只有一个版本，没有上一版可比{hint}；也可以写明日期或 git 版本，例如 HEAD")
    return _state(version, version.checklist)


def _state(version: Version, checklist: Checklist) -> State:
    return State(checklist, version.commit.short if version.commit else None)


__all__ = [
    "SHALLOW",
    "State",
    "earlier",
    "in_force",
    "iso_day",
    "known_list",
    "limits",
    "list_path",
    "pasts",
    "path_to_write",
    "standing",
    "state",
    "uncommitted",
]
