"""What must be compared across case logs: one small fact sheet per case, so that no log stays in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rouxing.diagnostics import Place
from rouxing.model.cases import CaseLog


class DocumentFacts(NamedTuple):
    """Number and place of one document."""

    number: str
    place: Place


class CaseFacts(NamedTuple):
    """Number, place and documents of one case."""

    agency_id: str
    number: str
    place: Place
    documents: tuple[DocumentFacts, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The cases of all agencies, as far as their logs are sound."""

    cases: Sequence[CaseFacts]


def facts(log: CaseLog) -> Iterator[CaseFacts]:
    """The fact sheets of one log."""
    for case in log.cases:
        documents = tuple(DocumentFacts(one.number, one.at("文号")) for one in case.documents)
        yield CaseFacts(log.agency_id, case.number, case.at("案号"), documents)
