"""The cascade map: units × steps, with the days each took and where it stopped. Query count is constant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from taizhang.debrief import labels
from taizhang.debrief.models import Comment, Debrief, FollowUp, Grade, Meeting
from taizhang.debrief.rules import Cell, Fact, cells_of
from taizhang.debrief.selectors.grades import grades_of
from taizhang.debrief.selectors.sight import debriefs_of, has_part
from taizhang.debrief.states import SETTLED, SPOKEN
from taizhang.filing.models import Filing
from taizhang.filing.rules import LOCKED
from taizhang.kit.clock import day_of
from taizhang.ledger.states import OPEN
from taizhang.people.viewers import Viewer

VERIFYING = ("to_verify", "untrue_claimed")


@dataclass(frozen=True)
class Below:
    """How far a meeting below has come: who debriefs in it, whose report is vetted, whose comments are all agreed."""

    count: int
    vetted: int
    answered: int


@dataclass
class Row:
    """One unit's row; `own`: the meeting it holds itself, where the cascade goes on; `below`: who debriefs in it."""

    debrief: Debrief
    cells: list[Cell]
    own: Meeting | None = None
    below: Below | None = None

    @property
    def stopped(self) -> str:
        """The step at which it stopped; "" when none is late."""
        return next((cell.step for cell in self.cells if cell.stop), "")


@dataclass
class Known:
    """Everything the rows are made from, by unit."""

    meeting: Meeting
    comments: dict[int, list[Comment]] = field(default_factory=lambda: defaultdict(list))
    follow: dict[int, dict[str, FollowUp]] = field(default_factory=lambda: defaultdict(dict))
    filed: dict[int, dict[str, date]] = field(default_factory=lambda: defaultdict(dict))
    own: dict[int, Meeting] = field(default_factory=dict)
    below: dict[int, Below] = field(default_factory=dict)
    grades: dict[int, Grade] = field(default_factory=dict)  # by debrief, as far as the viewer sees them
    steps: tuple[str, ...] = ()


def cascade_of(viewer: Viewer, meeting: Meeting) -> list[Row]:
    """The rows the viewer sees, in the order of speaking. Five queries."""
    rows = debriefs_of(viewer, meeting).select_related(None).select_related("unit").defer("opinion")
    debriefs = list(rows)
    known = _known(meeting, [one.unit_id for one in debriefs])
    known.steps = tuple(steps_of(meeting))
    known.grades = grades_of(viewer, meeting) if labels.OF_GRADES[0] in known.steps else {}
    own, below = known.own, known.below
    return [
        Row(one, _cells(one, known, viewer.today), own.get(one.unit_id), below.get(one.unit_id)) for one in debriefs
    ]


def steps_of(meeting: Meeting) -> dict[str, str]:
    """The map's steps with their labels: those of grades only where the meeting grades."""
    graded = has_part(meeting, "grade")
    return {step: label for step, label in labels.STEPS.items() if graded or step not in labels.OF_GRADES}


def _cells(debrief: Debrief, known: Known, today: date) -> list[Cell]:
    return [cell for cell in cells_of(_facts(debrief, known), today) if cell.step in known.steps]


def summed(rows: Iterable[Row]) -> dict[str, Counter[str]]:
    """Step → how many rows stand in which state."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for cell in row.cells:
            found[cell.step][cell.state] += 1
    return found


def _known(meeting: Meeting, units: Sequence[int]) -> Known:
    known = Known(meeting)
    said = Comment.unscoped.filter(debrief__meeting=meeting, debrief__unit_id__in=units)
    for comment in said.select_related("debrief", "item__parent").exclude(state__in=("drafted", "withdrawn")):
        known.comments[comment.debrief.unit_id].append(comment)
    for one in FollowUp.unscoped.filter(meeting=meeting, unit_id__in=units).select_related("item"):
        known.follow[one.unit_id][one.key] = one
    if meeting.begun_at:
        filings = Filing.unscoped.filter(unit_id__in=units, state__in=LOCKED, sealed_at__gte=meeting.begun_at)
        for filing in filings.exclude(sent_at=None).order_by("sent_at").only("unit_id", "list_name", "sent_at"):
            known.filed[filing.unit_id].setdefault(filing.list_name, _day(filing.sent_at) or date.max)
    _go_on(known, units)
    return known


def _go_on(known: Known, units: Sequence[int]) -> None:
    """The meetings the units hold themselves, and how far those have come. One query, whatever hangs below."""
    unsettled = Comment.unscoped.filter(debrief=OuterRef("pk")).exclude(state__in=(*SETTLED, "withdrawn", "drafted"))
    in_it = Debrief.unscoped.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    counts = {
        "count": in_it.annotate(n=Count("pk")).values("n"),
        "vetted": in_it.filter(state="vetted").annotate(n=Count("pk")).values("n"),
        "answered": in_it.filter(~Exists(unsettled), meeting__ended_at__isnull=False)
        .annotate(n=Count("pk"))
        .values("n"),
    }
    asked = {f"n_{name}": Coalesce(Subquery(rows), 0) for name, rows in counts.items()}
    below = Meeting.unscoped.filter(above=known.meeting, unit_id__in=units).exclude(state="cancelled").annotate(**asked)
    for one in below:
        known.own[one.unit_id] = one
        known.below[one.unit_id] = Below(*(getattr(one, f"n_{name}") for name in counts))


def _facts(debrief: Debrief, known: Known) -> dict[str, Fact]:
    meeting, unit = known.meeting, debrief.unit_id
    held = _day(meeting.ended_at)
    said = [one for one in known.comments[unit] if one.state in SPOKEN]
    items = [one.item for one in said if one.item is not None]
    problems = [item for item in items if item.kind == "problem"]
    return {
        "report": Fact(_day(meeting.opened_at), _day(debrief.submitted_at), meeting.report_due_on),
        "vetted": Fact(_day(debrief.submitted_at), _day(debrief.vetted_at), meeting.meeting_on),
        "held": Fact(_day(debrief.vetted_at) or _day(meeting.begun_at), held, meeting.meeting_on),
        "agreed": _agreed(known.comments[unit], held),
        **_graded(known.grades.get(debrief.pk), held, "graded" in known.steps),
        "letter": Fact(held, _day(debrief.letter_at), needed=unit != meeting.unit_id and (bool(said) or held is None)),
        "answered": _answered(problems, held, debrief.answer_by),
        "filed": _filed(known, unit),
        "own": _own(known, unit),
        "closed": _closed(said, held),
    }


def _graded(grade: Grade | None, held: date | None, needed: bool) -> dict[str, Fact]:
    """Decided, and told to the person; a unit learns of the first only by the second."""
    decided, told = (_day(grade.decided_at), _day(grade.told_at)) if grade else (None, None)
    return {"graded": Fact(held, decided, needed=needed), "told": Fact(decided, told, needed=needed)}


def _has_ended(item: Any) -> bool:
    """An item, or the common cause it was merged under."""
    if item.state == "merged" and item.parent is not None:
        return item.parent.state not in OPEN
    return item.state not in OPEN


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment else None


def _agreed(said: Sequence[Comment], held: date | None) -> Fact:
    """Words confirmed by both sides, or kept after an objection."""
    settled = [one for one in said if one.state in SETTLED]
    due = max((one.agree_by for one in said if one.agree_by), default=None)
    done = max((day_of(one.settled_at) for one in settled if one.settled_at), default=None)
    whole = bool(said) and len(settled) == len(said)
    return Fact(held, done if whole else None, due, (len(settled), len(said)), needed=bool(said) or held is None)


def _answered(problems: Sequence[Any], held: date | None, due: date | None) -> Fact:
    """Every problem verified: true, partly, untrue."""
    done = [item for item in problems if item.state not in VERIFYING]
    days = [date.fromisoformat(str(item.facts["went_on"])) for item in done if item.facts.get("went_on")]
    whole = bool(problems) and len(done) == len(problems)
    ended = max(days, default=held) if whole else None
    return Fact(held, ended, due, (len(done), len(problems)), needed=bool(problems) or held is None)


def _filed(known: Known, unit: int) -> Fact:
    """Every list the follow-up duties ask for, sealed since the meeting and sent up."""
    follow = [one for one in known.follow[unit].values() if one.lists]
    wanted = {name for one in follow for name in one.lists}
    there = {name: day for name, day in known.filed[unit].items() if name in wanted}
    due = max((one.item.due_on for one in follow if one.item.due_on), default=None)
    done = max(there.values()) if wanted and len(there) == len(wanted) else None
    if follow and all(one.item.state not in OPEN for one in follow):  # ended by people: nothing more is asked
        done = max((one.item.closed_on for one in follow if one.item.closed_on), default=done)
    closed = _day(known.meeting.closed_at)
    return Fact(closed, done, due, (len(there), len(wanted)), needed=bool(wanted) or closed is None)


def _own(known: Known, unit: int) -> Fact:
    follow, own, closed = known.follow[unit].get("own_meeting"), known.own.get(unit), _day(known.meeting.closed_at)
    due = follow.item.due_on if follow else None
    return Fact(closed, _day(own.ended_at) if own else None, due, needed=follow is not None or closed is None)


def _closed(said: Sequence[Comment], held: date | None) -> Fact:
    """Everything the comments asked for has ended; due when the last of them was to be put right."""
    items = [one.item for one in said if one.item is not None]
    ended = [item for item in items if _has_ended(item)]
    whole = bool(items) and len(ended) == len(items)
    due = max((one.due_on for one in said if one.item is not None and one.due_on), default=None)
    done = max((item.closed_on for item in ended if item.closed_on), default=None) if whole else None
    return Fact(held, done, due, (len(ended), len(items)), needed=bool(items) or held is None)
