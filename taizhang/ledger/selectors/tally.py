"""The counters: sums over a subtree, and whether they still say what the items say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Substr

from taizhang.kit.paths import WIDTH, bounds, depth
from taizhang.ledger.models import Item, Tally
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import within
from taizhang.people.viewers import Viewer

Key = tuple[int, str, str, bool]
TRIGGERS_OF_PG = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_item'::regclass AND NOT tgisinternal"
KEY = ("unit_id", "kind", "state", "recurring")


def counted(viewer: Viewer, path: str, kind: str) -> QuerySet[Any, Any] | None:
    """Rows of (below: a child's path, stood: state, back: recurring, all: count) of everything at or below `path`.

    None where not all of it is in reach.
    """
    if not any(path.startswith(reach) for reach in viewer.reaches):
        return None
    low, high = bounds(path)
    rows = Tally.unscoped.filter(unit__path__gte=low, unit__path__lt=high, kind=kind, count__gt=0).order_by()
    below = Substr("unit__path", 1, (depth(path) + 1) * (WIDTH + 1))
    return rows.values(below=below, stood=F("state"), back=F("recurring")).annotate(all=Sum("count"))


def standing(viewer: Viewer) -> QuerySet[Any, Any] | None:
    """Rows of (stood: state, all: count) of a whole tree's problems and tasks; None for a smaller reach.

    Below the root a reach also holds what other units help with, which no unit's own counter tells.
    """
    if not any(depth(reach) == 1 for reach in viewer.reaches):
        return None
    business = Tally.unscoped.filter(within(viewer.reaches, "unit__path"), kind__in=("problem", "task")).order_by()
    return business.values(stood=F("state")).annotate(all=Sum("count"))


def differences(most: int = 20) -> list[str]:
    """Where the counters and the items disagree, as "unit kind state: kept ≠ counted"; [] when all is well.

    What disagrees is looked at twice: an act that commits between two questions is no difference.
    """
    if not _triggers():
        return ["ledger_item: no triggers"]
    first = _compared(most)
    again = set(_compared(most)) if first else set()
    return [one for one in first if one in again]


def _triggers() -> bool:
    """Whether the triggers are there: a later migration that makes the item table anew on SQLite drops them."""
    catalogue = {"sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'", "postgresql": TRIGGERS_OF_PG}
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    return {"ledger_tally_made", "ledger_tally_moved"} <= found


def _compared(most: int) -> list[str]:
    kept = dict(_keyed(Tally.unscoped.filter(count__gt=0).annotate(all=F("count"))))
    true = dict(_keyed(Item.unscoped.order_by().values(*KEY).annotate(all=Count("pk"))))
    wrong = sorted(key for key in kept.keys() | true.keys() if kept.get(key, 0) != true.get(key, 0))[:most]
    labels = dict(Unit.unscoped.filter(pk__in={key[0] for key in wrong}).values_list("pk", "name"))
    return [f"{labels[key[0]]} {key[1]} {key[2]}: {kept.get(key, 0)} ≠ {true.get(key, 0)}" for key in wrong]


def _keyed(found: QuerySet[Any]) -> Iterator[tuple[Key, int]]:
    for unit, kind, state, recurring, count in found.values_list(*KEY, "all"):
        yield (unit, kind, state, recurring), count
