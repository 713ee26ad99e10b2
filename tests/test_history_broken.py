"""Repositories as people leave them: what the history says is right, or one clear sentence."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.git_repository import PATH, SECOND, Cli, Repo, item, past, sheet

AT = ("show", "transport", "1", "--at")


def detached(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")


def dirty(repo: Repo) -> None:
    repo.write({PATH: sheet(3, "2021-12-01", [item("X")])})


def conflict(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side", "HEAD~1")
    repo.commit("支线", {PATH: SECOND.replace("二十四".encode(), "六".encode())})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "side", check=False)
    assert b"<<<<<<<" in (repo.root / PATH).read_bytes()


def line_ends(repo: Repo) -> None:
    repo.git("config", "core.autocrlf", "true")
    repo.write({PATH: SECOND.replace(b"\n", b"\r\n")})


def with_a_submodule(repo: Repo) -> None:
    options = ("-c", "protocol.file.allow=always", "submodule", "add", "-q")
    repo.git(*options, str(repo.root), "checklists/transport/别的")
    repo.commit("子模块")


def renamed(repo: Repo) -> None:
    repo.git("mv", PATH, "checklists/transport/不予处罚 旧.yaml")
    repo.commit("改成中文名")
    repo.git("mv", "checklists/transport/不予处罚 旧.yaml", PATH)
    repo.commit("改回来")


def without_tags(repo: Repo) -> None:
    repo.git("tag", "-a", "-m", "x", "备案/transport/2021-11-01", "HEAD~1")
    repo.git("tag", "-d", "备案/transport/2021-11-01")


BROKEN: dict[str, Callable[[Repo], None]] = {
    one.__name__: one for one in (detached, dirty, conflict, line_ends, with_a_submodule, renamed, without_tags)
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_version_in_force_is_the_committed_one(two: Repo, cli: Cli, name: str) -> None:
    BROKEN[name](two)
    for date, version, text in (
        ("2021-10-05", "第 1 版", "当场改正的"),
        ("2021-12-31", "第 2 版", "二十四小时内改正的"),
    ):
        status, out, _ = cli(*AT, date)
        assert status == 0
        assert version in out
        assert text in out
    assert cli("history", "transport", "1")[0] == 0


def test_an_edit_and_a_conflict_are_named(two: Repo, cli: Cli) -> None:
    dirty(two)
    assert "有未提交的修改，按日期查看时不计入" in cli(*AT, "2021-12-31")[2]
    two.git("checkout", "-q", "--", ".")
    conflict(two)
    assert "现在没有通过校验" in cli("history", "transport", "1")[2]
    status, _, err = cli("diff", "transport", "1")
    assert status == 2
    assert "请先运行 rouxing check" in err
    assert err.count("\n") == 1
    assert cli("diff", "transport", "1", "1", "2")[0] == 0


def test_after_a_forced_push_the_new_history_speaks(two: Repo, cli: Cli, tmp_path: Path) -> None:
    clone = tmp_path / "克隆"
    two.git("clone", "-q", f"file://{two.root}", str(clone))
    two.git("reset", "-q", "--hard", "HEAD~1")
    two.commit("另一个第二版", {PATH: sheet(2, "2021-11-20", [item("Z")])})
    command = ["git", "-C", str(clone), "-c", "protocol.file.allow=always"]
    subprocess.run([*command, "fetch", "-q"], check=True)
    subprocess.run([*command, "reset", "-q", "--hard", "origin/main"], check=True)
    assert "第 1 版" in cli(*AT, "2021-11-16", "-C", str(clone))[1]
    assert "Z" in cli(*AT, "2021-11-20", "-C", str(clone))[1]


def test_a_repository_moved_into_a_folder_says_what_it_does_not_read(two: Repo, cli: Cli) -> None:
    below = two.root / "县 里"
    below.mkdir()
    for path in ("rouxing.yaml", "checklists"):
        two.git("mv", path, f"县 里/{path}")
    two.commit("移到下面")
    two.commit("第三版", {f"县 里/{PATH}": sheet(3, "2021-12-20", [item("A")])})
    history = past(below)
    assert [one.number for one in history.versions] == [2, 3]
    assert history.outside == PATH
    err = cli("history", "transport", "1", "-C", str(below))[2]
    assert err == f"注意：{PATH} 是从仓库文件夹之外（{PATH}）移来的，移来以前的历史没有读\n"
    assert cli(*AT, "2021-10-05", "-C", str(below))[0] == 2


def test_a_damaged_commit_is_not_taken_for_none(two: Repo, cli: Cli) -> None:
    head = two.git("rev-parse", "HEAD").strip()
    path = two.root / ".git/objects" / head[:2] / head[2:]
    path.chmod(0o644)
    path.write_bytes(b"torn")
    for arguments in (("history", "transport", "1"), (*AT, "2021-12-01"), ("diff", "transport", "1")):
        status, _, err = cli(*arguments)
        assert status == 2
        assert err.startswith("rouxing：git 仓库已损坏")
        assert "还没有任何提交" not in err
