"""Workbooks that somebody sent: what a reader sees is read, what could harm is refused or left alone."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from rouxing.errors import UnreadableFile
from rouxing.files.formulas import harmless, original
from rouxing.files.long_sheet import Spliced, with_rows
from rouxing.files.sheet import Look, put
from rouxing.files.sheet_cells import cell_name
from rouxing.files.sheet_numbers import shown
from rouxing.files.sheet_reading import read_workbook
from rouxing.files.sheet_rows import Line, Styles, chunks


def workbook(fill, **names) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        ("440216139000", "", "440216139000"),
        ("123", "000000", "000123"),
        ("7", '"QX"0000', "QX0007"),
        ("330275012000", "0", "330275012000"),
        ("4.5000000000000001E-2", "0.0%", "4.5%"),
        ("0.30000000000000004", "General", "0.3"),
        ("44197", "yyyy-mm-dd", "2021-01-01"),
        ("44197", 'yyyy"年"m"月"d"日"', "2021-01-01"),
        ("1234567", "#,##0", "1,234,567"),
        ("-5", "000", "-005"),
        ("1.50", "0.0#", "1.5"),
        ("12", "\\A-00", "A-12"),
        ("1E+20", "0.00E+00", "100000000000000000000"),
        ("x", "0", "x"),
        ("NaN", "0", "NaN"),
        ("-1", "yyyy-mm-dd", "-1"),
        ("2958466", "yyyy-mm-dd", "2958466"),
        ("0.375", "h:mm", "09:00"),
        ("0.375", "[h]:mm:ss", "09:00"),
        ("44197.5", "yyyy-mm-dd hh:mm", "2021-01-01"),
        ("1E+30", "0.00", "1" + "0" * 30),
        ("1E+99999999", "", "1E+99999999"),
    ],
)
def test_numbers_are_shown_as_excel_shows_them(number, code, text):
    assert shown(number, code) == text


def test_days_counted_from_1904_stay_within_the_calendar():
    assert shown("42735", "yyyy-mm-dd", since_1904=True) == "2021-01-01"
    assert shown("2957004", "yyyy-mm-dd", since_1904=True) == "2957004"


def test_what_a_reader_sees():
    def fill(book):
        sheet = book.active
        sheet["B2"] = "甲\n乙"
        sheet["C5"] = 5
        sheet["D5"] = "=1+1"
        sheet.merge_cells("B2:C3")
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["C"].hidden = True
        book.create_sheet("藏").sheet_state = "hidden"

    book = read_workbook(workbook(fill))
    first, second = book.sheets
    assert first.cells == {(2, 2): "甲\n乙", (5, 3): "5"}
    assert first.merged == ((2, 2, 3, 3),)
    assert (first.hidden_rows, first.hidden_columns) == (frozenset({5}), frozenset({3}))
    assert first.uncomputed == ((5, 4),)
    assert (second.name, second.hidden) == ("藏", True)
    assert [cell_name(5, 3), cell_name(1, 28)] == ["C5", "AB1"]


def zipped(parts, method=zipfile.ZIP_DEFLATED) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stored.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04broken", "已损坏"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "密码"),
        (zipped({"a.txt": "x"}), "不是 Word 或 Excel 文件"),
        (zipped({"[Content_Types].xml": "<a/>", "xl/media/x.bin": bytes(130 << 20)}), "128 MiB"),
        (zipped({"[Content_Types].xml": "<a/>", **{f"{n}.xml": "" for n in range(2001)}}), "2000 个部件"),
        (zipped({"[Content_Types].xml": "<a/>"}), "不是 Excel"),
        (zipped({"[Content_Types].xml": "<a/>"}, zipfile.ZIP_LZMA), "已损坏"),
        (
            zipped(
                {
                    "[Content_Types].xml": "<a/>",
                    "xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>',
                }
            ),
            "文档类型声明",
        ),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read_workbook(content)


def test_macros_and_embedded_files_are_left_alone():
    plain = workbook(lambda book: book.active.append(["甲"]))
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    extra = {"xl/vbaProject.bin": b"x", "xl/embeddings/a.docx": b"x", "xl/externalLinks/externalLink1.xml": "<a/>"}
    book = read_workbook(zipped(parts | extra))
    assert book.sheets[0].cells == {(1, 1): "甲"}
    assert [remark[:4] for remark in book.remarks] == ["文件带有", "文件里嵌", "文件链接"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "＝1", "\t=1", "'=1", "'a", "''", "甲", "", "a=1"])
def test_texts_that_may_run_come_back_from_csv(text):
    marked = harmless(text)
    assert not marked.startswith(("=", "+", "-", "@", "＝", "\t"))
    assert original(marked) == text


def test_an_apostrophe_that_people_typed_stays():
    assert original("'甲") == "'甲"


def long_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    put(sheet, 1, 1, "头", Look())
    put(sheet, 1203, 1, "尾", Look())
    styles = Styles(sheet)
    texts = ["=1+1", " 前后 ", "甲\n乙", "<&>", "_x0041_", "\x01", "甲\r乙", "\ud800", ""]

    def lines():
        yield Line(2, [(at, text, styles.of(text)) for at, text in enumerate(texts, 1)], 30.5)
        for number in range(3, 1203):
            yield Line(
                number, [(1, number, styles.of(number, Look())), (30, "码", styles.of("码", Look(), as_text=True))]
            )

    return with_rows(book, "长", {sheet.title: Spliced(2, chunks(list(lines())))})


def test_rows_of_any_look_are_spliced_in():
    content = long_workbook()
    assert content == long_workbook()
    read = read_workbook(content).sheets[0].cells
    seen = [read.get((2, column), "") for column in range(1, 9)]
    assert seen == ["=1+1", " 前后 ", "甲\n乙", "<&>", "_x0041_", "�", "甲\r乙", "�"]
    assert (read[1, 1], read[1202, 1], read[1202, 30], read[1203, 1]) == ("头", "1202", "码", "尾")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet["A2"].quotePrefix
    assert not sheet["B2"].quotePrefix
    assert sheet["A2"].number_format == "@"
    assert [sheet["A3"].number_format, sheet["AD3"].number_format] == ["General", "@"]
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (30.5, None)
    assert [row[0].row for row in sheet.iter_rows()] == list(range(1, 1204))
