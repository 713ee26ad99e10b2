"""The commands as a person meets them: exit status, Chinese sentences, nothing changed, never a traceback."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rouxing import __version__
from rouxing.commands._door import run
from rouxing.commands._surface import LazyGroup
from rouxing.registry import modules
from tests.conftest import Overlay

LIST = "checklists/transport/no-penalty.yaml"


def snapshot(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def base(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = overlay({})
    monkeypatch.chdir(root)
    return root


BAD_INPUTS: dict[str, tuple[dict[str, bytes], int]] = {
    "not YAML": ({LIST: b"{[:"}, 1),
    "GBK": ({LIST: "清单: 不予行政处罚".encode("gbk")}, 1),
    "empty": ({LIST: b""}, 1),
    "binary": ({LIST: bytes(range(256))}, 1),
    "a list": ({LIST: b"- 1\n- 2\n"}, 1),
    "a number": ({LIST: b"42\n"}, 1),
    "deep": ({LIST: b"- " * 40_000}, 1),
    "wrong settings": ({"rouxing.yaml": b"- 1\n"}, 1),
    "unreadable settings": ({"rouxing.yaml": b"\xff\xfe"}, 1),
    "folder for file": ({"cases/transport/2021/10.yaml/": b""}, 1),
    "schema is not JSON": ({"schemas/cases.schema.json": b"{"}, 1),
    "schema asks the network": ({"schemas/cases.schema.json": b'{"$ref": "http://example.invalid/x.json"}'}, 1),
    "schema nests without end": ({"schemas/cases.schema.json": b'{"not":' * 5000 + b"{}" + b"}" * 5000}, 1),
}


@pytest.mark.parametrize("name", BAD_INPUTS)
@pytest.mark.parametrize("command", ["check", "validate", "lint"])
def test_bad_files_are_findings(
    name: str, command: str, overlay: Overlay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files, status = BAD_INPUTS[name]
    root = overlay({LIST: b""} if "folder" in name and LIST in files else {})
    for path, content in files.items():
        if path.endswith("/"):
            (root / path).mkdir(parents=True)
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
    monkeypatch.chdir(root)
    before = snapshot(root)
    assert run([command]) == status
    output = capsys.readouterr()
    assert re.search(r"^\S+:\d+:\d+: 错误 RX0\d\d \S", output.out, re.MULTILINE)
    assert output.err == ""
    assert snapshot(root) == before


SENTENCES = {
    ("check", "missing.yaml"): "找不到 missing.yaml",
    ("check", "../"): "不在仓库",
    ("nonsense",): "没有命令 nonsense",
    ("check", "--nonsense"): "没有选项 --nonsense",
    ("check", "--format"): "--format",
    ("check", "--format", "pdf"): "只能是 text、json",
    ("check", "--select", "RX9999"): "没有规则 RX9999",
    ("check", "-C", "nowhere"): "找不到 nowhere",
    ("rule", "RX999"): "没有规则 RX999",
    ("rule", "RX101", "RX102"): "多了参数 RX102",
    ("report",): "缺少",
    ("report", "1999"): "1999",
    ("report", "二〇二一"): "应为",
    ("checklist", "show", "没有的单位"): "没有的单位",
    ("doc", "gen", "没有的案号"): "没有的案号",
}


@pytest.mark.parametrize("arguments", SENTENCES, ids=" ".join)
def test_wrong_calls_end_in_one_sentence(
    arguments: tuple[str, ...], base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(base)
    assert run(list(arguments)) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert SENTENCES[arguments] in output.err
    assert output.err.startswith("rouxing：")
    assert output.err.count("\n") == 1
    assert snapshot(base) == before


def test_outside_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["check"], ["report", "2021"], ["doc", "gen"], ["checklist", "show"]):
        assert run(command) == 2
        assert "不在柔性执法仓库里" in capsys.readouterr().err


def test_help_is_chinese_and_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    text = capsys.readouterr().out
    for name in modules(sys.modules["rouxing.commands"]):
        assert f"\n  {name} " in text
        assert run([name, "--help"]) == 0
        page = capsys.readouterr().out
        assert_chinese(page)
        for inner in re.findall(r"^  ([a-z-]+)  ", page.partition("命令：")[2].partition("选项：")[0], re.MULTILINE):
            assert run([name, inner, "--help"]) == 0
            assert_chinese(capsys.readouterr().out)
    assert_chinese(text)


def assert_chinese(text: str) -> None:
    assert re.findall(r"Usage|Options|Arguments|Commands|default|required|[A-Z][a-z]+ [a-z]+ [a-z]+", text) == []
    assert max(map(columns, text.splitlines())) <= 80


def columns(line: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in line)


def test_version_and_bare_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"rouxing {__version__}\n"
    assert run([]) == 0
    assert "用法" in capsys.readouterr().out
    assert LazyGroup(name="x").get_command(None, "../x") is None


def test_json_is_stable(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    root = overlay({LIST: b"\xef\xbb\xbf"})
    assert run(["check", "--format", "json", str(root)]) == 1
    content = json.loads(capsys.readouterr().out)
    assert content["版本"] == 1
    assert content["统计"] == {"文件": 3, "事项": 0, "案件": 0, "错误": 1, "警告": 0}
    keys = ["规则", "级别", "文件", "行", "列", "位置", "事项编码", "案号", "说明", "建议", "指纹"]
    assert [list(one) for one in content["发现"]] == [keys]


def test_paths_select_and_ignore_narrow_the_findings(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    log = "案件:\n  - {案号: 明交柔〔2020〕1号, 日期: 2021-10-12, 案由: 未携带营运证, 措施: [{方式: 说服教育}]}\n"
    root = overlay({"cases/transport/2021/10.yaml": log.encode(), LIST: b""})

    def codes(*arguments: str) -> list[str]:
        run(["check", "--format", "json", *arguments])
        return [one["规则"] for one in json.loads(capsys.readouterr().out)["发现"]]

    assert codes(str(root)) == ["RX114", "RX105", "RX003"]
    assert codes(str(root / "checklists")) == ["RX003"]
    assert codes(str(root / "cases")) == ["RX114", "RX105"]
    assert codes(str(root / "cases/transport/2021/10.yaml")) == ["RX114", "RX105"]
    assert codes(str(root), "--select", "RX105") == ["RX105", "RX003"]
    assert codes(str(root), "--ignore", "rx1") == ["RX003"]
    assert run(["lint", str(root / "cases")]) == 0
    assert run(["validate", str(root / "cases"), "--ignore", "RX105"]) == 0
    assert run(["validate", str(root / "cases"), "--ignore", "RX105", "--strict"]) == 1


def test_settings_switch_level_and_waive(overlay: Overlay) -> None:
    log = "案件:\n  - {案号: 明交柔〔2020〕1号, 日期: 2021-10-12, 案由: 未携带营运证, 措施: [{方式: 说服教育}]}\n"

    def codes(rules: str) -> list[tuple[str, str]]:
        from tests.conftest import found

        settings = f"地区: 明溪县\n规则: {rules}\n"
        root = overlay({"cases/transport/2021/10.yaml": log.encode(), "rouxing.yaml": settings.encode()})
        return [(one.code, one.level.value) for one in found(root)]

    assert codes("{}") == [("RX114", "警告"), ("RX105", "错误")]
    assert codes("{停用: [RX105]}") == [("RX114", "警告")]
    assert codes("{级别: {RX105: 提示}}") == [("RX114", "警告"), ("RX105", "提示")]
    waiver = "{例外: [{规则: RX105, 案号: 明交柔〔2020〕1号, 理由: 补档中, 批准人: 张三, 有效期至: %s}]}"
    assert codes(waiver % "2021-12-31") == [("RX114", "警告")]
    assert codes(waiver % "2021-12-30") == [("RX114", "警告"), ("RX105", "错误"), ("RX120", "警告")]
    assert ("RX016", "错误") in codes("{停用: [RX001]}")


def test_nothing_checked_is_no_success(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (base / "notes").mkdir()
    assert run(["check", "notes"]) == 2
    assert "没有可检查的文件" in capsys.readouterr().err


def test_links_out_of_the_repository_are_not_followed(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = base.parent / "outside.yaml"
    outside.write_text("清单: 不予行政处罚\n", "utf-8")
    (base / "checklists/transport/lighter-penalty.yaml").symlink_to(outside)
    (base / "checklists/transport/no-compulsion.yaml").symlink_to("no-compulsion.yaml")
    assert run(["check"]) == 1
    assert capsys.readouterr().out.count("RX010") == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_for_a_file_does_not_hang(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(base / "checklists/transport/lighter-penalty.yaml")
    assert run(["check"]) == 1
    assert "不是普通文件" in capsys.readouterr().out


def rouxing(*arguments: str, cwd: Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "rouxing", *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False, **options
    )  # type: ignore[call-overload,no-any-return]


def test_validate_imports_nothing_heavy(base: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "rouxing", "validate"]
    result = subprocess.run(command, cwd=base, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True)
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in result.stderr.splitlines()}
    assert loaded & {"docx", "openpyxl", "jinja2", "jsonschema", "pydantic", "lxml", "rich"} == set()
    assert "jsonschema_rs" in loaded


def test_a_reader_that_leaves_the_pipe_is_no_error(base: Path) -> None:
    command = f"{sys.executable} -m rouxing rule | head -n 1"
    result = subprocess.run(["sh", "-c", command], cwd=base, capture_output=True, timeout=60, check=True)
    assert result.stdout.startswith(b"  RX001")
    assert result.stderr == b""


def test_the_output_of_a_pipe_is_utf8_without_colours(base: Path) -> None:
    (base / LIST).write_bytes(b"")
    environment = os.environ | {"PYTHONIOENCODING": "gbk", "LC_ALL": "C"}
    result = rouxing("check", cwd=base, env=environment)
    assert result.returncode == 1
    assert "没有内容" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals differ on Windows")
def test_interruption_is_one_sentence(base: Path) -> None:
    program = (
        "import signal, time, rouxing.commands._checking as c, rouxing.commands._door as d\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background shell hands down "ignored"
        "def slow(*_): print('ready', flush=True); time.sleep(30)\n"
        "c.check = slow\n"
        "raise SystemExit(d.run(['check']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=base, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "已中断" in errors


def test_rules_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rule"]) == 0
    listed = capsys.readouterr().out
    assert "RX104" in listed
    assert max(map(columns, listed.splitlines())) <= 80
    assert run(["rule", "rx104"]) == 0
    page = capsys.readouterr().out
    assert [word in page for word in ("理由：", "依据：", "错误示例：", "正确示例：")] == [True] * 4
    assert page.startswith("RX104（错误）")


def test_a_case_that_breaks_a_declared_measure_gets_no_leniency(overlay: Overlay) -> None:
    from tests.conftest import found

    case = """  - 案号: 明交柔〔2021〕%d号
    日期: %s
    案由: %s
    事实: %s%s
    处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [档案：1]}]
    措施: [{方式: 说服教育, 记录: [档案：2]}]
"""
    broken = "\n    违反应对措施: 示例公共卫生事件"
    cases = [
        (1, "2021-10-05", "未携带车辆营运证", "当场改正。", broken),
        (2, "2021-10-05", "拒不配合隔离", "疫情封控期间驾车冲闯卡口。", ""),
        (3, "2021-11-20", "拒不配合隔离", "疫情封控期间驾车冲闯卡口。", ""),
        (4, "2021-10-05", "未携带车辆营运证", "疫情期间检查发现未携带车辆营运证，当场改正。", ""),
    ]
    log = "案件:\n" + "".join(case % one for one in cases)
    diagnostics = found(overlay({"cases/transport/2021/09.yaml": log.encode()}))
    assert [(one.code, one.case) for one in diagnostics] == [
        ("RX203", "明交柔〔2021〕1号"),
        ("RX203", "明交柔〔2021〕2号"),
    ]


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/rouxing"),
        ("linux", {}, "/home/a/.cache/rouxing"),
        ("darwin", {}, "/home/a/Library/Caches/rouxing"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/rouxing/cache"),
        ("win32", {}, "/home/a/AppData/Local/rouxing/cache"),
        ("linux", {"ROUXING_CACHE": "/c"}, "/c"),
        ("linux", {"ROUXING_CACHE": "off"}, None),
    ],
)
def test_results_are_kept_where_the_system_keeps_such_things(
    platform: str, variables: dict[str, str], folder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rouxing.commands import _machine

    for name in ("ROUXING_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(_machine.sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/a"))
    assert _machine._folder() == (Path(folder) if folder else None)
    assert 1 <= _machine.processors() <= 4


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from rouxing.commands import _machine

    def nowhere() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("ROUXING_CACHE")
    monkeypatch.setattr(Path, "home", nowhere)
    with _machine.opened_cache(Path()) as cache:
        assert cache is None


def test_the_program_exits_with_the_status(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rouxing.commands import main

    monkeypatch.setattr(sys, "argv", ["rouxing", "check"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
