"""What must be compared across case logs: a small fact sheet per case, so that no log stays in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from rouxing.diagnostics import Place
from rouxing.model.cases import Case, CaseLog


class CaseFacts(NamedTuple):
    """One case: plain texts only, so that sheets travel between processes and into the cache."""

    number: str
    date: str
    party: str
    """The party's identity number, or its digest; "" where there is none on file."""
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


class Ledger(NamedTuple):
    """The cases of all agencies, as far as their logs are sound: fact sheets by the path of the log."""

    logs: Mapping[str, Sequence[CaseFacts]]
    incomplete: frozenset[str] = frozenset()
    """Agencies with a log that failed: the numbers it holds are unknown, not skipped."""
    undecided: frozenset[str] = frozenset()
    """Paths of lists with older cases whose past is not at hand."""

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


def facts(log: CaseLog, kept: bool = False) -> tuple[CaseFacts, ...]:
    """The fact sheets of one log; for sheets that are kept on disk, parties are known by a digest only."""
    return tuple(_sheet(case, kept) for case in log.cases)


def _sheet(case: Case, kept: bool) -> CaseFacts:
    identity = case.party.identity if case.party else ""
    return CaseFacts(
        case.number,
        case.date,
        _digest(identity) if kept and identity else identity,
        tuple(f"{one.data['清单']}/{one.code}" for one in case.leniencies),
        tuple(one.number for one in case.documents),
    )


def _digest(identity: str) -> str:
    from hashlib import blake2b

    return blake2b(identity.encode(), digest_size=8).hexdigest()


SERIES: Final = re.compile(r"(.*〔[0-9]{4}〕)第?0*([1-9][0-9]{0,8})号")
"""A number within a series: agency's sign, year, running number."""


class Summary(NamedTuple):
    """The numbers of one log as ranges: enough to see that nothing is wrong, without looking at every case."""

    series: Mapping[str, Sequence[tuple[int, int]]]
    """Runs of consecutive numbers (first, last) by kind and series; a number used twice begins a new run."""
    texts: Sequence[str]
    """Numbers outside any series, and party with item of every 处理: none may occur twice."""


def summary(cases: Sequence[CaseFacts]) -> Summary:
    """The summary of one log."""
    numbers: dict[str, list[int]] = {}
    texts: list[str] = []
    for case in cases:
        for kind, number in (("案", case.number), *(("文", one) for one in case.documents)):
            parts = SERIES.fullmatch(number)
            if parts:
                numbers.setdefault(kind + parts[1], []).append(int(parts[2]))
            else:
                texts.append(kind + number)
        if case.party:
            texts += (f"{case.party} {item}" for item in case.items)
    return Summary({name: _runs(sorted(found)) for name, found in numbers.items()}, texts)


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def suspects(summaries: Mapping[str, Summary]) -> frozenset[str]:
    """Agencies whose numbers or parties need a closer look; every other agency is without fault across its logs."""
    runs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    seen: dict[str, set[str]] = {}
    doubtful: set[str] = set()
    for path, one in summaries.items():
        agency_id = path.split("/")[1]
        texts = seen.setdefault(agency_id, set())
        known = len(texts)
        texts.update(one.texts)
        if len(texts) != known + len(one.texts):
            doubtful.add(agency_id)
        for name, found in one.series.items():
            runs.setdefault((agency_id, name), []).extend(found)
    for (agency_id, _name), ranges in runs.items():
        ranges.sort()
        if any(later[0] != earlier[1] + 1 for earlier, later in pairwise(ranges)):
            doubtful.add(agency_id)
    return frozenset(doubtful)
