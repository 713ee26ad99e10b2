"""Versions of a list that share rows are read row by row: to the same data as when each is read whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.files.tree import MAX_FILE_BYTES
from rouxing.load import checklist_from
from rouxing.load.schema import packaged_schema
from rouxing.load.similar import _NOTHING, SimilarLists, _recut, _Unusual
from tests.git_repository import LONG, PATH, A, B, C, item, sheet

HEAD = "清单: 不予行政处罚\n版本: 1\n施行日期: 2021-10-01\n事项:\n"
REST = "    情形: ''\n    依据: []\n    监管措施: [说服教育]\n"
PLAIN = [f"  - 编码: {code}\n    名称: 事项{code}\n{REST}" for code in "ABC"]
ODD = [
    '  - 编码: Q\n    名称: "折\n  - 行"\n' + REST,
    '  - 编码: Q\n    名称: "折\n',
    '  -\n    编码: Q\n    名称: 折"\n' + REST,
    "  - 编码: F\n    名称: 甲\n    情形: ''\n    依据: [\n  ]\n    监管措施: [说服教育]\n",
    "  - 编码: L\n    名称: |\n      几\n      行\n\n" + REST,
    "  - 编码: K\n    情形: ''\n    依据: []\n    监管措施: [说服教育]\n    名称: |+\n      几\n      行\n\n",
    "  - 编码: G\n    情形: ''\n    依据: []\n    监管措施: [说服教育]\n    名称: >-\n      几\n  # 注\n",
    "  - 编码: H\n    情形: ''\n    依据: []\n    监管措施: [说服教育]\n    名称: |\n      几\n      - 编码: 不是\n",
    "  - 编码: P\n    名称: 一\n      二\n" + REST,
    "  - 编码: 列\n    名称: 甲\n    情形: ''\n    监管措施: [说服教育]\n    依据:\n    - 《甲法》\n    - 《乙法》\n",
    "  - 编码: 齐\n    名称: 甲\n    情形: ''\n    监管措施: [说服教育]\n    依据:\n  - 《甲法》\n",
    "  - &锚\n    编码: N\n    名称: 甲\n" + REST,
    "  - 编码: &锚 锚\n    名称: *锚\n" + REST,
    "  - *锚\n",
    "  # 注\n\n",
    "# 左边的注\n",
    "\n",
    "    # 右边的注\n",
    "  - {编码: W, 名称: 甲, 情形: '', 依据: [], 监管措施: [说服教育]}\n",
    "  - {编码: W, 名称: 甲, 情形: '', 依据: [],\n  - 监管措施: [说服教育]}\n",
    "  - {编码: W, 名称: 甲, 情形: '', 依据: [],\n",
    "    监管措施: [说服教育]}\n",
    "  - 编码: 多\n    名称: 甲\n    别的: 1\n" + REST,
    "  - 编码: 缺\n" + REST,
    "  - 编码: ''\n    名称: 甲\n" + REST,
    "  - 编码: 12\n    名称: 甲\n" + REST,
    "  - 编码: 不公开\n    名称: 甲\n    公开: false\n" + REST,
    "  - 编码: 公开\n    名称: 甲\n    公开: true\n    来源: 别处\n" + REST,
    "  - 编码: 二\n    编码: 二\n    名称: 甲\n" + REST,
    "  - 编码: a_b\n    名称: 0x1F\n" + REST,
    "  - 编码: 止\n    名称: 甲\n" + REST.rstrip("\n"),
    "- 编码: 浅\n  名称: 甲\n",
    " - 编码: 浅\n   名称: 甲\n",
    "    - 深\n",
    "  - - 深\n    - 深\n",
    "  -\n",
    "  -",
    "  -\t编码: T\n",
    "  - 编码: T\n    名称:\t甲\n" + REST,
    "  ? 编码\n  : 甲\n",
    "版本: 2\n",
    "事项:\n",
    "...\n",
    "---\n",
    "%YAML 1.1\n",
    "  - !!str x\n",
    "  - 编码: 引\n    名称: '一\n",
    "  - ~\n",
    "  - 编码: 坏\x00\n    名称: 甲\n" + REST,
]
ROWS = st.one_of(st.sampled_from(PLAIN), st.sampled_from([*PLAIN, *ODD]))
HEADS = [
    HEAD,
    HEAD.replace("版本: 1", "版本: 20"),
    HEAD.replace("版本: 1", "版本: 3  # 第三版"),
    HEAD.replace("版本: 1\n施行日期: 2021-10-01", "施行日期: '2021-10-02'\n版本: 3"),
    "# 版本: 9\n\n" + HEAD.replace("不予行政处罚", '"减轻行政处罚"'),
    *(
        HEAD.replace("版本: 1", f"版本: {one}")
        for one in ("0", "01", "+1", "'1'", "1.0", "1_0", "1234567890", "一", "1#x")
    ),
    HEAD.replace("版本: 1", "版本: 1\n版本: 2"),
    HEAD.replace("版本: 1", "别的: 1\n版本: 2"),
    HEAD.replace("版本: 1", "版本: 1\n  2"),
    HEAD.replace("2021-10-01", "2021-02-30"),
    HEAD.replace("2021-10-01", "'2021-10-01"),
    HEAD.replace("不予行政处罚", '"不予行政\n版本: 3\n处罚"'),
    HEAD.replace("不予行政处罚", '"不予\n事项:\n  - 行政处罚"'),
    HEAD.replace("不予行政处罚", "&锚 不予行政处罚"),
    "{清单: 不予行政处罚, 版本: 1, 施行日期: 2021-10-01}\n事项:\n",
    "{清单: 不予行政处罚,\n版本: 1\n, 施行日期: 2021-10-01}\n事项:\n",
    "{" + HEAD,
    "---\n" + HEAD,
    "%YAML 1.2\n---\n" + HEAD,
    " " + HEAD,
    HEAD.replace("事项", "...\n事项"),
    HEAD.replace("事项:", "事项: "),
    HEAD.replace("事项:", "事项: # 以下"),
]


@st.composite
def versions(draw: st.DrawFn) -> list[bytes]:
    """Texts of which each is the one before with a row put in, taken out, replaced or moved, or another head."""
    rows, head = draw(st.lists(ROWS, max_size=6)), HEAD
    texts = []
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(rows)))
        put = draw(st.lists(ROWS, max_size=2))
        rows = [*rows[:place], *put, *rows[place + draw(st.integers(0, 2)) :]]
        if draw(st.booleans()):
            rows = draw(st.permutations(rows)) if draw(st.booleans()) else rows[::-1]
        head = draw(st.one_of(st.just(HEAD), st.sampled_from(HEADS)))
        text = draw(st.sampled_from(["", "", "\ufeff"])) + head + "".join(rows)
        texts.append(text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))).encode())
    return texts


@settings(deadline=None)
@given(versions())
def test_read_by_rows_as_read_whole(texts: list[bytes]) -> None:
    expected = [checklist_from(PATH, one) for one in texts]
    assert SimilarLists().all((PATH, one) for one in texts) == expected
    reader = SimilarLists()
    assert [reader(PATH, one) for one in texts] == expected


EDITS = st.tuples(st.integers(0, 400), st.integers(0, 8), st.text("-:'\"[]{}#|>&*!, \n\t\r甲1编码: ", max_size=6))


@settings(deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=6))
def test_any_edit_is_read_as_the_whole(edits: list[tuple[int, int, str]]) -> None:
    text, reader = HEAD + "".join(PLAIN), SimilarLists()
    for place, removed, put in edits:
        text = text[:place] + put + text[place + removed :]
        assert reader(PATH, text.encode()) == checklist_from(PATH, text.encode())


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(["  - a\n", "  -\n", "  - b", "#\n", "\n", "- c\n", "    d\n"])), min_size=2))
def test_cut_by_comparing_as_cut_alone(texts: list[list[str]]) -> None:
    cut = _NOTHING
    for number, lines in enumerate(texts):
        text = b"x" * number + "".join(lines).encode()
        try:
            alone = _recut(_NOTHING, text, number)[0]
        except _Unusual:
            continue
        cut = _recut(cut, text, number)[0]
        assert cut == alone


@pytest.mark.parametrize("comments", ["  # 一\n", "# 一\n\n  # 二\n"])
def test_comments_before_the_first_row_belong_to_it(comments: str) -> None:
    texts = [(HEAD + before + "".join(PLAIN)).encode() for before in ("", comments, "")]
    reader = SimilarLists()
    for text in texts:
        assert reader(PATH, text) == checklist_from(PATH, text)


@pytest.mark.parametrize("head", HEADS)
def test_heads(head: str) -> None:
    for body in (PLAIN[0], "  []\n", ""):
        content = (head + body).encode()
        assert SimilarLists()(PATH, content) == checklist_from(PATH, content)


def test_the_schema_compares_no_row_with_another() -> None:
    rows = packaged_schema("checklist").content["properties"]["事项"]
    assert set(rows) == {"type", "description", "items"}


@pytest.mark.parametrize("odd", ODD)
def test_after_and_before_a_plain_row(odd: str) -> None:
    for body in (odd, PLAIN[0] + odd, odd + PLAIN[0], PLAIN[0] + odd + PLAIN[1]):
        content = (HEAD + body).encode()
        assert SimilarLists()(PATH, content) == checklist_from(PATH, content)


def test_a_document_that_ends_before_the_list() -> None:
    content = HEAD.replace("事项", "...\n事项").encode() + PLAIN[0].encode()
    assert SimilarLists()(PATH, content) == checklist_from(PATH, content)


def test_rows_that_stay_are_shared() -> None:
    reader = SimilarLists()
    first = reader(PATH, sheet(1, "2021-10-01", LONG))
    second = reader(PATH, sheet(2, "2021-11-15", [*LONG[:3], item("X"), *LONG[4:]]))
    assert first is not None
    assert second is not None
    assert [a is b for a, b in zip(first.rows, second.rows, strict=True)] == [True] * 3 + [False] + [True] * 4


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        (HEAD + PLAIN[0]).encode() + b"#" * MAX_FILE_BYTES,
        b"{[:",
        json.dumps({"a": 1}).encode(),
        HEAD.encode(),
        sheet(1, "x", [A]),
    ],
)
def test_what_is_no_list(content: bytes) -> None:
    assert SimilarLists()(PATH, content) is None
    assert SimilarLists()(PATH, sheet(1, "2021-10-01", [A, B, C])) == checklist_from(
        PATH, sheet(1, "2021-10-01", [A, B, C])
    )
