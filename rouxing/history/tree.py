"""The files of one commit as a `Tree`: the past is read by the same road as the present."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Final

from rouxing.errors import UnreadableFile
from rouxing.files.tree import YAML_SUFFIXES
from rouxing.history.git import Git
from rouxing.history.plumbing import Entry

_LINK: Final = "120000"
_LINKS_FOLLOWED: Final = 10


class CommitTree:
    """The files below the repository's root in one commit; close `git` after the tree.

    Links to files are followed inside the commit; links to folders are not entered, not even for reading.
    """

    def __init__(self, git: Git, revision: str) -> None:
        """Raises NotFound for an unknown revision, Refused for an option in disguise, HistoryUnavailable."""
        self._git = git
        self.commit = git.resolve(revision)
        self._entries = {entry.path: entry for entry in git.files(self.commit)}
        self._folders = {folder for path in self._entries for folder in _above(path)}

    def files(self, folder: str = "") -> Iterator[str]:
        """Paths under `folder` as a folder on disk gives them: sorted by steps, hidden ones left out."""
        prefix = f"{folder}/" if folder else ""
        found = {
            _visible(path, prefix) for path, entry in self._entries.items() if entry.is_file or entry.mode == _LINK
        }
        return iter(sorted(found - {""}, key=lambda path: path.split("/")))

    def exists(self, path: str) -> bool:
        """Whether `path` is a file in the commit, or a link to one."""
        try:
            return self._entry(path).is_file
        except UnreadableFile:
            return False

    def read(self, path: str) -> bytes:
        """The file's bytes, at most MAX_FILE_BYTES + 1 of them. Raises UnreadableFile, HistoryUnavailable."""
        entry = self._entry(path)
        content = self._git.blob(entry.id) if entry.is_file else None
        if content is None:
            raise UnreadableFile("不是普通文件" if not entry.is_file else "本地克隆里没有这个文件的内容")
        return content

    def stamp(self, path: str) -> str:
        """The id of the file's content; "" where there is none."""
        try:
            entry = self._entry(path)
        except UnreadableFile:
            return ""
        return f"git:{entry.id}" if entry.is_file else ""

    def _entry(self, path: str) -> Entry:
        """The entry at a path, links followed inside the commit."""
        for _ in range(_LINKS_FOLLOWED):
            entry = self._entries.get(path)
            if entry is None:
                raise UnreadableFile("这是一个文件夹，不是文件" if path in self._folders else "文件不存在")
            if entry.mode != _LINK:
                return entry
            target = (self._git.blob(entry.id) or b"").decode("utf-8", "surrogateescape")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if path.startswith("/") or path.split("/", 1)[0] == "..":
                raise UnreadableFile("链接指向仓库之外，不予读取")
        raise UnreadableFile("链接绕成了圈")


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _visible(path: str, prefix: str) -> str:
    """The path as a walk below `prefix` meets it: "" where hidden; a folder named like a YAML file ends the walk."""
    if not path.startswith(prefix):
        return ""
    walked = prefix
    steps = path[len(prefix) :].split("/")
    for number, step in enumerate(steps, 1):
        if step.startswith("."):
            return ""
        walked += step
        if number < len(steps) and step.endswith(YAML_SUFFIXES):
            return walked
        walked += "/"
    return path
