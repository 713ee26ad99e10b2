"""The structure of invented law texts, read from plain text, Markdown and the paragraphs of a paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.law.acts import Kind, Known
from rouxing.law.index import index
from rouxing.law.numerals import chinese
from rouxing.law.places import Place
from rouxing.law.resolution import resolve
from rouxing.law.shapes import Shape, encoded
from rouxing.law.structure import AT_ONCE, Chapter, Event, structure

PLAIN = """\
示例县人民代表大会常务委员会公告
示例县犬只管理条例
（2019年5月31日示例县第十届人民代表大会常务委员会第三次会议通过　2022年7月1日
根据《关于修改〈示例县犬只管理条例〉的决定》修正）
目　录
第一章　总则
第二章　登记
第一节　申请
第三章　附则

第一章　总则
第一条　为了管好犬只，制定本条例。
第二条　养犬的人应当爱犬。
　　犬只不得伤人。
第二章　登记
第一节　申请
第三条　登记应当交下列材料：
（一）照片；
（二）下列证明之一：
1．免疫证明；
2．绝育证明；
（三）其他。
材料齐全的，当场登记。
第三条之一　流浪犬由社区登记。
第四条第一款规定的材料可以补交的，不算一条。
第三章　附则
第四条　本条例自2019年9月1日起施行。
附件：犬只登记表
第一条　不是条文。
"""

MARKDOWN = """\
# 示例办法（试行）

2020年1月2日 示例部令第1号公布

<!-- INFO END -->

## 第一编 总则

### 第一章 一般规定

**第一条** 下列情形:

(1)甲；

(2)乙：

(3)丙。

## 第二编 分则

### 第一章 罚则

第2条 （删去）

\u200b

第三条 （一）这一行是条文的开头。

（一）甲：

(1)子；

⑵丑；

㈡乙。

第四条 下列用语的含义：

犬，是指狗。

第五条 本办法自发布之日起施行。
"""


def test_plain_text() -> None:
    read = structure(PLAIN.split("\n"))
    assert read.title == "示例县犬只管理条例"
    assert read.events == (Event("2019-05-31", "通过"), Event("2022-07-01", "修正"))
    assert encoded(read.articles) == "1 2 2[3]{1.2:2} +2 1"
    assert read.articles["3-1"] == Shape(2, (0, 0))
    assert read.chapters == (
        Chapter("章", 1, "1", "2"),
        Chapter("章", 2, "3", "3-1"),
        Chapter("节", 1, "3", "3-1"),
        Chapter("章", 3, "4", "4"),
    )
    assert (read.effective, read.flags) == ("2019-09-01", ("附件",))


def test_markdown() -> None:
    read = structure(MARKDOWN.split("\n"))
    assert read.title == "示例办法（试行）"
    assert encoded(read.articles) == "1[3] x 1[2]{1.1:2} 2 1"
    assert (read.effective, read.flags) == (AT_ONCE, ("列举未编号",))
    assert [(chapter.unit, chapter.number, chapter.first) for chapter in read.chapters] == [
        ("编", 1, "1"),
        ("章", 1, "1"),
        ("编", 2, "2"),
        ("章", 1, "2"),
    ]


@pytest.mark.parametrize(
    ("lines", "shapes", "flags"),
    [
        (["第一条甲。", "第二条乙。", "第一条规定的除外。"], "1 2", ("条号存疑",)),
        (["第一条 甲。", "第三条 丙。"], "1 @3 1", ("缺条",)),
        (["第一条 甲。", "第三条的规定，适用。"], "2", ()),
        (["第一条 甲：", "1.子；", "2.丑。"], "1", ("有目无项",)),
        (["第一条 （删除）", "（一）甲"], "1[1]", ()),
        (["第一条 甲。", "附 则", "第二条 乙。"], "1*2", ()),
        (["第九十九条 甲。", "第一百条　乙。", "第一百零一条：丙。"], "@99 1*3", ("缺条",)),
        (["前言", "没有条文。"], "", ()),
        ([], "", ()),
    ],
)
def test_lines(lines: list[str], shapes: str, flags: tuple[str, ...]) -> None:
    read = structure(lines)
    assert (encoded(read.articles), read.flags) == (shapes, flags)


@pytest.mark.parametrize(
    ("note", "clause", "kind", "date", "effective", "known"),
    [
        ("2020年1月2日通过", "自2020年5月1日起施行", "ORIGINAL", "2020-01-02", "2020-05-01", "TEXT"),
        ("2020年1月2日发布", "自公布之日起施行", "ORIGINAL", "2020-01-02", "2020-01-02", "TEXT"),
        ("2020年1月2日通过", "的解释权归本局", "ORIGINAL", "2020-01-02", "2020-01-02", "ASSUMED"),
        # the clause of an amended text still names the day of the original
        (
            "2020年1月2日通过2022年3月4日修正",
            "自2020年5月1日起施行",
            "AMENDED",
            "2022-03-04",
            "2022-03-04",
            "ASSUMED",
        ),
        (
            "2020年1月2日通过2022年3月4日修订",
            "自2022年5月1日起施行",
            "REVISED",
            "2022-03-04",
            "2022-05-01",
            "TEXT",
        ),
        (
            "2020年1月2日通过2022年3月4日修订",
            "自公布之日起施行",
            "REVISED",
            "2022-03-04",
            "2022-03-04",
            "ASSUMED",
        ),
        ("2020年1月2日公布 自2020年2月1日起施行", "由本局解释", "ORIGINAL", "2020-01-02", "2020-02-01", "TEXT"),
        ("2020年1月2日通过的《某法修正案》", "由本局解释", "AMENDED", "2020-01-02", "2020-01-02", "ASSUMED"),
    ],
)
def test_days(note: str, clause: str, kind: str, date: str, effective: str, known: str) -> None:
    law = structure(["示例规定", note, "第一条 甲。", f"第二条 本规定{clause}。"]).law("部门规章")
    (version,) = law.versions
    assert (version.kind.name, version.date) == (kind, date)
    assert (version.effective, version.effective_known_by.name) == (effective, known)
    assert (law.title, law.level, law.adopted) == ("示例规定", "部门规章", "2020-01-02")


def test_text_without_a_day_needs_one() -> None:
    read = structure(["示例规定", "第一条 甲。"])
    with pytest.raises(ValueError, match="请写明版本日期"):
        read.law()
    (version,) = read.law(date="2020-01-02", effective="2020-03-01").versions
    assert (version.kind, version.effective, version.effective_known_by) == (
        Kind.UNKNOWN,
        "2020-03-01",
        Known.SUPPLEMENT,
    )
    assert version.complete


def test_law_read_from_a_text_can_be_cited() -> None:
    laws = index().with_laws((structure(PLAIN.split("\n")).law("地方性法规"),))
    assert resolve("示例县犬只管理条例", Place("3", 1, 2, 2), "2023-01-01", laws).found
    assert not resolve("示例县犬只管理条例", Place("5"), "2023-01-01", laws).found


ARTICLES = st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=1, max_size=30)


@given(ARTICLES)
def test_text_of_a_structure_has_the_structure(articles: list[list[int]]) -> None:
    lines = ["示例条例"]
    for number, paragraphs in enumerate(articles, 1):
        for paragraph, items in enumerate(paragraphs, 1):
            lines.append((f"第{chinese(number)}条　" if paragraph == 1 else "　　") + "甲，乙。")
            lines += [f"（{chinese(item)}）丙；" for item in range(1, items + 1)]
    read = structure(lines)
    assert read.articles == {
        str(number): Shape(len(paragraphs), tuple(paragraphs)) for number, paragraphs in enumerate(articles, 1)
    }
    assert read.flags == ()


@given(st.lists(st.text(alphabet="第一二三十条款项之章附件（）()：:。 　1１.．", max_size=12), max_size=12))
def test_any_lines_can_be_read(lines: list[str]) -> None:
    read = structure(lines)
    assert all(shape.paragraphs for shape in read.articles.values())
