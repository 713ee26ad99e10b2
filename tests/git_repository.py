"""Real git repositories for tests: built commit by commit with fixed people and times."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from rouxing.commands._door import run
from rouxing.commands._text import width
from rouxing.history.changes import Changes, Kind
from rouxing.history.git import Git
from rouxing.history.trace import histories
from rouxing.history.versions import History, each
from rouxing.load import checklist_from
from tests.conftest import BASE

PATH = "checklists/transport/no-penalty.yaml"
OTHER = "checklists/transport/lighter-penalty.yaml"
ZHANG, LI = "张三", "李四"
Items = Sequence[Mapping[str, Any]]


def item(code: str, circumstances: str = "当场改正的", **more: Any) -> dict[str, Any]:
    return {
        "编码": code,
        "名称": f"事项{code}",
        "情形": circumstances,
        "依据": ["《中华人民共和国行政处罚法》第三十三条第一款"],
        "监管措施": ["说服教育"],
        **more,
    }


def sheet(version: int, day: str, items: Items, kind: str = "不予行政处罚") -> bytes:
    """A list as YAML, one item to a line."""
    rows = "\n".join(f"  - {json.dumps(one, ensure_ascii=False)}" for one in items) or "  []"
    return f"清单: {kind}\n版本: {version}\n施行日期: {day}\n事项:\n{rows}\n".encode()


A, B, C, D = item("A"), item("B"), item("C"), item("D")
FIRST = sheet(1, "2021-10-01", [A, B])
SECOND = sheet(2, "2021-11-15", [item("A", "二十四小时内改正的"), C])


class Repo:
    """A git repository around a copy of the small sound repository."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        self.minute = 0
        shutil.copytree(BASE, root, dirs_exist_ok=True)
        (root / PATH).unlink()
        self.git("init", "-q", "-b", "main", *options)

    def git(self, *arguments: str, author: str = ZHANG, check: bool = True) -> str:
        self.minute += 1
        date = f"2021-09-01T10:{self.minute:02}:00+08:00"
        who = {"NAME": author, "EMAIL": "a@example.invalid", "DATE": date}
        environment = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "-C", str(self.root), *arguments]
        done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=check, text=True)
        return done.stdout.strip()

    def write(self, files: Mapping[str, bytes | None]) -> None:
        for path, content in files.items():
            target = self.root / path
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def commit(self, subject: str, files: Mapping[str, bytes | None] | None = None, author: str = ZHANG) -> str:
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject, author=author)
        return self.git("rev-parse", "HEAD")


def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository without commits, in which the test then stands."""
    made = Repo(tmp_path / "明溪 仓库")
    monkeypatch.chdir(made.root)
    return made


def two_versions(repo: Repo) -> Repo:
    """Two versions of one list, by two people."""
    repo.commit("首批清单", {PATH: FIRST, OTHER: sheet(1, "2021-10-01", [A], "从轻行政处罚")})
    repo.commit("增一减一\n\n按执行反馈调整", {PATH: SECOND}, LI)
    return repo


def past(root: Path, path: str = PATH, start: str | None = None) -> History:
    with Git(root) as git:
        return histories(git, [path], each(checklist_from), start or git.head())[path]


def told(changes: Changes) -> list[str]:
    """新增 C, 修改 A 情形 …"""
    return [
        " ".join((one.kind, one.item.code, *(f.name for f in one.fields if one.kind is Kind.CHANGED)))
        for one in changes.items
    ]


def steps(history: History) -> list[tuple[str, list[str]]]:
    """Oldest first: (subject, what happened)."""
    return [(one.commit.subject if one.commit else "", told(one.changes)) for one in reversed(history.amendments)]


LONG = [item(code, "初次违法且危害后果轻微，及时改正的" * 3) for code in "ABCDEFGH"]


def fast_import(root: Path, stream: bytes) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream, check=True)


def imported(number: int, content: bytes, message: bytes = b"x") -> bytes:
    head = f"commit refs/heads/main\ncommitter a <a> {1630000000 + number} +0800\ndata {len(message)}\n".encode()
    return head + message + f"\nM 100644 inline {PATH}\ndata {len(content)}\n".encode() + content + b"\n"


Cli = Callable[..., tuple[int, str, str]]
"""Arguments after `rouxing checklist` → exit status, stdout, stderr."""


def command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs commands on 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str) -> tuple[int, str, str]:
        status = run(["checklist", *arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        assert all(width(line) <= 80 for line in captured.out.split("\n")) or "--format" in arguments
        return (status, captured.out, captured.err)

    return call
