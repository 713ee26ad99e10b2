"""A repository without its cases: jurisdiction, agencies and checklists; case logs are streamed by `load`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from rouxing.errors import NotFound
from rouxing.files.tree import Tree
from rouxing.model.agencies import Agency, Jurisdiction
from rouxing.model.checklists import Checklist, Item
from rouxing.terms import CHECKLISTS_FOLDER, ListKind


class Repository(NamedTuple):
    """What every rule, document and statistic may look up. Holds only files that passed their schema."""

    tree: Tree
    jurisdiction: Jurisdiction
    agencies: Mapping[str, Agency] = MappingProxyType({})
    checklists: Mapping[str, Checklist] = MappingProxyType({})
    unsound: frozenset[str] = frozenset()
    """Paths of files that failed: what they would have said is unknown, not absent."""
    own_schemas: Mapping[str, str] = MappingProxyType({})
    """Texts of the repository's own schemas by name, where they differ from the packaged ones."""

    def agency(self, name: str) -> Agency:
        """The agency with this id, full name or short name. Raises NotFound."""
        for agency in self.agencies.values():
            if agency.answers_to(name):
                return agency
        known = "、".join(f"{one.id}（{one.short_name}）" for one in self.agencies.values()) or "（没有任何单位）"
        raise NotFound(f"没有名为“{name}”的单位；现有：{known}")

    def checklist(self, agency_id: str, kind: ListKind) -> Checklist | None:
        """One of the four lists of an agency, or None where it has none."""
        return self.checklists.get(f"{CHECKLISTS_FOLDER}/{agency_id}/{kind.file_name}")

    def checklists_of(self, agency_id: str) -> tuple[Checklist, ...]:
        """The lists of an agency in the order of annexes 1–4."""
        found = (self.checklist(agency_id, kind) for kind in ListKind)
        return tuple(checklist for checklist in found if checklist is not None)

    def item(self, agency_id: str, kind: ListKind, code: str) -> Item | None:
        """The item with this code in the agency's list as it stands now."""
        checklist = self.checklist(agency_id, kind)
        return checklist.by_code.get(code) if checklist else None
