"""Adding a row to a list in a YAML file: the row is read back as it was meant, and nothing else moves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rouxing.errors import Refused
from rouxing.files.yaml_text import appended, scalar
from rouxing.load.parse import Flaw, parse

ROW = {"编码": "0123", "名称": "未携带营运证的", "依据": ["《甲法》第一条"], "数量": 1, "公开": True}
LINES = '- 编码: "0123"\n  名称: 未携带营运证的\n  依据: [《甲法》第一条]\n  数量: 1\n  公开: true'


def rows(indent: int, end: str = "\n") -> str:
    return end.join(" " * indent + line for line in LINES.split("\n"))


PLACES: dict[str, tuple[str, str]] = {
    "block": ("清单: 甲\n事项:\n  - 编码: A\n", f"清单: 甲\n事项:\n  - 编码: A\n{rows(2)}\n"),
    "block at the margin": ("事项:\n- 编码: A\n尾: 1\n", f"事项:\n- 编码: A\n{rows(0)}\n尾: 1\n"),
    "deep": ("事项:\n      - 编码: A\n", f"事项:\n      - 编码: A\n{rows(6)}\n"),
    "empty": ("事项: []\n", f"事项:\n{rows(2)}\n"),
    "empty, spread": ("事项: [\n  ]   # 无\n尾: 1\n", f"事项:   # 无\n{rows(2)}\n尾: 1\n"),
    "empty with remark": (
        "事项: []  # 暂无\n# 示例\n#  - 编码: A\n",
        f"事项:  # 暂无\n{rows(2)}\n# 示例\n#  - 编码: A\n",
    ),
    "empty below its key": ("事项:\n  []\n", f"事项:\n{rows(2)}\n\n"),
    "remark of the last row": (
        "事项:\n  - 编码: A  # 甲\n    # 还是甲\n\n    # 也是甲\n  # 下一项\n# 尾\n",
        f"事项:\n  - 编码: A  # 甲\n    # 还是甲\n\n    # 也是甲\n{rows(2)}\n  # 下一项\n# 尾\n",
    ),
    "blank lines": ("事项:\n  - 编码: A\n\n\n尾: 1\n", f"事项:\n  - 编码: A\n{rows(2)}\n\n\n尾: 1\n"),
    "no line end at the end": ("事项:\n  - 编码: A", f"事项:\n  - 编码: A\n{rows(2)}"),
    "empty, no line end": ("事项: []", f"事项:\n{rows(2)}"),
    "CR LF": (
        "事项:\r\n  - 编码: A\r\n尾: 1\r\n",
        f"事项:\r\n  - 编码: A\r\n{rows(2, chr(13) + chr(10))}\r\n尾: 1\r\n",
    ),
    "CR": ("事项:\r  - 编码: A\r", f"事项:\r  - 编码: A\r{rows(2, chr(13))}\r"),
    "BOM": ("\ufeff事项:\n  - 编码: A\n", f"\ufeff事项:\n  - 编码: A\n{rows(2)}\n"),
    "document marks": ("---\n事项:\n  - 编码: A\n...\n", f"---\n事项:\n  - 编码: A\n{rows(2)}\n...\n"),
    "nested rows": (
        "事项:\n  - 依据:\n      - 甲\n      - 乙\n尾: 1\n",
        f"事项:\n  - 依据:\n      - 甲\n      - 乙\n{rows(2)}\n尾: 1\n",
    ),
    "literal": (
        "事项:\n  - 事实: |\n      甲\n\n      # 乙\n尾: 1\n",
        f"事项:\n  - 事实: |\n      甲\n\n      # 乙\n{rows(2)}\n尾: 1\n",
    ),
    "literal that keeps its blanks": (
        "事项:\n  - 事实: |+\n      甲\n\n\n尾: 1\n",
        f"事项:\n  - 事实: |+\n      甲\n\n\n{rows(2)}\n尾: 1\n",
    ),
    "folded at the end": (
        "事项:\n  - 事实: >-\n      甲\n      乙",
        f"事项:\n  - 事实: >-\n      甲\n      乙\n{rows(2)}",
    ),
    "quotes over lines": (
        '事项:\n  - 事实: "甲\n      乙"\n尾: 1\n',
        f'事项:\n  - 事实: "甲\n      乙"\n{rows(2)}\n尾: 1\n',
    ),
    "null at the end": ("事项:\n  - 编码: A\n    备注:\n尾: 1\n", f"事项:\n  - 编码: A\n    备注:\n{rows(2)}\n尾: 1\n"),
    "flow rows in a block": ("事项:\n  - {编码: A}\n尾: 1\n", f"事项:\n  - {{编码: A}}\n{rows(2)}\n尾: 1\n"),
    "the same key deeper": (
        "头: {事项: [1]}\n事项:\n  - 事项: [2]\n",
        f"头: {{事项: [1]}}\n事项:\n  - 事项: [2]\n{rows(2)}\n",
    ),
}
FLOW = '{编码: "0123", 名称: 未携带营运证的, 依据: [《甲法》第一条], 数量: 1, 公开: true}'
PLACES |= {
    "flow": ("事项: [{编码: A}]\n", f"事项: [{{编码: A}}, {FLOW}]\n"),
    "flow with a closing comma": ("事项: [\n  {编码: A}, # 甲\n]\n", f"事项: [\n  {{编码: A}}, {FLOW}, # 甲\n]\n"),
    "flow with nothing but a remark": ("事项: [\n  # 无\n]\n", f"事项: [{FLOW}\n  # 无\n]\n"),
    "JSON": ('{"版本": 1, "事项": []}\n', f'{{"版本": 1, "事项": [{FLOW}]}}\n'),
    "JSON with rows": ('{"事项": [{"编码": "A"}], "版本": 1}', f'{{"事项": [{{"编码": "A"}}, {FLOW}], "版本": 1}}'),
}


@pytest.mark.parametrize("name", PLACES)
def test_the_row_stands_where_a_person_would_write_it(name: str) -> None:
    old, new = PLACES[name]
    assert appended(old.encode(), "事项", ROW, parse).decode() == new


@pytest.mark.parametrize(
    "text", ["事项: 1\n", "别的: []\n", "事项:\n", "- 1\n", "事项: {甲: 1}\n", "头:\n  事项: []\n", "正文\n"]
)
def test_without_a_list_nothing_is_written(text: str) -> None:
    with pytest.raises(Refused, match="不是列表"):
        appended(text.encode(), "事项", ROW, parse)


def test_bad_bytes_are_the_parsers_business() -> None:
    with pytest.raises(Flaw):
        appended(b"\xff\xfe", "事项", ROW, parse)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), "\ud800"])
def test_what_yaml_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(Refused, match="没有改动文件"):
        appended("事项: []\n".encode(), "事项", {"值": value}, parse)


def test_a_parser_that_reads_something_else_stops_the_edit() -> None:
    with pytest.raises(Refused, match="手工添加"):
        appended("事项: []\n".encode(), "事项", ROW, lambda _: {"事项": []})


SCALARS = {
    "明溪县某公司": "明溪县某公司",
    "2021-10-20": "2021-10-20",
    "2021-10-20 09:00": "2021-10-20 09:00",
    "明交告〔2021〕7号": "明交告〔2021〕7号",
    "档案：2021-1": "档案：2021-1",
    "0123": '"0123"',
    "350421-JT-001": '"350421-JT-001"',
    "": '""',
    "no": '"no"',
    "Null": '"Null"',
    "甲: 乙": '"甲: 乙"',
    "甲 #乙": '"甲 #乙"',
    "甲,乙": '"甲,乙"',
    " 甲": '" 甲"',
    "甲 ": '"甲 "',
    "\u3000甲": '"\u3000甲"',
    '甲"乙\\': '"甲\\"乙\\\\"',
    "甲\x07\u2028\U000e0001": '"甲\\u0007\\u2028\\U000E0001"',
    "A Ltd.": "A Ltd.",
}


@pytest.mark.parametrize("text", SCALARS)
def test_texts_are_quoted_only_where_they_must_be(text: str) -> None:
    assert scalar(text) == SCALARS[text]


def test_long_texts_stay_readable() -> None:
    row = {
        "事实": "第一段。\n\u3000\u3000第二段：“甲”\\乙",
        "附": "甲\n乙\n",
        "列": ["甲" * 15, "乙" * 15],
        "空": {},
        "层": {"键": [["一"]]},
    }
    new = appended("案件: []\n".encode(), "案件", row, parse).decode()
    assert new == (
        "案件:\n  - 事实: |-\n      第一段。\n      \u3000\u3000第二段：“甲”\\乙\n    附: |\n      甲\n      乙\n"
        f"    列:\n      - {'甲' * 15}\n      - {'乙' * 15}\n    空: {{}}\n    层:\n      键:\n        - [一]\n"
    )


NASTY = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.lists(
    st.sampled_from(
        [
            *"甲 \t\n\r:#-?,[]{}&*!|>'\"%@`~=<\\0_\u3000\x85\u2028\ufeff",
            ": ",
            " #",
            "null",
            "1e3",
            "0x1",
            "---",
            "...",
            "\n\n",
        ]
    ),
    max_size=6,
).map("".join)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NASTY, inner, max_size=3),
    max_leaves=8,
)
FILES = st.sampled_from([old for old, _ in PLACES.values()])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=FILES, row=st.dictionaries(NASTY, VALUES, min_size=1, max_size=4))
def test_any_row_is_read_back_as_it_was_meant(old: str, row: dict[str, Any]) -> None:
    content = old.encode()
    before = parse(content)
    new = appended(content, "事项", row, parse)
    assert parse(new) == before | {"事项": [*before["事项"], row]}
    twice = parse(appended(new, "事项", row, parse))
    assert twice["事项"][-2:] == [row, row]


@settings(max_examples=200, deadline=None)
@given(text=NASTY)
def test_any_text_is_a_scalar_in_every_place(text: str) -> None:
    assert parse(f"键: {scalar(text)}\n".encode()) == {"键": text}
    assert parse(f"键: [{scalar(text)}, 1]\n".encode()) == {"键": [text, 1]}
    assert parse(f"{{{scalar(text)}: {scalar(text)}}}\n".encode()) == {text: text}
