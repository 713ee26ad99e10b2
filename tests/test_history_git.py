"""Git itself: trees of commits, revisions, hostile and incomplete repositories, few processes."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

import pytest

import rouxing
from rouxing.commands._door import run
from rouxing.errors import NotFound, Refused, UnreadableFile
from rouxing.files.tree import MAX_FILE_BYTES, FolderTree
from rouxing.history.git import Git, HistoryUnavailable
from rouxing.history.trace import histories
from rouxing.history.tree import CommitTree
from rouxing.history.versions import each
from rouxing.load import checklist_from
from rouxing.model import Checklist
from tests.git_repository import (
    FIRST,
    LONG,
    OTHER,
    PATH,
    SECOND,
    A,
    B,
    Cli,
    Repo,
    past,
    sheet,
    steps,
)


def test_a_commit_is_a_tree_like_a_folder(repo: Repo) -> None:
    files = {"a-b/x.txt": b"1", "a/中文.txt": b"2", ".hidden/x": b"3", "a/.x": b"4", "folder.yaml/in.txt": b"5"}
    repo.write({**files, PATH: FIRST, "big.bin": b"0" * (MAX_FILE_BYTES + 2_000_000)})
    links = {"a/link": "中文.txt", "out": "../outside", "up": "..", "round": "round", "gone": "none", "dir": "a"}
    for name, target in links.items():
        (repo.root / name).symlink_to(target)
    (repo.root.parent / "outside").write_bytes(b"secret")
    repo.commit("全部")
    folder = FolderTree(repo.root)
    with Git(repo.root) as git:
        tree = CommitTree(git, "HEAD")
        assert list(tree.files()) == list(folder.files())
        assert list(tree.files("a")) == list(folder.files("a"))
        for path in [*folder.files(), "no", "a"]:
            assert tree.exists(path) == folder.exists(path), path
            assert read(tree, path) == read(folder, path), path
        assert len(tree.read("big.bin")) == MAX_FILE_BYTES + 1
        assert tree.read("a/link") == b"2"
        assert tree.stamp("a/link") == tree.stamp("a/中文.txt") != tree.stamp(PATH)
        assert tree.stamp("no") == ""


def read(tree: FolderTree | CommitTree, path: str) -> bytes | None:
    try:
        return tree.read(path)
    except UnreadableFile:
        return None


def test_other_repositories_and_missing_contents_are_no_files(repo: Repo) -> None:
    repo.commit("首批", {PATH: FIRST})
    head = repo.git("rev-parse", "HEAD")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    repo.git("commit", "-q", "-m", "子仓库")
    blob = repo.git("rev-parse", f"HEAD:{PATH}")
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with Git(repo.root) as git:
        tree = CommitTree(git, "main")
        assert not tree.exists("sub")
        assert tree.stamp("sub") == ""
        with pytest.raises(UnreadableFile, match="不是普通文件"):
            tree.read("sub")
        with pytest.raises(UnreadableFile, match="没有这个文件的内容"):
            tree.read(PATH)
    assert past(repo.root).unreadable[0].problem == "的内容不在本地"


@pytest.mark.parametrize("revision", ["--output=x", "-h", "", " ", "a\nb", "HEAD\0", "\ud800"])
def test_options_in_disguise_are_refused(two: Repo, revision: str) -> None:
    with Git(two.root) as git, pytest.raises(Refused, match="不是 git 版本"):
        git.resolve(revision)
    assert not (two.root / "x").exists()


@pytest.mark.parametrize("revision", ["nowhere", f"HEAD:{PATH}", "HEAD..HEAD", "HEAD~9", "^HEAD", ":/无", "x" * 200])
def test_unknown_revisions(two: Repo, revision: str) -> None:
    with Git(two.root) as git, pytest.raises(NotFound, match="git 里没有版本"):
        git.resolve(revision)


def test_revisions(two: Repo) -> None:
    two.git("tag", "-a", "第一批", "-m", "标签", "HEAD~1")
    with Git(two.root) as git:
        assert git.resolve("第一批") == git.resolve("HEAD^") != git.head()
        assert git.is_repository()


def test_no_repository_no_commits_no_git(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Git(repo.root) as git, pytest.raises(HistoryUnavailable, match="还没有任何提交"):
        git.head()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "plain").mkdir()
    assert not Git(tmp_path / "plain").is_repository()
    repo.git("init", "-q", "--bare", str(tmp_path / "bare"))
    assert not Git(tmp_path / "bare").is_repository()
    with Git(repo.root / ".git") as git, pytest.raises(HistoryUnavailable, match="这里不是 git 仓库"):
        git.head()
    repo.git("config", "core.worktree", str(tmp_path / "plain"))
    with pytest.raises(HistoryUnavailable, match="这里不是 git 仓库"):
        Git(repo.root).top()
    monkeypatch.setenv("PATH", str(tmp_path / "plain"))
    with pytest.raises(HistoryUnavailable, match="没有找到 git"):
        Git(repo.root).head()


def program(folder: Path, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "git"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_git_inside_the_repository_is_not_run(two: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    program(two.root / "bin", "touch pwned")
    monkeypatch.setenv("PATH", str(two.root / "bin"), prepend=os.pathsep)
    with pytest.raises(Refused, match="不运行仓库里的程序"):
        Git(two.root).head()


def test_a_git_that_hangs_or_dies_is_given_up(two: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = shutil.which("git")
    id_ = two.git("rev-parse", "HEAD")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    program(tmp_path / "bin", "exec sleep 5")
    with pytest.raises(HistoryUnavailable, match="秒内没有完成"):
        Git(two.root, timeout=0.2).head()
    with Git(two.root, timeout=0.2) as git, pytest.raises(HistoryUnavailable, match="没有给出"):
        git.blob(id_)
    for script in ("exit 1", "read x; echo $x blob 10; exit", "read x; echo", "exec <&-; sleep 0.1"):
        program(tmp_path / "bin", script)
        with Git(two.root) as git, pytest.raises(HistoryUnavailable, match="没有给出"):
            git.blob(id_)
        with Git(two.root) as git, pytest.raises(HistoryUnavailable, match="没有给出"):
            list(git.blobs([id_, id_]))
    for said, expected in (
        ("fatal: detected dubious ownership in repository at '/x'", "safe.directory"),
        ("fatal: bad object", "git 仓库已损坏"),
        ("fatal: loose object 3f is corrupt", "git 仓库已损坏"),
        ("fatal: something else", "something else"),
        ("", "git 读不了这个仓库$"),
    ):
        program(tmp_path / "bin", f'echo "{said}" >&2; exit 128')
        with pytest.raises(HistoryUnavailable, match=expected):
            Git(two.root).head()
    assert real is not None
    with Git(two.root) as git, pytest.raises(ValueError, match="--help"):
        git.blob("--help")
    with Git(two.root) as git, pytest.raises(ValueError, match="--help"):
        list(git.blobs([id_, "--help"]))


def test_many_objects_are_given_up_when_git_keeps_us_waiting(
    two: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ids = [two.git("rev-parse", f"{revision}:{PATH}") for revision in ("HEAD", "HEAD~1")]
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    program(tmp_path / "bin", f"echo {ids[0]} blob 1; echo x; exec sleep 30")
    with Git(two.root, timeout=1) as git:
        answers = git.blobs(ids)
        assert next(answers) == b"x"
        started = time.monotonic()
        with pytest.raises(HistoryUnavailable, match="没有给出"):
            next(answers)
        assert 0.5 < time.monotonic() - started < 10


def test_many_objects_wait_for_whoever_asks(two: Repo) -> None:
    ids = [two.git("rev-parse", f"{revision}:{PATH}") for revision in ("HEAD", "HEAD~1")]
    with Git(two.root, timeout=2) as git:
        answers = git.blobs([*ids, "0" * 40, ids[0]])
        assert next(answers) == SECOND
        time.sleep(3)
        assert list(answers) == [FIRST, None, SECOND]
        assert next(git.blobs(ids)) == SECOND  # and the rest left unread
        assert list(git.blobs([])) == []


SHOWN = {
    "log.follow": "true",
    "log.showRoot": "false",
    "log.diffMerges": "combined",
    "log.decorate": "full",
    "log.abbrevCommit": "true",
    "log.date": "raw",
    "color.ui": "always",
    "diff.renames": "false",
    "diff.renameLimit": "1",
    "diff.relative": "true",
    "diff.ignoreSubmodules": "all",
    "diff.orderFile": "/nowhere",
    "core.notesRef": "refs/notes/x",
    "core.abbrev": "5",
    "format.pretty": "oneline",
}


def test_no_setting_changes_what_the_history_says(two: Repo) -> None:
    two.git("mv", PATH, "checklists/transport/旧.yaml")
    two.commit("改名", {OTHER: sheet(2, "2021-12-01", [B], "从轻行政处罚")})
    two.git("mv", "checklists/transport/旧.yaml", PATH)
    two.commit("改回来\n\n说明\n")
    two.git("checkout", "-q", "-b", "side", "HEAD~1")
    two.commit("支线", {OTHER: sheet(3, "2021-12-20", [A], "从轻行政处罚")})
    two.git("merge", "-q", "--no-edit", "main")
    two.git("notes", "--ref=x", "add", "-m", "注", "HEAD")
    (two.root / ".mailmap").write_text("别人 <a@example.invalid>\n", encoding="utf-8")
    before = [past(two.root, path) for path in (PATH, OTHER)]
    assert len(before[0].versions) == 5
    for name, value in SHOWN.items():
        two.git("config", name, value)
    assert [past(two.root, path) for path in (PATH, OTHER)] == before


def test_few_processes_however_long_the_history(repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real, log = shutil.which("git"), tmp_path / "log"
    counts = []
    for number in range(1, 13):
        repo.commit(f"第 {number} 次", {PATH: sheet(number, "2021-10-01", LONG[: number % 5 + 1])})
        if number in (2, 12):
            with monkeypatch.context() as patch:
                patch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
                program(tmp_path / "bin", f'echo run >> "{log}"; exec "{real}" "$@"')
                past(repo.root)
            counts.append(log.read_text().count("run"))
            log.unlink()
    assert counts[0] == counts[1] <= 7


def test_contents_are_parsed_once(two: Repo) -> None:
    two.git("revert", "--no-edit", "HEAD")
    two.git("revert", "--no-edit", "HEAD")
    seen: list[bytes] = []

    def parse(path: str, content: bytes) -> Checklist | None:
        seen.append(content)
        return checklist_from(path, content)

    with Git(two.root) as git:
        found = histories(git, [PATH], each(parse), git.head())[PATH]
    assert len(found.versions) == 4
    assert sorted(seen) == sorted([FIRST, SECOND])


PROGRAMS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "gpg.program"),
    *("diff.external", "diff.x.textconv", "diff.x.command", "filter.x.clean", "filter.x.smudge", "filter.x.process"),
    *("credential.helper", "pager.rev-list", "pager.log"),
)
SETTINGS = {
    "log.showSignature": "true",
    "alias.rev-list": "!{evil}",
    "alias.log": "!{evil}",
    "protocol.ext.allow": "always",
    "remote.origin.url": "ext::{evil}",
    "remote.origin.promisor": "true",
    "extensions.partialClone": "origin",
    "core.repositoryFormatVersion": "1",
}


def test_a_hostile_repository_starts_nothing(two: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pwned = tmp_path / "pwned"
    evil = tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch '{pwned}'\n")
    evil.chmod(0o755)
    for name in PROGRAMS:
        two.git("config", name, str(evil))
    for name, value in SETTINGS.items():
        two.git("config", name, value.format(evil=evil))
    (two.root / ".git/info/attributes").write_text("* diff=x filter=x\n")
    blob = two.git("rev-parse", f"HEAD~1:{PATH}")
    (two.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    pwned.unlink(missing_ok=True)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(evil))
    monkeypatch.setenv("GIT_TRACE", str(pwned))
    assert [one.problem for one in past(two.root).versions] == ["的内容不在本地", ""]
    with Git(two.root) as git:
        assert CommitTree(git, "HEAD").read(PATH) == SECOND
    assert run(["checklist", "show", "transport", "1", "-C", str(two.root)]) == 0
    assert not pwned.exists()


def test_replaced_objects_do_not_change_the_past(two: Repo) -> None:
    two.git("replace", "HEAD", "HEAD~1")
    assert len(past(two.root).versions) == 2


def test_git_is_started_in_one_file_only() -> None:
    package = Path(rouxing.__file__).parent
    starters = [
        path.relative_to(package).as_posix()
        for path in sorted(package.rglob("*.py"))
        if re.search(r"\bsubprocess\b|os\.(?:system|popen|exec|spawn)", path.read_text(encoding="utf-8"))
    ]
    assert starters == ["files/libreoffice.py", "history/running.py"]
    assert all("shell=True" not in (package / one).read_text(encoding="utf-8") for one in starters)


def clone(repo: Repo, target: Path, *options: str) -> Path:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", *options, f"file://{repo.root}", str(target))
    return target


def test_shallow_clones_are_named(two: Repo, tmp_path: Path, cli: Cli) -> None:
    two.commit("第三版", {PATH: sheet(3, "2021-12-20", [A])})
    root = clone(two, tmp_path / "shallow", "--depth=2")
    history = past(root)
    assert history.shallow
    assert steps(history) == [("增一减一", []), ("第三版", ["修改 A 情形", "删除 C"])]
    assert history.amendments[-1].cut_off
    assert history.amendments[-1].before is None
    with Git(root) as git, pytest.raises(NotFound, match="浅克隆"):
        git.resolve("HEAD~2")
    status, out, err = cli("history", "transport", "1", "-C", str(root))
    assert status == 0
    assert "浅克隆到此为止" in out
    assert err.startswith("浅克隆：只看到最近的历史")
    assert "浅克隆到此为止" in cli("history", "transport", "1", "C", "-C", str(root))[1]
    assert "浅克隆到此为止" not in cli("history", "transport", "1", "B", "-C", str(root), "--format=json")[2]
    assert cli("show", "transport", "1", "--at", "2021-10-05", "-C", str(root))[0] == 2
    assert "浅克隆" in cli("diff", "transport", "1", "v1", "-C", str(root))[2]
    assert "浅克隆" in cli("diff", "transport", "1", "-C", str(clone(two, tmp_path / "one", "--depth=1")))[2]


def test_partial_clones_are_named(two: Repo, tmp_path: Path) -> None:
    root = clone(two, tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    with pytest.raises(HistoryUnavailable, match="部分克隆"):
        past(root)
