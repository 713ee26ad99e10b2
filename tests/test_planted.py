"""In a random document with one planted fault, the finding stands where the fault was planted."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.check import CHECK, Scope, check
from rouxing.files.tree import FolderTree, MemoryTree
from tests.conftest import BASE, TODAY

FILES = {path: FolderTree(BASE).read(path) for path in FolderTree(BASE).files()}
MARK = "此处有误"

words = st.text("甲乙丙丁戊abc 12，。", min_size=1, max_size=12).filter(lambda text: text.strip() == text)
items = st.fixed_dictionaries(
    {
        "名称": words,
        "情形": words,
        "依据": st.lists(words, max_size=2),
        "监管措施": st.lists(st.sampled_from(["说服教育", "行政告诫"]), min_size=1, max_size=2),
    },
    optional={"备注": words, "来源": st.sampled_from(["市级认领", "本级补充"]), "公开": st.just(True)},
)

FAULTS: dict[str, tuple[str, tuple[Any, ...], Any]] = {
    "来源": ("RX015", ("来源",), MARK),
    "公开": ("RX014", ("公开",), MARK),
    "依据": ("RX014", ("依据",), MARK),
    MARK: ("RX013", (MARK,), "多余"),
}


@given(st.lists(items, min_size=1, max_size=6), st.data(), st.booleans(), st.sampled_from([30, 200]))
@settings(max_examples=250, deadline=None)
def test_a_fault_in_an_item(rows: list[dict[str, Any]], data: st.DataObject, flow: bool, width: int) -> None:
    numbered = [{"编码": f"JT-{index:03}", **row} for index, row in enumerate(rows)]
    code, (key,), value = FAULTS[data.draw(st.sampled_from(sorted(FAULTS)))]
    victim = data.draw(st.sampled_from(numbered))
    victim[key] = value
    content = {"清单": "从轻行政处罚", "版本": 1, "施行日期": "2021-10-01", "事项": numbered}
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=width, default_flow_style=flow or None)
    text = text.replace("'2021-10-01'", "2021-10-01")
    tree = MemoryTree(FILES | {"checklists/transport/lighter-penalty.yaml": text.encode()})
    (one,) = check(tree, Scope(CHECK, TODAY)).diagnostics
    before = text[: text.index(MARK)]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    assert (one.code, one.line, one.item) == (code, line, victim["编码"])
    assert one.column in (column, column - 1)  # the value, or the quotation mark before it
