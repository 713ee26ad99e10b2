"""Items in force on the day of the case: the list that stood then, as git remembers it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from rouxing.check import VALIDATE, Scope, check
from rouxing.commands._door import run
from rouxing.files.cache import Cache
from rouxing.files.tree import FolderTree
from rouxing.history.past import GitPast
from rouxing.load import checklist_from
from tests.conftest import TODAY
from tests.git_repository import PATH, A, B, C, Repo, item, sheet

LOG = "cases/transport/2021/10.yaml"


def log(*rows: tuple[str, str]) -> bytes:
    """Cases given by (day, code of the item)."""
    cases = [
        {
            "案号": f"明交柔〔2021〕{number}号",
            "日期": day,
            "案由": "未携带车辆营运证",
            "处理": [{"清单": "不予行政处罚", "编码": code, "记录": [f"档案：{number}"]}],
        }
        for number, (day, code) in enumerate(rows, 1)
    ]
    return ("案件:\n" + "".join(f"  - {json.dumps(one, ensure_ascii=False)}\n" for one in cases)).encode()


def found(root: Path, cache: Cache | None = None) -> list[tuple[str, str, str]]:
    outcome = check(FolderTree(root), Scope(VALIDATE, TODAY), cache, past=GitPast(root, checklist_from))
    return [(one.code, one.level.value, one.pointer) for one in outcome.diagnostics]


# version 1 (2021-10-01) holds A and B, version 2 (2021-11-15) holds A and C
@pytest.mark.parametrize(
    ("day", "code", "expected"),
    [
        ("2021-10-12", "A", []),
        ("2021-10-12", "B", []),
        ("2021-10-12", "C", ["RX118"]),
        ("2021-10-12", "X", ["RX104"]),
        ("2021-09-30", "A", ["RX118"]),
        ("2021-09-30", "B", ["RX104"]),
        ("2021-11-14", "B", []),
        ("2021-11-15", "A", []),
        ("2021-11-15", "B", ["RX104"]),
        ("2021-11-15", "C", []),
    ],
)
def test_the_list_of_the_day_decides(two: Repo, day: str, code: str, expected: list[str]) -> None:
    two.write({LOG: log((day, code))})
    assert [one for one, _, _ in found(two.root)] == expected


def test_the_day_of_the_act_counts_before_the_day_of_the_case(two: Repo) -> None:
    text = log(("2021-10-12", "C")).decode().replace('"编码": "C"', '"编码": "C", "日期": "2021-11-16"')
    two.write({LOG: text.encode()})
    assert found(two.root) == []


def test_an_edit_not_yet_committed_stands_from_its_own_day_on(two: Repo) -> None:
    two.write({PATH: sheet(3, "2021-12-01", [A, item("D")]), LOG: log(("2021-11-20", "C"), ("2021-11-20", "D"))})
    assert found(two.root) == [("RX118", "错误", "/案件/1/处理/0/编码")]


def test_without_history_nothing_is_claimed(two: Repo) -> None:
    two.write({LOG: log(("2021-10-12", "A"), ("2021-10-12", "C"), ("2021-10-12", "B"))})
    shutil.rmtree(two.root / ".git")
    assert found(two.root) == [("RX104", "错误", "/案件/2/处理/0/编码"), ("RX119", "提示", "/施行日期")]


def test_a_shallow_clone_says_what_it_cannot_know(two: Repo, tmp_path: Path) -> None:
    two.commit("案件", {LOG: log(("2021-10-12", "A"))})
    clone = tmp_path / "浅"
    subprocess.run(
        ["git", "-c", "protocol.file.allow=always", "clone", "-q", "--depth=1", two.root.as_uri(), str(clone)],
        check=True,
    )
    assert found(clone) == [("RX119", "提示", "/施行日期")]


def test_no_commit_yet_is_no_history(repo: Repo) -> None:
    repo.write({PATH: sheet(2, "2021-11-15", [A]), LOG: log(("2021-10-12", "A"))})
    assert found(repo.root) == [("RX119", "提示", "/施行日期")]


def test_kept_results_follow_the_history(two: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rouxing.check.FEW_FILES", 0)
    monkeypatch.setattr("rouxing.files.tree._YOUNG", 0)
    two.write({LOG: log(("2021-10-12", "B"), ("2021-10-12", "C"))})
    before = [("RX118", "错误", "/案件/1/处理/0/编码")]
    with Cache(tmp_path / "kept", two.root) as cache:
        assert found(two.root, cache) == before
        assert found(two.root, cache) == before
        second = (two.root / PATH).read_bytes()
        two.commit("第一版漏列", {PATH: sheet(1, "2021-10-01", [A, B, C])})
        two.commit("恢复第二版", {PATH: second})
        assert found(two.root, cache) == []


def test_the_commands_ask_git_themselves(two: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    two.write({LOG: log(("2021-10-12", "C"))})
    assert run(["validate"]) == 1
    out = capsys.readouterr().out
    assert "RX118 事项“C”在 2021-10-12 还没有列入不予行政处罚清单（现行第 2 版自 2021-11-15 起施行）" in out


def test_information_does_not_fail_even_a_strict_check(two: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    two.write({LOG: log(("2021-10-12", "A"))})
    shutil.rmtree(two.root / ".git")
    assert run(["validate", "--strict"]) == 0
    assert "0 个错误、0 个警告、1 个提示" in capsys.readouterr().out
