"""`doc gen` as a batch: manifest, copies, periods, progress, PDF, interruption; and never half of it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from rouxing.commands._door import run
from rouxing.commands._progress import Progress
from rouxing.files import libreoffice
from rouxing.files.libreoffice import NoPdf, pdfs
from tests.conftest import ROOT, Overlay
from tests.test_documents import ALL, CASE_FILE, CASES, made_files

has_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftoppm")), reason="LibreOffice or poppler is not installed"
)


@pytest.fixture
def repository(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = overlay({CASE_FILE: CASES.encode()})
    monkeypatch.chdir(root)
    return root


def listed(folder: Path) -> list[dict[str, object]]:
    data = json.loads((folder / "清册.json").read_bytes())
    assert data["版本"] == 1
    rows: list[dict[str, object]] = data["文件"]
    return rows


def test_the_manifest_lists_every_file_with_its_digest(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "gen"]) == 0
    assert capsys.readouterr().out.endswith("，在 out/文书；清册：清册.xlsx\n")
    folder = repository / "out/文书"
    rows = listed(folder)
    assert sorted(str(row["文件"]).split("/")[-1] for row in rows) == made_files(folder)
    for row in rows:
        assert hashlib.sha256((folder / str(row["文件"])).read_bytes()).hexdigest() == row["SHA-256"]
    assert {**rows[3], "SHA-256": ""} == {
        "序号": 4,
        "文号": "明交告〔2021〕7号",
        "种类": "行政告诫书",
        "案号": "明交柔〔2021〕1号",
        "当事人": "明溪县某&某<运输>有限公司",
        "单位": "明溪县交通运输局",
        "文件": "交通运输局/明交告〔2021〕7号-行政告诫书.docx",
        "SHA-256": "",
    }
    assert rows[-1]["文号"] == ""
    sheet = openpyxl.load_workbook(folder / "清册.xlsx").active
    assert isinstance(sheet, Worksheet)
    cells = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]


def test_the_same_repository_gives_the_same_bytes(repository: Path) -> None:
    def written() -> dict[str, bytes]:
        assert run(["doc", "gen"]) == 0
        files = {path.name: path.read_bytes() for path in (repository / "out").rglob("*") if path.is_file()}
        shutil.rmtree(repository / "out")
        return files

    assert written() == written()


def test_a_text_that_looks_like_a_formula_stays_text(repository: Path) -> None:
    text = CASES.replace("明溪县某&某<运输>有限公司", '"=1+1"')
    (repository / CASE_FILE).write_text(text, encoding="utf-8")
    assert run(["doc", "gen"]) == 0
    cell = openpyxl.load_workbook(repository / "out/文书/清册.xlsx").active["E2"]  # type: ignore[index]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_one_document_needs_no_manifest(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "gen", "明交告〔2021〕7号"]) == 0
    assert capsys.readouterr().out.endswith("已生成 1 份文书，在 out/文书\n")
    assert [path.name for path in (repository / "out/文书").iterdir()] == ["交通运输局"]


def test_two_copies_of_each_document_and_one_of_a_list(repository: Path) -> None:
    assert run(["doc", "gen", "--copies", "2"]) == 0
    files = made_files(repository / "out/文书")
    assert len(files) == 2 * ALL - 1
    assert "明交告〔2021〕7号-行政告诫书（第2份）.docx" in files
    rows = listed(repository / "out/文书")
    assert [row["SHA-256"] for row in rows if row["文号"] == "明交告〔2021〕7号"][0::2] == [rows[6]["SHA-256"]]


@pytest.mark.parametrize(
    ("period", "expected"),
    [("2021", 6), ("2021-10", 4), ("2021-08..2021-10", 5), ("2021-08-02", 1), ("2021-08-02..2021-12", 6)],
)
def test_a_period_takes_the_documents_of_its_days(repository: Path, period: str, expected: int) -> None:
    assert run(["doc", "gen", "--period", period]) == 0
    assert len(made_files(repository / "out/文书")) == expected


@pytest.mark.parametrize("period", ["21", "2021-13", "2021..", "2021-10..2021-08", "2021-1", "去年", "2021-10-12x"])
def test_a_period_that_is_none_is_named(repository: Path, capsys: pytest.CaptureFixture[str], period: str) -> None:
    assert run(["doc", "gen", "--period", period]) == 2
    assert f"--period 的值 {period} 读不懂" in capsys.readouterr().err
    assert run(["doc", "gen", "--period", "2020"]) == 2


def test_an_earlier_file_that_is_not_asked_for_stays(repository: Path) -> None:
    assert run(["doc", "gen", "--kind", "行政告诫书"]) == 0
    assert run(["doc", "gen", "--kind", "行政约谈通知书"]) == 0
    assert len(made_files(repository / "out/文书")) == 2


# interruption


def many(repository: Path, amount: int) -> None:
    """So many admonition letters."""
    start = CASES.index("  - 案号")
    one = CASES[start : CASES.index("    文书:\n") + len("    文书:\n")]
    letter = CASES[CASES.index("      - 种类: 行政告诫书") : CASES.index("      - 种类: 行政约谈通知书")]
    cases = "".join((one + letter).replace("1号", f"{n}号").replace("7号", f"{n}号") for n in range(1, amount + 1))
    (repository / CASE_FILE).write_text("案件:\n" + cases, encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_leaves_nothing_or_everything(repository: Path) -> None:
    many(repository, 400)
    folder = repository / "out/文书"
    command = [sys.executable, "-m", "rouxing", "doc", "gen", "--kind", "行政告诫书"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for delay in (0.25, 0.4, 0.55):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=repository)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        visible = [path for path in folder.rglob("*.docx") if ".rouxing" not in str(path)] if folder.exists() else []
        assert len(visible) in (0, 400) or (folder / "写入中断，请再运行一次").exists()
    assert run(["doc", "gen", "--kind", "行政告诫书"]) == 0
    assert len(made_files(folder)) == 400
    assert sorted(path.name for path in folder.iterdir()) == sorted(["交通运输局", "清册.json", "清册.xlsx"])


def test_ctrl_c_leaves_nothing(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(self: Progress, done: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "__call__", interrupted)
    assert run(["doc", "gen"]) == 130
    assert "已中断" in capsys.readouterr().err
    assert not (repository / "out").exists()


# progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_long_batch_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with Progress("生成", 1000) as shown:
        for number in range(1, 1001):
            shown(number)
    frames = screen.getvalue().split("\r")
    assert len(frames) == 104
    assert frames[51].startswith("生成 ███████████████░░░░░░░░░░░░░░░  50%，共 1000 份")
    assert frames[-2].strip() == frames[-1] == ""
    assert "\x1b" not in screen.getvalue()


@pytest.mark.parametrize(("total", "stream"), [(49, Terminal()), (1000, io.StringIO())])
def test_short_batches_and_pipes_see_no_bar(monkeypatch: pytest.MonkeyPatch, total: int, stream: io.StringIO) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress("生成", total) as shown:
        shown(1)
    assert stream.getvalue() == ""


# PDF


def test_without_libreoffice_nothing_is_written_and_a_sentence_says_what_to_do(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(libreoffice, "PROGRAMS", ("no-such-program",))
    assert run(["doc", "gen", "--pdf"]) == 2
    assert "没有找到 LibreOffice，不能生成 PDF；请安装 LibreOffice" in capsys.readouterr().err
    assert not (repository / "out").exists()


def program(folder: Path, script: str) -> str:
    path = folder / "office"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("exit 0", "没有生成 一.docx 的 PDF"),
        ("echo x > 00000.pdf", "没有生成 一.docx 的 PDF"),
        ("sleep 60 & sleep 60", "没有反应"),
    ],
)
def test_a_libreoffice_that_fails_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
) -> None:
    monkeypatch.setattr(libreoffice, "_PATIENCE", 2)
    monkeypatch.setattr(libreoffice, "_LOOK", 0.02)
    document = tmp_path / "一.docx"
    document.write_bytes(b"x")
    with pytest.raises(NoPdf, match=message):
        list(pdfs(program(tmp_path, script), [document], lambda _: None))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_many_files_are_converted_in_shares_that_a_command_line_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "_AT_ONCE", 2)
    script = (
        'for one in "$@"; do case "$one" in *.docx) printf "%%PDF-1 $one %%%%EOF" > "${one%.docx}.pdf";; esac; done'
    )
    document, ready = tmp_path / "一.docx", []
    document.write_bytes(b"x")
    found = list(pdfs(program(tmp_path, script), [document] * 5, ready.append))
    assert found == [f"%PDF-1 0000{n}.docx %%EOF".encode() for n in range(5)]
    assert ready[-1] == 5


@pytest.mark.office
@has_office
def test_pdfs_come_with_the_documents_and_are_the_same_every_time(repository: Path, tmp_path: Path) -> None:
    command = ["doc", "gen", "--pdf", "明交柔〔2021〕1号"]
    assert run(command) == 0
    folder = repository / "out/文书/交通运输局"
    first = {path.name: path.read_bytes() for path in folder.glob("*.pdf")}
    assert len(first) == 6
    assert [str(row["文件"])[-4:] for row in listed(folder.parent)] == ["docx"] * 6 + [".pdf"] * 6
    assert run(command) == 0
    assert {path.name: path.read_bytes() for path in folder.glob("*.pdf")} == first
    previewed(folder / "明交告〔2021〕7号-行政告诫书.pdf", tmp_path)


def previewed(path: Path, folder: Path) -> None:
    """The first page as a picture: A4, black on white, written on within the margins and nowhere else."""
    subprocess.run(["pdftoppm", "-r", "50", "-gray", "-f", "1", "-l", "1", str(path), str(folder / "page")], check=True)
    kind, size, _, pixels = next(folder.glob("page*.pgm")).read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    assert (kind, abs(width - 413) < 3, abs(height - 585) < 3) == (b"P5", True, True)
    rows = [pixels[start : start + width] for start in range(0, width * height, width)]
    dark = [[at for at, value in enumerate(row) if value < 128] for row in rows]
    written = [number for number, columns in enumerate(dark) if columns]
    assert 0.12 < written[0] / height < 0.25
    assert 0.6 < written[-1] / height < 0.97
    assert min(columns[0] for columns in dark if columns) / width > 28 / 210 - 0.02
    assert max(columns[-1] for columns in dark if columns) / width < 1 - 26 / 210 + 0.02
    assert 0.005 < sum(map(len, dark)) / (width * height) < 0.1
