"""The overview: a unit's children × stages, summed over paths in one query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Value
from django.db.models.functions import Substr

from taizhang.kit.clock import start_of
from taizhang.kit.paths import WIDTH, depth
from taizhang.ledger.models import Step
from taizhang.ledger.rules import closure_rate
from taizhang.ledger.selectors import LATE, Filters, counted, items_for, narrowed
from taizhang.ledger.states import STAGES
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import children_of
from taizhang.people.viewers import Viewer

MOVING = ("raise_problem", "import_problem", "verify_problem", "accept_closure", "reopen_problem")


@dataclass
class Line:
    """One child with its counts by stage, and late, recurring, total."""

    unit: Unit
    counts: Counter[str] = field(default_factory=Counter)
    is_own: bool = False  # the unit's own matters, without those of the units below

    @property
    def unfolds(self) -> bool:
        """Whether units below it can be shown in place."""
        return bool(getattr(self.unit, "has_below", False))

    @property
    def rate(self) -> str:
        """The closure rate, by the one formula."""
        told = self.counts
        return closure_rate(told["closed"], told["total"], told["untrue"], told["before"])

    @property
    def stopped(self) -> str:
        """The stage where most of what is open stands."""
        open_stages = [stage for stage in ("to_verify", "to_plan", "rectifying", "applied") if self.counts[stage]]
        return max(open_stages, key=lambda stage: self.counts[stage], default="")


@dataclass
class Overview:
    """A unit's overview: own line (everything), children's lines, what moved in the last week."""

    whole: Line
    lines: list[Line]
    week: Counter[str]


def overview_of(viewer: Viewer, unit: Unit, round_code: str = "") -> Overview:
    """Counts of problems below a unit. Query count does not depend on the number of units or items.

    What a round held has to be counted among its items; everything at once comes from the counters.
    """
    below = Unit.unscoped.filter(parent=OuterRef("pk"), closed_on=None)
    children = list(children_of(unit).annotate(has_below=Exists(below)))
    lines = {child.path: Line(child) for child in children}
    own, whole = Line(unit, is_own=True), Line(unit)
    for path, state, recurring, count in _counts(viewer, unit, round_code):
        told = {"late": count} if state == LATE else {"total": count, "recurring": count if recurring else 0}
        if state in STAGES:
            told[STAGES[state]] = count
        if state == LATE or state in STAGES:
            lines.get(path, own).counts.update(told)
            whole.counts.update(told)
    shown = [own] if own.counts["total"] and children else []
    return Overview(whole, [*shown, *lines.values()], _week(viewer, unit))


def _counts(viewer: Viewer, unit: Unit, round_code: str) -> list[tuple[str, str, bool, int]]:
    """(child's path, state or "late", recurring, count) in one query.

    Late is counted on the day itself: nothing happens when a day passes, so no counter could tell. Rows are counted,
    not keys: PostgreSQL then finds all it needs in the index.
    """
    below = Substr("path", 1, (depth(unit.path) + 1) * (WIDTH + 1))
    wanted = Filters(kind="problem", round=round_code)
    items = narrowed(items_for(viewer).under(unit.path), wanted, viewer).order_by()
    late = items.overdue(viewer.today).values(below=below, stood=Value(LATE), back=Value(False))
    counts = None if round_code else counted(viewer, unit.path, "problem")
    if counts is None:
        counts = items.values(below=below, stood=F("state"), back=F("recurring")).annotate(all=Count("pk"))
    return list(counts.union(late.annotate(all=Count("*")), all=True).values_list("below", "stood", "back", "all"))


def _week(viewer: Viewer, unit: Unit) -> Counter[str]:
    """What was done since this day last week, by act. Read from the latest steps, however many lie before them:

    the subtree is asked by a cut of the path, which no index serves, so no planner begins with all items. For the
    county itself no item is asked at all.
    """
    steps = Step.unscoped.filter(at__gte=start_of(viewer.today - timedelta(days=7)), act__in=MOVING)
    if unit.parent_id:
        steps = steps.annotate(above=Substr("item__path", 1, len(unit.path))).filter(above=unit.path)
    return Counter(dict(steps.order_by().values_list("act").annotate(count=Count("pk"))))
