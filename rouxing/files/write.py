"""Atomic writing: a file is either the old one or the new one, and nothing leaves the given root."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from rouxing.errors import Refused

_BEGINS, _ENDS = ".~rouxing-", ".tmp"
"""Names of files in the making: the .gitignore of every repository made by `init` covers them."""
_OLD: Final = 600
"""Seconds after which nobody can be writing a file any more."""


def write_all(root: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write (posix path, bytes) pairs below `root`; all are prepared before the first replaces anything.

    Raises Refused when a path leaves the root, a file is open in an office program, or the disk refuses; then no file
    has changed.
    """
    return write_everywhere((root, name, content) for name, content in files)


def write_everywhere(files: Iterable[tuple[Path, str, bytes]]) -> list[Path]:
    """The same for files below several roots: (root, posix path, bytes)."""
    prepared: list[tuple[Path, Path]] = []
    folders: list[Path] = []
    try:
        for root, name, content in files:
            target = inside(root, name)
            _refuse_open(target)
            folders += (one for one in reversed((target.parent, *target.parent.parents)) if not one.exists())
            prepared.append((_prepare(target, content), target))
        _replace(prepared)
    except OSError as error:
        raise refusal("文件", error) from None
    finally:
        for temporary, _ in prepared:
            temporary.unlink(missing_ok=True)
        for folder in reversed(folders):
            with suppress(OSError):  # what was written keeps its folder
                folder.rmdir()
    return [target for _, target in prepared]


def _replace(prepared: Sequence[tuple[Path, Path]]) -> None:
    """Put every file in its place; when one cannot be, those before it go back: Windows refuses what is open."""
    kept: list[Path] = []
    done: list[tuple[Path, Path | None]] = []
    try:
        for temporary, target in prepared:
            old = keep(target, temporary.with_suffix(f".old{_ENDS}")) if len(prepared) > 1 and target.exists() else None
            kept += [old] if old else []
            os.replace(temporary, target)
            done.append((target, old))
    except OSError:
        for target, old in done:
            os.replace(old, target) if old else target.unlink()
        raise
    finally:
        for old in kept:
            old.unlink(missing_ok=True)


def keep(target: Path, old: Path) -> Path:
    """A second name, `old`, for a file as it is now; a copy on disks that know no second names. Raises OSError."""
    if not target.is_symlink():
        with suppress(OSError):
            os.link(target, old)
            return old
    shutil.copyfile(target, old)
    with old.open("rb+") as stream:
        os.fsync(stream.fileno())
    shutil.copystat(target, old)
    return old


def _refuse_open(target: Path) -> None:
    lock = office_lock(target)
    if lock:
        raise Refused(
            f"{target.name} 正在 Word、Excel、WPS 或 LibreOffice 中打开；请关闭以后再运行"
            f"（没有打开，就删除旁边的 {lock}）；没有改动任何文件"
        )


def office_lock(path: Path) -> str:
    """Name of the file that an office program lays beside one that is open in it; "" where there is none.

    Word leaves out the first two signs of a long name, or the first of one of seven.
    """
    name = path.name
    office, wps = LOCKS
    names = [f"{office}{name}", f"{wps}{name}", f"{wps}lock.{name}#"]
    names += [f"{office}{name[cut:]}" for cut in (1, 2) if path.suffix.lower() in _WORD]
    return next((one for one in names if path.exists() and path.with_name(one).exists()), "")


LOCKS: Final = ("~$", ".~")
"""What the names of such files begin with: of Word and Excel, of WPS and LibreOffice (.~lock.name#)."""
_WORD: Final = frozenset({".docx", ".docm", ".doc"})


def write_file(root: Path, name: str, content: bytes, *, expected: bytes | None = None) -> Path:
    """Replace one file atomically. With `expected`, refuse when the file no longer holds those bytes."""
    if expected is not None:
        current = inside(root, name)
        if not current.is_file() or current.read_bytes() != expected:
            raise Refused(f"{name} 在此期间被改动过，没有覆盖；请重新运行")
    return write_all(root, [(name, content)])[0]


def inside(root: Path, name: str) -> Path:
    """The path of a file below `root`. Raises Refused when it leaves the root, links followed."""
    path = PurePosixPath(name)
    target = root.joinpath(*path.parts)
    if path.is_absolute() or ".." in path.parts or not target.resolve().is_relative_to(root.resolve()):
        raise Refused(f"不写入 {name}：该路径在目标文件夹之外")
    return target


def _prepare(target: Path, content: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        raise IsADirectoryError(21, "Is a directory", str(target))
    handle, name = tempfile.mkstemp(prefix=_BEGINS, suffix=_ENDS, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        mode = target.stat().st_mode if target.exists() else 0o666 & ~_umask()
        temporary.chmod(mode)
        _clear(temporary)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _clear(fresh: Path) -> None:
    """Remove what a process that was killed long before this file was written has left beside it."""
    now = fresh.stat().st_mtime
    for one in fresh.parent.glob(f"{_BEGINS}*{_ENDS}"):
        with suppress(OSError):
            if now - one.stat().st_mtime > _OLD:
                one.unlink()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def refusal(where: Path | str, error: OSError) -> Refused:
    """What to raise when the disk refused before anything had changed: which file or folder, and why."""
    place = Path(os.fsdecode(error.filename2 or error.filename or where))
    why = reason(error)
    if place.name.startswith(_BEGINS):  # nobody knows the file that was in the making, but its folder
        place, why = place.parent, "没有写入权限" if isinstance(error, PermissionError) else why
    return Refused(f"无法写入 {place}：{why}；没有改动任何文件")


def reason(error: OSError) -> str:
    """Why the disk refused, for people."""
    by_number = {
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "磁盘配额已经用完",
        errno.EFBIG: "磁盘不让文件再变大",
        errno.EROFS: "这个盘是只读的",
        errno.ENAMETOOLONG: "文件名太长",
        errno.ENOLCK: "这个盘不支持加锁，请把仓库放在本机硬盘上",
        errno.EOPNOTSUPP: "这个盘不支持加锁，请把仓库放在本机硬盘上",
    }
    if error.errno in by_number:
        return by_number[error.errno]
    known = {
        PermissionError: "没有写入权限，或文件正在 Word、Excel、WPS 中打开",
        IsADirectoryError: "同名的文件夹已经存在",
        NotADirectoryError: "路径中有一段是文件，不是文件夹",
        FileNotFoundError: "文件夹不存在，也不能新建",
        FileExistsError: "路径中有一段是文件，不是文件夹",
    }
    return known.get(type(error), error.strerror or "未知原因")
