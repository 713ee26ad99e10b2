"""Several files written as one: a process killed at any step leaves all of them old, or all new after a run."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rouxing.errors import Refused
from rouxing.files import batch
from rouxing.files.together import Write, is_unfinished, writing
from rouxing.files.workspace import locked, workspace

OLD, NEW = "cases/a/2021/old.yaml", "cases/a/2022/new.yaml"
WRITES = [Write(OLD, b"2", b"1"), Write(NEW, b"new")]


class Killed(BaseException):
    """The end of the process: nothing catches it."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "cases/a/2021").mkdir(parents=True)
    (tmp_path / OLD).write_bytes(b"1")
    return tmp_path


def state(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.glob("cases/**/*.*"))}


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch, error: Callable[[], BaseException]) -> None:
    """The n-th call that changes the disk never returns."""
    calls = 0
    for owner, name in ((os, "replace"), (os, "fsync"), (Path, "unlink"), (Path, "mkdir")):
        real = getattr(owner, name)

        def counted(*given: object, _real: Callable[..., object] = real, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls == step:
                raise error()
            return _real(*given, **named)

        monkeypatch.setattr(owner, name, counted)


BEFORE, AFTER = {OLD: b"1"}, {OLD: b"2", NEW: b"new"}


@pytest.mark.parametrize("step", range(1, 40))
def test_a_death_at_any_step_leaves_all_or_nothing(step: int, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with locked(root):
        pass
    done = False
    with monkeypatch.context() as patch:
        killed_at(step, patch, Killed)
        try:
            with writing(root) as writer:
                writer.write(WRITES)
            done = True
        except Killed:
            pass
    unfinished = is_unfinished(root)
    assert state(root) in (BEFORE, AFTER) or unfinished
    with writing(root) as writer:
        pass
    assert state(root) == (AFTER if done or unfinished or state(root) == AFTER else BEFORE)
    assert not is_unfinished(root)
    assert sorted(path.name for path in (root / "out/.rouxing").iterdir()) == [".gitignore", "lock"]


@pytest.mark.parametrize("step", range(1, 40))
def test_a_disk_that_refuses_at_any_step_changes_nothing(
    step: int, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with locked(root):
        pass
    with monkeypatch.context() as patch:
        killed_at(step, patch, lambda: OSError(28, "No space left on device", "x", None, "y"))
        try:
            with writing(root) as writer:
                writer.write(WRITES)
            done = True
        except Refused:
            done = False
    assert state(root) in (BEFORE, AFTER)
    with writing(root):
        pass
    assert state(root) in ((AFTER,) if done else (BEFORE, AFTER))


def test_a_file_that_changed_underneath_is_left_alone(root: Path) -> None:
    (root / OLD).write_bytes(b"other")
    with pytest.raises(Refused, match="在此期间被改动过"), writing(root) as writer:
        writer.write(WRITES)
    (root / OLD).write_bytes(b"1")
    (root / NEW).parent.mkdir(parents=True)
    (root / NEW).write_bytes(b"there")
    with pytest.raises(Refused, match="已经存在，没有覆盖"), writing(root) as writer:
        writer.write(WRITES)
    assert state(root) == {OLD: b"1", NEW: b"there"}


def cut_off(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that died right after the moment of decision."""

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, writing(root) as writer:
        patch.setattr(batch.Batch, "_carry_out", dies)
        with pytest.raises(Killed):
            writer.write(WRITES)


def test_what_was_changed_by_hand_after_a_death_is_not_overwritten(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(root, monkeypatch)
    (root / OLD).write_bytes(b"by hand")
    with pytest.raises(Refused, match="之后被改动过"), writing(root):
        pass
    assert state(root) == {OLD: b"by hand"}
    (root / OLD).write_bytes(b"1")
    with writing(root) as writer:
        assert writer.finished == [OLD, NEW]
    assert state(root) == AFTER


@pytest.mark.parametrize(
    "journal",
    [
        b"{",
        b"[]",
        b'{"\xe6\x96\xb9\xe5\x90\x91": "x", "\xe6\x96\x87\xe4\xbb\xb6": [1]}',
        json.dumps({"方向": "写入", "文件": [{"号": 0, "路径": ".git/config", "原": None, "新": ""}]}).encode(),
        json.dumps({"方向": "写入", "文件": [{"号": "../x", "路径": OLD, "原": None, "新": ""}]}).encode(),
        json.dumps({"方向": "写入", "文件": [{"号": 0, "路径": 5, "原": None, "新": ""}]}).encode(),
    ],
)
def test_a_journal_that_came_with_a_repository_does_nothing(journal: bytes, root: Path) -> None:
    (workspace(root) / "stage").mkdir()
    (workspace(root) / "stage/0.new").write_bytes(b"evil")
    (workspace(root) / "journal.json").write_bytes(journal)
    with pytest.raises(Refused, match="读不了"), writing(root):
        pass
    assert state(root) == BEFORE
    assert not (root / ".git").exists()


def test_a_workspace_that_leads_elsewhere_is_not_used(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (root / "out").symlink_to(elsewhere)
    with pytest.raises(Refused, match="指向仓库之外"), writing(root):
        pass
    (root / "out").unlink()
    (workspace(root) / "lock").symlink_to(elsewhere / "x")
    with pytest.raises(Refused, match="是链接"), writing(root):
        pass
    (root / "out/.rouxing/lock").unlink()
    (root / "out/.rouxing/lock").mkdir()
    with pytest.raises(Refused, match="无法写入 out 文件夹"), writing(root):
        pass
    assert not (elsewhere / "x").exists()
    assert not list(elsewhere.glob("cases"))


def test_a_file_in_the_place_of_the_workspace(root: Path) -> None:
    (root / "out").write_bytes(b"")
    with pytest.raises(Refused, match="路径中有一段是文件"), writing(root):
        pass
