"""Results of earlier runs, one per file, trusted only while everything they rest on is unchanged."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

import rouxing
from rouxing.files.cache import Cache, Kept
from rouxing.files.packaged import packaged
from rouxing.files.processes import in_processes
from rouxing.files.tree import Tree
from rouxing.model import Past
from rouxing.terms import SCHEMAS_FOLDER

FEW_FILES: Final = 20
"""Up to here a fresh look is faster than a cache or a second process."""


class Basis(NamedTuple):
    """What a result rests on besides its file."""

    files: Mapping[str, bool]
    """Files that were asked for, and whether they were there."""
    pasts: Mapping[str, str]
    """Lists whose past was asked for, and the digest it had."""

    def holds(self, tree: Tree, past: Past | None) -> bool:
        """Whether what was asked would be answered the same today."""
        same_files = all(tree.exists(name) == there for name, there in self.files.items())
        return same_files and all(digest_of(past, path) == then for path, then in self.pasts.items())


def digest_of(past: Past | None, path: str) -> str:
    """What the past of a list rests on; "" where there is none."""
    return past.digest(path) if past else ""


class Filed(Protocol):
    """A result about one file."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def basis(self) -> Basis:
        """What else it rests on."""


Result = TypeVar("Result", bound=Filed)


class Archive(NamedTuple, Generic[Result]):
    """Results of one kind (`slot`) that were reached under the same tool, schemas and settings (`context`)."""

    cache: Cache
    slot: str
    context: str
    pack: Callable[[Result], tuple[Any, str]]
    """The result as JSON data, and what is seldom wanted besides as text."""
    unpack: Callable[[str, Basis, Any], Result]
    """Path, basis and JSON data → the result, without what is seldom wanted."""
    past: Past | None = None

    def kept(self, tree: Tree, stamps: Mapping[str, str]) -> dict[str, Result]:
        """The results that still hold, for files that carry these stamps now."""
        known = self.cache.kept(self.slot, self.context)
        found = {}
        for path, stamp in stamps.items():
            kept = known.get(path)
            if kept and kept.stamp and kept.stamp == stamp:
                files, pasts, data = json.loads(kept.payload)
                basis = Basis(files, pasts)
                if basis.holds(tree, self.past):
                    found[path] = self.unpack(path, basis, data)
        return found

    def keep(self, stamps: Mapping[str, str], results: Iterable[Result]) -> None:
        """Keep new results for the next run, under the stamps from before the look: a later edit makes them stale."""
        self.cache.keep(self.slot, self.context, ((one.path, self._kept(stamps[one.path], one)) for one in results))

    def _kept(self, stamp: str, one: Result) -> Kept:
        data, detail = self.pack(one)
        return Kept(stamp, json.dumps([*one.basis, data], ensure_ascii=False), detail)

    def detail(self, path: str) -> str:
        """What is seldom wanted of a kept result; "" where it is kept no more."""
        return str(self.cache.detail(self.slot, self.context, path) or "")


def results(
    look: Callable[[str], Result], tree: Tree, paths: Sequence[str], archive: Archive[Result] | None, jobs: int
) -> list[Result]:
    """`[look(path) for path in paths]`, from the archive where it holds them, in processes where there are many."""
    stamps = {path: tree.stamp(path) for path in paths} if archive else {}
    known = archive.kept(tree, stamps) if archive else {}
    missing = [path for path in paths if path not in known]
    if len(missing) <= FEW_FILES or jobs < 2:
        fresh = [look(path) for path in missing]
    else:
        fresh = in_processes(look, missing, jobs)
    if archive:
        archive.keep(stamps, fresh)
    known.update((one.path, one) for one in fresh)
    return [known[path] for path in paths]


def context(tree: Tree, *folders: str) -> str:
    """Digest of the tool, and of the repository's files under these folders (or of these files) and its schemas."""
    from hashlib import blake2b

    digest = blake2b(tool_digest().encode(), digest_size=16)
    for folder in (SCHEMAS_FOLDER, *folders):
        for path in (folder, *tree.files(folder)):
            digest.update(f"{path}\0".encode())
            digest.update(tree.read(path) if tree.exists(path) else b"")
    return digest.hexdigest()


def tool_digest() -> str:
    """Digest of this tool's own code, data and schemas, by time and size: a changed rule keeps no old result."""
    from hashlib import blake2b

    folders = (str(Path(rouxing.__file__).parent), str(packaged(SCHEMAS_FOLDER)))
    stamps = sorted(stamp for folder in folders for stamp in _stamps(folder))
    return blake2b(repr(stamps).encode(), digest_size=16).hexdigest()


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    """Path, time and size of every file below a folder, but for what Python makes itself."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from () if entry.name == "__pycache__" else _stamps(entry.path)
        else:
            found = entry.stat()
            yield entry.path, found.st_mtime_ns, found.st_size
