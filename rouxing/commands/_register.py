"""Rows added to the registers of an agency (receipts, feedback), which begin with the first row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rouxing.commands._adding import stop_on_errors
from rouxing.errors import Refused
from rouxing.files.tree import FolderTree
from rouxing.files.workspace import locked
from rouxing.files.write import write_file
from rouxing.files.yaml_text import Parse, appended
from rouxing.model import Agency, Repository


def sound_file(opened: Repository, path: str) -> str:
    """The path. Raises Refused where the file failed its schema: what it says is unknown, not absent."""
    if path in opened.unsound:
        raise Refused(f"{path} 没有通过校验，没有使用；请先运行 rouxing check {path}")
    return path


def agencies_asked(opened: Repository, name: str) -> list[Agency]:
    """The agency of that name; all of them for "". Raises NotFound, Refused where one cannot be read."""
    if name:
        return [opened.agency(name)]
    for path in opened.unsound_agencies:
        sound_file(opened, path)
    return list(opened.agencies.values())


def add_row(tree: FolderTree, path: str, key: str, row: Mapping[str, Any], parse: Parse) -> None:
    """Append a row under a top-level key; the file is made where there is none. Raises Refused, typer.Exit.

    Two who write at once wait for each other: neither row is lost.
    """
    with locked(tree.root):
        _add_row(tree, path, key, row, parse)


def _add_row(tree: FolderTree, path: str, key: str, row: Mapping[str, Any], parse: Parse) -> None:
    existing = tree.read(path) if tree.exists(path) else None
    schema = path.rsplit("/", 1)[-1].removesuffix(".yaml")
    start = f"# yaml-language-server: $schema=../../schemas/{schema}.schema.json\n{key}: []\n".encode()
    after = appended(start if existing is None else existing, key, row, parse)
    stop_on_errors(tree, path, after)
    if existing is None and tree.exists(path):
        raise Refused(f"{path} 在此期间已经建立，没有覆盖；请重新运行")
    write_file(tree.root, path, after, expected=existing)
