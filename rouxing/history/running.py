"""The only starter of git: one command, or a process that reads objects; bounded in time and size, never asking."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from rouxing.errors import Refused, RouxingError
from rouxing.files.tree import MAX_FILE_BYTES


class HistoryUnavailable(RouxingError):
    """Git is missing, the folder is not in a git repository, or git could not read it."""


Completed = subprocess.CompletedProcess[bytes]
"""What git answered."""


def started(
    command: Sequence[str], environment: Mapping[str, str], name: str, timeout: float, stdin: bytes = b""
) -> Completed:
    """One run of git, `name` for messages. Raises HistoryUnavailable where it takes longer than `timeout` seconds."""
    try:
        # `input` is written and then closed: git never waits for a person
        return subprocess.run(  # noqa: S603 - a fixed program, a tuple, no shell
            command, input=stdin, capture_output=True, timeout=timeout, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise HistoryUnavailable(f"git {name} 在 {timeout:g} 秒内没有完成，已停止") from None


class Objects:
    """One running `git cat-file --batch`, asked for one object at a time."""

    def __init__(self, command: Sequence[str], timeout: float, environment: Mapping[str, str]) -> None:
        self._timeout = timeout
        self._process = subprocess.Popen(  # noqa: S603 - a fixed program, a tuple, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )

    def read(self, object_id: str) -> bytes | None:
        """Content of an object, None for a missing one. Raises EOFError when git gave up."""
        watchdog = threading.Timer(self._timeout, self._process.kill)
        watchdog.start()
        try:
            asked, answers = self._process.stdin, self._process.stdout
            if asked is None or answers is None:
                raise EOFError
            asked.write(f"{object_id}\n".encode())
            asked.flush()
            return _answer(answers)
        except BrokenPipeError:
            raise EOFError from None
        finally:
            watchdog.cancel()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def many_objects(
    command: Sequence[str], timeout: float, environment: Mapping[str, str], object_ids: Sequence[str]
) -> Iterator[bytes | None]:
    """Contents of objects in their order, None for a missing one, from one `git cat-file --batch --buffer`.

    Git ends when all are read, or when it keeps us waiting for longer than `timeout` seconds. Raises EOFError when it
    gave up.
    """
    with tempfile.TemporaryFile() as questions:  # a pipe would fill up while git waits for its answers to be read
        questions.write("".join(f"{one}\n" for one in object_ids).encode())
        questions.seek(0)
        process = subprocess.Popen(  # noqa: S603 - a fixed program, a tuple, no shell
            command,
            stdin=questions,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=_READ,
        )
    answers = process.stdout
    watchdog = _Watchdog(process, timeout)
    try:
        if answers is None:
            raise EOFError
        _widen(answers)
        for _ in object_ids:
            with watchdog:
                content = _answer(answers)
            yield content
    finally:
        watchdog.end()
        process.kill()
        process.communicate()


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold more, where the system can and allows it: the two processes then wait for each other less."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _WIDE)


class _Watchdog:
    """Ends a process that keeps us waiting for too long: `with watchdog:` marks the waiting."""

    _LOOKS: Final = 4

    def __init__(self, process: subprocess.Popen[bytes], timeout: float) -> None:
        self._process = process
        self._pause = timeout / self._LOOKS
        self._marks = 0
        """Odd while something waits."""
        self._done = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self) -> None:
        self._marks += 1

    def __exit__(self, *_: object) -> None:
        self._marks += 1

    def end(self) -> None:
        """Watch no longer."""
        self._done.set()

    def _watch(self) -> None:
        looks, seen = 0, 0
        while not self._done.wait(self._pause):
            looks = looks + 1 if seen == self._marks and seen % 2 else 0
            seen = self._marks
            if looks == self._LOOKS:
                self._process.kill()


def _answer(answers: IO[bytes]) -> bytes | None:
    """The next answer of `cat-file --batch`, cut off after MAX_FILE_BYTES + 1 bytes. Raises EOFError."""
    head = answers.readline().split()
    if head[1:] == [b"missing"]:
        return None
    if len(head) != 3:
        raise EOFError
    size = int(head[2])
    content = _exactly(answers, min(size, MAX_FILE_BYTES + 1))
    for start in range(len(content), size, _CHUNK):
        _exactly(answers, min(_CHUNK, size - start))
    answers.read(1)
    return content


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


_CHUNK: Final = 1024 * 1024
_WIDE: Final = 1024 * 1024
_READ: Final = 64 * 1024
"""Bytes taken from a wide pipe at one go."""


def program(root: Path) -> str:
    """Absolute path of git; never one that lies in the repository (Windows looks in the current folder first)."""
    found = shutil.which("git")
    if found is None:
        raise HistoryUnavailable("没有找到 git 程序；查看历史需要先安装 git")
    path = Path(found).absolute()
    if path.is_relative_to(root):
        raise Refused(f"不运行仓库里的程序 {path.name}；请从系统安装 git")
    return str(path)
