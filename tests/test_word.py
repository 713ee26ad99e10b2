"""The template engine on real Word files: values come out, gaps are named, hostile files are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.files import word, word_package
from rouxing.files.word import Unfilled, UnusableWordFile, compile_template

Build = Callable[[Document], None]


def word_file(build: Build) -> bytes:
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraphs(*texts: str) -> bytes:
    return word_file(lambda document: [document.add_paragraph(text) for text in texts] and None)


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(content).paragraphs]


def filled(content: bytes, **values: Any) -> bytes:
    return compile_template(content).render(values)


def text_box(text: str) -> Any:
    return parse_xml(
        f"<w:r {nsdecls('w')}><w:pict><v:rect xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict></w:r>"
    )


def texts(content: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = word_package.parse_xml(archive.read(part), part)
    return "|".join(root.itertext(qn("w:t"), with_tail=False))


# what is filled in


@pytest.mark.parametrize(
    "written",
    [
        "{{ 当事人.名称 }}",
        "{{当事人.名称}}",
        "｛｛　当事人．名称　｝｝",
        "{｛ 当事人.名称\t｝}".replace("\t", " "),
        "{{\u00a0当事人.名称 }}",
    ],
)
def test_spellings_of_a_placeholder(written: str) -> None:
    assert lines(filled(paragraphs(f"送{written}："), 当事人={"名称": "甲公司"})) == ["送甲公司："]


def test_placeholders_over_split_runs_keep_the_format_of_their_first_run() -> None:
    def build(document: Document) -> None:
        paragraph = document.add_paragraph()
        for number, text in enumerate(["兹", "{", "{ 当", "事人.名", "称", " }}{{ 甲", " }", "}，请。"]):
            paragraph.add_run(text).bold = number in (1, 6)

    document = opened(filled(word_file(build), 当事人={"名称": "甲公司"}, 甲="乙"))
    assert document.paragraphs[0].text == "兹甲公司乙，请。"
    assert [(run.text, run.bold) for run in document.paragraphs[0].runs if run.text] == [
        ("兹", False),
        ("甲公司", True),
        ("乙", False),
        ("，请。", False),
    ]


def test_tabs_and_breaks_between_placeholders_stay() -> None:
    content = word_file(lambda document: document.add_paragraph().add_run("{{ 甲 }}\t{{ 乙 }}\n{{ 甲 }}") and None)
    assert lines(filled(content, 甲="1", 乙="2")) == ["1\t2\n1"]


def test_every_place_that_holds_text() -> None:
    def build(document: Document) -> None:
        document.add_table(1, 1).cell(0, 0).text = "{{ 表 }}"
        document.sections[0].header.paragraphs[0].text = "{{ 眉 }}"
        document.sections[0].footer.paragraphs[0].text = "{{ 脚 }}"
        document.add_paragraph("{{ 文 }}")._p.append(text_box("{{ 框 }}"))

    template = compile_template(word_file(build))
    assert [f"{name}@{name.where}" for name in template.names] == [
        "表@表1第1行第1格",
        "文@正文第1段",
        "框@文本框",
        "眉@页眉",
        "脚@页脚",
    ]
    content = template.render({"表": "b", "眉": "m", "脚": "j", "文": "w", "框": "k"})
    assert texts(content) == "b|w|k"
    assert texts(content, "word/header1.xml") + texts(content, "word/footer1.xml") == "mj"


def test_line_ends_make_paragraphs_of_the_same_style() -> None:
    def build(document: Document) -> None:
        document.add_paragraph("建议：{{ 甲 }}。", style="Heading 2").runs[0].italic = True

    document = opened(filled(word_file(build), 甲="一\r\n二\u2028三\t四"))
    assert [paragraph.text for paragraph in document.paragraphs] == ["建议：一", "二", "三\t四。"]
    assert {paragraph.style.name for paragraph in document.paragraphs if paragraph.style} == {"Heading 2"}
    assert all(run.italic for paragraph in document.paragraphs for run in paragraph.runs)


def test_line_ends_in_a_numbered_paragraph_do_not_number_again() -> None:
    def build(document: Document) -> None:
        properties = document.add_paragraph("{{ 甲 }}")._p.get_or_add_pPr()
        properties.append(parse_xml(f"<w:numPr {nsdecls('w')}><w:numId w:val='1'/></w:numPr>"))

    assert lines(filled(word_file(build), 甲="一\n二")) == ["一\n二"]


HOSTILE_TEXTS = [
    "a & b",
    "<w:br/>",
    "]]>",
    "\"'",
    "&amp;",
    "{单} ｛个｝",
    " 首尾 ",
    "😀〔２０２１〕",
    "{% x %}",
    "<?rx 0?>",
]


@pytest.mark.parametrize("value", HOSTILE_TEXTS)
def test_values_come_out_as_they_are(value: str) -> None:
    assert lines(filled(paragraphs("前{{ 甲 }}后", "{{ 甲 }}"), 甲=value)) == [f"前{value}后", value]


printable = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="{}｛｝\u2028\u2029\ufffe\uffff"))
TEMPLATE = compile_template(paragraphs("甲{{ 一 }}乙{{ 如有 二 }}丙{{ 二 }}{{ 结束 }}丁"))


@settings(deadline=None, max_examples=60)
@given(printable.filter(str.strip), printable)
def test_any_text_survives(first: str, second: str) -> None:
    content = TEMPLATE.render({"一": first, "二": second})
    assert lines(content) == [f"甲{first}乙{f'丙{second}' if second.strip() else ''}丁"]


# optional blocks and rows


@pytest.mark.parametrize(
    ("template", "with_value", "without"),
    [
        (["甲{{ 如有 丙 }}乙{{ 丙 }}{{ 结束 }}。"], ["甲乙1。"], ["甲。"]),
        (["头", "{{ 如有 丙 }}整段{{ 丙 }}{{ 结束 }}", "尾"], ["头", "整段1", "尾"], ["头", "尾"]),
        (["头", "｛｛如有：丙｝｝", "一", "二{{ 丙 }}", "{{结束}}", "尾"], ["头", "一", "二1", "尾"], ["头", "尾"]),
        (
            ["{{ 如有 丙 }}一{{ 结束 }}中{{ 如有 丙 }}二{{ 结束 }}"],
            ["一中二"],
            ["中"],
        ),
        (
            ["{{ 如有 丙 }}", "{{ 如有 丁 }}深{{ 丁 }}{{ 结束 }}", "浅", "{{ 结束 }}", "尾"],
            ["深2", "浅", "尾"],
            ["尾"],
        ),
    ],
)
def test_optional_blocks(template: list[str], with_value: list[str], without: list[str]) -> None:
    content = paragraphs(*template)
    assert lines(filled(content, 丙="1", 丁="2")) == with_value
    assert lines(filled(content, 丙=" ", 丁="2")) == without


def test_an_optional_cell_keeps_the_paragraph_that_word_needs() -> None:
    def build(document: Document) -> None:
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "{{ 如有 甲 }}一{{ 甲 }}{{ 结束 }}"
        cell.add_paragraph("{{ 如有 甲 }}二{{ 结束 }}")

    content = word_file(build)
    assert opened(filled(content, 甲="1")).tables[0].cell(0, 0).text == "一1\n二"
    assert opened(filled(content, 甲="")).tables[0].cell(0, 0).text == ""


def table_of_items(document: Document) -> None:
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "表头"
    table.cell(1, 0).text = "{{ 逐行 清单.事项 }}{{ 事项.名称 }}"
    table.cell(1, 1).text = "{{ 事项.依据 }}{{ 如有 事项.备注 }}（{{ 事项.备注 }}，{{ 单位 }}）{{ 结束 }}"
    start = parse_xml(f"<w:bookmarkStart {nsdecls('w')} w:id='7' w:name='one'/>")
    table.cell(1, 0).paragraphs[0]._p.append(start)
    table.cell(1, 0).paragraphs[0]._p.set(qn("w14:paraId") if "w14" in table._tbl.nsmap else "{u}paraId", "0A")


def test_rows_repeat_with_their_own_values_and_unique_ids() -> None:
    rows = [{"名称": "一", "依据": "甲法\n乙法", "备注": ""}, {"名称": "二", "依据": "丙法", "备注": "注"}]
    content = filled(word_file(table_of_items), 清单={"事项": rows}, 单位="局")
    cells = [[cell.text for cell in row.cells] for row in opened(content).tables[0].rows]
    assert cells == [["表头", ""], ["一", "甲法\n乙法"], ["二", "丙法（注，局）"]]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert "bookmark" not in xml
    assert "paraId" not in xml


# what cannot be filled


@pytest.mark.parametrize(
    ("template", "values", "message"),
    [
        (["{{ 甲.乙 }}"], {}, "正文第1段的占位符“甲.乙”没有定义"),
        (["{{ 甲.乙 }}"], {"甲": "文字"}, "没有定义"),
        (["一", "{{ 甲 }}"], {"甲": " \n　"}, "正文第2段的占位符“甲”没有内容"),
        (["{{ 甲 }}"], {"甲": {"乙": "1"}}, "不是一段文字"),
        (["{{ 甲 }}"], {"甲": "一\x01二"}, "控制字符"),
        (["{{ 甲 }}"], {"甲": "\ud800"}, "控制字符"),
        (["{{ 甲 }}"], {"甲": "{{ 乙 }}"}, "花括号"),
        (["{{ 甲 }}"], {"甲": "｛｛ 乙 ｝｝"}, "花括号"),
        (["{{ 如有 甲 }}一{{ 结束 }}"], {}, "没有定义"),
        (["{{ 甲.__class__ }}"], {"甲": {}}, "“甲.__class__”没有定义"),
        (["{{ 甲.0 }}"], {"甲": ["x"]}, "没有定义"),
    ],
)
def test_what_is_missing_is_named(template: list[str], values: dict[str, Any], message: str) -> None:
    with pytest.raises(Unfilled, match="占位符") as error:
        filled(paragraphs(*template), **values)
    assert message in str(error.value)


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(Unfilled) as error:
        filled(paragraphs("{{ 甲 }}{{ 乙 }}", "{{ 丙 }}"), 乙="", 丙="1")
    assert [(blank.name, blank.known) for blank in error.value.blanks] == [("甲", False), ("乙", True)]


@pytest.mark.parametrize(("rows", "message"), [([], "没有任何一行"), ("文字", "不是可以逐行"), (None, "没有定义")])
def test_rows_need_a_list(rows: Any, message: str) -> None:
    with pytest.raises(Unfilled, match=message):
        filled(word_file(table_of_items), 清单={"事项": rows} if rows is not None else {}, 单位="局")


def test_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rouxing.files.word_pieces.MAX_OUTPUT", 100)
    with pytest.raises(Unfilled, match="行数过多"):
        filled(word_file(table_of_items), 清单={"事项": [{"名称": "一", "依据": "二", "备注": ""}]}, 单位="局")


def test_braces_that_meet_in_the_output_are_not_let_out() -> None:
    with pytest.raises(word.DamagedOutput, match="花括号"):
        filled(paragraphs("{{ 甲 }}{{ 乙 }}"), 甲="一{", 乙="{二")


def test_a_value_that_is_not_in_the_file_is_not_let_out() -> None:
    content = filled(paragraphs("{{ 甲 }}"), 甲="一")
    with pytest.raises(word.DamagedOutput, match="找不到“二”"):
        word._prove(content, [("word/document.xml", ["一", "二"])])


# templates that make no sense


def cell_of(text: str) -> Build:
    return lambda document: setattr(document.add_table(1, 1).cell(0, 0), "text", text)


def nested_rows(document: Document) -> None:
    outer = document.add_table(1, 1).cell(0, 0)
    outer.text = "{{ 逐行 甲 }}"
    outer.add_table(1, 1).cell(0, 0).text = "{{ 逐行 乙 }}"
    outer.add_paragraph()


def block_in_a_cell(document: Document) -> None:
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "{{ 如有 甲 }}"
    cell.add_paragraph("一")
    cell.add_paragraph("{{ 结束 }}")


def block_over_cells(document: Document) -> None:
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "一{{ 如有 甲 }}"
    table.cell(0, 1).text = "二{{ 结束 }}"


def section_end(document: Document) -> None:
    document.add_paragraph("{{ 如有 甲 }}")._p.get_or_add_pPr().append(parse_xml(f"<w:sectPr {nsdecls('w')}/>"))
    document.add_paragraph("{{ 结束 }}")


def text_with(xml: str) -> Build:
    return lambda document: document.add_paragraph("字")._p.append(parse_xml(xml.replace("W", nsdecls("w"), 1)))


SENSELESS: dict[str, tuple[Build | list[str], str]] = {
    "not closed": (["甲{{ 乙"], "正文第1段的花括号不成对"),
    "single brace": (["{甲}"], "花括号不成对"),
    "three braces": (["{{{ 甲 }}}"], "花括号不成对"),
    "over a line end": (["{{ 甲\n.乙 }}"], "“甲 .乙”不认识"),
    "empty": (["{{  }}"], "不认识"),
    "code": (["{{ 甲()|safe }}"], "“甲()|safe”不认识"),
    "operator": (["{{ 7*7 }}"], "不认识"),
    "path": (["{{ 甲/../乙 }}"], "不认识"),
    "statement": (["{{ 每个 甲 }}"], "不认识"),
    "block not closed": (["{{ 如有 甲 }}一"], "“如有 甲”没有对应的“结束”"),
    "block not opened": (["一{{ 结束 }}"], "没有对应的“如有”"),
    "block over paragraphs with text": (["一{{ 如有 甲 }}", "{{ 结束 }}"], "不在同一层"),
    "block over cells": (block_over_cells, "不在同一层"),
    "block as the end of a cell": (block_in_a_cell, "之后还要有一段"),
    "block as the end of a section": (section_end, "分节"),
    "deep": (["{{ 如有 甲 }}" * 9 + "{{ 结束 }}" * 9], "嵌套超过"),
    "rows outside a table": (["{{ 逐行 甲 }}"], "只能写在表格里"),
    "rows in rows": (nested_rows, "不能嵌套"),
    "rows not ended by the block's end": (cell_of("{{ 逐行 甲 }}{{ 结束 }}"), "没有对应的“如有”"),
    "many": (["{{ 甲 }}" * 2001], "超过 2000 个"),
    "formula": (
        text_with(
            "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'>"
            "<m:r><m:t>{{ 甲 }}</m:t></m:r></m:oMath>"
        ),
        "公式",
    ),
    "revision": (text_with("<w:ins W w:id='1' w:author='a'><w:r><w:t>新</w:t></w:r></w:ins>"), "修订"),
    "comment": (text_with("<w:r W><w:commentReference w:id='0'/></w:r>"), "批注"),
    "field": (text_with("<w:fldSimple W w:instr=' INCLUDETEXT \"/etc/passwd\" '/>"), "INCLUDETEXT"),
    "split field": (
        text_with("<w:r W><w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\cmd</w:instrText></w:r>"),
        "DDEAUTO",
    ),
}


@pytest.mark.parametrize("name", SENSELESS)
def test_a_template_that_makes_no_sense_says_where(name: str) -> None:
    build, message = SENSELESS[name]
    content = paragraphs(*build) if isinstance(build, list) else word_file(build)
    with pytest.raises(UnusableWordFile) as error:
        compile_template(content)
    assert message in str(error.value)


def test_a_bound_content_control_is_unbound() -> None:
    control = (
        "<w:sdt W><w:sdtPr><w:dataBinding w:xpath='/a' w:storeItemID='{0}'/></w:sdtPr>"
        "<w:sdtContent><w:r><w:t>{{ 甲 }}</w:t></w:r></w:sdtContent></w:sdt>"
    )
    content = filled(word_file(text_with(control)), 甲="乙\n丙")
    assert texts(content) == "字|乙|丙"
    assert b"dataBinding" not in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


# files that are hostile or broken


def rezipped(change: Callable[[dict[str, bytes]], None], **options: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(paragraphs("{{ 甲 }}"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **{"compression": zipfile.ZIP_DEFLATED, **options}) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return rezipped(change)


def related(kind: str, mode: str = "") -> bytes:
    relation = f'<Relationship Id="x" Type="http://x/{kind}" Target="evil" {mode}/></Relationships>'.encode()
    return replaced("word/_rels/document.xml.rels", b"</Relationships>", relation)


def twice(part: str) -> bytes:
    stream = io.BytesIO(paragraphs("{{ 甲 }}"))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(part, b"<x/>")
    return stream.getvalue()


def patched(content: bytes, offset: int, value: bytes) -> bytes:
    """A byte changed in every entry of the central directory."""
    data = bytearray(content)
    start = data.find(b"PK\x01\x02")
    while start >= 0:
        data[start + offset : start + offset + len(value)] = value
        start = data.find(b"PK\x01\x02", start + 4)
    return bytes(data)


WORD_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "不是 .docx"),
    "text": (lambda: b"hello" * 100, "不是 .docx"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .docx"),
    "cut off": (lambda: paragraphs("{{ 甲 }}")[:-200], "已损坏"),
    "flipped bits": (lambda: patched(paragraphs("{{ 甲 }}"), 16, b"\1\2\3\4"), "已损坏"),
    "large": (lambda: b"0" * (8 * 1024 * 1024 + 1), "8 MiB"),
    "another zip": (lambda: rezipped(dict.clear), "不是 Word 的 .docx"),
    "a spreadsheet": (
        lambda: replaced("[Content_Types].xml", b"wordprocessingml.document", b"spreadsheet"),
        "不是 Word",
    ),
    "external link": (lambda: related("hyperlink", 'TargetMode="External"'), "外部的链接 evil"),
    "macro": (lambda: related("vbaProject"), "含有宏"),
    "object": (lambda: related("oleObject"), "嵌入的对象"),
    "control": (lambda: related("control"), "控件"),
    "embedded document": (lambda: related("aFChunk"), "嵌入的外部文档"),
    "attached template": (lambda: related("attachedTemplate"), "附加模板"),
    "macro type": (
        lambda: replaced("[Content_Types].xml", WORD_TYPE, b"application/vnd.ms-word.document.macroEnabled.main+xml"),
        "含有宏",
    ),
    "dotx": (
        lambda: replaced("[Content_Types].xml", WORD_TYPE, WORD_TYPE.replace(b"document.main", b"template.main")),
        "dotx",
    ),
    "missing part": (lambda: rezipped(lambda parts: parts.pop("word/styles.xml") and None), "缺少部件"),
    "broken part": (lambda: replaced("word/document.xml", b"<w:body>", b"<w:body"), "不是完整的 XML"),
    "entities in a static part": (
        lambda: rezipped(lambda parts: parts.update({"word/settings.xml": BOMB})),
        "文档类型",
    ),
    "deep": (
        lambda: rezipped(lambda parts: parts.update({"word/settings.xml": b"<a>" * 9999 + b"</a>" * 9999})),
        "不是完整的 XML",
    ),
    "zip bomb": (lambda: rezipped(lambda parts: parts.update({"word/x.bin": b"0" * (65 << 20)})), "64 MiB"),
    "many parts": (lambda: rezipped(lambda parts: parts.update({f"{n}.xml": b"" for n in range(1001)})), "1000 个"),
    "outside": (lambda: rezipped(lambda parts: parts.update({"../evil.xml": b"<x/>"})), "压缩包之外"),
    "twice": (lambda: twice("word/document.xml"), "重名"),
    "password": (lambda: patched(paragraphs("{{ 甲 }}"), 8, b"\1\0"), "密码"),
    "odd packing": (lambda: rezipped(lambda _: None, compression=zipfile.ZIP_BZIP2), "压缩方式"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_one_sentence(name: str) -> None:
    make, message = HOSTILE[name]
    with pytest.raises(UnusableWordFile) as error:
        compile_template(make())
    assert message in str(error.value)


# the file that comes out


def parts_of(content: bytes) -> dict[str, tuple[bytes, tuple[int, ...]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {entry.filename: (archive.read(entry), entry.date_time) for entry in archive.infolist()}


def test_static_parts_are_untouched_and_the_bytes_are_always_the_same() -> None:
    source = rezipped(lambda parts: parts.update({"word/图片.xml": b"<x/>"}))
    template = compile_template(source)
    content = template.render({"甲": "乙"})
    assert content == compile_template(source).render({"甲": "乙"})
    before, after = parts_of(source), parts_of(content)
    assert set(before) == set(after)
    assert [name for name in before if before[name][0] != after[name][0]] == ["word/document.xml"]
    assert {date for _, date in after.values()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_file_without_placeholders_is_a_template_too() -> None:
    content = filled(paragraphs("没有占位符"))
    assert lines(content) == ["没有占位符"]


def test_folders_in_the_zip_are_left_out() -> None:
    assert lines(filled(rezipped(lambda parts: parts.update({"word/empty/": b""})), 甲="乙")) == ["乙"]
