"""Acts of accountability (问责): proposed with its records, approved by the head, told, answered, decided elsewhere.

Sources: DOMAIN §13 (the four grounds of the speech; statement and defence heard before the decision; appeal not
suspending; what ends is the 影响期, not the record).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from taizhang.cycle.rules import add_workdays
from taizhang.cycle.selectors import exceptions
from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.kit.paths import holds
from taizhang.ledger.selectors import items_for
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import unit_for
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer
from taizhang.supervision import labels, rules
from taizhang.supervision.models import Case, CaseStep, Slip
from taizhang.supervision.selectors import case_for, case_rules, slips_for
from taizhang.supervision.states import CASE_MOVES, TOLD

TEXT_MOST = 5_000


@act
def propose_case(
    *,
    actor: Viewer,
    at: datetime,
    unit: str,
    person: str,
    grounds: Sequence[str],
    records: Sequence[str],
    facts: str,
    post: str = "",
) -> str:
    """Propose that somebody be held to account: on which grounds, by which records. Returns the case's code."""
    home = unit_for(actor, unit)
    if not works_in(actor, actor.unit_id) or not holds(actor.path, home.path):
        raise NotAllowed(labels.NOT_BELOW, unit=home.label)
    known = {one["key"]: one["label"] for one in case_rules(day_of(at))["grounds"]}
    wrong = [one for one in grounds if one not in known]
    if wrong or not grounds:
        raise BadInput(labels.NO_GROUND, text="、".join(wrong) or "—", known="、".join(known.values()))
    case = Case.unscoped.create(
        code=make_code(),
        host=Unit.unscoped.get(pk=actor.unit_id),
        unit=home,
        person=rules.require(person, labels.FIELD_PERSON, 60),
        post=post.strip()[:120],
        grounds=list(dict.fromkeys(grounds)),
        records=_records(actor, records),
        facts=rules.require(facts, labels.FIELD_FACTS, TEXT_MOST),
        proposer=actor.code,
        at=at,
    )
    return _tell(case, "propose_case", actor, at, case.facts)


def _records(actor: Viewer, codes: Sequence[str]) -> list[str]:
    """The ledger items and slips a proposal rests on: in sight, at least one."""
    wanted = [one.strip() for one in dict.fromkeys(codes) if one.strip()]
    items = set(items_for(actor).filter(code__in=wanted).values_list("code", flat=True))
    slips: dict[str, Slip] = {one.number: one for one in slips_for(actor).filter(number__in=wanted).exclude(number="")}
    missing = [one for one in wanted if one not in items and one not in slips]
    if missing or not wanted:
        raise BadInput(labels.NO_RECORDS, codes="、".join(missing[:5]) or "—")
    return wanted


@act
def open_case(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The head of the proposing unit approves that it is opened; never the proposer's own hand."""
    case = _lock(actor, code)
    _require_head(actor, case)
    case.opened_by = f"{actor.post} {actor.name}"
    return _move(case, "open_case", actor, at, note.strip())


@act
def drop_case(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """It is not opened, or not gone on with; the reason stays on record."""
    case = _lock(actor, code)
    _require_head(actor, case)
    return _move(case, "drop_case", actor, at, rules.require(note, labels.FIELD_REASON))


@act
def tell_case(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The facts are shown to the person, who has the book's workdays to state and defend."""
    case = _lock(actor, code)
    _require_host(actor, case)
    case.state_by = add_workdays(day_of(at), int(case_rules(day_of(at))["statement_workdays"]), exceptions())
    return _move(case, "tell_case", actor, at, note.strip())


@act
def state_case(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The person's statement and defence, entered by their unit in their own words."""
    case = _lock(actor, code)
    _require_own(actor, case)
    case.statement = rules.require(note, labels.FIELD_STATEMENT, TEXT_MOST)
    return _move(case, "state_case", actor, at, case.statement)


@act
def decide_case(
    *, actor: Viewer, at: datetime, code: str, measure: str, body: str, paper: str, decided_on: date, note: str = ""
) -> str:
    """Record what the competent body decided, by its paper. Not before the statement came or its days ran out."""
    case = _lock(actor, code)
    _require_host(actor, case)
    today = day_of(at)
    book = case_rules(today)
    known = {one["key"]: one for one in book["measures"]}
    if measure not in known:
        raise BadInput(labels.NO_MEASURE, text=measure[:20], known="、".join(one["label"] for one in known.values()))
    if case.state == "told" and case.state_by and today <= case.state_by:
        raise Refused(labels.STATEMENT_FIRST, day=case.state_by)
    if decided_on > today:
        raise BadInput(labels.DUE_IN_FUTURE, day=decided_on)
    case.measure, case.decider, case.decided_on = measure, actor.code, decided_on
    case.body = rules.require(body, labels.FIELD_BODY, 120)
    case.paper = rules.require(paper, labels.FIELD_PAPER, 60)
    case.appeal_by = today + timedelta(days=int(book["appeal_days"]))
    case.influence_until = _months_after(decided_on, int(known[measure]["influence_months"]))
    return _move(case, "decide_case", actor, at, note.strip()[:TEXT_MOST])


def _months_after(day: date, months: int) -> date:
    """The same day some months later; a month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    first_of_next = date(day.year + year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(day.year + year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


@act
def appeal_case(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The person appeals in writing, within the lawful days; the decision is not suspended by it."""
    case = _lock(actor, code)
    _require_own(actor, case)
    if case.appeal_by and day_of(at) > case.appeal_by:
        raise Refused(labels.APPEAL_OVER, day=case.appeal_by)
    return _move(case, "appeal_case", actor, at, rules.require(note, labels.FIELD_REASON, TEXT_MOST))


@act
def answer_appeal(*, actor: Viewer, at: datetime, code: str, note: str = "", measure: str = "", paper: str = "") -> str:
    """What came of the appeal, by another hand; with `measure` and `paper` where the decision was changed."""
    case = _lock(actor, code)
    _require_host(actor, case)
    if actor.code == case.decider:
        raise NotAllowed(labels.NOT_SAME_HAND)
    reason = rules.require(note, labels.FIELD_REASON, TEXT_MOST)
    if measure:
        known = {one["key"]: one for one in case_rules(day_of(at))["measures"]}
        if measure not in known:
            raise BadInput(labels.NO_MEASURE, text=measure[:20], known="、".join(known))
        case.measure, case.paper = measure, rules.require(paper, labels.FIELD_PAPER, 60)
        months = int(known[measure]["influence_months"])
        case.influence_until = _months_after(case.decided_on or day_of(at), months)
    return _move(case, "answer_appeal", actor, at, reason)


@act
def end_case(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The 影响期 is over; the record stays."""
    case = _lock(actor, code)
    _require_host(actor, case)
    if case.influence_until and day_of(at) < case.influence_until:
        raise Refused(labels.INFLUENCE_RUNS, day=case.influence_until)
    return _move(case, "end_case", actor, at, note.strip())


def _require_host(actor: Viewer, case: Case) -> None:
    if not works_in(actor, case.host_id):
        raise NotAllowed(labels.NOT_HOST, unit=case.host.label)


def _require_own(actor: Viewer, case: Case) -> None:
    if not works_in(actor, case.unit_id):
        raise NotAllowed(labels.NOT_OWN, unit=case.unit.label)


def _require_head(actor: Viewer, case: Case) -> None:
    _require_host(actor, case)
    if not actor.is_head:
        raise NotAllowed(labels.ONLY_HEAD, post=actor.post)
    if actor.code == case.proposer:
        raise NotAllowed(labels.NOT_PROPOSER)


def _lock(actor: Viewer, code: str) -> Case:
    found = case_for(actor, code)
    Case.unscoped.select_for_update().get(pk=found.pk)
    return case_for(actor, code)


def _move(case: Case, act_name: str, actor: Viewer, at: datetime, note: str) -> str:
    case.state = CASE_MOVES.take(act_name, case.state).target
    case.save()
    return _tell(case, act_name, actor, at, note)


def _tell(case: Case, act_name: str, actor: Viewer, at: datetime, note: str) -> str:
    told = {"act": act_name, "at": at, "actor_name": actor.name, "actor_post": actor.post, "note": note}
    CaseStep.unscoped.create(case=case, **told)
    unit = case.unit if case.state in TOLD else case.host
    body: dict[str, Any] = {"state": case.state, "grounds": case.grounds, "records": case.records}
    record(
        f"case.{act_name}",
        actor=actor,
        at=at,
        subject=case.code,
        unit=unit.code,
        path=unit.path,
        facts=body,
        private={"note": note, "person": case.person},
    )
    return case.code
