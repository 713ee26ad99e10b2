"""A repository's files, read from a folder or from memory; nothing here follows a path out of the root."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

from rouxing.errors import UnreadableFile

MAX_FILE_BYTES: Final = 8 * 1024 * 1024
"""No file a person keeps by hand is larger (format.md §2)."""

_YOUNG: Final = 2_000_000_000
"""Nanoseconds within which a file system may give two writes the same time (FAT: two seconds)."""

YAML_SUFFIXES: Final = (".yaml", ".yml")


class Tree(Protocol):
    """A set of files under posix paths relative to the repository's root."""

    def files(self, folder: str = "") -> Iterator[str]:
        """Paths of all files under `folder`, sorted; also what pretends to be a YAML file but is a folder."""

    def exists(self, path: str) -> bool:
        """Whether `path` is a file inside the repository."""

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises UnreadableFile with a Chinese reason."""

    def stamp(self, path: str) -> str:
        """A text that changes whenever the file's content does; "" where there is no such promise."""


class MemoryTree:
    """Files held in memory: tests, examples, and edits not yet written."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)

    def files(self, folder: str = "") -> Iterator[str]:
        """Sorted paths under `folder`."""
        prefix = f"{folder}/" if folder else ""
        return iter(sorted(path for path in self._files if path.startswith(prefix)))

    def exists(self, path: str) -> bool:
        """Whether the path is held."""
        return path in self._files

    def read(self, path: str) -> bytes:
        """The bytes held under `path`."""
        try:
            return self._files[path]
        except KeyError:
            raise UnreadableFile("文件不存在") from None

    def stamp(self, path: str) -> str:
        """Nothing promises that memory stays as it is."""
        del path
        return ""


class WatchedTree:
    """Another tree that remembers which files were asked for: a result holds as long as the answers do."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.answers: dict[str, bool] = {}

    def files(self, folder: str = "") -> Iterator[str]:
        """As the tree beneath."""
        return self._tree.files(folder)

    def exists(self, path: str) -> bool:
        """As the tree beneath; remembered."""
        answer = self.answers[path] = self._tree.exists(path)
        return answer

    def read(self, path: str) -> bytes:
        """As the tree beneath."""
        return self._tree.read(path)

    def stamp(self, path: str) -> str:
        """As the tree beneath."""
        return self._tree.stamp(path)


class FolderTree:
    """The files of a folder on disk, as they are now."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real_root = root.resolve()

    def files(self, folder: str = "") -> Iterator[str]:
        """Sorted paths under `folder`; hidden entries are left out, links to folders are not entered."""
        yield from self._walk(self.root / folder, f"{folder}/" if folder else "")

    def _walk(self, folder: Path, prefix: str) -> Iterator[str]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        except PermissionError:
            raise UnreadableFile(f"没有权限读取文件夹 {prefix.rstrip('/') or '.'}") from None
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False) and not entry.name.endswith(YAML_SUFFIXES):
                yield from self._walk(Path(entry.path), f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name

    def exists(self, path: str) -> bool:
        """Whether `path` is a regular file inside the root."""
        target = self.root / path
        try:
            return self._inside(target) and target.is_file()
        except (OSError, ValueError):  # no permission; a text too long, or with a NUL, to name any file
            return False

    def stamp(self, path: str) -> str:
        """Time of change, size and inode; "" where the file is too young for its time to tell two writes apart."""
        try:
            found = (self.root / path).lstat()
        except OSError:
            return ""
        if not stat.S_ISREG(found.st_mode) or time.time_ns() - found.st_mtime_ns < _YOUNG:
            return ""
        return f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}"

    def _inside(self, target: Path) -> bool:
        try:
            return target.resolve().is_relative_to(self._real_root)
        except (OSError, RuntimeError):  # a loop of links
            return False

    def read(self, path: str) -> bytes:
        """The bytes of a regular file inside the root, at most MAX_FILE_BYTES + 1 of them."""
        target = self.root / path
        if not self._inside(target):
            raise UnreadableFile("链接指向仓库之外，不予读取")
        try:
            mode = target.stat().st_mode
            if stat.S_ISDIR(mode):
                raise UnreadableFile("这是一个文件夹，不是文件")
            if not stat.S_ISREG(mode):
                raise UnreadableFile("不是普通文件")
            with target.open("rb") as stream:
                return stream.read(MAX_FILE_BYTES + 1)
        except FileNotFoundError:
            raise UnreadableFile("文件不存在") from None
        except PermissionError:
            raise UnreadableFile("没有读取权限") from None
        except OSError as error:
            raise UnreadableFile(f"无法读取（{error.strerror}）") from None
