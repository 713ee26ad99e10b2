"""docs/report.md: what its commands print on the sample data is what they print."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import ROOT
from tests.test_reports import git

MANUAL: Final = ROOT / "docs/report.md"
BLOCK: Final = re.compile("```console\n(.*?)```", re.DOTALL)
COMMIT: Final = re.compile(r"\b[0-9a-f]{40}\b|\b(?=[0-9a-f]*[0-9])[0-9a-f]{7}\b")
ROUXING: Final = f'rouxing() {{ {shlex.quote(sys.executable)} -m rouxing "$@"; }}'


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample data in a repository of its own."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for folder in ("cases", "checklists"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "rouxing.yaml", tmp_path)
    (tmp_path / ".gitignore").write_text("out/\n*.xlsx\n", "utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "案件")
    return tmp_path


def blocks() -> list[tuple[str, str]]:
    """(command, output) of every `$ …` in the manual, in its order."""
    shown = BLOCK.findall(MANUAL.read_text("utf-8"))
    parts = (part for block in shown for part in re.split("^[$] ", block, flags=re.MULTILINE))
    found = (part.partition("\n") for part in parts if part)
    return [(command, output.rstrip("\n")) for command, _, output in found]


def printed(root: Path, command: str) -> str:
    """What stands on the terminal: both streams."""
    done = subprocess.run(
        ["bash", "-c", f"{ROUXING}\n{command}"],
        cwd=root,
        env={**os.environ, "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
    )
    return done.stdout.removeprefix("\ufeff").replace("\n\ufeff", "\n").rstrip("\n")


@pytest.mark.skipif(os.name == "nt", reason="the manual's lines are those of a Unix shell")
def test_the_manual_shows_what_is_printed(sample: Path) -> None:
    commands = blocks()
    assert sum(command.startswith("rouxing") for command, _ in commands) >= 10
    for command, output in commands:
        assert COMMIT.sub("#######", printed(sample, command)) == COMMIT.sub("#######", output), command
