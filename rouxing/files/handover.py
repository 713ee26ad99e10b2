"""Many files into one folder, all or none: written beside, moved together, and undone when something stops the move."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from rouxing.errors import Refused
from rouxing.files.names import same_on_windows
from rouxing.files.write import inside, reason

if TYPE_CHECKING:
    import sqlite3

UNFINISHED: Final = "写入中断，请再运行一次"
"""Folder that stands in the target while files are moved: what a killed run leaves, and what undoes it."""
_STAGE: Final = ".rouxing-写入中"
_LOCK: Final = ".rouxing-锁"
_NEW: Final = "新"
_OLD: Final = "旧"
_LIST: Final = "清单.json"
"""In the stage: what is to come, what stood in its place, and the names with the digest of each new file."""


class Handover:
    """A batch on its way into a folder. Leaving the block without `commit` leaves the folder as it was.

    Written files lie in a folder of their own until `commit`, which moves them. A failure or Ctrl-C on the way moves
    everything back; after a crash or `kill -9` the next Handover into the same folder does.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stage = folder / _STAGE
        self._names: dict[str, str] = {}
        self._made: list[Path] = []
        self._parents: set[str] = set()
        self._taken: set[str] = set()
        self._lock: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Take the folder for this process, and undo what a killed run left. Raises Refused."""
        try:
            self._make(self._folder)
            self._lock = _locked(self._folder / _LOCK)
            try:
                _undo_killed(self._folder)
                shutil.rmtree(self._stage, ignore_errors=True)
                self._stage.mkdir()
            except BaseException:
                self._leave()
                raise
        except OSError as error:
            self._unmake()
            raise _refusal(self._folder, error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clean up; the folders that were made for nothing go again."""
        self._leave()

    def _leave(self) -> None:
        shutil.rmtree(self._stage, ignore_errors=True)
        if self._lock:
            with contextlib.suppress(OSError):  # on Windows it goes only after it is closed
                (self._folder / _LOCK).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None
        with contextlib.suppress(OSError):
            (self._folder / _LOCK).unlink(missing_ok=True)
        self._unmake()

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, remembering which."""
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        self._made += reversed(missing)

    def _unmake(self) -> None:
        for one in reversed(self._made):
            with contextlib.suppress(OSError):  # it is in use
                one.rmdir()

    def put(self, name: str, content: bytes) -> bytes:
        """Write a file beside the folder; what the disk gives back. Raises Refused."""
        path = self.staged(name)
        if {"", ".", ".."} & {*name.split("/")}:
            raise Refused(f"不写入 {name}：该路径在目标文件夹之外")
        if same_on_windows(name) in self._taken:
            raise Refused(f"有两个文件都叫 {name}，没有写出任何文件")
        self._taken.add(same_on_windows(name))
        try:
            self._prepare(name.rpartition("/")[0], path.parent)
            with path.open("wb") as stream:
                stream.write(content)
            with path.open("rb") as stream:
                back = stream.read()
        except OSError as error:
            raise _refusal(path, error) from None
        self._names[name] = hashlib.sha256(back).hexdigest()
        return back

    def _prepare(self, parent: str, folder: Path) -> None:
        """Once per folder: it lies inside the target, links followed, and is there to be written into."""
        if parent not in self._parents:
            inside(self._folder, f"{parent}/_" if parent else "_")
            folder.mkdir(parents=True, exist_ok=True)
            self._parents.add(parent)

    def staged(self, name: str) -> Path:
        """Where a file lies until it is moved."""
        return self._stage.joinpath(_NEW, *name.split("/"))

    @property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of every file put so far, by its name."""
        return self._names

    def commit(self) -> list[Path]:
        """Move all files to their places, over those of the same name. Raises Refused; then nothing has changed."""
        journal = self._folder / UNFINISHED
        try:
            for name in self._names:
                self._check(self._folder.joinpath(*name.split("/")))
                _flush(self.staged(name))
            listed = self._stage / _LIST
            listed.write_text(json.dumps(self._names, ensure_ascii=False), encoding="utf-8")
            _flush(listed)
            try:
                self._stage.rename(journal)
                self._move(journal)
                journal.rename(self._stage)
            except BaseException:
                _undo(self._folder, self._names)
                raise
        except OSError as error:
            raise _refusal(self._folder, error) from None
        self._made.clear()
        return [self._folder.joinpath(*name.split("/")) for name in self._names]

    def _check(self, target: Path) -> None:
        if target.is_dir():
            raise IsADirectoryError(21, "Is a directory", str(target))

    def _move(self, journal: Path) -> None:
        for name in self._names:
            steps = name.split("/")
            target, old = self._folder.joinpath(*steps), journal.joinpath(_OLD, *steps)
            self._make(target.parent)
            if target.exists():
                old.parent.mkdir(parents=True, exist_ok=True)
                target.rename(old)
            journal.joinpath(_NEW, *steps).rename(target)


def _undo_killed(folder: Path) -> None:
    """Put everything back that a killed run has moved. Raises Refused when a moved file has been edited since."""
    journal = folder / UNFINISHED
    if not journal.is_dir():
        return
    try:
        names = json.loads((journal / _LIST).read_bytes())
    except (OSError, ValueError):
        names = None
    if not isinstance(names, dict):
        raise Refused(f"{journal} 不是 rouxing 留下的，请移走它再运行")
    for name, digest in names.items():
        steps = name.split("/")
        target, new, old = inside(folder, name), journal.joinpath(_NEW, *steps), journal.joinpath(_OLD, *steps)
        expected = digest if not new.exists() else None if old.exists() else ""
        if target.exists() and expected != "" and _digest(target) != expected:
            raise Refused(f"上次写入中断以后 {target} 被改过；请先把它移到别处，再运行一次")
    _undo(folder, names)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _undo(folder: Path, names: dict[str, str]) -> None:
    """Move every file back, the new ones first; doing it twice, or half of it, does no harm."""
    journal = folder / UNFINISHED
    if not journal.is_dir():
        return
    for name in names:
        steps = name.split("/")
        target, new, old = folder.joinpath(*steps), journal.joinpath(_NEW, *steps), journal.joinpath(_OLD, *steps)
        if not new.exists() and target.exists():
            target.rename(new)
        if old.exists():
            old.rename(target)
    shutil.rmtree(journal)


def _locked(path: Path) -> sqlite3.Connection:
    """A lock that ends with this process, however it ends. Raises Refused while another holds it."""
    import sqlite3

    try:
        lock = sqlite3.connect(path, timeout=0, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise Refused(f"另一个 rouxing 正在写 {path.parent}，请等它结束再运行") from None
        raise PermissionError(13, str(error), str(path.parent)) from None
    return lock


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _refusal(where: Path, error: OSError) -> Refused:
    return Refused(f"无法写入 {error.filename or where}：{reason(error)}；没有改动任何文件")
