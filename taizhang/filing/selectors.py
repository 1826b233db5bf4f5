"""Questions about filings: who has filed, who is late, and the county's summed table."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from taizhang.cycle.models import Round
from taizhang.documents.lists import Column, ListSheet
from taizhang.filing import labels
from taizhang.filing.models import Filing
from taizhang.filing.rules import LOCKED
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent
from taizhang.ledger.lists import layout_of
from taizhang.ledger.models import Step
from taizhang.ledger.rules import Difference, closure_rate, compare
from taizhang.ledger.selectors import Filters, items_for, narrowed, states_at
from taizhang.ledger.states import ANSWERED, OPEN, STAGES
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import children_of, within
from taizhang.people.viewers import Viewer


def filings_for(viewer: Viewer) -> QuerySet[Filing]:
    """Filings of units in reach, newest first."""
    return (
        Filing.unscoped.filter(within(viewer.reaches, "unit__path"))
        .select_related("unit", "round")
        .defer("snapshot")
        .order_by("-sealed_at")
    )


def filing_for(viewer: Viewer, code: str) -> Filing:
    """One filing in sight; the same Absent for "none" and "not yours"."""
    found = filings_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_FILING)
    return found


def sees_filing(viewer: Viewer, subject: str) -> bool:
    """Whether a subject is a filing in sight: the evidence app's question."""
    return filings_for(viewer).filter(code=subject).exists()


def difference_to_last(filing: Filing) -> tuple[Filing | None, Difference | None]:
    """The unit's seal of the same list before this one, and what changed since."""
    if filing.occasion == "late":  # a supplement holds only what changed: nothing to compare it with
        return None, None
    before = (
        Filing.unscoped.filter(unit=filing.unit, list_name=filing.list_name, sealed_at__lt=filing.sealed_at)
        .exclude(Q(state="returned") | Q(occasion="late"))
        .order_by("-sealed_at")
        .first()
    )
    if before is None:
        return None, None
    was, now = rows_of(before), rows_of(filing)
    gone = [code for code in was if code not in now]
    ended = {code for code, state in states_at(gone, filing.sealed_at).items() if state in ANSWERED}
    return before, compare(was, now, day_of(filing.sealed_at).isoformat(), ended)


def rows_of(filing: Filing) -> dict[str, dict[str, Any]]:
    """Number → columns of a snapshot."""
    found: dict[str, dict[str, Any]] = json.loads(filing.snapshot)["items"]
    return found


@dataclass
class UnitLine:
    """One unit of the county page: its counts and what it has filed."""

    unit: Unit
    counts: Counter[str] = field(default_factory=Counter)
    filed: list[Filing] = field(default_factory=list)

    @property
    def rate(self) -> str:
        told = self.counts
        return closure_rate(told["closed"], told["total"], told["untrue"], told["before"])

    def filed_words(self, is_over: bool) -> str:
        """What stands in the column 备案情况."""
        best = next(
            (f for state in ("accepted", "sent", "sealed", "returned") for f in self.filed if f.state == state), None
        )
        if best:
            return gettext(labels.STATES[best.state]) + (f"（{gettext(labels.LATE)}）" if best.is_late else "")
        return gettext("逾期未报") if is_over else gettext("未报")


# stage of the overview → columns of the summary it counts in
COLUMNS = {
    "to_verify": (),
    "to_plan": ("verified", "open"),
    "rectifying": ("verified", "open"),
    "applied": ("verified", "applied"),
    "closed": ("verified", "closed"),
    "before": ("before",),
    "untrue": ("untrue",),
}


def unit_lines(viewer: Viewer, unit: Unit, round_: Round | None) -> list[UnitLine]:
    """The unit's children (itself, when it has none) with counts over everything below. Three queries."""
    children = list(children_of(unit))
    own, lines = UnitLine(unit), {child.path: UnitLine(child) for child in children}
    width = len(unit.path) + 5
    wanted = Filters(kind="problem", round=round_.code if round_ else "")
    items = narrowed(items_for(viewer).under(unit.path), wanted, viewer).filter(state__in=STAGES)
    for path, state, due_on, recurring in items.values_list("path", "state", "due_on", "recurring"):
        line = lines.get(path[:width], own)
        line.counts["total"] += 1
        line.counts.update(COLUMNS[STAGES[state]])
        line.counts["late"] += bool(state in OPEN and due_on and due_on < viewer.today)
        line.counts["recurring"] += recurring
    if own.counts["total"] or not children:
        lines = {unit.path: own, **lines}
    filed = defaultdict(list)
    of_round = Q(round=round_) if round_ else Q()
    for filing in Filing.unscoped.filter(of_round, unit__in=[line.unit for line in lines.values()]).defer("snapshot"):
        filed[filing.unit_id].append(filing)
    for line in lines.values():
        line.filed = filed[line.unit.pk]
    return list(lines.values())


def summary_sheet(viewer: Viewer, unit: Unit, round_: Round | None, above: tuple[str, ...] = ()) -> ListSheet:
    """汇总备案表: the unit's children, one row each, and their sum."""
    layout = layout_of("summary", viewer.today)
    lines = unit_lines(viewer, unit, round_)
    is_over = bool(round_ and round_.closes_on < viewer.today)
    rows = [[_summary_cell(column["key"], line, is_over) for column in layout["columns"]] for line in lines]
    total = UnitLine(unit)
    for line in lines:
        total.counts.update(line.counts)
    last = [_summary_cell(column["key"], total, is_over) for column in layout["columns"]]
    last[0], last[-1] = gettext("合计"), ""
    columns = [
        Column(gettext(column["heading"]), float(column.get("width", 12)), column["key"])
        for column in layout["columns"]
    ]
    return ListSheet(f"{unit.label}{gettext(layout['title'])}", columns, [*rows, last], above)


def _summary_cell(key: str, line: UnitLine, is_over: bool) -> str:
    if key == "unit":
        return line.unit.label
    if key == "rate":
        return line.rate
    return line.filed_words(is_over) if key == "filed" else str(line.counts[key])


@dataclass(frozen=True)
class LateStep:
    """What was done after a list had been locked: the locked filing and the step."""

    filing: Filing
    step: Step


def late_inbox(viewer: Viewer, unit: Unit, round_: Round | None, most: int = 300) -> list[LateStep]:
    """What came after the lists of the unit and of those directly under it were locked, newest first. Three queries."""
    families = [unit, *children_of(unit)]
    locked = Filing.unscoped.filter(unit__in=families, state__in=LOCKED).select_related("unit", "round")
    filings = list((locked.filter(round=round_) if round_ else locked).defer("snapshot"))
    if not filings:
        return []
    earliest = min(filing.sealed_at for filing in filings)
    kinds = {filing.pk: layout_of(filing.list_name, viewer.today)["kind"] for filing in filings}
    steps = Step.unscoped.filter(at__gt=earliest, item__in=items_for(viewer).under(unit.path)).exclude(
        item__state="withdrawn"
    )
    found = []
    for step in steps.select_related("item__unit").order_by("-at", "-pk")[: most * 4]:
        filing = next((one for one in filings if _is_late(one, step, kinds[one.pk])), None)
        if filing is not None:
            found.append(LateStep(filing, step))
    return found[:most]


def _is_late(filing: Filing, step: Step, kind: str) -> bool:
    """The step came after the seal and concerns an item that counts in the filing's round."""
    item = step.item
    of_unit = step.at > filing.sealed_at and item.kind == kind and item.path.startswith(filing.unit.path)
    if not of_unit or filing.round is None:
        return of_unit
    return item.opened_on <= filing.round.closes_on and (
        item.closed_on is None or item.closed_on >= filing.round.opens_on
    )


def late_codes(filing_unit: Unit, list_name: str, round_: Round, codes: Sequence[str]) -> set[str]:
    """Those of the items that changed since the unit's last locked seal of this list and round."""
    locked = Filing.unscoped.filter(unit=filing_unit, list_name=list_name, round=round_, state__in=LOCKED)
    last = locked.order_by("-sealed_at").values_list("sealed_at", flat=True).first()
    if last is None:
        return set()
    steps = Step.unscoped.filter(item__code__in=codes, at__gt=last)
    return set(steps.values_list("item__code", flat=True))


def waiting_filings(viewer: Viewer) -> list[Filing]:
    """Filings sent up to the viewer's unit and not yet answered."""
    return (
        list(
            Filing.unscoped.filter(unit__parent_id=viewer.unit_id, state="sent")
            .select_related("unit")
            .defer("snapshot")[:20]
        )
        if viewer.acts
        else []
    )
