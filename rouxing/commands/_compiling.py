"""The figures of one period, from the files as they are now or from a commit, for `rouxing report`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from rouxing.commands._asking import today
from rouxing.commands._machine import opened_cache, processors
from rouxing.commands._repository import warn
from rouxing.counting import counted
from rouxing.diagnostics import Diagnostic
from rouxing.errors import NotFound, UnreadableFile
from rouxing.files.tree import FolderTree, Tree
from rouxing.load import open_repository
from rouxing.model import Repository
from rouxing.statistics import Check, Figures, Period, figures, years
from rouxing.terms import CASES_FOLDER, CHECKLISTS_FOLDER, SETTINGS_FILE

if TYPE_CHECKING:
    from rouxing.files.cache import Cache
    from rouxing.statistics.filed import Filed

_UNCOMMITTED: Final = "+未提交的改动"
"""After the commit's id where the files are no longer those of the commit."""


_READABLE: Final = frozenset({".xlsx", ".xlsm", ".json"})
_OTHERS: Final = frozenset({".xls", ".docx", ".html", ".csv", ".pdf", ".et"})
"""Suffixes of files that no version is called by."""


class Asked(NamedTuple):
    """What is to be counted, and what it is to be compared with."""

    period: Period
    agencies: Sequence[str]
    """Names; () for all."""
    rev: str
    reconcile: bool
    against: str
    """A filed report's file, or a version; "" where there is none."""


class Compiled(NamedTuple):
    """Figures with what they rest on; the evidence can be read while `compiled` is open."""

    repository: Repository
    figures: Figures
    unsound: Sequence[Diagnostic]
    evidence: str
    """Digest of the acts behind the figures."""
    cache: Cache | None
    is_empty: bool
    """There is no case of that year at all."""


@contextmanager
def compiled(root: Path, asked: Asked) -> Iterator[Compiled]:
    """Annex 5 as asked for. Raises NotFound where there are no cases of that year, and none are to be expected."""
    with _opened(root, asked.rev) as (tree, revision), _counted(root, tree, asked) as found:
        result = replace(found.figures, revision=revision)
        if asked.reconcile or asked.against:
            result = replace(result, checks=tuple(_checks(root, found, asked)))
        yield found._replace(figures=result)


@contextmanager
def _opened(root: Path, rev: str) -> Iterator[tuple[Tree, str | None]]:
    """The files as they are now or in a commit, with the id of the commit they stand on; None outside git."""
    from rouxing.history.branch import changed_paths
    from rouxing.history.git import Git, HistoryUnavailable
    from rouxing.history.tree import CommitTree

    with Git(root) as git:
        if rev:
            past = CommitTree(git, rev)
            yield past, past.commit
            return
        tree = FolderTree(root)
        try:
            head = git.head()
            edited = changed_paths(git, "HEAD", tree, (SETTINGS_FILE, CHECKLISTS_FOLDER, CASES_FOLDER))
        except HistoryUnavailable:
            yield tree, None
            return
        if edited:
            warn([f"注意：有 {len(edited)} 个文件的改动还没有提交，报表按改动后的内容编制，与提交 {head[:7]} 不同"])
        yield tree, f"{head}{_UNCOMMITTED if edited else ''}"


@contextmanager
def _counted(root: Path, tree: Tree, asked: Asked) -> Iterator[Compiled]:
    repository, unsound = open_repository(tree)
    period = asked.period
    agencies = [repository.agency(name) for name in asked.agencies]
    ids: list[str | None] = [*dict.fromkeys(agency.id for agency in agencies)] or [None]
    jobs = processors() if isinstance(tree, FolderTree) else 1  # one git answers one process
    with opened_cache(root) as cache:
        count = counted(repository, ids, cache, jobs)
        found = replace(figures(repository, count.tally, period, agencies), evidence=count.acts)
        known = years(tree)
        told = any(found.total) or any(one.date for one in found.uncounted)
        is_empty = f"{period.year:04}" not in known and not told
        if is_empty and not _may_be_empty(repository, period):
            existing = f"现有：{'、'.join(known)}" if known else f"{CASES_FOLDER}/ 下还没有任何案件"
            raise NotFound(f"没有 {period.year} 年的案件记录；{existing}")
        yield Compiled(repository, found, unsound, count.acts.digest, cache, is_empty)


def _may_be_empty(repository: Repository, period: Period) -> bool:
    """Whether nothing may have happened: lists were in force, and the period has begun. Then 0 is to be reported."""
    in_force = any(one.effective <= period.end for one in repository.checklists.values())
    return in_force and period.months[0].key <= today().isoformat()


def _checks(root: Path, found: Compiled, asked: Asked) -> Iterator[Check]:
    from rouxing.statistics.reconciliation import against, checks

    if asked.reconcile:
        ours = {row.agency_id for row in found.figures.rows}
        agencies = [agency for agency in found.repository.agencies.values() if agency.id in ours]
        yield from checks(found.repository, found.figures, agencies)
    if asked.against:
        filed, part = _filed(root, asked), bool(asked.agencies)
        if filed.period == asked.period:
            yield against(filed, found.figures, part=part)
        else:
            with _counted(root, found.repository.tree, asked._replace(period=filed.period)) as then:
                yield against(filed, then.figures, part=part)


def _filed(root: Path, asked: Asked) -> Filed:
    """The report in a file, or the one that a version gives for the period."""
    from rouxing.statistics.filed import of_figures, read_filed

    path = Path(asked.against)
    suffix = path.suffix.lower()
    if suffix in _READABLE and path.is_file():
        try:
            return read_filed(path.name, path.read_bytes())
        except (OSError, UnreadableFile) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise UnreadableFile(f"{asked.against} 不能用来核对：{reason}") from None
    if suffix in _OTHERS and path.is_file():
        raise UnreadableFile(f"{asked.against} 不能用来核对：只认报出的 xlsx、json 文件；旧的 .xls 请另存为 .xlsx")
    if suffix in _READABLE | _OTHERS:
        raise NotFound(f"没有文件 {asked.against}；--against 后面写报出的 xlsx、json 文件，或者 git 版本")
    with _opened(root, asked.against) as (tree, _), _counted(root, tree, asked) as then:
        return of_figures(f"版本 {asked.against}", then.figures)
