"""Check digits and masking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.law.identity import credit_code_is_valid, masked, person_number_is_valid

CREDIT = ["11350421MA0000015A", "91350421MA00000152", "92350421MA0000015Y"]
PERSONS = ["350421198501010013", "350421198402290021", "350421196001010018"]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", CREDIT)
def test_right_credit_codes(code: str) -> None:
    assert credit_code_is_valid(code)


@pytest.mark.parametrize("number", PERSONS)
def test_right_person_numbers_whatever_the_division_was_called(number: str) -> None:
    assert person_number_is_valid(number)


@given(st.sampled_from(CREDIT), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_found(code: str, index: int, other: str) -> None:
    wrong = code[:index] + other + code[index + 1 :]
    assert credit_code_is_valid(wrong) == (wrong == code)


@given(st.sampled_from(PERSONS), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_of_a_person_number_is_found(number: str, index: int, other: str) -> None:
    wrong = number[:index] + other + number[index + 1 :]
    assert person_number_is_valid(wrong) == (wrong == number)


@pytest.mark.parametrize("number", ["350421198502290011", "35042119850101001", "35042119850101001x", "", "一" * 18])
def test_what_is_no_person_number(number: str) -> None:
    assert not person_number_is_valid(number)
    assert not credit_code_is_valid(number)


@pytest.mark.parametrize("number", [*PERSONS, "35042119850101001x", "350421850101001", "13800010001"])
def test_personal_numbers_are_masked(number: str) -> None:
    assert masked(f"身份证号{number}，当事人") == "身份证号***，当事人"


@pytest.mark.parametrize(
    "text", ["350421-JT-001", "91350421MA00000152", "明交告〔2021〕7号", "0598-0000000", "20211012"]
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text
