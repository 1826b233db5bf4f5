"""Screens of saved views: keep one, open one, tiles for the home page."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from taizhang.kit.errors import Refused
from taizhang.kit.screens import Request, back, behind_door, query_with, tell, warn
from taizhang.kit.words import _
from taizhang.ledger import labels
from taizhang.ledger.actions.views import drop_view, save_view
from taizhang.ledger.forms import filters_from
from taizhang.ledger.selectors import Filters
from taizhang.ledger.selectors.views import view_for, views_for
from taizhang.ledger.views.items import BUSINESS

SAVED = _("视图“{name}”已存。")
DROPPED = _("视图已删去。")
KEPT = {*Filters.__dataclass_fields__, "list"}


class ViewForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)
    shared = forms.BooleanField(label="共享给本单位和下级", required=False)
    tile = forms.BooleanField(label="放在“今天要办的”页上", required=False)
    every = forms.ChoiceField(
        label="定时导出", required=False, choices=[(key, lazy(word)) for key, word in labels.EVERY.items()]
    )
    form = forms.ChoiceField(label="格式", choices=[("xlsx", "Excel"), ("csv", "CSV")])


@behind_door(*BUSINESS)
def views(request: Request) -> HttpResponse:
    """All views in sight."""
    context = {"views": views_for(request.viewer), "every": labels.EVERY, "viewer": request.viewer}
    return render(request, "ledger/views.html", context)


@behind_door(*BUSINESS)
def view(request: Request, code: str) -> HttpResponse:
    """Open a view: the list with its filters, and the viewer's own rows in it."""
    return redirect(f"/items/?{view_for(request.viewer, code).query}")


@require_POST
@behind_door(*BUSINESS)
def save(request: Request) -> HttpResponse:
    """Keep the list as it is filtered now."""
    form = ViewForm(request.POST)
    if form.is_valid():
        told = QueryDict(request.POST.get("next", "").partition("?")[2])
        query = query_with({name: told.get(name, "") for name in told if name in KEPT})
        try:
            filters_from(QueryDict(query))  # what cannot be read now could not be opened later
            save_view(request.viewer, query=query, **form.cleaned_data)
            tell(request, SAVED, name=form.cleaned_data["name"])
        except Refused as error:
            warn(request, error)
    return back(request, "items")


@require_POST
@behind_door(*BUSINESS)
def drop(request: Request, code: str) -> HttpResponse:
    """Forget one of one's own views."""
    drop_view(request.viewer, code)
    tell(request, DROPPED)
    return redirect("views")


@behind_door(*BUSINESS)
def tiles(request: Request) -> HttpResponse:
    """The views that stand on the home page; asked for by the page itself, after it has been shown."""
    return render(request, "ledger/tiles.html", {"views": [one for one in views_for(request.viewer) if one.tile][:12]})
