"""Lists as views of the one store: the county's own columns over items, as text ready for any writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext

from taizhang.documents.lists import Column, ListSheet
from taizhang.kit.errors import BadInput
from taizhang.ledger import labels
from taizhang.ledger.models import Item, ItemQuerySet
from taizhang.ledger.selectors import Filters, items_for, items_on, narrowed
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import unit_for, units_by_id
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import lists_on, terms_on

MOST, CHUNK = 60_000, 1_000
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


def _with_units(items: ItemQuerySet) -> Iterator[Item]:
    """Items with their units at hand: one object a unit, not one a row."""
    units: dict[int, Unit] = {}
    for some in batched(items.defer("haystack").iterator(chunk_size=CHUNK), CHUNK):
        missing = {key for item in some for key in (item.unit_id, item.accepting_id)} - units.keys()
        units |= units_by_id(missing) if missing else {}
        for item in some:
            item.unit, item.accepting = units[item.unit_id], units[item.accepting_id]
            yield item


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most `size`."""
    source = iter(items)
    while some := list(islice(source, size)):
        yield some


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
    items: Iterable[Item],
    viewer: Viewer,
    above: tuple[str, ...] = (),
    below: tuple[str, ...] = (),
    qr: str = "",
) -> ListSheet:
    """The list as text cells."""
    layout = layout_of(name, viewer.today)
    columns = layout["columns"]
    words = Words(terms_on(viewer.today)["sources"])
    keys = [column["key"] for column in columns]
    rows = [[cell(key, item, at, words) for key in keys] for at, item in enumerate(items, 1)]
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


class Words(dict[str, str]):
    """Texts of the lists in the reader's language, each looked up once; beside them the sources of the book."""

    def __init__(self, sources: Mapping[str, Any]) -> None:
        super().__init__()
        self.sources = sources

    def __missing__(self, text: str) -> str:
        self[text] = gettext(text) if text else ""
        return self[text]


def cell(key: str, item: Item, at: int, words: Words) -> str:
    """One cell of a list."""
    if key in _COMPUTED:
        return str(_COMPUTED[key](item, at, words))
    return str(item.facts.get(key) or "")


def due_text(item: Item) -> str:
    """The deadline as the office writes it."""
    if item.due_on:
        return f"{item.due_on.year}.{item.due_on.month}.{item.due_on.day}"
    return gettext(labels.TIMINGS[item.timing]) if item.timing != "dated" else ""


def _day(text: Any) -> str:
    try:
        day = date.fromisoformat(str(text)[:10])
    except ValueError:
        return str(text or "")
    return f"{day.year}.{day.month}.{day.day}"


def _joined(*parts: Any) -> str:
    return " ".join(str(part) for part in parts if part)


def _source(item: Item, _at: int, words: Words) -> str:
    label = words[words.sources[item.source]["label"]] if item.source in words.sources else ""
    detail = item.facts.get("source_detail") or ""
    return detail if label and label in detail else _joined(label, detail)


def _progress(item: Item) -> str:
    return str(item.facts.get("progress") or "")


_COMPUTED: dict[str, Any] = {
    "row": lambda item, at, words: str(at),
    "number": lambda item, at, words: item.code,
    "own_number": lambda item, at, words: item.own_number,
    "title": lambda item, at, words: item.title,
    "category": lambda item, at, words: words[item.category],
    "unit": lambda item, at, words: item.unit.label,
    "leader": lambda item, at, words: item.leader,
    "person": lambda item, at, words: item.person,
    "state": lambda item, at, words: words[labels.STATES[item.state]],
    "due": lambda item, at, words: due_text(item),
    "closed_on": lambda item, at, words: _day(item.closed_on) if item.closed_on else "",
    "recurring": lambda item, at, words: words[labels.YES if item.recurring else labels.NO],
    "finding": lambda item, at, words: (
        words[labels.FINDINGS[item.facts["finding"]]]
        if item.facts.get("finding") in labels.FINDINGS
        else str(item.facts.get("finding") or "")
    ),
    "found": lambda item, at, words: _joined(item.facts.get("found_by"), _day(item.facts.get("found_on"))),
    "verified": lambda item, at, words: _joined(
        item.facts.get("went"), _day(item.facts.get("went_on")), item.facts.get("how")
    ),
    "accepted": lambda item, at, words: _joined(
        item.facts.get("accepter"), item.facts.get("opinion"), _day(item.facts.get("accepted_on"))
    ),
    "source": _source,
    "progress": lambda item, at, words: _progress(item),
    "evidence": lambda item, at, words: (
        words[labels.COPIES].format(count=item.proof_count)
        if item.proof_count
        else str(item.facts.get("evidence_wanted") or "")
    ),
    "period": lambda item, at, words: str(item.year),
}
