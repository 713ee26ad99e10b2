"""Annex 5 as files and on the terminal: what it says, that it prints, that the same figures give the same bytes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from rouxing.commands._door import run
from rouxing.commands._figures import table
from rouxing.commands._text import width
from rouxing.errors import NotFound
from rouxing.reports import REPORTS, report_format
from rouxing.statistics import Figures, Period, Row, Uncounted
from tests.conftest import Overlay

LISTS = ["不予行政处罚(件)", "减轻行政处罚(件)", "从轻行政处罚(件)", "不予行政强制(件)"]
METHODS = ["说服教育(件)", "劝导示范(件)", "行政指导(人次)", "行政奖励(人次)", "行政和解(件)", "行政建议(人次)"]
METHODS += ["行政提示(人次)", "行政约谈(件)", "行政告诫(件)", "行政回访(件)", "其他(件)"]
HEADS = LISTS + METHODS
NOTES = [
    "填表说明：",
    "1. 所有事项的统计数量都应当具有实施该类柔性执法行为的文字记录；",
    "2. 每年本报表应当与年度行政执法统计报表一并报本级人民政府、上级主管部门和本级司法行政部门。",
]
FIGURES = Figures(
    period=Period(2021),
    reporter="明溪县司法局",
    phone="0598-0000000",
    recipients=(("本级人民政府", "明溪县人民政府"), ("上级主管部门", ""), ("本级司法行政部门", "明溪县司法局")),
    rows=(
        Row("market", "明溪县市场监督管理局", "市场监督管理局", tuple(range(15))),
        Row("transport", "明溪县交通运输局", "交通运输局", (100,) * 15),
    ),
    uncounted=(
        Uncounted("cases/market/2021/10.yaml", "没有填写记录", "明市监柔〔2021〕3号", "2021-10-12", "行政告诫"),
        Uncounted("cases/10.yaml", "文件 cases/10.yaml 没有通过校验，其中的案件未统计"),
    ),
    revision="0123abc",
)
TOTAL = [100 + number for number in range(15)]


def grid(content: bytes, sheet: int = 0) -> list[list[object]]:
    found = load_workbook(io.BytesIO(content), data_only=True).worksheets[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def xlsx(figures: Figures = FIGURES) -> bytes:
    return REPORTS["xlsx"].render(figures)


# --- xlsx -----------------------------------------------------------------------------------------------------------


def test_the_form_is_annex_5() -> None:
    rows = grid(xlsx(replace(FIGURES, date="2022-01-15")))
    assert rows[0][0] == "2021年度柔性执法统计报表"
    assert [text for text in rows[1] if text] == [
        "填报单位：明溪县司法局",
        "填报时间：2022年1月15日",
        "联系电话：0598-0000000",
    ]
    assert [f"{name}{unit}" for name, unit in zip(rows[2][1:], rows[3][1:], strict=True)] == HEADS
    assert rows[2][0] == "单位"
    assert rows[4] == ["明溪县市场监督管理局", *range(15)]
    assert rows[5] == ["明溪县交通运输局", *([100] * 15)]
    assert rows[6] == ["合计", *TOTAL]
    assert [row[0] for row in rows[8:11]] == NOTES
    assert rows[11][0] == "报送：明溪县人民政府（本级人民政府）、上级主管部门、明溪县司法局（本级司法行政部门）"
    assert len(rows) == 12


def test_the_form_prints_on_a4_landscape() -> None:
    sheet = load_workbook(io.BytesIO(xlsx())).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$4"
    assert {"A1:P1", "A2:F2", "G2:K2", "L2:P2", "A3:A4"} <= {str(block) for block in sheet.merged_cells.ranges}
    assert all(sheet.cell(row, column).border.left.style == "thin" for row in range(3, 8) for column in range(1, 17))


def test_the_filing_date_stays_blank() -> None:
    assert "填报时间：" in grid(xlsx())[1]


def test_a_month_is_named_in_the_title() -> None:
    assert grid(xlsx(replace(FIGURES, period=Period(2021, 9))))[0][0] == "2021年9月柔性执法统计报表"


def test_what_is_not_counted_stands_on_the_second_sheet() -> None:
    rows = grid(xlsx(), 1)
    assert rows[0][0] == "2021年度未计入统计的柔性执法行为"
    assert rows[1] == ["序号", "单位", "案号", "日期", "类别", "未计入的原因"]
    assert rows[2] == [1, "明溪县市场监督管理局", "明市监柔〔2021〕3号", "2021-10-12", "行政告诫", "没有填写记录"]
    assert rows[3] == [2, "—", "—", "—", "—", "文件 cases/10.yaml 没有通过校验，其中的案件未统计"]
    assert rows[4][0] == "数据版本：0123abc"
    nothing = grid(xlsx(replace(FIGURES, uncounted=(), revision=None)), 1)
    assert [row[0] for row in nothing[2:]] == ["无（统计期内的行为都有文字记录）"]


def test_text_never_becomes_a_formula() -> None:
    odd = replace(
        FIGURES,
        reporter='=HYPERLINK("http://x")',
        rows=(Row("a", "=1+1", "=1+1", (0,) * 15), Row("b", "坏\x07字", "@b", (0,) * 15)),
        uncounted=(Uncounted("cases/a/2021/1.yaml", "-2+3", "+cmd|' /C calc'!A0", "2021-10-12", "其他"),),
    )
    book = load_workbook(io.BytesIO(xlsx(odd)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "f"}
    assert {cell.value for cell in cells if cell.data_type == "f"} == {
        f"=SUM({one}5:{one}6)" for one in "BCDEFGHIJKLMNOP"
    }
    values = {cell.value: cell for cell in cells}
    assert values["=1+1"].quotePrefix
    assert values["-2+3"].quotePrefix
    assert "+cmd|' /C calc'!A0" in values
    assert "坏�字" in values
    assert not values["合计"].quotePrefix


def test_the_same_figures_give_the_same_bytes() -> None:
    content = xlsx()
    assert content == xlsx()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2


@pytest.mark.office
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="没有 LibreOffice 或 poppler")
def test_thirty_agencies_print_with_the_heads_on_every_page(tmp_path: Path) -> None:
    rows = tuple(Row(f"a{one}", f"明溪县某某第{one}管理局", f"某{one}局", (one,) * 15) for one in range(30))
    (tmp_path / "表.xlsx").write_bytes(xlsx(replace(FIGURES, rows=rows)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "表.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "表.pdf"), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    pages = text.rstrip("\f").split("\f")
    assert [page.count("(人次)") for page in pages[:4]] == [4, 4, 4, 0]
    assert "合计" in pages[2]


# --- json and csv ---------------------------------------------------------------------------------------------------


def test_json_is_what_format_md_promises() -> None:
    data = json.loads(REPORTS["json"].render(FIGURES))
    names = [head.split("(")[0] for head in HEADS]
    assert data == {
        "版本": 1,
        "年度": 2021,
        "填报单位": "明溪县司法局",
        "行": [
            {"单位": "明溪县市场监督管理局", **dict(zip(names, range(15), strict=True))},
            {"单位": "明溪县交通运输局", **dict.fromkeys(names, 100)},
        ],
        "合计": dict(zip(names, TOTAL, strict=True)),
        "未计入": [
            {"案号": "明市监柔〔2021〕3号", "原因": "2021-10-12 行政告诫：没有填写记录"},
            {"案号": None, "原因": "文件 cases/10.yaml 没有通过校验，其中的案件未统计"},
        ],
        "版本号": "0123abc",
    }
    month = json.loads(REPORTS["json"].render(replace(FIGURES, period=Period(2021, 9))))
    assert (month["年度"], month["月份"]) == (2021, 9)


def test_csv_opens_in_a_spreadsheet() -> None:
    odd = replace(FIGURES, rows=(*FIGURES.rows, Row("c", "=1+1", "丙", (0,) * 15)))
    content = REPORTS["csv"].render(odd)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["单位", *HEADS]
    assert [row[0] for row in rows[1:]] == ["明溪县市场监督管理局", "明溪县交通运输局", "'=1+1", "合计"]
    assert rows[-1][1:] == [str(number) for number in TOTAL]


def test_a_format_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFound, match="报表还不能输出为 pdf 格式；现有格式：csv、docx、html、json、xlsx"):
        report_format("pdf")


# --- the terminal ---------------------------------------------------------------------------------------------------


def test_a_wide_terminal_shows_agencies_as_rows() -> None:
    lines = table(FIGURES, 120)
    assert len(lines) == 3 + 1 + 3
    assert lines[3].split() == ["单位", *(head.split("(")[1].rstrip(")") for head in HEADS)]
    assert lines[-1].split() == ["合计", *map(str, TOTAL)]
    assert max(map(width, lines)) <= 120


@pytest.mark.parametrize("agencies", [0, 1, 2, 12])
def test_eighty_columns_show_agencies_as_columns_in_blocks(agencies: int) -> None:
    rows = tuple(Row(f"a{one}", f"明溪县第{one}管理局", f"第{one}管理局", (one,) * 15) for one in range(agencies))
    lines = table(replace(FIGURES, rows=rows), 80)
    assert max(map(width, lines)) <= 80
    heads = " ".join(line for line in lines if line.startswith(" ")).split()
    assert heads == [*(row.short_name for row in rows), "合计"]
    assert sum(line.startswith("其他(件)") for line in lines) == lines.count("") + 1


# --- the command ----------------------------------------------------------------------------------------------------

CASES = """案件:
  - 案号: 明交柔〔2021〕1号
    日期: 2021-10-12
    案由: 未携带车辆营运证
    处理: [{清单: 不予行政处罚, 编码: "350421-JT-001", 记录: [档案：1]}]
    措施:
      - {方式: 行政提示, 数量: 20, 日期: 2021-11-02, 记录: [档案：2]}
      - {方式: 说服教育, 记录: [records/没有.txt]}
""".encode()
PATH = "cases/transport/2021/10.yaml"


def report(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> tuple[int, str, str]:
    status = run(["report", *arguments, "-C", str(root)])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_command_writes_the_form_and_shows_it(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = overlay({PATH: CASES})
    monkeypatch.chdir(root)
    status, out, err = report(capsys, root, "2021")
    assert status == 0
    assert "已写入 out/2021年度柔性执法统计报表.xlsx" in out.replace(os.sep, "/")
    assert "不予行政处罚(件)" in out
    assert err.splitlines() == [
        "未计入 1 项：补上文字记录，或者改好文件，再编制一次就会计入",
        "  明交柔〔2021〕1号 2021-10-12 说服教育：“records/没有.txt”所指文件不存在",
    ]
    form = grid((root / "out/2021年度柔性执法统计报表.xlsx").read_bytes())
    assert form[1][0] == "填报单位：明溪县交通运输局"
    assert form[4][1] == 1
    assert form[4][11] == 20


def test_json_and_csv_go_to_stdout(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    root = overlay({PATH: CASES})
    status, out, _ = report(capsys, root, "2021", "--month", "11", "--format", "json")
    data = json.loads(out)
    assert (status, data["月份"], data["合计"]["行政提示"], data["合计"]["不予行政处罚"]) == (0, 11, 20, 0)
    assert (data["未计入"], data["版本号"]) == ([], None)
    _, out, _ = report(capsys, root, "2021", "--format", "csv")
    assert out.splitlines()[-1].startswith("合计,1,0,")
    assert not (root / "out").exists()


def test_one_agency_has_a_file_of_its_own(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = overlay({PATH: CASES})
    (tmp_path / "别处").mkdir()
    monkeypatch.chdir(tmp_path / "别处")
    status, out, _ = report(capsys, root, "2021", "--agency", "transport", "--agency", "明溪县交通运输局")
    assert status == 0
    assert str(root / "out/2021年度柔性执法统计报表（交通运输局）.xlsx") in out
    _, out, _ = report(capsys, root, "2021", "--out", str(tmp_path), "--date", "2022-01-15")
    assert grid((tmp_path / "2021年度柔性执法统计报表.xlsx").read_bytes())[1][6] == "填报时间：2022年1月15日"
    target = tmp_path / "新/表.json"
    _, out, _ = report(capsys, root, "2021", "--format", "json", "--out", str(target))
    assert json.loads(target.read_bytes())["年度"] == 2021
    assert f"已写入 {target}" in out


BEGINNINGS = {"html": b"<!DOCTYPE html>", "json": b"{", "csv": b"\xef\xbb\xbf", "docx": b"PK", "xlsx": b"PK"}


@pytest.mark.parametrize("suffix", BEGINNINGS)
def test_the_name_of_the_file_tells_the_format(
    suffix: str, overlay: Overlay, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / f"表.{suffix.upper()}"
    status, out, _ = report(capsys, overlay({PATH: CASES}), "2021", "--out", str(target))
    assert (status, target.read_bytes().startswith(BEGINNINGS[suffix])) == (0, True)
    assert out.endswith(f"已写入 {target}\n")
    if suffix in ("docx", "xlsx"):
        with zipfile.ZipFile(target) as archive:
            assert any(name.startswith({"docx": "word/", "xlsx": "xl/"}[suffix]) for name in archive.namelist())


def test_a_place_without_a_suffix_is_a_folder(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report(capsys, overlay({PATH: CASES}), "2021", "--out", str(tmp_path / "报出"), "--format", "csv")
    assert [path.name for path in (tmp_path / "报出").iterdir()] == ["2021年度柔性执法统计报表.csv"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["2020"], "没有 2020 年的案件记录；现有：2021"),
        (["2021", "--format", "pdf"], "报表还不能输出为 pdf 格式；现有格式：csv、docx、html、json、xlsx"),
        (["2021", "--month", "1", "--quarter", "1"], "--month 和 --quarter 只能写一个"),
        (
            ["2021", "--against", "去年.xlsx"],
            "没有文件 去年.xlsx；--against 后面写报出的 xlsx、json 文件，或者 git 版本",
        ),
        (["2021", "--agency", "气象局"], "没有名为“气象局”的单位；现有：transport（交通运输局）"),
        (["2021", "--date", "明天"], "--date 的值 明天 不是日期；请写成 2022-01-15 的样子"),
        (["2021", "--month", "13"], "--month 的值不对：应为 1 至 12 的整数"),
        (["2021", "--out", "a.pdf"], "报表还不能输出为 pdf 格式"),
        (["2021", "--out", "a.docx", "--format", "xlsx"], "--out 的文件名 a.docx 应以 .xlsx 结尾"),
        (["二〇二一"], "年度 的值不对：应为"),
        ([], "缺少 年度"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    overlay: Overlay, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    status, out, err = report(capsys, overlay({PATH: CASES}), *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"rouxing：{sentence}")


def test_a_year_without_cases_is_reported_as_zeros(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    """The annual report is due all the same; but nothing counted is no success."""
    root = overlay({})
    for arguments in (["2021"], ["2021", "--month", "10"], ["2022", "--quarter", "1"]):
        status, out, err = report(capsys, root, *arguments, "--format", "csv")
        assert (status, out.splitlines()[-1]) == (1, f"合计{',0' * 15}")
        assert err == f"注意：没有 {arguments[0]} 年的案件记录，各栏都是 0（零报告）；有案件的，登记以后再编制一次\n"


@pytest.mark.parametrize("arguments", [["2020"], ["2021", "--month", "9"], ["2999"]])
def test_nothing_is_reported_before_the_lists_and_before_its_time(
    arguments: list[str], overlay: Overlay, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = report(capsys, overlay({}), *arguments)
    assert (status, err) == (2, f"rouxing：没有 {arguments[0]} 年的案件记录；cases/ 下还没有任何案件\n")


def test_unreadable_files_are_told_and_make_the_status_1(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    root = overlay({PATH: CASES, "cases/transport/2021/坏.yaml": b"\xff\xfe"})
    status, out, err = report(capsys, root, "2021", "--format", "json")
    assert status == 1
    assert [one["案号"] for one in json.loads(out)["未计入"]] == ["明交柔〔2021〕1号", None]
    assert "文件 cases/transport/2021/坏.yaml 没有通过校验" in err


def test_cases_of_an_unknown_agency_are_counted_and_told(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    root = overlay({PATH: CASES, "cases/water/2021/1.yaml": CASES, "checklists/water/agency.yaml": b"[]"})
    status, out, err = report(capsys, root, "2021", "--format", "json")
    assert status == 1
    assert [(row["单位"], row["不予行政处罚"]) for row in json.loads(out)["行"]] == [
        ("明溪县交通运输局", 1),
        ("water", 1),
    ]
    assert "注意：checklists/water/agency.yaml 没有通过校验" in err
    assert "注意：cases/water/ 的案件已计入" in err


def test_a_long_list_of_uncounted_acts_is_cut_on_the_terminal_only(
    overlay: Overlay, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [{"案号": f"柔{one}", "日期": "2021-10-12", "案由": "某", "措施": [{"方式": "其他"}]} for one in range(25)]
    root = overlay({PATH: json.dumps({"案件": cases}).encode()})
    status, out, err = report(capsys, root, "2021", "--format", "json")
    assert (status, len(json.loads(out)["未计入"])) == (0, 25)
    assert err.splitlines()[-1] == "  ……另有 5 项，见报表中的“未计入”"


def git(root: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=张三", "-c", "user.email=z@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", str(root), *settings, *arguments], check=True, capture_output=True, timeout=60)
    return done.stdout.decode().strip()


def test_an_earlier_version_is_counted_as_it_was(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    root = overlay({PATH: CASES, "cases/transport/2021/records/没有.txt": "有了".encode()})
    git(root, "init", "-q")
    _, out, _ = report(capsys, root, "2021", "--format", "json")
    assert json.loads(out)["版本号"] is None
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "一")
    first = git(root, "rev-parse", "HEAD")
    (root / PATH).write_bytes(CASES.replace("数量: 20".encode(), "数量: 30".encode()))
    (root / "cases/transport/2021/records/没有.txt").unlink()
    git(root, "commit", "-q", "-a", "-m", "二")
    for arguments, commit, reminders, persuasions in (
        ((), git(root, "rev-parse", "HEAD"), 30, 0),
        (("--rev", "HEAD~1"), first, 20, 1),
    ):
        _, out, _ = report(capsys, root, "2021", "--format", "json", *arguments)
        data = json.loads(out)
        assert (data["版本号"], data["合计"]["行政提示"], data["合计"]["说服教育"]) == (commit, reminders, persuasions)
    _, out, _ = report(capsys, root, "2021", "--agency", "transport", "--rev", first)
    assert f"2021年度柔性执法统计报表（交通运输局，版本{first[:7]}）.xlsx" in out
    status, _, err = report(capsys, root, "2021", "--rev", "没有的版本")
    assert (status, err) == (2, "rouxing：git 里没有版本“没有的版本”\n")


def test_many_agencies_do_not_make_an_endless_file_name(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    agency = (overlay({}) / "checklists/transport/agency.yaml").read_text("utf-8")
    names = ["甲", "乙/", "丙", "丁"]
    files = {
        f"checklists/{letter}/agency.yaml": agency.replace("交通运输局", f"{name}局").encode()
        for letter, name in zip("abcd", names, strict=True)
    }
    root = overlay({PATH: CASES, **files})
    chosen = [part for letter in "abcd" for part in ("--agency", letter)]
    _, out, _ = report(capsys, root, "2021", *chosen)
    assert "2021年度柔性执法统计报表（甲局、乙／局、丙局等4个单位）.xlsx" in out


def test_long_names_leave_room_for_the_version(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    """Two versions are two files, whatever the agencies are called."""
    agency = (overlay({}) / "checklists/transport/agency.yaml").read_text("utf-8")
    files = {
        f"checklists/{letter}/agency.yaml": agency.replace("交通运输局", f"{letter}{'长' * 100}局").encode()
        for letter in "abcd"
    }
    root = overlay({PATH: CASES, **files})
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "一"]):
        git(root, *command)
    chosen = [part for letter in "abcd" for part in ("--agency", letter)]
    status, out, _ = report(capsys, root, "2021", "--quarter", "4", "--rev", "HEAD", *chosen)
    (written,) = (root / "out").iterdir()
    assert (status, written.name in out) == (0, True)
    long = "长" * 7
    assert re.fullmatch(
        f"2021年第四季度柔性执法统计报表（a{long}、b{long}、c{long}等4个单位，版本[0-9a-f]{{7}}）.xlsx", written.name
    )
