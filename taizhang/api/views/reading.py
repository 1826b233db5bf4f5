"""Every reading the screens have, by REST: the same selectors, the same doors, the same reach."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Schema

from taizhang.api import labels
from taizhang.api.views.frame import api
from taizhang.cycle.selectors import round_called, round_on, rounds_known
from taizhang.directives.selectors import document_for, documents_for, lines_of
from taizhang.evidence.selectors import evidence_of
from taizhang.filing.selectors import (
    difference_to_last,
    filing_for,
    filings_for,
    late_inbox,
    must_file,
    unit_lines,
)
from taizhang.kit.errors import Absent, BadInput, NotAllowed
from taizhang.kit.pages import paged
from taizhang.kit.screens import opens
from taizhang.kit.waiting import waiting_for
from taizhang.ledger import selectors
from taizhang.ledger.cells import Words, cell
from taizhang.ledger.forms import filters_from
from taizhang.ledger.lists import LIST_OF_KIND, layout_of
from taizhang.ledger.selectors.views import view_for, views_for
from taizhang.obligations.selectors import instances
from taizhang.orgs.selectors import children_of, trail, unit_anywhere, unit_for, units_by_id
from taizhang.people.selectors import contacts_of, portfolios_of, posts_in
from taizhang.reports.selectors import overview_of
from taizhang.rulebook.selectors import terms_on

Plain = dict[str, Any]
BUSINESS = ("handle", "oversee", "inspect", "overview")
PAGE = 200
FILING = ("handle", "oversee", "overview")


def owner(request: HttpRequest, *doors: str) -> Any:
    """The token's owner, when their hat opens one of the doors; the screens' own rule."""
    viewer = request.auth  # type: ignore[attr-defined]
    if doors and not any(opens(door, viewer) for door in doors):
        raise NotAllowed(labels.NO_DOOR)
    return viewer


class Asked(Schema):
    """Filters of a list as on its page; `day`: as it stood when that day ended; `after`: where the page begins."""

    kind: str = ""
    state: str = ""
    unit: str = ""
    round: str = ""
    category: str = ""
    source: str = ""
    leader: str = ""
    light: str = ""
    text: str = ""
    clause: str = ""
    stage: str = ""
    day: str = ""
    after: str = ""


def _no_others(request: HttpRequest, *known: str) -> None:
    """A filter nobody knows narrows nothing: whoever mistypes one must not take the answer for the narrowed list."""
    other = next((name for name in request.GET if name not in known), "")
    if other:
        raise BadInput(labels.NO_FILTER, name=other[:40], known="、".join(known))


PAST_PAGE = 1_000  # what has changed since is put together for every page anew: few pages


@api.get("/items", response=Plain, url_name="items", tags=["items"])
def items(request: HttpRequest, asked: Query[Asked]) -> Plain:
    """Items in the owner's sight, soonest due first, a page at a time; with `day` as they stood when it ended."""
    viewer, wanted = owner(request, *BUSINESS), filters_from(asked.dict())
    _no_others(request, *Asked.model_fields)
    if wanted.day:
        page = selectors.page_on(viewer, wanted, date.fromisoformat(wanted.day), asked.after, PAST_PAGE)
    else:
        page = selectors.page_of(selectors.narrowed(selectors.items_for(viewer), wanted, viewer), asked.after)
    if selectors.unit_unknown(viewer, wanted, page):
        raise Absent(labels.NO_SUCH_UNIT, text=wanted.unit[:40])
    return {"items": [_item(item) for item in page.rows], "next": page.next}


@api.get("/items/{code}", response=Plain, url_name="item", tags=["items"])
def item(request: HttpRequest, code: str) -> Plain:
    """One item: its columns in the county's own headings, its life, its evidence, the acts open to the owner."""
    viewer = owner(request, *BUSINESS)
    found = selectors.item_for(viewer, code)
    columns = layout_of(LIST_OF_KIND[found.kind], viewer.today)["columns"]
    words = Words(terms_on(viewer.today)["sources"])
    return {
        **_item(found),
        "accepting": found.accepting.label,
        "raised_by": found.raised_by.label,
        "parent": found.parent.code if found.parent else "",
        "columns": {column["heading"]: cell(column["key"], found, 1, words) for column in columns},
        "steps": [
            {
                name: getattr(step, name)
                for name in ("number", "act", "source", "target", "at", "actor_name", "actor_post", "note", "evidence")
            }
            for step in selectors.steps_of(found)
        ],
        "evidence": [
            {name: getattr(one, name) for name in ("code", "name", "kind", "size", "sha256", "at")}
            for one in evidence_of(found.code)
        ],
        "acts": [asdict(option) for option in selectors.acts_open_to(viewer, found)],
        "children": [child.code for child in selectors.children_of(viewer, found)],
        "periods": _periods(viewer, [found])[found.code] if found.kind == "duty" else [],
    }


def _item(found: Any) -> Plain:
    names = (
        "code",
        "kind",
        "state",
        "title",
        "due_on",
        "opened_on",
        "closed_on",
        "category",
        "source",
        "person",
        "leader",
    )
    told = {name: getattr(found, name) for name in (*names, "recurring", "proof_count", "own_number", "version")}
    return {**told, "unit": found.unit.label, "unit_code": found.unit.code}


def _periods(viewer: Any, duties: Any) -> dict[str, list[Plain]]:
    found = instances(map(selectors.owed, duties), duties[0].year if duties else viewer.today.year, viewer.today)
    return {
        code: [
            {"period": one.period.key, "due_on": one.period.due_on, "state": one.state, "note": one.note}
            for one in some
        ]
        for code, some in found.items()
    }


class Days(Schema):
    """Two days, and what the comparison is narrowed to."""

    before: date
    until: date
    kind: str = "problem"
    unit: str = ""


@api.get("/between", response=Plain, url_name="api-between", tags=["items"])
def between(request: HttpRequest, asked: Query[Days]) -> Plain:
    """A list on two days: what came, was closed, vanished, changed (with the old value)."""
    viewer, wanted = owner(request, *BUSINESS), filters_from({"kind": asked.kind, "unit": asked.unit})
    _no_others(request, *Days.model_fields)
    before, until = sorted((asked.before, asked.until))
    made, _items = selectors.difference_between(viewer, wanted, before, until)
    return asdict(made)


@api.get("/duties", response=Plain, url_name="api-duties", tags=["items"])
def duties(request: HttpRequest, unit: str = "", year: int = 0) -> Plain:
    """A unit's duty list of a year with every period's state."""
    viewer = owner(request, *FILING)
    home = unit_for(viewer, unit or viewer.unit_code)
    found = list(selectors.duties_of(home, year if 2000 <= year <= 2099 else viewer.today.year))
    periods = _periods(viewer, found) if found else {}
    return {"unit": home.label, "duties": [{**_item(one), "periods": periods[one.code]} for one in found]}


@api.get("/today", response=Plain, url_name="api-today", tags=["items"])
def today(request: HttpRequest) -> Plain:
    """Today's few things, what else waits, lists proposed, duties near their day, answers of late, the four numbers."""
    viewer = owner(request, *BUSINESS)
    lamps = selectors.lamps_on(viewer.today)
    near, missed = selectors.due_duties(viewer, lamps.near_days)
    waiting = waiting_for(viewer)
    units = units_by_id({one.unit for one in waiting})
    return {
        "waiting": [{**asdict(one), "what": gettext(one.what), "unit": units[one.unit].label} for one in waiting],
        "proposed": selectors.proposed_lists(viewer),
        "answered": [{"item": one.item.code, "act": one.act, "at": one.at} for one in selectors.answered(viewer)],
        "todo": [_item(one) for one in selectors.todays_few(viewer)],
        "duties": [{"code": one.code, "title": one.title, "due_on": due.period.due_on} for one, due in near],
        "missed": missed,
        "numbers": selectors.home_numbers(viewer, lamps.near_days),
    }


@api.get("/views", response=list[Plain], url_name="api-views", tags=["items"])
def views(request: HttpRequest) -> list[Plain]:
    """Saved views in sight."""
    found = views_for(owner(request, *BUSINESS))
    return [{"code": one.code, "name": one.name, "query": one.query, "shared": one.shared} for one in found]


@api.get("/views/{code}", response=Plain, url_name="api-view", tags=["items"])
def view(request: HttpRequest, code: str) -> Plain:
    """One saved view: ask /items with its query."""
    one = view_for(owner(request, *BUSINESS), code)
    return {"code": one.code, "name": one.name, "query": one.query, "unit": one.unit.label}


@api.get("/overview", response=Plain, url_name="api-overview", tags=["units"])
def overview(request: HttpRequest, unit: str = "", round: str = "") -> Plain:
    """Where everything stands and where it stopped: a unit's children × stages."""
    viewer = owner(request, *FILING)
    home = unit_for(viewer, unit or viewer.unit_code)
    found = overview_of(viewer, home, round)
    lines = [{"unit": line.unit.label, "code": line.unit.code, "counts": dict(line.counts)} for line in found.lines]
    return {"unit": home.label, "whole": dict(found.whole.counts), "lines": lines, "week": dict(found.week)}


@api.get("/units/{code}", response=Plain, url_name="api-unit", tags=["units"])
def unit(request: HttpRequest, code: str) -> Plain:
    """One unit: where it hangs, who holds which post, what hangs below it."""
    viewer = owner(request, *BUSINESS)
    return _unit(unit_for(viewer, code, closed=True), viewer)


@api.get("/tree", response=Plain, url_name="api-tree", tags=["units"])
def tree(request: HttpRequest, unit: str = "") -> Plain:
    """One level of the whole tree, for those who keep it."""
    viewer = owner(request, "oversee", "administer:system_admin")
    return _unit(unit_anywhere(unit or viewer.hats[0].unit_code), viewer)


def _unit(found: Any, viewer: Any) -> Plain:
    day = viewer.today
    return {
        "code": found.code,
        "name": found.name,
        "short": found.short,
        "kind": found.kind,
        "field": found.field,
        "closed_on": found.closed_on,
        "trail": [one.label for one in trail(found.path)],
        "children": [{"code": one.code, "name": one.label} for one in children_of(found)],
        "posts": [
            {"name": one.person.name, "title": one.title, "from_on": one.from_on} for one in posts_in(found, day)
        ],
        "charges": [{"name": one.person.name, "field": one.field} for one in portfolios_of(found, day)],
        "contacts": [one.person.name for one in contacts_of(found, day)],
    }


@api.get("/documents", response=Plain, url_name="api-documents", tags=["directives"])
def documents(request: HttpRequest, after: str = "") -> Plain:
    """Speeches and documents in sight, newest first."""
    page = paged(documents_for(owner(request, *FILING)), "-id", after, PAGE)
    names = ("code", "title", "speaker", "given_on")
    return {"documents": [{name: getattr(one, name) for name in names} for one in page.rows], "next": page.next}


@api.get("/documents/{code}", response=Plain, url_name="api-document", tags=["directives"])
def document(request: HttpRequest, code: str) -> Plain:
    """One document, clause by clause, with how many units have done what it says."""
    viewer = owner(request, *FILING)
    found = document_for(viewer, code)
    names = ("code", "number", "kind", "title", "start", "end", "depth", "deadline_words", "holders", "gaps")
    lines = [
        {
            **{name: getattr(line.clause, name) for name in names},
            "progress": line.progress,
            "counts": dict(line.counts),
            "units": line.units,
        }
        for line in lines_of(viewer, found)
    ]
    return {"code": found.code, "title": found.title, "text": found.text, "clauses": lines}


@api.get("/rounds", response=list[Plain], url_name="api-rounds", tags=["filing"])
def rounds(request: HttpRequest) -> list[Plain]:
    """The years' three accounts."""
    owner(request, *BUSINESS)
    return [
        {"code": one.code, "kind": one.kind, "opens_on": one.opens_on, "closes_on": one.closes_on}
        for one in rounds_known()
    ]


@api.get("/filings", response=Plain, url_name="api-filings", tags=["filing"])
def filings(request: HttpRequest, round: str = "", after: str = "") -> Plain:
    """Filings in sight, newest first, and who below has filed in the round."""
    viewer = owner(request, *FILING)
    asked = round_called(round) if round else round_on(viewer.today)
    found = filings_for(viewer).filter(round=asked) if asked else filings_for(viewer)
    page = paged(found, "-id", after, PAGE)
    lines = unit_lines(viewer, unit_for(viewer, viewer.unit_code), asked)
    over, wanted = bool(asked and asked.closes_on < viewer.today), must_file(viewer.today)
    return {
        "filings": [_filing(one) for one in page.rows],
        "next": page.next,
        "units": [
            {"unit": one.unit.label, "filed": one.filed_words(over, wanted), "counts": dict(one.counts)}
            for one in lines
        ],
    }


@api.get("/filings/{code}", response=Plain, url_name="api-filing", tags=["filing"])
def filing(request: HttpRequest, code: str) -> Plain:
    """One sealed list as it was hashed, and what has changed since the seal before it."""
    found = filing_for(owner(request, *FILING), code)
    _before, difference = difference_to_last(found)
    told = {**_filing(found), "snapshot": json.loads(found.snapshot)}
    return {**told, "difference": asdict(difference) if difference else None}


@api.get("/late", response=list[Plain], url_name="api-late", tags=["filing"])
def late(request: HttpRequest, round: str = "") -> list[Plain]:
    """What came after lists had been locked."""
    viewer = owner(request, *FILING)
    asked = round_called(round) if round else round_on(viewer.today)
    found = late_inbox(viewer, unit_for(viewer, viewer.unit_code), asked)
    return [
        {"filing": one.filing.code, "item": one.step.item.code, "act": one.step.act, "at": one.step.at} for one in found
    ]


def _filing(one: Any) -> Plain:
    names = ("code", "title", "list_name", "state", "occasion", "digest", "signer", "sealed_at", "sent_at", "is_late")
    return {**{name: getattr(one, name) for name in names}, "unit": one.unit.label}
