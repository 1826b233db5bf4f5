"""What the acts of inspections share: lock, move, tell, read a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from taizhang.inspection import labels, policy
from taizhang.inspection.models import Finding, Plan, Recheck, Talk, Visit
from taizhang.inspection.selectors import finding_for, plan_for, tied_to, visit_for
from taizhang.inspection.states import PLAN_MOVES, VISIT_MOVES
from taizhang.journal.acts import record
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.kit.moves import Move
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on


def text_of(value: str, label: str, most: int, needed: bool = True) -> str:
    """A text without white space at its ends; BadInput when it is missing or too long."""
    text = value.strip()
    if needed and not text:
        raise BadInput(labels.NEEDS, field=label)
    if len(text) > most:
        raise BadInput(labels.TOO_LONG, field=label, limit=most, count=len(text))
    return text


def one_of(value: str, known: Mapping[str, str]) -> str:
    """A key of a table of labels; BadInput names the choices."""
    if value not in known:
        raise BadInput(labels.NOT_CHOICE, text=value[:20], known="、".join(known))
    return value


def rules_of(plan: Plan) -> dict[str, Any]:
    """The rules a plan goes by: those in force when it was drafted."""
    return book_on("inspection", day_of(plan.opened_at)).body


def locked_plan(actor: Viewer, code: str, act: str) -> tuple[Plan, Move]:
    """A plan of the actor's unit, its row locked, and the move `act` makes."""
    found = plan_for(actor, code)
    policy.require_host(actor, found)
    Plan.unscoped.select_for_update().get(pk=found.pk)
    plan = plan_for(actor, code)
    return plan, PLAN_MOVES.take(act, plan.state)


def locked_visit(actor: Viewer, code: str, act: str) -> tuple[Visit, Move]:
    """A visit that is the actor's to act on, its row locked, and the move `act` makes."""
    found = visit_for(actor, code)
    Visit.unscoped.select_for_update().get(pk=found.pk)
    visit = visit_for(actor, code)
    who = next(move.who for move in VISIT_MOVES.moves if move.act == act)
    policy.require(actor, who, visit)
    _require_plan(visit.plan, act)
    if who == "team" and tied_to(actor.code, visit):
        raise NotAllowed(labels.OWN_TIE, unit=visit.unit.label)
    if who == "team" and visit.state == "planned" and act != "begin_visit":
        raise Refused(labels.NOT_BEGUN)
    return visit, VISIT_MOVES.take(act, visit.state)


def locked_finding(actor: Viewer, code: str) -> Finding:
    """A finding of the actor's own team or own inspection, its row and its visit's locked."""
    found = finding_for(actor, code)
    Visit.unscoped.select_for_update().get(pk=found.visit_id)
    Finding.unscoped.select_for_update().get(pk=found.pk)
    finding = finding_for(actor, code)
    if not policy.is_host(actor, finding.visit.plan):
        policy.require(actor, "team", finding.visit)
    _require_plan(finding.visit.plan, "raise_finding")
    return finding


def _require_plan(plan: Plan, act: str) -> None:
    if not policy.plan_lets(plan.state, act):
        raise Refused(labels.PLAN_SHUT, title=plan.title, state=labels.PLAN_STATES[plan.state], act=labels.ACTS[act])


MARK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def fresh_mark(mark: str, model: type[Finding] | type[Talk] | type[Recheck]) -> str:
    """A record's key as made on the phone, or one made here; Refused when it has been used."""
    if not mark:
        return make_code()
    if not MARK.fullmatch(mark):
        raise BadInput(labels.BAD_MARK)
    if model.unscoped.filter(code=mark).exists():
        raise Refused(labels.MARK_USED)
    return mark


def place_of(visit: Visit) -> Unit:
    """Where a visit's acts stand in the journal: with the organiser while the unit may not know; its own page would
    tell it."""
    return visit.unit if policy.is_told(visit.plan) else visit.plan.host


def tell(
    act: str,
    actor: Viewer,
    at: datetime,
    subject: str,
    unit: Unit,
    private: Mapping[str, str] | None = None,
    **facts: Any,
) -> str:
    """The act's journal entry; returns the subject. What was found and by whom leaves only a commitment."""
    told = {"unit": unit.code, "path": unit.path}
    record(f"inspection.{act}", actor=actor, at=at, subject=subject, facts=facts, private=private, **told)
    return subject
