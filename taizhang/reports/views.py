"""The overview and the unit page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from taizhang.cycle.selectors import rounds_known
from taizhang.filing.selectors import filings_for
from taizhang.kit.screens import Request, behind_door
from taizhang.ledger.labels import STATES
from taizhang.ledger.selectors import Filters, items_for, lamps_on, light_of, narrowed, page_of
from taizhang.orgs.labels import FIELDS, KINDS
from taizhang.orgs.selectors import trail, unit_for
from taizhang.people.selectors import contacts_of, posts_in
from taizhang.reports import labels
from taizhang.reports.selectors import overview_of


def stages() -> dict[str, str]:
    """The stages' headings in the reader's language."""
    return {key: gettext(label) for key, label in labels.STAGES.items()}


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
            {"unit": unit, "found": found, "stages": stages(), "folded": True},
        )
    lamps = lamps_on(viewer.today)
    late = page_of(narrowed(items_for(viewer).under(unit.path), Filters(kind="problem", light="late"), viewer), "", 8)
    return render(
        request,
        "reports/overview.html",
        {
            "unit": unit,
            "found": found,
            "stages": stages(),
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
            "posts": posts_in(found, viewer.today),
            "kinds": KINDS,
            "fields": FIELDS,
            "contacts": contacts_of(found, viewer.today),
            "rows": [(item, light_of(item, viewer.today, lamps)) for item in page.rows],
            "states": STATES,
            "filings": filings_for(viewer).filter(unit=found)[:8],
            "found": overview_of(viewer, found),
            "stages": stages(),
        },
    )
