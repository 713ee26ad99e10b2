"""Case logs examined one by one by the rules, and what must be compared across them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rouxing.archive import Archive, Basis, context, digest_of
from rouxing.diagnostics import Diagnostic
from rouxing.files.cache import Cache
from rouxing.files.tree import WatchedTree
from rouxing.load import Finding, diagnose, load_case_log
from rouxing.model import CaseLog, Past, Record, Repository, Then
from rouxing.model.ledger import CaseFacts, Ledger, Summary, facts, summary, suspects
from rouxing.rules import RULES
from rouxing.settings import Waivers
from rouxing.terms import CHECKLISTS_FOLDER, LAWS_FOLDER, Level


class Examined(NamedTuple):
    """What one case log gave; plain values, so that it travels between processes and into the cache."""

    path: str
    sound: bool
    """Whether the log passed its schema."""
    cases: int
    diagnostics: Sequence[Diagnostic]
    summary: Summary
    basis: Basis
    undecided: Sequence[str]
    """Lists whose past was asked for and is not known far enough."""
    facts: str
    """The fact sheets as JSON; "" where they must be asked of the cache."""


class WatchedPast:
    """Another past that remembers which lists were asked for: a result holds as long as their past stays the same."""

    def __init__(self, past: Past | None) -> None:
        self._past = past
        self.digests: dict[str, str] = {}
        self.undecided: set[str] = set()

    def then(self, path: str, date: str) -> Then:
        """As the past beneath; remembered."""
        self.digests[path] = self.digest(path)
        found = self._past.then(path, date) if self._past else Then(known=False)
        if not found.known:
            self.undecided.add(path)
        return found

    def digest(self, path: str) -> str:
        """As the past beneath."""
        return digest_of(self._past, path)


class Examiner(NamedTuple):
    """Everything an examination depends on besides the log itself."""

    repository: Repository
    codes: tuple[str, ...]
    """Rules that look at one record at a time."""
    kept: bool = False
    """Whether results go to disk: then no identity number may be in them."""

    def examine(self, path: str) -> Examined:
        """Load one log and apply the rules."""
        loaded = load_case_log(self.repository, path)
        if not isinstance(loaded.record, CaseLog):
            return Examined(path, False, 0, loaded.diagnostics, Summary({}, ()), Basis({}, {}), (), "[]")
        tree = WatchedTree(self.repository.tree)
        past = WatchedPast(self.repository.past)
        watched = self.repository._replace(tree=tree, past=past)
        found = tuple(diagnose(tree, findings(self.codes, loaded.record, watched)))
        sheets = facts(loaded.record, self.kept)
        text = json.dumps(sheets, ensure_ascii=False)
        basis = Basis(tree.answers, past.digests)
        return Examined(path, True, len(sheets), found, summary(sheets), basis, sorted(past.undecided), text)


def findings(codes: Iterable[str], record: Record | Ledger | Waivers, repository: Repository) -> Iterator[Finding]:
    """What the rules find in one record, in all cases together, or in the waivers."""
    for code in codes:
        rule = RULES[code]
        if isinstance(record, rule.subject):
            for fault in rule.find(record, repository):
                yield Finding(code, fault.level or rule.level, fault)


def archive(cache: Cache, examiner: Examiner) -> Archive[Examined]:
    """Where the results of this examiner are kept."""
    repository = examiner.repository
    # switched-off rules are in the slot; levels and waivers come after the cache and leave what is kept as it is
    settings = {name: value for name, value in repository.jurisdiction.data.items() if name != "规则"}
    asked = context(repository.tree, CHECKLISTS_FOLDER, LAWS_FOLDER) + json.dumps(settings, sort_keys=True)
    return Archive(cache, " ".join(examiner.codes), asked, _packed, _unpacked, repository.past)


def _packed(one: Examined) -> tuple[Any, str]:
    return [one.sound, one.cases, one.diagnostics, one.summary, one.undecided], one.facts


def _unpacked(path: str, basis: Basis, data: Any) -> Examined:
    sound, cases, rows, (series, texts), undecided = data
    diagnostics = [Diagnostic(row[0], Level(row[1]), *row[2:]) for row in rows]
    runs = {name: [(first, last) for first, last in found] for name, found in series.items()}
    return Examined(path, sound, cases, diagnostics, Summary(runs, texts), basis, undecided, "")


def ledger(repository: Repository, results: Sequence[Examined], archive: Archive[Examined] | None) -> Ledger:
    """The fact sheets of the agencies that need a closer look (`suspects`), and of no others."""
    doubtful = suspects({one.path: one.summary for one in results})
    ours = [one for one in results if _agency(one) in doubtful]
    logs = {one.path: _facts(repository, one, archive) for one in ours if one.sound}
    undecided = frozenset(path for one in results for path in one.undecided)
    return Ledger(logs, frozenset(_agency(one) for one in ours if not one.sound), undecided)


def _agency(one: Examined) -> str:
    return one.path.split("/")[1]


def _facts(repository: Repository, one: Examined, archive: Archive[Examined] | None) -> tuple[CaseFacts, ...]:
    text = one.facts or (archive.detail(one.path) if archive else "")
    if not text:  # the cache was taken away meanwhile
        text = Examiner(repository, (), kept=True).examine(one.path).facts
    rows = json.loads(text)
    return tuple(
        CaseFacts(number, date, party, tuple(items), tuple(found)) for number, date, party, items, found in rows
    )
