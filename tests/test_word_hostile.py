"""Hostile and broken Word files: each is built here, and refused with one sentence that says what to do."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest

from rouxing.files.word import Unfilled, UnusableWordFile, compile_template
from tests.test_word import cell_of, filled, paragraphs, rezipped, text_with, word_file


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return rezipped(change)


def related(kind: str, mode: str = "", target: str = "evil") -> bytes:
    relation = f'<Relationship Id="x" Type="http://x/{kind}" Target="{target}" {mode}/></Relationships>'.encode()
    return replaced("word/_rels/document.xml.rels", b"</Relationships>", relation)


OUTWARD = 'TargetMode="External"'


def added(**parts: bytes) -> bytes:
    """A sound template with other content in XML parts."""
    names = {name: f"{name.replace('__', '/').removesuffix('_xml')}.xml" for name in parts}
    return rezipped(lambda own: own.update({names[name]: data for name, data in parts.items()}))


def named(name: str, data: bytes = b"x") -> bytes:
    return rezipped(lambda parts: parts.update({name: data}))


def body(xml: str) -> bytes:
    return word_file(text_with(xml))


def field(*codes: str, simple: bool = False) -> bytes:
    """A field whose code is written in these pieces."""
    if simple:
        return body(f"<w:fldSimple W w:instr='{codes[0]}'/>")
    marks = ["<w:r W><w:fldChar w:fldCharType='begin'/></w:r>"]
    marks += (f"<w:r W><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    runs = "".join(marks) + "<w:r W><w:fldChar w:fldCharType='end'/></w:r>"
    return body(f"<w:smartTag W>{runs.replace(' W', '')}</w:smartTag>")


def nested_field() -> bytes:
    """DDE written as numbers by a field within the code."""
    begin, end = (f"<w:r><w:fldChar w:fldCharType='{one}'/></w:r>" for one in ("begin", "end"))
    code = "<w:r><w:instrText>{}</w:instrText></w:r>"
    inner = begin + code.format("QUOTE 68 68 69") + end
    return body(f"<w:smartTag W>{begin}{inner}{code.format(' c:/cmd')}{end}</w:smartTag>")


def lying_about_size() -> bytes:
    """64 KiB of zeros that claim to be ten bytes."""
    content = rezipped(lambda parts: parts.update({"word/x.bin": b"0" * 65536}))
    data = bytearray(content)
    at = data.rfind(b"word/x.bin") - 46
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def typed_by_extension() -> bytes:
    """The document's type is given for all .xml files, not for its own."""
    default = b'<Default Extension="xml" ContentType="' + WORD_TYPE + b'"/></Types>'

    def change(parts: dict[str, bytes]) -> None:
        types = parts["[Content_Types].xml"]
        own = b'<Override PartName="/word/document.xml" ContentType="' + WORD_TYPE + b'"/>'
        assert own in types
        types = types.replace(own, b"").replace(b'<Default Extension="xml" ContentType="application/xml"/>', b"")
        parts["[Content_Types].xml"] = types.replace(b"</Types>", default)

    return rezipped(change)


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
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'.encode()
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'
REMOTE = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><a/>'
SETTINGS = b'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s</w:settings>'
WORD_NAMESPACE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
VML = "xmlns:v='urn:schemas-microsoft-com:vml'"

DAMAGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "不是 .docx"),
    "text": (lambda: b"hello" * 100, "不是 .docx"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .docx"),
    "encrypted": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        "密码",
    ),
    "password": (lambda: patched(paragraphs("{{ 甲 }}"), 8, b"\1\0"), "密码"),
    "cut off": (lambda: paragraphs("{{ 甲 }}")[:-200], "已损坏"),
    "cut in half": (lambda: (data := paragraphs("{{ 甲 }}"))[: len(data) // 2], "已损坏"),
    "flipped bits": (lambda: patched(paragraphs("{{ 甲 }}"), 16, b"\1\2\3\4"), "已损坏"),
    "odd packing": (lambda: rezipped(lambda _: None, compression=zipfile.ZIP_BZIP2), "压缩方式"),
    "another zip": (lambda: rezipped(dict.clear), "不是 Word 的 .docx"),
    "a spreadsheet": (
        lambda: replaced("[Content_Types].xml", b"wordprocessingml.document", b"spreadsheet"),
        "不是 Word",
    ),
    "dotx": (
        lambda: replaced("[Content_Types].xml", WORD_TYPE, WORD_TYPE.replace(b"document.main", b"template.main")),
        "dotx",
    ),
    "strict": (
        lambda: replaced("word/document.xml", WORD_NAMESPACE, b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
        "严格 Open XML",
    ),
    "missing part": (lambda: rezipped(lambda parts: parts.pop("word/styles.xml") and None), "缺少部件"),
    "broken part": (lambda: replaced("word/document.xml", b"<w:body>", b"<w:body"), "不是完整的 XML"),
}

ACTIVE: dict[str, tuple[Callable[[], bytes], str]] = {
    "external link": (lambda: related("hyperlink", OUTWARD), "指向外部的链接 evil"),
    "external picture": (lambda: related("image", OUTWARD, "http://x/p.png"), "指向外部的图片 http://x/p.png"),
    "template on a share": (
        lambda: related("attachedTemplate", OUTWARD, r"\\\\x\\t.dotm"),
        "“文档模板和加载项”中改为 Normal",
    ),
    "linked object": (lambda: related("oleObject", OUTWARD, "http://x/o"), "指向外部的对象"),
    "outward without saying so": (lambda: related("image", "", "file:///c:/p.png"), "指向外部的图片"),
    "share without saying so": (lambda: related("image", "", "\\\\x\\p.png"), "指向外部的图片"),
    "odd spelling of external": (lambda: related("frame", 'TargetMode=" eXternal "'), "指向外部的框架"),
    "long link": (lambda: related("hyperlink", OUTWARD, "x" * 5000), "x…"),
    "macro": (lambda: related("vbaProject"), "含有宏"),
    "macro without relation": (lambda: named("word/vbaProject.bin"), "含有宏"),
    "macro type": (
        lambda: replaced("[Content_Types].xml", WORD_TYPE, b"application/vnd.ms-word.document.macroEnabled.main+xml"),
        "含有宏",
    ),
    "object": (lambda: related("oleObject"), "嵌入的对象"),
    "object in the text": (lambda: body("<w:r W><w:object/></w:r>"), "嵌入的对象"),
    "control": (lambda: related("control"), "控件"),
    "embedded workbook": (lambda: related("package"), "嵌入的文件"),
    "embedded document": (lambda: related("aFChunk"), "嵌入的外部文档"),
    "altChunk": (lambda: body("<w:altChunk W/>"), "嵌入的外部文档"),
    "subdocument": (lambda: body("<w:subDoc W/>"), "子文档"),
    "attached template": (lambda: related("attachedTemplate"), "附加模板"),
    "ribbon": (lambda: related("ui/extensibility"), "功能区程序"),
    "add-in": (lambda: related("webextensiontaskpanes"), "加载项"),
    "signature": (lambda: related("digital-signature/signature"), "数字签名"),
    "mail merge": (
        lambda: added(word__settings_xml=SETTINGS % b"<w:mailMerge><w:query w:val='SELECT'/></w:mailMerge>"),
        "邮件合并",
    ),
    "picture by address": (
        lambda: body(f"<w:r W><w:pict><v:shape {VML}><v:imagedata src='http://x/p.png'/></v:shape></w:pict></w:r>"),
        "图形链接 http://x/p.png",
    ),
    "shape with an address": (
        lambda: body(f"<w:r W><w:pict><v:shape {VML} href='file:///c:/x'/></w:pict></w:r>"),
        "图形链接",
    ),
    "INCLUDETEXT": (lambda: field(' INCLUDETEXT "/etc/passwd" ', simple=True), "{ INCLUDETEXT"),
    "INCLUDEPICTURE": (lambda: field(' includepicture "http://x/p.png"'), "不允许的域"),
    "DDE in pieces": (lambda: field("DDE", "AUTO c:\\cmd"), "{ DDEAUTO c:"),
    "DDE as numbers": (nested_field, "不允许的域"),
    "DDE without a field": (lambda: body("<w:r W><w:instrText>DDE c:/cmd</w:instrText></w:r>"), "{ DDE"),
    "DDE without an end": (
        lambda: body(
            "<w:r W><w:fldChar w:fldCharType='begin'/><w:instrText>DDE c:/cmd</w:instrText></w:r>",
        ),
        "{ DDE",
    ),
    "fetching after harmless": (lambda: body(TWO_FIELDS), "{ INCLUDETEXT"),
    "link by field": (lambda: field('HYPERLINK "http://x"'), "不允许的域"),
    "today's date": (lambda: field(" DATE \\@ yyyy"), "随时变化"),
}
BEGIN, END = (f"<w:fldChar w:fldCharType='{one}'/>" for one in ("begin", "end"))
TWO_FIELDS = (
    f"<w:r W>{BEGIN}<w:instrText> PAGE </w:instrText>{END}{BEGIN}<w:instrText>INCLUDETEXT x</w:instrText>{END}</w:r>"
)

LARGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "large": (lambda: b"0" * (8 * 1024 * 1024 + 1), "8 MiB"),
    "zip bomb": (lambda: named("word/x.bin", b"0" * (65 << 20)), "64 MiB"),
    "bomb of text": (lambda: named("word/x.xml", b" " * (17 << 20)), "16 MiB"),
    "bomb of tags": (lambda: named("word/x.xml", b"<a>" + b"<b/>" * 300_000 + b"</a>"), "30 万个"),
    "bomb that lies": (lying_about_size, "已损坏"),
    "billion laughs": (lambda: added(word__settings_xml=BILLION), "部件 word/settings.xml 不是完整的 XML"),
    "entity that reads": (lambda: added(word__settings_xml=OUTSIDE), "文档类型"),
    "type from the network": (lambda: added(word__settings_xml=REMOTE), "文档类型"),
    "deep": (lambda: added(word__settings_xml=b"<a>" * 9999 + b"</a>" * 9999), "不是完整的 XML"),
    "many parts": (lambda: rezipped(lambda parts: parts.update({f"{n}.xml": b"" for n in range(1001)})), "1000 个"),
    "very many parts": (lambda: rezipped(lambda parts: parts.update({f"{n}": b"" for n in range(3000)})), "1000 个"),
    "many placeholders": (lambda: paragraphs("{{ 甲 }}" * 2001), "超过 2000 个"),
    "blocks within blocks": (lambda: paragraphs("{{ 如有 甲 }}" * 200 + "{{ 结束 }}" * 200), "嵌套超过"),
    "block without end": (lambda: paragraphs("{{ 如有 甲 }}"), "没有对应的“结束”"),
    "loop in a loop": (lambda: word_file(cell_of("{{ 逐行 甲 }}{{ 逐行 乙 }}")), "不能嵌套"),
    "formatting that multiplies": (
        lambda: body(f"<w:r W><w:rPr>{'<w:b/>' * 900}</w:rPr>{MANY_TEXTS}</w:r>"),
        "过于复杂",
    ),
    "long format": (lambda: body(f"<w:smartTag W>{LONG_RUN * 50}</w:smartTag>"), "过于复杂"),
}
MANY_TEXTS = "<w:t>{{ 甲 }}</w:t>" * 1500
LONG_RUN = f"<w:r><w:rPr><w:lang w:val='{'x' * 100_000}'/></w:rPr><w:t>一{{{{ 甲 }}}}</w:t></w:r>"

NAMES: dict[str, tuple[Callable[[], bytes], str]] = {
    "up": (lambda: named("../evil.xml"), "压缩包之外"),
    "up inside": (lambda: named("word/../../evil"), "压缩包之外"),
    "absolute": (lambda: named("/etc/evil"), "压缩包之外"),
    "backslash": (lambda: named("word\\..\\..\\evil"), "压缩包之外"),
    "drive": (lambda: named("c:evil"), "压缩包之外"),
    "twice": (lambda: twice("word/document.xml"), "重名"),
    "twice but for case": (lambda: named("word/Document.xml"), "重名"),
}

UNFILLABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "in a property": (
        lambda: added(docProps__core_xml=b"<x>{{ a }}</x>"),
        "core.xml 有占位符写在不能填写",
    ),
    "in another alphabet": (
        lambda: added(docProps__core_xml="<?xml version='1.0' encoding='utf-16'?><x>{{ a }}</x>".encode("utf-16")),
        "不能填写的地方",
    ),
    "in a formula, split": (
        lambda: body(
            "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'>"
            "<m:r><m:t>{</m:t></m:r><m:r><m:t>{ 甲 }}</m:t></m:r></m:oMath>"
        ),
        "公式",
    ),
    "in the code of a field": (lambda: field(" QUOTE {{ 甲 }} "), "域代码"),
}

HOSTILE = DAMAGED | ACTIVE | LARGE | NAMES | UNFILLABLE


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_one_sentence(name: str) -> None:
    make, message = HOSTILE[name]
    content = make()
    start = time.process_time()
    with pytest.raises(UnusableWordFile) as error:
        compile_template(content)
    sentence = str(error.value)
    assert message in sentence
    assert "\n" not in sentence
    assert len(sentence) < 160
    assert time.process_time() - start < 2


WALKS = [
    "甲.__class__",
    "甲.__class__.__mro__",
    "甲.keys",
    "甲.乙.__init__.__globals__",
    "__builtins__",
    "self",
    "甲.0",
]


@pytest.mark.parametrize("walk", WALKS)
def test_names_are_keys_and_nothing_else(walk: str) -> None:
    with pytest.raises(Unfilled, match="没有定义"):
        filled(paragraphs(f"{{{{ {walk} }}}}"), 甲={"乙": "丙"})


CODE = [
    "甲()",
    "甲['乙']",
    "甲|safe",
    "7*7",
    "甲 if 乙",
    "''.__class__",
    "cycler.__init__",
    "%for x in y%",
    "#每行",
    "甲；乙",
    "甲/../乙",
    "$(id)",
]


@pytest.mark.parametrize("code", CODE)
def test_code_is_not_understood(code: str) -> None:
    with pytest.raises((UnusableWordFile, Unfilled)):
        filled(paragraphs(f"{{{{ {code} }}}}"), 甲="一")


def test_a_type_given_for_all_files_hides_no_placeholder() -> None:
    assert [str(name) for name in compile_template(typed_by_extension()).names] == ["甲"]


HARMLESS = [
    lambda: field(" PAGE ", simple=True),
    lambda: field("= 1 + 2"),
    lambda: field(" eq \\o\\ac(○,1)"),
    lambda: field(" SECTIONPAGES", " \\* MERGEFORMAT"),
]


@pytest.mark.parametrize("make", HARMLESS)
def test_fields_that_only_count_are_allowed(make: Callable[[], bytes]) -> None:
    compile_template(make())


def test_values_cannot_make_a_file_grow_beyond_measure() -> None:
    with pytest.raises(Unfilled, match="内容太多"):
        filled(paragraphs("{{ 甲 }}" * 100), 甲="\n" * 999 + "x" * 999_000)
