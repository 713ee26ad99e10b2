"""Which version was in force on a day: as of a date equals a checkout of the commit that was in force."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rouxing.errors import UnreadableFile
from rouxing.files.tree import FolderTree
from rouxing.load import checklist_from
from rouxing.model import Checklist
from tests.git_repository import FIRST, PATH, SECOND, A, B, Cli, Repo, item, past, sheet

MOVED = "checklists/jiaotong/no-penalty.yaml"
DAYS = ("2021-08-01", "2021-10-01", "2021-11-15", "2022-01-01", "2022-06-01")
START = 1630000000  # 2021-08-27
BROKEN = b"{[:"


class Node(NamedTuple):
    """One commit of the model: what it holds, and what it was made from."""

    path: str
    content: bytes | None
    parents: tuple[int, ...]

    @property
    def state(self) -> tuple[str, bytes | None]:
        return (self.path if self.content is not None else "", self.content)


contents = st.builds(
    lambda version, day, codes: sheet(version, day, [item(code) for code in codes]),
    st.integers(1, 9),
    st.sampled_from(DAYS),
    st.lists(st.sampled_from("ABCD"), min_size=1, max_size=3, unique=True),
)
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), contents),
        st.tuples(st.just("edit"), contents),
        st.tuples(st.just("branch"), contents),
        st.tuples(st.sampled_from(["ours", "theirs", "both"]), contents),
        st.tuples(st.just("back"), st.integers(0, 9)),
        st.tuples(st.sampled_from(["rename", "delete", "break", "elsewhere"]), st.none()),
    ),
    min_size=1,
    max_size=9,
)


def built(operations: list[tuple[str, Any]]) -> list[Node]:
    """The commits of a random history, oldest first; a branch stays open until a merge takes or leaves it."""
    nodes = [Node(PATH, sheet(1, "2021-10-01", [A, B]), ())]
    main, side = 0, None
    for what, detail in operations:
        here = nodes[main]
        if what == "edit":
            nodes.append(Node(here.path, detail, (main,)))
        elif what == "back":
            nodes.append(Node(here.path, nodes[detail % len(nodes)].content, (main,)))
        elif what == "branch":
            nodes.append(Node(here.path, detail, (main if side is None else side,)))
            side = len(nodes) - 1
            continue
        elif what in ("ours", "theirs", "both"):
            if side is None:
                continue
            content = {"ours": here.content, "theirs": nodes[side].content, "both": detail}[what]
            nodes.append(Node(here.path, content, (main, side)))
            side = None
        elif what == "rename" and (side is not None or here.content is None):
            continue
        else:
            path = {PATH: MOVED, MOVED: PATH}[here.path] if what == "rename" else here.path
            content = {"delete": None, "break": BROKEN}.get(what, here.content)
            nodes.append(Node(path, content, (main,)))
        main = len(nodes) - 1
    return nodes if side is None else [*nodes, Node(nodes[main].path, nodes[main].content, (main, side))]


def stream(nodes: list[Node]) -> bytes:
    """The history for `git fast-import`, a commit every ten days."""
    parts = []
    for number, node in enumerate(nodes):
        head = f"commit refs/heads/main\nmark :{number + 1}\ncommitter a <a> {day(number)} +0000\ndata 1\nx\n"
        head += "".join(f"{'merge' if place else 'from'} :{parent + 1}\n" for place, parent in enumerate(node.parents))
        parts.append(f"{head}deleteall\nM 100644 inline note\ndata {len(str(number))}\n{number}\n".encode())
        if node.content is not None:
            parts.append(f"M 100644 inline {node.path}\ndata {len(node.content)}\n".encode() + node.content + b"\n")
    return b"".join(parts) + f"reset refs/heads/main\nfrom :{len(nodes)}\n".encode()


def day(number: int) -> int:
    return START + number * 864000


def in_force(nodes: list[Node], date: str) -> int | None:
    """The oracle: of the commits the last one was made from, the newest that was sound and in force.

    A commit that left the list as it was says nothing of it: an unrelated commit never changes the answer.
    """
    taken, waiting = set(), [len(nodes) - 1]
    while waiting:
        number = waiting.pop()
        same = [one for one in nodes[number].parents if nodes[one].state == nodes[number].state]
        waiting += same[:1] or nodes[number].parents
        taken |= set() if same else {number}
    for number in sorted(taken, reverse=True):
        node = nodes[number]
        if node.content is None:
            stamp = datetime.fromtimestamp(day(number), UTC).date().isoformat()
            if stamp <= date:
                return number
        else:
            found = checklist_from(node.path, node.content)
            if found and found.effective <= date:
                return number
    return None


def checked_out(root: Path, path: str, commit: str) -> Checklist | None:
    """The list as the files show it after `git checkout`."""
    subprocess.run(["git", "-C", str(root), "checkout", "-q", "-f", commit], check=True)
    try:
        return checklist_from(path, FolderTree(root).read(path))
    except UnreadableFile:
        return None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    [("branch", sheet(1, "2021-08-01", [A])), ("back", 0), ("both", sheet(1, "2021-11-15", [A]))]
)  # between the branch and the merge stands a commit on the main line that does not touch the list
@given(OPERATIONS)
def test_as_of_a_date_equals_a_checkout(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[str, Any]]
) -> None:
    root = tmp_path_factory.mktemp("random")
    nodes = built(operations)
    marks = root / "marks"
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    command = ["git", "-C", str(root), "fast-import", "--quiet", f"--export-marks={marks}"]
    subprocess.run(command, input=stream(nodes), check=True)
    ids = dict(line.split() for line in marks.read_text().splitlines())
    history = past(root, nodes[-1].path, ids[f":{len(nodes)}"])
    for date in (*DAYS, "2021-07-01", "2021-09-20", "2021-12-31"):
        expected, found = in_force(nodes, date), history.as_of(date)
        if expected is None:
            assert found is None
            continue
        assert found is not None
        assert found.checklist == checked_out(root, nodes[expected].path, ids[f":{expected + 1}"])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OPERATIONS, st.integers(1, 4))
def test_a_shallow_clone_never_answers_otherwise(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[str, Any]], depth: int
) -> None:
    root = tmp_path_factory.mktemp("random")
    nodes = built(operations)
    subprocess.run(["git", "init", "-q", "-b", "main", str(root / "full")], check=True)
    subprocess.run(["git", "-C", str(root / "full"), "fast-import", "--quiet"], input=stream(nodes), check=True)
    clone = ["git", "-c", "protocol.file.allow=always", "clone", "-q", "-n", f"--depth={depth}"]
    subprocess.run([*clone, (root / "full").as_uri(), str(root / "shallow")], check=True)
    full, shallow = past(root / "full", nodes[-1].path), past(root / "shallow", nodes[-1].path)
    for date in DAYS:
        found, expected = shallow.as_of(date), full.as_of(date)
        if found is None:
            assert shallow.shallow or expected is None
            continue
        assert expected is not None
        assert found.checklist == expected.checklist


def test_a_branch_of_which_a_merge_took_nothing_never_stood(repo: Repo, cli: Cli) -> None:
    repo.commit("首批", {PATH: FIRST})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("支线更正，没有通过", {PATH: FIRST.replace("当场".encode(), "三日内".encode())})
    repo.git("checkout", "-q", "main")
    repo.commit("第二版", {PATH: SECOND})
    repo.git("merge", "-q", "-s", "ours", "--no-edit", "side")
    status, out, _ = cli("show", "transport", "1", "--at", "2021-10-05")
    assert status == 0
    assert "当场改正的" in out
    assert "三日内" not in out
    assert "三日内" in cli("history", "transport", "1")[1]
