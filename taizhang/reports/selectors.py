"""The overview: a unit's children × stages, summed over paths in one query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q

from taizhang.kit.paths import depth
from taizhang.ledger.models import Item, Step
from taizhang.ledger.rules import closure_rate
from taizhang.ledger.selectors import Filters, items_for, narrowed
from taizhang.ledger.states import OPEN, STAGES
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import children_of
from taizhang.people.viewers import Viewer


@dataclass
class Line:
    """One child with its counts by stage, and late, recurring, total."""

    unit: Unit
    counts: Counter[str] = field(default_factory=Counter)

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
    """Counts of problems below a unit. Query count does not depend on the number of units or items."""
    children = list(children_of(unit))
    lines = {child.path: Line(child) for child in children}
    own, whole = Line(unit), Line(unit)
    wanted = Filters(kind="problem", round=round_code)
    items = narrowed(items_for(viewer).under(unit.path), wanted, viewer).filter(state__in=STAGES).order_by()
    late = Count("pk", filter=Q(state__in=OPEN, due_on__lt=viewer.today))
    back = Count("pk", filter=Q(recurring=True))
    width = 5 * (depth(unit.path) + 1)
    rows = items.values_list("path", "state").annotate(count=Count("pk"), late=late, back=back)
    for path, state, count, late_count, recurring in rows:
        line = lines.get(path[:width], own)
        for one in (line, whole):
            one.counts.update({STAGES[state]: count, "total": count, "late": late_count, "recurring": recurring})
    shown = [own] if own.counts["total"] and children else []
    return Overview(whole, [*shown, *lines.values()], _week(viewer, unit))


def _week(viewer: Viewer, unit: Unit) -> Counter[str]:
    since = viewer.today - timedelta(days=7)
    steps = Step.unscoped.filter(item__in=Item.unscoped.under(unit.path).filter(kind="problem"), at__date__gte=since)
    acts = ("raise_problem", "import_problem", "verify_problem", "accept_closure", "reopen_problem")
    return Counter(dict(steps.filter(act__in=acts).order_by().values_list("act").annotate(count=Count("pk"))))
