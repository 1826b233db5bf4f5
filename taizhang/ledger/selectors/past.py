"""The ledger as it stood on a past day, and what changed between two days: from Steps and Placements alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext

from taizhang.cycle.models import Round
from taizhang.cycle.selectors import round_called
from taizhang.kit.clock import start_of
from taizhang.ledger import labels
from taizhang.ledger.models import Item, ItemQuerySet, Step
from taizhang.ledger.rules import Difference, compare
from taizhang.ledger.selectors.lists import Filters, items_for, near_days
from taizhang.ledger.states import ANSWERED, ENDED, OPEN, STAGES
from taizhang.orgs.models import Placement, Unit
from taizhang.orgs.selectors import within
from taizhang.people.viewers import Viewer

LAST = date(2199, 12, 31)


def end_of(day: date) -> datetime:
    """The moment a day ends; what was done on that day counts."""
    return start_of(min(day, LAST) + timedelta(days=1))


def items_on(viewer: Viewer, wanted: Filters, day: date) -> list[Item]:
    """The list as it stood when `day` ended: items not of the database but of that day, named and placed as then.

    An item's columns are those of its last step up to then, its unit's name and place those of its placement of the
    day. Whoever sees an item today sees its past, and nobody else. Three queries, whatever the number of rows.
    """
    steps = list(_last_steps(viewer, wanted, end_of(day)))
    placed = _placed({str(step.columns.get("unit_code", "")) for step in steps}, day)
    narrowing = Narrowing(
        wanted,
        day,
        _placements_of(viewer, wanted.unit, day) if wanted.unit else None,
        round_called(wanted.round) if wanted.round else None,
        day + timedelta(days=near_days(day)) if wanted.light == "near" else day,
    )
    found = (_as_item(step, placed) for step in steps)
    fitting = [item for item in found if _fits(item, narrowing)]
    return sorted(fitting, key=lambda item: (item.due_on or date.max, item.code))


@dataclass(frozen=True)
class Narrowing:
    """Filters with what they mean on the day, asked once: paths of the unit, the round, the last blue day."""

    wanted: Filters
    day: date
    homes: list[str] | None
    round: Round | None
    near: date


NEEDED = ("number", "target", "columns", "item__code", "item__kind", "item__year", "item__opened_on", "item__round")


def _last_steps(viewer: Viewer, wanted: Filters, moment: datetime) -> Iterable[Step]:
    seen: ItemQuerySet = items_for(viewer)
    seen = seen.filter(kind=wanted.kind) if wanted.kind else seen.exclude(kind="duty")
    seen = seen.filter(clause=wanted.clause) if wanted.clause else seen
    later = Step.unscoped.filter(item=OuterRef("item"), at__lt=moment, number__gt=OuterRef("number"))
    steps = Step.unscoped.filter(~Exists(later), at__lt=moment, item__in=seen)
    return steps.select_related("item").only(*NEEDED).order_by("item_id")


def _placed(codes: set[str], day: date) -> dict[str, Unit]:
    """Code → the unit named and placed as on the day; a unit opened later, as it is now."""
    units = {unit.code: unit for unit in Unit.unscoped.filter(code__in=codes)}
    on_day = Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gt=day))
    for placement in Placement.unscoped.filter(on_day, unit__code__in=codes).annotate(code=F("unit__code")):
        unit = units[placement.code]
        unit.name, unit.short, unit.path = placement.name, placement.short, placement.path
        unit.parent_id = placement.parent_id
    return units


def _placements_of(viewer: Viewer, text: str, day: date) -> list[str]:
    """Paths on the day of the units in sight with this code or, that day, this name; when none bears it whole, of
    those whose name held it."""
    on_day = Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gt=day))
    seen = Placement.unscoped.filter(on_day).filter(within(viewer.reaches, "unit__path"))
    exact = seen.filter(Q(unit__code=text) | Q(short=text) | Q(name=text))
    found = list(exact.values_list("path", flat=True)[:MOST_UNITS])
    holding = seen.filter(Q(short__contains=text) | Q(name__contains=text))
    return found or list(holding.order_by("path").values_list("path", flat=True)[:MOST_UNITS])


MOST_UNITS = 20


def _as_item(step: Step, placed: Mapping[str, Unit]) -> Item:
    """The item as the step left it. It is never saved: it has no primary key."""
    told, now = dict(step.columns), step.item
    unit = placed.get(str(told.get("unit_code", "")))
    own = {name: told.pop(name, "") for name in ("title", "category", "source", "leader", "person", "own_number")}
    days = {name: _day(told.pop(name, "")) for name in ("due_on", "closed_on")}
    return Item(
        code=now.code,
        kind=now.kind,
        year=now.year,
        state=step.target,
        version=step.number,
        round_id=now.round_id,
        opened_on=now.opened_on,
        timing=told.pop("timing", "dated"),
        recurring=bool(told.pop("recurring", False)),
        proof_count=int(told.pop("proof_count", 0) or 0),
        unit=unit or Unit(name=str(told.get("unit", ""))),
        path=unit.path if unit else str(told.get("path", "")),
        facts=told,
        **own,
        **days,
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _fits(item: Item, asked: Narrowing) -> bool:
    """Whether an item of that day passes the filters; the same ones as for today's list."""
    wanted, homes = asked.wanted, asked.homes
    exact = all(getattr(wanted, name) in ("", getattr(item, name)) for name in ("category", "source"))
    return (
        exact
        and (homes is None or any(item.path.startswith(home) for home in homes))
        and (not wanted.leader or wanted.leader in item.leader)
        and (not wanted.stage or STAGES.get(item.state) == wanted.stage)
        and _state_fits(item.state, wanted.state)
        and (asked.round is None or _in_round(item, asked.round))
        and _light_fits(item, asked)
        and _words_fit(item, wanted.text)
    )


def _state_fits(state: str, wanted: str) -> bool:
    if wanted in ("open", "ended"):
        return state in (OPEN if wanted == "open" else ENDED)
    return not wanted or state == wanted


def _in_round(item: Item, wanted: Round) -> bool:
    carried = item.opened_on < wanted.opens_on and (item.closed_on is None or item.closed_on >= wanted.opens_on)
    return item.opened_on <= wanted.closes_on and (carried or item.round_id == wanted.pk)


def _light_fits(item: Item, asked: Narrowing) -> bool:
    light = asked.wanted.light
    if light == "recurring":
        return item.recurring
    if light not in ("late", "near"):
        return True
    if item.state not in OPEN or item.due_on is None:
        return False
    return item.due_on < asked.day if light == "late" else asked.day <= item.due_on <= asked.near


def _words_fit(item: Item, text: str) -> bool:
    words = (item.code, item.own_number, item.title, item.person, item.leader, item.category, item.unit.label)
    hay = "\n".join(words).lower()
    return all(word in hay for word in text.lower().split())


def acted_since(codes: Sequence[str], moment: datetime) -> dict[str, str]:
    """Number → who did what last, for those of the items that somebody has acted on since a moment."""
    steps = Step.unscoped.filter(item__code__in=codes, at__gt=moment).select_related("item").order_by("number")
    return {step.item.code: f"{step.actor_name} {gettext(labels.ACTS[step.act])}" for step in steps}


def difference_between(
    viewer: Viewer, wanted: Filters, before: date, after: date
) -> tuple[Difference, dict[str, Item]]:
    """What changed between two days, and the items by number (as of the later day, else of the earlier one)."""
    was, now = (
        {item.code: item for item in items_on(viewer, replace(wanted, day=""), day) if item.state != "withdrawn"}
        for day in (before, after)
    )
    gone = [code for code in was if code not in now]
    ended = {code for code, state in _states(gone, end_of(after)).items() if state in ANSWERED}
    made = compare(_rows(was), _rows(now), after.isoformat(), ended)
    return made, {**was, **now}


def _states(codes: list[str], moment: datetime) -> dict[str, str]:
    later = Step.unscoped.filter(item=OuterRef("item"), at__lt=moment, number__gt=OuterRef("number"))
    steps = Step.unscoped.filter(~Exists(later), at__lt=moment, item__code__in=codes)
    return dict(steps.values_list("item__code", "target"))


COMPARED = (
    "title",
    "category",
    "source",
    "leader",
    "person",
    "timing",
    "due_on",
    "closed_on",
    "recurring",
    "proof_count",
)


def _rows(items: Mapping[str, Item]) -> dict[str, dict[str, Any]]:
    """Number → plain columns, as the comparison takes them."""
    return {code: _columns(item) for code, item in items.items()}


def _columns(item: Item) -> dict[str, Any]:
    own = {name: getattr(item, name) for name in COMPARED}
    days = {name: own[name].isoformat() if own[name] else "" for name in ("due_on", "closed_on")}
    told = {
        name: item.facts.get(name) for name in ("measures", "progress", "result", "opinion") if item.facts.get(name)
    }
    return {**own, **days, **told, "state": item.state, "unit": item.unit.label}
