"""Run rules over a repository: select, level, waive, sort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rouxing.diagnostics import Diagnostic, Outcome, ordered
from rouxing.files.tree import Tree
from rouxing.load import Finding, case_logs, diagnose, open_repository
from rouxing.model import CaseLog, Checklist, Record, Repository
from rouxing.model.ledger import CaseFacts, Ledger, facts
from rouxing.rules import RULES, Rule
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


def check(tree: Tree, scope: Scope) -> Outcome:
    """Every finding of the scope, in order. Raises UnreadableRepository where there is no repository."""
    repository, diagnostics = open_repository(tree)
    settings = RuleSettings.read(repository.jurisdiction.rules)
    rules = [RULES[code] for code in RULES if scope.wants(code) and code not in settings.disabled]
    run = _Run(repository, rules, scope, settings)
    run.diagnostics += diagnostics
    run.look_at_lists()
    if scope.needs_cases:
        run.look_at_cases()
    return run.outcome()


class _Run:
    """One run: findings gather here while the repository is walked once."""

    def __init__(self, repository: Repository, rules: Sequence[Rule], scope: Scope, settings: RuleSettings) -> None:
        self._repository = repository
        self._rules = rules
        self._scope = scope
        self._settings = settings
        self._findings: list[Finding] = []
        self.diagnostics: list[Diagnostic] = []
        self._files: set[str] = set()
        self._items = 0
        self._cases = 0

    def look_at_lists(self) -> None:
        """Settings, agencies and checklists, which are in memory already."""
        repository = self._repository
        self._files.update(path for path in repository.unsound if self._scope.covers(path))
        records: list[Record] = [*repository.agencies.values(), *repository.checklists.values()]
        if SETTINGS_FILE not in repository.unsound:
            records.append(repository.jurisdiction)
        for record in records:
            if self._scope.covers(record.path):
                self._files.add(record.path)
                self._items += len(record.items) if isinstance(record, Checklist) else 0
                self._apply(record)

    def look_at_cases(self) -> None:
        """All case logs, one in memory at a time; numbers are compared across them at the end."""
        sheets: dict[str, Sequence[CaseFacts]] = {}
        for loaded in case_logs(self._repository):
            self.diagnostics += loaded.diagnostics
            if self._scope.covers(loaded.path):
                self._files.add(loaded.path)
            if isinstance(loaded.record, CaseLog):
                sheets[loaded.path] = facts(loaded.record)
                if self._scope.covers(loaded.path):
                    self._cases += len(loaded.record.cases)
                    self._apply(loaded.record)
        self._apply(Ledger(sheets))

    def _apply(self, subject: Record | Ledger) -> None:
        for rule in self._rules:
            if isinstance(subject, rule.subject):
                found = rule.find(subject, self._repository)
                self._findings += (Finding(rule.code, fault.level or rule.level, fault) for fault in found)

    def outcome(self) -> Outcome:
        """Findings in scope, levelled, without what is waived."""
        findings = [one for one in self._findings if self._scope.covers(one.fault.place.path)]
        found = [one for one in self.diagnostics if self._scope.covers(one.path) and self._scope.wants(one.code)]
        found += diagnose(self._repository.tree, findings)
        return Outcome(ordered(self._accepted(found)), len(self._files), self._items, self._cases)

    def _accepted(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        waivers, levels = self._settings.waivers, self._settings.levels
        for one in diagnostics:
            where = (one.code, one.path, one.item, one.case, self._scope.today)
            if not any(waiver.accepts(*where) for waiver in waivers):
                level = levels.get(one.code)
                yield replace(one, level=Level(level)) if level else one
