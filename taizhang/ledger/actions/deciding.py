"""Acts of those who decide: vet, accept, return, extend, transfer, merge, reopen. Each is one row of states.py."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from taizhang.evidence.preparing import Files
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.kit.moves import Move
from taizhang.ledger import labels, policy, rules
from taizhang.ledger.actions.core import complete, keep_files, locked, named, plain
from taizhang.ledger.actions.making import lock_units, never_oneself, refuse_twin
from taizhang.ledger.models import Item, ItemUnit
from taizhang.ledger.selectors import item_for, proofs_of
from taizhang.ledger.states import OPEN, TABLES
from taizhang.obligations.actions import exempt
from taizhang.obligations.labels import NO_PERIOD
from taizhang.obligations.rules import periods
from taizhang.orgs.selectors import unit_for
from taizhang.people.selectors import heads_of
from taizhang.people.viewers import Viewer


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
def adjust_due(
    *, actor: Viewer, at: datetime, code: str, due_on: date | None = None, note: str = "", seen: int | None = None
) -> str:
    """The accepting side sets another day, with a reason; the old one stays in the item's life."""
    item, move = locked(actor, code, "adjust_due", seen)
    if due_on is None:
        raise BadInput(labels.NEEDS_TEXT, field=labels.FIELD_NEW_DUE)
    if due_on < day_of(at):
        raise BadInput(labels.DUE_PASSED, day=due_on)
    was = item.due_on.isoformat() if item.due_on else None
    told = {"was_due": was, "due_on": due_on.isoformat()}
    return complete(item, move, actor, at, note=rules.require_reason(note), due_on=due_on, timing="dated", told=told)


def _accept(
    actor: Viewer, at: datetime, code: str, act_name: str, note: str, on_site: str, files: Files, seen: int | None
) -> str:
    item, move = locked(actor, code, act_name, seen)
    if item.accepting_id == item.unit_id and item.unit.parent_id:
        raise NotAllowed(labels.DID_IT_YOURSELF)
    kept = keep_files(item, actor, at, files)
    proofs = len({*proofs_of(item), *kept})
    rules.check_acceptance(proofs, on_site)
    accepted = {
        "accepter": f"{actor.post} {actor.name}",
        "opinion": note or on_site,
        "on_site": on_site,
        "accepted_on": day_of(at).isoformat(),
    }
    told = {"proofs": proofs, "on_site": bool(on_site.strip())}
    return complete(item, move, actor, at, note=note or on_site, evidence=kept, facts=accepted, told=told)


def accepting(act_name: str) -> Any:
    """An act of acceptance: somebody else, on proof or on their own on-site finding."""

    def run(
        *,
        actor: Viewer,
        at: datetime,
        code: str,
        note: str = "",
        on_site: str = "",
        files: Files = (),
        seen: int | None = None,
    ) -> str:
        return _accept(actor, at, code, act_name, note, on_site, files, seen)

    return named(act_name, run)


accept_closure = accepting("accept_closure")
accept_long_term = accepting("accept_long_term")
pass_task = accepting("pass_task")


@act
def reopen_problem(
    *, actor: Viewer, at: datetime, code: str, note: str = "", due_on: date | None = None, seen: int | None = None
) -> str:
    """It came back: the old number lives again, marked recurring."""
    item, move = locked(actor, code, "reopen_problem", seen)
    note = rules.require_reason(note)
    if due_on is None or due_on < day_of(at):
        raise (
            BadInput(labels.DUE_PASSED, day=due_on)
            if due_on
            else BadInput(labels.NEEDS_TEXT, field=labels.FIELD_NEW_DUE)
        )
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
    note = rules.require_text(note, labels.FIELD_REVISIT)
    kept = keep_files(item, actor, at, files)
    return complete(
        item, move, actor, at, note=note, evidence=kept, facts={"revisit": f"{day_of(at).isoformat()} {note}"}
    )


@act
def transfer_problem(
    *, actor: Viewer, at: datetime, code: str, unit: str = "", note: str = "", seen: int | None = None
) -> str:
    """Give a problem to the unit it really belongs to; verification starts anew there, under its own head."""
    item, move = locked(actor, code, "transfer_problem", seen)
    home, was = unit_for(actor, unit), item.unit
    if home.pk == was.pk:
        raise Refused(labels.SAME_UNIT, unit=home.label)
    if not policy.may_raise(actor, home.path):
        raise NotAllowed(labels.NOT_TASK_ISSUER, unit=home.label)
    note = rules.require_reason(note)
    lock_units([home.pk])
    refuse_twin(home, item.title)
    return complete(
        item,
        move,
        actor,
        at,
        note=note,
        unit=home,
        path=home.path,
        accepting=never_oneself(home, item.accepting),
        person=heads_of([home.pk], day_of(at)).get(home.pk, ""),
        fingerprint=rules.fingerprint(home.code, item.title),
        facts=dict.fromkeys(("finding", "went", "went_on", "how", "basis", "measures", "progress", "result"), ""),
        told={"from": was.code, "to": home.code},
    )


@act
def merge_problem(
    *, actor: Viewer, at: datetime, code: str, into: str = "", note: str = "", seen: int | None = None
) -> str:
    """Put a problem under a common cause; its number stays, its work goes on there."""
    item, move, target = _under_cause(actor, code, into, "merge_problem", seen)
    note = rules.require_reason(note)
    ItemUnit.unscoped.get_or_create(item=target, unit=item.unit, role="helping", defaults={"path": item.path})
    return complete(item, move, actor, at, note=note, parent=target, told={"into": target.code})


@act
def link_cause(
    *, actor: Viewer, at: datetime, code: str, into: str = "", note: str = "", seen: int | None = None
) -> str:
    """Hang a problem under a common cause and leave it its own life: each unit mends its part."""
    item, move, target = _under_cause(actor, code, into, "link_cause", seen)
    return complete(item, move, actor, at, note=note, parent=target, told={"into": target.code})


def _under_cause(actor: Viewer, code: str, into: str, act_name: str, seen: int | None) -> tuple[Item, Move, Item]:
    """The problem, its move, and the open problem it is to stand under; both locked."""
    target = item_for(actor, into.strip())
    both = Item.unscoped.select_for_update().filter(code__in=(code, target.code)).order_by("pk")
    target = next(one for one in both if one.pk == target.pk)  # both locked in one order: no deadlock
    item, move = locked(actor, code, act_name, seen)
    if target.pk == item.pk or target.parent_id == item.pk:
        raise BadInput(labels.SELF_MERGE)
    if target.state not in OPEN or target.kind != "problem":
        raise Refused(labels.MERGE_CLOSED, code=target.code)
    return item, move, target


@act
def withdraw_item(*, actor: Viewer, at: datetime, code: str, note: str = "", seen: int | None = None) -> str:
    """Withdraw an item with a reason; what was broken down from it is withdrawn with it, each with its own entry."""
    item, move = locked(actor, code, "withdraw_item", seen)
    note = rules.require_reason(note)
    if Item.unscoped.filter(parent=item, state="merged").exists():
        raise Refused(labels.HOLDS_MERGED)
    _withdraw_below(item, actor, at, note)
    return complete(item, move, actor, at, note=note)


def _withdraw_below(item: Item, actor: Viewer, at: datetime, note: str) -> None:
    below = (
        Item.unscoped.select_for_update(of=("self",)).filter(parent=item).open().select_related("unit").order_by("pk")
    )
    for child in below:
        _withdraw_below(child, actor, at, note)
        complete(child, TABLES[child.kind].take("withdraw_item", child.state), actor, at, note=note)


@act
def exempt_duty(
    *, actor: Viewer, at: datetime, code: str, period: str = "", note: str = "", seen: int | None = None
) -> str:
    """Lift a duty for one of its periods, with a reason."""
    item, move = locked(actor, code, "exempt_duty", seen)
    note = rules.require_reason(note)
    if period not in {one.key for one in periods(item.facts["cadence"], item.year)}:
        raise BadInput(NO_PERIOD, period=period)
    exempt(actor=actor, at=at, unit=item.unit.code, duty=item.code, period=period, reason=note)
    return complete(item, move, actor, at, note=note, told={"period": period})


consent_untrue = plain("consent_untrue", with_reason=True)
refuse_untrue = plain("refuse_untrue", with_reason=True)
approve_plan = plain("approve_plan")
return_plan = plain("return_plan", with_reason=True)
return_closure = plain("return_closure", with_reason=True)
return_task = plain("return_task", with_reason=True)
agree_duty = plain("agree_duty")
return_duty = plain("return_duty", with_reason=True)
seal_duty = plain("seal_duty")
settle_duty = plain("settle_duty", with_reason=True)
