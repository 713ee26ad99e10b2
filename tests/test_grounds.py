"""Items and notices stand on law that is in force and carries their list: given these citations, these findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.check import LINT, Scope, check
from rouxing.commands._door import run
from rouxing.diagnostics import Diagnostic
from rouxing.files.tree import FolderTree, MemoryTree
from rouxing.law.citation import citations
from rouxing.law.grounds import Answer, Ground, grounds, place_of
from rouxing.law.index import index
from rouxing.law.papers import is_paper
from rouxing.law.places import Place
from rouxing.law.resolution import resolve
from rouxing.law.topics import Meant, meant
from rouxing.terms import ListKind
from tests.conftest import TODAY, Overlay, found

NO, MITIGATED, LIGHTER, COMPULSION = ListKind
L33 = "《中华人民共和国行政处罚法》第三十三条第一款"
L32 = "《中华人民共和国行政处罚法》第三十二条"


def sheet(kind: ListKind, date: str, cited: list[str], **more: object) -> dict[str, bytes]:
    """A list with one item that cites this."""
    item = {"编码": "1", "名称": "逾期报送材料", "情形": "当场改正的", "依据": cited, "监管措施": ["说服教育"], **more}
    data = {"清单": kind.value, "版本": 1, "施行日期": date, "事项": [item]}
    return {f"checklists/transport/{kind.file_name}": json.dumps(data, ensure_ascii=False).encode()}


def said(overlay: Overlay, kind: ListKind, date: str, cited: list[str], **more: object) -> list[Diagnostic]:
    root = overlay(sheet(kind, date, cited, **more))
    outcome = check(
        FolderTree(root), Scope(("RX0", "RX2", "RX3"), TODAY, paths=[f"checklists/transport/{kind.file_name}"])
    )
    return list(outcome.diagnostics)


# kind of list, day, grounds → code, level and index of the ground (None: the item has none)
CASES: list[tuple[ListKind, str, list[str], list[tuple[str, str, int | None]]]] = [
    # what carries the list
    (NO, "2021-10-01", [L33], []),
    (NO, "2021-10-01", ["行政处罚法第33条"], []),
    (NO, "2021-10-01", ["《行政处罚法》第三十三条第二款"], []),
    (NO, "2021-10-01", ["《行政处罚法》第三十条"], []),
    (MITIGATED, "2021-10-01", [L32], []),
    (LIGHTER, "2021-10-01", ["《行政处罚法》第三十二条第（二）项"], []),
    (COMPULSION, "2021-10-01", ["《行政强制法》第十六条第二款"], []),
    (COMPULSION, "2021-10-01", ["《优化营商环境条例》第五十九条第一款"], []),
    (NO, "2020-10-01", ["《行政处罚法》第二十七条第二款"], []),
    (NO, "2022-10-01", ["《食品安全法》第一百三十六条"], []),
    (LIGHTER, "2022-10-01", ["《产品质量法》第五十五条"], []),
    # one ground that carries it is enough
    (NO, "2021-10-01", ["《道路运输条例》第六十八条", L33], []),
    (MITIGATED, "2021-10-01", [L33, L32], []),
    # RX305: a ground of another list
    (MITIGATED, "2021-10-01", [L33], [("RX305", "错误", 0)]),
    (LIGHTER, "2021-10-01", ["《行政处罚法》第三十三条第二款"], [("RX305", "错误", 0)]),
    (NO, "2021-10-01", [L32], [("RX305", "错误", 0)]),
    (COMPULSION, "2021-10-01", [L33], [("RX305", "错误", 0)]),
    (NO, "2021-10-01", ["《行政强制法》第十六条第二款"], [("RX305", "错误", 0)]),
    (NO, "2021-10-01", ["《行政处罚法》第三十三条第三款"], [("RX305", "错误", 0)]),
    (NO, "2021-10-01", ["《行政处罚法》第三十六条第一款"], [("RX305", "错误", 0)]),
    (NO, "2021-10-01", ["《行政处罚法》第四十二条"], [("RX305", "错误", 0)]),
    (NO, "2022-10-01", ["《产品质量法》第五十五条"], [("RX305", "错误", 0)]),
    (LIGHTER, "2022-10-01", ["《治安管理处罚法》第十九条"], [("RX305", "错误", 0)]),
    (NO, "2021-10-01", ["《道路运输条例》第六十八条", L32], [("RX305", "错误", 1)]),
    (MITIGATED, "2021-10-01", ["《行政处罚法》第三十二条第五项"], [("RX305", "错误", 0)]),
    (MITIGATED, "2021-10-01", ["《行政处罚法》第三十二条第五项", "《道路运输条例》第六十八条"], [("RX305", "警告", 0)]),
    (MITIGATED, "2021-10-01", ["《行政处罚法》第三十二条第五项", "《某省渔业条例》第九条"], [("RX302", "提示", 1)]),
    # RX306: none at all
    (NO, "2021-10-01", [], [("RX306", "错误", None)]),
    (NO, "2021-10-01", ["按照有关规定执行"], [("RX306", "错误", 0)]),
    (NO, "2021-10-01", ["《中华人民共和国行政处罚法》"], [("RX306", "错误", 0)]),
    (NO, "2021-10-01", ["《道路运输条例》第六十八条"], [("RX306", "错误", 0)]),
    (NO, "2021-10-01", ["《某市柔性执法实施方案》（某政办〔2021〕9号）"], [("RX306", "错误", 0)]),
    (NO, "2021-10-01", ["《某省行政处罚裁量基准》第三条"], [("RX306", "错误", 0)]),
    # RX302: the index does not hold it, so it may be a ground
    (NO, "2021-10-01", ["《某省渔业条例》第九条"], [("RX302", "提示", 0)]),
    (NO, "2021-10-01", [L33, "《某市柔性执法实施方案》（某政办〔2021〕9号）"], []),
    # RX303: never was
    (NO, "2021-10-01", ["《行政处罚法》第八十七条"], [("RX303", "错误", 0)]),
    (NO, "2021-10-01", ["《行政处罚法》第三十三条第四款"], [("RX303", "错误", 0)]),
    (MITIGATED, "2021-10-01", ["《行政处罚法》第三十二条第六项"], [("RX303", "错误", 0)]),
    (NO, "2021-10-01", [L33, "《道路运输条例》第一百条"], [("RX303", "错误", 1)]),
    # RX304: was, and is no more
    (NO, "2021-08-15", ["《行政处罚法》第二十七条第二款"], [("RX304", "错误", 0)]),
    (MITIGATED, "2022-05-01", ["《行政处罚法》第二十七条第一款"], [("RX304", "错误", 0)]),
    (NO, "2022-05-01", ["《行政处罚法》第二十五条"], [("RX304", "错误", 0)]),
    (NO, "2022-05-01", [L33, "《公司登记管理条例》第六十九条"], [("RX304", "错误", 1)]),
    (NO, "2024-01-05", [L33, "《道路运输条例》第七十一条第二款"], [("RX304", "错误", 1)]),
    # RX301: cannot be looked up
    (NO, "2021-10-01", [L33, "本法第五条"], [("RX301", "错误", 1)]),
    (NO, "2021-10-01", [L33, "前款规定"], [("RX301", "错误", 1)]),
    (NO, "2021-10-01", [L33, "见附件"], [("RX301", "错误", 1)]),
    (NO, "2021-10-01", [L33, "《道路运输条例》"], [("RX301", "警告", 1)]),
    # style
    (MITIGATED, "2021-10-01", ["《行政处罚法》第三十二条第一款第一项"], [("RX307", "提示", 0)]),
]


@pytest.mark.parametrize(("kind", "date", "cited", "expected"), CASES)
def test_grounds_of_an_item(
    overlay: Overlay, kind: ListKind, date: str, cited: list[str], expected: list[tuple[str, str, int | None]]
) -> None:
    pointers = {index: f"/事项/0/依据/{index}" for index in range(len(cited))} | {None: "/事项/0/依据"}
    got = [(one.code, one.level.value, one.pointer) for one in said(overlay, kind, date, cited)]
    assert got == [(code, level, pointers[index]) for code, level, index in expected]


@pytest.mark.parametrize(("kind", "date", "cited", "expected"), [case for case in CASES if case[3]])
def test_messages_name_the_law_the_day_and_what_to_do(
    overlay: Overlay, kind: ListKind, date: str, cited: list[str], expected: list[tuple[str, str, int | None]]
) -> None:
    year, month, day = date.split("-")
    for one in said(overlay, kind, date, cited):
        assert one.advice.strip("。")
        assert "None" not in one.message + one.advice
        if "没有读得出的法律引用" not in one.message:
            assert f"{year}年{int(month)}月{int(day)}日" in one.message
        if one.code in {"RX302", "RX303", "RX304", "RX305"}:
            assert "《" in one.message
            assert "第" in one.message


def test_the_present_article_is_named_with_its_confidence(overlay: Overlay) -> None:
    (one,) = said(overlay, MITIGATED, "2022-05-01", ["《行政处罚法》第二十七条第一款"])
    assert "现为第三十二条（可信度：核对）" in one.message
    assert one.advice == "请改引第三十二条（可信度：核对）"


@pytest.mark.parametrize(
    ("name", "cited", "level"),
    [
        ("迟报统计资料", "《统计法》第四十二条第一款", "警告"),
        ("迟报统计资料", "《统计法》第四十五条第一款", None),
        ("做了别的事", "《统计法》第四十二条第一款", "提示"),
    ],
)
def test_a_number_that_stands_with_another_content_is_judged_by_the_matter(
    overlay: Overlay, name: str, cited: str, level: str | None
) -> None:
    got = said(overlay, NO, "2024-11-20", [L33], 处罚依据=[cited], 名称=name)
    assert [(one.code, one.level.value, one.pointer) for one in got] == (
        [("RX304", level, "/事项/0/处罚依据/0")] if level else []
    )


def test_the_matter_tells_nothing_where_no_words_are_known() -> None:
    assert meant("没有这部法", Place("1"), "2020-01-01", [], "任何事") is Meant.UNKNOWN


def notice(number: int, day: str, cited: str) -> str:
    return f"""  - 案号: 明交柔〔2021〕{number}号
    日期: {day}
    当事人: {{名称: 甲公司, 类型: 企业}}
    案由: 未携带车辆营运证
    措施: [{{方式: 行政告诫, 记录: [明交告〔2021〕{number}号]}}]
    文书:
      - 种类: 行政告诫书
        文号: 明交告〔2021〕{number}号
        日期: {day}
        填写: {{行为: 未携带, 依据: {cited}, 改正期限: {day}}}
"""


def test_a_notice_is_judged_by_its_own_day(overlay: Overlay) -> None:
    rows = [
        notice(1, "2021-07-14", "《行政处罚法》第二十七条第二款"),
        notice(2, "2021-07-15", "《行政处罚法》第二十七条第二款"),
        notice(3, "2021-10-12", "《道路运输条例》第一百条"),
        notice(4, "2021-10-12", "《道路运输条例》第六十八条"),
        notice(5, "2021-10-12", "有关规定"),
        notice(6, "2021-10-12", "《某省渔业条例》第九条"),
    ]
    log = "案件:\n" + "".join(rows)
    got = [(one.code, one.case) for one in found(overlay({"cases/transport/2021/10.yaml": log.encode()}))]
    assert got == [
        ("RX304", "明交柔〔2021〕2号"),
        ("RX303", "明交柔〔2021〕3号"),
        ("RX301", "明交柔〔2021〕5号"),
    ]


OWN_LAW = """名称: 某省渔业条例
简称: [渔业条例]
层级: 地方性法规
版本:
  - 通过: 2019-01-01
    施行: 2019-05-01
    种类: 原文
    条文:
      - {条: 第一条, 款: 1}
      - {条: 第二条, 款: 2, 项: [0, 3], 目: [[2, 3, 2]]}
      - {条: 第二条之一, 款: 1}
"""
OWN_GROUNDS = """依据:
  - {法: 某省渔业条例, 条款: 第二条第一款, 支持: [不予行政处罚], 内容: 首次违法的可以不予处罚}
"""


@pytest.mark.parametrize(
    ("cited", "codes"),
    [
        ("《某省渔业条例》第二条第一款", []),
        ("渔业条例第二条", []),
        ("《某省渔业条例》第二条之一", ["RX306"]),
        ("《某省渔业条例》第三条", ["RX303"]),
        ("《某省渔业条例》第二条第二款第四项", ["RX303"]),
        ("《某省渔业条例》第二条第二款第三项第3目", ["RX303"]),
    ],
)
def test_an_agency_adds_laws_and_grounds(overlay: Overlay, cited: str, codes: list[str]) -> None:
    files = {"laws/yuye.yaml": OWN_LAW.encode(), "laws/grounds.yaml": OWN_GROUNDS.encode()}
    assert [one.code for one in found(overlay(files | sheet(NO, "2021-10-01", [cited])))] == codes


def test_an_incomplete_text_proves_nothing(overlay: Overlay) -> None:
    law = OWN_LAW.replace("    种类: 原文\n", "    种类: 原文\n    完整: false\n")
    files = {"laws/yuye.yaml": law.encode()}
    got = found(overlay(files | sheet(NO, "2021-10-01", [L33, "《某省渔业条例》第三条"])))
    assert [(one.code, one.level.value) for one in got] == [("RX302", "提示")]


def test_an_agencys_row_goes_before_the_packaged_one(overlay: Overlay) -> None:
    row = "依据: [{法: 产品质量法, 条款: 第五十五条, 支持: [不予行政处罚], 内容: 本单位另有理解}]\n"
    files = {"laws/grounds.yaml": row.encode()}
    assert found(overlay(files | sheet(NO, "2022-10-01", ["《产品质量法》第五十五条"]))) == []


def test_a_paper_among_the_agencys_laws_carries_nothing(overlay: Overlay) -> None:
    paper = OWN_LAW.replace("地方性法规", "其他").replace("某省渔业条例", "某局执法规程")
    files = {"laws/paper.yaml": paper.encode()}
    files |= sheet(NO, "2021-10-01", ["《某局执法规程》第一条"])
    assert [one.code for one in found(overlay(files))] == ["RX306"]
    row = "依据: [{法: 某局执法规程, 条款: 第一条, 支持: [不予行政处罚], 内容: 自己说了不算}]\n"
    files |= {"laws/grounds.yaml": row.encode()}
    assert [one.code for one in found(overlay(files))] == ["RX306"]


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("《某市实施方案》", True),
        ("《关于轻微违法不罚的意见》（某发〔2021〕1号）", True),
        ("《裁量基准（试行）》", True),
        ("《某某工作要求》（某发〔2021〕1号）", True),
        ("《某省渔业条例》（某省人大常委会公告〔2021〕12号）", False),
        ("《某某管理办法》", False),
        ("《行政处罚法》", False),
    ],
)
def test_papers_below_rules_are_known_by_name_or_number(text: str, paper: bool) -> None:
    assert is_paper(citations(text)[0].law) is paper


def test_every_ground_is_judged_as_its_row_says() -> None:
    for rows in grounds().rows.values():
        for row in rows:
            date = row.until if row.until < "9999" else max(row.since, "2025-03-01")
            for kind in ListKind:
                answer = grounds().judge(row.law, row.place, date, kind).answer
                assert (answer in (Answer.CARRIES, Answer.CARRIES_WITH_SECOND)) is (kind in row.supports), (row, kind)


@pytest.mark.parametrize("text", ["", "第一", "前款", "第一条至第三条", "第一条、第二条", "《A法》第一条 等"])
def test_only_one_place_is_a_place(text: str) -> None:
    with pytest.raises(ValueError, match="不是具体的条款项"):
        place_of(text)


@given(
    st.lists(
        st.sampled_from(["第一条", "第一条第一款", "第一条第二款", "第二条", "第一条第一款第一项"]),
        unique=True,
        max_size=4,
    ),
    st.sampled_from(["第一条", "第一条第一款", "第一条第二款", "第一条第一款第一项", "第二条第一款"]),
)
def test_a_place_is_judged_by_the_closest_row(places: list[str], asked: str) -> None:
    rows = [Ground("甲", place_of(text), frozenset({NO}), text) for text in places]
    verdict = grounds()._replace(rows={}, exhaustive=frozenset()).extended(rows).judge("甲", place_of(asked), TODAY, NO)
    holding = [text for text in places if asked.startswith(text)]
    inside = {text for text in places if text.startswith(asked)}
    expected = {max(holding, key=len)} if holding else inside
    assert {row.gist for row in verdict.rows} == expected


@pytest.mark.parametrize(
    ("exception", "level", "pointer", "words"),
    [
        ("《中华人民共和国食品安全法》第一百三十六条", "提示", "/事项/0/例外依据", "不作为错误"),
        ("《中华人民共和国行政处罚法》第三十三条第一款", "错误", "/事项/0/名称", "没有针对这类行为规定不予处罚"),
        ("《中华人民共和国食品安全法实施条例》第七十六条", "错误", "/事项/0/名称", "没有针对这类行为规定不予处罚"),
    ],
)
def test_what_an_exception_lifts_is_said(
    overlay: Overlay, exception: str, level: str, pointer: str, words: str
) -> None:
    (one,) = said(overlay, NO, "2022-10-01", [L33], 名称="销售超过保质期的食品", 例外依据=exception)
    assert (one.code, one.level.value, one.pointer) == ("RX202", level, pointer)
    assert words in one.message


@pytest.fixture
def stale_list(overlay: Overlay) -> Path:
    """A list with comments that cites old numbers, one compared word by word and one not."""
    text = """# 头
清单: 减轻行政处罚
版本: 1
施行日期: 2022-10-01
事项:
  - 编码: "1"   # 编码
    名称: 未携带车辆营运证的
    情形: 主动消除违法行为危害后果的
    依据:
      - '《行政处罚法》第二十七条第一款'  # 旧
      - 《行政处罚法》第二十五条
    监管措施: [说服教育]
"""
    path = "checklists/transport/mitigated-penalty.yaml"
    return overlay({path: text.encode()}) / path


def test_fix_replaces_only_what_was_compared_word_by_word(stale_list: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = stale_list.read_text("utf-8")
    root = str(stale_list.parents[2])
    assert run(["lint", "--fix", "-C", root]) == 1
    assert stale_list.read_text("utf-8") == before.replace(
        "'《行政处罚法》第二十七条第一款'", "《行政处罚法》第三十二条"
    )
    assert (
        "已改正 checklists/transport/mitigated-penalty.yaml：改为 《行政处罚法》第三十二条" in capsys.readouterr().err
    )
    assert run(["lint", "--fix", "-C", root]) == 1
    assert "没有可以代为改正的" in capsys.readouterr().err


def test_fix_leaves_what_was_waived_and_what_was_not_asked_for(stale_list: Path) -> None:
    before = stale_list.read_bytes()
    root = stale_list.parents[2]
    settings = root / "rouxing.yaml"
    original = settings.read_text("utf-8")
    waiver = "{规则: RX304, 事项编码: '1', 理由: 待改, 批准人: 甲, 有效期至: 2099-12-31}"
    settings.write_text(f"{original}规则:\n  例外:\n    - {waiver}\n", "utf-8")
    run(["lint", "--fix", "-C", str(root)])
    settings.write_text(original, "utf-8")
    run(["lint", "--fix", "-C", str(root), "--ignore", "RX304"])
    run(["lint", "--fix", str(root / "checklists/transport/no-penalty.yaml")])
    assert stale_list.read_bytes() == before


def test_answers_travel_to_other_processes() -> None:
    import pickle

    from rouxing.model import Library

    library = Library()
    assert library.look_up(L33, "2021-10-01")[0][1][0].found
    again = pickle.loads(pickle.dumps(library))  # noqa: S301 - our own bytes
    assert again.look_up(L33, "2021-10-01")[0][1][0].found


def test_a_place_cited_in_the_index_is_answered_like_the_rules_see_it() -> None:
    assert resolve("行政处罚法", Place("33", 1), "2021-10-01", index()).found


def test_memory_trees_need_no_files_of_law() -> None:
    tree = MemoryTree({"rouxing.yaml": "地区: 明溪县\n".encode()})
    assert check(tree, Scope(LINT, TODAY)).files == 1
