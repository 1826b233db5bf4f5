"""A list we exported comes back filled in: shown as differences, row by row; each accepted one is the ordinary act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from taizhang.documents.forms import OneFile, dressed
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.screens import Request, behind_door, said, tell, warn
from taizhang.kit.words import _
from taizhang.ledger.actions import take_changes
from taizhang.ledger.labels import ACTS, ALREADY_SO
from taizhang.ledger.roundtrip import Change, changes_in, chosen
from taizhang.shell.intake import changes_table
from taizhang.shell.staging import stage, staged

TAKEN = _("已按表格办了{count}处。")
SOME = _("{count}处没有办成：{first}")
NO_FILE = _("没有选择文件。请选择从本系统导出、改过的清单。")
KEPT = "filled"  # where the session remembers the file that was checked


class FilledForm(forms.Form):
    file = OneFile(label="改过的清单", required=False, help_text="从本系统导出的 .xlsx 或 .csv，留着“编号”一栏")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


@behind_door("handle", "oversee")
def filled(request: Request) -> HttpResponse:
    """Show what was changed in the sheet; take the ticked changes."""
    form, found = FilledForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            name, content = _chosen(request, form.cleaned_data["file"])
            table, went_out = changes_table(request.viewer, content, name)
            changes, notes = changes_in(request.viewer, table, went_out)
            if "confirm" in request.POST:
                _take(request, _ticked(request, changes))
                return redirect("filled")
            found = {"changes": changes, "notes": notes, "went_out": went_out, "name": name, "rows": len(table.rows)}
        except Refused as error:
            form.add_error(None, said(error))
    context = {"form": form, "found": found, "acts": ACTS}
    return render(request, "shell/filled.html", context, status=400 if form.errors else 200)


def _chosen(request: Request, file: tuple[str, bytes] | None) -> tuple[str, bytes]:
    """The file just chosen, else the one that was checked."""
    if file:
        request.session[KEPT] = {"name": file[0], "digest": stage(file[1])}
        return file
    kept = request.session.get(KEPT, {})
    content = staged(kept.get("digest", ""))
    if content is None:
        raise BadInput(NO_FILE)
    return kept["name"], content


def _ticked(request: Request, changes: list[Change]) -> list[dict[str, Any]]:
    marks = request.POST.getlist("changes")
    taken = chosen(changes, marks)
    if marks and not taken and not {one.mark for one in changes} & set(marks):  # somebody was quicker
        raise Refused(ALREADY_SO)
    return taken


def _take(request: Request, changes: list[dict[str, Any]]) -> None:
    done = take_changes(actor=request.viewer, at=request.now, changes=changes)
    request.session.pop(KEPT, None)  # the file itself stays its days: another may have brought the same one
    tell(request, TAKEN, count=len(done["done"]))
    if done["refused"]:
        warn(request, Refused(SOME, count=len(done["refused"]), first=done["refused"][0][1]))
