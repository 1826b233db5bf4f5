"""A plan's problems on the ledger: causes in common, those once closed, what rebounds, what a revisit looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from taizhang.inspection.models import Finding, Plan, Recheck, Visit
from taizhang.inspection.rules.after import Rebound, Told, alike, kind_of_measure, rebounds
from taizhang.kit.clock import day_of
from taizhang.ledger.models import Item, Step
from taizhang.ledger.states import OPEN
from taizhang.rulebook.selectors import book_on

Closed = tuple[Item, str, bool]
LOOKED_AT = {*OPEN, "closed", "closed_before"}  # withdrawn since, there is nothing to look at


def raised_by(plan: Plan) -> list[Finding]:
    """Findings of the plan that stand on the ledger."""
    found = Finding.unscoped.filter(visit__plan=plan, item__isnull=False, state="raised")
    return list(found.select_related("item__unit", "item__accepting", "visit__unit").order_by("pk"))


def common_causes(plan: Plan, raised: Sequence[Finding]) -> list[list[Item]]:
    """Of a plan's raised findings: open problems that are alike across units and stand under no cause yet."""
    rules = book_on("inspection", day_of(plan.opened_at)).body["similar"]
    items = {one.item.code: one.item for one in raised if one.item and one.item.parent_id is None}
    told = [
        Told(one.code, one.unit.code, one.category, one.title)
        for one in items.values()
        if one.state in OPEN and one.unit_id != plan.host_id
    ]
    groups = alike(told, int(rules["share"]), int(rules["least_units"]))
    return [[items[one.code] for one in rows] for rows in groups]


def closed_problems(plan: Plan, raised: Sequence[Finding]) -> list[Closed]:
    """(problem, kind of its measures, whether it came back) of the plan's problems that were once closed: its raised
    findings, and what was looked at again on its visits.
    """
    measures = book_on("inspection", day_of(plan.opened_at)).body["measures"]
    items = {one.item_id: one.item for one in raised if one.item}
    again = Recheck.unscoped.filter(visit__plan=plan).select_related("item__unit", "item__accepting").order_by("pk")
    items |= {one.item_id: one.item for one in again}
    once = set(Step.unscoped.filter(item__in=items, act="accept_closure").values_list("item_id", flat=True))
    return [
        (item, kind_of_measure(str(item.facts.get("measures", "")), measures), item.recurring)
        for item in items.values()
        if item.pk in once
    ]


def to_look_at(plan: Plan) -> list[Closed]:
    """Of a plan's once closed problems those a revisit looks at: not what its own rechecks have found to hold."""
    back = Recheck.unscoped.filter(visit__plan=plan, held=False).values("item")
    held = set(
        Recheck.unscoped.filter(visit__plan=plan, held=True).exclude(item__in=back).values_list("item", flat=True)
    )
    return [one for one in closed_problems(plan, raised_by(plan)) if one[0].pk not in held]


def revisit_frame(plan: Plan) -> dict[int, dict[str, Any]]:
    """Unit → what a revisit weighs: problems of the plan that were closed, those mended by rules only, those back."""
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {"closed": 0, "by_rules": 0, "recurring": 0})
    for item, kind, back in to_look_at(plan):
        row = found[item.unit_id]
        row["closed"] += 1
        row["by_rules"] += kind == "rules"
        row["recurring"] += back
    return found


@dataclass(frozen=True)
class Back:
    """Rebound by who accepted and by kind of measure."""

    by_verifier: dict[str, Rebound]
    by_measure: dict[str, Rebound]


def rebounds_of(plan: Plan, closed: Sequence[Closed]) -> Back:
    """How many of the plan's closed problems came back, by the accepting hand and by the kind of measures."""
    hands = _accepters([item.pk for item, _kind, _back in closed])
    labels = {one["key"]: one["label"] for one in book_on("inspection", day_of(plan.opened_at)).body["measures"]}
    return Back(
        rebounds((hands.get(item.pk, "—"), back) for item, _kind, back in closed),
        rebounds((labels[kind], back) for _item, kind, back in closed),
    )


def _accepters(keys: Iterable[int]) -> dict[int, str]:
    """Item → who accepted its first closure."""
    rows = Step.unscoped.filter(item__in=list(keys), act="accept_closure").order_by("-number")
    return dict(rows.values_list("item_id", "actor_name"))


@dataclass(frozen=True)
class Due:
    """A closed problem that a revisit looks at again, and what was seen of it there."""

    item: Item
    recheck: Recheck | None


def due_back(visits: Iterable[Visit]) -> Mapping[int, list[Due]]:
    """Visit → the problems of its unit to be looked at again: those of the inspection it revisits that were closed.

    A visit asks what the revisits merged into it ask too.
    """
    wanted = {one.pk for one in visits}
    here = Q(pk__in=wanted) | Q(merged_into__in=wanted)
    rows = list(
        Visit.unscoped.filter(here, plan__after__isnull=False)
        .select_related("plan__after")
        .defer("plan__draw", "plan__after__draw")
    )
    if not rows:
        return {}
    before = {one.plan.after_id: one.plan.after for one in rows if one.plan.after}
    closed = {pk: to_look_at(plan) for pk, plan in before.items()}
    rechecks = Recheck.unscoped.filter(visit__in=wanted).select_related("item__unit", "item__accepting").order_by("pk")
    seen = {(one.visit_id, one.item_id): one for one in rechecks}  # the last word of each
    found: dict[int, dict[int, Due]] = defaultdict(dict)
    for row in rows:
        at = row.merged_into_id or row.pk
        for item, _kind, _back in closed[row.plan.after_id or 0]:
            if item.unit_id == row.unit_id and item.state in LOOKED_AT:
                found[at][item.pk] = Due(item, None)
    for (at, pk), one in seen.items():  # also what has gone to another unit since
        found[at][pk] = Due(one.item, one)
    return {pk: list(items.values()) for pk, items in found.items()}
