"""Screens of speeches and documents: import, read clause by clause, issue."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy

from taizhang.directives import actions, labels, selectors
from taizhang.documents.dates import read_date
from taizhang.documents.forms import OfficeDate, OneFile, choose, dressed, suggesting
from taizhang.documents.texts import read_text
from taizhang.kit.errors import Refused
from taizhang.kit.pages import paged
from taizhang.kit.screens import Request, behind_door, said, tell, warn
from taizhang.kit.words import _
from taizhang.ledger.labels import STATES
from taizhang.orgs.labels import KINDS
from taizhang.orgs.selectors import kinds_below, units_of_kinds

IMPORTED = _("已导入，分出{count}条。请核对，再勾选要交办的条款。")
PAGE = 50  # documents on a screen
ISSUED = _("已交办{count}项任务。")
LINKED = _("已挂接{count}项任务，不用再交办一遍。")


class ImportForm(forms.Form):
    title = forms.CharField(label="标题", required=False, max_length=200, help_text="不填就用第一行")
    speaker = forms.CharField(label="讲话人", required=False, max_length=40)
    post = forms.CharField(label="职务", required=False, max_length=60)
    given_on = OfficeDate(label="日期", required=False)
    file = OneFile(label="文件", required=False, help_text="Word（.docx）或文本（.txt）")
    text = forms.CharField(
        label="或把文字粘贴在这里", required=False, widget=forms.Textarea(attrs={"rows": 8}), strip=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)

    def told(self) -> dict[str, Any]:
        """The action's keywords: the file's text when there is one, else what was pasted."""
        told = dict(self.cleaned_data)
        file = told.pop("file")
        return {**told, "text": read_text(file[1], file[0])} if file else told


class IssueForm(forms.Form):
    title = forms.CharField(
        label="任务", widget=forms.Textarea(attrs={"rows": 3}), help_text="可以照抄原文，也可以拆开改写"
    )
    split = forms.BooleanField(label="拆成几项：上面每一行是一项任务", required=False)
    kinds = forms.MultipleChoiceField(
        label="交给哪一类组织",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选后，范围内这一类组织每个一份",
    )
    units = forms.CharField(label="或写明哪些组织", required=False, widget=suggesting(rows=2), help_text="一行一个")
    helping = forms.CharField(label="配合单位", required=False, widget=suggesting(rows=1), help_text="用顿号分开")
    leader = forms.CharField(label="责任领导", required=False, max_length=60)
    due_on = OfficeDate(label="完成时限", required=False, help_text="哪一天以前办完")
    long_term = forms.BooleanField(label="没有时限，长期坚持", required=False)
    deliverable = forms.CharField(label="成果形式", required=False, max_length=120)

    def __init__(self, *args: Any, kinds: list[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind, lazy(KINDS[kind])) for kind, _count in kinds]
        choose(self, "kinds", choices)
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """A task without a day is one by choice, never by oversight."""
        told = super().clean() or {}
        if not told.get("due_on") and not told.get("long_term") and "due_on" not in self.errors:
            self.add_error("due_on", gettext(labels.DAY_OR_LONG_TERM))
        return told

    def told(self, viewer: Any) -> dict[str, Any]:
        """The action's keywords; kinds are spread over the viewer's units."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "long_term"}
        named = [line.strip() for line in told["units"].replace("、", "\n").splitlines() if line.strip()]
        told["units"] = [*units_of_kinds(viewer, told.pop("kinds")), *named]
        told["helping"] = [word for word in map(str.strip, re.split(r"[、，,\n]", told["helping"])) if word]
        return told


@behind_door("handle", "oversee", "overview")
def documents(request: Request) -> HttpResponse:
    """Documents in sight, and a place to import one."""
    viewer = request.viewer
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.import_document(actor=viewer, at=request.now, **form.told())
            count = len(selectors.lines_of(viewer, selectors.document_for(viewer, code)))
            tell(request, IMPORTED, count=count)
            return redirect("document", code)
        except Refused as error:
            form.add_error(None, said(error))
    return render(
        request,
        "directives/documents.html",
        {"page": paged(selectors.documents_for(viewer), "-id", request.GET.get("after", ""), PAGE), "form": form},
        status=400 if form.errors else 200,
    )


@behind_door("handle", "oversee", "overview")
def document(request: Request, code: str) -> HttpResponse:
    """The document with every clause marked; on the right the chosen clause's tasks, or the form to issue."""
    viewer = request.viewer
    found = selectors.document_for(viewer, code)
    chosen = request.POST.getlist("clauses") or request.GET.getlist("clauses")
    form = _issue_form(request, found, chosen)
    if request.method == "POST" and "items" in request.POST:
        return _link(request, code, chosen)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.issue_clauses(
                actor=viewer, at=request.now, document=code, clauses=chosen, **form.told(viewer)
            )
            tell(request, ISSUED, count=len(made))
            return redirect(f"{request.path}?show={chosen[0]}")
        except Refused as error:
            form.add_error(None, said(error))
    if request.GET.get("pick") and not chosen:
        warn(request, Refused(labels.NO_CLAUSE))
    lines = selectors.lines_of(viewer, found)
    show = request.GET.get("show", "")
    tasks = selectors.tasks_of(viewer, show) if show else []
    return render(
        request,
        "directives/document.html",
        {
            "document": found,
            "lines": lines,
            "chosen": chosen,
            "form": form,
            "show": show,
            "states": STATES,
            "tasks": tasks[: selectors.SHOWN],
            "more": len(tasks) > selectors.SHOWN,
            "doubts": selectors.doubts_in(found),
            "may_issue": (viewer.acts and "oversee" in viewer.doors) or viewer.role == "secretary",
            "words": labels.PROGRESS,
        },
        status=400 if form.is_bound and form.errors else 200,
    )


def _link(request: Request, code: str, chosen: list[str]) -> HttpResponse:
    """The chosen clauses are carried out by tasks that are there already."""
    items = request.POST["items"].replace("、", " ").replace("，", " ").split()
    try:
        made = actions.link_clauses(actor=request.viewer, at=request.now, document=code, clauses=chosen, items=items)
        tell(request, LINKED, count=len(made))
    except Refused as error:
        warn(request, error)
    return redirect(f"{request.path}?show={chosen[0]}" if chosen else request.path)


def _issue_form(request: Request, found: Any, chosen: list[str]) -> IssueForm:
    viewer = request.viewer
    kinds = kinds_below(viewer)
    if request.method == "POST":
        return IssueForm(request.POST, kinds=kinds)
    lines = [line for line in selectors.lines_of(viewer, found) if line.clause.code in chosen] if chosen else []
    holders = {word for line in lines for word in line.clause.holders}
    first = {
        "title": "\n".join(line.clause.title or line.text for line in lines),
        "kinds": selectors.kinds_named(holders, [k for k, _n in kinds]),
    }
    days = [read_date(word, viewer.today) for line in lines for word in line.clause.deadline_words]
    first["due_on"] = next((day.isoformat() for day in days if day and day >= viewer.today), "")
    return IssueForm(initial=first, kinds=kinds)
