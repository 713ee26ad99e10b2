"""A record is added: checked as it would stand in the repository, then written, or nothing is."""

from __future__ import annotations

from typing import Any

import typer

from rouxing.check import CHECK, Scope, check
from rouxing.commands._asking import today
from rouxing.commands._checking import Format, show
from rouxing.commands._repository import warn
from rouxing.errors import Refused
from rouxing.files.edited import EditedTree
from rouxing.files.tree import FolderTree
from rouxing.history.past import GitPast
from rouxing.load import checklist_from
from rouxing.load.parse import Flaw, parse
from rouxing.terms import Level


def read(content: bytes) -> Any:
    """The data in these bytes. Raises Refused where there is none."""
    try:
        return parse(content)
    except Flaw as flaw:
        raise Refused(f"没有改动文件：第 {flaw.line} 行{flaw.message}；{flaw.advice}") from None


def stop_on_errors(tree: FolderTree, path: str, content: bytes) -> None:
    """Show what `check` says of the file as it would be, and exit with 1 on an error; warnings do not stop."""
    edited = EditedTree(tree, {path: content})
    past = GitPast(tree.root, checklist_from)
    outcome = check(edited, Scope(CHECK, today().isoformat(), paths=[path]), past=past)
    if outcome.diagnostics:
        show(outcome, edited, Format.TEXT)
    if outcome.number(Level.ERROR):
        warn(["没有写入任何文件"])
        raise typer.Exit(1)
