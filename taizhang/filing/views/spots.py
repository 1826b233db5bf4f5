"""The screen of a round's spot check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy

from taizhang.cycle.selectors import round_called, round_on, rounds_known
from taizhang.documents.forms import ManyFiles, dressed
from taizhang.evidence.preparing import prepared
from taizhang.evidence.selectors import evidence_by
from taizhang.evidence.uploads import with_uploads
from taizhang.filing import actions, labels, selectors
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.pages import paged
from taizhang.kit.screens import Request, behind_door, said, tell, warn
from taizhang.kit.words import _
from taizhang.orgs.selectors import unit_for
from taizhang.people.policy import works_in
from taizhang.rulebook.selectors import book_on

DRAWN = _("已抽取。请按单位安排人去看，看一件登记一件。")
KEPT = _("已登记：{result}。")


class SpotForm(forms.Form):
    held = forms.ChoiceField(
        label="看的结果", choices=[("yes", lazy(labels.HOLDS)), ("no", lazy(labels.FAILS))], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="看了什么、实际怎样", widget=forms.Textarea(attrs={"rows": 3}), help_text="到了哪里、看了什么、问了谁"
    )
    files = ManyFiles(label="佐证", help_text="照片、文件都可以，不强求")  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


@behind_door("handle", "oversee", "overview")
def spots(request: Request) -> HttpResponse:
    """What was drawn in a round, unit by unit, and what was found; drawing, where nothing has been drawn."""
    viewer = request.viewer
    current = round_called(request.GET["round"]) if request.GET.get("round") else round_on(viewer.today)
    bound, status = {}, 200
    if request.method == "POST":
        answer = _post(request, current)
        if isinstance(answer, HttpResponse):
            return answer
        bound, status = answer, 400
    unit = unit_for(viewer, viewer.unit_code)
    page = paged(selectors.spots_for(viewer, current), "id", request.GET.get("after", ""), PAGE)
    files = evidence_by([row.code for row in page.rows])
    context = {
        "unit": unit,
        "rounds": rounds_known(),
        "current": current,
        "rows": [
            (row, selectors.claim_words(row.item, row.period), bound.get(row.code) or _form(row, unit), files[row.code])
            for row in page.rows
        ],
        "next": page.next,
        "works": works_in(viewer, unit.pk),
        "may_draw": selectors.may_draw(viewer, unit, current),
        "each": book_on("accounts", viewer.today).body["spot"]["per_unit"],
        "results": labels.SPOT_RESULTS,
        "opened": next(iter(bound), ""),
    }
    return render(request, "filing/spots.html", context, status=status)


def _form(row: Any, unit: Any) -> SpotForm | None:
    return SpotForm(auto_id=f"{row.code}_%s") if not row.onto and row.check_of.host_id == unit.pk else None


PAGE = 60


def _post(request: Request, current: Any) -> HttpResponse | dict[str, SpotForm]:
    """Draw, or say what was found; the form again when it is refused."""
    code, viewer = request.POST.get("code", ""), request.viewer
    here = redirect(f"{request.path}?round={current.code}" if current else request.path)
    try:
        if not code:
            if current is None or not request.POST.get("sure"):
                raise BadInput(labels.DRAW_SURE)
            actions.draw_spots(actor=viewer, at=request.now, unit=viewer.unit_code, round_code=current.code)
            tell(request, DRAWN)
            return here
        files = with_uploads(request.FILES, viewer.code, request.POST.getlist("uploads"))
    except Refused as error:
        warn(request, error)
        return here
    selectors.spot_of(viewer, code)
    form = SpotForm(request.POST, files, auto_id=f"{code}_%s")
    if form.is_valid():
        told = {**form.cleaned_data, "held": form.cleaned_data["held"] == "yes"}
        try:
            ready = prepared(told.pop("files"))
            onto = actions.check_spot(actor=viewer, at=request.now, code=code, files=ready, **told)
            tell(request, KEPT, result=gettext(labels.SPOT_RESULTS[onto]))
            return here
        except Refused as error:
            form.add_error(None, said(error))
    return {code: form}
