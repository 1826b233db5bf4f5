"""What a rule book would change, tried on last year's ledger before it is published. Counts only, no item is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from taizhang.ledger import labels
from taizhang.ledger.lists import cell
from taizhang.ledger.models import Item, ItemQuerySet
from taizhang.orgs.models import Unit
from taizhang.rulebook.books import Content
from taizhang.rulebook.selectors import Told, book_on, terms_on

LOOKED_AT = 500


def _year(today: date) -> ItemQuerySet:
    return Item.unscoped.filter(opened_on__gt=today - timedelta(days=365)).exclude(state="withdrawn")


def try_terms(content: Content, today: date) -> list[Told]:
    """Categories and sources in use that the new dictionary lacks; how many open items would turn blue."""
    year, told = _year(today), content.body
    lost = set(year.order_by().values_list("category", flat=True).distinct()) - {"", *told["categories"]}
    unknown = set(year.order_by().values_list("source", flat=True).distinct()) - {"", *told["sources"]}
    open_ones = Item.unscoped.open().exclude(kind="duty").filter(due_on__gte=today)
    was, new = (
        open_ones.filter(due_on__lte=today + timedelta(days=int(one["lateness"]["near_days"]))).count()
        for one in (terms_on(today), told)
    )
    return [
        (labels.TRIAL_CATEGORIES, {"names": "、".join(sorted(lost)) or "—"}),
        (labels.TRIAL_SOURCES, {"names": "、".join(sorted(unknown)) or "—"}),
        (labels.TRIAL_NEAR, {"was": was, "now": new}),
    ]


def try_lists(content: Content, today: date) -> list[Told]:
    """For each list: on how many of last year's items it was tried, and the columns that stayed empty on all."""
    sources, said = terms_on(today)["sources"], []
    for layout in content.body["lists"].values():
        if layout["kind"] == "summary":
            continue
        items = list(_year(today).filter(kind=layout["kind"]).select_related("unit").order_by("-id")[:LOOKED_AT])
        empty = [one["heading"] for one in layout["columns"] if not _filled(one["key"], items, sources)]
        facts: dict[str, object] = {"title": layout["title"], "count": len(items), "names": "、".join(empty) or "—"}
        said.append((labels.TRIAL_COLUMNS, facts))
    return said


def _filled(key: str, items: list[Item], sources: Mapping[str, Any]) -> bool:
    return any(cell(key, item, 1, sources) for item in items)


def try_duties(content: Content, today: date) -> list[Told]:
    """How many units would take their list from it, and which lines come and go against the book in force."""
    told = content.body
    units = Unit.unscoped.alive().filter(kind__in=told["unit_kinds"], field__in=told["fields"]).count()
    new = {line["key"]: line["text"] for line in told["duties"]}
    old = {line["key"]: line["text"] for line in book_on(content.name, today).body["duties"]}
    return [
        (labels.TRIAL_UNITS, {"units": units, "lines": len(new)}),
        (labels.TRIAL_ADDED, {"names": "；".join(new[key] for key in new if key not in old) or "—"}),
        (labels.TRIAL_GONE, {"names": "；".join(old[key] for key in old if key not in new) or "—"}),
    ]


TRIALS = {"terms": try_terms, "lists": try_lists, "duties": try_duties}
