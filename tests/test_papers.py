"""Papers of practice beyond annex 7, the register of documents, and what a template is said to print."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from rouxing.commands._door import run
from rouxing.documents import Filing, Notice, Standing, Templates, entry, filing_job, made, papers
from rouxing.files.tree import FolderTree, MemoryTree
from rouxing.load import open_repository
from rouxing.model import Agency, Case, Document
from rouxing.terms import DocumentKind
from tests.conftest import ROOT
from tests.test_documents import BASE, CASE_FILE, CASES, body_lines, collected, edited, rows_of

GIVEN = CASES.replace(
    "    案由: 未携带车辆营运证\n",
    "    案由: 未携带车辆营运证\n    处理:\n"
    '      - {清单: 不予行政处罚, 编码: "JT-001", 日期: 2021-10-12, 记录: [明交告〔2021〕7号]}\n',
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, content in {**BASE, CASE_FILE: GIVEN.encode()}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened(path: Path) -> Any:
    return docx.Document(str(path))


def test_a_receipt_for_every_notice_but_the_follow_up_form(repository: Path) -> None:
    assert run(["doc", "gen", "--kind", "送达回证"]) == 0
    files = sorted(path.name for path in (repository / "out/文书/交通运输局").iterdir())
    assert files == [
        f"明交{sign}-送达回证.docx"
        for sign in ("告〔2021〕7号", "建〔2021〕1号", "指〔2021〕1号", "提〔2021〕1号", "约〔2021〕1号")
    ]
    receipt = opened(repository / "out/文书/交通运输局/明交告〔2021〕7号-送达回证.docx")
    assert body_lines(receipt) == ["明溪县交通运输局\n送达回证"]
    assert rows_of(receipt) == [
        ["案号", "明交柔〔2021〕1号"],
        ["案由", "未携带车辆营运证"],
        ["送达文书名称及文号", "行政告诫书　明交告〔2021〕7号"],
        ["送达单位", "明溪县交通运输局（印章）"],
        ["受送达人", "明溪县某&某<运输>有限公司"],
        ["送达地点", ""],
        ["送达方式", "直接送达"],
        ["送达人签名", "王五"],
        ["收件人签名或者盖章", ""],
        ["收件时间", "　　　　年　　月　　日　　时　　分"],
        ["代收人签名及\n与受送达人的关系", ""],
        ["拒收事由", ""],
        ["见证人签名", ""],
        ["备注", ""],
    ]


def test_a_receipt_of_one_notice_by_its_number(repository: Path) -> None:
    assert run(["doc", "gen", "明交告[2021]7号", "--kind", "送达回证", "--kind", "行政告诫书", "--out", "印"]) == 0
    files = sorted(path.name for path in (repository / "印/交通运输局").iterdir())
    assert "明交告〔2021〕7号-行政告诫书.docx" in files
    assert "明交告〔2021〕7号-送达回证.docx" in files


def test_a_commitment_names_the_act_the_leniency_and_its_ground(repository: Path) -> None:
    assert run(["doc", "gen", "--kind", "告知承诺书"]) == 0
    lines = body_lines(opened(repository / "out/文书/交通运输局/明交柔〔2021〕1号-告知承诺书.docx"))
    assert lines[:5] == [
        "明溪县交通运输局\n告知承诺书",
        "编号：明交柔〔2021〕1号",
        "明溪县某&某<运输>有限公司：",
        (
            "经查，你（单位）有下列行为：未携带车辆营运证。"
            "符合不予行政处罚事项清单规定的情形：初次违法且危害后果轻微，当场改正的。"
            "根据《中华人民共和国行政处罚法》第三十三条第一款的规定，本机关拟对你（单位）不予行政处罚，"
            "现予告知，请你（单位）知晓后自愿作出承诺。"
        ),
        "本人（单位）明溪县某&某<运输>有限公司，就上述行为作出以下承诺：",
    ]
    assert lines[-1] == "本承诺书一式二份，承诺人和本机关各执一份。"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('编码: "JT-001"', '编码: "JT-009"', "没有“依据”，或清单里没有这一项"),
        (
            "    当事人:\n      名称: 明溪县某&某<运输>有限公司\n      类型: 企业\n      负责人: 李四\n",
            "    当事人甲:\n",
            "没有可以作出承诺的当事人",
        ),
    ],
)
def test_a_commitment_with_a_gap_is_not_made(
    repository: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, message: str
) -> None:
    text = GIVEN.replace(old, new)
    if "当事人甲" in text:  # a case without a party is an activity aimed at the public
        text = text.replace('    当事人甲:\n      联系电话: "13800000000"\n', "")
        text = text[: text.index("    文书:")]
    (repository / CASE_FILE).write_text(text, encoding="utf-8")
    assert run(["doc", "gen", "--kind", "告知承诺书"]) == 1
    error = capsys.readouterr().err
    assert message in error
    assert f"{CASE_FILE}:" in error
    assert not (repository / "out").exists()


def test_a_case_that_was_given_nothing_lenient_promises_nothing(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / CASE_FILE).write_text(CASES, encoding="utf-8")
    assert run(["doc", "gen", "--kind", "告知承诺书"]) == 2
    assert "没有可以生成的文书" in capsys.readouterr().err


def test_an_unknown_case_number_is_named(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "gen", "明交柔〔2021〕9号", "--kind", "告知承诺书"]) == 2
    assert "明交柔〔2021〕9号" in capsys.readouterr().err
    assert run(["doc", "gen", "明交柔〔2021〕1号", "--kind", "告知承诺书"]) == 0


def test_the_letter_of_a_filing() -> None:
    tree = MemoryTree(BASE)
    repository, _ = open_repository(tree)
    agency = repository.agency("transport")
    letter = Filing(
        agency, "明溪县司法局", repository.checklists_of("transport"), ("清单", "配套文书"), date="2021-10-08"
    )
    (content,) = collected(made(Templates(tree), [filing_job(letter)])).files.values()
    document = docx.Document(io.BytesIO(content))
    assert body_lines(document) == [
        "明溪县交通运输局\n关于报送柔性执法清单备案的函",
        "明溪县司法局：",
        "按照推行柔性执法工作的要求，现将我单位柔性执法事项清单及配套材料报送备案，请予审查。清单情况如下：",
        "附件：1. 清单",
        "　　　2. 配套文书",
        "明溪县交通运输局（印章）",
        "2021年10月8日",
        "联系人：张三　　联系电话：0598-0000000",
    ]
    assert rows_of(document)[1] == ["1", "不予行政处罚事项清单", "第1版", "2021年10月1日", "1"]


def test_a_letter_without_a_recipient_is_not_made() -> None:
    tree = MemoryTree(BASE)
    repository, _ = open_repository(tree)
    letter = Filing(repository.agency("transport"), "", repository.checklists_of("transport"))
    (fault,) = collected(made(Templates(tree), [filing_job(letter)])).faults
    assert "备案.主送" in fault.message


# the register

DEADLINE = {"改正期限": "2021-10-20"}
SERVED = {"日期": "2021-10-12", "方式": "直接送达"}


def notice(kind: DocumentKind = DocumentKind.ADMONITION_LETTER, case: Any = None, **data: Any) -> Notice:
    document = {"种类": kind.value, "文号": "甲告〔2021〕1号", "日期": "2021-10-12", "填写": DEADLINE, **data}
    agency = Agency({"名称": "甲局", "简称": "甲", "代字": "甲"}, "")
    return Notice(agency, Case({"案号": "1", "日期": "2021-10-12", **(case or {})}, ""), Document(document, ""))


@pytest.mark.parametrize(
    ("one", "today", "standing"),
    [
        (notice(), "2021-12-01", Standing.UNSERVED),
        (notice(送达=SERVED), "2021-10-11", Standing.UNSERVED),
        (notice(送达=SERVED), "2021-10-20", Standing.AWAITED),
        (notice(送达=SERVED), "2021-10-21", Standing.OVERDUE),
        (notice(送达=SERVED, 填写={"改正期限": "下周"}), "2021-10-21", Standing.SERVED),
        (notice(送达=SERVED, 填写=None), "2021-10-21", Standing.SERVED),
        (notice(DocumentKind.REMINDER_LETTER, 送达=SERVED), "2021-10-21", Standing.SERVED),
        (notice(DocumentKind.FOLLOW_UP_FORM), "2021-10-21", Standing.NOT_FOR_SERVICE),
        # the case shows what became of it
        (notice(case={"处理": [{"日期": "2021-10-19"}]}, 送达=SERVED), "2021-10-21", Standing.SERVED),
        (notice(case={"处理": [{"日期": "2021-10-12"}]}, 送达=SERVED), "2021-10-21", Standing.OVERDUE),
        (notice(case={"处理": [{"日期": "2021-11-01"}]}, 送达=SERVED), "2021-10-21", Standing.OVERDUE),
        (
            notice(case={"措施": [{"方式": "行政回访", "日期": "2021-10-21"}]}, 送达=SERVED),
            "2021-10-21",
            Standing.SERVED,
        ),
        (
            notice(case={"措施": [{"方式": "说服教育", "日期": "2021-10-21"}]}, 送达=SERVED),
            "2021-10-21",
            Standing.OVERDUE,
        ),
        (
            notice(case={"文书": [{"种类": "行政执法案件回访登记表", "日期": "2021-10-20"}]}, 送达=SERVED),
            "2021-10-21",
            Standing.SERVED,
        ),
    ],
)
def test_how_a_notice_stands(one: Notice, today: str, standing: Standing) -> None:
    assert entry(one, today).standing is standing


def test_the_register_as_data(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / CASE_FILE).write_text(CASES, encoding="utf-8")
    assert run(["doc", "list", "--format", "json", "--on", "2021-10-25", "--state", "逾期"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["版本"] == 1
    assert data["统计"] == {"文书": 1, "未送达": 0, "逾期": 1, "待改正": 0, "已送达": 0, "不需送达": 0}
    assert data["文书"] == [
        {
            "单位": "交通运输局",
            "文号": "明交告〔2021〕7号",
            "种类": "行政告诫书",
            "日期": "2021-08-02",
            "案号": "明交柔〔2021〕1号",
            "当事人": "明溪县某&某<运输>有限公司",
            "状态": "逾期",
            "送达日期": "2021-10-12",
            "送达方式": "直接送达",
            "改正期限": "2021-10-20",
            "处理或回访日期": None,
            "文件": CASE_FILE,
        }
    ]


def test_the_register_as_a_sheet(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / CASE_FILE).write_text(
        CASES.replace("名称: 明溪县某&某<运输>有限公司", 'name: "=1+1"'.replace("name", "名称")), encoding="utf-8"
    )
    assert run(["doc", "list", "--format", "xlsx", "--on", "2021-10-25", "--year", "2021", "--month", "10"]) == 0
    assert capsys.readouterr().out == "已写入 out/文书台账.xlsx\n"
    sheet = openpyxl.load_workbook(repository / "out/文书台账.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[0][0] == "截至 2021-10-25，共 4 份"
    assert rows[2][:9] == [
        1,
        "交通运输局",
        "明交指〔2021〕1号",
        "行政指导意见书",
        "2021-10-12",
        "明交柔〔2021〕1号",
        "=1+1",
        "未送达",
        None,
    ]
    assert sheet["G4"].data_type == "s"
    first = (repository / "out/文书台账.xlsx").read_bytes()
    assert run(["doc", "list", "--format", "xlsx", "--on", "2021-10-25", "--year", "2021", "--month", "10"]) == 0
    assert (repository / "out/文书台账.xlsx").read_bytes() == first


def test_what_is_overdue_is_said_aloud(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / CASE_FILE).write_text(CASES, encoding="utf-8")
    assert run(["doc", "list", "--on", "2021-10-25"]) == 0
    assert (
        "逾期：明交告〔2021〕7号 要求在 2021-10-20 前改正，明交柔〔2021〕1号 此后没有处理或回访记录"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--kind", "不予行政处罚清单"], "清单没有文号"),
        (["--kind", "通知"], "没有名为“通知”的文书"),
        (["--state", "丢失"], "没有名为“丢失”的状态；有：未送达、逾期"),
        (["--on", "昨天"], "昨天"),
    ],
)
def test_wrong_arguments(
    repository: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert run(["doc", "list", *arguments]) == 2
    assert sentence in capsys.readouterr().err


# what a template would print


def test_check_says_what_each_placeholder_is_filled_with(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "check", "行政告诫书", "commitment-letter.docx", "四张清单"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["填写.改正期限", "正文第5段", "2021年10月20日"] in lines
    assert ["处理.清单", "正文第4段", "不予行政处罚"] in lines
    assert ["事项", "表1第2行第1格", "1", "行"] in lines


def test_check_makes_a_case_up_where_there_is_none(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / CASE_FILE).write_text("案件: []\n", encoding="utf-8")
    for path in (repository / "checklists/transport").glob("*penalty.yaml"):
        path.unlink()
    assert run(["doc", "check"]) == 0
    output = capsys.readouterr().out
    assert output.count("样例（虚拟案件）") == len(papers()) - 2
    assert "样例（没有清单）" in output
    assert "2021年10月20日9时00分" in output


def test_check_refuses_a_template_of_no_paper(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "check", "通知书"]) == 2
    assert "没有名为“通知书”的模板；有：行政指导意见书、" in capsys.readouterr().err


def test_a_superiors_own_file_is_examined_in_its_place(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = repository / "templates/transport"
    own.mkdir(parents=True)
    (own / "commitment-letter.docx").write_bytes(edited("commitment-letter", "{{ 处理.依据 }}", "上述规定"))
    assert run(["doc", "check"]) == 1
    output = capsys.readouterr().out
    said = "commitment-letter.docx（告知承诺书）：不能使用\n  没有用到的必备内容：处理.依据\n"
    assert f"templates/transport/{said}" in output


def own_file(repository: Path, name: str, folder: str = "templates/transport") -> Path:
    path = repository / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((ROOT / "templates/admonition-letter.docx").read_bytes())
    return path


def test_a_superiors_file_may_keep_a_chinese_name(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_file(repository, "行政告诫书.docx")
    own_file(repository, "~$行政告诫书.docx")
    assert run(["doc", "check", "行政告诫书"]) == 0
    assert capsys.readouterr().out.startswith("templates/transport/行政告诫书.docx（行政告诫书）：可以使用\n")
    assert run(["doc", "check"]) == 0


@pytest.mark.parametrize(
    ("folder", "name", "sentence"),
    [
        ("transport", "告诫书（市局）.docx", "文件名请改成 行政告诫书.docx"),
        ("transport", "市局行政约谈通知书.docx", "文件名请改成 行政约谈通知书.docx"),
        ("transport", "x.docx", "文件名请用文书的名称，例如"),
        ("transport", "行政告诫书.doc", "请在 Word 或 WPS 里另存为 .docx"),
        ("transport/市局", "行政告诫书.docx", "请直接放在单位的文件夹里"),
        ("jiaotong", "行政告诫书.docx", "templates/ 下的文件夹要用单位短名：transport"),
    ],
)
def test_a_word_file_that_would_be_passed_over_is_named(
    repository: Path, capsys: pytest.CaptureFixture[str], folder: str, name: str, sentence: str
) -> None:
    own_file(repository, name, f"templates/{folder}")
    assert run(["doc", "check"]) == 1
    assert f"templates/{folder}/{name}：不会使用。{sentence}" in capsys.readouterr().out


def test_of_two_files_for_one_paper_one_is_used(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_file(repository, "行政告诫书.docx")
    own_file(repository, "admonition-letter.docx")
    assert run(["doc", "check"]) == 1
    told = capsys.readouterr().out
    assert "templates/transport/行政告诫书.docx：不会使用。已有 admonition-letter.docx 在用；两个只留一个" in told


def test_check_takes_a_path_from_anywhere(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own_file(tmp_path_factory.mktemp("下载"), "行政执法提示书.docx", ".")
    assert run(["doc", "check", str(path)]) == 1
    told = capsys.readouterr().out
    assert told.startswith(f"{path}（行政提示书）：不能使用\n  不认识的占位符：填写.行为（正文第4段")
    own_file(repository, "admonition-letter.docx")
    assert run(["doc", "check", "templates\\transport\\admonition-letter.docx"]) == 0
    assert capsys.readouterr().out.startswith("templates/transport/admonition-letter.docx（行政告诫书）：可以使用\n")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("行政告诫书.docx", b"no zip", "行政告诫书.docx 不能使用"),
        ("样式一.docx", b"", "样式一.docx 是哪种文书的模板？文件名请用文书的名称"),
    ],
)
def test_check_of_a_path_that_is_no_template(
    repository: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, sentence: str
) -> None:
    (repository / name).write_bytes(content)
    assert run(["doc", "check", f"./{name}"]) == 2
    assert sentence in capsys.readouterr().err
    assert run(["doc", "check", "下载/行政告诫书.docx"]) == 2
    assert "找不到模板 下载/行政告诫书.docx" in capsys.readouterr().err


def test_the_own_repository_can_print_every_paper() -> None:
    tree = FolderTree(ROOT)
    assert {stem for stem in papers() if not tree.exists(f"templates/{stem}.docx")} == set()
