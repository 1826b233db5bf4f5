"""The act that takes in a sheet of problems: all rows or none, and a second time nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from taizhang.cycle.selectors import round_on
from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, NotAllowed
from taizhang.kit.moves import Move
from taizhang.kit.progress import step
from taizhang.kit.rows import put_all
from taizhang.ledger import labels, policy
from taizhang.ledger.actions.core import step_of
from taizhang.ledger.actions.making import (
    accepting_for,
    beside,
    draft_item,
    lock_units,
    numbers,
    record_new,
    verify_by,
)
from taizhang.ledger.actions.raising import issue_tasks
from taizhang.ledger.models import Item
from taizhang.ledger.search import index
from taizhang.ledger.selectors import twins_of
from taizhang.ledger.sheets import ProblemRow
from taizhang.ledger.states import RAISER
from taizhang.orgs.models import Unit
from taizhang.people.selectors import heads_of
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import terms_on


@act
def import_problems(*, actor: Viewer, at: datetime, rows: Sequence[ProblemRow], source: str = "") -> dict[str, Any]:
    """Raise every row that is not already on the ledger.

    Rows already closed enter as closed before, never counted as verified. Returns
    {"made": [codes], "known": [[row, code]], "recurred": [[row, code]] (known ones that had been closed: to be
    reopened under their own number), "closed_before": count}.
    """
    if not rows:
        raise BadInput(labels.NEEDS_TITLE)
    units = {
        unit.code: unit
        for unit in Unit.unscoped.filter(code__in={row.unit for row in rows} | _helping(rows)).select_related("parent")
    }
    _check_reach(actor, [units[row.unit] for row in rows])
    lock_units([units[row.unit].pk for row in rows])
    twins = twins_of([row.fingerprint for row in rows])
    heads = heads_of([unit.pk for unit in units.values()], day_of(at))
    due = verify_by(day_of(at))
    fresh = [row for row in rows if row.fingerprint not in twins]
    known = [[row.row, twins[row.fingerprint].code] for row in rows if row.fingerprint in twins]
    made = _raise_rows(actor, at, fresh, units, heads, due)
    before = sum(closed_above(actor, row, units[row.unit]) for row in fresh)
    _tell_import(actor, at, units[rows[0].unit], made, known, source)
    recurred = [[row.row, twins[row.fingerprint].code] for row in rows if _has_ended(twins.get(row.fingerprint))]
    return {"made": made, "known": known, "recurred": recurred, "closed_before": before}


def closed_above(actor: Viewer, row: ProblemRow, home: Unit) -> bool:
    """Whether a row may enter as closed before: only when somebody above its unit brings it."""
    return row.closed_on is not None and actor.path != home.path and home.path.startswith(actor.path)


def _helping(rows: Sequence[ProblemRow]) -> set[str]:
    return {code for row in rows for code in row.helping}


def _check_reach(actor: Viewer, homes: Sequence[Unit]) -> None:
    for home in homes:
        if not policy.may_raise(actor, home.path):
            raise NotAllowed(labels.READ_ONLY if not actor.acts else labels.OUT_OF_REACH, text=home.label)


def _raise_rows(
    actor: Viewer, at: datetime, rows: Sequence[ProblemRow], units: dict[str, Unit], heads: dict[int, str], due: date
) -> list[str]:
    """All rows at once: one block of numbers, a few statements whatever their count, one entry an item."""
    day, raiser = day_of(at), Unit.unscoped.get(pk=actor.unit_id)
    sources = terms_on(day)["sources"]
    codes, round_ = numbers("problem", day.year, len(rows)), round_on(day)
    items = []
    for code, row in zip(codes, rows, strict=True):
        home = units[row.unit]
        columns = _columns(row, closed_above(actor, row, home), heads.get(home.pk, ""), due)
        items.append(
            draft_item(
                at,
                code,
                "problem",
                home,
                row.title,
                round_,
                accepting=accepting_for(raiser, home, row.source, sources),
                raised_by=raiser,
                **columns,
            )
        )
    Item.unscoped.bulk_create(items, batch_size=200)
    index(items)
    helping = [[units[code] for code in dict.fromkeys(row.helping)] for row in rows]
    put_all([one for item, units_ in zip(items, helping, strict=True) for one in beside(item, units_)])
    moves = [Move("import_problem", (), item.state, RAISER) for item in items]
    put_all([step_of(item, move, "", actor, at) for item, move in zip(items, moves, strict=True)])
    for done, (item, row) in enumerate(zip(items, rows, strict=True), 1):
        record_new(item, actor, at, "import_problem", row=row.row)
        step(done, len(items))
    return codes


def _columns(row: ProblemRow, ended: bool, head: str, due: date) -> dict[str, Any]:
    """A row's own columns; one that ended before Taizhang keeps its closing date."""
    return {
        "state": "closed_before" if ended else "to_verify",
        "category": row.category,
        "source": row.source,
        "leader": row.leader,
        "person": row.person or head,
        "timing": row.timing,
        "due_on": row.due_on or (None if ended or row.timing == "long_term" else due),
        "own_number": row.own_number,
        "closed_on": row.closed_on if ended else None,
        "facts": {**row.facts, "source_detail": row.source_detail},
    }


def _tell_import(
    actor: Viewer, at: datetime, home: Unit, made: Sequence[str], known: Sequence[Any], source: str
) -> None:
    record(
        "items.imported",
        actor=actor,
        at=at,
        subject=home.code,
        unit=home.code,
        path=home.path,
        facts={"count": len(made), "known": len(known)},
        private={"file": source},
    )


def rehearse(actor: Viewer, rows: Sequence[ProblemRow], kind: str = "problem") -> dict[str, Any]:
    """What the import would do; nothing is written."""
    units = {unit.code: unit for unit in Unit.unscoped.filter(code__in={row.unit for row in rows})}
    _check_reach(actor, [units[row.unit] for row in rows])
    twins = twins_of([row.fingerprint for row in rows], kind)
    known = [[row.row, twins[row.fingerprint].code] for row in rows if row.fingerprint in twins]
    before = sum(closed_above(actor, row, units[row.unit]) for row in rows if row.fingerprint not in twins)
    recurred = [[row.row, twins[row.fingerprint].code] for row in rows if _has_ended(twins.get(row.fingerprint))]
    return {"made": len(rows) - len(known), "known": known, "recurred": recurred, "closed_before": before}


def _has_ended(item: Item | None) -> bool:
    return item is not None and item.closed_on is not None


@act
def import_tasks(*, actor: Viewer, at: datetime, rows: Sequence[ProblemRow], source: str = "") -> dict[str, Any]:
    """Issue every task row that is not already on the ledger. Returns as import_problems does."""
    if not rows:
        raise BadInput(labels.NEEDS_TITLE)
    units = {unit.code: unit for unit in Unit.unscoped.filter(code__in={row.unit for row in rows})}
    lock_units([unit.pk for unit in units.values()])
    seen = {print_: item.code for print_, item in twins_of([row.fingerprint for row in rows], "task").items()}
    made: list[str] = []
    known: list[Any] = []
    for done, row in enumerate(rows, 1):
        step(done, len(rows))
        if row.fingerprint in seen:
            known.append([row.row, seen[row.fingerprint]])
            continue
        made += issue_tasks(
            actor=actor,
            at=at,
            units=[row.unit],
            title=row.title,
            due_on=row.due_on,
            helping=row.helping,
            leader=row.leader,
            person=row.person,
            own_number=row.own_number,
            measures=row.facts.get("measures", ""),
            deliverable=row.facts.get("deliverable", ""),
        )
        seen[row.fingerprint] = made[-1]
    _tell_import(actor, at, units[rows[0].unit], made, known, source)
    return {"made": made, "known": known, "recurred": [], "closed_before": 0}
