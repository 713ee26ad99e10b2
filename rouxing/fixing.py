"""Corrections that are beyond doubt, written into the files as people typed them."""

from __future__ import annotations

from typing import NamedTuple

from rouxing.check import Scope, accepted, records_in_memory
from rouxing.diagnostics import Fault
from rouxing.examination import findings
from rouxing.files.tree import Tree
from rouxing.files.yaml_text import replaced
from rouxing.load import diagnose, open_repository
from rouxing.load.parse import parse
from rouxing.rules import RULES
from rouxing.settings import RuleSettings


class Correction(NamedTuple):
    """One file before and after, and the places that change."""

    path: str
    before: bytes
    after: bytes
    faults: tuple[Fault, ...]


def corrections(tree: Tree, scope: Scope) -> list[Correction]:
    """What can be corrected within the scope; waived findings stay. Raises Refused where an edit is not safe."""
    repository, _ = open_repository(tree)
    settings = RuleSettings.read(repository.jurisdiction.rules)
    codes = tuple(code for code in RULES if scope.wants(code) and code not in settings.disabled)
    by_path: dict[str, list[Fault]] = {}
    for record in records_in_memory(repository):
        for finding in findings(codes, record, repository):
            place = finding.fault.place
            wanted = finding.fault.fix and scope.covers(place.path)
            if wanted and any(accepted(diagnose(tree, [finding]), settings, scope.today)):
                by_path.setdefault(place.path, []).append(finding.fault)
    return [_corrected(tree, path, faults) for path, faults in by_path.items()]


def _corrected(tree: Tree, path: str, faults: list[Fault]) -> Correction:
    before = after = tree.read(path)
    kept: dict[tuple[str | int, ...], Fault] = {}
    for fault in faults:  # a place with two faults is corrected once; the next run corrects the rest
        if kept.setdefault(fault.place.pointer, fault) is fault:
            after = replaced(after, fault.place.pointer, fault.fix, parse)
    return Correction(path, before, after, tuple(kept.values()))
