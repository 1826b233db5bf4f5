"""Questions about slips and about everything that is late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.utils.translation import gettext

from taizhang.cycle.rules import workdays_between
from taizhang.cycle.selectors import exceptions
from taizhang.debrief.models import Comment, Debrief
from taizhang.debrief.states import LIVE
from taizhang.kit.clock import day_of, start_of
from taizhang.kit.errors import Absent
from taizhang.kit.waiting import beside, counted, waits
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import items_for, lamps_on, owed
from taizhang.ledger.states import WAITING_FOR_DOER
from taizhang.obligations.selectors import instances
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import within
from taizhang.people.labels import SYSTEM_POST
from taizhang.people.selectors import command_line_viewer
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on
from taizhang.supervision import labels
from taizhang.supervision.models import Fired, Notice, Slip, SlipStep
from taizhang.supervision.rules import Standing, is_paused, next_rung, rung_called
from taizhang.supervision.states import ACCEPTED, OPEN, WAITING_FOR_UNIT

CHUNK = 500
LOOK_AHEAD = timedelta(days=100)  # no ladder reminds earlier: 60 workdays at the most


def ladder_on(day: date) -> dict[str, Any]:
    """The ladder in force on a day."""
    return book_on("ladder", day).body


def slips_for(viewer: Viewer) -> QuerySet[Slip]:
    """Slips hosted in reach; and, once one has its number, those that go to units in reach."""
    hosted = within(viewer.reaches, "host__path")
    own = within(viewer.reaches, "unit__path") & ~Q(number="")
    return Slip.unscoped.filter(hosted | own).select_related("host", "unit", "item")


def numbered_for(viewer: Viewer, shown: str) -> QuerySet[Slip]:
    """Slips in sight that have their number: the open ones, those that have ended, or ("all") both."""
    found = slips_for(viewer).exclude(number="")
    if shown == "all":
        return found
    return found.filter(state__in=ACCEPTED) if shown == "ended" else found.exclude(state__in=ACCEPTED)


def slip_for(viewer: Viewer, code: str) -> Slip:
    """One slip in sight; the same Absent for "none" and "not yours"."""
    found = slips_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_SLIP)
    return found


def sees_slip(viewer: Viewer, subject: str, _file: str = "") -> bool:
    """Whether a subject is a slip in sight: the evidence app's question."""
    return slips_for(viewer).filter(code=subject).exists()


def steps_of(slip: Slip) -> list[SlipStep]:
    """The slip's life, oldest first."""
    return list(SlipStep.unscoped.filter(slip=slip).order_by("pk"))


def asked_of(viewer: Viewer) -> QuerySet[Slip]:
    """Rungs proposed to the viewer's unit and not yet decided."""
    if not viewer.acts or not viewer.relations:
        return Slip.unscoped.none()
    waiting = Slip.unscoped.filter(host_id=viewer.unit_id).exclude(asked="")
    return waiting.filter(state__in=("proposed", *WAITING_FOR_UNIT)).select_related("unit", "item")


def slips_waiting(viewer: Viewer) -> list[QuerySet[Any, Any]]:
    """What waits for the viewer's unit: slips to take or answer, answers to review."""
    if not viewer.acts or not viewer.relations:
        return []
    own = pressing(Slip.unscoped.filter(unit_id=viewer.unit_id), viewer.today)
    told = Slip.unscoped.filter(host_id=viewer.unit_id, state="answered")
    columns = {"code": "code", "title": "title", "unit": "unit", "due_on": "due_on"}
    heads = [one["key"] for one in ladder_on(viewer.today)["rungs"] if one.get("by_head")]
    asked = asked_of(viewer) if viewer.is_head else asked_of(viewer).exclude(asked__in=heads)
    return [
        counted(asked, labels.ASKED, "slips", unit="host"),
        waits(own, labels.ACTS["answer_slip"], "slip", **columns),
        waits(told, labels.ACTS["pass_slip"], "slip", **columns),
    ]


def pressing(slips: QuerySet[Slip], today: date) -> QuerySet[Slip]:
    """Of these slips, those the unit is to answer now: not paused, and on the ledger the unit's turn too."""
    running = Q(paused_until=None) | Q(paused_until__lt=today)
    theirs = Q(item=None) | Q(item__state__in=WAITING_FOR_DOER)
    return slips.filter(running, theirs, state__in=WAITING_FOR_UNIT)


def rungs_due(today: date) -> Iterator[list[str]]:
    """Numbers of the problems and tasks for which a rung is to be proposed now, some hundreds at a time."""
    soon = today + LOOK_AHEAD
    found = Item.unscoped.open().filter(state__in=WAITING_FOR_DOER, due_on__isnull=False, due_on__lte=soon)
    keys = list(found.exclude(kind="duty").order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        some = Item.unscoped.filter(pk__in=keys[start : start + CHUNK])
        codes = [item.code for item, _slip, _rung in proposals_for(some, today)]
        if codes:
            yield codes


def proposals_for(items: QuerySet[Item], today: date) -> list[tuple[Item, Slip | None, str]]:
    """(item, its slip, the rung to propose) for those of the items that have come to one. Three queries."""
    rungs, free = ladder_on(today)["rungs"], exceptions()
    kept = list(items.select_related("unit", "accepting").order_by("pk"))
    slips = {slip.item_id: slip for slip in Slip.unscoped.filter(item__in=kept).select_related("host", "unit", "item")}
    fired = _fired([slip.pk for slip in slips.values()])
    found = []
    for item in kept:
        slip = slips.get(item.pk)
        standing = standing_of(item.due_on, slip, today, free, fired.get(slip.pk, set()) if slip else set())
        rests = item.accepting_id == item.unit_id or (slip is not None and slip.state == "answered")
        rung = "" if rests else next_rung(rungs, standing)
        if rung:
            found.append((item, slip, rung))
    return found


def stale_proposals(today: date) -> list[Slip]:
    """Proposals whose matter is no longer late enough, or no longer the doer's turn."""
    rungs, free = ladder_on(today)["rungs"], exceptions()
    asked = Slip.unscoped.exclude(asked="").exclude(item=None).select_related("item", "host", "unit").order_by("pk")
    return [slip for slip in asked if slip.asked_at and not still_due(slip, rungs, today, free)]


def still_due(slip: Slip, rungs: Sequence[Any], today: date, free: dict[date, bool]) -> bool:
    """Whether what was proposed still holds; a proposal made by hand for something not yet late does."""
    item = slip.item
    if item is None:
        return True
    if item.state not in WAITING_FOR_DOER:
        return False
    if slip.by_hand:
        return True
    after = int(rung_called(rungs, slip.asked).get("after_workdays", 0))
    return item.due_on is not None and workdays_between(item.due_on, today, free) >= after


def hanging_on(unit: Unit) -> list[tuple[str, int]]:
    """Open slips of a unit: the tree's question before it changes."""
    return [("slips", Slip.unscoped.filter(unit=unit, state__in=OPEN).count())]


def _fired(slips: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for slip_id, rung in Fired.unscoped.filter(slip_id__in=slips).values_list("slip_id", "rung"):
        found.setdefault(slip_id, set()).add(rung)
    return found


def standing_of(
    due_on: date | None, slip: Slip | None, today: date, free: dict[date, bool], fired: set[str]
) -> Standing:
    """Where a matter stands on the ladder on a day."""
    late = workdays_between(due_on, today, free) if due_on else 0
    if slip is None:
        return Standing(late)
    since = max((one for one in (slip.decided_at, slip.closed_at) if one), default=None)
    waited = workdays_between(day_of(since), today, free) if since else 0
    rest = int(ladder_on(today)["rest_workdays"]) if slip.state in ACCEPTED else 0
    return Standing(late, slip.rung, waited, fired, is_paused(slip.paused_until, today), rest)


def unbound_due(today: date) -> list[tuple[Slip, str]]:
    """Slips opened by hand for no ledger item that have come to another rung by their own day."""
    rungs, free = ladder_on(today)["rungs"], exceptions()
    own = Slip.unscoped.filter(item=None, state__in=WAITING_FOR_UNIT, due_on__lt=today).select_related("unit", "host")
    slips = list(own.order_by("pk"))
    fired = _fired([slip.pk for slip in slips])
    asked = [
        (slip, next_rung(rungs, standing_of(slip.due_on, slip, today, free, fired.get(slip.pk, set()))))
        for slip in slips
    ]
    return [(slip, rung) for slip, rung in asked if rung]


def lateness(viewer: Viewer) -> dict[str, tuple[int, int]]:
    """Kind of matter → (near its day, past it): in the viewer's reach; of the duty list, the viewer's own unit's."""
    today = viewer.today
    soon = today + timedelta(days=lamps_on(today).near_days)
    items = items_for(viewer).open()
    debriefs = Debrief.unscoped.filter(within(viewer.reaches, "unit__path"), meeting__state__in=LIVE)
    said = Comment.unscoped.filter(within(viewer.reaches, "debrief__unit__path"), state="confirmed")
    kinds: dict[str, tuple[QuerySet[Any], str]] = {
        "problem": (items.filter(kind="problem"), "due_on"),
        "task": (items.filter(kind="task"), "due_on"),
        "report": (debriefs.filter(state__in=("wanted", "returned")), "meeting__report_due_on"),
        "comment": (said, "agree_by"),
        "slip": (pressing(slips_for(viewer), today), "due_on"),
    }
    found = {kind: _split(rows, column, today, soon) for kind, (rows, column) in kinds.items()}
    return {**found, "duty": _duties(viewer, today, soon)}


def _split(rows: QuerySet[Any], column: str, today: date, soon: date) -> tuple[int, int]:
    past, near = Q(**{f"{column}__lt": today}), Q(**{f"{column}__gte": today, f"{column}__lte": soon})
    told = rows.order_by().aggregate(near=Count("pk", filter=near), late=Count("pk", filter=past))
    return told["near"], told["late"]


def _duties(viewer: Viewer, today: date, soon: date) -> tuple[int, int]:
    """Periods of the unit's agreed duties that fall due soon, and those of this year that passed unrecorded."""
    own = items_for(viewer).filter(kind="duty", unit_id=viewer.unit_id, year=today.year, state__in=("agreed", "sealed"))
    kept = [owed(item) for item in own.select_related("unit")]
    states = [one for some in instances(kept, today.year, today).values() for one in some]
    near = sum(one.state == "due" and one.period.due_on <= soon for one in states)
    return near, sum(one.state == "missed" for one in states)


def daily_list(viewer: Viewer, most: int = 300) -> list[tuple[str, list[Item], list[Slip]]]:
    """Unit by unit in the viewer's reach: what is past its day and its own to do, and the slips it owes an answer."""
    late = items_for(viewer).overdue(viewer.today).filter(state__in=WAITING_FOR_DOER).select_related("unit")
    by_unit: dict[tuple[str, str], tuple[list[Item], list[Slip]]] = {}
    for item in late.order_by("unit__path", "due_on", "pk")[:most]:
        by_unit.setdefault((item.path, item.unit.label), ([], []))[0].append(item)
    for slip in pressing(slips_for(viewer), viewer.today).order_by("unit__path", "pk")[:most]:
        by_unit.setdefault((slip.unit.path, slip.unit.label), ([], []))[1].append(slip)
    return [(label, *found) for (_path, label), found in sorted(by_unit.items())]


def bulletin_of(viewer: Viewer, rung: str, since: date) -> list[Slip]:
    """Slips that stand at a rung, decided since a day by the viewer's unit: what a bulletin (通报) lists."""
    found = slips_for(viewer).filter(host_id=viewer.unit_id, rung=rung, state__in=OPEN, decided_at__gte=start_of(since))
    return list(found.order_by("unit__path", "pk"))


def notices_due() -> list[Notice]:
    """Notices still to be sent, oldest first; given up after some tries."""
    return list(Notice.unscoped.filter(sent_at=None, tries__lt=TRIES).select_related("slip__unit").order_by("pk")[:200])


TRIES = 8


def ladder_viewer(day: date) -> Viewer:
    """The ladder itself as the actor of its proposals: it proposes for the county, and may decide nothing."""
    return replace(command_line_viewer(day), code=LADDER_CODE, name=gettext(SYSTEM_POST), post=SYSTEM_POST)


LADDER_CODE = "ladder"


def naming_item(item: int) -> QuerySet[Slip]:
    """Rows that name an item, whoever looks: the ledger's first question."""
    return Slip.unscoped.filter(item=item)


def beside_item(viewer: Viewer, item: Item) -> list[QuerySet[Any, Any]]:
    """The slip an item stands under, once it has its number: the ledger's question for its page."""
    found = slips_for(viewer).filter(item=item).exclude(number="")
    return [beside(found, labels.SLIP, F("number"), Value("/slips/"), F("code"), Value("/"))]
