"""`doc gen --merge`: one file for the printer says what its documents say, each on a sheet of its own."""

from __future__ import annotations

import io
import json
import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_SECTION_START
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from rouxing.commands._door import run
from rouxing.files import word_merged
from rouxing.files.word_merged import DamagedMerge, Merged, Merger
from rouxing.files.word_sections import Unmergeable
from tests.conftest import ROOT, Overlay
from tests.test_documents import CASE_FILE, CASES

OWN = "templates/transport/admonition-letter.docx"


@pytest.fixture
def repository(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = overlay({CASE_FILE: CASES.encode()})
    monkeypatch.chdir(root)
    return root


def text(document: Any) -> list[str]:
    return [one.text or "" for one in document.element.body.iter(qn("w:t"))]


def rows(folder: Path) -> list[tuple[str, str]]:
    data = json.loads((folder / "清册.json").read_bytes())["文件"]
    return [(str(row["文号"]), str(row["文件"])) for row in data]


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def merged(*contents: bytes) -> list[Merged]:
    merger = Merger()
    for number, one in enumerate(contents):
        merger.add(one, f"{number}.docx")
    files = list(merger.merged())
    for file in files:
        file.prove(file.content)
    return files


def opened(file: Merged) -> Any:
    return docx.Document(io.BytesIO(file.content))


def test_the_merged_file_says_what_the_documents_say_twice_for_two_copies(repository: Path) -> None:
    assert run(["doc", "gen", "--merge", "--copies", "2"]) == 0
    folder = repository / "out/文书"
    singles = [docx.Document(str(folder / name)) for number, name in rows(folder) if number and "/" in name]
    whole = docx.Document(str(folder / "合并打印.docx"))
    assert len(singles) == len(whole.sections) == 12
    assert text(whole) == [one for single in singles for one in text(single)]
    for section, single in zip(whole.sections, singles, strict=True):
        own = single.sections[0]
        assert section.start_type is WD_SECTION_START.ODD_PAGE
        assert section._sectPr.xpath("w:pgNumType/@w:start") == ["1"]
        for part in ("header", "footer", "even_page_header", "even_page_footer", "first_page_footer"):
            assert not getattr(section, part).is_linked_to_previous
            assert getattr(section, part)._element.xpath("string(.)") == getattr(own, part)._element.xpath("string(.)")
        assert section.different_first_page_header_footer is own.different_first_page_header_footer
        assert (section.page_width, section.left_margin) == (own.page_width, own.left_margin)
    assert [one for one in rows(folder) if one[1] == "合并打印.docx"] == [
        (number, "合并打印.docx") for number, name in rows(folder) if number and "/" in name
    ]
    first = (folder / "合并打印.docx").read_bytes()
    assert run(["doc", "gen", "--merge", "--copies", "2"]) == 0
    assert (folder / "合并打印.docx").read_bytes() == first


def test_a_template_with_other_styles_comes_into_a_file_of_its_own(repository: Path) -> None:
    own = docx.Document(str(ROOT / "templates/admonition-letter.docx"))
    own.styles["正文段"].font.bold = True
    (repository / OWN).parent.mkdir(parents=True, exist_ok=True)
    (repository / OWN).write_bytes(saved(own))
    assert run(["doc", "gen", "--merge"]) == 0
    folder = repository / "out/文书"
    placed = [one for one in rows(folder) if one[1].startswith("合并打印")]
    assert [number for number, name in placed if name == "合并打印-2.docx"] == ["明交告〔2021〕7号"]
    assert len(placed) == 6
    assert len(docx.Document(str(folder / "合并打印.docx")).sections) == 5


def test_lists_alone_cannot_be_merged(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "gen", "--merge", "--kind", "不予行政处罚清单"]) == 2
    assert "没有可以合并的文书" in capsys.readouterr().err
    assert not (repository / "out").exists()


def test_what_would_go_on_counting_is_refused_and_nothing_written(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = docx.Document(str(ROOT / "templates/admonition-letter.docx"))
    own.add_paragraph()._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" NUMPAGES "/>'))
    (repository / OWN).parent.mkdir(parents=True, exist_ok=True)
    (repository / OWN).write_bytes(saved(own))
    assert run(["doc", "gen", "--merge"]) == 2
    assert "明交告〔2021〕7号-行政告诫书.docx 不能合并：其中有域 NUMPAGES" in capsys.readouterr().err
    assert not (repository / "out").exists()


@pytest.mark.parametrize("style", ["List Number", "own", ""])
def test_numbered_lists_are_refused(style: str) -> None:
    document = docx.Document()
    if style == "own":
        document.styles.add_style("own", 1).base_style = document.styles["List Number"]
    paragraph = document.add_paragraph("一", style=style or None)
    if not style:
        numbered = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>')
        paragraph._p.get_or_add_pPr().append(numbered)
    with pytest.raises(Unmergeable, match="自动编号"):
        merged(saved(document))


def test_footnotes_are_refused() -> None:
    document = docx.Document()
    document.add_paragraph()._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="1"/></w:r>'))
    with pytest.raises(Unmergeable, match="脚注"):
        merged(saved(document))


def test_a_file_without_text_is_refused() -> None:
    document = docx.Document()
    document.element.remove(document.element.body)
    with pytest.raises(Unmergeable, match="没有正文"):
        merged(saved(document))


def picture(shade: int) -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes((0, shade)))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b""))


def test_pictures_tables_at_the_end_and_sections_are_carried() -> None:
    contents = []
    for shade in (0, 100, 0):
        document = docx.Document()
        document.add_paragraph(f"第{shade}").add_run().add_picture(picture(shade))
        document.sections[0].header.paragraphs[0].add_run("页眉").add_picture(picture(shade + 1))
        document.add_section()
        document.add_table(1, 1).cell(0, 0).text = f"表{shade}"
        contents.append(saved(document))
    (file,) = merged(*contents)
    whole = opened(file)
    assert text(whole) == ["第0", "表0", "第100", "表100", "第0", "表0"]
    ids = [one.get("id") for one in whole.element.body.iter(qn("wp:docPr"))]
    assert ids == ["1", "2", "3"]
    shown = [whole.part.related_parts[one.get(qn("r:embed"))].blob for one in whole.element.body.iter(qn("a:blip"))]
    assert shown == [picture(shade).getvalue() for shade in (0, 100, 0)]
    header = whole.sections[2].header
    (blip,) = header._element.iter(qn("a:blip"))
    assert header.part.related_parts[blip.get(qn("r:embed"))].blob == picture(101).getvalue()
    starts = [one._sectPr.find(qn("w:pgNumType")) for one in whole.sections]
    assert [one is not None for one in starts] == [True, False] * 3
    assert whole.sections[0].start_type is WD_SECTION_START.NEW_PAGE


def test_a_document_without_a_header_does_not_inherit_one() -> None:
    headed, bare = docx.Document(), docx.Document()
    headed.sections[0].header.paragraphs[0].text = "别人的页眉"
    headed.add_paragraph("一")
    bare.add_paragraph("二")
    (file,) = merged(saved(headed), saved(bare))
    assert [one.header.paragraphs[0].text for one in opened(file).sections] == ["别人的页眉", ""]


def test_too_many_for_one_file_come_into_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_merged, "MOST", 2)
    documents = [docx.Document() for _ in range(5)]
    for number, one in enumerate(documents):
        one.add_paragraph(str(number))
    assert [text(opened(one)) for one in merged(*map(saved, documents))] == [["0", "1"], ["2", "3"], ["4"]]


def test_a_merged_file_that_lost_something_is_not_handed_over() -> None:
    document = docx.Document()
    document.add_paragraph("一")
    (file,) = merged(saved(document))
    with pytest.raises(DamagedMerge, match="不一致"):
        file._replace(said="二").prove(file.content)
    with pytest.raises(DamagedMerge, match="变了样"):
        file.prove(file.content + b"\0")


def pages(path: Path) -> int:
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"Pages:\s+(\d+)", told)[0])


@pytest.mark.office
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdfinfo")), reason="LibreOffice is not installed")
def test_every_notice_begins_a_sheet_of_the_merged_pdf(repository: Path) -> None:
    long = CASES.replace("行为: 未随车携带营运证", f"行为: {'未随车携带营运证' * 120}", 1)
    (repository / CASE_FILE).write_text(long, encoding="utf-8")
    assert run(["doc", "gen", "--merge", "--pdf", "明交柔〔2021〕1号"]) == 0
    folder = repository / "out/文书"
    amounts = [pages(folder / name) for _, name in rows(folder) if "/" in name and name.endswith(".pdf")]
    sheets = [amount + amount % 2 for amount in amounts]
    assert sorted(amounts) == [1, 1, 1, 1, 1, max(amounts)]
    assert max(amounts) > 1
    assert pages(folder / "合并打印.pdf") == sum(sheets[:-1]) + amounts[-1]
