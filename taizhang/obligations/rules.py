"""What falls due and what became of it: periods of a year, and the state of one period. Plain values only."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from taizhang.kit.errors import Refused
from taizhang.obligations import labels

MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
LETTER = {"monthly": "M", "quarterly": "Q", "half-yearly": "H", "yearly": "Y"}


@dataclass(frozen=True)
class Period:
    """One stretch in which a duty is to be done once. `due_on` is its last good day, `last` the stretch's own."""

    key: str
    first: date
    due_on: date
    last: date


@dataclass(frozen=True)
class Owed:
    """A duty as the engine needs it. `due_day`: on which day of each period it falls due; 0: on the last.
    `opened_on`: nothing is owed for periods that ended before the unit was there.
    """

    code: str
    cadence: str
    due_day: int = 0
    opened_on: date | None = None


@dataclass(frozen=True)
class Done:
    """A fulfilment as the rule needs it."""

    done_on: date
    recorded_on: date


def period_words(key: str) -> tuple[str, dict[str, str]]:
    """A period's key as a label and what fills it: 2026M6 → {number}月, 2026H1 → 上半年."""
    letter, number = key[4:5], key[5:]
    return labels.PERIODS[letter + number if letter == "H" else letter], {"number": number}


def periods(cadence: str, year: int, opened_on: date | None = None, due_day: int = 0) -> list[Period]:
    """The periods of a year; none for a standing duty, none that fell due before the unit was opened."""
    step = MONTHS.get(cadence, 0)
    found = []
    for number, month in enumerate(range(1, 13, step) if step else (), 1):
        last_month = month + step - 1
        last = date(year, last_month, monthrange(year, last_month)[1])
        first = date(year, month, 1)
        due_on = min(last, first + timedelta(days=due_day - 1)) if due_day else last
        if opened_on is None or due_on >= opened_on:
            found.append(Period(f"{year}{LETTER[cadence]}{number}", first, due_on, last))
    return found


def period_holding(cadence: str, day: date) -> str:
    """The key of the period a day lies in; "" for a standing duty."""
    return next((one.key for one in periods(cadence, day.year) if one.first <= day <= one.last), "")


def state_of(period: Period, done: Done | None, exempt: bool, today: date) -> str:
    """not_due · due · done · recorded_late · missed · exempt.

    Written down after the day it fell due is "recorded late", done in time or not (the record's own day tells):
    welcome, and told apart.
    """
    if exempt:
        return "exempt"
    if done:
        return "recorded_late" if done.recorded_on > period.due_on else "done"
    if today < period.first:
        return "not_due"
    return "due" if today <= period.due_on else "missed"


def check_fulfilment(period: Period, done_on: date, today: date, already: bool) -> None:
    """A fulfilment is recorded once, for a day that has come and lies within its period."""
    if already:
        raise Refused(labels.TWICE, period=period.key)
    if done_on > today:
        raise Refused(labels.FUTURE, day=done_on)
    if not period.first <= done_on <= period.last:
        raise Refused(labels.OUTSIDE, day=done_on, period=period.key)
