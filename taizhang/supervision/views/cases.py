"""Screens of accountability (问责): proposals with their records, and the person's right to answer at every step."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from taizhang.kit.errors import Absent, Refused
from taizhang.kit.pages import paged
from taizhang.kit.screens import Request, behind_door, said, tell
from taizhang.orgs.selectors import has_below
from taizhang.supervision import actions, forms, labels, selectors
from taizhang.supervision.views.slips import DONE, DOORS, PAGE


@behind_door(*DOORS)
def cases(request: Request) -> HttpResponse:
    """Cases in sight, newest first, and proposing one."""
    viewer, book = request.viewer, selectors.case_rules(request.viewer.today)
    grounds = [(one["key"], gettext(one["label"])) for one in book["grounds"]]
    form = forms.CaseForm(request.POST or None, grounds=grounds)
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.propose_case(actor=viewer, at=request.now, **form.told())
            tell(request, DONE, act=labels.CASE_ACTS["propose_case"])
            return redirect("case", code)
        except Refused as error:
            form.add_error(None, said(error))
    context = {
        "page": paged(selectors.cases_for(viewer), "-id", request.GET.get("after", ""), PAGE),
        "form": form,
        "works": viewer.acts and bool(viewer.relations) and has_below(viewer.unit_id),
        "labels": labels,
    }
    return render(request, "supervision/cases.html", context, status=400 if form.errors else 200)


@behind_door(*DOORS)
def case(request: Request, code: str) -> HttpResponse:
    """One case: grounds, records, facts, statement, decision, appeal; and what can be done now."""
    return _page(request, code, {})


FORMS: dict[str, Any] = {
    "open_case": forms.NoteForm,
    "drop_case": forms.ReasonForm,
    "tell_case": forms.NoteForm,
    "state_case": forms.StatementForm,
    "appeal_case": forms.StatementForm,
    "end_case": forms.NoteForm,
}


def _form(act: str, book: Any, data: Any = None) -> Any:
    measures = [(one["key"], gettext(one["label"])) for one in book["measures"]]
    if act == "decide_case":
        return forms.DecisionForm(data, measures=measures)
    if act == "answer_appeal":
        return forms.AppealForm(data, measures=measures)
    return FORMS[act](data)


def _page(request: Request, code: str, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found, book = selectors.case_for(viewer, code), selectors.case_rules(viewer.today)
    words = {one["key"]: gettext(one["label"]) for one in (*book["grounds"], *book["measures"])}
    acts = selectors.acts_of_case(viewer, found)
    context = {
        "case": found,
        "grounds": [words.get(key, key) for key in found.grounds],
        "measure": words.get(found.measure, ""),
        "steps": [(one, labels.CASE_ACTS[one.act]) for one in selectors.case_steps_of(found)],
        "forms": [(act, labels.CASE_ACTS[act], bound.get(act) or _form(act, book)) for act in acts],
        "opened": next(iter(bound), ""),
        "labels": labels,
    }
    return render(request, "supervision/case.html", context, status=status)


@behind_door("handle", "oversee")
def case_act(request: Request, code: str, act: str) -> HttpResponse:
    """One act on a case; what was typed stays on the page when it is refused."""
    selectors.case_for(request.viewer, code)
    if act not in (*FORMS, "decide_case", "answer_appeal"):
        raise Absent(labels.NO_CASE)
    if request.method != "POST":  # an address kept from a refused form
        return redirect("case", code)
    form, status = _form(act, selectors.case_rules(request.viewer.today), request.POST), 400
    if form.is_valid():
        try:
            getattr(actions, act)(actor=request.viewer, at=request.now, code=code, **form.cleaned_data)
            tell(request, DONE, act=labels.CASE_ACTS[act])
            return redirect("case", code)
        except Refused as error:
            form.add_error(None, said(error))
            status = error.status
    return _page(request, code, {act: form}, status)
