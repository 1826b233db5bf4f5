"""Questions about filings: who has filed, who is late, and the county's summed table."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from taizhang.cycle.models import Round
from taizhang.documents.lists import Column, ListSheet
from taizhang.filing import labels
from taizhang.filing.models import Filing
from taizhang.filing.rules import LOCKED, Lack, lacks
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent
from taizhang.kit.paths import bounds
from taizhang.kit.waiting import waits
from taizhang.ledger.actions.core import columns_of
from taizhang.ledger.lists import layout_of
from taizhang.ledger.models import Item, Step
from taizhang.ledger.rules import Difference, closure_rate, compare
from taizhang.ledger.selectors import Filters, items_for, narrowed, states_at
from taizhang.ledger.states import ANSWERED, OPEN, STAGES
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import children_of, within
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import lists_on


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


def sees_filing(viewer: Viewer, subject: str, _file: str = "") -> bool:
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

    @property
    def mains(self) -> list[Filing]:
        """The lists themselves; a supplement alone is no filing."""
        return [filing for filing in self.filed if filing.occasion != "late"]

    def filed_words(self, is_over: bool, wanted: Collection[str] = ()) -> str:
        """What stands in the column 备案情况; of the lists a unit must file, how many have come that far."""
        best = next(
            (f for state in ("accepted", "sent", "sealed", "returned") for f in self.mains if f.state == state), None
        )
        if best:
            came = {f.list_name for f in self.mains if f.state == best.state and f.list_name in wanted}
            part = gettext(labels.SO_MANY).format(count=len(came)) if came and len(came) < len(wanted) else ""
            return gettext(labels.STATES[best.state]) + part + (f"（{gettext(labels.LATE)}）" if best.is_late else "")
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


def must_file(day: date) -> list[str]:
    """The lists a unit's secretary signs in person: what is asked of every unit, by the book in force."""
    return [name for name, one in lists_on(day)["lists"].items() if one.get("signed_by_head")]


def lacks_of(filing: Filing, day: date, scans: int) -> list[Lack]:
    """What a filing still lacks, for its unit before sending and for the unit above before answering."""
    if filing.occasion == "late":
        return []
    lists = lists_on(day)["lists"]
    same = Filing.unscoped.filter(unit=filing.unit, round=filing.round).exclude(state__in=("returned", "sealed"))
    came = {*same.values_list("list_name", flat=True), filing.list_name}
    missing = [
        gettext(lists[name]["title"]) for name in must_file(day) if name not in came and _has(filing, lists[name])
    ]
    return lacks(rows_of(filing), filing.document_number, scans, missing, OPEN)


def _has(filing: Filing, layout: Mapping[str, Any]) -> bool:
    """Whether the unit has anything for such a list: nobody is asked for an empty one."""
    return Item.unscoped.under(filing.unit.path).filter(kind=layout["kind"]).exclude(state="withdrawn").exists()


def may_seal(viewer: Viewer) -> dict[str, Any]:
    """The lists this viewer may seal, by name: the county's own only at the root, signed ones only by the head."""
    return {
        name: one
        for name, one in lists_on(viewer.today)["lists"].items()
        if viewer.acts
        and one["kind"] != "summary"
        and (viewer.at_root or not one.get("of_root"))
        and (viewer.is_head or not one.get("signed_by_head"))
    }


def summary_sheet(viewer: Viewer, unit: Unit, round_: Round | None, above: tuple[str, ...] = ()) -> ListSheet:
    """汇总备案表: the unit's children, one row each, and their sum."""
    layout = layout_of("summary", viewer.today)
    lines = unit_lines(viewer, unit, round_)
    is_over = bool(round_ and round_.closes_on < viewer.today)
    wanted = must_file(viewer.today)
    rows = [[_summary_cell(column["key"], line, is_over, wanted) for column in layout["columns"]] for line in lines]
    total = UnitLine(unit)
    for line in lines:
        total.counts.update(line.counts)
    last = [_summary_cell(column["key"], total, is_over, wanted) for column in layout["columns"]]
    last[0], last[-1] = gettext("合计"), ""
    columns = [
        Column(
            gettext(column["heading"]),
            float(column.get("width", 12)),
            column["key"],
            column["key"] not in ("unit", "rate", "filed"),
        )
        for column in layout["columns"]
    ]
    return ListSheet(f"{unit.label}{gettext(layout['title'])}", columns, [*rows, last], above)


def _summary_cell(key: str, line: UnitLine, is_over: bool, wanted: Collection[str]) -> str:
    if key == "unit":
        return line.unit.label
    if key == "rate":
        return line.rate
    return line.filed_words(is_over, wanted) if key == "filed" else str(line.counts[key])


@dataclass(frozen=True)
class LateStep:
    """What was done after a list had been locked: the locked filing and the step."""

    filing: Filing
    step: Step


@dataclass
class Locked:
    """A unit's list of a round as it is locked: its newest seal, and every number sealed in it or a supplement."""

    filing: Filing
    codes: set[str]
    kind: str

    def holds(self, step: Step) -> bool:
        """Whether the step came after the seal and concerns what was sealed, or what counts in the list since."""
        item, filing = step.item, self.filing
        if step.at <= filing.sealed_at:
            return False
        if item.code in self.codes:
            return True
        if item.kind != self.kind or not item.path.startswith(filing.unit.path):
            return False
        return filing.round is None or (
            item.opened_on <= filing.round.closes_on
            and (item.closed_on is None or item.closed_on >= filing.round.opens_on)
        )


LEAVING = ("transfer_problem", "follow_unit")


def late_inbox(viewer: Viewer, unit: Unit, round_: Round | None, most: int = 300) -> list[LateStep]:
    """What came after the lists of the unit and of those directly under it were locked, newest first.

    Withdrawn items are shown too; of an item that went elsewhere only its leaving. Four queries.
    """
    lists = _locked_lists(viewer, [unit, *children_of(unit)], round_)
    if not lists:
        return []
    sealed = {code for one in lists for code in one.codes}
    earliest = min(one.filing.sealed_at for one in lists)
    low, high = bounds(unit.path)
    here = Q(item__path__gte=low, item__path__lt=high)
    steps = Step.unscoped.filter(here | Q(item__code__in=sealed), at__gt=earliest).select_related("item__unit")
    found = []
    for step in steps.order_by("-at", "-pk").iterator(chunk_size=500):
        if not step.item.path.startswith(unit.path) and step.act not in LEAVING:
            continue
        holder = next((one for one in lists if one.holds(step)), None)
        if holder is not None:
            found.append(LateStep(holder.filing, step))
        if len(found) == most:
            break
    return found


def _locked_lists(viewer: Viewer, units: Sequence[Unit], round_: Round | None) -> list[Locked]:
    """The locked lists of the units, each with its newest seal."""
    filings = Filing.unscoped.filter(unit__in=units, state__in=LOCKED).select_related("unit", "round")
    layouts = lists_on(viewer.today)["lists"]
    lists: dict[tuple[Any, ...], Locked] = {}
    for filing in (filings.filter(round=round_) if round_ else filings).order_by("sealed_at", "pk"):
        key = (filing.unit_id, filing.list_name, filing.round_id, filing.occasion in ACCOUNTS)
        before = lists[key].codes if key in lists else set()
        kind = layouts.get(filing.list_name, {}).get("kind", "")
        lists[key] = Locked(filing, before | set(rows_of(filing)), kind)
    return list(lists.values())


ACCOUNTS = ("round", "late")


def late_rows(home: Unit, list_name: str, round_: Round | None, items: Sequence[Item]) -> dict[str, dict[str, Any]]:
    """Number → columns of what changed since the unit's list was last locked: for a supplement.

    What has been withdrawn is among it, and what went to another unit as it was when it left.
    """
    locked = Filing.unscoped.filter(unit=home, list_name=list_name, round=round_, state__in=LOCKED)
    accounts = locked.filter(occasion__in=ACCOUNTS)  # what was filed after a debrief takes nothing from the account
    filings = list((accounts if accounts.exists() else locked).order_by("sealed_at", "pk"))
    now = {item.code: item for item in items}
    codes = {*now, *(code for filing in filings for code in rows_of(filing))}
    later = Step.unscoped.filter(item__code__in=codes, at__gt=filings[-1].sealed_at)
    changed = sorted(set(later.values_list("item__code", flat=True)))
    gone = [code for code in changed if code not in now]
    rows = {code: columns_of(now[code]) for code in changed if code in now}
    return {**rows, **_as_they_left(gone, home)}


def _as_they_left(codes: Sequence[str], home: Unit) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for step in Step.unscoped.filter(item__code__in=codes).select_related("item").order_by("item_id", "number"):
        if str(step.columns.get("path", "")).startswith(home.path):
            found[step.item.code] = step.columns
        elif step.item.code in found:
            found[step.item.code] = {**found[step.item.code], "state": "moved"}
    return found


def filings_waiting(viewer: Viewer) -> list[QuerySet[Any, Any]]:
    """Filings sent up to the viewer's unit and not yet answered, for the home page."""
    if not viewer.acts:
        return []
    sent = _sent_up_to(viewer)
    return [waits(sent, labels.TO_ANSWER, "filing", code="code", title="title", unit="unit", since="sent_at")]


def waiting_filings(viewer: Viewer) -> list[Filing]:
    """Filings sent up to the viewer's unit and not yet answered."""
    return list(_sent_up_to(viewer).select_related("unit").defer("snapshot")[:20]) if viewer.acts else []


def _sent_up_to(viewer: Viewer) -> QuerySet[Filing]:
    return Filing.unscoped.filter(unit__parent_id=viewer.unit_id, state="sent")
