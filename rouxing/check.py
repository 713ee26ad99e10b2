"""Run rules over a repository: select, level, waive, sort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rouxing.archive import FEW_FILES, results
from rouxing.diagnostics import Diagnostic, Outcome, Waived, json_pointer, ordered
from rouxing.examination import Examined, Examiner, archive, findings, ledger
from rouxing.files.cache import Cache
from rouxing.files.tree import YAML_SUFFIXES, Tree
from rouxing.law.identity import masked
from rouxing.load import case_log_paths, diagnose, open_repository
from rouxing.model import Checklist, Past, Record, Repository
from rouxing.rules import RULES
from rouxing.settings import Judged, RuleSettings, Waiver, Waivers
from rouxing.terms import CASES_FOLDER, CHECKLISTS_FOLDER, SETTINGS_FILE, Level

VALIDATE = ("RX0", "RX1")
LINT = ("RX0", "RX2", "RX3", "RX4", "RX5", "RX6")
CHECK = ("RX",)


class Scope(NamedTuple):
    """What is asked for: rule families, codes added or taken away, paths, and the day waivers are judged by."""

    families: Sequence[str]
    today: str
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    paths: Sequence[str] | None = None
    """Repository-relative files or folders; None means everything."""
    linked: Sequence[str] = ()
    """Folders where findings across files count too: what a changed file refers to may speak up elsewhere."""

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
        return self.paths is None or _within(path, self.paths)

    def covers_across(self, path: str) -> bool:
        """Whether findings that compare this file with others are asked for."""
        return self.covers(path) or _within(path, self.linked)

    def narrowed(self, changed: Iterable[str]) -> Scope:
        """Only what these changed files touch: themselves, what refers to them, everything for settings and schemas."""
        paths: set[str] = set()
        linked: set[str] = set()
        for path in changed:
            steps = path.split("/")
            if steps[0] not in {CHECKLISTS_FOLDER, CASES_FOLDER} or len(steps) < 3:
                return self  # settings, schemas and rules speak about every file
            cases = f"{CASES_FOLDER}/{steps[1]}"
            if steps[0] == CASES_FOLDER and steps[-1].endswith(YAML_SUFFIXES):
                paths.add(path)
                linked.add(cases)
            else:  # a list, an agency or a written record, which any case of the agency may refer to
                paths.update((f"{CHECKLISTS_FOLDER}/{steps[1]}", cases))
        if self.paths is not None:  # what a person named stays the outer bound
            linked = {one for one in linked if self.covers(one)} | {
                one for one in self.paths if _within(one, [*linked])
            }
        return self._replace(paths=sorted(filter(self.covers, paths)), linked=sorted(linked))

    def needs(self, log: str) -> bool:
        """Whether a case log must be read: numbers are compared within one agency."""
        if self.paths is None:
            return True
        agency = "/".join(log.split("/")[:2])
        asked = (*self.paths, *self.linked)
        return _within(agency, asked) or any(_within(one, (agency,)) for one in asked)

    @property
    def agency_ids(self) -> frozenset[str] | None:
        """The agencies whose files are asked for: one clerk's file needs no other agency's lists. None means all."""
        steps = [path.split("/") for path in self.paths or ()]
        whole = self.paths is None or any(len(one) < 2 or one[0] not in _BY_AGENCY for one in steps)
        return None if whole else frozenset(one[1] for one in steps)

    @property
    def needs_cases(self) -> bool:
        """Whether any case log can be in scope."""
        return self.paths is None or any(one.split("/")[0] == CASES_FOLDER for one in self.paths)


_BY_AGENCY: Final = frozenset({CHECKLISTS_FOLDER, CASES_FOLDER})


def _within(path: str, folders: Sequence[str]) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in folders)


def check(tree: Tree, scope: Scope, cache: Cache | None = None, jobs: int = 1, past: Past | None = None) -> Outcome:
    """Every finding of the scope, in order. Raises UnreadableRepository where there is no repository."""
    repository, diagnostics = open_repository(tree, scope.agency_ids)
    repository = repository._replace(past=past)
    settings = RuleSettings.read(repository.jurisdiction.rules)
    codes = tuple(code for code in RULES if scope.wants(code) and code not in settings.disabled)
    lists = [record for record in records_in_memory(repository) if scope.covers(record.path)]
    paths = [path for path in case_log_paths(tree) if scope.needs(path)] if scope.needs_cases else []
    examiner = Examiner(repository, codes, kept=cache is not None and len(paths) > FEW_FILES)
    kept = archive(cache, examiner) if cache and examiner.kept else None
    logs = results(examiner.examine, tree, paths, kept, jobs)
    diagnostics += (diagnostic for log in logs for diagnostic in log.diagnostics)
    inside = [one for one in diagnostics if scope.covers(one.path) and scope.wants(one.code)]
    inside += diagnose(tree, (one for record in lists for one in findings(codes, record, repository)))
    across = findings(codes, ledger(repository, logs, kept), repository)
    inside += diagnose(tree, (one for one in across if scope.covers_across(one.fault.place.path)))
    doubtful = sorted(set(_doubtful(diagnostics, logs)))
    if settings.waivers and scope.covers(SETTINGS_FILE):
        waivers = Waivers(list(_judged(inside, settings.waivers, codes, scope, doubtful)), scope.today)
        inside += diagnose(tree, findings(codes, waivers, repository))
    found = ordered(_levelled(inside, settings))
    covered = [log for log in logs if scope.covers(log.path)]
    looked = {record.path for record in lists} | {log.path for log in covered}
    looked.update(path for path in repository.unsound if scope.covers(path))
    return Outcome(
        [one for one in found if not _waiver(one, settings, scope.today)],
        files=len(looked),
        paths=sorted(looked),
        items=sum(len(record.items) for record in lists if isinstance(record, Checklist)),
        cases=sum(log.cases for log in covered),
        waived=list(_waived(found, settings, scope.today)),
        doubtful=doubtful,
        rules=codes,
    )


def records_in_memory(repository: Repository) -> list[Record]:
    """Settings, agencies, checklists and added laws: what is in memory already."""
    library = repository.library
    records: list[Record] = [
        *repository.agencies.values(),
        *repository.checklists.values(),
        *repository.registers.values(),
        *library.laws,
        *library.tables,
        *library.fields,
    ]
    return records if SETTINGS_FILE in repository.unsound else [*records, repository.jurisdiction]


def accepted(diagnostics: Iterable[Diagnostic], settings: RuleSettings, today: str) -> Iterator[Diagnostic]:
    """Findings that are not waived."""
    return (one for one in diagnostics if not _waiver(one, settings, today))


def _waiver(one: Diagnostic, settings: RuleSettings, today: str) -> Waiver | None:
    where = (one.code, one.path, one.item, one.case, today)
    return next((waiver for waiver in settings.waivers if waiver.accepts(*where)), None)


def _waived(diagnostics: Iterable[Diagnostic], settings: RuleSettings, today: str) -> Iterator[Waived]:
    for one in diagnostics:
        waiver = _waiver(one, settings, today)
        if waiver:
            grant = (masked(waiver.reason), masked(waiver.approver), waiver.until)
            yield Waived(one, *grant, json_pointer(waiver.at().pointer))


def _levelled(diagnostics: Iterable[Diagnostic], settings: RuleSettings) -> Iterator[Diagnostic]:
    """Findings at the level the repository gives them."""
    for one in diagnostics:
        level = settings.levels.get(one.code)
        yield one._replace(level=Level(level)) if level else one


def _judged(
    inside: Iterable[Diagnostic], waivers: Iterable[Waiver], codes: Sequence[str], scope: Scope, doubtful: Sequence[str]
) -> Iterator[Judged]:
    """What became of each waiver; sure only where its rule ran over everything, and everything could be read."""
    unique = set(inside)
    for one in waivers:
        hits = sum(one.means(found.code, found.path, found.item, found.case) for found in unique)
        certain = scope.paths is None and one.code in codes and not any(_concerns(folder, one) for folder in doubtful)
        yield Judged(one, hits, certain)


def _concerns(folder: str, waiver: Waiver) -> bool:
    """Whether findings that a waiver means may be missing in a doubtful folder."""
    if not folder:
        return True
    if waiver.path is not None:
        return _within(waiver.path, (folder,))
    return folder.startswith(CASES_FOLDER if waiver.case is not None else CHECKLISTS_FOLDER)


def _doubtful(diagnostics: Iterable[Diagnostic], logs: Iterable[Examined]) -> Iterator[str]:
    """Folders where something was not read, or the past of a list not known, and what rests on them."""
    for path in (one.path for one in diagnostics if one.code.startswith("RX0")):
        steps = path.split("/")
        agency = "/".join(steps[1:2])
        if steps[0] == CHECKLISTS_FOLDER and len(steps) > 2:
            yield f"{CHECKLISTS_FOLDER}/{agency}"
        elif steps[0] != CASES_FOLDER or len(steps) < 3:
            yield ""
            continue
        yield f"{CASES_FOLDER}/{agency}"
    for log in logs:
        if log.undecided:
            yield "/".join(log.path.split("/")[:2])
