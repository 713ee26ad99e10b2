"""Corrections that are beyond doubt, written into the files as people typed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from rouxing.check import Scope, accepted, records_in_memory
from rouxing.diagnostics import Fault, Pointer
from rouxing.examination import findings
from rouxing.files.edited import EditedTree
from rouxing.files.tree import Tree
from rouxing.files.yaml_text import replaced
from rouxing.load import Finding, case_log_paths, diagnose, load_case_log, open_repository
from rouxing.load.parse import parse
from rouxing.model import Record, Repository
from rouxing.rules import RULES
from rouxing.settings import RuleSettings

_ROUNDS: Final = 20
"""A text with several faults is corrected one fault at a time; no text has as many."""


class Correction(NamedTuple):
    """One file before and after, and the faults that are gone."""

    path: str
    before: bytes
    after: bytes
    faults: tuple[Fault, ...]


def corrections(tree: Tree, scope: Scope) -> list[Correction]:
    """What can be corrected within the scope; waived findings stay, and values written on several lines.

    What the corrected files still have is corrected, too, so that a second run finds nothing to do. Raises Refused
    where an edit is not safe.
    """
    done: dict[str, Correction] = {}
    for _ in range(_ROUNDS):
        current = EditedTree(tree, {path: one.after for path, one in done.items()})
        corrected = [_corrected(current, path, faults) for path, faults in _by_path(current, scope).items()]
        changed = [one for one in corrected if one.faults]
        if not changed:
            break
        for one in changed:
            earlier = done.get(one.path)
            done[one.path] = earlier._replace(after=one.after, faults=earlier.faults + one.faults) if earlier else one
        scope = scope._replace(paths=[one.path for one in changed])
    return list(done.values())


def _by_path(tree: Tree, scope: Scope) -> dict[str, dict[Pointer, Fault]]:
    """Faults with a correction by file and pointer: of several at one place the first."""
    repository, _ = open_repository(tree, scope.agency_ids)
    settings = RuleSettings.read(repository.jurisdiction.rules)
    codes = tuple(code for code in RULES if scope.wants(code) and code not in settings.disabled)
    found: dict[str, dict[Pointer, Fault]] = {}
    for record in _records(repository, scope):
        fixable = [one for one in findings(codes, record, repository) if one.fault.fix]
        for fault in _not_waived(tree, fixable, settings, scope.today):
            found.setdefault(fault.place.path, {}).setdefault(fault.place.pointer, fault)
    return found


def _records(repository: Repository, scope: Scope) -> Iterator[Record]:
    yield from (record for record in records_in_memory(repository) if scope.covers(record.path))
    for path in case_log_paths(repository.tree) if scope.needs_cases else ():
        if scope.covers(path):
            record = load_case_log(repository, path).record
            if record:
                yield record


def _not_waived(tree: Tree, found: Sequence[Finding], settings: RuleSettings, today: str) -> Iterator[Fault]:
    """Faults of the findings of one file; which item or case they stand in is asked only where waivers are."""
    if not settings.waivers:
        yield from (one.fault for one in found)
        return
    for one, diagnostic in zip(found, diagnose(tree, found), strict=True):
        if any(accepted([diagnostic], settings, today)):
            yield one.fault


def _corrected(tree: Tree, path: str, faults: Mapping[Pointer, Fault]) -> Correction:
    before = tree.read(path)
    after, pointers = replaced(before, {pointer: fault.fix for pointer, fault in faults.items()}, parse)
    return Correction(path, before, after, tuple(fault for pointer, fault in faults.items() if pointer in pointers))
