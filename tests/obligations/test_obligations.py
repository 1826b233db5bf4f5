"""What falls due, and what became of it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.cycle.rules import add_workdays, is_workday, rounds_of, workdays_between
from taizhang.kit.errors import Refused
from taizhang.obligations.rules import MONTHS, Done, Period, check_fulfilment, period_holding, periods, state_of
from taizhang.rulebook.books import shipped

pytestmark = pytest.mark.once
JUNE = Period("2026M6", date(2026, 6, 1), date(2026, 6, 30), date(2026, 6, 30))
STATES = [
    (None, False, date(2026, 5, 31), "not_due"),
    (None, False, date(2026, 6, 1), "due"),
    (None, False, date(2026, 6, 30), "due"),
    (None, False, date(2026, 7, 1), "missed"),
    (None, True, date(2026, 7, 1), "exempt"),
    (Done(date(2026, 6, 5), date(2026, 6, 6)), False, date(2026, 9, 1), "done"),
    (Done(date(2026, 6, 5), date(2026, 7, 20)), False, date(2026, 9, 1), "recorded_late"),
]


@pytest.mark.parametrize(("done", "exempt", "today", "state"), STATES)
def test_the_six_states(done: Done, exempt: bool, today: date, state: str) -> None:
    assert state_of(JUNE, done, exempt, today) == state


@given(st.sampled_from(list(MONTHS)), st.integers(2000, 2099))
def test_periods_tile_the_year(cadence: str, year: int) -> None:
    found = periods(cadence, year)
    assert found[0].first == date(year, 1, 1) and found[-1].due_on == date(year, 12, 31)
    assert all(a.due_on + timedelta(days=1) == b.first for a, b in pairwise(found))


def test_a_duty_may_fall_due_before_its_period_ends() -> None:
    by_the_twentieth = periods("quarterly", 2026, due_day=20)[1]
    assert (by_the_twentieth.due_on, by_the_twentieth.last) == (date(2026, 4, 20), date(2026, 6, 30))
    assert state_of(by_the_twentieth, None, False, date(2026, 4, 21)) == "missed"
    assert (
        state_of(by_the_twentieth, Done(date(2026, 5, 2), date(2026, 5, 2)), False, date(2026, 5, 3)) == "recorded_late"
    )
    check_fulfilment(by_the_twentieth, date(2026, 5, 2), date(2026, 5, 3), False)
    assert periods("monthly", 2026, due_day=31)[1].due_on == date(2026, 2, 28)


@given(st.sampled_from(list(MONTHS)), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_day_lies_in_one_period(cadence: str, day: date) -> None:
    holding = [one.key for one in periods(cadence, day.year) if one.first <= day <= one.last]
    assert holding == [period_holding(cadence, day)]


def test_a_unit_opened_in_june_owes_nothing_for_may() -> None:
    assert periods("monthly", 2026, date(2026, 6, 15))[0].key == "2026M6" and periods("standing", 2026) == []


@pytest.mark.parametrize(
    ("day", "already"), [(date(2026, 6, 5), True), (date(2026, 8, 1), False), (date(2026, 5, 1), False)]
)
def test_what_cannot_be_recorded(day: date, already: bool) -> None:
    with pytest.raises(Refused):
        check_fulfilment(JUNE, day, date(2026, 7, 1), already)


EXCEPTIONS = {date(2026, 10, 1): False, date(2026, 10, 10): True}


def test_workdays_follow_the_state_councils_days() -> None:
    assert not is_workday(date(2026, 10, 1), EXCEPTIONS) and is_workday(date(2026, 10, 10), EXCEPTIONS)
    assert add_workdays(date(2026, 9, 30), 1, EXCEPTIONS) == date(2026, 10, 2)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_counting_workdays_forth_and_back(day: date, count: int) -> None:
    assert workdays_between(day, add_workdays(day, count, EXCEPTIONS), EXCEPTIONS) == count


@given(
    st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    st.integers(-90, 400),
    st.dictionaries(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.booleans(), max_size=40),
)
def test_counting_by_weeks_is_counting_day_by_day(first: date, days: int, exceptions: dict[date, bool]) -> None:
    last = first + timedelta(days=days)
    low, high = sorted((first, last))
    each = sum(is_workday(low + timedelta(days=n), exceptions) for n in range(1, (high - low).days + 1))
    assert workdays_between(first, last, exceptions) == (each if last >= first else -each)


def test_a_year_has_three_accounts_without_a_gap() -> None:
    found = rounds_of(2026, shipped()["problem-terms"].body["rounds"])
    assert [one[1] for one in found] == ["start", "mid", "end"]
    assert found[0][3] + timedelta(days=1) == found[1][2] and found[1][3] + timedelta(days=1) == found[2][2]


def test_the_year_is_opened_once(county) -> None:  # type: ignore[no-untyped-def]
    from taizhang.cycle.actions import open_year
    from taizhang.cycle.selectors import exceptions
    from tests.cast import AT

    with pytest.raises(Refused):
        open_year(actor=county.who("cheng"), at=AT, year=2026)
    assert exceptions()[date(2026, 10, 1)] is False
