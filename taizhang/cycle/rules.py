"""Rules of time: a year's rounds and counting workdays. Days are handed in; nothing reads a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from taizhang.cycle import labels
from taizhang.kit.errors import BadInput


def rounds_of(year: int, spans: Mapping[str, Sequence[str]]) -> list[tuple[str, str, date, date]]:
    """(code, kind, first day, last day) of a year's accounts; `spans`: kind → ["MM-DD", "MM-DD"] from the book."""
    return [
        (f"{year}-{kind}", kind, date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}"))
        for kind, (first, last) in spans.items()
    ]


def require_year(year: int) -> None:
    """A year of this century; BadInput for anything else."""
    if not 2000 <= year <= 2099:
        raise BadInput(labels.NO_YEAR, year=year)


def year_asked(text: str, today: date) -> int:
    """The year a page or form asks for; this one where none is written. BadInput outside this century."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == YEAR_DIGITS else today.year
    require_year(year)
    return year


YEAR_DIGITS = 4


def is_workday(day: date, exceptions: Mapping[date, bool]) -> bool:
    """Monday to Friday unless the calendar says otherwise."""
    return exceptions.get(day, day.weekday() < 5)


def add_workdays(day: date, count: int, exceptions: Mapping[date, bool]) -> date:
    """The day `count` workdays after `day` (the first day itself is not counted)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day, exceptions)
    return day


def workdays_between(first: date, last: date, exceptions: Mapping[date, bool]) -> int:
    """Workdays after `first` up to and including `last`; negative when `last` lies before."""
    if last < first:
        return -workdays_between(last, first, exceptions)
    weeks, rest = divmod((last - first).days, 7)
    plain = weeks * 5 + sum((first + timedelta(days=n)).weekday() < 5 for n in range(1, rest + 1))
    return plain + sum(works - (day.weekday() < 5) for day, works in exceptions.items() if first < day <= last)
