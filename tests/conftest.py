"""A small sound repository, and how tests lay files over it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from rouxing.check import CHECK, Scope, check
from rouxing.diagnostics import Diagnostic
from rouxing.files.tree import FolderTree

if TYPE_CHECKING:
    from tests.git_repository import Cli, Repo

ROOT = Path(__file__).resolve().parents[1]
BASE = Path(__file__).parent / "base"
TODAY = "2021-12-31"

# The same examples on every run: a change is judged by itself. HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("repeated", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeated"))

Overlay = Callable[[Mapping[str, bytes]], Path]


@pytest.fixture(scope="session", autouse=True)
def _no_ci() -> Iterator[None]:
    """The same output on a desk and in CI: there the output format is chosen by the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_ACTIONS", raising=False)
        yield


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    """A copy of the sound repository with these files added or replaced; a path ending in "/" is a folder."""

    def lay(files: Mapping[str, bytes]) -> Path:
        root = tmp_path / "repository"
        shutil.copytree(BASE, root, dirs_exist_ok=True)
        for path, content in files.items():
            target = root / path
            if path.endswith("/"):
                target.mkdir(parents=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        return root

    return lay


def found(root: Path, *paths: str) -> list[Diagnostic]:
    """All findings of `check`."""
    return list(check(FolderTree(root), Scope(CHECK, TODAY, paths=paths or None)).diagnostics)


def example_files(example: str, encoding: str = "utf-8", blanks: int = 0) -> dict[str, bytes]:
    """Files of an example: each begins with a line `# path`."""
    parts = re.split(r"^# ((?:rouxing\.yaml|(?:checklists|cases|schemas|laws)/).*)\n?", example, flags=re.MULTILINE)
    assert len(parts) > 1, f"the example names no file: {example[:80]}"
    return {
        path.strip(): text.encode(encoding) + b" " * blanks for path, text in zip(parts[1::2], parts[2::2], strict=True)
    }


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests keep nothing in the user's home."""
    monkeypatch.setenv("ROUXING_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    from tests.git_repository import fresh

    return fresh(tmp_path, monkeypatch)


@pytest.fixture
def two(repo: Repo) -> Repo:
    from tests.git_repository import two_versions

    return two_versions(repo)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    from tests.git_repository import command_line

    return command_line(capsys, monkeypatch)
