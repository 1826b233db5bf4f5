"""Acts that satisfy or lift an obligation. Called by the apps where the work is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.obligations import labels, rules
from taizhang.obligations.models import Exemption, Fulfilment
from taizhang.orgs.selectors import unit_coded
from taizhang.people.viewers import Viewer


@act
def fulfil(
    *,
    actor: Viewer,
    at: datetime,
    unit: str,
    duty: str,
    cadence: str,
    period: str,
    done_on: date,
    note: str = "",
    facts: Mapping[str, str] | None = None,
) -> str:
    """Record that a duty was done for a period. The caller has checked who may. Returns the period's key."""
    home = unit_coded(unit)
    year = int(period[:4]) if period[:4].isascii() and period[:4].isdigit() and period[:4] != "0000" else 1
    found = next((one for one in rules.periods(cadence, year) if one.key == period), None)
    if found is None:
        raise BadInput(labels.NO_PERIOD, period=period)
    if Exemption.unscoped.filter(duty=duty, period=period).exists():
        raise Refused(labels.LIFTED, period=period)
    already = Fulfilment.unscoped.filter(duty=duty, period=period, refuted=False).exists()
    rules.check_fulfilment(found, done_on, day_of(at), already)
    told = {"unit": home, "done_on": done_on, "recorded_at": at, "recorded_by": actor.code, "note": note}
    told |= {"facts": dict(facts or {}), "refuted": False}
    Fulfilment.unscoped.update_or_create(duty=duty, period=period, defaults=told)
    record(
        "obligation.fulfilled",
        actor=actor,
        at=at,
        subject=duty,
        unit=home.code,
        path=home.path,
        facts={"period": period, "done_on": done_on.isoformat()},
        private=dict(facts or {}),
    )
    return period


@act
def exempt(*, actor: Viewer, at: datetime, unit: str, duty: str, period: str, reason: str) -> str:
    """Lift a duty for a period with a reason. The caller has checked who may."""
    home = unit_coded(unit)
    if Fulfilment.unscoped.filter(duty=duty, period=period).exists():
        raise Refused(labels.DONE_ALREADY, period=period)
    Exemption.unscoped.update_or_create(duty=duty, period=period, defaults={"unit": home, "reason": reason})
    record(
        "obligation.exempted",
        actor=actor,
        at=at,
        subject=duty,
        unit=home.code,
        path=home.path,
        facts={"period": period},
        private={"reason": reason},
    )
    return period


@act
def refute(*, actor: Viewer, at: datetime, duty: str, period: str, reason: str) -> str:
    """What was recorded for a period was found not to have been done: the period stands open again. The caller has
    checked who may.
    """
    found = Fulfilment.unscoped.select_related("unit").get(duty=duty, period=period)
    found.refuted = True
    found.save(update_fields=["refuted"])
    record(
        "obligation.refuted",
        actor=actor,
        at=at,
        subject=duty,
        unit=found.unit.code,
        path=found.unit.path,
        facts={"period": period},
        private={"reason": reason},
    )
    return period
