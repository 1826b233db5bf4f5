"""Acts of counting paper slips (计票): two people who do not see each other's numbers, by hand or from a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from taizhang.debrief import labels, policy, rules
from taizhang.debrief.actions.core import locked_debrief, locked_meeting, tell
from taizhang.debrief.actions.grades import refuse_decided, require_part, require_state
from taizhang.debrief.models import Box, Debrief, Meeting, Tally
from taizhang.debrief.selectors.grades import appraisal_form, count_of, tallies_of
from taizhang.debrief.states import COUNTING
from taizhang.evidence.actions import keep_all
from taizhang.evidence.preparing import Files
from taizhang.journal.acts import act, attempt
from taizhang.kit.errors import BadInput, Refused
from taizhang.people.viewers import Viewer


@act
def enter_count(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    voter_class: str,
    given: int,
    returned: int,
    invalid: int,
    marks: Sequence[int],
    files: Files = (),
) -> dict[str, Any]:
    """One person's count of a class's paper slips about a debriefer (the debrief's `code`).

    `marks`: the form's rows by its options, row after row; `files`: the count sheet, photographed. The second count is
    another person's, made without seeing the first; two that differ are void. Answers
    {"outcome": "first"|"agreed"|"differs", "where": [lines]}.
    """
    debrief = locked_debrief(actor, code)
    policy.require_host(actor, debrief.meeting)
    answer = _enter(actor, at, debrief, voter_class, rules.Count(given, returned, invalid, _marks(debrief, marks)))
    keep_all(actor, at, debrief.code, debrief.meeting.unit, files)
    return answer


@act
def import_counts(*, actor: Viewer, at: datetime, code: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One person's counts of a whole meeting from a sheet, as a reading machine leaves it. Each row is a count of its
    own: {"code": the debrief's, "voter_class", "given", "returned", "invalid", "marks"}; what is refused is named.

    Answers {"first", "agreed", "differs": how many, "refused": [(code, class, why)]}.
    """
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    told: dict[str, Any] = {"first": 0, "agreed": 0, "differs": 0, "refused": []}
    for row in rows:
        try:
            with attempt():
                outcome = _from_row(actor, at, meeting, row)
        except Refused as error:
            told["refused"].append((str(row.get("code", "")), str(row.get("voter_class", "")), str(error)))
        else:
            told[outcome] += 1
    counts = {name: told[name] for name in ("first", "agreed", "differs")}
    tell("import_counts", actor, at, meeting.code, meeting.unit, **counts, refused=len(told["refused"]))
    return told


def _from_row(actor: Viewer, at: datetime, meeting: Meeting, row: Mapping[str, Any]) -> str:
    debrief = locked_debrief(actor, str(row.get("code", "")))
    if debrief.meeting_id != meeting.pk:
        raise BadInput(labels.NO_DEBRIEF)
    try:
        given, returned, invalid = (int(row[name]) for name in ("given", "returned", "invalid"))
        marks = [int(mark) for mark in row["marks"]]
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(labels.COUNT_UNREADABLE) from error
    count = rules.Count(given, returned, invalid, _marks(debrief, marks))
    return str(_enter(actor, at, debrief, str(row.get("voter_class", "")), count)["outcome"])


def _enter(actor: Viewer, at: datetime, debrief: Debrief, voter_class: str, count: rules.Count) -> dict[str, Any]:
    require_part(debrief.meeting, "ballot", labels.PART_BALLOT)
    require_state(debrief.meeting, COUNTING)
    refuse_decided(debrief)
    if Box.unscoped.filter(meeting=debrief.meeting).exclude(state="void").exists():
        raise Refused(labels.BOX_COUNTS)
    form = appraisal_form(debrief.meeting)
    known = {one["key"]: one["label"] for one in form["classes"]}
    if voter_class not in known:
        raise BadInput(labels.NO_CLASS, text=voter_class[:20], known="、".join(known.values()))
    rules.check_count(count, {one["key"]: one["label"] for one in form["rows"]})
    entered = tallies_of(debrief).get(voter_class, [])
    if any(tally.agreed for tally in entered):
        raise Refused(labels.COUNT_DONE)
    same = [tally.pk for tally in entered if tally.counter == actor.code]
    Tally.unscoped.filter(pk__in=same).update(void=True)  # one's own, counted over
    other = next((tally for tally in entered if tally.counter != actor.code), None)
    Tally.unscoped.create(
        debrief=debrief,
        voter_class=voter_class,
        number=2 if other else 1,
        given=count.given,
        returned=count.returned,
        invalid=count.invalid,
        marks=count.marks,
        counter=actor.code,
        counter_name=actor.name,
        at=at,
    )
    where = rules.differing(count, count_of(other)) if other else []
    both = Tally.unscoped.filter(debrief=debrief, voter_class=voter_class, void=False)
    if where:
        both.update(void=True)
    elif other:
        both.update(agreed=True)
    outcome = "differs" if where else "agreed" if other else "first"
    tell("enter_count", actor, at, debrief.code, debrief.meeting.unit, voter_class=voter_class, outcome=outcome)
    return {"outcome": outcome, "where": where}


def _marks(debrief: Debrief, marks: Sequence[int]) -> dict[str, dict[str, int]]:
    form = appraisal_form(debrief.meeting)
    rows, options = [one["key"] for one in form["rows"]], [one["key"] for one in form["options"]]
    if len(marks) != len(rows) * len(options):
        raise BadInput(labels.COUNT_SHORT, wanted=len(rows) * len(options), count=len(marks))
    cells = iter(marks)
    return {row: {option: next(cells) for option in options} for row in rows}
