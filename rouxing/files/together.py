"""Several files written as one: all of them or none, also when the process dies half-way.

New contents are first laid down in the workspace; then a journal that names them is put in its place by one rename,
which is the moment of decision; then every file is renamed into its place, and the journal removed. Whoever writes
next, under the same lock, finishes what a journal names. A rename that fails is undone: the journal is turned round
first, so that a death while undoing is undone, too.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from rouxing.errors import Refused
from rouxing.files.workspace import locked, place
from rouxing.files.write import inside, reason
from rouxing.terms import CASES_FOLDER

_JOURNAL: Final = "journal.json"
_STAGE: Final = "stage"
_CASE_LOG: Final = re.compile(f"{CASES_FOLDER}/[a-z][a-z0-9_-]*/[0-9]{{4}}/[^/\\\\]+\\.yaml")
"""All that is ever written so: a journal that came with a repository cannot reach anything else."""


class Write(NamedTuple):
    """A file as it is to be; `before` is what it holds now, None where it must not exist yet."""

    path: str
    content: bytes
    before: bytes | None = None


def is_unfinished(root: Path) -> bool:
    """Whether an earlier write was cut off after the moment of decision."""
    return (place(root) / _JOURNAL).exists()


@contextmanager
def writing(root: Path) -> Iterator[Writer]:
    """Hold the repository against other writers; what an earlier one left unfinished is finished first."""
    with locked(root) as folder:
        writer = Writer(root, folder)
        writer.finish()
        yield writer


class Writer:
    """Who holds the repository's lock."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        self._stage = folder / _STAGE
        self.finished: Sequence[str] = ()
        """Files that an earlier write had not come to."""

    def write(self, writes: Sequence[Write]) -> None:
        """Write all or nothing. Raises Refused, and then no file has changed."""
        targets = [inside(self._root, one.path) for one in writes]
        for one, target in zip(writes, targets, strict=True):
            _refuse_changed(one, target)
        try:
            self._prepare(writes)
        except OSError as error:
            self._clear()
            raise Refused(f"无法写入：{reason(error)}；没有改动任何文件") from None
        self._carry_out([_entry(number, one) for number, one in enumerate(writes)])

    def finish(self) -> None:
        """Carry out what a journal names; forget what was laid down without one."""
        journal = self._folder / _JOURNAL
        if journal.exists():
            found = _read(journal)
            if found["方向"] == "撤回":
                self._undo(found["文件"])
            else:
                self._refuse_foreign(found["文件"])
                self._carry_out(found["文件"])
            self.finished = [str(one["路径"]) for one in found["文件"]]
        self._clear()

    def _prepare(self, writes: Sequence[Write]) -> None:
        self._clear()
        self._stage.mkdir()
        for number, one in enumerate(writes):
            _lay(self._stage / f"{number}.new", one.content)
            if one.before is not None:
                _lay(self._stage / f"{number}.old", one.before)
                target = inside(self._root, one.path)
                (self._stage / f"{number}.new").chmod(target.stat().st_mode)
                (self._stage / f"{number}.old").chmod(target.stat().st_mode)
                with target.open("rb+"):  # Windows: a file that is open elsewhere says so now
                    pass
        self._note("写入", [_entry(number, one) for number, one in enumerate(writes)])

    def _note(self, direction: str, entries: Sequence[Any]) -> None:
        fresh = self._folder / f"{_JOURNAL}.new"
        _lay(fresh, json.dumps({"方向": direction, "文件": entries}, ensure_ascii=False).encode())
        os.replace(fresh, self._folder / _JOURNAL)
        _settle(self._folder)

    def _carry_out(self, entries: Sequence[Any]) -> None:
        try:
            for one in entries:
                staged, target = self._stage / f"{one['号']}.new", inside(self._root, one["路径"])
                target.parent.mkdir(parents=True, exist_ok=True)
                if staged.exists():
                    os.replace(staged, target)
            for folder in {inside(self._root, one["路径"]).parent for one in entries}:
                _settle(folder)
        except OSError as error:
            self._undo(entries, error)
        self._clear()

    def _undo(self, entries: Sequence[Any], error: OSError | None = None) -> None:
        """Put back what there was. Raises Refused with the reason for it."""
        try:
            self._note("撤回", entries)
            for one in entries:
                target, old = inside(self._root, one["路径"]), self._stage / f"{one['号']}.old"
                if old.exists():
                    os.replace(old, target)
                elif one["原"] is None and _digest(target) == one["新"]:
                    target.unlink()
        except OSError:
            raise Refused("写到一半出错，没能全部撤回；请关闭打开着的文件，再运行一次，会先恢复原样") from None
        self._clear()
        if error is not None:
            raise Refused(f"无法写入 {error.filename2 or error.filename}：{reason(error)}；没有改动任何文件") from None

    def _refuse_foreign(self, entries: Sequence[Any]) -> None:
        for one in entries:
            if (self._stage / f"{one['号']}.new").exists():
                now = _digest(inside(self._root, one["路径"]))
                if now not in (one["原"], one["新"]):
                    raise Refused(
                        f"上次没有写完，而 {one['路径']} 之后被改动过；新内容在 {self._stage} 里，"
                        "请核对后把该文件改回去再运行，或删除那个文件夹和旁边的 journal.json"
                    )

    def _clear(self) -> None:
        with suppress(OSError):  # a journal whose work is done does no harm
            (self._folder / _JOURNAL).unlink(missing_ok=True)
            (self._folder / f"{_JOURNAL}.new").unlink(missing_ok=True)
            shutil.rmtree(self._stage, ignore_errors=True)


def _entry(number: int, one: Write) -> dict[str, Any]:
    before = None if one.before is None else _sum(one.before)
    return {"号": number, "路径": one.path, "原": before, "新": _sum(one.content)}


def _refuse_changed(one: Write, target: Path) -> None:
    if one.before is None and target.exists():
        raise Refused(f"{one.path} 已经存在，没有覆盖")
    if one.before is not None and _digest(target) != _sum(one.before):
        raise Refused(f"{one.path} 在此期间被改动过，没有覆盖；请重新运行")


def _read(journal: Path) -> Any:
    """What a journal says. Raises Refused where it is none of ours."""
    try:
        found = json.loads(journal.read_bytes())
        sound = all(_is_entry(one) for one in found["文件"]) and "方向" in found
    except (ValueError, KeyError, TypeError, OSError, RecursionError):
        sound = False
    if not sound:
        raise Refused(f"{journal} 读不了；请核对案件文件后删除它")
    return found


def _is_entry(one: Any) -> bool:
    known = isinstance(one, dict) and {"号", "路径", "原", "新"} <= one.keys()
    return known and isinstance(one["号"], int) and bool(_CASE_LOG.fullmatch(one["路径"]))


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest(path: Path) -> str | None:
    return _sum(path.read_bytes()) if path.is_file() else None


def _lay(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with path.open("xb") as stream:  # never through a link
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _settle(folder: Path) -> None:
    """Make renames in a folder last through a loss of power; Windows knows no such thing for folders."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
