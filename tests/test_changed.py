"""`--changed`: what a branch touched, what refers to it, and everything when settings or schemas changed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from rouxing.check import CHECK, Scope
from rouxing.commands._door import _with_empty_values, run
from rouxing.history.branch import _object_id
from tests.conftest import Overlay

LIST = "checklists/transport/no-penalty.yaml"
OCTOBER = "cases/transport/2021/10.yaml"
NOVEMBER = "cases/transport/2021/11.yaml"
CASE = "  - {案号: 明交柔〔2021〕%s号, 日期: 2021-%s-12, 案由: 未携带营运证, 措施: [{方式: 说服教育, 记录: [%s]}]}\n"

Codes = Callable[..., list[tuple[str, str]]]


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=张三", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


def log(*cases: tuple[str, str, str]) -> bytes:
    return ("案件:\n" + "".join(CASE % case for case in cases)).encode()


@pytest.fixture
def branch(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A branch off a main line that already has a fault in October."""
    root = overlay({OCTOBER: log(("1", "10", "档案：1"), ("2", "10", "")), NOVEMBER: log(("3", "11", "档案：3"))})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "起点")
    git(root, "checkout", "-qb", "分支")
    for name in ("GITHUB_BASE_REF", "GITEE_TARGET_BRANCH", "CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def codes(capsys: pytest.CaptureFixture[str]) -> Codes:
    def found(*arguments: str) -> list[tuple[str, str]]:
        assert run(["check", "--format", "json", *arguments]) in (0, 1)
        return [(one["规则"], one["文件"]) for one in json.loads(capsys.readouterr().out)["发现"]]

    return found


def test_nothing_changed_is_said(branch: Path, codes: Codes, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes() == [("RX105", OCTOBER)]
    assert run(["check", "--changed"]) == 0
    assert "没有改动过" in capsys.readouterr().err


def test_only_what_the_branch_touched_speaks_up(branch: Path, codes: Codes) -> None:
    (branch / NOVEMBER).write_bytes(log(("3", "11", "档案：")))
    assert codes("--changed") == [("RX106", NOVEMBER)]
    git(branch, "commit", "-qam", "改十一月")
    assert codes("--changed") == [("RX106", NOVEMBER)]
    assert codes("--changed", "main") == [("RX106", NOVEMBER)]
    assert codes("--changed", "HEAD~1", "--select", "RX1") == [("RX106", NOVEMBER)]
    assert run(["check", "--changed", "HEAD"]) == 0


def test_a_new_file_counts_before_it_is_in_git(branch: Path, codes: Codes) -> None:
    (branch / "cases/transport/2021/12.yaml").write_bytes(log(("4", "11", "档案：")))
    assert codes("--changed") == [("RX106", "cases/transport/2021/12.yaml")]


def test_a_changed_log_may_make_another_file_wrong(branch: Path, codes: Codes) -> None:
    (branch / OCTOBER).write_bytes(log(("1", "10", "档案：1"), ("3", "10", "档案：2")))
    assert codes("--changed") == [("RX116", OCTOBER), ("RX102", NOVEMBER)]


def test_a_changed_list_wakes_the_cases_that_refer_to_it(branch: Path, codes: Codes) -> None:
    path = branch / LIST
    path.write_text(path.read_text("utf-8").replace("当场", "当即"), "utf-8")
    assert codes("--changed") == [("RX105", OCTOBER)]


def test_a_removed_record_wakes_the_case_that_names_it(branch: Path, codes: Codes) -> None:
    record = branch / "cases/transport/2021/records/a.txt"
    record.parent.mkdir()
    record.write_text("记录", "utf-8")
    (branch / NOVEMBER).write_bytes(log(("3", "11", "records/a.txt")))
    git(branch, "add", ".")
    git(branch, "commit", "-qm", "记录")
    record.unlink()
    assert ("RX106", NOVEMBER) in codes("--changed", "HEAD")


@pytest.mark.parametrize("path", ["rouxing.yaml", "schemas/cases.schema.json"])
def test_settings_and_schemas_speak_about_every_file(path: str, branch: Path, codes: Codes) -> None:
    target = branch / path
    target.parent.mkdir(exist_ok=True)
    target.write_text("地区: 清流县\n" if path.endswith(".yaml") else "{}", "utf-8")
    assert codes("--changed") == [("RX105", OCTOBER)]


def test_paths_narrow_further(branch: Path, codes: Codes) -> None:
    (branch / NOVEMBER).write_bytes(log(("3", "11", "档案：")))
    (branch / OCTOBER).write_bytes(log(("1", "10", "档案："), ("2", "10", "档案：2")))
    assert codes("cases/transport/2021/10.yaml", "--changed") == [("RX106", OCTOBER)]


def test_findings_elsewhere_stay_inside_the_named_paths(branch: Path, codes: Codes) -> None:
    (branch / OCTOBER).write_bytes(log(("1", "10", "档案：1"), ("3", "10", "档案：2")))
    assert codes(OCTOBER, "--changed") == [("RX116", OCTOBER)]
    assert codes("cases", "--changed") == [("RX116", OCTOBER), ("RX102", NOVEMBER)]
    assert codes("cases/transport/2021", "--changed") == [("RX116", OCTOBER), ("RX102", NOVEMBER)]


def test_windows_line_ends_are_no_change(branch: Path) -> None:
    for path in (branch / OCTOBER, branch / LIST):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run(["check", "--changed"]) == 0


def test_wrong_bases_are_one_sentence(branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--changed", "没有这个分支"]) == 2
    assert "没有这个分支" in capsys.readouterr().err
    assert run(["check", "--changed=--output=x"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (branch / "x").exists()


def test_outside_git_is_one_sentence(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "-C", str(overlay({})), "--changed"]) == 2
    assert "git" in capsys.readouterr().err


def test_ids_are_those_of_git(branch: Path) -> None:
    content = (branch / LIST).read_bytes()
    assert git(branch, "hash-object", LIST).strip() == _object_id(content, "0" * 40)
    assert len(_object_id(content, "0" * 64)) == 64


def test_the_option_may_stand_without_a_value() -> None:
    assert _with_empty_values([]) == []
    assert _with_empty_values(["check", "--changed"]) == ["check", "--changed="]
    assert _with_empty_values(["--changed", "--strict"]) == ["--changed=", "--strict"]
    assert _with_empty_values(["--changed", "main"]) == ["--changed", "main"]


def test_a_scope_without_paths_covers_nothing() -> None:
    assert not Scope(CHECK, "2021-12-31", paths=[]).covers("rouxing.yaml")
    assert Scope(CHECK, "2021-12-31").covers("rouxing.yaml")
