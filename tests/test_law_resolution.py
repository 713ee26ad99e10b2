"""Places on a day: what is found, what is not, what a person is told."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.law import packaged
from rouxing.law.acts import Kind, Known, Law, Version
from rouxing.law.citation import Citation, LawName, Locator, Span, Target
from rouxing.law.fitting import State
from rouxing.law.index import index
from rouxing.law.places import Place
from rouxing.law.resolution import Resolution, resolve, resolved
from rouxing.law.shapes import decoded

EVENT = "突发事件应对法"
PENALTY = "行政处罚法"


def _text(date: str, shapes: str, kind: Kind = Kind.ORIGINAL, *flags: str, complete: bool = True) -> Version:
    return Version(date, date, Known.TEXT, kind, decoded(shapes), complete, flags)


INVENTED = index().with_laws(
    (
        Law(
            "示例县办法",
            (),
            "",
            "2020-01-01",
            (
                _text("2020-01-01", "1 3[2,0,4] 2[0,3]{2.1:2} 4"),
                _text("2022-01-01", "1 2[2,0] x ? 1[6] 3[?]", Kind.AMENDED),
                _text("2024-01-01", "1 2[2,0] 1", Kind.REVISED, "列举未编号"),
            ),
        ),
        Law("缺页办法", (), "", "2020-01-01", (_text("2020-01-01", "1*3", Kind.UNKNOWN, complete=False),)),
    )
)

CASES = [
    # name, place, day, state, words in the explanation
    (PENALTY, "33条1款", "2021-10-01", State.OK, "有效"),
    (PENALTY, "33条4款", "2021-10-01", State.NO_PARAGRAPH, "第三十三条只有三款"),
    (PENALTY, "32条6项", "2021-10-01", State.NO_ITEM, "第三十二条只有五项"),
    (PENALTY, "32条1款1项", "2021-10-01", State.SUPERFLUOUS_PARAGRAPH, "“第一款”不必写"),
    (PENALTY, "33条1款2项", "2021-10-01", State.ITEM_IN_ITEMLESS_PARAGRAPH, "没有分项"),
    (PENALTY, "34条2项", "2021-10-01", State.ITEM_IN_ITEMLESS_PARAGRAPH, "第三十四条没有分项"),
    (PENALTY, "57条3项", "2021-10-01", State.OK, "宜写明第一款"),
    (PENALTY, "87条", "2021-10-01", State.NO_ARTICLE, "最后一条是第八十六条"),
    (PENALTY, "27条2款", "2020-10-01", State.OK, "有效"),
    (PENALTY, "86条", "2020-10-01", State.NOT_YET_IN_FORCE, "2021年7月15日起施行"),
    (PENALTY, "27条1款3项", "2021-10-01", State.OLDER_VERSION, "内容现为第三十二条第四项（推断）"),
    (PENALTY, "33条1款", "2017-10-01", State.TEXT_INCOMPLETE, "没有2017年10月1日适用的文本"),
    (PENALTY, "33条1款", "1990-10-01", State.NOT_YET_IN_FORCE, "尚未施行"),
    ("行政强制法", "16条2款", "2011-12-31", State.NOT_YET_IN_FORCE, "2012年1月1日起施行"),
    ("机动车登记规定", "3条", "2022-04-30", State.TEXT_INCOMPLETE, "没有2022年4月30日适用的文本"),
    ("治安管理处罚法", "19条", "2026-01-01", State.TEXT_INCOMPLETE, "索引没有收录其条文"),
    ("治安管理处罚法", "19条", "2025-12-31", State.OK, "有效"),
    ("发票管理办法", "44条", "2024-01-05", State.OLDER_VERSION, "请核对后改引"),
    ("会计法", "8条3款", "2024-07-01", State.OK, "有效"),
    ("道路运输条例", "69条4项", "2024-01-01", State.OLDER_VERSION, "内容现为第六十八条第一款第三项（核对）"),
    ("婚姻法", "3条", "2020-12-31", State.TEXT_INCOMPLETE, "2021年1月1日废止"),
    ("公司登记管理条例", "68条", "2022-02-28", State.OK, "有效"),
    ("公司登记管理条例", "68条", "2022-03-01", State.REPEALED, "《市场主体登记管理条例》第五十五条"),
    ("个体工商户条例", "3条", "2022-11-01", State.REPEALED, "改引现行规定"),
    ("个体工商户条例", "3条", "2022-10-31", State.OK, "有效"),
    ("信访条例", "3条", "2023-01-01", State.REPEALED, "国务院关于修改和废止部分行政法规的决定"),
    ("广告管理法", "3条", "2023-01-01", State.LAW_NOT_IN_INDEX, "名称相近的有《中华人民共和国广告法》"),
    ("实施条例", "3条", "2023-01-01", State.LAW_NOT_IN_INDEX, "请写全称"),
    ("甲乙丙丁", "3条", "2023-01-01", State.LAW_NOT_IN_INDEX, "无法核对"),
    ("刑法", "120-1条", "2025-01-01", State.OK, "第一百二十条之一"),
    ("刑法", "199条", "2025-01-01", State.NO_ARTICLE, "已删去这一条"),
    ("公司法", "90条9款", "2024-08-01", State.OK, "有效"),  # the number of paragraphs is in doubt
    ("示例县办法", "2条1项", "2021-01-01", State.OK_ITEM_AMBIGUOUS_PARAGRAPH, "第一款、第三款都有项"),
    ("示例县办法", "2条4项", "2021-01-01", State.OK_ITEM_AMBIGUOUS_PARAGRAPH, "请写明是哪一款"),
    ("示例县办法", "2条5项", "2021-01-01", State.NO_ITEM, "只有四项"),
    ("示例县办法", "3条2款1项2目", "2021-01-01", State.OK, "有效"),
    ("示例县办法", "3条2款1项3目", "2021-01-01", State.NO_SUBITEM, "没有这一目"),
    ("示例县办法", "3条2款2项1目", "2021-01-01", State.NO_SUBITEM, "没有这一目"),
    ("示例县办法", "1条0款", "2021-01-01", State.NO_PARAGRAPH, "只有一款"),
    ("示例县办法", "3条2款", "2022-01-01", State.OLDER_VERSION, "请对照新文本改引"),
    ("示例县办法", "4条9款9项", "2022-01-01", State.OK, "有效"),
    ("示例县办法", "6条3款9项", "2022-01-01", State.OK, "有效"),
    ("示例县办法", "6条9项", "2022-01-01", State.OK, "有效"),
    ("示例县办法", "5条6项", "2021-01-01", State.NOT_YET_IN_FORCE, "2022年1月1日起施行"),
    ("示例县办法", "2条9款", "2024-01-01", State.NO_PARAGRAPH, "只有两款"),
    ("缺页办法", "4条", "2021-01-01", State.TEXT_INCOMPLETE, "不完整"),
    ("缺页办法", "3条", "2021-01-01", State.OK, "有效"),
]


@pytest.mark.parametrize(("name", "place", "date", "state", "words"), CASES)
def test_place_on_a_day(name: str, place: str, date: str, state: State, words: str) -> None:
    answer = resolve(name, Place.written(place), date, INVENTED)
    assert answer.state is state, answer.explanation
    assert words in answer.explanation
    assert answer.explanation.startswith("《")


def test_whole_act() -> None:
    assert resolve(PENALTY, None, "2021-10-01", index()).found
    assert resolve("个体工商户条例", None, "2023-10-01", index()).state is State.REPEALED


def test_old_number_that_is_still_a_number() -> None:
    """行政处罚法(2021)第二十七条 exists and speaks of crimes; a list that means the old text is told where to look."""
    answer = resolve(PENALTY, Place("27", 2), "2021-08-15", index())
    assert answer.found
    assert [(str(move.to), move.confidence.value) for move in answer.changed] == [("第三十三条第一款", "推断")]
    assert (
        answer.suspicion == "2017年9月1日修正文本的第二十七条第二款，内容现为第三十三条第一款；如系按旧文本抄录，请改引"
    )
    assert resolve(PENALTY, Place("32", None, 5), "2021-08-15", index()).suspicion == ""
    dropped = resolve("会计法", Place("24"), "2024-08-15", index())
    assert "（已删去）" in dropped.suspicion


def test_present_place_of_an_old_number() -> None:
    answer = resolve("会计法", Place("42", 1, 2), "2024-08-15", index())
    assert answer.state is State.OLDER_VERSION
    assert [str(move.to) for move in answer.present] == ["第四十条第一款第二项"]
    gone = resolve("发票管理办法", Place("18", 3), "2024-08-15", index())
    assert (gone.state, "已删去" in gone.explanation) == (State.OLDER_VERSION, True)


def test_answers_that_are_not_certain() -> None:
    assert resolve(PENALTY, Place("33", 1), "2021-10-01", index()).certain
    assert not resolve(PENALTY, Place("33", 1), "2020-10-01", index()).certain  # the text was put together from memory
    assert not resolve("示例县办法", Place("2", 9), "2024-01-01", INVENTED).certain  # lists without numbers
    assert resolve("示例县办法", Place("9"), "2024-01-01", INVENTED).certain


def test_paragraph_is_filled_in() -> None:
    assert resolve(PENALTY, Place("57", None, 3), "2021-10-01", index()).place == Place("57", 1, 3)


def test_every_article_is_found_while_its_version_is_in_force() -> None:
    laws = index()
    for key in packaged.texts():
        law = laws.find(key)
        assert law is not None
        following: list[Version | None] = [*law.versions[1:], None]
        for version, later in zip(law.versions, following, strict=True):
            day = version.effective
            repeal = laws.repealed(key)
            if (later and later.effective <= day) or (repeal and repeal.effective <= day):
                continue
            for article, shape in version.articles.items():
                if shape.is_dropped:
                    continue
                answer = resolve(law.title, Place(article), day, laws)
                assert answer.state is State.OK, answer.explanation


NAMES = st.one_of(st.sampled_from((PENALTY, EVENT, "刑法", "示例县办法", "消法", "广告管理法")), st.text(max_size=12))
NUMBERS = st.one_of(st.none(), st.integers(-3, 400))
PLACES = st.builds(Place, st.one_of(st.integers(0, 500).map(str), st.text(max_size=5)), NUMBERS, NUMBERS, NUMBERS)
DAYS = st.dates().map(str)


@given(NAMES, st.one_of(st.none(), PLACES), DAYS)
def test_never_raises(name: str, place: Place | None, date: str) -> None:
    assert isinstance(resolve(name, place, date, INVENTED), Resolution)


@given(
    st.sampled_from(("示例县办法", EVENT, "道路运输条例", "会计法", PENALTY)), st.lists(DAYS, min_size=2, max_size=4)
)
def test_later_days_have_later_versions(name: str, days: list[str]) -> None:
    law = INVENTED.find(name)
    assert law is not None
    effective = [version.effective if (version := law.at(day)) else "" for day in sorted(days)]
    assert all(earlier <= later for earlier, later in itertools.pairwise(effective))


def _cited(first: Locator, last: Locator | None = None, law: LawName | None = None) -> Citation:
    target = Target(first, last, Span(0, 0))
    return Citation("", Span(0, 0), law or LawName("title", "刑法"), (target,))


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (_cited(Locator("3")), ["第三条 有效"]),
        (
            _cited(Locator("120"), Locator("121")),
            [f"第一百二十{rest} 有效" for rest in ("条", *(f"条之{number}" for number in "一二三四五六"), "一条")],
        ),
        (_cited(Locator("450"), Locator("470")), ["第四百五十条 有效", "第四百七十条 无此条"]),
        (
            _cited(Locator("34", 1, 1), Locator("34", 1, 3)),
            [f"第三十四条第一款第{item}项 有效" for item in "一二三"],
        ),
        (
            _cited(Locator("12", 1), Locator("12", 3)),
            ["第十二条第一款 有效", "第十二条第二款 有效", "第十二条第三款 无此款"],
        ),
        (_cited(Locator("3", rel="prev", unit="款")), ["None 不明引用"]),
        (_cited(Locator(chapter=3)), ["None 不能核对"]),
        (_cited(Locator("3"), law=LawName("self", "本法")), ["None 不明引用"]),
        (_cited(Locator("3"), law=LawName("none")), ["None 不能核对"]),
        (Citation("", Span(0, 0), LawName("title", "刑法"), ()), ["None 有效"]),
        (_cited(Locator("1", 1), Locator("1", 100000), LawName("title", "甲乙丙丁")), ["法律未收录"] * 200),
        (_cited(Locator("1"), Locator("3"), LawName("title", "甲乙丙丁")), ["第一条 法律未收录", "第三条 法律未收录"]),
    ],
)
def test_places_of_a_citation(citation: Citation, expected: list[str]) -> None:
    answers = resolved(citation, "2025-01-01", index())
    assert len(answers) == len(expected)
    for answer, words in zip(answers, expected, strict=True):
        assert f"{answer.place} {answer.state}".endswith(words)
