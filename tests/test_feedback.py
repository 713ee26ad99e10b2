"""Feedback upward: recorded per item, listed, printed as a letter."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from rouxing.commands._door import run
from rouxing.load.parse import parse
from tests.conftest import ROOT, Overlay, found

ADD = ("feedback", "add", "transport", "1", "JT-001", "--kind", "不便于操作执行", "--date", "2021-12-01")
FILE = "checklists/transport/feedback.yaml"
PATH = "checklists/transport/no-penalty.yaml"


@pytest.fixture
def root(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = overlay({})
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "80")
    return root


def test_from_the_first_row_to_the_letter(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["feedback", "list"]) == 0
    assert capsys.readouterr().out == "没有反馈\n"
    assert run([*ADD, "--text", "“当场”\n难以认定", "--proposal", "改为“二十四小时内”"]) == 0
    assert run([*ADD[:-1], "2021-12-02", "--text", "争议大"]) == 0
    assert found(root) == []
    text = (root / FILE).read_text()
    assert text.startswith(
        "# yaml-language-server: $schema=../../schemas/feedback.schema.json\n反馈:\n  - 日期: 2021-12-01\n"
    )
    capsys.readouterr()
    assert run(["feedback", "list", "transport"]) == 0
    out = capsys.readouterr().out
    assert "交通运输局  不予行政处罚  JT-001  未按照规定携带车辆营运证的" in out
    assert "    2021-12-01  不便于操作执行  还没有报送\n    “当场” 难以认定\n    建议：改为“二十四小时内”\n" in out
    assert run(["feedback", "letter", "transport", "--date", "2021-12-10", "--number", "明交〔2021〕40号"]) == 0
    name = "out/反馈意见-交通运输局-2021-12-10.docx"
    assert capsys.readouterr().out == f"2 条反馈\n已写入 {name}\n"
    first = (root / name).read_bytes()
    document = docx.Document(io.BytesIO(first))
    paragraphs = [one.text for one in document.paragraphs]
    assert paragraphs[:3] == [
        "明溪县交通运输局关于“四张清单”有关事项的反馈意见",
        "明交〔2021〕40号",
        "三明市交通运输局：",
    ]
    assert [cell.text for cell in document.tables[0].rows[1].cells][2:] == [
        "JT-001\n未按照规定携带车辆营运证的",
        "不便于操作执行\n“当场” 难以认定",
        "改为“二十四小时内”",
    ]
    assert [row.cells[4].text for row in document.tables[0].rows[1:]] == ["改为“二十四小时内”", "无"]
    assert "发现1个事项" in paragraphs[3]  # put twice, but one item
    (root / FILE).write_text(
        text.replace("类型: 不便于操作执行", "报送: {日期: 2021-12-10, 文号: 明交1号}\n    类型: 不便于操作执行")
    )
    assert run(["feedback", "letter", "transport"]) == 2
    assert "还没报送的反馈" in capsys.readouterr().err
    assert run(["feedback", "letter", "transport", "--all"]) == 0
    capsys.readouterr()
    assert run(["feedback", "list", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["版本"], len(data["反馈"]), data["反馈"][0]["报送"]["日期"]) == (1, 2, "2021-12-10")
    assert run(["feedback", "list"]) == 0
    assert "已报送（2021-12-10 明交1号）" in capsys.readouterr().out


def test_the_same_feedback_is_written_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ADD, "--text", "难"]) == 0
    before = (root / FILE).read_bytes()
    assert run([*ADD, "--text", "难"]) == 2
    assert "已经有同样的一条" in capsys.readouterr().err
    assert (root / FILE).read_bytes() == before


def test_two_who_add_at_once_lose_nothing(root: Path) -> None:
    command = [sys.executable, "-m", "rouxing", *ADD, "--text"]
    more = {"cwd": root, "stdout": subprocess.DEVNULL, "env": {**os.environ, "PYTHONPATH": str(ROOT)}}
    clerks = [subprocess.Popen([*command, str(number)], **more) for number in range(4)]
    assert [one.wait() for one in clerks] == [0] * 4
    assert sorted(row["问题"] for row in parse((root / FILE).read_bytes())["反馈"]) == ["0", "1", "2", "3"]


def test_an_agency_nobody_can_read(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = root / "checklists/transport/agency.yaml"
    own.write_bytes(b"<<<<<<< HEAD\n")
    assert run(["feedback", "list"]) == 2
    assert "agency.yaml 没有通过校验，没有使用" in capsys.readouterr().err
    assert run(["feedback", "list", "transport"]) == 2
    assert "agency.yaml 没有通过校验，不知道是哪个单位" in capsys.readouterr().err
    assert run(["feedback", "list", "交通运输局"]) == 2
    assert "agency.yaml 没有通过校验，不在其中" in capsys.readouterr().err


def test_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["feedback", "add", "transport", "1", "X", "--kind", "其他", "--text", "x"]) == 2
    assert "没有编码为“X”的事项" in capsys.readouterr().err
    assert run(["feedback", "add", "transport", "1", "JT-001", "--kind", "别的", "--text", "x"]) == 2
    assert "没有名为“别的”的类型" in capsys.readouterr().err
    assert run([*ADD, "--text", " "]) == 2
    assert not (root / FILE).exists()
    assert run(["feedback", "letter", "transport", "--all"]) == 2


def test_an_item_that_is_gone_and_a_file_that_is_broken(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / FILE).write_text("反馈:\n  - {日期: 2021-12-01, 清单: 不予行政处罚, 编码: X, 类型: 其他, 问题: 旧}\n")
    assert run(["feedback", "list"]) == 0
    assert "X  （已不在清单里）" in capsys.readouterr().out
    capsys.readouterr()
    assert run(["feedback", "letter", "transport"]) == 0
    sound = (root / PATH).read_bytes()
    (root / PATH).write_bytes(b"<<<<<<< HEAD\n")
    capsys.readouterr()
    for command in ([*ADD, "--text", "x"], ["feedback", "list"], ["feedback", "letter", "transport"]):
        assert run(command) == 2  # an item of a list nobody can read is not gone
        assert capsys.readouterr().err == f"rouxing：{PATH} 没有通过校验，没有使用；请先运行 rouxing check {PATH}\n"
    (root / PATH).write_bytes(sound)
    (root / FILE).write_text("反馈:\n  - {日期: 昨天}\n")
    assert {one.code for one in found(root)} <= {"RX012", "RX014", "RX015", "RX016", "RX013", "RX017"}
    assert found(root)
    capsys.readouterr()
    for command in ([*ADD, "--text", "x"], ["feedback", "list"], ["feedback", "letter", "transport"]):
        assert run(command) == 2
        assert capsys.readouterr() == (
            "",
            f"rouxing：{FILE} 没有通过校验，没有使用；请先运行 rouxing check {FILE}\n",
        )
    assert (root / FILE).read_text() == "反馈:\n  - {日期: 昨天}\n"
