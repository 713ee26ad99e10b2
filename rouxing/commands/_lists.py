"""Lists to show: as the files stand, in a git revision, or in force on a day; as a table, a sheet or data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from rouxing.commands._past import in_force, limits, list_path, pasts, uncommitted
from rouxing.commands._repository import warn
from rouxing.commands._text import aligned, two_columns, wrapped
from rouxing.errors import NotFound, UnreadableRepository
from rouxing.files.tree import FolderTree
from rouxing.history.changes import ITEM_FIELDS
from rouxing.history.git import Git
from rouxing.history.tree import CommitTree
from rouxing.history.versions import History
from rouxing.load import open_repository
from rouxing.model import Agency, Checklist, Repository
from rouxing.revisions.record import shown
from rouxing.terms import ListKind


class Row(NamedTuple):
    """One list of one agency, or why there is none to show."""

    agency: Agency
    kind: ListKind
    checklist: Checklist | None
    note: str = ""
    commit: str = ""
    unsound: bool = False


def opened_at(git: Git, tree: FolderTree, rev: str) -> Repository:
    """The repository in a git revision, or with "" as the files stand. Raises NotFound, Refused."""
    if not rev:
        return open_repository(tree)[0]
    past = CommitTree(git, rev)
    try:
        return open_repository(past)[0]
    except UnreadableRepository:
        raise NotFound(f"git 版本“{rev}”里没有 rouxing.yaml，那时还不是柔性执法仓库") from None


_Places = Sequence[tuple[Agency, ListKind]]


def rows_now(opened: Repository, places: _Places) -> list[Row]:
    """The lists as a repository holds them."""
    rows = []
    for agency, kind in places:
        path = list_path(agency.id, kind)
        unsound = path in opened.unsound
        note = (
            f"{path} 没有通过校验；请先运行 rouxing check" if unsound else f"{agency.short_name}没有这张清单（{path}）"
        )
        rows.append(Row(agency, kind, opened.checklists.get(path), note, unsound=unsound))
    return rows


def rows_at(git: Git, tree: FolderTree, places: _Places, date: str, rev: str) -> list[Row]:
    """The states in force on a day; uncommitted files do not count."""
    start = git.resolve(rev) if rev else git.head()
    found = pasts(git, None if rev else tree, [(agency.id, kind) for agency, kind in places], start)
    warn([*limits(found), *uncommitted(found)])
    return [_row_at(agency, kind, found[list_path(agency.id, kind)], date) for agency, kind in places]


def _row_at(agency: Agency, kind: ListKind, history: History, date: str) -> Row:
    try:
        found = in_force(history, date)
    except NotFound as error:
        return Row(agency, kind, None, str(error))
    return Row(agency, kind, found.checklist, commit=found.commit or "")


def overview(rows: Sequence[Row]) -> Iterator[str]:
    """A table; what is missing is a dash, what failed is named."""
    cells = [("单位", "清单", "版本", "施行日期", "事项")]
    for row in rows:
        if row.checklist is None:
            facts = ("未通过校验" if row.unsound else "—", "—", "—")
        else:
            facts = (str(row.checklist.version), row.checklist.effective, str(len(row.checklist.items)))
        cells.append((row.agency.short_name, row.kind.value, *facts))
    yield from aligned(cells)


def sheet(row: Row, checklist: Checklist, columns: int) -> Iterator[str]:
    """A list with all its items."""
    yield from wrapped(f"{row.agency.name}{row.kind}事项清单", columns)
    origin = f"，提交 {row.commit}" if row.commit else ""
    yield f"第 {checklist.version} 版，自 {checklist.effective} 起施行，共 {len(checklist.items)} 项{origin}"
    for number, item in enumerate(checklist.items, 1):
        yield ""
        yield from wrapped(f"{number}. {item.code}  {shown(item.name)}", columns)
        names = [name for name in ITEM_FIELDS[2:] if item.data.get(name) not in (None, "", [])]
        yield from two_columns([(name, shown(item.data[name])) for name in names], columns)


def row_data(row: Row, with_items: bool) -> dict[str, Any]:
    """A row under the keys that other programs rely on."""
    checklist = row.checklist
    data: dict[str, Any] = {
        "单位": row.agency.id,
        "清单": row.kind.value,
        "文件": list_path(row.agency.id, row.kind),
        "版本号": checklist.version if checklist else None,
        "施行日期": checklist.effective if checklist else None,
        "事项数": len(checklist.items) if checklist else None,
        "提交": row.commit or None,
        "说明": None if checklist else row.note,
    }
    return {**data, "事项": [dict(item.data) for item in checklist.items]} if with_items and checklist else data
