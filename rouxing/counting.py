"""Case logs counted one by one: in this process or in several, from the files or from counts kept earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from rouxing.archive import FEW_FILES, Archive, Basis, context, results
from rouxing.files.cache import Cache
from rouxing.files.tree import WatchedTree
from rouxing.load import case_log_paths, load_case_log
from rouxing.model import CaseLog, Repository
from rouxing.statistics import Tally, Uncounted, booked, merged, packed, unpacked, unreadable
from rouxing.statistics.figures import Evidence


class Counted(NamedTuple):
    """The tally of one case log."""

    path: str
    tally: Tally
    basis: Basis
    acts: str
    """The acts behind the counts, packed; "" where they must be asked of the cache."""


class Teller(NamedTuple):
    """Everything a count depends on besides the log itself."""

    repository: Repository

    def look(self, path: str) -> Counted:
        """Load one log and count it."""
        loaded = load_case_log(self.repository, path)
        tree = WatchedTree(self.repository.tree)
        if isinstance(loaded.record, CaseLog):
            found, acts = booked(tree, loaded.record)
        else:
            found, acts = unreadable(path, next(iter(loaded.diagnostics), None)), []
        return Counted(path, found, Basis(tree.answers, {}), packed(acts))


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of all counted logs, one log in memory at a time; may be gone through more than once."""

    teller: Teller
    logs: tuple[tuple[str, str], ...]
    """Path and packed acts; "" where they must be asked of the archive."""
    archive: Archive[Counted] | None = None

    def __iter__(self) -> Iterator[Evidence]:
        """One log after the other, in the order of their paths."""
        for path, acts in self.logs:
            text = acts or (self.archive.detail(path) if self.archive else "")
            yield Evidence(path, tuple(unpacked(text or self.teller.look(path).acts)))


class Count(NamedTuple):
    """What was counted, and what it rests on."""

    tally: Tally
    acts: Acts


def counted(
    repository: Repository, agency_ids: Iterable[str | None], cache: Cache | None = None, jobs: int = 1
) -> Count:
    """The counts of these agencies (None: of all) for every period.

    The logs of all years are read: an act counts by its own date, wherever its case was opened.
    """
    paths = [path for agency_id in agency_ids for path in case_log_paths(repository.tree, agency_id)]
    archive = None
    if cache is not None and len(paths) > FEW_FILES:
        archive = Archive(cache, "统计", context(repository.tree), _packed, _unpacked)
    teller = Teller(repository)
    found = results(teller.look, repository.tree, paths, archive, jobs)
    logs = tuple((one.path, one.acts) for one in found if one.tally.counts or one.acts)
    return Count(merged(one.tally for one in found), Acts(teller, logs, archive))


def tallied(
    repository: Repository, agency_ids: Iterable[str | None], cache: Cache | None = None, jobs: int = 1
) -> Tally:
    """The counts alone."""
    return counted(repository, agency_ids, cache, jobs).tally


def _packed(one: Counted) -> tuple[Any, str]:
    return [[[*key, amount] for key, amount in one.tally.counts.items()], one.tally.uncounted], one.acts


def _unpacked(path: str, basis: Basis, data: Any) -> Counted:
    counts, uncounted = data
    amounts = {(agency_id, period, column): amount for agency_id, period, column, amount in counts}
    return Counted(path, Tally(amounts, tuple(Uncounted(*one) for one in uncounted)), basis, "")
