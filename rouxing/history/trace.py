"""Lists followed through the commits of git: across renames and merges, every content parsed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import NamedTuple

from rouxing.history.changes import NO_CHANGES, Changes, besides, common, compare, may_touch
from rouxing.history.git import Git
from rouxing.history.plumbing import Commit, Edit, Entry
from rouxing.history.versions import NOT_SOUND, Amendment, History, Parsers, Version
from rouxing.model import Checklist
from rouxing.terms import CHECKLISTS_FOLDER


def histories(git: Git, paths: Sequence[str], parse: Parsers, start: str, code: str = "") -> dict[str, History]:
    """The history of every list (paths `checklists/<agency>/<list>.yaml`) up to the commit with the id `start`.

    Renames are followed; every content is parsed once. With the code of an item only what may concern that one is
    compared, and told. Raises HistoryUnavailable.
    """
    graph, names = _graph(git, paths, start)
    reader = _Reader(git, parse)
    cut_off = git.cut_off()
    found = (_Trace(path, graph, names[path], reader, cut_off, code).history(git.is_shallow()) for path in paths)
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
    adding: frozenset[str]
    """Ids of the commits in which a path appears."""
    renaming: frozenset[str]
    """Ids of the commits in which a path got another name."""


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
    found = git.commits(start, scope)
    trees = {one.id: one.tree for one, _ in found}
    # git shows a merge without edits, also one of whose parents only one matters; no other commit is without
    merges = [one for one, edits in found if len(one.parents) > 1 or (one.parents and not edits)]
    answers = iter(git.edits([(trees[parent], one.tree) for one in merges for parent in one.parents], scope))
    edits = {one.id: [edits] for one, edits in found}
    edits |= {one.id: [next(answers) for _ in one.parents] for one in merges}
    touched: dict[str, frozenset[str]] = {}
    adding, renaming = set(), set()
    for one, _ in found:
        paths: set[str] = set()
        for old, new in chain.from_iterable(edits[one.id]):
            if new:
                paths.add(new.path)
            if old is None:
                adding.add(one.id)
            else:
                paths.add(old.path)
                if new and new.path != old.path:
                    renaming.add(one.id)
        touched[one.id] = frozenset(paths)
    return _Graph([one for one, _ in found], edits, touched, frozenset(adding), frozenset(renaming))


def _arrivals(names: _Names, graph: _Graph) -> Iterator[tuple[str, frozenset[str]]]:
    """Commits (merges apart) in which the list appears from nowhere, with the paths it may have there."""
    for commit in graph.commits:
        here = names[commit.id]
        if commit.id not in graph.adding or len(commit.parents) > 1:
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
        renamed = commit.id in graph.renaming
        for parent, edits in zip(commit.parents, graph.edits[commit.id], strict=False):
            earlier = frozenset(_earlier(name, edits) for name in here) if renamed else here
            names[parent] = names[parent] | earlier if parent in names else earlier
    return names


def _earlier(name: str, edits: Iterable[Edit]) -> str:
    return next((edit.old.path for edit in edits if edit.new and edit.new.path == name and edit.old), name)


class _Reader:
    """Entries as versions; every content is read and parsed once."""

    def __init__(self, git: Git, parse: Parsers) -> None:
        self._git = git
        self._parse = parse
        self._known: dict[str, tuple[Checklist | None, str]] = {}

    def version(self, entry: Entry, commit: Commit) -> Version:
        """The state of a list in a commit, from an entry that was fetched."""
        if not entry.is_file:
            return Version(entry.path, commit, None, "不是普通文件")
        checklist, problem = self._known[entry.id]
        if checklist and checklist.path != entry.path:
            checklist = replace(checklist, path=entry.path)
        return Version(entry.path, commit, checklist, problem)

    def fetch(self, entries: Iterable[Entry]) -> None:
        """Read and parse what is going to be asked for, every content once."""
        new = {one.id: one for one in entries if one.is_file and one.id not in self._known}
        found = self._parse(self._contents(new.values()))
        read = [id_ for id_ in new if id_ not in self._known]
        self._known.update((id_, (one, "" if one else NOT_SOUND)) for id_, one in zip(read, found, strict=True))

    def _contents(self, entries: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
        """Paths and contents, without those that are not in this clone."""
        asked = list(entries)
        for entry, content in zip(asked, self._git.blobs([one.id for one in asked]), strict=True):
            if content is None:
                self._known[entry.id] = (None, "的内容不在本地")
            else:
                yield entry.path, content


class _State(NamedTuple):
    """A list in one commit."""

    entry: Entry | None = None
    version: Version | None = None
    readable: Checklist | None = None
    """The list as it last could be read on this line; None where it did not exist."""
    seen: int = 0
    """The states this one came from, itself included, as a set of bits: the numbers grow by thousands."""


class _Trace:
    """One list followed through the graph, from the oldest commit to the newest."""

    def __init__(
        self, path: str, graph: _Graph, names: _Names, reader: _Reader, cut_off: frozenset[str], code: str
    ) -> None:
        self._path = path
        self._graph = graph
        self._reader = reader
        self._cut_off = cut_off
        self._code = code
        self._names = names
        self._all_names = frozenset(name for here in names.values() for name in here)
        self._files: dict[str, Mapping[str, Entry]] = {}
        self._states: dict[str, _State] = {}
        self._readable: list[Checklist | None] = []

    def history(self, shallow: bool) -> History:
        """Follow the list to the end."""
        self._reader.fetch(
            new
            for _, new in chain.from_iterable(chain.from_iterable(self._graph.edits.values()))
            if new and new.path in self._all_names
        )
        versions: list[Version] = []
        amendments: list[Amendment] = []
        for commit in reversed(self._graph.commits):
            if len(commit.parents) == 1 and self._all_names.isdisjoint(self._graph.touched[commit.id]):
                self._states[commit.id] = self._states[commit.parents[0]]
                self._files[commit.id] = self._files[commit.parents[0]]
                continue
            earlier = [self._states[parent] for parent in commit.parents] or [_State()]
            entry = self._entry(commit)
            same = [one for one in earlier if one.entry == entry]
            state = self._states[commit.id] = self._state(commit, entry, earlier, same)
            if state.version and len(same) < len(earlier):
                versions.append(state.version)
                amendment = self._amendment(commit, earlier, state, state.version)
                if amendment:
                    amendments.append(amendment)
        taken = self._taken()
        marked = (one if one.commit and one.commit.id in taken else one._replace(left_out=True) for one in versions)
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
            earlier = parents[commit]
            if len(earlier) > 1:
                entry = self._states[commit].entry
                earlier = tuple(one for one in earlier if self._states[one].entry == entry)[:1] or earlier
            waiting += earlier
        return frozenset(found)

    def _state(self, commit: Commit, entry: Entry | None, earlier: Sequence[_State], same: Sequence[_State]) -> _State:
        seen = earlier[0].seen if len(earlier) == 1 else reduce(or_, (one.seen for one in earlier))
        if same:
            return same[0]._replace(seen=seen)
        if entry is None:
            version = Version(min(self._names[commit.id]), commit, None)
        else:
            version = self._reader.version(entry, commit)
        readable = earlier[0].readable if version.problem else version.checklist
        self._readable.append(readable)
        return _State(entry, version, readable, seen | 1 << len(self._readable) - 1)

    def _entry(self, commit: Commit) -> Entry | None:
        files = dict(self._files[commit.parents[0]]) if commit.parents else {}
        for old, new in self._graph.edits[commit.id][0]:
            if old and old.path in self._all_names and (new is None or new.path != old.path):
                files.pop(old.path, None)
            if new and new.path in self._all_names:
                files[new.path] = new
        self._files[commit.id] = files
        names = [name for name in self._names[commit.id] if name in files]
        return files[min(names, key=lambda name: (name != self._path, name))] if names else None

    def _amendment(
        self, commit: Commit, earlier: Sequence[_State], state: _State, version: Version
    ) -> Amendment | None:
        """What a commit did, where it did something; a merge only where it is not what its branches make together."""
        if commit.id in self._cut_off:
            return Amendment(commit, None, version, NO_CHANGES, cut_off=True)
        alone = len(earlier) == 1
        if alone and self._code and not may_touch(earlier[0].readable, state.readable, self._code):
            return None
        before = earlier[0].version if earlier[0].entry else None
        own = dropped = NO_CHANGES
        if not version.problem:
            own = self._compared(earlier[0].readable, state.readable)
            for one in earlier[1:]:
                own = common(own, self._compared(one.readable, state.readable))
            dropped = besides(self._dropped(earlier, state), own) if not alone else dropped
        new_problem = bool(version.problem) and all(one.entry != state.entry for one in earlier)
        if alone or own or dropped or new_problem:
            return Amendment(commit, before, version, own, dropped)
        return None

    def _compared(self, before: Checklist | None, after: Checklist | None) -> Changes:
        return compare(before, after, self._code)

    def _dropped(self, earlier: Sequence[_State], state: _State) -> Changes:
        """What a branch had changed since all were one, and the merge changed again or took back."""
        shared = reduce(and_, (one.seen for one in earlier))
        base = self._readable[shared.bit_length() - 1] if shared else None
        parts = [
            common(self._compared(one.readable, state.readable), self._compared(one.readable, base)) for one in earlier
        ]
        return Changes(
            tuple(field for part in parts for field in part.fields),
            tuple(item for part in parts for item in part.items),
        )
