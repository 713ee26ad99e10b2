"""The tool's own corner of a repository, `out/.rouxing`: one lock for all who write, drafts, and writes in progress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from rouxing.errors import Refused
from rouxing.files.locks import held
from rouxing.files.write import reason
from rouxing.terms import OUTPUT_FOLDER

_FOLDER: Final = ".rouxing"


def workspace(root: Path) -> Path:
    """The folder, made where it is missing; git never sees it. Raises Refused where nothing can be written there."""
    folder = place(root)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not folder.resolve().is_relative_to(root.resolve()):
            raise Refused(f"{OUTPUT_FOLDER} 指向仓库之外，没有写入；请换成普通文件夹")
        _keep_out_of_git(folder)
    except OSError as error:
        raise Refused(f"无法写入 {OUTPUT_FOLDER} 文件夹：{reason(error)}；没有改动任何文件") from None
    return folder


def _keep_out_of_git(folder: Path) -> None:
    """Drafts hold numbers of persons."""
    with suppress(FileExistsError), (folder / ".gitignore").open("xb") as stream:
        stream.write(b"*\n")


def place(root: Path) -> Path:
    """Where the folder lies, whether it is there or not."""
    return root / OUTPUT_FOLDER / _FOLDER


@contextmanager
def locked(root: Path) -> Iterator[Path]:
    """The workspace, held against every other process that writes; the system lets go when the process ends.

    Raises Refused where the disk knows no locks.
    """
    folder = workspace(root)
    try:
        stream = held(folder / "lock")
    except OSError as error:
        raise Refused(f"无法写入 {OUTPUT_FOLDER} 文件夹：{reason(error)}；没有改动任何文件") from None
    with stream:
        yield folder
