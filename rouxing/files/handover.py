"""Many files into one folder, all or none: written beside, moved together, and undone when something stops the move."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from rouxing.errors import Refused
from rouxing.files.batch import Batch, Way
from rouxing.files.locks import held
from rouxing.files.names import same_on_windows
from rouxing.files.write import refusal

UNFINISHED: Final = "写入中断，请再运行一次"
"""The journal, in the target while files are moved: what a killed run leaves, and what undoes it."""
_STAGE: Final = ".rouxing-写入中"
_LOCK: Final = ".rouxing-锁"


class Handover:
    """A batch on its way into a folder. Leaving the block without `commit` leaves the folder as it was.

    Written files lie in a folder of their own until `commit`, which moves them. A failure or Ctrl-C on the way moves
    everything back; after a crash or `kill -9` the next Handover into the same folder does.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._batch = Batch(folder, folder / _STAGE, folder / UNFINISHED)
        self._made: list[Path] = []
        self._taken: set[str] = set()
        self._lock: BinaryIO | None = None

    def __enter__(self) -> Self:
        """Take the folder for this process, and undo what a killed run left. Raises Refused."""
        try:
            self._make(self._folder)
            self._lock = held(self._folder / _LOCK, wait=False)
        except BlockingIOError:
            raise Refused(f"另一个 rouxing 正在写 {self._folder}，请等它结束再运行") from None
        except OSError as error:
            self._unmake()
            raise refusal(self._folder, error) from None
        try:
            self._batch.recover(lambda _: True)
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clean up; the folders that were made for nothing go again."""
        if not (self._folder / UNFINISHED).exists():  # else what was moved could not all be moved back
            self._batch.clear()
        self._leave()

    def _leave(self) -> None:
        with contextlib.suppress(OSError):  # on Windows it goes only after it is closed
            (self._folder / _LOCK).unlink(missing_ok=True)
        if self._lock:
            self._lock.close()
            self._lock = None
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
        if {"", ".", ".."} & {*name.split("/")}:
            raise Refused(f"不写入 {name}：该路径在目标文件夹之外")
        if same_on_windows(name) in self._taken:
            raise Refused(f"有两个文件都叫 {name}，没有写出任何文件")
        self._taken.add(same_on_windows(name))
        try:
            return self._batch.lay(name, content).read_bytes()
        except OSError as error:
            raise refusal(self._batch.staged(name), error) from None

    def staged(self, name: str) -> Path:
        """Where a file lies until it is moved."""
        return self._batch.staged(name)

    @property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of every file put so far, by its name."""
        return self._batch.digests

    def commit(self) -> list[Path]:
        """Move all files to their places, over those of the same name. Raises Refused; then nothing has changed."""
        targets = [self._folder.joinpath(*name.split("/")) for name in self._batch.digests]
        try:
            for target in targets:
                self._make(target.parent)
        except OSError as error:
            raise refusal(self._folder, error) from None
        self._batch.commit(Way.BACK)
        self._made.clear()
        return targets
