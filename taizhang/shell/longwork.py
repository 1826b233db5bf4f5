"""What long work does: an import, one act on many items, a list as a file. Each goes through the ordinary acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from taizhang.documents.write_xlsx import to_xlsx
from taizhang.kit.errors import BadInput
from taizhang.kit.progress import step
from taizhang.kit.words import _
from taizhang.ledger.actions import act_on_many, import_problems, import_tasks
from taizhang.ledger.selectors import Filters
from taizhang.orgs.selectors import unit_for, units_for
from taizhang.people.viewers import Viewer
from taizhang.reports.papers import whole_year_sheet
from taizhang.reports.selectors import settled_below
from taizhang.shell import intake
from taizhang.shell.lists import as_bytes, sheet_for
from taizhang.shell.staging import stage, staged

FILE_GONE = _("文件已经过期清除。请重新选择文件再导入。")
REFUSED_SHOWN = 200


def _import(viewer: Viewer, at: datetime, told: dict[str, Any]) -> dict[str, Any]:
    content = staged(told["digest"])
    if content is None:
        raise BadInput(FILE_GONE)
    tables = intake.tables_in(viewer, told["what"], content, told["name"])
    reading = (intake.problems_in if told["what"] == "problems" else intake.tasks_in)(viewer, tables, told["unit"])
    take = import_problems if told["what"] == "problems" else import_tasks
    done = take(actor=viewer, at=at, rows=reading.rows, source=told["name"])
    return {"made": len(done["made"]), "known": len(done["known"])}


def _bulk(viewer: Viewer, at: datetime, told: dict[str, Any]) -> dict[str, Any]:
    fields = dict(told["fields"])
    if "done_on" in fields:
        fields["done_on"] = date.fromisoformat(fields["done_on"])
    done = act_on_many(actor=viewer, at=at, act_name=told["act"], codes=told["codes"], **fields)
    refused = done["refused"]
    return {"made": len(done["done"]), "refused": len(refused), "refusals": refused[:REFUSED_SHOWN]}


def _export(viewer: Viewer, at: datetime, told: dict[str, Any]) -> dict[str, Any]:
    wanted = Filters(**told["filters"])
    sheet = sheet_for(viewer, told["list"], told["unit"], wanted.round, wanted)
    digest = stage(as_bytes(sheet, told["format"], told["list"], at))
    return {"made": len(sheet.rows), "digest": digest, "name": f"{sheet.title}.{told['format']}"}


def _settlement(viewer: Viewer, at: datetime, told: dict[str, Any]) -> dict[str, Any]:
    """The year's accounts of every unit below, in one workbook."""
    unit, year = unit_for(viewer, told["unit"]), int(told["year"])
    whole, accounts = units_for(viewer).filter(path__startswith=unit.path).count(), []
    for done, one in enumerate(settled_below(viewer, unit, year), 1):
        accounts.append(one)
        step(min(done, whole), whole)
    sheet = whole_year_sheet(accounts, unit, year, viewer.today)
    digest = stage(to_xlsx(sheet))
    return {"made": len(sheet.rows), "digest": digest, "name": f"{sheet.title}.xlsx"}


KINDS: dict[str, Callable[[Viewer, datetime, dict[str, Any]], dict[str, Any]]] = {
    "import": _import,
    "bulk": _bulk,
    "export": _export,
    "settlement": _settlement,
}
