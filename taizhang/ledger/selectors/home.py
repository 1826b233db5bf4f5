"""What waits for a viewer: today's few things, numbers, duties near their day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Value, When

from taizhang.ledger.models import Item, ItemQuerySet, Step
from taizhang.ledger.selectors.lists import items_for
from taizhang.ledger.selectors.tally import standing
from taizhang.ledger.states import ENDED, OPEN, OPEN_DUTY, WAITING_FOR_ACCEPTER, WAITING_FOR_DOER
from taizhang.obligations.rules import Owed
from taizhang.obligations.selectors import Instance, instances
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer

MISSED_LATELY = timedelta(days=31)  # the home page reminds of these; the duty list shows them all


def todays_few(viewer: Viewer, most: int = 8) -> list[Item]:
    """What waits for this viewer's unit, soonest first."""
    if not viewer.acts or not viewer.unit_id:
        return []
    business = Item.unscoped.select_related("unit", "accepting").order_by(F("due_on").asc(nulls_last=True), "id")
    accepts, does = "accepter" in viewer.relations, "doer" in viewer.relations
    kinds = (  # asked each by itself, the head of one index: thousands that wait cost what a few cost
        business.filter(accepting_id=viewer.unit_id, state__in=set(WAITING_FOR_ACCEPTER) - set(OPEN_DUTY)),
        business.open().filter(accepting_id=viewer.unit_id, asked_due__isnull=False),
        business.filter(unit_id=viewer.unit_id, state__in=WAITING_FOR_DOER),
    )
    wanted = [kind for kind, fits in zip(kinds, (accepts, accepts, does), strict=True) if fits]
    first = {item.pk: item for kind in wanted for item in kind[:most]}
    return sorted(first.values(), key=lambda item: (item.due_on or date.max, item.pk))[:most]


def answered(viewer: Viewer, most: int = 5) -> list[Step]:
    """What others did lately with this unit's items: returned, granted, accepted."""
    acts = (
        "return_plan",
        "return_closure",
        "return_task",
        "refuse_untrue",
        "refuse_extension",
        "accept_closure",
        "grant_extension",
        "approve_plan",
        "pass_task",
    )
    found = Step.unscoped.filter(item__unit_id=viewer.unit_id, act__in=acts).select_related("item")
    return list(found.order_by("-at")[:most])


def home_numbers(viewer: Viewer, near_days: int) -> dict[str, int]:
    """Four numbers of the viewer's reach: open, near, late, closed. One query; a whole tree's are its counters'."""
    soon = viewer.today + timedelta(days=near_days)
    business = items_for(viewer).filter(kind__in=("problem", "task")).order_by()
    by_day = Case(When(due_on__lt=viewer.today, then=Value("late")), default=Value("near"))
    due = business.open().filter(due_on__lte=soon).values(stood=by_day).annotate(all=Count("*"))
    rows = standing(viewer)
    if rows is None:
        rows = business.values(stood=F("state")).annotate(all=Count("pk"))
    counts = Counter(dict.fromkeys(("open", "near", "late", "closed"), 0))
    for stood, count in rows.union(due, all=True).values_list("stood", "all"):
        name = "open" if stood in OPEN else "closed" if stood in ENDED else stood
        counts[name] += count
    return {name: counts[name] for name in ("open", "near", "late", "closed")}


def proposed_lists(viewer: Viewer) -> list[dict[str, Any]]:
    """Duty lists proposed by units below and waiting for this unit's agreement: unit, code, how many lines."""
    if not viewer.acts:
        return []
    found = Item.unscoped.filter(kind="duty", state="proposed", accepting_id=viewer.unit_id).order_by()
    lines = found.values("unit__short", "unit__name", "unit__code").annotate(count=Count("pk"))[:20]
    return [dict(line) for line in lines]


def duties_of(unit: Unit, year: int) -> ItemQuerySet:
    """A unit's duty items of a year, in the book's order."""
    return (
        Item.unscoped.filter(kind="duty", unit=unit, year=year)
        .exclude(state="withdrawn")
        .select_related("unit")
        .order_by("id")
    )


def owed(item: Item) -> Owed:
    """A duty item (with its unit) as the obligations' engine needs it."""
    return Owed(item.code, item.facts.get("cadence", ""), int(item.facts.get("due_day") or 0), item.unit.opened_on)


def due_duties(viewer: Viewer, near_days: int, most: int = 5) -> tuple[list[tuple[Item, Instance]], int]:
    """The unit's duties that fall due within the blue days, soonest first, and how many periods were missed lately."""
    if not viewer.acts or not viewer.unit_id:
        return [], 0
    years = sorted({viewer.today.year, (viewer.today - MISSED_LATELY).year})  # in January last year's end counts too
    mine = Item.unscoped.filter(kind="duty", unit_id=viewer.unit_id, year__in=years).select_related("unit")
    items = {item.code: item for item in mine.filter(state__in=("agreed", "sealed"))}
    found = []
    for year in years:
        of_year = [owed(item) for item in items.values() if item.year == year]
        found += [one for some in instances(of_year, year, viewer.today).values() for one in some]
    near = viewer.today + timedelta(days=near_days)
    due = [one for one in found if one.state == "due" and one.period.due_on <= near]
    due.sort(key=lambda one: one.period.due_on)
    lately = viewer.today - MISSED_LATELY
    missed = sum(one.state == "missed" and one.period.due_on >= lately for one in found)
    return [(items[one.duty], one) for one in due[:most]], missed
