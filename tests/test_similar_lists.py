"""Versions of a list that share rows are read row by row: to the same data as when each is read whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.load import checklist_from
from rouxing.load.similar import SimilarLists
from tests.git_repository import LONG, PATH, A, B, C, item, sheet

HEAD = "清单: 不予行政处罚\n版本: 1\n施行日期: 2021-10-01\n事项:\n"
REST = "    情形: ''\n    依据: []\n    监管措施: [说服教育]\n"
PLAIN = [f"  - 编码: {code}\n    名称: 事项{code}\n{REST}" for code in "ABC"]
ODD = [
    '  - 编码: Q\n    名称: "折\n  - 行"\n' + REST,
    "  - 编码: F\n    名称: 甲\n    情形: ''\n    依据: [\n  ]\n    监管措施: [说服教育]\n",
    "  - 编码: L\n    名称: |\n      几\n      行\n\n" + REST,
    "  - &锚\n    编码: N\n    名称: 甲\n" + REST,
    "  - *锚\n",
    "  # 注\n\n",
    "# 左边的注\n",
    "  - {编码: W, 名称: 甲, 情形: '', 依据: [], 监管措施: [说服教育]}\n",
    "  - {编码: W, 名称: 甲, 情形: '', 依据: [],\n  - 监管措施: [说服教育]}\n",
    "  - 编码: 多\n    名称: 甲\n    别的: 1\n" + REST,
    "  - 编码: 二\n    编码: 二\n    名称: 甲\n" + REST,
    "- 编码: 浅\n  名称: 甲\n",
    "    - 深\n",
    "  -\n",
    "  - 编码: T\n    名称:\t甲\n" + REST,
    "版本: 2\n",
    "...\n",
    "---\n",
    "  - !!str x\n",
    "  - 编码: 引\n    名称: '一\n",
]
LINES = st.lists(st.sampled_from([*PLAIN, *ODD]), min_size=1, max_size=5).map("".join)
ENDS = st.sampled_from(["\n", "\r\n"])


@settings(deadline=None)
@given(st.lists(st.tuples(LINES, ENDS, st.sampled_from(["", "\ufeff"])), min_size=1, max_size=4))
def test_read_by_rows_as_read_whole(texts: list[tuple[str, str, str]]) -> None:
    reader = SimilarLists()
    for body, end, bom in texts:
        content = (bom + HEAD + body).replace("\n", end).encode()
        assert reader(PATH, content) == checklist_from(PATH, content)


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
    "content", [b"", b"\xff", b"{[:", json.dumps({"a": 1}).encode(), HEAD.encode(), sheet(1, "x", [A])]
)
def test_what_is_no_list(content: bytes) -> None:
    assert SimilarLists()(PATH, content) is None
    assert SimilarLists()(PATH, sheet(1, "2021-10-01", [A, B, C])) == checklist_from(
        PATH, sheet(1, "2021-10-01", [A, B, C])
    )
