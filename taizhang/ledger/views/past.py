"""Two days side by side: what came, what was closed, what changed, with the old value in the cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from taizhang.documents.dates import read_date
from taizhang.documents.labels import BAD_DATE
from taizhang.kit.errors import BadInput
from taizhang.kit.screens import Request, behind_door
from taizhang.ledger import labels, selectors
from taizhang.ledger.forms import filters_from
from taizhang.ledger.views.items import BUSINESS
from taizhang.orgs.selectors import unit_names

SHOWN = 40


@behind_door(*BUSINESS)
def between(request: Request) -> HttpResponse:
    """The list on two days; without days, the year so far."""
    viewer, told = request.viewer, request.GET
    wanted = filters_from(told)
    wanted = replace(wanted, kind=wanted.kind or "problem", day="")
    before = _day(told.get("before", ""), date(viewer.today.year, 1, 1), viewer.today)
    after = _day(told.get("until", ""), viewer.today, viewer.today)
    if before > after:
        before, after = after, before
    difference, items = selectors.difference_between(viewer, wanted, before, after, SHOWN)
    context = {
        "wanted": wanted,
        "before": before,
        "until": after,
        "unit_label": unit_names([wanted.unit]).get(wanted.unit, wanted.unit) if wanted.unit else "",
        "groups": [
            (label, [items[code] for code in getattr(difference, name)[:SHOWN]], len(getattr(difference, name)))
            for name, label in labels.BETWEEN.items()
        ],
        "changed": [(items[code], _cells(cells)) for code, cells in list(difference.changed.items())[:SHOWN]],
        "changed_count": len(difference.changed),
        "kinds": labels.KINDS,
        "states": labels.STATES,
    }
    return render(request, "ledger/between.html", context)


def _day(text: str, otherwise: date, today: date) -> date:
    if not text.strip():
        return otherwise
    day = read_date(text, today)
    if day is None:
        raise BadInput(BAD_DATE, text=text)
    return day


def _cells(cells: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Changed cells with words for keys and values."""
    return [
        (gettext(labels.COLUMNS[key]), _shown(key, was), _shown(key, now))
        for key, was, now in cells
        if key in labels.COLUMNS
    ]


def _shown(key: str, value: Any) -> str:
    words = {"state": labels.STATES, "timing": labels.TIMINGS}.get(key, {})
    if key == "recurring":
        return gettext(labels.YES if value == "True" else labels.NO)
    return gettext(words[value]) if value in words else str(value) or "—"
