"""Screens of the electronic ballot box: opening with slips to print, closing by two, counting in the browser."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from taizhang.ballots import labels as ballot_words
from taizhang.ballots import store
from taizhang.debrief import actions, forms, labels, policy, selectors
from taizhang.debrief.selectors import boxes as reading
from taizhang.debrief.selectors.grades import appraisal_form
from taizhang.debrief.states import BOX_MOVES
from taizhang.debrief.views.meetings import DONE
from taizhang.journal.views import qr
from taizhang.kit.errors import Absent, NotAllowed, Refused
from taizhang.kit.screens import Request, behind_door, said, tell, warn

DOORS = ("handle", "oversee")


@behind_door(*DOORS)
def box(request: Request, code: str) -> HttpResponse:
    """The box as it stands; opening it answers with the slips, once."""
    found = _meeting(request, code)
    host = policy.is_host(request.viewer, found)
    kept = reading.box_of(found)
    watches = kept is not None and policy.is_scrutineer(request.viewer, kept)
    if not host and not watches:
        raise Absent(labels.NO_MEETING)
    form = _form(request, found) if host and (kept is None or kept.state == "void") else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            return _opened(request, found, form.told())
        except Refused as error:
            form.add_error(None, said(error))
    words = {"bad_half": gettext(labels.HALF_WRONG), "counted": gettext(labels.BOX_COUNTED)}
    words["insecure"] = gettext(ballot_words.TEXTS["insecure"])
    context = {
        "meeting": found,
        "box": kept,
        "form": form,
        "host": host,
        "watches": watches,
        "closed": kept is not None and request.viewer.code in kept.closed_by,
        "classes": _classes(found, kept) if kept else [],
        "address": reverse("vote", args=[kept.code]) if kept and kept.state == "open" else "",
        "words": json.dumps(words, ensure_ascii=False),
        "labels": labels,
        "ballot_words": ballot_words,
    }
    return render(request, "debrief/box.html", context, status=400 if form is not None and form.errors else 200)


def _meeting(request: Request, code: str) -> Any:
    found = selectors.meeting_for(request.viewer, code)
    if not selectors.has_part(found, "ballot"):
        raise Absent(labels.NO_MEETING)
    return found


def _form(request: Request, found: Any) -> forms.BoxForm:
    people = [
        (one.username, f"{one.person.name} {one.username}")
        for one in reading.scrutineers_known(found, request.viewer.today)
    ]
    return forms.BoxForm(request.POST or None, classes=appraisal_form(found)["classes"], people=people)


def _classes(found: Any, kept: Any) -> list[tuple[str, int, int | None, int]]:
    """(label, issued, used once counted, void) of each class."""
    return [
        (
            one["label"],
            kept.issued.get(one["key"], 0),
            kept.used.get(one["key"], 0) if kept.counted_at else None,
            kept.invalid.get(one["key"], 0),
        )
        for one in appraisal_form(found)["classes"]
    ]


def _opened(request: Request, found: Any, told: dict[str, Any]) -> HttpResponse:
    """Open the box and show its slips: this page is the only place where the codes ever stand."""
    codes = {name: store.new_codes(count) for name, count in told.pop("counts").items()}
    made = actions.open_box(actor=request.viewer, at=request.now, code=found.code, codes=codes, **told)
    place = request.build_absolute_uri(reverse("vote", args=[made]))
    names = {one["key"]: one["label"] for one in appraisal_form(found)["classes"]}
    slips = [(names[name], _spaced(code), qr(f"{place}#{code}")) for name, some in codes.items() for code in some]
    answer = render(request, "debrief/slips.html", {"meeting": found, "slips": slips, "place": place})
    answer["Cache-Control"] = "no-store"
    return answer


def _spaced(code: str) -> str:
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


@behind_door(*DOORS)
def ballots(request: Request, code: str) -> HttpResponse:
    """The sealed ballots of a closed box, in an order of chance, for its scrutineers."""
    kept = reading.box_of(_meeting(request, code))
    if kept is None or not policy.is_scrutineer(request.viewer, kept):
        raise Absent(labels.NO_BOX)
    BOX_MOVES.take("count_box", kept.state)
    rows = [[name, base64.b64encode(sealed).decode()] for name, sealed in store.released(kept.code)]
    form = store.told(kept.code)["form"]
    shape = {"marks": store.marks_of(form), "options": len(form["options"])}
    answer = JsonResponse({"box": kept.code, "key": kept.key, **shape, "ballots": rows})
    answer["Cache-Control"] = "no-store"
    return answer


@behind_door(*DOORS)
def box_act(request: Request, code: str, act: str) -> HttpResponse:
    """A scrutineer stops or counts; the host declares a vote void."""
    _meeting(request, code)
    if act not in ("close_box", "count_box", "void_box") or request.method != "POST":
        raise Absent(labels.NO_BOX)
    try:
        told = _told(request, act)
        getattr(actions, act)(actor=request.viewer, at=request.now, code=code, **told)
        tell(request, DONE, act=gettext(labels.BOX_ACTS[act]))
    except NotAllowed:
        raise
    except Refused as error:
        warn(request, error)
    return redirect("box", code)


def _told(request: Request, act: str) -> dict[str, Any]:
    if act == "void_box":
        return {"note": request.POST.get("note", "")}
    if act == "close_box":
        return {}
    try:
        lists = json.loads(request.POST.get("lists", ""))
        return {"lists": {str(name): [str(one) for one in some] for name, some in lists.items()}}
    except (ValueError, AttributeError, TypeError, RecursionError):
        return {"lists": {}}  # what cannot be read is no list: the act says how many there should be
