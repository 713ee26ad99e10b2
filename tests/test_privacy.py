"""Personal data where it must not be: given this text in this field, these findings, and never the number itself."""

from __future__ import annotations

import html
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.check import LINT, Scope, check
from rouxing.commands._door import run
from rouxing.diagnostics import Diagnostic
from rouxing.files.tree import FolderTree
from rouxing.law.identity import masked
from rouxing.law.personal_data import Kind, contacts, health, is_minor, numbers, plates
from tests.conftest import TODAY, Overlay
from tests.git_repository import PATH as CHECKLIST
from tests.git_repository import Repo, item, sheet

PERSON = "350421198501010013"
MINOR = "350421200605010018"
OLD = "350421850101001"
PLATE = "闽G12345"
LOG = "cases/transport/2021/10.yaml"
LIST = "checklists/transport/no-penalty.yaml"


def luhn(body: str) -> str:
    """The number with its check digit (ISO/IEC 7812)."""
    total = sum(sum(divmod(int(one) * (2 - at % 2), 10)) for at, one in enumerate(reversed(body)))
    return f"{body}{-total % 10}"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"证号{PERSON}，", [(Kind.IDENTITY, True)]),
        (f"{PERSON[:6]} {PERSON[6:14]} {PERSON[14:]}", [(Kind.IDENTITY, True)]),
        ("证号３５０４２１１９８５０１０１００１３", [(Kind.IDENTITY, True)]),
        ("35042119840229003x", [(Kind.IDENTITY, True)]),
        ("350421198501010014", []),  # the check digit is wrong
        ("350421198513010013", []),
        (f"甲{OLD}乙", [(Kind.IDENTITY, False)]),
        ("350421851301001", []),
        ("950421850101001", []),
        (f"JT{PERSON}", []),  # part of a longer code
        (f"{PERSON}0000000000000", []),
        (luhn("622202123456789012"), [(Kind.ACCOUNT, False)]),
        (f"汇入账户{luhn('622202123456789012')}", [(Kind.ACCOUNT, True)]),
        (f"汇入 {luhn('622202123456789')[:4]} {luhn('622202123456789')[4:]} 账户", [(Kind.ACCOUNT, True)]),
        (f"卡号{luhn('12345678901234567')}", []),  # no issuer begins so
        ("卡号6222021234567890121", []),
        ("行驶里程123456公里，2021年10月12日，1000-2000-3000", []),
        ("91350421MA00000152", []),
        ("", []),
    ],
)
def test_numbers_of_persons_and_cards(text: str, kinds: list[tuple[Kind, bool]]) -> None:
    assert [(one.kind, one.certain) for one in numbers(text)] == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("电话13800000000。", [Kind.MOBILE]),
        ("138-0000-0000", [Kind.MOBILE]),
        ("１３８ ００００ ００００", [Kind.MOBILE]),
        ("0598-0000000", []),
        ("12800000000", []),
        ("编号138000000001", []),
        ("zhang.san@example.com", [Kind.MAIL]),
        ("zhang＠example.com.cn 和13800000000", [Kind.MOBILE, Kind.MAIL]),
        ("微博@明溪", []),
    ],
)
def test_telephones_and_mail(text: str, kinds: list[Kind]) -> None:
    assert [one.kind for one in contacts(text)] == kinds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("检查闽G12345号货车", True),
        ("闽A·D12345", True),
        ("京A12345挂", True),
        ("京ICP备12345678号", False),
        ("新A座123室", False),
        ("云ABCDEF", False),
        ("闽G牌照", False),
    ],
)
def test_plates(text: str, found: bool) -> None:
    assert bool(list(plates(text))) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("当事人系精神病人", "精神病人"),
        ("其女身患白血病", "身患白血病"),
        ("经医院确诊为抑郁症", "确诊为抑郁症"),
        ("当事人怀孕六个月", "怀孕"),
        ("经营患有传染病的生猪", ""),
        ("树木患有枯梢病", ""),
        ("饲养的狗身患狂犬病", ""),
        ("患病动物未隔离", ""),
        ("患者就诊登记不全", ""),
        ("没有病历", ""),
        ("诊所未公示收费标准", ""),
    ],
)
def test_health(text: str, found: str) -> None:
    assert health(text) == found


@pytest.mark.parametrize(
    ("number", "date", "minor"),
    [
        ("350421200310120000", "2021-10-11", True),
        ("350421200310120000", "2021-10-12", True),  # full years begin on the day after the birthday
        ("350421200310120000", "2021-10-13", False),
        ("350421200402290000", "2022-02-28", True),
        ("350421200402290000", "2022-03-01", False),
        (PERSON, "2021-10-12", False),
    ],
)
def test_under_eighteen(number: str, date: str, minor: bool) -> None:
    assert is_minor(number, date) is minor


def test_findings_are_masked_in_every_form(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    card = luhn("622202123456789012")
    wide = PERSON.translate({ord(str(digit)): chr(ord("０") + digit) for digit in range(10)})
    assert masked(f"{wide}、{PERSON[:6]} {PERSON[6:14]} {PERSON[14:]}、138-0000-0000") == "***、***、***"
    assert masked(f"编码{card}") == f"编码{card}"
    assert masked(f"编码{card}", cards=True) == "编码***"
    text = f"事实: 账户{card}，{wide}，{PERSON}，１３８００００００００"
    log = f"案件:\n  - {{案号: 明交柔〔2021〕1号, 日期: 2021-10-12, 案由: 未携带, {text}}}\n"
    root = overlay({LOG: log.encode()})
    assert run(["lint", "-C", str(root)]) == 1
    shown = capsys.readouterr().out
    assert "事实: 账户***，***" in shown
    assert card not in shown


def of_case(overlay: Overlay, path: str = LOG, **more: Any) -> list[Diagnostic]:
    case = {"案号": "明交柔〔2021〕1号", "日期": "2021-10-12", "案由": "未携带车辆营运证", **more}
    files = {path: json.dumps({"案件": [case]}, ensure_ascii=False).encode()}
    return list(check(FolderTree(overlay(files)), Scope(LINT, TODAY, paths=["cases"])).diagnostics)


def of_item(overlay: Overlay, **more: Any) -> list[Diagnostic]:
    item = {
        "编码": PERSON,
        "名称": "逾期报送材料",
        "情形": "初次违法，当场改正的",
        "依据": [],
        "监管措施": ["说服教育"],
    }
    ground = "《中华人民共和国行政处罚法》第三十三条第一款"
    data = {"清单": "不予行政处罚", "版本": 1, "施行日期": "2021-10-01", "事项": [item | {"依据": [ground]} | more]}
    files = {LIST: json.dumps(data, ensure_ascii=False).encode()}
    return list(check(FolderTree(overlay(files)), Scope(LINT, TODAY, paths=[LIST])).diagnostics)


NOTICE = {"种类": "行政告诫书", "文号": "明交告〔2021〕1号", "日期": "2021-10-12"}
ADMONITION = {"措施": [{"方式": "行政告诫", "记录": [NOTICE["文号"]]}]}

FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"案由": "{}"}, "/案由"),
    ({"事实": "某人{}"}, "/事实"),
    ({"备注": "{}"}, "/备注"),
    ({"当事人": {"名称": "吴某{}", "类型": "自然人"}}, "/当事人/名称"),
    ({"当事人": {"名称": "吴某", "类型": "自然人", "负责人": "{}"}}, "/当事人/负责人"),
    ({"当事人": {"名称": "吴某", "类型": "自然人", "地址": "{}"}}, "/当事人/地址"),
    ({"措施": [{"方式": "其他", "内容": "{}", "记录": ["档案：1"]}]}, "/措施/0/内容"),
    (ADMONITION | {"文书": [{**NOTICE, "填写": {"行为": "{}"}}]}, "/文书/0/填写/行为"),
    (
        ADMONITION | {"文书": [{**NOTICE, "送达": {"日期": "2021-10-12", "被送达人": "吴某{}"}}]},
        "/文书/0/送达/被送达人",
    ),
]
FOUND = [
    (PERSON, "RX501", "错误"),
    (OLD, "RX501", "警告"),
    (f"账号{luhn('622202123456789012')}", "RX501", "错误"),
    ("13800000000", "RX502", "警告"),
    ("a@example.com", "RX502", "警告"),
    (PLATE, "RX503", "警告"),
]


def filled(data: Any, text: str) -> Any:
    return json.loads(json.dumps(data, ensure_ascii=False).replace("{}", text))


@pytest.mark.parametrize(("fields", "pointer"), FIELDS)
@pytest.mark.parametrize(("text", "code", "level"), FOUND)
@pytest.mark.parametrize("public", [True, False])
def test_texts_of_a_case(
    overlay: Overlay, fields: dict[str, Any], pointer: str, text: str, code: str, level: str, public: bool
) -> None:
    withheld = {} if public else {"公开": False, "不公开理由": "个人隐私"}
    got = of_case(overlay, **filled(fields, text), **withheld)
    expected = public or code == "RX501"
    found = [(one.code, one.level.value, one.pointer) for one in got]
    assert found == ([(code, level, f"/案件/0{pointer}")] if expected else [])
    for one in got:
        assert text not in one.message + one.advice
        assert pointer.rsplit("/", 1)[-1] in one.message


def test_fields_made_for_numbers_are_left_alone(overlay: Overlay) -> None:
    party = {"名称": "吴某", "类型": "自然人", "身份证号": PERSON, "联系电话": "13800000000"}
    asked = {"行为": "未携带", "约谈时间": "2021-10-20 09:00", "联系电话": "13800000000"}
    made = {"种类": "行政约谈通知书", "文号": "明交约〔2021〕1号", "日期": "2021-10-12", "填写": asked}
    measures = [{"方式": "行政约谈", "记录": ["明交约〔2021〕1号"]}]
    assert of_case(overlay, 当事人=party, 措施=measures, 文书=[made]) == []


@pytest.mark.parametrize("field", ["名称", "情形", "备注"])
@pytest.mark.parametrize(("text", "code", "level"), FOUND)
def test_texts_of_an_item(overlay: Overlay, field: str, text: str, code: str, level: str) -> None:
    got = of_item(overlay, **{field: f"当场改正，{text}"})
    assert [(one.code, one.level.value, one.pointer) for one in got] == [(code, level, f"/事项/0/{field}")]
    assert text not in got[0].message


def test_lists_of_texts_are_looked_at_and_codes_are_not(overlay: Overlay) -> None:
    assert of_item(overlay) == []
    got = of_item(overlay, 监管措施=["说服教育", f"其他：致电13800000000，{PERSON}"])
    assert [(one.code, one.pointer) for one in got] == [
        ("RX501", "/事项/0/监管措施/1"),
        ("RX502", "/事项/0/监管措施/1"),
    ]
    assert "监管措施" in got[0].message
    assert of_item(overlay, 公开=False, 不公开理由="个人隐私", 备注="致电13800000000") == []


def test_several_kinds_in_one_text_are_one_finding(overlay: Overlay) -> None:
    (one,) = of_case(overlay, 事实=f"{PERSON}，{PERSON}，账号{luhn('622202123456789012')}")
    assert "身份证号、银行账号" in one.message


WITHHELD = {"公开": False, "不公开理由": "个人隐私"}


def person(number: str | None, kind: str = "自然人") -> dict[str, Any]:
    return {"当事人": {"名称": "吴某", "类型": kind, "身份证号": number}}


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        (person(MINOR), "/案件/0/案号"),
        (person(MINOR) | {"公开": True}, "/案件/0/公开"),
        (person(MINOR, "个体工商户"), "/案件/0/案号"),
        (person(MINOR) | WITHHELD, None),
        (person(PERSON), None),
        (person(None), None),
        (person(MINOR[:-1] + "7"), None),  # RX111 speaks of the check digit
        ({}, None),
    ],
)
def test_minors_are_not_published(overlay: Overlay, more: dict[str, Any], pointer: str | None) -> None:
    got = [(one.code, one.level.value, one.pointer) for one in of_case(overlay, **more)]
    assert got == ([("RX504", "错误", pointer)] if pointer else [])


@pytest.mark.parametrize(
    ("ground", "code"),
    [("第三十条", "RX504"), ("第三十一条", "RX505"), ("第31条", "RX505"), ("第三十三条第一款", None)],
)
def test_grounds_that_tell_of_the_person(overlay: Overlay, ground: str, code: str | None) -> None:
    root = overlay({})
    path = root / LIST
    path.write_text(path.read_text("utf-8").replace("第三十三条第一款", ground), "utf-8")
    done = {"处理": [{"清单": "不予行政处罚", "编码": "JT-001", "记录": ["档案：1"]}]}
    taught = {"措施": [{"方式": "说服教育", "记录": ["档案：2"]}]}

    def codes(**more: Any) -> list[str]:
        case = {"案号": "明交柔〔2021〕1号", "日期": "2021-10-12", "案由": "未携带", **done, **taught, **more}
        target = root / LOG
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps({"案件": [case]}, ensure_ascii=False), "utf-8")
        return [one.code for one in check(FolderTree(root), Scope(LINT, TODAY, paths=["cases"])).diagnostics]

    assert codes(**person(None)) == ([code] if code else [])
    assert codes(**person(None), **WITHHELD) == []
    assert codes(当事人={"名称": "甲公司", "类型": "企业"}) == []


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        (person(None) | {"事实": "当事人患有糖尿病。"}, "/案件/0/事实"),
        (person(None) | {"备注": "其子持有残疾人证"}, "/案件/0/备注"),
        (person(None) | {"事实": "当事人患有糖尿病。"} | WITHHELD, None),
        (person(None, "企业") | {"事实": "一名员工患有尘肺病。"}, None),
        ({"事实": "怀孕员工"}, None),
    ],
)
def test_health_is_not_published(overlay: Overlay, more: dict[str, Any], pointer: str | None) -> None:
    got = [(one.code, one.level.value, one.pointer) for one in of_case(overlay, **more)]
    assert got == ([("RX505", "警告", pointer)] if pointer else [])


def test_file_names(overlay: Overlay) -> None:
    records = [f"records/{PERSON}.pdf", "records/13800000000-笔录.txt", "records/a@example.com.txt", "档案：1"]
    got = of_case(overlay, f"cases/transport/2021/{PERSON}.yaml", 措施=[{"方式": "说服教育", "记录": records}])
    assert [(one.code, one.pointer) for one in got] == [
        ("RX506", ""),
        ("RX506", "/案件/0/措施/0/记录/0"),
        ("RX506", "/案件/0/措施/0/记录/1"),
    ]
    assert all(PERSON not in one.message + one.advice for one in got)


@given(st.text("0123456789 -Xx甲@.闽GＡ０１２", max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    for search in (numbers, contacts, plates):
        assert all(one.kind in Kind for one in search(text))
    assert isinstance(health(text), str)


OPINION = {"日期": "2021-12-01", "清单": "不予行政处罚", "编码": PERSON, "类型": "其他", "问题": "难"}
RECEIPT = {"标签": "备案/transport/2021-12-20", "收到日期": "2021-12-22"}
KEPT: list[tuple[str, dict[str, Any], str]] = [
    ("feedback", OPINION | {"问题": "某人{}反映"}, "/反馈/0/问题"),
    ("feedback", OPINION | {"建议": "{}"}, "/反馈/0/建议"),
    ("feedback", OPINION | {"答复": "{}"}, "/反馈/0/答复"),
    ("feedback", OPINION | {"报送": {"日期": "2021-12-10", "文号": "{}"}}, "/反馈/0/报送/文号"),
    ("filings", RECEIPT | {"收件人": "赵六{}"}, "/备案/0/收件人"),
    ("filings", RECEIPT | {"回执文号": "{}"}, "/备案/0/回执文号"),
    ("filings", RECEIPT | {"备注": "{}"}, "/备案/0/备注"),
    ("agency", {"工作方案": {"名称": "{}"}}, "/职责/工作方案/名称"),
    ("agency", {"工作方案": {"文件": "文件/{}.docx"}}, "/职责/工作方案/文件"),
    ("agency", {"培训": [{"日期": "2021-09-20", "内容": "{}"}]}, "/职责/培训/0/内容"),
    ("agency", {"案例指导": [{"备注": {"又": ["{}"]}}]}, "/职责/案例指导/0/备注/又/0"),
]
AGENCY = {"名称": "明溪县交通运输局", "代字": "明交", "联系电话": "13800000000", "地址": PERSON}


def of_register(overlay: Overlay, name: str, row: dict[str, Any]) -> list[Diagnostic]:
    data = {"feedback": {"反馈": [row]}, "filings": {"备案": [row]}, "agency": AGENCY | {"职责": row}}[name]
    path = f"checklists/transport/{name}.yaml"
    root = overlay({path: json.dumps(data, ensure_ascii=False).encode()})
    return list(check(FolderTree(root), Scope(LINT, TODAY, paths=[path])).diagnostics)


@pytest.mark.parametrize(("name", "row", "pointer"), KEPT)
@pytest.mark.parametrize(("text", "code", "level"), FOUND)
def test_what_is_put_to_the_superior_and_filed(
    overlay: Overlay, name: str, row: dict[str, Any], pointer: str, text: str, code: str, level: str
) -> None:
    (one,) = of_register(overlay, name, filled(row, text))
    assert (one.code, one.level, one.pointer) == (code, level, pointer)
    assert text not in one.message + one.advice
    assert "当事人" not in one.advice
    if code != "RX501":
        assert one.message.startswith("要报出、归档的")


def test_registers_without_a_person_are_clean(overlay: Overlay) -> None:
    for name, row, _ in KEPT:
        assert of_register(overlay, name, filled(row, "甲")) == []


ADJUST = ("checklist", "adjust", "transport", "1", "--reason", "改", "--effective", "2022-01-01", "--set", "A:情形=甲")
SAID: list[tuple[tuple[str, ...], str]] = [
    ((*ADJUST, "--commit", "--basis", "{}"), "调整依据"),
    ((*ADJUST, "--commit", "--basis", "某法", "--note", "某人\n{}"), "调整说明"),
    (("checklist", "diff", "transport", "1", "1", "2", "--basis", "{}"), "修改依据"),
    (("filing", "create", "transport", "--number", "{}"), "文号"),
    (("feedback", "letter", "transport", "--number", "{}"), "文号"),
    (("filing", "receipt", "transport", "2021-12-20", "--number", "{}"), "文号"),
    (("filing", "receipt", "transport", "2021-12-20", "--receiver", "赵六{}"), "收件人"),
]


@pytest.mark.parametrize(("arguments", "what"), SAID)
@pytest.mark.parametrize("found", FOUND)
def test_what_is_committed_or_sent_names_nobody(
    two: Repo,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    what: str,
    found: tuple[str, str, str],
) -> None:
    text, code, level = found
    opinion = json.dumps({"反馈": [OPINION | {"编码": "A"}]}, ensure_ascii=False)
    two.write({"checklists/transport/feedback.yaml": opinion.encode()})
    head, status = two.git("rev-parse", "HEAD"), two.git("status", "--porcelain")
    assert run([one.replace("{}", text) for one in arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    doubt = "像是" if (code, level) == ("RX501", "警告") else ""
    assert said.err.startswith(f"rouxing：{what}里有{doubt}")
    assert said.err.count("\n") == 1
    assert text not in said.err
    assert (two.git("rev-parse", "HEAD"), two.git("status", "--porcelain"), two.git("tag")) == (head, status, "")


@pytest.mark.parametrize(("text", "code", "level"), FOUND)
def test_no_letter_carries_a_person_away(
    overlay: Overlay,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    code: str,
    level: str,
) -> None:
    del level
    sent = OPINION | {"编码": "JT-001", "问题": text, "报送": {"日期": "2021-12-10"}}
    clean = OPINION | {"编码": "JT-001"}
    root = overlay({"checklists/transport/feedback.yaml": json.dumps({"反馈": [sent, clean]}).encode()})
    monkeypatch.chdir(root)
    letter = ["feedback", "letter", "transport", "--date", "2021-12-10"]
    path = root / "out/反馈意见-交通运输局-2021-12-10.docx"
    assert run([*letter, "--all"]) == 1  # the row that went out already is in it, too
    said = capsys.readouterr()
    assert code in said.out
    assert "/feedback.yaml:" in said.out
    assert said.err == "没有生成反馈意见\n"
    assert not path.exists()
    assert run(["feedback", "list"]) == 0
    assert (text in capsys.readouterr().out) == (code != "RX501" and "138" not in text)
    assert run(letter) == 0
    assert path.exists()
    path.unlink()
    item = (root / LIST).read_text().replace("名称: ", f"名称: {text}")
    (root / LIST).write_text(item)
    assert run(letter) == 1  # the name of the item stands in the letter
    assert not path.exists()


PAST = [
    ("show", "transport", "1", "--at", "2021-10-05"),
    ("history", "transport", "1"),
    ("history", "transport", "1", "--blame"),
    ("history", "transport", "1", "--format", "html"),
    ("history", "transport", "1", "--format", "xlsx"),
    ("diff", "transport", "1"),
    ("diff", "transport", "1", "--format", "markdown"),
    ("diff", "transport", "1", "--format", "docx"),
    ("diff", "transport", "1", "--format", "xlsx"),
]


def pages(root: Path) -> str:
    """Everything that the files under `out/` say."""
    texts = []
    for path in (root / "out").glob("*.*"):
        if path.suffix == ".html":
            texts.append(path.read_text())
        else:
            with zipfile.ZipFile(path) as archive:
                texts += [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
    return html.unescape(re.sub("<[^>]*>", "", "".join(texts)))


@pytest.mark.parametrize("arguments", PAST)
def test_the_past_is_shown_without_what_was_removed_since(
    repo: Repo, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    card = luhn("622202123456789012")
    rows = [
        item("A", f"甲证号{PERSON}的人，电话138-0000-0000，卡号{card}", 备注="甲乙"),
        item("B", 名称=f"乙{PERSON}", 备注=card),
    ]
    repo.commit("首批", {CHECKLIST: sheet(1, "2021-10-01", rows)})
    rows = [item("A", "甲当场改正的", 备注="甲乙")]
    repo.commit(f"删去{PERSON}\n\n调整依据: 13800000000来电", {CHECKLIST: sheet(2, "2021-11-15", rows)})
    assert run(["checklist", *arguments]) == 0
    said = capsys.readouterr().out + pages(repo.root)
    assert "甲" in said
    for number in (PERSON, card, "138-0000-0000", "13800000000"):
        assert number not in said
