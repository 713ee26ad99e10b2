"""The tables that legal staff extend: grounds for leniency (grounds.yaml), what penal articles punish (topics.txt)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
import yaml

from rouxing.law.acts import Law, Version
from rouxing.law.fitting import State
from rouxing.law.index import index
from rouxing.law.numerals import value
from rouxing.law.places import Place
from rouxing.law.resolution import resolve
from rouxing.law.topics import Meant, meant

LISTS = ("不予行政处罚", "减轻行政处罚", "从轻行政处罚", "不予行政强制")
FIELDS = {"法", "条款", "自", "至", "支持", "程度", "内容", "适用", "可信度", "另引", "备注", "未收录"}
PLACE = re.compile(
    r"第(?P<article>[零一二三四五六七八九十百千]+)条(?:之(?P<added>[一二三四五六七八九十]+))?"
    r"(?:第(?P<paragraph>[一二三四五六七八九十百]+)款)?(?:第(?P<item>[一二三四五六七八九十百]+)项)?"
)
WORD = re.compile(r"[一-鿿]{2,8}")


@cache
def table() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((files("rouxing") / "data" / "grounds.yaml").read_text(encoding="utf-8"))
    return loaded


def named(row: dict[str, Any]) -> str:
    return f"{row['法']}{row['条款']}{row.get('自', '')}"


ROWS: list[dict[str, Any]] = table()["依据"]
INDEXED = [row for row in ROWS if not row.get("未收录")]


def place(written: str) -> Place:
    """The place that 第三十三条第一款第二项 means."""
    found = PLACE.fullmatch(written)
    assert found is not None, written
    article = str(value(found["article"])) + (f"-{value(found['added'])}" if found["added"] else "")
    paragraph, item = (value(found[level]) if found[level] else None for level in ("paragraph", "item"))
    return Place(article, paragraph, item)


def day_of(row: dict[str, Any]) -> date:
    """A day in the validity of the row: its first if it has one, else its last, else the day of the snapshot."""
    first, last = row.get("自"), row.get("至")
    return first or last or date(2025, 4, 30)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_row_is_well_formed(row: dict[str, Any]) -> None:
    assert set(row) <= FIELDS
    assert str(place(row["条款"])) == row["条款"]
    assert set(row["支持"]) <= set(LISTS)
    assert [name for name in LISTS if name in row["支持"]] == row["支持"]
    assert row["可信度"] in ("核对", "推断")
    assert 0 < len(row["内容"]) <= 40
    assert (row.get("程度") in ("应当", "可以", "应当或可以")) == bool(row["支持"])
    assert all(isinstance(row.get(key, date.min), date) for key in ("自", "至"))
    assert row.get("自", date.min) <= row.get("至", date.max)
    assert row.get("另引", False) in (True, False)


def test_no_row_twice() -> None:
    by_place: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in ROWS:
        by_place.setdefault((row["法"], row["条款"]), []).append(row)
    for rows in by_place.values():
        in_order = sorted(rows, key=lambda row: row.get("自", date.min))
        for earlier, later in pairwise(in_order):
            assert earlier.get("至", date.max) < later.get("自", date.min), named(later)


@pytest.mark.parametrize("row", INDEXED, ids=named)
def test_law_is_known_by_its_own_title(row: dict[str, Any]) -> None:
    law = index().find(row["法"])
    repealed = index().repealed(row["法"])
    assert law is not None or repealed is not None
    assert law is None or law.title.removeprefix("中华人民共和国") == row["法"]


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("未收录")], ids=named)
def test_law_outside_the_index(row: dict[str, Any]) -> None:
    assert index().find(row["法"]) is None


@pytest.mark.parametrize("row", INDEXED, ids=named)
def test_place_exists_from_its_first_to_its_last_day(row: dict[str, Any]) -> None:
    for day in {day_of(row), row.get("至", day_of(row))}:
        found = resolve(row["法"], place(row["条款"]), day.isoformat(), index())
        unread = found.state is State.TEXT_INCOMPLETE and row["可信度"] == "推断"
        assert unread or found.state is State.OK, found.explanation


@pytest.mark.parametrize("row", [row for row in INDEXED if "至" in row], ids=named)
def test_last_day_is_the_eve_of_a_newer_text_or_a_repeal(row: dict[str, Any]) -> None:
    law = index().find(row["法"])
    newer = {version.effective for version in law.versions} if law else set()
    repealed = index().repealed(row["法"])
    if repealed is not None:
        newer.add(repealed.effective)
    assert (row["至"] + timedelta(days=1)).isoformat() in newer


def test_laws_said_to_be_complete_have_grounds() -> None:
    with_grounds = {row["法"] for row in ROWS if row["支持"]}
    assert set(table()["穷尽"]) <= with_grounds


def topics() -> Iterator[tuple[str, str, list[tuple[str, list[str]]]]]:
    text = (files("rouxing") / "data" / "laws" / "topics.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, version, rest = line.split(" | ")
            entries = (entry.split(": ") for entry in rest.split("; "))
            yield name, version, [(where, words.split()) for where, words in entries]


TOPICS = list(topics())
topic_lines = pytest.mark.parametrize(("name", "version", "entries"), TOPICS, ids=[f"{a} {b}" for a, b, _ in TOPICS])


def text_of(name: str, version: str) -> tuple[Law, Version]:
    law = index().find(name)
    assert law is not None
    assert law.title.removeprefix("中华人民共和国") == name
    return law, next(text for text in law.versions if text.date == version)


@topic_lines
def test_articles_of_topics_exist_in_that_version(
    name: str, version: str, entries: list[tuple[str, list[str]]]
) -> None:
    _, text = text_of(name, version)
    for where, _ in entries:
        article, *deeper = where.split(".")
        shape = text.shape(article)
        assert shape is not None, where
        paragraph, item = [*map(int, deeper), 0, 0][:2]
        assert paragraph <= shape.paragraphs, where
        assert item == 0 or item <= shape.items[paragraph - 1], where


@topic_lines
def test_topics_are_distinctive(name: str, version: str, entries: list[tuple[str, list[str]]]) -> None:
    wheres = [where for where, _ in entries]
    assert len(wheres) == len(set(wheres))
    articles = Counter(word for where, word in {(where.split(".")[0], w) for where, words in entries for w in words})
    assert all(count <= 3 for count in articles.values()), articles.most_common(3)
    for where, words in entries:
        assert words, where
        assert len(words) == len(set(words)), where
        assert all(WORD.fullmatch(word) for word in words), (where, words)


def test_topics_stand_for_both_sides_of_an_amendment() -> None:
    versions = Counter(name for name, _, _ in TOPICS)
    assert {name for name, count in versions.items() if count < 2} == set()
    assert len(TOPICS) == len({(name, version) for name, version, _ in TOPICS})


# law, place, day, what the item is about, whose content it is
MATTERS = [
    ("统计法", "第四十一条", "2024-10-20", "少报工业总产值", Meant.OLD),
    ("统计法", "第四十四条", "2024-10-20", "经济普查中拒绝提供资料", Meant.NEW),
    ("发票管理办法", "第三十五条", "2023-09-01", "应当开具而未开具发票", Meant.OLD),
    ("发票管理办法", "第三十五条", "2023-09-01", "代开发票", Meant.NEW),
    ("野生动物保护法", "第四十九条", "2023-09-10", "未取得狩猎证猎捕野生动物", Meant.NEW),
    ("野生动物保护法", "第五十五条", "2023-09-10", "转让狩猎证", Meant.OLD),
    ("矿产资源法", "第四十二条", "2025-08-01", "擅自转让采矿权", Meant.OLD),
    ("保守国家秘密法", "第五十条", "2024-08-01", "网络运营商未删除泄密信息", Meant.OLD),
    ("保守国家秘密法", "第五十七条", "2024-08-01", "通过普通快递寄送涉密文件", Meant.NEW),
    ("职业教育法", "第二十九条", "2023-01-01", "企业未按规定实施职工培训", Meant.OLD),
    ("职业教育法", "第六十六条第二款", "2023-01-01", "职业学校通过中介安排学生实习", Meant.NEW),
    ("科学技术普及法", "第三十二条", "2025-03-01", "擅自将科普场馆改为他用", Meant.OLD),
    ("国防教育法", "第三十六条", "2024-12-01", "扰乱国防教育活动秩序", Meant.OLD),
    ("国防教育法", "第三十六条", "2024-12-01", "未开展国防教育", Meant.NEW),
    ("对外贸易法", "第六十条", "2023-06-01", "未经授权擅自进出口国营贸易管理货物", Meant.OLD),
    ("对外贸易法", "第六十条", "2023-06-01", "未经许可进出口限制进出口的技术", Meant.NEW),
    ("征兵工作条例", "第五十一条", "2023-09-01", "逾期未进行兵役登记", Meant.OLD),
    ("专利法实施细则", "第八十三条", "2024-03-01", "专利标识标注不规范", Meant.OLD),
    ("专利法实施细则", "第一百零一条", "2024-03-01", "销售假冒专利产品", Meant.NEW),
    ("保障中小企业款项支付条例", "第二十七条", "2025-08-01", "大型企业年报未公示逾期尚未支付款项", Meant.OLD),
    ("军人抚恤优待条例", "第四十八条", "2024-12-01", "逾期不履行优待义务", Meant.OLD),
]


@pytest.mark.parametrize(("name", "where", "day", "words", "expected"), MATTERS)
def test_topics_tell_the_old_content_of_a_number_from_the_new(
    name: str, where: str, day: str, words: str, expected: Meant
) -> None:
    found = resolve(name, place(where), day, index())
    assert found.place is not None
    assert found.version is not None
    assert meant(found.name, found.place, found.version.date, found.changed, words) is expected
