"""Lists as views of the one store: the county's own columns over items, as text ready for any writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from taizhang.documents.lists import Column, ListSheet
from taizhang.kit.errors import BadInput
from taizhang.ledger import labels
from taizhang.ledger.cells import CHUNK, ListRow, Words, batched, makers_of, rows_of
from taizhang.ledger.models import Item, ItemQuerySet
from taizhang.ledger.selectors import Filters, items_for, items_on, narrowed
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import unit_for, units_by_id
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import lists_on, terms_on

MOST = 60_000
LIST_OF_KIND = {"duty": "duty-list", "task": "task-list", "problem": "problem-list"}


@dataclass(frozen=True)
class ListAsked:
    """Which list, of which unit, in which round."""

    name: str
    unit: str
    round: str = ""
    wanted: Filters = field(default_factory=Filters)


def list_named(name: str, day: date) -> str:
    """The key of a list by its key, its title, or a part that only one title has; else the name itself."""
    titles = {key: str(one["title"]) for key, one in lists_on(day)["lists"].items()}
    if name in titles or not name:
        return name
    whole = [key for key, title in titles.items() if title == name]
    part = [key for key, title in titles.items() if name in title]
    return next(iter(whole or (part if len(part) == 1 else [])), name)


RETURNED = {"number", "person", "due", "progress"}  # columns an office fills in and brings back


def returned_list(kind: str, day: date) -> str:
    """The key of the first list of a kind whose columns can be filled in and brought back; "" when there is none."""
    lists = lists_on(day)["lists"]
    fits = (
        key
        for key, one in lists.items()
        if one["kind"] == kind and not one.get("of_root") and {column["key"] for column in one["columns"]} >= RETURNED
    )
    return next(fits, "")


def layout_of(name: str, day: date) -> dict[str, Any]:
    """The layout of a list from the book in force; BadInput names those there are."""
    lists = lists_on(day)["lists"]
    if name not in lists:
        raise BadInput(
            labels.NO_LIST, name=name, known="、".join(f"{key}（{one['title']}）" for key, one in lists.items())
        )
    found: dict[str, Any] = lists[name]
    return found


def list_rows(viewer: Viewer, asked: ListAsked) -> tuple[Unit, Iterator[Item]]:
    """The unit and the items of its list, in the order of their numbers; withdrawn ones are left out.

    The items come as they are read: a county's whole ledger is never in memory at once.
    """
    if asked.wanted.day:
        unit, past = _past_rows(viewer, asked)
        return unit, iter(past)
    unit, items = _list_of(viewer, asked)
    return unit, _with_units(items.order_by("id")[:MOST])


def light_rows(viewer: Viewer, asked: ListAsked) -> tuple[Unit, Iterator[Item | ListRow]]:
    """The same rows for a writer of files: thousands of light rows instead of items."""
    if asked.wanted.day:
        unit, past = _past_rows(viewer, asked)
        return unit, iter(past)
    unit, items = _list_of(viewer, asked)
    return unit, rows_of(items.order_by("id")[:MOST])


def _with_units(items: ItemQuerySet) -> Iterator[Item]:
    """Items with their units at hand: one object a unit, not one a row."""
    units: dict[int, Unit] = {}
    for some in batched(items.defer("haystack").iterator(chunk_size=CHUNK), CHUNK):
        missing = {key for item in some for key in (item.unit_id, item.accepting_id)} - units.keys()
        units |= units_by_id(missing) if missing else {}
        for item in some:
            item.unit, item.accepting = units[item.unit_id], units[item.accepting_id]
            yield item


def _past_rows(viewer: Viewer, asked: ListAsked) -> tuple[Unit, list[Item]]:
    """The list as it stood on a past day."""
    unit, layout = unit_for(viewer, asked.unit), layout_of(asked.name, viewer.today)
    _require_own(layout, unit)
    wanted = replace(asked.wanted, kind=layout["kind"], unit=unit.code, round=asked.round)
    items = items_on(viewer, wanted, date.fromisoformat(wanted.day))
    if wanted.state != "withdrawn":
        items = [item for item in items if item.state != "withdrawn"]
    if asked.name == "verified-list":
        items = [item for item in items if item.state not in ("to_verify", "closed_before")]
    return unit, items[:MOST]


def _require_own(layout: Mapping[str, Any], unit: Unit) -> None:
    """The county committee's own lists are of nobody else."""
    if layout.get("of_root") and unit.parent_id:
        raise BadInput(labels.LIST_OF_ROOT, title=layout["title"], unit=unit.label)


def list_is_longer(viewer: Viewer, asked: ListAsked, rows: int) -> bool:
    """Whether a list has more rows than this: asked of one row, not counted."""
    _unit, items = _list_of(viewer, asked)
    return items.order_by("id")[rows : rows + 1].exists()


def _list_of(viewer: Viewer, asked: ListAsked) -> tuple[Unit, ItemQuerySet]:
    unit, layout = unit_for(viewer, asked.unit), layout_of(asked.name, viewer.today)
    _require_own(layout, unit)
    wanted = replace(asked.wanted, kind=layout["kind"], unit=unit.code, round=asked.round)
    items = narrowed(items_for(viewer), wanted, viewer)
    if wanted.state != "withdrawn":
        items = items.exclude(state="withdrawn")
    if asked.name == "verified-list":
        items = items.exclude(state__in=("to_verify", "closed_before"))
    return unit, items


def sheet_of(
    name: str,
    unit: Unit,
    items: Iterable[Item | ListRow],
    viewer: Viewer,
    above: tuple[str, ...] = (),
    below: tuple[str, ...] = (),
    qr: str = "",
) -> ListSheet:
    """The list as text cells."""
    layout = layout_of(name, viewer.today)
    columns = layout["columns"]
    makers, words = makers_of([column["key"] for column in columns]), Words(terms_on(viewer.today)["sources"])
    rows = [[make(item, at, words) for make in makers] for at, item in enumerate(items, 1)]
    return ListSheet(
        f"{unit.label}{gettext(layout['title'])}",
        [
            Column(gettext(column["heading"]), float(column.get("width", 12)), column["key"], column["key"] == "row")
            for column in columns
        ],
        rows,
        above,
        below,
        qr,
    )
