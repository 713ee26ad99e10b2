"""Cases picked out and shown: filters, words in any field, numbers of persons as stars, what annex 5 counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rouxing.commands._door import run
from rouxing.widths import width
from tests.conftest import ROOT, Overlay

LOG = """案件:
  - 案号: 明交柔〔2021〕10号
    日期: 2021-10-12
    当事人: {名称: 张三, 类型: 自然人, 身份证号: "35042119870316001X", 联系电话: "13800010601"}
    案由: 未携带车辆营运证，经当场指出以后立即回家取来出示
    处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：1]}]
    措施: [{方式: 说服教育, 数量: 2, 日期: 2021-11-02, 记录: [档案：1]}, {方式: 行政告诫}]
    文书: [{种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12, 填写: {行为: 甲}}]
  - {案号: 明交柔〔2021〕9号, 日期: 2021-10-12, 案由: 宣讲, 公开: false, 不公开理由: 国家秘密}
  - 案号: 明交柔〔2022〕1号
    日期: 2022-01-05
    案由: 乙
    文书:
      - {种类: 行政提示书, 文号: 明交提〔2022〕1号, 日期: 2022-01-05, 送达: {日期: 2022-01-06, 方式: 直接送达}}
"""


@pytest.fixture
def root(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = overlay({"cases/transport/2021/10.yaml": LOG.encode()})
    monkeypatch.chdir(root)
    return root


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert run(["case", "list", "--format", "json", *arguments]) == 0
    output = capsys.readouterr().out
    assert "35042119870316001X" not in output
    return [case["案号"].partition("〕")[2] for case in json.loads(output)["案件"]]


PICKED = {
    (): ["9号", "10号", "1号"],
    ("--year", "2021"): ["9号", "10号"],
    ("--year", "2022", "--month", "1"): ["1号"],
    ("--year", "2022", "--month", "2"): [],
    ("--from", "2021-11"): ["1号"],
    ("--to", "2021-10-12"): ["9号", "10号"],
    ("--to", "2021-10"): ["9号", "10号"],
    ("--from", "2021-10-13", "--to", "2021"): [],
    ("--year", "2021", "--to", "2021-09"): [],
    ("--list", "不予处罚"): ["10号"],
    ("--list", "2"): [],
    ("--item", "JT-001"): ["10号"],
    ("--method", "行政告诫"): ["10号"],
    ("--party", "张"): ["10号"],
    ("--state", "缺记录"): ["10号"],
    ("--state", "未送达"): ["10号"],
    ("--state", "不公开"): ["9号"],
    ("--state", "齐全"): ["9号", "1号"],
    ("--agency", "交通运输局"): ["9号", "10号", "1号"],
    ("13800010601",): ["10号"],
    ("营运证", "jt-001"): ["10号"],
    ("营运证", "宣讲"): [],
}


@pytest.mark.parametrize("arguments", PICKED, ids=" ".join)
def test_cases_are_picked(arguments: tuple[str, ...], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(capsys, *arguments) == PICKED[arguments]


def test_a_table_of_eighty_columns(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["case", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["案号", "日期", "当事人", "案由", "处理和方式", "状态"]
    assert lines[2].startswith("明交柔〔2021〕10号  2021-10-12  张三")
    assert lines[1].split()[2] == "（公众）"
    assert lines[2].endswith("缺记录、未送达")
    assert max(map(width, lines)) <= 80
    monkeypatch.chdir(ROOT)
    assert run(["case", "list"]) == 0
    assert max(map(width, capsys.readouterr().out.splitlines())) <= 80


def test_private_numbers_only_in_full(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for format_ in ("json", "csv"):
        run(["case", "list", "--format", format_, "--full"])
        assert "35042119870316001X" in capsys.readouterr().out
        run(["case", "list", "--format", format_])
        assert "35042119870316001X" not in capsys.readouterr().out
    run(["case", "show", "明交柔〔2021〕10号"])
    assert "13800010601" not in capsys.readouterr().out
    run(["case", "show", "明交柔〔2021〕10号", "--full"])
    assert "13800010601" in capsys.readouterr().out


WRONG = {
    ("list", "--month", "1"): "就要写 --year",
    ("list", "--from", "去年"): "去年 不是日期",
    ("list", "--to", "2021-13"): "2021-13 不是日期",
    ("list", "--from", "2022", "--to", "2021-12"): "--from 2022 在 --to 2021-12 之后",
    ("list", "--format", "xlsx", "--out", "台账.csv"): "--out 的文件名 台账.csv 应以 .xlsx 结尾",
    ("template", "--out", "台账.docx"): "--out 的文件名 台账.docx 应以 .xlsx 结尾",
    ("list", "--method", "说教"): "没有名为“说教”的方式",
    ("show", "明交柔〔2021〕99号"): "没有案号为 明交柔〔2021〕99号 的案件",
    ("show", "10"): "相近的有：明交柔〔2021〕10号",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_questions(arguments: tuple[str, ...], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["case", *arguments]) == 2
    assert WRONG[arguments] in capsys.readouterr().err


def test_a_log_that_cannot_be_read_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "cases/transport/2021/11.yaml").write_bytes(b"{")
    assert run(["case", "list"]) == 1
    output = capsys.readouterr()
    assert "11.yaml 没有通过校验" in output.err
    assert "明交柔〔2021〕10号" in output.out


def test_one_case_with_what_counts(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["case", "show", "明交柔[2021]10号"]) == 0
    output = capsys.readouterr().out
    assert "2021-10  不予行政处罚 1 件\n  2021-11  说服教育 2 件\n" in output
    assert "没有计入\n  2021-10-12  行政告诫：没有填写记录" in output
    assert "还没有送达" in output
    assert "改正期限" in output
    run(["case", "show", "明交柔〔2021〕9号"])
    assert "没有一项计入" in capsys.readouterr().out
    assert run(["case", "show", "明交柔〔2022〕1号", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["事件"] for one in data["经过"]] == [
        "案由：乙",
        "制作行政提示书 明交提〔2022〕1号",
        "送达 明交提〔2022〕1号（直接送达）",
    ]
    assert (data["版本"], data["计入"], data["未计入"], data["状态"]) == (1, [], [], ["齐全"])


def test_a_number_used_twice(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "cases/transport/2021/11.yaml").write_text(
        "案件: [{案号: 明交柔〔2021〕9号, 日期: 2021-11-01, 案由: 乙}]\n", "utf-8"
    )
    assert run(["case", "show", "明交柔〔2021〕9号"]) == 2
    assert "有 2 件：transport（cases/transport/2021/10.yaml）" in capsys.readouterr().err
