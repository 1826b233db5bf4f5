"""Who may: one predicate a relation, asked by the acts and by the screens' buttons."""

from __future__ import annotations

from collections.abc import Sequence

from taizhang.debrief import labels
from taizhang.debrief.models import Box, Comment, Debrief, Meeting
from taizhang.debrief.states import COMMENT_MOVES, MEETING_MOVES, REPORT_MOVES
from taizhang.kit.clock import day_of
from taizhang.kit.errors import NotAllowed
from taizhang.orgs.models import Unit
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on


def is_host(viewer: Viewer, meeting: Meeting) -> bool:
    """Wearing a working hat of the unit that holds the meeting (an inspector's is none)."""
    return works_in(viewer, meeting.unit_id)


def vetting_unit(debrief: Debrief) -> Unit:
    """Who vets a report: the unit that holds the meeting; the unit above, where a unit debriefs to its own people."""
    if debrief.unit_id != debrief.meeting.unit_id:
        return debrief.meeting.unit
    return debrief.unit.parent or debrief.unit


def is_liaison(viewer: Viewer, comment: Comment) -> bool:
    """Another hand than the recorder's, where the book of that day asks for it."""
    unit = comment.debrief.meeting.unit
    asks = unit.kind in book_on("debrief", day_of(comment.at)).body["comments"]["another_confirms"]
    return not (asks and comment.recorder == viewer.code)


def require_host(viewer: Viewer, meeting: Meeting) -> None:
    """NotAllowed unless the viewer acts for the unit that holds the meeting."""
    if not is_host(viewer, meeting):
        raise NotAllowed(labels.NOT_HOST, unit=meeting.unit.label)


def require_own(viewer: Viewer, debrief: Debrief) -> None:
    """NotAllowed unless the viewer acts for the unit that debriefs."""
    if not works_in(viewer, debrief.unit_id):
        raise NotAllowed(labels.NOT_OWN, unit=debrief.unit.label)


def require_vetter(viewer: Viewer, debrief: Debrief) -> None:
    """NotAllowed unless the viewer acts for the vetting unit and did not submit the report."""
    unit = vetting_unit(debrief)
    if not works_in(viewer, unit.pk):
        raise NotAllowed(labels.NOT_VETTER, unit=unit.label)
    if viewer.code == debrief.submitted_by:
        raise NotAllowed(labels.NOT_ONESELF)


def require_grader(viewer: Viewer, debrief: Debrief) -> None:
    """NotAllowed unless the viewer acts for the unit that grades: who vets the report, never the unit itself."""
    unit = vetting_unit(debrief)
    if not works_in(viewer, unit.pk):
        raise NotAllowed(labels.NOT_GRADER, unit=unit.label)


def is_grader(viewer: Viewer, debrief: Debrief) -> bool:
    """Whether the viewer acts for the unit that grades."""
    return works_in(viewer, vetting_unit(debrief).pk)


def require_liaison(viewer: Viewer, comment: Comment) -> None:
    """NotAllowed unless the viewer may confirm a comment's words for the host."""
    require_host(viewer, comment.debrief.meeting)
    if not is_liaison(viewer, comment):
        raise NotAllowed(labels.NOT_RECORDER)


def is_scrutineer(viewer: Viewer, box: Box) -> bool:
    """One of the two who watch a box, still acting for the unit that holds the meeting."""
    named = viewer.code in [code for code, _name in box.scrutineers]
    return named and works_in(viewer, box.meeting.unit_id)


def require_scrutineer(viewer: Viewer, box: Box) -> None:
    """NotAllowed, saying who they are, unless the viewer is one of the two."""
    if not is_scrutineer(viewer, box):
        raise NotAllowed(labels.NOT_SCRUTINEER, names="、".join(name for _code, name in box.scrutineers))


def _allowed(viewer: Viewer, who: str, debrief: Debrief, comment: Comment | None = None) -> bool:
    if who == "own":
        return works_in(viewer, debrief.unit_id)
    if who == "vetter":
        return works_in(viewer, vetting_unit(debrief).pk) and viewer.code != debrief.submitted_by
    if who == "liaison" and comment is not None:
        return is_host(viewer, debrief.meeting) and is_liaison(viewer, comment)
    return is_host(viewer, debrief.meeting)


def meeting_acts(viewer: Viewer, meeting: Meeting) -> Sequence[str]:
    """The meeting's acts open to the viewer now."""
    return [move.act for move in MEETING_MOVES.open_from(meeting.state)] if is_host(viewer, meeting) else []


def report_acts(viewer: Viewer, debrief: Debrief) -> Sequence[str]:
    """The report's acts open to the viewer now; none once the meeting is over."""
    if debrief.meeting.state not in ("opened", "under_way", "held"):
        return []
    return [move.act for move in REPORT_MOVES.open_from(debrief.state) if _allowed(viewer, move.who, debrief)]


def comment_acts(viewer: Viewer, comment: Comment) -> Sequence[str]:
    """The comment's acts open to the viewer now."""
    moves = COMMENT_MOVES.open_from(comment.state)
    return [move.act for move in moves if _allowed(viewer, move.who, comment.debrief, comment)]
