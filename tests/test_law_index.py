"""The index of laws: names, versions, shapes, repeals, renumbering; size of the packaged data."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.law import packaged
from rouxing.law.acts import Confidence, Kind, Known, Law, Version
from rouxing.law.fitting import holds
from rouxing.law.index import LawIndex, index
from rouxing.law.places import Place
from rouxing.law.renumbering import amendments, destinations, origins, silently_changed
from rouxing.law.shapes import Shape, article_key, decoded, encoded
from rouxing.law.titles import nearest, normal

PENALTY = "中华人民共和国行政处罚法"
ALL = tuple(index().find(title) for title in packaged.texts())


def test_packaged_data_stays_small() -> None:
    assert sum(len(zlib.compress(path.read_bytes())) for path in packaged.FOLDER.iterdir()) <= 200_000


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("行政处罚法", PENALTY),
        ("中华人民共和国 行政处罚法", PENALTY),
        ("《中华人民共和国行政处罚法》", PENALTY),
        ("行政处罚法（2021修订）", PENALTY),
        ("行政处罚法(2021年修订)", PENALTY),
        ("税收征管法", "中华人民共和国税收征收管理法"),
        ("消法", "中华人民共和国消费者权益保护法"),
        ("代表法", "中华人民共和国全国人民代表大会和地方各级人民代表大会代表法"),
        ("实施＜中华人民共和国反外国制裁法＞的规定", "实施《中华人民共和国反外国制裁法》的规定"),
        ("处方药与非处方药分类管理办法(试行)", "处方药与非处方药分类管理办法（试行）"),
        ("处方药与非处方药分类管理办法", None),
        ("实施条例", None),
        ("暂行规定", None),
        ("本法", None),
        ("", None),
    ],
)
def test_law_by_name(name: str, title: str | None) -> None:
    law = index().find(name)
    assert (law.title if law else None) == title
    assert index().knows(name) == (title is not None)


def test_vague_name_has_candidates() -> None:
    titles = [law.title.removeprefix("中华人民共和国") for law in index().candidates("实施条例")]
    assert titles == ["森林法实施条例", "烟草专卖法实施条例", "矿山安全法实施条例"]
    assert [law.title for law in index().candidates("消法")] == ["中华人民共和国消费者权益保护法"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("治安处罚法", "中华人民共和国治安管理处罚法"),
        ("广告管理法", "中华人民共和国广告法"),
        ("道路运输管理条例", "中华人民共和国道路运输条例"),
        ("城市市容与环境卫生管理条例", "城市市容和环境卫生管理条例"),
        ("食品安全法实施细则", "中华人民共和国食品安全法实施条例"),
    ],
)
def test_nearest_title_of_a_misspelt_name(name: str, title: str) -> None:
    assert index().find(name) is None
    assert index().similar(name)[0] == title


def test_nothing_is_near_to_an_invented_name() -> None:
    assert index().similar("甲乙丙丁办法") == ()
    assert nearest("法", ("广告法",)) == ()


def test_longest_name_before_a_place() -> None:
    text = "违反治安管理处罚法第三条"
    assert index().name_before(text, text.index("第")) == "治安管理处罚法"
    assert index().name_before("本条第三款", 2) is None


@pytest.mark.parametrize(
    ("name", "by", "effective"),
    [
        ("个体工商户条例", "促进个体工商户发展条例", "2022-11-01"),
        ("公司登记管理条例", "市场主体登记管理条例", "2022-03-01"),
        ("中华人民共和国婚姻法", "民法典", "2021-01-01"),
        ("盐业管理条例", "食盐专营办法", "2017-12-26"),
        ("食品卫生法", "食品安全法", "2009-06-01"),
        ("国家安全法", None, None),  # that of 1993 was repealed, that of 2015 is in force
        ("军人抚恤优待条例", None, None),  # repealed only by its own new text
        ("行政处罚法", None, None),
    ],
)
def test_repealed(name: str, by: str | None, effective: str | None) -> None:
    repeal = index().repealed(name)
    assert (repeal and repeal.by, repeal and repeal.effective) == (by, effective)


@pytest.mark.parametrize(
    ("name", "date", "version"),
    [
        ("行政处罚法", "2021-07-14", "2017-09-01"),
        ("行政处罚法", "2021-07-15", "2021-01-22"),
        ("行政处罚法", "2017-12-31", None),
        ("会计法", "2024-06-30", "2017-11-04"),  # its last article still says 2000年7月1日
        ("会计法", "2024-07-01", "2024-06-28"),
        ("道路运输条例", "2022-04-30", "2019-03-02"),
        ("道路运输条例", "2022-05-01", "2022-03-29"),
        ("道路运输条例", "2023-07-20", "2023-07-20"),
        ("行政强制法", "2011-12-31", None),
        ("治安管理处罚法", "2026-01-01", "2025-06-27"),
    ],
)
def test_version_in_force(name: str, date: str, version: str | None) -> None:
    law = index().find(name)
    assert law is not None
    found = law.at(date)
    assert (found.date if found else None) == version


def test_no_version_takes_effect_before_it_was_made() -> None:
    for law in ALL:
        assert law is not None
        assert [version.effective for version in law.versions] == sorted(version.effective for version in law.versions)
        for version in law.versions:
            assert version.kind in {Kind.ORIGINAL, Kind.UNKNOWN} or version.effective >= version.date, law.title
            assert version.effective_known_by is not Known.SUPPLEMENT or version.source
            assert list(version.articles) == sorted(version.articles, key=article_key)


def test_versions_before_and_after() -> None:
    law = index().find("道路运输条例")
    assert law is not None
    middle = law.version("2022-03-29")
    assert middle is not None
    assert [version.date for version in law.earlier(middle)] == ["2019-03-02"]
    assert [version.date for version in law.later(middle)] == ["2023-07-20"]


def test_shapes_of_a_version() -> None:
    law = index().find("行政处罚法")
    assert law is not None
    old, new = law.versions
    assert (old.last, new.last, new.contiguous, old.confidence) == ("64", "86", True, Confidence.INFERRED)
    assert new.shape("46") == Shape(3, (8, 0, 0))
    assert new.shape("87") is None
    assert not new.has("87")
    assert old.shape("27") == Shape(2, (4, 0))
    assert new.between("84", "86") == ("84", "85", "86")
    assert new.between("84", "87") == new.between("86", "84") == ()


def test_articles_added_between_articles() -> None:
    law = index().find("刑法")
    assert law is not None
    criminal = law.versions[-1]
    assert criminal.between("120", "121") == ("120", *(f"120-{added}" for added in range(1, 7)), "121")


def test_text_that_is_not_held() -> None:
    law = index().find("治安管理处罚法")
    assert law is not None
    assert (law.versions[-1].last, law.versions[-1].complete, law.versions[-1].contiguous) == (None, False, True)


SHAPES = st.one_of(
    st.just(Shape(0)),
    st.just(Shape.dropped()),
    st.integers(1, 9).map(Shape),
    st.lists(st.integers(0, 30), min_size=1, max_size=5).map(lambda items: Shape(len(items), tuple(items))),
    st.integers(1, 9).map(lambda count: Shape(2, (count, 0), ((1, count, 3),))),
)
ARTICLES = st.dictionaries(
    st.tuples(st.integers(1, 400), st.integers(0, 3)).map(
        lambda pair: f"{pair[0]}-{pair[1]}" if pair[1] else str(pair[0])
    ),
    SHAPES,
    max_size=40,
)


@given(ARTICLES)
def test_encoding_of_shapes_can_be_undone(articles: dict[str, Shape]) -> None:
    assert decoded(encoded(articles)) == {key: articles[key] for key in sorted(articles, key=article_key)}


@pytest.mark.parametrize("line", ["y", "1[", "1*x", "@", "2{1}"])
def test_line_that_is_none(line: str) -> None:
    with pytest.raises(ValueError, match="不是条文结构"):
        decoded(line)


def test_parts_of_a_shape() -> None:
    shape = Shape(3, (0, 2, 5), ((2, 1, 4),))
    assert shape.with_items() == (2, 3)
    assert (shape.subitems_of(2, 1), shape.subitems_of(2, 2)) == (4, 0)


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "expected"),
    [
        ("行政处罚法", "2017-09-01", "2021-01-22", "27条", ["第三十二条 核对", "第三十三条第一款 推断"]),
        ("行政处罚法", "2017-09-01", "2021-01-22", "27条2款", ["第三十三条第一款 推断"]),
        ("行政处罚法", "2017-09-01", "2021-01-22", "27条1款3项", ["第三十二条第四项 推断"]),
        ("行政处罚法", "2017-09-01", "2021-01-22", "38条1款2项", ["第五十七条第一款 推断"]),
        ("行政处罚法", "2017-09-01", "2021-01-22", "28条2款", ["第三十五条第二款 推断"]),
        ("行政处罚法", "2017-09-01", "2021-01-22", "28条", ["第三十五条 推断"]),
        ("行政处罚法", "2017-09-01", "2021-01-22", "35条", ["－ 推断"]),
        ("会计法", "2017-11-04", "2024-06-28", "24条", ["－ 核对"]),
        ("会计法", "2017-11-04", "2024-06-28", "44条2款", ["第四十一条 推断"]),
        ("会计法", "2017-11-04", "2024-06-28", "4条", ["第四条 核对"]),
        ("会计法", "2017-11-04", "2024-06-28", "3条", ["第三条 比对"]),
        ("会计法", "2017-11-04", "2024-06-28", "8条", ["第八条 比对", "第四十九条 核对"]),
        ("农产品质量安全法", "2018-10-26", "2022-09-02", "44条", ["第六十五条 核对"]),
        ("行政复议法", "2017-09-01", "2023-09-01", "3条2款", ["第六条第二款 核对"]),
        ("体育法", "2016-11-07", "2022-06-24", "2条", ["－ 比对"]),
        ("体育法", "2016-11-07", "2022-06-24", "9条", ["第十四条 比对"]),
        ("道路运输条例", "2022-03-29", "2023-07-20", "69条4项", ["第六十八条第一款第三项 核对"]),
        ("道路运输条例", "2022-03-29", "2023-07-20", "69条1款4项", ["第六十八条第一款第三项 核对"]),
        ("道路运输条例", "2019-03-02", "2023-07-20", "68条", ["－ 比对"]),
        ("安全生产法", "2021-06-10", "2030-01-01", "3条", []),
    ],
)
def test_destinations(name: str, old: str, new: str, place: str, expected: list[str]) -> None:
    law = index().find(name)
    assert law is not None
    moves = destinations(law, Place.written(place), old, new)
    assert [f"{move.to or '－'} {move.confidence}" for move in moves] == expected


def test_steps_are_joined() -> None:
    law = index().find("道路运输条例")
    assert law is not None
    moves = destinations(law, Place("70"), "2019-03-02", "2023-07-20")
    assert [(str(move.to), move.from_version, move.to_version) for move in moves] == [
        ("第六十九条", "2019-03-02", "2023-07-20")
    ]
    assert [str(move.origin) for move in origins(law, "69", "2023-07-20", "2019-03-02")] == ["第七十条"]
    assert [(step.from_version.date, step.to_version.date) for step in amendments(law)] == [
        ("2019-03-02", "2022-03-29"),
        ("2022-03-29", "2023-07-20"),
    ]


def test_number_that_now_says_something_else() -> None:
    law = index().find("行政处罚法")
    assert law is not None
    changed = silently_changed(law, Place("27", 1), law.versions[-1])
    assert [str(move.to) for move in changed] == ["第三十二条"]
    assert silently_changed(law, Place("1"), law.versions[-1]) == ()
    transport = index().find("道路运输条例")
    assert transport is not None
    moved = silently_changed(transport, Place("49", 2), transport.versions[-1])
    assert [str(move.to) for move in moved] == ["第四十九条第三款"]
    assert silently_changed(transport, Place("49"), transport.versions[-1]) == ()
    assert silently_changed(law, Place("86"), law.versions[-1]) == ()  # the older text ended before


def test_rows_of_the_supplement_name_places_that_exist() -> None:
    for _, name, old, new, origin, to, _, _ in packaged.rows("移动"):
        law = index().find(name)
        assert law is not None
        before, after = law.version(old), law.version(new)
        assert before is not None
        assert after is not None
        assert holds(before, Place.written(origin)), (name, origin)
        assert to == "－" or holds(after, Place.written(to)), (name, to)


def test_place_that_is_none() -> None:
    with pytest.raises(ValueError, match="不是条款项"):
        Place.written("第三条")


def test_place_as_people_write_it() -> None:
    assert str(Place("120-1", 2, 3, 1)) == "第一百二十条之一第二款第三项第1目"


def test_laws_of_an_agency() -> None:
    version = Version("2023-01-01", "2023-03-01", Known.TEXT, Kind.ORIGINAL, decoded("1*3"))
    local = Law("福建省示例条例", ("示例条例",), "地方性法规", "2023-01-01", (version,))
    later = Law(PENALTY, ("处罚法",), "法律", "1996-03-17", (Version(**_as_keywords(version, "2031-01-01")),))
    laws = index().with_laws((local, later))
    assert laws.find("示例条例") == laws.find("福建省示例条例") == local
    assert [version.date for version in laws.find("处罚法").versions][-1] == "2031-01-01"  # type: ignore[union-attr]
    assert laws.similar("福建省示例管理条例") == ("福建省示例条例",)
    assert index().find("福建省示例条例") is None
    assert isinstance(laws.with_laws(()), LawIndex)


def _as_keywords(version: Version, date: str) -> dict[str, object]:
    return {
        "date": date,
        "effective": date,
        "effective_known_by": version.effective_known_by,
        "kind": version.kind,
        "articles": version.articles,
    }


def test_normal_form_is_a_fixed_point() -> None:
    for title in packaged.texts():
        assert normal(title) == title
