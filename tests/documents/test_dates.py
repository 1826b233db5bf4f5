"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.documents.dates import first_date, read_date

TODAY = date(2026, 7, 8)
pytestmark = pytest.mark.once
WRITTEN = {
    "2026年8月15日": (8, 15),
    "2026.8.20": (8, 20),
    "2026/7/9": (7, 9),
    "2026-07-31": (7, 31),
    "8月3日": (8, 3),
    "7月中旬": (7, 20),
    "9月底前": (9, 30),
    "十月一日前": (10, 1),
    "２０２６．６．３０": (6, 30),
    "年底": (12, 31),
    "2026年底前": (12, 31),
    "二〇二六年六月三十日": (6, 30),
    "6月": (6, 30),
    "2026-07-10 00:00:00": (7, 10),
    "20260831": (8, 31),
    "6.30": (6, 30),
    "九月下旬前": (9, 30),
    "8月31日前完成": (8, 31),
    "2026 年 8 月": (8, 31),
}


@pytest.mark.parametrize(("text", "day"), WRITTEN.items())
def test_every_way_of_writing_is_read(text: str, day: tuple[int, int]) -> None:
    assert read_date(text, TODAY) == date(2026, *day)


@pytest.mark.parametrize("text", ["45 000", "长期坚持", "13月1日", "2月30日", "", "尽快", "1.5.9", "约3月"])
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert read_date(text, TODAY) is None


def test_a_day_number_that_lost_its_format_is_read() -> None:
    assert read_date("46204", TODAY) == date(2026, 7, 1)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    for text in (f"{day.year}.{day.month}.{day.day}", day.isoformat(), f"{day.year}年{day.month}月{day.day}日"):
        assert read_date(text, TODAY) == day == first_date(f"截至{text}的台账")
