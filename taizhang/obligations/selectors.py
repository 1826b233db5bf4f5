"""What is due for which duty, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, DateTimeField, QuerySet, Value

from taizhang.kit.clock import day_of
from taizhang.obligations import rules
from taizhang.obligations.models import Exemption, Fulfilment


@dataclass(frozen=True)
class Instance:
    """One period of one duty with its state."""

    duty: str
    period: rules.Period
    state: str
    note: str = ""


def instances(duties: Iterable[rules.Owed], year: int, today: date) -> dict[str, list[Instance]]:
    """The year's instances of each duty with their states, by its code. One query."""
    wanted = {one.code: one for one in duties}
    done, exempt = _records(list(wanted), year) if wanted else ({}, set())
    return {
        code: [_instance(code, p, done, exempt, today) for p in _owed_in(one, year)] for code, one in wanted.items()
    }


def kept_in(duties: Iterable[str], year: int) -> QuerySet[Fulfilment]:
    """What was recorded for these duties in a year, newest first."""
    found = Fulfilment.unscoped.filter(duty__in=list(duties), period__startswith=str(year), refuted=False)
    return found.order_by("-done_on", "-pk")


def _owed_in(one: rules.Owed, year: int) -> list[rules.Period]:
    return rules.periods(one.cadence, year, one.opened_on, one.due_day)


Records = dict[tuple[str, str], tuple[rules.Done, str]]


def _records(codes: list[str], year: int) -> tuple[Records, set[tuple[str, str]]]:
    """Fulfilments and exemptions of the duties in a year, by duty and period; an exemption has no day."""
    of_year = {"duty__in": codes, "period__startswith": str(year)}
    columns = ("duty", "period", "done_on", "recorded_at", "note")
    no_day, no_moment = Value(None, output_field=DateField()), Value(None, output_field=DateTimeField())
    lifted = Exemption.unscoped.filter(**of_year).values_list("duty", "period", no_day, no_moment, "reason")
    kept = Fulfilment.unscoped.filter(**of_year, refuted=False)
    done: Records = {}
    exempt: set[tuple[str, str]] = set()
    for duty, period, done_on, at, note in kept.values_list(*columns).union(lifted):
        if done_on is None:
            exempt.add((duty, period))
        else:
            done[duty, period] = (rules.Done(done_on, day_of(at)), note)
    return done, exempt


def _instance(code: str, period: rules.Period, done: Records, exempt: set[tuple[str, str]], today: date) -> Instance:
    record, note = done.get((code, period.key), (None, ""))
    return Instance(code, period, rules.state_of(period, record, (code, period.key) in exempt, today), note)
