"""Results that are files: written below `out/` or where the user says, and named on the terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from rouxing.errors import Refused
from rouxing.files.names import safe_step
from rouxing.files.tree import FolderTree
from rouxing.files.write import write_file
from rouxing.terms import OUTPUT_FOLDER

OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="文件", help=f"写到这个文件或文件夹；默认 {OUTPUT_FOLDER}/ 下")
]


def written(tree: FolderTree, name: str, content: bytes, out: Path | None) -> str:
    """Write a result atomically; the path to show: relative where it lies below the current folder."""
    return shown_path(write_file(*target_of(tree.root, name, out), content))


def target_of(root: Path, name: str, out: Path | None) -> tuple[Path, str]:
    """Where a result of that name is to be written: the folder it must not leave, and the path below it.

    What the user names without a suffix is a folder.
    Raises Refused for a file whose name promises another kind of content: Word would call it damaged.
    """
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a name, not a path
    safe = safe_step(stem) + suffix
    if out is None:
        return root, f"{OUTPUT_FOLDER}/{safe}"
    wanted = (out / safe if out.is_dir() or not out.suffix else out).absolute()
    if wanted.suffix.lower() != suffix:
        raise Refused(f"--out 的文件名 {wanted.name} 应以 {suffix} 结尾")
    return wanted.parent, wanted.name


def shown_path(path: Path) -> str:
    """The path as a person standing in the current folder would write it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


class Format(StrEnum):
    """Output formats of what people and programs ask."""

    TEXT = "text"
    JSON = "json"


DATA_VERSION: Final = 1
"""Version of the JSON output that other programs rely on."""


def print_bytes(content: bytes) -> None:
    """A whole file to stdout, which may take it in pieces (PYTHONUNBUFFERED)."""
    rest = memoryview(content)
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Lines of the result to stdout."""
    print("\n".join(lines))


def print_json(*parts: Mapping[str, Any]) -> None:
    """The parts as one JSON object, which names the version of its form first."""
    data: dict[str, Any] = {"版本": DATA_VERSION}
    for part in parts:
        data |= part
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    print()
