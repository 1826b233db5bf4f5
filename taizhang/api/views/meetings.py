"""Debrief meetings by REST: the same selectors, the same doors, the same reach."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest

from taizhang.api.views.frame import api
from taizhang.api.views.reading import FILING, PAGE, Plain, owner
from taizhang.cycle.rules import require_year
from taizhang.cycle.selectors import round_called
from taizhang.debrief import selectors
from taizhang.debrief.selectors.grades import grades_of
from taizhang.filing.selectors import spots_for
from taizhang.kit.pages import paged
from taizhang.orgs.selectors import unit_for
from taizhang.reports.selectors import (
    accounts_of,
    answering,
    handover_of,
    joint_duties,
    leader_of,
    sessions_of,
    staff_of,
)


@api.get("/meetings", response=Plain, url_name="api-meetings", tags=["debrief"])
def meetings(request: HttpRequest, after: str = "") -> Plain:
    """Debrief meetings in sight, newest first."""
    page = paged(selectors.meetings_for(owner(request, *FILING)), "-id", after, PAGE)
    return {"meetings": [_meeting(one) for one in page.rows], "next": page.next}


@api.get("/meetings/{code}", response=Plain, url_name="api-meeting", tags=["debrief"])
def meeting(request: HttpRequest, code: str) -> Plain:
    """One meeting: who debriefs, what was said, and the cascade map's rows, as far as the owner sees them."""
    viewer = owner(request, *FILING)
    found = selectors.meeting_for(viewer, code)
    rows = selectors.cascade_of(viewer, found)
    return {
        **_meeting(found),
        "debriefs": [{**_debrief(row.debrief), "cascade": [asdict(cell) for cell in row.cells]} for row in rows],
        "comments": [_comment(one) for one in selectors.comments_of(viewer, found)],
        "follow_ups": [
            {"unit": one.unit.label, "key": one.key, "item": one.item.code}
            for one in selectors.follow_ups_of(viewer, found)
        ],
    }


@api.get("/meetings/{code}/grades", response=Plain, url_name="api-grades", tags=["debrief"])
def grades(request: HttpRequest, code: str) -> Plain:
    """A meeting's grades: the host's side sees all, a unit its own once it has been told."""
    viewer = owner(request, *FILING)
    found = selectors.meeting_for(viewer, code)
    known = grades_of(viewer, found)
    return {"grades": [_grade(one, known[one.pk]) for one in selectors.debriefs_of(viewer, found) if one.pk in known]}


def _grade(debrief: Any, one: Any) -> Plain:
    names = ("version", "state", "score", "proposed", "band", "reason", "told_at", "object_by", "objection", "answer")
    return {**{name: getattr(one, name) for name in names}, "debrief": debrief.code, "unit": debrief.unit.label}


@api.get("/year", response=Plain, url_name="api-year", tags=["reports"])
def year(request: HttpRequest, unit: str = "", year: int = 0) -> Plain:
    """The year's accounts of a unit and what hangs below it."""
    viewer = owner(request, *FILING)
    found, year_no = unit_for(viewer, unit or viewer.unit_code), year or viewer.today.year
    require_year(year_no)
    lines = accounts_of(viewer, found, min(year_no, viewer.today.year))
    return {"accounts": [{"unit": one.unit.label, "items": one.items, "duties": one.duties} for one in lines]}


@api.get("/spots", response=Plain, url_name="api-spots", tags=["filing"])
def spots(request: HttpRequest, round: str = "") -> Plain:
    """What was drawn to be looked at in a round, and what was found."""
    viewer = owner(request, *FILING)
    names = ("code", "period", "claimed_on", "onto", "note", "raised", "checked_by", "checked_at")
    found = spots_for(viewer, round_called(round) if round else None).order_by("pk")
    rows = [
        {**{name: getattr(one, name) for name in names}, "item": one.item.code, "unit": one.item.unit.label}
        for one in found
    ]
    return {"spots": rows}


@api.get("/units/{code}/handover", response=Plain, url_name="api-handover", tags=["reports"])
def handover(request: HttpRequest, code: str) -> Plain:
    """What stands open at a unit, for a new secretary."""
    viewer = owner(request, *FILING)
    pack = handover_of(viewer, unit_for(viewer, code))
    items = [*pack.problems, *pack.tasks]
    return {
        "counts": pack.counts,
        "items": [{"code": one.code, "title": one.title, "state": one.state, "due_on": one.due_on} for one in items],
        "slips": [one.code for one in pack.slips],
        "comments": [one.code for one in pack.comments],
    }


@api.get("/units/{code}/leaders", response=Plain, url_name="api-leaders", tags=["reports"])
def leaders(request: HttpRequest, code: str, year: int = 0) -> Plain:
    """Who answers for each duty of a unit, and the committee's sessions on Party building."""
    viewer = owner(request, *FILING)
    found, year_no = unit_for(viewer, code), year or viewer.today.year
    require_year(year_no)
    staff = staff_of(found, year_no, viewer.today)
    joint = joint_duties(found, year_no, viewer.today, staff)
    return {
        "leaders": [{"code": one.code, "name": one.name} for one in answering(staff, joint)],
        "duties": [
            {
                "code": one.item.code,
                "first": one.first.name if one.first else one.words,
                "charge": one.charge.name if one.charge else "",
                "department": one.department,
                "periods": {each.period.key: each.state for each in one.periods},
            }
            for one in joint
        ],
        "sessions": [asdict(one) for one in sessions_of(viewer, joint, year_no)],
    }


@api.get("/units/{code}/leaders/{person}", response=Plain, url_name="api-leader", tags=["reports"])
def leader(request: HttpRequest, code: str, person: str, year: int = 0) -> Plain:
    """What one leader answers for at a unit, and what was done of it."""
    viewer = owner(request, *FILING)
    year_no = year or viewer.today.year
    require_year(year_no)
    one = leader_of(viewer, unit_for(viewer, code), person, year_no)
    return {
        "name": one.person.name,
        "posts": [post.title for post in one.posts],
        "aspects": {label: [asdict(record) for record in records] for label, records in one.aspects},
        "duties": [each.item.code for each in one.duties],
        "fields": dict(one.fields),
        "contacts": {unit.label: counts for unit, counts in one.contacts},
        "items": [item.code for item in one.items],
        "comments": [comment.code for comment in one.comments],
    }


def _meeting(one: Any) -> Plain:
    names = ("code", "kind", "title", "order", "state", "meeting_on", "report_due_on", "place")
    above = one.above.code if one.above else ""
    return {**{name: getattr(one, name) for name in names}, "unit": one.unit.label, "above": above}


def _debrief(one: Any) -> Plain:
    names = ("code", "person", "mode", "absence", "state", "letter_number", "answer_by")
    return {**{name: getattr(one, name) for name in names}, "unit": one.unit.label}


def _comment(one: Any) -> Plain:
    names = ("code", "state", "speaker", "nature", "text", "person", "due_on", "agree_by", "answer", "reason")
    told = {name: getattr(one, name) for name in names}
    return {**told, "unit": one.debrief.unit.label, "item": one.item.code if one.item else ""}
