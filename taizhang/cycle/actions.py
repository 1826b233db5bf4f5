"""Acts of time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar

from taizhang.cycle import labels
from taizhang.cycle.models import CalendarDay, Round
from taizhang.cycle.rules import require_year, rounds_of
from taizhang.journal.acts import act, record
from taizhang.kit.errors import NotAllowed, Refused
from taizhang.orgs.selectors import root_unit
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import terms_on


@act
def open_year(*, actor: Viewer, at: datetime, year: int) -> list[str]:
    """Open a year's three accounts and seed its calendar. Returns the rounds' codes."""
    if not actor.keeps_tree:
        raise NotAllowed(labels.NOT_KEEPER)
    require_year(year)
    if Round.unscoped.filter(year=year).exists():
        raise Refused(labels.YEAR_THERE, year=year)
    made = rounds_of(year, terms_on(date(year, 1, 1))["rounds"])
    Round.unscoped.bulk_create(
        Round(code=code, year=year, kind=kind, opens_on=first, closes_on=last) for code, kind, first, last in made
    )
    _seed_calendar(year)
    root = root_unit()
    record(
        "year.opened",
        actor=actor,
        at=at,
        subject=str(year),
        unit=root.code if root else "",
        path=root.path if root else "",
        facts={"year": year},
    )
    return [code for code, *_rest in made]


def _seed_calendar(year: int) -> None:
    """Copy the State Council's adjusted days; for a year nobody has announced yet, nothing is invented."""
    rows, day = [], date(year, 1, 1)
    while day.year == year:
        try:
            works = chinese_calendar.is_workday(day)
        except NotImplementedError:
            return
        if works != (day.weekday() < 5):
            rows.append(CalendarDay(day=day, is_workday=works))
        day += timedelta(days=1)
    CalendarDay.unscoped.bulk_create(rows, ignore_conflicts=True)
