"""The six documents of annex 7 and the lists of annexes 1–4: every line, every value, every fault with its place."""

from __future__ import annotations

import importlib.util
import io
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pytest

from rouxing.commands._door import run
from rouxing.diagnostics import Fault
from rouxing.documents import (
    Made,
    Notice,
    Sheet,
    Templates,
    examined,
    filled,
    form,
    made,
    notice_job,
    papers,
    sheet_job,
)
from rouxing.documents._batch import file_name
from rouxing.documents._wording import Unreadable, clause, day, hour, minute, plain, provision
from rouxing.documents.checklists import SENTENCES
from rouxing.files.tree import MemoryTree
from rouxing.files.word import UnusableWordFile
from rouxing.load import case_logs, open_repository
from rouxing.model import CaseLog
from rouxing.terms import DocumentKind, ListKind
from tests.conftest import ROOT, Overlay

CASES = """\
案件:
  - 案号: 明交柔〔2021〕1号
    日期: 2021-10-12
    案由: 未携带车辆营运证
    当事人:
      名称: 明溪县某&某<运输>有限公司
      类型: 企业
      负责人: 李四
      联系电话: "13800000000"
    文书:
      - 种类: 行政指导意见书
        文号: 明交指〔2021〕1号
        日期: 2021-10-12
        填写:
          反映情况: 不清楚办证流程。
          指导建议: |
            一、先备案；
            二、后办证。
      - 种类: 行政执法建议书
        文号: 明交建〔2021〕1号
        日期: 2021-10-12
        填写:
          发现问题: 证照分散存放
          建议内容: 集中保管证照；
      - 种类: 行政提示书
        文号: 明交提〔2021〕1号
        日期: 2021-10-12
        填写:
          易发行为: 不随车携带营运证
          依据: 《中华人民共和国道路运输条例》第三十三条
          提示内容: 应当随车携带车辆营运证的规定
      - 种类: 行政告诫书
        文号: 明交告〔2021〕7号
        日期: 2021-08-02
        填写:
          行为: 未随车携带营运证
          依据: 《道路旅客运输及客运站管理规定》第八条的规定
          改正期限: 2021-10-20
        送达: {日期: 2021-10-12, 方式: 直接送达, 送达人: 王五, 被送达人: 李四}
      - 种类: 行政约谈通知书
        文号: 明交约〔2021〕1号
        日期: 2021-10-12
        填写:
          行为: 多次不按规定携带营运证
          约谈时间: "2021-10-20 09:00"
          约谈地点: 县交通运输局三楼会议室
          联系期限: "2021-10-19 17:30"
      - 种类: 行政执法案件回访登记表
        文号: 明交访〔2021〕1号
        日期: 2021-12-01
        填写: {案件编号: 明交柔〔2021〕1号, 承办机构: 执法大队, 承办人: 王五, 回访人: 赵六, 执行情况: 已改正。}
"""
CASE_FILE = "cases/transport/2021/10.yaml"

LAST_LINES = ["本文书一式二份，一份送达，一份归档。", "送达人签名：\t", "被送达人签名：\t", "送达时间：\t"]
DOCUMENTS: dict[DocumentKind, list[str]] = {
    DocumentKind.GUIDANCE_OPINION: [
        "明溪县交通运输局\n行政指导意见书",
        "编号：明交指〔2021〕1号",
        "明溪县某&某<运输>有限公司：",
        "你（单位）反映的情况：不清楚办证流程。",
        "根据你（单位）所反映的情况，经研究，提出以下指导建议（主意、办法）：一、先备案；",
        "二、后办证。",
        (
            "上述意见，供你（单位）参考。敬请关注相关法律、法规和政策的变动，欢迎进一步向我们咨询。"
            "本部门联系人及电话：张三，0598-0000000。"
        ),
        "明溪县交通运输局（印章）",
        "2021年10月12日",
        *LAST_LINES,
    ],
    DocumentKind.ADVICE_LETTER: [
        "明溪县交通运输局\n行政执法建议书",
        "编号：明交建〔2021〕1号",
        "明溪县某&某<运输>有限公司：",
        "我们在监督检查中发现，你（单位）证照分散存放。",
        "鉴于上述事实，建议你（单位）集中保管证照。",
        "明溪县交通运输局（印章）",
        "2021年10月12日",
        *LAST_LINES,
    ],
    DocumentKind.REMINDER_LETTER: [
        "明溪县交通运输局\n行政执法提示书",
        "编号：明交提〔2021〕1号",
        "明溪县某&某<运输>有限公司：",
        (
            "根据群众投诉举报和日常监管信息数据分析，本机关发现你（单位）不随车携带营运证这类违法违规行为容易发生。"
            "此类违法违规行为违反了《中华人民共和国道路运输条例》第三十三条，应当随车携带车辆营运证的规定。"
            "为避免发生同类违法违规现象而受到行政处罚，现提示你（单位）。"
        ),
        "明溪县交通运输局（印章）",
        "2021年10月12日",
        *LAST_LINES,
    ],
    DocumentKind.ADMONITION_LETTER: [
        "明溪县交通运输局\n行政告诫书",
        "编号：明交告〔2021〕7号",
        "明溪县某&某<运输>有限公司：",
        "本机关在日常监管和行政执法过程中发现，你（单位）未随车携带营运证，系轻微违法行为。",
        "根据《道路旅客运输及客运站管理规定》第八条规定，现要求你（单位）在2021年10月20日前，主动纠正违法违规行为。",
        "逾期不予纠正和整改，本机关将依法进行查处。",
        "明溪县交通运输局（印章）",
        "2021年8月2日",
        *LAST_LINES,
    ],
    DocumentKind.INTERVIEW_NOTICE: [
        "明溪县交通运输局\n行政约谈通知书",
        "编号：明交约〔2021〕1号",
        "明溪县某&某<运输>有限公司：",
        "本机关在日常监督管理中，发现你（单位）有下列行为：多次不按规定携带营运证。",
        (
            "为避免信息误差，防止可能存在的违法违规行为进一步扩大，"
            "本机关认为有必要约请你（单位）进行交流沟通，调查了解相关情况。"
        ),
        (
            "请你（单位）法定代表人或相关负责人接本通知后，于2021年10月20日9时00分，"
            "至县交通运输局三楼会议室当面交流沟通有关情况。如有不便，请于2021年10月19日17时30分前与本机关联系。"
        ),
        "请前往会谈人员携带证明本人身份的有效证件。",
        "联系人：张三　　联系电话：0598-0000000",
        "明溪县交通运输局（印章）",
        "2021年10月12日",
        *LAST_LINES,
    ],
    DocumentKind.FOLLOW_UP_FORM: ["明溪县交通运输局\n行政执法案件回访登记表", "编号：明交访〔2021〕1号"],
}
FOLLOW_UP_ROWS = [
    ["企业名称\n（或自然人姓名）", "明溪县某&某<运输>有限公司", "负责人\n姓名", "李四"],
    ["行政执法案件编号", "明交柔〔2021〕1号", "承办机构", "执法大队"],
    ["承办人", "王五", "回访人", "赵六"],
    ["回访内容（回访人填写）"],
    ["行政执法决定执行情况，违法行为整改情况", "已改正。"],
    ["整改措施（如未改正违法行为，应采取如下措施改正）", ""],
    ["征求意见内容（行政相对人填写）"],
    ["案件承办人在办案过程中依照法定程序办案、廉洁执法情况", ""],
    ["对执法机关的建议及需要帮助解决的问题", ""],
    ["回访对象签名\n（盖章）", "", "联系电话", "13800000000"],
]

ANNEX_7 = {
    DocumentKind.GUIDANCE_OPINION: """
        根据你（单位）所反映的情况，经研究，提出以下指导建议(主意、办法)：
        上述意见，供你（单位）参考。敬请关注相关法律、法规和政策的变动，欢迎进一步向我们咨询。本部门联系人及电话：""",
    DocumentKind.ADVICE_LETTER: """
        我们在监督检查中发现，你（单位）
        鉴于上述事实，建议你（单位）""",
    DocumentKind.REMINDER_LETTER: """
        根据群众投诉举报和日常监管信息数据分析，本机关发现你（单位）
        这类违法违规行为容易发生。此类违法违规行为违反了
        的规定。为避免发生同类违法违规现象而受到行政处罚，现提示你（单位）。""",
    DocumentKind.ADMONITION_LETTER: """
        本机关在日常监管和行政执法过程中发现，你（单位）
        ，系轻微违法行为。
        规定，现要求你（单位）在
        前，主动纠正违法违规行为。
        逾期不予纠正和整改，本机关将依法进行查处。""",
    DocumentKind.INTERVIEW_NOTICE: """
        本机关在日常监督管理中，发现你（单位）有下列行为：
        为避免信息误差，防止可能存在的违法违规行为进一步扩大，本机关认为有必要约请你（单位）进行交流沟通，调查了解相关情况。
        请你（单位）法定代表人或相关负责人接本通知后，于
        当面交流沟通有关情况。如有不便，请于
        前与本机关联系。
        请前往会谈人员携带证明本人身份的有效证件。
        联系人：
        联系电话：""",
    DocumentKind.FOLLOW_UP_FORM: """
        企业名称 (或自然人姓名)
        负责人 姓名
        行政执法案件编号
        承办机构
        承办人
        回访人
        回访内容 (回访人填写)
        行政执法决定执行情况, 违法行为整改情况
        整改措施 (如未改正违法行为, 应采取如下措施改正)
        征求意见内容 (行政相对人填写)
        案件承办人在办案过程中依照法定程序办案、廉洁执法情况
        对执法机关的建议及需要帮助解决的问题
        回访对象签名 (盖章)
        联系电话""",
}
"""Annex 7 as the plan prints it, without the blanks to be filled in."""
SERVICE = ("(印章)", "本文书一式二份，一份送达，一份归档。", "送达人签名：", "被送达人签名：", "送达时间：")

BASE = {
    path.relative_to(ROOT / "tests/base").as_posix(): path.read_bytes()
    for path in (ROOT / "tests/base").rglob("*.yaml")
}


class Batch(NamedTuple):
    files: dict[str, bytes]
    faults: tuple[Fault, ...]


def batch(cases: str = CASES, **files: bytes) -> Batch:
    """Everything that can be made from one case log and the lists of the small repository."""
    tree = MemoryTree({**BASE, CASE_FILE: cases.encode(), **files})
    repository, _ = open_repository(tree)
    notices = []
    for loaded in case_logs(repository):
        assert isinstance(loaded.record, CaseLog), loaded.diagnostics
        agency = repository.agencies[loaded.record.agency_id]
        notices += [Notice(agency, case, one) for case in loaded.record.cases for one in case.documents]
    sheets = [
        Sheet(agency, one) for agency in repository.agencies.values() for one in repository.checklists_of(agency.id)
    ]
    return collected(made(Templates(tree), [*map(notice_job, notices), *map(sheet_job, sheets)]))


def collected(batch: Iterable[Made]) -> Batch:
    """The proven files by name, and the faults."""
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for one in batch:
        faults += one.faults
        if one.filled:
            one.filled.prove(one.filled.content)
            files[one.job.name] = one.filled.content
    return Batch(files, tuple(dict.fromkeys(faults)))


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    result = batch()
    assert result.faults == ()
    return result.files


def document_of(documents: dict[str, bytes], kind: DocumentKind) -> Any:
    name = next(name for name in documents if name.endswith(f"-{kind.title}.docx"))
    return docx.Document(io.BytesIO(documents[name]))


def body_lines(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def rows_of(document: Any) -> list[list[str]]:
    """Cells of the first table; merged ones once."""
    return [[cell.text for cell in dict.fromkeys(row.cells)] for row in document.tables[0].rows]


def squeezed(text: str) -> str:
    return re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", text))


# every line of the annexes


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_document_says_exactly_this(documents: dict[str, bytes], kind: DocumentKind) -> None:
    assert body_lines(document_of(documents, kind)) == DOCUMENTS[kind]


def test_the_follow_up_form_is_a_table(documents: dict[str, bytes]) -> None:
    assert rows_of(document_of(documents, DocumentKind.FOLLOW_UP_FORM)) == FOLLOW_UP_ROWS


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_line_of_annex_7_is_printed(documents: dict[str, bytes], kind: DocumentKind) -> None:
    document = document_of(documents, kind)
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    printed = squeezed("".join([*(one.text for one in document.paragraphs), *(cell.text for cell in cells)]))
    service = () if kind is DocumentKind.FOLLOW_UP_FORM else SERVICE
    for line in (f"明溪县交通运输局{kind.title}", "编号：", *ANNEX_7[kind].split("\n"), *service):
        assert squeezed(line) in printed


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_form_itself_knows_every_line_of_annex_7(kind: DocumentKind) -> None:
    known = squeezed("".join(form(kind).sentences))
    parts = (part for line in ANNEX_7[kind].split("\n") for part in re.split("如有不便，请于|前与本机关联系。", line))
    assert [part for part in parts if squeezed(part) not in known] == []


def test_the_lists_have_the_six_columns_and_the_lines_of_annexes_1_to_4(documents: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(documents["交通运输局/明溪县交通运输局不予行政处罚事项清单.docx"]))
    assert body_lines(document) == [
        "附件1",
        "明溪县交通运输局不予行政处罚事项清单",
        "（第1版，自2021年10月1日起施行）",
        "单位：明溪县交通运输局（公章）　\t联系人：张三　\t联系电话：0598-0000000",
        SENTENCES[-1],
    ]
    assert rows_of(document) == [
        list(ListKind.NO_PENALTY.columns),
        [
            "1",
            "未按照规定携带车辆营运证的",
            "JT-001",
            "初次违法且危害后果轻微，当场改正的",
            "《中华人民共和国行政处罚法》第三十三条第一款",
            "说服教育、\n行政告诫",
        ],
    ]


@pytest.mark.parametrize("kind", ListKind)
def test_column_heads_of_each_list(kind: ListKind) -> None:
    path = f"checklists/transport/{kind.file_name}"
    text = BASE["checklists/transport/no-penalty.yaml"].decode().replace("不予行政处罚", kind)
    files = dict(batch("案件: []", **{path: text.encode()}).files)
    document = docx.Document(io.BytesIO(files[f"交通运输局/明溪县交通运输局{kind}事项清单.docx"]))
    assert rows_of(document)[0] == list(kind.columns)
    assert body_lines(document)[0] == f"附件{kind.annex}"


# layout (GB/T 9704-2012)


@pytest.mark.parametrize("kind", DocumentKind)
def test_page_and_fonts(documents: dict[str, bytes], kind: DocumentKind) -> None:
    document = document_of(documents, kind)
    section = document.sections[0]
    size = (section.page_width, section.page_height)
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(length.mm) for length in (*size, *margins)] == [210, 297, 37, 26, 35, 28]
    styles = document.styles.element.xml
    for font in ("仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"):
        assert f'w:eastAsia="{font}"' in styles
    assert 'w:line="579" w:lineRule="exact"' in styles
    assert not any("font" in part.partname and part.partname.endswith(".odttf") for part in document.part.package.parts)
    assert document.sections[0].footer.paragraphs[0].text == "—  —"


def test_lists_repeat_their_head_and_keep_rows_whole(documents: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(documents["交通运输局/明溪县交通运输局不予行政处罚事项清单.docx"]))
    xml = document.tables[0]._tbl.xml
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:cantSplit/>") == 2
    assert document.sections[0].page_width > document.sections[0].page_height


# wording


@pytest.mark.parametrize(
    ("worded", "text", "expected"),
    [
        (day, "2021-08-02", "2021年8月2日"),
        (minute, "2021-10-20 09:05", "2021年10月20日9时05分"),
        (hour, "2021-10-19 17:00", "2021年10月19日17时"),
        (hour, "2021-10-19 17:30", "2021年10月19日17时30分"),
        (clause, "已改正。", "已改正"),
        (clause, "一；\n\n 二。。 ", "一；\n二"),
        (clause, "称“已改正。”。", "称“已改正”"),
        (clause, "《某法》（修订）", "《某法》（修订）"),
        (provision, "《某规定》", "《某规定》"),
        (provision, "《某规定》第八条的规定。", "《某规定》第八条"),
        (plain, "  一。\r\n\r\n二 ", "一。\n二"),
    ],
)
def test_wording(worded: Any, text: str, expected: str) -> None:
    assert worded(text) == expected


@pytest.mark.parametrize(
    ("worded", "text"), [(day, "2021-02-30"), (day, "明天"), (minute, "2021-10-20"), (hour, "2021-02-30 09:00")]
)
def test_unreadable_dates(worded: Any, text: str) -> None:
    with pytest.raises(Unreadable, match="应写成"):
        worded(text)


def test_an_interview_without_a_deadline_leaves_the_sentence_out() -> None:
    result = batch(CASES.replace('联系期限: "2021-10-19 17:30"', "联系人: 王五"))
    lines = body_lines(document_of(result.files, DocumentKind.INTERVIEW_NOTICE))
    assert lines[5].endswith("至县交通运输局三楼会议室当面交流沟通有关情况。")
    assert lines[7] == "联系人：王五　　联系电话：0598-0000000"


# what is missing


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ("          改正期限: 2021-10-20\n", "", ["行政告诫书 明交告〔2021〕7号 缺少“改正期限”"]),
        ("行为: 未随车携带营运证", '行为: "　"', ["行政告诫书 明交告〔2021〕7号 缺少“行为”"]),
        ("建议内容: 集中保管证照；", "建议内容: 。", ["行政执法建议书 明交建〔2021〕1号 缺少“建议内容”"]),
        ("2021-10-20 09:00", "2021-02-30 09:00", ["行政约谈通知书 明交约〔2021〕1号 的“约谈时间”读不懂"]),
        ("约谈地点: 县交通运输局三楼会议室", r'约谈地点: "三楼\a会议室"', ["第3个字是 Word 不能保存的控制字符 U+0007"]),
    ],
)
def test_a_document_with_a_gap_is_not_made(old: str, new: str, messages: list[str]) -> None:
    assert old in CASES
    result = batch(CASES.replace(old, new))
    assert len(result.faults) == len(messages)
    for fault, message in zip(result.faults, messages, strict=True):
        assert message in fault.message
        assert fault.place.path == CASE_FILE


def test_documents_need_a_party() -> None:
    start, end = CASES.index("    当事人:"), CASES.index("    文书:")
    result = batch(CASES[:start] + CASES[end:])
    assert {fault.place.pointer for fault in result.faults} == {("案件", 0)}
    assert all("没有可以送达的当事人" in fault.message for fault in result.faults)


def test_what_the_agency_lacks_is_told_once_per_document_that_needs_it() -> None:
    agency = BASE["checklists/transport/agency.yaml"].replace('联系电话: "0598-0000000"\n'.encode(), b"")
    faults = batch(**{"checklists/transport/agency.yaml": agency}).faults
    assert [(fault.place.path.split("/")[-1], fault.place.pointer) for fault in faults] == [
        ("agency.yaml", ("联系电话",)),
        ("10.yaml", ("案件", 0, "文书", 4, "填写", "联系电话")),
        ("agency.yaml", ("联系电话",)),
    ]


def test_a_list_without_grounds_is_not_made() -> None:
    path = "checklists/transport/no-penalty.yaml"
    text = (
        BASE[path]
        .decode()
        .replace("《中华人民共和国行政处罚法》第三十三条第一款", "")
        .replace("说服教育, 行政告诫", "")
    )
    faults = batch(**{path: re.sub(r"\[.*\]", "[]", text).encode()}).faults
    assert [fault.place.pointer for fault in faults] == [("事项", 0, "依据"), ("事项", 0, "监管措施")]


def test_an_item_without_circumstances_says_so() -> None:
    path = "checklists/transport/no-penalty.yaml"
    text = BASE[path].decode().replace("初次违法且危害后果轻微，当场改正的", '""')
    files = dict(batch("案件: []", **{path: text.encode()}).files)
    document = docx.Document(io.BytesIO(next(iter(files.values()))))
    assert rows_of(document)[1][3] == "无附加条件"


def test_two_documents_of_one_number_do_not_overwrite_each_other() -> None:
    start, end = CASES.index("      - 种类: 行政执法建议书"), CASES.index("      - 种类: 行政提示书")
    result = batch(CASES + CASES[start:end])
    assert [fault.place.pointer for fault in result.faults] == [("案件", 0, "文书", 6, "文号")]
    assert "会写成同一个文件" in result.faults[0].message


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("交通运输局", "明交告〔2021〕7号-行政告诫书"), "交通运输局/明交告〔2021〕7号-行政告诫书.docx"),
        (("a/b", 'x<y>:"|?*\\z'), "a／b/x＜y＞：＂｜？＊＼z.docx"),
        (("con", "..  "), "_con/_.docx"),
        (("字" * 99,), "字" * 60 + ".docx"),
    ],
)
def test_file_names_are_safe_everywhere(steps: tuple[str, ...], expected: str) -> None:
    assert file_name(*steps) == expected


# templates


def edited(stem: str, old: str, new: str) -> bytes:
    document = docx.Document(ROOT / f"templates/{stem}.docx")
    for paragraph in document.paragraphs:
        for one in paragraph.runs:
            one.text = one.text.replace(old, new)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_an_agencys_own_template_comes_first() -> None:
    own = edited("admonition-letter", "逾期不予纠正和整改", "逾期不改的")
    common = edited("admonition-letter", "逾期不予纠正和整改", "到期不改的")
    path = "templates/{}admonition-letter.docx"
    for files, expected in (
        ({path.format(""): common}, "到期不改的，本机关将依法进行查处。"),
        ({path.format(""): common, path.format("transport/"): own}, "逾期不改的，本机关将依法进行查处。"),
    ):
        lines = body_lines(document_of(dict(batch(**files).files), DocumentKind.ADMONITION_LETTER))
        assert lines[5] == expected


def test_a_template_that_asks_for_the_unknown_is_named_with_the_case() -> None:
    own = edited("admonition-letter", "填写.行为", "填写.罚款金额")
    (fault,) = batch(**{"templates/transport/admonition-letter.docx": own}).faults
    assert "模板 templates/transport/admonition-letter.docx 正文第4段的占位符“填写.罚款金额”没有定义" in fault.message
    assert "明交告〔2021〕7号" in fault.message
    assert fault.place.pointer == ("案件", 0, "文书", 3, "填写", "罚款金额")


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("单位.网址", ("网址",)),
        ("案件.结果", ("案件", 0, "结果")),
        ("送达.地点", ("案件", 0, "文书", 3, "送达", "地点")),
        ("文书.密级", ("案件", 0, "文书", 3, "密级")),
    ],
)
def test_the_fault_stands_where_the_value_would(name: str, pointer: tuple[str | int, ...]) -> None:
    own = edited("admonition-letter", "填写.行为", name)
    (fault,) = batch(**{"templates/admonition-letter.docx": own}).faults
    assert fault.place.pointer == pointer


def test_a_list_template_that_asks_for_the_unknown_is_named() -> None:
    own = edited("checklist", "清单.附件", "清单.编号")
    (fault,) = batch("案件: []", **{"templates/checklist.docx": own}).faults
    assert "占位符“清单.编号”没有定义" in fault.message


def test_an_unusable_template_is_named() -> None:
    with pytest.raises(UnusableWordFile, match=r"模板 templates/admonition-letter\.docx 不能使用：不是 \.docx"):
        batch(**{"templates/admonition-letter.docx": b"x"})


def test_a_template_is_examined() -> None:
    own = edited("admonition-letter", "{{ 填写.行为 }}，系轻微违法行为", "{{ 填写.罚款 }}")
    tree = MemoryTree({"templates/admonition-letter.docx": own})
    result = examined(Templates(tree).template("transport", "admonition-letter"), "admonition-letter")
    assert result.unknown == ("填写.罚款（正文第4段）",)
    assert result.left_out == ("填写.行为",)
    assert result.unprinted == ("，系轻微违法行为。",)
    assert not result.usable
    with pytest.raises(KeyError):
        examined(Templates(tree).template("transport", "admonition-letter"), "letter")


def test_a_name_that_was_probably_meant_is_named() -> None:
    own = edited("admonition-letter", "填写.改正期限", "填写.改正时限")
    template = Templates(MemoryTree({"templates/admonition-letter.docx": own})).template(
        "transport", "admonition-letter"
    )
    result = examined(template, "admonition-letter")
    assert result.unknown == ("填写.改正时限（正文第5段；是不是 填写.改正期限？）",)


def test_the_packaged_templates_are_those_of_the_tool_that_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location("make_templates", ROOT / "tools/make_templates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made_now = module.everything()
    kept = {path.stem: path.read_bytes() for path in (ROOT / "templates").glob("*.docx")}
    assert kept == made_now


def test_no_name_is_undefined_in_a_packaged_template() -> None:
    for stem in papers():
        assert examined(Templates(MemoryTree({})).template("transport", stem), stem)[1:] == ((), (), ())


def test_filled_defines_every_name_of_its_kind() -> None:
    tree = MemoryTree({**BASE, CASE_FILE: CASES.encode()})
    repository, _ = open_repository(tree)
    (loaded,) = case_logs(repository)
    assert isinstance(loaded.record, CaseLog)
    for case in loaded.record.cases:
        for document in case.documents:
            values = filled(Notice(repository.agencies["transport"], case, document)).values
            names = {f"{group}.{name}" for group, entries in values.items() for name in dict(entries)}  # type: ignore[arg-type]
            assert names == form(document.kind).names


def test_the_same_case_gives_the_same_bytes(documents: dict[str, bytes]) -> None:
    assert batch().files == documents


# the commands


@pytest.fixture
def repository(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = overlay({CASE_FILE: CASES.encode()})
    monkeypatch.chdir(root)
    return root


def made_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.docx"))


ALL = 7


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ALL),
        (["--list"], ALL),
        (["--agency", "交通运输局"], ALL),
        (["明交柔〔2021〕1号"], 6),
        (["明交柔[2021]1号", "--list"], 7),
        (["明交告（2021）7号"], 1),
        (["--kind", "行政告诫书"], 1),
        (["--kind", "行政执法提示书", "--kind", "interview-notice"], 2),
        (["--kind", "行政告诫书", "--list"], 2),
        (["--kind", "不予行政处罚清单"], 1),
        (["明交柔〔2021〕1号", "--kind", "行政执法案件回访登记表"], 1),
    ],
)
def test_gen_makes_what_is_asked_for(
    repository: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], expected: int
) -> None:
    assert run(["doc", "gen", *arguments]) == 0
    assert len(made_files(repository / "out/文书")) == expected
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == expected + 1
    assert lines[-1].startswith("已生成 ")


def test_gen_writes_where_it_is_told(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "elsewhere"
    assert run(["doc", "gen", "--out", str(out), "-C", str(repository)]) == 0
    assert "明交告〔2021〕7号-行政告诫书.docx" in made_files(out)
    assert str(out) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["明交柔〔2021〕99号"], "没有案号或文号为“明交柔〔2021〕99号”"),
        (["--kind", "处罚决定书"], "没有名为“处罚决定书”的文书或清单；有：行政指导意见书、"),
        (["--agency", "教育局"], "没有名为“教育局”的单位"),
        (["--kind", "减轻行政处罚"], "没有可以生成的文书和清单"),
    ],
)
def test_gen_says_what_is_not_there(
    repository: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["doc", "gen", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (repository / "out").exists()


def test_gen_is_all_or_nothing_and_names_file_and_line(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = CASES.replace("          改正期限: 2021-10-20\n", "").replace("建议内容: 集中保管证照；", "建议内容:")
    (repository / CASE_FILE).write_text(broken, encoding="utf-8")
    assert run(["doc", "gen"]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert errors[0].startswith(f"{CASE_FILE}:24:")
    assert "缺少“建议内容”（明交柔〔2021〕1号）" in errors[0]
    assert errors[1] == "    改法：请在这份文书的“填写”里填写“建议内容”"
    assert errors[2].startswith(f"{CASE_FILE}:36:")
    assert errors[-1] == "共 2 个问题，没有写出任何文件"
    assert not (repository / "out").exists()


def test_gen_stops_at_what_it_cannot_read(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "cases/transport/2021/11.yaml").write_text("案件: 无", encoding="utf-8")
    assert run(["doc", "gen"]) == 1
    assert "cases/transport/2021/11.yaml:1:" in capsys.readouterr().err
    assert run(["doc", "gen", "明交柔〔2021〕99号"]) == 1
    assert run(["doc", "gen", "明交柔〔2021〕1号"]) == 0
    assert run(["doc", "gen", "--kind", "不予行政处罚"]) == 0


def test_gen_stops_at_a_list_it_cannot_read(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "checklists/transport/lighter-penalty.yaml").write_text("清单: 无", encoding="utf-8")
    assert run(["doc", "gen"]) == 1
    assert "lighter-penalty.yaml:1:" in capsys.readouterr().err
    assert run(["doc", "gen", "--kind", "行政告诫书"]) == 0


def test_gen_does_not_pass_over_cases_of_an_unknown_agency(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(repository / "cases/transport", repository / "cases/market")
    assert run(["doc", "gen"]) == 1
    assert "没有可用的 checklists/market/agency.yaml" in capsys.readouterr().err
    shutil.copytree(repository / "checklists/transport", repository / "checklists/market")
    (repository / "checklists/market/agency.yaml").write_text("名称: 甲局\n代字: 甲\n", encoding="utf-8")
    assert run(["doc", "gen", "--agency", "transport"]) == 0
    assert run(["doc", "list", "--agency", "transport", "--agency", "market"]) == 0


def test_gen_says_which_list_is_empty(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "清单: 从轻行政处罚\n版本: 1\n施行日期: 2021-10-01\n事项: []\n"
    (repository / "checklists/transport/lighter-penalty.yaml").write_text(text, encoding="utf-8")
    assert run(["doc", "gen"]) == 0
    assert "从轻行政处罚事项清单没有事项，没有生成" in capsys.readouterr().err


def test_list_is_the_register(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ten = CASES.replace("案号: 明交柔〔2021〕1号", "案号: 明交柔〔2021〕2号").replace("〕7号", "〕10号")
    ten = re.sub(r"(明交[指建提约访]〔2021〕)1号", r"\g<1>2号", ten)
    (repository / "cases/transport/2021/11.yaml").write_text(ten, encoding="utf-8")
    shutil.copytree(repository / "checklists/transport", repository / "checklists/market")
    assert run(["doc", "list", "--kind", "行政告诫书", "--on", "2021-11-01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "明溪县交通运输局（2 份）"
    assert [line.split() for line in lines[1:4]] == [
        ["文号", "种类", "日期", "案号", "当事人", "状态"],
        [
            "明交告〔2021〕7号",
            "行政告诫书",
            "2021-08-02",
            "明交柔〔2021〕1号",
            "明溪县某&某<运输>有限公司",
            "逾期（2021-10-20）",
        ],
        [
            "明交告〔2021〕10号",
            "行政告诫书",
            "2021-08-02",
            "明交柔〔2021〕2号",
            "明溪县某&某<运输>有限公司",
            "逾期（2021-10-20）",
        ],
    ]
    assert lines[-1] == "截至 2021-11-01，共 2 份文书：逾期 2 份"


def test_list_tells_what_it_could_not_read(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "cases/transport/2021/11.yaml").write_text("案件: 无", encoding="utf-8")
    assert run(["doc", "list"]) == 1
    output = capsys.readouterr()
    assert "共 6 份文书：未送达 4 份，已送达 1 份，不需送达 1 份" in output.out
    assert "11.yaml:1:" in output.err


def test_check_examines_the_templates_in_use(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "check"]) == 0
    assert capsys.readouterr().out.count("可以使用") == len(papers())
    own = repository / "templates/transport"
    own.mkdir(parents=True)
    (own / "admonition-letter.docx").write_bytes(edited("admonition-letter", "填写.行为", "填写.罚款"))
    assert run(["doc", "check"]) == 1
    output = capsys.readouterr().out
    assert "templates/transport/admonition-letter.docx（行政告诫书）：不能使用" in output
    assert "  不认识的占位符：填写.罚款（正文第4段）\n  没有用到的必备内容：填写.行为\n" in output


# LibreOffice


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_libreoffice_prints_every_sign(tmp_path: Path, documents: dict[str, bytes]) -> None:
    sources = []
    for number, content in enumerate(documents.values()):
        sources.append(tmp_path / f"{number}.docx")
        sources[-1].write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for source in sources:
        pages = subprocess.run(
            ["pdftotext", "-raw", str(source.with_suffix(".pdf")), "-"], check=True, capture_output=True, timeout=60
        ).stdout.decode()
        document = docx.Document(str(source))
        wanted = squeezed("".join(document.element.body.itertext("{*}t")))
        printed = squeezed(pages)
        lost = {sign for sign in set(wanted) if wanted.count(sign) > printed.count(sign)}
        assert lost == set(), f"{source.name} {sys.platform}"
        for kind in DocumentKind:
            if kind.title in document.paragraphs[0].text:
                assert pages.count("\f") == 1, f"{kind} takes more than one page"
                service = () if kind is DocumentKind.FOLLOW_UP_FORM else SERVICE
                lines = [squeezed(line) for line in (*ANNEX_7[kind].split("\n"), *service)]
                assert [line for line in lines if line not in printed] == [], kind
