"""What must be compared across case logs: a small fact sheet per case, so that no log stays in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rouxing.diagnostics import Place
from rouxing.model.cases import Case, CaseLog


class CaseFacts(NamedTuple):
    """One case: plain texts only, so that sheets travel between processes and into the cache."""

    number: str
    date: str
    party: str
    """Digest of the party's identity number; "" where there is none on file."""
    items: tuple[str, ...]
    """`清单/编码` of every 处理."""
    documents: tuple[str, ...]
    """文号 of every 文书."""


class Entry(NamedTuple):
    """A number or an item of one case, with the place where it is written."""

    agency_id: str
    text: str
    case: CaseFacts
    place: Place


@dataclass(frozen=True, slots=True)
class Ledger:
    """The cases of all agencies, as far as their logs are sound: fact sheets by the path of the log."""

    logs: Mapping[str, Sequence[CaseFacts]]

    def case_numbers(self) -> Iterator[Entry]:
        """案号 of every case."""
        for path, index, agency_id, case in self._cases():
            yield Entry(agency_id, case.number, case, Place(path, ("案件", index, "案号")))

    def document_numbers(self) -> Iterator[Entry]:
        """文号 of every document."""
        for path, index, agency_id, case in self._cases():
            for position, number in enumerate(case.documents):
                yield Entry(agency_id, number, case, Place(path, ("案件", index, "文书", position, "文号")))

    def items(self) -> Iterator[Entry]:
        """`清单/编码` of every 处理 given to a party with a known identity."""
        for path, index, agency_id, case in self._cases():
            for position, item in enumerate(case.items if case.party else ()):
                yield Entry(agency_id, item, case, Place(path, ("案件", index, "处理", position, "编码")))

    def _cases(self) -> Iterator[tuple[str, int, str, CaseFacts]]:
        for path, cases in self.logs.items():
            agency_id = path.split("/")[1]
            for index, case in enumerate(cases):
                yield path, index, agency_id, case


def facts(log: CaseLog) -> tuple[CaseFacts, ...]:
    """The fact sheets of one log."""
    return tuple(_sheet(case) for case in log.cases)


def _sheet(case: Case) -> CaseFacts:
    identity = case.party.identity if case.party else ""
    return CaseFacts(
        case.number,
        case.date,
        hashlib.blake2b(identity.encode(), digest_size=8).hexdigest() if identity else "",
        tuple(f"{one.data['清单']}/{one.code}" for one in case.leniencies),
        tuple(one.number for one in case.documents),
    )
