"""Acts on a meeting: call it, arrange who debriefs, hold it, keep its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from taizhang.cycle.selectors import round_on
from taizhang.debrief import labels, policy, rules
from taizhang.debrief.actions.core import locked_debrief, locked_meeting, tell
from taizhang.debrief.models import Debrief, Meeting
from taizhang.debrief.selectors import meeting_above
from taizhang.debrief.states import LIVE, MEETING_MOVES
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger.actions.making import lock_units
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import unit_for, units_for
from taizhang.people.policy import works_in
from taizhang.people.selectors import head_posts
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on


@act
def open_meeting(
    *,
    actor: Viewer,
    at: datetime,
    kind: str,
    meeting_on: date,
    units: Sequence[str],
    title: str = "",
    order: str = "",
    place: str = "",
    is_past: bool = False,
    films: bool = False,
) -> str:
    """Call a debrief meeting of the actor's unit; `units` debrief in it, in this order. Returns its code.

    Where the meeting above asked for it (压力传导), it is hung under that one by itself.
    """
    home = Unit.unscoped.filter(pk=actor.unit_id).first()
    if home is None or not works_in(actor, home.pk):
        raise NotAllowed(labels.NOT_HOST, unit=home.label if home else "")
    rules.check_day(meeting_on, day_of(at), is_past)
    book = book_on("debrief", day_of(at)).body
    order = order or book["kinds"].get(kind, {}).get("order", "")
    _check_known(book, kind, order)
    lock_units([home.pk])
    _refuse_twice(home, kind)
    named = _named(home.label, meeting_on, book["kinds"][kind])
    meeting = Meeting.unscoped.create(
        code=make_code(),
        unit=home,
        above=meeting_above(home, kind),
        kind=kind,
        round=round_on(meeting_on),
        title=_once(home, rules.require(title or named, labels.FIELD_TITLE, 110)),
        films=films,
        order=order,
        meeting_on=meeting_on,
        report_due_on=_report_day(day_of(at), meeting_on, book["report"]["days_before"]),
        place=place.strip()[:120],
        opened_at=at,
    )
    count = _arrange(meeting, _homes(actor, home, units), day_of(at))
    return tell("open_meeting", actor, at, meeting.code, home, count=count, kind=kind, day=meeting_on.isoformat())


@act
def move_meeting(*, actor: Viewer, at: datetime, code: str, meeting_on: date, place: str = "", note: str = "") -> str:
    """Another day or place for a meeting that has been called and not begun; the reports' day goes with it."""
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    meeting.state = MEETING_MOVES.take("move_meeting", meeting.state).target
    rules.check_day(meeting_on, day_of(at), is_past=False)
    reason = rules.require(note, labels.FIELD_REASON, 200)
    book = book_on("debrief", day_of(meeting.opened_at)).body
    kind = book["kinds"].get(meeting.kind, {})
    if rules.year_about(meeting_on, kind) != rules.year_about(meeting.meeting_on, kind):
        raise Refused(labels.OTHER_YEAR, day=meeting_on)
    meeting.report_due_on = _report_day(day_of(at), meeting_on, book["report"]["days_before"])
    meeting.round = round_on(meeting_on)
    meeting.meeting_on, meeting.place = meeting_on, (place.strip() or meeting.place)[:120]
    meeting.save(update_fields=["meeting_on", "report_due_on", "place", "round"])
    told = {"reason": reason, "place": meeting.place}
    return tell("move_meeting", actor, at, meeting.code, meeting.unit, told, day=meeting_on.isoformat())


def _report_day(today: date, meeting_on: date, days: int) -> date:
    """The day reports are due: so many days before the meeting, never before today."""
    return max(min(today, meeting_on), meeting_on - timedelta(days=days))


def _named(unit: str, day: date, kind: Mapping[str, Any]) -> str:
    """县委2026年半年述职评议, 县委2026年度述职评议考核: by the year it is about."""
    year, label = rules.year_about(day, kind), str(kind["label"])
    return f"{unit}{year}{label}" if label.startswith("年") else f"{unit}{year}年{label}"


def _once(home: Unit, title: str) -> str:
    """Meetings go by their titles, in the follow-up duties too: the second of the same name says so."""
    same = Meeting.unscoped.filter(unit=home, title__startswith=title).exclude(state="cancelled").count()
    return labels.TITLE_AGAIN.format(title=title, count=same + 1) if same else title


def _check_known(book: dict[str, dict[str, dict[str, str]]], kind: str, order: str) -> None:
    if kind not in book["kinds"]:
        known = "、".join(one["label"] for one in book["kinds"].values())
        raise BadInput(labels.NO_KIND, text=kind[:20], known=known)
    if order not in book["orders"]:
        known = "、".join(one["label"] for one in book["orders"].values())
        raise BadInput(labels.NO_ORDER, text=order[:20], known=known)


def _refuse_twice(home: Unit, kind: str) -> None:
    twin = Meeting.unscoped.filter(unit=home, kind=kind, state__in=LIVE).first()
    if twin:
        raise Refused(labels.TWICE, unit=home.label, day=twin.meeting_on)


def _homes(actor: Viewer, home: Unit, units: Sequence[str]) -> list[Unit]:
    """The units that debrief, each once, all at or below the one that holds the meeting."""
    coded = {unit.code: unit for unit in units_for(actor).filter(code__in=units).select_related("parent")}
    found = list({unit.pk: unit for unit in (coded.get(one) or unit_for(actor, one) for one in units)}.values())
    if not found:
        raise BadInput(labels.NO_UNITS)
    for unit in found:
        if not unit.path.startswith(home.path):
            raise BadInput(labels.NOT_BELOW, unit=unit.label, host=home.label)
    return found


def _arrange(meeting: Meeting, units: Sequence[Unit], day: date) -> int:
    posts = head_posts([unit.pk for unit in units], day)
    rows = []
    for ordinal, unit in enumerate(units, 1):
        post = posts.get(unit.pk)
        told = {"person": post.person.name[:60], "post": post.title} if post else {"person": ""}
        rows.append(Debrief(code=make_code(), meeting=meeting, unit=unit, ordinal=ordinal, **told))
    return len(Debrief.unscoped.bulk_create(rows))


@act
def arrange_debriefs(*, actor: Viewer, at: datetime, code: str, speaking: Sequence[str]) -> str:
    """Set who speaks, in which order; the others hand in writing only."""
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    _require_state(meeting, "opened", "under_way")
    rows = {one.unit_id: one for one in Debrief.unscoped.filter(meeting=meeting).order_by("ordinal")}
    wanted = [unit_for(actor, one) for one in speaking]
    for unit in wanted:
        if unit.pk not in rows:
            raise BadInput(labels.NOT_IN_MEETING, unit=unit.label)
    first = list(dict.fromkeys(unit.pk for unit in wanted))
    for ordinal, key in enumerate([*first, *(key for key in rows if key not in first)], 1):
        rows[key].ordinal, rows[key].mode = ordinal, "speaks" if key in first else "written"
    Debrief.unscoped.bulk_update(rows.values(), ["ordinal", "mode"])
    return tell("arrange_debriefs", actor, at, meeting.code, meeting.unit, count=len(first))


def _people(text: str) -> str:
    """Names one a line, whatever the line ends with."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _require_state(meeting: Meeting, *states: str) -> None:
    if meeting.state not in states:
        raise Refused(labels.MEETING_OVER, state=labels.MEETING_STATES[meeting.state])


@act
def begin_meeting(*, actor: Viewer, at: datetime, code: str, chair: str, place: str = "", attending: str = "") -> str:
    """The meeting opens: who is in the chair, where, who attends beside the debriefers."""
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    meeting.state = MEETING_MOVES.take("begin_meeting", meeting.state).target
    meeting.chair = rules.require(chair, labels.FIELD_CHAIR, 60)
    meeting.place, meeting.attending = (place.strip() or meeting.place)[:120], _people(attending)
    meeting.begun_at, meeting.meeting_on = at, min(meeting.meeting_on, day_of(at))  # begun early: held that day
    meeting.save()
    return tell("begin_meeting", actor, at, meeting.code, meeting.unit, state=meeting.state)


@act
def mark_roll(*, actor: Viewer, at: datetime, code: str, present: bool, reason: str = "") -> str:
    """Whether a debriefer (the debrief's code) came; who did not has a reason."""
    debrief = locked_debrief(actor, code)
    policy.require_host(actor, debrief.meeting)
    _require_state(debrief.meeting, "under_way", "held")
    if not present and not reason.strip():
        raise BadInput(labels.ABSENT_WITHOUT_REASON)
    debrief.absence = "" if present else rules.require(reason, labels.FIELD_REASON, 200)
    debrief.save(update_fields=["absence"])
    told = {"reason": debrief.absence}
    return tell("mark_roll", actor, at, debrief.code, debrief.meeting.unit, told, present=present)


@act
def write_minutes(*, actor: Viewer, at: datetime, code: str, minutes: str, attending: str = "") -> str:
    """The recorder's own words for the minutes; the rest is put together from what was recorded."""
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    _require_state(meeting, "under_way", "held", "closed")
    meeting.minutes = rules.require(minutes, labels.FIELD_MINUTES, 50_000)
    meeting.attending = _people(attending) or meeting.attending
    meeting.save(update_fields=["minutes", "attending"])
    return tell("write_minutes", actor, at, meeting.code, meeting.unit, {"minutes": meeting.minutes})


@act
def end_meeting(*, actor: Viewer, at: datetime, code: str) -> str:
    """The meeting rises; comments are confirmed, letters sent."""
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    meeting.state = MEETING_MOVES.take("end_meeting", meeting.state).target
    meeting.ended_at = at
    meeting.save(update_fields=["state", "ended_at"])
    return tell("end_meeting", actor, at, meeting.code, meeting.unit, state=meeting.state)


@act
def cancel_meeting(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """A meeting that will not be held, with a reason."""
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    meeting.state = MEETING_MOVES.take("cancel_meeting", meeting.state).target
    meeting.minutes = rules.require(note, labels.FIELD_REASON, 2_000)
    meeting.save(update_fields=["state", "minutes"])
    return tell("cancel_meeting", actor, at, meeting.code, meeting.unit, {"reason": note}, state=meeting.state)
