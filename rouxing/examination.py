"""Case logs examined one by one: in this process or in several, from the files or from results kept earlier."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import rouxing
from rouxing.diagnostics import Diagnostic
from rouxing.files.cache import Cache, Kept
from rouxing.files.packaged import packaged
from rouxing.files.processes import in_processes
from rouxing.files.tree import Tree, WatchedTree
from rouxing.load import Finding, diagnose, load_case_log
from rouxing.model import CaseLog, Past, Record, Repository, Then
from rouxing.model.ledger import CaseFacts, Ledger, Summary, facts, summary, suspects
from rouxing.rules import RULES
from rouxing.terms import CHECKLISTS_FOLDER, SCHEMAS_FOLDER, SETTINGS_FILE, Level

FEW_FILES: Final = 100
"""Up to here a fresh look is faster than a cache or a second process."""


class Examined(NamedTuple):
    """What one case log gave; plain values, so that it travels between processes and into the cache."""

    path: str
    sound: bool
    """Whether the log passed its schema."""
    cases: int
    diagnostics: Sequence[Diagnostic]
    summary: Summary
    answers: Mapping[str, bool]
    """Files that rules asked for, and whether they were there."""
    pasts: Mapping[str, str]
    """Lists whose past was asked for, and the digest it had."""
    undecided: Sequence[str]
    """Those of them whose past is not known far enough."""
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
        return digest(self._past, path)


def digest(past: Past | None, path: str) -> str:
    """What the past of a list rests on; "" where there is none."""
    return past.digest(path) if past else ""


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
            return Examined(path, False, 0, loaded.diagnostics, Summary({}, ()), {}, {}, (), "[]")
        tree = WatchedTree(self.repository.tree)
        past = WatchedPast(self.repository.past)
        watched = self.repository._replace(tree=tree, past=past)
        found = tuple(diagnose(tree, findings(self.codes, loaded.record, watched)))
        sheets = facts(loaded.record, self.kept)
        text = json.dumps(sheets, ensure_ascii=False)
        return Examined(
            path, True, len(sheets), found, summary(sheets), tree.answers, past.digests, sorted(past.undecided), text
        )

    @property
    def context(self) -> str:
        """Digest of the tool, schemas, settings and lists."""
        from hashlib import blake2b

        digest = blake2b(tool_digest().encode(), digest_size=16)
        tree = self.repository.tree
        for path in (SETTINGS_FILE, *tree.files(SCHEMAS_FOLDER), *tree.files(CHECKLISTS_FOLDER)):
            digest.update(f"{path}\0".encode())
            digest.update(tree.read(path) if tree.exists(path) else b"")
        return digest.hexdigest()


def findings(codes: Iterable[str], record: Record | Ledger, repository: Repository) -> Iterator[Finding]:
    """What the rules find in one record, or in all cases together."""
    for code in codes:
        rule = RULES[code]
        if isinstance(record, rule.subject):
            for fault in rule.find(record, repository):
                yield Finding(code, fault.level or rule.level, fault)


def tool_digest() -> str:
    """Digest of this tool's own code, data and schemas, by time and size: a changed rule keeps no old result."""
    from hashlib import blake2b

    package = Path(rouxing.__file__).parent
    files = sorted(path for path in (*package.rglob("*.py"), *package.glob("data/*"), *packaged("schemas").iterdir()))
    stamps = [(path.name, found.st_mtime_ns, found.st_size) for path in files for found in (path.stat(),)]
    return blake2b(repr(stamps).encode(), digest_size=16).hexdigest()


class Archive(NamedTuple):
    """Results of earlier runs, asked for by path and trusted only while everything they rest on is unchanged."""

    cache: Cache
    slot: str
    context: str
    past: Past | None

    def kept(self, tree: Tree, stamps: Mapping[str, str]) -> dict[str, Examined]:
        """The results that still hold, for files that carry these stamps now."""
        known = self.cache.kept(self.slot, self.context)
        found = {}
        for path, stamp in stamps.items():
            kept = known.get(path)
            if kept and kept.stamp and kept.stamp == stamp:
                result = _unpacked(path, kept.payload)
                if self._holds(tree, result):
                    found[path] = result
        return found

    def _holds(self, tree: Tree, result: Examined) -> bool:
        """Whether what rules asked besides the log would be answered the same today."""
        same_files = all(tree.exists(name) == there for name, there in result.answers.items())
        return same_files and all(digest(self.past, path) == then for path, then in result.pasts.items())

    def keep(self, stamps: Mapping[str, str], results: Iterable[Examined]) -> None:
        """Keep new results for the next run, under the stamps from before the look: a later edit makes them stale."""
        rows = ((one.path, Kept(stamps[one.path], _packed(one), one.facts)) for one in results)
        self.cache.keep(self.slot, self.context, rows)

    def facts(self, path: str) -> str:
        """The fact sheets of a kept result."""
        return self.cache.detail(self.slot, self.context, path) or ""


def _packed(one: Examined) -> str:
    diagnostics = [tuple(diagnostic) for diagnostic in one.diagnostics]
    return json.dumps(
        [one.sound, one.cases, diagnostics, one.summary, one.answers, one.pasts, one.undecided], ensure_ascii=False
    )


def _unpacked(path: str, payload: str) -> Examined:
    sound, cases, rows, (series, texts), answers, pasts, undecided = json.loads(payload)
    diagnostics = [Diagnostic(row[0], Level(row[1]), *row[2:]) for row in rows]
    runs = {name: [(first, last) for first, last in found] for name, found in series.items()}
    return Examined(path, sound, cases, diagnostics, Summary(runs, texts), answers, pasts, undecided, "")


def examine_all(examiner: Examiner, paths: Sequence[str], archive: Archive | None, jobs: int) -> list[Examined]:
    """Every log's result in the order of the paths."""
    tree = examiner.repository.tree
    stamps = {path: tree.stamp(path) for path in paths} if archive else {}
    known = archive.kept(tree, stamps) if archive else {}
    missing = [path for path in paths if path not in known]
    if len(missing) <= FEW_FILES or jobs < 2:
        fresh = [examiner.examine(path) for path in missing]
    else:
        fresh = in_processes(examiner.examine, missing, jobs)
    if archive:
        archive.keep(stamps, fresh)
    known.update((one.path, one) for one in fresh)
    return [known[path] for path in paths]


def ledger(repository: Repository, results: Sequence[Examined], archive: Archive | None) -> Ledger:
    """The fact sheets of the agencies that need a closer look (`suspects`), and of no others."""
    doubtful = suspects({one.path: one.summary for one in results})
    ours = [one for one in results if _agency(one) in doubtful]
    logs = {one.path: _facts(repository, one, archive) for one in ours if one.sound}
    undecided = frozenset(path for one in results for path in one.undecided)
    return Ledger(logs, frozenset(_agency(one) for one in ours if not one.sound), undecided)


def _agency(one: Examined) -> str:
    return one.path.split("/")[1]


def _facts(repository: Repository, one: Examined, archive: Archive | None) -> tuple[CaseFacts, ...]:
    text = one.facts or (archive.facts(one.path) if archive else "")
    if not text:  # the cache was taken away meanwhile
        text = Examiner(repository, (), kept=True).examine(one.path).facts
    rows = json.loads(text)
    return tuple(
        CaseFacts(number, date, party, tuple(items), tuple(found)) for number, date, party, items, found in rows
    )
