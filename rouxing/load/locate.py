"""Faults → findings: lines and columns are resolved here, once per file, and only for files with faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from rouxing.diagnostics import Diagnostic, Fault, Place, Spot, json_pointer
from rouxing.errors import UnreadableFile
from rouxing.files.tree import Tree
from rouxing.law.identity import masked
from rouxing.load.parse import Flaw, decode
from rouxing.terms import Level


class Finding(NamedTuple):
    """A fault with the rule that found it."""

    code: str
    level: Level
    fault: Fault


def diagnose(tree: Tree, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    """Findings with positions; one reference pass per file."""
    by_path = sorted(findings, key=lambda finding: finding.fault.place.path)
    for path, group in groupby(by_path, key=lambda finding: finding.fault.place.path):
        document = _Document.read(tree, path)
        for finding in group:
            yield document.diagnostic(finding)


def flaw_diagnostic(path: str, flaw: Flaw) -> Diagnostic:
    """The finding for a file that does not parse; the flaw brings its own position."""
    return Diagnostic(
        flaw.code,
        Level.ERROR,
        path,
        flaw.line,
        flaw.column,
        json_pointer(flaw.pointer),
        masked(flaw.message),
        masked(flaw.advice),
    )


class _Document(NamedTuple):
    """Positions and owners' names of one file."""

    path: str
    values: Mapping[tuple[str | int, ...], Spot]
    keys: Mapping[tuple[str | int, ...], Spot]
    data: Any

    @classmethod
    def read(cls, tree: Tree, path: str) -> _Document:
        from rouxing.load.reference import positions

        try:
            found = positions(decode(tree.read(path)))
        except (UnreadableFile, Flaw):
            return cls(path, {}, {}, None)
        return cls(path, found.values, found.keys, found.data)

    def diagnostic(self, finding: Finding) -> Diagnostic:
        place = finding.fault.place
        spot = self._spot(place)
        return Diagnostic(
            finding.code,
            finding.level,
            place.path,
            spot.line,
            spot.column,
            json_pointer(place.pointer),
            masked(finding.fault.message),
            masked(finding.fault.advice),
            item=self._owner(place, "事项", "编码"),
            case=self._owner(place, "案件", "案号"),
        )

    def _spot(self, place: Place) -> Spot:
        """The place's own position, or that of the nearest value around it."""
        pointer = place.pointer
        if place.of_key and pointer in self.keys:
            return self.keys[pointer]
        while pointer and pointer not in self.values:
            pointer = pointer[:-1]
        return self.values.get(pointer, Spot(1, 1))

    def _owner(self, place: Place, rows: str, name: str) -> str | None:
        """Name of the item or case that a place lies in."""
        if place.pointer[:1] != (rows,) or len(place.pointer) < 2:
            return None
        try:
            owner = self.data[rows][place.pointer[1]][name]
        except (TypeError, KeyError, IndexError):  # the file is not what it should be: that is the finding
            return None
        return masked(owner) if isinstance(owner, str) else None
