"""What the system puts beside a report by itself: what became of what was said last time, duties, follow-ups.

Generated, never written: "last year's problems" cannot be left out and cannot be polished (DOMAIN §12.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q

from taizhang.debrief import labels
from taizhang.debrief.models import Debrief, FollowUp
from taizhang.inspection.selectors import inspected
from taizhang.ledger.labels import STATES
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import duties_of, owed
from taizhang.ledger.states import ENDED, OPEN
from taizhang.obligations.selectors import instances
from taizhang.orgs.models import Unit

Told = dict[str, Any]  # {"sentence": a label, "facts": what fills it}: kept with the report, shown in any language
YEAR = timedelta(days=400)  # "last year's and last round's": a year and a little
SHOWN = 60


def facts_for(debrief: Debrief, day: date) -> list[Told]:
    """What a report opens with, as sentences. Query count does not depend on how much there is."""
    unit = debrief.unit
    return [_raised(unit, day), _duties(unit, day), *_inspected(unit, day), *_follow_ups(unit, debrief.meeting_id)]


def _told(sentence: str, **facts: object) -> Told:
    return {"sentence": sentence, "facts": facts}


def _raised(unit: Unit, day: date) -> Told:
    """Problems below the unit since a year, whatever their source."""
    since = Item.unscoped.filter(kind="problem").under(unit.path).filter(opened_on__gt=day - YEAR, opened_on__lte=day)
    still = Q(state__in=OPEN)
    counts = since.exclude(state__in=("withdrawn", "merged")).aggregate(
        total=Count("pk"),
        closed=Count("pk", filter=Q(state__in=ENDED)),
        open=Count("pk", filter=still),
        late=Count("pk", filter=still & Q(due_on__lt=day)),
        recurring=Count("pk", filter=Q(recurring=True)),
    )
    return _told(labels.FACTS["raised"], unit=unit.label, **counts)


def _duties(unit: Unit, day: date) -> Told:
    """The year's duty list by what became of each period that has fallen due."""
    items = [item for item in duties_of(unit, day.year) if item.state in ("agreed", "sealed", "settled")]
    if not items:
        return _told(labels.FACTS["no_duties"])
    found = instances([owed(item) for item in items], day.year, day)
    states = Counter(one.state for some in found.values() for one in some)
    done, late, missed = states["done"], states["recorded_late"], states["missed"]
    return _told(labels.FACTS["duties"], due=done + late + missed, done=done, late=late, missed=missed)


def _inspected(unit: Unit, day: date) -> list[Told]:
    """What inspections of the last year came to, where there were any."""
    found = inspected({unit.pk: unit.path}, day - YEAR, day).get(unit.pk)
    return [_told(labels.FACTS["inspected"], count=found.visits, percent=f"{found.percent:.1f}")] if found else []


def _follow_ups(unit: Unit, meeting_id: int) -> list[Told]:
    last = FollowUp.unscoped.filter(unit=unit).exclude(meeting_id=meeting_id).order_by("-meeting_id").first()
    if last is None:
        return []
    rows = FollowUp.unscoped.filter(unit=unit, meeting_id=last.meeting_id).select_related("item").order_by("pk")
    return [_told(labels.FACTS["follow"], title=one.item.title, state=STATES[one.item.state]) for one in rows]


def before_of(debrief: Debrief, sources: Sequence[str], day: date) -> list[Told]:
    """Problems said of the unit since last year by these sources, open ones first, with what became of each."""
    said = Item.unscoped.filter(kind="problem", unit=debrief.unit, source__in=sources)
    said = said.filter(Q(opened_on__gt=day - YEAR) | Q(state__in=OPEN), opened_on__lte=day)
    rows = said.exclude(state__in=("withdrawn", "merged")).order_by(F("closed_on").desc(nulls_first=True), "pk")[:SHOWN]
    return [
        {
            "code": item.code,
            "title": item.title,
            "state": item.state,
            "detail": item.facts.get("source_detail", ""),
            "due_on": item.due_on.isoformat() if item.due_on else "",
            "closed_on": item.closed_on.isoformat() if item.closed_on else "",
            "recurring": item.recurring,
            "result": item.facts.get("result", ""),
        }
        for item in sorted(rows, key=lambda item: item.closed_on is not None)
    ]
