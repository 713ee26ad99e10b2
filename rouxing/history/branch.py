"""What a branch touched: every file that differs from where the branch left its base, committed or not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from rouxing.errors import UnreadableFile
from rouxing.files.tree import Tree
from rouxing.history.git import Git
from rouxing.history.tree import CommitTree


def changed_paths(git: Git, base: str, present: Tree, folders: Iterable[str]) -> frozenset[str]:
    """Paths that were added, removed or changed since the branch left `base`, below these folders (or files).

    Compared by content, so that no filter, index or hook of the repository has a say.
    Raises NotFound for an unknown revision, HistoryUnavailable outside git.
    """
    past = CommitTree(git, git.merge_base(base))
    changed: set[str] = set()
    for folder in folders:
        before = {path for path in (folder, *past.files(folder)) if past.exists(path)}
        after = {path for path in (folder, *present.files(folder)) if present.exists(path)}
        changed |= before ^ after
        changed.update(path for path in before & after if not _same(past.stamp(path), present, path))
    return frozenset(changed)


def _same(object_id: str, present: Tree, path: str) -> bool:
    try:
        content = present.read(path)
    except UnreadableFile:
        return False
    object_id = object_id.removeprefix("git:")
    # git may have stored a file that Windows wrote with its own line ends
    return object_id in (_object_id(content, object_id), _object_id(content.replace(b"\r\n", b"\n"), object_id))


def _object_id(content: bytes, like: str) -> str:
    """Id that git gives a blob of this content, under the hash that made the id `like`."""
    digest = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return digest(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def default_base(git: Git, candidates: Iterable[str]) -> str:
    """The first candidate that names a commit, else HEAD: then only what is not committed counts."""
    return next((one for one in candidates if one and git.knows(one)), "HEAD")
