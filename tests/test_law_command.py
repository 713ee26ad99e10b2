"""`rouxing law`: citations checked, laws shown, an agency's own laws read from real files and written."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from rouxing.commands._door import run
from rouxing.commands._law_cite import AT_FAULT
from rouxing.commands._law_reading import reading
from rouxing.commands._text import width
from rouxing.files.tree import FolderTree
from rouxing.law.fitting import State
from rouxing.law.shapes import encoded
from rouxing.load import open_repository
from tests.conftest import ROOT, Overlay
from tests.test_cli import snapshot

Law = Callable[..., tuple[int, str, str]]
DAY = ("--date", "2021-10-01")


@pytest.fixture
def law(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Law:
    """Runs `rouxing law` on 80 columns: exit status, stdout, stderr."""
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str) -> tuple[int, str, str]:
        status = run(["law", *arguments])
        output = capsys.readouterr()
        assert "--json" in arguments or all(width(line) <= 80 for line in output.out.split("\n"))
        return status, output.out, output.err

    return call


@pytest.fixture
def base(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = overlay({})
    monkeypatch.chdir(root)
    return root


@pytest.fixture(autouse=True)
def _outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# ---------------------------------------------------------------------------------------------- cite

CITED: dict[str, tuple[int, list[tuple[str, str]], str]] = {
    "行政处罚法第33条第1款": (0, [("《中华人民共和国行政处罚法》第三十三条第一款", "有效")], ""),
    "《行政处罚法》第三十三条第四款": (1, [("《中华人民共和国行政处罚法》第三十三条第四款", "无此款")], "只有三款"),
    "《行政处罚法》第二百条": (1, [("《中华人民共和国行政处罚法》第二百条", "无此条")], "最后一条是第八十六条"),
    "《行政处罚法》第二十七条第二款": (
        0,
        [("《中华人民共和国行政处罚法》第二十七条第二款", "有效")],
        "第三十三条第一款",
    ),
    "《行政处罚法》": (0, [("《中华人民共和国行政处罚法》", "有效")], ""),
    "《某某条例》第三条": (0, [("《某某条例》第三条", "法律未收录")], "没有收录"),
    "本法第五条": (1, [("本法第五条", "不明引用")], "请写全称"),
    "第三条": (1, [("第三条", "不能核对")], "没有写明是哪部法"),
    "《中华人民共和国合同法》第八条": (1, [("《中华人民共和国合同法》第八条", "已废止")], "民法典"),
    "《行政处罚法》第三十二条第一款第一项": (
        0,
        [("《中华人民共和国行政处罚法》第三十二条第一款第一项", "多写第一款")],
        "不必写",
    ),
}


@pytest.mark.parametrize("text", CITED)
def test_a_citation_is_looked_up(text: str, law: Law) -> None:
    status, expected, words = CITED[text]
    found, out, err = law("cite", text, *DAY, "--json")
    assert (found, err) == (status, "")
    content = json.loads(out)
    assert (content["版本"], content["日期"]) == (1, "2021-10-01")
    assert [(one["规范"], one["状态"]) for one in content["引用"]] == expected
    assert words in content["引用"][0]["说明"]
    status, shown, _ = law("cite", text, *DAY)
    assert status == found
    assert expected[0][1] in shown


TEXTS = {"type": "string"}
PLACE = {
    "type": "object",
    "required": ["条款", "状态", "说明", "现条款", "可信度"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("条款", "状态", "说明"), TEXTS),
        "现条款": {"type": "array", "items": {"type": "string"}},
        "可信度": {"enum": ["核对", "比对", "推断"]},
    },
}
CITATIONS = {
    "type": "object",
    "required": ["版本", "日期", "引用"],
    "properties": {
        "引用": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["原文", "规范", "解析", "状态", "说明", "各处"],
                "additionalProperties": False,
                "properties": {
                    **dict.fromkeys(("原文", "规范", "状态", "说明"), TEXTS),
                    "解析": {"type": "object", "required": ["law", "targets"]},
                    "各处": {"type": "array", "minItems": 1, "items": PLACE},
                },
            },
        }
    },
}
LONG = (
    "依据《中华人民共和国行政处罚法》第三十二条第一项至第七项，第三十三条第一款，该法第五条；"
    "道路运输条例第六十八条以及前款规定、行政处罚法第二十七条第二款"
)


def test_the_data_has_one_form(law: Law) -> None:
    status, out, _ = law("cite", LONG, *DAY, "--json")
    content = json.loads(out)
    Draft7Validator(CITATIONS).validate(content)
    assert status == 1
    first = content["引用"][0]
    assert first["状态"] == "无此项"
    assert [place["状态"] for place in first["各处"]] == ["有效"] * 5 + ["无此项"] * 2 + ["有效"]
    assert "其余 6 处有效" in first["说明"]
    assert first["解析"]["targets"][0] == {"from": {"article": "32", "item": 1}, "to": {"article": "32", "item": 7}}
    old = content["引用"][-1]["各处"][0]
    assert old["现条款"] == ["第三十三条第一款"]


def test_the_text_says_each_thing_once(law: Law) -> None:
    status, out, _ = law("cite", LONG, *DAY)
    assert status == 1
    lines = out.splitlines()
    assert lines[0].startswith("1. 《中华人民共和国行政处罚法》第三十二条第一项至第七项")
    assert "说明      第三十二条第六项：" in out
    assert lines[-1].startswith("共 5 处引用，按2021年10月1日核对：")
    _, out, _ = law("cite", "行政处罚法第三十条至第三十二条", *DAY, "--json")
    (one,) = json.loads(out)["引用"]
    assert [place["条款"] for place in one["各处"]] == ["第三十条", "第三十一条", "第三十二条"]
    _, out, _ = law("cite", "《行政处罚法》第三十三条第一款、第二款", *DAY)
    assert "2 处都有效" in out


def test_an_inherited_law_is_named(law: Law) -> None:
    _, out, _ = law("cite", "《行政处罚法》第三十三条第一款，依照该法第三十二条第一项", *DAY, "--json")
    one = json.loads(out)["引用"][-1]
    assert one["规范"] == "《中华人民共和国行政处罚法》第三十二条第一项"
    assert "法名按上文认定" in one["说明"]
    _, out, _ = law("cite", "《某某条例》第三条，该条例第四条", *DAY, "--json")
    assert json.loads(out)["引用"][-1]["规范"] == "《某某条例》第四条"


def test_without_a_citation(law: Law) -> None:
    assert law("cite", "没有引用", *DAY)[:2] == (1, "")
    status, out, err = law("cite", "没有引用", *DAY, "--json")
    assert (status, json.loads(out)["引用"]) == (1, [])
    assert "没有读出法律引用" in err


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_from_standard_input(coding: str, law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO("依据行政处罚法第三十三条第一款\n".encode(coding))

    monkeypatch.setattr(sys, "stdin", Input)
    status, out, _ = law("cite", "-", *DAY)
    assert status == 0
    assert "1. 行政处罚法第三十三条第一款" in out


def test_today_is_the_default(law: Law) -> None:
    status, out, _ = law("cite", "行政处罚法第三十三条第一款")
    assert status == 0
    assert "共 1 处引用，按20" in out


def test_the_manual_explains_every_state() -> None:
    page = (ROOT / "docs/law.md").read_text("utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.endswith((" | 0 |", " | 1 |"))]
    told = {state: int(row[-1][0]) for row in rows for state in row[0].removeprefix("| ").split("、")}
    assert told == {state.value: int(state in AT_FAULT) for state in State}


# ---------------------------------------------------------------------------------------------- show


def test_a_law_is_shown(law: Law) -> None:
    status, out, err = law("show", "《行政处罚法》", *DAY)
    assert (status, err) == (0, "")
    assert out.startswith("中华人民共和国行政处罚法\n  层级      法律\n")
    assert "\n  * 2021-01-22 修订  2021-07-15 施行（条文）  86 条，至第八十六条\n" in out
    assert "\n    2017-09-01 修正  2018-01-01 施行（补录）" in out
    data = json.loads(law("show", "行政处罚法", *DAY, "--json")[1])
    assert [text["当日适用"] for text in data["文本"]] == [False, True]
    assert (data["版本"], data["条款"], data["废止"]) == (1, None, None)


@pytest.mark.parametrize("place", ["33", "三十三", "第三十三条", "33条", "第33条"])
def test_a_place_is_shown(place: str, law: Law) -> None:
    _, out, _ = law("show", "行政处罚法", place, *DAY)
    assert "第三十三条（按2021年10月1日）" in out
    assert "本条      三款" in out
    assert "来自      2017-09-01 文本第二十七条第二款（" in out
    assert "不予行政处罚：支持；减轻行政处罚：不支持" in out.replace("\n            ", "")
    assert law("show", "行政处罚法第三十三条", *DAY)[1] == out


def test_the_facts_of_a_place_as_data(law: Law) -> None:
    data = json.loads(law("show", "行政处罚法", "第二十七条第二款", "--date", "2020-01-01", "--json")[1])["条款"]
    assert (data["状态"], data["款"]) == ("有效", 2)
    assert [(move["文本"], move["条款"]) for move in data["去向"]] == [("2021-01-22", "第三十三条第一款")]
    data = json.loads(law("show", "行政处罚法", "300", *DAY, "--json")[1])["条款"]
    assert (data["状态"], data["款"], data["项"], data["来自"]) == ("无此条", None, None, [])
    data = json.loads(law("show", "行政处罚法", "33", "--date", "1990-01-01", "--json")[1])["条款"]
    assert data["状态"] in ("尚未施行", "文本未收录")
    data = json.loads(law("show", "行政处罚法", "32", *DAY, "--json")[1])["条款"]
    assert data["从宽依据"]["减轻行政处罚"] == "支持"
    assert data["项"] == [5]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("刑法", "199"), "本条      已删去"),
        (("公司法", "28", "--date", "2025-01-01"), "款数不明"),
        (("仲裁法",), "没有收录条文"),
        (("个体工商户条例",), "废止      自2022年11月1日起，依据：促进个体工商户发展条例"),
        (("刑法", "一百二十条之一"), "一百二十条之一"),
        (("刑法", "120-1"), "第一百二十条之一（按"),
        (("行政处罚法", "第二十七条第二款", "--date", "2020-01-01"), "去向      2021-01-22 文本第三十三条第一款（"),
        (("《行政处罚法》第三十二条第一项", "--date", "2021-10-01"), "本条      一款，有五项"),
        (("刑事诉讼法",), "不完整"),
    ],
)
def test_what_else_can_be_shown(words: tuple[str, ...], said: str, law: Law) -> None:
    status, out, _ = law("show", *words)
    assert status == 0
    assert said in out


def test_a_repealed_law_as_data(law: Law) -> None:
    data = json.loads(law("show", "个体工商户条例", "--json")[1])
    assert [text["当日适用"] for text in data["文本"]] == [False]
    assert data["废止"]["自"] == "2022-11-01"
    assert "废止" in law("show", "合同法")[2]


# ---------------------------------------------------------------------------------------------- add

PREFACE = "示例县犬只管理条例\n（2019年5月31日示例县第十届人民代表大会常务委员会第三次会议通过）\n"
BODY = """\
目　录
第一章　总则
第一章　总则
第一条　为了管好犬只，制定本条例。
第二条　养犬的人应当爱犬。
　　犬只不得伤人。
第三条　登记应当交下列材料：
（一）照片；
（二）下列证明之一：
1．免疫证明；
2．绝育证明；
（三）其他。
材料齐全的，当场登记。
第三条之一　流浪犬由社区登记。
第二章　附则
第四条　初次未登记，及时补办的，可以不予处罚。
第五条　本条例自2019年9月1日起施行。
附件：犬只登记表
第一条　不是条文。
"""
TEXT = PREFACE + BODY
SHAPES = "1 2 2[3]{1.2:2} +1 1*2"
FILE = "laws/示例县犬只管理条例.yaml"


def own(root: Path) -> Any:
    """The one law that the repository adds."""
    opened, diagnostics = open_repository(FolderTree(root))
    assert diagnostics == []
    (one,) = opened.library.laws
    return one


def word(*paragraphs: str) -> bytes:
    document = Document()
    for one in paragraphs:
        document.add_paragraph(one)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


MARKDOWN = f"""\
---
layout: law
---
# 示例县犬只管理条例

2019年5月31日 示例县第十届人民代表大会常务委员会第三次会议通过

<!-- INFO
END -->

{BODY.replace("第一条　为", "**第一条** 为").replace("第二章", "## 第二章").replace("（三）其他。", "- （三）[其他](http://example.invalid)。<br>")}
***
"""
FILES = {
    "法.txt": TEXT.encode(),
    "法有标记.txt": b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
    "国标.TXT": TEXT.encode("gb18030"),
    "统一码.txt": TEXT.encode("utf-16"),
    "法.md": MARKDOWN.encode(),
    "法.docx": word(*TEXT.splitlines()),
    "软回车.docx": word(*PREFACE.splitlines(), BODY),
}


@pytest.mark.parametrize("name", FILES)
def test_a_law_is_read_from_a_file(name: str, base: Path, law: Law) -> None:
    (base.parent / name).write_bytes(FILES[name])
    before = snapshot(base)
    status, out, err = law("add", f"../{name}", "--short", "犬只条例")
    assert (status, err) == (0, "")
    assert set(snapshot(base)) - set(before) == {FILE}
    assert f"已写入 {FILE}\n" in out
    assert "6 条，最后一条是第五条；共 8 款、3 项" in out
    assert "- 附件没有读入" in out
    one = own(base)
    assert (one.title, one.level, list(one.texts("简称"))) == ("示例县犬只管理条例", "地方性法规", ["犬只条例"])
    (version,) = one.law.versions
    assert (version.date, version.effective, version.kind.value) == ("2019-05-31", "2019-09-01", "原文")
    assert (encoded(version.articles), version.source) == (SHAPES, name)


def test_what_was_added_is_used(base: Path, law: Law, capsys: pytest.CaptureFixture[str]) -> None:
    (base.parent / "法.txt").write_bytes(TEXT.encode())
    assert law("add", "../法.txt", "--text", "--short", "犬只条例")[0] == 0
    assert law("cite", "犬只条例第三条第一款第三项、《示例县犬只管理条例》第三条之一", *DAY)[0] == 0
    assert law("cite", "犬只条例第三条第一款第四项", *DAY)[0] == 1
    assert law("cite", "犬只条例第三条", *DAY, "-C", str(base))[0] == 0
    _, out, _ = law("show", "犬只条例", "3", *DAY)
    assert "本条      两款，第一款有三项" in out
    assert "条文      登记应当交下列材料：\n            （一）照片；\n" in out
    assert "依据表没有收录" in out
    assert law("show", "犬只条例", "2", "--date", "2018-01-01")[0] == 0
    example = (ROOT / "docs/law.md").read_text("utf-8").partition("grounds.schema.json\n")[2].partition("```")[0]
    (base / "laws/grounds.yaml").write_text(example, "utf-8")
    assert "不予行政处罚：支持" in law("show", "犬只条例", "4", *DAY)[1]
    path = base / "checklists/transport/no-penalty.yaml"
    sound = path.read_text("utf-8")
    ground = "《中华人民共和国行政处罚法》第三十三条第一款"
    path.write_text(sound.replace(ground, f"{ground}, 《示例县犬只管理条例》第九条"), "utf-8")
    assert run(["check"]) == 1
    assert "《示例县犬只管理条例》第九条" in capsys.readouterr().out
    path.write_text(sound.replace(ground, f"{ground}, 《示例县犬只管理条例》第四条"), "utf-8")
    assert run(["check"]) == 0


def test_the_words_stand_line_by_line(base: Path, law: Law) -> None:
    odd = TEXT.replace("照片；", '"照片"；').replace("犬只不得伤人", "反斜线\\")
    (base.parent / "法.txt").write_bytes(odd.encode())
    assert law("add", "../法.txt", "--text")[0] == 0
    text = (base / FILE).read_text("utf-8")
    assert "        文: 为了管好犬只，制定本条例。\n" in text
    words = {row["条"]: row["文"] for row in own(base).data["版本"][0]["条文"]}
    assert words["第二条"] == "养犬的人应当爱犬。\n反斜线\\。"
    assert words["第三条"].split("\n")[:2] == ["登记应当交下列材料：", '（一）"照片"；']
    assert words["第三条之一"] == "流浪犬由社区登记。"


def test_a_dry_run_writes_nothing(base: Path, law: Law) -> None:
    (base.parent / "法.txt").write_bytes(TEXT.encode())
    before = snapshot(base)
    status, out, _ = law("add", "../法.txt", "--dry-run")
    assert status == 0
    assert snapshot(base) == before
    assert "  - {条: 第三条, 款: 2, 项: [3, 0], 目: [[1, 2, 2]]}\n" in out
    assert f"没有写入（--dry-run）；将写入 {FILE}" in out


AMENDED = TEXT.replace("通过）", "通过　2022年7月1日示例县第十一届人民代表大会常务委员会第四次会议修正）")
LATER = ("--effective", "2022-08-01")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_further_text_is_appended(end: str, base: Path, law: Law) -> None:
    (base.parent / "法.txt").write_bytes(TEXT.encode())
    (base.parent / "修正.txt").write_bytes(AMENDED.replace("第五条", "第五条　新增。\n第六条").encode())
    law("add", "../法.txt", "--text")
    path = base / FILE
    before = path.read_text("utf-8").replace("名称:", "# 我们的条例\n名称:").replace("\n", end).encode()
    path.write_bytes(before)
    status, out, _ = law("add", "../修正.txt", *LATER)
    assert status == 0
    assert "（添了一个文本）" in out
    assert path.read_bytes().startswith(before)
    assert [version.date for version in own(base).law.versions] == ["2019-05-31", "2022-07-01"]
    assert law("cite", "《示例县犬只管理条例》第六条", *DAY)[0] == 1
    assert law("cite", "《示例县犬只管理条例》第六条", "--date", "2022-10-01")[0] == 0
    status, out, err = law("add", "../修正.txt", *LATER)
    assert status == 2
    assert "已经有 2022-07-01 的文本" in err


def test_a_list_in_brackets_is_appended_to_as_well(base: Path, law: Law) -> None:
    (base / "laws").mkdir()
    head = "名称: 示例县犬只管理条例\n层级: 地方性法规\n"
    row = "{通过: 2023-01-01, 施行: 2023-01-01, 种类: 修订, 条文: [{条: 第一条, 款: 1}]}"
    (base / "laws/dogs.yaml").write_text(f"{head}版本: [{row}]\n", "utf-8")
    (base.parent / "法.txt").write_bytes(TEXT.encode())
    status, out, _ = law("add", "../法.txt")
    assert status == 0
    assert "已写入 laws/dogs.yaml" in out
    assert "这是较早的文本" in out
    assert [version.date for version in own(base).law.versions] == ["2019-05-31", "2023-01-01"]


def test_a_text_of_a_packaged_law(base: Path, law: Law) -> None:
    text = "行政处罚法\n第一条 甲。\n第二条 本法自2030年1月1日起施行。"
    (base.parent / "法.txt").write_bytes(text.encode())
    status, out, _ = law("add", "../法.txt", "--adopted", "2029-01-01", "--kind", "修订")
    assert status == 0
    assert "索引已经收录《中华人民共和国行政处罚法》" in out
    assert "层级  法律" in out
    assert law("cite", "行政处罚法第三条", "--date", "2030-01-02")[0] == 1


NOTE = "（2019年5月31日示例县人民政府令第1号公布）"
LOOK = {
    "第一条 甲。\n第三条 乙。": "第二条没有读到，引用这些条会被当作不存在",
    "第一条 甲。\n第二条 （删去）\n第三条 乙。": "第二条已删去，没有写入",
    "第一条 甲：\n子；\n丑。\n第二条 乙。": "第一条列举没有编号，每一行按一款计",
    "第一条 甲：\n1.子；\n2.丑。": "第一条有阿拉伯数字的列举",
    "第一条 甲。\n第二条 乙。\n第一条规定的，除外。": "第二条有的段落以先前的条号开头",
    "第一条 这一段没有写\n完就换行了。": "第一条有没写完就换行的段落",
    "\n".join(f"第{one}条 甲：\n乙。" for one in "一二三四五六七八"): "等 8 条列举没有编号",
}


@pytest.mark.parametrize("body", LOOK)
def test_a_person_is_told_where_to_look(body: str, base: Path, law: Law) -> None:
    (base.parent / "办法.txt").write_bytes(f"示例办法\n{NOTE}\n{body}".encode())
    status, out, _ = law("add", "../办法.txt", "--effective", "2019-06-01", "--adopted", "2019-06-01")
    assert status == 0
    assert "层级  地方政府规章" in out
    said = out.replace("\n    ", "")
    assert LOOK[body] in said
    assert "文件里最后的日期是 2019-05-31，按 --adopted 记为 2019-06-01" in said


MISSING = {
    ("示例办法\n第一条 甲。", ()): "请用 --adopted 写明",
    (f"示例办法\n{NOTE}\n第一条 甲。", ()): "请用 --effective 写明",
    (f"示例办法\n{NOTE}\n（2020年3月1日印发）\n第一条 甲。", ()): "2020年3月1日没有写明",
    (AMENDED, ()): "早于这个文本；请用 --effective 写明",
    (f"示例办法\n{NOTE}\n第一条 甲。", ("--effective", "2019-01-01")): "早于通过",
    ("示例办法\n（2019年5月31日公布）\n第一条 自公布之日起施行。\n第二条 本办法自公布之日起施行。", ()): "请用 --level",
    ("第一条 甲。", ("--adopted", "2019-01-01")): "请用 --title 写明",
    (TEXT, ("--title", "甲，乙")): "不能作为法的名称",
    (TEXT, ("--title", " ")): "全称不能是空的",
    (TEXT, ("--short", "行政处罚法")): "已经是《中华人民共和国行政处罚法》的名称",
    (TEXT, ("--short", "甲")): "太短",
    (TEXT, ("--level", "宪法")): "只能是 法律、行政法规",
    (TEXT, ("--kind", "新版")): "只能是 原文、修正、修订",
    (TEXT, ("--effective", "明年")): "不是日期",
    ("示例办法\n一、甲\n二、乙", ()): "没有读到“第一条”",
    ("行政处罚法\n第一条 甲。", ("--adopted", "2030-01-01", "--effective", "2030-01-01")): "请用 --kind",
    (TEXT.replace("第五条", "\n".join(["长。"] * 120) + "\n第五条"), ()): "不合格式",
    (TEXT, ("--title", "grounds")): "没有覆盖",
}


@pytest.mark.parametrize(("text", "options"), MISSING)
def test_what_the_file_does_not_say_is_asked_for(text: str, options: tuple[str, ...], base: Path, law: Law) -> None:
    (base.parent / "法.txt").write_bytes(text.encode())
    before = snapshot(base)
    status, out, err = law("add", "../法.txt", *options)
    assert (status, out) == (2, "")
    assert MISSING[text, options] in err
    assert err.startswith("rouxing：")
    assert err.count("\n") == 1
    assert snapshot(base) == before


def test_an_existing_file_is_not_overwritten(base: Path, law: Law) -> None:
    (base.parent / "法.txt").write_bytes(TEXT.encode())
    (base / "laws").mkdir()
    (base / FILE).write_text("坏的\n", "utf-8")
    assert "没有覆盖" in law("add", "../法.txt")[2]
    assert "没有通过校验" in law("cite", "行政处罚法第一条", *DAY)[2]
    (base / FILE).unlink()
    law("add", "../法.txt")
    (base.parent / "修正.txt").write_bytes(AMENDED.encode())
    assert "写的层级是地方性法规" in law("add", "../修正.txt", *LATER, "--level", "法律")[2]
    assert "请直接写进文件" in law("add", "../修正.txt", *LATER, "--short", "犬条例")[2]


def test_a_long_title_still_is_a_file_name(base: Path, law: Law) -> None:
    title = "示例县人民代表大会常务委员会关于" + "犬只" * 25 + "的决定"
    (base.parent / "法.txt").write_bytes(TEXT.encode())
    assert run(["law", "add", "../法.txt", "--title", f"《{title}》"]) == 0  # the path is not broken into lines
    (found,) = (base / "laws").iterdir()
    assert len(found.name.encode()) < 250
    assert own(base).title == title
    assert run(["law", "add", "../法.txt", "--title", "示例<甲>条例"]) == 0
    assert all("<" not in one.name for one in (base / "laws").iterdir())


# ---------------------------------------------------------------------------------------------- Word

NUMBERED = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1章"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlRestart w:val="0"/>
<w:lvlText w:val="第%2条"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="（%3）"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%4."/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl>
<w:lvl w:ilvl="5"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%6"/></w:lvl>
<w:lvl w:ilvl="6"><w:start w:val="12"/><w:numFmt w:val="taiwaneseDigital"/><w:lvlText w:val="（%7）"/></w:lvl>
<w:lvl w:ilvl="7"><w:start w:val="3"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%8"/></w:lvl>
</w:abstractNum>
<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>
<w:num w:numId="91"><w:abstractNumId w:val="90"/>
<w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def numbered(rows: list[tuple[int | None, str]], list_of: dict[int, int] | None = None) -> bytes:
    """A Word file in which numbers are list formats: (level or None, text)."""
    document = Document()
    numbering = document.part.numbering_part.element
    made = parse_xml(NUMBERED)
    numbering.insert(0, made[0])
    numbering.extend(list(made))
    for index, (level, text) in enumerate(rows):
        paragraph = document.add_paragraph(text)
        if level is not None:
            which = (list_of or {}).get(index, 90)
            properties = paragraph._p.get_or_add_pPr()
            properties.append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{which}"/></w:numPr>')
            )
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


AUTOMATIC: list[tuple[int | None, str]] = [
    *((None, line) for line in PREFACE.splitlines()),
    (0, "总则"),
    (1, "为了管好犬只，制定本条例。"),
    (1, "下列材料："),
    (2, "照片；"),
    (2, "证明之一："),
    (3, "免疫证明；"),
    (3, "绝育证明；"),
    (2, "其他。"),
    (None, "材料齐全的，当场登记。"),
    (0, "附则"),
    (1, "下列不算："),
    (2, "甲；"),
    (2, "乙。"),
    (4, "圆点也是一段。"),
    (1, "本条例自2019年9月1日起施行。"),
]


def test_numbers_that_word_counts_are_read(base: Path, law: Law) -> None:
    (base.parent / "法.docx").write_bytes(numbered(AUTOMATIC))
    status, out, _ = law("add", "../法.docx", "--text")
    assert status == 0
    assert "是 Word 的自动编号" in out
    (version,) = own(base).law.versions
    assert encoded(version.articles) == "1 2[3]{1.2:2} 2[2] 1"
    words = own(base).data["版本"][0]["条文"][1]["文"]
    assert words.split("\n")[1:5] == ["（一） 照片；", "（二） 证明之一：", "1. 免疫证明；", "2. 绝育证明；"]


def test_numbers_that_nobody_can_read_are_told(base: Path, law: Law) -> None:
    others: list[tuple[int | None, str]] = [(6, "逐位写。"), (7, "圈码。"), (5, "罗马数字。"), (8, "没有这一级。")]
    rows = [*AUTOMATIC[:-1], *others, (2, "没有这张表。"), AUTOMATIC[-1]]
    (base.parent / "法.docx").write_bytes(numbered(rows, {5: 91, len(rows) - 2: 99}))
    status, out, _ = law("add", "../法.docx", "--text")
    assert status == 0
    assert "有 3 段的自动编号读不出" in out
    words = own(base).data["版本"][0]["条文"][2]["文"]
    assert words.split("\n")[-5:] == ["（一二） 逐位写。", "③ 圈码。", "罗马数字。", "没有这一级。", "没有这张表。"]


def edited(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The Word file with one part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == part else data)
    return stream.getvalue()


PLAIN = word(*TEXT.splitlines())
BODY_PART = "word/document.xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TRICKS = """<w:p><w:r><w:t>第六条　修订</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>
<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>后</w:t></w:r></w:ins>
<w:r><w:tab/><w:noBreakHyphen/><w:br w:type="page"/></w:r></w:p>
<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>
<w:p><w:r><w:t>后半。</w:t><w:txbxContent><w:p><w:r><w:t>第七条　文本框</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"""


def test_changes_boxes_and_signs(base: Path, law: Law) -> None:
    def change(data: bytes) -> bytes:
        text = data.decode()
        last = text.index("附件")
        at = text.rindex("<w:p>", 0, last)
        return (text[:at] + TRICKS + text[at:]).encode()

    (base.parent / "法.docx").write_bytes(edited(PLAIN, BODY_PART, change))
    status, out, _ = law("add", "../法.docx", "--text")
    assert status == 0
    assert "文件里有修订痕迹" in out
    assert "文本框里的文字没有读" in out
    assert own(base).data["版本"][0]["条文"][-1] == {"条": "第六条", "款": 2, "文": "修订后 -\n前半，后半。"}


def test_numbers_of_a_style(base: Path, law: Law) -> None:
    document = Document(io.BytesIO(numbered(AUTOMATIC[:2])))
    style = document.styles.add_style("条", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="90"/></w:numPr>'))
    derived = document.styles.add_style("条乙", 1)
    derived.base_style = style
    levels = document.part.numbering_part.element.findall(".//{*}lvl")
    levels[1].insert(2, parse_xml(f'<w:pStyle {W} w:val="{style.style_id}"/>'))
    for text in ("甲。", "乙。"):
        document.add_paragraph(text, style=style)
    document.add_paragraph("没有编号的一段。", style=style)._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {W}><w:numId w:val="0"/></w:numPr>')
    )
    document.save(str(base.parent / "法.docx"))
    assert law("add", "../法.docx", "--effective", "2019-09-01")[0] == 0
    (version,) = own(base).law.versions
    assert encoded(version.articles) == "1 2"


BAD: dict[str, tuple[str, bytes, str]] = {
    "old Word": ("法.doc", b"\xd0\xcf\x11\xe0", "读不了.doc 文件；请在 Word 或 WPS 中打开，另存为 .docx"),
    "WPS": ("法.wps", b"", "另存为 .docx"),
    "PDF": ("法.pdf", b"%PDF", "另存为 .docx"),
    "no suffix": ("法", b"", "没有扩展名"),
    "old Word under a new name": ("法.docx", b"\xd0\xcf\x11\xe0\xa1", "旧的 .doc 格式"),
    "no zip": ("法.docx", b"PK", "不是 Word 的 .docx 文件"),
    "empty": ("法.docx", b"", "不是 Word 的 .docx 文件"),
    "cut": ("法.docx", PLAIN[: len(PLAIN) // 2], "不是 Word 的 .docx 文件"),
    "beginning lost": ("法.docx", PLAIN[40:], "不是 Word 的 .docx 文件"),
    "another zip": ("法.docx", edited(PLAIN, "[Content_Types].xml", lambda _: b"<a/>"), "不是 Word 的 .docx 文件"),
    "no text": ("法.docx", edited(PLAIN, BODY_PART, lambda _: b"<document/>"), "不是 Word 的 .docx 文件"),
    "broken XML": ("法.docx", edited(PLAIN, BODY_PART, lambda data: data[:-20]), "不是完整的 XML"),
    "entities": (
        "法.docx",
        edited(PLAIN, BODY_PART, lambda _: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        "文档类型声明",
    ),
    "bomb": ("法.docx", edited(PLAIN, BODY_PART, lambda _: b" " * (17 << 20)), "解开后超过 16 MiB"),
    "binary": ("法.txt", bytes(range(256)), "不是文本"),
    "NUL": ("法.txt", b"a\0b", "不是文本"),
    "half a mark": ("法.txt", b"\xff\xfea", "不是文本"),
    "long text": ("法.txt", b"a" * ((8 << 20) + 1), "超过 8 MiB"),
    "huge": ("法.txt", b"a" * ((32 << 20) + 1), "超过 32 MiB"),
    "empty text": ("法.txt", b"", "没有读到“第一条”"),
    "many lines": ("法.txt", b"a\n" * 20_001, "超过 20000 段"),
    "numbers that nobody can read": ("法.docx", numbered([(5, "甲。")]), "自动编号读不出"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_read_is_one_sentence(case: str, base: Path, law: Law) -> None:
    name, content, words = BAD[case]
    (base.parent / name).write_bytes(content)
    before = snapshot(base)
    status, out, err = law("add", f"../{name}")
    assert (status, out) == (2, "")
    assert words in err
    assert err.startswith(f"rouxing：{name}")
    assert err.count("\n") == 1
    assert snapshot(base) == before


def test_locked_and_crowded_packages(base: Path, law: Law) -> None:
    locked = bytearray(PLAIN)
    at = -1
    while (at := locked.find(b"PK\1\2", at + 1)) >= 0:
        locked[at + 8] |= 1
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(1001):
            archive.writestr(f"{number}.xml", b"")
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    cases = ((bytes(locked), "加了密码"), (stream.getvalue(), "超过 1000 个"), (packed.getvalue(), "不是 Word"))
    for content, words in cases:
        (base.parent / "法.docx").write_bytes(content)
        status, _, err = law("add", "../法.docx")
        assert (status, words in err) == (2, True)


LINES = st.lists(st.text(alphabet="第一二三十条款项之章附件（）()：:。 　1１.．", max_size=12), max_size=12)


@given(LINES)
def test_any_lines_are_divided_as_their_structure_says(lines: list[str]) -> None:
    read = reading([line.strip() for line in lines if line.strip()])
    assert list(read.texts) == list(read.structure.articles)
    assert all(read.remarks)


# ---------------------------------------------------------------------------------------------- calls

SENTENCES = {
    ("cite",): "缺少 文字",
    ("cite", "《行政处罚法》第一条", "--date", "昨天"): "昨天 不是日期",
    ("cite", "《行政处罚法》第一条", "-C", "nowhere"): "找不到 nowhere",
    ("cite", "《行政处罚法》第一条", "-C", "."): "不在柔性执法仓库里",
    ("show",): "缺少 名称",
    ("show", "治安处罚法"): "名称相近的有《中华人民共和国治安管理处罚法》",
    ("show", "实施条例"): "不止一部法可用",
    ("show", "行政处罚法", "第三章"): "“第三章”不是一个条款",
    ("show", "行政处罚法", "甲"): "不是一个条款",
    ("add",): "缺少 文件",
    ("add", "法.txt"): "不在柔性执法仓库里",
    ("add", "没有.txt"): "不在柔性执法仓库里",
    ("nonsense",): "没有命令 nonsense",
}


@pytest.mark.parametrize("arguments", SENTENCES, ids=" ".join)
def test_wrong_calls_end_in_one_sentence(arguments: tuple[str, ...], law: Law) -> None:
    status, out, err = law(*arguments)
    assert (status, out) == (2, "")
    assert SENTENCES[arguments] in err
    assert err.startswith("rouxing：")
    assert err.count("\n") == 1


def test_files_that_are_none(base: Path, law: Law) -> None:
    assert "文件不存在" in law("add", "没有.txt")[2]
    assert "是文件夹" in law("add", "checklists")[2]
