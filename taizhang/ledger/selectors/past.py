"""The ledger as it stood on a past day, and what changed between two days: from Steps and Placements alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from taizhang.cycle.models import Round
from taizhang.cycle.selectors import round_called
from taizhang.evidence.selectors import proofs_until, subjects_since
from taizhang.kit.clock import start_of
from taizhang.ledger import labels
from taizhang.ledger.models import Item, ItemQuerySet, Step
from taizhang.ledger.rules import Difference, compare
from taizhang.ledger.search import haystack_of
from taizhang.ledger.selectors.lists import PAGE, Filters, Page, items_for, narrowed, near_days
from taizhang.ledger.states import ANSWERED, ENDED, OPEN, STAGES
from taizhang.orgs.models import Placement, Unit
from taizhang.orgs.selectors import within
from taizhang.people.viewers import Viewer

LAST = date(2199, 12, 31)


def end_of(day: date) -> datetime:
    """The moment a day ends; what was done on that day counts."""
    return start_of(min(day, LAST) + timedelta(days=1))


def items_on(viewer: Viewer, wanted: Filters, day: date) -> list[Item]:
    """The list as it stood when `day` ended: items named and placed as then, not to be saved.

    What nobody has touched since is read as it stands, by the list's own filters; the rest is put together from the
    last steps up to then and the placements of the day. So a past list costs what has changed since, not the whole
    ledger. Whoever sees an item today sees its past, and nobody else. The same few queries, whatever the rows.
    """
    unchanged = list(_unchanged(viewer, wanted, day))
    return [row.item for row in _sorted(unchanged, _changed(viewer, wanted, day))]


def page_on(viewer: Viewer, wanted: Filters, day: date, after: str, size: int = PAGE) -> Page:
    """A page of the list as it stood when `day` ended; `after`: how many rows lie before it."""
    first = int(after) if after.isascii() and after.isdigit() and len(after) < MOST_DIGITS else 0
    last = first + size
    unchanged = list(_unchanged(viewer, wanted, day)[: last + 1])
    found = _sorted(unchanged, _changed(viewer, wanted, day))
    return Page([row.item for row in found[first:last]], str(last) if len(found) > last else "")


MOST_DIGITS = 7


class Row(NamedTuple):
    """An item of a past day and its place in the list."""

    due_on: date
    key: int
    item: Item


def _sorted(unchanged: Iterable[Item], changed: Iterable[Row]) -> list[Row]:
    """In the list's order. What was touched while the two were asked one after the other stands in both: as then."""
    rows = {item.pk: Row(item.due_on or date.max, item.pk, item) for item in unchanged}
    rows |= {row.key: row for row in changed}
    return sorted(rows.values(), key=lambda row: row[:2])


def _touched(day: date) -> Q:
    """Items that may have stood otherwise when `day` ended: by a step, a proof or a unit's placement since."""
    moment = end_of(day)
    steps = Step.unscoped.filter(at__gte=moment).values("item")
    placed = Placement.unscoped.filter(from_on__gt=day).values("unit")
    return Q(pk__in=steps) | Q(unit__in=placed) | Q(code__in=subjects_since(moment))


def _unchanged(viewer: Viewer, wanted: Filters, day: date, since: date | None = None) -> ItemQuerySet:
    """The items of the list that stand as they stood then (or since an earlier day), in the list's order."""
    seen = items_for(viewer).exclude(_touched(since or day))
    found = narrowed(seen, replace(wanted, unit="", day=""), viewer, day)
    if wanted.unit:
        found = found.filter(within(_placements_of(viewer, wanted.unit, day)))
    return found.select_related("unit", "accepting").order_by(F("due_on").asc(nulls_last=True), "id")


def _changed(viewer: Viewer, wanted: Filters, day: date, since: date | None = None) -> list[Row]:
    """The items of the list that were touched since the day (or since an earlier one), as they stood when it ended."""
    touched = _touched(since or day)
    told = [Told(*row) for row in _last_steps(viewer, wanted, end_of(day), touched).values_list(*TOLD)]
    proofs = proofs_until(end_of(day), items_for(viewer).filter(touched).values("code")) if told else {}
    placed = _placed({str(one.columns.get("unit_code", "")) for one in told}, day)
    narrowing = Narrowing(
        wanted,
        day,
        _placements_of(viewer, wanted.unit, day) if wanted.unit else None,
        round_called(wanted.round) if wanted.round else None,
        day + timedelta(days=near_days(day)) if wanted.light == "near" else day,
    )
    rows = ((one, _as_item(one, placed, proofs.get(one.code, 0))) for one in told)
    return [Row(item.due_on or date.max, one.key, item) for one, item in rows if _fits(item, narrowing)]


@dataclass(frozen=True)
class Narrowing:
    """Filters with what they mean on the day, asked once: paths of the unit, the round, the last blue day."""

    wanted: Filters
    day: date
    homes: list[str] | None
    round: Round | None
    near: date


class Told(NamedTuple):
    """An item's last step, and what of the item never changes."""

    key: int
    number: int
    target: str
    columns: dict[str, Any]
    code: str
    kind: str
    year: int
    opened_on: date
    round_id: int | None


TOLD = ("item_id", "number", "target", "columns", *(f"item__{name}" for name in Told._fields[4:]))


def _last_steps(viewer: Viewer, wanted: Filters, moment: datetime, touched: Q) -> QuerySet[Step]:
    seen: ItemQuerySet = items_for(viewer).filter(touched)
    seen = seen.filter(kind=wanted.kind) if wanted.kind else seen.exclude(kind="duty")
    seen = seen.filter(clause=wanted.clause) if wanted.clause else seen
    later = Step.unscoped.filter(item=OuterRef("item"), at__lt=moment, number__gt=OuterRef("number"))
    return Step.unscoped.filter(~Exists(later), at__lt=moment, item__in=seen).order_by("item_id")


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


def _as_item(step: Told, placed: Mapping[str, Unit], proofs: int) -> Item:
    """The item as the step left it, with the proofs there were by then. It is never saved: it has no primary key."""
    told = dict(step.columns)
    unit = placed.get(str(told.get("unit_code", "")))
    own = {name: told.pop(name, "") for name in ("title", "category", "source", "leader", "person", "own_number")}
    days = {name: _day(told.pop(name, "")) for name in ("due_on", "closed_on")}
    return Item(
        code=step.code,
        kind=step.kind,
        year=step.year,
        state=step.target,
        version=step.number,
        round_id=step.round_id,
        opened_on=step.opened_on,
        timing=told.pop("timing", "dated"),
        recurring=bool(told.pop("recurring", False)),
        proof_count=proofs,
        unit=unit or Unit(name=str(told.get("unit", ""))),
        path=unit.path if unit else str(told.get("path", "")),
        facts={name: value for name, value in told.items() if name not in OWN},
        **own,
        **days,
    )


OWN = ("state", "unit", "unit_code", "path", "opened_on", "proof_count")  # columns of a step that are no facts


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
    missing = [word for word in text.lower().split() if word not in hay]
    # the initials of pinyin are dear: asked only for words that can be some
    return not missing or (all(map(str.isascii, missing)) and _initials_fit(item, missing))


def _initials_fit(item: Item, words: list[str]) -> bool:
    hay = haystack_of(item, item.unit.label)
    return all(word in hay for word in words)


def acted_since(codes: Sequence[str], moment: datetime) -> dict[str, str]:
    """Number → who did what last, for those of the items that somebody has acted on since a moment."""
    steps = Step.unscoped.filter(item__code__in=codes, at__gt=moment).select_related("item").order_by("number")
    return {step.item.code: f"{step.actor_name} {gettext(labels.ACTS[step.act])}" for step in steps}


def difference_between(
    viewer: Viewer, wanted: Filters, before: date, after: date, shown: int = 0
) -> tuple[Difference, dict[str, Item]]:
    """What changed between two days, and the items by number (as of the later day, else of the earlier one).

    Of what is late though nobody touched it only the first `shown` items come along: there may be thousands.
    """
    wanted = replace(wanted, day="")
    was, now = (_standing(viewer, wanted, day, before) for day in (before, after))
    gone = [code for code in was if code not in now]
    ended = {code for code, state in _states(gone, end_of(after)).items() if state in ANSWERED}
    made, items = compare(_rows(was), _rows(now), after.isoformat(), ended), {**was, **now}
    if not _by_days(wanted):
        alone = _unchanged(viewer, replace(wanted, light="late"), after, before)
        late = [*alone.values_list("due_on", "code"), *((items[code].due_on, code) for code in made.overdue)]
        made.overdue = [code for _due, code in sorted(late)]
        items |= {item.code: item for item in alone.filter(code__in=set(made.overdue[:shown]) - items.keys())}
    return made, items


def _by_days(wanted: Filters) -> bool:
    """Whether a list is narrowed to a light that comes and goes with the days."""
    return wanted.light in ("late", "near")


def _standing(viewer: Viewer, wanted: Filters, day: date, since: date) -> dict[str, Item]:
    """What a comparison looks at on one of its days: only what was touched since the earlier one can differ, unless
    it is narrowed by days."""
    if _by_days(wanted):
        items = items_on(viewer, wanted, day)
    else:
        items = [row.item for row in _sorted((), _changed(viewer, wanted, day, since))]
    return {item.code: item for item in items if item.state != "withdrawn"}


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
