"""Lists of items: scope, filters, lights, pages. Every question takes the viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from taizhang.cycle.selectors import round_called
from taizhang.kit.errors import Absent
from taizhang.ledger import labels
from taizhang.ledger.models import Item, ItemQuerySet, ItemUnit, Step
from taizhang.ledger.rules import Lamps, light
from taizhang.ledger.search import matching
from taizhang.ledger.states import ENDED, STAGES, WAITING_FOR_ACCEPTER
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import units_for, within
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import terms_on

PAGE = 30


LATE, NEAR = "late", "near"


def items_for(viewer: Viewer) -> ItemQuerySet:
    """Items whose responsible, helping or raising unit lies in reach, and those of contact units."""
    mine = within(viewer.reaches) | Q(unit_id__in=viewer.contact_units)
    if any(reach.count(".") == 1 for reach in viewer.reaches):
        return Item.unscoped.filter(mine)
    beside = ItemUnit.unscoped.filter(within(viewer.reaches), item=OuterRef("pk"))
    return Item.unscoped.filter(mine | Exists(beside))


def item_for(viewer: Viewer, code: str, lock: bool = False) -> Item:
    """One item in sight, locked for an act if asked; the same Absent for "none" and "not yours"."""
    found = items_for(viewer).filter(code=code)
    if lock:
        found = found.select_for_update(of=("self",)).select_related("unit", "accepting", "raised_by")
    else:
        found = found.select_related("unit__parent", "accepting", "raised_by", "round", "parent")
    item = next(iter(found), None)
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
    day: str = ""  # ISO date: the list as it stood when that day ended; "" is today's


def narrowed(items: ItemQuerySet, wanted: Filters, viewer: Viewer, day: date | None = None) -> ItemQuerySet:
    """The items that pass the filters; their lights are those of `day` (else today)."""
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
        items = items.filter(within(unit_paths(viewer, wanted.unit)))
    items = _by_light(items, wanted.light, day or viewer.today)
    return matching(items, wanted.text) if wanted.text.strip() else items


def unit_paths(viewer: Viewer, text: str, most: int = 20) -> list[str]:
    """Paths of the units in sight with this code or name; when none bears it whole, of those whose name holds it."""
    units = units_for(viewer)
    exact = units.filter(Q(code=text) | Q(short=text) | Q(name=text))
    found = list(exact.values_list("path", flat=True)[:most])
    return found or list(
        units.filter(Q(short__contains=text) | Q(name__contains=text)).values_list("path", flat=True)[:most]
    )


def unit_unknown(viewer: Viewer, wanted: Filters, page: Page) -> bool:
    """Whether a list is empty because nobody in sight bears the unit's name. A past day knows the names of then."""
    return bool(wanted.unit) and not page.rows and not wanted.day and not unit_paths(viewer, wanted.unit)


def codes_in(viewer: Viewer, wanted: Filters, most: int = 5_000) -> list[str]:
    """Numbers of the items a filtered list holds, one more than `most` at the utmost."""
    found = narrowed(items_for(viewer), wanted, viewer).order_by("id").values_list("code", flat=True)
    return list(found[: most + 1])


def _in_round(items: ItemQuerySet, code: str) -> ItemQuerySet:
    """Opened in the round, or opened earlier and still open when it began (DESIGN, Ledger item)."""
    wanted = round_called(code)
    carried = Q(opened_on__lt=wanted.opens_on) & (Q(closed_on__isnull=True) | Q(closed_on__gte=wanted.opens_on))
    return items.filter(Q(round=wanted) | carried, opened_on__lte=wanted.closes_on)


def _by_light(items: ItemQuerySet, wanted: str, day: date) -> ItemQuerySet:
    if wanted == LATE:
        return items.overdue(day)
    if wanted == NEAR:
        return items.open().filter(due_on__gte=day, due_on__lte=day + timedelta(days=near_days(day)))
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


def lamps_on(day: date) -> Lamps:
    """The lights' settings from the book in force."""
    told = terms_on(day)["lateness"]
    return Lamps(int(told["near_days"]), int(told.get("behind_share", 100)))


def light_of(item: Item, today: date, lamps: Lamps) -> str:
    """The item's light on a day. Work has begun when progress was told or somebody else's turn has come."""
    begun = bool(item.facts.get("progress")) or item.state in WAITING_FOR_ACCEPTER or item.kind == "duty"
    return light(item.state, item.due_on, today, lamps, item.opened_on, begun)


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


def open_titles(viewer: Viewer, unit: Unit, most: int = 300) -> list[tuple[str, str]]:
    """A unit's open problems and tasks in sight as (number, text)."""
    own = items_for(viewer).open().exclude(kind="duty").filter(unit=unit).order_by("id")
    return list(own.values_list("code", "title")[:most])


def sees_item(viewer: Viewer, subject: str, _file: str = "") -> bool:
    """Whether a subject is an item in the viewer's sight: the evidence app's question."""
    return items_for(viewer).filter(code=subject).exists()
