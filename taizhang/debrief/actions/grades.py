"""Acts of grading: proposed by rule, decided by people, told, objected to, reviewed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from taizhang.cycle.rules import add_workdays
from taizhang.cycle.selectors import exceptions
from taizhang.debrief import labels, policy, rules
from taizhang.debrief.actions.core import locked_debrief, locked_meeting, tell
from taizhang.debrief.models import Box, Debrief, Grade, Mark, Meeting
from taizhang.debrief.selectors import has_part
from taizhang.debrief.selectors.grades import (
    MARKED,
    Proposal,
    grade_rules,
    leaves_of,
    proposals_of,
)
from taizhang.debrief.states import COUNTING, GRADE_MOVES
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.people.viewers import Viewer


def require_part(meeting: Meeting, part: str, word: str) -> None:
    """Ballot and grade are optional parts of a round: the speech's half-year has neither."""
    if not has_part(meeting, part):
        raise Refused(labels.NOT_OPTIONAL, part=word)


@act
def enter_mark(*, actor: Viewer, at: datetime, code: str, part: str, value: str, basis: str) -> str:
    """A value (0 to 100) for a part of the grade that nobody can compute, with its basis."""
    debrief = locked_debrief(actor, code)
    policy.require_grader(actor, debrief)
    require_part(debrief.meeting, "grade", labels.PART_GRADE)
    require_state(debrief.meeting, COUNTING)
    refuse_decided(debrief)
    tree = grade_rules(debrief.meeting)["tree"]
    known = [key for key, source in leaves_of(tree).items() if source in MARKED]
    if part not in known:
        raise BadInput(labels.NO_PART, text=part[:20], known="、".join(known) or "—")
    _keep(debrief, part, _number(value), basis, actor, at)
    return tell(
        "enter_mark", actor, at, debrief.code, debrief.meeting.unit, {"value": value, "basis": basis}, part=part
    )


def _number(text: str) -> float:
    try:
        value = float(text.strip())
    except ValueError as error:
        raise BadInput(labels.BAD_VALUE, text=text[:20]) from error
    if not 0 <= value <= 100:  # also refuses what is no number at all
        raise BadInput(labels.BAD_VALUE, text=text[:20])
    return value


def _keep(debrief: Debrief, part: str, value: float | None, basis: str, actor: Viewer, at: datetime) -> None:
    told = {"value": value, "basis": rules.require(basis, labels.FIELD_BASIS, 2_000), "at": at}
    by = {"entered_by": f"{actor.post} {actor.name}"}
    Mark.unscoped.update_or_create(debrief=debrief, part=part, defaults={**told, **by})


@act
def raise_cap(*, actor: Viewer, at: datetime, code: str, cap: str, basis: str) -> str:
    """A veto or a failed condition of the book, with what it rests on; it caps the band, people still decide."""
    debrief = locked_debrief(actor, code)
    policy.require_grader(actor, debrief)
    require_part(debrief.meeting, "grade", labels.PART_GRADE)
    require_state(debrief.meeting, COUNTING)
    refuse_decided(debrief)
    if cap not in {one["key"] for one in grade_rules(debrief.meeting)["caps"]}:
        raise BadInput(labels.NO_CAP, text=cap[:20])
    _keep(debrief, cap, None, basis, actor, at)
    return tell("raise_cap", actor, at, debrief.code, debrief.meeting.unit, {"basis": basis}, cap=cap)


@act
def lift_cap(*, actor: Viewer, at: datetime, code: str, cap: str, note: str = "") -> str:
    """The veto does not stand, with the reason."""
    debrief = locked_debrief(actor, code)
    policy.require_grader(actor, debrief)
    refuse_decided(debrief)
    reason = rules.require(note, labels.FIELD_REASON, 2_000)
    kept = Mark.unscoped.filter(debrief=debrief, part=cap, value=None)
    if not kept.exists():
        raise BadInput(labels.NO_CAP, text=cap[:20])
    kept.delete()
    return tell("lift_cap", actor, at, debrief.code, debrief.meeting.unit, {"reason": reason}, cap=cap)


def require_counted(meeting: Meeting) -> None:
    """Refused while an electronic box is open or not yet counted: a grade rests on what is in it."""
    if Box.unscoped.filter(meeting=meeting, state__in=("open", "closed")).exists():
        raise Refused(labels.BOX_OPEN)


def refuse_decided(*debriefs: Debrief) -> None:
    """Refused once a grade of one of them has been decided: what it rests on stands."""
    if Grade.unscoped.filter(debrief__in=debriefs).exclude(state="proposed").exists():
        raise Refused(labels.DECIDED)


@act
def propose_grades(*, actor: Viewer, at: datetime, code: str) -> int:
    """Work out every debriefer's grade of a meeting (its `code`) by the rules in force. Returns how many have one.

    Whose grade has been decided is left as it is; a proposal that changed is a new version.
    """
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    require_part(meeting, "grade", labels.PART_GRADE)
    require_state(meeting, GRADING)
    require_counted(meeting)
    book = grade_rules(meeting)
    list(Debrief.unscoped.select_for_update().filter(meeting=meeting).order_by("pk").values_list("pk"))
    newest = {one.debrief_id: one for one in Grade.unscoped.filter(debrief__meeting=meeting).order_by("version")}
    made = 0
    for proposal in proposals_of(meeting, book):
        before = newest.get(proposal.debrief.pk)
        if before is not None and before.state != "proposed":
            continue
        tree, caps = tree_of(proposal), proposal.caps
        if before is None or (before.tree, before.caps, before.proposed) != (tree, caps, proposal.band):
            Grade.unscoped.create(
                debrief=proposal.debrief,
                version=before.version + 1 if before else 1,
                score=proposal.tree.value,
                proposed=proposal.band,
                tree=tree,
                caps=caps,
                book=f"grades {day_of(meeting.opened_at).isoformat()}",
                at=at,
            )
        made += bool(proposal.band)
    tell("propose_grades", actor, at, meeting.code, meeting.unit, count=made)
    return made


def tree_of(proposal: Proposal) -> dict[str, Any]:
    """A proposal's reckoning as it is kept: the tree with its values, who ties, what swings, what is missing."""
    firmness = {"tied": proposal.tied, "swings": proposal.swings, "missing": proposal.tree.missing}
    kept: dict[str, Any] = json.loads(json.dumps({**asdict(proposal.tree), **firmness}))
    return kept


def _refuse_stale(grade: Grade, debrief: Debrief) -> None:
    """What is decided rests on the counts, marks and vetoes as they stand."""
    proposals = proposals_of(debrief.meeting, grade_rules(debrief.meeting))
    now = next(one for one in proposals if one.debrief.pk == debrief.pk)
    kept = {**grade.tree, "tied": [], "swings": []}
    if (kept, grade.caps) != ({**tree_of(now), "tied": [], "swings": []}, now.caps):
        raise Refused(labels.RECOMPUTE)


def require_state(meeting: Meeting, states: Sequence[str]) -> None:
    if meeting.state not in states:
        raise Refused(labels.NOT_HELD, state=labels.MEETING_STATES[meeting.state])


GRADING = ("held", "closed")


def _newest(debrief: Debrief) -> Grade:
    found = Grade.unscoped.select_for_update().filter(debrief=debrief).order_by("-version").first()
    if found is None:
        raise Refused(labels.NO_GRADE)
    return found


def _check_band(debrief: Debrief, band: str) -> None:
    known = {one["key"]: one["label"] for one in grade_rules(debrief.meeting)["bands"]}
    if band not in known:
        raise BadInput(labels.NO_BAND, text=band[:20], known="、".join(known.values()))


@act
def decide_grade(*, actor: Viewer, at: datetime, code: str, band: str, note: str = "", paper: str = "") -> str:
    """Record what the committee decided, over the proposal; another band than proposed needs its reason."""
    debrief = locked_debrief(actor, code)
    policy.require_grader(actor, debrief)
    require_state(debrief.meeting, GRADING)
    require_counted(debrief.meeting)
    grade = _newest(debrief)
    _check_band(debrief, band)
    grade.state = GRADE_MOVES.take("decide_grade", grade.state).target
    _refuse_stale(grade, debrief)
    if band != grade.proposed and not note.strip():
        raise BadInput(labels.NEEDS_WHY)
    grade.band, grade.reason, grade.paper = band, note.strip()[:2_000], paper.strip()[:60]
    grade.decider, grade.decided_by, grade.decided_at = actor.code, f"{actor.post} {actor.name}", at
    grade.save()
    told = {"band": band, "reason": grade.reason}
    return tell("decide_grade", actor, at, debrief.code, debrief.meeting.unit, told, version=grade.version)


@act
def tell_grade(*, actor: Viewer, at: datetime, code: str) -> str:
    """The person is told, with everything the grade is made of; from now on the days to object run."""
    debrief = locked_debrief(actor, code)
    policy.require_grader(actor, debrief)
    require_state(debrief.meeting, GRADING)
    grade = _newest(debrief)
    grade.state = GRADE_MOVES.take("tell_grade", grade.state).target
    days = int(grade_rules(debrief.meeting)["objection_workdays"])
    grade.told_at, grade.object_by = at, add_workdays(day_of(at), days, exceptions())
    grade.save()
    return tell("tell_grade", actor, at, debrief.code, debrief.unit, version=grade.version)


@act
def object_grade(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The person's unit objects within the set days, with its reason."""
    debrief = locked_debrief(actor, code)
    policy.require_own(actor, debrief)
    grade = _newest(debrief)
    grade.state = GRADE_MOVES.take("object_grade", grade.state).target
    if grade.object_by and day_of(at) > grade.object_by:
        raise Refused(labels.TOO_LATE, day=grade.object_by)
    grade.objection, grade.objector = rules.require(note, labels.FIELD_REASON, 2_000), actor.code
    grade.save()
    return tell("object_grade", actor, at, debrief.code, debrief.unit, {"note": note}, version=grade.version)


@act
def answer_objection(
    *, actor: Viewer, at: datetime, code: str, upheld: bool, note: str = "", band: str = "", paper: str = ""
) -> str:
    """Somebody else than the decider reviews the objection. `upheld`: it is right, and `band` is the new grade.

    A change is a new version; the old one stays as it was told.
    """
    debrief = locked_debrief(actor, code)
    policy.require_grader(actor, debrief)
    require_state(debrief.meeting, GRADING)
    grade = _newest(debrief)
    if actor.code == grade.decider:
        raise NotAllowed(labels.NOT_DECIDER)
    if actor.code == grade.objector:
        raise NotAllowed(labels.NOT_OBJECTOR)
    grade.state = GRADE_MOVES.take("answer_objection", grade.state).target
    grade.answer, grade.answered_by = rules.require(note, labels.FIELD_REASON, 2_000), f"{actor.post} {actor.name}"
    if upheld:
        if not band:
            raise BadInput(labels.NEEDS_BAND)
        _check_band(debrief, band)
        _require_better(debrief, grade.band, band)
        _changed(grade, band, actor, at, paper)
    grade.save()
    told = {"note": note, "band": band}
    return tell("answer_objection", actor, at, debrief.code, debrief.unit, told, upheld=upheld, version=grade.version)


def _require_better(debrief: Debrief, was: str, band: str) -> None:
    """Nobody fares worse for having objected."""
    bands = {one["key"]: one["label"] for one in grade_rules(debrief.meeting)["bands"]}
    order = list(bands)
    if was in order and order.index(band) >= order.index(was):
        raise BadInput(labels.NOT_BETTER, band=bands[was])


def _changed(old: Grade, band: str, actor: Viewer, at: datetime, paper: str) -> None:
    """The next version: the same reckoning, another decision."""
    Grade.unscoped.create(
        debrief=old.debrief,
        version=old.version + 1,
        state="settled",
        score=old.score,
        proposed=old.proposed,
        band=band,
        tree=old.tree,
        caps=old.caps,
        book=old.book,
        reason=old.answer,
        paper=paper.strip()[:60],
        decider=actor.code,
        decided_by=f"{actor.post} {actor.name}",
        decided_at=at,
        told_at=at,
        objection=old.objection,
        answer=old.answer,
        answered_by=old.answered_by,
        at=at,
    )
