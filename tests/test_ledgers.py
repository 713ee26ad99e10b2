"""Ledgers from Excel: every form of a day, ids that Excel has rounded, hostile files, and the way there and back."""

from __future__ import annotations

import contextlib
import copy
import csv
import datetime
import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from rouxing.commands._door import run
from rouxing.errors import UnreadableFile
from rouxing.files.cells import Cell, Row, read_tables
from rouxing.files.sheet_cells import letters
from rouxing.files.yaml_text import appended
from rouxing.ledgers.asides import aside
from rouxing.ledgers.columns import COLUMNS, names
from rouxing.ledgers.days import NoDay, iso_day
from rouxing.ledgers.workbook import Choices, Told, ledger_workbook
from rouxing.load.parse import parse
from tests.conftest import Overlay

PERSON = "35042119870316001X"
COMPANY = "91350421MA00000152"

DAYS = {
    "2021-10-12": "2021-10-12",
    "2021.10.12": "2021-10-12",
    "2021.10.12.": "2021-10-12",
    "2021/1/2": "2021-01-02",
    "2021年10月12日": "2021-10-12",
    " 2021 年 10 月 12 日 ": "2021-10-12",
    "2021年1月2号": "2021-01-02",
    "20211012": "2021-10-12",
    "２０２１．１０．１２": "2021-10-12",
    "2021—10—12": "2021-10-12",
    "2021、10、12": "2021-10-12",
    "2021-10-12 00:00:00": "2021-10-12",
    "2021-10-12T00:00:00": "2021-10-12",
    "21年10月12日": "2021-10-12",
    "二〇二一年十月十二日": "2021-10-12",
    "二○二一年十二月三十一日": "2021-12-31",
    "2024-02-29": "2024-02-29",
}
NO_DAYS = {
    "21.10.12": "年份不是四位",
    "2021-2-29": "不存在",
    "20211301": "不存在",
    "2021年10月": "没有写到日",
    "2021.10": "没有写到日",
    "10/12/2021": "分不清月和日",
    "2021-10.12": "不是日期",
    "121年10月12日": "年份不是四位",
    "10月12日": "没有写年份",
    "10.12": "没有写年份",
    "昨天": "不是日期",
    "211012": "不是日期",
    "": "不是日期",
}


@pytest.mark.parametrize("text", DAYS)
def test_days_are_read(text: str) -> None:
    assert iso_day(text) == DAYS[text]


@pytest.mark.parametrize("text", NO_DAYS)
def test_no_days_are_explained(text: str) -> None:
    with pytest.raises(NoDay, match=NO_DAYS[text]):
        iso_day(text)


@given(st.dates(datetime.date(1000, 1, 1)))
def test_every_day_in_every_form(day: datetime.date) -> None:
    forms = ("{0}-{1:02}-{2:02}", "{0}.{1}.{2}", "{0}/{1}/{2}", "{0}年{1}月{2}日", "{0:04}{1:02}{2:02}")
    assert {iso_day(form.format(day.year, day.month, day.day)) for form in forms} == {day.isoformat()}


# reading workbooks


def book(rows: list[list[Any]], change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.active.title = "台账"
    change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def cell(value: Any, number_format: str = "", change: Callable[[Workbook], None] = lambda _: None) -> Cell:
    def formatted(made: Workbook) -> None:
        if number_format:
            made.active["A1"].number_format = number_format
        change(made)

    (row,) = read_tables("x.xlsx", book([[value]], formatted))[0].rows
    return row.cells[1]


def test_numbers_that_are_days() -> None:
    assert cell(44481, "yyyy-mm-dd") == Cell("2021-10-12", "2021-10-12")
    assert cell(44481, "[$-804]yyyy年m月d日") == Cell("2021-10-12", "2021-10-12")
    assert cell(44481.375, "yyyy-mm-dd hh:mm") == Cell("2021-10-12 09:00", "2021-10-12")
    assert cell(44481) == Cell("44481", "2021-10-12")
    assert cell(0.375, "h:mm") == Cell("09:00")
    assert cell(20211012, "yyyy-mm-dd") == Cell("20211012")  # no calendar goes as far
    assert cell(12) == Cell("12")
    assert cell(1.5) == Cell("1.5")
    assert cell(20211012) == Cell("20211012")
    assert cell(datetime.datetime(2021, 10, 12)) == Cell("2021-10-12", "2021-10-12")  # noqa: DTZ001


def test_days_counted_from_1904() -> None:
    def of_old_macs(made: Workbook) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        made.epoch = CALENDAR_MAC_1904

    assert cell(44481 - 1462, "yyyy-mm-dd", of_old_macs) == Cell("2021-10-12", "2021-10-12")


def test_what_cells_may_hold() -> None:
    assert cell(" a\r\nb ") == Cell("a\nb")
    assert cell(True) == Cell("是")
    assert "15 位" in cell(350421198703160012).problem
    assert "15 位" in cell("3.50421E+17").problem
    assert cell(13800010601) == Cell("13800010601")
    assert "没有算出来的值" in cell("=A2").problem
    assert "公式出错" in cell("#REF!").problem


def test_names_of_columns() -> None:
    assert [letters(one) for one in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


def parts(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
FAR = b"<worksheet><sheetData>%s</sheetData></worksheet>"


def sheet(content: bytes) -> bytes:
    return parts(book([["a"]]), lambda entries: entries.update({SHEET: content}))


def many_rows(count: int) -> bytes:
    return FAR % b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (one, one) for one in range(1, count + 1))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (lambda: parts(book([["a"]]), lambda one: one.update({"x.xml": bytes(200 << 20)})), "解开后超过"),
    "parts": (lambda: parts(book([["a"]]), lambda one: one.update({f"{n}": b"" for n in range(1001)})), "个部件"),
    "entities": (lambda: sheet(ENTITIES), "文档类型声明"),
    "rows": (lambda: sheet(many_rows(100_001)), "行超过 100000 行"),
    "columns": (lambda: sheet(FAR % b'<row r="1"><c r="XFD1"><v>1</v></c></row>'), "列超过 300 列"),
    "no xml": (lambda: sheet(b"<worksheet"), "文件已损坏"),
    "no number": (lambda: sheet(FAR % b'<row r="1"><c r="A1"><v>x</v></c></row>'), "文件已损坏"),
    "huge number": (lambda: sheet(FAR % b'<row r="1"><c r="A1"><v>1e999</v></c></row>'), "文件已损坏"),
    "no such text": (lambda: sheet(FAR % b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), "文件已损坏"),
    "no workbook": (lambda: parts(book([["a"]]), lambda one: one.pop("xl/workbook.xml")), "文件已损坏"),
    "no relations": (lambda: parts(book([["a"]]), lambda one: one.pop("_rels/.rels")), "文件已损坏"),
    "cut": (lambda: book([["a"]])[:-200], "文件已损坏"),
    "text": (lambda: b"abc", "文件已损坏"),
    "old": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "另存为 .xlsx"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbooks_are_refused(name: str) -> None:
    make, sentence = HOSTILE[name]
    with pytest.raises(UnreadableFile, match=sentence):
        read_tables("x.xlsx", make())


def test_a_million_empty_rows_cost_nothing() -> None:
    empty = b'<row r="1"/>' * 1_000_000
    (found,) = read_tables("x.xlsx", sheet(FAR % (empty + b'<row r="1000001"><c r="A1"><v>1</v></c></row>')))
    assert [row.number for row in found.rows] == [1000001]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))
def test_damaged_workbooks_never_crash(position: int, damage: bytes) -> None:
    content = bytearray(book([["案号", "日期"], ["1", 44481]]))
    start = position % len(content)
    content[start : start + len(damage)] = damage
    with contextlib.suppress(UnreadableFile):
        read_tables("x.xlsx", bytes(content))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_encoding(encoding: str, delimiter: str) -> None:
    content = delimiter.join(("案号", "日期", '"案\n由"')) + "\r\n\r\n" + delimiter.join(("", " 〔2021〕 ", "'=1"))
    (found,) = read_tables("a/b.csv", content.encode(encoding))
    assert found.name == "b.csv"
    texts = [(row.number, {column: one.text for column, one in row.cells.items()}) for row in found.rows]
    assert texts[0] == (1, {1: "案号", 2: "日期", 3: "案\n由"})
    assert texts[1][1] == {2: "〔2021〕", 3: "=1"}


@pytest.mark.parametrize("content", [b'a,"b', b"\xff\x00\x81", b"a\0b"])
def test_csv_that_is_none(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="不是"):
        read_tables("x.csv", content)


def test_csv_ids_that_excel_has_rounded() -> None:
    (found,) = read_tables("x.csv", b"3.50421E+17,1E5")
    assert ["15 位" in one.problem for one in found.rows[0].cells.values()] == [True, False]


def test_a_formula_may_come_out_empty() -> None:
    cells = b'<row r="1"><c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c><c r="B1"><v>1</v></c></row>'
    (found,) = read_tables("x.xlsx", sheet(FAR % cells))
    assert found.rows[0].cells == {2: Cell("1")}


# the way there and back

LOG = "cases/transport/2021/10.yaml"
FIRST = f"""# 首
案件:
  # 第一件
  - 案号: 明交柔〔2021〕1号  # 甲
    日期: 2021-10-08
    当事人:
      名称: 明溪县某运输有限公司  # 全称
      类型: 企业
      统一社会信用代码: {COMPANY}
      联系电话: "13800010601"
    案由: 未携带车辆营运证
    事实: >
      折行的
      文字
    处理:
      - 清单: 不予行政处罚
        编码: "JT-001"  # 第一项
        记录: [档案：2021-1]
    措施:
      - {{方式: 说服教育, 数量: 2, 记录: [档案：2021-1, 档案：2021-2]}}
      # 第二种
      - 方式: 行政告诫
        日期: 2021-10-09
        记录:
          - 明交告〔2021〕1号  # 文书
    文书:
      - 种类: 行政告诫书
        文号: 明交告〔2021〕1号
        日期: 2021-10-09
        填写:
          行为: 甲
          依据: 《中华人民共和国道路运输条例》第六十八条
          改正期限: 2021-10-20
        送达: {{日期: 2021-10-09, 方式: 直接送达, 送达人: 王五, 被送达人: 李四}}
    公开: true
  - {{案号: 明交柔〔2021〕2号, 日期: 2021-10-12, 案由: "=1+1", 事实: null, 处理: []}}
# 尾
"""


@pytest.fixture
def root(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = overlay({LOG: FIRST.encode()})
    monkeypatch.chdir(root)
    return root


def exported(root: Path) -> Path:
    path = root / "out/案件台账.xlsx"
    assert run(["case", "list", "--format", "xlsx", "--out", str(path)]) == 0
    return path


def edited(path: Path, changes: dict[str, Any]) -> None:
    """Cells by heading and row: {"地址 2": "…"}."""
    made = load_workbook(path)
    ledger = made["台账"]
    heads = {one.value: one.column for one in ledger[1]}
    for place, value in changes.items():
        name, row = place.split()
        ledger.cell(int(row), heads[name]).value = value
    made.save(path)


EDITS: dict[str, tuple[Any, tuple[str, str]]] = {
    "案由 2": ("新案由", ("案由: 未携带车辆营运证", "案由: 新案由")),
    "当事人 2": ("乙公司", ("名称: 明溪县某运输有限公司  #", "名称: 乙公司  #")),
    "联系电话 2": ("0598-1", ('"13800010601"', '"0598-1"')),
    "地址 2": ("城关", ('"13800010601"\n', '"13800010601"\n      地址: 城关\n')),
    "事实 2": ("两行\n文字", (">\n      折行的\n      文字\n", "|-\n      两行\n      文字\n")),
    "数量 2": (3, ("数量: 2", "数量: 3")),
    "措施记录 3": (
        "明交告〔2021〕1号\n档案：3",
        ("- 明交告〔2021〕1号  # 文书\n", "- 明交告〔2021〕1号  # 文书\n          - 档案：3\n"),
    ),
    "措施日期 3": (
        "2021年10月10日",
        ("方式: 行政告诫\n        日期: 2021-10-09", "方式: 行政告诫\n        日期: 2021-10-10"),
    ),
    "填写·行为 2": ("乙", ("行为: 甲", "行为: 乙")),
    "填写·改正期限 2": ("2021-10-21", ("改正期限: 2021-10-20", "改正期限: 2021-10-21")),
    "送达人 2": ("赵六", ("送达人: 王五", "送达人: 赵六")),
    "公开 2": ("否", ("公开: true", "公开: false")),
    "备注 2": ("注", ("公开: true\n", "公开: true\n    备注: 注\n")),
    "案由 4": ("@x", ('"=1+1"', '"@x"')),
    "事实 4": ("乙", ("事实: null", "事实: 乙")),
}


def test_what_was_exported_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = exported(root)
    ledger = load_workbook(path)["台账"]
    risky = next(one for one in ledger[4] if one.value == "=1+1")
    assert (risky.data_type, risky.quotePrefix) == ("s", True)
    capsys.readouterr()
    assert run(["case", "import", str(path), "--yes"]) == 0
    output = capsys.readouterr()
    assert output.out == "没有变化 2 件\n"
    assert (root / LOG).read_text("utf-8") == FIRST
    for options in ([], ["--full"]):
        run(["case", "list", "--format", "csv", *options])
        (root / "a.csv").write_text(capsys.readouterr().out, "utf-8", newline="")
        assert run(["case", "import", "a.csv", "--yes"]) == 0
        assert capsys.readouterr().out == "没有变化 2 件\n"


@pytest.mark.parametrize("place", EDITS)
def test_one_cell_is_one_change(place: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value, (before, after) = EDITS[place]
    path = exported(root)
    edited(path, {place: value})
    capsys.readouterr()
    assert run(["case", "import", str(path), "--yes", "--with-errors"]) == (1 if place == "公开 2" else 0)
    output = capsys.readouterr().out
    if place == "公开 2":  # no reason is given: a fault of form
        assert "RX0" in output
        return
    assert "改动 1 格" in output
    assert FIRST.count(before) == 1
    assert (root / LOG).read_text("utf-8") == FIRST.replace(before, after)


def test_texts_that_look_escaped_come_back_as_they_are(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = FIRST.replace("未携带车辆营运证", "甲_x0041_乙_x000D_")
    (root / LOG).write_text(written, "utf-8")
    path = exported(root)
    capsys.readouterr()
    assert run(["case", "import", str(path), "--yes"]) == 0
    assert capsys.readouterr().out == "没有变化 2 件\n"
    (root / LOG).write_text(written.replace("甲_x0041_乙_x000D_", "丙"), "utf-8")
    assert run(["case", "import", str(path), "--yes"]) == 0
    assert parse((root / LOG).read_bytes())["案件"][0]["案由"] == "甲_x0041_乙_x000D_"


def test_empty_cells_delete_only_when_asked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = exported(root)
    edited(path, {"联系电话 2": None, "方式 3": None, "措施日期 3": None, "措施记录 3": None})
    capsys.readouterr()
    assert run(["case", "import", str(path), "--yes"]) == 0
    output = capsys.readouterr().out
    assert "空白 4 格，案件里有内容，没有改动" in output
    assert "13800010601" not in output
    assert (root / LOG).read_text("utf-8") == FIRST
    assert run(["case", "import", str(path), "--yes", "--delete-blank", "--with-errors"]) == 0
    case = parse((root / LOG).read_bytes())["案件"][0]
    assert "联系电话" not in case["当事人"]
    assert [one["方式"] for one in case["措施"]] == ["说服教育"]


SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
TEXT = st.text(SIGNS, min_size=1, max_size=8).map(str.strip).filter(bool)
LINES = st.lists(TEXT, min_size=1, max_size=2).map("\n".join)
DAY = st.dates(datetime.date(2021, 10, 1), datetime.date(2021, 12, 31)).map(str)
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "事实": LINES,
    "备注": TEXT,
    "公开": st.just(True),
    "当事人": st.fixed_dictionaries(
        {"名称": TEXT, "类型": st.sampled_from(["自然人", "企业", "其他组织"])}, optional={"地址": TEXT, "负责人": TEXT}
    ),
    "处理": st.lists(
        st.fixed_dictionaries(
            {"清单": st.just("不予行政处罚"), "编码": st.just("JT-001")},
            optional={"日期": DAY, "记录": st.lists(TEXT, min_size=1, max_size=2)},
        ),
        max_size=2,
    ),
    "措施": st.lists(
        st.fixed_dictionaries(
            {"方式": st.sampled_from(["说服教育", "行政指导", "其他"])},
            optional={"日期": DAY, "数量": st.integers(1, 99), "内容": LINES},
        ),
        max_size=3,
    ),
    "文书": st.lists(
        st.fixed_dictionaries(
            {"种类": st.just("行政告诫书"), "文号": TEXT, "日期": DAY},
            optional={"填写": st.fixed_dictionaries({"行为": TEXT}, optional={"依据": LINES})},
        ),
        max_size=2,
    ),
}
CASES = st.lists(
    st.fixed_dictionaries({"案号": TEXT.map(str.strip), "日期": DAY, "案由": TEXT}, optional=OPTIONAL),
    min_size=1,
    max_size=4,
    unique_by=lambda case: case["案号"],
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CASES, st.data())
def test_there_and_back_with_any_cases(found: list[dict[str, Any]], data: st.DataObject) -> None:
    """Exported and read back nothing differs; with one cell changed exactly that differs."""
    from rouxing.ledgers.comparing import compared
    from rouxing.ledgers.reading import read_ledger
    from rouxing.model import CaseLog

    content = "案件: []\n".encode()
    for one in found:
        content = appended(content, "案件", one, parse)
    log = CaseLog(parse(content), LOG)
    told = ledger_workbook([Told("甲", case.data) for case in log.cases], Choices(["甲"], []))
    ledger = read_ledger(read_tables("x.xlsx", told), names())
    same = compared(ledger.cases, log.cases, names(), delete_blank=True)
    assert (ledger.faults, same.faults, same.changes, same.new, same.edited) == ([], [], [], [], [])
    assert same.same == len(found)
    number = data.draw(st.integers(0, len(found) - 1))
    changed = copy.deepcopy(found)
    changed[number]["案由"] += "改"
    told = ledger_workbook([Told("甲", one) for one in changed], Choices(["甲"], []))
    after = compared(read_ledger(read_tables("x.xlsx", told), names()).cases, log.cases, names(), delete_blank=True)
    assert [(one.case.pointer, one.data) for one in after.edited] == [(("案件", number), changed[number])]
    assert [one.column for one in after.changes] == ["案由"]


# ledgers that others made


def imported(root: Path, content: bytes, *options: str, name: str = "台账.xlsx") -> int:
    (root / name).write_bytes(content)
    return run(["case", "import", name, *options])


def cases(root: Path) -> list[dict[str, Any]]:
    paths = sorted(root.glob("cases/*/*/*导入*.yaml"))
    return [case for path in paths for case in parse(path.read_bytes())["案件"]]


FOREIGN = [
    ["明溪县交通运输局2021年柔性执法台账"],
    [
        "序号",
        "办案时间",
        "当事人",
        None,
        None,
        None,
        "违法行为（简述）",
        "柔性执法方式",
        "佐证材料",
        "承办人",
        "处罚金额",
    ],
    [None, None, "姓名/名称", "类型", "证件号码", "电话", None, None, None, None, None],
    [
        1,
        44481,
        "张三",
        "个人",
        PERSON.lower(),
        13800010601,
        "未携带车辆营运证",
        "说服教育、行政提示",
        "档案：1",
        "甲",
        0,
    ],
    [2, "2021.11.2", "乙公司", None, COMPANY, None, "未携带车辆营运证", "行政指导", "档案：2；档案：3", "甲", 0],
    [None, None, None, None, None, None, None, "行政回访", "档案：4", None, None],
    [3, "2021年11月3日", None, None, None, None, "道路安全宣讲", "劝导示范", "档案：5", "甲", None],
    ["合计", None, None, None, None, None, None, "4"],
]


def test_a_ledger_as_agencies_keep_them(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(root, book(FOREIGN), "--agency", "交通运输局", "--yes") == 0
    output = capsys.readouterr()
    assert "新增 3 件：\n  台账!A4：明交柔〔2021〕3号  2021-10-12  张三  未携带车辆营运证\n" in output.out
    assert "台账!K3 列“处罚金额”没有认出，不导入" in output.err
    assert "台账!A8 是合计行，不导入" in output.err
    first, second, third = cases(root)
    assert first == {
        "案号": "明交柔〔2021〕3号",
        "日期": "2021-10-12",
        "当事人": {"名称": "张三", "类型": "自然人", "身份证号": PERSON, "联系电话": "13800010601"},
        "案由": "未携带车辆营运证",
        "措施": [{"方式": "说服教育", "记录": ["档案：1"]}, {"方式": "行政提示", "记录": ["档案：1"]}],
    }
    assert second["当事人"] == {"名称": "乙公司", "类型": "企业", "统一社会信用代码": COMPANY}
    assert [one["方式"] for one in second["措施"]] == ["行政指导", "行政回访"]
    assert second["措施"][0]["记录"] == ["档案：2", "档案：3"]
    assert "当事人" not in third
    assert [path.name[:10] for path in sorted(root.glob("cases/*/*/*导入*"))] == ["2021-10-导入", "2021-11-导入"]


SUMS = [
    ["合计"],
    ["小计", None, 3],
    [None, "合　计", None, "2件"],
    ["10月小计", 4],
    ["本页合计3件"],
    ["总 计：4 件"],
    ["第四季度累计", 12],
    ["2021年度共计12人次"],
    ["合计（件）", 3],
]
NO_SUMS = [
    ["明交柔〔2021〕9号", "2021-10-12", "合计"],
    ["9号", "2021-10-12", "甲", "合计"],
    ["合计超限案", "2021-10-12", "甲"],
    ["总计划", "2021-10-12", "甲"],
]


def row(texts: list[Any]) -> Row:
    return Row(9, {number: Cell(str(text)) for number, text in enumerate(texts, 1) if text is not None})


@pytest.mark.parametrize("texts", SUMS)
def test_a_row_that_begins_with_a_word_for_sums_is_one(texts: list[Any]) -> None:
    assert aside(row(texts), {1: {"案号"}}) == "合计行"


@pytest.mark.parametrize("texts", NO_SUMS)
def test_a_row_that_has_the_word_further_right_is_none(texts: list[Any]) -> None:
    assert aside(row(texts), {1: {"案号"}}) == ""


@pytest.mark.parametrize(
    "text", ["1" * 5_000, "一月" * 2_000, "本" * 5_000, "填表人员" * 1_000], ids=lambda one: one[:2]
)
def test_a_long_cell_is_looked_at_once(text: str) -> None:
    began = time.monotonic()
    assert aside(row([text]), {1: {"案号"}}) == ""
    assert time.monotonic() - began < 1


ASIDES: dict[str, list[Any]] = {
    "签名或说明": ["填表人：王五", None, None, "审核人：赵六"],
    "签名或说明 ": ["单位负责人（签字）："],
    "签名或说明  ": ["注：本表一式两份"],
    "重复的表头": ["案号", "日期"],
    "重复的表头 ": ["案号"],
    "签名或说明   ": ["审核：", None, "制表："],
    "签名或说明    ": ["统计人员（签名）：甲"],
    "": ["填表人", "2021-10-12"],
    "     ": ["统计：漏报一件", "2021-10-12"],
    " ": ["注：一件", "2021-10-12"],
    "  ": [None, "日期"],
    "   ": ["案号", "2021-10-12"],
    "    ": [" "],
}


@pytest.mark.parametrize("what", ASIDES)
def test_rows_that_hold_no_case(what: str) -> None:
    assert aside(row(ASIDES[what]), {1: {"案号"}, 2: {"日期"}}) == what.strip()


PAGES: list[list[Any]] = [
    ["明溪县交通运输局2021年柔性执法案件登记台账"],
    ["序号", "案号", "受理日期", "行政相对人", None, "案由", "柔性执法措施", "归档编号"],
    [None, None, None, "姓名", "电话", None, None, None],
    [1, "明交柔〔2021〕9号", "21年10月8日", "甲公司", "/", "甲", "说服教育", "档案：1"],
    ["10月小计", 1],
    ["明溪县交通运输局2021年柔性执法案件登记台账"],
    ["序号", "案号", "受理日期", "行政相对人", None, "案由", "柔性执法措施", "归档编号"],
    [None, None, None, "姓名", "电话", None, None, None],
    [2, "明交柔〔2021〕10号", 44510, "乙公司", "无", "合计超限", "行政约谈", "档案：2"],
    [None, None, None, None, None, None, "其他", "档案：3"],
    ["合　计", "2件"],
    ["填表人：王五", None, None, "审核人：赵六", None, None, None, "2022年1月5日"],
]


def test_a_ledger_of_several_printed_pages(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Titles and headings on each page, sums of months, strokes in empty cells, signatures."""

    def merge(made: Workbook) -> None:
        for block in ("A1:H1", "D2:E2", "A6:H6", "D7:E7", "A12:C12"):
            made.active.merge_cells(block)

    assert imported(root, book(PAGES, merge), "--agency", "交通运输局", "--yes") == 0
    told = capsys.readouterr().err
    for place in (
        "A5 是合计行",
        "A6 是重复的表头",
        "A7 是重复的表头",
        "D8 是重复的表头",
        "A11 是合计行",
        "A12 是签名或说明",
    ):
        assert f"台账!{place}，不导入" in told
    first, second = cases(root)
    assert (first["日期"], first["当事人"]) == ("2021-10-08", {"名称": "甲公司", "类型": "企业"})
    assert (second["日期"], second["案由"]) == ("2021-11-10", "合计超限")
    assert [one["方式"] for one in second["措施"]] == ["行政约谈", "其他"]


SPANNING: list[list[Any]] = [
    ["案号", "日期", "当事人", "案由", "清单", "编码", "处理记录", "方式", "记录"],
    ["明交柔〔2021〕9号", "44531", "甲公司", "甲", "不罚", "JT-001", "档案：1", "说服教育", "档案：1"],
    ["明交柔〔2021〕10号", None, "乙公司", None, None, None, None, "说服教育", "档案：2"],
    [None, None, None, None, None, None, None, "行政指导", "档案：3"],
    ["明交柔〔2021〕11号", "2021-12-02", "丙公司", "丙", None, None, None, "说服教育", "档案：4"],
    ["明交柔〔2021〕12号", None, "丁公司", "丁", None, None, None, "说服教育", "档案：5"],
]


def test_a_merged_cell_speaks_for_every_case_beside_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One day and one 案由 for two cases; what is not merged stays empty."""

    def merge(made: Workbook) -> None:
        for block in ("B2:B4", "D2:D3", "H5:H6", "E5:F5", "A8:A9"):
            made.active.merge_cells(block)

    assert imported(root, book(SPANNING[:-1], merge), "--agency", "transport", "--yes") == 0
    assert [(one["日期"], one["案由"]) for one in cases(root)] == [
        ("2021-12-01", "甲"),
        ("2021-12-01", "甲"),
        ("2021-12-02", "丙"),
    ]
    assert [one["方式"] for one in cases(root)[1]["措施"]] == ["说服教育", "行政指导"]
    assert cases(root)[0]["处理"] == [{"清单": "不予行政处罚", "编码": "JT-001", "记录": ["档案：1"]}]
    capsys.readouterr()
    assert imported(root, book(SPANNING, merge), "--agency", "transport") == 1
    assert "  台账!B6：缺少日期\n" in capsys.readouterr().out


def test_days_that_excel_left_as_numbers_in_texts(root: Path) -> None:
    content = "案号,日期,案由\n9号,44481,甲\n10号,20211012,44481\n"
    assert imported(root, content.encode("gbk"), "--agency", "transport", "--yes", name="a.csv") == 0
    assert [(one["日期"], one["案由"]) for one in cases(root)] == [("2021-10-12", "甲"), ("2021-10-12", "44481")]

    def of_old_macs(made: Workbook) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        made.epoch = CALENDAR_MAC_1904

    assert cell("44481") == Cell("44481", "2021-10-12")
    assert cell(str(44481 - 1462), "", of_old_macs) == Cell("43019", "2021-10-12")
    assert cell("2021") == Cell("2021")


def test_faults_are_told_from_the_top_down(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [HEAD, with_(4, None), with_(0, "10号"), ["11号", "昨天", "乙"], ["11号", None, "丙"]]
    rows[1][5] = None
    rows[2][6] = "说教"
    assert imported(root, book(rows), "--agency", "transport") == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("：")[0].strip() for line in lines[1:5]] == ["台账!D2", "台账!G3", "台账!B4", "台账!C5"]


def test_the_same_ledger_twice_adds_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(root, book(FOREIGN), "--agency", "transport", "--yes") == 0
    assert imported(root, book(FOREIGN), "--agency", "transport", "--yes") == 1
    output = capsys.readouterr()
    assert "台账!A4：没有案号，而日期、案由、当事人与 明交柔〔2021〕3号 相同" in output.out
    assert len(cases(root)) == 3


HEAD = ["案号", "日期", "案由", "当事人", "类型", "身份证号", "方式", "记录"]
GOOD = ["明交柔〔2021〕9号", "2021-10-12", "甲", "张三", "自然人", PERSON, "说服教育", "档案：1"]


def with_(index: int, value: Any) -> list[Any]:
    return [*GOOD[:index], value, *GOOD[index + 1 :]]


FAULTS: dict[str, tuple[list[list[Any]], str]] = {
    "day": ([with_(1, "21.10.12")], "台账!B2：“21.10.12”的年份不是四位"),
    "to come": ([with_(1, "2999-10-12")], "台账!B2：2999-10-12 还没有到；请核对日期"),
    "rounded": ([with_(5, 350421198703160012)], "台账!F2：号码被 Excel 当作数字"),
    "check digit": ([with_(5, PERSON[:-1] + "1")], "台账!F2：RX"),
    "formula": ([with_(2, "=A9")], "台账!C2：公式没有算出来的值"),
    "method": ([with_(6, "说教")], "台账!G2：“说教”不能用作方式；只能是说服教育"),
    "kind": ([with_(4, "外星人")], "台账!E2：“外星人”不能用作当事人类型"),
    "no kind": ([[*with_(4, None)[:5], None, *GOOD[6:]]], "台账!D2：缺少当事人类型"),
    "no day": ([with_(1, None)], "台账!B2：缺少日期"),
    "no cause": ([with_(2, None)], "台账!C2：缺少案由"),
    "no record": ([with_(7, None)], "台账!H2：RX"),
    "twice": ([GOOD, ["x", "2021-10-12", "乙"], GOOD], "台账!A4：案号 明交柔〔2021〕9号 在 台账!A2 已经写过"),
    "two lines": ([GOOD, [GOOD[0], "2021-10-13"]], "台账!B3：“日期”与本案第一行"),
    "alone": ([[None, None, None, None, None, None, "说服教育"]], "台账!A2：这一行既没有案号"),
    "alike": ([with_(0, None), with_(0, None)], "台账!A3：没有案号，而日期、案由、当事人与 台账!A2 相同"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_named_by_cell_and_nothing_is_written(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, sentence = FAULTS[name]
    assert imported(root, book([HEAD, *rows]), "--agency", "transport", "--yes") == 1
    output = capsys.readouterr()
    assert sentence in output.out
    assert PERSON not in output.out
    assert output.err.splitlines()[-1].startswith("没有写入任何文件")
    assert ("--with-errors" in output.err) is (": RX" in sentence.replace("：", ": "))
    assert cases(root) == []


def test_findings_can_wait_but_faults_of_form_cannot(root: Path) -> None:
    rows = [HEAD, with_(7, None)]
    assert imported(root, book(rows), "--agency", "transport", "--yes", "--with-errors") == 0
    assert "记录" not in cases(root)[0]["措施"][0]


def test_a_mapping_and_columns_said_twice(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["立案号", "那天", "啥事", "办案单位", "日期"], ["9号", "2021-10-12", "甲", "交通运输局", "2021-10-13"]]
    (root / "m.yaml").write_text("那天: 日期\n啥事: 案由\n", "utf-8")
    assert imported(root, book(rows), "--mapping", "m.yaml", "--yes") == 1
    assert "台账!E1：和 台账!B1 都是“日期”" in capsys.readouterr().out
    (root / "m.yaml").write_text("那天: 日期\n啥事: 案由\n日期: 不导入\n", "utf-8")
    assert imported(root, book(rows), "--mapping", "m.yaml", "--yes") == 0
    assert cases(root) == [{"案号": "9号", "日期": "2021-10-12", "案由": "甲"}]


WRONG: dict[str, tuple[str, str]] = {
    "那天: 时候\n": ("m.yaml", "没有名为“时候”的字段"),
    "- 1\n": ("m.yaml", "应写成一行一列"),
    "{": ("m.yaml", "不符合 YAML 的写法"),
    "": ("无.yaml", "读不了 无.yaml"),
}


@pytest.mark.parametrize("mapping", WRONG)
def test_wrong_mappings_are_explained(mapping: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, sentence = WRONG[mapping]
    (root / "m.yaml").write_text(mapping, "utf-8")
    assert imported(root, book([HEAD, GOOD]), "--mapping", name) == 2
    assert sentence in capsys.readouterr().err


def test_hidden_things_and_strangers_are_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def hide(made: Workbook) -> None:
        made.active.row_dimensions[2].hidden = True
        made.active.column_dimensions["F"].hidden = True
        made.create_sheet("藏").append(["a"])
        made["藏"].sheet_state = "hidden"
        made.create_sheet("别的").append(["a"])
        made.active.cell(2, 9).value = "无名"

    assert imported(root, book([HEAD, GOOD], hide), "--agency", "transport") == 0
    output = capsys.readouterr()
    assert "工作表“藏”是隐藏的，没有读取" in output.err
    assert "工作表“别的”没有认出台账的列" in output.err
    assert "有 1 行是隐藏的（第 2 行），也读取了" in output.err
    assert "有 1 列是隐藏的（F 列），也读取了" in output.err
    assert "台账!I1 这一列没有列名，不导入" in output.err
    assert "没有写入；核对以后加 --yes" in output.err
    assert cases(root) == []


def test_what_cannot_be_imported_at_all(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(root, book([["a", "b"]])) == 2
    assert "里没有案件：前 20 行里要有一行列名" in capsys.readouterr().err
    assert imported(root, b"abc") == 2
    assert "文件已损坏" in capsys.readouterr().err
    assert imported(root, book([HEAD, GOOD, with_(0, "明交柔〔2021〕10号")])) == 1
    assert capsys.readouterr().out.startswith(
        "有 1 处问题：\n  台账：没有“单位”一列，不知道是哪个单位的案件；请用 --agency"
    )
    assert imported(root, book([[*HEAD, "单位"], GOOD, [*GOOD, "交通运输局"]])) == 1
    assert "台账!I2：没有写单位" in capsys.readouterr().out
    assert imported(root, book([HEAD, GOOD]), "--agency", "水利局") == 1
    assert "没有名为“水利局”的单位" in capsys.readouterr().out
    (root / LOG).write_bytes(b"{")
    assert imported(root, book([HEAD, GOOD]), "--agency", "transport") == 2
    assert "没有通过校验，不知道里面的案件" in capsys.readouterr().err


def test_a_ledger_that_is_open_in_excel(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / ".~lock.台账.xlsx#").write_text("x", "utf-8")
    assert imported(root, book([HEAD, GOOD]), "--agency", "transport") == 0
    assert "注意：台账.xlsx 正在 Excel、WPS 或 LibreOffice 中打开，没有保存的改动读不到" in capsys.readouterr().err
    for name in ("~$台账.xlsx", ".~台账.xlsx", ".~lock.台账.xlsx#"):
        assert imported(root, b"x", "--agency", "transport", name=name) == 2
        assert f"{name} 是 Excel、WPS、LibreOffice 打开文件时的临时文件；请写台账本身" in capsys.readouterr().err


def test_numbers_in_use_are_not_given_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = ["案号", "日期", "案由", "文书种类", "文号"]
    rows = [head, ["8号", "2021-10-12", "甲", "行政告诫书", "明交告〔2021〕1号"]]
    assert imported(root, book(rows), "--agency", "transport", "--yes") == 1
    assert "台账!A2：编号“明交告〔2021〕1号”已经使用" in capsys.readouterr().out


def test_a_change_while_the_user_was_looking_stops_the_import(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rouxing.commands import _case_import

    def meanwhile(*_: object) -> bool:
        (root / "cases/transport/2021/11.yaml").write_text(
            "案件: [{案号: 明交柔〔2021〕3号, 日期: 2021-11-01, 案由: 乙}]\n", "utf-8"
        )
        return True

    monkeypatch.setattr(_case_import, "_confirmed", meanwhile)
    assert imported(root, book([HEAD, with_(0, None)]), "--agency", "transport") == 2
    assert "核对的时候有人改动了案件" in capsys.readouterr().err
    assert cases(root) == []


def test_json_for_programs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(root, book([HEAD, GOOD]), "--agency", "transport", "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["版本"] == 1
    assert data["新增"] == [{"单元格": "台账!A2", "案号": "明交柔〔2021〕9号", "日期": "2021-10-12"}]
    assert (data["问题"], data["改动"], data["没有变化"]) == ([], [], 0)


def test_the_blank_ledger(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["case", "template", "--agency", "transport"]) == 0
    path = root / "out/空白台账.xlsx"
    made = load_workbook(path)
    assert made.sheetnames == ["台账", "选项", "填写说明"]
    assert [one.value for one in made["台账"][1]] == ["单位", *(column.name for column in COLUMNS)]
    rules = {str(rule.sqref)[0:2].rstrip("2"): rule.formula1 for rule in made["台账"].data_validations.dataValidation}
    assert "'选项'!$C$2:$C$2" in rules.values() or "选项!$C$2:$C$2" in rules.values()
    first = path.read_bytes()
    assert run(["case", "template", "--agency", "transport"]) == 0
    assert path.read_bytes() == first
    said = dict(zip(HEAD, GOOD, strict=True))
    said |= {"措施记录": said["记录"], "当事人类型": said["类型"]}
    for number, column in enumerate(COLUMNS, 2):
        made["台账"].cell(2, number).value = said.get(column.name)
    made["台账"].cell(2, 1).value = "交通运输局"
    made.save(path)
    capsys.readouterr()
    assert run(["case", "import", str(path), "--yes"]) == 0
    assert [one["案号"] for one in cases(root)] == ["明交柔〔2021〕9号"]


def test_texts_longer_than_a_cell(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / LOG).write_text(FIRST.replace("折行的", "长" * 40_000), "utf-8")
    path = exported(root)
    assert "明交柔〔2021〕1号 的“事实”超过 32767 字" in capsys.readouterr().err
    assert run(["case", "import", str(path)]) == 0
    assert capsys.readouterr().out == "没有变化 2 件\n"
    edited(path, {"事实 2": "短"})
    assert run(["case", "import", str(path), "--yes"]) == 1
    assert "超过 Excel 一格能放的字数" in capsys.readouterr().out


def test_csv_cells_never_become_formulas(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["case", "list", "--format", "csv"])
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    assert "'=1+1" in rows[3]
    assert not [text for row in rows for text in row if text.startswith(("=", "+", "-", "@"))]


def test_numbers_are_known_whatever_brackets_are_typed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["案号", "日期", "案由"], ["明交柔[2021]第1号", "2021-10-08", "新"]]
    assert imported(root, book(rows), "--agency", "transport", "--yes") == 0
    assert (root / LOG).read_text("utf-8") == FIRST.replace("案由: 未携带车辆营运证", "案由: 新")
    assert "改动 1 格" in capsys.readouterr().out


def test_entries_grow(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = ["案号", "方式", "措施记录", "清单", "事项编码", "处理记录", "案由"]
    rows = [
        ["明交柔〔2021〕1号"],
        ["", "", "", "", "", ""],
        ["", "行政指导", "档案：9", "不予处罚", "JT-001", "档案：8"],
    ]
    first = ["明交柔〔2021〕1号", "说服教育", "档案：2021-1\n档案：2021-2", "不予行政处罚", "JT-001", "档案：2021-1"]
    second = ["", "行政告诫", "明交告〔2021〕1号"]
    assert imported(root, book([head, first, second, rows[2]]), "--agency", "transport", "--yes") == 0
    assert "改动 5 格" in capsys.readouterr().out
    case = parse((root / LOG).read_bytes())["案件"][0]
    assert case["措施"][2] == {"方式": "行政指导", "记录": ["档案：9"]}
    assert case["处理"][1] == {"清单": "不予行政处罚", "编码": "JT-001", "记录": ["档案：8"]}
    assert "# 第二种" in (root / LOG).read_text("utf-8")


KINDS = {
    ("某店", "92350421MA8G21149M", ""): "个体工商户",
    ("某会", "11350421MA0000015A", ""): "其他组织",
    ("某厂", COMPANY, ""): "企业",
    ("张三", "", PERSON): "自然人",
}


@pytest.mark.parametrize("party", KINDS)
def test_the_kind_of_a_party_from_its_number(party: tuple[str, str, str], root: Path) -> None:
    head = ["日期", "案由", "当事人", "信用代码", "身份证", "备注"]
    rows = [head, ["2021-10-12", "甲", *party]]
    assert imported(root, book(rows), "--agency", "transport", "--yes", "--with-errors") == 0
    assert cases(root)[0]["当事人"]["类型"] == KINDS[party]


MORE_FAULTS = {
    ("数量", "一"): "“一”不是数量",
    ("数量", "0"): "“0”不是数量",
    ("公开", "也许"): "“也许”应写“是”或“否”",
    ("清单", "五单"): "“五单”不能用作清单",
    ("文书种类", "通知书"): "“通知书”不能用作文书种类",
}


@pytest.mark.parametrize("place", MORE_FAULTS, ids=" ".join)
def test_more_faults_of_cells(place: tuple[str, str], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, text = place
    rows = [["日期", "案由", "案号", name], ["2021-10-12", "甲", "9号", text]]
    assert imported(root, book(rows), "--agency", "transport") == 1
    assert f"台账!D2：{MORE_FAULTS[place]}" in capsys.readouterr().out


def test_many_lines_are_cut_on_the_terminal(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["日期", "案由", "案号"], *(["2021-10-12", "甲", f"{number}号"] for number in range(600))]
    assert imported(root, book(rows), "--agency", "transport", "--yes") == 0
    assert "还有 400 条；全部见 --format json" in capsys.readouterr().out
    assert len(list(root.glob("cases/*/*/*导入*"))) == 2


def test_json_names_changes_and_faults(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ["案号", "联系电话", "日期", "案由"],
        ["明交柔〔2021〕1号", "13800010602", "", "甲"],
        ["8号", "", "昨天", "乙"],
    ]
    assert imported(root, book(rows), "--agency", "transport", "--format", "json") == 1
    data = json.loads(capsys.readouterr().out)
    assert data["改动"][0] == {
        "单元格": "台账!B2",
        "案号": "明交柔〔2021〕1号",
        "字段": "联系电话",
        "原值": "***",
        "新值": "***",
    }
    assert data["空白未改"][0]["字段"] == "日期"
    assert data["问题"][0]["单元格"] == "台账!C3"


def test_a_file_that_is_too_large(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (root / "台账.xlsx").open("wb") as stream:
        stream.truncate((64 << 20) + 1)
    assert run(["case", "import", "台账.xlsx"]) == 2
    assert "超过 64 MiB" in capsys.readouterr().err
