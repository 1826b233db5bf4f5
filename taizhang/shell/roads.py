"""The road from a sheet to its act that the API takes: read, rehearse, take in; told as plain values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from taizhang.ledger.actions import import_problems, import_tasks
from taizhang.ledger.actions.importing import rehearse
from taizhang.orgs.policy import require_steward
from taizhang.orgs.rules import check_roster
from taizhang.orgs.selectors import names_known, root_unit, unit_for
from taizhang.people.actions import import_people, import_roster
from taizhang.people.rules import check_people
from taizhang.people.viewers import Viewer
from taizhang.shell import intake


def take_in(
    *, viewer: Viewer, at: datetime, what: str, name: str, content: bytes, unit: str, dry_run: bool, partial: bool
) -> dict[str, Any]:
    """Take in a sheet or, with `dry_run`, only look. With faults nothing is taken unless `partial` asks for the rest.

    Returns {"taken", "made", "known", "errors", "notes", …}.
    """
    tables = intake.tables_in(viewer, what, content, name)
    if what in ("units", "people"):
        return _roster(viewer, at, what, tables[0], dry_run)
    default = unit_for(viewer, unit).code if unit else ""
    reading = (intake.problems_in if what == "problems" else intake.tasks_in)(viewer, tables, default)
    told = intake.told(reading)
    if dry_run or not reading.rows or (reading.faults and not partial):
        return {"taken": False, **told, **rehearse(viewer, reading.rows, what.removesuffix("s"))}
    take = import_problems if what == "problems" else import_tasks
    return {"taken": True, **told, **take(actor=viewer, at=at, rows=reading.rows, source=name)}


def _roster(viewer: Viewer, at: datetime, what: str, table: Any, dry_run: bool) -> dict[str, Any]:
    require_steward(viewer)
    root = root_unit()
    roster, people = intake.roster_in(table), intake.people_in(table) if what == "people" else []
    faults = (
        check_roster(roster.rows, names_known(), root.name if root else "")
        if what == "units"
        else check_people(people, names_known())
    )
    errors = [{"row": one.row, "cell": one.column, "message": str(one)} for one in faults]
    rows = len(roster.rows) if what == "units" else len(people)
    if faults or dry_run:
        return {"taken": False, "rows": rows, "errors": errors}
    if what == "units":
        return {"taken": True, "errors": [], **import_roster(actor=viewer, at=at, rows=roster.rows, heads=roster.heads)}
    return {"taken": True, "errors": [], **import_people(actor=viewer, at=at, rows=people)}
