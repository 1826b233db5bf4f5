"""The rule books' page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from taizhang.documents.forms import OneFile, choose, dressed
from taizhang.kit.errors import Refused
from taizhang.kit.screens import Request, behind_door, tell, warn
from taizhang.kit.words import _
from taizhang.rulebook import labels, selectors
from taizhang.rulebook.actions import draft_book, publish_book, publish_layout
from taizhang.rulebook.books import read_book, shipped
from taizhang.rulebook.policy import require_keeper

PUBLISHED = _("规则书{name}{version}版已发布。")
DRAFTED = _("规则书{name}{version}版草稿已存。")
TEMPLATE_ON = _("从今天起，{title}按上传的Word模板导出。")
TEMPLATE_OFF = _("从今天起，{title}按本系统的版式导出。")


class Draft(forms.Form):
    text = forms.CharField(
        label="规则书（YAML）", widget=forms.Textarea(attrs={"rows": 12, "class": "form-control code"})
    )


class TemplateForm(forms.Form):
    list_name = forms.ChoiceField(label="哪一份清单")
    file = OneFile(label="Word模板（.docx）", required=False, help_text="不选文件，就是改回本系统的版式")

    def __init__(self, *args: Any, lists: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "list_name", [(key, lazy(one.title)) for key, one in lists.items()])
        dressed(self)


@behind_door("administer:system_admin", "oversee")
def books(request: Request) -> HttpResponse:
    """Shipped books, published versions and drafts; a place to draft, try and publish a new version."""
    draft = selectors.draft_called(request.GET.get("draft", ""), request.GET.get("version", ""))
    form, trial = Draft(request.POST or None, initial={"text": draft}), []
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == "try":
                trial = selectors.trial_of(request.viewer, read_book(form.cleaned_data["text"]))
            else:
                _keep(request, form.cleaned_data["text"], request.POST.get("do", ""))
                return redirect("books")
        except Refused as error:
            warn(request, error)
    return _page(request, form, trial)


def _keep(request: Request, text: str, do: str) -> None:
    act, sentence = (draft_book, DRAFTED) if do == "draft" else (publish_book, PUBLISHED)
    done = act(actor=request.viewer, at=request.now, text=text)
    tell(request, sentence, name=done["book"], version=done["version"])


def _page(request: Request, form: forms.Form, trial: list[selectors.Told]) -> HttpResponse:
    today = request.viewer.today
    lists = selectors.layouts_on(today)
    context = {
        "shipped": shipped().values(),
        "kept": selectors.books_kept(),
        "drafts": selectors.drafts_kept(),
        "form": form,
        "trial": trial,
        "kinds": labels.KINDS,
        "template_form": TemplateForm(lists=lists),
        "templates": [(lists[name].title, one) for name, one in selectors.layouts_kept().items() if name in lists],
        "may": request.viewer.keeps_tree,
    }
    return render(request, "rulebook/books.html", context, status=400 if form.errors else 200)


@require_POST
@behind_door("administer:system_admin", "oversee")
def layout(request: Request) -> HttpResponse:
    """Take a list's Word template into use, or go back to the layout of the house."""
    lists = selectors.layouts_on(request.viewer.today)
    form = TemplateForm(request.POST, request.FILES, lists=lists)
    if form.is_valid():
        told = form.cleaned_data
        try:
            if told["file"]:  # before the act: filling must not hold its locks
                require_keeper(request.viewer)
                told["file"] = selectors.try_template(told["list_name"], told["file"], request.viewer.today)
            used = publish_layout(actor=request.viewer, at=request.now, **told)
            tell(request, TEMPLATE_ON if used else TEMPLATE_OFF, title=lists[told["list_name"]].title)
        except Refused as error:
            warn(request, error)
    return redirect("books")


@behind_door("administer:system_admin", "oversee", "handle", "overview")
def book(request: Request, name: str) -> HttpResponse:
    """One book as it is in force today."""
    content = selectors.book_on(name, request.viewer.today)
    return render(request, "rulebook/book.html", {"book": content})
