"""The next version of a list: asked or given, checked, shown, written, committed; interrupted, nothing has changed."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from rouxing.commands._door import run
from rouxing.history import writing
from rouxing.history.git import Git, HistoryUnavailable
from tests.git_repository import OTHER, PATH, SECOND, A, B, C, Cli, Repo, past, sheet

GIVEN = ("--reason", "改", "--basis", "《某法》修订", "--effective", "2022-01-01")
EDIT = ("--set", "A:情形=十二小时内改正的", "--set", "A:备注=说明")


GROUND = "《中华人民共和国行政处罚法》第三十三条第一款"
REST = f"情形: 当场改正的, 依据: [{GROUND}], 监管措施: [说服教育]"
HEAD = "清单: 不予行政处罚   # 说明\n版本: 2\n施行日期: 2021-11-15\n事项:\n"
FIRST_ROW = f"  # 全部\n  - {{编码: A, 名称: 甲, {REST}}}\n"
SECOND_ROW = (
    f"  # 关于乙\n  - 编码: B\n    名称: 乙\n    情形: |\n      当场改正的\n    依据:\n      - {GROUND}\n"
    "    监管措施: [说服教育]\n      # 深\n"
)
THIRD_ROW = f"  # 关于丙\n  - {{编码: C, 名称: 丙, {REST}}}\n"
FOOT = "# 末尾\n"


@pytest.fixture
def named(two: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository whose git knows a person."""
    two.git("config", "user.name", "王五")
    two.git("config", "user.email", "w@example.invalid")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return two


def state(repo: Repo) -> tuple[str, str, bytes]:
    return repo.git("rev-parse", "HEAD"), repo.git("status", "--porcelain"), (repo.root / PATH).read_bytes()


def test_the_next_version_is_committed_with_its_reason(named: Repo, cli: Cli) -> None:
    status, out, err = cli("adjust", "transport", "1", *GIVEN, *EDIT, "--note", "按新法", "--commit")
    assert (status, err) == (0, "")
    assert "第 2 版 → 第 3 版" in out
    assert "    情形：[-二十四-]{+十二+}小时内改正的" in out
    assert f"已写入 {PATH}" in out
    assert named.git("status", "--porcelain") == ""
    assert named.git("log", "-1", "--format=%an|%s|%b") == (
        "王五|调整交通运输局不予行政处罚清单：第 3 版，自 2022-01-01 起施行|"
        "按新法\n\n调整原因: 改\n调整依据: 《某法》修订"
    )
    found = past(named.root).current
    assert found is not None
    assert (found.number, found.effective) == (3, "2022-01-01")
    assert "十二小时内" in (named.root / PATH).read_text()
    assert named.git("fsck", "--strict") == ""


def test_without_commit_only_the_file_changes(named: Repo, cli: Cli) -> None:
    head, _, _ = state(named)
    assert cli("adjust", "transport", "1", *GIVEN, *EDIT)[0] == 0
    assert state(named)[:2] == (head, f"M {PATH}")
    assert cli("adjust", "transport", "1", *GIVEN, "--commit")[0] == 0
    assert named.git("status", "--porcelain") == ""
    assert [one.number for one in past(named.root).versions] == [1, 2, 3]


def test_edits_by_hand_and_rows_removed(named: Repo, cli: Cli) -> None:
    named.commit("换写法", {PATH: (HEAD + FIRST_ROW + SECOND_ROW + THIRD_ROW + FOOT).encode()})
    status, out, err = cli("adjust", "transport", "1", *GIVEN, "--remove", "B", "--commit")
    assert status == 0
    assert "删除  B  乙" in out
    after = (named.root / PATH).read_text()
    assert after == HEAD.replace("2\n", "3\n", 1).replace("2021-11-15", "2022-01-01") + FIRST_ROW + THIRD_ROW + FOOT
    assert err == "随事项一并删去的注释：# 关于乙\n随事项一并删去的注释：# 深\n"


REFUSED = {
    ("--reason", "改", "--effective", "2022-01-01"): "缺少 --basis；现行是第 2 版，2021-11-15 施行",
    (*GIVEN,): "没有任何事项改动",
    ("--reason", "改", "--basis", "x", "--effective", "2021-11-15", *EDIT): "应当晚于",
    ("--reason", "别的", "--basis", "x", "--effective", "2022-01-01", *EDIT): "没有名为“别的”的调整原因",
    (*GIVEN, "--set", "A:情形"): "编码:字段=文字",
    (*GIVEN, "--set", "X:情形=甲"): "没有编码为“X”",
    (*GIVEN, "--set", "A:依据=甲"): "“依据”不能这样改",
    (*GIVEN, "--remove", "X"): "没有编码为“X”",
}


@pytest.mark.parametrize("options", REFUSED)
def test_refused(named: Repo, cli: Cli, options: tuple[str, ...]) -> None:
    before = state(named)
    status, _, err = cli("adjust", "transport", "1", *options, "--commit")
    assert status == 2
    assert REFUSED[options] in err
    assert err.count("\n") == 1
    assert state(named) == before


def test_findings_stop_everything(named: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    before = state(named)
    number = "11010519491231002X"
    assert (
        run(["checklist", "adjust", "transport", "1", *GIVEN, "--set", f"A:情形=身份证号{number}的人", "--commit"]) == 1
    )
    said = capsys.readouterr()
    assert "RX50" in said.out
    assert number not in said.out
    assert said.err.endswith("没有写入任何文件\n")
    assert state(named) == before


def test_a_dry_run_writes_nothing(named: Repo, cli: Cli) -> None:
    before = state(named)
    status, out, err = cli("adjust", "transport", "1", *GIVEN, *EDIT, "--dry-run")
    assert (status, err) == (0, "没有写入任何文件\n")
    assert "修改 1 项" in out
    assert state(named) == before


def test_other_work_in_the_tree_stays_as_it_is(named: Repo, cli: Cli) -> None:
    named.write({OTHER: sheet(1, "2021-10-01", [A, B], "从轻行政处罚"), "新.txt": b"x", "暂存.txt": b"y"})
    named.git("add", "暂存.txt")
    before = named.git("status", "--porcelain")
    assert cli("adjust", "transport", "1", *GIVEN, *EDIT, "--commit")[0] == 0
    assert named.git("status", "--porcelain") == before
    assert named.git("show", "--name-only", "--format=", "HEAD").strip() == PATH


def broken_merge(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side", "HEAD~1")
    repo.commit("支线", {PATH: SECOND.replace("二十四".encode(), "六".encode())})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "side", check=False)


def merge_left_open(repo: Repo) -> None:
    broken_merge(repo)
    repo.write({PATH: SECOND})


def conflict_without_merge(repo: Repo) -> None:
    merge_left_open(repo)
    (repo.root / ".git/MERGE_HEAD").unlink()


def nobody(repo: Repo) -> None:
    repo.git("config", "--unset", "user.name")


def locked(repo: Repo) -> None:
    (repo.root / ".git/index.lock").write_bytes(b"")


def a_link(repo: Repo) -> None:
    (repo.root / PATH).unlink()
    (repo.root / PATH).symlink_to("b.yaml")
    repo.write({"checklists/transport/b.yaml": SECOND})
    repo.commit("链接")
    (repo.root / PATH).unlink()
    repo.write({PATH: SECOND})


BROKEN = {
    "detached": (lambda repo: repo.git("checkout", "-q", "--detach"), "不在任何分支上"),
    "conflict markers": (broken_merge, "没有通过校验"),
    "a merge left open": (merge_left_open, "合并还没有完成"),
    "a conflict left over": (conflict_without_merge, "没有解决的冲突"),
    "nobody": (nobody, "不知道您的姓名"),
    "locked": (locked, "index.lock"),
    "version out of step": (lambda repo: repo.write({PATH: sheet(4, "2021-11-15", [A, C])}), "下一版应当是第 3 版"),
    "committed as a link": (a_link, "不是普通文件"),
    "renamed in Chinese": (
        lambda repo: (repo.root / PATH).rename(repo.root / "checklists/transport/不予 处罚.yaml"),
        "是不是被改名成了 checklists/transport/不予 处罚.yaml？请改回原来的文件名",
    ),
    "an agency nobody can read": (
        lambda repo: repo.write({"checklists/transport/agency.yaml": b"<<<<<<< HEAD\n"}),
        "checklists/transport/agency.yaml 没有通过校验",
    ),
    "deleted": (lambda repo: repo.write({PATH: None}), "没有 checklists/transport/no-penalty.yaml"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_repository_gives_one_sentence(named: Repo, cli: Cli, name: str) -> None:
    breaking, expected = BROKEN[name]
    breaking(named)
    before = named.git("rev-parse", "HEAD"), named.git("status", "--porcelain")
    status, _, err = cli("adjust", "transport", "1", *GIVEN, *EDIT, "--commit")
    assert status == 2
    assert expected in err
    assert err.count("\n") == 1
    (named.root / ".git/index.lock").unlink(missing_ok=True)
    assert (named.git("rev-parse", "HEAD"), named.git("status", "--porcelain")) == before


def test_no_git_and_never_committed(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write({PATH: SECOND})
    assert "还没有任何提交" in cli("adjust", "transport", "1", *GIVEN, *EDIT)[2]
    repo.commit("别的", {PATH: None, "x": b""})
    repo.write({PATH: SECOND})
    assert "首次编制请直接提交文件" in cli("adjust", "transport", "1", *GIVEN, *EDIT)[2]
    monkeypatch.setenv("PATH", "")
    assert "没有找到 git" in cli("adjust", "transport", "1", *GIVEN, *EDIT)[2]


@pytest.mark.parametrize("step", ["update-index", "update-ref"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, HistoryUnavailable("坏了")])
def test_interrupted_the_old_state_stands(
    named: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    before, real = state(named), Git.plumb

    def plumb(self: Git, *arguments: str, **more: object) -> bytes:
        answer = real(self, *arguments, **more) if arguments[0] != "update-ref" or step != "update-ref" else b""  # type: ignore[arg-type]
        if (
            arguments[0] == step
            and more.get("index") is None
            and "--add" in (*arguments, "--add" * (step == "update-ref"))
        ):
            raise error
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(Git, "plumb", plumb)
        status, _, err = cli("adjust", "transport", "1", *GIVEN, *EDIT, "--commit")
    assert status in (2, 130)
    assert err
    assert state(named) == before


def test_interrupted_after_the_branch_has_moved_the_new_state_stands(
    named: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, real = named.git("rev-parse", "HEAD"), Git.plumb

    def plumb(self: Git, *arguments: str, **more: object) -> bytes:
        answer = real(self, *arguments, **more)  # type: ignore[arg-type]
        if arguments[0] == "update-ref":
            raise KeyboardInterrupt  # git has done its work; Ctrl-C reaches us while we wait for it
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(Git, "plumb", plumb)
        assert cli("adjust", "transport", "1", *GIVEN, *EDIT, "--commit")[0] == 130
    assert named.git("rev-parse", "HEAD~1") == old
    assert named.git("status", "--porcelain") == ""
    assert "十二小时内" in (named.root / PATH).read_text()


def test_line_ends_of_windows(named: Repo, cli: Cli) -> None:
    named.git("config", "core.autocrlf", "true")
    (named.root / PATH).write_bytes(SECOND.replace(b"\n", b"\r\n"))
    assert cli("adjust", "transport", "1", *GIVEN, *EDIT, "--commit")[0] == 0
    content = (named.root / PATH).read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n")
    with Git(named.root) as git:
        committed = git.blob(named.git("rev-parse", f"HEAD:{PATH}"))
    assert committed is not None
    assert b"\r" not in committed
    assert named.git("status", "--porcelain") == ""


def test_below_the_top_folder_and_in_a_submodule(named: Repo, cli: Cli, tmp_path: Path) -> None:
    outer = tmp_path / "外"
    outer.mkdir()
    subprocess.run(["git", "init", "-q", "-b", "main", str(outer)], check=True)
    command = [
        "git",
        "-C",
        str(outer),
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        str(named.root),
        "县里",
    ]
    subprocess.run(command, check=True)
    inner = outer / "县里"
    for name, value in (("user.name", "王五"), ("user.email", "w@example.invalid")):
        subprocess.run(["git", "-C", str(inner), "config", name, value], check=True)
    assert cli("adjust", "transport", "1", *GIVEN, *EDIT, "--commit", "-C", str(inner))[0] == 0
    assert [one.number for one in past(inner).versions] == [1, 2, 3]
    below = named.root / "县 里"
    below.mkdir()
    for path in ("rouxing.yaml", "checklists"):
        named.git("mv", path, f"县 里/{path}")
    named.commit("移到下面")
    assert cli("adjust", "transport", "1", *GIVEN, *EDIT, "--commit", "-C", str(below))[0] == 0
    assert named.git("status", "--porcelain") == ""
    assert [one.number for one in past(below).versions] == [2, 3]


def test_a_hostile_repository_starts_nothing(named: Repo, cli: Cli, tmp_path: Path) -> None:
    pwned, evil = tmp_path / "pwned", tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch '{pwned}'\ncat\n")
    evil.chmod(0o755)
    for name in ("filter.x.clean", "filter.x.process", "gpg.program", "core.fsmonitor", "core.editor"):
        named.git("config", name, str(evil))
    named.git("config", "commit.gpgSign", "true")
    named.git("config", "tag.gpgSign", "true")
    (named.root / ".git/info/attributes").write_text("* filter=x\n")
    for hook in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change"):
        (named.root / ".git/hooks").mkdir(exist_ok=True)
        (named.root / ".git/hooks" / hook).write_text(evil.read_text())
        (named.root / ".git/hooks" / hook).chmod(0o755)
    pwned.unlink(missing_ok=True)
    assert cli("adjust", "transport", "1", *GIVEN, *EDIT, "--commit")[0] == 0
    with Git(named.root) as git:
        writing.tag(git, "备案/x", git.head(), "x\n")
        assert writing.read_tag(git, "备案/x").message == "x\n"
    assert not pwned.exists()


def test_in_a_terminal_what_is_missing_is_asked(named: Repo) -> None:
    answers = "没有\n执行反馈\n13800000000来电\n基层反映时限太短\n\n分发说明\ny\n"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "80"}
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "rouxing", "checklist", "adjust", "transport", "1", *EDIT, "--commit"]
    process = subprocess.Popen(
        command, stdin=child, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=named.root
    )
    os.write(parent, answers.encode())
    _, err = process.communicate(timeout=60)
    os.close(parent)
    os.close(child)
    assert process.returncode == 0, err.decode()
    assert "没有名为“没有”的调整原因" in err.decode()
    assert "调整依据里有手机号，提交、发出以后收不回来" in err.decode()
    assert "写入文件并提交到 git 吗" in err.decode()
    assert "调整原因: 执行反馈\n调整依据: 基层反映时限太短" in named.git("log", "-1", "--format=%b")
