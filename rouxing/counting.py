"""Case logs counted one by one: in this process or in several, from the files or from counts kept earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
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
    digest: str
    """Of the packed acts."""


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
        text = packed(acts)
        return Counted(path, found, Basis(tree.answers, {}), text, blake2b(text.encode(), digest_size=8).hexdigest())


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of all counted logs, one log in memory at a time; may be gone through more than once."""

    teller: Teller
    logs: tuple[Counted, ...]
    archive: Archive[Counted] | None = None

    def __iter__(self) -> Iterator[Evidence]:
        """One log after the other, in the order of their paths."""
        for one in self.logs:
            text = one.acts or (self.archive.detail(one.path) if self.archive else "")
            yield Evidence(one.path, tuple(unpacked(text or self.teller.look(one.path).acts)))

    @property
    def digest(self) -> str:
        """The same for the same acts of the same logs."""
        return blake2b(repr([(one.path, one.digest) for one in self.logs]).encode(), digest_size=16).hexdigest()


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
    logs = tuple(one for one in found if one.tally.counts or one.acts)
    return Count(merged(one.tally for one in found), Acts(teller, logs, archive))


def tallied(
    repository: Repository, agency_ids: Iterable[str | None], cache: Cache | None = None, jobs: int = 1
) -> Tally:
    """The counts alone."""
    return counted(repository, agency_ids, cache, jobs).tally


def _packed(one: Counted) -> tuple[Any, str]:
    tally = one.tally
    tables = [[*key, amount] for key, amount in tally.counts.items()], [[*key, n] for key, n in tally.acts.items()]
    return [*tables, tally.uncounted, one.digest], one.acts


def _unpacked(path: str, basis: Basis, data: Any) -> Counted:
    counts, acts, uncounted, digest = data
    tally = Tally(
        {(agency_id, period, column): amount for agency_id, period, column, amount in counts},
        tuple(Uncounted(*one) for one in uncounted),
        {(agency_id, period): amount for agency_id, period, amount in acts},
    )
    return Counted(path, tally, basis, "", digest)
