"""Case logs counted one by one: in this process or in several, from the files or from counts kept earlier."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from rouxing.archive import FEW_FILES, Archive, Basis, context, results
from rouxing.files.cache import Cache
from rouxing.files.tree import WatchedTree
from rouxing.load import case_log_paths, load_case_log
from rouxing.model import CaseLog, Repository
from rouxing.statistics import Tally, Uncounted, merged, tally, unreadable


class Counted(NamedTuple):
    """The tally of one case log."""

    path: str
    tally: Tally
    basis: Basis


class Teller(NamedTuple):
    """Everything a count depends on besides the log itself."""

    repository: Repository

    def look(self, path: str) -> Counted:
        """Load one log and count it."""
        loaded = load_case_log(self.repository, path)
        tree = WatchedTree(self.repository.tree)
        if isinstance(loaded.record, CaseLog):
            found = tally(tree, loaded.record)
        else:
            found = unreadable(path, next(iter(loaded.diagnostics), None))
        return Counted(path, found, Basis(tree.answers, {}))


def tallied(
    repository: Repository, agency_ids: Iterable[str | None], cache: Cache | None = None, jobs: int = 1
) -> Tally:
    """The counts of these agencies (None: of all) for every period.

    The logs of all years are read: an act counts by its own date, wherever its case was opened.
    """
    paths = [path for agency_id in agency_ids for path in case_log_paths(repository.tree, agency_id)]
    archive = None
    if cache is not None and len(paths) > FEW_FILES:
        archive = Archive(cache, "统计", context(repository.tree), _packed, _unpacked)
    found = results(Teller(repository).look, repository.tree, paths, archive, jobs)
    return merged(one.tally for one in found)


def _packed(one: Counted) -> tuple[Any, str]:
    return [[[*key, amount] for key, amount in one.tally.counts.items()], one.tally.uncounted], ""


def _unpacked(path: str, basis: Basis, data: Any) -> Counted:
    counts, uncounted = data
    amounts = {(agency_id, period, column): amount for agency_id, period, column, amount in counts}
    return Counted(path, Tally(amounts, tuple(Uncounted(*one) for one in uncounted)), basis)
