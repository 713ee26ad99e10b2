"""The versions of lists in real git repositories: people, reasons, renames, merges, reverts."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rouxing.history.changes import Changes
from rouxing.history.git import Git
from rouxing.history.tree import CommitTree
from rouxing.load import checklist_from
from tests.conftest import BASE
from tests.git_repository import (
    FIRST,
    LI,
    LONG,
    PATH,
    SECOND,
    A,
    B,
    C,
    Cli,
    D,
    Items,
    Repo,
    fast_import,
    imported,
    item,
    past,
    sheet,
    steps,
    told,
)
from tests.test_changes import composed, rows, said


def test_who_changed_which_item_when_and_why(two: Repo) -> None:
    history = past(two.root)
    assert steps(history) == [("首批清单", ["新增 A", "新增 B"]), ("增一减一", ["修改 A 情形", "删除 B", "新增 C"])]
    newest = history.amendments[0]
    assert newest.commit is not None
    assert (newest.commit.author, newest.commit.date[:11], newest.commit.body) == (LI, "2021-09-01T", "按执行反馈调整")
    assert newest.commit.date.endswith("+08:00")
    assert [one.number for one in history.versions] == [1, 2]
    assert not history.shallow
    assert history.unreadable == ()


@pytest.mark.parametrize(
    ("date", "number"),
    [("2021-09-30", None), ("2021-10-01", 1), ("2021-11-14", 1), ("2021-11-15", 2), ("2030-01-01", 2)],
)
def test_the_version_in_force(two: Repo, date: str, number: int | None) -> None:
    found = past(two.root).as_of(date)
    assert (found and found.number) == number


def test_a_revert_speaks_for_the_past_and_is_named(two: Repo) -> None:
    two.git("revert", "--no-edit", "HEAD")
    history = past(two.root)
    assert told(history.amendments[0].changes) == ["修改 A 情形", "删除 C", "新增 B"]
    assert history.amendments[0].back_to_earlier_version
    assert not history.amendments[1].back_to_earlier_version
    assert [found.number for date in ("2021-10-02", "2021-12-01") if (found := history.as_of(date))] == [1, 1]
    previous = history.previous()
    assert previous is not None
    assert previous.number == 2


def test_a_correction_belongs_to_its_version(two: Repo) -> None:
    two.commit("更正", {PATH: SECOND.replace("二十四".encode(), "四十八".encode())})
    history = past(two.root)
    found = history.numbered(2)
    assert found is history.current
    assert found is history.as_of("2021-11-15")


def test_a_deleted_list_ends(two: Repo) -> None:
    two.commit("撤销清单", {PATH: None})
    history = past(two.root)
    assert steps(history)[-1] == ("撤销清单", ["删除 A", "删除 C"])
    gone = history.as_of("2030-01-01")
    assert gone is not None
    assert gone.checklist is None
    two.commit("恢复清单", {PATH: SECOND})
    assert steps(past(two.root))[-1] == ("恢复清单", ["新增 A", "新增 C"])


def test_renames_are_followed(two: Repo) -> None:
    two.git("mv", "checklists/transport", "checklists/jiaotong")
    two.commit("单位改名")
    history = past(two.root, "checklists/jiaotong/no-penalty.yaml")
    assert [subject for subject, _ in steps(history)] == ["首批清单", "增一减一", "单位改名"]
    assert history.amendments[0].renamed_from == PATH
    assert history.amendments[0].changes == Changes()
    assert history.amendments[1].renamed_from == ""
    found = history.as_of("2021-10-01")
    assert found is not None
    assert found.checklist is not None
    assert (found.path, found.checklist.agency_id) == (PATH, "transport")


def test_renames_from_outside_the_folder_of_lists(repo: Repo) -> None:
    old = "清单/交通 不予处罚.yaml"
    repo.commit("起草", {old: sheet(1, "2021-10-01", [A])})
    repo.commit("补充", {old: FIRST}, LI)
    (repo.root / PATH).parent.mkdir(exist_ok=True)
    repo.git("mv", old, PATH)
    repo.commit("归位")
    repo.commit("调整", {PATH: SECOND})
    history = past(repo.root)
    assert [subject for subject, _ in steps(history)] == ["起草", "补充", "归位", "调整"]
    assert history.amendments[1].renamed_from == old


def branch(repo: Repo, name: str, subject: str, content: bytes, author: str = LI) -> None:
    repo.git("checkout", "-q", "-b", name)
    repo.commit(subject, {PATH: content}, author)
    repo.git("checkout", "-q", "main")


def changed(rows: Items, code: str, text: str) -> list[dict[str, Any]]:
    return [{**one, "情形": text} if one["编码"] == code else dict(one) for one in rows]


def test_a_clean_merge_changes_nothing_itself(repo: Repo) -> None:
    repo.commit("首批", {PATH: sheet(1, "2021-10-01", LONG)})
    branch(repo, "side", "支线改 A", sheet(1, "2021-10-01", changed(LONG, "A", "支线")))
    repo.commit("主线改 H", {PATH: sheet(1, "2021-10-01", changed(LONG, "H", "主线"))})
    repo.git("merge", "-q", "--no-edit", "side")
    history = past(repo.root)
    assert steps(history)[1:] == [("支线改 A", ["修改 A 情形"]), ("主线改 H", ["修改 H 情形"])]
    assert history.current is not None
    assert history.current.checklist == checklist_from(PATH, (repo.root / PATH).read_bytes())


def test_a_merge_that_takes_one_side_whole_is_the_newest_state(repo: Repo, cli: Cli) -> None:
    repo.commit("首批", {PATH: FIRST})
    branch(repo, "side", "支线第 2 版", SECOND)
    repo.commit("主线更正", {PATH: FIRST.replace("当场".encode(), "立即".encode())})
    repo.git("merge", "-q", "-s", "ours", "--no-edit", "side")
    history = past(repo.root)
    assert history.current is not None
    assert history.current.number == 1
    found = history.as_of("2021-12-01")
    assert found is not None
    assert found.number == 1
    merge = history.amendments[0]
    assert merge.is_merge
    assert not merge.changes
    assert [tuple(one) for one in merge.dropped.fields] == [("版本", 2, 1), ("施行日期", "2021-11-15", "2021-10-01")]
    assert told(merge.dropped) == ["修改 A 情形", "删除 C", "新增 B"]
    assert "  合并时没有采用分支里的改动（分支 → 合并后）：\n  版本：2 → 1\n" in cli("history", "transport", "1")[1]
    assert "没有采用" in cli("history", "transport", "C")[1]


MERGED = [item("A", "合并时定的"), item("M", "合并时加的"), B]
MERGES: dict[str, tuple[Items, Items, Items, list[str], list[str]]] = {
    "decided anew": ([item("A", "主"), B], [item("A", "支"), B], MERGED, ["修改 A 情形", "新增 M"], []),
    "one side of a conflict": ([item("A", "主"), B], [item("A", "支"), B], [item("A", "主"), B], [], ["修改 A 情形"]),
    "changed what a branch added": ([A, B], [A, B, C], [A, B, item("C", "改")], ["修改 C 情形"], []),
    "changed what the main line added": ([A, B, C], [A, B], [A, B, item("C", "改")], ["修改 C 情形"], []),
    "left out what a branch added": ([A, B, D], [A, B, C], [A, B, D], [], ["删除 C"]),
    "left out what a branch changed": ([item("A", "主"), B], [A, item("B", "支")], [item("A", "主")], ["删除 B"], []),
    "kept what a branch removed": ([A, item("B", "主")], [A], [A, item("B", "主")], [], ["新增 B"]),
    "removed on both": ([A, B, C], [A, B, D], [A, C, D], ["删除 B"], []),
    "moved on both": ([A, B, C], [A, B, D], [B, A, C, D], ["移动 B"], []),
    "two fields of one item": (
        [item("A", "主"), B],
        [item("A", 备注="支"), B],
        [item("A", "主", 备注="支"), B],
        [],
        [],
    ),
    "what both make together": ([A, B, C], [item("A", "支"), B], [item("A", "支"), B, C], [], []),
    "removed on one": ([A, item("B", "主")], [A], [A], [], ["删除 B"]),
}


@pytest.mark.parametrize("name", MERGES)
def test_what_a_merge_decides_itself(repo: Repo, name: str) -> None:
    ours, theirs, result, own, dropped = MERGES[name]
    repo.commit("首批", {PATH: sheet(1, "2021-10-01", [A, B])})
    branch(repo, "side", "支线", sheet(1, "2021-10-01", theirs) + b"# side\n")
    repo.commit("主线", {PATH: sheet(1, "2021-10-01", ours) + b"# main\n"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side", check=False)
    repo.commit("合并", {PATH: sheet(1, "2021-10-01", result)})
    found = [one for one in past(repo.root).amendments if one.is_merge]
    assert [told(one.changes) for one in found] == [own] * bool(own or dropped)
    assert [told(one.dropped) for one in found] == [dropped] * bool(own or dropped)


def test_a_merge_of_a_renamed_and_an_edited_branch(repo: Repo) -> None:
    repo.commit("首批", {PATH: sheet(1, "2021-10-01", LONG)})
    branch(repo, "side", "支线改 A", sheet(1, "2021-10-01", changed(LONG, "A", "支线")))
    repo.git("mv", "checklists/transport", "checklists/jiaotong")
    repo.commit("单位改名")
    repo.git("merge", "-q", "--no-edit", "side")
    history = past(repo.root, "checklists/jiaotong/no-penalty.yaml")
    assert steps(history) == [
        ("首批", [f"新增 {code}" for code in "ABCDEFGH"]),
        ("支线改 A", ["修改 A 情形"]),
        ("单位改名", []),
    ]


def test_unreadable_versions_are_named_and_stepped_over(two: Repo) -> None:
    two.commit("写坏了", {PATH: b"{[:"})
    two.commit("修好了", {PATH: sheet(2, "2021-11-15", [item("A", "二十四小时内改正的")])})
    history = past(two.root)
    assert steps(history)[-2:] == [("写坏了", []), ("修好了", ["删除 C"])]
    assert [one.problem for one in history.unreadable] == ["没有通过校验"]
    (two.root / PATH).unlink()
    (two.root / PATH).symlink_to("agency.yaml")
    two.commit("换成链接")
    assert past(two.root).unreadable[-1].problem == "不是普通文件"


def test_line_ends_and_comments_are_no_change(two: Repo) -> None:
    two.git("config", "core.autocrlf", "false")
    two.commit("换行符", {PATH: SECOND.replace(b"\n", b"\r\n") + "# 说明\r\n".encode()})
    assert steps(past(two.root))[-1] == ("换行符", [])


def test_a_repository_below_the_top_folder_and_odd_settings(repo: Repo) -> None:
    below = repo.root / "县 里"
    shutil.copytree(BASE, below)
    repo.commit("首批")
    (below / PATH).write_bytes(SECOND)
    repo.git("add", "-A")
    repo.commit("第二版")
    (below / "checklists/transport").rename(below / "checklists/jt")
    repo.commit("改名")
    for name, value in (("diff.renames", "false"), ("diff.orderFile", "nowhere"), ("color.ui", "always")):
        repo.git("config", name, value)
    history = past(below, "checklists/jt/no-penalty.yaml")
    assert [subject for subject, _ in steps(history)] == ["首批", "第二版", "改名"]
    with Git(below) as git:
        assert git.top() == repo.root.resolve()
        assert set(CommitTree(git, "HEAD~1").files("checklists")) == {PATH, "checklists/transport/agency.yaml"}


def test_sha256_repositories(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r", "--object-format=sha256")
    repo.commit("首批", {PATH: FIRST})
    assert steps(past(repo.root)) == [("首批", ["新增 A", "新增 B"])]


def test_messages_in_gbk_and_with_terminal_codes(tmp_path: Path) -> None:
    fast_import(tmp_path, imported(0, FIRST, "首批清单\x1b[31m".encode("gbk")))
    assert steps(past(tmp_path))[0][0] == "首批清单\ufffd[31m"


EDITS = st.lists(
    st.tuples(st.lists(rows, max_size=4, unique_by=lambda one: one["编码"]), st.integers(1, 3)), min_size=1, max_size=5
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_composing_history_gives_the_file(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[Items, int]]
) -> None:
    root = tmp_path_factory.mktemp("random")
    contents = [sheet(version, "2021-10-01", items) for items, version in edits]
    fast_import(root, b"".join(imported(number, content) for number, content in enumerate(contents)))
    history = past(root)
    assert history.current is not None
    last = checklist_from(PATH, contents[-1])
    assert history.current.checklist == last
    state: list[dict[str, Any]] = []
    for amendment in reversed(history.amendments):
        state = composed(state, amendment.changes)
    assert last is not None
    assert state == [said(one) for one in last.data["事项"]]
    assert history.with_files(contents[-1], checklist_from) is history
