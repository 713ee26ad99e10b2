"""What changed between two lists: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.history.changes import Changes, Kind, compare, words
from rouxing.model import Checklist
from tests.git_repository import (
    PATH,
    A,
    B,
    C,
    D,
    Items,
    item,
    told,
)


def checklist(items: Items, version: int = 1, day: str = "2021-10-01") -> Checklist:
    return Checklist({"清单": "不予行政处罚", "版本": version, "施行日期": day, "事项": items}, PATH)


CHANGES: dict[str, tuple[Items, Items, list[str]]] = {
    "nothing": ([A, B], [A, B], []),
    "added": ([A], [A, B], ["新增 B"]),
    "removed": ([A, B, C], [A, C], ["删除 B"]),
    "changed": ([A], [item("A", "改了")], ["修改 A 情形"]),
    "moved": ([A, B, C], [C, A, B], ["移动 C"]),
    "moved and changed": ([A, B, C], [item("C", "改了"), A, B], ["修改 C 情形"]),
    "swapped": ([A, B], [B, A], ["移动 B"]),
    "in the order of reading": ([A, B, C], [D, C], ["新增 D", "删除 A", "删除 B"]),
    "used twice": ([A, A], [A], ["删除 A"]),
    "absent, null and empty say the same": ([item("A", 备注=None)], [item("A", 备注="", 处罚依据=[])], []),
    "fields of another format": ([item("A", 旧键="x")], [A], ["修改 A 旧键"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes(name: str) -> None:
    before, after, expected = CHANGES[name]
    found = compare(checklist(before), checklist(after))
    assert sorted(told(found)) == sorted(expected)
    assert bool(found) == bool(expected)


def test_fields_of_the_list_and_positions() -> None:
    found = compare(checklist([A, B]), checklist([B, A], 2, "2021-11-15"))
    assert [tuple(one) for one in found.fields] == [("版本", 1, 2), ("施行日期", "2021-10-01", "2021-11-15")]
    assert found.items[0].positions == (2, 1)
    assert found.items[0].moved
    assert [one.kind for one in compare(None, checklist([A])).items] == [Kind.ADDED]
    assert told(compare(checklist([A]), None)) == ["删除 A"]
    with pytest.raises(ValueError, match="without"):
        _ = type(found.items[0])(Kind.MOVED, None, None).item


codes = st.sampled_from("ABCDEFG")
rows = st.builds(item, codes, st.sampled_from(["甲", "乙"]), 备注=st.sampled_from(["", None, "注"]))
lists = st.builds(
    checklist, st.lists(rows, max_size=7), st.integers(1, 3), st.sampled_from(["2021-10-01", "2022-01-01"])
)


def said(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def composed(items: Items, changes: Changes) -> list[dict[str, Any]]:
    """The items after the changes: what stays keeps its order, what is new or moved goes to its position."""
    left: list[dict[str, Any] | None] = [said(one) for one in items]
    placed: list[tuple[int, dict[str, Any]]] = []
    for one in changes.items:
        old, new = one.positions
        row = left[old - 1] if old else {}
        assert row is not None
        row = said({**row, **{field.name: field.after for field in one.fields}})
        if old:
            left[old - 1] = None if one.moved or one.kind is Kind.REMOVED else row
        if new and (one.moved or one.kind is Kind.ADDED):
            placed.append((new, row))
    result = [row for row in left if row is not None]
    for position, row in sorted(placed, key=lambda entry: entry[0]):
        result.insert(position - 1, row)
    return result


@given(lists, lists)
def test_changes_lead_from_one_list_to_the_other(before: Checklist, after: Checklist) -> None:
    found = compare(before, after)
    assert composed(before.data["事项"], found) == [said(one) for one in after.data["事项"]]
    fields = {**before.data, **{one.name: one.after for one in found.fields}}
    assert (fields["版本"], fields["施行日期"]) == (after.version, after.effective)
    assert not compare(before, before)


texts = st.text("三十日15a.，的", max_size=12)


@given(texts, texts)
def test_words_hold_both_texts(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(one.text for one in pieces if not one.inserted) == before
    assert "".join(one.text for one in pieces if not one.deleted) == after


def test_words_are_whole_for_numbers_and_joined_for_readers() -> None:
    def marked(before: str, after: str) -> str:
        return "".join(
            f"-{p.text}-" if p.deleted else f"+{p.text}+" if p.inserted else p.text for p in words(before, after)
        )

    assert marked("不超过三十日的", "不超过十五日的") == "不超过-三十-+十五+日的"
    assert marked("在 100 元以下", "在 1000 元以下") == "在 -100-+1000+ 元以下"
    assert len(words("甲" * 3001, "乙" * 3001)) == 2
