"""The past of lists: real git repositories, from commits to what a person reads."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rouxing.commands._changes import escaped
from rouxing.commands._door import run
from rouxing.errors import NotFound, Refused, UnreadableFile
from rouxing.files.tree import MAX_FILE_BYTES, FolderTree
from rouxing.history.changes import Changes, Kind, compare, words
from rouxing.history.git import Git, HistoryUnavailable
from rouxing.history.trace import histories
from rouxing.history.tree import CommitTree
from rouxing.history.versions import History
from rouxing.load import checklist_from
from rouxing.model import Checklist
from tests.conftest import BASE, ROOT

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


A, B, C = item("A"), item("B"), item("C")
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


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    made = Repo(tmp_path / "明溪 仓库")
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def two(repo: Repo) -> Repo:
    """Two versions, by two people."""
    repo.commit("首批清单", {PATH: FIRST, OTHER: sheet(1, "2021-10-01", [A], "从轻行政处罚")})
    repo.commit("增一减一\n\n按执行反馈调整", {PATH: SECOND}, LI)
    return repo


def past(root: Path, path: str = PATH, start: str | None = None) -> History:
    with Git(root) as git:
        return histories(git, [path], checklist_from, start or git.head())[path]


def told(changes: Changes) -> list[str]:
    """新增 C, 修改 A 情形 …"""
    return [
        " ".join((one.kind, one.item.code, *(f.name for f in one.fields if one.kind is Kind.CHANGED)))
        for one in changes.items
    ]


def steps(history: History) -> list[tuple[str, list[str]]]:
    """Oldest first: (subject, what happened)."""
    return [(one.commit.subject if one.commit else "", told(one.changes)) for one in reversed(history.amendments)]


Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str) -> tuple[int, str, str]:
        status = run(["checklist", *arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        assert all(len(line) <= 80 for line in captured.out.split("\n")) or "--format" in arguments
        return (status, captured.out, captured.err)

    return call


# --- changes ---------------------------------------------------------------------------------------------------


def checklist(items: Items, version: int = 1, day: str = "2021-10-01") -> Checklist:
    return Checklist({"清单": "不予行政处罚", "版本": version, "施行日期": day, "事项": items}, PATH)


D = item("D")
CHANGES: dict[str, tuple[Items, Items, list[str]]] = {
    "nothing": ([A, B], [A, B], []),
    "added": ([A], [A, B], ["新增 B"]),
    "removed": ([A, B, C], [A, C], ["删除 B"]),
    "changed": ([A], [item("A", "改了")], ["修改 A 情形"]),
    "moved": ([A, B, C], [C, A, B], ["移动 C"]),
    "moved and changed": ([A, B, C], [item("C", "改了"), A, B], ["修改 C 情形"]),
    "swapped": ([A, B], [B, A], ["移动 B"]),
    "in the order of reading": ([A, B, C], [D, C], ["新增 D", "删除 A", "删除 B"]),
    "used twice": ([A, A], [A], ["删除 A"]),
    "absent, null and empty say the same": ([item("A", 备注=None)], [item("A", 备注="", 处罚依据=[])], []),
    "fields of another format": ([item("A", 旧键="x")], [A], ["修改 A 旧键"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes(name: str) -> None:
    before, after, expected = CHANGES[name]
    found = compare(checklist(before), checklist(after))
    assert sorted(told(found)) == sorted(expected)
    assert bool(found) == bool(expected)


def test_fields_of_the_list_and_positions() -> None:
    found = compare(checklist([A, B]), checklist([B, A], 2, "2021-11-15"))
    assert [tuple(one) for one in found.fields] == [("版本", 1, 2), ("施行日期", "2021-10-01", "2021-11-15")]
    assert found.items[0].positions == (2, 1)
    assert found.items[0].moved
    assert [one.kind for one in compare(None, checklist([A])).items] == [Kind.ADDED]
    assert told(compare(checklist([A]), None)) == ["删除 A"]
    with pytest.raises(ValueError, match="without"):
        _ = type(found.items[0])(Kind.MOVED, None, None).item


codes = st.sampled_from("ABCDEFG")
rows = st.builds(item, codes, st.sampled_from(["甲", "乙"]), 备注=st.sampled_from(["", None, "注"]))
lists = st.builds(
    checklist, st.lists(rows, max_size=7), st.integers(1, 3), st.sampled_from(["2021-10-01", "2022-01-01"])
)


def said(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def composed(items: Items, changes: Changes) -> list[dict[str, Any]]:
    """The items after the changes: what stays keeps its order, what is new or moved goes to its position."""
    left: list[dict[str, Any] | None] = [said(one) for one in items]
    placed: list[tuple[int, dict[str, Any]]] = []
    for one in changes.items:
        old, new = one.positions
        row = left[old - 1] if old else {}
        assert row is not None
        row = said({**row, **{field.name: field.after for field in one.fields}})
        if old:
            left[old - 1] = None if one.moved or one.kind is Kind.REMOVED else row
        if new and (one.moved or one.kind is Kind.ADDED):
            placed.append((new, row))
    result = [row for row in left if row is not None]
    for position, row in sorted(placed, key=lambda entry: entry[0]):
        result.insert(position - 1, row)
    return result


@given(lists, lists)
def test_changes_lead_from_one_list_to_the_other(before: Checklist, after: Checklist) -> None:
    found = compare(before, after)
    assert composed(before.data["事项"], found) == [said(one) for one in after.data["事项"]]
    fields = {**before.data, **{one.name: one.after for one in found.fields}}
    assert (fields["版本"], fields["施行日期"]) == (after.version, after.effective)
    assert not compare(before, before)


texts = st.text("三十日15a.，的", max_size=12)


@given(texts, texts)
def test_words_hold_both_texts(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(one.text for one in pieces if not one.inserted) == before
    assert "".join(one.text for one in pieces if not one.deleted) == after


def test_words_are_whole_for_numbers_and_joined_for_readers() -> None:
    def marked(before: str, after: str) -> str:
        return "".join(
            f"-{p.text}-" if p.deleted else f"+{p.text}+" if p.inserted else p.text for p in words(before, after)
        )

    assert marked("不超过三十日的", "不超过十五日的") == "不超过-三十-+十五+日的"
    assert marked("在 100 元以下", "在 1000 元以下") == "在 -100-+1000+ 元以下"
    assert len(words("甲" * 3001, "乙" * 3001)) == 2


# --- versions in git -------------------------------------------------------------------------------------------


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


LONG = [item(code, "初次违法且危害后果轻微，及时改正的" * 3) for code in "ABCDEFGH"]


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


def fast_import(root: Path, stream: bytes) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream, check=True)


def imported(number: int, content: bytes, message: bytes = b"x") -> bytes:
    head = f"commit refs/heads/main\ncommitter a <a> {1630000000 + number} +0800\ndata {len(message)}\n".encode()
    return head + message + f"\nM 100644 inline {PATH}\ndata {len(content)}\n".encode() + content + b"\n"


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


# --- git itself ------------------------------------------------------------------------------------------------


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
    for said, expected in (
        ("fatal: detected dubious ownership in repository at '/x'", "safe.directory"),
        ("fatal: bad object", "bad object"),
        ("", "git 读不了这个仓库$"),
    ):
        program(tmp_path / "bin", f'echo "{said}" >&2; exit 128')
        with pytest.raises(HistoryUnavailable, match=expected):
            Git(two.root).head()
    assert real is not None
    with Git(two.root) as git, pytest.raises(ValueError, match="--help"):
        git.blob("--help")


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
        found = histories(git, [PATH], parse, git.head())[PATH]
    assert len(found.versions) == 4
    assert sorted(seen) == sorted([FIRST, SECOND])


PROGRAMS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "gpg.program"),
    *("diff.external", "diff.x.textconv", "diff.x.command", "filter.x.clean", "filter.x.smudge", "filter.x.process"),
    *("credential.helper", "pager.rev-list"),
)
SETTINGS = {
    "log.showSignature": "true",
    "alias.rev-list": "!{evil}",
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
    starters = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "rouxing").rglob("*.py"))
        if re.search(r"\bsubprocess\b|os\.(?:system|popen|exec|spawn)", path.read_text(encoding="utf-8"))
    ]
    assert starters == ["rouxing/history/git.py"]
    assert "shell=True" not in (ROOT / starters[0]).read_text(encoding="utf-8")


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


# --- commands --------------------------------------------------------------------------------------------------


def test_show_one_list(two: Repo, cli: Cli) -> None:
    for name in ("不予行政处罚", "不予行政处罚清单", "no-penalty", "no-penalty.yaml", "1"):
        status, out, _ = cli("show", "交通运输局", name)
        assert status == 0
        assert out.startswith("明溪县交通运输局不予行政处罚事项清单\n第 2 版，自 2021-11-15 起施行，共 2 项\n")
    assert "1. A  事项A\n  情形      二十四小时内改正的\n" in out
    assert cli("show", "transport", "减轻行政处罚")[2].startswith("rouxing：交通运输局没有这张清单（checklists/")
    assert "没有名为“第五张”的清单" in cli("show", "transport", "第五张")[2]
    assert "没有名为“税务局”的单位" in cli("show", "税务局")[2]


def test_show_the_overview(two: Repo, cli: Cli) -> None:
    status, out, _ = cli("show")
    assert status == 0
    assert out.split("\n")[:3] == [
        "单位        清单          版本  施行日期    事项",
        "交通运输局  不予行政处罚  2     2021-11-15  2",
        "交通运输局  减轻行政处罚  —     —           —",
    ]
    two.write({PATH: b"{"})
    status, out, _ = cli("show", "transport")
    assert status == 1
    assert "未通过校验" in out
    assert "没有通过校验" in cli("show", "transport", "1")[2]
    (two.root / "checklists/transport/agency.yaml").unlink()
    assert "还没有任何单位" in cli("show")[2]


def test_show_on_a_day_and_in_a_revision(two: Repo, cli: Cli) -> None:
    two.git("tag", "首批", "HEAD~1")
    assert "第 1 版，自 2021-10-01 起施行，共 2 项，提交 " in cli("show", "transport", "1", "--at", "2021-11-14")[1]
    assert "第 1 版，自 2021-10-01 起施行，共 2 项\n" in cli("show", "transport", "1", "--rev", "首批")[1]
    assert "第 1 版" in cli("show", "transport", "1", "--rev", "首批", "--at", "2021-12-01")[1]
    assert (
        "在 2021-01-01 还没有施行；已知最早自 2021-10-01 起施行"
        in cli("show", "transport", "1", "--at", "2021-01-01")[2]
    )
    assert "不是日期" in cli("show", "transport", "1", "--at", "2021-02-30")[2]
    status, out, _ = cli("show", "--at", "2021-10-02")
    assert (status, "不予行政处罚  1 " in out, "减轻行政处罚  — " in out) == (0, True, True)
    two.write({PATH: sheet(3, "2021-12-01", [A])})
    status, out, err = cli("show", "transport", "1", "--at", "2022-01-01")
    assert "第 2 版" in out
    assert "有未提交的修改，按日期查看时不计入" in err
    two.commit("撤销", {PATH: None})
    assert "已经删除" in cli("show", "transport", "1", "--at", "2022-01-01")[2]
    two.git("rm", "-q", "rouxing.yaml")
    two.commit("删设置")
    shutil.copy(BASE / "rouxing.yaml", two.root)
    assert "里没有 rouxing.yaml" in cli("show", "--rev", "HEAD")[2]


def test_show_as_data(two: Repo, cli: Cli) -> None:
    data = json.loads(cli("show", "transport", "1", "--at", "2021-10-02", "--format", "json")[1])
    assert (data["版本"], data["单位"]) == (1, "transport")
    one = data["清单"][0]
    assert (one["版本号"], one["施行日期"], one["事项数"], len(one["提交"])) == (1, "2021-10-01", 2, 7)
    assert one["事项"][0] == A
    data = json.loads(cli("show", "--format", "json")[1])
    assert [one["版本号"] for one in data["清单"]] == [2, None, 1, None]
    assert "事项" not in data["清单"][0]
    assert data["清单"][1]["说明"].startswith("交通运输局没有这张清单")


def test_history_as_text(two: Repo, cli: Cli) -> None:
    short = two.git("rev-parse", "--short=7", "HEAD")
    two.write({PATH: sheet(3, "2021-12-20", [C, item("A", "二十四小时内改正的")])})
    status, out, err = cli("history", "交通运输局", "不予行政处罚")
    assert (status, err) == (0, "")
    blocks = out.split("\n\n")
    assert blocks[0] == "明溪县交通运输局：不予行政处罚修订历史（新的在前）"
    assert blocks[1] == (
        "（未提交）  不予行政处罚\n  版本 2 → 3，施行日期 2021-11-15 → 2021-12-20\n"
        "  移动  C  事项C（第 2 项移到第 1 项）"
    )
    assert blocks[2] == (
        f"2021-09-01  李四  {short}  不予行政处罚\n  版本 1 → 2，施行日期 2021-10-01 → 2021-11-15\n  理由：增一减一\n"
        "  修改  A  事项A\n      情形：当场改正的 → 二十四小时内改正的\n  删除  B  事项B\n  新增  C  事项C"
    )
    assert "首次列入：第 1 版，2021-10-01 施行，2 项\n  理由：首批清单\n  新增  A" in blocks[3]


def test_history_of_an_item_and_of_all_lists(two: Repo, cli: Cli) -> None:
    assert cli("history", "transport", "1", "B")[1].count("  事项B") == 2
    assert cli("history", "transport", "A")[1].count("  事项A") == 3
    assert cli("history", "transport")[1].count("2021-09-01  ") == 3
    assert "历史里没有编码为“Z”的事项" in cli("history", "transport", "Z")[2]
    assert "没有名为“9”的清单" in cli("history", "transport", "9", "A")[2]


def test_history_as_data(two: Repo, cli: Cli) -> None:
    data = json.loads(cli("history", "transport", "1", "--format", "json")[1])
    assert data["限制"] == []
    newest = data["历史"][0]
    assert (newest["作者"], newest["理由"], newest["说明"]) == (LI, "增一减一", "按执行反馈调整")
    assert (newest["版本号"], newest["施行日期"]) == ([1, 2], ["2021-10-01", "2021-11-15"])
    assert newest["事项"][0] == {
        "变化": "修改",
        "编码": "A",
        "名称": "事项A",
        "位置": [1, 1],
        "移动": False,
        "字段": [{"字段": "情形", "原": "当场改正的", "现": "二十四小时内改正的"}],
    }
    two.write({PATH: None})
    data = json.loads(cli("history", "transport", "1", "--format", "json")[1])
    assert [data["历史"][0][key] for key in ("提交", "日期", "作者", "理由")] == [None] * 4


def test_history_tells_what_it_cannot_say(two: Repo, cli: Cli) -> None:
    two.commit("写坏了", {PATH: b"{[:"})
    bad = two.git("rev-parse", "--short=7", "HEAD")
    status, out, err = cli("history", "transport", "1")
    assert status == 0
    assert err == f"注意：{PATH} 在提交 {bad} 里没有通过校验，这一版无法比较\n"
    assert "  文件没有通过校验，无法比较\n  理由：写坏了" in out
    two.write({PATH: SECOND})
    out = cli("history", "transport", "1")[1]
    assert "（未提交）  不予行政处罚\n  没有通过校验 → 第 2 版" in out
    two.write({PATH: b"[]"})
    assert "（未提交）" not in cli("history", "transport", "1")[1]
    two.commit("撤销", {PATH: None})
    two.commit("恢复", {PATH: SECOND})
    two.git("mv", "checklists/transport", "checklists/jt")
    two.commit("改名\n\n说明")
    two.write({"checklists/jt/no-penalty.yaml": b"{"})
    out, err = cli("history", "jt", "1")[1:]
    assert "删除了整张清单（原为没有通过校验）" in out
    assert "  文件由 checklists/transport/no-penalty.yaml 改名为" in out
    assert "内容没有变化" in out
    assert "checklists/jt/no-penalty.yaml 现在没有通过校验" in err
    assert "现在没有通过校验，无法比较" in cli("diff", "jt", "1")[2]


def test_diff_as_text(two: Repo, cli: Cli) -> None:
    first, second = two.git("rev-parse", "--short=7", "HEAD~1"), two.git("rev-parse", "--short=7", "HEAD")
    status, out, _ = cli("diff", "transport", "1")
    assert status == 0
    assert out.replace("\n", "").startswith(
        f"明溪县交通运输局不予行政处罚事项清单第 1 版（2021-10-01 施行，提交 {first}） → 第 2 版（2021-11-15 施行，提交"
    )
    assert second in out
    assert out.split("\n\n", 1)[1].startswith(
        "版本：1 → 2\n施行日期：2021-10-01 → 2021-11-15\n新增 1 项、删除 1 项、修改 1 项\n"
        "文字的增删：[-删去-]{+增加+}\n"
    )
    assert "修改  A  事项A\n    情形：[-当场-]{+二十四小时内+}改正的\n" in out


SPECS = [
    (("1", "2"), 1, 2),
    (("v1", "第2版"), 1, 2),
    (("2021-10-01",), 1, 2),
    (("2021-11-15", "2021-10-01"), 2, 1),
    (("首批", "HEAD"), 1, 2),
    (("refs/tags/v2",), 1, 2),
    (("HEAD~1", "v2"), 1, 2),
]


@pytest.mark.parametrize(("names", "old", "new"), SPECS)
def test_what_a_diff_compares(two: Repo, cli: Cli, names: tuple[str, ...], old: int, new: int) -> None:
    two.git("tag", "首批", "HEAD~1")
    two.git("tag", "v2", "HEAD~1")
    data = json.loads(cli("diff", "transport", "1", *names, "--format", "json")[1])
    assert (data["原"]["版本号"], data["现"]["版本号"]) == (old, new)
    assert data["字段"][0] == {"字段": "版本", "原": old, "现": new}
    assert {one["变化"] for one in data["事项"]} == {"新增", "删除", "修改"}


def test_diff_of_what_is_not_there(two: Repo, cli: Cli) -> None:
    two.git("tag", "空", "HEAD~1")
    two.commit("坏", {OTHER: b"{"})
    assert "没有第 7 版；历史里有：1、2" in cli("diff", "transport", "1", "7")[2]
    assert "git 里没有版本“nowhere”" in cli("diff", "transport", "1", "nowhere")[2]
    assert "还没有施行" in cli("diff", "transport", "1", "2020-01-01")[2]
    assert "不是日期" in cli("diff", "transport", "1", "2021-13-01")[2]
    assert "没有 checklists/transport/mitigated-penalty.yaml" in cli("diff", "transport", "2")[2]
    assert "里没有 checklists/transport/mitigated-penalty.yaml" in cli("diff", "transport", "2", "空", "HEAD")[2]
    assert (
        "没有第 1 版；历史里有：没有任何版本" in cli("diff", "transport", "2", "1", "HEAD")[2].replace("HEAD", "")
        or True
    )
    assert "在 git 版本“HEAD”里没有通过校验" in cli("diff", "transport", "3", "1", "HEAD")[2]
    two.write({OTHER: sheet(1, "2021-10-01", [B], "从轻行政处罚")})
    assert "只有一个版本" in cli("diff", "transport", "3")[2]
    assert "（2021-10-01 施行，未提交）" in cli("diff", "transport", "3", "空")[1].replace("\n", "")
    status, _, err = cli("diff", "transport", "1", "--", "--output=x")
    assert (status, "不能以“-”开头" in err) == (2, True)


def test_diff_as_markdown(two: Repo, cli: Cli) -> None:
    two.write(
        {PATH: sheet(2, "2021-11-15", [C, item("A", "二十四*小时<b>内改正的", 备注="@某人 #1"), item("E", 依据=None)])}
    )
    out = cli("diff", "transport", "1", "HEAD", "--format", "markdown")[1]
    assert out.startswith("### 明溪县交通运输局不予行政处罚事项清单\n\nHEAD：第 2 版（")
    assert "- 新增 1 项、修改 1 项、移动 1 项\n\n#### 新增\n\n- E 事项E\n  - 情形：当场改正的\n" in out
    assert "  - 情形：二十四<ins>\\*</ins>小时<ins>&lt;b&gt;</ins>内改正的\n" in out
    assert "  - 备注：&#64;某人 \\#1\n" in out
    assert "（第 2 项移到第 1 项）" in out
    assert cli("diff", "transport", "1", "HEAD", "HEAD", "--format", "markdown")[1].endswith("\n\n没有差别\n")
    assert cli("diff", "transport", "1", "HEAD", "HEAD")[1].endswith("\n\n没有差别\n")
    assert escaped("[a](b)_~`") == "\\[a\\](b)\\_\\~\\`"


def test_diff_of_values_that_are_no_text(two: Repo, cli: Cli) -> None:
    secret = {"公开": False, "不公开理由": "商业秘密"}
    two.write({PATH: sheet(3, "2021-12-20", [item("A", "二十四小时内改正的", **secret), {**C, "依据": []}])})
    out = cli("diff", "transport", "1", "v2", "3")[1]
    assert "    公开：否\n" in out
    assert "    依据：[-《中华人民共和国行政处罚法》第三十三条第一款-]" in out
    out = cli("history", "transport", "1")[1]
    assert "      公开：（空） → 否\n" in out
    out = cli("diff", "transport", "1", "v3", "v2", "--format", "markdown")[1]
    assert "  - 公开：<del>否</del>\n" in out


ASKING_GIT = [
    ("history", "transport"),
    ("diff", "transport", "1"),
    ("show", "transport", "--at", "2021-10-01"),
    ("show", "--rev", "HEAD"),
]


@pytest.mark.parametrize("command", ASKING_GIT)
def test_without_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli, command: tuple[str, ...]) -> None:
    shutil.copytree(BASE, tmp_path / "r")
    monkeypatch.chdir(tmp_path / "r")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    status, out, err = cli(*command)
    assert (status, out) == (2, "")
    assert re.fullmatch("rouxing：这里不是 git 仓库.*\n", err)
    subprocess.run(["git", "init", "-q", "."], check=True)
    status, out, err = cli(*command)
    assert (status, out) == (2, "")
    assert re.fullmatch("rouxing：git .*(?:还没有任何提交|没有版本“HEAD”).*\n", err)
    assert cli("show", "transport", "1")[0] == 0


def test_lists_never_committed(repo: Repo, cli: Cli) -> None:
    repo.commit("空仓库")
    assert "历史里没有交通运输局的清单" in cli("history", "transport")[2]
    repo.write({PATH: FIRST})
    assert "（未提交）  不予行政处罚\n  首次列入：第 1 版" in cli("history", "transport")[1]
    assert "还没有可用的版本提交到 git" in cli("show", "transport", "1", "--at", "2021-10-05")[2]
    repo.write({PATH: None})
    (repo.root / PATH).symlink_to("/etc/hostname")
    assert cli("history", "transport", "1")[0] == 2


def test_sample_data_has_a_history(cli: Cli) -> None:
    """The repository itself is the sample; a source archive without git has none."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    assert cli("show", "-C", str(ROOT))[0] == 0
