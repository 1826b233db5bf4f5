"""Check digits against an independent library and the standards' own examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from taizhang.kit.codes import CREDIT, is_citizen_number, is_credit_code, is_division_code, masked


def test_standards_examples() -> None:
    assert is_credit_code("91350100M000100Y43") and not is_credit_code("91350100M000100Y44")
    assert is_citizen_number("11010519491231002X") and not is_citizen_number("110105194912310021")


@given(st.text(CREDIT, min_size=17, max_size=17))
def test_exactly_one_check_character_fits(body: str) -> None:
    assert sum(is_credit_code(body + last) for last in CREDIT) == 1


@given(st.integers(0, 999), st.dates(min_value=__import__("datetime").date(1900, 1, 1)))
def test_citizen_numbers_agree_with_the_oracle(serial: int, born) -> None:  # type: ignore[no-untyped-def]
    body = f"110105{born:%Y%m%d}{serial:03d}"
    for last in "0123456789X":
        if ric.is_valid(body + last):
            assert is_citizen_number(body + last)


@pytest.mark.parametrize(
    ("code", "good"), [("131127", True), ("131127100005", True), ("991127", False), ("13112", False), ("13112a", False)]
)
def test_division_codes(code: str, good: bool) -> None:
    assert is_division_code(code) is good


def test_numbers_are_masked() -> None:
    assert masked("330102199001011234") == "3301**********1234" and masked("13812345678") == "138****5678"
