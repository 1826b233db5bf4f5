"""Supervision by REST: slips, what is late by kind, accountability as far as the owner sees it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from taizhang.api.views.frame import api
from taizhang.api.views.reading import FILING, PAGE, Plain, owner
from taizhang.kit.pages import paged
from taizhang.supervision import policy, selectors


@api.get("/slips", response=Plain, url_name="api-slips", tags=["supervision"])
def slips(request: HttpRequest, after: str = "") -> Plain:
    """Slips in sight, newest first, proposals among them for those who may see them."""
    page = paged(selectors.slips_for(owner(request, *FILING)), "-id", after, PAGE)
    return {"slips": [_slip(one) for one in page.rows], "next": page.next}


@api.get("/slips/{code}", response=Plain, url_name="api-slip", tags=["supervision"])
def slip(request: HttpRequest, code: str) -> Plain:
    """One slip with the acts open to the owner."""
    viewer = owner(request, *FILING)
    found = selectors.slip_for(viewer, code)
    return {**_slip(found), "demand": found.demand, "acts": list(policy.acts_open_to(viewer, found))}


@api.get("/lateness", response=Plain, url_name="api-lateness", tags=["supervision"])
def lateness(request: HttpRequest) -> Plain:
    """Kind of matter → how many are near their day and past it, in the owner's reach."""
    found = selectors.lateness(owner(request, *FILING))
    return {kind: {"near": near, "late": late} for kind, (near, late) in found.items()}


CASE = (
    "code",
    "person",
    "post",
    "state",
    "grounds",
    "measure",
    "state_by",
    "decided_on",
    "appeal_by",
    "influence_until",
)
COURSE = ("act", "at", "actor_name", "actor_post", "note")


@api.get("/cases", response=Plain, url_name="api-cases", tags=["supervision"])
def cases(request: HttpRequest, after: str = "") -> Plain:
    """Cases of accountability in sight, newest first."""
    page = paged(selectors.cases_for(owner(request, *FILING)), "-id", after, PAGE)
    return {"cases": [_case(one) for one in page.rows], "next": page.next}


@api.get("/cases/{code}", response=Plain, url_name="api-case", tags=["supervision"])
def case(request: HttpRequest, code: str) -> Plain:
    """One case: grounds, records, statement, decision, its course, the acts open to the owner."""
    viewer = owner(request, *FILING)
    found = selectors.case_for(viewer, code)
    return {
        **_case(found),
        **{name: getattr(found, name) for name in ("facts", "records", "statement", "body", "paper", "opened_by")},
        "course": [{name: getattr(step, name) for name in COURSE} for step in selectors.case_steps_of(found)],
        "acts": list(selectors.acts_of_case(viewer, found)),
    }


def _case(one: Any) -> Plain:
    return {**{name: getattr(one, name) for name in CASE}, "unit": one.unit.label, "host": one.host.label}


def _slip(one: Any) -> Plain:
    names = ("code", "number", "title", "state", "rung", "due_on", "decided_by", "answer", "paused_until")
    told = {name: getattr(one, name) for name in names}
    return {**told, "unit": one.unit.label, "host": one.host.label, "item": one.item.code if one.item else ""}
