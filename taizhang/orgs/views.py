"""The tree's page and the acts on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy

from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.screens import Request, behind_door, tell, warn
from taizhang.kit.words import _
from taizhang.orgs import actions, labels, selectors
from taizhang.orgs.policy import knows_every_unit, may_steward, require_steward

MERGED = _("“{was}”已并入“{name}”。")
CHANGED = _("组织“{name}”已{act}。")
WORDS = {
    "open": _("设立"),
    "rename": _("更名"),
    "line": _("明确条块"),
    "move": _("调整隶属"),
    "merge": _("合并"),
    "split": _("分设"),
    "close": _("撤销"),
}
SHOWN_FIRST = ("move", "merge", "split", "close")  # what hangs on the unit is shown before these are done
SUGGESTED = 8
BELOW = {key: word for key, word in labels.KINDS.items() if key != "county"}


class Open(forms.Form):
    name = forms.CharField(label="党组织全称", max_length=120)
    short = forms.CharField(label="简称", max_length=60, required=False)
    kind = forms.ChoiceField(label="组织类别", choices=[(key, lazy(word)) for key, word in BELOW.items()])
    field = forms.ChoiceField(label="领域", choices=[(key, lazy(word)) for key, word in labels.FIELDS.items()])


@behind_door("handle", "oversee", "inspect", "overview", "administer:system_admin", "administer:security_admin")
def suggest(request: Request) -> HttpResponse:
    """Names of units for what is being written, each with the unit above; of two of one name the codes."""
    viewer = request.viewer
    found = selectors.units_like(viewer, request.GET.get("q", "")[:40], SUGGESTED, everywhere=knows_every_unit(viewer))
    rows = [{"name": name, "more": _beside(one, name)} for one, name in found]
    return JsonResponse({"rows": rows})


def _beside(unit: Any, name: str) -> str:
    """What tells a unit from others: the one above, and its own name beside a code."""
    own = "" if name == unit.label else f"{unit.label} "
    return f"{own}{unit.parent.label if unit.parent else ''}".strip()


@behind_door("oversee", "administer:system_admin")
def tree(request: Request) -> HttpResponse:
    """One level of the tree at a time, with what the keeper may change."""
    unit = selectors.unit_anywhere(request.GET["unit"]) if request.GET.get("unit") else selectors.root_unit()
    if request.method != "POST" or unit is None:
        return _page(request, unit)
    try:
        do = request.POST.get("do", "open")
        if do in SHOWN_FIRST and "confirm" not in request.POST:
            require_steward(request.viewer)
            return _page(request, unit, _preview(request, unit, do))
        code = _change(request, unit.code, do)
        name = selectors.unit_names([code]).get(code, code)
        if do == "merge":
            tell(request, MERGED, was=unit.label, name=name)
            return redirect(f"{request.path}?unit={code}")
        tell(request, CHANGED, name=name, act=WORDS[do])
    except Refused as error:
        warn(request, error)
    return redirect(f"{request.path}?unit={unit.code}" if selectors.is_alive(unit.code) else request.path)


def _page(request: Request, unit: Any, preview: dict[str, Any] | None = None) -> HttpResponse:
    context = {
        "unit": unit,
        "children": selectors.children_of(unit) if unit else [],
        "trail": selectors.trail(unit.path) if unit else [],
        "form": Open(),
        "kinds": labels.KINDS,
        "fields": labels.FIELDS,
        "may": may_steward(request.viewer),
        "preview": preview,
    }
    return render(request, "orgs/tree.html", context)


def _preview(request: Request, unit: Any, do: str) -> dict[str, Any]:
    """What the change takes along or ends, to be looked at before it is made."""
    told = request.POST
    return {
        "do": do,
        "word": WORDS[do],
        "other": selectors.unit_anywhere(told.get("other", "")) if do in ("move", "merge") else None,
        "hangs": selectors.hangs_on(unit),
        "name": told.get("name", ""),
        "short": told.get("short", ""),
        # an administrator sees no business content, so the office shares out the items
        "items": selectors.shared_out(request.viewer, unit) if do == "split" and request.viewer.business else [],
        "shares": request.viewer.business,
    }


def _change(request: Request, code: str, do: str) -> str:
    told = request.POST
    given: dict[str, Any] = {"actor": request.viewer, "at": request.now, "code": code}
    named: dict[str, Any] = {"name": told.get("name", ""), "short": told.get("short", "")}
    if do not in WORDS:
        raise BadInput(labels.NO_SUCH_CHANGE)
    if do == "rename":
        return actions.rename_unit(**given, **named)
    if do == "line":
        other = told.get("other", "").strip()
        return actions.set_line(**given, line=selectors.unit_anywhere(other).code if other else "")
    if do == "split":
        return actions.split_unit(**given, **named, children=told.getlist("children"), items=told.getlist("items"))
    if do == "move":
        return actions.move_unit(**given, parent=selectors.unit_anywhere(told.get("other", "")).code)
    if do == "merge":
        return actions.merge_unit(**given, into=selectors.unit_anywhere(told.get("other", "")).code)
    if do == "close":
        return actions.close_unit(**given)
    form = Open(told)
    if not form.is_valid():
        raise Refused(labels.NO_NAME)
    return actions.open_unit(actor=request.viewer, at=request.now, parent=code, **form.cleaned_data)
