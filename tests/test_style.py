"""Style: given this text, this text; corrections touch nothing else, and a second run changes nothing."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.check import LINT, Scope, check
from rouxing.commands._door import run
from rouxing.diagnostics import Diagnostic
from rouxing.errors import Refused
from rouxing.files.tree import FolderTree, MemoryTree
from rouxing.files.yaml_text import replaced
from rouxing.fixing import corrections
from rouxing.law.style import (
    bare_name,
    full_marks,
    half_width,
    has_blank_between_words,
    number,
    numbers,
    single_marks,
    title_marks,
    without_blanks,
)
from rouxing.load.parse import parse
from tests.conftest import BASE, TODAY, Overlay

LIST = "checklists/transport/no-penalty.yaml"
LOG = "cases/transport/2021/10.yaml"

NUMBERS = {
    "明交告〔2021〕7号": "明交告〔2021〕7号",
    "明交告[2021]7号": "明交告〔2021〕7号",
    "明交告(2021)7号": "明交告〔2021〕7号",
    "明交告（2021）7号": "明交告〔2021〕7号",
    "明交告【2021】7号": "明交告〔2021〕7号",
    "明交告［２０２１］７号": "明交告〔2021〕7号",
    "明交告 〔2021〕 7 号": "明交告〔2021〕7号",
    "明交告〔2021〕第007号": "明交告〔2021〕7号",
    "明交告〔2021〕007号": "明交告〔2021〕7号",
    "明交告〔2021〕7-1号": "明交告〔2021〕7-1号",
    "明交告〔21〕7号": "明交告〔21〕7号",
    "（2021）闽0421行初7号": "（2021）闽0421行初7号",
    "自编7号": "自编7号",
    "": "",
}
STEPS: list[tuple[Any, dict[str, str]]] = [
    (number, NUMBERS),
    (
        numbers,
        {
            "按某政办[2021]24号办理": "按某政办〔2021〕24号办理",
            "某政办(2021)24号、某府（2020）第3号": "某政办〔2021〕24号、某府〔2020〕第3号",
            "见[2021]第3号": "见〔2021〕第3号",
            "（2021）闽0421行初7号": "（2021）闽0421行初7号",
            "2021年[2021]": "2021年[2021]",
        },
    ),
    (
        half_width,
        {
            "１０日内，不足２．５米": "10日内，不足2.5米",
            "Ａ级、ｂ类": "A级、b类",
            "甲．乙": "甲．乙",
            "１０％": "10％",
            "没有": "没有",
        },
    ),
    (
        full_marks,
        {
            "初次违法,当场改正;危害轻微": "初次违法，当场改正；危害轻微",
            "方式:约谈": "方式：约谈",
            "是否改正?立即!": "是否改正？立即！",
            "时间8:00,共1,000元": "时间8:00,共1,000元".replace(",共", "，共"),
            "比例为1:2": "比例为1:2",
            "标志(不含指路标志)": "标志（不含指路标志）",
            "标志（不含指路标志)": "标志（不含指路标志）",
            "标志(含(内部)标志)": "标志（含（内部）标志）",
            "甲醇(CH3OH)": "甲醇（CH3OH）",
            "f(x)": "f(x)",
            "(1)甲": "（1）甲",
            "第(二)项、第(三)项": "第(二)项、第(三)项",
            "(未配对": "(未配对",
            "未配对)": "未配对)",
            "见 https://a.cn/x?y=1,2:(z)": "见 https://a.cn/x?y=1,2:(z)",
            "信箱:a@b.cn": "信箱:a@b.cn".replace("箱:", "箱："),
            "某办(2021)24号": "某办(2021)24号",
            '说"改正"。': '说"改正"。',
            "甲,,乙": "甲，，乙",
            "3.5公斤": "3.5公斤",
        },
    ),
    (
        title_marks,
        {
            "<<行政处罚法>>第三条": "《行政处罚法》第三条",
            "<道路运输条例>": "《道路运输条例》",
            "＜＜道路运输条例＞＞": "《道路运输条例》",
            "＜某市办法（试行）＞": "《某市办法（试行）》",
            "〈网络预约出租汽车经营服务管理暂行办法〉": "《网络预约出租汽车经营服务管理暂行办法》",
            "《关于修改〈公路法〉的决定》": "《关于修改〈公路法〉的决定》",
            "《甲法》和〈乙法〉": "《甲法》和《乙法》",
            "数量<5件": "数量<5件",
            "<说明>": "<说明>",
        },
    ),
    (
        without_blanks,
        {
            " 当场改正的 ": "当场改正的",
            "初次违法， 当场改正 。": "初次违法，当场改正。",
            "《行政处罚法》 第 三十三 条 第一款 第二项": "《行政处罚法》第三十三条第一款第二项",
            "道路运输条例\u3000第六十八条": "道路运输条例第六十八条",
            "初次违法 当场改正": "初次违法 当场改正",
            "第三十三条 第四十条": "第三十三条 第四十条",
            "宽 2 米": "宽 2 米",
            "甲A 型": "甲A 型",
            "第一段。\n\u3000\u3000第二段。": "第一段。\n\u3000\u3000第二段。",
            "第一段。\n  （一）甲": "第一段。\n  （一）甲",
        },
    ),
    (
        single_marks,
        {
            "初次违法，，当场改正。。": "初次违法，当场改正。",
            "甲、、、乙；；丙": "甲、乙；丙",
            "改正，。": "改正。",
            "改正；；。": "改正。",
            "等。。。": "等。。。",
            "甲……乙——丙": "甲……乙——丙",
            "。，": "。，",
        },
    ),
    (
        bare_name,
        {
            "未携带营运证的。": "未携带营运证的",
            "未携带营运证的；": "未携带营运证的",
            "未携带营运证的 . ": "未携带营运证的",
            "未携带（或者丢失）": "未携带（或者丢失）",
            "。": "。",
        },
    ),
]


@pytest.mark.parametrize(
    ("step", "text", "written"), [(step, *pair) for step, table in STEPS for pair in table.items()]
)
def test_how_a_text_is_written(step: Any, text: str, written: str) -> None:
    assert step(text) == written
    assert step(written) == written


def test_blanks_between_words_are_told() -> None:
    assert has_blank_between_words("初次违法 当场改正")
    assert not has_blank_between_words("宽 2 米")


def tidied(text: str) -> str:
    """The text after all steps, until nothing changes."""
    while True:
        before = text
        for step in (half_width, numbers, full_marks, title_marks, without_blanks, single_marks):
            text = step(text)
        if text == before:
            return text


TEXTS = st.text("甲乙条款项法办第一二12０Ａa,;:?!()（）<>《》〈〉[]〔〕【】，。；、：  \u3000\n号@/.-", max_size=40)
PIECES = st.lists(
    st.sampled_from(
        [
            "<<行政处罚法>>",
            "〈条例〉",
            "第 三 条",
            " 第一款",
            "(试行)",
            "某办[2021]7号",
            "，，",
            "。。",
            "１０",
            "http://a.cn,",
            "甲,",
        ]
    ),
    max_size=8,
).map("".join)


def skeleton(text: str) -> str:
    """The text without what style may change: width, blanks, punctuation."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(one for one in plain if unicodedata.category(one)[0] not in "PSZC")


@given(TEXTS | PIECES)
@settings(max_examples=1500, deadline=None)
def test_tidying_is_idempotent_and_keeps_every_word(text: str) -> None:
    once = tidied(text)
    assert tidied(once) == once
    assert skeleton(once) == skeleton(text)


@given(TEXTS | PIECES)
@settings(max_examples=400, deadline=None)
def test_every_step_is_idempotent(text: str) -> None:
    for step in (numbers, half_width, full_marks, title_marks, without_blanks, single_marks, bare_name):
        once = step(text)
        assert step(once) == once, step
        assert skeleton(once) == skeleton(text)
    assert number(number(text)) == number(text)


def test_long_texts_take_no_time() -> None:
    for text in (
        "甲" + ",," * 9000,
        "<甲法" * 5000,
        "(" * 9000 + ")" * 9000,
        "。；" * 3000,
        "a" * 30_000,
        "甲" + " " * 30_000 + "乙",
        "(" * 20_000,
        "（(" * 9000,
        "，" * 20_000,
        "<" * 20_000,
        "第 " * 9000,
        "甲 " * 9000,
        "[2021" * 5000,
    ):
        for step in (numbers, half_width, full_marks, title_marks, without_blanks, single_marks, bare_name, number):
            start = time.process_time()
            step(text)
            assert time.process_time() - start < 3, (step, text[:10])


BASIC = {
    "编码": "JT(1)，Ａ 。",
    "名称": "逾期报送材料",
    "情形": "初次违法，当场改正的",
    "依据": ["《中华人民共和国行政处罚法》第三十三条第一款"],
    "监管措施": ["说服教育"],
}


def sheet(*items: dict[str, Any]) -> dict[str, bytes]:
    rows = [
        BASIC | {"编码": f"{BASIC['编码']}{at}", "名称": f"{BASIC['名称']}{at}"} | one for at, one in enumerate(items)
    ]
    data = {"清单": "不予行政处罚", "版本": 1, "施行日期": "2021-10-01", "事项": rows}
    return {LIST: json.dumps(data, ensure_ascii=False).encode()}


def of(overlay: Overlay, files: dict[str, bytes]) -> list[Diagnostic]:
    return list(check(FolderTree(overlay(files)), Scope(LINT, TODAY)).diagnostics)


@pytest.mark.parametrize(
    ("more", "code", "level", "pointer", "words"),
    [
        ({"备注": "按某政办[2021]24号办理"}, "RX601", "警告", "备注", "办[2021]"),
        ({"情形": "１０日内改正的"}, "RX602", "提示", "情形", "１０日"),
        ({"情形": "初次违法,当场改正的"}, "RX603", "提示", "情形", "违法,当场"),
        ({"备注": "参照<某市办法>"}, "RX604", "提示", "备注", "<某市"),
        ({"情形": "初次违法， 当场改正的"}, "RX605", "提示", "情形", "， 当场"),
        ({"情形": "初次违法 当场改正的"}, "RX605", "提示", "情形", "汉字之间有空格"),
        ({"情形": "初次违法，，当场改正的"}, "RX606", "提示", "情形", "，，"),
        ({"名称": "逾期报送材料的。"}, "RX607", "提示", "名称", "的。"),
        ({"处罚依据": ["《中华人民共和国道路运输条例》 第六十八条"]}, "RX605", "提示", "处罚依据/0", "》 第"),
        ({"监管措施": ["其他：甲,乙"]}, None, "", "", ""),
        ({"备注": " "}, None, "", "", ""),
        ({}, None, "", "", ""),
    ],
)
def test_style_of_an_item(
    overlay: Overlay, more: dict[str, Any], code: str | None, level: str, pointer: str, words: str
) -> None:
    got = of(overlay, sheet(more))
    found = [(one.code, one.level.value, one.pointer) for one in got]
    assert found == ([(code, level, f"/事项/0/{pointer}")] if code else [])
    assert all(words in one.message for one in got)


def test_a_text_with_a_number_of_a_person_is_not_quoted(overlay: Overlay) -> None:
    got = of(overlay, sheet({"备注": "致电１３８００００００００"}))
    assert {one.code for one in got} == {"RX502", "RX602"}
    assert all("３８" not in one.message + one.advice for one in got)


def test_numbers_in_logs_and_cards(overlay: Overlay) -> None:
    visit = {
        "种类": "行政执法案件回访登记表",
        "文号": "明交访〔2021〕01号",
        "日期": "2021-10-12",
        "填写": {"案件编号": "明交柔[2021]1号"},
    }
    records = ["明交访〔2021〕01号", "档案：[2021]1号", "records/明交[2021]1号.txt"]
    case = {"案号": "明交柔[2021]1号", "日期": "2021-10-12", "案由": "未携带", "文书": [visit]}
    case["措施"] = [{"方式": "行政回访", "记录": records}]
    card = (BASE / "checklists/transport/agency.yaml").read_text("utf-8")
    duties = (
        "职责:\n  工作方案: {日期: 2021-09-15, 文号: 明交(2021)30号}\n  培训: [{日期: 2021-09-20, 内容: 甲, 人数: 2}]\n"
    )
    files = {
        LOG: json.dumps({"案件": [case]}, ensure_ascii=False).encode(),
        "checklists/transport/agency.yaml": (card + duties).encode(),
    }
    got = [(one.level.value, one.pointer) for one in of(overlay, files) if one.code == "RX601"]
    assert sorted(got) == [
        ("提示", "/案件/0/措施/0/记录/0"),
        ("提示", "/案件/0/文书/0/文号"),
        ("警告", "/案件/0/文书/0/填写/案件编号"),
        ("警告", "/案件/0/案号"),
        ("警告", "/职责/工作方案/文号"),
    ]


UNTIDY = """# 头
清单: 不予行政处罚   # 种类
版本: 1
施行日期: 2021-10-01

事项:
  # 一
  - 编码: "JT(1)，Ａ"     # 编码不动
    名称: '逾期报送材料(报表)的。'   # 名称
    情形: "初次违法,,当场改正 ， １０日内的"
    依据: [<<中华人民共和国行政处罚法>>第三十三条 第一款,
           "《道路运输条例》 第六十八条"]  # 二
    监管措施: ["其他:集赞", 说服教育]
    备注: |
      第一行,第二句
  - {编码: "2", 名称: 迟报的, 情形: '危害轻微 , 当场改正的', 依据: [《行政处罚法》第三十三条第一款], 监管措施: []}
"""
TIDY = """# 头
清单: 不予行政处罚   # 种类
版本: 1
施行日期: 2021-10-01

事项:
  # 一
  - 编码: "JT(1)，Ａ"     # 编码不动
    名称: 逾期报送材料（报表）的   # 名称
    情形: 初次违法，当场改正，10日内的
    依据: [《中华人民共和国行政处罚法》第三十三条第一款,
           《道路运输条例》第六十八条]  # 二
    监管措施: [其他：集赞, 说服教育]
    备注: |
      第一行,第二句
  - {编码: "2", 名称: 迟报的, 情形: 危害轻微，当场改正的, 依据: [《行政处罚法》第三十三条第一款], 监管措施: []}
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fix_writes_everything_in_one_run_and_keeps_the_rest(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], end: str
) -> None:
    root = overlay({LIST: b"\xef\xbb\xbf" + UNTIDY.replace("\n", end).encode()})
    run(["lint", "--fix", "-C", str(root)])
    assert (root / LIST).read_bytes() == b"\xef\xbb\xbf" + TIDY.replace("\n", end).encode()
    assert f"已改正 {LIST}：改为 初次违法，当场改正，10日内的" in capsys.readouterr().err
    run(["lint", "--fix", "-C", str(root)])
    assert (root / LIST).read_bytes() == b"\xef\xbb\xbf" + TIDY.replace("\n", end).encode()
    assert "没有可以代为改正的" in capsys.readouterr().err


def test_numbers_are_corrected_together_with_what_refers_to_them(overlay: Overlay) -> None:
    log = """案件:
  - 案号: 明交柔[2021]1号   # 案号
    日期: 2021-10-12
    案由: 未携带
    措施: [{方式: 行政告诫, 记录: ["明交告（2021）01号"]}]
    文书: [{种类: 行政告诫书, 文号: 明交告（2021）01号, 日期: 2021-10-12}]
"""
    root = overlay({LOG: log.encode()})
    assert run(["lint", "--fix", "-C", str(root)]) == 0
    after = (root / LOG).read_text("utf-8")
    assert "案号: 明交柔〔2021〕1号   # 案号" in after
    assert after.count("明交告〔2021〕1号") == 2
    assert run(["check", "--strict", "-C", str(root)]) == 0


def test_the_difference_is_shown_and_nothing_is_written(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    root = overlay({LIST: UNTIDY.removesuffix("\n").encode()})
    before = (root / LIST).read_bytes()
    for arguments in (["--fix", "--diff"], ["--diff"]):
        assert run(["lint", *arguments, "-C", str(root)]) == 1
        shown = capsys.readouterr().out
        assert (root / LIST).read_bytes() == before
    assert shown.startswith(f"--- a/{LIST}\n+++ b/{LIST}\n@@ ")
    assert "\n-    名称: '逾期报送材料(报表)的。'   # 名称\n" in shown
    assert "\n+    名称: 逾期报送材料（报表）的   # 名称\n" in shown
    assert shown.count("\\ No newline at end of file\n") == 2
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "apply", "-"], cwd=root, input=shown.encode(), check=True)
    assert (root / LIST).read_bytes() == TIDY.removesuffix("\n").encode()
    run(["lint", "--diff", "-C", str(root)])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("text", "status"), [("初次违法,当场改正的", 0), ("占用消防车通道,当场驶离的", 1)])
def test_the_difference_does_not_change_the_status(overlay: Overlay, text: str, status: int) -> None:
    root = overlay(sheet({"情形": text}))
    assert run(["lint", "--diff", "-C", str(root)]) == status
    assert run(["lint", "-C", str(root)]) == status


def test_a_waived_text_stays(overlay: Overlay) -> None:
    waiver = f"{{规则: RX603, 文件: {LIST}, 理由: 原文如此, 批准人: 甲, 有效期至: 2099-12-31}}"
    files = sheet({"情形": "初次违法,当场改正的", "备注": "甲，，乙"})
    settings_ = (BASE / "rouxing.yaml").read_text("utf-8") + f"规则:\n  例外:\n    - {waiver}\n"
    root = overlay(files | {"rouxing.yaml": settings_.encode()})
    run(["lint", "--fix", "-C", str(root)])
    after = yaml.safe_load((root / LIST).read_bytes())["事项"][0]
    assert (after["情形"], after["备注"]) == ("初次违法,当场改正的", "甲，乙")


def test_values_on_several_lines_stay_and_the_others_are_corrected() -> None:
    content = "甲: |\n  一,二\n乙: 一,\n  二\n丙: [一, '二,三']\n丁: &a x\n".encode()
    after, done = replaced(
        content, {("甲",): "x", ("乙",): "x", ("丙", 1): "二，三", ("丙", 9): "x", ("无",): "x"}, yaml.safe_load
    )
    assert done == {("丙", 1)}
    assert after == content.replace("'二,三'".encode(), "二，三".encode())
    assert replaced(content, {("甲", "乙"): "x", ("丙",): "x"}, yaml.safe_load) == (content, frozenset())


def test_a_replacement_that_would_say_something_else_is_refused() -> None:
    with pytest.raises(Refused):
        replaced("甲: &a 一\n乙: *a\n".encode(), {("甲",): "二"}, lambda data: {"甲": str(data), "乙": "一"})


@given(
    st.lists(st.fixed_dictionaries({"情形": TEXTS | PIECES, "备注": TEXTS | PIECES}), min_size=1, max_size=4),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_corrections_come_to_an_end_and_touch_only_their_texts(rows: list[dict[str, str]], flow: bool) -> None:
    items = [copy.deepcopy(BASIC) | {"编码": str(at), "名称": f"逾期报送材料{at}"} | row for at, row in enumerate(rows)]
    data = {"清单": "不予行政处罚", "版本": 1, "施行日期": "2021-10-01", "事项": items}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=flow or None)
    text = "# 头\n" + text.replace("'2021-10-01'", "2021-10-01")
    files = {path: FolderTree(BASE).read(path) for path in FolderTree(BASE).files()}
    tree = MemoryTree(files | {LIST: text.encode()})
    found = corrections(tree, Scope(LINT, TODAY))
    after = found[0].after if found else text.encode()
    assert corrections(MemoryTree(files | {LIST: after}), Scope(LINT, TODAY)) == []
    assert after.decode().startswith("# 头\n")
    assert re.findall(r"#.*", after.decode())[0] == "# 头"
    then = parse(after)
    for item, now in zip(items, then["事项"], strict=True):
        assert [item[key] for key in ("编码", "名称", "依据", "监管措施")] == [
            now[key] for key in ("编码", "名称", "依据", "监管措施")
        ]
        for key in ("情形", "备注"):
            assert skeleton(now[key]) == skeleton(item[key])


def test_the_repository_itself_needs_no_correction() -> None:
    root = Path(__file__).resolve().parents[1]
    assert corrections(FolderTree(root), Scope(LINT, TODAY)) == []
