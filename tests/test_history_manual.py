"""docs/history.md: what its commands print is what they print; only ids of commits differ."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import ROOT
from tests.git_repository import LI, PATH, ZHANG, Repo

MANUAL: Final = ROOT / "docs/history.md"
BLOCK: Final = re.compile("```console\n(.*?)```", re.DOTALL)
COMMIT: Final = re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{7}\b")
GROUND: Final = "《中华人民共和国行政处罚法》第三十三条第一款"
ITEMS: Final = {
    "JT-001": ("未按照规定携带车辆营运证的", "初次违法且危害后果轻微，当场改正的"),
    "JT-002": ("未在营运车辆上公示监督电话的", "初次违法且危害后果轻微，当场改正的"),
    "JT-003": ("逾期未报送车辆技术档案的", "初次违法且危害后果轻微，三日内补报的"),
}


def sheet(version: int, day: str, **circumstances: str) -> bytes:
    """The list of the manual: these items, with these circumstances instead of the first ones."""
    rows = [
        f'  - 编码: "{code}"\n    名称: {name}\n    情形: {circumstances.get(code.replace("-", ""), first)}\n'
        f"    依据: [{GROUND}]\n    监管措施: [说服教育, 行政告诫]\n"
        for code, (name, first) in ITEMS.items()
        if circumstances.get(code.replace("-", "")) != ""
    ]
    return f"清单: 不予行政处罚\n版本: {version}\n施行日期: {day}\n事项:\n{''.join(rows)}".encode()


@pytest.fixture
def told(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """The repository of the manual: two versions by two people."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    repo.git("config", "user.name", "王五")
    repo.git("config", "user.email", "w@example.invalid")
    repo.commit("首批清单", {PATH: sheet(1, "2021-10-01"), ".gitignore": b"out/\n"}, ZHANG)
    later = sheet(2, "2021-11-15", JT001="初次违法且危害后果轻微，二十四小时内改正的", JT003="")
    repo.commit(
        "调整交通运输局不予行政处罚清单：第 2 版，自 2021-11-15 起施行\n\n"
        "调整原因: 执行反馈\n调整依据: 10月执法例会：夜间难以当场改正",
        {PATH: later},
        LI,
    )
    return repo


def blocks() -> list[tuple[str, str]]:
    """(command, output) of every `$ rouxing …` in the manual, in its order."""
    found = []
    for block in BLOCK.findall(MANUAL.read_text("utf-8")):
        for part in block.split("$ rouxing ")[1:]:
            command, _, output = part.replace("\\\n", "").partition("\n")
            found.append((command, output.rstrip("\n")))
    return found


def printed(root: Path, command: str) -> str:
    more = {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "rouxing", *shlex.split(command)],
        cwd=root,
        env={**os.environ, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
    )
    return done.stdout.rstrip("\n")


def test_the_manual_shows_what_is_printed(told: Repo) -> None:
    commands = blocks()
    assert len(commands) >= 6
    for command, output in commands:
        assert COMMIT.sub("#######", printed(told.root, command)) == COMMIT.sub("#######", output), command
