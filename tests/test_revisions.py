"""The 修改对照表, the record of every field, and who last wrote a field: on paper, as data, on real git."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rouxing.files.libreoffice import libreoffice, pdfs
from rouxing.files.word_form import Column, Run, document, table
from rouxing.history.changes import all_fields, compare, value_text
from rouxing.history.plumbing import Commit
from rouxing.history.reasons import Stated, message, stated
from rouxing.model import Checklist
from rouxing.revisions.comparison import HEADS, NO_CHANGE, Comparison, Row, as_docx, as_xlsx
from rouxing.revisions.record import blame
from tests.git_repository import LI, PATH, SECOND, A, B, Cli, Items, Repo, fast_import, imported, item, past, sheet
from tests.test_changes import checklist, rows

MESSAGE = "调整清单\n\n按新法\n\n调整原因: 改\n调整依据: 《中华人民共和国道路运输条例》修订\n"


def compared(before: Items, after: Items) -> Comparison:
    old, new = checklist(before), checklist(after, 2, "2021-11-15")
    return Comparison("明溪县交通运输局", old, new, ("提交1", "未提交"), compare(old, new), lambda code: f"因为{code}")


texts = st.text(st.sampled_from("甲乙丙，。123ab \n<&\x0b"), max_size=12)
written_rows = st.builds(item, st.sampled_from("ABCD"), texts, 备注=texts)
lists = st.lists(written_rows, max_size=4, unique_by=lambda one: one["编码"])


def kept(runs: list[Run] | tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs if not (run.struck or run.underlined))


@given(lists, lists)
def test_both_sides_share_what_is_not_marked(before: Items, after: Items) -> None:
    found = compared(before, after)
    for change, row in zip(found.changes.items, found.rows, strict=True):
        assert not any(run.underlined for run in row.before)
        assert not any(run.struck for run in row.after)
        for field in change.fields if change.before and change.after else ():
            for runs, value in ((row.before, field.before), (row.after, field.after)):
                shown = "（空）" if value is None else value_text(value)
                assert f"\n{field.name}：{shown}" in "".join(run.text for run in runs)
    assert as_docx(found) == as_docx(found)


def test_the_table_has_three_columns() -> None:
    before, after = [A, B, item("C"), item("D")], [item("A", "立即改正的"), item("D"), item("C"), item("E", 公开=False)]
    found = compared(before, after)
    document = docx.Document(io.BytesIO(as_docx(found)))
    grid = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert tuple(grid[0]) == HEADS
    assert grid[1] == [
        "第1项　A　事项A\n情形：当场改正的",
        "第1项　A　事项A\n情形：立即改正的",
        "因为A",
    ]
    assert grid[2][1:] == ["（删除）", "因为B"]
    assert grid[3][1].endswith("（只移动位置，内容不变）")
    assert grid[4][0] == "（新增）"
    assert "公开：否" in grid[4][1]
    assert document.paragraphs[0].text == "明溪县交通运输局不予行政处罚事项清单修改对照表"
    assert "修改前：第1版（2021-10-01施行，提交1）" in document.paragraphs[1].text
    struck = [
        run.text
        for cell in document.tables[0].rows[1].cells
        for p in cell.paragraphs
        for run in p.runs
        if run.font.strike
    ]
    assert struck == ["当场"]
    workbook = openpyxl.load_workbook(io.BytesIO(as_xlsx(found)))
    values = [[cell.value for cell in row] for row in workbook.worksheets[0].iter_rows(4, 8)]
    assert values == grid
    assert as_xlsx(found) == as_xlsx(found)


def test_no_difference_is_said() -> None:
    found = compared([A], [A])
    assert docx.Document(io.BytesIO(as_docx(found))).tables[0].rows[1].cells[0].text == NO_CHANGE
    assert openpyxl.load_workbook(io.BytesIO(as_xlsx(found))).worksheets[0]["A5"].value == NO_CHANGE
    assert found.rows == list[Row]()


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice is not installed")
def test_no_signature_stands_on_a_page_without_the_table(tmp_path: Path) -> None:
    sources = []
    for count in range(1, 10):  # where a third page begins LibreOffice, unlike Word, leaves the last row behind
        found = compared([], [item(f"{number}") for number in range(count)])
        sources.append(tmp_path / f"{count}.docx")
        sources[-1].write_bytes(as_docx(found))
    ends = []
    for content in pdfs(libreoffice(), sources, lambda _: None):
        told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
        *pages, _ = told.stdout.decode().split("\f")
        ends.append(("制表人" in pages[-1], "修改依据" in pages[-1], len(pages) > 1))
    assert {one[:2] for one in ends} == {(True, True)}
    assert {one[2] for one in ends} == {False, True}


def test_runs_across_lines_and_signs_word_cannot_hold() -> None:
    cell = [Run("一\n二", struck=True), Run("三\x01\t四")]
    content = document("<标题>", [table((Column("头", 50),), [(cell,)], "无")])
    paragraphs = docx.Document(io.BytesIO(content)).tables[0].rows[1].cells[0].paragraphs
    assert [one.text for one in paragraphs] == ["一", "二三�\t四"]
    assert [run.font.strike for one in paragraphs for run in one.runs] == [True, True, None]


@given(
    st.builds(
        Stated,
        *(
            st.text(st.sampled_from("改：甲 ；a《》"), max_size=8).map(lambda one: " ".join(one.split()))
            for _ in range(4)
        ),
    )
)
def test_a_message_says_what_was_written(said: Stated) -> None:
    said = said._replace(subject=said.subject or "调整")
    subject, _, body = message(said).partition("\n\n")
    commit = Commit("1", (), "", "", "", subject.strip(), body.strip(), 0)
    assert stated(commit) == said


def test_reasons_reach_the_table_and_the_history(two: Repo, cli: Cli) -> None:
    two.commit(
        MESSAGE,
        {PATH: SECOND.replace("二十四".encode(), "十二".encode()).replace("版本: 2".encode(), "版本: 3".encode())},
    )
    data = json.loads(cli("diff", "transport", "1", "1", "3", "--format", "json")[1])
    reasons = {one["编码"]: one["依据"] for one in data["事项"]}
    assert reasons == {
        "A": "增一减一；改：《中华人民共和国道路运输条例》修订",
        "B": "增一减一",
        "C": "增一减一",
    }
    out = cli("history", "transport", "1")[1]
    assert "  理由：调整清单\n  调整原因：改；调整依据：《中华人民共和国道路运输条例》修订\n" in out
    first = json.loads(cli("history", "transport", "1", "--format", "json")[1])["历史"][0]
    assert (first["调整原因"], first["说明"].split("\n")[0]) == ("改", "按新法")
    data = json.loads(cli("diff", "transport", "1", "--basis", "新依据", "--format", "json")[1])
    assert {one["依据"] for one in data["事项"]} == {"新依据"}


def test_the_table_as_a_file(two: Repo, cli: Cli, tmp_path: Path) -> None:
    status, out, _ = cli("diff", "transport", "1", "--format", "docx")
    assert status == 0
    name = "out/修改对照表-交通运输局-不予行政处罚-第1版至第2版.docx"
    assert out == f"明溪县交通运输局不予行政处罚事项清单：新增 1 项、删除 1 项、修改 1 项\n已写入 {name}\n"
    first = (two.root / name).read_bytes()
    assert cli("diff", "transport", "1", "--format", "docx", "--out", str(tmp_path / "x.docx"))[0] == 0
    assert (tmp_path / "x.docx").read_bytes() == first
    assert cli("diff", "transport", "1", "--format", "xlsx", "--out", str(tmp_path))[0] == 0
    assert (tmp_path / "修改对照表-交通运输局-不予行政处罚-第1版至第2版.xlsx").exists()
    assert "--out 只用于" in cli("diff", "transport", "1", "--out", "x")[2]


def test_the_record_as_files(two: Repo, cli: Cli, tmp_path: Path) -> None:
    two.commit(
        "<b>移动</b>", {PATH: sheet(2, "2021-11-15", [item("C", 备注="<script>"), item("A", "二十四小时内改正的")])}
    )
    status, out, _ = cli("history", "transport", "1", "--format", "xlsx", "--out", str(tmp_path / "h.xlsx"))
    assert (status, out.split("\n")[0]) == (0, "28 处字段改动")
    cells = openpyxl.load_workbook(tmp_path / "h.xlsx").worksheets[0]
    found = [[cell.value or "" for cell in row][1:] for row in cells.iter_rows(4)]
    assert len(found) == 28
    assert ["修改", "备注", "", "<script>", "<b>移动</b>"] in [row[7:12] for row in found]
    assert ["修改", "位置", "第 2 项", "第 1 项"] in [row[7:11] for row in found]
    assert {(row[0], row[1]) for row in found} == {("2021-09-01", "张三"), ("2021-09-01", LI)}
    assert cli("history", "transport", "1", "--format", "html", "--out", str(tmp_path / "h.html"))[0] == 0
    page = (tmp_path / "h.html").read_text()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<del>当场</del>" in page
    assert "<ins>二十四小时内</ins>" in page
    assert cli("history", "transport", "1", "D", "--format", "html")[0] == 2
    assert "--out 只用于" in cli("history", "transport", "1", "--out", "x")[2]


def test_who_wrote_what_stands(two: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    out = cli("history", "transport", "1", "A", "--blame")[1]
    assert "  情形：二十四小时内改正的\n      2021-09-01  李四  第 2 版  " in out
    assert "  名称：事项A\n      2021-09-01  张三  第 1 版  " in out
    two.write({PATH: SECOND.replace("二十四".encode(), "十二".encode())})
    data = json.loads(cli("history", "transport", "1", "A", "--blame", "--format", "json")[1])
    by_field = {one["字段"]: one for one in data["事项"][0]["字段"]}
    assert (by_field["情形"]["作者"], by_field["情形"]["提交"], by_field["名称"]["作者"]) == ("未提交", None, "张三")
    assert "没有编码为“B”的事项" in cli("history", "transport", "1", "B", "--blame")[2]
    assert "两种格式" in cli("history", "transport", "1", "--blame", "--format", "html")[2]


def test_the_edge_of_a_shallow_clone_is_named_in_the_record(two: Repo, cli: Cli, tmp_path: Path) -> None:
    clone = [
        "git",
        "-c",
        "protocol.file.allow=always",
        "clone",
        "-q",
        "--depth=1",
        two.root.as_uri(),
        str(tmp_path / "浅"),
    ]
    subprocess.run(clone, check=True)
    out = cli("history", "transport", "1", "--blame", "-C", str(tmp_path / "浅"))[1]
    assert "浅克隆看不到更早的历史" in out


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(rows, min_size=1, max_size=3, unique_by=lambda one: one["编码"]), min_size=1, max_size=6))
def test_a_field_was_written_by_the_commit_since_which_it_stands(
    tmp_path_factory: pytest.TempPathFactory, states: list[Items]
) -> None:
    root = tmp_path_factory.mktemp("random")
    contents = [sheet(1, "2021-10-01", items) for items in states]
    stream = b"".join(imported(number, one, str(number).encode()) for number, one in enumerate(contents))
    fast_import(root, stream)
    history = past(root)
    assert history.current is not None
    assert isinstance(history.current.checklist, Checklist)
    for one, fields in blame(history.current.checklist, history.amendments):
        for name, value, amendment in fields:
            assert amendment is not None
            assert amendment.commit is not None
            assert int(amendment.commit.subject) == since(states, one.code, name, value)


def since(states: list[Items], code: str, name: str, value: object) -> int:
    """The oldest state from which on the item has had this value without a break."""
    number = len(states)
    while number and any(
        one["编码"] == code and dict(all_fields(checklist([one]).items[0])).get(name) == value
        for one in states[number - 1]
    ):
        number -= 1
    return number
