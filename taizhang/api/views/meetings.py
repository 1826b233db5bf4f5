"""Debrief meetings by REST: the same selectors, the same doors, the same reach."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest

from taizhang.api.views.frame import api
from taizhang.api.views.reading import FILING, PAGE, Plain, owner
from taizhang.debrief import selectors
from taizhang.kit.pages import paged


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
