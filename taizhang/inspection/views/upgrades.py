"""The screen on which a running inspection moves to a checklist's newer version: seen first, then done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from taizhang.inspection import actions, labels, policy, selectors
from taizhang.inspection.rules.answers import items_of
from taizhang.kit.errors import Absent, Refused
from taizhang.kit.screens import Request, behind_door, said, tell
from taizhang.kit.words import _

DONE = _("{title}已换成{version}版，带过去{count}条结果。")


@behind_door("handle", "oversee", "inspect")
def upgrade(request: Request, code: str, name: str) -> HttpResponse:
    """Old number by number: how many answers it has, where they go, which would be lost; GET shows, POST does."""
    viewer = request.viewer
    plan = selectors.plan_for(viewer, code)
    policy.require_host(viewer, plan)
    given, fault = request.POST, ""
    mapping = {key[2:]: given[key][:20] for key in given if key.startswith("m:")}
    try:
        found = selectors.upgrade_of(plan, name, viewer.today, mapping)
    except Refused as error:
        raise Absent(labels.NO_CHECKLIST, name=name[:60]) from error
    if "do" in given:
        try:
            told: dict[str, Any] = {"name": name, "mapping": mapping, "version": given.get("version", "")}
            count = actions.upgrade_checklist(actor=viewer, at=request.now, code=code, **told)
            tell(request, DONE, title=found.book.title, version=found.book.version, count=count)
            return redirect("plan", code)
        except Refused as error:
            fault = said(error)
    texts = {item["key"]: item["text"] for item in items_of(found.old.body)}
    context = {
        "plan": plan,
        "found": found,
        "rows": [(row, texts[row.key], labels.MOVE_FAULTS.get(row.fault, "")) for row in found.rows],
        "new": list(items_of(found.book.body)),
        "lost": sum(bool(row.fault) for row in found.rows),
        "fault": fault,
        "labels": labels,
    }
    return render(request, "inspection/upgrade.html", context, status=409 if fault else 200)
