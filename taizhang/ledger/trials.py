"""What a rule book would change, tried on last year's ledger before it is published. Counts only, no item is named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from taizhang.kit.errors import Absent
from taizhang.ledger import labels
from taizhang.ledger.cells import Words, cell
from taizhang.ledger.models import Item, ItemQuerySet
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer
from taizhang.rulebook.books import Content
from taizhang.rulebook.selectors import Told, book_on, terms_on

LOOKED_AT = 500


def _year(today: date) -> ItemQuerySet:
    return Item.unscoped.filter(opened_on__gt=today - timedelta(days=365)).exclude(state="withdrawn")


def try_terms(viewer: Viewer, content: Content) -> list[Told]:
    """Categories and sources in use that the new dictionary lacks; how many open items would turn blue."""
    today, told = viewer.today, content.body
    year = _year(today)
    lost = set(year.order_by().values_list("category", flat=True).distinct()) - {"", *told["categories"]}
    unknown = set(year.order_by().values_list("source", flat=True).distinct()) - {"", *told["sources"]}
    open_ones = Item.unscoped.open().exclude(kind="duty").filter(due_on__gte=today)
    was, new = (
        open_ones.filter(due_on__lte=today + timedelta(days=int(one["lateness"]["near_days"]))).count()
        for one in (terms_on(today), told)
    )
    return [
        (labels.TRIAL_CATEGORIES, {"names": _words(viewer, lost)}),
        (labels.TRIAL_SOURCES, {"names": _words(viewer, unknown)}),
        (labels.TRIAL_NEAR, {"was": was, "now": new}),
    ]


def _words(viewer: Viewer, words: set[str]) -> str:
    """Words people typed are content: an administrator hears how many, the office which."""
    if not viewer.business:
        return str(len(words))
    return "、".join(sorted(words)) or "—"


def try_lists(viewer: Viewer, content: Content) -> list[Told]:
    """For each list: on how many of last year's items it was tried, and the columns that stayed empty on all."""
    today = viewer.today
    words, said = Words(terms_on(today)["sources"]), []
    for layout in content.body["lists"].values():
        if layout["kind"] == "summary":
            continue
        items = list(_year(today).filter(kind=layout["kind"]).select_related("unit").order_by("-id")[:LOOKED_AT])
        empty = [one["heading"] for one in layout["columns"] if not _filled(one["key"], items, words)]
        facts: dict[str, object] = {"title": layout["title"], "count": len(items), "names": "、".join(empty) or "—"}
        said.append((labels.TRIAL_COLUMNS, facts))
    return said


def _filled(key: str, items: list[Item], words: Words) -> bool:
    return any(cell(key, item, 1, words) for item in items)


def try_duties(viewer: Viewer, content: Content) -> list[Told]:
    """How many units would take their list from it, and which lines come and go against the book in force."""
    told = content.body
    units = Unit.unscoped.alive().filter(kind__in=told["unit_kinds"], field__in=told["fields"]).count()
    new = {line["key"]: line["text"] for line in told["duties"]}
    old = {line["key"]: line["text"] for line in _in_force(content.name, viewer.today)}
    return [
        (labels.TRIAL_UNITS, {"units": units, "lines": len(new)}),
        (labels.TRIAL_ADDED, {"names": "；".join(new[key] for key in new if key not in old) or "—"}),
        (labels.TRIAL_GONE, {"names": "；".join(old[key] for key in old if key not in new) or "—"}),
    ]


def _in_force(name: str, day: date) -> list[dict[str, Any]]:
    try:
        duties: list[dict[str, Any]] = book_on(name, day).body["duties"]
        return duties
    except Absent:  # a book of a new name has nothing before it
        return []


TRIALS = {"terms": try_terms, "lists": try_lists, "duties": try_duties}
