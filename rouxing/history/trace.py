"""Lists followed through the commits of git: across renames and merges, every content parsed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import NamedTuple

from rouxing.history.changes import Changes, besides, common, compare
from rouxing.history.git import Git
from rouxing.history.plumbing import Commit, Edit, Entry
from rouxing.history.versions import NOT_SOUND, Amendment, History, Parser, Version
from rouxing.model import Checklist
from rouxing.terms import CHECKLISTS_FOLDER


def histories(git: Git, paths: Sequence[str], parse: Parser, start: str) -> dict[str, History]:
    """The history of every list (paths `checklists/<agency>/<list>.yaml`) up to the commit with the id `start`.

    Renames are followed; every content is parsed once. Raises HistoryUnavailable.
    """
    graph, names = _graph(git, paths, start)
    reader = _Reader(git, parse)
    cut_off = git.cut_off()
    found = (_Trace(path, graph, names[path], reader, cut_off).history(git.is_shallow()) for path in paths)
    below = bool(git.prefix())
    return {one.path: _with_origin(git, one) if below else one for one in found}


def _with_origin(git: Git, history: History) -> History:
    """The history of a list in a subfolder, and where it was moved into that folder from."""
    first = next((one for one in history.versions if one.commit), None)
    if first is None or first.commit is None:
        return history
    return replace(history, outside=git.origin_outside(first.commit.id, first.path))


_Names = Mapping[str, frozenset[str]]
"""Commit id → the paths a list had there; more than one only where branches renamed it differently."""


class _Graph(NamedTuple):
    """Commits, newest first, and what differs between each and each of its parents."""

    commits: Sequence[Commit]
    edits: Mapping[str, Sequence[Sequence[Edit]]]
    """Commit id → one list for every parent; a single list for a commit without."""
    touched: Mapping[str, frozenset[str]]
    """Commit id → all paths in its edits: most commits are of no concern to a list."""


def _graph(git: Git, paths: Sequence[str], start: str) -> tuple[_Graph, Mapping[str, _Names]]:
    """All commits that touch the lists, and the names the lists had, also outside the folder of lists."""
    scope = [CHECKLISTS_FOLDER]
    while True:
        graph = _read_graph(git, start, scope)
        names = {path: _names(path, graph) for path in paths}
        arrivals = {id_: here for path in paths for id_, here in _arrivals(names[path], graph)}
        renamed = (edit for edits in git.renames(sorted(arrivals)) for edit in edits)
        origins = {edit.old.path for edit in renamed if _explains(edit, arrivals.values()) and edit.old}
        new = sorted(one for one in origins if one not in scope and not one.startswith(f"{CHECKLISTS_FOLDER}/"))
        if not new:
            return graph, names
        scope += new


def _read_graph(git: Git, start: str, scope: Sequence[str]) -> _Graph:
    commits = git.commits(start, scope)
    trees = {one.id: one.tree for one in commits}
    pairs = [(trees[parent] if parent else None, one.tree) for one in commits for parent in one.parents or ("",)]
    answers = iter(git.edits(pairs, scope))
    edits = {one.id: [next(answers) for _ in one.parents or ("",)] for one in commits}
    touched = {id_: frozenset(_paths(edit for each in lists for edit in each)) for id_, lists in edits.items()}
    return _Graph(commits, edits, touched)


def _paths(edits: Iterable[Edit]) -> Iterator[str]:
    return (entry.path for edit in edits for entry in edit if entry)


def _arrivals(names: _Names, graph: _Graph) -> Iterator[tuple[str, frozenset[str]]]:
    """Commits (merges apart) in which the list appears from nowhere, with the paths it may have there."""
    for commit in graph.commits:
        here = names[commit.id]
        if len(commit.parents) > 1 or here.isdisjoint(graph.touched[commit.id]):
            continue
        added = (edit.new.path for edit in graph.edits[commit.id][0] if edit.old is None and edit.new)
        if not here.isdisjoint(added):
            yield commit.id, here


def _explains(edit: Edit, wanted: Iterable[frozenset[str]]) -> bool:
    return edit.new is not None and any(edit.new.path in names for names in wanted)


def _names(path: str, graph: _Graph) -> _Names:
    names: dict[str, frozenset[str]] = {}
    for commit in graph.commits:
        here = names.setdefault(commit.id, frozenset({path}))
        touched = not here.isdisjoint(graph.touched[commit.id])
        for parent, edits in zip(commit.parents, graph.edits[commit.id], strict=False):
            earlier = frozenset(_earlier(name, edits) for name in here) if touched else here
            names[parent] = names[parent] | earlier if parent in names else earlier
    return names


def _earlier(name: str, edits: Iterable[Edit]) -> str:
    return next((edit.old.path for edit in edits if edit.new and edit.new.path == name and edit.old), name)


class _Reader:
    """Entries as versions; every content is read and parsed once."""

    def __init__(self, git: Git, parse: Parser) -> None:
        self._git = git
        self._parse = parse
        self._known: dict[str, tuple[Checklist | None, str]] = {}

    def version(self, entry: Entry | None, path: str, commit: Commit) -> Version:
        """The state of a list in a commit; `path` is where it would be if it existed."""
        if entry is None:
            return Version(path, commit, None)
        if not entry.is_file:
            return Version(entry.path, commit, None, "不是普通文件")
        if entry.id not in self._known:
            self.fetch((entry,))
        checklist, problem = self._known[entry.id]
        return Version(entry.path, commit, checklist and replace(checklist, path=entry.path), problem)

    def fetch(self, entries: Iterable[Entry]) -> None:
        """Read and parse what is going to be asked for, every content once."""
        new = {one.id: one for one in entries if one.is_file and one.id not in self._known}
        for (id_, entry), content in zip(new.items(), self._git.blobs(new), strict=True):
            self._known[id_] = self._parsed(entry, content)

    def _parsed(self, entry: Entry, content: bytes | None) -> tuple[Checklist | None, str]:
        if content is None:
            return None, "的内容不在本地"
        checklist = self._parse(entry.path, content)
        return checklist, "" if checklist else NOT_SOUND


class _State(NamedTuple):
    """A list in one commit."""

    entry: Entry | None = None
    version: Version | None = None
    readable: Checklist | None = None
    """The list as it last could be read on this line; None where it did not exist."""
    seen: frozenset[int] = frozenset()
    """Numbers of the states this one came from, itself included."""


class _Trace:
    """One list followed through the graph, from the oldest commit to the newest."""

    def __init__(self, path: str, graph: _Graph, names: _Names, reader: _Reader, cut_off: frozenset[str]) -> None:
        self._path = path
        self._graph = graph
        self._reader = reader
        self._cut_off = cut_off
        self._names = names
        self._all_names = frozenset(name for here in names.values() for name in here)
        self._files: dict[str, Mapping[str, Entry]] = {}
        self._states: dict[str, _State] = {}
        self._readable: list[Checklist | None] = []

    def history(self, shallow: bool) -> History:
        """Follow the list to the end."""
        lists = (each for lists in self._graph.edits.values() for each in lists)
        touched = (edit.new for each in lists for edit in each if edit.new and edit.new.path in self._all_names)
        self._reader.fetch(touched)
        versions: list[Version] = []
        amendments: list[Amendment] = []
        for commit in reversed(self._graph.commits):
            if len(commit.parents) == 1 and self._all_names.isdisjoint(self._graph.touched[commit.id]):
                self._states[commit.id] = self._states[commit.parents[0]]
                self._files[commit.id] = self._files[commit.parents[0]]
                continue
            earlier = [self._states[parent] for parent in commit.parents] or [_State()]
            state = self._states[commit.id] = self._state(commit, earlier)
            if state.version and any(one.entry != state.entry for one in earlier):
                versions.append(state.version)
                amendments += self._amendments(commit, earlier, state, state.version)
        taken = self._taken()
        marked = (one if one.commit and one.commit.id in taken else replace(one, left_out=True) for one in versions)
        return History(self._path, tuple(marked), tuple(reversed(amendments)), shallow)

    def _taken(self) -> frozenset[str]:
        """Commits the newest state was made from: a merge that is one of its parents was made from that one alone."""
        parents = {one.id: one.parents for one in self._graph.commits}
        found: set[str] = set()
        waiting = [one.id for one in self._graph.commits[:1]]
        while waiting:
            commit = waiting.pop()
            if commit in found:
                continue
            found.add(commit)
            entry = self._states[commit].entry
            same = next((one for one in parents[commit] if self._states[one].entry == entry), None)
            waiting += parents[commit] if same is None else (same,)
        return frozenset(found)

    def _state(self, commit: Commit, earlier: Sequence[_State]) -> _State:
        entry = self._entry(commit)
        seen = frozenset[int]().union(*(one.seen for one in earlier))
        same = next((one for one in earlier if one.entry == entry), None)
        if same is not None:
            return same._replace(seen=seen)
        version = self._reader.version(entry, min(self._names[commit.id]), commit)
        self._readable.append(earlier[0].readable if version.problem else version.checklist)
        return _State(entry, version, self._readable[-1], seen | {len(self._readable) - 1})

    def _entry(self, commit: Commit) -> Entry | None:
        files = dict(self._files[commit.parents[0]]) if commit.parents else {}
        for old, new in self._graph.edits[commit.id][0]:
            if old and old.path in self._all_names and (new is None or new.path != old.path):
                files.pop(old.path, None)
            if new and new.path in self._all_names:
                files[new.path] = new
        self._files[commit.id] = files
        names = sorted(self._names[commit.id], key=lambda name: (name != self._path, name))
        return next((files[name] for name in names if name in files), None)

    def _amendments(
        self, commit: Commit, earlier: Sequence[_State], state: _State, version: Version
    ) -> Iterator[Amendment]:
        """What a commit did, where it did something; a merge only where it is not what its branches make together."""
        if commit.id in self._cut_off:
            yield Amendment(commit, None, version, Changes(), cut_off=True)
            return
        before = earlier[0].version if earlier[0].entry else None
        own = dropped = Changes()
        if not version.problem:
            own = reduce(common, (compare(one.readable, state.readable) for one in earlier))
            dropped = besides(self._dropped(earlier, state), own) if len(earlier) > 1 else dropped
        new_problem = bool(version.problem) and all(one.entry != state.entry for one in earlier)
        if len(earlier) == 1 or own or dropped or new_problem:
            yield Amendment(commit, before, version, own, dropped)

    def _dropped(self, earlier: Sequence[_State], state: _State) -> Changes:
        """What a branch had changed since all were one, and the merge changed again or took back."""
        shared = frozenset.intersection(*(one.seen for one in earlier))
        base = self._readable[max(shared)] if shared else None
        parts = [common(compare(one.readable, state.readable), compare(one.readable, base)) for one in earlier]
        return Changes(
            tuple(field for part in parts for field in part.fields),
            tuple(item for part in parts for item in part.items),
        )
