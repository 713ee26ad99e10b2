"""Every rule: its manual is complete, its bad example gives that one finding, its good example gives none."""

from __future__ import annotations

import pytest

from rouxing.manuals import codes, manual
from rouxing.rules import RULES
from tests.conftest import Overlay, example_files, found


@pytest.mark.parametrize("code", codes())
def test_the_bad_example_is_found(code: str, overlay: Overlay) -> None:
    page = manual(code)
    assert page is not None
    diagnostics = found(overlay(example_files(page.bad, page.encoding, page.blanks)))
    assert [one.code for one in diagnostics] == [code]
    assert diagnostics[0].message
    assert diagnostics[0].advice


@pytest.mark.parametrize("code", codes())
def test_the_good_example_is_clean(code: str, overlay: Overlay) -> None:
    page = manual(code)
    assert page is not None
    assert found(overlay(example_files(page.good))) == []


@pytest.mark.parametrize("code", codes())
def test_the_manual_is_chinese_and_complete(code: str) -> None:
    page = manual(code)
    assert page is not None
    assert page.title.endswith("。")
    assert page.reason or page.remedy or page.basis
    assert page.bad.strip()
    assert page.good.strip()


def test_every_rule_function_is_registered_under_its_family() -> None:
    families = {RULES[code].find.__module__.rsplit(".", 1)[-1]: code[:3] for code in RULES}
    assert families.get("references") == "RX1"
    assert manual("RX999") is None
