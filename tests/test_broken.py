"""Given this file, this one finding at this place, in words that say what is wrong and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rouxing.check import CHECK, Scope, check
from rouxing.files.tree import FolderTree
from tests.conftest import ROOT, TODAY, Overlay, found

FOLDER = Path(__file__).parent / "broken"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yml").read_text("utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file_gives_one_finding_at_its_place(name: str, overlay: Overlay) -> None:
    expected = EXPECTED[name]
    diagnostics = found(overlay({expected["as"]: (FOLDER / name).read_bytes()}))
    places = [(one.code, one.path, one.line, one.column) for one in diagnostics]
    assert places == [(expected["code"], expected["as"], expected["line"], expected["column"])]
    assert expected["says"] in diagnostics[0].message + diagnostics[0].advice


def test_both_parsers_give_the_same_findings(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, expected in EXPECTED.items():
        root = overlay({expected["as"]: (FOLDER / name).read_bytes()})
        fast = found(root)
        with monkeypatch.context() as patch:
            patch.setattr("rouxing.load.parse.PARSER", "pyyaml")
            assert found(root) == fast
        (root / expected["as"]).unlink()
    outcome = check(FolderTree(ROOT), Scope(CHECK, TODAY))
    monkeypatch.setattr("rouxing.load.parse.PARSER", "pyyaml")
    assert check(FolderTree(ROOT), Scope(CHECK, TODAY)) == outcome


def test_every_broken_file_is_expected() -> None:
    assert {path.name for path in FOLDER.glob("*.yaml")} == set(EXPECTED)
    assert len(EXPECTED) >= 30


def test_no_finding_shows_a_personal_number(overlay: Overlay) -> None:
    number = "35042119850101001X"  # the check digit is wrong on purpose
    log = f"""案件:
  - 案号: "{number}"
    日期: 2021-10-12
    案由: 未携带车辆营运证
    当事人: {{名称: 吴某, 类型: 自然人, 身份证号: "{number}", 联系电话: "13800010001x"}}
    措施: [{{方式: "{number}"}}]
"""
    for one in found(overlay({"cases/transport/2021/10.yaml": log.encode()})):
        assert number not in str(one.as_data())
        assert "13800010001" not in str(one.as_data())
