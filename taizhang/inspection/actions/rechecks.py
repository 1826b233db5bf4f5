"""回看: on a revisit each closed problem of the unit is looked at again; it holds, or its number lives again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from taizhang.evidence.preparing import Files, prepared
from taizhang.inspection import labels
from taizhang.inspection.actions.core import fresh_mark, locked_visit, place_of, rules_of, tell, text_of
from taizhang.inspection.actions.visits import NOTE_MOST, keep_files
from taizhang.inspection.models import Recheck
from taizhang.inspection.selectors import due_back
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.ledger.actions.standing import stand_recheck
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

    `evidence`: SHA-256 of files still to come. Once per problem and visit. Returns "held", "reopened", or "linked"
    when it was open again already.
    """
    visit, _move = locked_visit(actor, code, "recheck_problem")
    due = {one.item.code: one for one in due_back([visit]).get(visit.pk, ())}
    if item not in due:
        raise BadInput(labels.NOT_BACK, code=item[:20])
    if due[item].recheck is not None:
        raise Refused(labels.RECHECKED, code=item)
    note = text_of(note, labels.FIELD_SEEN, NOTE_MOST)
    if due_on is None or due_on < day_of(at):
        due_on = day_of(at) + timedelta(days=int(rules_of(visit.plan)["problem_days"]))
    ready = prepared(files)
    kept = keep_files(visit, actor, at, ready)
    words = labels.SEEN_AT.format(plan=visit.plan.title, note=note)
    found, onto = stand_recheck(actor, at, item, held=held, note=words, due_on=due_on, files=ready)
    named = [*kept.values(), *(one[:64] for one in evidence[:20])]
    told = {"note": note, "evidence": named, "by": actor.code, "by_name": actor.name, "at": at}
    Recheck.unscoped.create(code=fresh_mark(mark, Recheck), visit=visit, item=found, held=held, onto=onto, **told)
    tell("recheck_problem", actor, at, visit.code, place_of(visit), {"note": note}, item=item, held=held, onto=onto)
    return onto
