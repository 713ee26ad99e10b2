"""Waivers: what they accept is shown, and those that ran out, that nothing needs or that waive nothing are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rouxing.archive import FEW_FILES
from rouxing.check import CHECK, LINT, VALIDATE, Scope, check
from rouxing.commands._door import run
from rouxing.diagnostics import Diagnostic, Outcome
from rouxing.examination import Examiner
from rouxing.files.cache import Cache
from rouxing.files.tree import FolderTree
from rouxing.terms import Level
from tests.conftest import BASE, TODAY, Overlay
from tests.test_engine import age, logs
from tools.corpus import write

LOG = "cases/transport/2021/10.yaml"
LIST = "checklists/transport/no-penalty.yaml"
CASE = "明交柔〔2021〕1号"
FAULTY = f"案件:\n  - {{案号: {CASE}, 日期: 2021-10-12, 案由: 未携带营运证, 措施: [{{方式: 说服教育}}]}}\n".encode()
SOUND = FAULTY.replace("说服教育".encode(), "说服教育, 记录: [档案：1]".encode())


def waiver(place: str, code: str = "RX105", until: str = "2099-12-31", reason: str = "补档中") -> str:
    return f"{{规则: {code}, {place}, 理由: {reason}, 批准人: 张三, 有效期至: {until}}}"


def settings(*waivers: str, more: str = "") -> bytes:
    rows = "".join(f"    - {one}\n" for one in waivers)
    return f"地区: 明溪县\n规则:\n{more}  例外:\n{rows}".encode()


EVERYTHING = Scope(CHECK, TODAY)


def looked(root: Path, scope: Scope = EVERYTHING) -> Outcome:
    return check(FolderTree(root), scope)


def codes(outcome: Outcome) -> list[str]:
    return [one.code for one in outcome.diagnostics]


PLACES = {
    "案号": (f"案号: {CASE}", True),
    "文件": (f"文件: {LOG}", True),
    "both": (f"文件: {LOG}, 案号: {CASE}", True),
    "another case": ("案号: 明交柔〔2021〕2号", False),
    "another file": ("文件: cases/transport/2021/11.yaml", False),
    "folder": ("文件: cases/transport", False),
    "item": ("事项编码: JT-001", False),
    "case of another file": (f"文件: {LIST}, 案号: {CASE}", False),
    "item and case": (f"事项编码: JT-001, 案号: {CASE}", False),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_waiver_accepts_its_place_only(name: str, overlay: Overlay) -> None:
    place, accepted = PLACES[name]
    outcome = looked(overlay({LOG: FAULTY, "rouxing.yaml": settings(waiver(place))}))
    assert codes(outcome) == ([] if accepted else ["RX105", "RX121"])
    assert [(one.diagnostic.code, one.reason, one.until) for one in outcome.waived] == (
        [("RX105", "补档中", "2099-12-31")] if accepted else []
    )


ADVICE = {
    "文件: cases/transport/2021/11.yaml": "仓库里没有这个文件",
    "事项编码: JT-009": "清单里没有这个事项",
    f"事项编码: JT-001, 案号: {CASE}": "不会两处都是",
    f"案号: {CASE}": "它针对的问题已经没有了",
}


@pytest.mark.parametrize("place", ADVICE)
def test_an_unused_waiver_says_what_may_be_wrong(place: str, overlay: Overlay) -> None:
    (one,) = looked(overlay({LOG: SOUND, "rouxing.yaml": settings(waiver(place))})).diagnostics
    assert (one.code, one.path, one.line, one.pointer) == ("RX121", "rouxing.yaml", 4, "/规则/例外/0")
    assert ADVICE[place] in one.advice
    for part in ("RX105", "补档中", "张三", "2099-12-31"):
        assert part in one.message


SCOPES: dict[str, tuple[Scope, bool]] = {
    "everything": (Scope(CHECK, TODAY), True),
    "the family of its rule": (Scope(VALIDATE, TODAY), True),
    "another family": (Scope(LINT, TODAY), False),
    "some paths": (Scope(CHECK, TODAY, paths=["rouxing.yaml", "cases", "checklists"]), False),
    "changed files": (Scope(CHECK, TODAY).narrowed([LOG]), False),
    "changed settings": (Scope(CHECK, TODAY).narrowed(["rouxing.yaml"]), True),
    "its rule ignored": (Scope(CHECK, TODAY, ignore=["RX105"]), False),
    "other rules selected": (Scope(CHECK, TODAY, select=["RX121"]), False),
    "its rule selected": (Scope(CHECK, TODAY, select=["RX105", "RX121"]), True),
}


@pytest.mark.parametrize("name", SCOPES)
def test_unused_only_where_everything_was_looked_at(name: str, overlay: Overlay) -> None:
    scope, told = SCOPES[name]
    root = overlay({LOG: SOUND, "rouxing.yaml": settings(waiver(f"案号: {CASE}"))})
    assert codes(looked(root, scope)) == (["RX121"] if told else [])


def test_validate_does_not_judge_what_only_lint_finds(overlay: Overlay) -> None:
    root = overlay({"rouxing.yaml": settings(waiver("事项编码: JT-001", "RX201"))})
    assert codes(looked(root, Scope(VALIDATE, TODAY))) == []
    assert codes(looked(root)) == ["RX121"]


def test_a_switched_off_rule_leaves_its_waivers_alone(overlay: Overlay) -> None:
    root = overlay({"rouxing.yaml": settings(waiver(f"案号: {CASE}"), more="  停用: [RX105]\n")})
    assert codes(looked(root)) == []


UNREAD: dict[str, tuple[str, dict[str, str], bool]] = {
    "a log of the agency": (f"案号: {CASE}", {"cases/transport/2021/11.yaml": "案件: 一\n"}, False),
    "a list of the agency, for a case": (f"案号: {CASE}", {LIST: "清单: 一\n"}, False),
    "a list of the agency, for a log": (f"文件: {LOG}", {LIST: "清单: 一\n"}, False),
    "a log, for an item": ("事项编码: JT-001", {"cases/transport/2021/11.yaml": "案件: 一\n"}, True),
    "a list, for an item": ("事项编码: JT-009", {"checklists/transport/lighter-penalty.yaml": "清单: 一\n"}, False),
    "another agency's log": (f"文件: {LOG}", {"cases/water/2021/11.yaml": "案件: 一\n"}, True),
    "an added law": (f"文件: {LOG}", {"laws/某法.yaml": "名称: 某法\n"}, False),
    "a file without a place": (f"文件: {LOG}", {"cases/x.yaml": "案件: []\n"}, False),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_could_not_be_read_may_need_the_waiver(name: str, overlay: Overlay) -> None:
    place, files, told = UNREAD[name]
    content = {path: text.encode() for path, text in files.items()}
    root = overlay({LOG: SOUND, "rouxing.yaml": settings(waiver(place)), **content})
    assert ("RX121" in codes(looked(root))) == told


def test_an_unknown_past_may_need_the_waiver(overlay: Overlay) -> None:
    newer = (BASE / LIST).read_bytes().replace("版本: 1".encode(), "版本: 2".encode())
    newer = newer.replace(b"2021-10-01", b"2021-11-01")
    old = SOUND.replace("措施".encode(), "处理: [{清单: 不予行政处罚, 编码: JT-001, 记录: [档案：1]}], 措施".encode())
    root = overlay({LOG: old, LIST: newer, "rouxing.yaml": settings(waiver(f"案号: {CASE}", "RX104"))})
    assert codes(looked(root)) == ["RX119"]


def test_a_waiver_that_ran_out_is_found_until_somebody_acts(overlay: Overlay) -> None:
    expired = settings(waiver(f"案号: {CASE}", until="2021-12-30"))
    fault, one = looked(overlay({LOG: FAULTY, "rouxing.yaml": expired})).diagnostics
    assert (fault.code, one.code, one.level) == ("RX105", "RX120", Level.WARNING)
    assert (one.path, one.pointer, one.line) == ("rouxing.yaml", "/规则/例外/0/有效期至", 4)
    assert "还有 1 处" in one.message
    assert "报批" in one.advice
    (one,) = looked(overlay({LOG: SOUND, "rouxing.yaml": expired})).diagnostics
    assert (one.code, one.advice) == ("RX120", "它针对的问题已经没有了，请删去这一条")
    root = overlay({"rouxing.yaml": expired})
    assert codes(looked(root, Scope(CHECK, TODAY, paths=["cases", LIST]))) == []
    (one,) = looked(root, Scope(CHECK, TODAY, paths=["rouxing.yaml"])).diagnostics
    assert "报批" in one.advice  # the cases were not looked at


@pytest.mark.parametrize("code", ["RX003", "RX012", "RX120", "RX121", "RX122"])
def test_some_findings_cannot_be_waived(code: str, overlay: Overlay) -> None:
    unread = "checklists/transport/lighter-penalty.yaml"
    root = overlay(
        {unread: b"", "rouxing.yaml": settings(waiver(f"文件: {unread}", code), waiver("文件: rouxing.yaml", code))}
    )
    assert codes(looked(root)) == ["RX003", "RX122", "RX122"]
    assert looked(root).waived == []


def test_a_waiver_of_no_rule(overlay: Overlay) -> None:
    (one,) = looked(overlay({"rouxing.yaml": settings(waiver("文件: a", "RX199", "2020-01-01"))})).diagnostics
    assert (one.code, one.level, one.pointer) == ("RX122", Level.ERROR, "/规则/例外/0/规则")


@pytest.mark.parametrize("place", ["备注: 无", "案号: null", '案号: ""', "事项编码: , 文件: null"])
def test_a_waiver_names_a_place(place: str, overlay: Overlay) -> None:
    found = looked(overlay({LOG: FAULTY, "rouxing.yaml": settings(waiver(place))})).diagnostics
    assert "RX105" in [one.code for one in found]
    assert any("例外要写明针对哪个" in one.advice for one in found)


def test_levels_hold_for_findings_about_waivers(overlay: Overlay) -> None:
    content = settings(waiver(f"案号: {CASE}"), more="  级别: {RX121: 提示}\n")
    assert [one.level for one in looked(overlay({"rouxing.yaml": content})).diagnostics] == [Level.NOTE]


def test_what_is_waived_is_said_and_listed(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(overlay({LOG: FAULTY, "rouxing.yaml": settings(waiver(f"案号: {CASE}", reason="见13800000000"))}))
    closing = "共检查 4 个文件、1 个事项、1 件案件：0 个错误、0 个警告\n"

    def said(*arguments: str) -> tuple[str, str]:
        assert run(["check", "-C", root, *arguments]) == 0
        output = capsys.readouterr()
        return output.out, output.err

    assert said() == (closing, "另有 1 处按例外不报（加 --waived 列出）\n")
    listed = f"{LOG}:2:56: 例外 RX105 说服教育没有文字记录（{CASE}）\n    见***；批准人：张三；有效期至 2099-12-31\n"
    assert said("--waived") == (f"{listed}\n{closing}", "另有 1 处按例外不报\n")
    assert said("--waived", "--format", "github") == (closing, f"另有 1 处按例外不报\n{listed}")
    out, err = said("--waived", "--format", "json")
    assert err == "另有 1 处按例外不报\n"
    content = json.loads(out)
    assert content["发现"] == []
    (one,) = content["例外"]
    assert (one["规则"], one["案号"], len(one["指纹"])) == ("RX105", CASE, 32)
    grant = {"理由": "见***", "批准人": "张三", "有效期至": "2099-12-31", "位置": "/规则/例外/0"}
    assert one["例外"] == grant


def test_nothing_waived_is_an_empty_list(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "-C", str(overlay({})), "--format", "json"]) == 0
    output = capsys.readouterr()
    content: dict[str, Any] = json.loads(output.out)
    assert (list(content), content["例外"], output.err) == (["版本", "统计", "发现", "例外"], [], "")


def test_fingerprints_do_not_depend_on_waivers(overlay: Overlay) -> None:
    two = FAULTY.replace("[{方式: 说服教育}]".encode(), "[{方式: 说服教育}, {方式: 说服教育}]".encode())
    plain = looked(overlay({LOG: two, "rouxing.yaml": b"\xe5\x9c\xb0\xe5\x8c\xba: a\n"}))
    waived = looked(overlay({"rouxing.yaml": settings(waiver(f"案号: {CASE}"))}))
    assert [one.diagnostic for one in waived.waived] == list(plain.diagnostics)


def test_waivers_are_applied_to_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new waiver holds at once, and no log is examined again for it."""
    root = tmp_path / "corpus"
    write(root, 1200, agencies=2, per_file=10)
    victim = logs(root)[7]
    victim.write_text(victim.read_text("utf-8").replace("[档案：2021-76]", "[records/谈话笔录.txt]"), "utf-8")
    for path in root.rglob("*.yaml"):
        age(path)
    examined: list[str] = []
    original = Examiner.examine
    monkeypatch.setattr(Examiner, "examine", lambda self, path: examined.append(path) or original(self, path))

    def found(cache: Cache, waivers: str) -> tuple[list[Diagnostic], int]:
        base = (root / "rouxing.yaml").read_text("utf-8").partition("规则:")[0]
        (root / "rouxing.yaml").write_text(f"{base}规则: {{例外: [{waivers}]}}\n", "utf-8")
        examined.clear()
        outcome = check(FolderTree(root), Scope(VALIDATE, TODAY), cache)
        assert outcome == check(FolderTree(root), Scope(VALIDATE, TODAY))
        return list(outcome.diagnostics), len(examined) - len(logs(root))

    with Cache(tmp_path / "kept", root) as cache:
        (one,), count = found(cache, "")
        assert (one.code, count) == ("RX106", len(logs(root)))
        assert count > FEW_FILES
        assert found(cache, waiver(f"案号: {one.case}", "RX106")) == ([], 0)
        assert found(cache, "") == ([one], 0)
