"""Inspections by REST: plans, visits with their answers, checklists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from taizhang.api.views.frame import api
from taizhang.api.views.reading import PAGE, Plain, owner
from taizhang.inspection import policy, selectors
from taizhang.inspection.selectors import films
from taizhang.kit.pages import paged
from taizhang.rulebook.selectors import books_of

DOORS = ("handle", "oversee", "inspect", "overview")


@api.get("/inspections", response=Plain, url_name="api-inspections", tags=["inspection"])
def inspections(request: HttpRequest, after: str = "") -> Plain:
    """Inspections in sight, newest first."""
    page = paged(selectors.plans_for(owner(request, *DOORS)), "-id", after, PAGE)
    return {"inspections": [_plan(one) for one in page.rows], "next": page.next}


@api.get("/inspections/{code}", response=Plain, url_name="api-inspection", tags=["inspection"])
def inspection(request: HttpRequest, code: str) -> Plain:
    """One inspection: its draw for the organising side, visits in sight, acts open to the owner."""
    viewer = owner(request, *DOORS)
    found = selectors.plan_for(viewer, code)
    host = policy.sees_as_host(viewer, found)
    told = {"draw": found.draw, "theme": found.theme} if host else {}
    visits = [_visit(one) | ({"reasons": one.reasons} if host else {}) for one in selectors.visits_of(viewer, found)]
    return {**_plan(found), **told, "visits": visits, "acts": list(policy.plan_acts(viewer, found))}


@api.get("/visits/{code}", response=Plain, url_name="api-visit", tags=["inspection"])
def visit(request: HttpRequest, code: str) -> Plain:
    """One visit: what it asks, what was answered and found, acts open to the owner."""
    viewer = owner(request, *DOORS)
    found = selectors.visit_for(viewer, code)
    shows = policy.shows_results(viewer, found)
    answers = selectors.answers_of(found) if shows else []
    lists = selectors.checklists_of(found)
    names = {one.pk: one.name for one in lists}
    told = ("key", "by_name", "value", "note", "chosen", "at", "device_at")
    return {
        **_visit(found),
        "words": found.words,
        "reply": found.reply,
        "checklists": [
            {"name": one.name, "version": one.version, "title": one.title, "body": one.body} for one in lists
        ],
        "answers": [
            {"checklist": names.get(one.checklist_id, ""), **{name: getattr(one, name) for name in told}}
            for one in answers
        ],
        "findings": [_finding(one) for one in selectors.findings_for(viewer, found)] if shows else [],
        "acts": list(policy.visit_acts(viewer, found)),
    }


@api.get("/films/{code}", response=Plain, url_name="api-film", tags=["inspection"])
def film(request: HttpRequest, code: str) -> Plain:
    """One film: its chapters, and for those who work on it its pieces."""
    viewer = owner(request, *DOORS)
    found = films.film_for(viewer, code)
    names = ("code", "title", "state", "version", "shown_version", "released_by", "shown_chapters")
    told = {name: getattr(found, name) for name in names}
    works = films.works_on(viewer, found)
    return {**told, "unit": found.unit.label, **({"pieces": found.pieces, "script": found.script} if works else {})}


@api.get("/checklists", response=Plain, url_name="api-checklists", tags=["inspection"])
def checklists(request: HttpRequest) -> Plain:
    """The checklists in force."""
    found = books_of("checklist", owner(request, *DOORS).today)
    return {"checklists": [{"name": one.name, "version": one.version, "title": one.title} for one in found]}


def _plan(one: Any) -> Plain:
    names = ("code", "title", "breadth", "rhythm", "manner", "state", "basis", "basis_paper", "basis_by", "basis_on")
    return {**{name: getattr(one, name) for name in (*names, "from_on", "to_on")}, "host": one.host.label}


def _visit(one: Any) -> Plain:
    told = {name: getattr(one, name) for name in ("code", "state", "on", "stratum", "answer_by")}
    return {**told, "unit": one.unit.code, "unit_name": one.unit.label, "team": one.team.name if one.team else ""}


def _finding(one: Any) -> Plain:
    names = ("code", "key", "state", "text", "category", "due_on", "onto")
    return {**{name: getattr(one, name) for name in names}, "item": one.item.code if one.item else ""}
