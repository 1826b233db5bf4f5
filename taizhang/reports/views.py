"""The overview and the unit page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from taizhang.cycle.rules import year_asked
from taizhang.cycle.selectors import round_called, round_on, rounds_known
from taizhang.debrief.labels import NATURES
from taizhang.documents.lists import TYPES
from taizhang.documents.write_docx import paper_docx, to_docx
from taizhang.documents.write_xlsx import to_xlsx
from taizhang.filing.selectors import filings_for, spots_told
from taizhang.kit.errors import Absent, BadInput
from taizhang.kit.screens import Request, behind_door, download, opens
from taizhang.ledger.labels import STAGES, STATES
from taizhang.ledger.selectors import Filters, items_for, lamps_on, light_of, narrowed, page_of
from taizhang.orgs.labels import FIELDS, KINDS
from taizhang.orgs.selectors import trail, unit_for
from taizhang.people.selectors import contacts_of, posts_in
from taizhang.reports import labels
from taizhang.reports.papers import handover_paper, leader_paper, notice_paper, year_sheet
from taizhang.reports.selectors import (
    accounts_of,
    answering,
    handover_of,
    joint_duties,
    leader_of,
    lines_of_round,
    not_filed,
    overview_of,
    sessions_of,
    staff_of,
)

DOORS = ("handle", "oversee", "overview")


def heads() -> dict[str, str]:
    """The overview's headings in the reader's language: stages, then totals."""
    return {key: gettext(label) for key, label in (STAGES | labels.TOTALS).items()}


@behind_door("overview", "oversee", "handle")
def overview(request: Request) -> HttpResponse:
    """Where everything stands and where it stopped: a sentence, children × stages, then late and recurring."""
    viewer = request.viewer
    unit = unit_for(viewer, request.GET.get("unit") or viewer.unit_code)
    found = overview_of(viewer, unit, request.GET.get("round", ""))
    if request.headers.get("HX-Request"):  # a line unfolds in its place
        return render(
            request,
            "reports/overview_rows.html",
            {"unit": unit, "found": found, "heads": heads(), "folded": True},
        )
    lamps = lamps_on(viewer.today)
    late = page_of(narrowed(items_for(viewer).under(unit.path), Filters(kind="problem", light="late"), viewer), "", 8)
    return render(
        request,
        "reports/overview.html",
        {
            "unit": unit,
            "found": found,
            "heads": heads(),
            "stages": STAGES,
            "trail": trail(unit.path, viewer),
            "rounds": rounds_known(),
            "sentence": labels.SENTENCE if found.whole.counts["total"] else labels.EMPTY,
            "states": STATES,
            "facts": {
                "unit": unit.label,
                **{k: found.whole.counts[k] for k in ("total", "closed", "late", "recurring")},
            },
            "late": [(item, light_of(item, viewer.today, lamps)) for item in late.rows],
            "more": late.next,
        },
    )


@behind_door("overview", "oversee", "handle", "inspect")
def unit(request: Request, code: str) -> HttpResponse:
    """One unit: who, what hangs below, what it has open, what it has filed."""
    viewer = request.viewer
    found = unit_for(viewer, code, closed=True)
    lamps = lamps_on(viewer.today)
    page = page_of(
        narrowed(items_for(viewer).under(found.path), Filters(state="open"), viewer).exclude(kind="duty"), "", 12
    )
    return render(
        request,
        "reports/unit.html",
        {
            "unit": found,
            "trail": trail(found.path, viewer),
            "working": any(opens(door, viewer) for door in DOORS),
            "posts": posts_in(found, viewer.today),
            "kinds": KINDS,
            "fields": FIELDS,
            "contacts": contacts_of(found, viewer.today),
            "rows": [(item, light_of(item, viewer.today, lamps)) for item in page.rows],
            "states": STATES,
            "filings": filings_for(viewer).filter(unit=found)[:8],
            "found": overview_of(viewer, found),
        },
    )


@behind_door(*DOORS)
def year(request: Request) -> HttpResponse:
    """The year's accounts by unit: promised, done, proven, late, carried over."""
    viewer, year_no = request.viewer, _year(request)
    found = unit_for(viewer, request.GET.get("unit") or viewer.unit_code)
    context = {
        "unit": found,
        "year": year_no,
        "trail": trail(found.path, viewer),
        "accounts": accounts_of(viewer, found, year_no),
        "rounds": [one for one in rounds_known() if one.year == year_no],
        "years": sorted({one.year for one in rounds_known()}, reverse=True),
    }
    return render(request, "reports/year.html", context)


def _year(request: Request) -> int:
    year_no = year_asked(request.GET.get("year", ""), request.viewer.today)
    if year_no > request.viewer.today.year:
        raise BadInput(labels.NOT_YET, year=year_no)
    return year_no


@behind_door(*DOORS)
def year_file(request: Request, form: str) -> HttpResponse:
    """The settlement as Excel or Word."""
    viewer, year_no = request.viewer, _year(request)
    if form not in WRITERS:
        raise Absent(labels.NO_FORMAT)
    found = unit_for(viewer, request.GET.get("unit") or viewer.unit_code)
    sheet = year_sheet(accounts_of(viewer, found, year_no), found.label, year_no, viewer.today)
    return download(WRITERS[form](sheet), f"{sheet.title}.{form}", TYPES[form])


@behind_door(*DOORS)
def notice_file(request: Request) -> HttpResponse:
    """The notice (通报) of a round as Word."""
    viewer = request.viewer
    found = unit_for(viewer, request.GET.get("unit") or viewer.unit_code)
    round_ = round_called(request.GET["round"]) if request.GET.get("round") else round_on(viewer.today)
    lines = lines_of_round(viewer, found, round_)
    if not lines:
        raise Absent(labels.NOBODY_BELOW, unit=found.label)
    name = f"{round_.year}{gettext(round_.label)}" if round_ else str(viewer.today.year)
    spots = spots_told(found, round_)
    paper = notice_paper(lines, not_filed(lines, viewer), found.label, name, viewer.today, spots)
    return download(paper_docx(paper), f"{paper.title}.docx", TYPES["docx"])


@behind_door(*DOORS)
def handover(request: Request, code: str) -> HttpResponse:
    """What a new secretary takes over: everything open, under its old numbers."""
    viewer = request.viewer
    found = unit_for(viewer, code)
    context = {
        "unit": found,
        "trail": trail(found.path, viewer),
        "pack": handover_of(viewer, found),
        "states": STATES,
    }
    return render(request, "reports/handover.html", context)


@behind_door(*DOORS)
def handover_file(request: Request, code: str) -> HttpResponse:
    """The hand-over pack as Word, to be signed by both."""
    found = unit_for(request.viewer, code)
    paper = handover_paper(handover_of(request.viewer, found), request.viewer.today)
    return download(paper_docx(paper), f"{paper.title}.docx", TYPES["docx"])


@behind_door(*DOORS)
def leaders(request: Request, code: str) -> HttpResponse:
    """Who answers for what at a unit: the first responsible, the one in charge of the field, the office."""
    viewer, year_no = request.viewer, _year(request)
    found = unit_for(viewer, code)
    staff = staff_of(found, year_no, viewer.today)
    duties = joint_duties(found, year_no, viewer.today, staff)
    context = {
        "unit": found,
        "year": year_no,
        "trail": trail(found.path, viewer),
        "sessions": sessions_of(viewer, duties, year_no),
        "states": STATES,
        "leaders": answering(staff, duties),
        "posts": staff.posts,
        "charges": staff.charges,
        "fields": FIELDS,
        "duties": duties,
    }
    return render(request, "reports/leaders.html", context)


@behind_door(*DOORS)
def leader(request: Request, code: str, person: str) -> HttpResponse:
    """One leader: what they answer for, and what was done of it, from the records."""
    viewer, year_no = request.viewer, _year(request)
    found = unit_for(viewer, code)
    context = {
        "unit": found,
        "year": year_no,
        "trail": trail(found.path, viewer),
        "one": leader_of(viewer, found, person, year_no),
        "fields": FIELDS,
        "states": STATES,
        "natures": NATURES,
    }
    return render(request, "reports/leader.html", context)


@behind_door(*DOORS)
def leader_file(request: Request, code: str, person: str) -> HttpResponse:
    """A leader's page as Word."""
    viewer, year_no = request.viewer, _year(request)
    found = unit_for(viewer, code)
    paper = leader_paper(leader_of(viewer, found, person, year_no), found, year_no, viewer.today)
    return download(paper_docx(paper), f"{paper.title}.docx", TYPES["docx"])


WRITERS = {"xlsx": to_xlsx, "docx": to_docx}
