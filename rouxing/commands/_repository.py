"""Finding and opening the repository that a command works on."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from rouxing.diagnostics import Diagnostic
from rouxing.errors import NotFound, UnreadableRepository
from rouxing.files.together import is_unfinished
from rouxing.files.tree import FolderTree
from rouxing.terms import SETTINGS_FILE

RepositoryOption = Annotated[
    Path | None,
    typer.Option("-C", "--repo", metavar="文件夹", help="柔性执法仓库；默认从当前文件夹向上找 rouxing.yaml"),
]


def find_root(start: Path | None) -> Path:
    """The repository's root at or above `start` (default: the current folder). Raises UnreadableRepository."""
    origin = (start or Path()).absolute()
    if not origin.exists():
        raise NotFound(f"找不到 {start}")
    for folder in (origin, *origin.parents):
        if (folder / SETTINGS_FILE).exists():
            _tell_unfinished(folder)
            return folder
    raise UnreadableRepository(
        f"{start or '当前文件夹'}不在柔性执法仓库里（向上都没有 {SETTINGS_FILE}）；"
        "请进入仓库文件夹，或用 rouxing init 新建"
    )


def _tell_unfinished(root: Path) -> None:
    if is_unfinished(root):
        warn(["注意：上次导入案件时中断，有的文件还没有写入；再次运行 rouxing case add 或 case import 会先补齐"])


def open_tree(start: Path | None) -> FolderTree:
    """The files of the repository at or above `start`."""
    return FolderTree(find_root(start))


def warn(sentences: Iterable[str]) -> None:
    """Sentences for people that are not the result go to stderr, behind what was printed before them."""
    for sentence in sentences:
        sys.stdout.flush()
        print(sentence, file=sys.stderr)


def warn_unsound(diagnostics: Iterable[Diagnostic]) -> bool:
    """Name every file that could not be read; True when there was one."""
    paths = sorted({one.path for one in diagnostics})
    warn(f"注意：{path} 没有通过校验，本次不使用；请先运行 rouxing check" for path in paths)
    return bool(paths)
