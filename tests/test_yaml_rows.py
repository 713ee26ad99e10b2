"""A list in YAML text is edited: the result says exactly what was wanted, and no comment or untouched line is lost."""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.errors import Refused
from rouxing.files.yaml_rows import NewRow, rewritten
from rouxing.load.parse import parse

ORDER = ("编码", "名称", "情形", "依据", "处罚依据", "监管措施", "来源", "备注")

TEXT = """\
# 头
清单: 不予行政处罚   # 名
事项:
  # 第一批
  - 编码: "A"   # 甲
    名称: 甲事项
    情形: 当场改正的
    依据:
      - 《甲法》第一条   # 核过
      # 下一条是旧的
      - '《乙法》第二条'
    监管措施: [说服教育, 行政告诫] # 两种

  # 第二批
  - 编码: B
    名称: |
      乙事项
      两行
    情形: ""
    依据: [《甲法》第一条]
    监管措施:
    - 说服教育
    备注: 留着
      # 深的注释
  - {编码: C, 名称: 丙, 情形: "", 依据: [], 监管措施: [说服教育]}   # 花
# 尾
版本: 1
"""


def rows(text: str = TEXT) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parse(text.encode())["事项"]
    return found


def changed(*new: NewRow, text: str = TEXT) -> str:
    return rewritten(text.encode(), "事项", new, ORDER, parse).content.decode()


def kept(text: str = TEXT, **edits: dict[str, Any]) -> list[NewRow]:
    """All rows, some with values changed; None removes a key."""
    found = []
    for number, row in enumerate(rows(text)):
        new = row | edits.get(row["编码"], {})
        found.append(NewRow({name: value for name, value in new.items() if value is not None}, number))
    return found


ONE_LINE = [
    ({"A": {"名称": "新: 名"}}, "    名称: 甲事项\n", '    名称: "新: 名"\n'),
    ({"A": {"编码": "A2"}}, '  - 编码: "A"   # 甲\n', "  - 编码: A2   # 甲\n"),
    ({"A": {"监管措施": ["行政约谈"]}}, "[说服教育, 行政告诫] # 两种", "[行政约谈] # 两种"),
    ({"A": {"依据": ["《丙法》第一条", "《乙法》第二条"]}}, "- 《甲法》第一条   # 核过", "- 《丙法》第一条   # 核过"),
    ({"A": {"依据": ["《甲法》第一条"]}}, "      - '《乙法》第二条'\n", ""),
    (
        {"A": {"依据": ["《甲法》第一条", "《乙法》第二条", "《丙法》第三条"]}},
        "      - '《乙法》第二条'\n",
        "      - '《乙法》第二条'\n      - 《丙法》第三条\n",
    ),
    (
        {"A": {"依据": ["《零法》第三条", "《甲法》第一条", "《乙法》第二条"]}},
        "      - 《甲法》第一条   # 核过\n",
        "      - 《零法》第三条\n      - 《甲法》第一条   # 核过\n",
    ),
    ({"A": {"处罚依据": ["《丁法》第四条"]}}, "    监管措施: [说", "    处罚依据: [《丁法》第四条]\n    监管措施: [说"),
    ({"A": {"来源": "市级认领"}}, "# 两种\n", "# 两种\n    来源: 市级认领\n"),
    ({"B": {"名称": "乙"}}, "    名称: |\n      乙事项\n      两行\n", "    名称: 乙\n"),
    ({"B": {"情形": "多\n行"}}, '    情形: ""\n', '    情形: "多\\n行"\n'),
    ({"B": {"备注": None}}, "    备注: 留着\n", ""),
    ({"B": {"监管措施": []}}, "    监管措施:\n    - 说服教育\n", "    监管措施: []\n"),
    ({"C": {"名称": "丁"}}, "名称: 丙", "名称: 丁"),
    ({"C": {"备注": "注"}}, "[说服教育]}   # 花", "[说服教育], 备注: 注}   # 花"),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "old", "new"), ONE_LINE, ids=str)
def test_only_the_changed_lines_change(edits: dict[str, Any], old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert changed(*kept(**edits)) == TEXT.replace(old, new)


def test_nothing_changed_is_the_same_bytes() -> None:
    for text in (TEXT, TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT):
        assert changed(*kept(text), text=text) == text


def test_a_comment_inside_a_rewritten_value_moves_below() -> None:
    after = changed(*kept(A={"依据": []}))
    assert "    依据: []\n      # 核过\n      # 下一条是旧的\n    监管措施" in after


def test_rows_go_with_their_comments_which_are_handed_back() -> None:
    found = rewritten(TEXT.encode(), "事项", [kept()[0], kept()[2]], ORDER, parse)
    assert list(found.comments) == ["# 第二批", "# 深的注释"]
    assert "第二批" not in found.content.decode()
    nothing = rewritten(TEXT.encode(), "事项", [], ORDER, parse).content.decode()
    assert nothing.startswith("# 头\n清单: 不予行政处罚   # 名\n事项: []\n  # 第一批\n")
    assert nothing.endswith("# 尾\n版本: 1\n")


def test_rows_move_with_their_comments() -> None:
    a, b, c = kept()
    after = changed(b, c, a)
    assert [row["编码"] for row in rows(after)] == ["B", "C", "A"]
    assert after.index("# 第二批") < after.index("编码: B") < after.index("# 深的注释") < after.index("编码: C")
    assert sorted(after) == sorted(TEXT)


def test_new_rows() -> None:
    new = NewRow({"编码": "N1", "名称": "新", "情形": "", "依据": [], "监管措施": []})
    a, b, c = kept()
    block = '  - 编码: N1\n    名称: 新\n    情形: ""\n    依据: []\n    监管措施: []\n'
    assert changed(a, b, c, new) == TEXT.replace("# 尾", f"{block}# 尾")
    assert changed(a, new, b, c) == TEXT.replace("  # 第二批", f"{block}  # 第二批")
    for empty in ("版本: 1\n事项: []  # 空\n", "事项: []", "{事项: [], 版本: 1}\n", "事项: [\n]\n# 尾\n"):
        after = changed(new, new, text=empty)
        assert [row["编码"] for row in rows(after)] == ["N1", "N1"]
        assert after.count("#") == empty.count("#")


@pytest.mark.parametrize(
    "text",
    [
        "事项: 文字\n",
        "清单: 甲\n",
        "事项: [{编码: A, # 注\n 名称: 甲}]\n",
        "事项:\n- {编码: A, # 注\n   名称: 甲}\n",
        "- 1\n",
        "事项:\n- 1\n",
        "事项:\n- 名称: 甲\n  编码: A\n",
    ],
)
def test_what_cannot_be_edited_safely_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        rewritten(text.encode(), "事项", [NewRow({"编码": "B"}, 0)], ORDER, parse)


LINE = st.text(st.sampled_from("甲乙丙《》第一条a1 :#'\"-[]{},&*!|>%@\\"), min_size=1, max_size=6)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "编码": LINE,
    "名称": st.one_of(LINE, st.text(st.sampled_from("甲乙 \n#-"), min_size=1, max_size=6)),
    "情形": st.one_of(st.just(""), LINE),
    "依据": st.lists(LINE, max_size=3),
    "监管措施": st.one_of(st.none(), st.lists(LINE, max_size=2)),
}
ROW = st.fixed_dictionaries(VALUES, optional={"处罚依据": st.lists(LINE, max_size=2), "备注": LINE})


def quoted(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A text in any mix of styles, full of numbered comments, and its rows."""
    # as people write them: the code first
    data = [{"编码": row["编码"], **row} for row in draw(st.lists(ROW, max_size=4))]
    numbers = iter(range(10_000))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    outer = draw(st.sampled_from(["", "  "]))

    def comment(indent: int) -> list[str]:
        return [f"{' ' * indent}# 注{next(numbers)}"] if draw(st.booleans()) else []

    def trailing() -> str:
        return f"  # 注{next(numbers)}" if draw(st.booleans()) else ""

    lines = [*comment(0), f"事项:{'' if data else ' []'}{trailing()}"]
    inner = len(outer) + 2
    for row in data:
        lines += comment(len(outer))
        if draw(st.integers(0, 4)) == 0:
            lines.append(
                f"{outer}- {{{', '.join(f'{name}: {quoted(value)}' for name, value in row.items())}}}{trailing()}"
            )
            continue
        marker = f"{outer}- "
        for name, value in row.items():
            if isinstance(value, list) and value and draw(st.booleans()):
                lines.append(f"{marker}{name}:{trailing()}")
                deeper = " " * (inner + draw(st.sampled_from([0, 2])))
                for one in value:
                    lines += [*comment(len(deeper)), f"{deeper}- {quoted(one)}{trailing()}"]
            else:
                lines.append(f"{marker}{name}: {quoted(value)}{trailing()}")
            marker = " " * inner
            lines += comment(inner + draw(st.sampled_from([0, 2])))
        lines += draw(st.sampled_from([[], [""]]))
    lines += [*comment(0), "版本: 1", *comment(0)]
    return end.join(lines) + draw(st.sampled_from([end, ""])), data


COMMENT = re.compile("# 注[0-9]+")


@settings(max_examples=300)
@given(documents(), st.data())
def test_any_edit_of_any_text(document: tuple[str, list[dict[str, Any]]], data: st.DataObject) -> None:
    text, old = document
    assert parse(text.encode())["事项"] == old
    origins = data.draw(st.permutations(range(len(old))))
    origins = origins[: data.draw(st.integers(0, len(origins)))]
    new: list[NewRow] = []
    for origin in origins:
        row = dict(old[origin])
        for name in data.draw(st.sets(st.sampled_from([*VALUES, "处罚依据", "备注"]), max_size=3)):
            if name in {"处罚依据", "备注"} and data.draw(st.booleans()):
                row.pop(name, None)
            else:
                row[name] = data.draw(VALUES.get(name, LINE if name == "备注" else VALUES["依据"]))
        new.append(NewRow(row, origin))
    for row in data.draw(st.lists(ROW, max_size=2)):
        new.insert(data.draw(st.integers(0, len(new))), NewRow(row))
    result = rewritten(text.encode(), "事项", new, ORDER, parse)
    after = result.content.decode()
    assert parse(result.content) == {"事项": [row.data for row in new], "版本": 1}
    lost = Counter(COMMENT.findall(text)) - Counter(COMMENT.findall(after))
    assert lost == Counter(result.comments)
    if len(origins) == len(old):
        assert not lost
    assert Counter(COMMENT.findall(after)) <= Counter(COMMENT.findall(text))
    assert rewritten(result.content, "事项", [NewRow(row.data, at) for at, row in enumerate(new)], ORDER, parse) == (
        result.content,
        (),
    )


def test_five_thousand_rows_in_a_second() -> None:
    row = '  - 编码: A{0}  # 注\n    名称: 名\n    情形: ""\n    依据: [《甲法》第一条]\n    监管措施: [说服教育]\n'
    text = "事项:\n" + "".join(row.format(number) for number in range(5000))
    new = [NewRow(one | {"名称": "新", "备注": "注"}, number) for number, one in enumerate(rows(text))]
    start = time.process_time()
    after = changed(*new, text=text)
    assert time.process_time() - start < 4
    assert after.count("名称: 新\n") == after.count("备注: 注\n") == 5000
