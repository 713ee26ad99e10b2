"""Trees that do not leave their root, and writing that is all or nothing."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rouxing.errors import Refused, UnreadableFile
from rouxing.files.tree import MAX_FILE_BYTES, FolderTree, MemoryTree, Tree
from rouxing.files.write import write_all, write_file

FILES = {"a/b.txt": b"1", "a/c/d.yaml": "二".encode(), "e": b""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, content in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/x").write_bytes(b"")
    return tmp_path


def test_folder_and_memory_are_the_same_tree(folder: Path) -> None:
    trees: list[Tree] = [FolderTree(folder), MemoryTree(FILES)]
    for tree in trees:
        assert list(tree.files()) == sorted(FILES)
        assert list(tree.files("a")) == ["a/b.txt", "a/c/d.yaml"]
        assert list(tree.files("nowhere")) == []
        assert {path: tree.read(path) for path in tree.files()} == FILES
        assert tree.exists("e")
        assert not tree.exists("a")
        assert not tree.exists("f")
        with pytest.raises(UnreadableFile, match="不存在"):
            tree.read("f")


def test_what_cannot_be_read_says_why(folder: Path) -> None:
    tree = FolderTree(folder)
    (folder / "out").symlink_to("/etc/hostname")
    (folder / "loop").symlink_to("loop")
    for path, reason in {
        "a": "文件夹",
        "out": "仓库之外",
        "../x": "仓库之外",
        "loop": "无法读取|仓库之外",
        "e/f": "无法读取",
    }.items():
        with pytest.raises(UnreadableFile, match=reason):
            tree.read(path)
        assert not tree.exists(path)
    assert not tree.exists("x" * 5000)


def test_reading_is_bounded(folder: Path) -> None:
    with (folder / "big").open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES * 4)
    assert len(FolderTree(folder).read("big")) == MAX_FILE_BYTES + 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_no_permission_is_a_sentence(folder: Path) -> None:
    (folder / "e").chmod(0)
    with pytest.raises(UnreadableFile, match="权限"):
        FolderTree(folder).read("e")


def test_writing_replaces_and_leaves_nothing_behind(folder: Path) -> None:
    (folder / "e").chmod(0o640)
    written = write_all(folder, [("e", b"new"), ("n/m.txt", b"x")])
    assert written == [folder / "e", folder / "n/m.txt"]
    assert (folder / "e").read_bytes() == b"new"
    assert stat.S_IMODE((folder / "e").stat().st_mode) == 0o640
    assert sorted(path.name for path in folder.rglob(".~*")) == []


def test_what_a_killed_writer_left_is_cleared_once_nobody_can_be_writing_it(folder: Path) -> None:
    for name, age in ((".~rouxing-old.tmp", 700), (".~rouxing-young.tmp", 500), (".~other.tmp", 700), ("old", 700)):
        (folder / name).touch()
        then = time.time() - age
        os.utime(folder / name, (then, then))
    write_all(folder, [("e", b"new")])
    left = {path.name for path in folder.iterdir()}
    assert {".~rouxing-young.tmp", ".~other.tmp", "old"} <= left
    assert ".~rouxing-old.tmp" not in left


@pytest.mark.parametrize("path", ["../x", "/tmp/x", "a/../../x", "link/x"])
def test_writing_stays_inside(folder: Path, path: str) -> None:
    (folder / "link").symlink_to(folder.parent)
    with pytest.raises(Refused, match="之外"):
        write_all(folder, [("e", b"new"), (path, b"")])
    assert (folder / "e").read_bytes() == b""


@pytest.mark.parametrize("path", ["a", "e/x"])
def test_a_batch_that_cannot_be_finished_changes_nothing(folder: Path, path: str) -> None:
    with pytest.raises(Refused, match="没有改动任何文件"):
        write_all(folder, [("e", b"new"), ("b", b""), (path, b"")])
    assert (folder / "e").read_bytes() == b""
    assert not (folder / "b").exists()
    assert sorted(path.name for path in folder.rglob(".~*")) == []


def test_a_batch_whose_last_file_cannot_take_its_place_is_undone(folder: Path) -> None:
    """As on Windows, where a file that is open cannot be replaced."""

    def files() -> Iterator[tuple[str, bytes]]:
        yield from (("e", b"new"), ("fresh", b"new"), ("n/blocked", b"new"))
        (folder / "n/blocked").mkdir()

    with pytest.raises(Refused, match="n/blocked：同名的文件夹已经存在；没有改动任何文件"):
        write_all(folder, files())
    assert (folder / "e").read_bytes() == b""
    assert not (folder / "fresh").exists()
    assert sorted(path.name for path in folder.rglob(".~rouxing-*")) == []


def test_a_link_that_was_replaced_is_undone_by_its_content(folder: Path) -> None:
    (folder / "真的").write_bytes(b"old")
    (folder / "链接").symlink_to("真的")

    def files() -> Iterator[tuple[str, bytes]]:
        yield from (("链接", b"new"), ("n/blocked", b"new"))
        (folder / "n/blocked").mkdir()

    with pytest.raises(Refused, match="没有改动任何文件"):
        write_all(folder, files())
    assert ((folder / "链接").read_bytes(), (folder / "真的").read_bytes()) == (b"old", b"old")


@pytest.mark.skipif(os.name == "nt", reason="no limits of this kind")
def test_a_disk_that_fills_up_half_way_is_left_clean(folder: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(Refused, match="磁盘不让文件再变大；没有改动任何文件"):
            write_all(folder, [("e", b"new"), ("n/big", b"x" * 1000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (folder / "e").read_bytes() == b""
    assert not (folder / "n").exists()
    assert sorted(path.name for path in folder.rglob(".~rouxing-*")) == []


def test_what_could_not_be_written_leaves_no_folder(folder: Path) -> None:
    with pytest.raises(Refused):
        write_all(folder, [("new/deeper/x", b""), ("e/x", b"")])
    assert not (folder / "new").exists()


LOCKS = {
    "年度报表.xlsx": ("~$年度报表.xlsx", ".~年度报表.xlsx", ".~lock.年度报表.xlsx#"),
    "2021年度柔性执法统计报表.docx": ("~$21年度柔性执法统计报表.docx", ".~lock.2021年度柔性执法统计报表.docx#"),
    "一二三四五六七.docx": ("~$二三四五六七.docx",),
}


@pytest.mark.parametrize(("name", "lock"), [(name, lock) for name, locks in LOCKS.items() for lock in locks])
def test_a_file_that_is_open_in_an_office_program_is_left_alone(name: str, lock: str, folder: Path) -> None:
    (folder / lock).touch()
    write_file(folder, name, b"1")  # nobody can have open what is not there
    with pytest.raises(Refused, match=re.escape(f"{name} 正在 Word、Excel、WPS 或 LibreOffice 中打开")) as refused:
        write_all(folder, [("e", b"new"), (name, b"2")])
    assert f"就删除旁边的 {lock}" in str(refused.value)
    assert ((folder / "e").read_bytes(), (folder / name).read_bytes()) == (b"", b"1")
    (folder / lock).unlink()
    assert write_file(folder, name, b"2").read_bytes() == b"2"


def test_a_file_that_changed_underneath_is_not_overwritten(folder: Path) -> None:
    assert write_file(folder, "e", b"1", expected=b"") == folder / "e"
    with pytest.raises(Refused, match="改动过"):
        write_file(folder, "e", b"2", expected=b"")
    with pytest.raises(Refused, match="改动过"):
        write_file(folder, "gone", b"2", expected=b"")
    assert (folder / "e").read_bytes() == b"1"
