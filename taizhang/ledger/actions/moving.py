"""Acts of those who do: verify, plan, report, apply, submit. Each is one row of the tables in states.py."""

from __future__ import annotations

from datetime import date, datetime

from taizhang.evidence.preparing import Files
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.ledger import labels, rules
from taizhang.ledger.actions.core import complete, keep_files, locked, plain
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import item_for
from taizhang.obligations.actions import fulfil
from taizhang.obligations.labels import NO_PERIOD, STANDING
from taizhang.obligations.rules import period_holding
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
        raise BadInput(labels.NEEDS_VERIFICATION, field=labels.FIELD_FINDING)
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
    rules.require_short(60, leader=leader)
    rules.require_short(120, person=person)
    if timing == "at_once" and due_on is None:
        due_on = item.due_on
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
    measures = rules.require_text(measures, labels.FIELD_MEASURES)
    return complete(item, move, actor, at, note=measures, timing="at_once", facts={"measures": measures})


@act
def report_progress(
    *, actor: Viewer, at: datetime, code: str, note: str = "", files: Files = (), seen: int | None = None
) -> str:
    """Say in a sentence how far it is."""
    item, move = locked(actor, code, "report_progress", seen)
    note = rules.require_text(note, labels.FIELD_PROGRESS)
    kept = keep_files(item, actor, at, files)
    return complete(item, move, actor, at, note=note, evidence=kept, facts={"progress": note})


@act
def request_extension(
    *, actor: Viewer, at: datetime, code: str, due_on: date | None = None, note: str = "", seen: int | None = None
) -> str:
    """Ask for a later day, before the present one has passed."""
    item, move = locked(actor, code, "request_extension", seen)
    if due_on is None:
        raise BadInput(labels.NEEDS_TEXT, field=labels.FIELD_NEW_DUE)
    rules.check_extension(item.due_on, due_on, item.asked_due, day_of(at))
    return complete(
        item, move, actor, at, note=rules.require_reason(note), asked_due=due_on, told={"asked": due_on.isoformat()}
    )


@act
def apply_closure(
    *, actor: Viewer, at: datetime, code: str, note: str = "", files: Files = (), seen: int | None = None
) -> str:
    """Say what came of it and ask for acceptance."""
    item, move = locked(actor, code, "apply_closure", seen)
    note = rules.require_text(note, labels.FIELD_RESULT)
    kept = keep_files(item, actor, at, files)
    return complete(item, move, actor, at, note=note, evidence=kept, facts={"result": note})


@act
def submit_task(
    *, actor: Viewer, at: datetime, code: str, note: str = "", files: Files = (), seen: int | None = None
) -> str:
    """Send a task's result up; what was broken down must have been done first."""
    item, move = locked(actor, code, "submit_task", seen)
    below = Item.unscoped.filter(parent=item).open().count()
    if below:
        raise Refused(labels.OPEN_BELOW, count=below)
    note = rules.require_text(note, labels.FIELD_TASK_RESULT)
    kept = keep_files(item, actor, at, files)
    return complete(item, move, actor, at, note=note, evidence=kept, facts={"result": note, "progress": note})


@act
def hand_over(
    *, actor: Viewer, at: datetime, code: str, person: str = "", note: str = "", seen: int | None = None
) -> str:
    """Name another responsible person."""
    item, move = locked(actor, code, "hand_over", seen)
    rules.require_short(120, person=person)
    names = "、".join(rules.person_names(rules.require_text(person, labels.FIELD_NEW_PERSON)))
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
    topic: str = "",
    difficulty: str = "",
    about: str = "",
    seen: int | None = None,
) -> str:
    """Record that a duty was done for one of its periods ("": the one `done_on` lies in); its state is computed.

    A committee's session on Party building says its `topic`, the `difficulty` it took up, and `about` which
    problem or task of the ledger it was: what became of it is read there.
    """
    item, move = locked(actor, code, "fulfil_duty", seen)
    if done_on is None:
        raise BadInput(labels.NEEDS_TEXT, field=labels.FIELD_PERIOD)
    period = period or period_holding(item.facts["cadence"], done_on)
    if not period:
        raise Refused(STANDING)
    if not period.startswith(str(item.year)):
        raise BadInput(NO_PERIOD, period=period)
    session = _session(actor, item, topic.strip(), difficulty.strip(), about.strip())
    fulfil(
        actor=actor,
        at=at,
        unit=item.unit.code,
        duty=item.code,
        cadence=item.facts["cadence"],
        period=period,
        done_on=done_on,
        note=note,
        facts=session,
    )
    return complete(
        item,
        move,
        actor,
        at,
        note="；".join(one for one in (*session.values(), note) if one),
        told={"period": period},
    )


def _session(actor: Viewer, item: Item, topic: str, difficulty: str, about: str) -> dict[str, str]:
    """What a committee's session is remembered by; nothing for other duties."""
    if not item.facts.get("session"):
        return {}
    if not topic:
        raise BadInput(labels.NEEDS_TOPIC, title=item.title)
    rules.require_short(200, topic=topic, difficulty=difficulty)
    return {"topic": topic, "difficulty": difficulty, "about": item_for(actor, about).code if about else ""}


sign_task = plain("sign_task")
