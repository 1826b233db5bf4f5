"""Closing a meeting: nothing left open, and the follow-up duties raise themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from taizhang.debrief import labels, policy, rules
from taizhang.debrief.actions.core import locked_meeting, tell
from taizhang.debrief.actions.grades import require_counted
from taizhang.debrief.models import Comment, Debrief, FollowUp, Letter, Meeting
from taizhang.debrief.selectors import book_of
from taizhang.debrief.states import MEETING_MOVES, SPOKEN
from taizhang.journal.acts import act, attempt
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Refused
from taizhang.kit.paths import holds
from taizhang.ledger.actions import SINGLE
from taizhang.ledger.actions.raising import issue_tasks
from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer


@act
def close_meeting(*, actor: Viewer, at: datetime, code: str, anyway: bool = False) -> list[str]:
    """End the meeting's business. Returns the numbers of the follow-up tasks that raised themselves.

    The speech's three duties go to every unit that debriefed, each with its own day; the host's own to the host. What
    is merely missing (reports, letters, minutes, answers) is named first; `anyway`: closed all the same.
    """
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    require_counted(meeting)
    meeting.state = MEETING_MOVES.take("close_meeting", meeting.state).target
    said = Comment.unscoped.filter(debrief__meeting=meeting)
    open_ones = said.filter(state__in=("drafted", "recorded")).exclude(nature="praise")
    ownerless = sum(not one.person or one.due_on is None for one in open_ones)
    rules.check_ending(list(said.values_list("state", flat=True)), ownerless)
    if not anyway:
        rules.check_complete(missing_of(meeting))
    meeting.closed_at = at
    meeting.save(update_fields=["state", "closed_at"])
    book = book_of(meeting)
    debriefs = Debrief.unscoped.filter(meeting=meeting, unit__closed_on=None).select_related("unit").order_by("ordinal")
    units = [debrief.unit for debrief in debriefs if holds(meeting.unit.path, debrief.unit.path)]
    made = [code for one in book["follow_ups"] for code in _raise(meeting, one, units, actor, at)]
    made += [code for one in book["own"] for code in _raise(meeting, one, [meeting.unit], actor, at)]
    if meeting.above:
        _carried_out(meeting, actor, at)
    tell("close_meeting", actor, at, meeting.code, meeting.unit, state=meeting.state, made=made)
    return made


def missing_of(meeting: Meeting) -> dict[str, int]:
    """How many of what is still missing, by label."""
    debriefs = Debrief.unscoped.filter(meeting=meeting)
    said = Comment.unscoped.filter(debrief__meeting=meeting)
    told = {one for letter in Letter.unscoped.filter(debrief__meeting=meeting) for one in letter.comments}
    untold = set(said.filter(state__in=SPOKEN).exclude(code__in=told).values_list("debrief_id", flat=True))
    own = set(debriefs.filter(unit=meeting.unit).values_list("pk", flat=True))  # nobody writes a letter to themselves
    return {
        labels.LEFT_REPORTS: debriefs.exclude(state="vetted").count(),
        labels.LEFT_SILENT: said.filter(state="confirmed").count(),
        labels.LEFT_LETTERS: len(untold - own),
        labels.LEFT_MINUTES: int(not meeting.minutes),
    }


def _raise(meeting: Meeting, line: Mapping[str, Any], units: Sequence[Unit], actor: Viewer, at: datetime) -> list[str]:
    """One line of the book as a task for each unit of its kinds."""
    homes = [unit for unit in units if unit.kind in line.get("kinds", (unit.kind,))]
    if not homes:
        return []
    made = issue_tasks(
        actor=actor,
        at=at,
        units=[unit.code for unit in homes],
        title=f"{line['title']}（{meeting.title}）",
        due_on=day_of(at) + timedelta(days=line["days"]),
        deliverable=line.get("deliverable", ""),
        source_sentence=meeting.title,
    )
    items = {item.code: item for item in Item.unscoped.filter(code__in=made)}
    told = {"meeting": meeting, "key": line["key"], "lists": line.get("lists", [])}
    FollowUp.unscoped.bulk_create(
        FollowUp(unit=unit, item=items[code], **told) for unit, code in zip(homes, made, strict=True)
    )
    return made


def _carried_out(meeting: Meeting, actor: Viewer, at: datetime) -> None:
    """The unit's own meeting was the duty the meeting above asked for: recorded once, it is submitted by itself."""
    follow = FollowUp.unscoped.filter(meeting=meeting.above, unit=meeting.unit, key="own_meeting").first()
    if follow is not None:
        note = labels.MEETING_NOTE.format(title=meeting.title, day=meeting.meeting_on)
        submit_follow_up(follow.item, actor, at, note)


def submit_follow_up(item: Item, actor: Viewer, at: datetime, note: str) -> None:
    """Sign and submit a follow-up whose work stands elsewhere on record; what the ledger refuses is left to people."""
    try:
        with attempt():
            if item.state == "issued":
                SINGLE["sign_task"](actor=actor, at=at, code=item.code)
            if item.state in ("issued", "doing"):
                SINGLE["submit_task"](actor=actor, at=at, code=item.code, note=note)
    except Refused:
        return
