"""A baseline accepts what was there, and nothing else: files before and after give these new and gone findings."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing import baseline
from rouxing.baseline import Entry, acceptable, entries, sifted, without, written
from rouxing.check import CHECK, Scope, check
from rouxing.commands import _accepting
from rouxing.commands._door import run
from rouxing.diagnostics import Diagnostic
from rouxing.errors import UnreadableFile
from rouxing.files.tree import FolderTree, MemoryTree, Tree
from rouxing.terms import Level
from tests.conftest import BASE, TODAY, Overlay
from tests.test_changed import git

LOG = "cases/transport/2021/10.yaml"
LIST = "checklists/transport/no-penalty.yaml"
FILE = "baseline.yaml"
FILES = {path: FolderTree(BASE).read(path) for path in FolderTree(BASE).files()}

Case = dict[str, Any]
Said = Callable[..., tuple[int, str, str]]


def case(number: int, *measures: dict[str, Any], **more: Any) -> Case:
    head = {"案号": f"明交柔〔2021〕{number}号", "日期": "2021-10-12", "案由": "未携带营运证"}
    return {**head, "措施": list(measures), **more}


def log(*cases: Case, before: str = "") -> bytes:
    return f"{before}案件: {json.dumps(cases, ensure_ascii=False, indent=1)}\n".encode()


def repository(*cases: Case, before: str = "", **files: bytes) -> MemoryTree:
    return MemoryTree(FILES | {LOG: log(*cases, before=before)} | files)


def found(tree: Tree) -> list[Diagnostic]:
    return list(check(tree, Scope(CHECK, TODAY)).diagnostics)


def compared(before: Tree, after: Tree) -> tuple[list[str], list[str]]:
    """Codes of what is new and of what is gone, by a baseline that went through its file."""
    known = entries(written(acceptable(before, found(before))))
    result = sifted(after, found(after), (), known, lambda _: True)
    return [one.code for one in result.fresh], [one.code for one in result.obsolete]


PERSUASION = {"方式": "说服教育"}
ADMONITION = {"方式": "行政告诫"}
LOST = {"方式": "说服教育", "记录": ["records/无.txt"]}
KEPT = {"方式": "说服教育", "记录": ["档案：1"]}
FIRM = {"名称": "某公司", "类型": "企业", "统一社会信用代码": "91350421MA00000151"}
PERSON = {"名称": "李四", "类型": "自然人", "身份证号": "350421199001011230"}

COMPARED: dict[str, tuple[Tree, Tree, list[str], list[str]]] = {
    "nothing changed": (repository(case(1, PERSUASION)), repository(case(1, PERSUASION)), [], []),
    "lines moved": (repository(case(1, LOST)), repository(case(1, LOST), before="# 一\n\n# 二\n"), [], []),
    "sound cases before it": (repository(case(2, LOST)), repository(case(1, KEPT), case(2, LOST)), [], []),
    "acts in another order": (
        repository(case(1, KEPT, PERSUASION, LOST)),
        repository(case(1, LOST, PERSUASION, KEPT)),
        [],
        [],
    ),
    "the same fault twice": (
        repository(case(1, PERSUASION)),
        repository(case(1, PERSUASION, PERSUASION)),
        ["RX105"],
        [],
    ),
    "one of two mended": (repository(case(1, PERSUASION, PERSUASION)), repository(case(1, PERSUASION)), [], ["RX105"]),
    "mended, and another made": (
        repository(case(1, PERSUASION)),
        repository(case(1, KEPT, ADMONITION)),
        ["RX105"],
        ["RX105"],
    ),
    "a fault before the first": (repository(case(1, LOST)), repository(case(1, PERSUASION, LOST)), ["RX105"], []),
    "in another case": (
        repository(case(1, LOST), case(2, KEPT)),
        repository(case(1, KEPT), case(2, LOST)),
        ["RX106"],
        ["RX106"],
    ),
    "another value": (
        repository(case(1, LOST)),
        repository(case(1, {"方式": "说服教育", "记录": ["records/没有.txt"]})),
        ["RX106"],
        ["RX106"],
    ),
    "another value, the same message": (
        repository(case(1, KEPT, 当事人=FIRM)),
        repository(case(1, KEPT, 当事人=FIRM | {"统一社会信用代码": "91350421MA00000150"})),
        ["RX111"],
        ["RX111"],
    ),
    "another personal number": (
        repository(case(1, KEPT, 当事人=PERSON)),
        repository(case(1, KEPT, 当事人=PERSON | {"身份证号": "350421199001011231"})),
        ["RX111"],
        ["RX111"],
    ),
    "another day of an act without record": (
        repository(case(1, PERSUASION)),
        repository(case(1, PERSUASION | {"日期": "2021-10-13"})),
        ["RX105"],
        ["RX105"],
    ),
    "another rule at the same place": (
        repository(case(1, {"方式": "说服教育"})),
        repository(case(1, {"方式": "说服教育", "记录": ["records/无.txt"]})),
        ["RX106"],
        ["RX105"],
    ),
    "a file that cannot be read": (repository(**{LIST: b""}), repository(**{LIST: b""}), ["RX003"], []),
    "a renamed file": (
        repository(**{LOG: log(), "cases/transport/2021/11.yaml": log(case(1, LOST))}),
        repository(case(1, LOST)),
        ["RX106"],
        ["RX106"],
    ),
}


@pytest.mark.parametrize("name", COMPARED)
def test_what_is_new_and_what_is_gone(name: str) -> None:
    before, after, new, gone = COMPARED[name]
    assert compared(before, after) == (new, gone)


def test_another_article_is_another_finding() -> None:
    """The message changes with the citation; that a ground further up was mended must not hide it."""
    content = FILES[LIST].decode()
    law = "《中华人民共和国行政处罚法》"
    one = content.replace(f"[{law}第三十三条第一款]", f"[{law}第九百条, {law}第三十三条第一款]")
    two = content.replace(f"[{law}第三十三条第一款]", f"[{law}第九百零一条, {law}第三十三条第一款]")
    before, after = (MemoryTree(FILES | {LIST: text.encode()}) for text in (one, two))
    new, gone = compared(before, after)
    assert new == gone
    assert "RX303" in new
    assert compared(before, before) == ([], [])


measures = st.lists(st.sampled_from([KEPT, PERSUASION, ADMONITION, LOST]), max_size=4)
years = st.sampled_from(["2021-10-12", "2020-10-12"])
repositories = st.lists(st.tuples(measures, years), min_size=1, max_size=5).map(
    lambda rows: [case(number, *acts, 日期=day) for number, (acts, day) in enumerate(rows, 1)]
)


@given(repositories, st.data())
@settings(max_examples=120, deadline=None)
def test_itself_reports_nothing_and_one_further_fault_is_one_finding(cases: list[Case], data: st.DataObject) -> None:
    tree = repository(*cases)
    assert compared(tree, tree) == ([], [])
    assert compared(tree, repository(*data.draw(st.permutations(cases)))) == ([], [])
    planted = copy.deepcopy(cases)
    victim = data.draw(st.sampled_from(planted))
    act, code = data.draw(st.sampled_from([(PERSUASION, "RX105"), (ADMONITION, "RX105"), (LOST, "RX106")]))
    victim["措施"].insert(data.draw(st.integers(0, len(victim["措施"]))), act)
    after = repository(*planted)
    assert compared(tree, after) == ([code], [])
    assert compared(after, tree) == ([], [code])
    (new,) = sifted(after, found(after), (), acceptable(tree, found(tree)), lambda _: True).fresh
    assert new.case == victim["案号"]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
rows = st.lists(st.builds(Entry, texts, st.none() | texts, st.none() | texts, texts, texts, texts), max_size=6)


@given(rows)
@settings(max_examples=200, deadline=None)
def test_the_file_reads_back_sorted_an_entry_to_a_line(known: list[Entry]) -> None:
    content = written(known)
    assert written(reversed(known)) == content
    assert content.count(b"\n  - {") == len(known)
    assert sorted(map(repr, entries(content))) == sorted(map(repr, known))
    assert without(known, known[1:]) == known[:1]


def test_waived_findings_hold_their_entries() -> None:
    tree = repository(case(1, PERSUASION, PERSUASION))
    one, two = found(tree)
    known = acceptable(tree, [one, two])
    assert sifted(tree, [one], [two], known, lambda _: True) == ([], [one], [])
    assert sifted(tree, [one], (), known, lambda _: True) == ([], [one], known[1:])
    assert sifted(tree, [one, two], (), known[:1], lambda _: True) == ([two], [one], [])
    assert sifted(tree, (), (), known, lambda _: False) == ([], [], [])


def test_no_personal_number_reaches_the_file() -> None:
    tree = repository(case(1, {"方式": "说服教育", "记录": ["records/13800000000.txt"]}, 当事人=PERSON))
    content = written(acceptable(tree, found(tree))).decode()
    assert content.count("RX1") >= 2
    assert not re.search(r"350421199001011230|13800000000", content)


def finding(pointer: str, path: str = LOG) -> Diagnostic:
    return Diagnostic("RX105", Level.ERROR, path, 1, 1, pointer, "说明", "改法")


@pytest.mark.parametrize("pointer", ["", "/案件", "/案件/0", "/案件/9/措施", "/案件/x", "/无/无"])
def test_whole_items_and_files_may_be_edited(pointer: str) -> None:
    one, two = (acceptable(repository(case(1, act)), [finding(pointer)]) for act in (KEPT, LOST))
    assert one == two


@pytest.mark.parametrize("pointer", ["/案件/0/措施", "/案件/0/措施/0", "/案件/0/措施/0/记录/7", "/案件/0/措施/0/无/无"])
def test_a_part_of_a_case_may_not(pointer: str) -> None:
    one, two = (acceptable(repository(case(1, act)), [finding(pointer)]) for act in (KEPT, LOST))
    assert one != two


def test_odd_names_and_unreadable_files_do_no_harm() -> None:
    tree = MemoryTree({"a/~.yaml": b"a/b~: [1]\n"})
    one, two = (acceptable(tree, [finding(pointer, "a/~.yaml")]) for pointer in ("/a~1b~0/0", "/a~1b~0/1"))
    assert one != two
    assert acceptable(tree, [finding("/a", "nowhere\udcc4")])[0].path == "nowhere\\udcc4"


DAMAGED = {
    b"": "没有内容",
    b"{[:": "第 1 行",
    b"\xff\xfe": "UTF-8",
    b"- 1\n": "不是基线",
    "版本: 2\n接受: []\n".encode(): "不是基线",
    "版本: 1\n接受: 一\n".encode(): "不是基线",
    "版本: 1\n接受: [一]\n".encode(): "第 1 项不完整",
    "版本: 1\n接受: [{规则: RX105, 文件: a, 说明: b, 指纹: 12}]\n".encode(): "第 1 项不完整",
    "<<<<<<< 甲\n版本: 1\n=======\n版本: 1\n>>>>>>> 乙\n".encode(): "合并冲突",
    (BASE / "rouxing.yaml").read_bytes(): "不是基线",
}


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_one_sentence(content: bytes, overlay: Overlay, said: Said) -> None:
    with pytest.raises(UnreadableFile):
        entries(content)
    root = overlay({FILE: content})
    for option in ("--baseline", "--write-baseline"):
        status, out, err = said(option)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert err.startswith("rouxing：baseline.yaml 不能用作基线：")
        assert DAMAGED[content] in err
    assert (root / FILE).read_bytes() == content


@pytest.fixture
def said(overlay: Overlay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """`check` with these arguments in the sound repository → exit status, stdout, stderr."""
    monkeypatch.chdir(overlay({}))

    def call(*arguments: str, command: str = "check") -> tuple[int, str, str]:
        status = run([command, *arguments])
        output = capsys.readouterr()
        return status, output.out, output.err

    return call


OLD = {LOG: log(case(1, PERSUASION, LOST, 日期="2020-10-12"), case(2, KEPT))}
MORE = {LOG: log(case(1, PERSUASION, LOST, 日期="2020-10-12"), case(2, PERSUASION))}
LESS = {LOG: log(case(1, PERSUASION, KEPT, 日期="2020-10-12"), case(2, KEPT))}


def lines(root: Path) -> list[str]:
    return re.findall(r"^  - \{规则: (RX\d+)", (root / FILE).read_text("utf-8"), re.MULTILINE)


def test_a_life_with_a_baseline(overlay: Overlay, said: Said) -> None:
    root = overlay(OLD)
    assert said()[0] == 1
    status, out, err = said("--write-baseline")
    assert (status, out) == (0, "共检查 4 个文件、1 个事项、2 件案件：0 个错误、0 个警告\n")
    codes = lines(root)
    assert {"RX105", "RX106", "RX107"} <= set(codes)
    count = len(codes)
    assert err.startswith(f"已写入 baseline.yaml：接受现有的 {count} 处问题")
    first = (root / FILE).read_bytes()
    assert said("--baseline", "--strict") == (
        0,
        out,
        f"另有 {count} 处是基线 baseline.yaml 里的老问题，不报（加 --waived 列出）\n",
    )
    assert said()[0] == 1
    overlay(MORE)
    status, out, err = said("--baseline", "--format", "json")
    content = json.loads(out)
    assert (status, [(one["规则"], one["案号"]) for one in content["发现"]]) == (1, [("RX105", "明交柔〔2021〕2号")])
    assert content["统计"]["错误"] == 1
    assert content["基线"] == {"文件": FILE, "不报": count, "不再出现": []}
    status, _, err = said("--write-baseline")
    assert (status, (root / FILE).read_bytes()) == (1, first)
    assert "1 处新问题没有写入：基线只减不增" in err
    overlay(LESS)
    status, out, err = said("--baseline")
    assert status == 0
    assert "提示：基线里有 1 处不再出现" in err
    assert f"  {LOG}: RX106 " in err
    assert (root / FILE).read_bytes() == first
    assert f"  {LOG}: RX106 " in said("--write-baseline")[2]
    assert sorted([*lines(root), "RX106"]) == sorted(codes)
    assert "不再出现" not in said("--baseline")[2]


NAMED = {"rouxing.yaml": FILES["rouxing.yaml"] + f"规则: {{基线: {FILE}}}\n".encode()}


@pytest.mark.parametrize("command", ["check", "lint", "validate"])
def test_the_settings_name_the_baseline(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    root = overlay(OLD | NAMED)
    monkeypatch.chdir(root)
    assert run([command]) == 2
    assert f"没有基线文件 {FILE}，而 rouxing.yaml 的“规则/基线”写着它" in capsys.readouterr().err
    assert run(["check", "--write-baseline"]) == 0
    assert "以后用 rouxing check 只报新问题" in capsys.readouterr().err
    assert run([command, "--strict"]) == 0
    assert "里的老问题，不报" in capsys.readouterr().err
    assert run([command, "--strict", "--no-baseline"]) == (command != "lint")
    assert run([command, "--no-baseline", "--baseline"]) == 2
    overlay(MORE)
    assert run([command]) == (command != "lint")


def test_another_baseline_may_be_named(overlay: Overlay, said: Said) -> None:
    root = overlay(
        OLD | {"rouxing.yaml": NAMED["rouxing.yaml"].replace(FILE.encode(), "旧/甲.yaml".encode()), "旧/": b""}
    )
    assert said("--write-baseline")[0] == 0
    assert (root / "旧/甲.yaml").exists()
    assert not (root / FILE).exists()
    assert said()[0] == 0


@pytest.mark.parametrize(
    "path",
    [
        "../外/baseline.yaml",
        "/tmp/baseline.yaml",
        "C:/b.yaml",
        "a\\\\b.yaml",
        "旧/../../b.yaml",
        ".git/b.yaml",
        "b.txt",
    ],
)
def test_a_baseline_outside_is_refused(overlay: Overlay, said: Said, path: str) -> None:
    overlay({"rouxing.yaml": FILES["rouxing.yaml"] + f'规则: {{基线: "{path}"}}\n'.encode()})
    status, out, _ = said()
    assert status == 1
    assert "RX016 “基线”的写法不对" in out


def test_a_baseline_that_leads_outside_is_refused(overlay: Overlay, said: Said, tmp_path: Path) -> None:
    root = overlay(NAMED)
    (tmp_path / "外.yaml").write_bytes(written([]))
    (root / FILE).symlink_to(tmp_path / "外.yaml")
    status, _, err = said()
    assert status == 2
    assert FILE in err


def test_what_is_accepted_is_listed_when_asked(overlay: Overlay, said: Said) -> None:
    overlay(OLD | NAMED)
    said("--write-baseline")
    _, out, err = said("--waived")
    listed = [line for line in out.splitlines() if "基线 RX" in line]
    assert err == f"另有 {len(listed)} 处是基线 {FILE} 里的老问题，不报\n"
    assert any(line.startswith(f"{LOG}:") and "RX105" in line for line in listed)
    content = json.loads(said("--waived", "--format", "json")[1])
    assert content["基线"]["不报"] == len(listed) == len(content["基线"]["老问题"])
    assert "老问题" not in json.loads(said("--format", "json")[1])["基线"]
    assert "基线 RX105" in said("--waived", "--format", "github")[2]


def test_what_an_exception_lifted_is_always_told(overlay: Overlay, said: Said) -> None:
    food = {"名称": "销售超过保质期的食品", "例外依据": "《中华人民共和国食品安全法》第一百三十六条"}
    item = {"编码": "1", **food, "情形": "初次违法，当场改正的", "依据": [food["例外依据"]], "监管措施": ["说服教育"]}
    text = {"清单": "不予行政处罚", "版本": 1, "施行日期": "2021-10-01", "事项": [item]}
    overlay({LIST: json.dumps(text, ensure_ascii=False).encode()})
    for options in (("--write-baseline",), ("--baseline",), ("--write-baseline",)):
        status, out, err = said(*options)
        assert (status, "提示 RX202" in out) == (0, True)
        assert "不能写入基线" not in err
        assert "新问题" not in err.replace("只报新问题", "")


def test_a_sound_repository_has_an_empty_baseline(overlay: Overlay, said: Said) -> None:
    assert said("--write-baseline")[0] == 0
    assert entries((overlay({}) / FILE).read_bytes()) == []
    assert said("--baseline")[0] == 0


def test_another_place_for_the_file(overlay: Overlay, said: Said) -> None:
    root = overlay(OLD | {"旧/": b""})
    assert said("--write-baseline", "旧/交通.yaml", "--strict")[0] == 0
    assert said("--baseline=旧/交通.yaml")[0] == 0
    overlay(LESS)
    assert "（rouxing check --write-baseline=旧/交通.yaml 自动删去）" in said("--baseline", "旧/交通.yaml")[2]
    assert not (root / FILE).exists()


@pytest.mark.parametrize("command", ["validate", "lint", "check"])
def test_each_checking_command_takes_it(command: str, overlay: Overlay, said: Said) -> None:
    overlay(OLD)
    assert said("--write-baseline", command=command)[0] == 0
    assert said("--baseline", "--strict", command=command)[0] == 0
    assert said("--baseline")[0] == (1 if command == "lint" else 0)


SENTENCES = {
    ("--baseline",): "没有基线文件 baseline.yaml；先用 rouxing check --write-baseline",
    ("--baseline=无.yaml",): "没有基线文件 无.yaml",
    ("--baseline=checklists",): "checklists 不能用作基线：这是一个文件夹",
    ("--write-baseline=cases",): "cases 不能用作基线",
    ("--write-baseline=checklists/transport/b.yaml",): "不能放在数据文件夹里",
    ("--write-baseline=../b.yaml",): "不在仓库",
    ("--write-baseline=rouxing.yaml",): "rouxing.yaml 不能用作基线：里面不是基线",
    ("--baseline=a.yaml", "--write-baseline=b.yaml"): "不是同一个文件",
    ("--baseline", "--changed"): "没有基线文件",
}


@pytest.mark.parametrize("arguments", SENTENCES, ids=" ".join)
def test_wrong_calls_end_in_one_sentence(arguments: tuple[str, ...], overlay: Overlay, said: Said) -> None:
    overlay({"cases/": b""})
    status, out, err = said(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert SENTENCES[arguments] in err


@pytest.mark.parametrize("first", [True, False])
def test_a_file_that_changed_underneath_is_not_overwritten(
    first: bool, overlay: Overlay, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = overlay(OLD)
    if not first:
        said("--write-baseline")
        overlay(LESS)
    original = baseline.sifted

    def meanwhile(*arguments: Any) -> Any:
        (root / FILE).write_text("版本: 1\n接受: []\n", "utf-8")
        return original(*arguments)

    monkeypatch.setattr(_accepting, "sifted", meanwhile)
    status, out, err = said("--write-baseline")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "在此期间" in err
    assert (root / FILE).read_text("utf-8") == "版本: 1\n接受: []\n"


def test_a_file_beyond_measure_is_not_written(overlay: Overlay, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    root = overlay(OLD)
    monkeypatch.setattr(_accepting, "MAX_FILE_BYTES", 300)
    status, _, err = said("--write-baseline")
    assert (status, "问题太多" in err) == (2, True)
    assert not (root / FILE).exists()


PARTS: dict[str, tuple[tuple[str, ...], Mapping[str, bytes], bool]] = {
    "everything": ((), {}, True),
    "its log": ((LOG,), {}, True),
    "another folder": (("checklists",), {}, False),
    "its rule": (("--select", "RX106"), {}, True),
    "another rule": (("--ignore", "RX106"), {}, False),
    "a rule switched off": ((), {"rouxing.yaml": "地区: 明溪县\n规则: {停用: [RX106]}\n".encode()}, False),
    "an unread list of the agency": ((), {LIST: b""}, False),
    "an unread list of another": ((), {"checklists/water/no-penalty.yaml": b""}, True),
}


@pytest.mark.parametrize("name", PARTS)
def test_only_what_was_looked_for_is_gone(name: str, overlay: Overlay, said: Said) -> None:
    arguments, files, gone = PARTS[name]
    root = overlay(OLD)
    said("--write-baseline")
    before = lines(root)
    overlay({**LESS, **files})
    assert ("RX106" in said(*arguments, "--baseline")[2]) == gone
    said(*arguments, "--write-baseline")
    assert ("RX106" in lines(root)) == (not gone)
    assert len(lines(root)) == len(before) - gone


def test_rules_that_exist_no_more_are_gone(overlay: Overlay, said: Said) -> None:
    known = [Entry(LOG, None, None, "RX199", f"第{number}处", str(number)) for number in range(23)]
    overlay({FILE: written(known)})
    err = said("--baseline")[2]
    assert "有 23 处不再出现" in err
    assert err.count("RX199") == 20
    assert "……还有 3 处" in err


def test_unread_files_stay_outside(overlay: Overlay, said: Said) -> None:
    root = overlay({**OLD, "checklists/transport/lighter-penalty.yaml": b""})
    status, out, err = said("--write-baseline")
    assert (status, out.count("RX003")) == (1, 1)
    assert "另有 1 处不能写入基线" in err
    assert "RX003" not in lines(root)


def test_a_changed_baseline_is_a_change(overlay: Overlay, said: Said) -> None:
    """A branch that only takes a line out of the baseline is checked with `--changed` as well."""
    root = overlay(OLD)
    said("--write-baseline")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "起点")
    assert said("--changed", "HEAD", "--baseline") == (0, "", "没有改动过的数据文件，不需要检查\n")
    (root / FILE).write_text("版本: 1\n接受: []\n", "utf-8")
    assert said("--changed", "HEAD", "--baseline")[0] == 1
