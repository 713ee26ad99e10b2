"""`rouxing checklist claim`: the superior's lists taken over item by item, and kept in step with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer

from rouxing.claiming import Claim, Conflict, Source, Standing, State, claimed, standings, updated
from rouxing.commands._asking import one_line
from rouxing.commands._checklist_merge import Change, changed, confirmed, stop_on_new_errors, write_changes
from rouxing.commands._output import Format, print_json, print_lines
from rouxing.commands._past import known_list, list_path, path_to_write
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command
from rouxing.errors import NotFound, Refused, UnreadableFile, UnreadableRepository
from rouxing.files.tree import MAX_FILE_BYTES, FolderTree
from rouxing.history.fetching import fetched
from rouxing.history.tree import CommitTree
from rouxing.load import checklist_from, open_repository
from rouxing.model import Agency, Checklist, Repository
from rouxing.terms import CHECKLISTS_FOLDER, ListKind

_EXPORTS: Final = frozenset({".xlsx", ".json", ".csv"})
_DOCUMENTS: Final = frozenset({".xlsx", ".csv", ".docx", ".html", ".htm"})
_FILES: Final = _EXPORTS | _DOCUMENTS | {".yaml", ".yml"}

MEMORY_FOLDER: Final = "claims"
"""Where the items lie as they were when they were claimed, by agency and list."""


def register(app: typer.Typer) -> None:
    """Hang the sub-command `claim` into `rouxing checklist`."""
    app.command("claim", cls=Command)(claim)


class _Wish(NamedTuple):
    """What is to be done with the source's items."""

    codes: frozenset[str] | None
    """None: all."""
    update: bool
    keep: frozenset[str]
    take: frozenset[str]


class _Place(NamedTuple):
    """Where a list and its memory are written."""

    tree: FolderTree
    agency: Agency
    checklist: Checklist

    @property
    def memory_path(self) -> str:
        return f"{MEMORY_FOLDER}/{self.agency.id}/{self.checklist.kind.slug}.json"


_Codes = Annotated[list[str] | None, typer.Option("--code", metavar="编码", help="认领这一项（上级的编码）；可重复")]
_Keep = Annotated[
    list[str] | None, typer.Option("--keep", metavar="编码", help="更新时这一项两边都改过的，保留本级的；可重复")
]
_Take = Annotated[
    list[str] | None, typer.Option("--take", metavar="编码", help="更新时这一项两边都改过的，用上级的；可重复")
]


def claim(  # noqa: PLR0913 - where from, what, and what to do with it
    source: Annotated[
        str,
        typer.Argument(metavar="来源", help="上级的 git 仓库（路径或网址）、.bundle，或一份 .yaml、.xlsx、.docx 清单"),
    ],
    *,
    agency: Annotated[str, typer.Option("--agency", metavar="单位", help="本级的单位")],
    list_: Annotated[str, typer.Option("--list", metavar="清单", help="只看这一张；不写就是四张")] = "",
    code: _Codes = None,
    all_: Annotated[bool, typer.Option("--all", help="认领还没有认领的全部事项")] = False,
    update: Annotated[bool, typer.Option("--update", help="跟上上级的调整：逐项三方合并")] = False,
    keep: _Keep = None,
    take: _Take = None,
    status: Annotated[bool, typer.Option("--status", help="只看认领情况（什么都不写时就是它）")] = False,
    from_: Annotated[str, typer.Option("--from", metavar="上级单位", help="来源里的哪个单位；只有一个的不用写")] = "",
    rev: Annotated[str, typer.Option("--rev", metavar="版本", help="来源的提交、标签或分支；不写就是最新的")] = "",
    format_: Annotated[Format, typer.Option("--format", help="认领情况用文字还是 JSON")] = Format.TEXT,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接写入")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看改动，什么也不写")] = False,
    repository: RepositoryOption = None,
) -> None:
    """认领上级的清单事项，以后跟上上级的调整；只在运行时读取来源，网址也只有写明了才访问。

    每个认领的事项记着来源、版本和摘要。更新时本级改过、上级没有改的保留本级的，两边都改了同一栏的列出
    原来、本级、上级三种写法，那一项不动（退出码 1），用 --keep 或 --take 定下。
    """
    actions = [bool(code), all_, update, status]
    if sum(actions) > 1 or ((keep or take) and not update):
        raise NotFound("--code、--all、--update、--status 只能写一种；--keep、--take 和 --update 一起用")
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    one = opened.agency(agency)
    kinds = [known_list(list_)] if list_ else list(ListKind)
    with _opened(source, from_, rev, one) as superior:
        if not any(actions) or status:
            return _print_status(opened, one, superior, kinds, format_)
        wish = _Wish(None if all_ else frozenset(code or ()), update, frozenset(keep or ()), frozenset(take or ()))
        places = [_Place(tree, one, opened.checklists[path]) for path in _paths(opened, one, kinds, superior)]
        _refuse_unknown(wish, places, superior)
        results = [(place, _claimed(place, superior, wish)) for place in places]
    return _hand_over(tree, results, yes=yes, dry_run=dry_run)


def _print_status(
    opened: Repository, agency: Agency, source: Source, kinds: Sequence[ListKind], format_: Format
) -> None:
    found = {kind: list(standings(opened.checklists.get(list_path(agency.id, kind)), source, kind)) for kind in kinds}
    if format_ is Format.JSON:
        print_json({"单位": agency.id, "来源": source.name, "来源版本": source.version}, _data(found))
    else:
        print_lines(_told_of(agency, source, found))


def _paths(opened: Repository, agency: Agency, kinds: Sequence[ListKind], source: Source) -> list[str]:
    """The lists to write to: those that the source has too. Raises NotFound where there is none."""
    found = [path_to_write(opened, agency, kind) for kind in kinds if kind in source.lists]
    if not found:
        raise NotFound(f"{source.name}没有{'、'.join(kinds)}清单")
    return found


def _refuse_unknown(wish: _Wish, places: Sequence[_Place], source: Source) -> None:
    theirs = {item.code for place in places for item in source.lists[place.checklist.kind].items}
    ours = {item.code for place in places for item in place.checklist.items}
    for codes, known, whose in ((wish.codes or (), theirs, source.name), (wish.keep | wish.take, ours, "本级")):
        unknown = sorted(set(codes) - known)
        if unknown:
            raise NotFound(f"{whose}的清单里没有编码 {'、'.join(unknown)}")


def _claimed(place: _Place, source: Source, wish: _Wish) -> Claim:
    memory = _memory(place)
    if wish.update:
        return updated(place.checklist, source, memory, wish.keep, wish.take)
    return claimed(place.checklist, source, wish.codes, memory)


def _memory(place: _Place) -> Mapping[str, Any]:
    """The items as they were claimed. Raises Refused where the file is not what we wrote: it may still be mended."""
    if not place.tree.exists(place.memory_path):
        return {}
    try:
        data = json.loads(place.tree.read(place.memory_path).decode())
        items = {str(code): dict(item) for code, item in data["事项"].items()}
    except (UnreadableFile, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        advice = "请用 git 恢复；确实没有了的，删去它再运行（那样两边不同的都要由人定）"
        raise Refused(f"{place.memory_path} 读不了，不知道认领时的文字，没有改动任何文件；{advice}") from None
    return items


def _hand_over(tree: FolderTree, results: Sequence[tuple[_Place, Claim]], *, yes: bool, dry_run: bool) -> None:
    """Show what happens, and write it where that is agreed to; exit with 1 where something is left to a person."""
    lines = [line for _, found in results for line in found.lines]
    conflicts = [one for _, found in results for one in found.conflicts]
    print(*lines or ([] if conflicts else ["没有可以改动的"]), sep="\n")
    for one in conflicts:
        warn(_told(one))
    changes: list[Change] = []
    for place, found in results:
        path = place.checklist.path
        change, _ = changed(tree, path, found.rows)
        if change.after != change.before:
            changes += [change, _remembered(place, found.memory)]
    if changes and not dry_run:
        stop_on_new_errors(tree, [one for one in changes if one.path.startswith(CHECKLISTS_FOLDER)])
        if confirmed("以上改动，写入吗", yes=yes):
            write_changes(tree, [one for one in changes if one.after != one.before])
        else:
            warn(["没有写入任何文件"])
    raise typer.Exit(int(bool(conflicts)))


def _remembered(place: _Place, memory: Mapping[str, Any]) -> Change:
    path = place.memory_path
    before = place.tree.read(path) if place.tree.exists(path) else b""
    note = "由 rouxing checklist claim 写：各事项认领时上级的文字，更新时据以三方合并；请不要手工改动"
    data = {"说明": note, "事项": dict(sorted(memory.items()))}
    return Change(path, before, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())


def _told(one: Conflict) -> list[str]:
    base = "不知道（没有认领时的记录）" if one.base is None else one.base
    head = f"{one.code} 的“{one.field}”两边都改过，这一项没有更新；请用 --keep {one.code} 或 --take {one.code} 定下"
    return [head, f"  原来：{base}", f"  本级：{one.ours}", f"  上级：{one.theirs}"]


def _told_of(agency: Agency, source: Source, found: Mapping[ListKind, Sequence[Standing]]) -> Iterator[str]:
    yield f"{agency.short_name} ← {source.name}（{source.version}）"
    for kind, items in found.items():
        if items:
            counts = {state: sum(one.state is state for one in items) for state in State}
            told = "、".join(f"{state} {number}" for state, number in counts.items() if number)
            yield from ("", f"{kind}：{told}", *map(_line, items))


def _data(found: Mapping[ListKind, Sequence[Standing]]) -> dict[str, Any]:
    lists = [
        {"清单": kind.value, "事项": [{"状态": state.value, "编码": code, "名称": name} for state, code, name in items]}
        for kind, items in found.items()
    ]
    return {"清单": lists}


_NEXT: Final = {
    State.UNCLAIMED: "--code 或 --all 认领",
    State.UNRECORDED: "--code 补上认领记录",
    State.CHANGED_THERE: "--update 更新",
    State.GONE_THERE: "不再适用的请删去",
    State.NOT_THERE: "请核对编码；是本级自己的，来源改为本级补充",
    State.OWN: "要报上级备案",
}


def _line(one: Standing) -> str:
    hint = f"（{_NEXT[one.state]}）" if one.state in _NEXT else ""
    return f"  {one.state}  {one.code} {one.name}{hint}"


@contextmanager
def _opened(source: str, from_: str, rev: str, agency: Agency) -> Iterator[Source]:
    """The superior's lists. Raises NotFound, Refused, UnreadableFile."""
    path = Path(source)
    if path.suffix in _FILES and "://" not in source:
        if rev:
            raise NotFound("--rev 只用于 git 仓库")
        yield _of_file(path, one_line(from_ or agency.superior or path.stem, "来源"))
        return
    with fetched(source) as git:
        tree = CommitTree(git, rev or "HEAD")
        try:
            theirs, _ = open_repository(tree)
        except UnreadableRepository:
            raise NotFound(f"{source} 的提交 {tree.commit[:7]} 里没有 rouxing.yaml，不是柔性执法仓库") from None
        one = _superior(theirs, from_, agency)
        unsound = [list_path(one.id, kind) for kind in ListKind if list_path(one.id, kind) in theirs.unsound]
        warn(f"注意：来源的 {path} 没有通过校验，没有读取" for path in unsound)
        yield Source(one.name, tree.commit, {found.kind: found for found in theirs.checklists_of(one.id)})


def _superior(theirs: Repository, name: str, agency: Agency) -> Agency:
    if name:
        return theirs.agency(name)
    if len(theirs.agencies) == 1:
        return next(iter(theirs.agencies.values()))
    known = "、".join(one.name for one in theirs.agencies.values()) or "（没有）"
    found = next((one for one in theirs.agencies.values() if agency.superior and one.answers_to(agency.superior)), None)
    if found is None:
        raise NotFound(f"来源里有几个单位：{known}；请用 --from 写明，或者在 agency.yaml 里写“上级主管部门”")
    return found


def _of_file(path: Path, name: str) -> Source:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise NotFound(f"读不了 {path}（{error.strerror}）") from None
    from rouxing.returned.reading import is_export

    stamp = sha256(content).hexdigest()[:12]
    if path.suffix in _DOCUMENTS and not is_export(content, path.suffix):
        return Source(name, f"{path.name} {stamp}", _of_document(path, content, name))
    if path.suffix in _EXPORTS:
        return Source(name, f"{path.name} {stamp}", {one.kind: one for one in _of_export(path, content)})
    found = next((one for kind in ListKind if (one := _if_kind(content, kind))), None)
    if found is None:
        raise Refused(f"{path} 不是一份格式正确的清单；请在上级的仓库里运行 rouxing check")
    return Source(name, f"第 {found.version} 版 {stamp}", {found.kind: found})


def _of_document(path: Path, content: bytes, name: str) -> dict[ListKind, Checklist]:
    """The lists of a Word, Excel, web or CSV file as `checklist import` reads it; an item is claimed by its code."""
    from rouxing.commands._imported_lists import row_of
    from rouxing.importers import imported

    found = imported(path.name, content)
    warn(f"注意：{sentence}" for sentence in found.warnings)
    units = {one.unit for one in found.lists}
    lists: dict[ListKind, Checklist] = {}
    for one in found.lists:
        if len(units) > 1 and one.unit != name:
            warn(
                [f"注意：没有读取 {one.unit or '没有写明单位'} 的{one.kind}清单；要它的写 --from {one.unit or '名称'}"]
            )
            continue
        kind = ListKind(one.kind)
        known = lists[kind].data["事项"] if kind in lists else []
        warn(f"注意：{item.place} {item.name} 没有编码，不能认领" for item in one.items if not item.code)
        items = [*known, *(row_of(item) for item in one.items if item.code)]
        data = {"清单": kind.value, "版本": 1, "施行日期": "", "事项": items}
        lists[kind] = Checklist(data, f"{CHECKLISTS_FOLDER}/source/{kind.file_name}")
    if not lists:
        raise NotFound(f"{path} 里没有找到清单")
    return lists


def _of_export(path: Path, content: bytes) -> Iterator[Checklist]:
    """The lists of a file that `checklist export` wrote, as they stand in it now."""
    from rouxing.returned.merging import merged
    from rouxing.returned.reading import read_returned

    try:
        returned = read_returned(content, path.suffix)
    except UnreadableFile as error:
        raise UnreadableFile(f"{path}：{error}") from None
    warn(returned.remarks)
    for one in returned.lists:
        file = f"{CHECKLISTS_FOLDER}/source/{one.kind.file_name}"
        empty = Checklist({"清单": one.kind.value, "版本": 1, "施行日期": "", "事项": []}, file)
        fresh = one._replace(before=None, rows=[row._replace(origin=None) for row in one.rows])
        yield Checklist({**empty.data, "事项": [row.data for row in merged(empty, fresh).rows]}, file)


def _if_kind(content: bytes, kind: ListKind) -> Checklist | None:
    found = checklist_from(f"{CHECKLISTS_FOLDER}/source/{kind.file_name}", content)
    return found if found and found.kind is kind else None
