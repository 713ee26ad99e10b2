"""Run rules over a repository: select, level, waive, sort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rouxing.diagnostics import Diagnostic, Outcome, ordered
from rouxing.examination import FEW_FILES, Archive, Examiner, examine_all, findings, ledger
from rouxing.files.cache import Cache
from rouxing.files.tree import Tree
from rouxing.load import Finding, case_log_paths, diagnose, open_repository
from rouxing.model import Checklist, Record, Repository
from rouxing.rules import RULES
from rouxing.settings import RuleSettings
from rouxing.terms import CASES_FOLDER, SETTINGS_FILE, Level

VALIDATE = ("RX0", "RX1")
LINT = ("RX0", "RX2", "RX3", "RX4", "RX5", "RX6")
CHECK = ("RX",)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for: rule families, codes added or taken away, paths, and the day waivers are judged by."""

    families: Sequence[str]
    today: str
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    paths: Sequence[str] = ()
    """Repository-relative files or folders; none means everything."""

    def wants(self, code: str) -> bool:
        """Whether findings of this code are asked for. RX0 cannot be ignored: an unread file is not a clean one."""
        if code.startswith("RX0"):
            return True
        chosen = self.select or self.families
        return code.startswith(tuple(chosen)) and code.startswith(tuple(self.families)) and not self._ignored(code)

    def _ignored(self, code: str) -> bool:
        return bool(self.ignore) and code.startswith(tuple(self.ignore))

    def covers(self, path: str) -> bool:
        """Whether findings in this file are asked for."""
        return not self.paths or any(path == one or path.startswith(f"{one}/") for one in self.paths)

    @property
    def needs_cases(self) -> bool:
        """Whether any case log can be in scope."""
        return not self.paths or any(one.split("/")[0] == CASES_FOLDER for one in self.paths)


def check(tree: Tree, scope: Scope, cache: Cache | None = None, jobs: int = 1) -> Outcome:
    """Every finding of the scope, in order. Raises UnreadableRepository where there is no repository."""
    repository, diagnostics = open_repository(tree)
    settings = RuleSettings.read(repository.jurisdiction.rules)
    codes = tuple(code for code in RULES if scope.wants(code) and code not in settings.disabled)
    lists = [record for record in _lists(repository) if scope.covers(record.path)]
    examiner = Examiner(repository, codes)
    paths = list(case_log_paths(tree)) if scope.needs_cases else []
    archive = Archive(cache, " ".join(codes), examiner.context) if cache and len(paths) > FEW_FILES else None
    logs = examine_all(examiner, paths, archive, jobs)
    found: list[Finding] = [one for record in lists for one in findings(codes, record, repository)]
    found += findings(codes, ledger(repository, logs, archive), repository)
    diagnostics += diagnose(tree, (one for one in found if scope.covers(one.fault.place.path)))
    diagnostics += (diagnostic for log in logs for diagnostic in log.diagnostics)
    inside = [one for one in diagnostics if scope.covers(one.path) and scope.wants(one.code)]
    covered = [log for log in logs if scope.covers(log.path)]
    looked = {record.path for record in lists} | {log.path for log in covered}
    looked.update(path for path in repository.unsound if scope.covers(path))
    return Outcome(
        ordered(_accepted(inside, settings, scope.today)),
        files=len(looked),
        paths=sorted(looked),
        items=sum(len(record.items) for record in lists if isinstance(record, Checklist)),
        cases=sum(log.cases for log in covered),
    )


def _lists(repository: Repository) -> list[Record]:
    """Settings, agencies and checklists: what is in memory already."""
    records: list[Record] = [*repository.agencies.values(), *repository.checklists.values()]
    return records if SETTINGS_FILE in repository.unsound else [*records, repository.jurisdiction]


def _accepted(diagnostics: Iterable[Diagnostic], settings: RuleSettings, today: str) -> Iterator[Diagnostic]:
    """Findings that are not waived, at the level the repository gives them."""
    for one in diagnostics:
        where = (one.code, one.path, one.item, one.case, today)
        if not any(waiver.accepts(*where) for waiver in settings.waivers):
            level = settings.levels.get(one.code)
            yield replace(one, level=Level(level)) if level else one
