"""Claims with real git: items are taken over with their origin, followed field by field, and never overwritten."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.claiming import RECORD, Source, State, claimed, digest, standings, updated
from rouxing.commands._door import run
from rouxing.errors import NotFound, Refused
from rouxing.history.fetching import fetched, without_secret
from rouxing.load.parse import parse
from rouxing.model import Checklist
from rouxing.terms import ListKind
from tests.conftest import BASE

KIND = ListKind.NO_PENALTY
PATH = "checklists/transport/no-penalty.yaml"
MEMORY = "claims/transport/no-penalty.json"
GROUND = "《中华人民共和国行政处罚法》第三十三条第一款"
Said = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def item(code: str, name: str = "", **more: Any) -> dict[str, Any]:
    data = {"编码": code, "名称": name or f"逾期报送材料{code}", "情形": "当场改正的", "依据": [GROUND]}
    return {**data, "监管措施": ["说服教育"], **more}


def checklist(*items: dict[str, Any]) -> Checklist:
    return Checklist({"清单": KIND.value, "版本": 1, "施行日期": "2021-10-01", "事项": list(items)}, PATH)


def source(*items: dict[str, Any], version: str = "v1") -> Source:
    return Source("市局", version, {KIND: checklist(*items)})


FIELDS = ("名称", "情形", "依据", "备注", "例外依据")
STATES: dict[str, st.SearchStrategy[Any]] = {
    "名称": st.sampled_from(["甲", "乙", "丙"]),
    "情形": st.sampled_from(["", "甲", "乙"]),
    "依据": st.sampled_from([[], ["甲"], ["乙"]]),
    "备注": st.sampled_from(["甲", "乙", None]),
    "例外依据": st.sampled_from(["甲", None]),
}
VERSION = st.fixed_dictionaries(STATES).map(
    lambda one: {name: value for name, value in one.items() if value is not None}
)


def same(one: Any, other: Any) -> bool:
    return (one or None) == (other or None)


@given(VERSION, VERSION, VERSION, st.sampled_from(["", "keep", "take"]), st.booleans())
def test_three_ways(base: Any, here: Any, there: Any, side: str, forgotten: bool) -> None:
    """Against the rule written down once more: what one side changed holds, what both changed is left to a person."""
    before = {"编码": "S", **base, "监管措施": ["说服教育"]}
    claim = claimed(checklist(), source(before), None, {})
    (row,) = claim.rows
    ours = {**row.data, **here}
    for name in FIELDS:
        if name not in here:
            ours.pop(name, None)
    theirs = {"编码": "S", **there, "监管措施": ["说服教育"]}
    memory = {} if forgotten else claim.memory
    sides = ({"S"} if side == "keep" else set(), {"S"} if side == "take" else set())
    found = updated(checklist(ours), source(theirs, version="v2"), memory, *sides)
    (after,) = found.rows
    if digest(before) == digest(theirs):
        assert (after.data, list(found.conflicts), list(found.lines)) == (ours, [], [])
        return
    clashing = {
        name
        for name in FIELDS
        if not same(ours.get(name), theirs.get(name))
        and (forgotten or not (same(ours.get(name), before.get(name)) or same(theirs.get(name), before.get(name))))
    }
    if clashing and not side:
        assert {one.field for one in found.conflicts} == clashing
        assert all((one.base is None) == forgotten for one in found.conflicts)
        assert after.data == ours
        return
    assert not found.conflicts
    for name in FIELDS:
        took = side == "take" if name in clashing else same(ours.get(name), before.get(name)) and not forgotten
        assert same(after.data.get(name), theirs.get(name) if took else ours.get(name)), name
    assert after.data[RECORD] == {"来源": "市局", "版本": "v2", "编码": "S", "摘要": digest(theirs)}
    again = updated(checklist(dict(after.data)), source(theirs, version="v3"), found.memory, set(), set())
    assert (again.rows[0].data, again.lines, list(again.conflicts)) == (after.data, [], [])


def states(ours: Checklist, theirs: Source) -> list[tuple[State, str]]:
    return [(one.state, one.code) for one in standings(ours, theirs, KIND)]


def test_where_every_item_stands() -> None:
    first = source(item("A"), item("B"), item("C"), item("D"))
    rows = [dict(row.data) for row in claimed(checklist(), first, ["A", "B", "C", "D"], {}).rows]
    rows[1]["情形"] = "三日内改正的"
    other = {**rows[0], "编码": "Z", RECORD: {**rows[0][RECORD], "来源": "别的局"}}
    ours = checklist(
        *rows, item("E", 来源="本级补充"), item("F"), item("G", 来源="市级认领"), item("I", 来源="市级认领"), other
    )
    now = source(item("A"), item("B"), item("C", 情形="新"), item("G"), item("E"), item("H"))
    assert states(ours, now) == [
        (State.CLAIMED, "A"),
        (State.CHANGED_HERE, "B"),
        (State.CHANGED_THERE, "C"),
        (State.GONE_THERE, "D"),
        (State.OWN, "E"),
        (State.OWN, "F"),
        (State.UNRECORDED, "G"),
        (State.NOT_THERE, "I"),
        (State.UNCLAIMED, "E"),
        (State.UNCLAIMED, "H"),
    ]
    found = updated(ours, now, {}, set(), set())
    assert "上级已删去，本级仍保留" in found.lines[0]


def test_a_code_that_is_taken_is_not_overwritten() -> None:
    ours = checklist(item("A", "我们的", 来源="本级补充"), item("B", "我们的", 来源="市级认领"))
    found = claimed(ours, source(item("A"), item("B")), None, {})
    assert [row.data["名称"] for row in found.rows] == ["我们的", "我们的"]
    assert RECORD not in found.rows[0].data
    assert "已是本级的另一个事项" in found.lines[0]
    assert "保留本级的" in found.lines[1]
    assert states(checklist(*(dict(row.data) for row in found.rows)), source(item("B")))[1] == (State.CHANGED_HERE, "B")


def git(folder: Path, *arguments: str) -> str:
    who = {f"GIT_{role}_{what}": "a@example.invalid" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**plain, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def sheet(*items: dict[str, Any]) -> str:
    rows = "".join(f"  - {json.dumps(one, ensure_ascii=False)}\n" for one in items)
    return f"清单: 不予行政处罚\n版本: 1\n施行日期: 2021-10-01\n事项:\n{rows}"


def commit(city: Path, *items: dict[str, Any]) -> str:
    (city / PATH).write_text(sheet(*items), "utf-8")
    git(city, "add", "-A")
    git(city, "commit", "-qm", "清单")
    return git(city, "rev-parse", "HEAD")


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The superior's repository with one commit."""
    folder = tmp_path / "市 局"
    shutil.copytree(BASE, folder)
    card = folder / "checklists/transport/agency.yaml"
    card.write_text("名称: 三明市交通运输局\n简称: 市局\n代字: 三交\n", "utf-8")
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    commit(folder, item("S1"), item("S2"), item("S3"))
    return folder


OURS = """\
# 头注
清单: 不予行政处罚
版本: 1
施行日期: 2021-10-01
事项:
  # 本级的
  - 编码: L1   # 尾注
    名称: 台账不全
    情形: 当场改正的
    依据: [《中华人民共和国行政处罚法》第三十三条第一款]
    监管措施: [说服教育]
    来源: 本级补充
# 尾
"""


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "县"
    shutil.copytree(BASE, folder)
    (folder / PATH).write_text(OURS, "utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    return folder


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def call(*arguments: str) -> tuple[int, str, str]:
        status = run(["checklist", "claim", *arguments, "--agency", "transport"])
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return status, output.out, output.err

    return call


def items(county: Path) -> dict[str, dict[str, Any]]:
    return {one["编码"]: one for one in parse((county / PATH).read_bytes())["事项"]}


def test_a_life_of_claims(city: Path, county: Path, said: Said) -> None:
    first = git(city, "rev-parse", "HEAD")
    status, out, _ = said(str(city))
    assert (status, f"交通运输局 ← 三明市交通运输局（{first}）" in out) == (0, True)
    assert "不予行政处罚：未认领 3、本级补充 1" in out
    assert "本级补充  L1 台账不全（要报上级备案）" in out
    data = json.loads(said(str(city), "--format", "json", "--list", "1")[1])
    assert (data["版本"], data["来源"], data["来源版本"]) == (1, "三明市交通运输局", first)
    assert data["清单"][0]["事项"][0] == {"状态": "本级补充", "编码": "L1", "名称": "台账不全"}
    status, out, err = said(str(city), "--code", "S1", "--code", "S2")
    assert (status, "请加 --yes" in err) == (2, True)
    assert said(str(city), "--all", "--dry-run")[0] == 0
    assert (county / PATH).read_text("utf-8") == OURS
    assert said(str(city), "--code", "S1", "--code", "S2", "--yes")[0] == 0
    after = (county / PATH).read_text("utf-8")
    assert after.startswith(OURS.removesuffix("# 尾\n"))
    assert after.endswith("# 尾\n")
    assert items(county)["S1"][RECORD] == {
        "来源": "三明市交通运输局",
        "版本": first,
        "编码": "S1",
        "摘要": digest(item("S1")),
    }
    assert said(str(city), "--code", "S1", "--yes")[1] == "没有可以改动的\n"
    assert run(["check", "-C", str(county)]) == 0

    second = commit(city, item("S1", 情形="二日内改正的"), item("S2", 情形="五日内改正的", 备注="市里的"), item("S3"))
    (county / PATH).write_text(after.replace("当场改正的\n    依据:\n", "三日内改正的\n    依据:\n").replace(
        "三日内改正的", "当场改正的", 1), "utf-8")  # fmt: skip
    assert [items(county)[code]["情形"] for code in ("S1", "S2")] == ["当场改正的", "三日内改正的"]
    assert "上级已调整 2、未认领 1、本级补充 1" in said(str(city), "--status")[1]
    status, out, err = said(str(city), "--update", "--yes")
    assert status == 1
    assert "不予行政处罚：S1 情形：当场改正的 → 二日内改正的" in out
    assert "S2 的“情形”两边都改过，这一项没有更新" in err
    assert "  原来：当场改正的\n  本级：三日内改正的\n  上级：五日内改正的\n" in err
    now = items(county)
    assert (now["S1"]["情形"], now["S1"][RECORD]["版本"]) == ("二日内改正的", second)
    assert (now["S2"]["情形"], now["S2"][RECORD]["版本"], "备注" in now["S2"]) == ("三日内改正的", first, False)
    assert said(str(city), "--update", "--keep", "S2", "--yes")[0] == 0
    now = items(county)
    assert (now["S2"]["情形"], now["S2"]["备注"], now["S2"][RECORD]["版本"]) == ("三日内改正的", "市里的", second)
    assert "已认领 1、已认领，本级有修改 1、未认领 1" in said(str(city))[1]
    assert said(str(city), "--update")[1] == "没有可以改动的\n"
    assert said(str(city), "--rev", first, "--update", "--take", "S2", "--yes")[0] == 0
    assert items(county)["S2"]["情形"] == "当场改正的"
    assert "# 本级的" in (county / PATH).read_text("utf-8")


def test_without_memory_nothing_is_assumed(city: Path, county: Path, said: Said) -> None:
    said(str(city), "--all", "--yes")
    commit(city, item("S1", 情形="二日内改正的"), item("S2"), item("S3"))
    (county / MEMORY).write_text("{", "utf-8")
    status, _, err = said(str(city), "--update", "--yes")
    assert (status, "读不了，不知道认领时的文字" in err) == (2, True)
    assert (county / MEMORY).read_text("utf-8") == "{"
    (county / MEMORY).unlink()
    status, _, err = said(str(city), "--update", "--yes")
    assert (status, "原来：不知道" in err) == (1, True)
    (county / MEMORY).write_text(json.dumps({"事项": {"S1": {"名称": "改过"}}}), "utf-8")
    assert "原来：不知道" in said(str(city), "--update", "--yes")[2]


def test_new_errors_are_not_claimed(city: Path, county: Path, said: Said) -> None:
    commit(city, item("S1", "占用消防车通道停放车辆"))
    status, out, _ = said(str(city), "--all", "--yes")
    assert (status, "RX201" in out) == (1, True)
    assert (county / PATH).read_text("utf-8") == OURS
    assert not (county / MEMORY).exists()


def test_a_bundle_a_file_and_an_export_are_sources(
    city: Path, county: Path, said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    git(city, "bundle", "create", "-q", "../a.bundle", "--all")
    assert "未认领 3" in said(str(city.parent / "a.bundle"))[1]
    status, out, _ = said(str(city / PATH), "--from", "三明市局")
    assert (status, "交通运输局 ← 三明市局（第 1 版 " in out) == (0, True)
    assert run(["checklist", "export", "transport", "-C", str(city), "--out", str(county / "市.xlsx")]) == 0
    assert run(["checklist", "export", "transport", "1", "-C", str(city), "--format", "json", "--out", "市.json"]) == 0
    capsys.readouterr()
    for name in ("市.xlsx", "市.json"):
        assert "未认领 3" in said(name, "--from", "三明市局")[1]
    assert said("市.xlsx", "--from", "三明市局", "--all", "--yes")[0] == 0
    assert items(county)["S3"][RECORD]["来源"] == "三明市局"
    assert said("市.json", "--rev", "x")[0] == 2


def test_a_document_is_a_source_too(county: Path, said: Said, tmp_path: Path) -> None:
    heads = "".join(f"<th>{head}</th>" for head in KIND.columns)
    row = f"<tr><td>{{}}</td><td>{{}}</td><td>{{}}</td><td>当场改正的</td><td>{GROUND}</td><td>说服教育</td></tr>"
    rows = row.format(1, "逾期报送材料", "S1") + row.format(2, "未悬挂证照", "")
    page = f"<html><h1>三明市交通运输局不予行政处罚事项清单</h1><table><tr>{heads}</tr>{rows}</table></html>"
    (tmp_path / "清单.html").write_text(page, "utf-8")
    status, out, err = said("../清单.html", "--all", "--yes")
    assert (status, "认领 S1 逾期报送材料" in out) == (0, True)
    assert "未悬挂证照 没有编码，不能认领" in err
    assert items(county)["S1"]["监管措施"] == ["说服教育"]
    (tmp_path / "空.html").write_text("<html><p>无</p></html>", "utf-8")
    assert "里没有找到清单" in said("../空.html")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--all", "--update"],
        ["--keep", "S1"],
        ["--code", "没有"],
        ["--update", "--take", "没有"],
        ["--from", "没有这个局"],
        ["--rev", "没有这个提交"],
        ["--list", "减轻行政处罚", "--all"],
    ],
)
def test_what_cannot_be_done_is_said(city: Path, county: Path, said: Said, arguments: list[str]) -> None:
    status, _, err = said(str(city), *arguments)
    assert (status, err.startswith("rouxing：")) == (2, True)
    assert (county / PATH).read_text("utf-8") == OURS


def test_sources_that_are_none(county: Path, said: Said, tmp_path: Path) -> None:
    (tmp_path / "空.yaml").write_text("清单: 五\n", "utf-8")
    (tmp_path / "假.xlsx").write_bytes(b"x")
    folder = tmp_path / "别的"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "a").write_text("x")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    for path, words in {
        "没有.yaml": "读不了",
        "../空.yaml": "不是一份格式正确的清单",
        "../假.xlsx": "不是 Word、Excel 文件",
        "../没有的仓库": "取不到上级的仓库",
        "../别的": "不是柔性执法仓库",
        "ext::sh -c 'touch 坏'": "取不到上级的仓库",
        "git://127.0.0.1:1/x": "取不到上级的仓库",
    }.items():
        status, _, err = said(path)
        assert (status, words in err) == (2, True), (path, err)
    assert not (county / "坏").exists()


def test_of_several_agencies_the_named_superior_is_meant(city: Path, county: Path, said: Said) -> None:
    shutil.copytree(city / "checklists/transport", city / "checklists/other")
    (city / "checklists/other/agency.yaml").write_text("名称: 三明市别的局\n代字: 别\n", "utf-8")
    (county / "checklists/transport/agency.yaml").write_text("名称: 县局\n代字: 县\n", "utf-8")
    commit(city, item("S1"))
    assert "来源里有几个单位：三明市别的局、三明市交通运输局" in said(str(city))[2]
    assert "← 三明市别的局" in said(str(city), "--from", "other")[1]
    card = "名称: 县局\n代字: 县\n上级主管部门: 三明市交通运输局\n"
    (county / "checklists/transport/agency.yaml").write_text(card, "utf-8")
    assert "← 三明市交通运输局" in said(str(city))[1]


def test_nothing_of_the_other_side_runs(city: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    hook = city / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{mark}'\n", "utf-8")
    hook.chmod(0o755)
    git(city, "config", "core.fsmonitor", f"touch '{mark}'")
    git(city, "config", "uploadpack.packObjectsHook", f"touch '{mark}'; git pack-objects")
    with fetched(str(city)) as repository:
        assert repository.resolve("HEAD") == git(city, "-c", "core.fsmonitor=false", "rev-parse", "HEAD")
    assert not mark.exists()
    for odd in ("--upload-pack=touch x", "", "a\nb"):
        with pytest.raises(Refused), fetched(odd):
            raise AssertionError
    with pytest.raises(NotFound), fetched(f"ext::touch {mark}"):
        raise AssertionError
    assert not mark.exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@example.invalid/a@b.git", "https://example.invalid/a@b.git"),
        ("https://example.invalid/a", "https://example.invalid/a"),
        ("../a@b", "../a@b"),
    ],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert without_secret(url) == shown
