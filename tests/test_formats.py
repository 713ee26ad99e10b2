"""One run over all formats: the same findings in each, valid under the published schemas, the same bytes again."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from rouxing.check import CHECK, Scope, check
from rouxing.commands._checking import Format
from rouxing.commands._door import run
from rouxing.diagnostics import Diagnostic, Outcome, Waived
from rouxing.files.tree import FolderTree
from rouxing.formats import FORMATS, Context
from rouxing.formats._wording import plain
from rouxing.manuals import manual
from rouxing.terms import Level
from tests.conftest import TODAY, Overlay

PUBLISHED = Path(__file__).parent / "published"
LIST = "checklists/transport/no-penalty.yaml"

FILES = {
    "rouxing.yaml": "地区: 明溪县\n规则: {级别: {RX105: 提示}}\n",
    "cases/transport/2021/10.yaml": (
        "案件:\n"
        "  - {案号: 明交柔〔2020〕1号, 日期: 2021-10-12, 案由: 未携带营运证, 措施: [{方式: 说服教育}]}\n"
        "  - {案号: 明交柔〔2020〕1号, 日期: 2021-10-12, 案由: 未携带营运证}\n"
    ),
    "cases/transport/2021/a b%c,d：e.yaml": '案件: []\n"x\\n::error::\\r<&]]>\\u001b％%": 1\n',
    "checklists/transport/lighter-penalty.yaml": "清单: 从轻行政处罚\n版本: 一\n",
}


class Seen(NamedTuple):
    """What every format tells of a finding; None where a format has no room for it."""

    code: str
    level: str
    path: str
    line: int
    column: int | None
    fingerprint: str | None


@pytest.fixture
def outcome(overlay: Overlay) -> Outcome:
    root = overlay({path: text.encode() for path, text in FILES.items()})
    return check(FolderTree(root), Scope(CHECK, TODAY))


def written(name: str, outcome: Outcome, colour: bool = False) -> str:
    return FORMATS[name](outcome, Context(lambda _: (), manual, colour))


def in_text(text: str) -> list[Seen]:
    found = re.findall(r"^(\S.*?):(\d+):(\d+): (错误|警告|提示) (RX\d{3}) ", text, re.MULTILINE)
    return [Seen(code, level, path, int(line), int(column), None) for path, line, column, level, code in found]


def in_json(text: str) -> list[Seen]:
    keys = ("规则", "级别", "文件", "行", "列", "指纹")
    return [Seen(*(one[key] for key in keys)) for one in json.loads(text)["发现"]]


def in_sarif(text: str) -> list[Seen]:
    levels = {"error": "错误", "warning": "警告", "note": "提示"}
    (analysis,) = json.loads(text)["runs"]
    rules = analysis["tool"]["driver"]["rules"]
    seen = []
    for one in analysis["results"]:
        (location,) = one["locations"]
        place = location["physicalLocation"]
        region = place["region"]
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        path, (fingerprint,) = unquote(place["artifactLocation"]["uri"]), one["partialFingerprints"].values()
        where = (path, region["startLine"], region["startColumn"])
        seen.append(Seen(one["ruleId"], levels[one["level"]], *where, fingerprint))
    return seen


def in_github(text: str) -> list[Seen]:
    levels = {"error": "错误", "warning": "警告", "notice": "提示"}
    seen = []
    for level, properties in re.findall(r"^::(\w+) (.*?)::", text, re.MULTILINE):
        one = {name: unquote(value) for name, value in (pair.split("=") for pair in properties.split(","))}
        where = (one["file"], int(one["line"]), int(one["col"]))
        seen.append(Seen(one["title"], levels[level], *where, one["fingerprint"]))
    return seen


def in_codeclimate(text: str) -> list[Seen]:
    levels = {"critical": "错误", "minor": "警告", "info": "提示"}
    return [
        Seen(
            one["check_name"],
            levels[one["severity"]],
            one["location"]["path"],
            one["location"]["lines"]["begin"],
            None,
            one["fingerprint"],
        )
        for one in json.loads(text)
    ]


def in_junit(text: str) -> list[Seen]:
    seen = []
    for case in ElementTree.fromstring(text).iter("testcase"):  # noqa: S314 - our own output
        for result in case:
            place = (result.text or "").split("\n")[0].rsplit(":", 2)
            level = result.attrib["message"][:2]
            assert result.tag == ("failure" if level == "错误" else "skipped")
            assert case.attrib["classname"] == place[0]
            fingerprint = (result.text or "").rsplit("指纹：", 1)[1]
            seen.append(Seen(result.attrib["type"], level, place[0], int(place[1]), int(place[2]), fingerprint))
    return seen


READERS: dict[str, Callable[[str], list[Seen]]] = {
    "text": in_text,
    "json": in_json,
    "sarif": in_sarif,
    "github": in_github,
    "codeclimate": in_codeclimate,
    "junit": in_junit,
}


def expected(one: Diagnostic, seen: Seen) -> Seen:
    column = None if seen.column is None else one.column
    fingerprint = None if seen.fingerprint is None else one.fingerprint
    return Seen(one.code, one.level.value, one.path, one.line, column, fingerprint)


def test_every_format_has_a_reader_here_and_a_name_on_the_command_line() -> None:
    assert set(FORMATS) == set(READERS) == {one.value for one in Format}


@pytest.mark.parametrize("name", READERS)
def test_the_same_findings_in_each(name: str, outcome: Outcome) -> None:
    assert {one.level for one in outcome.diagnostics} == set(Level)
    seen = READERS[name](written(name, outcome))
    assert seen == [expected(one, told) for one, told in zip(outcome.diagnostics, seen, strict=True)]


@pytest.mark.parametrize("name", READERS)
def test_nothing_found_is_an_empty_report(name: str, overlay: Overlay) -> None:
    clean = check(FolderTree(overlay({})), Scope(CHECK, TODAY))
    text = written(name, clean)
    assert READERS[name](text) == []
    assert text == written(name, clean)


def test_only_places_of_text_lack_a_fingerprint_and_only_codeclimate_a_column(outcome: Outcome) -> None:
    for name, reader in READERS.items():
        seen = reader(written(name, outcome))
        assert all((one.fingerprint is None) == (name == "text") for one in seen)
        assert all((one.column is None) == (name == "codeclimate") for one in seen)


def test_sarif_is_valid(outcome: Outcome) -> None:
    import jsonschema

    schema = json.loads((PUBLISHED / "sarif-schema-2.1.0.json").read_text("utf-8"))
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    for one in (outcome, Outcome([], 0, 0, 0)):
        content = json.loads(written("sarif", one))
        assert [error.message for error in validator.iter_errors(content)] == []
    broken = content | {"version": "2.0"}
    assert list(validator.iter_errors(broken)) != []


def test_sarif_shows_what_is_accepted_as_suppressed(outcome: Outcome) -> None:
    import jsonschema

    first, second, *rest = outcome.diagnostics
    waived = Waived(first, "在补", "张三", "2022-01-31", "/规则/例外/0")
    lifted = outcome._replace(
        diagnostics=rest, waived=[waived], accepted=[second], baseline={"文件": "旧/甲 乙.yaml", "不报": 1}
    )
    context = Context(lambda _: (), manual)
    silent = json.loads(FORMATS["sarif"](lifted, context))
    assert not any("suppressions" in one for one in silent["runs"][0]["results"])
    assert len(silent["runs"][0]["results"]) == len(rest)
    text = FORMATS["sarif"](lifted, context._replace(waived=True))
    schema = json.loads((PUBLISHED / "sarif-schema-2.1.0.json").read_text("utf-8"))
    assert list(jsonschema.Draft4Validator(schema).iter_errors(json.loads(text))) == []
    assert sorted(in_sarif(text)) == sorted(in_sarif(FORMATS["sarif"](outcome, context)))
    results = json.loads(text)["runs"][0]["results"]
    by_waiver, by_baseline = (one["suppressions"] for one in results if "suppressions" in one)
    assert [(one["kind"], one["status"], one["justification"]) for one in (*by_waiver, *by_baseline)] == [
        ("external", "accepted", "例外：在补；批准人：张三；有效期至 2022-01-31"),
        ("external", "accepted", "基线 旧/甲 乙.yaml：接手时已有的问题"),
    ]
    assert by_waiver[0]["location"]["physicalLocation"]["artifactLocation"]["uri"] == "rouxing.yaml"
    assert by_waiver[0]["location"]["logicalLocations"] == [{"fullyQualifiedName": "/规则/例外/0"}]
    assert unquote(by_baseline[0]["location"]["physicalLocation"]["artifactLocation"]["uri"]) == "旧/甲 乙.yaml"
    assert results[-2]["level"] in {"error", "warning", "note"}


def test_sarif_carries_the_manual(outcome: Outcome) -> None:
    (analysis,) = json.loads(written("sarif", outcome))["runs"]
    assert analysis["columnKind"] == "unicodeCodePoints"
    rules = {one["id"]: one for one in analysis["tool"]["driver"]["rules"]}
    assert list(rules) == sorted(rules)
    page = manual("RX105")
    assert page is not None
    assert rules["RX105"]["shortDescription"]["text"] == page.title
    assert rules["RX105"]["defaultConfiguration"]["level"] == "error"
    for text in (page.reason, page.basis, page.remedy):
        assert text in rules["RX105"]["help"]["text"]


def test_a_rule_without_a_manual_is_named_only() -> None:
    alone = Diagnostic("RX999", Level.ERROR, "rouxing.yaml", 1, 1, "", "没有说明书", "请补写")
    text = FORMATS["sarif"](Outcome([alone], 1, 0, 0), Context(lambda _: (), lambda _: None))
    (analysis,) = json.loads(text)["runs"]
    assert analysis["tool"]["driver"]["rules"] == [{"id": "RX999"}]


def test_junit_is_valid(outcome: Outcome) -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(PUBLISHED / "junit-10.xsd"))
    for one in (outcome, Outcome([], 0, 0, 0)):
        schema.assertValid(etree.fromstring(written("junit", one).encode()))


def test_junit_counts_and_names_each_file(outcome: Outcome) -> None:
    root = ElementTree.fromstring(written("junit", outcome))  # noqa: S314 - our own output
    suites = {suite.attrib["name"]: suite for suite in root}
    assert set(suites) == set(outcome.paths)
    assert suites[LIST].attrib["failures"] == "0"
    assert [case.attrib["name"] for case in suites[LIST]] == ["没有发现问题"]
    cases = list(root.iter("testcase"))
    names = [(case.attrib["classname"], case.attrib["name"]) for case in cases]
    assert len(set(names)) == len(names) == int(root.attrib["tests"])
    assert int(root.attrib["failures"]) == outcome.number(Level.ERROR)
    assert sum(int(suite.attrib["skipped"]) for suite in root) == outcome.number(Level.WARNING) + outcome.number(
        Level.NOTE
    )


def test_github_commands_cannot_be_forged(outcome: Outcome) -> None:
    *commands, closing = written("github", outcome).splitlines()
    assert len(commands) == len(outcome.diagnostics)
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in commands)
    assert closing.startswith("共检查 ")
    odd = next(line for line in commands if "RX013" in line)
    assert "file=cases/transport/2021/a b%25c%2Cd：e.yaml," in odd
    assert "％%25" in odd


@pytest.mark.parametrize("name", ["text", "sarif", "github", "codeclimate", "junit"])
def test_no_control_character_reaches_people(name: str, outcome: Outcome) -> None:
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f]|\\u00[01]", written(name, outcome)) == []


def test_plain_keeps_what_is_harmless() -> None:
    assert plain("一\t二\r\n三“％”🙂") == "一 二  三“％”🙂"
    assert plain("a\x00b\x1b[31m\u202ec\udcc4\uffff") == "a�b�[31m�c��"


def test_codeclimate_fingerprints_are_unique(outcome: Outcome) -> None:
    prints = [one["fingerprint"] for one in json.loads(written("codeclimate", outcome))]
    assert len(set(prints)) == len(prints) == len(outcome.diagnostics)


def test_the_caret_stands_under_the_value(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    log = "案件:\n  - {案号: 明交柔〔2020〕1号, 日期: 2021-10-12, 案由: e\u0301, 措施: [{方式: 说服教育}]}\n"
    root = overlay({"cases/transport/2021/10.yaml": log.encode()})
    assert run(["check", "-C", str(root), "--select", "RX105"]) == 1
    _, shown, caret, _ = capsys.readouterr().out.split("\n\n")[0].splitlines()
    # 15 Chinese characters and brackets take two columns each, the combining accent none
    head = shown[: shown.index("{方式")]
    wide = sum(character >= "\u2e80" for character in head)
    assert caret.index("^") == len(head) + wide - head.count("\u0301")


def test_the_excerpt_shows_no_personal_number(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    log = "案件:\n  - {案号: 一号, 日期: 2021-10-12, 案由: 电话13800000000, 措施: [{方式: 说服教育}]}\n"
    root = overlay({"cases/transport/2021/10.yaml": log.encode()})
    assert run(["check", "-C", str(root), "--select", "RX105"]) == 1
    text = capsys.readouterr().out
    assert "电话***" in text
    assert "13800000000" not in text
    assert "^" not in text


def test_the_summary_sentence(outcome: Outcome) -> None:
    errors, warnings, notes = (outcome.number(level) for level in Level)
    looked = f"共检查 {outcome.files} 个文件、{outcome.items} 个事项、{outcome.cases} 件案件"
    closing = f"{looked}：{errors} 个错误、{warnings} 个警告、{notes} 个提示\n"
    assert written("text", outcome).endswith(f"\n\n{closing}")
    assert written("github", outcome).endswith(f"\n{closing}")
    assert written("text", Outcome([], 3, 1, 0)) == "共检查 3 个文件、1 个事项、0 件案件：0 个错误、0 个警告\n"


def test_colours_only_when_asked(outcome: Outcome) -> None:
    assert "\x1b[31m错误\x1b[0m" in written("text", outcome, colour=True)
    assert "\x1b" not in written("text", outcome)


@pytest.mark.parametrize(
    ("environment", "terminal", "arguments", "start"),
    [
        ({}, False, [], "共检查"),
        ({"GITHUB_ACTIONS": "true"}, False, [], "::error"),
        ({"GITHUB_ACTIONS": "false"}, False, [], "共检查"),
        ({"GITHUB_ACTIONS": "true"}, True, [], "共检查"),
        ({"GITHUB_ACTIONS": "true"}, False, ["--format", "text"], "共检查"),
        ({"GITLAB_CI": "true"}, False, [], "共检查"),
        ({}, False, ["--format", "github"], "::error"),
    ],
)
def test_the_format_is_chosen_in_ci(
    environment: dict[str, str],
    terminal: bool,
    arguments: list[str],
    start: str,
    overlay: Overlay,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = overlay({LIST: b""})
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(["check", "-C", str(root), *arguments]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(start) for line in lines)
    assert any(line.startswith("::") for line in lines) == (start == "::error")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes only here")
@pytest.mark.parametrize("name", READERS)
def test_a_file_name_that_is_not_utf8_is_shown(name: str, overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    root = overlay({"checklists/water/": b""})
    Path(os.fsdecode(os.fsencode(root) + b"/checklists/water/\xc4\xe3.yaml")).write_text("a: 1\n", "utf-8")
    assert run(["check", "-C", str(root), "--format", name]) == 1
    seen = READERS[name](capsys.readouterr().out)
    assert [one.code for one in seen] == ["RX011"]
