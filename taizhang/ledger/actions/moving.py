"""Acts by which items move: each is one row of the tables in states.py."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from taizhang.evidence.preparing import Files
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger import labels, policy, rules
from taizhang.ledger.actions.core import complete, keep_files, locked
from taizhang.ledger.models import Item, ItemUnit
from taizhang.ledger.selectors import item_for
from taizhang.ledger.states import OPEN
from taizhang.obligations.actions import fulfil
from taizhang.orgs.selectors import unit_for
from taizhang.people.viewers import Viewer


def _verified(
    actor: Viewer,
    at: datetime,
    code: str,
    act_name: str,
    seen: int | None,
    files: Files,
    finding: str,
    went: str,
    went_on: date | None,
    how: str,
    basis: str,
) -> str:
    item, move = locked(actor, code, act_name, seen)
    told = {"went": went, "went_on": went_on.isoformat() if went_on else "", "how": how, "basis": basis}
    rules.check_verification(told, went_on, day_of(at))
    kept = keep_files(item, actor, at, files)
    note = f"{labels.FINDINGS[finding]}：{basis.strip()}"
    return complete(
        item, move, actor, at, note=note, evidence=kept, facts={"finding": finding, **told}, told={"finding": finding}
    )


@act
def verify_problem(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    finding: str = "true",
    went: str = "",
    went_on: date | None = None,
    how: str = "",
    basis: str = "",
    files: Files = (),
    seen: int | None = None,
) -> str:
    """Find a problem true or partly true, saying who went, when, how and on what basis."""
    if finding not in ("true", "partly"):
        raise BadInput(labels.NEEDS_VERIFICATION, field="属实或部分属实")
    return _verified(actor, at, code, "verify_problem", seen, files, finding, went, went_on, how, basis)


@act
def claim_untrue(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    went: str = "",
    went_on: date | None = None,
    how: str = "",
    basis: str = "",
    files: Files = (),
    seen: int | None = None,
) -> str:
    """Find a problem untrue; it ends only with the raising level's consent."""
    return _verified(actor, at, code, "claim_untrue", seen, files, "untrue", went, went_on, how, basis)


@act
def submit_plan(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    measures: str = "",
    due_on: date | None = None,
    timing: str = "dated",
    cause: str = "",
    goal: str = "",
    leader: str = "",
    person: str = "",
    seen: int | None = None,
) -> str:
    """Send measures, responsible person and deadline up for vetting."""
    item, move = locked(actor, code, "submit_plan", seen)
    rules.check_plan(measures, timing, due_on, day_of(at))
    return complete(
        item,
        move,
        actor,
        at,
        note=measures.strip(),
        due_on=due_on,
        timing=timing,
        leader=leader or item.leader,
        person="、".join(rules.person_names(person)) or item.person,
        facts={"measures": measures.strip(), "cause": cause, "goal": goal},
        told={"due_on": due_on.isoformat() if due_on else None, "timing": timing},
    )


@act
def rectify_at_once(*, actor: Viewer, at: datetime, code: str, measures: str = "", seen: int | None = None) -> str:
    """立行立改: what can be put right now does not wait for vetting."""
    item, move = locked(actor, code, "rectify_at_once", seen)
    measures = rules.require_text(measures, "整改措施")
    return complete(item, move, actor, at, note=measures, timing="at_once", facts={"measures": measures})


@act
def report_progress(
    *, actor: Viewer, at: datetime, code: str, note: str = "", files: Files = (), seen: int | None = None
) -> str:
    """Say in a sentence how far it is."""
    item, move = locked(actor, code, "report_progress", seen)
    note = rules.require_text(note, "进展")
    kept = keep_files(item, actor, at, files)
    return complete(item, move, actor, at, note=note, evidence=kept, facts={"progress": note})


@act
def request_extension(
    *, actor: Viewer, at: datetime, code: str, due_on: date | None = None, note: str = "", seen: int | None = None
) -> str:
    """Ask for a later day, before the present one has passed."""
    item, move = locked(actor, code, "request_extension", seen)
    if due_on is None:
        raise BadInput(labels.NEEDS_TEXT, field="新时限")
    rules.check_extension(item.due_on, due_on, item.asked_due, day_of(at))
    return complete(
        item, move, actor, at, note=rules.require_reason(note), asked_due=due_on, told={"asked": due_on.isoformat()}
    )


@act
def grant_extension(*, actor: Viewer, at: datetime, code: str, note: str = "", seen: int | None = None) -> str:
    """Agree to the later day that was asked for."""
    item, move = locked(actor, code, "grant_extension", seen)
    if item.asked_due is None:
        raise Refused(labels.NO_EXTENSION)
    return complete(
        item,
        move,
        actor,
        at,
        note=note,
        due_on=item.asked_due,
        asked_due=None,
        told={"due_on": item.asked_due.isoformat()},
    )


@act
def refuse_extension(*, actor: Viewer, at: datetime, code: str, note: str = "", seen: int | None = None) -> str:
    """Keep the present day, with a reason."""
    item, move = locked(actor, code, "refuse_extension", seen)
    if item.asked_due is None:
        raise Refused(labels.NO_EXTENSION)
    return complete(item, move, actor, at, note=rules.require_reason(note), asked_due=None)


@act
def apply_closure(
    *, actor: Viewer, at: datetime, code: str, note: str = "", files: Files = (), seen: int | None = None
) -> str:
    """Say what came of it and ask for acceptance."""
    item, move = locked(actor, code, "apply_closure", seen)
    note = rules.require_text(note, "整改结果")
    kept = keep_files(item, actor, at, files)
    return complete(item, move, actor, at, note=note, evidence=kept, facts={"result": note})


def _accept(
    actor: Viewer, at: datetime, code: str, act_name: str, note: str, on_site: str, files: Files, seen: int | None
) -> str:
    item, move = locked(actor, code, act_name, seen)
    kept = keep_files(item, actor, at, files)
    rules.check_acceptance(item.proof_count, on_site)
    accepted = {
        "accepter": f"{actor.post} {actor.name}",
        "opinion": note or on_site,
        "on_site": on_site,
        "accepted_on": day_of(at).isoformat(),
    }
    return complete(
        item,
        move,
        actor,
        at,
        note=note or on_site,
        evidence=kept,
        facts=accepted,
        told={"proofs": item.proof_count, "on_site": bool(on_site.strip())},
    )


@act
def accept_closure(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    note: str = "",
    on_site: str = "",
    files: Files = (),
    seen: int | None = None,
) -> str:
    """Accept and strike off: somebody else, on proof or on their own on-site finding."""
    return _accept(actor, at, code, "accept_closure", note, on_site, files, seen)


@act
def accept_long_term(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    note: str = "",
    on_site: str = "",
    files: Files = (),
    seen: int | None = None,
) -> str:
    """Accept what was done and keep the matter under watch."""
    return _accept(actor, at, code, "accept_long_term", note, on_site, files, seen)


@act
def pass_task(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    note: str = "",
    on_site: str = "",
    files: Files = (),
    seen: int | None = None,
) -> str:
    """Accept a task's result."""
    return _accept(actor, at, code, "pass_task", note, on_site, files, seen)


@act
def reopen_problem(
    *, actor: Viewer, at: datetime, code: str, note: str = "", due_on: date | None = None, seen: int | None = None
) -> str:
    """It came back: the old number lives again, marked recurring."""
    item, move = locked(actor, code, "reopen_problem", seen)
    note = rules.require_reason(note)
    if due_on is None or due_on < day_of(at):
        raise BadInput(labels.DUE_PASSED, day=due_on) if due_on else BadInput(labels.NEEDS_TEXT, field="新时限")
    return complete(
        item,
        move,
        actor,
        at,
        note=note,
        recurring=True,
        due_on=due_on,
        timing="dated",
    )


@act
def revisit_problem(
    *, actor: Viewer, at: datetime, code: str, note: str = "", files: Files = (), seen: int | None = None
) -> str:
    """Go back and look; what was found goes beside the closure."""
    item, move = locked(actor, code, "revisit_problem", seen)
    note = rules.require_text(note, "回头看结果")
    kept = keep_files(item, actor, at, files)
    return complete(
        item, move, actor, at, note=note, evidence=kept, facts={"revisit": f"{day_of(at).isoformat()} {note}"}
    )


@act
def transfer_problem(
    *, actor: Viewer, at: datetime, code: str, unit: str = "", note: str = "", seen: int | None = None
) -> str:
    """Give a problem to the unit it really belongs to; verification starts anew there."""
    item, move = locked(actor, code, "transfer_problem", seen)
    home, was = unit_for(actor, unit), item.unit
    if home.pk == was.pk:
        raise Refused(labels.SAME_UNIT, unit=home.label)
    if not policy.may_raise(actor, home.path):
        raise NotAllowed(labels.NOT_TASK_ISSUER, unit=home.label)
    return complete(
        item,
        move,
        actor,
        at,
        note=rules.require_reason(note),
        unit=home,
        path=home.path,
        fingerprint=rules.fingerprint(home.code, item.title),
        told={"from": was.code, "to": home.code},
    )


@act
def merge_problem(
    *, actor: Viewer, at: datetime, code: str, into: str = "", note: str = "", seen: int | None = None
) -> str:
    """Put a problem under a common cause; its number stays, its work goes on there."""
    item, move = locked(actor, code, "merge_problem", seen)
    target = item_for(actor, into.strip())
    if target.pk == item.pk:
        raise BadInput(labels.SELF_MERGE)
    if target.state not in OPEN or target.kind != "problem":
        raise Refused(labels.MERGE_CLOSED, code=target.code)
    ItemUnit.unscoped.get_or_create(item=target, unit=item.unit, role="helping", defaults={"path": item.path})
    return complete(item, move, actor, at, note=rules.require_reason(note), parent=target, told={"into": target.code})


@act
def submit_task(
    *, actor: Viewer, at: datetime, code: str, note: str = "", files: Files = (), seen: int | None = None
) -> str:
    """Send a task's result up; what was broken down must have been done first."""
    item, move = locked(actor, code, "submit_task", seen)
    below = Item.unscoped.filter(parent=item).open().count()
    if below:
        raise Refused(labels.OPEN_BELOW, count=below)
    note = rules.require_text(note, "办理结果")
    kept = keep_files(item, actor, at, files)
    return complete(item, move, actor, at, note=note, evidence=kept, facts={"result": note, "progress": note})


@act
def hand_over(
    *, actor: Viewer, at: datetime, code: str, person: str = "", note: str = "", seen: int | None = None
) -> str:
    """Name another responsible person."""
    item, move = locked(actor, code, "hand_over", seen)
    names = "、".join(rules.person_names(rules.require_text(person, "新责任人")))
    return complete(item, move, actor, at, note=note, person=names)


@act
def fulfil_duty(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    period: str = "",
    done_on: date | None = None,
    note: str = "",
    seen: int | None = None,
) -> str:
    """Record that a duty was done for one of its periods; its state is then computed."""
    item, move = locked(actor, code, "fulfil_duty", seen)
    if done_on is None or not period:
        raise BadInput(labels.NEEDS_TEXT, field="哪一期、哪天办的")
    fulfil(
        actor=actor,
        at=at,
        unit=item.unit.code,
        duty=item.code,
        cadence=item.facts["cadence"],
        period=period,
        done_on=done_on,
        note=note,
    )
    return complete(item, move, actor, at, note=note, told={"period": period})


def _plain(act_name: str, with_reason: bool = False) -> Any:
    """An act that brings nothing but a note (or, where the table says so, a reason)."""

    @act
    def run(*, actor: Viewer, at: datetime, code: str, note: str = "", seen: int | None = None) -> str:
        item, move = locked(actor, code, act_name, seen)
        return complete(item, move, actor, at, note=rules.require_reason(note) if with_reason else note)

    run.__name__ = run.__qualname__ = act_name
    return run


consent_untrue = _plain("consent_untrue", with_reason=True)
refuse_untrue = _plain("refuse_untrue", with_reason=True)
approve_plan = _plain("approve_plan")
return_plan = _plain("return_plan", with_reason=True)
return_closure = _plain("return_closure", with_reason=True)
withdraw_item = _plain("withdraw_item", with_reason=True)
sign_task = _plain("sign_task")
return_task = _plain("return_task", with_reason=True)
agree_duty = _plain("agree_duty")
return_duty = _plain("return_duty", with_reason=True)
seal_duty = _plain("seal_duty")
settle_duty = _plain("settle_duty", with_reason=True)
