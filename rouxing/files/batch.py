"""Files that reach their places together: all of them or none, also when the process dies half-way.

New contents are first laid down in a folder of their own; then a journal that names them is put in its place by one
rename, which is the moment of decision; then every file is renamed into its place, and the journal removed. What fails
on the way is undone: the journal is turned round first, so that a death while undoing is undone, too. Whoever comes
next goes on with what a dead process left, or back, whichever its journal says.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from rouxing.errors import Refused
from rouxing.files.write import inside, keep, refusal

_NEW: Final = "新"
_OLD: Final = "旧"


class Way(StrEnum):
    """What becomes of files whose writer dies after the moment of decision."""

    ON = "写入"
    BACK = "撤回"


class _Entry(NamedTuple):
    """A file by its path below the root; the digests of what it held, None where it did not exist, and is to hold."""

    path: str
    before: str | None
    after: str


class Batch:
    """Files on their way to their places below `root`; only who holds a lock on `stage` and `journal` may have one."""

    def __init__(self, root: Path, stage: Path, journal: Path) -> None:
        self._root = root
        self._stage = stage
        self._journal = journal
        self._digests: dict[str, str] = {}
        self._targets: dict[str, Path] = {}
        self._folders: set[Path] = set()

    @property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of every file laid down so far, by its path."""
        return self._digests

    def staged(self, path: str) -> Path:
        """Where a file lies until it is moved."""
        return self._stage.joinpath(_NEW, *path.split("/"))

    def lay(self, path: str, content: bytes) -> Path:
        """Lay down what a file is to hold; where it lies. Raises OSError, and Refused when its path leaves the root."""
        self._target(path)
        staged = self.staged(path)
        if staged.parent not in self._folders:
            staged.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(staged.parent)
        with staged.open("xb") as stream:  # never through a link
            stream.write(content)
        self._digests[path] = _sum(content)
        return staged

    def commit(self, way: Way) -> None:
        """Move all files to their places, over what is there. Raises Refused; then nothing has changed."""
        try:
            for path in self._digests:
                _flush(self.staged(path))  # all at once is cheaper than one by one
            entries = [self._kept(number, path) for number, path in enumerate(self._digests)]
            if any(one.before for one in entries):
                _settle(self._stage / _OLD)
            self._note(way, entries)
        except OSError as error:
            self.clear()
            raise refusal(self._root, error) from None
        self._carry_out(way, entries)

    def recover(self, is_ours: Callable[[str], bool]) -> Sequence[str]:
        """Finish or undo what a dead process left, and forget what it had not decided on; the files it finished.

        Raises Refused for a journal that names other files than ours, and when a file was edited since.
        """
        finished: Sequence[str] = ()
        if self._journal.exists():
            way, entries = self._read(is_ours)
            self._refuse_edited(way, entries)
            if way is Way.ON:
                self._carry_out(way, entries)
                finished = [one.path for one in entries]
            else:
                self._undo(way, entries)
        self.clear()
        return finished

    def clear(self) -> None:
        """Forget what was laid down."""
        self._digests.clear()
        self._targets.clear()
        self._folders.clear()
        with suppress(OSError):  # a journal whose work is done does no harm
            self._journal.unlink(missing_ok=True)
            shutil.rmtree(self._stage, ignore_errors=True)

    def _target(self, path: str) -> Path:
        """Where a file is to be. Raises Refused when that is outside of the root."""
        if path not in self._targets:
            self._targets[path] = inside(self._root, path)
        return self._targets[path]

    def _old(self, number: int) -> Path:
        return self._stage / _OLD / str(number)

    def _kept(self, number: int, path: str) -> _Entry:
        """Keep what a file holds now, so that it can be put back."""
        target, old = self._target(path), self._old(number)
        if target.is_dir():
            raise IsADirectoryError(21, "Is a directory", str(target))
        if not target.exists():
            return _Entry(path, None, self._digests[path])
        old.parent.mkdir(exist_ok=True)
        keep(target, old)
        self.staged(path).chmod(target.stat().st_mode)
        return _Entry(path, _digest(old), self._digests[path])

    def _note(self, way: Way, entries: Sequence[_Entry]) -> None:
        self._stage.mkdir(exist_ok=True)
        fresh = self._stage / "journal.new"
        files = [{"路径": one.path, "原": one.before, "新": one.after} for one in entries]
        _lay(fresh, json.dumps({"方向": way, "文件": files}, ensure_ascii=False).encode())
        os.replace(fresh, self._journal)
        _settle(self._journal.parent)

    def _carry_out(self, way: Way, entries: Sequence[_Entry]) -> None:
        targets = [self._target(one.path) for one in entries]
        try:
            for one, target in zip(entries, targets, strict=True):
                target.parent.mkdir(parents=True, exist_ok=True)
                if self.staged(one.path).exists():
                    os.replace(self.staged(one.path), target)
            for folder in {target.parent for target in targets}:
                _settle(folder)
            if way is Way.BACK:
                self._journal.unlink()  # the way back ends here
        except OSError as error:
            self._undo(way, entries)
            raise refusal(self._root, error) from None
        except BaseException:
            if way is Way.BACK and self._journal.exists():
                self._undo(way, entries)
            raise
        with suppress(OSError):
            _settle(self._journal.parent)
        self.clear()

    def _undo(self, way: Way, entries: Sequence[_Entry]) -> None:
        """Put back what there was; doing it twice, or half of it, does no harm."""
        targets = [self._target(one.path) for one in entries]
        try:
            if way is Way.ON:
                self._note(Way.BACK, entries)
            for number, (one, target) in enumerate(zip(entries, targets, strict=True)):
                old = self._old(number)
                if self.staged(one.path).exists():
                    continue  # it has not been moved
                if old.exists():
                    os.replace(old, target)
                elif one.before is None and _digest(target) == one.after:
                    target.unlink()
            for folder in {target.parent for target in targets if target.parent.is_dir()}:
                _settle(folder)
        except OSError:
            raise Refused("写到一半出错，没能全部撤回；请关闭打开着的文件，再运行一次，会先恢复原样") from None
        self.clear()

    def _read(self, is_ours: Callable[[str], bool]) -> tuple[Way, list[_Entry]]:
        try:
            found = json.loads(self._journal.read_bytes())
            way, entries = Way(found["方向"]), [_entry(one) for one in found["文件"]]
            sound = all(is_ours(one.path) for one in entries)
        except (ValueError, KeyError, TypeError, OSError, RecursionError):
            sound = False
        if not sound:
            raise Refused(f"{self._journal} 读不了，不是 rouxing 留下的；请核对旁边的文件，把它移走再运行")
        return way, entries

    def _refuse_edited(self, way: Way, entries: Sequence[_Entry]) -> None:
        for one in entries:
            target, is_moved = self._target(one.path), not self.staged(one.path).exists()
            now = _digest(target)
            if way is Way.ON and not is_moved and now not in (one.before, one.after):
                raise Refused(
                    f"上次没有写完，而 {one.path} 之后被改动过；新内容在 {self._stage} 里，"
                    f"请核对后把该文件改回去再运行，或删除那个文件夹和 {self._journal.name}"
                )
            if way is Way.BACK and is_moved and now not in (None, one.before, one.after):
                raise Refused(f"上次写入中断以后 {target} 被改过；请先把它移到别处，再运行一次")


def _entry(one: object) -> _Entry:
    """Raises TypeError for what is none."""
    if not isinstance(one, dict) or one.keys() != {"路径", "原", "新"}:
        raise TypeError
    path, before, after = one["路径"], one["原"], one["新"]
    if not (isinstance(path, str) and isinstance(before, str | None) and isinstance(after, str)):
        raise TypeError
    return _Entry(path, before, after)


def _sum(content: bytes) -> str:
    from hashlib import sha256  # every command asks whether a batch is unfinished, few write one

    return sha256(content).hexdigest()


def _digest(path: Path) -> str | None:
    return _sum(path.read_bytes()) if path.is_file() else None


def _lay(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with path.open("xb") as stream:  # never through a link
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _settle(folder: Path) -> None:
    """Make renames in a folder last through a loss of power; Windows knows no such thing for folders."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
