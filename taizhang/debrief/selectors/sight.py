"""Which meetings, debriefs and comments a viewer sees, and what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from taizhang.debrief import labels
from taizhang.debrief.models import Comment, Debrief, FollowUp, Letter, Meeting, Report
from taizhang.debrief.states import LIVE
from taizhang.kit.clock import day_of, start_of
from taizhang.kit.errors import Absent
from taizhang.kit.paths import holds
from taizhang.kit.waiting import beside, waits
from taizhang.ledger.models import Item
from taizhang.ledger.states import OPEN
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import within
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on


def book_of(meeting: Meeting) -> dict[str, Any]:
    """The rules a meeting goes by: those in force when it was called."""
    return book_on("debrief", day_of(meeting.opened_at)).body


def has_part(meeting: Meeting, part: str) -> bool:
    """Whether a meeting of its kind has a "ballot", a "grade": optional parts of a round by its book."""
    return bool(book_of(meeting)["kinds"].get(meeting.kind, {}).get(part))


def meetings_for(viewer: Viewer) -> QuerySet[Meeting]:
    """Meetings of units in reach, and those in which a unit in reach debriefs."""
    own = Debrief.unscoped.filter(within(viewer.reaches, "unit__path"), meeting=OuterRef("pk"))
    seen = within(viewer.reaches, "unit__path") | Q(Exists(own))
    return Meeting.unscoped.filter(seen).select_related("unit__parent", "above__unit", "round")


def meeting_for(viewer: Viewer, code: str) -> Meeting:
    """One meeting in sight; the same Absent for "none" and "not yours"."""
    found = meetings_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_MEETING)
    return found


def sees_all(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the whole meeting is the viewer's to see: the unit that holds it lies in reach."""
    return any(holds(reach, meeting.unit.path) for reach in viewer.reaches)


def debriefs_of(viewer: Viewer, meeting: Meeting) -> QuerySet[Debrief]:
    """The meeting's debriefs in sight, in their order: all, or those of units in reach."""
    found = Debrief.unscoped.filter(meeting=meeting).order_by("ordinal")
    found = found if sees_all(viewer, meeting) else found.filter(within(viewer.reaches, "unit__path"))
    return found.select_related("unit__parent", "meeting__unit__parent")


def debrief_for(viewer: Viewer, code: str) -> Debrief:
    """One debrief in sight; the same Absent for "none" and "not yours"."""
    seen = within(viewer.reaches, "unit__path") | within(viewer.reaches, "meeting__unit__path")
    found = Debrief.unscoped.filter(seen, code=code)
    debrief = found.select_related("unit__parent", "meeting__unit__parent", "meeting__above").first()
    if debrief is None:
        raise Absent(labels.NO_DEBRIEF)
    return debrief


def comments_of(viewer: Viewer, meeting: Meeting, debrief: Debrief | None = None) -> QuerySet[Comment]:
    """Comments in sight. A unit sees what is said of it once the words stand, never what is only being drafted."""
    found = Comment.unscoped.filter(debrief__meeting=meeting).order_by("debrief__ordinal", "pk")
    if debrief is not None:
        found = found.filter(debrief=debrief)
    if not sees_all(viewer, meeting):
        found = found.filter(within(viewer.reaches, "debrief__unit__path"), confirmed_at__isnull=False)
    return found.select_related("debrief__unit", "debrief__meeting__unit", "item")


def comment_for(viewer: Viewer, code: str) -> Comment:
    """One comment in sight; the same Absent for "none" and "not yours"."""
    held = within(viewer.reaches, "debrief__meeting__unit__path")
    own = within(viewer.reaches, "debrief__unit__path") & Q(confirmed_at__isnull=False)
    found = Comment.unscoped.filter(held | own, code=code)
    comment = found.select_related("debrief__unit__parent", "debrief__meeting__unit__parent", "item").first()
    if comment is None:
        raise Absent(labels.NO_COMMENT)
    return comment


def newest_reports(debriefs: Sequence[Debrief]) -> dict[int, Report]:
    """Debrief → the newest version of its report. One query."""
    found = Report.unscoped.filter(debrief__in=debriefs).order_by("number").defer("facts")
    return {one.debrief_id: one for one in found}


def letters_of(debrief: Debrief) -> list[Letter]:
    """The letters sent to a unit, oldest first."""
    return list(Letter.unscoped.filter(debrief=debrief).order_by("pk"))


def reports_of(debrief: Debrief) -> list[Report]:
    """The report's versions, newest first."""
    return list(Report.unscoped.filter(debrief=debrief).order_by("-number"))


def follow_ups_of(viewer: Viewer, meeting: Meeting) -> QuerySet[FollowUp]:
    """What raised itself when the meeting was closed, as far as the viewer sees the units."""
    found = FollowUp.unscoped.filter(meeting=meeting).select_related("unit", "item").order_by("unit__path", "pk")
    return found if sees_all(viewer, meeting) else found.filter(within(viewer.reaches, "unit__path"))


def meeting_above(unit: Unit, kind: str) -> Meeting | None:
    """The meeting that asked this unit to hold its own and still waits for it."""
    waits = FollowUp.unscoped.filter(unit=unit, key="own_meeting", item__state__in=OPEN, meeting__kind=kind)
    taken = Meeting.unscoped.filter(above=OuterRef("meeting"), unit=unit).exclude(state="cancelled")
    found = waits.filter(~Exists(taken)).select_related("meeting").order_by("-pk").first()
    return found.meeting if found else None


def debriefs_waiting(viewer: Viewer) -> list[QuerySet[Any, Any]]:
    """What waits for the viewer's unit: reports to submit or to vet, comments to agree to or object to."""
    if not viewer.acts or not viewer.relations or not viewer.unit_id:
        return []
    live = Debrief.unscoped.filter(meeting__state__in=LIVE)
    mine = live.filter(unit_id=viewer.unit_id, state__in=("wanted", "returned"))
    theirs = live.filter(state="submitted").filter(
        (Q(meeting__unit_id=viewer.unit_id) & ~Q(unit_id=viewer.unit_id))
        | Q(unit__parent_id=viewer.unit_id, meeting__unit_id=F("unit_id"))
        | Q(unit__parent=None, unit_id=viewer.unit_id, meeting__unit_id=F("unit_id"))
    )
    said = Comment.unscoped.filter(debrief__unit_id=viewer.unit_id, state="confirmed")
    to_confirm = Comment.unscoped.filter(debrief__meeting__unit_id=viewer.unit_id, state="recorded")
    to_confirm = to_confirm.filter(debrief__meeting__state__in=LIVE).exclude(recorder=viewer.code)
    meetings = Meeting.unscoped.filter(Exists(to_confirm.filter(debrief__meeting=OuterRef("pk"))))
    of_debrief = {"code": "code", "title": "meeting__title", "unit": "unit"}
    of_comment = {"code": "debrief__code", "title": "debrief__meeting__title", "unit": "debrief__unit"}
    return [
        waits(meetings, labels.ACTS["confirm_comment"], "meeting", code="code", title="title", unit="unit"),
        *(
            waits(mine.filter(state=state), what, "debrief", **of_debrief, due_on="meeting__report_due_on")
            for state, what in (("returned", labels.RETURNED), ("wanted", labels.ACTS["submit_report"]))
        ),
        waits(theirs, labels.ACTS["vet_report"], "debrief", **of_debrief, due_on="meeting__meeting_on"),
        waits(said, labels.ACTS["agree_comment"], "debrief", **of_comment, due_on="agree_by"),
    ]


def has_debriefed(unit_id: int, day: date) -> bool:
    """Whether a unit debriefed or held a meeting within a year: filing's question before 述职后备案."""
    since = start_of(day - timedelta(days=366))
    own = Q(unit_id=unit_id) | Q(Exists(Debrief.unscoped.filter(meeting=OuterRef("pk"), unit_id=unit_id)))
    return Meeting.unscoped.filter(own, begun_at__gte=since).exists()


def naming_item(item: int) -> QuerySet[Comment]:
    """Rows that name an item, whoever looks: the ledger's first question."""
    return Comment.unscoped.filter(item=item)


def beside_item(viewer: Viewer, item: Item) -> list[QuerySet[Any, Any]]:
    """The comments an item stands for, as far as they are in sight: the ledger's question for its page."""
    held = within(viewer.reaches, "debrief__meeting__unit__path")
    own = within(viewer.reaches, "debrief__unit__path") & Q(confirmed_at__isnull=False)
    found = Comment.unscoped.filter(held | own, item=item).exclude(state="withdrawn")
    return [beside(found, labels.COMMENT, F("speaker"), Value("/debriefs/"), F("debrief__code"), Value("/"))]
