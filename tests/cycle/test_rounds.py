"""Rounds and lists go by the names people use."""

from __future__ import annotations

from datetime import date

import pytest

from taizhang.cycle.selectors import round_called
from taizhang.kit.errors import Absent
from taizhang.ledger.lists import list_named
from tests.cast import County


def test_a_round_goes_by_its_code_or_as_people_call_it(county: County) -> None:
    assert round_called("2026-mid") == round_called("年中查账") == round_called("2026年中查账")
    for text in ("2031年中查账", "查账", ""):
        with pytest.raises(Absent, match="没有轮次"):
            round_called(text)


def test_a_list_goes_by_a_part_that_only_one_title_has(county: County) -> None:
    day = date(2026, 7, 1)
    assert list_named("工作台账", day) == list_named("整改工作台账", day) == list_named("ledger", day) == "ledger"
    assert list_named("问题清单", day) == "problem-list" and list_named("清单", day) == "清单"
