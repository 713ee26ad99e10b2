"""Excluded fields: the lexicon's own examples, exceptions of law, and any text in bounded time."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.law.field_lexicon import Entry, lexicon
from rouxing.law.fields import Evidence, Field, breaks_measure, citations, forbidden

EVENT = [("强降雨防汛应急响应", "自然灾害")]
LISTS = ["不予行政处罚", "减轻行政处罚", "从轻行政处罚", "不予行政强制"]
ENTRIES = lexicon().entries
ARTICLES = [article for articles in lexicon().articles.values() for article in articles]


def found(example: str) -> list[Evidence]:
    """What an example of the lexicon (名称｜情形｜处罚依据｜清单, or 案件：案由｜事实) is found to be."""
    if example.startswith("案件："):
        cause, facts = example.removeprefix("案件：").split("｜")
        evidence = breaks_measure(cause, facts, EVENT)
    else:
        name, circumstances, ground, checklist = [*example.split("｜"), "", "", ""][:4]
        evidence = forbidden(name, circumstances, (ground,) if ground else (), checklist or LISTS[0])
    return [evidence] if evidence else []


@pytest.mark.parametrize(
    ("entry", "example"), [pytest.param(entry, text, id=text[:40]) for entry in ENTRIES for text in entry.examples]
)
def test_example_is_found(entry: Entry, example: str) -> None:
    assert found(example), entry


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_no_entry_is_dead(entry: Entry) -> None:
    reasons = [evidence.reason for example in entry.examples for evidence in found(example)]
    assert entry.why in reasons, reasons


@pytest.mark.parametrize("example", [text for entry in ENTRIES for text in entry.counterexamples])
def test_counterexample_is_not_found(example: str) -> None:
    assert found(example) == []


@pytest.mark.parametrize("example", [text for article in ARTICLES for text in article.examples])
def test_article_alone_is_found(example: str) -> None:
    [evidence] = found(example)
    assert evidence.part == "案由"


@pytest.mark.parametrize("example", [text for article in ARTICLES for text in article.counterexamples])
def test_article_with_paperwork_is_not_found(example: str) -> None:
    assert found(example) == []


def test_every_entry_shows_a_bare_fault_and_a_bare_innocent() -> None:
    assert all(entry.examples and entry.counterexamples for entry in (*ENTRIES, *ARTICLES))
    assert {entry.field for entry in ENTRIES} == set(Field)


@pytest.mark.parametrize(
    ("name", "circumstances", "certain"),
    [
        ("网吧在安全出口堆放旧椅子", "面积不大", [True]),
        ("违反《中华人民共和国安全生产法》第九十七条规定，未如实记录教育培训情况的", "培训已开展", []),
        ("某消防救援大队、食品安全办公室未按期公开部门预算", "", []),
        ("对运输车辆（危险货物运输车辆除外）未按期年度审验的处罚", "", []),
        ("酒吧周末超员经营", "", [False]),
    ],
)
def test_acts_not_words(name: str, circumstances: str, certain: list[bool]) -> None:
    assert [evidence.certain for evidence in [forbidden(name, circumstances)] if evidence] == certain


def test_evidence_points_at_the_words() -> None:
    evidence = forbidden("一般违法行为", "仓库里私存雷管三枚")
    assert evidence is not None
    assert (evidence.field, evidence.part) == (Field.SAFETY, "情形")
    assert evidence.text in "仓库里私存雷管三枚"


def test_a_ground_makes_a_doubt_certain() -> None:
    name, ground = "未取得食品经营许可开面馆", "《中华人民共和国食品安全法》第一百二十四条第一款第（一）项"
    assert [evidence and evidence.certain for evidence in (forbidden(name, ""), forbidden(name, "", (ground,)))] == [
        False,
        True,
    ]


def test_no_declared_event_no_broken_measure() -> None:
    assert breaks_measure("闯卡", "驾车强行闯卡点", []) is None
    assert breaks_measure("闯卡", "驾车强行闯卡点", EVENT) is not None


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("《中华人民共和国消防法》第六十条第一款第（三）项、第二款", ["第六十条第一款第三项", "第六十条第二款"]),
        ("《消防法》第60条第1款第3项", ["第六十条第一款第三项"]),
        ("《消防法》第一百零五条、第110条", ["第一百零五条", "第一百一十条"]),
        ("《消防法》第六十条第三项、第四项", ["第六十条第三项", "第六十条第四项"]),
        ("《消防法》", []),
    ],
)
def test_citations(text: str, cited: list[str]) -> None:
    assert list(citations(text)) == [("消防法", place) for place in cited]


WORDS = [part for terms in lexicon().terms.by_anchor for term in terms for part in term.parts]
TEXT = st.lists(
    st.one_of(st.sampled_from(WORDS), st.text(max_size=6), st.sampled_from("，。；《》（）第未不无因")), max_size=30
)


@given(TEXT.map("".join), TEXT.map("".join), st.text(), st.sampled_from(LISTS))
def test_any_text(name: str, circumstances: str, ground: str, checklist: str) -> None:
    for evidence in (
        forbidden(name, circumstances, (ground, f"《消防法》第{ground}条"), checklist),
        breaks_measure(name, circumstances, EVENT),
    ):
        assert evidence is None or (evidence.reason and evidence.text)


@pytest.mark.parametrize(
    "unit",
    [
        "未",
        "《",
        "（",
        "因疫情",
        "无",
        "占用消防通道",
        "没有检测，",
        "未记录",
        "第一条",
        "《消防法》第一条",
        "\n",
        "未消毒餐具过期食品",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        forbidden(text, text, (text,))
        breaks_measure(text, text, EVENT)
        return time.process_time() - start

    forbidden("", "")
    assert seconds(40_000) < 20 * seconds(4_000) + 0.5


def test_import_reads_nothing() -> None:
    code = "import sys, rouxing.law.fields; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_sure_finding_is_never_silenced_by_wording() -> None:
    """Where the wording is unlike, a person is still told; an act in the circumstances keeps its full weight."""
    stated = forbidden("逾期报送材料（报表）的", "占用消防车通道，当场驶离的")
    assert stated is not None
    assert (stated.certain, stated.unlike) == (True, False)
    of_words = forbidden("商场防火门上的装饰画歪了", "防火门关闭严密")
    of_article = forbidden("采砂船船名喷漆剥落", "许可、检验有效", ("《中华人民共和国水法》第七十二条",))
    for evidence in (of_words, of_article):
        assert evidence is not None
        assert (evidence.certain, evidence.unlike) == (False, True)
