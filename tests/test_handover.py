"""A batch of files reaches a folder whole or not at all, whatever stops it, and at whatever step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rouxing.errors import Refused
from rouxing.files.handover import UNFINISHED, Handover
from rouxing.files.locks import held

BEFORE = {"甲/一.docx": b"old one", "甲/own.txt": b"kept", "丙.docx": b"old three"}
BATCH = {"甲/一.docx": b"new one", "乙/二.docx": b"new two", "丙.docx": b"new three"}
AFTER = BEFORE | BATCH
STEPS = 5
"""What changes the folder for this batch: the journal's rename, three new files in, the journal's removal."""


def state(folder: Path) -> dict[str, bytes]:
    """Every file, but for the lock that a killed process leaves."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".rouxing-锁")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "out"
    for name, content in BEFORE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def handed_over(folder: Path) -> None:
    with Handover(folder) as out:
        for name, content in BATCH.items():
            assert out.put(name, content) == content
        out.commit()


def test_all_files_arrive(folder: Path) -> None:
    handed_over(folder)
    assert state(folder) == AFTER
    assert sorted(path.name for path in folder.iterdir()) == sorted(["甲", "乙", "丙.docx"])


def test_a_new_folder_is_made_and_goes_again_when_nothing_comes(tmp_path: Path) -> None:
    folder = tmp_path / "a/b"
    with Handover(folder) as out:
        out.put("一.docx", b"x")
    assert list(tmp_path.iterdir()) == []
    handed_over(folder)
    assert state(folder) == BATCH


def before_steps(call: Callable[[], None], put: Callable[[Any, str, Any], None] = setattr) -> None:
    """Have this called before every step."""
    replace, unlink = os.replace, Path.unlink

    def replacing(start: Path, end: Path) -> None:
        call()
        replace(start, end)

    def unlinking(path: Path, missing_ok: bool = False) -> None:
        if path.name == UNFINISHED and path.exists():
            call()
        unlink(path, missing_ok)

    put(os, "replace", replacing)
    put(Path, "unlink", unlinking)


@pytest.mark.parametrize("step", range(STEPS))
@pytest.mark.parametrize("error", [PermissionError(13, "in use"), KeyboardInterrupt()])
def test_what_stops_the_move_undoes_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: int, error: BaseException
) -> None:
    calls = iter(range(100))

    def failing() -> None:
        if next(calls) == step:
            raise error

    before_steps(failing, monkeypatch.setattr)
    with pytest.raises((Refused, KeyboardInterrupt)):
        handed_over(folder)
    assert state(folder) == BEFORE
    assert sorted(path.name for path in folder.iterdir()) == sorted(["甲", "丙.docx"])


KILLED = """
import os, pathlib, signal, sys
from tests.test_handover import before_steps, handed_over
step = int(sys.argv[2])
def counted():
    global step
    if step == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    step -= 1
before_steps(counted)
handed_over(pathlib.Path(sys.argv[1]))
"""


def killed(folder: Path, step: int) -> None:
    """A batch killed by `kill -9` before its step of that number."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", KILLED, str(folder), str(step)]
    status = subprocess.run(command, env=environment, check=False).returncode
    assert status == (-9 if step < STEPS else 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", range(STEPS + 1))
def test_a_killed_batch_is_undone_by_the_next_run(folder: Path, step: int) -> None:
    killed(folder, step)
    done = step == STEPS
    if not done:
        assert (folder / UNFINISHED).exists() is (step > 0)
    with Handover(folder):
        pass
    assert state(folder) == (AFTER if done else BEFORE)
    handed_over(folder)
    assert state(folder) == AFTER


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(("step", "name"), [(4, "甲/一.docx"), (2, "甲/一.docx"), (3, "乙/二.docx")])
def test_what_was_edited_after_the_kill_is_not_lost(folder: Path, step: int, name: str) -> None:
    killed(folder, step)
    (folder / name).write_bytes(b"edited by hand")
    with pytest.raises(Refused, match="被改过"):
        handed_over(folder)
    assert (folder / name).read_bytes() == b"edited by hand"
    (folder / name).rename(folder / "kept.docx")
    handed_over(folder)
    assert state(folder) == AFTER | {"kept.docx": b"edited by hand"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_what_the_killed_run_had_not_come_to_may_be_edited(folder: Path) -> None:
    killed(folder, 2)
    (folder / "丙.docx").write_bytes(b"edited by hand")
    with Handover(folder):
        pass
    assert state(folder) == BEFORE | {"丙.docx": b"edited by hand"}


@pytest.mark.parametrize("content", [b"", b"[]", None])
def test_what_somebody_else_calls_so_stays(folder: Path, content: bytes | None) -> None:
    if content is None:
        (folder / UNFINISHED).mkdir()
    else:
        (folder / UNFINISHED).write_bytes(content)
    with pytest.raises(Refused, match="不是 rouxing 留下的"):
        handed_over(folder)
    assert (folder / UNFINISHED).exists()


def test_a_journal_left_behind_leads_nowhere_else(folder: Path) -> None:
    (folder / UNFINISHED).write_text(json.dumps({"方向": "撤回", "文件": [{"路径": "../x", "原": None, "新": "0"}]}))
    with pytest.raises(Refused, match="目标文件夹之外"):
        handed_over(folder)


def test_one_process_at_a_time(folder: Path) -> None:
    with Handover(folder) as out:
        with pytest.raises(Refused, match="另一个 rouxing 正在写"):
            handed_over(folder)
        out.put("一.docx", b"x")
        out.commit()
    assert state(folder) == BEFORE | {"一.docx": b"x"}


@pytest.mark.parametrize("name", ["../x.docx", "/x.docx", "甲/..", "link/x.docx"])
def test_nothing_leaves_the_folder(folder: Path, name: str) -> None:
    (folder.parent / "outside").mkdir()
    (folder / "link").symlink_to(folder.parent / "outside")
    with pytest.raises(Refused, match="目标文件夹之外"), Handover(folder) as out:
        out.put(name, b"x")
    assert list((folder.parent / "outside").iterdir()) == []


@pytest.mark.parametrize("step", range(STEPS))
def test_a_disk_without_second_names(folder: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    def refused(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refused)
    test_what_stops_the_move_undoes_it(folder, monkeypatch, step, PermissionError(13, "in use"))


@pytest.mark.parametrize("step", range(2, STEPS))
def test_what_cannot_be_undone_now_is_undone_by_the_next_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    calls = iter(range(100))

    def failing() -> None:
        if next(calls) >= step:
            raise PermissionError(13, "in use")

    with monkeypatch.context() as patch:
        before_steps(failing, patch.setattr)
        with pytest.raises(Refused, match="没能全部撤回"):
            handed_over(folder)
    assert (folder / UNFINISHED).exists()
    with Handover(folder):
        pass
    assert state(folder) == BEFORE


def test_a_lock_that_was_removed_while_it_was_waited_for_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    lock, real = tmp_path / "lock", fcntl.flock

    def removed_first(number: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", real)
        lock.unlink()
        real(number, how)

    monkeypatch.setattr(fcntl, "flock", removed_first)
    with held(lock), pytest.raises(BlockingIOError):
        held(lock, wait=False)


def test_two_files_of_one_name_are_refused(folder: Path) -> None:
    with Handover(folder) as out:
        out.put("a.docx", b"x")
        with pytest.raises(Refused, match="都叫 A"):
            out.put("A.docx", b"y")
    assert state(folder) == BEFORE


def test_a_folder_in_the_way_is_named(folder: Path) -> None:
    (folder / "乙/二.docx").mkdir(parents=True)
    with pytest.raises(Refused, match="同名的文件夹已经存在"):
        handed_over(folder)
    assert state(folder) == BEFORE


def test_a_file_in_the_way_is_named(folder: Path) -> None:
    with pytest.raises(Refused, match="不是文件夹"), Handover(folder / "丙.docx"):
        pass
    (folder / "乙").write_bytes(b"x")
    with pytest.raises(Refused, match="不是文件夹"):
        handed_over(folder)
    assert state(folder) == BEFORE | {"乙": b"x"}
