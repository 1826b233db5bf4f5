"""The rule books' page."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from taizhang.kit.errors import Absent, Refused
from taizhang.kit.screens import Request, behind_door, tell, warn
from taizhang.kit.words import _
from taizhang.rulebook import labels, selectors
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import shipped

PUBLISHED = _("规则书{name}{version}版已发布。")


class Draft(forms.Form):
    text = forms.CharField(
        label="规则书（YAML）", widget=forms.Textarea(attrs={"rows": 12, "class": "form-control code"})
    )


@behind_door("administer:system_admin", "oversee")
def books(request: Request) -> HttpResponse:
    """Shipped books, published versions, and a place to publish a new one."""
    form = Draft(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = publish_book(actor=request.viewer, at=request.now, text=form.cleaned_data["text"])
            tell(request, PUBLISHED, name=done["book"], version=done["version"])
            return redirect("books")
        except Refused as error:
            warn(request, error)
    return render(
        request,
        "rulebook/books.html",
        {"shipped": shipped().values(), "kept": selectors.books_kept(), "form": form, "kinds": labels.KINDS},
    )


@behind_door("administer:system_admin", "oversee", "handle", "overview")
def book(request: Request, name: str) -> HttpResponse:
    """One book as it is in force today."""
    if name not in shipped():
        raise Absent(labels.NO_BOOK, name=name, day=request.viewer.today)
    content = selectors.book_on(name, request.viewer.today)
    return render(request, "rulebook/book.html", {"book": content})
