"""From files to rows ready for an act: the one reading that screens and command line share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.timezone import make_aware

from taizhang.documents.grids import Grid, read_grids, read_lines
from taizhang.documents.labels import NO_HEADER
from taizhang.documents.tables import Table, find_tables, plain
from taizhang.kit.errors import BadInput
from taizhang.ledger.sheets import Reading, Said, Surroundings, read_problems, read_tasks
from taizhang.orgs.rules import NOTHING, RosterRow, plain_name
from taizhang.orgs.selectors import units_for, units_of_kinds
from taizhang.people.rules import PersonRow
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on, lists_on, terms_on

REQUIRED = {
    "changes": ["number"],
    "units": ["name", "parent"],
    "people": ["name", "unit"],
    "problems": ["title"],
    "tasks": ["title"],
}


@dataclass
class Roster:
    """A roster read: unit rows, and who is named as secretary of which."""

    rows: list[RosterRow]
    heads: list[tuple[str, str]] = field(default_factory=list)


def tables_in(viewer: Viewer, kind: str, content: bytes, name: str) -> list[Table]:
    """The tables of a kind in a file, one a sheet; BadInput when no heading row is found."""
    return _tables(viewer, kind, read_grids(content, name), name)


def table_in(viewer: Viewer, kind: str, content: bytes, name: str) -> Table:
    """The fullest table of a kind in a file."""
    return max(tables_in(viewer, kind, content, name), key=lambda table: (len(table.columns), len(table.rows)))


def pasted_table(viewer: Viewer, kind: str, text: str) -> Table:
    """The table in a block pasted from a spreadsheet (tab between cells), headings in its first lines."""
    return _tables(viewer, kind, [Grid("粘贴", read_lines(text.encode(), "粘贴.tsv"))], "粘贴的内容")[0]


def _tables(
    viewer: Viewer, kind: str, grids: list[Grid], name: str, more: Mapping[str, list[str]] | None = None
) -> list[Table]:
    headings = book_on("sheet-headings", viewer.today).body
    found = find_tables(grids, {**(more or {}), **headings[kind]}, REQUIRED[kind], headings["marks"])
    if not found:
        wanted = "、".join(
            f"{headings[kind][key][0]}（{'、'.join(headings[kind][key][1:4])}）" for key in REQUIRED[kind]
        )
        raise BadInput(NO_HEADER, name=name.rsplit("/", 1)[-1], wanted=wanted)
    for table in found if len(found) > 1 else ():
        table.prefix = f"{table.sheet}!"
    return found


def roster_in(table: Table) -> Roster:
    """Unit rows of a roster table."""
    rows, heads = [], []
    for row in table.rows:
        cells = {key: text.strip() for key, text in row.cells.items()}
        for key in ("members", "credit", "division"):  # digits and letters of any width
            cells[key] = plain(cells.get(key, "")).upper().removesuffix("人").removesuffix("名")
        rows.append(
            RosterRow(
                row.number,
                **{
                    key: cells.get(key, "")
                    for key in ("name", "short", "parent", "kind", "field", "members", "credit", "division", "line")
                },
            )
        )
        if cells.get("secretary", "") not in NOTHING:
            heads.append((plain_name(cells["name"]), plain_name(cells["secretary"])))
    return Roster(rows, heads)


def people_in(table: Table) -> list[PersonRow]:
    """Person rows of a people table."""
    keys = ("name", "unit", "title", "citizen", "phone", "username", "role")
    read = {"citizen": plain, "phone": plain}  # full-width digits and spaces in a number are no fault of the person
    cells = [{key: read.get(key, str.strip)(row.cells.get(key, "")) for key in keys} for row in table.rows]
    return [PersonRow(row.number, **told) for row, told in zip(table.rows, cells, strict=True)]


WENT_OUT = re.compile(r"导出时间[：:]\s*(\d{4}-\d\d-\d\d \d\d:\d\d)|Exported at[：:]?\s*(\d{4}-\d\d-\d\d \d\d:\d\d)")


def changes_table(viewer: Viewer, content: bytes, name: str) -> tuple[Table, datetime | None]:
    """The table of a list we exported, and the moment it went out (None when the line was taken away)."""
    grids = read_grids(content, name)
    lines = [cell for grid in grids for row in grid.rows[:8] for cell in row]
    found = next((match for cell in lines if (match := WENT_OUT.search(cell))), None)
    text = (found.group(1) or found.group(2)) if found else ""
    went_out = make_aware(datetime.fromisoformat(text)) if text else None
    more: dict[str, list[str]] = defaultdict(list)
    for layout in lists_on(viewer.today)["lists"].values():  # our own headings, whatever the book calls them
        for column in layout["columns"]:
            more[column["key"]].append(column["heading"])
    return max(_tables(viewer, "changes", grids, name, more), key=lambda table: len(table.rows)), went_out


ENDING = re.compile(r"(联合党支部|党总支|党支部|党工委|党委|党组|支部|工委)$")


def surroundings(viewer: Viewer, default_unit: str = "") -> Surroundings:
    """Units in reach by all their names: code, full and short name first, then the names people also use."""
    exact: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    also: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    columns = ("code", "name", "short", "path", "body__name", "parent__short", "parent__parent_id")
    for code, name, short, path, body, above, higher in units_for(viewer).values_list(*columns):
        entry = (code, name, path)
        for word in {plain_name(one) for one in (code, name, short) if one}:
            exact[word].append(entry)
        bare = ENDING.sub("", short or name)
        ending = ENDING.search(short or name)
        near = {bare, plain_name(body or ""), f"{body or ''}{ending.group() if ending else ''}"} | {f"县{bare}"}
        if above and higher:  # 柳沟镇 + 东坡村党支部, and 东坡村党支部 for 柳沟镇东坡村党支部
            town = ENDING.sub("", above)
            near |= {town + word for word in (short or name, bare, body or bare)}
            if bare.startswith(town) and len(bare) > len(town):
                near |= {bare[len(town) :], (short or name)[len(town) :]}
        for word in near - {""}:
            also[plain_name(word)].append(entry)
    units = {**{word: found for word, found in also.items() if word not in exact}, **exact}
    doubtful = {word: found for word, found in also.items() if word in exact}
    headings = book_on("sheet-headings", viewer.today).body
    return Surroundings(units, terms_on(viewer.today), headings["marks"], viewer.today, default_unit, doubtful)


def each_of(viewer: Viewer) -> dict[str, list[str]]:
    """What 各乡镇党委 and its like mean in a sheet of tasks: every unit of the kind in reach, by the book's words."""
    words = book_on("sheet-headings", viewer.today).body.get("each_of_kind", {})
    found = {kind: units_of_kinds(viewer, [kind]) for kind in words}
    return {plain_name(word): found[kind] for kind, some in words.items() for word in some if found[kind]}


def problems_in(viewer: Viewer, tables: Table | list[Table], default_unit: str = "") -> Reading:
    """Problem rows of all tables, with faults and notes by cell."""
    around, whole, seen = surroundings(viewer, default_unit), Reading(), {}  # type: ignore[var-annotated]
    for table in tables if isinstance(tables, list) else [tables]:
        _add(whole, read_problems(table, around, seen))
    return whole


def tasks_in(viewer: Viewer, tables: Table | list[Table], default_unit: str = "") -> Reading:
    """Task rows of all tables, with faults and notes by cell."""
    around, whole = replace(surroundings(viewer, default_unit), each=each_of(viewer)), Reading()
    for table in tables if isinstance(tables, list) else [tables]:
        _add(whole, read_tasks(table, around))
    return whole


def _add(whole: Reading, part: Reading) -> None:
    whole.rows += part.rows
    whole.faults += part.faults
    whole.notes += part.notes
    whole.left_out += part.left_out


CELLS_NAMED = 3


def grouped(notes: Sequence[Said]) -> list[dict[str, str]]:
    """Notes for the page, one a sentence: the cells it is about, the first few by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for note in notes:
        found[str(note)].append(note.cell)
    return [
        {
            "message": message,
            "cell": "、".join(cells[:CELLS_NAMED]) + (f" …×{len(cells)}" if cells[CELLS_NAMED:] else ""),
        }
        for message, cells in found.items()
    ]


def told(reading: Reading) -> dict[str, Any]:
    """Faults, notes and left-out lines as plain values."""
    return {
        "errors": [{"row": said.row, "cell": said.cell, "message": str(said)} for said in reading.faults],
        "notes": [{"row": said.row, "cell": said.cell, "message": str(said)} for said in reading.notes],
        "left_out": [{"row": row, "text": text} for row, text in reading.left_out],
    }
