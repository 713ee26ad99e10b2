"""Locks that end with the process that holds them, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO, Final

from rouxing.errors import Refused

_WAITS: Final = 60
"""Times that Windows is asked for the lock, ten seconds each."""


def held(path: Path, *, wait: bool = True) -> BinaryIO:
    """The file of this path, locked until it is closed.

    Raises BlockingIOError where another process holds it and there is no waiting for it, Refused where it is a link,
    OSError where it cannot be written or the disk knows no locks.
    """
    while True:
        if path.is_symlink():
            raise Refused(f"{path} 是链接，没有写入；请删除它")
        stream = path.open("ab")
        try:
            _lock(stream.fileno(), wait)
            if path.exists() and os.path.samestat(os.fstat(stream.fileno()), path.stat()):
                return stream
        except BaseException:
            stream.close()
            raise
        stream.close()  # who held it has removed it: another process may hold the new one


if sys.platform == "win32":  # pragma: no cover - measured elsewhere

    def _lock(number: int, wait: bool) -> None:
        import msvcrt

        for turn in range(_WAITS if wait else 1):
            os.lseek(number, 0, os.SEEK_SET)
            try:
                msvcrt.locking(number, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError as error:
                if not wait:
                    raise BlockingIOError(error.errno, error.strerror) from None
                if turn == _WAITS - 1:
                    raise
            else:
                return


else:

    def _lock(number: int, wait: bool) -> None:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
