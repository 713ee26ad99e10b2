"""What a ledger would change in the repository: cases compared, numbered, checked, and the files as they would be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rouxing.check import CHECK, Scope, check
from rouxing.commands._adding import read
from rouxing.commands._asking import arrived, today
from rouxing.commands._case_draft import CASE_KEYS, Completion
from rouxing.commands._case_list import filed
from rouxing.commands._case_numbers import Numbers
from rouxing.commands._case_writing import EMPTY_LOG
from rouxing.diagnostics import Diagnostic
from rouxing.errors import NotFound, Refused
from rouxing.files.edited import EditedTree
from rouxing.files.together import Write
from rouxing.files.tree import FolderTree
from rouxing.files.yaml_rows import NewRow, rewritten
from rouxing.history.past import GitPast
from rouxing.law import style
from rouxing.ledgers.columns import AGENCY, COLUMNS, FILLED, NUMBER, Group, Names
from rouxing.ledgers.comparing import Change, Difference, compared
from rouxing.ledgers.reading import Fault, Ledger, Read, in_order
from rouxing.load import checklist_from, open_repository
from rouxing.model import Agency, Case, Repository
from rouxing.terms import CASES_FOLDER, Level

_ORDER: Final = (*CASE_KEYS, "公开", "不公开理由", "备注")
_MANY: Final = 500
"""Cases to a file: a month of a busy agency, far below what a file may hold."""


_NO_AGENCY: Final = "没有“单位”一列，不知道是哪个单位的案件；请用 --agency 写明，例如 --agency 交通运输局"


class Told(NamedTuple):
    """A case that an import adds."""

    place: str
    data: Mapping[str, Any]


class Plan(NamedTuple):
    """What an import would do, and what stands in its way."""

    writes: Sequence[Write]
    new: Sequence[Told]
    changes: Sequence[Change]
    kept: Sequence[Change]
    same: int
    faults: Sequence[Fault]
    remarks: Sequence[Fault]
    """What `check` says below the level of an error."""


class Wish(NamedTuple):
    """What the user asks of an import."""

    agency: str
    names: Names
    delete_blank: bool
    with_errors: bool


def plan(tree: FolderTree, ledger: Ledger, wish: Wish) -> Plan:
    """The plan for a ledger against the repository as it is now. Raises Refused, NotFound."""
    opened, _ = open_repository(tree)
    reads, faults = _by_agency(opened, ledger, wish.agency)
    work = [_of_agency(opened, agency, own, wish) for agency, own in reads.values()]
    faults = [*ledger.faults, *faults, *(fault for one in work for fault in one.faults)]
    writes = [write for one in work for write in one.writes]
    remarks: list[Fault] = []
    if writes and not faults:
        told = {number: read for one in work for number, read in one.reads.items()}
        for level, fault in _checked(tree, writes, told):
            blocks = level is Level.ERROR and not (wish.with_errors and not fault.message.startswith("RX0"))
            (faults if blocks else remarks).append(fault)
    new = [told for one in work for told in one.new]
    changes = [change for one in work for change in one.difference.changes]
    kept = [change for one in work for change in one.difference.kept]
    same = sum(one.difference.same for one in work)
    return Plan(writes, new, changes, kept, same, in_order(faults), in_order(remarks))


def _by_agency(
    opened: Repository, ledger: Ledger, default: str
) -> tuple[dict[str, tuple[Agency, list[Read]]], list[Fault]]:
    found: dict[str, tuple[Agency, list[Read]]] = {}
    faults: list[Fault] = []
    for one in ledger.cases:
        name = one.text(AGENCY) or default
        if not name:
            nowhere = Fault(one.entry.row.split("!")[0], _NO_AGENCY)
            empty = Fault(one.place(AGENCY), "没有写单位，不知道是哪个单位的案件")
            fault = empty if AGENCY in one.columns else nowhere
            faults += [] if fault in faults else [fault]
            continue
        try:
            agency = opened.agency(name)
        except NotFound as error:
            faults.append(Fault(one.place(AGENCY), str(error)))
        else:
            found.setdefault(agency.id, (agency, []))[1].append(one)
    return found, faults


class _Work(NamedTuple):
    difference: Difference
    new: Sequence[Told]
    writes: Sequence[Write]
    faults: Sequence[Fault]
    reads: Mapping[str, Read]
    """By 案号 as it should be written."""


def _of_agency(opened: Repository, agency: Agency, reads: Sequence[Read], wish: Wish) -> _Work:
    found, lost = filed(opened, [agency])
    if lost:
        raise Refused(f"{lost[0].path} 没有通过校验，不知道里面的案件；请先运行 rouxing check")
    difference = compared(reads, [one.case for one in found], wish.names, delete_blank=wish.delete_blank)
    faults = list(difference.faults)
    if faults:
        return _Work(difference, [Told(one.place, one.data) for one in difference.new], (), faults, {})
    told = {one.place(NUMBER): one for one in reads}
    completion = Completion(Numbers.read(opened, agency), ())
    new: list[Told] = []
    for one in sorted(difference.new, key=lambda each: not each.data.get("案号")):  # numbers that are given go first
        place = told[one.place].place("日期")
        try:
            arrived(str(one.data["日期"]))
            place = one.place
            new.append(Told(one.place, completion.completed(one.data)))
        except (Refused, NotFound) as error:
            faults.append(Fault(place, str(error)))
    by_number = {style.number(str(one.data["案号"])): told[one.place] for one in new}
    by_number |= {style.number(read.text(NUMBER)): read for read in reads if read.text(NUMBER)}
    writes = [] if faults else [*_edits(opened, difference), *_new_logs(agency, new)]
    return _Work(difference, new, writes, faults, by_number)


def _edits(opened: Repository, difference: Difference) -> Iterator[Write]:
    by_path: dict[str, dict[int, dict[str, Any]]] = {}
    for case, data in difference.edited:
        by_path.setdefault(case.path, {})[_index(case)] = data
    for path, rows in sorted(by_path.items()):
        content = opened.tree.read(path)
        old = read(content)["案件"]
        wanted = [NewRow(rows.get(number, data), number) for number, data in enumerate(old)]
        try:
            fresh = rewritten(content, "案件", wanted, _ORDER, read).content
        except Refused as error:
            raise Refused(f"{path}：{error}") from None
        yield Write(path, fresh, content)


def _index(case: Case) -> int:
    return int(case.pointer[1])


def _new_logs(agency: Agency, new: Sequence[Told]) -> Iterator[Write]:
    """New cases by month, so that a year of them is twelve files that people can read."""
    months: dict[str, list[NewRow]] = {}
    for one in new:
        months.setdefault(str(one.data["日期"])[:7], []).append(NewRow(one.data))
    for month, rows in sorted(months.items()):
        for start in range(0, len(rows), _MANY):
            content = rewritten(EMPTY_LOG, "案件", rows[start : start + _MANY], _ORDER, read).content
            name = f"{month}-导入-{hashlib.sha256(content).hexdigest()[:8]}.yaml"
            yield Write(f"{CASES_FOLDER}/{agency.id}/{month[:4]}/{name}", content)


def _checked(tree: FolderTree, writes: Sequence[Write], told: Mapping[str, Read]) -> Iterator[tuple[Level, Fault]]:
    """What `check` says of the cases that an import touches, at the cells that say so."""
    edited = EditedTree(tree, {one.path: one.content for one in writes})
    past = GitPast(tree.root, checklist_from)
    outcome = check(edited, Scope(CHECK, today().isoformat(), paths=[one.path for one in writes]), past=past)
    for one in outcome.diagnostics:
        case = style.number(one.case or "")
        if one.case is None or case in told:
            place = _place(one, told[case]) if one.case else f"{one.path}:{one.line}"
            yield one.level, Fault(place, f"{one.code} {one.message}；{one.advice}")


def _place(one: Diagnostic, told: Read) -> str:
    """The cell that a finding speaks of; the case's first cell where it has none."""
    steps = one.pointer.split("/")[3:]
    group = next((each for each in Group if steps[:1] == [each.value]), Group.CASE)
    if group is Group.CASE:
        return _cell(told.entry.places, group, steps) or told.place(NUMBER)
    number = int(steps[1]) if len(steps) > 1 else 0
    entries = told.acts[group]
    entry = entries[number] if number < len(entries) else told.entry
    return _cell(entry.places, group, steps[2:]) or told.place(NUMBER)


def _cell(places: Mapping[str, str], group: Group, steps: Sequence[str]) -> str:
    names = [one.name for one in COLUMNS if one.group is group and steps and list(one.path) == steps[: len(one.path)]]
    names += [f"{FILLED}{steps[1]}"] if steps[:1] == ["填写"] and len(steps) > 1 else []
    return next((places[name] for name in names if name in places), "")
