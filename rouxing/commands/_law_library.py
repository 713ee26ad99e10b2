"""The laws that a `rouxing law` command works with: those of the tool, and those of the repository it stands in."""

from __future__ import annotations

from pathlib import Path

from rouxing.commands._repository import find_root, warn_unsound
from rouxing.errors import UnreadableRepository
from rouxing.files.tree import FolderTree
from rouxing.load import open_repository
from rouxing.model import Library
from rouxing.terms import LAWS_FOLDER


def library_at(start: Path | None) -> Library:
    """The laws known at this place; outside any repository those of the tool alone. Raises NotFound.

    A folder that is named and is no repository is a mistake: UnreadableRepository.
    """
    try:
        root = find_root(start)
    except UnreadableRepository:
        if start is None:
            return Library()
        raise
    opened, diagnostics = open_repository(FolderTree(root))
    warn_unsound(one for one in diagnostics if one.path.startswith(f"{LAWS_FOLDER}/"))
    return opened.library
