"""Answers of a form that is not finished: kept after every answer, out of git's sight, until the case is written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rouxing.errors import Refused
from rouxing.files.workspace import place, workspace
from rouxing.files.write import reason, write_file

Answers = dict[str, Any]

_MOST: Final = 100


class Kept:
    """The file of one form."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def fresh(cls, root: Path) -> Kept:
        """A new one; only its owner may read it, as it may hold numbers of persons. Raises Refused."""
        folder = workspace(root)
        for number in range(1, _MOST + 1):
            path = folder / f"draft-{number}.json"
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                continue
            except OSError as error:
                raise Refused(f"草稿无法保存：{reason(error)}；没有改动任何文件") from None
            return cls(path)
        raise Refused(f"没有登记完的草稿有 {_MOST} 份；请先登记完，或删除 {folder} 里的")

    def save(self, answers: Answers) -> None:
        """Replace what is kept. Raises Refused."""
        write_file(self._path.parent, self._path.name, json.dumps(answers, ensure_ascii=False, indent=1).encode())

    def discard(self) -> None:
        """The case is written, or nobody wants it."""
        self._path.unlink(missing_ok=True)


def kept(root: Path) -> Iterator[tuple[Kept, Answers]]:
    """The forms that were not finished; what is no form, or says nothing yet, is left out."""
    for path in sorted(place(root).glob("draft-*.json")):
        try:
            answers = json.loads(path.read_bytes()) if path.is_file() and not path.is_symlink() else None
        except (ValueError, OSError, RecursionError):
            continue
        if isinstance(answers, dict) and answers:
            yield Kept(path), answers
