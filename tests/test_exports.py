"""Lists go out as xlsx, docx, csv and json and come back: unedited as they were, edited cell by cell."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.commands._checklist_merge import Change, write_changes
from rouxing.commands._door import run
from rouxing.errors import Refused, UnreadableFile
from rouxing.exports import EXPORTS, Book
from rouxing.exports._cells import FIELDS, shown, value_of
from rouxing.exports.xlsx import HEAD_ROW, MEMORY
from rouxing.files.tree import FolderTree, MemoryTree
from rouxing.files.yaml_rows import NewRow
from rouxing.load.parse import parse
from rouxing.model import Agency, Checklist
from rouxing.returned.merging import merged
from rouxing.returned.reading import is_export, read_returned
from rouxing.terms import ListKind, Method
from tests.conftest import Overlay

PATH = "checklists/transport/no-penalty.yaml"
AGENCY = Agency(
    {"名称": "明溪县交通运输局", "代字": "明交", "联系人": "=张三", "联系电话": "1"}, "checklists/transport/agency.yaml"
)

Items = list[dict[str, Any]]
Said = Callable[..., tuple[int, str, str]]


def checklist(items: Items, kind: ListKind = ListKind.NO_PENALTY) -> Checklist:
    data = {"清单": kind.value, "版本": 1, "施行日期": "2021-10-01", "事项": items}
    return Checklist(data, f"checklists/transport/{kind.file_name}")


def book(*lists: Checklist) -> Book:
    return Book(MemoryTree({}), AGENCY, lists)


def exported(key: str, *lists: Checklist) -> bytes:
    (file,) = EXPORTS[key](book(*lists)).files
    return file[1]


def back(content: bytes, key: str, now: Items) -> tuple[list[NewRow], list[str], list[str]]:
    """Rows, changes and conflicts that a file with one list makes of the items as they stand now."""
    (returned,) = read_returned(content, f".{key}").lists
    rows, lines, conflicts = merged(checklist(now), returned)
    return list(rows), list(lines), list(conflicts)


def item(code: str, **more: Any) -> dict[str, Any]:
    return {
        "编码": code,
        "名称": f"事项{code}",
        "情形": "",
        "依据": ["《甲法》第一条"],
        "监管措施": ["说服教育"],
        **more,
    }


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SHEETABLE = st.text(st.sampled_from("甲乙 =+-@'\"[],;、\n1a说服教育行政告诫"), max_size=8)


def rows(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Items]:
    some = texts.filter(lambda text: bool(text.strip()))
    lines = st.one_of(st.lists(some, max_size=3), st.lists(st.sampled_from(list(Method)).map(str), max_size=3))
    row = st.fixed_dictionaries(
        {"编码": some, "名称": some, "情形": texts, "依据": lines, "监管措施": lines},
        optional={
            "处罚依据": lines,
            "来源": st.sampled_from(["市级认领", "本级补充"]),
            "例外依据": some,
            "公开": st.booleans(),
            "不公开理由": st.just("个人隐私"),
            "备注": some,
        },
    )
    return st.lists(row, max_size=3, unique_by=lambda one: one["编码"])


@settings(max_examples=25, deadline=None)
@given(rows(st.one_of(ANY, SHEETABLE)), st.sampled_from(["xlsx", "csv", "json"]))
def test_what_was_not_edited_changes_nothing(items: Items, key: str) -> None:
    (one,) = read_returned(exported(key, checklist(items)), f".{key}").lists or (None,)
    if one is None:
        assert key == "csv"
        assert items == []
        return
    found, lines, conflicts = merged(checklist(items), one)
    assert (lines, conflicts) == ([], [])
    assert [(row.data, row.origin) for row in found] == [(row, number) for number, row in enumerate(items)]


@given(rows(SHEETABLE), st.sampled_from(["csv", "json"]))
def test_an_empty_list_takes_all_of_it(items: Items, key: str) -> None:
    for one in read_returned(exported(key, checklist(items)), f".{key}").lists:
        found, _, conflicts = merged(checklist([]), one)
        said = [{name: value for name, value in row.items() if value != [] or name != "处罚依据"} for row in items]
        assert [row.data for row in found] == said
        assert not conflicts


@given(st.sampled_from(FIELDS), st.one_of(st.lists(ANY.filter(bool), max_size=3)))
def test_a_cell_says_the_value_it_was_made_from(name: str, value: list[str]) -> None:
    name = name if name in {"依据", "监管措施", "处罚依据"} else "依据"
    assert value_of(name, shown(name, value)) == value


EDITS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["名称", "情形", "备注", "依据"]), SHEETABLE), max_size=4)


@settings(max_examples=15, deadline=None)
@given(EDITS, st.sets(st.integers(0, 2), max_size=2), st.booleans())
def test_edits_come_back_cell_by_cell(edits: list[tuple[int, str, str]], gone: set[int], doubled: bool) -> None:
    gone = gone - {0} if doubled else gone  # else the copy would be the item itself, with another code
    items = [item("A"), item("B", 备注="注"), item("C", 认领={"来源": "市"})]
    workbook = openpyxl.load_workbook(io.BytesIO(exported("xlsx", checklist(items))))
    sheet = workbook["不予行政处罚"]
    expected: dict[int, dict[str, Any]] = {number: dict(row) for number, row in enumerate(items)}
    for number, name, typed in edits:
        text = typed if typed.strip() else ""  # a workbook keeps no cell of blanks
        if name == "名称" and not text:
            continue
        cell = sheet.cell(HEAD_ROW + 1 + number, FIELDS.index(name) + 2)
        cell.value, cell.data_type = text, "s"
        value = value_of(name, text)
        expected[number].pop(name, None)
        expected[number] |= {} if value is None else {name: value}
    if doubled:
        sheet.insert_rows(HEAD_ROW + 2)
        for column in range(1, sheet.max_column + 1):  # a row copied in Excel takes its hidden number along
            sheet.cell(HEAD_ROW + 2, column).value = sheet.cell(HEAD_ROW + 1, column).value
            sheet.cell(HEAD_ROW + 2, column).data_type = sheet.cell(HEAD_ROW + 1, column).data_type
        sheet.cell(HEAD_ROW + 2, FIELDS.index("编码") + 2).value = "N"
    for number in sorted(gone, reverse=True):
        sheet.delete_rows(HEAD_ROW + 1 + number + int(doubled and number > 0))
    stored = io.BytesIO()
    workbook.save(stored)
    found, lines, conflicts = back(stored.getvalue(), "xlsx", items)
    assert not conflicts
    codes = [row.data["编码"] for row in found]
    assert sorted(codes) == sorted([*("ABC"[number] for number in range(3) if number not in gone), *(["N"] * doubled)])
    for row in found:
        if row.data["编码"] != "N" and row.origin is not None:
            assert row.data == expected[row.origin]
    touched = {(number, name) for number, name, _ in edits if number not in gone}
    changed = [name for number, name in touched if expected[number].get(name) != items[number].get(name)]
    assert len([line for line in lines if " → " in line]) == len(changed)


def edited(content: bytes, **cells: Any) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        workbook["不予行政处罚"][place] = value
    stored = io.BytesIO()
    workbook.save(stored)
    return stored.getvalue()


def test_the_diff_names_the_cell() -> None:
    items = [item("A", 情形="旧"), item("B")]
    content = edited(exported("xlsx", checklist(items)), D6="新", H7="本级补充", L6="")
    found, lines, _ = back(content, "xlsx", items)
    assert lines == ["不予行政处罚!D6: 旧 → 新", "不予行政处罚!H7: （空） → 本级补充"]
    assert [row.data for row in found] == [item("A", 情形="新"), item("B", 来源="本级补充")]


def test_numbers_and_days_typed_by_hand_are_texts() -> None:
    import datetime

    content = edited(exported("xlsx", checklist([item("A")])), C6=7, D6=datetime.date(2021, 10, 1), L6=1.5, J6=True)
    ((row,), _, _) = back(content, "xlsx", [item("A")])
    assert row.data == item("7", 名称="事项A", 情形="2021-10-01", 备注="1.5", 公开=True)


def test_methods_on_one_line_are_two() -> None:
    content = edited(exported("xlsx", checklist([item("A")])), F6="说服教育、行政约谈；其他：回访")
    ((row,), _, _) = back(content, "xlsx", [item("A")])
    assert row.data["监管措施"] == ["说服教育、行政约谈；其他：回访"]
    content = edited(exported("xlsx", checklist([item("A")])), F6="说服教育、行政约谈\n其他：回访")
    ((row,), _, _) = back(content, "xlsx", [item("A")])
    assert row.data["监管措施"] == ["说服教育", "行政约谈", "其他：回访"]


def test_three_states_of_a_cell() -> None:
    before = [item("A", 情形="旧"), item("B"), item("C")]
    content = edited(exported("xlsx", checklist(before)), D6="新")
    now = [item("A", 情形="新"), item("B"), item("D"), item("C")]
    assert back(content, "xlsx", now)[1:] == ([], [])
    now[0] = item("A", 情形="又一个")
    _, _, conflicts = back(content, "xlsx", now)
    assert conflicts == ["不予行政处罚!D6（A 情形）：导出时“旧”，清单里现在“又一个”，表里“新”"]
    now[0] = item("A", 情形="旧", 备注="别的格")
    found, lines, conflicts = back(content, "xlsx", now)
    assert (lines, conflicts) == (["不予行政处罚!D6: 旧 → 新"], [])
    assert [row.data for row in found] == [item("A", 情形="新", 备注="别的格"), *now[1:]]
    assert "已从清单里删去，而表里改了它" in back(content, "xlsx", now[1:])[2][0]
    assert "不恢复" in back(content, "xlsx", [now[0], *now[2:]])[1][1]


def test_a_deleted_row_that_was_changed_since_is_a_conflict() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(exported("xlsx", checklist([item("A"), item("B")]))))
    workbook["不予行政处罚"].delete_rows(HEAD_ROW + 1)
    stored = io.BytesIO()
    workbook.save(stored)
    found, lines, _ = back(stored.getvalue(), "xlsx", [item("A"), item("B")])
    assert ([row.data["编码"] for row in found], lines) == (["B"], ["不予行政处罚：删除事项 A 事项A"])
    assert "而清单里导出以后改过它" in back(stored.getvalue(), "xlsx", [item("A", 备注="新"), item("B")])[2][0]


def test_sorted_rows_are_moved_items() -> None:
    items = [item("A"), item("B"), item("C")]
    text = exported("csv", checklist(items)).decode("utf-8-sig").split("\r\n")
    turned = "\r\n".join([text[0], text[3], text[1], text[2]]).encode("gb18030")
    found, lines, _ = back(turned, "csv", [*items[:2], item("N"), items[2]])
    assert lines == ["不予行政处罚：删除事项 N 事项N", "不予行政处罚：事项的次序按表里的次序"]
    assert [row.data["编码"] for row in found] == ["C", "A", "B"]


@pytest.mark.parametrize("sign", "=+-@")
def test_nothing_becomes_a_formula(sign: str) -> None:
    evil = f"{sign}cmd|' /C calc'!A0"
    one = checklist([item(evil, 名称=evil, 备注=evil, 依据=[evil])])
    sheet = openpyxl.load_workbook(io.BytesIO(exported("xlsx", one)))["不予行政处罚"]
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and evil in cell.value]
    assert len(cells) == 4
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    lines = list(csv.reader(io.StringIO(exported("csv", one).decode("utf-8-sig"))))
    assert [text for text in lines[1] if evil in text] == [f"'{evil}"] * 4
    assert exported("csv", one).startswith(b"\xef\xbb\xbf")


def test_the_workbook_has_the_annex_choices_and_a_hidden_memory() -> None:
    every = [checklist([item("A")], kind) for kind in ListKind]
    content = exported("xlsx", *every)
    assert content == exported("xlsx", *every)
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == [*ListKind, MEMORY]
    assert workbook[MEMORY].sheet_state == "veryHidden"
    for kind in ListKind:
        sheet = workbook[kind.value]
        assert tuple(cell.value for cell in sheet[HEAD_ROW])[:6] == kind.columns
        assert sheet.column_dimensions["M"].hidden
        assert [sheet.cell(row, 1).value for row in range(1, 5)] == [
            f"明溪县交通运输局{kind}事项清单",
            "单位：明溪县交通运输局（公章）",
            "联系人：=张三",
            "联系电话：1",
        ]
        offered = {one.formula1: one for one in sheet.data_validations.dataValidation}
        assert '"市级认领,本级补充"' in offered
        measures = next(one for text, one in offered.items() if "说服教育" in text)
        assert "行政回访" in measures.formula1
        assert not measures.showErrorMessage


def test_a_cell_that_excel_cannot_hold_is_refused() -> None:
    with pytest.raises(Refused, match="Excel 的单元格放不下"):
        exported("xlsx", checklist([item("A", 备注="长" * 31_000)]))
    long = [item("A", 备注="长" * 29_000, 情形="形" * 29_000)]
    assert back(exported("xlsx", checklist(long)), "xlsx", long)[1] == []


def repacked(content: bytes, **parts: bytes) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as new:
        names = {name.replace("__", "/"): data for name, data in parts.items()}
        for entry in old.infolist():
            new.writestr(entry.filename, names.pop(entry.filename, None) or old.read(entry))
        for name, data in names.items():
            new.writestr(name, data)
    return stored.getvalue()


GOOD = exported("xlsx", checklist([item("A")]))
CSV = exported("csv", checklist([item("A")]))
PLAIN = io.BytesIO()
openpyxl.Workbook().save(PLAIN)


def memory_broken() -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(GOOD))
    workbook[MEMORY]["C3"] = "{}}"
    stored = io.BytesIO()
    workbook.save(stored)
    return stored.getvalue()


HOSTILE = [
    (".xlsx", b"", "文件已损坏"),
    (".xlsx", b"PK\x03\x04" + b"x" * 100, "文件已损坏"),
    (".xlsx", GOOD[: len(GOOD) // 2], "文件已损坏"),
    (".xlsx", repacked(GOOD, **{"xl__workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "文档类型声明"),
    (".xlsx", repacked(GOOD, **{"xl__workbook.xml": b"<x/>"}), "不是 Excel"),
    (".xlsx", repacked(GOOD, **{"xl__worksheets__sheet1.xml": b"<x"}), "文件已损坏"),
    (".xlsx", PLAIN.getvalue(), "没有隐藏的 _rouxing"),
    (".xlsx", memory_broken(), "被改动过"),
    (".docx", GOOD, "docx 只供打印"),
    (".json", b"{", "不再是有效的 JSON"),
    (".json", b"[]", "不再是有效的 JSON"),
    (".json", '{"格式": "别的"}'.encode(), "不是 rouxing checklist export 写的"),
    (".json", b"[" * 100_000, "不再是有效的 JSON"),
    (".csv", b"\xff\xfe\xff", "不是 UTF-8"),
    (".csv", "甲,乙\n".encode(), "第一行不是"),
    (".csv", CSV.replace("不予行政处罚".encode(), "五".encode(), 1), "不是四张清单之一"),
]  # fmt: skip


@pytest.mark.parametrize(("suffix", "content", "words"), HOSTILE, ids=lambda one: str(one)[:20])
def test_what_is_not_sound_is_refused_in_a_sentence(suffix: str, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read_returned(content, suffix)


def test_a_glance_tells_our_own_files() -> None:
    assert is_export(GOOD, ".xlsx")
    assert is_export(CSV, ".csv")
    assert is_export(CSV.replace(b'"', b""), ".csv")
    for content in (PLAIN.getvalue(), b"x", b"PK\x03\x04"):
        assert not is_export(content, ".xlsx")
        assert not is_export(content, ".csv")


def test_import_says_where_an_edited_export_belongs(root: Path, said: Said) -> None:
    said("export", "transport")
    assert "请用 rouxing checklist merge" in said("import", FILE, "--agency", "transport")[2]


@pytest.mark.parametrize("cells", [{"M5": ""}, {"D5": "情形"}, {"B5": "不予处罚的情形"}])
def test_moved_columns_are_not_guessed(cells: dict[str, str]) -> None:
    with pytest.raises(Refused, match="表头或者列改动过"):
        read_returned(edited(GOOD, **cells), ".xlsx")
    workbook = openpyxl.load_workbook(io.BytesIO(GOOD))
    workbook["不予行政处罚"].delete_cols(7)
    stored = io.BytesIO()
    workbook.save(stored)
    with pytest.raises(Refused, match="表头或者列改动过"):
        read_returned(stored.getvalue(), ".xlsx")


def test_what_looks_like_an_escape_is_none() -> None:
    items = [item("_x0041_", 备注="a_x000D__x000a_")]
    assert back(exported("xlsx", checklist(items)), "xlsx", items)[1:] == ([], [])


def test_a_formula_is_not_read() -> None:
    with pytest.raises(Refused, match="不予行政处罚!D6 是没有结果的公式"):
        read_returned(edited(GOOD, D6="=1+1"), ".xlsx")


def test_macros_are_left_alone_and_a_far_cell_costs_nothing() -> None:
    assert "没有运行" in read_returned(repacked(GOOD, **{"xl__vbaProject.bin": b"x"}), ".xlsx").remarks[0]
    with pytest.raises(Refused, match="不予行政处罚!C1048576：“编码”是空的"):
        back(edited(GOOD, B1048576="远"), "xlsx", [item("A")])


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [("J6", "或许", "不予行政处罚!J6：“公开”只能写"), ("B6", " ", "不予行政处罚!B6：“名称”是空的")],
)
def test_a_text_that_is_no_value_names_its_cell(cell: str, value: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        back(edited(GOOD, **{cell: value}), "xlsx", [item("A")])


def test_what_is_not_read_is_said() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(edited(GOOD, A3="联系人：李四", P7="旁注")))
    workbook.create_sheet("草稿")["A1"] = "x"
    stored = io.BytesIO()
    workbook.save(stored)
    remarks = read_returned(stored.getvalue(), ".xlsx").remarks
    for remark, words in zip(remarks, ["!A3 改成了“联系人：李四”", "!P7 在表格之外", "“草稿”"], strict=True):
        assert words in remark
    workbook.remove(workbook["不予行政处罚"])
    stored = io.BytesIO()
    workbook.save(stored)
    assert read_returned(stored.getvalue(), ".xlsx").lists == []


TEXT = """\
# 头注
清单: 不予行政处罚
版本: 1
施行日期: 2021-10-01
事项:
  - 编码: "A"   # 尾注
    名称: 逾期报送材料
    情形: 当场改正的
    依据: [《中华人民共和国行政处罚法》第三十三条第一款]
    监管措施: [说服教育]
"""


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def call(*arguments: str) -> tuple[int, str, str]:
        status = run(["checklist", *arguments])
        output = capsys.readouterr()
        return status, output.out, output.err

    return call


@pytest.fixture
def root(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = overlay({PATH: TEXT.encode(), "laws/": b""})
    monkeypatch.chdir(found)
    return found


FILE = "out/明溪县交通运输局不予行政处罚事项清单.xlsx"


def test_from_the_list_to_excel_and_back(root: Path, said: Said) -> None:
    assert said("export", "transport") == (0, f"已写入 {FILE}\n", "")
    assert said("merge", FILE) == (0, "没有改动\n", "")
    (root / FILE).write_bytes(edited((root / FILE).read_bytes(), D6="及时改正的"))
    line = "不予行政处罚!D6: 当场改正的 → 及时改正的\n"
    assert said("merge", FILE, "--dry-run") == (0, line, "")
    status, out, err = said("merge", FILE)
    assert (status, out) == (2, line)
    assert "请加 --yes" in err
    assert (root / PATH).read_text("utf-8") == TEXT
    status, out, _ = said("merge", FILE, "--yes")
    assert (status, out.startswith(f"{line}已写入 {PATH}\n")) == (0, True)
    assert (root / PATH).read_text("utf-8") == TEXT.replace("当场改正的", "及时改正的")
    assert said("merge", FILE, "--yes") == (0, "没有改动\n", "")


def test_a_conflict_writes_nothing(root: Path, said: Said) -> None:
    said("export", "transport")
    (root / FILE).write_bytes(edited((root / FILE).read_bytes(), D6="及时改正的"))
    (root / PATH).write_text(TEXT.replace("当场改正的", "三日内改正的"), "utf-8")
    status, _, err = said("merge", FILE, "--yes")
    assert status == 1
    assert "导出时“当场改正的”，清单里现在“三日内改正的”，表里“及时改正的”" in err
    assert "三日内" in (root / PATH).read_text("utf-8")


def test_new_errors_are_not_written_and_old_ones_do_not_stop(root: Path, said: Said) -> None:
    said("export", "transport")
    clean = (root / FILE).read_bytes()
    (root / FILE).write_bytes(edited(clean, B6="占用消防车通道停放车辆"))
    status, out, err = said("merge", FILE, "--yes")
    assert (status, "RX201" in out, "没有写入任何文件" in err) == (1, True, True)
    (root / FILE).write_bytes(edited(clean, H6="县级认领"))
    status, out, _ = said("merge", FILE, "--yes")
    assert (status, "RX015" in out) == (1, True)
    (root / PATH).write_text(TEXT.replace("逾期报送材料", "占用消防车通道停放车辆"), "utf-8")
    (root / FILE).write_bytes(edited(clean, D6="及时改正的"))
    assert said("merge", FILE, "--yes")[0] == 0


def test_a_code_cannot_be_used_twice(root: Path, said: Said) -> None:
    said("export", "transport")
    (root / FILE).write_bytes(edited((root / FILE).read_bytes(), B8="新", C8="A"))
    status, _, err = said("merge", FILE, "--yes")
    assert (status, "编码“A”会用在两个事项上" in err) == (2, True)


def test_what_changed_underneath_is_not_overwritten(root: Path) -> None:
    with pytest.raises(Refused, match="在此期间被改动过"):
        write_changes(FolderTree(root), [Change(PATH, b"x", b"y")])
    assert (root / PATH).read_text("utf-8") == TEXT


def test_csv_and_json_go_to_stdout_and_back(root: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    for key in ("csv", "json"):
        assert run(["checklist", "export", "transport", "1", "--format", key]) == 0
        content = capsysbinary.readouterr().out
        (root / f"a.{key}").write_bytes(content.replace("当场改正的".encode(), "及时改正的".encode()))
        agency = ["--agency", "transport"] if key == "csv" else []
        assert run(["checklist", "merge", f"a.{key}", "--dry-run", *agency]) == 0
        assert " 情形: 当场改正的 → 及时改正的" in capsysbinary.readouterr().out.decode()
    assert json.loads(content)["清单"][0]["事项"] == parse(TEXT.encode())["事项"]
    assert run(["checklist", "merge", "a.csv"]) == 2
    assert "请用 --agency 写明" in capsysbinary.readouterr().err.decode()


def test_refusals_of_the_commands(root: Path, said: Said) -> None:
    assert "还不能输出为 pdf 格式；现有格式：csv、docx、json、xlsx" in said("export", "transport", "--format", "pdf")[2]
    assert "没有减轻行政处罚" in said("export", "transport", "减轻行政处罚")[2]
    assert "读不了" in said("merge", "没有.xlsx")[2]
    said("export", "transport", "--format", "json", "--out", "a.json")
    assert said("merge", "a.json", "--agency", "transport")[0] == 0
    other = json.loads((root / "a.json").read_text("utf-8")) | {"单位": "market"}
    (root / "a.json").write_text(json.dumps(other), "utf-8")
    assert "文件是从“market”导出的" in said("merge", "a.json", "--agency", "transport")[2]
    (root / PATH).write_text("清单: 错", "utf-8")
    assert "没有通过校验，没有导出" in said("export", "transport")[2]


def test_docx_is_the_annex_or_says_what_is_missing(root: Path, said: Said) -> None:
    from docx import Document

    assert said("export", "transport", "--format", "docx")[0] == 0
    document = Document(str(root / FILE.replace("xlsx", "docx")))
    assert [cell.text for cell in document.tables[0].rows[0].cells] == list(ListKind.NO_PENALTY.columns)
    assert "逾期报送材料" in [cell.text for cell in document.tables[0].rows[1].cells]
    (root / PATH).write_text(TEXT.replace("[说服教育]", "[]"), "utf-8")
    status, _, err = said("export", "transport", "--format", "docx")
    assert (status, f"{PATH}:10: " in err, "没有写入任何文件" in err) == (1, True, True)


def test_several_files_want_a_folder(root: Path, said: Said) -> None:
    (root / "checklists/transport/lighter-penalty.yaml").write_text(
        TEXT.replace("不予行政处罚\n", "从轻行政处罚\n").replace("三十三条第一款", "三十二条第一项"), "utf-8"
    )
    assert said("export", "transport", "--format", "docx", "--out", "a.docx")[0] == 2
    (root / "夹").mkdir()
    assert said("export", "transport", "--format", "docx", "--out", "夹")[1].count("已写入") == 2


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_saved_by_another_program_it_is_still_the_same(tmp_path: Path) -> None:
    items = [
        item("A001", 情形="=1+1", 备注=" 前后空 ", 公开=False, 不公开理由="个人隐私"),
        item("007", 依据=["甲", "乙\n丙"]),
    ]
    (tmp_path / "a.xlsx").write_bytes(exported("xlsx", checklist(items)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "b"), "a.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert back((tmp_path / "b/a.xlsx").read_bytes(), "xlsx", items)[1:] == ([], [])
