"""A repository without its cases: jurisdiction, agencies and checklists; case logs are streamed by `load`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

from rouxing.errors import NotFound
from rouxing.files.tree import Tree
from rouxing.model.agencies import Agency, Jurisdiction
from rouxing.model.checklists import Checklist, Item
from rouxing.model.filings import Feedback, Opinion, Receipt, Receipts
from rouxing.model.laws import Library
from rouxing.terms import AGENCY_FILE, CHECKLISTS_FOLDER, FEEDBACK_FILE, FILINGS_FILE, ListKind


class Then(NamedTuple):
    """A list as it was on a day."""

    known: bool
    """Whether the past of the list can be read that far."""
    checklist: Checklist | None = None
    """None where no list was in force."""


class Past(Protocol):
    """The lists as they were, by git: asked only where a case is older than the list that stands now."""

    def then(self, path: str, date: str) -> Then:
        """The list in force on an ISO date."""

    def digest(self, path: str) -> str:
        """A text that changes whenever an answer about this list does."""


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
    library: Library = Library()
    """What is known of laws: what the tool brings, and what the agency added."""
    past: Past | None = None
    """The lists as they were; None where no history is at hand."""

    registers: Mapping[str, Receipts | Feedback] = MappingProxyType({})
    """Receipts of filings and feedback by the path of their file."""

    def receipts(self, agency_id: str) -> Mapping[str, Receipt]:
        """The receipts of an agency's filings by tag."""
        found = self.registers.get(f"{CHECKLISTS_FOLDER}/{agency_id}/{FILINGS_FILE}")
        return found.by_tag if isinstance(found, Receipts) else {}

    def opinions(self, agency_id: str) -> tuple[Opinion, ...]:
        """What an agency put, or is to put, to its superior about items."""
        found = self.registers.get(f"{CHECKLISTS_FOLDER}/{agency_id}/{FEEDBACK_FILE}")
        return found.opinions if isinstance(found, Feedback) else ()

    def agency(self, name: str) -> Agency:
        """The agency with this id, full name or short name. Raises NotFound."""
        for agency in self.agencies.values():
            if agency.answers_to(name):
                return agency
        broken = self.unsound_agencies
        if f"{CHECKLISTS_FOLDER}/{name}/{AGENCY_FILE}" in broken:
            path = f"{CHECKLISTS_FOLDER}/{name}/{AGENCY_FILE}"
            raise NotFound(f"{path} 没有通过校验，不知道是哪个单位；请先运行 rouxing check {path}")
        known = "、".join(f"{one.id}（{one.short_name}）" for one in self.agencies.values()) or "（没有任何单位）"
        hint = f"；{'、'.join(broken)} 没有通过校验，不在其中，请先运行 rouxing check" if broken else ""
        raise NotFound(f"没有名为“{name}”的单位；现有：{known}{hint}")

    @property
    def unsound_agencies(self) -> tuple[str, ...]:
        """Paths of the `agency.yaml` that failed: agencies nothing else is known of."""
        return tuple(sorted(path for path in self.unsound if path.endswith(f"/{AGENCY_FILE}")))

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

    def then(self, agency_id: str, kind: ListKind, date: str) -> Then:
        """The list in force on an ISO date: the one that stands now, from its 施行日期 on, or an earlier one."""
        now = self.checklist(agency_id, kind)
        if now and now.effective <= date:
            return Then(known=True, checklist=now)
        if now and now.version == 1:
            return Then(known=True)
        past = self.past and self.past.then(f"{CHECKLISTS_FOLDER}/{agency_id}/{kind.file_name}", date)
        return past or Then(known=False)
