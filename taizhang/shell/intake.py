"""From files to rows ready for an act: the one reading that screens and command line share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from taizhang.documents.grids import Grid, read_grids, read_lines
from taizhang.documents.labels import NO_HEADER
from taizhang.documents.tables import Table, find_table
from taizhang.kit.errors import BadInput
from taizhang.ledger.sheets import Reading, Surroundings, read_problems, read_tasks
from taizhang.orgs.rules import NOTHING, RosterRow, plain_name
from taizhang.orgs.selectors import units_for
from taizhang.people.rules import PersonRow
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on, terms_on

REQUIRED = {"units": ["name", "parent"], "people": ["name", "unit"], "problems": ["title"], "tasks": ["title"]}


@dataclass
class Roster:
    """A roster read: unit rows, and who is named as secretary of which."""

    rows: list[RosterRow]
    heads: list[tuple[str, str]] = field(default_factory=list)


def table_in(viewer: Viewer, kind: str, content: bytes, name: str) -> Table:
    """The table of a kind in a file; BadInput when no heading row is found."""
    return _table(viewer, kind, read_grids(content, name), name)


def pasted_table(viewer: Viewer, kind: str, text: str) -> Table:
    """The table in a block pasted from a spreadsheet (tab between cells), headings in its first lines."""
    return _table(viewer, kind, [Grid("粘贴", read_lines(text.encode(), "粘贴.tsv"))], "粘贴的内容")


def _table(viewer: Viewer, kind: str, grids: list[Grid], name: str) -> Table:
    headings = book_on("sheet-headings", viewer.today).body
    found = find_table(grids, headings[kind], REQUIRED[kind], headings["marks"])
    if found is None:
        wanted = "、".join(headings[kind][key][0] for key in REQUIRED[kind])
        raise BadInput(NO_HEADER, name=name.rsplit("/", 1)[-1], wanted=wanted)
    return found


def roster_in(table: Table) -> Roster:
    """Unit rows of a roster table."""
    rows, heads = [], []
    for row in table.rows:
        cells = {key: text.strip() for key, text in row.cells.items()}
        rows.append(
            RosterRow(
                row.number,
                **{
                    key: cells.get(key, "")
                    for key in ("name", "short", "parent", "kind", "field", "members", "credit", "division")
                },
            )
        )
        if cells.get("secretary", "") not in NOTHING:
            heads.append((plain_name(cells["name"]), plain_name(cells["secretary"])))
    return Roster(rows, heads)


def people_in(table: Table) -> list[PersonRow]:
    """Person rows of a people table."""
    keys = ("name", "unit", "title", "citizen", "phone", "username", "role")
    return [PersonRow(row.number, **{key: row.cells.get(key, "").strip() for key in keys}) for row in table.rows]


def surroundings(viewer: Viewer, default_unit: str = "") -> Surroundings:
    """Units in reach by all their names (place names last), and the books in force."""
    units: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = list(units_for(viewer).values_list("code", "name", "short", "body__name", "body__kind"))
    for code, name, short, _body, _kind in rows:
        for word in {plain_name(one) for one in (code, name, short) if one}:
            units[word].append((code, short or name))
    bodies: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name, short, body, _kind in rows:
        if body and plain_name(body) not in units:
            bodies[plain_name(body)].append((code, short or name))
    units.update(bodies)
    headings = book_on("sheet-headings", viewer.today).body
    return Surroundings(units, terms_on(viewer.today), headings["marks"], viewer.today, default_unit)


def problems_in(viewer: Viewer, table: Table, default_unit: str = "") -> Reading:
    """Problem rows of a table, with faults and notes by cell."""
    return read_problems(table, surroundings(viewer, default_unit))


def tasks_in(viewer: Viewer, table: Table, default_unit: str = "") -> Reading:
    """Task rows of a table, with faults and notes by cell."""
    return read_tasks(table, surroundings(viewer, default_unit))


def told(reading: Reading) -> dict[str, Any]:
    """Faults, notes and left-out lines as plain values."""
    return {
        "errors": [{"row": said.row, "cell": said.cell, "message": str(said)} for said in reading.faults],
        "notes": [{"row": said.row, "cell": said.cell, "message": str(said)} for said in reading.notes],
        "left_out": [{"row": row, "text": text} for row, text in reading.left_out],
    }
