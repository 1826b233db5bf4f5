"""What is due for which duty, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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


def instances(duties: Iterable[tuple[str, str]], year: int, today: date) -> dict[str, list[Instance]]:
    """For (duty code, cadence) pairs: the year's instances of each with their states. Two queries."""
    wanted = dict(duties)
    done = {(f.duty, f.period): f for f in Fulfilment.unscoped.filter(duty__in=wanted, period__startswith=str(year))}
    exempt = set(Exemption.unscoped.filter(duty__in=wanted).values_list("duty", "period"))
    return {
        code: [_instance(code, p, done, exempt, today) for p in rules.periods(cadence, year)]
        for code, cadence in wanted.items()
    }


def _instance(
    code: str, period: rules.Period, done: dict[tuple[str, str], Fulfilment], exempt: set[tuple[str, str]], today: date
) -> Instance:
    kept = done.get((code, period.key))
    record = rules.Done(kept.done_on, day_of(kept.recorded_at)) if kept else None
    state = rules.state_of(period, record, (code, period.key) in exempt, today)
    return Instance(code, period, state, kept.note if kept else "")
