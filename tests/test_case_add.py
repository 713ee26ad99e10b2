"""Items and cases added from the command line: numbered, recorded, checked first, and nothing written on an error."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rouxing.commands._asking import today
from rouxing.commands._door import run
from rouxing.files.edited import EditedTree
from rouxing.files.tree import MAX_FILE_BYTES, MemoryTree
from rouxing.load.parse import parse
from tests.conftest import Overlay, found
from tests.test_cli import snapshot as everything

LIST = "checklists/transport/no-penalty.yaml"
CASE = ["case", "add", "交通运输局", "--date", "2021-10-12", "--cause", "未携带车辆营运证"]
PARTY = ["--party-name", "明溪县某运输有限公司", "--party-kind", "企业"]
NOTICE = ["--document", "行政告诫书", "--fill", "行为=未携带营运证", "--fill", "改正期限=2021-10-20"]
EARLIER = """案件:
  - 案号: 明交柔〔2021〕9号
    日期: 2021-10-08
    案由: 未携带车辆营运证
    文书:
      - {种类: 行政告诫书, 文号: 明交告〔2021〕007号, 日期: 2021-10-08}
      - {种类: 行政告诫书, 文号: 自编〔2021〕99号, 日期: 2021-10-08}
"""


def snapshot(root: Path) -> dict[str, bytes]:
    """All files but the tool's own corner, which git never sees."""
    return {path: content for path, content in everything(root).items() if not path.startswith("out/.rouxing/")}


@pytest.fixture
def root(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = overlay({"cases/transport/2021/10.yaml": EARLIER.encode()})
    monkeypatch.chdir(root)
    return root


def added(root: Path) -> dict[str, Any]:
    """The one case that was not there before."""
    (path,) = (one for one in root.glob("cases/*/*/*.yaml") if one.name != "10.yaml")
    assert found(root, path.relative_to(root).as_posix()) == []
    (case,) = parse(path.read_bytes())["案件"]
    return dict(case)


def test_a_case_with_a_notice(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = [
        "--facts",
        "第一段。\n\u3000\u3000第二段：\u201c甲\u201d #1",
        "--item",
        "JT-001",
        "--fill",
        "依据=《甲法》第一条",
    ]
    assert run([*CASE, *PARTY, "--party-code", "91350421MA00000152", *NOTICE, *more]) == 0
    assert list(added(root).items()) == [
        ("案号", "明交柔〔2021〕10号"),
        ("日期", "2021-10-12"),
        ("当事人", {"名称": "明溪县某运输有限公司", "类型": "企业", "统一社会信用代码": "91350421MA00000152"}),
        ("案由", "未携带车辆营运证"),
        ("事实", "第一段。\n\u3000\u3000第二段：\u201c甲\u201d #1"),
        ("处理", [{"清单": "不予行政处罚", "编码": "JT-001", "记录": ["明交告〔2021〕8号"]}]),
        ("措施", [{"方式": "行政告诫", "记录": ["明交告〔2021〕8号"]}]),
        (
            "文书",
            [
                {
                    "种类": "行政告诫书",
                    "文号": "明交告〔2021〕8号",
                    "日期": "2021-10-12",
                    "填写": {"行为": "未携带营运证", "改正期限": "2021-10-20", "依据": "《甲法》第一条"},
                }
            ],
        ),
    ]
    output = capsys.readouterr()
    assert output.err == ""
    assert "打印文书：rouxing doc gen 明交柔〔2021〕10号" in output.out
    assert run(["doc", "gen", "明交柔〔2021〕10号"]) == 0
    assert [path.name for path in root.glob("out/**/*.docx")] == ["明交告〔2021〕8号-行政告诫书.docx"]


def test_numbers_go_on_by_agency_sign_and_year(root: Path) -> None:
    for date, number in (("2021-12-01", "10"), ("2021-10-01", "11"), ("2022-01-05", "1"), ("2022-01-05", "2")):
        assert run(["case", "add", "transport", "--date", date, "--cause", "甲", "--document", "行政提示书"]) == 0
        (path,) = root.glob(f"cases/transport/{date[:4]}/{date}-{number}-*.yaml")
        case = parse(path.read_bytes())["案件"][0]
        assert case["案号"] == f"明交柔〔{date[:4]}〕{number}号"
    assert {case["文书"][0]["文号"] for case in _cases(root, "202?-??-??-*.yaml")} == {
        "明交提〔2021〕1号",
        "明交提〔2021〕2号",
        "明交提〔2022〕1号",
        "明交提〔2022〕2号",
    }


def _cases(root: Path, pattern: str) -> list[dict[str, Any]]:
    return [case for path in root.glob(f"cases/*/*/{pattern}") for case in parse(path.read_bytes())["案件"]]


def test_records_follow_the_documents_and_the_rest_is_given(root: Path) -> None:
    options = [
        "--measure",
        "行政指导=12",
        "--measure",
        "行政告诫",
        "--record",
        "档案：2021-5",
        "--item",
        "no-penalty:JT-001",
    ]
    assert run([*CASE, *PARTY, *NOTICE, *options]) == 0
    case = added(root)
    assert case["处理"][0]["记录"] == ["档案：2021-5"]
    assert case["措施"] == [
        {"方式": "行政指导", "数量": 12, "记录": ["档案：2021-5"]},
        {"方式": "行政告诫", "记录": ["明交告〔2021〕8号"]},
    ]


def test_entries_go_to_the_documents_that_have_them(root: Path) -> None:
    fills = [
        "行为=甲",
        "行政告诫书.依据=行政处罚法第三十三条",
        "行政执法提示书.依据=道路运输条例第六条",
        "约谈地点＝一楼",
    ]
    kinds = ["行政告诫书", "行政约谈通知书", "reminder-letter"]
    options = [part for kind in kinds for part in ("--document", kind)] + [p for one in fills for p in ("--fill", one)]
    assert run([*CASE, *PARTY, *options]) == 0
    assert [one["填写"] for one in added(root)["文书"]] == [
        {"行为": "甲", "依据": "行政处罚法第三十三条"},
        {"行为": "甲", "约谈地点": "一楼"},
        {"依据": "道路运输条例第六条"},
    ]


def test_what_a_notice_still_lacks_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*CASE, "--document", "行政告诫书", "--fill", "行为=甲"]) == 0
    said = capsys.readouterr().err
    for part in ("没有可以送达的当事人", "缺少“依据”", "缺少“改正期限”"):
        assert part in said


def test_a_natural_person_has_an_identity_number(root: Path) -> None:
    options = ["--party-name", "张某", "--party-kind", "自然人", "--party-code", "350421198501010013"]
    assert run([*CASE, *options, "--measure", "说服教育", "--record", "档案：1"]) == 0
    assert added(root)["当事人"] == {"名称": "张某", "类型": "自然人", "身份证号": "350421198501010013"}


def test_today_is_the_default(root: Path) -> None:
    assert run(["case", "add", "transport", "--cause", "甲"]) == 0
    day = today().isoformat()
    assert [case["日期"] for case in _cases(root, f"{day}-1-*.yaml")] == [day]


def give(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


WHOLE = {
    "案由": "未携带车辆营运证",
    "日期": "2021-10-12",
    "违反应对措施": None,
    "处理": [{"清单": "不予行政处罚", "编码": "JT-001"}],
    "措施": [{"方式": "行政告诫"}, {"方式": "说服教育", "记录": ["档案：7"]}, {"方式": "行政约谈"}],
    "文书": [
        {"填写": {"行为": "甲"}, "种类": "行政告诫书"},
        {"种类": "行政约谈通知书", "文号": "约1", "日期": "2021-10-13", "送达": {"日期": "2021-10-14"}},
    ],
    "备注": "两份",
}


def test_a_whole_case_as_json(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, b"\xef\xbb\xbf" + json.dumps(WHOLE, ensure_ascii=False).encode())
    assert run(["case", "add", "transport", "--json", "-"]) == 0
    case = added(root)
    assert list(case) == ["案号", "日期", "案由", "违反应对措施", "处理", "措施", "文书", "备注"]
    assert list(case["文书"][0]) == ["种类", "文号", "日期", "填写"]
    assert case["处理"][0]["记录"] == ["明交告〔2021〕8号", "约1"]
    assert [one["记录"] for one in case["措施"]] == [["明交告〔2021〕8号"], ["档案：7"], ["约1"]]


def test_json_from_a_file_and_with_a_number_of_its_own(root: Path, tmp_path: Path) -> None:
    source = tmp_path / "案件.json"
    source.write_text(json.dumps({**WHOLE, "案号": "自编/甲:7"}), "utf-8")
    assert run(["case", "add", "transport", "--json", str(source)]) == 0
    (path,) = root.glob("cases/transport/2021/2021-10-12-自编_甲_7-*.yaml")
    assert parse(path.read_bytes())["案件"][0]["案号"] == "自编/甲:7"


BAD_JSON: dict[str, tuple[Any, int, str]] = {
    "not JSON": ("{", 2, "不是有效的 JSON"),
    "deep": ("[" * 100_000, 2, "不是有效的 JSON"),
    "a list": ([], 2, "应当是一件案件"),
    "no date": ({"案由": "甲"}, 2, "缺少“日期”"),
    "no such day": ({"日期": "2021-02-30"}, 2, "2021-02-30 不是日期"),
    "no cause": ({"日期": "2021-10-12"}, 1, "缺少“案由”"),
    "unknown key": ({**WHOLE, "案有": "甲"}, 1, "不认识的键“案有”"),
    "documents not a list": ({**WHOLE, "文书": "甲"}, 1, "“文书”应当是列表"),
    "a row not a mapping": ({**WHOLE, "措施": ["行政告诫"]}, 1, "“措施”"),
    "unknown kind": ({**WHOLE, "文书": [{"种类": "通知"}]}, 1, "“种类”不能写"),
    "number not a text": ({**WHOLE, "案号": 7}, 1, "“案号”应当是文本"),
    "document number not a text": ({**WHOLE, "文书": [{"种类": "行政告诫书", "文号": 7}]}, 1, "“文号”应当是文本"),
    "number taken": ({**WHOLE, "案号": "明交柔〔2021〕9号"}, 2, "“明交柔〔2021〕9号”已经使用"),
    "document number taken": (
        {**WHOLE, "文书": [{"种类": "行政告诫书", "文号": "自编〔2021〕99号"}]},
        2,
        "“自编〔2021〕99号”已经使用",
    ),
    "not a number": ('{"日期": "2021-10-12", "案由": NaN}', 2, "手工添加"),
    "half a character": ('{"日期": "2021-10-12", "案由": "\\ud800"}', 2, "无法保存的字符"),
    "unknown item": ({**WHOLE, "处理": [{"清单": "不予行政处罚", "编码": "X"}]}, 1, "没有编码“X”"),
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_bad_json_is_explained_and_not_written(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content, status, sentence = BAD_JSON[name]
    give(monkeypatch, (content if isinstance(content, str) else json.dumps(content)).encode())
    before = snapshot(root)
    assert run(["case", "add", "transport", "--json", "-"]) == status
    output = capsys.readouterr()
    assert sentence in output.out + output.err
    assert snapshot(root) == before


ITEM = [
    "--code",
    "0123",
    "--name",
    "未携带从业资格证的",
    "--when",
    "当场改正的",
    "--ground",
    "《甲法》第一条",
    "--measure",
    "说服教育",
]

SENTENCES: dict[tuple[str, ...], tuple[int, str]] = {
    ("case", "add", "水利局", "--cause", "甲"): (2, "没有名为“水利局”的单位"),
    ("case", "add", "transport"): (2, "缺少 --cause（案由）；不写任何选项，在终端里运行就逐项询问"),
    (*CASE[:3], "--date", "2021-2-3", "--cause", "甲"): (2, "2021-2-3 不是日期"),
    (*CASE, "--facts", "甲\x0b乙"): (2, "控制字符 U+000B"),
    (*CASE, "--party-name", "甲"): (2, "--party-kind"),
    (*CASE, "--party-name", "甲", "--party-kind", "公司"): (1, "“类型”不能写“公司”"),
    (*CASE, *PARTY, "--party-code", "91350421MA00000153"): (1, "校验位不对"),
    (*CASE, "--item", "X"): (2, "四张清单里都没有编码 X"),
    (*CASE, "--item", "五单:JT-001"): (2, "没有名为“五单”的清单"),
    (*CASE, "--item", "不予行政处罚:X", "--record", "档案：1"): (1, "没有编码“X”"),
    (*CASE, "--item", "JT-001"): (1, "没有文字记录"),
    (*CASE, "--measure", "说服教育"): (1, "说服教育没有文字记录"),
    (*CASE, "--measure", "说教"): (2, "没有名为“说教”的方式"),
    (*CASE, "--measure", "行政指导=多"): (2, "数量应为整数"),
    (*CASE, "--measure", "行政指导=0", "--record", "档案：1"): (1, "不小于 1"),
    (*CASE, "--measure", "说服教育", "--record", "records/无.txt"): (1, "所指文件不存在"),
    (*CASE, "--document", "通知书"): (2, "没有名为“通知书”的文书"),
    (*CASE, "--fill", "行为=甲"): (2, "没有 --document"),
    (*CASE, *NOTICE, "--fill", "行为"): (2, "应写成 名称=内容"),
    (*CASE, *NOTICE, "--fill", "地点=甲"): (2, "行政告诫书要填行为、依据、改正期限"),
    (*CASE, *NOTICE, "--fill", "行政提示书.行为=甲"): (2, "没有地方填写“行政提示书.行为”"),
    (*CASE, *NOTICE, "--fill", "改正期限=明天"): (1, "“改正期限”的写法不对"),
    (*CASE, "--json", "-"): (2, "--json 不能与"),
    ("case", "add", "transport", "--json", "-", "--record", "档案：1"): (2, "--json 不能与"),
    ("case", "add", "transport", "--json", "无.json"): (2, "读不了 无.json"),
    ("checklist", "add", "transport", "五单", *ITEM): (2, "没有名为“五单”的清单"),
    ("checklist", "add", "transport", "2", *ITEM): (2, "没有 checklists/transport/mitigated-penalty.yaml"),
    ("checklist", "add", "transport", "1", *ITEM, "--measure", "告诫"): (2, "没有名为“告诫”的方式"),
    ("checklist", "add", "transport", "1", *ITEM, "--code", "JT-001"): (1, "“JT-001”在本清单内重复"),
    ("checklist", "add", "transport", "1", "--code", "1"): (2, "缺少 --"),
}


def test_a_day_that_is_still_to_come_is_pointed_out(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list may be tried out before it is in force: the case is written."""
    for date, said in (("2999-01-01", True), ("2021-10-12", False)):
        assert run([*CASE[:3], "--date", date, "--cause", "甲"]) == 0
        assert (f"注意：日期 {date} 还没有到；请核对" in capsys.readouterr().err) is said


@pytest.mark.parametrize("arguments", SENTENCES, ids=" ".join)
def test_wrong_calls_are_explained_and_nothing_is_written(
    arguments: tuple[str, ...], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, sentence = SENTENCES[arguments]
    before = snapshot(root)
    assert run(list(arguments)) == status
    output = capsys.readouterr()
    assert sentence in output.out + output.err
    if status == 1:
        assert "改法：" in output.out
        assert output.err == "没有写入任何文件\n"
    assert snapshot(root) == before


def test_an_item_in_two_lists_must_name_its_list(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = (root / LIST).read_text("utf-8").replace("不予行政处罚", "从轻行政处罚")
    (root / "checklists/transport/lighter-penalty.yaml").write_text(other, "utf-8")
    options = [*CASE, "--record", "档案：1", "--item"]
    assert run([*options, "JT-001"]) == 2
    assert "请写成 不予行政处罚:JT-001" in capsys.readouterr().err
    assert run([*options, "从轻处罚：JT-001"]) == 0
    assert added(root)["处理"] == [{"清单": "从轻行政处罚", "编码": "JT-001", "记录": ["档案：1"]}]


def test_unreadable_logs_stop_the_numbering(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "cases/transport/2021/11.yaml").write_bytes(b"{")
    assert run(CASE) == 2
    assert "11.yaml 没有通过校验，不知道用到了几号" in capsys.readouterr().err


def test_a_file_that_is_there_is_not_overwritten(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(CASE) == 0
    (path,) = root.glob("cases/*/*/2021-10-12-*")
    path.write_bytes(b"\xe6\xa1\x88\xe4\xbb\xb6: []\n")
    assert run(CASE) == 2
    assert "已经存在，没有覆盖" in capsys.readouterr().err


def test_two_clerks_on_two_branches_do_not_conflict(root: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", "-A")
    git("commit", "-m", "1")
    for branch, cause in (("甲", "甲案"), ("乙", "乙案")):
        git("checkout", "-b", branch, "main")
        assert run([*CASE[:-1], cause]) == 0
        git("add", "-A")
        git("commit", "-m", cause)
    git("merge", "甲")
    assert {case["案由"] for case in _cases(root, "2021-10-12-*.yaml")} == {"甲案", "乙案"}
    assert [one.code for one in found(root) if one.code < "RX2"] == ["RX102"]


def test_an_item_is_added_and_the_rest_stays(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = "# 首\n" + (root / LIST).read_text("utf-8").rstrip("\n") + "  # 末\n# 尾\n"
    (root / LIST).write_bytes(before.replace("\n", "\r\n").encode())
    more = [
        "--measure",
        "其他：集赞",
        "--penal",
        "《乙法》第二条",
        "--origin",
        "本级补充",
        "--exception",
        "《丙法》第三条",
        "--note",
        "甲: 乙",
    ]
    assert run(["checklist", "add", "交通运输局", "不予行政处罚清单", *ITEM, *more]) == 0
    after = (root / LIST).read_bytes().decode()
    assert after.replace("\r\n", "\n") == before.removesuffix("# 尾\n") + (
        '  - 编码: "0123"\n    名称: 未携带从业资格证的\n    情形: 当场改正的\n    依据: [《甲法》第一条]\n'
        "    处罚依据: [《乙法》第二条]\n    监管措施: [说服教育, 其他：集赞]\n    来源: 本级补充\n"
        '    例外依据: 《丙法》第三条\n    备注: "甲: 乙"\n# 尾\n'
    )
    assert after.count("\r\n") == after.count("\n")
    said = capsys.readouterr().out
    assert "现有 2 个事项，版本 1" in said
    assert "“版本”加 1" in said


def test_an_unsound_list_is_not_touched(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / LIST).write_bytes("清单: 甲\n事项: []\n".encode())
    assert run(["checklist", "add", "transport", "1", *ITEM]) == 2
    assert f"{LIST} 没有通过校验" in capsys.readouterr().err


def test_a_list_that_would_grow_too_large_is_not_touched(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (root / LIST).open("ab") as stream:
        stream.write(b"#" * (MAX_FILE_BYTES - stream.tell()))
    before = snapshot(root)
    assert run(["checklist", "add", "transport", "1", *ITEM]) == 2
    assert "没有改动文件" in capsys.readouterr().err
    assert snapshot(root) == before


def test_an_edited_tree_is_the_tree_with_the_edits() -> None:
    tree = EditedTree(MemoryTree({"a/1": b"1", "a/3": b"3"}), {"a/2": b"2", "a/3": b"new"})
    assert list(tree.files("a")) == ["a/1", "a/2", "a/3"]
    assert [tree.read(path) for path in tree.files()] == [b"1", b"2", b"new"]
    assert [tree.exists(path) for path in ("a/1", "a/2", "b")] == [True, True, False]
    assert [tree.stamp(path) for path in ("a/1", "a/2")] == ["", ""]


def test_warnings_are_shown_and_do_not_stop(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = (root / "rouxing.yaml").read_text("utf-8")
    (root / "rouxing.yaml").write_text(settings + "规则: {级别: {RX105: 警告}}\n", "utf-8")
    assert run([*CASE, "--measure", "说服教育"]) == 0
    output = capsys.readouterr()
    assert "警告 RX105" in output.out
    assert "已写入" in output.out


def test_a_new_file_of_another_agency_leaves_the_numbers_alone(root: Path) -> None:
    shutil.copytree(root / "checklists/transport", root / "checklists/water")
    card = root / "checklists/water/agency.yaml"
    card.write_text("名称: 明溪县水利局\n代字: 明水\n", "utf-8")
    assert run(["case", "add", "水利局", *CASE[3:]]) == 2
    assert run(["case", "add", "明溪县水利局", *CASE[3:]]) == 0
    assert added(root)["案号"] == "明水柔〔2021〕1号"
