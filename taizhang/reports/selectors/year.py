"""The year's accounts by unit (promised, done, proven, late, carried over), and what stands open when posts change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Substr

from taizhang.cycle.models import Round
from taizhang.debrief.models import Comment
from taizhang.filing.rules import LOCKED
from taizhang.filing.selectors import UnitLine, must_file, unit_lines
from taizhang.kit.paths import WIDTH, depth
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import items_for, owed
from taizhang.ledger.states import CLOSED_WELL
from taizhang.obligations.selectors import instances
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import children_of
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import lists_on
from taizhang.supervision.models import Slip
from taizhang.supervision.states import OPEN as OPEN_SLIP

COLUMNS = ("promised", "done", "proven", "late", "carried")
LISTED = 200


@dataclass
class Account:
    """One unit's year. `items`: problems and tasks of everything below it; `duties`: periods of its own duty list."""

    unit: Unit
    items: Counter[str] = field(default_factory=Counter)
    duties: Counter[str] = field(default_factory=Counter)
    is_own: bool = False  # of a unit with others below: what is its own


def accounts_of(viewer: Viewer, unit: Unit, year: int) -> list[Account]:
    """The unit itself and its children with what the year promised and what came of it. Four queries.

    Promised: opened in the year, or open when it began. Proven: done with evidence or an on-site finding. Late: ended
    after its day, or past it and still open. Carried over: open when the year ended (or today).
    """
    children = [unit, *children_of(unit)]
    accounts = {child.path: Account(child, is_own=child == unit and len(children) > 1) for child in children}
    cut = (depth(unit.path) + 1) * (WIDTH + 1)
    first, last = date(year, 1, 1), min(date(year, 12, 31), viewer.today)
    held = items_for(viewer).filter(kind__in=("problem", "task")).under(unit.path)
    held = held.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=first), opened_on__lte=last)
    held = held.exclude(state__in=("withdrawn", "merged", "untrue", "closed_before"))
    ended = Q(state__in=CLOSED_WELL, closed_on__lte=last)
    proven = Q(proof_count__gt=0) | ~Q(facts__on_site="") & Q(facts__has_key="on_site")
    late = Q(due_on__lt=last) & (Q(closed_on__gt=F("due_on")) | Q(closed_on__isnull=True))
    rows = held.order_by().annotate(cut=Substr("path", 1, cut)).values("cut")
    told = rows.annotate(
        promised=Count("pk"),
        done=Count("pk", filter=ended),
        proven=Count("pk", filter=ended & proven),
        late=Count("pk", filter=late),
        carried=Count("pk", filter=~ended),
    )
    counted: Iterable[dict[str, Any]] = told  # type: ignore[assignment]
    for row in counted:
        if row["cut"] in accounts:
            accounts[row["cut"]].items.update({name: row[name] for name in COLUMNS})
    _add_duties(accounts, children, year, viewer.today)
    return list(accounts.values())


def settled_below(viewer: Viewer, unit: Unit, year: int) -> Iterator[tuple[int, Account]]:
    """The year of every unit below, level by level in the tree's order: (how deep below, account). For the worker:
    four queries a unit that has any below it.
    """
    yield from _settled(viewer, unit, year, 0)


def _settled(viewer: Viewer, unit: Unit, year: int, deep: int) -> Iterator[tuple[int, Account]]:
    own, *below = accounts_of(viewer, unit, year)
    if below:
        yield deep, own
    parents = set(Unit.unscoped.alive().filter(parent__in=[one.unit for one in below]).values_list("parent", flat=True))
    for one in below:
        yield deep + 1, one
        if one.unit.pk in parents:
            yield from _settled(viewer, one.unit, year, deep + 1)


def _add_duties(accounts: dict[str, Account], children: Sequence[Unit], year: int, today: date) -> None:
    """Periods of each child's own duty list: due, done in time, recorded late, missed."""
    own = Item.unscoped.filter(kind="duty", year=year, unit__in=children).exclude(state__in=("withdrawn", "proposed"))
    items = list(own.select_related("unit"))
    found = instances([owed(item) for item in items], year, today)
    for item in items:
        states = Counter(one.state for one in found.get(item.code, []))
        due = states["done"] + states["recorded_late"] + states["missed"]
        told = {"promised": due, "done": states["done"], "late": states["recorded_late"], "missed": states["missed"]}
        accounts[item.unit.path].duties.update(told)


def not_filed(lines: Sequence[UnitLine], viewer: Viewer) -> list[tuple[str, list[str]]]:
    """Units that have not sent up every list they must in the round, in the tree's order, each with what it lacks."""
    titles = {name: str(one["title"]) for name, one in lists_on(viewer.today)["lists"].items()}
    wanted = must_file(viewer.today)
    found = []
    for line in lines:
        came = {one.list_name for one in line.mains if one.state in LOCKED and one.occasion == "round"}
        lacks = [titles[name] for name in wanted if name not in came]
        if lacks:
            found.append((line.unit.label, lacks))
    return found


def lines_of_round(viewer: Viewer, unit: Unit, round_: Round | None) -> list[UnitLine]:
    """The units of a notice: the children with their counts in a round."""
    return [line for line in unit_lines(viewer, unit, round_) if line.unit.pk != unit.pk]


@dataclass
class Handover:
    """What stands open at a unit: 新官要理旧账. Each list is cut at LISTED, the count says how many there are."""

    unit: Unit
    problems: list[Item]
    tasks: list[Item]
    slips: list[Slip]
    comments: list[Comment]
    duties: Counter[str]
    counts: dict[str, int]


def handover_of(viewer: Viewer, unit: Unit) -> Handover:
    """Everything open that a new secretary takes over, as far as the viewer sees it. Query count is constant."""
    own = items_for(viewer).open().filter(unit=unit).select_related("unit", "accepting")
    ordered = own.order_by(F("due_on").asc(nulls_last=True), "pk")
    problems, tasks = ordered.filter(kind="problem"), ordered.filter(kind="task")
    slips = Slip.unscoped.filter(unit=unit, state__in=OPEN_SLIP).order_by("due_on", "pk")
    said = Comment.unscoped.filter(debrief__unit=unit, state__in=("confirmed", "questioned")).select_related(
        "debrief__meeting"
    )
    duties: dict[str, Account] = {unit.path: Account(unit)}
    _add_duties(duties, [unit], viewer.today.year, viewer.today)
    counts: dict[str, Any] = defaultdict(int)
    for kind, number in own.order_by().values_list("kind").annotate(n=Count("pk")):
        counts[kind] = number
    counts["slip"] = slips.count()
    return Handover(
        unit,
        list(problems[:LISTED]),
        list(tasks[:LISTED]),
        list(slips[:LISTED]),
        list(said.select_related("debrief__meeting").order_by("pk")[:LISTED]),
        duties[unit.path].duties,
        dict(counts),
    )
