"""Acts on slips: proposed by the ladder, decided by a named person, answered by the unit, reviewed and filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from taizhang.cycle.rules import add_workdays
from taizhang.cycle.selectors import exceptions
from taizhang.evidence.actions import keep_all
from taizhang.evidence.preparing import Files
from taizhang.journal.acts import act, attempt, record
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.kit.paths import holds
from taizhang.kit.words import day_words
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import items_for
from taizhang.ledger.states import OPEN as OPEN_ITEM
from taizhang.ledger.states import WAITING_FOR_DOER
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import root_unit, unit_for
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer
from taizhang.supervision import labels, policy, rules
from taizhang.supervision.models import Fired, Notice, Register, Slip, SlipStep
from taizhang.supervision.selectors import ladder_on, proposals_for, slip_for, stale_proposals, still_due, unbound_due
from taizhang.supervision.states import KEPT, OPEN, SLIP_MOVES

TITLE_MOST, MOST, PAUSE_MOST = 2_000, 200, timedelta(days=366)


@act
def open_slip(
    *, actor: Viewer, at: datetime, unit: str = "", title: str = "", demand: str = "", item: str = "", rung: str = ""
) -> str:
    """立项 by hand: any matter, or a ledger item by its number; it waits for a decision. Returns the slip's code."""
    if not item.strip() and not (unit.strip() and title.strip()):
        raise BadInput(labels.NEEDS, field=labels.FIELD_WHICH)
    kept = _item_of(actor, item) if item.strip() else None
    home = kept.unit if kept else unit_for(actor, unit)
    if not works_in(actor, actor.unit_id) or not holds(actor.path, home.path) or home.pk == actor.unit_id:
        raise NotAllowed(labels.NOT_BELOW, unit=home.label)
    rungs = ladder_on(day_of(at))["rungs"]
    first = rung or next((one["key"] for one in rungs if one.get("starts")), rungs[0]["key"])
    if first not in {one["key"] for one in rungs}:
        raise BadInput(labels.NO_RUNG, text=first[:20], known="、".join(one["key"] for one in rungs))
    slip = (Slip.unscoped.filter(item=kept).first() if kept else None) or Slip(code=make_code(), opened_at=at)
    slip.host, slip.unit, slip.item = Unit.unscoped.get(pk=actor.unit_id), home, kept
    slip.state = "proposed"
    slip.title = kept.title if kept else rules.require(title, labels.FIELD_TITLE, TITLE_MOST)
    slip.demand, slip.asked, slip.asked_at, slip.by_hand = demand.strip()[:TITLE_MOST], first, at, True
    slip.save()
    Fired.unscoped.get_or_create(slip=slip, rung=slip.asked)
    return _tell(slip, "open_slip", actor, at, demand)


def _item_of(actor: Viewer, code: str) -> Item:
    found = items_for(actor).filter(code=code.strip()).select_related("unit", "accepting").first()
    if found is None or found.kind == "duty":
        raise BadInput(labels.NO_ITEM, code=code[:20])
    if found.state not in OPEN_ITEM:
        raise Refused(labels.ITEM_ENDED, code=found.code)
    if found.accepting_id != actor.unit_id:
        raise NotAllowed(labels.NOT_ACCEPTER, code=found.code, unit=found.accepting.label)
    Item.unscoped.select_for_update().get(pk=found.pk)  # of two hands the second finds the first one's slip
    twin = Slip.unscoped.filter(item=found).first()
    if twin and not (twin.state in KEPT and not twin.asked):  # ignored or lapsed: taken up again on the same slip
        raise Refused(labels.ALREADY, number=twin.number or twin.code)
    return found


@act
def propose_rungs(*, actor: Viewer, at: datetime, items: Sequence[str] = ()) -> int:
    """Propose the next rung for these items (by number), or with none named for slips opened by hand. For the worker.

    What was proposed is kept by slip and rung: killed, repeated, or after the clock was put back, nothing comes twice.
    """
    today, made = day_of(at), []
    locked = list(Item.unscoped.select_for_update().filter(code__in=items).order_by("pk").values_list("pk", flat=True))
    mine = Q(item_id__in=locked) if items else (Q(item=None) | ~Q(asked=""))
    list(Slip.unscoped.select_for_update().filter(mine).order_by("pk").values_list("pk", flat=True))
    found = [
        (slip or _new_slip(item, at), rung)
        for item, slip, rung in proposals_for(Item.unscoped.filter(pk__in=locked), today)
    ]
    if not items:
        found = unbound_due(today)
        for slip in stale_proposals(today):
            _lapse(slip, actor, at)
    for slip, rung in found:
        slip.state = SLIP_MOVES.take("propose_rungs", slip.state).target
        slip.asked, slip.asked_at = rung, at
        made.append(slip)
    new = [slip for slip in made if slip.pk is None]
    Slip.unscoped.bulk_create(new)
    Slip.unscoped.bulk_update([slip for slip in made if slip not in new], ["state", "asked", "asked_at"])
    Fired.unscoped.bulk_create(Fired(slip=slip, rung=slip.asked) for slip in made)
    by = {"act": "propose_rungs", "at": at, "actor_name": actor.name, "actor_post": actor.post}
    SlipStep.unscoped.bulk_create(SlipStep(slip=slip, rung=slip.asked, **by) for slip in made)
    root = root_unit()
    unit, path, facts = root.code if root else "", root.path if root else "", {"count": len(made)}
    record("slip.propose_rungs", actor=actor, at=at, subject=today.isoformat(), unit=unit, path=path, facts=facts)
    return len(made)


def _lapse(slip: Slip, actor: Any, at: datetime) -> None:
    """What was proposed no longer holds; should it come to that again, it may be proposed again."""
    Fired.unscoped.filter(slip=slip, rung=slip.asked).delete()
    slip.state, slip.asked = SLIP_MOVES.take("lapse_rung", slip.state).target, ""
    slip.save(update_fields=["state", "asked"])
    _tell(slip, "lapse_rung", actor, at, labels.LAPSED)


def _new_slip(item: Item, at: datetime) -> Slip:
    told = {"host": item.accepting, "unit": item.unit, "title": item.title}
    return Slip(code=make_code(), item=item, opened_at=at, **told)


@act
def decide_rung(
    *, actor: Viewer, at: datetime, code: str, demand: str = "", due_on: date | None = None, note: str = ""
) -> str:
    """A named person decides that the proposed rung is taken: the slip gets its number and goes to the unit."""
    slip = _lock(actor, code)
    policy.require_decider(actor, slip, day_of(at))
    if not slip.asked:
        raise Refused(labels.NOTHING_ASKED)
    book = ladder_on(day_of(at))
    rung = rules.rung_called(book["rungs"], slip.asked)
    if "after_workdays" not in rung:
        raise Refused(labels.NO_RUNG, text=slip.asked, known="、".join(one["label"] for one in book["rungs"]))
    _require_due(slip, book["rungs"], rung, day_of(at))
    move = SLIP_MOVES.take("decide_rung", slip.state)
    days = int(rung["answer_workdays"])
    slip.due_on = rules.require_later(
        due_on or add_workdays(day_of(at), days, exceptions()), day_of(at), labels.FIELD_DUE
    )
    slip.number = slip.number or _next_number(slip.host, day_of(at).year, book["number"])
    slip.demand = demand.strip()[:TITLE_MOST] or slip.demand
    slip.state, slip.rung, slip.asked, slip.by_hand = move.target, slip.asked, "", False
    slip.decided_at, slip.decided_by = at, f"{actor.post} {actor.name}"
    slip.save()
    if settings.NOTICE_WEBHOOK or settings.NOTICE_MAIL_TO:
        text = labels.NOTICE.format(rung=rung["label"], number=slip.number, day=day_words(slip.due_on))
        Notice.unscoped.get_or_create(slip=slip, rung=slip.rung, defaults={"code": make_code(), "text": text, "at": at})
    return _tell(slip, "decide_rung", actor, at, note, due_on=slip.due_on.isoformat())


def _require_due(slip: Slip, rungs: Sequence[Any], rung: Any, today: date) -> None:
    """Nobody is pressed for what has ended, is the accepter's turn, or has been given more time."""
    item = slip.item
    if item is None or still_due(slip, rungs, today, exceptions()):
        return
    if item.state not in OPEN_ITEM:
        raise Refused(labels.ITEM_ENDED, code=item.code)
    if item.state not in WAITING_FOR_DOER:
        raise Refused(labels.NOT_THEIRS, code=item.code)
    raise Refused(labels.NOT_LATE, code=item.code, day=item.due_on, rung=rung["label"])


def _next_number(host: Unit, year: int, pattern: str) -> str:
    Register.unscoped.get_or_create(host=host, year=year)
    row = Register.unscoped.select_for_update().get(host=host, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return pattern.replace("{year}", str(year)).replace("{number}", str(row.last))


@act
def ignore_rung(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The proposal is not taken, with the reason: an exit like any other."""
    slip = _lock(actor, code)
    policy.require_decider(actor, slip, day_of(at))
    if not slip.asked:
        raise Refused(labels.NOTHING_ASKED)
    slip.state = SLIP_MOVES.take("ignore_rung", slip.state).target
    rung, slip.asked = slip.asked, ""
    slip.save(update_fields=["state", "asked"])
    return _tell(slip, "ignore_rung", actor, at, rules.require(note, labels.FIELD_REASON), rung=rung)


@act
def decide_rungs(
    *, actor: Viewer, at: datetime, codes: Sequence[str], ignore: bool = False, note: str = ""
) -> dict[str, list[Any]]:
    """Decide on several proposals in one act, each with its entry: {"done": […], "refused": [[code, why], …]}."""
    done: list[str] = []
    refused: list[list[str]] = []
    if len(codes) > MOST:
        raise BadInput(labels.TOO_MANY, limit=MOST, count=len(codes))
    for code in sorted(set(codes)):  # always in one order, so that two hands cannot wait for each other
        try:
            with attempt():
                if ignore:
                    done.append(ignore_rung(actor=actor, at=at, code=code, note=note))
                else:
                    done.append(decide_rung(actor=actor, at=at, code=code, note=note))
        except Refused as error:
            refused.append([code, str(error)])
            first = error
    if not done:
        raise first if refused else BadInput(labels.NOTHING_TICKED)
    return {"done": done, "refused": refused}


@act
def take_slip(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The unit signs for it."""
    return _own(actor, at, code, "take_slip", note)


@act
def answer_slip(*, actor: Viewer, at: datetime, code: str, note: str = "", files: Files = ()) -> str:
    """The unit reports back: one matter, one report; progress and reason when it is not done."""
    return _own(actor, at, code, "answer_slip", rules.require(note, labels.FIELD_ANSWER), files)


def _own(actor: Viewer, at: datetime, code: str, act_name: str, note: str, files: Files = ()) -> str:
    slip = _lock(actor, code)
    policy.require_own(actor, slip)
    if rules.is_paused(slip.paused_until, day_of(at)):
        raise Refused(labels.IS_PAUSED, day=slip.paused_until)
    slip.state = SLIP_MOVES.take(act_name, slip.state).target
    slip.answer = note if act_name == "answer_slip" else slip.answer
    slip.save(update_fields=["state", "answer"])
    kept = keep_all(actor, at, slip.code, slip.unit, files)
    return _tell(slip, act_name, actor, at, note, kept)


@act
def urge_slip(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """A word of urging on the same slip; the next rung stays a decision of its own."""
    return _hosted(actor, at, code, "urge_slip", rules.require(note, labels.FIELD_REASON))


@act
def return_slip(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The answer will not do: what is missing."""
    return _hosted(actor, at, code, "return_slip", rules.require(note, labels.FIELD_REASON))


@act
def pass_slip(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The answer stands; the slip is closed."""
    return _hosted(actor, at, code, "pass_slip", note.strip()[:TITLE_MOST])


@act
def archive_slip(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """Put the closed slip on file."""
    return _hosted(actor, at, code, "archive_slip", note.strip()[:TITLE_MOST])


@act
def pause_slip(*, actor: Viewer, at: datetime, code: str, until: date | None = None, note: str = "") -> str:
    """The ladder rests till a day, with the reason."""
    day, last = rules.require_later(until, day_of(at), labels.FIELD_UNTIL), day_of(at) + PAUSE_MOST
    if day > last:
        raise BadInput(labels.TOO_FAR, day=last)
    return _hosted(actor, at, code, "pause_slip", rules.require(note, labels.FIELD_REASON), day)


@act
def resume_slip(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The ladder goes on."""
    return _hosted(actor, at, code, "resume_slip", note.strip()[:TITLE_MOST])


def _hosted(actor: Viewer, at: datetime, code: str, act_name: str, note: str, until: date | None = None) -> str:
    slip = _lock(actor, code)
    policy.require_host(actor, slip)
    slip.state = SLIP_MOVES.take(act_name, slip.state).target
    if act_name == "resume_slip" and slip.paused_until is None:
        raise Refused(labels.NOT_PAUSED)
    if act_name in ("pause_slip", "resume_slip"):
        slip.paused_until = until
    if act_name == "pass_slip":
        slip.closed_at, slip.asked = at, ""
    if act_name == "return_slip":  # from today it has the rung's days again
        rung = rules.rung_called(ladder_on(day_of(at))["rungs"], slip.rung)
        slip.due_on = add_workdays(day_of(at), int(rung["answer_workdays"]), exceptions())
    slip.save(update_fields=["state", "paused_until", "closed_at", "asked", "due_on"])
    return _tell(slip, act_name, actor, at, note)


def end_slips(item_code: str, actor: Any, at: datetime, note: str) -> None:
    """The matter itself has ended: what was proposed lapses, what was issued is closed; nobody answers twice."""
    for slip in _of_item(item_code, ("proposed", *OPEN)):
        slip.state = SLIP_MOVES.take("end_slip", slip.state).target
        slip.asked, slip.closed_at = "", at
        slip.save(update_fields=["state", "asked", "closed_at"])
        _tell(slip, "end_slip", actor, at, note)


def reopen_slips(item_code: str, actor: Any, at: datetime) -> None:
    """The matter came back: its slip keeps its number, the ladder begins anew."""
    back = [state for move in SLIP_MOVES.moves if move.act == "reopen_slip" for state in move.sources]
    for slip in _of_item(item_code, back):
        slip.state = SLIP_MOVES.take("reopen_slip", slip.state).target
        slip.rung, slip.asked, slip.closed_at = "", "", None
        slip.save(update_fields=["state", "rung", "asked", "closed_at"])
        Fired.unscoped.filter(slip=slip).delete()
        Notice.unscoped.filter(slip=slip).delete()  # told anew when it comes to that
        _tell(slip, "reopen_slip", actor, at, labels.BACK)


def _of_item(item_code: str, states: Sequence[str]) -> list[Slip]:
    """An item's slip, locked. Most items that end never had one: that is asked by a small query first."""
    found = Slip.unscoped.filter(item__code=item_code, state__in=states)
    if not found.exists():
        return []
    return list(found.select_for_update(of=("self",)).select_related("host", "unit", "item"))


def follow_item_units(actor: Any, at: datetime) -> None:
    """Slips go where their matters went: to the unit that has them now, hosted by who accepts them now."""
    astray = Slip.unscoped.exclude(item=None).exclude(Q(unit=F("item__unit")) & Q(host=F("item__accepting")))
    locked = astray.select_for_update(of=("self",)).select_related("item__unit", "item__accepting", "host", "unit")
    for slip in locked.order_by("pk"):
        item = slip.item
        if item is None:
            continue
        changed, slip.unit, slip.host = slip.unit_id != item.unit_id, item.unit, item.accepting
        if changed:  # the ladder begins anew; what was closed stays closed
            moved = slip.state in (*OPEN, "proposed", "ignored")
            slip.state = SLIP_MOVES.take("move_slip", slip.state).target if moved else slip.state
            slip.rung, slip.asked = "", ""
            Fired.unscoped.filter(slip=slip).delete()
            Notice.unscoped.filter(slip=slip).delete()
        slip.save()
        words = labels.MOVED if changed else labels.HOST_CHANGED
        _tell(slip, "move_slip", actor, at, words.format(unit=(slip.unit if changed else slip.host).label))


def give_slips(unit_id: int, into: Unit, actor: Any, at: datetime) -> None:
    """A unit went into another: what was opened by hand for it, or by it, goes along."""
    own = Slip.unscoped.filter(Q(unit_id=unit_id) | Q(host_id=unit_id), item=None)
    found = own.exclude(state__in=("closed", "archived")).select_for_update(of=("self",))
    for slip in found.select_related("host", "unit", "item").order_by("pk"):
        slip.unit = into if slip.unit_id == unit_id else slip.unit
        slip.host = into if slip.host_id == unit_id else slip.host
        slip.save(update_fields=["unit", "host"])
        _tell(slip, "move_slip", actor, at, labels.GIVEN.format(unit=into.label))


def _lock(actor: Viewer, code: str) -> Slip:
    found = slip_for(actor, code)
    if found.item_id:  # the matter first, as everywhere
        Item.unscoped.select_for_update().filter(pk=found.item_id).values_list("pk").first()
    Slip.unscoped.select_for_update().get(pk=found.pk)
    return slip_for(actor, code)


HOST_ONLY = ("open_slip", "propose_rungs", "ignore_rung", "lapse_rung")


def _tell(slip: Slip, act_name: str, actor: Any, at: datetime, note: str = "", evidence: Any = (), **facts: Any) -> str:
    SlipStep.unscoped.create(
        slip=slip,
        act=act_name,
        rung=facts.get("rung", slip.rung or slip.asked),
        at=at,
        actor_name=actor.name,
        actor_post=actor.post,
        note=note,
        evidence=list(evidence),
    )
    hidden = not slip.number or act_name in HOST_ONLY or slip.state in KEPT
    unit = slip.host if hidden else slip.unit
    record(
        f"slip.{act_name}",
        actor=actor,
        at=at,
        subject=slip.code,
        unit=unit.code,
        path=unit.path,
        facts={"state": slip.state, "rung": slip.rung, "item": slip.item.code if slip.item else None, **facts},
        private={"note": note},
    )
    return slip.code


def note_delivery(notice: Notice, at: datetime, fault: str = "") -> None:
    """What became of sending a notice. No act: it changes nothing of a matter."""
    notice.tries += 1
    notice.sent_at, notice.fault = (None, fault[:200]) if fault else (at, "")
    notice.save(update_fields=["tries", "sent_at", "fault", "posted"])
