"""Cache and processes change nothing but the time; the quick look at numbers misses nothing the rules would find."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing import examination
from rouxing.archive import results
from rouxing.check import CHECK, VALIDATE, Scope, check
from rouxing.counting import Counted, Teller, tallied
from rouxing.diagnostics import Outcome
from rouxing.examination import Examiner, findings, ledger
from rouxing.files.cache import Cache, Kept
from rouxing.files.processes import in_processes
from rouxing.files.tree import FolderTree, MemoryTree
from rouxing.load import case_log_paths, open_repository
from rouxing.model.ledger import CaseFacts, Ledger, summary, suspects
from rouxing.rules import RULES
from tests.conftest import BASE, TODAY
from tools.corpus import write

CROSS = tuple(code for code in RULES if RULES[code].subject is Ledger)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A repository of 120 logs with a few faults."""
    root = tmp_path / "corpus"
    write(root, 1200, agencies=2, per_file=10)
    spoil(root, 3, "类型: 企业", "类型: 公司")
    spoil(root, 5, "案号: 明0柔〔2021〕54号", "案号: 明0柔〔2021〕53号")
    spoil(root, 7, "[档案：2021-76]", "[records/谈话笔录.txt]")
    for path in root.rglob("*.yaml"):
        age(path)
    return root


def logs(root: Path) -> list[Path]:
    return sorted((root / "cases").rglob("*.yaml"))


def spoil(root: Path, index: int, old: str, new: str) -> None:
    path = logs(root)[index]
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def age(path: Path) -> None:
    """Old enough for its time to be trusted."""
    import os

    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns - 10_000_000_000))


def run(root: Path, cache: Cache | None = None, jobs: int = 1) -> Outcome:
    return check(FolderTree(root), Scope(VALIDATE, TODAY), cache, jobs)


def test_cache_and_processes_give_the_same_findings(corpus: Path, tmp_path: Path) -> None:
    plain = run(corpus)
    assert sorted({one.code for one in plain.diagnostics}) == ["RX015", "RX102", "RX106"]
    assert run(corpus, jobs=3) == plain
    with Cache(tmp_path / "kept", corpus) as cache:
        assert run(corpus, cache) == plain
        assert run(corpus, cache, jobs=2) == plain
    with Cache(tmp_path / "kept", corpus) as cache:
        assert run(corpus, cache) == plain


def test_what_is_kept_is_not_examined_again(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examined: list[str] = []
    original = Examiner.examine

    def counted(self: Examiner, path: str) -> examination.Examined:
        examined.append(path)
        return original(self, path)

    monkeypatch.setattr(Examiner, "examine", counted)
    with Cache(tmp_path / "kept", corpus) as cache:
        run(corpus, cache)
        assert len(examined) == 120
        examined.clear()
        run(corpus, cache)
        assert examined == []
        changed = logs(corpus)[9]
        changed.write_text(changed.read_text("utf-8").replace("类型: 企业", "类型: 其他组织"), "utf-8")
        run(corpus, cache)
        assert examined == [changed.relative_to(corpus).as_posix()]
        examined.clear()
        record = corpus / "cases/a0/2021/records/谈话笔录.txt"
        record.parent.mkdir()
        record.write_text("记录", "utf-8")
        age(changed)
        assert "RX106" not in {one.code for one in run(corpus, cache).diagnostics}
        assert len(examined) == 2  # the log that asked for the record, and the one whose time changed


@pytest.mark.parametrize("change", ["list", "settings", "schema", "rules"])
def test_whatever_a_result_rests_on_makes_it_new(
    change: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cache(tmp_path / "kept", corpus) as cache:
        before = run(corpus, cache)
        if change == "list":
            path = corpus / "checklists/a0/no-penalty.yaml"
            path.write_text(path.read_text("utf-8").replace("350421-003", "350421-903"), "utf-8")
        elif change == "settings":
            (corpus / "rouxing.yaml").write_text("地区: 清流县\n规则: {停用: [RX106]}\n", "utf-8")
        elif change == "schema":
            (corpus / "schemas").mkdir()
            (corpus / "schemas/cases.schema.json").write_text('{"properties": {"案件": {"maxItems": 9}}}', "utf-8")
        else:
            monkeypatch.setattr("rouxing.archive.tool_digest", lambda: "another")
        after = run(corpus, cache)
        assert after == run(corpus)
        assert (after == before) == (change == "rules")


def test_numbers_in_an_unread_log_are_unknown_not_skipped(corpus: Path) -> None:
    assert "RX116" not in {one.code for one in run(corpus).diagnostics}
    spoil(corpus, 3, "类型: 公司", "类型: 企业")
    assert {one.code for one in run(corpus).diagnostics} == {"RX102", "RX106", "RX116"}


@pytest.mark.parametrize("damage", ["torn", "text", "empty", "gone", "folder", "locked", "other table"])
def test_a_damaged_cache_is_ignored(damage: str, corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with Cache(folder, corpus) as cache:
        plain = run(corpus, cache)
    (path,) = folder.glob("*.sqlite3")
    content = path.read_bytes()
    match damage:
        case "torn":
            path.write_bytes(content[: len(content) // 3])
        case "text":
            path.write_bytes(b"this is no database" * 100)
        case "empty":
            path.write_bytes(b"")
        case "gone":
            shutil.rmtree(folder)
        case "folder":
            path.unlink()
            path.mkdir()
        case "other table":
            path.unlink()
            with sqlite3.connect(path) as connection:
                connection.execute("CREATE TABLE results (x)")
            connection.close()
        case _:
            holder = sqlite3.connect(path, isolation_level=None)
            holder.execute("BEGIN EXCLUSIVE")
    with Cache(folder, corpus) as cache:
        assert run(corpus, cache) == plain
    if damage == "locked":
        holder.close()


def test_details_taken_away_meanwhile_are_made_again(corpus: Path, tmp_path: Path) -> None:
    tree = FolderTree(corpus)
    repository, _ = open_repository(tree)
    examiner = Examiner(repository, (), kept=True)
    paths = list(case_log_paths(tree))
    with Cache(tmp_path / "kept", corpus) as cache:
        archive = examination.archive(cache, examiner)
        fresh = ledger(repository, results(examiner.examine, tree, paths, archive, 1), archive)
        kept = results(examiner.examine, tree, paths, archive, 1)
        assert ledger(repository, kept, archive) == fresh
        assert ledger(repository, kept, None) == fresh


def test_an_edit_while_a_log_is_examined_makes_the_result_stale(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = logs(corpus)[9]
    original = Examiner.examine

    def edited_meanwhile(self: Examiner, path: str) -> examination.Examined:
        result = original(self, path)
        if corpus / path == victim:
            victim.write_text(victim.read_text("utf-8").replace("类型: 企业", "类型: 公司"), "utf-8")
            age(victim)
        return result

    with Cache(tmp_path / "kept", corpus) as cache:
        with monkeypatch.context() as patch:
            patch.setattr(Examiner, "examine", edited_meanwhile)
            run(corpus, cache)
        assert run(corpus, cache) == run(corpus)


def test_counts_are_kept_and_stay_right(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository, _ = open_repository(FolderTree(corpus))
    plain = tallied(repository, [None])
    assert tallied(repository, [None], jobs=2) == plain
    looked: list[str] = []
    original = Teller.look

    def watched(self: Teller, path: str) -> Counted:
        looked.append(path)
        return original(self, path)

    with Cache(tmp_path / "kept", corpus) as cache, monkeypatch.context() as patch:
        patch.setattr(Teller, "look", watched)
        assert tallied(repository, [None], cache) == plain
        assert len(looked) == len(logs(corpus))
        looked.clear()
        assert tallied(repository, [None], cache) == plain
        assert looked == []
        changed = logs(corpus)[9]
        changed.write_text(changed.read_text("utf-8").replace("数量: 1", "数量: 3"), "utf-8")
        assert tallied(repository, [None], cache) == tallied(repository, [None]) != plain
        record = corpus / "cases/a0/2021/records/谈话笔录.txt"
        record.parent.mkdir()
        record.write_text("记录", "utf-8")
        assert tallied(repository, [None], cache) == tallied(repository, [None])


def test_results_without_a_stamp_are_not_kept(tmp_path: Path) -> None:
    with Cache(tmp_path / "kept", tmp_path) as cache:
        cache.keep("slot", "context", [("a", Kept("", "1")), ("b", Kept("s", "2", "3"))])
        assert dict(cache.kept("slot", "context")) == {"b": Kept("s", "2")}
        assert cache.detail("slot", "context", "b") == "3"
        assert cache.detail("slot", "context", "a") is None
        cache.keep("slot", "other", [("b", Kept("s", "4"))])
        assert dict(cache.kept("slot", "context")) == {}
    assert MemoryTree({}).stamp("a") == ""
    assert FolderTree(tmp_path).stamp("nowhere") == ""


def test_a_helping_process_that_dies_fails_the_whole() -> None:
    assert in_processes(abs, [-1, -2, -3, -4, -5], 3) == [1, 2, 3, 4, 5]
    with pytest.raises(RuntimeError, match="without a result"):
        in_processes(leave, [0, 1], 2)


def leave(number: int) -> int:
    import os

    if number:
        os._exit(3)
    return number


numbers = st.sampled_from(
    [f"甲〔2021〕{n}号" for n in (*range(1, 8), 10)] + ["甲〔2021〕第003号", "无号", "乙〔2021〕1号"]
)
sheets = st.builds(
    CaseFacts,
    numbers,
    st.just("2021-10-12"),
    st.sampled_from(["", "p1", "p2", "p3"]),
    st.lists(st.sampled_from(["不予行政处罚/JT-001", "不予行政处罚/JT-999"]), max_size=2).map(tuple),
    st.lists(numbers, max_size=2).map(tuple),
)


@given(
    st.dictionaries(
        st.sampled_from([f"cases/{a}/2021/{n}.yaml" for a in "ab" for n in "12"]),
        st.lists(sheets, max_size=3).map(tuple),
    )
)
@settings(max_examples=300, deadline=None)
def test_agencies_without_suspicion_are_without_fault(logs: dict[str, tuple[CaseFacts, ...]]) -> None:
    files = {path: (BASE / path).read_bytes() for path in FolderTree(BASE).files()}
    repository, _ = open_repository(MemoryTree(files))
    doubtful = suspects({path: summary(cases) for path, cases in logs.items()})
    some = {path: cases for path, cases in logs.items() if path.split("/")[1] in doubtful}
    assert list(findings(CROSS, Ledger(some), repository)) == list(findings(CROSS, Ledger(logs), repository))


def test_lint_and_check_keep_apart(corpus: Path, tmp_path: Path) -> None:
    with Cache(tmp_path / "kept", corpus) as cache:
        run(corpus, cache)
        everything = check(FolderTree(corpus), Scope(CHECK, TODAY), cache)
        assert everything == check(FolderTree(corpus), Scope(CHECK, TODAY))
