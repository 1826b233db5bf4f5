"""Acts on a report: submitted in versions, vetted by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from taizhang.debrief import labels, policy, rules
from taizhang.debrief.actions.core import locked_debrief, tell
from taizhang.debrief.models import Debrief, Report
from taizhang.debrief.selectors import before_of, book_of, facts_for, reports_of
from taizhang.debrief.states import LIVE, REPORT_MOVES
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Refused
from taizhang.people.viewers import Viewer

MOST = 20_000  # characters a section


@act
def submit_report(*, actor: Viewer, at: datetime, code: str, sections: Sequence[str]) -> int:
    """Send a report up, one text a section in the book's order. Returns the version's number.

    The facts beside it are the system's own, as they stand at this moment.
    """
    debrief = locked_debrief(actor, code)
    policy.require_own(actor, debrief)
    require_live(debrief)
    target = REPORT_MOVES.take("submit_report", debrief.state).target
    book = book_of(debrief.meeting)["report"]
    texts = [*sections, *[""] * len(book["sections"])]
    told = {
        one["key"]: rules.require(text, labels.FIELD_SECTION.format(title=one["title"]), MOST)
        for one, text in zip(book["sections"], texts, strict=False)
    }
    before = reports_of(debrief)
    if before and before[0].sections == told:
        raise Refused(labels.VERSION_SAME)
    kept = Report.unscoped.create(
        debrief=debrief,
        number=len(before) + 1,
        sections=told,
        facts={"told": facts_for(debrief, day_of(at)), "before": before_of(debrief, book["sources"], day_of(at))},
        author=f"{actor.post} {actor.name}",
        at=at,
    )
    debrief.state, debrief.submitted_by, debrief.submitted_at, debrief.draft = target, actor.code, at, {}
    debrief.save(update_fields=["state", "submitted_by", "submitted_at", "draft"])
    tell("submit_report", actor, at, debrief.code, debrief.unit, told, version=kept.number)
    return kept.number


def require_live(debrief: Debrief) -> None:
    if debrief.meeting.state not in LIVE:
        raise Refused(labels.MEETING_OVER, state=labels.MEETING_STATES[debrief.meeting.state])


@act
def return_report(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """What is to be done over, in words."""
    return _answer(actor, at, code, "return_report", rules.require(note, labels.FIELD_REASON, 2_000))


@act
def vet_report(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The report may be given as it stands."""
    return _answer(actor, at, code, "vet_report", note.strip()[:2_000])


def _answer(actor: Viewer, at: datetime, code: str, act_name: str, note: str) -> str:
    debrief = locked_debrief(actor, code)
    policy.require_vetter(actor, debrief)
    require_live(debrief)
    debrief.state = REPORT_MOVES.take(act_name, debrief.state).target
    debrief.opinion, debrief.vetted_by = note, f"{actor.post} {actor.name}"
    debrief.vetted_at = at if debrief.state == "vetted" else None
    debrief.save(update_fields=["state", "opinion", "vetted_by", "vetted_at"])
    newest = reports_of(debrief)[0]
    newest.opinion = f"{debrief.vetted_by}：{note}" if note else debrief.vetted_by
    newest.save(update_fields=["opinion"])
    return tell(act_name, actor, at, debrief.code, debrief.unit, {"note": note}, version=newest.number)
