"""Adjusting, filing, receipts and feedback killed at every step in turn: old or new, whole, and the next run copes.

`ROUXING_FULL=1` also kills at random moments more often; there git dies with its parent.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from rouxing.commands._door import run
from rouxing.filing.packet import examined
from rouxing.load.parse import parse
from tests.conftest import BASE, ROOT, found
from tests.git_repository import PATH, Repo

FULL = os.environ.get("ROUXING_FULL") == "1"

DRIVER = """
import os, signal, subprocess, sys
last, steps = int(os.environ["DIE_AT"]), 0
WRITERS = {"hash-object", "read-tree", "update-index", "write-tree", "commit-tree", "mktag", "update-ref"}

def counted(function, matters):
    def call(*given, **more):
        global steps
        steps += matters(given)
        if steps == last and matters(given):
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*given, **more)
    return call

for name in ("replace", "fsync", "unlink"):
    setattr(os, name, counted(getattr(os, name), lambda given: True))
subprocess.run = counted(subprocess.run, lambda given: bool(WRITERS & {*given[0]}))
sys.argv = ["rouxing", *sys.argv[1:]]
from rouxing.commands import main
main()
"""
"""Runs a command and kills it before its n-th step that changes anything on the disk."""

ADJUST = (
    *(
        "checklist",
        "adjust",
        "transport",
        "1",
        "--reason",
        "改",
        "--basis",
        "《某法》修订",
        "--effective",
        "2022-01-01",
    ),
    *("--set", "A:情形=十二小时内改正的", "--remove", "C", "--commit"),
)
CREATE = ("filing", "create", "transport", "--date", "2021-12-20")
TAG = "备案/transport/2021-12-20"
ZIP = "out/备案-transport-2021-12-20.zip"
RECEIPT = ("filing", "receipt", "transport", "2021-12-20", "--date", "2021-12-22")
CONCERN = ("feedback", "add", "transport", "1", "JT-001", "--kind", "其他", "--text", "难", "--date", "2021-12-01")
SOUND = (BASE / PATH).read_bytes()


@pytest.fixture
def named(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository whose git knows a person, and ignores what `init` makes it ignore."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    repo.git("config", "user.name", "王五")
    repo.git("config", "user.email", "w@example.invalid")
    repo.commit("开始", {".gitignore": b"out/\n.~*\n"})
    return repo


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **more}


def killed(root: Path, arguments: Sequence[str], step: int) -> bool:
    """Whether the command died before its n-th step; otherwise it had fewer and ended well."""
    command = [sys.executable, "-c", DRIVER, *arguments]
    done = subprocess.run(command, cwd=root, env=environment(DIE_AT=str(step)), capture_output=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


def killed_at_random(root: Path, arguments: Sequence[str], moment: float) -> None:
    """The command and every git it started die together."""
    clerk = subprocess.Popen(
        [sys.executable, "-m", "rouxing", *arguments],
        cwd=root,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        clerk.wait(moment)
    except subprocess.TimeoutExpired:  # not waited for, so its number is still its own
        os.killpg(clerk.pid, signal.SIGKILL)
        clerk.wait()


def assert_sound(repo: Repo, *touched: str) -> None:
    """What git and the checks say of a repository after a death: no damage, nothing touched but these files."""
    lines = repo.git("status", "--porcelain", "-uall").split("\n")
    assert {line.split()[-1] for line in lines if line} <= {*touched}
    assert repo.git("fsck", "--strict", "--no-dangling") == ""
    assert [one for one in found(repo.root) if one.code.startswith("RX0")] == []


def unlocked(repo: Repo, arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> int:
    """Run the command; a lock that a killed git left is named, removed as the sentence says, and it runs again."""
    capsys.readouterr()
    status = run([*arguments])
    said = capsys.readouterr().err
    locks = [*repo.root.glob(".git/**/*.lock")]
    if status == 2 and locks:
        (sentence,) = (line for line in said.splitlines() if not line.startswith("注意："))
        assert ".lock 还在" in sentence
        for one in locks:
            one.unlink()
        return unlocked(repo, arguments, capsys)
    assert "Traceback" not in said
    return status


class Adjusting:
    """A repository before an adjustment, and what must hold after a death on the way to the next version."""

    def __init__(self, repo: Repo) -> None:
        from tests.git_repository import two_versions

        self.repo = two_versions(repo)
        self.old = repo.git("rev-parse", "HEAD")
        self.before = (repo.root / PATH).read_bytes()
        assert run([*ADJUST]) == 0
        self.after = (repo.root / PATH).read_bytes()
        assert self.after != self.before
        self.back()

    def back(self) -> None:
        self.repo.minute = 10  # an hour of the builder's clock has sixty
        for lock in self.repo.root.glob(".git/**/*.lock"):  # of a git killed after it moved the branch
            lock.unlink()
        self.repo.git("reset", "-q", "--hard", self.old)

    def holds(self, capsys: pytest.CaptureFixture[str]) -> tuple[bool, bool]:
        """Whether file and branch are new, once everything that must hold was seen to hold."""
        repo = self.repo
        moved = repo.git("rev-parse", "HEAD") != self.old
        content = (repo.root / PATH).read_bytes()
        assert content in (self.before, self.after)
        if moved:
            assert repo.git("rev-parse", "HEAD~1") == self.old
            assert content == self.after
        assert_sound(repo, *([] if moved else [PATH]))
        capsys.readouterr()
        status = unlocked(repo, ADJUST, capsys) if not moved else run([*ADJUST])
        said = capsys.readouterr().err
        if moved:
            assert (status, said) == (
                2,
                "rouxing：已提交的是第 3 版，2022-01-01 施行；新版本的施行日期应当晚于这一天\n",
            )
        else:
            assert status == 0
        assert (repo.root / PATH).read_bytes() == self.after
        assert repo.git("show", "--format=%s", f"HEAD:{PATH}").encode() + b"\n" == self.after
        assert repo.git("rev-list", "--count", f"{self.old}..HEAD") == "1"
        assert repo.git("status", "--porcelain", "-uall") == ""
        return content == self.after, moved


def test_an_adjustment_killed_before_every_step(named: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    here, seen, step = Adjusting(named), set(), 1
    while killed(named.root, ADJUST, step):
        seen.add(here.holds(capsys))
        here.back()
        step += 1
    seen.add(here.holds(capsys))
    assert seen == {(False, False), (True, False), (True, True)}
    assert step > 9


def test_an_adjustment_that_was_cut_off_is_told_of(named: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    here = Adjusting(named)
    (named.root / PATH).write_bytes(here.after)
    capsys.readouterr()
    assert run([*ADJUST]) == 0
    expected = f"注意：{PATH} 里已有没提交的改动（手改的，或者上次没有做完的调整），一并计入这一版\n"
    assert capsys.readouterr().err == expected


@pytest.mark.parametrize("lock", ["index.lock", "refs/heads/main.lock", "HEAD.lock"])
def test_a_lock_that_a_killed_git_left(named: Repo, capsys: pytest.CaptureFixture[str], lock: str) -> None:
    here = Adjusting(named)
    (named.root / ".git" / lock).write_bytes(b"")
    capsys.readouterr()
    assert run([*ADJUST]) == 2
    said = capsys.readouterr().err
    assert (
        said
        == f"rouxing：git 的锁 .git/{lock} 还在：另一个 git 程序正在运行，等它结束再运行；确认没有，就删除这个文件\n"
    )
    (named.root / ".git" / lock).unlink()
    assert here.holds(capsys) == (False, False)


def usual(root: Path, arguments: Sequence[str]) -> float:
    """Seconds that a run takes which nobody kills."""
    clock = time.monotonic()
    killed_at_random(root, arguments, 60)
    return time.monotonic() - clock


def test_an_adjustment_killed_at_random_moments(named: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    here = Adjusting(named)
    chance, whole = random.Random(7), usual(named.root, ADJUST)  # noqa: S311 - moments, not secrets
    for _ in range(200 if FULL else 6):
        here.back()
        killed_at_random(named.root, ADJUST, chance.uniform(0.4, 1.05) * whole)
        here.holds(capsys)


def filed(repo: Repo) -> None:
    """A list with a supplement, so that a second letter is written."""
    repo.commit("首批", {PATH: SOUND.rstrip() + "\n    来源: 本级补充\n".encode()})


def packet_holds(repo: Repo, capsys: pytest.CaptureFixture[str], old: bytes | None) -> tuple[bool, bool]:
    """Whether packet and tag are new, once everything that must hold was seen to hold."""
    path = repo.root / ZIP
    content = path.read_bytes() if path.exists() else None
    tagged = repo.git("tag") != ""
    assert content == old or (content is not None and examined(content).faults == [])
    letter = path.with_name(path.name.replace(".zip", "-补充事项备案函.docx"))
    if tagged:
        assert letter.is_file()
        assert run(["filing", "verify", ZIP]) == 0
    assert_sound(repo)
    assert unlocked(repo, CREATE, capsys) == 0
    assert run(["filing", "verify", ZIP]) == 0
    assert examined(path.read_bytes()).files["本级补充事项备案函.docx"] == letter.read_bytes()
    return content != old, tagged


def unfiled(repo: Repo, old: bytes | None) -> None:
    repo.minute = 10
    repo.git("tag", "-d", TAG, check=False)
    for path in (repo.root / "out").glob("*"):
        if path.is_file():
            path.unlink()
    if old is not None:
        (repo.root / "out").mkdir(exist_ok=True)
        (repo.root / ZIP).write_bytes(old)


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_filing_killed_before_every_step(named: Repo, capsys: pytest.CaptureFixture[str], old: bytes | None) -> None:
    filed(named)
    seen, step = set(), 1
    unfiled(named, old)
    while killed(named.root, CREATE, step):
        seen.add(packet_holds(named, capsys, old))
        unfiled(named, old)
        step += 1
    seen.add(packet_holds(named, capsys, old))
    assert seen == {(False, False), (True, False), (True, True)}
    assert step > 6


def test_a_filing_killed_at_random_moments(named: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    filed(named)
    chance, whole = random.Random(7), usual(named.root, CREATE)  # noqa: S311 - moments, not secrets
    for _ in range(100 if FULL else 4):
        unfiled(named, None)
        killed_at_random(named.root, CREATE, chance.uniform(0.4, 1.05) * whole)
        packet_holds(named, capsys, None)


def rows(path: Path, key: str) -> int:
    return len(parse(path.read_bytes())[key]) if path.exists() else 0


ROWS: dict[str, tuple[Sequence[str], str, str, str]] = {
    "receipt": (RECEIPT, "checklists/transport/filings.yaml", "备案", "已经登记过"),
    "feedback": (CONCERN, "checklists/transport/feedback.yaml", "反馈", "已经有同样的一条"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_there_once_or_not_at_all(named: Repo, capsys: pytest.CaptureFixture[str], name: str) -> None:
    arguments, path, key, again = ROWS[name]
    filed(named)
    assert run([*CREATE]) == 0
    step, there = 1, set[int]()
    alive: Callable[[], bool] = lambda: killed(named.root, arguments, step)  # noqa: E731
    while alive():
        count = rows(named.root / path, key)
        there.add(count)
        assert_sound(named, path)
        capsys.readouterr()
        assert run([*arguments]) == (2 if count else 0)
        assert (again in capsys.readouterr().err) == bool(count)
        assert rows(named.root / path, key) == 1
        (named.root / path).unlink()
        step += 1
    assert rows(named.root / path, key) == 1
    assert there >= {0}
    assert step > 2
