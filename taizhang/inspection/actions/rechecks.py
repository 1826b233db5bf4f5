"""回看: on a revisit each closed problem of the unit is looked at again; it holds, or its number lives again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from taizhang.evidence.preparing import Files, Prepared, prepared
from taizhang.inspection import labels
from taizhang.inspection.actions.core import fresh_mark, locked_visit, place_of, rules_of, tell, text_of
from taizhang.inspection.actions.visits import NOTE_MOST, files_here, keep_files
from taizhang.inspection.models import Recheck, Visit
from taizhang.inspection.selectors import due_back
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.ledger.actions.standing import stand_problem, stand_recheck
from taizhang.ledger.models import Item
from taizhang.people.viewers import Viewer


@act
def recheck_problem(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    item: str,
    held: bool,
    note: str = "",
    due_on: date | None = None,
    evidence: Sequence[str] = (),
    mark: str = "",
    files: Files = (),
) -> str:
    """Say of one closed problem what was seen on the revisit `code`: it holds, written beside the closure; or it has
    come back, and the old number lives again, marked recurring, due on `due_on` or after the book's days.

    `evidence`: SHA-256 of files that came before or are still to come. Once per problem and visit, and once more when
    somebody finds after all that it has come back. Returns what came of it, a key of labels.RECHECK_STATES.
    """
    visit, _move = locked_visit(actor, code, "recheck_problem")
    due = {one.item.code: one for one in due_back([visit]).get(visit.pk, ())}
    if item not in due:
        raise BadInput(labels.NOT_BACK, code=item[:20])
    before = due[item].recheck
    if before is not None and (held or not before.held):
        raise Refused(labels.RECHECKED, code=item)
    note = text_of(note, labels.FIELD_SEEN, NOTE_MOST)
    if due_on is None or due_on < day_of(at):
        due_on = day_of(at) + timedelta(days=int(rules_of(visit.plan)["problem_days"]))
    ready = [*prepared(files), *files_here(visit, evidence)]
    kept = keep_files(visit, actor, at, ready)
    onto = _onto(visit, due[item].item, actor, at, held, note, due_on, ready)
    named = [*kept.values(), *(one[:64] for one in evidence[:20] if one[:64] not in kept)]
    told = {"note": note, "evidence": named, "by": actor.code, "by_name": actor.name, "at": at}
    Recheck.unscoped.create(
        code=fresh_mark(mark, Recheck), visit=visit, item=due[item].item, held=held, onto=onto, **told
    )
    tell("recheck_problem", actor, at, visit.code, place_of(visit), {"note": note}, item=item, held=held, onto=onto)
    return onto


def _onto(
    visit: Visit, item: Item, actor: Viewer, at: datetime, held: bool, note: str, due_on: date, files: list[Prepared]
) -> str:
    """What comes of it on the ledger: beside the closure where the organising side's units accept it; where another
    unit closed it, that closure is not ours to undo, and what has come back is raised as one more problem.
    """
    plan = visit.plan
    words = labels.SEEN_AT.format(plan=plan.title, note=note)
    accepting = item.accepting
    if accepting is not None and accepting.path.startswith(plan.host.path):
        return stand_recheck(actor, at, item.code, held=held, note=words, due_on=due_on, files=files)
    if held:
        return "noted"
    again = labels.FOUND_AGAIN.format(text=item.title, code=item.code)
    told: dict[str, Any] = {
        "source": str(rules_of(plan)["sources"][plan.manner]),
        "source_detail": words[:120],
        "files": files,
    }
    told |= {"again": labels.FOUND_AGAIN, "reopen_note": words, "reopen_due": due_on}
    stand_problem(actor, at, visit.unit, plan.host, again, **told)
    return "raised"
