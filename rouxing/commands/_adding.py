"""A record is added: checked as it would stand in the repository, then written, or nothing is."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from rouxing.check import CHECK, Scope, check
from rouxing.commands._asking import today
from rouxing.commands._repository import warn
from rouxing.errors import Refused
from rouxing.files.edited import EditedTree
from rouxing.files.tree import FolderTree
from rouxing.formats import FORMATS, Context
from rouxing.load.parse import Flaw, decode, parse
from rouxing.manuals import manual
from rouxing.terms import Level


def read(content: bytes) -> Any:
    """The data in these bytes. Raises Refused where there is none."""
    try:
        return parse(content)
    except Flaw as flaw:
        raise Refused(f"没有改动文件：第 {flaw.line} 行{flaw.message}；{flaw.advice}") from None


def stop_on_errors(tree: FolderTree, path: str, content: bytes) -> None:
    """Show what `check` says of the file as it would be, and exit with 1 on an error; warnings do not stop."""
    outcome = check(EditedTree(tree, {path: content}), Scope(CHECK, today().isoformat(), paths=[path]))
    if not outcome.diagnostics:
        return

    def lines(name: str) -> Sequence[str]:
        return decode(content).split("\n") if name == path else ()

    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    sys.stderr.write(FORMATS["text"](outcome, Context(lines, manual, colour)))
    if outcome.count(Level.ERROR):
        warn(["没有写入任何文件"])
        raise typer.Exit(1)
