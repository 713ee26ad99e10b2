"""The report for signature, as a page, as pictures, with what it rests on: content, privacy, same bytes, 核对."""

from __future__ import annotations

import io
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook

from rouxing.commands._door import run
from rouxing.commands._figures import bars
from rouxing.commands._text import width
from rouxing.errors import UnreadableFile
from rouxing.files.sheet_reading import read_workbook
from rouxing.reports import REPORTS, _sheets
from rouxing.reports._charts import charts, svg
from rouxing.reports._compared import Comparison, comparisons
from rouxing.reports._pictures import pictures
from rouxing.statistics import Act, Evidence, Figures, Period, packed, unpacked
from rouxing.statistics.filed import Filed, of_figures, read_filed
from rouxing.statistics.reconciliation import against
from tests.conftest import ROOT, Overlay
from tests.test_case_dying import as_anybody
from tests.test_reports import FIGURES, HEADS, TOTAL, git

ACTS = (
    Act(0, "柔1", "2021-10-12", "不予行政处罚", 1, "JT-001", "档案：1", "ab"),
    Act(0, "柔1", "2021-11-12", "不予行政处罚", 1, "JT-002", "=HYPERLINK(1)_x0041_<&>", "ab"),
    Act(0, "柔1", "2022-01-02", "行政回访", 1, "", "档案：3", ""),
    Act(1, "柔2", "2021-11-12", "行政提示", 20, "", "长" * 80, ""),
    Act(1, "柔2", "2021-11-12", "减轻行政处罚", 0, "JT-009", "", ""),
)
WITH_ACTS = replace(
    FIGURES,
    acts=3,
    evidence=(Evidence("cases/market/2021/10.yaml", ACTS),),
    monthly=tuple((Period(2021, month), (month,) * 15) for month in range(1, 13)),
)


def book(figures: Figures) -> Any:
    return load_workbook(io.BytesIO(REPORTS["xlsx"].render(figures)), data_only=True)


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


# --- 底稿 and 同比 ---------------------------------------------------------------------------------------------------


texts = st.text("柔甲1", max_size=2)
drawn_acts = st.lists(st.builds(Act, st.integers(0, 9), texts, texts, texts, st.integers(0, 9), texts, texts, texts))


@given(drawn_acts)
def test_acts_are_kept_as_they_are(drawn: list[Act]) -> None:
    acts = (*ACTS, *drawn)
    assert tuple(unpacked(packed(acts))) == acts
    assert tuple(unpacked(packed(drawn))) == tuple(drawn)
    assert len(packed([])) < 20


def test_every_counted_act_stands_on_the_sheet_behind_the_form() -> None:
    found = book(WITH_ACTS)
    assert found.sheetnames == ["柔性执法统计报表", "未计入", "同比", "底稿"]
    rows = values(found["底稿"])
    assert rows[0][0] == "2021年度柔性执法统计底稿"
    name, path = "明溪县市场监督管理局", "cases/market/2021/10.yaml"
    assert rows[2:] == [
        [1, name, "不予行政处罚", 1, "件", "2021-10-12", "柔1", "JT-001", "档案：1", path],
        [2, name, "不予行政处罚", 0, "件", "2021-11-12", "柔1", "JT-002", "=HYPERLINK(1)_x005F_x0041_<&>", path],
        [3, name, "行政提示", 20, "人次", "2021-11-12", "柔2", "—", "长" * 80, path],
    ]
    shown = read_workbook(REPORTS["xlsx"].render(WITH_ACTS)).sheets[3].cells  # as Excel does, openpyxl does not
    assert shown[4, 9] == "=HYPERLINK(1)_x0041_<&>"
    assert found["底稿"]["I4"].data_type in {"s", "inlineStr"}
    assert found["底稿"].row_dimensions[5].height > found["底稿"].row_dimensions[3].height


def test_more_acts_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sheets, "MAX_ROWS", 2)
    found = book(WITH_ACTS)
    assert found.sheetnames[3:] == ["底稿", "底稿2"]
    assert [row[0] for row in values(found["底稿"])[2:]] == [1, 2]
    assert [row[0] for row in values(found["底稿2"])[2:]] == [3]


@pytest.mark.parametrize(
    ("now", "before", "cells"),
    [
        (3, 2, (2, 1, "+50.0%")),
        (2, 3, (3, -1, "-33.3%")),
        (5, 5, (5, 0, "0.0%")),
        (0, 8, (8, -8, "-100.0%")),
        (2001, 2000, (2000, 1, "+0.1%")),
        (100_001, 100_000, (100_000, 1, "0.0%")),
        (4, 0, (0, 4, "—")),
        (0, 0, (0, 0, "—")),
        (4, None, ("—", "—", "—")),
    ],
)
def test_last_year(now: int, before: int | None, cells: tuple[str | int, ...]) -> None:
    assert Comparison("甲", "其他", "件", now, before).cells == ("甲", "其他", "件", now, *cells)


def test_an_agency_without_a_last_year_has_no_base() -> None:
    first, second = FIGURES.rows
    figures = replace(FIGURES, rows=(replace(first, before=(1,) * 15), second))
    rows = list(comparisons(figures))
    assert [rows[index].before for index in (0, 15, 30)] == [1, 1, None]
    assert [one.before for one in comparisons(replace(FIGURES, rows=()))] == [None] * 15
    assert values(book(figures)["同比"])[2][:5] == ["合计", "不予行政处罚", "件", 100, 1]


# --- docx, html, pictures -------------------------------------------------------------------------------------------

HOSTILE = replace(
    WITH_ACTS,
    reporter="<script>alert(1)</script>&\x07",
    rows=tuple(replace(row, name=f"<b>{row.name}</b>", short_name='"><svg onload=1>') for row in FIGURES.rows),
)


def test_the_form_for_signature() -> None:
    found = Document(io.BytesIO(REPORTS["docx"].render(replace(FIGURES, date="2022-01-15"))))
    rows = [[cell.text for cell in row.cells] for row in found.tables[0].rows]
    assert [text.replace("\n", "") for text in rows[0]] == ["单位", *HEADS]
    assert rows[1] == ["明溪县市场监督管理局", *map(str, range(15))]
    assert rows[3] == ["合计", *map(str, TOTAL)]
    lines = [one.text for one in found.paragraphs]
    assert lines[0] == "2021年度柔性执法统计报表"
    assert lines[1] == "填报单位：明溪县司法局\t填报时间：2022年1月15日　　联系电话：0598-0000000"
    assert "报送：明溪县人民政府（本级人民政府）、上级主管部门、明溪县司法局（本级司法行政部门）" in lines
    assert "数据版本：0123abc" in lines
    assert lines[-1] == "填表人：\t审核人：\t单位负责人：\t（单位印章）"
    assert any(line.startswith("未计入 2 项：") for line in lines)
    section = found.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [str(value) for name, value in attrs if name in {"src", "href", "onload"}]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


@pytest.mark.parametrize("figures", [WITH_ACTS, HOSTILE], ids=["plain", "hostile"])
def test_the_page_fetches_and_runs_nothing(figures: Figures) -> None:
    text = REPORTS["html"].render(figures).decode()
    page = _Page()
    page.feed(text)
    assert not {"script", "link", "img", "iframe", "b"} & set(page.tags)
    assert page.addresses == []
    assert not re.search(r"url\(|@import|https?:(?!//www\.w3\.org/2000/svg)", text)
    assert page.tags.count("svg") == page.tags.count("desc") == 4
    assert page.tags.count("table") == 1 + 4 + 1
    for word in (
        "上年没有案件记录，无法比较。",
        "报送：明溪县人民政府（本级人民政府）、上级主管部门、明溪县司法局（本级司法行政部门）",
        "数据版本：0123abc",
    ):
        assert word in page.words


def test_a_page_compares_with_last_year_where_there_was_one() -> None:
    first, second = FIGURES.rows
    text = REPORTS["html"].render(replace(FIGURES, rows=(replace(first, before=(1,) * 15), second))).decode()
    assert "无法比较" not in text
    assert '<th scope="row" class="text">合计</th><td>不予行政处罚</td><td>件</td><td>100</td><td>1</td>' in text
    assert '<th scope="col">不予<br>行政<br>处罚<br>(件)</th>' in text


def test_figures_of_five_digits_stand_on_one_line() -> None:
    """A column that has no room breaks 14801 after its fourth digit."""
    first, second = FIGURES.rows
    many = (0,) * 9 + (14_801, 123_456) + (0,) * 4

    def widths(figures: Figures) -> list[float]:
        (found,) = Document(io.BytesIO(REPORTS["docx"].render(figures))).tables
        return [round(column.width.mm, 1) for column in found.columns]

    assert widths(FIGURES) == [47.0, *[14.0] * 15]
    wide = widths(replace(FIGURES, rows=(first, replace(second, figures=many))))
    assert wide[10:12] == [16.6, 19.2]
    assert sum(wide) == pytest.approx(257, abs=0.5)
    assert widths(replace(FIGURES, rows=(replace(second, figures=(10**6,) * 15),)))[0] == 30.0


def test_a_page_without_anything_left_out_says_so() -> None:
    text = REPORTS["html"].render(replace(FIGURES, uncounted=(), revision=None)).decode()
    assert "无（统计期内的行为都有文字记录）" in text
    assert "数据版本" not in text


@pytest.mark.parametrize("figures", [WITH_ACTS, HOSTILE, replace(WITH_ACTS, rows=(), monthly=())])
def test_charts_show_every_figure_and_say_it(figures: Figures) -> None:
    drawn = charts(figures)
    assert [chart.key for chart in drawn] == ["清单", "方式", "月份", "单位"]
    for chart in drawn:
        root = etree.fromstring(svg(chart).encode())
        space = "{http://www.w3.org/2000/svg}"
        numbers = [one.text for one in root.findall(f"{space}text") if one.text.isdecimal()]
        assert numbers == [str(value) for _, values in chart.groups for value in values]
        assert root.find(f"{space}title").text == chart.title
        assert len(root.find(f"{space}desc").text) >= len(chart.title)
        wide = float(root.get("width"))
        assert all(float(one.get("x", 0)) + float(one.get("width")) <= wide for one in root.findall(f"{space}rect"))


def test_pictures_are_png_too_where_resvg_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    files, complete = pictures(WITH_ACTS)
    assert (len(files), complete) == (4, False)
    monkeypatch.undo()
    pytest.importorskip("resvg_py")
    files, complete = pictures(WITH_ACTS)
    assert complete
    assert [content[:4] for name, content in files if name.endswith(".png")] == [b"\x89PNG"] * 4


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_bars_fit_even_where_blocks_are_drawn_twice_as_wide(columns: int) -> None:
    lines = bars(
        replace(FIGURES, rows=(replace(FIGURES.rows[0], figures=(0, 1, *(10**n for n in range(13)))),)), columns
    )
    assert len(lines) == 14
    assert all(width(line) + line.count("█") <= columns for line in lines)
    assert bars(replace(FIGURES, rows=()), columns) == []


# --- the command ----------------------------------------------------------------------------------------------------

LIST = """清单: 不予行政处罚
版本: 1
施行日期: 2021-10-01
事项:
  - {编码: A1, 名称: 甲, 情形: 初次违法且及时改正的, 依据: [某], 监管措施: [说服教育]}
  - {编码: A2, 名称: 乙, 情形: 及时改正的, 依据: [某], 监管措施: [说服教育]}
  - {编码: A3, 名称: 丙, 情形: 及时改正的, 依据: [某], 监管措施: [说服教育]}
""".encode()
CASES = """案件:
  - 案号: 柔1
    日期: 2020-12-12
    案由: 某
    当事人: {名称: 欧阳小明, 类型: 自然人, 身份证号: "350421198501010013"}
    处理: [{清单: 不予行政处罚, 编码: A1, 记录: [档案：1]}]
  - 案号: 柔2
    日期: 2021-10-12
    案由: 某
    当事人: {名称: 欧阳小明, 类型: 自然人, 身份证号: "350421198501010013"}
    处理:
      - {清单: 不予行政处罚, 编码: A1, 记录: [档案：欧阳小明350421198501010013笔录]}
      - {清单: 不予行政处罚, 编码: A2, 日期: 2021-11-02, 记录: [档案：2]}
    措施:
      - {方式: 说服教育, 记录: [records/欧阳小明.txt]}
  - 案号: 柔3
    日期: 2021-11-03
    案由: 某
    当事人: {名称: 王二, 类型: 个体工商户, 负责人: 王二}
    处理: [{清单: 不予行政处罚, 编码: A1, 记录: [档案：王二13800000000]}]
""".encode()
FILES = {"checklists/transport/no-penalty.yaml": LIST, "cases/transport/2021/10.yaml": CASES}


def report(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> tuple[int, str, str]:
    status = run(["report", *arguments, "-C", str(root)])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_no_person_is_named_in_what_is_filed(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root = overlay(FILES)
    for key in REPORTS:
        report(capsys, root, "2021", "--format", key, "--out", str(tmp_path / f"r.{key}"), "--reconcile")
    texts = [(tmp_path / f"r.{key}").read_text("utf-8") for key in ("json", "html", "csv")]
    texts.append("\n".join(one.text for one in Document(str(tmp_path / "r.docx")).paragraphs))
    sheets = load_workbook(tmp_path / "r.xlsx").worksheets
    texts += [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]
    together = "\n".join(texts)
    assert not [one for one in ("小明", "350421198501010013", "王二", "13800000000") if one in together]
    assert {"档案：欧某***笔录", "档案：王某***"} <= set(texts)
    assert "“records/欧某.txt”所指文件不存在" in together


def test_reconciliation_names_what_must_be_looked_at(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = report(capsys, overlay(FILES), "2021", "--reconcile", "--format", "json")
    assert status == 1
    found = {one["项目"]: one for one in json.loads(out)["核对"]}
    assert found["各月与2021年度"]["发现"] == [
        "不予行政处罚：各月合计 3，本期 2，相差 1，因跨月的案件：",
        "　　柔2：2021-10、2021-11",
    ]
    assert not found["各月与2021年度"]["须处理"]
    repeated = found["以初次违法为条件的事项重复适用"]
    assert repeated["发现"] == ["柔2（2021-10-12）：不予行政处罚 A1，同一当事人已在 柔1（2020-12-12）适用过"]
    assert repeated["须处理"]
    assert "有 1 件没有登记证件号码，无法比对" in repeated["说明"]
    assert found["清单中没有用到的事项"]["发现"] == ["交通运输局　不予行政处罚　A3　丙"]
    assert "核对　清单中没有用到的事项：发现 1 条。" in err


def test_lists_that_came_later_and_other_months_are_left_out(
    overlay: Overlay, capsys: pytest.CaptureFixture[str]
) -> None:
    root = overlay(FILES)
    _, out, _ = report(capsys, root, "2020", "--reconcile", "--format", "json")
    assert [one["发现"] for one in json.loads(out)["核对"]] == [[], [], []]
    _, out, _ = report(capsys, root, "2021", "--month", "10", "--reconcile", "--format", "json")
    assert [one["项目"] for one in json.loads(out)["核对"]] == [
        "以初次违法为条件的事项重复适用",
        "清单中没有用到的事项",
    ]


@pytest.mark.parametrize("key", ["xlsx", "json"])
def test_a_filed_report_is_compared_cell_by_cell(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], tmp_path: Path, key: str
) -> None:
    root = overlay(FILES)
    filed = tmp_path / f"去年.{key}"
    report(capsys, root, "2020", "--format", key, "--out", str(filed))
    assert report(capsys, root, "2021", "--against", str(filed), "--format", "csv")[0] == 0
    (root / "cases/transport/2021/10.yaml").write_bytes(CASES.replace(b"2020-12-12", b"2021-01-01"))
    (root / "cases/transport/2020").mkdir()
    (root / "cases/transport/2020/1.yaml").write_text("案件: []\n", "utf-8")
    status, _, err = report(capsys, root, "2021", "--against", str(filed), "--format", "csv")
    assert status == 1
    assert "  明溪县交通运输局　不予行政处罚：原报 1，现在 0，相差 -1" in err
    assert f"去年.{key}（2020年度）与现在按案件重新统计的2020年度逐格比较" in err.replace("\n", "")


def test_rows_that_one_report_lacks_are_named() -> None:
    now = of_figures("", FIGURES)
    rows = {"别的局": (1,) * 15, "合计": now.rows["合计"], "明溪县交通运输局": now.rows["明溪县交通运输局"]}
    found = against(Filed("旧.xlsx", FIGURES.period, rows), FIGURES)
    assert found.lines == ("明溪县市场监督管理局：原报表没有这一行", "别的局：现在没有这一行")


def test_a_report_filled_in_by_hand_is_read(tmp_path: Path) -> None:
    """Titles and names set wide, figures with commas, empty cells and strokes for 0."""
    made = Workbook()
    for row in (
        ["2021 年度柔性执法统计报表"],
        ["单 位", *HEADS],
        ["市场监管局", "1,234", *["/"] * 13, 2],
        ["交通运输局", None, 3, *["—"] * 13],
        ["合　计", "1,234", 3, *[None] * 12, 2],
        ["填表说明：", *[None] * 15],
        ["别的", *[9] * 15],
    ):
        made.active.append(row)
    made.save(tmp_path / "手工.xlsx")
    assert read_filed("手工.xlsx", (tmp_path / "手工.xlsx").read_bytes()) == Filed(
        "手工.xlsx",
        Period(2021),
        {
            "市场监管局": (1234, *[0] * 13, 2),
            "交通运输局": (0, 3, *[0] * 13),
            "合计": (1234, 3, *[0] * 12, 2),
        },
    )


def test_one_agency_is_compared_with_its_own_row_only(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root, filed = overlay(FILES), tmp_path / "全县.json"
    filed.write_bytes(REPORTS["json"].render(replace(FIGURES, period=Period(2021))))
    _, _, err = report(capsys, root, "2021", "--against", str(filed), "--agency", "transport", "--format", "csv")
    told = [line for line in err.splitlines() if line.startswith("  明溪县交通运输局　")]
    assert len(told) == 15
    assert "市场监督管理局" not in err
    assert "合计" not in err


@pytest.mark.parametrize("period", [Period(2021), Period(2021, 7), Period(2021, quarter=3)], ids=lambda one: one.key)
@pytest.mark.parametrize("key", ["xlsx", "json"])
def test_a_filed_report_is_read_back(key: str, period: Period) -> None:
    figures = replace(FIGURES, period=period)
    name = f"表.{key}"
    assert read_filed(name, REPORTS[key].render(figures)) == of_figures(name, figures)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{}"),
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"\xe5\xb9\xb4": 1'),
        ("a.json", b" " * (8 * 1024 * 1024 + 1)),
        ("a.xlsx", b"PK"),
        ("a.xlsx", b""),
    ],
)
def test_what_is_no_report_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_filed(name, content)


def test_what_is_neither_a_report_nor_a_version(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = overlay({**FILES, "报出.docx": b"x", "报出": b"x"})
    monkeypatch.chdir(root)
    for name, sentence in (
        ("报出.docx", "报出.docx 不能用来核对：只认报出的 xlsx、json 文件；旧的 .xls 请另存为 .xlsx"),
        ("去年.docx", "没有文件 去年.docx；--against 后面写报出的 xlsx、json 文件，或者 git 版本"),
        ("报出", ""),
    ):
        status, out, err = report(capsys, root, "2021", "--against", name, "--format", "csv")
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert err.startswith(f"rouxing：{sentence}")


def test_a_workbook_without_the_form_is_refused(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:

    other = Workbook()
    other.active.append(["单位", "数量"])
    other.active["A40"] = "很远"
    other.save(tmp_path / "别的.xlsx")
    status, _, err = report(capsys, overlay(FILES), "2021", "--against", str(tmp_path / "别的.xlsx"))
    assert status == 2
    assert "不能用来核对：没有“单位”和 15 个统计类别的表头" in err
    untitled = Workbook()
    untitled.active.append(["单位", *HEADS])
    untitled.save(tmp_path / "无题.xlsx")
    with pytest.raises(UnreadableFile, match="没有“2021年度”"):
        read_filed("无题.xlsx", (tmp_path / "无题.xlsx").read_bytes())


def test_the_same_commit_gives_the_same_bytes(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {
        f"cases/transport/2021/{number}.yaml": CASES.replace("柔".encode(), f"柔{number}-".encode())
        for number in range(25)
    }
    root = overlay({**FILES, **many})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "一")
    git(root, "tag", "v1")

    def all_bytes(*arguments: str) -> list[bytes]:
        found = []
        for key in REPORTS:
            target = tmp_path / f"r.{key}"
            report(capsys, root, "2021", "--format", key, "--out", str(target), "--reconcile", *arguments)
            found.append(target.read_bytes())
            target.unlink()
        return found

    first = all_bytes()
    assert all_bytes() == first  # from counts kept by the first run
    monkeypatch.setenv("ROUXING_CACHE", "off")
    assert all_bytes() == first
    (root / "cases/transport/2021/10.yaml").write_bytes(CASES.replace(b"2021-11-03", b"2021-12-03"))
    assert all_bytes("--rev", "v1") == first
    status, _, err = report(capsys, root, "2021", "--against", "v1", "--quarter", "4", "--format", "csv")
    assert (status, "核对　与 版本 v1 比较：没有发现。" in err) == (0, True)


def test_charts_are_written_beside_the_report(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    status, out, err = report(
        capsys, overlay(FILES), "2021", "--quarter", "4", "--format", "json", "--charts", str(tmp_path / "图")
    )
    assert (status, json.loads(out)["季度"]) == (0, 4)
    names = sorted(path.name for path in (tmp_path / "图").iterdir())
    assert names == [
        f"2021年第四季度柔性执法统计报表（按{one}）.svg" for one in sorted(["单位", "方式", "月份", "清单"])
    ]
    assert "没有安装 resvg-py，只写了 SVG" in err


def test_charts_that_cannot_be_written_leave_no_report_either(
    overlay: Overlay, capsys: pytest.CaptureFixture[str]
) -> None:
    root = overlay({**FILES, "图": b""})
    status, out, err = report(capsys, root, "2021", "--charts", str(root / "图"))
    assert (status, out) == (2, "")
    assert err == f"rouxing：无法写入 {root / '图'}：路径中有一段是文件，不是文件夹；没有改动任何文件\n"
    assert not (root / "out").exists()


def test_a_report_that_is_open_in_excel_is_left_as_it_is(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    name = "2021年度柔性执法统计报表.xlsx"
    root = overlay({**FILES, f"out/{name}": b"open", f"out/~${name}": b""})
    status, out, err = report(capsys, root, "2021", "--charts", str(root / "图"))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"rouxing：{name} 正在 Word、Excel、WPS 或 LibreOffice 中打开；请关闭以后再运行")
    assert (root / "out" / name).read_bytes() == b"open"
    assert not (root / "图").exists()


def run_as(
    root: Path, before: Callable[[], None], *arguments: str, stdout: Any = subprocess.PIPE, unbuffered: str = ""
) -> tuple[int, str]:
    """Exit status and what was said on stderr, of a process that begins with `before`."""
    command = [sys.executable, "-m", "rouxing", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(
        command,
        cwd=root,
        env=environment,
        preexec_fn=before,
        check=False,
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("arguments", [["report", "2021"], ["case", "list", "--format", "xlsx"], ["case", "template"]])
def test_a_folder_that_may_only_be_read(arguments: list[str], overlay: Overlay) -> None:
    root = overlay({**FILES, "out/": b""})
    (root / "out").chmod(0o555)
    said = f"rouxing：无法写入 {root / 'out'}：没有写入权限；没有改动任何文件\n"
    assert run_as(root, as_anybody, *arguments) == (2, said)
    assert list((root / "out").iterdir()) == []


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["report", "2021", "--format", "json"], ["report", "2021"], ["case", "list"]])
def test_a_full_disk_under_a_redirected_result_is_one_sentence(
    arguments: list[str], unbuffered: str, overlay: Overlay
) -> None:
    root = overlay(FILES)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    with (root / "result").open("wb") as stream:
        status, said = run_as(root, full, *arguments, stdout=stream, unbuffered=unbuffered)
    assert status == 2
    assert re.fullmatch(
        "(共 3 件\n)?rouxing：(结果没有写完|临时文件夹写不进去)：磁盘不让文件再变大(；没有改动任何文件)?\n", said
    )
