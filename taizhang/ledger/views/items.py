"""Screens of items: lists, one item with its life, and the acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from taizhang.cycle.selectors import rounds_known
from taizhang.evidence.preparing import prepared
from taizhang.evidence.selectors import evidence_of
from taizhang.evidence.uploads import with_uploads
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.screens import Request, behind_door, said, tell, warn
from taizhang.kit.words import _
from taizhang.ledger import actions, labels, selectors
from taizhang.ledger.cells import Words, cell
from taizhang.ledger.forms import DoneOnce, RaiseForm, filters_from, for_session, form_for, with_periods
from taizhang.ledger.lists import LIST_OF_KIND, layout_of, returned_list
from taizhang.ledger.states import TABLES
from taizhang.obligations.selectors import instances
from taizhang.orgs.selectors import children_of as units_below
from taizhang.orgs.selectors import trail, unit_for, unit_names
from taizhang.rulebook.selectors import terms_on

BUSINESS = ("handle", "oversee", "inspect", "overview")
DONE = _("{act}：{code}，已办。")
MANY = _("已办{count}件。")
SOME = _("{count}件没有办成：{first}")


@behind_door(*BUSINESS)
def items(request: Request) -> HttpResponse:
    """A list: filtered, a page at a time, in the county's columns."""
    viewer, wanted = request.viewer, filters_from(request.GET)
    kind = wanted.kind if wanted.kind in LIST_OF_KIND else "problem"
    layout = layout_of(request.GET.get("list") or LIST_OF_KIND[kind], viewer.today)
    page, day = _page(viewer, replace(wanted, kind=kind) if wanted.day else wanted, request.GET.get("after", ""))
    lamps, terms = selectors.lamps_on(viewer.today), terms_on(viewer.today)
    columns = [one for one in layout["columns"] if one.get("screen")] or layout["columns"][:MOST_COLUMNS]
    words = Words(terms["sources"])
    headed = [(one["key"], gettext(one["heading"])) for one in columns]
    rows = [
        (
            item,
            selectors.light_of(item, day, lamps),
            [(key, heading, cell(key, item, 0, words)) for key, heading in headed],
        )
        for item in page.rows
    ]
    return render(
        request,
        "ledger/items.html",
        {
            **_narrowing(viewer, wanted, page),
            "rows": rows,
            "columns": headed,
            "due_heading": gettext(labels.DUE_HEADING),
            "page": page,
            "kind": kind,
            "layout": layout,
            "terms": terms,
            "states": TABLES[kind].states,
            "bulk": () if wanted.day else BULK.get(wanted.state, ()),
            "acts": labels.ACTS,
            "list_name": LIST_OF_KIND[kind],
            "returned": returned_list(kind, viewer.today),
            "kinds": labels.KINDS,
            "every": labels.EVERY,
        },
    )


def _narrowing(viewer: Any, wanted: selectors.Filters, page: selectors.Page) -> dict[str, Any]:
    """What the list is narrowed to, in words; an unknown unit is told from one that has nothing."""
    return {
        "wanted": wanted,
        "unit_label": unit_names([wanted.unit]).get(wanted.unit, wanted.unit) if wanted.unit else "",
        "rounds": {one.code: f"{one.year} {gettext(one.label)}" for one in rounds_known()},
        "stage": labels.STAGES.get(wanted.stage, ""),
        "no_unit": selectors.unit_unknown(viewer, wanted, page),
    }


def _page(viewer: Any, wanted: selectors.Filters, after: str) -> tuple[selectors.Page, date]:
    """A page of today's list, or of a past day's, and the day."""
    if not wanted.day:
        return selectors.page_of(selectors.narrowed(selectors.items_for(viewer), wanted, viewer), after), viewer.today
    day = date.fromisoformat(wanted.day)
    return selectors.page_on(viewer, wanted, day, after), day


MOST_COLUMNS = 8  # where a book does not say which columns the screen shows
BULK = {
    "plan_submitted": ("approve_plan", "return_plan"),
    "closure_applied": ("accept_closure", "return_closure"),
    "submitted": ("pass_task", "return_task"),
    "issued": ("sign_task",),
    "untrue_claimed": ("consent_untrue",),
    "proposed": ("agree_duty",),
    "agreed": ("seal_duty",),
}
# one act on many rows from the duty page: one record satisfies several duties
ON_DUTIES = "fulfil_duty"


@behind_door(*BUSINESS)
def item(request: Request, code: str) -> HttpResponse:
    """One item: its band, its life, and what can be done now."""
    return _item_page(request, code, {})


def _item_page(request: Request, code: str, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found = selectors.item_for(viewer, code)
    evidence = {one.code: one for one in evidence_of(found.code)}
    life = selectors.steps_of(found)
    options = selectors.acts_open_to(viewer, found)
    steps = [
        (step, labels.ACTS[step.act], [evidence[one] for one in step.evidence if one in evidence]) for step in life
    ]
    named = {one for step, _label, _files in steps for one in step.evidence}
    if steps:  # files of the finding that came after its words stand where the problem began
        steps[0][2].extend(one for code, one in evidence.items() if code not in named)
    periods = _periods(viewer, found)
    beside, children = selectors.around(viewer, found, BESIDE)
    forms = [(option, _fitted(form, found, periods)) for option, form in _forms(found, options, bound)]
    context = {
        "hints": selectors.hints_for(viewer, found, list(evidence.values()), life),
        "beside": beside,
        "item": found,
        "light": selectors.light_of(found, viewer.today, selectors.lamps_on(viewer.today)),
        "labels": labels,
        "steps": steps,
        "forms": forms,
        "shut": [option for option in options if not option.open],
        "states": labels.STATES,
        "trail": trail(found.path),
        "evidence": list(evidence.values()),
        "opened": request.POST.get("_act", ""),
        "children": children,
        "source_text": cell("source", found, 0, Words(terms_on(viewer.today)["sources"])),
        "periods": periods,
    }
    return render(request, "ledger/item.html", context, status=status)


def _forms(found: Any, options: Any, bound: dict[str, Any]) -> list[Any]:
    """The open acts with their forms: the one just sent, or a fresh one with what is known filled in."""
    first = {
        "seen": found.version,
        "person": found.person,
        "leader": found.leader,
        "measures": found.facts.get("measures", ""),
    }
    return [
        (option, bound.get(option.act) or form_for(option.act, option.needs)(initial=first, auto_id=f"{option.act}_%s"))
        for option in options
        if option.open
    ]


def _periods(viewer: Any, found: Any) -> list[Any]:
    if found.kind != "duty":
        return []
    return instances([selectors.owed(found)], found.year, viewer.today)[found.code]


def _fitted(form: Any, found: Any, periods: list[Any]) -> Any:
    """The form with what this item can be told."""
    return for_session(with_periods(form, periods), bool(found.facts.get("session")))


def _files(request: Request) -> tuple[Any, Refused | None]:
    """The form's files, those that came in parts among them; and why these could not be had."""
    try:
        return with_uploads(request.FILES, request.viewer.code, request.POST.getlist("uploads")), None
    except Refused as error:
        return request.FILES, error


@require_POST
@behind_door(*BUSINESS)
def act(request: Request, code: str, act: str) -> HttpResponse:
    """Do one act on one item; a refusal comes back beside the form, with what was typed."""
    viewer = request.viewer
    found = selectors.item_for(viewer, code)
    do, table = ACTIONS.get(act), TABLES[found.kind]
    if do is None or act not in table.acts_used:
        raise Absent(labels.NO_ITEM, code=code)
    needs = next(move.needs for move in table.moves if move.act == act)
    files, trouble = _files(request)
    form = form_for(act, needs)(request.POST, files, auto_id=f"{act}_%s")
    _fitted(form, found, _periods(viewer, found))
    if trouble:
        form.add_error(None, said(trouble))
    if not form.is_valid():
        return _item_page(request, code, {act: form}, status=400)
    try:
        told = form.told()
        if told.pop("each", False):
            told["units"] += [unit.code for unit in units_below(found.unit)]
        if told.get("files"):
            told["files"] = prepared(told["files"])  # before the act: decoding must not hold its locks
        do(actor=viewer, at=request.now, code=code, **told)
    except Refused as error:
        form.add_error(None, said(error))
        warn(request, error)
        return _item_page(request, code, {act: form}, status=error.status)
    tell(request, DONE, act=labels.ACTS[act], code=code)
    return redirect("item", code)


ACTIONS: dict[str, Any] = {**actions.SINGLE, "cascade_task": actions.cascade_task}


@require_POST
@behind_door(*BUSINESS)
def act_on_many(request: Request) -> HttpResponse:
    """One act on the ticked rows."""
    name = request.POST.get("act", "")
    if name not in {ON_DUTIES, *(act for acts in BULK.values() for act in acts)}:
        raise Absent(labels.NO_ITEM, code=name)
    fields: dict[str, Any] = {"note": request.POST.get("note", "")} if request.POST.get("note") else {}
    codes = _ticked(request)
    try:
        if name == ON_DUTIES:
            form = DoneOnce(request.POST)
            if not form.is_valid():
                raise BadInput(labels.NEEDS_TEXT, field=labels.FIELD_DONE_ON)
            fields = form.told()
        if MOST_AT_ONCE < len(codes) <= actions.MOST and BACKGROUND:
            return redirect(BACKGROUND[0](request.viewer, request.now, name, codes, fields))
        answer = actions.act_on_many(actor=request.viewer, at=request.now, act_name=name, codes=codes, **fields)
        tell(request, MANY, count=len(answer["done"]))
        if answer["refused"]:
            warn(request, Refused(SOME, count=len(answer["refused"]), first=answer["refused"][0][1]))
    except Refused as error:
        warn(request, error)
    back = request.POST.get("next", "")
    return redirect(back if back.startswith(("/items/", "/duties/")) else "items")


MOST_AT_ONCE = 200  # rows; more are done in the background, with progress
# (viewer, at, act, codes, fields) → address where its progress is shown (bound by shell/wiring.py)
# where else an item stands, as rows of (what, words, address) in a viewer's sight (bound by shell/wiring.py)
BESIDE: list[selectors.Beside] = []
BACKGROUND: list[Callable[[Any, Any, str, list[str], dict[str, Any]], str]] = []


def _ticked(request: Request) -> list[str]:
    """The ticked rows, or every row of the list as it is filtered, on all its pages."""
    if "all" not in request.POST:
        return request.POST.getlist("codes")
    wanted = filters_from(QueryDict(request.POST.get("next", "").partition("?")[2]))
    return selectors.codes_in(request.viewer, wanted)


@behind_door("handle", "oversee", "inspect")
def raise_problem(request: Request) -> HttpResponse:
    """Put a problem on the ledger by hand."""
    viewer = request.viewer
    first = {
        "unit": "" if viewer.at_root else viewer.hat.unit_label,
        "source": "self" if not viewer.at_root else "visit",
    }
    files, trouble = _files(request)
    form = RaiseForm(request.POST or None, files or None, terms=terms_on(viewer.today), initial=first)
    if trouble:
        form.add_error(None, said(trouble))
    if request.method == "POST" and form.is_valid():
        try:
            told = {**form.told(), "files": prepared(form.told()["files"])}
            code = actions.raise_problem(actor=viewer, at=request.now, **told)
            tell(request, DONE, act=labels.ACTS["raise_problem"], code=code)
            return redirect("item", code)
        except Refused as error:
            form.add_error(None, said(error))
    return render(request, "ledger/raise.html", {"form": form}, status=400 if form.errors else 200)


@behind_door("handle", "oversee", "overview")
def duties(request: Request) -> HttpResponse:
    """A unit's duty list of the year with what is due and what became of it; a unit without one may adopt it."""
    viewer = request.viewer
    unit, year = unit_for(viewer, request.GET.get("unit") or viewer.unit_code), viewer.today.year
    if request.method == "POST":
        try:
            made = actions.propose_duties(actor=viewer, at=request.now, unit=unit.code, year=year)
            tell(request, MANY, count=len(made))
        except Refused as error:
            warn(request, error)
        return redirect("duties")
    found = list(selectors.duties_of(unit, year))
    due = instances(map(selectors.owed, found), year, viewer.today)
    return render(
        request,
        "ledger/duties.html",
        {
            "unit": unit,
            "year": year,
            "rows": [(one, due[one.code]) for one in found],
            "states": labels.STATES,
            "may_propose": viewer.acts and not found,
            "may_record": viewer.acts and viewer.path.startswith(unit.path),
            "once": for_session(DoneOnce(), any(one.facts.get("session") for one in found)),
        },
    )
