"""Screens of checklists: in force, as Excel, and brought in from the office's own score sheet."""

from __future__ import annotations

from typing import Any

import yaml
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from taizhang.documents.grids import read_grids
from taizhang.documents.lists import TYPES
from taizhang.documents.write_xlsx import to_workbook
from taizhang.inspection import forms, labels
from taizhang.inspection.rules.answers import items_of
from taizhang.inspection.sheets import Reading, checklist_sheets, read_checklist, told
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.screens import Request, behind_door, download, said, tell
from taizhang.kit.words import Filled, _, day_words
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import read_book
from taizhang.rulebook.selectors import book_on, books_of, terms_on

DOORS = ("handle", "oversee", "inspect", "overview")
PUBLISHED = _("检查表“{title}”{version}版已发布，{count}项，{day}起用。")


@behind_door(*DOORS)
def checklists(request: Request) -> HttpResponse:
    """The checklists in force; a sheet may be looked at by anybody here, published by the keepers of the books."""
    form = forms.SheetForm(request.POST or None, request.FILES or None)
    reading: Reading | None = None
    if request.method == "POST" and form.is_valid():
        try:
            reading = _read(request, form.cleaned_data)
            if not reading.faults and request.POST.get("do") == "publish":
                return _publish(request, reading)
        except Refused as error:
            form.add_error(None, said(error))
    faults = reading.faults if reading else []
    context = {
        "books": [
            (book, sum(1 for _item in items_of(book.body))) for book in books_of("checklist", request.viewer.today)
        ],
        "form": form,
        "reading": reading,
        "unknown": {"names": "、".join(reading.unknown)} if reading and reading.unknown else None,
        "unknown_words": labels.UNKNOWN_COLUMNS,
        "faults": [_said(one) for one in faults],
        "labels": labels,
        "may": request.viewer.keeps_tree,
    }
    return render(request, "inspection/checklists.html", context, status=400 if form.errors or faults else 200)


def _said(fault: Any) -> str:
    words = told(fault)
    facts = {
        name: said(Refused(one.sentence, **one.facts)) if isinstance(one, Filled) else one
        for name, one in words.facts.items()
    }
    return said(Refused(words.sentence, **facts))


def _read(request: Request, given: dict[str, Any]) -> Reading:
    name, content = given["file"]
    today = request.viewer.today
    synonyms = book_on("sheet-headings", today).body["checklist"]
    reading = read_checklist(read_grids(content, name), synonyms, terms_on(today)["categories"])
    fresh = given["version"] and given["version"] != reading.head.get("version")
    for key in ("title", "book", "version"):
        if given[key]:
            reading.head[key] = given[key]
    if given["in_force_from"] or fresh:  # a new version made of an old sheet is not in force since the old one's day
        reading.head["in_force_from"] = (given["in_force_from"] or today).isoformat()
    return reading


def _publish(request: Request, reading: Reading) -> HttpResponse:
    content = read_book(as_yaml(reading))
    publish_book(actor=request.viewer, at=request.now, text=content.text)
    count = sum(1 for _item in items_of(content.body))
    tell(request, PUBLISHED, title=content.title, version=content.version, count=count, day=day_words(content.from_on))
    if reading.unknown:
        tell(request, labels.UNKNOWN_COLUMNS, names="、".join(reading.unknown))
    return redirect("checklist", content.name)


def as_yaml(reading: Reading) -> str:
    """The sheet as a rule book's text; BadInput names what its head still lacks."""
    head = {"source": "—", **reading.head}
    lacking = [gettext(labels.HEAD[key]) for key in ("title", "book", "version", "in_force_from") if not head.get(key)]
    if lacking:
        raise BadInput(labels.NEEDS, field="、".join(lacking))
    whole = {**head, "kind": "checklist", "body": reading.body}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=1_000)


def _named(request: Request, name: str) -> Any:
    found = book_on(name, request.viewer.today)
    if found.kind != "checklist":
        raise Absent(labels.NO_CHECKLIST, name=name)
    return found


@behind_door(*DOORS)
def checklist(request: Request, name: str) -> HttpResponse:
    """One checklist as it will be asked."""
    context = {"book": _named(request, name), "labels": labels}
    return render(request, "inspection/checklist.html", context)


@behind_door(*DOORS)
def checklist_file(request: Request, name: str) -> HttpResponse:
    """The checklist as Excel, to be changed in the office and brought back."""
    book = _named(request, name)
    head = {"title": book.title, "book": book.name, "version": book.version, "in_force_from": book.from_on.isoformat()}
    source = yaml.safe_load(book.text).get("source", "")
    content = to_workbook(checklist_sheets({**head, "source": str(source)}, book.body))
    return download(content, f"{book.title} {book.version}.xlsx", TYPES["xlsx"])
