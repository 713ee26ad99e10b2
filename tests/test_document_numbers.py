"""Numbers of notices: given one after another, never twice, and put right after a merge without losing a comment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rouxing.commands._adding import read
from rouxing.commands._door import run
from rouxing.documents import changes, following
from rouxing.errors import Refused
from rouxing.files.tree import FolderTree
from rouxing.files.yaml_text import appended
from rouxing.load import case_logs, open_repository
from rouxing.model import Agency, Case, CaseLog
from tests.conftest import ROOT
from tests.test_documents import BASE, CASE_FILE

LEFT = """\
# 十月台账，一线登记
案件:
  - 案号: 明交柔〔2021〕1号   # 首件
    日期: 2021-10-12
    案由: 未携带车辆营运证
    措施:
      - {方式: 行政告诫, 记录: [明交告〔2021〕1号]}   # 当场
    文书:
      # 已经送达
      - 种类: 行政告诫书
        文号: 明交告〔2021〕1号
        日期: 2021-10-12
        填写: {行为: 未随车携带营运证, 依据: 《某规定》第八条, 改正期限: 2021-10-20}
        送达: {日期: 2021-10-12, 方式: 直接送达}
"""
RIGHT = """\
案件:
  - 案号: "明交柔〔2021〕1号"
    日期: 2021-10-11
    案由: 未携带从业资格证
    处理:
      - {清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：2021-1, 明交告〔2021〕1号]}
    措施:
      - 方式: 行政告诫
        记录:
          - 明交告〔2021〕1号   # 见文书
      - {方式: 行政回访, 记录: [明交访〔2021〕1号]}
    文书:
      - {种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-11}
      - 种类: 行政执法案件回访登记表
        文号: 明交访〔2021〕1号
        日期: 2021-12-01
        填写: {案件编号: 明交柔〔2021〕1号, 承办人: 王五}
"""
RIGHT_FILE = "cases/transport/2021/11.yaml"


@pytest.fixture
def merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two branches that both took 1号, merged."""
    for path, content in {**BASE, CASE_FILE: LEFT.encode(), RIGHT_FILE: RIGHT.encode()}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_after_a_merge_the_unserved_one_gets_the_next_number(merged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "renumber"]) == 0
    told = capsys.readouterr()
    assert "案件 明交柔〔2021〕1号 → 明交柔〔2021〕2号\n    改：cases/transport/2021/11.yaml" in told.out
    assert "行政告诫书 明交告〔2021〕1号 → 明交告〔2021〕2号\n" in told.out
    assert "留：cases/transport/2021/10.yaml（明交柔〔2021〕1号，已送达）\n    跟着改的引用：2 处" in told.out
    assert (merged / CASE_FILE).read_text("utf-8") == LEFT
    expected = RIGHT.replace('"明交柔〔2021〕1号"', "明交柔〔2021〕2号").replace(
        "明交柔〔2021〕1号", "明交柔〔2021〕2号"
    )
    assert (merged / RIGHT_FILE).read_text("utf-8") == expected.replace("明交告〔2021〕1号", "明交告〔2021〕2号")
    assert run(["doc", "renumber"]) == 0
    assert capsys.readouterr().out == "没有重复的文号和案号\n"


def test_a_dry_run_writes_nothing(merged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "renumber", "明交告[2021]1号", "--dry-run"]) == 0
    told = capsys.readouterr()
    assert "→ 明交告〔2021〕2号" in told.out
    assert "明交柔〔2021〕2号" not in told.out
    assert told.err == "没有写入任何文件\n"
    assert (merged / RIGHT_FILE).read_text("utf-8") == RIGHT


def test_two_that_are_served_stay_unless_told(merged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    served = RIGHT.replace("日期: 2021-10-11}", "日期: 2021-10-11, 送达: {日期: 2021-10-11, 方式: 直接送达}}")
    (merged / RIGHT_FILE).write_text(served, "utf-8")
    assert run(["doc", "renumber"]) == 1
    assert "行政告诫书 明交告〔2021〕1号 已经送达，没有改动任何文件" in capsys.readouterr().err
    assert (merged / RIGHT_FILE).read_text("utf-8") == served
    # the later one gives way: 10.yaml is of the 12th
    assert run(["doc", "renumber", "--served"]) == 0
    assert "明交柔〔2021〕1号 已有文书送达" in capsys.readouterr().err
    assert (merged / RIGHT_FILE).read_text("utf-8") == served
    assert "文号: 明交告〔2021〕2号" in (merged / CASE_FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "sentence"),
    [
        ("明交告〔2021〕1号", "告字第甲号", 2, "行政告诫书 告字第甲号 不是“代字〔年份〕序号”的样子"),
        ("案由: 未携带从业资格证", "案由: 未携带从业资格证\n    未知: 1", 2, "有台账没有通过校验"),
        ("文号: 明交告〔2021〕1号", "文号: |-\n          明交告〔2021〕1号", 2, "没有办法准确地替换"),
    ],
)
def test_what_cannot_be_done_exactly_is_not_done(
    merged: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, code: int, sentence: str
) -> None:
    left = LEFT.replace(old, new) if "告字" in new else LEFT
    right = RIGHT.replace("      - {种类: 行政告诫书, 文号", "      - 种类: 行政告诫书\n        文号").replace(
        "号, 日期: 2021-10-11}", "号\n        日期: 2021-10-11"
    )
    right = right.replace(old, new)
    (merged / CASE_FILE).write_text(left, "utf-8")
    (merged / RIGHT_FILE).write_text(right, "utf-8")
    assert run(["doc", "renumber"]) == code
    assert sentence in capsys.readouterr().err
    assert (merged / RIGHT_FILE).read_text("utf-8") == right


def test_an_unknown_number_is_named(merged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "renumber", "明交告〔2021〕9号"]) == 2
    assert "没有编号“明交告〔2021〕9号”" in capsys.readouterr().err
    assert (merged / RIGHT_FILE).read_text("utf-8") == RIGHT


def test_what_only_a_person_knows_is_said(merged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two notices of one case under one number, a visit noted in another case, and a number inside a sentence."""
    right = RIGHT.replace(
        "    文书:\n", "    文书:\n      - {种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-13}\n"
    ).replace("案由: 未携带从业资格证", "案由: 未携带从业资格证\n    事实: 已发明交告〔2021〕1号。")
    right += """\
  - 案号: 明交柔〔2021〕2号
    日期: 2021-12-02
    案由: 回访
    文书:
      - {种类: 行政执法案件回访登记表, 文号: 明交访〔2021〕2号, 日期: 2021-12-02, 填写: {案件编号: 明交柔〔2021〕1号}}
"""
    (merged / CASE_FILE).write_text(LEFT.replace("告〔2021〕1号", "告〔2021〕5号"), "utf-8")
    (merged / RIGHT_FILE).write_text(right, "utf-8")
    assert run(["doc", "renumber"]) == 0
    error = capsys.readouterr().err
    assert "“记录”里的 明交告〔2021〕1号 指哪一份，请自行核对" in error
    assert "明交访〔2021〕2号 的“案件编号”写着 明交柔〔2021〕1号，指哪一件请自行核对" in error
    text = (merged / RIGHT_FILE).read_text("utf-8")
    assert "文号: 明交告〔2021〕6号, 日期: 2021-10-13" in text
    assert "案号: 明交柔〔2021〕3号" in text


def test_a_number_inside_a_sentence_is_said(merged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = RIGHT.replace("案由: 未携带从业资格证", "案由: 未携带从业资格证\n    事实: 已发明交告〔2021〕1号。")
    (merged / RIGHT_FILE).write_text(right, "utf-8")
    assert run(["doc", "renumber"]) == 0
    assert "的“事实”里写着 明交告〔2021〕1号，请自行核对" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "used", "next_"),
    [
        ("明交告〔2021〕1号", ["明交告〔2021〕9号", "明交告〔2022〕20号", "明交建〔2021〕30号"], "明交告〔2021〕10号"),
        ("明交告〔2021〕第007号", ["明交告〔2021〕第009号"], "明交告〔2021〕第010号"),
        ("7号", [], ""),
    ],
)
def test_the_number_after_the_highest(number: str, used: list[str], next_: str) -> None:
    assert following(number, {number, *used}) == next_


PAPERS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["告", "建"]), st.integers(1, 28), st.booleans()), max_size=6
)


@given(st.lists(st.tuples(st.integers(1, 3), PAPERS), max_size=5))
def test_no_number_is_left_twice_and_none_is_skipped(data: list[tuple[int, list[tuple[int, str, int, bool]]]]) -> None:
    kinds = {"告": "行政告诫书", "建": "行政执法建议书"}
    cases = []
    for at, (number, papers) in enumerate(data):
        rows = [
            {"种类": kinds[sign], "文号": f"甲{sign}〔2021〕{one}号", "日期": f"2021-10-{day:02}"}
            | ({"送达": {"日期": "2021-11-01"}} if served else {})
            for one, sign, day, served in papers
        ]
        case = {"案号": f"甲柔〔2021〕{number}号", "日期": "2021-10-12", "案由": "甲", "文书": rows}
        cases.append(Case(case, CASE_FILE, ("案件", at)))
    numbers = {(case.path, case.at("案号").pointer): case.number for case in cases}
    numbers |= {(one.path, one.at("文号").pointer): one.number for case in cases for one in case.documents}
    before = list(numbers.values())
    found = changes(Agency({"名称": "甲", "代字": "甲"}, "checklists/a/agency.yaml"), cases)
    for one in found:
        numbers[one.holder.case.path, one.holder.pointer] = one.new
    after = list(numbers.values())
    assert len(set(after)) == len(after)
    assert set(before) <= set(after)
    assert len(found) == len(before) - len(set(before))
    for sign in "柔告建":
        old = [int(one.split("〕")[1][:-1]) for one in before if sign in one]
        new = sorted(int(one.split("〕")[1][:-1]) for one in after if sign in one)
        fresh = new[len(set(old)) :]
        assert fresh == list(range(max(old, default=0) + 1, max(old, default=0) + 1 + len(fresh)))
    for one in found:
        assert one.keeper.served or not one.holder.served


# a notice entered into a case on file


def test_a_notice_is_entered_with_the_next_number_and_its_measure(
    merged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (merged / RIGHT_FILE).unlink()
    arguments = ["doc", "add", "明交柔[2021]1号", "行政执法建议书", "--date", "2021-10-13", "--fill", "发现问题=散放"]
    assert run(arguments) == 0
    told = capsys.readouterr()
    assert told.out.endswith("文书：行政执法建议书 明交建〔2021〕1号\n打印文书：rouxing doc gen 明交建〔2021〕1号\n")
    assert "缺少“建议内容”" in told.err
    head, tail = LEFT.split("    文书:\n")
    measure = "      - 方式: 行政建议\n        日期: 2021-10-13\n        记录: [明交建〔2021〕1号]\n"
    notice = (
        "      - 种类: 行政执法建议书\n        文号: 明交建〔2021〕1号\n        日期: 2021-10-13\n"
        "        填写:\n          发现问题: 散放\n"
    )
    assert (merged / CASE_FILE).read_text("utf-8") == f"{head}{measure}    文书:\n{tail}{notice}"


def test_a_measure_that_waits_for_its_record_gets_it(merged: Path) -> None:
    head = "案件:\n  - 案号: 明交柔〔2021〕1号\n    日期: 2021-10-12\n    案由: 甲   # 乙\n"
    text = head + "    措施:\n      - 方式: 行政告诫\n"
    (merged / RIGHT_FILE).unlink()
    (merged / CASE_FILE).write_text(text, "utf-8")
    assert run(["doc", "add", "明交柔〔2021〕1号", "行政告诫书", "--date", "2021-10-12"]) == 0
    tree = FolderTree(merged)
    opened, _ = open_repository(tree)
    (log,) = [one.record for one in case_logs(opened)]
    assert isinstance(log, CaseLog)
    (case,) = log.cases
    assert [(one.method.value, list(one.records)) for one in case.measures] == [("行政告诫", ["明交告〔2021〕1号"])]
    assert [one.number for one in case.documents] == ["明交告〔2021〕1号"]
    assert "# 乙" in (merged / CASE_FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["明交柔〔2021〕1号", "行政告诫书"], "有 2 件案件的案号是"),
        (["明交柔〔2021〕9号", "行政告诫书"], "没有案号为“明交柔〔2021〕9号”的案件"),
        (["明交柔〔2021〕1号", "通知"], "没有名为“通知”的文书"),
        (["明交柔〔2021〕1号", "行政告诫书", "--fill", "甲=乙"], "没有地方填写“甲”"),
        (["明交柔〔2021〕1号", "行政告诫书", "--date", "昨天"], "昨天 不是日期"),
    ],
)
def test_wrong_entries(merged: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    assert run(["doc", "add", *arguments]) == 2
    assert sentence in capsys.readouterr().err
    assert (merged / CASE_FILE).read_text("utf-8") == LEFT


def test_processes_at_the_same_time_never_get_one_number(merged: Path) -> None:
    (merged / RIGHT_FILE).unlink()
    command = [sys.executable, "-m", "rouxing", "doc", "add", "明交柔〔2021〕1号", "行政告诫书", "--date", "2021-10-13"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(merged)}
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(4)]
    told = [one.communicate(timeout=60)[0].decode() for one in running]
    assert {one.returncode for one in running} == {0}
    numbers = {line for text in told for line in text.splitlines() if line.startswith("文书：")}
    assert numbers == {f"文书：行政告诫书 明交告〔2021〕{number}号" for number in (2, 3, 4, 5)}


# a row in a list below the root


TEXTS = st.text("甲乙 #:-'\"〔〕1", min_size=1, max_size=8)
ROWS = st.lists(st.dictionaries(st.sampled_from(["种类", "文号", "日期"]), TEXTS, min_size=1), min_size=1, max_size=3)


@given(
    st.lists(ROWS, min_size=1, max_size=3), st.data(), st.sampled_from([None, True]), st.sampled_from(["\n", "\r\n"])
)
def test_a_row_is_added_to_a_list_of_one_case_and_every_line_stays(
    data: list[list[dict[str, str]]], draw: st.DataObject, flow: bool | None, end: str
) -> None:
    cases = [{"案号": str(number), "文书": rows, "备注": "尾"} for number, rows in enumerate(data)]
    text = yaml.safe_dump({"案件": cases}, allow_unicode=True, sort_keys=False, default_flow_style=flow or False)
    text = text.replace("\n", end)
    position = draw.draw(st.integers(0, len(cases) - 1))
    row = {"种类": "行政告诫书", "文号": "甲告〔2021〕1号"}
    after = appended(text.encode(), "文书", row, read, ("案件", position))
    cases[position] = {**cases[position], "文书": [*data[position], row]}
    assert read(after) == {"案件": cases}
    if not flow:
        left = iter(after.decode().splitlines(keepends=True))
        assert all(line in left for line in text.splitlines(keepends=True))


@pytest.mark.parametrize("holder", [("案件", 5), ("案件", "甲"), ("处理", 0), ("案件", 0, "案号")])
def test_a_list_that_is_not_there_is_not_written_to(holder: tuple[str | int, ...]) -> None:
    with pytest.raises(Refused, match="不是列表，没有改动文件"):
        appended(LEFT.encode(), "文书", {"种类": "甲"}, read, holder)
