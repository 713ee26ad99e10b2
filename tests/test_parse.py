"""Reading YAML: core semantics, both parsers alike, true positions, and flaws instead of tracebacks."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.files.tree import MAX_FILE_BYTES
from rouxing.load.parse import _CONTROL, Flaw, _is_plain, decode, parse
from rouxing.load.plain import look
from rouxing.load.reference import MAX_DEPTH, positions, reference_parse
from tests.conftest import ROOT

CORE: list[tuple[str, Any]] = [
    ("2021-10-01", "2021-10-01"),
    ("2021-10-20 09:00", "2021-10-20 09:00"),
    ("否", "否"),
    ("no", "no"),
    ("on", "on"),
    ("yes", "yes"),
    ("0123", 123),
    ("0o17", 15),
    ("0x1F", 31),
    ("-0x1F", "-0x1F"),
    ("0b11", "0b11"),
    ("1_000", "1_000"),
    ("12:30:45", "12:30:45"),
    ("+12", 12),
    ("1e3", 1000.0),
    (".5", 0.5),
    ("5.", 5.0),
    (".inf", math.inf),
    ("-.INF", -math.inf),
    ("~", None),
    ("NULL", None),
    ("TRUE", True),
    ("tRUE", "tRUE"),
    ("'1'", "1"),
    ('"no"', "no"),
    ("9" * 60, 10**60 - 1),
    ("=", "="),
]


@pytest.mark.parametrize(("text", "value"), CORE)
def test_scalars_follow_the_core_schema(text: str, value: Any) -> None:
    assert parse(f"键: {text}\n".encode()) == {"键": value}
    assert reference_parse(f"键: {text}\n") == {"键": value}


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\u2028\u2029"),
        max_size=20,
    ),
    st.sampled_from([text for text, _ in CORE]),
)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text("名称情形依据ab", min_size=1), inner, max_size=4)
    ),
)


@given(documents, st.booleans(), st.sampled_from([40, 120]))
@settings(max_examples=300, deadline=None)
def test_both_parsers_read_the_same_data(data: Any, flow: bool, width: int) -> None:
    text = yaml.safe_dump({"根": data}, allow_unicode=True, default_flow_style=flow, width=width)
    assert parse(text.encode()) == reference_parse(decode(text.encode()))


@given(st.text(st.sampled_from(list(" \n:-[]{},'\"#?|>名a1.0x~eE+~")), max_size=60))
@settings(max_examples=500, deadline=None)
def test_both_parsers_agree_on_noise(text: str) -> None:
    """What the fast parser accepts means the same to the reference parser, or is refused by it."""
    try:
        expected: Any = reference_parse(text)
    except Flaw as flaw:
        expected = flaw
    try:
        data: Any = parse(text.encode())
    except Flaw as flaw:
        data = flaw
    if isinstance(expected, dict) or (isinstance(data, dict) and not odd_keys(data)):  # all else fails every schema
        assert repr(data) == repr(expected)


def odd_keys(data: Any) -> bool:
    """Keys that are not text: the validator refuses them, and the reference parser then says where."""
    if isinstance(data, dict):
        return any(not isinstance(key, str) or odd_keys(value) for key, value in data.items())
    return isinstance(data, list) and any(map(odd_keys, data))


def flaw_of(content: bytes) -> Flaw | None:
    try:
        parse(content)
    except Flaw as flaw:
        return flaw
    return None


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_end_in_data_or_a_flaw(content: bytes) -> None:
    flaw = flaw_of(content)
    assert flaw is None or (flaw.code.startswith("RX0") and flaw.line >= 1 and flaw.column >= 1)


@given(
    st.lists(
        st.tuples(st.text("名称情形", min_size=1, max_size=3), st.text("甲乙丙丁 a", min_size=1)),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
@settings(max_examples=200, deadline=None)
def test_positions_are_where_the_values_stand(rows: list[tuple[str, str]], data: st.DataObject) -> None:
    items = "".join(
        f"  - {{键{index}: '{value}', 另{index}: [x, '{key}']}}\n" for index, (key, value) in enumerate(rows)
    )
    text = f"# 注释\n事项:\n{items}"
    index = data.draw(st.integers(0, len(rows) - 1))
    spot = positions(text).values[("事项", index, f"另{index}", 1)]
    line = text.split("\n")[spot.line - 1]
    assert line[spot.column - 1 :].startswith(f"'{rows[index][0]}'")
    assert spot.line == index + 3


@pytest.mark.parametrize(
    "text",
    [
        "- " * 50_000 + "a",
        "? " * 50_000 + "a",
        "[" * 5000,
        "{a: " * 5000,
        "-\t" * 30_000 + "a",
        "a:\n" + " " * 200 + "b: 1",
    ],
)
def test_deep_nesting_is_a_flaw_or_data_never_a_crash(text: str) -> None:
    flaw = flaw_of(text.encode())
    assert flaw is None or flaw.code in {"RX004", "RX006", "RX007"}


def test_depth_is_bounded() -> None:
    deep = "a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
    with pytest.raises(Flaw) as caught:
        reference_parse(deep)
    assert caught.value.code == "RX006"
    assert not _is_plain("- " * 50)


_TELLING = "\n\n\n  --::.%0bxo}],&*!_\t?|>\x00\x1f\x7f\x80\x9f\xb7\u2028\u2029\ufeff\ufffe\uffff甲a：，"


@given(
    st.one_of(
        st.text(_TELLING),
        st.text("\n -:甲"),
        st.lists(st.sampled_from(["- ", " :", ": ", "  ", "甲:", "\n", "..."]), max_size=90).map("".join),
    )
)
@settings(max_examples=2000, deadline=None)
def test_where_the_fast_look_is_certain_the_close_one_agrees(text: str) -> None:
    seen = look(text.encode(), text)
    assert seen.control or not _CONTROL.search(text)
    assert seen.unusual or _is_plain(text)


@pytest.mark.parametrize("path", sorted((ROOT / "cases").rglob("*.yaml")), ids=lambda path: path.name)
def test_the_fast_look_is_certain_of_usual_files(path: Path) -> None:
    text = path.read_text("utf-8")
    seen = look(text.encode(), text)
    assert not seen.unusual
    assert seen.control == ("·" in text)


def test_size_is_bounded() -> None:
    with pytest.raises(Flaw) as caught:
        parse(b"a" * (MAX_FILE_BYTES + 1))
    assert caught.value.code == "RX002"


def test_line_ends_and_bom_do_not_move_positions() -> None:
    plain = "键: 1\n二: 2\n"
    windows = ("\ufeff" + plain.replace("\n", "\r\n")).encode()
    assert parse(windows) == parse(plain.encode())
    assert positions(decode(windows)) == positions(plain)


def test_utf8_error_position_counts_characters() -> None:
    with pytest.raises(Flaw) as caught:
        decode("键: 值\n名称: 好".encode() + b"\xff\xfe\xff")
    assert (caught.value.line, caught.value.column) == (2, 6)
    assert "不是文本" in caught.value.message
