"""The template engine on real Word files: values come out, gaps are named, hostile files are refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
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


def text_with(xml: str) -> Build:
    return lambda document: document.add_paragraph("字")._p.append(parse_xml(xml.replace("W", nsdecls("w"), 1)))


def rezipped(change: Callable[[dict[str, bytes]], None], **options: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(paragraphs("{{ 甲 }}"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **{"compression": zipfile.ZIP_DEFLATED, **options}) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


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


BOX = (
    "<w:r W><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:Choice Requires='wps'><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def test_both_copies_of_a_text_box_are_filled_and_are_one_box_to_a_person() -> None:
    def build(document: Document) -> None:
        for text in ("{{ 甲 }}", "{{ 乙 }}"):
            text_with(BOX.format(PARAGRAPH.format(text)))(document)

    template = compile_template(word_file(build))
    assert [f"{name}@{name.where}" for name in template.names] == [
        "甲@文本框1",
        "甲@文本框1",
        "乙@文本框2",
        "乙@文本框2",
    ]
    assert texts(template.render({"甲": "1", "乙": "2"})) == "字|1|1|字|2|2"


def test_tables_in_cells_count_from_one_again() -> None:
    def build(document: Document) -> None:
        document.add_paragraph("一")
        outer = document.add_table(2, 2)
        cell = outer.cell(0, 1)
        cell.add_table(2, 1).cell(1, 0).text = "{{ 里 }}"
        cell.add_paragraph("{{ 下 }}")
        outer.cell(1, 1).text = "{{ 右 }}"
        document.add_table(1, 1).cell(0, 0).text = "{{ 二 }}"
        header = document.sections[0].header
        header.add_paragraph("{{ 眉 }}")
        header.add_table(1, 1, Cm(9)).cell(0, 0).text = "{{ 格 }}"

    names = compile_template(word_file(build)).names
    assert [f"{name}@{name.where}" for name in names] == [
        "里@表1第1行第2格内表1第2行第1格",
        "下@表1第1行第2格第3段",
        "右@表1第2行第2格",
        "二@表2第1行第1格",
        "眉@页眉第2段",
        "格@页眉表1第1行第1格",
    ]


def test_notes_are_filled() -> None:
    note = f"<w:footnote w:id='3'>{PARAGRAPH.format('见{{ 甲 }}')}</w:footnote>"
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"

    def change(parts: dict[str, bytes]) -> None:
        parts["word/footnotes.xml"] = notes.encode()
        override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override)

    template = compile_template(rezipped(change))
    assert [name.where for name in template.names] == ["正文第1段", "脚注3"]
    assert texts(template.render({"甲": "乙"}), "word/footnotes.xml") == "见|乙"


def test_rows_within_content_controls_repeat() -> None:
    row = "<w:tr><w:tc>" + PARAGRAPH.format("{{{{ 逐行 项 }}}}{{{{ 项.名 }}}}").format() + "</w:tc></w:tr>"
    content = word_file(text_with(f"<w:tbl W><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"))
    assert texts(filled(content, 项=[{"名": "一"}, {"名": "二"}])) == "字|一|二"


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


awkward = st.sampled_from(
    [*"&<>\"'{}｛｝\n\r\t \u3000\x00\x0b\x0c\x1b\x85\u2028\ufffe😀𠀀𪜶㐀\ue000", "{{ 一 }}", "]]>", "&#10;"]
)
any_text = st.lists(st.one_of(awkward, st.characters(), st.text(max_size=8)), max_size=40).map("".join)
TEMPLATE = compile_template(paragraphs("甲{{ 一 }}乙", "{{ 如有 二 }}丙{{ 二 }}{{ 结束 }}丁"))
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_read(text: str) -> str:
    """A text as a reader of Word finds it: one kind of line end."""
    return re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", text)


@settings(deadline=None, max_examples=200)
@given(any_text, any_text)
def test_any_text_survives_or_is_named(first: str, second: str) -> None:
    unprintable = [name for name, text in (("一", first), ("二", second)) if text.strip() and ILLEGAL.search(text)]
    values = {"一": first, "二": second}
    if unprintable or not first.strip():
        with pytest.raises(Unfilled) as error:
            TEMPLATE.render(values)
        assert [blank.name for blank in error.value.blanks] == ([] if first.strip() else ["一"]) + unprintable
        return
    block = f"丙{as_read(second)}" if second.strip() else ""
    assert "\n".join(lines(TEMPLATE.render(values))) == f"甲{as_read(first)}乙\n{block}丁"


def test_five_thousand_characters_survive() -> None:
    value = ("𠀀&<{{ 甲 }}>\t'\"😀\n" * 500)[:5000].strip()
    assert "\n".join(lines(filled(paragraphs("{{ 甲 }}"), 甲=value))) == value


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
        (["{{ 甲 }}"], {"甲": "一\x01二"}, "“甲”的内容第2个字是 Word 不能保存的控制字符 U+0001"),
        (["{{ 甲 }}"], {"甲": "\ud800"}, "控制字符"),
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
    with pytest.raises(Unfilled, match=r"“清单\.事项”的内容太多"):
        filled(word_file(table_of_items), 清单={"事项": [{"名称": "一", "依据": "二", "备注": ""}]}, 单位="局")


def test_braces_in_data_are_data() -> None:
    values = {"甲": "一{", "乙": "{ 甲 }} ｛｛ 丙 ｝｝"}
    assert lines(filled(paragraphs("{{ 甲 }}{{ 乙 }}"), **values)) == ["一{{ 甲 }} ｛｛ 丙 ｝｝"]


def test_what_came_back_from_the_disk_is_compared_with_what_was_meant() -> None:
    one, other = (
        compile_template(paragraphs("前{{ 甲 }}后")).fill({"甲": text}) for text in ("一\t二\n三", "一二\n三")
    )
    one.prove(one.content)
    with pytest.raises(word.DamagedOutput, match="找不到“前一"):
        one.prove(other.content)
    with pytest.raises(word.DamagedOutput, match="变了样"):
        one.prove(one.content + b"\0")


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
    "revision": (
        text_with("<w:ins W w:id='1' w:author='a'><w:r><w:t>新</w:t></w:r></w:ins>"),
        "正文第1段含有尚未接受的修订（“a”的插入）",
    ),
    "revision of a row": (
        text_with("<w:tbl W><w:tr><w:trPr><w:del w:id='1' w:author='a'/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
        "修订（“a”的删除）",
    ),
    "comment": (text_with("<w:r W><w:commentReference w:id='0'/></w:r>"), "批注"),
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
