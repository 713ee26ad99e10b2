"""The lists as they were on a day, read from git when a case older than the present list asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rouxing.files.tree import FolderTree
from rouxing.model import Then
from rouxing.terms import CHECKLISTS_FOLDER, ListKind

if TYPE_CHECKING:
    from rouxing.history.versions import History, Parser

_FILES: Final = frozenset(kind.file_name for kind in ListKind)


class GitPast:
    """What the commits up to one commit (the current one, or one just received) say of every list below `root`.

    Git starts with the first question, and once; the object may be sent to another process before or after that.
    """

    def __init__(self, root: Path, parse: Parser, received: str = "") -> None:
        self._root = root
        self._parse = parse
        self._received = received

    def then(self, path: str, date: str) -> Then:
        """The committed list in force on an ISO date; unknown where there is no git, or not enough of its history."""
        history = self._histories.get(path)
        if history is None or not history.versions:  # never committed
            return Then(known=False)
        version = history.as_of(date)
        if version is None:
            return Then(known=not history.shallow)
        return Then(known=True, checklist=version.checklist)

    def digest(self, path: str) -> str:
        """The commits that shaped the list."""
        history = self._histories.get(path)
        return " ".join(one.commit.id for one in history.versions if one.commit) if history else ""

    @cached_property
    def _histories(self) -> Mapping[str, History]:
        # most checks ask nothing of the past
        from rouxing.history.git import Git, HistoryUnavailable
        from rouxing.history.trace import histories
        from rouxing.history.tree import CommitTree
        from rouxing.history.versions import each

        try:
            with Git(self._root, receiving=bool(self._received)) as git:
                tree = CommitTree(git, self._received) if self._received else FolderTree(self._root)
                paths = [path for path in tree.files(CHECKLISTS_FOLDER) if path.rpartition("/")[2] in _FILES]
                return histories(git, paths, each(self._parse), self._received or git.head())
        except HistoryUnavailable:
            return {}
