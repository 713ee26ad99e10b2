"""Case logs written as one: all of them or none, under the one lock of the repository, and never over a change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from rouxing.errors import Refused
from rouxing.files.batch import Batch, Way
from rouxing.files.workspace import locked, place
from rouxing.files.write import inside, refusal
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
        batch = Batch(root, folder / _STAGE, folder / _JOURNAL)
        yield Writer(root, batch, batch.recover(lambda path: bool(_CASE_LOG.fullmatch(path))))


class Writer:
    """Who holds the repository's lock."""

    def __init__(self, root: Path, batch: Batch, finished: Sequence[str]) -> None:
        self._root = root
        self._batch = batch
        self.finished = finished
        """Files that an earlier write had not come to."""

    def write(self, writes: Sequence[Write]) -> None:
        """Write all or nothing. Raises Refused, and then no file has changed."""
        self._batch.clear()
        for one in writes:
            _refuse_changed(one, inside(self._root, one.path))
        try:
            for one in writes:
                self._batch.lay(one.path, one.content)
                if one.before is not None:
                    with inside(self._root, one.path).open("rb+"):  # Windows: a file that is open elsewhere says so now
                        pass
        except OSError as error:
            self._batch.clear()
            raise refusal(self._root, error) from None
        self._batch.commit(Way.ON)


def _refuse_changed(one: Write, target: Path) -> None:
    if one.before is None and target.exists():
        raise Refused(f"{one.path} 已经存在，没有覆盖")
    if one.before is not None and not (target.is_file() and target.read_bytes() == one.before):
        raise Refused(f"{one.path} 在此期间被改动过，没有覆盖；请重新运行")
