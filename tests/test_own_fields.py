"""An agency's own table of excluded fields: it adds, it takes out on a ground of law, and it says so each time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.check import CHECK, Scope, check
from rouxing.commands._door import run
from rouxing.diagnostics import Diagnostic
from rouxing.files.cache import Cache
from rouxing.files.tree import FolderTree, MemoryTree
from tests.conftest import BASE, ROOT, TODAY, Overlay, found
from tests.test_grounds import L33, NO, sheet

TABLE = "laws/fields.yaml"
FILES = {path: FolderTree(BASE).read(path) for path in FolderTree(BASE).files()}

RAFTS: dict[str, Any] = {
    "名": "云朵秋千超员",
    "领域": "公共安全",
    "理由": "云朵秋千超员危及乘客",
    "依据": "安全生产法第三十六条",
    "行为": ["多坐", "加坐"],
    "对象": ["云朵秋千", "〈新式游乐〉"],
    "正例": ["云朵秋千多坐两人"],
    "反例": ["云朵秋千座位编号未登记", "云朵秋千编号褪色"],
}
CLASSES = {"新式游乐": ["彩虹转盘"]}
LANES: dict[str, Any] = {
    "名": "消防车通道内的卸货",
    "领域": "公共安全",
    "理由": "该条只处罚堵塞、封闭",
    "依据": "《中华人民共和国消防法》第六十条第一款第五项",
    "行为": ["占用"],
    "对象": ["消防车通道"],
    "场所": ["卸货"],
    "正例": ["占用消防车通道卸货"],
    "反例": ["占用消防车通道停放车辆"],
}
CARDS: dict[str, Any] = {
    "名": "演练期间的岗亭",
    "领域": "突发事件应对措施",
    "理由": "演练不是应对措施",
    "依据": "《中华人民共和国突发事件应对法》第一条",
    "行为": ["闯卡"],
    "情境": ["演练"],
    "正例": ["案件：闯卡｜驾车强行闯卡点"],
    "反例": ["案件：未带证｜未带证"],
}


def table(**parts: Any) -> dict[str, bytes]:
    return {TABLE: json.dumps(parts, ensure_ascii=False).encode()}


def item(name: str, date: str = "2021-10-01", **more: Any) -> dict[str, bytes]:
    return sheet(NO, date, [L33], 名称=name, **more)


def told(root: Path) -> list[tuple[str, str]]:
    return [(one.code, one.level.value) for one in found(root)]


@pytest.mark.parametrize("name", ["云朵秋千多坐两人", "彩虹转盘加坐两位"])
def test_an_own_act_is_found_and_names_its_table(overlay: Overlay, name: str) -> None:
    assert ("RX201", "错误") not in told(overlay(item(name)))  # the wording may raise a doubt, no more
    (one,) = found(overlay(table(词类=CLASSES, 条目=[RAFTS]) | item(name)))
    assert (one.code, one.level.value, one.path, one.pointer) == (
        "RX201",
        "错误",
        "checklists/transport/no-penalty.yaml",
        "/事项/0/名称",
    )
    assert "安全生产法第三十六条；laws/fields.yaml“云朵秋千超员”" in one.message


def test_a_doubt_is_a_warning(overlay: Overlay) -> None:
    assert told(overlay(table(词类=CLASSES, 条目=[RAFTS | {"程度": "提示"}]) | item("云朵秋千多坐一人"))) == [
        ("RX201", "警告")
    ]


def test_the_certain_one_of_both_tables_is_told(overlay: Overlay) -> None:
    name = "酒吧周末超员经营"  # a doubt by the packaged table
    assert told(overlay(item(name))) == [("RX201", "警告")]
    certain = RAFTS | {"行为": ["超员"], "对象": ["酒吧"], "正例": [name], "反例": ["云朵秋千"]}
    assert told(overlay(table(条目=[certain]) | item(name))) == [("RX201", "错误")]
    (one,) = found(overlay(table(条目=[certain | {"程度": "提示"}]) | item(name)))
    assert "fields.yaml" not in one.message


def test_own_articles_are_found(overlay: Overlay) -> None:
    row = {
        "法": "某县漂流管理办法",
        "条": ["第九条第一款"],
        "领域": "公共安全",
        "理由": "该条款处罚危及漂流安全的行为",
        "正例": ["对违反前述规定的行政处罚｜｜《某县漂流管理办法》第九条第一款"],
        "反例": ["漂流公示牌缺失｜｜《某县漂流管理办法》第九条第一款"],
    }
    files = table(条文=[row]) | item("违反规定经营漂流的", 处罚依据=["《某县漂流管理办法》第九条第一款第二项"])
    (one,) = [one for one in found(overlay(files)) if one.code == "RX201"]
    assert "该条款处罚危及漂流安全的行为（laws/fields.yaml）" in one.message
    assert [one.code for one in found(overlay(table(条文=[row | {"反例": row["正例"]}])))] == ["RX204"]


def test_an_exemption_is_told_where_it_lifts(overlay: Overlay) -> None:
    name = "占用消防车通道卸货"
    assert told(overlay(item(name))) == [("RX201", "错误")]
    (one,) = found(overlay(table(除外=[LANES]) | item(name)))
    assert (one.code, one.level.value, one.pointer) == ("RX201", "提示", "/事项/0/名称")
    for words in ("laws/fields.yaml 的除外“消防车通道内的卸货”", LANES["依据"], LANES["理由"], "不作为错误"):
        assert words in one.message
    assert told(overlay(table(除外=[LANES]) | item("占用消防车通道停放车辆"))) == [("RX201", "错误")]


def test_an_own_act_holds_beside_an_exemption(overlay: Overlay) -> None:
    act = RAFTS | {"行为": ["卸货"], "对象": ["烟花"], "正例": ["卸货烟花"], "反例": ["烟花"]}
    files = table(条目=[act], 除外=[LANES]) | item("占用消防车通道卸货烟花")
    assert sorted(told(overlay(files))) == [("RX201", "提示"), ("RX201", "错误")]


@pytest.mark.parametrize(
    "basis",
    [
        "局务会议纪要第3号",
        "《某县漂流管理办法》第九条",
        "《中华人民共和国消防法》",
        "《消防法》第九百条",
        "《某市实施方案》第三条",
    ],
)
def test_an_exemption_without_law_lifts_nothing(overlay: Overlay, basis: str) -> None:
    found_ = found(overlay(table(除外=[LANES | {"依据": basis}]) | item("占用消防车通道卸货")))
    assert [(one.code, one.path, one.line > 0) for one in found_ if one.code == "RX205"] == [("RX205", TABLE, True)]
    assert [one.level.value for one in found_ if one.code == "RX201"] == ["错误"]


def test_an_exemption_rests_on_the_text_of_the_lists_day(overlay: Overlay) -> None:
    """消防法 of 2009 and later has the item; 行政处罚法第三十三条第三款 came in 2021."""
    late = LANES | {"依据": "《行政处罚法》第三十三条第三款"}
    files = table(除外=[late])
    assert ("RX201", "提示") in told(overlay(files | item("占用消防车通道卸货", "2021-10-01")))
    assert ("RX201", "错误") in told(overlay(files | item("占用消防车通道卸货", "2020-10-01")))


def test_a_law_that_the_agency_added_is_a_basis_and_its_paper_is_none(overlay: Overlay) -> None:
    law = """名称: 某县漂流管理办法
层级: 地方政府规章
版本:
  - {通过: 2019-01-01, 施行: 2019-05-01, 种类: 原文, 条文: [{条: 第九条, 款: 1}]}
"""
    files = table(除外=[LANES | {"依据": "《某县漂流管理办法》第九条"}]) | item("占用消防车通道卸货")
    assert told(overlay(files | {"laws/漂流.yaml": law.encode()})) == [("RX201", "提示")]
    paper = law.replace("地方政府规章", "其他")
    assert ("RX205", "错误") in told(overlay(files | {"laws/漂流.yaml": paper.encode()}))


WRONG = [
    ({"条目": [RAFTS | {"正例": ["云朵秋千坐得太满"]}], "词类": CLASSES}, "/条目/0/正例/0", "没有碰到"),
    ({"条目": [RAFTS | {"反例": ["云朵秋千", "云朵秋千上多坐一人"]}], "词类": CLASSES}, "/条目/0/反例/1", "也碰到"),
    ({"条目": [RAFTS]}, "/条目/0/对象/1", "没有词类“新式游乐”"),
    ({"词类": {"食品": ["米"]}}, "/词类/食品", "换一个名字"),
    ({"除外": [LANES | {"正例": ["占用消防车通道"]}]}, "/除外/0/正例/0", "没有碰到"),
    ({"除外": [LANES | {"行为": ["张贴"], "正例": ["在消防车通道张贴卸货时间"]}]}, "/除外/0/正例/0", "不写这一条"),
    ({"除外": [LANES | {"领域": "人民群众生命健康"}]}, "/除外/0/正例/0", "不写这一条"),
    ({"除外": [LANES | {"反例": ["占用消防车通道卸货"]}]}, "/除外/0/反例/0", "也碰到"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "pointer", "words"), WRONG)
def test_a_dead_or_wrong_example_is_a_finding(
    overlay: Overlay, parts: dict[str, Any], pointer: str, words: str
) -> None:
    (one,) = found(overlay(table(**parts)))
    assert (one.code, one.path, one.pointer) == ("RX204", TABLE, pointer)
    assert words in one.message + one.advice


@pytest.mark.parametrize(
    "parts",
    [
        {"条目": [{name: value for name, value in RAFTS.items() if name != "依据"}]},
        {"除外": [{name: value for name, value in LANES.items() if name != "依据"}]},
        {"除外": [{name: value for name, value in LANES.items() if name != "理由"}]},
        {"条目": [RAFTS | {"正例": []}]},
        {"条目": [RAFTS | {"行为": [""]}]},
        {"条目": [RAFTS | {"行为": ["…"]}]},
        {"条目": [{name: value for name, value in RAFTS.items() if name not in {"行为", "对象"}}]},
        {"词类": {"甲": ["〈甲〉"]}},
        {"条目": [RAFTS | {"领域": "环境"}]},
        {"除外": [LANES | {"程度": "提示"}]},
    ],
)
def test_the_schema_stops_the_rest(overlay: Overlay, parts: dict[str, Any]) -> None:
    assert {one.code[:3] for one in found(overlay(table(**parts) | item("占用消防车通道卸货")))} == {"RX0", "RX2"}


def logs(number: int) -> dict[str, bytes]:
    """Case logs with one case each: a card post is broken through during the declared emergency."""
    treated = "处理: [{清单: 不予行政处罚, 编码: A}]\n    措施: [{方式: 说服教育, 记录: [档案：1]}]"
    return {
        f"cases/transport/2021/{row}.yaml": f"""案件:
  - 案号: 明交柔〔2021〕{row}号
    日期: 2021-09-12
    案由: 闯卡
    事实: 演练中驾车强行闯卡点
    {treated}
""".encode()
        for row in range(1, number + 1)
    }


def broken_measures(outcome: list[Diagnostic]) -> list[tuple[str, bool]]:
    return [(one.level.value, TABLE in one.message) for one in outcome if one.code == "RX203"]


def test_cases_know_both(overlay: Overlay) -> None:
    assert broken_measures(found(overlay(logs(1)))) == [("错误", False)]
    lifted = overlay(table(除外=[CARDS]) | logs(1))
    assert broken_measures(found(lifted)) == [("提示", True)]
    act = CARDS | {"名": "封锁区", "行为": ["演练中"], "正例": ["案件：演练中｜驾车"], "反例": ["案件：未带证｜未带证"]}
    both = overlay(table(条目=[act], 除外=[CARDS]) | logs(1))
    assert sorted(broken_measures(found(both))) == [("提示", True), ("错误", True)]


def test_kept_results_depend_on_the_table(overlay: Overlay, tmp_path: Path) -> None:
    root = overlay(logs(25))
    scope = Scope(CHECK, TODAY, select=["RX203"])

    def run() -> list[tuple[str, bool]]:
        with Cache(tmp_path / "kept", root) as cache:
            return broken_measures(list(check(FolderTree(root), scope, cache).diagnostics))

    assert run() == run() == [("错误", False)] * 25
    (root / TABLE).parent.mkdir()
    (root / TABLE).write_bytes(table(除外=[CARDS])[TABLE])
    assert run() == run() == [("提示", True)] * 25
    (root / TABLE).write_bytes(table(除外=[CARDS | {"行为": ["别的"]}])[TABLE])
    assert run() == [("错误", False)] * 25


def test_many_logs_in_processes(overlay: Overlay) -> None:
    root = overlay(table(除外=[CARDS]) | logs(25))
    outcome = check(FolderTree(root), Scope(CHECK, TODAY, select=["RX203"]), jobs=2)
    assert broken_measures(list(outcome.diagnostics)) == [("提示", True)] * 25


@pytest.mark.parametrize("command", ["check", "lint"])
def test_what_was_lifted_is_listed_in_text_and_json(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    excepted = {"例外依据": "《中华人民共和国食品安全法》第一百三十六条"}
    files = item("占用消防车通道卸货", "2022-10-01")
    rows = json.loads(files["checklists/transport/no-penalty.yaml"])
    rows["事项"].append(rows["事项"][0] | {"编码": "2", "名称": "销售超过保质期的食品", **excepted})
    files["checklists/transport/no-penalty.yaml"] = json.dumps(rows, ensure_ascii=False).encode()
    root = overlay(table(除外=[LANES]) | files)
    assert run([command, "-C", str(root)]) == 0
    text = capsys.readouterr().out
    for line in ("提示 RX201 属于公共安全", "提示 RX202 属于人民群众生命健康"):
        assert line in text
    assert text.count("不作为错误") == 2
    assert run([command, "-C", str(root), "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)["发现"]
    assert [(one["规则"], one["级别"], one["事项编码"]) for one in listed] == [
        ("RX201", "提示", "1"),
        ("RX202", "提示", "2"),
    ]


def test_the_example_of_the_manual_is_sound(overlay: Overlay) -> None:
    manual = (ROOT / "docs/law.md").read_text("utf-8")
    (example,) = [block for block in re.findall("```yaml\n(.*?)```", manual, re.DOTALL) if "除外:" in block]
    assert told(overlay({TABLE: example.encode()})) == []
    assert told(overlay({TABLE: example.replace("行为: [多坐, 加坐, 超…人]", "行为: [加坐]").encode()})) == [
        ("RX204", "错误")
    ]


WORD = st.one_of(st.sampled_from(["〈食品〉", "〈无〉", "占用", "消防…通道", "销售"]), st.text(max_size=4))
TEXTS = st.lists(WORD, max_size=3)
ROW = st.fixed_dictionaries(
    {
        "名": st.text(max_size=3),
        "领域": st.sampled_from(["公共安全", "人民群众生命健康", "突发事件应对措施"]),
        "理由": st.text(min_size=1, max_size=3),
        "依据": st.sampled_from(["《消防法》第六十条", "甲"]),
        "正例": st.lists(st.text(max_size=6), min_size=1, max_size=2),
        "反例": st.lists(st.text(max_size=6), min_size=1, max_size=2),
    },
    optional={"行为": TEXTS, "对象": TEXTS, "除非": TEXTS, "措施": TEXTS, "清单": st.sampled_from([NO.value, "案件"])},
)


@given(st.lists(ROW, max_size=2), st.lists(ROW, max_size=2), st.dictionaries(st.text(max_size=2), TEXTS, max_size=2))
def test_any_table_gives_findings_not_failures(rows: list[Any], exempt: list[Any], classes: dict[str, Any]) -> None:
    files = FILES | table(条目=rows, 除外=exempt, 词类=classes) | item("销售过期食品") | logs(1)
    outcome = check(MemoryTree(files), Scope(("RX0", "RX2"), TODAY))
    assert all(one.line > 0 and one.message for one in outcome.diagnostics)


def test_wording_that_is_unlike_leaves_information(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    """An entry of the tool's table is met, but the name reads like a formality: told as 提示, in plain words."""
    root = overlay(sheet(NO, TODAY, [L33], 名称="商场防火门上的装饰画歪了", 情形="防火门关闭严密"))
    run(["lint", "-C", str(root), "--select", "RX2"])
    assert "提示 RX201 可能属于公共安全：“防火门、关闭”" in (output := capsys.readouterr().out)
    assert "措辞更像手续、市容一类的行为，所以只作提示" in output
