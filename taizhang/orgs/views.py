"""The tree's page and the acts on it."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy

from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.screens import Request, behind_door, tell, warn
from taizhang.kit.words import _
from taizhang.orgs import actions, labels, selectors
from taizhang.orgs.policy import may_steward

CHANGED = _("组织“{name}”已{act}。")
WORDS = {"open": _("设立"), "rename": _("更名"), "move": _("调整隶属"), "merge": _("合并"), "close": _("撤销")}


BELOW = {key: word for key, word in labels.KINDS.items() if key != "county"}


class Open(forms.Form):
    name = forms.CharField(label="党组织全称", max_length=120)
    short = forms.CharField(label="简称", max_length=60, required=False)
    kind = forms.ChoiceField(label="组织类别", choices=[(key, lazy(word)) for key, word in BELOW.items()])
    field = forms.ChoiceField(label="领域", choices=[(key, lazy(word)) for key, word in labels.FIELDS.items()])


@behind_door("oversee", "administer:system_admin")
def tree(request: Request) -> HttpResponse:
    """One level of the tree at a time, with what the keeper may change."""
    viewer = request.viewer
    unit = selectors.unit_anywhere(request.GET["unit"]) if request.GET.get("unit") else selectors.root_unit()
    if request.method == "POST" and unit is not None:
        try:
            code = _change(request, unit.code)
            tell(
                request,
                CHANGED,
                name=selectors.unit_names([code]).get(code, code),
                act=WORDS[request.POST.get("do", "open")],
            )
        except Refused as error:
            warn(request, error)
        return redirect(f"{request.path}?unit={unit.code}" if selectors.is_alive(unit.code) else request.path)
    return render(
        request,
        "orgs/tree.html",
        {
            "unit": unit,
            "children": selectors.children_of(unit) if unit else [],
            "trail": selectors.trail(unit.path) if unit else [],
            "form": Open(),
            "kinds": labels.KINDS,
            "fields": labels.FIELDS,
            "may": may_steward(viewer),
        },
    )


def _change(request: Request, code: str) -> str:
    viewer, at, told = request.viewer, request.now, request.POST
    do = told.get("do", "open")
    if do not in WORDS:
        raise BadInput(labels.NO_SUCH_CHANGE)
    if do == "rename":
        return actions.rename_unit(
            actor=viewer, at=at, code=code, name=told.get("name", ""), short=told.get("short", "")
        )
    if do in ("move", "merge"):
        other = selectors.unit_anywhere(told.get("other", "")).code
        if do == "move":
            return actions.move_unit(actor=viewer, at=at, code=code, parent=other)
        return actions.merge_unit(actor=viewer, at=at, code=code, into=other)
    if do == "close":
        return actions.close_unit(actor=viewer, at=at, code=code)
    form = Open(told)
    if not form.is_valid():
        raise Refused(labels.NO_NAME)
    return actions.open_unit(actor=viewer, at=at, parent=code, **form.cleaned_data)
