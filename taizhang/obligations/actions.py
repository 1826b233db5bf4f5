"""Acts that satisfy or lift an obligation. Called by the apps where the work is recorded."""

from __future__ import annotations

from datetime import date, datetime

from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.obligations import rules
from taizhang.obligations.models import Exemption, Fulfilment
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer


@act
def fulfil(
    *, actor: Viewer, at: datetime, unit: str, duty: str, cadence: str, period: str, done_on: date, note: str = ""
) -> str:
    """Record that a duty was done for a period. The caller has checked who may. Returns the period's key."""
    home = Unit.unscoped.get(code=unit)
    found = next(p for p in rules.periods(cadence, int(period[:4])) if p.key == period)
    already = Fulfilment.unscoped.filter(duty=duty, period=period).exists()
    rules.check_fulfilment(found, done_on, day_of(at), already)
    Fulfilment.unscoped.create(
        unit=home, duty=duty, period=period, done_on=done_on, recorded_at=at, recorded_by=actor.code, note=note
    )
    record(
        "obligation.fulfilled",
        actor=actor,
        at=at,
        subject=duty,
        unit=home.code,
        path=home.path,
        facts={"period": period, "done_on": done_on.isoformat()},
    )
    return period


@act
def exempt(*, actor: Viewer, at: datetime, unit: str, duty: str, period: str, reason: str) -> str:
    """Lift a duty for a period with a reason. The caller has checked who may."""
    home = Unit.unscoped.get(code=unit)
    Exemption.unscoped.update_or_create(duty=duty, period=period, defaults={"unit": home, "reason": reason})
    record(
        "obligation.exempted",
        actor=actor,
        at=at,
        subject=duty,
        unit=home.code,
        path=home.path,
        facts={"period": period, "reason": reason},
    )
    return period
