"""A list we exported comes back filled in: what was changed, and which ordinary act each change is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from taizhang.documents.dates import read_date
from taizhang.documents.labels import BAD_DATE
from taizhang.documents.tables import Row, Table, plain
from taizhang.ledger import labels, policy
from taizhang.ledger.cells import Words, cell, due_text
from taizhang.ledger.lists import RETURNED
from taizhang.ledger.models import Item
from taizhang.ledger.rules import person_names
from taizhang.ledger.selectors import acted_since, acts_open_to, items_for
from taizhang.ledger.sheets import Said
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import terms_on

MOST = 1_000


@dataclass(frozen=True)
class Change:
    """One changed cell: the act it would be, why that act is not open, and who has acted since the list went out."""

    row: int
    code: str
    key: str
    was: str
    now: str
    act: str
    fields: Mapping[str, Any]
    why_not: str = ""
    since: str = ""

    @property
    def mark(self) -> str:
        """What a ticked box says."""
        return f"{self.code}:{self.key}"

    @property
    def column(self) -> str:
        """The column's label."""
        return labels.COLUMNS[{"due": "due_on"}.get(self.key, self.key)]


def changes_in(viewer: Viewer, table: Table, went_out: datetime | None) -> tuple[list[Change], list[Said]]:
    """Changed cells of the table's rows against the ledger of now, and notes on rows that are not ours to change."""
    rows = {row.cells.get("number", "").strip().upper(): row for row in table.rows[:MOST]}
    found = {
        item.code: item
        for item in items_for(viewer).filter(code__in=rows).select_related("unit", "accepting", "raised_by")
    }
    since = acted_since(list(found), went_out) if went_out else {}
    words = Words(terms_on(viewer.today)["sources"])
    changes, notes = [], []
    for code, row in rows.items():
        item = found.get(code)
        if item is None:
            notes.append(
                Said(row.number, table.place(row.number, "number"), labels.NOT_OURS, {"code": code[:20] or "—"})
            )
            continue
        for key, was, now, act, fields in _changed(item, row, table, viewer):
            why = _why_not(viewer, item, act)
            changes.append(Change(row.number, code, key, was, now, act, fields, why, since.get(code, "")))
        notes += _unread(item, row, table, viewer.today)
        if code not in since:  # what others did since would look like this hand's change
            notes += _not_by_sheet(item, row, table, words)
    return changes, notes


def _unread(item: Item, row: Row, table: Table, today: date) -> Iterator[Said]:
    """A day that was written and cannot be read."""
    text = row.cells.get("due", "").strip()
    if text and text != due_text(item) and read_date(text, today) is None:
        yield Said(row.number, table.place(row.number, "due"), BAD_DATE, {"text": text[:20]})


def _not_by_sheet(item: Item, row: Row, table: Table, words: Words) -> Iterator[Said]:
    """Cells changed in columns that no act takes from a sheet: they are named, so that nobody thinks them done."""
    told = {key: row.cells.get(key, "").strip() for key in table.columns if key not in (*RETURNED, "row")}
    changed = [key for key, text in told.items() if text and plain(text) != plain(cell(key, item, row.number, words))]
    if changed:
        names = "、".join(table.place(row.number, key) for key in changed)
        yield Said(row.number, item.code, labels.NOT_BY_SHEET, {"names": names})


Cell = tuple[str, str, str, str, dict[str, Any]]


def _changed(item: Item, row: Row, table: Table, viewer: Viewer) -> Iterator[Cell]:
    """(key, old, new, act, its fields) of each changed cell. An emptied cell says nothing, so it changes nothing."""
    text = {key: row.cells.get(key, "").strip() for key in ("person", "progress", "due")}
    names = "、".join(person_names(text["person"]))
    if names and names != item.person:
        yield "person", item.person, names, "hand_over", {"person": names}
    told = str(item.facts.get("progress") or "")
    if text["progress"] and text["progress"] != told:
        yield "progress", told, text["progress"], "report_progress", {"note": text["progress"]}
    day = read_date(text["due"], viewer.today) if text["due"] and text["due"] != due_text(item) else None
    if day is not None and day != item.due_on:
        act = "adjust_due" if policy.is_accepter(viewer, item) else "request_extension"
        yield "due", due_text(item), day.isoformat(), act, {"due_on": day, "note": gettext(labels.BY_SHEET)}


def _why_not(viewer: Viewer, item: Item, act: str) -> str:
    option = next((one for one in acts_open_to(viewer, item) if one.act == act), None)
    if option is None:
        return labels.NOT_NOW
    return option.why_not


def chosen(changes: Sequence[Change], marks: Sequence[str]) -> list[dict[str, Any]]:
    """The ticked changes as the act takes them."""
    wanted = set(marks)
    return [
        {"code": one.code, "act": one.act, **{name: _plain(value) for name, value in one.fields.items()}}
        for one in changes
        if one.mark in wanted and not one.why_not
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
