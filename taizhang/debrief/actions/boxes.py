"""The meeting's electronic ballot box: opened, closed by two, counted with both halves of the key, destroyed.

The journal gets numbers and one digest; what is in the box never comes here (SECURITY §3.2).
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from taizhang.ballots import store
from taizhang.ballots.rules import counted, is_ballot, list_digest, read_code
from taizhang.debrief import labels, policy, rules
from taizhang.debrief.actions.core import locked_meeting, tell
from taizhang.debrief.actions.grades import refuse_decided, require_part
from taizhang.debrief.models import Box, Debrief, Meeting, Tally
from taizhang.debrief.rules.appraisal import SLIPS, SMALL
from taizhang.debrief.selectors.boxes import ballot_of, box_of, scrutineers_known
from taizhang.debrief.selectors.grades import appraisal_form
from taizhang.debrief.states import BOX_MOVES
from taizhang.journal.acts import act, secretly
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.moves import Move
from taizhang.people.viewers import Viewer

VOTING = ("under_way", "held")
POINT = re.compile(r"04[0-9a-f]{128}")  # an uncompressed point of P-256


@act
@secretly("codes")
def open_box(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    key: str,
    codes: Mapping[str, Sequence[str]],
    scrutineers: Sequence[str],
) -> str:
    """Open the box of a meeting: `key` the public key, `codes` of the printed slips by class, two scrutineers by user
    name. Only digests of the codes are kept, in the box itself. Returns the box's code.
    """
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    form = appraisal_form(meeting)
    # locked, so that nobody enters a count of paper meanwhile
    debriefs = list(Debrief.unscoped.select_for_update().filter(meeting=meeting).order_by("pk"))
    _require_free(meeting, form, debriefs)
    if not POINT.fullmatch(key):
        raise BadInput(labels.BAD_KEY)
    issued = {one["key"]: len(codes.get(one["key"], ())) for one in form["classes"]}
    _check_slips(form, issued, codes)
    known = {one.username: one for one in scrutineers_known(meeting, day_of(at))}
    two = [known[name] for name in dict.fromkeys(scrutineers) if name in known]
    if len(two) != 2:
        raise BadInput(labels.TWO_SCRUTINEERS)
    made = secrets.token_hex(12)
    store.create(made, ballot_of(meeting), key, codes)
    watching = [[one.code, one.person.name] for one in two]
    Box.unscoped.create(code=made, meeting=meeting, key=key, issued=issued, scrutineers=watching, opened_at=at)
    tell("open_box", actor, at, meeting.code, meeting.unit, box=made, issued=sum(issued.values()))
    return made


def _check_slips(form: Mapping[str, Any], issued: Mapping[str, int], codes: Mapping[str, Sequence[str]]) -> None:
    """Enough slips for a secret in every class that has any, each with a code of its own that can be typed."""
    every = [code for some in codes.values() for code in some]
    if set(codes) - set(issued) or len({*every}) != len(every) or any(read_code(one) != one for one in every):
        raise BadInput(labels.BAD_CODES)
    if not every:
        raise BadInput(labels.NO_SLIPS)
    few = next((one["label"] for one in form["classes"] if 0 < issued[one["key"]] < SMALL), None)
    if few is not None:
        raise BadInput(labels.FEW_SLIPS, name=few, least=SMALL)
    if max(issued.values()) > SLIPS:
        raise BadInput(labels.TOO_MANY_SLIPS, most=SLIPS)


def _require_free(meeting: Meeting, form: Mapping[str, Any], debriefs: Sequence[Debrief]) -> None:
    require_part(meeting, "ballot", labels.PART_BALLOT)
    if not form.get("electronic", {}).get("allowed"):
        raise Refused(labels.NOT_ELECTRONIC)
    if meeting.state not in VOTING:
        raise Refused(labels.NOT_HELD, state=labels.MEETING_STATES[meeting.state])
    if Box.unscoped.filter(meeting=meeting).exclude(state="void").exists():
        raise Refused(labels.BOX_THERE)
    if Tally.unscoped.filter(debrief__in=debriefs, void=False).exists():
        raise Refused(labels.PAPER_THERE)
    refuse_decided(*debriefs)


def _locked(actor: Viewer, code: str, act_name: str) -> tuple[Box, Move]:
    """The meeting's box, its row locked, and the move the act makes; refused when it is not the actor's to make."""
    found = box_of(locked_meeting(actor, code))
    if found is None:
        raise Absent(labels.NO_BOX)
    box = Box.unscoped.select_for_update(of=("self",)).select_related("meeting__unit").get(pk=found.pk)
    move = BOX_MOVES.take(act_name, box.state)
    if move.who == "host":
        policy.require_host(actor, box.meeting)
    else:
        policy.require_scrutineer(actor, box)
    return box, move


@act
def close_box(*, actor: Viewer, at: datetime, code: str) -> str:
    """A scrutineer ends the voting; when both have, nothing goes in any more. Returns the box's state."""
    box, move = _locked(actor, code, "close_box")
    if actor.code in box.closed_by:
        raise Refused(labels.ALREADY_CLOSED)
    box.closed_by = [*box.closed_by, actor.code]
    if len(box.closed_by) == len(box.scrutineers):
        store.close(box.code)
        box.state = move.target
    box.save(update_fields=["closed_by", "state"])
    tell("close_box", actor, at, box.meeting.code, box.meeting.unit, state=box.state)
    return box.state


@act
@secretly("lists")
def count_box(*, actor: Viewer, at: datetime, code: str, lists: Mapping[str, Sequence[str]]) -> str:
    """Hand in what the two halves of the key have opened: class → ballots as letters, "" for one that cannot be opened.

    Each scrutineer hands in the list they have seen opened; only two that are the same count, and only totals are kept.
    What is no ballot is void. More ballots than slips void the vote. Returns the box's state.
    """
    box, move = _locked(actor, code, "count_box")
    refuse_decided(*Debrief.unscoped.filter(meeting=box.meeting))
    ballot, form = store.told(box.code)["form"], appraisal_form(box.meeting)
    there = Counter(name for name, _sealed in store.released(box.code))
    if there != Counter({name: len(some) for name, some in lists.items() if some}):
        raise Refused(labels.WRONG_NUMBER, there=there.total(), counted=sum(map(len, lists.values())))
    size, options = store.marks_of(ballot), len(ballot["options"])
    read = {name: [one if is_ballot(one, size, options) else "" for one in some] for name, some in lists.items()}
    digest = list_digest(read)
    if not box.counted_by or box.counted_by == actor.code or digest != box.digest:
        return _first_list(box, actor, at, digest)
    valid = {name: [one for one in some if one] for name, some in read.items()}
    box.used, box.counted_at = dict(there), at
    box.invalid = {name: len(some) - len(valid[name]) for name, some in read.items() if "" in some}
    over = next((one for one in form["classes"] if there[one["key"]] > box.issued.get(one["key"], 0)), None)
    box.state = move.target if over is None else "void"
    if over is None:
        _tally(box, ballot, form, valid, at)
    else:
        words = {"used": there[over["key"]], "issued": box.issued.get(over["key"], 0)}
        box.reason = labels.MORE_THAN_SLIPS.format(name=over["label"], **words)
    box.save(update_fields=["used", "invalid", "counted_at", "state", "reason"])
    facts = {"issued": sum(box.issued.values()), "used": there.total(), "invalid": sum(box.invalid.values())}
    tell("count_box", actor, at, box.meeting.code, box.meeting.unit, state=box.state, list=box.digest, **facts)
    return box.state


def _first_list(box: Box, actor: Viewer, at: datetime, digest: str) -> str:
    """One scrutineer's list, of which only the digest is kept; one that differs from the other's takes its place."""
    box.counted_by, box.digest = actor.code, digest
    box.save(update_fields=["counted_by", "digest"])
    tell("count_box", actor, at, box.meeting.code, box.meeting.unit, state=box.state, list=digest)
    return box.state


def _tally(box: Box, ballot: Mapping[str, Any], form: Mapping[str, Any], valid: Any, at: datetime) -> None:
    """What both have handed in alike stands as each one's count."""
    subjects = [one["key"] for one in ballot["subjects"]]
    rows, options = ([one["key"] for one in ballot[name]] for name in ("rows", "options"))
    debriefs = {one.code: one for one in Debrief.unscoped.filter(meeting=box.meeting)}
    made = []
    for one in form["classes"]:
        name = one["key"]
        marks = counted(valid.get(name, []), subjects, rows, options)
        told = {"given": box.issued.get(name, 0), "returned": box.used.get(name, 0)}
        told["invalid"] = box.invalid.get(name, 0)
        made += [
            Tally(debrief=debriefs[subject], voter_class=name, number=number, marks=marks[subject], agreed=True,
                  counter=code, counter_name=who, at=at, **told)
            for subject in subjects if subject in debriefs
            for number, (code, who) in enumerate(box.scrutineers, 1)
        ]  # fmt: skip
    Tally.unscoped.bulk_create(made)


@act
def void_box(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The vote does not count, with the reason; its ballots are destroyed unopened, and the meeting may vote again."""
    box, move = _locked(actor, code, "void_box")
    box.state, box.reason, box.destroyed_at = move.target, rules.require(note, labels.FIELD_REASON, 500), at
    box.save(update_fields=["state", "reason", "destroyed_at"])
    transaction.on_commit(lambda: store.destroy(box.code))
    return tell("void_box", actor, at, box.meeting.code, box.meeting.unit, {"reason": box.reason}, box=box.code)


@act
def destroy_box(*, actor: Viewer, at: datetime, code: str) -> str:
    """Destroy a counted box, by its own `code`, once the book's days have passed; done by itself every night."""
    box = Box.unscoped.select_for_update(of=("self",)).select_related("meeting__unit").filter(code=code).first()
    if box is None:
        raise Absent(labels.NO_BOX)
    if not actor.is_system:  # the night's own work, for every unit's meetings
        policy.require_host(actor, box.meeting)
    days = int(appraisal_form(box.meeting)["electronic"]["keep_days"])
    if box.counted_at is None or at < box.counted_at + timedelta(days=days):
        raise Refused(labels.NOT_YET, days=days)
    transaction.on_commit(lambda: store.destroy(box.code))
    box.destroyed_at = at
    box.save(update_fields=["destroyed_at"])
    return tell("destroy_box", actor, at, box.meeting.code, box.meeting.unit, box=box.code)
