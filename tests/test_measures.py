"""Measures, education, notices and circumstances: given this item or this case, these findings at these places."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rouxing.check import LINT, Scope, check
from rouxing.diagnostics import Diagnostic
from rouxing.files.tree import FolderTree
from rouxing.model import Item
from rouxing.rules._overlap import Entry, same_name, says_another_list
from rouxing.terms import ListKind
from tests.conftest import TODAY, Overlay

NO, MITIGATED, LIGHTER, COMPULSION = ListKind
GROUND = {
    NO: "《中华人民共和国行政处罚法》第三十三条第一款",
    MITIGATED: "《中华人民共和国行政处罚法》第三十二条第一项",
    LIGHTER: "《中华人民共和国行政处罚法》第三十二条第一项",
    COMPULSION: "《中华人民共和国行政强制法》第十六条第二款",
}
LIST = "checklists/transport"
LOG = "cases/transport/2021/10.yaml"


def item(code: str = "9", kind: ListKind = NO, **more: Any) -> dict[str, Any]:
    basic = {"编码": code, "名称": "逾期报送材料", "情形": "初次违法，当场改正，危害后果轻微的"}
    return {**basic, "依据": [GROUND[kind]], "监管措施": ["说服教育"], **more}


def sheet(kind: ListKind, *items: dict[str, Any]) -> dict[str, bytes]:
    data = {"清单": kind.value, "版本": 1, "施行日期": "2021-10-01", "事项": items}
    return {f"{LIST}/{kind.file_name}": json.dumps(data, ensure_ascii=False).encode()}


def of_lists(overlay: Overlay, files: dict[str, bytes]) -> list[Diagnostic]:
    return list(check(FolderTree(overlay(files)), Scope(LINT, TODAY, paths=[LIST])).diagnostics)


def of_case(overlay: Overlay, **more: Any) -> list[Diagnostic]:
    case = {"案号": "明交柔〔2021〕1号", "日期": "2021-10-12", "案由": "未携带车辆营运证", **more}
    files = {LOG: json.dumps({"案件": [case]}, ensure_ascii=False).encode()}
    return list(check(FolderTree(overlay(files)), Scope(LINT, TODAY, paths=["cases"])).diagnostics)


# measures → level, pointer below the item, words of message and advice
MEASURES: list[tuple[list[str], list[tuple[str, str, str]]]] = [
    (["说服教育", "行政回访"], []),
    (["其他：上门复查"], []),
    (["劝导示范", "行政指导", "行政奖励", "行政和解", "行政建议", "行政提示", "行政约谈", "行政告诫"], []),
    ([], [("警告", "", "空的")]),
    (["约谈"], [("错误", "/0", "是不是“行政约谈”")]),
    (["说服教育", "行政告戒"], [("错误", "/1", "是不是“行政告诫”")]),
    (["执法回访"], [("错误", "/0", "是不是“行政回访”")]),
    (["批评教育"], [("错误", "/0", "是不是“说服教育”")]),
    (["责令改正"], [("错误", "/0", "写成“其他：责令改正”")]),
    (["其他"], [("错误", "/0", "没有写明内容")]),
    (["其他："], [("错误", "/0", "没有写明内容")]),
    (["其他:集赞"], [("错误", "/0", "请写作“其他：集赞”")]),
    (["其它：集赞"], [("错误", "/0", "请写作“其他：集赞”")]),
    (["说服 教育"], [("错误", "/0", "请写作“说服教育”")]),
    (["约谈", "责令改正"], [("错误", "/0", "行政约谈"), ("错误", "/1", "其他：责令改正")]),
]


@pytest.mark.parametrize(("measures", "expected"), MEASURES)
def test_measures_of_an_item(overlay: Overlay, measures: list[str], expected: list[tuple[str, str, str]]) -> None:
    got = of_lists(overlay, sheet(NO, item(监管措施=measures)))
    assert [(one.code, one.level.value, one.pointer) for one in got] == [
        ("RX401", level, f"/事项/0/监管措施{below}") for level, below, _ in expected
    ]
    for one, (_, _, words) in zip(got, expected, strict=True):
        assert words in one.message + one.advice


def test_no_measures_at_all_is_a_warning(overlay: Overlay) -> None:
    assert [one.code for one in of_lists(overlay, sheet(NO, item(监管措施=None)))] == ["RX401"]


LENIENT = [{"清单": "不予行政处罚", "编码": "JT-001", "记录": ["档案：1"]}]


def measure(method: str, *records: str, **more: Any) -> dict[str, Any]:
    return {"方式": method, "记录": list(records or ["档案：2"]), **more}


@pytest.mark.parametrize("method", ["说服教育", "劝导示范", "行政指导", "行政建议", "行政提示", "行政约谈", "行政告诫"])
def test_methods_that_educate(overlay: Overlay, method: str) -> None:
    assert of_case(overlay, 处理=LENIENT, 措施=[measure(method)]) == []


@pytest.mark.parametrize(
    ("measures", "found"),
    [
        (None, True),
        ([measure("行政奖励")], True),
        ([measure("行政和解")], True),
        ([measure("行政回访")], True),
        ([measure("其他")], True),
        ([measure("其他", 内容="赠送工具")], True),
        ([measure("其他", 内容="观看警示教育片")], False),
        ([measure("行政回访"), measure("说服教育")], False),
        ([{"方式": "说服教育"}], False),  # RX105 speaks of the record that lacks
    ],
)
def test_education_after_no_penalty(overlay: Overlay, measures: Any, found: bool) -> None:
    got = [(one.code, one.level.value, one.pointer) for one in of_case(overlay, 处理=LENIENT, 措施=measures)]
    assert got == ([("RX402", "警告", "/案件/0/处理/0/清单")] if found else [])


@pytest.mark.parametrize("kind", ["减轻行政处罚", "从轻行政处罚", "不予行政强制"])
def test_other_leniency_asks_for_no_education(overlay: Overlay, kind: str) -> None:
    assert of_case(overlay, 处理=[{**LENIENT[0], "清单": kind}]) == []


def test_a_case_with_two_items_lacks_education_once(overlay: Overlay) -> None:
    assert [one.code for one in of_case(overlay, 处理=[*LENIENT, *LENIENT])] == ["RX402"]


def test_a_notice_that_no_measure_counts_still_educates(overlay: Overlay) -> None:
    got = of_case(overlay, 处理=LENIENT, 文书=[notice("行政告诫书", "告")])
    assert [one.code for one in got] == ["RX404"]


def notice(kind: str, sign: str, served: str = "", **fields: str) -> dict[str, Any]:
    made = {"种类": kind, "文号": f"明交{sign}〔2021〕1号", "日期": "2021-10-12", "填写": fields}
    return {**made, "送达": {"日期": served}} if served else made


# document, method, its fields, day of service → level, field and words of what is found
TIMES: list[tuple[str, str, str, dict[str, str], str, list[tuple[str, str, str]]]] = [
    ("行政告诫书", "告", "行政告诫", {"改正期限": "2021-10-12"}, "2021-10-12", []),
    ("行政告诫书", "告", "行政告诫", {"改正期限": "2021-10-22"}, "", []),
    ("行政告诫书", "告", "行政告诫", {"改正期限": "2021-10-11"}, "", [("错误", "改正期限", "早于文书日期")]),
    ("行政告诫书", "告", "行政告诫", {"改正期限": "2021-10-13"}, "2021-10-14", [("警告", "改正期限", "才送达")]),
    ("行政约谈通知书", "约", "行政约谈", {"约谈时间": "2021-10-12 09:00"}, "", []),
    ("行政约谈通知书", "约", "行政约谈", {"约谈时间": "2021-10-02 09:00"}, "", [("错误", "约谈时间", "早于文书日期")]),
    (
        "行政约谈通知书",
        "约",
        "行政约谈",
        {"约谈时间": "2021-10-20 09:00", "联系期限": "2021-10-20 09:30"},
        "",
        [("错误", "联系期限", "晚于约谈时间")],
    ),
    (
        "行政约谈通知书",
        "约",
        "行政约谈",
        {"约谈时间": "2021-10-20 09:00", "联系期限": "2021-10-11 17:00"},
        "",
        [("错误", "联系期限", "早于文书日期")],
    ),
    ("行政约谈通知书", "约", "行政约谈", {"约谈时间": "2021-10-20 09:00", "联系期限": "2021-10-19 17:00"}, "", []),
    ("行政指导意见书", "指", "行政指导", {"指导建议": "建账"}, "2021-10-12", []),
]


@pytest.mark.parametrize(("kind", "sign", "method", "fields", "served", "expected"), TIMES)
def test_times_in_a_document(
    overlay: Overlay,
    kind: str,
    sign: str,
    method: str,
    fields: dict[str, str],
    served: str,
    expected: list[tuple[str, str, str]],
) -> None:
    made = notice(kind, sign, served, **fields)
    got = of_case(overlay, 措施=[measure(method, made["文号"])], 文书=[made])
    assert [(one.code, one.level.value, one.pointer) for one in got] == [
        ("RX403", level, f"/案件/0/文书/0/填写/{field}") for level, field, _ in expected
    ]
    assert all(words in one.message for one, (_, _, words) in zip(got, expected, strict=True))


VISIT = "行政执法案件回访登记表"


@pytest.mark.parametrize(
    ("decided", "about", "pointer"),
    [
        ("2021-10-12", "明交柔〔2021〕1号", None),
        ("2021-10-13", "明交柔〔2021〕1号", "/案件/0/文书/0/日期"),
        ("2021-10-13", "明交柔[2021]1号", "/案件/0/文书/0/日期"),
        ("2021-10-13", "", "/案件/0/文书/0/日期"),
        ("2021-10-13", "明交柔〔2021〕9号", None),  # the visit belongs to another case
    ],
)
def test_a_visit_follows_the_decision(overlay: Overlay, decided: str, about: str, pointer: str | None) -> None:
    made = notice(VISIT, "访", **({"案件编号": about} if about else {}))
    measures = [measure("说服教育"), measure("行政回访", made["文号"])]
    got = of_case(overlay, 处理=[{**LENIENT[0], "日期": decided}], 措施=measures, 文书=[made])
    found = [(one.code, one.level.value, one.pointer) for one in got if one.code != "RX601"]
    assert found == ([("RX403", "警告", pointer)] if pointer else [])


def test_a_visit_on_paper_follows_the_decision(overlay: Overlay) -> None:
    measures = [measure("说服教育"), measure("行政回访", 日期="2021-10-01"), measure("行政回访", 日期="2021-10-12")]
    got = of_case(overlay, 处理=LENIENT, 措施=measures)
    assert [(one.code, one.pointer) for one in got] == [("RX403", "/案件/0/措施/1/日期")]


ADMONITION = notice("行政告诫书", "告")
INTERVIEW = notice("行政约谈通知书", "约")
ADMONISHED, INVITED = ADMONITION["文号"], INTERVIEW["文号"]


@pytest.mark.parametrize(
    ("measures", "documents", "pointers"),
    [
        ([measure("行政告诫", ADMONISHED)], [ADMONITION], []),
        ([measure("行政告诫", ADMONISHED, "档案：1")], [ADMONITION], []),
        ([measure("行政告诫", ADMONISHED), measure("行政约谈", INVITED)], [ADMONITION, INTERVIEW], []),
        ([], [ADMONITION], ["文书/0/文号"]),
        ([measure("行政告诫")], [ADMONITION], ["文书/0/文号"]),
        ([measure("说服教育", ADMONISHED)], [ADMONITION], ["文书/0/文号"]),
        ([measure("行政告诫", ADMONISHED)], [ADMONITION, INTERVIEW], ["文书/1/文号"]),
        ([measure("行政约谈", ADMONISHED)], [ADMONITION], ["措施/0/方式"]),
        ([measure("行政约谈", ADMONISHED), measure("行政告诫", ADMONISHED)], [ADMONITION], ["措施/0/方式"]),
        ([measure("行政约谈", ADMONISHED, "档案：1"), measure("行政告诫", ADMONISHED)], [ADMONITION], []),
        ([measure("行政约谈", ADMONISHED, INVITED), measure("行政告诫", ADMONISHED)], [ADMONITION, INTERVIEW], []),
        ([measure("说服教育", ADMONISHED), measure("行政告诫", ADMONISHED)], [ADMONITION], []),
    ],
)
def test_documents_and_the_measures_they_record(
    overlay: Overlay, measures: list[dict[str, Any]], documents: list[dict[str, Any]], pointers: list[str]
) -> None:
    got = of_case(overlay, 措施=measures, 文书=documents)
    assert [(one.code, one.pointer) for one in got] == [("RX404", f"/案件/0/{pointer}") for pointer in pointers]
    assert all(one.level.value == "警告" for one in got)


@pytest.mark.parametrize(
    ("kind", "circumstances", "said"),
    [
        (NO, "初次违法，当场改正的，不予行政处罚", ""),
        (NO, "初次违法，当场改正的，可以不予处罚。", ""),
        (NO, "当场改正的，可以减轻处罚", "减轻处罚"),
        (NO, "当场改正的，应当从轻或者减轻行政处罚。", "从轻或者减轻行政处罚"),
        (NO, "当场改正的，不予行政强制", ""),  # no modal word before it: it may be a condition
        (NO, "当场改正的，可以不予行政强制", "不予行政强制"),
        (MITIGATED, "主动退赔的，可以从轻或者减轻处罚", ""),
        (MITIGATED, "主动退赔的，依法从轻处罚的", "从轻处罚"),
        (LIGHTER, "主动退赔的，可以从轻、减轻处罚", ""),
        (LIGHTER, "主动退赔的，予以减轻处罚", "减轻处罚"),
        (LIGHTER, "拒不改正的，应从重处罚", "从重处罚"),
        (COMPULSION, "没有明显社会危害的，可以不予行政强制", ""),
        (COMPULSION, "没有明显社会危害的，依法不予处罚", "不予处罚"),
        (LIGHTER, "两年内未因同类行为被依法不予处罚的", ""),
        (MITIGATED, "消除或者减轻违法行为危害后果的", ""),
        (NO, "", ""),
    ],
)
def test_circumstances_that_speak_of_another_list(kind: ListKind, circumstances: str, said: str) -> None:
    assert says_another_list(circumstances, kind) == said


def test_a_wrong_list_is_named(overlay: Overlay) -> None:
    (one,) = of_lists(overlay, sheet(MITIGATED, item(kind=MITIGATED, 情形="主动退赔的，可以从轻处罚")))
    assert (one.code, one.level.value, one.pointer) == ("RX405", "警告", "/事项/0/情形")
    assert "减轻行政处罚" in one.message
    assert "从轻处罚" in one.message


TWINS: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({}, {}, True),
    ({"名称": "逾期报送材料"}, {"名称": "逾期报送材料的"}, True),
    ({"名称": "逾期（迟延）报送材料"}, {"名称": "逾期(迟延)报送材料的。"}, True),
    ({"情形": "初次违法，当场改正的"}, {"情形": "当场改正；初次违法"}, True),
    ({"情形": "初次违法且当场改正的"}, {"情形": "1.初次违法；2.当场改正；3.不足三日"}, True),
    ({"情形": "初次违法，当场改正的"}, {"情形": "初次违法，三日内改正的"}, False),
    ({"情形": ""}, {"情形": "当场改正的"}, True),
    ({"名称": "逾期报送材料"}, {"名称": "逾期报送报表"}, False),
    ({"处罚依据": ["《甲条例》第一条"]}, {"处罚依据": ["《乙条例》第二条"]}, False),
    ({"处罚依据": ["《甲条例》第一条"]}, {"处罚依据": ["《甲条例》第一条", "《乙条例》第二条"]}, True),
    ({"处罚依据": ["《甲条例》第一条"]}, {}, True),
]


@pytest.mark.parametrize(("one", "other", "twins"), TWINS)
def test_items_that_are_one(one: dict[str, Any], other: dict[str, Any], twins: bool) -> None:
    first, second = Item(item("1", **one), "x"), Item(item("2", **other), "x")
    same = same_name(first.name) == same_name(second.name)
    assert (same and Entry.of(first, NO).overlaps(Entry.of(second, NO))) is twins
    assert (same and Entry.of(second, NO).overlaps(Entry.of(first, LIGHTER))) is twins


def test_an_act_in_two_lists_is_told_at_the_later_one(overlay: Overlay) -> None:
    loose = "主动消除危害后果，及时改正的"
    files = sheet(MITIGATED, item("m", MITIGATED, 情形=loose)) | sheet(LIGHTER, item("l", LIGHTER, 情形=loose))
    files |= sheet(NO, item("n", 情形=f"初次违法，{loose}")) | sheet(COMPULSION, item("c", COMPULSION, 情形=loose))
    got = [(one.code, one.path, one.message) for one in of_lists(overlay, files)]
    assert [(code, path.removeprefix(f"{LIST}/")) for code, path, _ in got] == [
        ("RX406", "lighter-penalty.yaml"),
        ("RX406", "mitigated-penalty.yaml"),
    ]
    assert "不予行政处罚清单的“n”" in got[0][2]


def test_an_act_may_be_mitigated_and_lighter_in_different_circumstances(overlay: Overlay) -> None:
    files = sheet(MITIGATED, item("m", MITIGATED, 情形="有立功表现的"))
    files |= sheet(LIGHTER, item("l", LIGHTER, 情形="主动消除危害后果的"))
    assert of_lists(overlay, files) == []


def test_one_code_used_twice_is_left_to_its_own_rule(overlay: Overlay) -> None:
    assert of_lists(overlay, sheet(NO, item("1"), item("1"))) == []
    (one,) = of_lists(overlay, sheet(NO, item("1"), item("2")))
    assert (one.code, one.pointer) == ("RX406", "/事项/1/情形")
    assert "本清单的“1”" in one.message


def test_names_used_by_thousands_cost_little(overlay: Overlay) -> None:
    rows = [item(str(number), 情形=f"逾期{number}日，及时改正的") for number in range(3000)]
    assert of_lists(overlay, sheet(NO, *rows)) == []


L33 = "《中华人民共和国行政处罚法》第三十三条"


@pytest.mark.parametrize(
    ("ground", "circumstances", "condition"),
    [
        (f"{L33}第一款", "初次违法，危害后果轻微，及时改正的", ""),
        (f"{L33}第一款", "当场补办的", ""),
        (f"{L33}第一款", "逾期不足三十日，工程质量合格的", "及时改正"),
        (f"{L33}第一款", "", "及时改正"),
        ("行政处罚法第33条第1款", "货值不足一百元的", "及时改正"),
        (f"{L33}第二款", "有进货票据等证据足以证明没有主观过错的", ""),
        (f"{L33}第二款", "当场改正的", "没有主观过错"),
        (f"{L33}", "货值不足一百元的", ""),  # no paragraph is named
        ("《中华人民共和国行政处罚法》第三十条", "不满十四周岁的", ""),
    ],
)
def test_conditions_of_article_33(overlay: Overlay, ground: str, circumstances: str, condition: str) -> None:
    got = of_lists(overlay, sheet(NO, item(情形=circumstances, 依据=[ground])))
    assert [(one.code, one.level.value, one.pointer) for one in got] == (
        [("RX407", "提示", "/事项/0/依据/0")] if condition else []
    )
    assert all(condition in one.message for one in got)


def test_another_law_with_an_article_33_has_other_conditions(overlay: Overlay) -> None:
    grounds = [GROUND[NO].replace("第一款", ""), "《中华人民共和国道路运输条例》第三十三条第一款"]
    got = of_lists(overlay, sheet(NO, item(情形="货值不足一百元的", 依据=grounds)))
    assert "RX407" not in {one.code for one in got}
