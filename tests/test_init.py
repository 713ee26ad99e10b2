"""A new repository: sound from the first minute, and its printed commands lead to an item, a case and a notice."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import re
import select
import shlex
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rouxing.commands import _first_steps, init
from rouxing.commands._door import run
from rouxing.errors import Refused
from rouxing.files.packaged import packaged
from rouxing.files.tree import FolderTree
from rouxing.load import case_logs, open_repository
from rouxing.model import CaseLog
from rouxing.scaffold import NewAgency, NewRepository, content
from rouxing.terms import ListKind
from tests.conftest import found

OPTIONS = ["--name", "清流县", "--division", "350423", "--superior", "三明市", "--date", "2021-10-01"]
TRANSPORT = ["--agency", "transport=清流县交通运输局:清交"]
MARKET = ["--agency", "market＝清流县市场监督管理局：清市监"]
NEW = NewRepository("清流县", (NewAgency("transport", "清流县交通运输局", "清交"),), "2021-10-01", "350423", "三明市")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return tmp_path


def commands(printed: str) -> list[list[str]]:
    return [shlex.split(line) for line in printed.split("\n") if line.startswith("    ")]


def test_a_new_repository_is_clean(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "新", *OPTIONS, *TRANSPORT, *MARKET]) == 0
    root = here / "新"
    assert found(root) == []
    repository, diagnostics = open_repository(FolderTree(root))
    assert diagnostics == []
    assert repository.jurisdiction.data["行政区划代码"] == "350423"
    assert repository.jurisdiction.justice_bureau == "清流县司法局"
    assert {(one.id, one.name, one.short_name, one.sign) for one in repository.agencies.values()} == {
        ("transport", "清流县交通运输局", "交通运输局", "清交"),
        ("market", "清流县市场监督管理局", "市场监督管理局", "清市监"),
    }
    for agency_id in repository.agencies:
        lists = repository.checklists_of(agency_id)
        assert [one.kind for one in lists] == list(ListKind)
        assert {(one.version, one.effective, one.items) for one in lists} == {(1, "2021-10-01", ())}
    assert run(["check", "--strict", "-C", str(root)]) == 0
    assert "清流县交通运输局、清流县市场监督管理局" in capsys.readouterr().out


def test_editors_and_ci_find_what_they_need() -> None:
    files = dict(content(NEW))
    assert {".editorconfig", ".gitattributes", ".vscode/extensions.json"} <= files.keys()
    schemas = json.loads(files[".vscode/settings.json"])["yaml.schemas"]
    assert set(schemas) == {path for path in files if path.startswith("schemas/")}
    for name in ("schemas", "templates"):
        assert {path for path in files if path.startswith(f"{name}/")} == {
            f"{name}/{one.name}" for one in packaged(name).iterdir() if one.is_file() and not one.name.startswith(".")
        }
    assert len([path for path in files if path.endswith(".docx")]) >= 7
    assert "rouxing check --strict" in files[".github/workflows/rouxing.yml"].decode()
    assert files[".gitignore"].decode().split("\n")[1] == "out/"
    texts = [one.decode() for path, one in files.items() if not path.endswith((".docx", ".schema.json"))]
    assert not re.search(r"〈|dot-", "".join(texts) + "".join(files))
    assert all(b"\r" not in one and one[-1:] in (b"\n", b"") for path, one in files.items() if ".docx" not in path)


def test_schema_lines_of_the_files_lead_to_schemas() -> None:
    files = dict(content(NEW))
    for path, text in files.items():
        if path.endswith(".yaml"):
            line = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text.decode())
            assert line, path
            assert os.path.normpath(os.path.join(os.path.dirname(path), line[1])) in files  # noqa: PTH118, PTH120


@pytest.mark.parametrize("kind", ListKind)
def test_examples_in_the_lists_are_sound_once_they_are_switched_on(kind: ListKind, here: Path) -> None:
    assert run(["init", "新", *OPTIONS, *TRANSPORT]) == 0
    path = here / "新/checklists/transport" / kind.file_name
    head, example = path.read_text("utf-8").split("：\n", 1)
    head = head.replace("事项: []", "事项:")
    path.write_text(f"{head}：\n{re.sub('^# ', '', example, flags=re.MULTILINE)}", "utf-8")
    assert found(here / "新") == []
    assert (
        len(open_repository(FolderTree(here / "新"))[0].checklists[f"checklists/transport/{kind.file_name}"].items) == 1
    )


@pytest.mark.parametrize("name", ["rouxing.yaml", "checklists/transport/agency.yaml"])
def test_hints_in_the_other_files_are_sound_once_they_are_switched_on(name: str, here: Path) -> None:
    assert run(["init", "新", "--name", "清流县", *TRANSPORT]) == 0
    path = here / "新" / name
    text = path.read_text("utf-8").replace("突发事件: []", "突发事件:").replace("简称: 交通运输局\n", "")
    lines = [line.removeprefix("# ") if re.match("# +(-|[^ ]+:)", line) else line for line in text.split("\n")[1:]]
    path.write_text("\n".join(lines), "utf-8")
    assert found(here / "新") == []


@pytest.mark.parametrize("more", [[], ["--date", "2037-01-01"], ["--division", ""]])
def test_the_printed_commands_lead_to_an_item_a_case_and_a_notice(
    more: list[str], here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["init", "新 县", *OPTIONS[:-2], *TRANSPORT, *MARKET, *more]) == 0
    printed = commands(capsys.readouterr().out)
    assert printed[0] == ["cd", "新 县"]
    monkeypatch.chdir(here / printed[0][1])
    for words in printed[1:]:
        if words[0] == "rouxing":
            assert run(words[1:]) == 0, words
    assert [words[0] for words in printed].count("rouxing") == 5
    assert [words[:2] for words in printed[-3:]] == [["git", "init"], ["git", "add"], ["git", "commit"]]
    repository, _ = open_repository(FolderTree(Path()))
    checklist = repository.checklist("transport", ListKind.NO_PENALTY)
    assert checklist is not None
    assert len(checklist.items) == 1
    (loaded,) = case_logs(repository)
    assert isinstance(loaded.record, CaseLog)
    assert [case.number[:5] for case in loaded.record.cases] == ["清交柔〔2"]
    assert [path.name[-13:] for path in Path("out").rglob("*.docx")] == ["1号-行政告诫书.docx"]
    assert run(["check", "--strict"]) == 0


def test_steps_fit_into_a_terminal_and_are_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    odd = NewRepository("A & B", (NewAgency("x", "$HOME", "a'b"),), "2021-10-01")
    steps = list(_first_steps.first_steps(odd, init.today(), r"C:\新 县", has_git=True))
    assert all(_first_steps.wrapped(line, 80) for line in steps)
    words = commands("\n".join(steps))
    assert words[0] == ["cd", r"C:\新 县"]
    assert ["rouxing", "doc", "gen", f"a'b柔〔{init.today().year}〕1号"] in words
    assert words[-1] == ["git", "commit", "-m", "建立A & B柔性执法仓库"]
    assert ["git", "init", "-b", "main"] not in words


def test_the_same_answers_give_the_same_bytes() -> None:
    assert list(content(NEW)) == list(content(NEW))


SENTENCES: dict[tuple[str, ...], str] = {
    ("init", "新"): "缺少 --name、--agency",
    ("init", "新", "--yes", "--name", "清流县"): "缺少 --agency",
    ("init", "新", *OPTIONS, "--agency", "清流县交通运输局"): "应写成 短名=全称:代字",
    ("init", "新", *OPTIONS, "--agency", "T=清流县交通运输局:清交"): "单位短名 T 不对",
    ("init", "新", *OPTIONS, "--agency", "t=:清交"): "单位全称不能是空的",
    ("init", "新", *OPTIONS, "--agency", "t=局:\x07"): "控制字符 U+0007",
    ("init", "新", *OPTIONS, *TRANSPORT, *TRANSPORT): "短名 transport 重复",
    ("init", "新", *OPTIONS, *TRANSPORT, "--agency", "t=清流县交通运输局:清"): "全称 清流县交通运输局 重复",
    ("init", "新", *OPTIONS, *TRANSPORT, "--agency", "t=局:清交"): "代字 清交 重复",
    ("init", "新", "--name", " ", *TRANSPORT): "不能是空的",
    ("init", "新", *OPTIONS, *TRANSPORT, "--division", "35042"): "应为六位数字",
    ("init", "新", *OPTIONS, *TRANSPORT, "--date", "2021-02-30"): "2021-02-30 不是日期",
    ("init", "满", *OPTIONS, *TRANSPORT): "不是空的，里面有 乙、甲",
    ("init", "很满", *OPTIONS, *TRANSPORT): "0、1、2、3、4 等 7 项",
    ("init", "满/甲", *OPTIONS, *TRANSPORT): "是文件，不是文件夹",
    ("init", "满/甲/新", *OPTIONS, *TRANSPORT): "无法写入",
    ("init", ".", *OPTIONS, *TRANSPORT): "当前文件夹不是空的",
}


@pytest.mark.parametrize("arguments", SENTENCES, ids=" ".join)
def test_wrong_calls_end_in_one_sentence_and_leave_nothing(
    arguments: tuple[str, ...], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "满").mkdir()
    (here / "很满").mkdir()
    for name in ("满/甲", "满/乙", *(f"很满/{number}" for number in range(7))):
        (here / name).write_bytes(b"")
    before = sorted(here.rglob("*"))
    assert run(list(arguments)) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert SENTENCES[arguments] in output.err
    assert output.err.count("\n") == 1
    assert sorted(here.rglob("*")) == before


def test_a_fresh_clone_counts_as_empty(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / ".git").mkdir()
    assert run(["init", *OPTIONS, *TRANSPORT]) == 0
    printed = commands(capsys.readouterr().out)
    assert printed[0][0] == "rouxing"
    assert [words[1] for words in printed if words[0] == "git"] == ["add", "commit"]
    assert (here / "rouxing.yaml").is_file()


def test_a_folder_without_permission_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def denied(_: Path) -> Iterator[Path]:
        raise PermissionError

    (here / "新").mkdir()
    monkeypatch.setattr(Path, "iterdir", denied)
    assert run(["init", "新", *OPTIONS, *TRANSPORT]) == 2
    assert "没有权限读取" in capsys.readouterr().err


@pytest.mark.parametrize("stop", [KeyboardInterrupt, Refused])
@pytest.mark.parametrize("existed", [True, False])
def test_an_interrupted_writing_is_taken_back(
    stop: type[BaseException], existed: bool, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.replace, 0

    def replace(source: str, target: str) -> None:
        nonlocal calls
        calls += 1
        if calls == 9:
            raise stop("")
        real(source, target)

    if existed:
        (here / "上/新").mkdir(parents=True)
    before = sorted(here.rglob("*"))
    monkeypatch.setattr(os, "replace", replace)
    assert run(["init", "上/新", *OPTIONS, *TRANSPORT]) in (2, 130)
    assert calls == 9
    assert sorted(here.rglob("*")) == before


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ANSWERS = (
    "清流县\n35\n350423\n三明市\n"
    "\n清流县交通运输局\nT\n\n\n"
    "清流县交通运输局\n清流县市场监督管理局\ntransport\n\n清交\n清市监\n\n"
)


def test_a_terminal_is_asked_one_by_one(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(ANSWERS))
    assert run(["init", "新"]) == 0
    agencies = open_repository(FolderTree(here / "新"))[0].agencies
    assert {(one.id, one.sign) for one in agencies.values()} == {("transport", "清交"), ("market", "清市监")}
    said = capsys.readouterr().err
    assert "应为六位数字" in said
    assert "单位全称不能是空的" in said
    assert said.count("重复") == 3


def test_a_terminal_is_not_asked_for_what_is_given(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("三明市\n"))
    assert run(["init", "新", "--name", "清流县", "--division", "350423", *TRANSPORT]) == 0
    assert "上级地区: 三明市" in (here / "新/rouxing.yaml").read_text("utf-8")


def test_an_agency_of_another_name_has_no_short_name(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("\n\n清流县\nx\n清\n\n"))
    assert run(["init", "新", "--name", "清流县"]) == 0
    assert "\n# 简称: " in (here / "新/checklists/x/agency.yaml").read_text("utf-8")
    assert "# 行政区划代码: " in (here / "新/rouxing.yaml").read_text("utf-8")


def test_a_terminal_that_goes_away_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("清流县\n350423\n"))
    assert run(["init", "新"]) == 130
    assert list(here.iterdir()) == []


def test_ctrl_c_in_a_real_terminal_leaves_nothing(here: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell hands down "ignored"
        os.execv(sys.executable, [sys.executable, "-m", "rouxing", "init", "新"])  # noqa: S606
    said = b""
    while "清流县：".encode() not in said and select.select([terminal], [], [], 10)[0]:
        said += os.read(terminal, 4096)
    with contextlib.suppress(OSError):  # how Linux says that the other side has closed
        for _ in range(20):
            # a Ctrl-C between the question and the waiting is noticed with the next one
            os.write(terminal, b"\x03")
            while select.select([terminal], [], [], 1)[0] and (more := os.read(terminal, 4096)):
                said += more
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    assert (status, "已中断" in said.decode(), list(here.iterdir())) == (130, True, [])
