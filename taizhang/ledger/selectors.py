"""Questions about items. Every one takes the viewer; what is not theirs does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from taizhang.cycle.selectors import round_called
from taizhang.kit.errors import Absent
from taizhang.kit.moves import Move
from taizhang.ledger import labels, policy
from taizhang.ledger.models import Item, ItemQuerySet, ItemUnit, Step
from taizhang.ledger.rules import Lamps, light
from taizhang.ledger.search import matching
from taizhang.ledger.states import ABOVE, ACCEPTER, ENDED, OPEN, STAGES, TABLES, WAITING_FOR_ACCEPTER, WAITING_FOR_DOER
from taizhang.obligations.rules import Owed
from taizhang.obligations.selectors import Instance, instances
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import within
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import terms_on

PAGE = 30
LATE, NEAR = "late", "near"
MISSED_LATELY = timedelta(days=31)  # the home page reminds of these; the duty list shows them all


def items_for(viewer: Viewer) -> ItemQuerySet:
    """Items whose responsible, helping or raising unit lies in reach, and those of contact units."""
    mine = within(viewer.reaches) | Q(unit_id__in=viewer.contact_units)
    if any(reach.count(".") == 1 for reach in viewer.reaches):
        return Item.unscoped.filter(mine)
    beside = ItemUnit.unscoped.filter(within(viewer.reaches), item=OuterRef("pk"))
    return Item.unscoped.filter(mine | Exists(beside))


def item_for(viewer: Viewer, code: str) -> Item:
    """One item in sight; the same Absent for "none" and "not yours"."""
    related = ("unit__parent", "accepting", "raised_by", "round", "parent")
    item = items_for(viewer).select_related(*related).filter(code=code).first()
    if item is None:
        raise Absent(labels.NO_ITEM, code=code)
    return item


@dataclass(frozen=True)
class Filters:
    """What narrows a list; empty values narrow nothing."""

    kind: str = ""
    state: str = ""
    unit: str = ""
    round: str = ""
    category: str = ""
    source: str = ""
    leader: str = ""
    light: str = ""
    text: str = ""
    clause: str = ""
    stage: str = ""


def narrowed(items: ItemQuerySet, wanted: Filters, viewer: Viewer) -> ItemQuerySet:
    """The items that pass the filters."""
    exact = {name: getattr(wanted, name) for name in ("kind", "category", "source", "clause")}
    items = items.filter(**{name: value for name, value in exact.items() if value})
    if wanted.leader:
        items = items.filter(leader__contains=wanted.leader)
    if not wanted.kind:
        items = items.exclude(kind="duty")
    if wanted.stage:
        items = items.filter(state__in=[state for state, stage in STAGES.items() if stage == wanted.stage])
    if wanted.state == "open":
        items = items.open()
    elif wanted.state == "ended":
        items = items.filter(state__in=ENDED)
    elif wanted.state:
        items = items.filter(state=wanted.state)
    if wanted.round:
        items = _in_round(items, wanted.round)
    if wanted.unit:
        named = Q(code=wanted.unit) | Q(short=wanted.unit) | Q(name=wanted.unit)
        unit = Unit.unscoped.alive().filter(named).order_by("path").first()
        items = items.under(unit.path) if unit else items.none()
    items = _by_light(items, wanted.light, viewer)
    return matching(items, wanted.text) if wanted.text.strip() else items


def codes_in(viewer: Viewer, wanted: Filters, most: int = 5_000) -> list[str]:
    """Numbers of the items a filtered list holds, one more than `most` at the utmost."""
    found = narrowed(items_for(viewer), wanted, viewer).order_by("id").values_list("code", flat=True)
    return list(found[: most + 1])


def _in_round(items: ItemQuerySet, code: str) -> ItemQuerySet:
    """Opened in the round, or opened earlier and still open when it began (DESIGN, Ledger item)."""
    wanted = round_called(code)
    carried = Q(opened_on__lt=wanted.opens_on) & (Q(closed_on__isnull=True) | Q(closed_on__gte=wanted.opens_on))
    return items.filter(Q(round=wanted) | carried, opened_on__lte=wanted.closes_on)


def _by_light(items: ItemQuerySet, wanted: str, viewer: Viewer) -> ItemQuerySet:
    if wanted == LATE:
        return items.overdue(viewer.today)
    if wanted == NEAR:
        near = viewer.today + timedelta(days=near_days(viewer.today))
        return items.open().filter(due_on__gte=viewer.today, due_on__lte=near)
    if wanted == "recurring":
        return items.filter(recurring=True)
    return items


def near_days(day: date) -> int:
    """How many days before its date an item turns blue, from the book in force."""
    return lamps_on(day).near_days


@dataclass
class Page:
    """One page of a list: rows, and the key of the next page ("" at the end)."""

    rows: list[Item]
    next: str = ""


def page_of(items: ItemQuerySet, after: str, size: int = PAGE) -> Page:
    """A page in list order (due day first, undated last), by keyset: page 1,000 costs what page 1 costs."""
    ordered = items.select_related("unit", "round").order_by(F("due_on").asc(nulls_last=True), "id")
    if after:
        ordered = ordered.filter(_beyond(after))
    rows = list(ordered[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], f"{last.due_on or ''}~{last.pk}" if last else "")


def _beyond(after: str) -> Q:
    day, _tilde, key = after.partition("~")
    try:
        pk, due = int(key), date.fromisoformat(day) if day else None
    except ValueError:
        return Q()
    if due is None:
        return Q(due_on__isnull=True, pk__gt=pk)
    return Q(due_on__gt=due) | Q(due_on=due, pk__gt=pk) | Q(due_on__isnull=True)


@dataclass(frozen=True)
class Option:
    """An act on an item: open to this viewer, or closed with the reason."""

    act: str
    label: str
    needs: str
    note: str
    open: bool
    why_not: str = ""
    whose: str = ""


def acts_open_to(viewer: Viewer, item: Item) -> list[Option]:
    """The acts of the item's present state; those not open to the viewer say whose they are."""
    if not viewer.acts:
        return []
    done = policy.has_done(viewer, item)
    found = [_option(viewer, item, move, done) for move in TABLES[item.kind].open_from(item.state) if _fits(move, item)]
    return sorted(found, key=lambda option: not option.open)


def _fits(move: Move, item: Item) -> bool:
    """Acts on an extension only while one waits; asking only while none does."""
    if move.act in ("grant_extension", "refuse_extension"):
        return item.asked_due is not None
    return move.act != "request_extension" or (item.asked_due is None and item.due_on is not None)


def _option(viewer: Viewer, item: Item, move: Move, done: bool) -> Option:
    stands = policy.stands_in(viewer, move.who, item)
    own_hand = stands and move.who in (ACCEPTER, ABOVE) and done
    why = "" if stands and not own_hand else (labels.DID_IT_YOURSELF if own_hand else labels.WHO[move.who])
    whose = {"doer": item.unit.label, "accepter": item.accepting.label, "raiser": item.raised_by.label}.get(
        move.who, ""
    )
    return Option(move.act, labels.ACTS[move.act], move.needs, move.note, not why, why, "" if own_hand else whose)


def steps_of(item: Item) -> list[Step]:
    """The item's life, oldest first."""
    return list(Step.unscoped.filter(item=item).order_by("number"))


def todays_few(viewer: Viewer, most: int = 8) -> list[Item]:
    """What waits for this viewer's unit, soonest first."""
    if not viewer.acts or not viewer.unit_id:
        return []
    waiting = Q(accepting_id=viewer.unit_id, state__in=WAITING_FOR_ACCEPTER) | Q(
        accepting_id=viewer.unit_id, asked_due__isnull=False, state__in=OPEN
    )
    mine = Q(unit_id=viewer.unit_id, state__in=WAITING_FOR_DOER)
    found = Item.unscoped.filter(waiting | mine).exclude(kind="duty").select_related("unit", "accepting")
    return list(found.order_by(F("due_on").asc(nulls_last=True), "id")[:most])


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
    """Four numbers of the viewer's reach: open, near, late, closed. One query."""
    near = viewer.today + timedelta(days=near_days)
    due = Q(state__in=OPEN, due_on__isnull=False)
    return (
        items_for(viewer)
        .exclude(kind="duty")
        .aggregate(
            open=Count("pk", filter=Q(state__in=OPEN)),
            near=Count("pk", filter=due & Q(due_on__gte=viewer.today, due_on__lte=near)),
            late=Count("pk", filter=due & Q(due_on__lt=viewer.today)),
            closed=Count("pk", filter=Q(state__in=ENDED)),
        )
    )


def lamps_on(day: date) -> Lamps:
    """The lights' settings from the book in force."""
    told = terms_on(day)["lateness"]
    return Lamps(int(told["near_days"]), int(told.get("behind_share", 100)))


def light_of(item: Item, viewer: Viewer, lamps: Lamps) -> str:
    """The item's light today. Work has begun when progress was told or somebody else's turn has come."""
    begun = bool(item.facts.get("progress")) or item.state in WAITING_FOR_ACCEPTER or item.kind == "duty"
    return light(item.state, item.due_on, viewer.today, lamps, item.opened_on, begun)


def proposed_lists(viewer: Viewer) -> list[dict[str, Any]]:
    """Duty lists proposed by units below and waiting for this unit's agreement: unit, code, how many lines."""
    if not viewer.acts:
        return []
    found = Item.unscoped.filter(kind="duty", state="proposed", accepting_id=viewer.unit_id).order_by()
    lines = found.values("unit__short", "unit__name", "unit__code").annotate(count=Count("pk"))[:20]
    return [dict(line) for line in lines]


def children_of(viewer: Viewer, item: Item) -> list[Item]:
    """Items broken down from, or merged under, this one, as far as the viewer sees them."""
    return list(items_for(viewer).filter(parent=item).select_related("unit").order_by("id")[:200])


PROVING = ("report_progress", "apply_closure", "submit_task")


def proofs_of(item: Item) -> set[str]:
    """Evidence that speaks for the work: kept while it was done, since the item was last opened."""
    found: set[str] = set()
    for step in Step.unscoped.filter(item=item).order_by("number"):
        if step.act == "reopen_problem":
            found = set()
        if step.act in PROVING:
            found |= set(step.evidence)
    return found


def twins_of(prints: Sequence[str], kind: str = "problem") -> dict[str, Item]:
    """Fingerprint → the item of this kind that bears it, an open one before one that has ended."""
    found: dict[str, Item] = {}
    for start in range(0, len(prints), 500):
        some = Item.unscoped.filter(kind=kind, fingerprint__in=prints[start : start + 500]).exclude(state="withdrawn")
        for item in some.order_by("-closed_on", "-pk"):
            if item.fingerprint not in found or item.closed_on is None:
                found[item.fingerprint] = item
    return found


def duties_of(unit: Unit, year: int) -> ItemQuerySet:
    """A unit's duty items of a year, in the book's order."""
    return Item.unscoped.filter(kind="duty", unit=unit, year=year).exclude(state="withdrawn").order_by("id")


def owed(item: Item) -> Owed:
    """A duty item as the obligations' engine needs it."""
    return Owed(item.code, item.facts.get("cadence", ""), int(item.facts.get("due_day") or 0))


def due_duties(viewer: Viewer, near_days: int, most: int = 5) -> tuple[list[tuple[Item, Instance]], int]:
    """The unit's duties that fall due within the blue days, soonest first, and how many periods were missed lately."""
    if not viewer.acts or not viewer.unit_id:
        return [], 0
    mine = Item.unscoped.filter(kind="duty", unit_id=viewer.unit_id, year=viewer.today.year)
    items = {item.code: item for item in mine.filter(state__in=("agreed", "sealed"))}
    if not items:
        return [], 0
    found = [
        one for some in instances(map(owed, items.values()), viewer.today.year, viewer.today).values() for one in some
    ]
    near = viewer.today + timedelta(days=near_days)
    due = [one for one in found if one.state == "due" and one.period.due_on <= near]
    due.sort(key=lambda one: one.period.due_on)
    lately = viewer.today - MISSED_LATELY
    missed = sum(one.state == "missed" and one.period.due_on >= lately for one in found)
    return [(items[one.duty], one) for one in due[:most]], missed


@dataclass
class AsOf:
    """An item as it stood on a past day."""

    code: str
    columns: dict[str, Any] = field(default_factory=dict)


def items_as_of(viewer: Viewer, wanted: Filters, day_end: Any) -> list[AsOf]:
    """The list as it stood at a past moment: each item's last step up to then."""
    last = Step.unscoped.filter(item=OuterRef("item"), at__lte=day_end).order_by("-number").values("number")[:1]
    steps = Step.unscoped.filter(number=last, item__in=narrowed(items_for(viewer), wanted, viewer)).select_related(
        "item"
    )
    return [AsOf(step.item.code, step.columns) for step in steps.order_by("item_id")]


def states_at(codes: Sequence[str], moment: datetime) -> dict[str, str]:
    """Number → the state after the item's last step up to a moment."""
    last = Step.unscoped.filter(item=OuterRef("item"), at__lte=moment).order_by("-number").values("number")[:1]
    steps = Step.unscoped.filter(number=last, item__code__in=codes)
    return dict(steps.values_list("item__code", "target"))


def hanging_on(unit: Unit) -> list[tuple[str, int]]:
    """What of the ledger hangs on a unit: the tree's question before it changes."""
    own = Item.unscoped.open().filter(unit=unit)
    accepts = Item.unscoped.filter(accepting=unit, state__in=WAITING_FOR_ACCEPTER)
    duties = own.filter(kind="duty")
    return [
        ("items", own.exclude(kind="duty").count()),
        ("duties", duties.count()),
        ("accepts", accepts.count()),
    ]


def open_titles(unit: Unit, most: int = 300) -> list[tuple[str, str]]:
    """A unit's open problems and tasks as (number, text)."""
    own = Item.unscoped.open().exclude(kind="duty").filter(unit=unit).order_by("id")
    return list(own.values_list("code", "title")[:most])


def sees_item(viewer: Viewer, subject: str) -> bool:
    """Whether a subject is an item in the viewer's sight: the evidence app's question."""
    return items_for(viewer).filter(code=subject).exists()
