"""Screens of supervision: what is late, what the ladder proposes, slips and their papers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from taizhang.documents.lists import TYPES
from taizhang.documents.write_docx import paper_docx
from taizhang.evidence.selectors import evidence_of
from taizhang.evidence.uploads import with_uploads
from taizhang.kit.errors import Absent, Refused
from taizhang.kit.pages import paged
from taizhang.kit.screens import Request, behind_door, download, said, tell, warn
from taizhang.kit.words import _
from taizhang.orgs.selectors import has_below, trail
from taizhang.people.policy import works_in
from taizhang.supervision import actions, forms, labels, policy, selectors
from taizhang.supervision.papers import bulletin_paper, slip_paper
from taizhang.supervision.rules import is_paused, rung_called
from taizhang.supervision.states import KEPT, WAITING_FOR_UNIT

DOORS = ("handle", "oversee", "overview")
DONE = _("{act}，已办。")
MANY, NONE = _("已决定交办{count}件。"), _("{count}件不予采纳，理由已记下。")
SOME = _("{count}件没有办成：{first}")
PAGE, SHOWN = 30, 100
MONTH = timedelta(days=31)


@behind_door(*DOORS)
def slips(request: Request) -> HttpResponse:
    """What is late by kind, what waits for a decision, and the slips."""
    viewer = request.viewer
    form = forms.OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.open_slip(actor=viewer, at=request.now, **form.cleaned_data)
            tell(request, DONE, act=labels.ACTS["open_slip"])
            return redirect("slip", code)
        except Refused as error:
            form.add_error(None, said(error))
    shown = request.GET.get("show", "open")
    asked = list(selectors.asked_of(viewer).order_by("unit__path", "item__due_on", "pk")[: SHOWN + 1])
    hosts = viewer.acts and bool(viewer.relations) and has_below(viewer.unit_id)
    rungs = selectors.ladder_on(viewer.today)["rungs"]
    context = {
        "late": [(kind, labels.KINDS[kind], *counts) for kind, counts in selectors.lateness(viewer).items()],
        "asked": [(one, rung_called(rungs, one.asked)) for one in asked[:SHOWN]],
        "asked_more": len(asked) > SHOWN,
        "page": paged(selectors.numbered_for(viewer, shown), "-id", request.GET.get("after", ""), PAGE),
        "shown": shown,
        "kinds": SHOWN_AS,
        "form": form,
        "works": hosts,
        "bulletins": [one for one in rungs if one.get("bulletin")] if hosts else [],
        "labels": labels,
        "names": {one["key"]: gettext(one["label"]) for one in rungs},
        "labels_kept": KEPT,
    }
    return render(request, "supervision/slips.html", context, status=400 if form.errors else 200)


SHOWN_AS = {"open": _("没有办结的"), "ended": _("已办结的"), "all": _("全部")}


@behind_door("handle", "oversee")
def decide_many(request: Request) -> HttpResponse:
    """Decide on the ticked proposals one by one: each is its own act, what is refused is named."""
    if request.method != "POST":
        raise Absent(labels.NO_SLIP)
    told = {"ignore": request.POST.get("act") == "ignore_rung", "note": request.POST.get("note", "")}
    try:
        codes = request.POST.getlist("codes")
        answer = actions.decide_rungs(actor=request.viewer, at=request.now, codes=codes, **told)  # type: ignore[arg-type]
    except Refused as error:
        warn(request, error)
        return redirect("slips")
    tell(request, NONE if told["ignore"] else MANY, count=len(answer["done"]))
    if answer["refused"]:
        warn(request, Refused(SOME, count=len(answer["refused"]), first=answer["refused"][0][1]))
    return redirect("slips")


@behind_door(*DOORS)
def slip(request: Request, code: str) -> HttpResponse:
    """One slip: what it asks, its life, and what can be done now."""
    return _page(request, code, {})


FORMS: dict[str, Any] = {
    "decide_rung": forms.DecideForm,
    "ignore_rung": forms.ReasonForm,
    "take_slip": forms.NoteForm,
    "urge_slip": forms.ReasonForm,
    "answer_slip": forms.AnswerForm,
    "return_slip": forms.ReasonForm,
    "pass_slip": forms.NoteForm,
    "archive_slip": forms.NoteForm,
    "pause_slip": forms.PauseForm,
    "resume_slip": forms.NoteForm,
}


def _page(request: Request, code: str, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found = selectors.slip_for(viewer, code)
    rungs = selectors.ladder_on(viewer.today)["rungs"]
    evidence = {one.code: one for one in evidence_of(found.code)}
    acts = policy.acts_open_to(viewer, found)
    steps = selectors.steps_of(found)
    if not policy.sees_as_host(viewer, found):
        steps = [one for one in steps if one.act not in HIDDEN]
    context = {
        "slip": found,
        "trail": trail(found.unit.path, viewer),
        "rung": rung_called(rungs, found.rung) if found.rung else None,
        "asked": rung_called(rungs, found.asked) if found.asked and works_in(viewer, found.host_id) else None,
        "steps": [(one, labels.ACTS[one.act], [evidence[e] for e in one.evidence if e in evidence]) for one in steps],
        "names": {one["key"]: gettext(one["label"]) for one in rungs},
        "forms": [(act, labels.ACTS[act], bound.get(act) or FORMS[act](**_first(found, act))) for act in acts],
        "opened": next(iter(bound), ""),
        "labels": labels,
        "demand": found.demand or (labels.DEMAND_FIRST if found.due_on else ""),
        "paused": is_paused(found.paused_until, viewer.today),
        "state": _state(viewer, found),
        "pressing": found.state in WAITING_FOR_UNIT,
    }
    return render(request, "supervision/slip.html", context, status=status)


def _state(viewer: Any, found: Any) -> str:
    """The state in words; the unit is not told what its host considers."""
    quiet = found.state in KEPT and not policy.sees_as_host(viewer, found)
    return labels.QUIET if quiet else labels.STATES[found.state]


HIDDEN = ("open_slip", "propose_rungs", "ignore_rung", "lapse_rung")  # the host's own considerations


def _first(slip: Any, act: str) -> dict[str, Any]:
    return {"initial": {"demand": slip.demand}} if act == "decide_rung" else {}


@behind_door("handle", "oversee")
def slip_act(request: Request, code: str, act: str) -> HttpResponse:
    """One act on a slip; what was typed stays on the page when it is refused."""
    selectors.slip_for(request.viewer, code)
    if act not in FORMS:
        raise Absent(labels.NO_SLIP)
    if request.method != "POST":  # an address kept from a refused form
        return redirect("slip", code)
    files = with_uploads(request.FILES, request.viewer.code, request.POST.getlist("uploads"))
    form, status = FORMS[act](request.POST, files), 400
    if form.is_valid():
        try:
            getattr(actions, act)(actor=request.viewer, at=request.now, code=code, **form.cleaned_data)
            tell(request, DONE, act=labels.ACTS[act])
            return redirect("slip", code)
        except Refused as error:
            form.add_error(None, said(error))
            status = error.status
    return _page(request, code, {act: form}, status)


@behind_door(*DOORS)
def daily(request: Request) -> HttpResponse:
    """The day's list, unit by unit, for print."""
    rows = selectors.daily_list(request.viewer)
    return render(
        request,
        "supervision/daily.html",
        {"rows": rows, "total": sum(len(items) + len(slips) for _unit, items, slips in rows), "labels": labels},
    )


@behind_door(*DOORS)
def slip_file(request: Request, code: str) -> HttpResponse:
    """The slip as Word."""
    found = selectors.slip_for(request.viewer, code)
    last = [one.note for one in selectors.steps_of(found) if one.act in ("pass_slip", "return_slip")]
    return _word(slip_paper(found, selectors.ladder_on(request.viewer.today)["rungs"], last[-1] if last else ""))


@behind_door("handle", "oversee")
def bulletin_file(request: Request, rung: str) -> HttpResponse:
    """A bulletin of the last month's slips at a rung, as Word."""
    viewer = request.viewer
    rungs = selectors.ladder_on(viewer.today)["rungs"]
    if rung not in {one["key"] for one in rungs if one.get("bulletin")}:
        raise Absent(labels.NO_SLIP)
    since = viewer.today - MONTH
    label = gettext(rung_called(rungs, rung)["label"])
    found = selectors.bulletin_of(viewer, rung, since)
    if not found:
        warn(request, Refused(labels.NOTHING_TO_TELL, rung=label))
        return redirect("slips")
    return _word(bulletin_paper(found, label, viewer.hat.unit_label if viewer.hat else "", since, viewer.today))


def _word(paper: Any) -> HttpResponse:
    return download(paper_docx(paper), f"{paper.title} {paper.number}".strip() + ".docx", TYPES["docx"])
