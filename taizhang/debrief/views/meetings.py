"""Screens of meetings: the list, one meeting, its map, its screen for the hall."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from taizhang.debrief import actions, forms, labels, policy, selectors
from taizhang.debrief.papers import agenda_of, minutes_paper
from taizhang.debrief.selectors import boxes
from taizhang.debrief.states import LIVE
from taizhang.documents.lists import TYPES
from taizhang.documents.write_docx import paper_docx
from taizhang.inspection.selectors.films import latest_showing
from taizhang.kit.errors import Absent, Refused
from taizhang.kit.pages import paged
from taizhang.kit.screens import Request, back, behind_door, download, said, tell, warn
from taizhang.kit.words import _
from taizhang.ledger.labels import STATES
from taizhang.orgs.selectors import children_of, trail, unit_for
from taizhang.people.policy import works_in
from taizhang.rulebook.selectors import book_on

DOORS = ("handle", "oversee", "overview")
DONE = _("{act}，已办。")
CLOSED = _("会议已办结，会后的{count}项任务已经自动下达。")
PAGE = 30


@behind_door(*DOORS)
def meetings(request: Request) -> HttpResponse:
    """Meetings in sight, newest first, and calling one's own."""
    viewer, book = request.viewer, book_on("debrief", request.viewer.today).body
    works = works_in(viewer, viewer.unit_id)
    form = forms.OpenForm(request.POST or None, book=book)
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.open_meeting(actor=viewer, at=request.now, **form.told(_debriefers(viewer, book)))
            tell(request, DONE, act=labels.ACTS["open_meeting"])
            return redirect("meeting", code)
        except Refused as error:
            form.add_error(None, said(error))
    context = {
        "page": paged(selectors.meetings_for(viewer), "-id", request.GET.get("after", ""), PAGE),
        "form": form,
        "works": works,
        "states": labels.MEETING_STATES,
        "kinds": {key: one["label"] for key, one in book["kinds"].items()},
    }
    return render(request, "debrief/meetings.html", context, status=400 if form.errors else 200)


def _debriefers(viewer: Any, book: dict[str, Any]) -> list[str]:
    """The units directly below that debrief by the book; a unit with none below debriefs to its own people."""
    home = unit_for(viewer, viewer.unit_code)
    kinds = book["debriefers"].get(home.kind, [])
    below = [unit.code for unit in children_of(home) if unit.kind in kinds]
    return below or [home.code]


@behind_door(*DOORS)
def meeting(request: Request, code: str) -> HttpResponse:
    """One meeting: who debriefs, what was said, what can be done now."""
    return _page(request, code, {})


def _page(request: Request, code: str, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found = selectors.meeting_for(viewer, code)
    debriefs = list(selectors.debriefs_of(viewer, found))
    comments = list(selectors.comments_of(viewer, found))
    host = policy.is_host(viewer, found)
    context = {
        "meeting": found,
        "trail": trail(found.unit.path, viewer),
        "book": selectors.book_of(found),
        "debriefs": debriefs,
        "comments": [(one, policy.comment_acts(viewer, one)) for one in comments if one.state != "withdrawn"],
        "withdrawn": [one for one in comments if one.state == "withdrawn"],
        **_follow_ups(viewer, found),
        "host": host,
        "graded": selectors.has_part(found, "grade"),
        "boxed": boxes.is_seen(viewer, found),
        "acts": policy.meeting_acts(viewer, found),
        "forms": {**_forms(viewer, found, debriefs, comments), **bound} if host else {},
        "opened": next(iter(bound), ""),
        "labels": labels,
        "live": found.state in LIVE,
        "item_states": STATES,
    }
    return render(request, "debrief/meeting.html", context, status=status)


def _follow_ups(viewer: Any, found: Any) -> dict[str, Any]:
    """What raised itself at closing: a row a unit, a column a line of the book."""
    book = selectors.book_of(found)
    heads = [
        (one["key"], gettext(one.get("deliverable") or one["title"])) for one in (*book["follow_ups"], *book["own"])
    ]
    by_unit: dict[str, dict[str, Any]] = {}
    for one in selectors.follow_ups_of(viewer, found):
        by_unit.setdefault(one.unit.label, {})[one.key] = one
    heads = [(key, heading) for key, heading in heads if any(key in row for row in by_unit.values())]
    rows = [(unit, [(heading, row.get(key)) for key, heading in heads]) for unit, row in by_unit.items()]
    return {"follow_heads": heads, "follow_rows": rows}


def _forms(viewer: Any, found: Any, debriefs: list[Any], comments: list[Any]) -> dict[str, Any]:
    """The forms the host may need now, filled with what is known."""
    units = [(one.unit.code, f"{one.unit.label} {one.person}") for one in debriefs]
    last = comments[-1] if comments else None
    due = max(found.meeting_on, viewer.today) + timedelta(days=selectors.book_of(found)["comments"]["due_days"])
    first = {"due_on": due.isoformat()}
    if last is not None:
        first |= {"unit": last.debrief.unit.code, "speaker": last.speaker, "speaker_post": last.speaker_post}
    speaking = "\n".join(one.unit.label for one in debriefs if one.mode == "speaks")
    made: dict[str, Any] = {}
    if found.state == "opened":
        made["move_meeting"] = forms.MoveForm(
            initial={"meeting_on": found.meeting_on.isoformat(), "place": found.place}
        )
        made["begin_meeting"] = _begin(viewer, found)(initial={"place": found.place, "chair": viewer.name})
        made["draft_comment"] = forms.CommentForm(units=units, initial=first)
    if found.state in ("opened", "under_way"):
        made["arrange_debriefs"] = forms.ArrangeForm(initial={"speaking": speaking})
    if found.state in ("under_way", "held"):
        made["record_comment"] = forms.RecordForm(units=units, initial=first)
    if found.state in ("under_way", "held", "closed"):
        made["write_minutes"] = forms.MinutesForm(initial={"minutes": found.minutes, "attending": found.attending})
    return made


def _begin(viewer: Any, found: Any) -> Any:
    return forms.EarlyForm if viewer.today < found.meeting_on else forms.BeginForm


FORMS: dict[str, Any] = {
    "move_meeting": forms.MoveForm,
    "begin_meeting": forms.BeginForm,
    "arrange_debriefs": forms.ArrangeForm,
    "write_minutes": forms.MinutesForm,
    "draft_comment": forms.CommentForm,
    "record_comment": forms.CommentForm,
}
BUTTONS = {"end_meeting": (), "close_meeting": ("anyway",), "cancel_meeting": ("note",)}


@behind_door("handle", "oversee")
def meeting_act(request: Request, code: str, act: str) -> HttpResponse:
    """One act on a meeting; what was typed stays on the page when it is refused."""
    viewer = request.viewer
    found = selectors.meeting_for(viewer, code)
    if act not in {**FORMS, **BUTTONS}:
        raise Absent(labels.NO_MEETING)
    if request.method != "POST":  # an address kept from a refused form
        return redirect("meeting", code)
    form = _bound(request, found, act) if act in FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, code, {act: form}, 400)
    told = form.told() if form else {name: request.POST.get(name, "") for name in BUTTONS[act]}
    if act == "close_meeting":
        told = {"anyway": bool(told["anyway"])}
    try:
        answer = getattr(actions, act)(actor=viewer, at=request.now, code=code, **told)
    except Refused as error:
        if form is None:
            warn(request, error)
            return redirect("meeting", code)
        form.add_error(None, said(error))
        return _page(request, code, {act: form}, error.status)
    if act == "close_meeting":
        tell(request, CLOSED, count=len(answer))
    else:
        tell(request, DONE, act=labels.ACTS[act])
    return redirect("meeting", code)


def _bound(request: Request, found: Any, act: str) -> Any:
    if act == "begin_meeting":
        return _begin(request.viewer, found)(request.POST)
    if FORMS[act] is not forms.CommentForm:
        return FORMS[act](request.POST)
    debriefs = selectors.debriefs_of(request.viewer, found)
    units = [(one.unit.code, f"{one.unit.label} {one.person}") for one in debriefs]
    return _comment_form(act)(request.POST, units=units)


def _comment_form(act: str) -> Any:
    return forms.RecordForm if act == "record_comment" else forms.CommentForm


@behind_door(*DOORS)
def edit_comment(request: Request, code: str) -> HttpResponse:
    """A drafted or recorded comment put into the words that were spoken."""
    comment = selectors.comment_for(request.viewer, code)
    meeting_code = comment.debrief.meeting.code
    first = {name: getattr(comment, name) for name in ("speaker", "speaker_post", "nature", "text", "person")}
    first |= {"unit": comment.debrief.unit.code, "comment": comment.code}
    first["due_on"] = comment.due_on.isoformat() if comment.due_on else ""
    units = [(one.unit.code, one.unit.label) for one in selectors.debriefs_of(request.viewer, comment.debrief.meeting)]
    act = "draft_comment" if comment.debrief.meeting.state == "opened" else "record_comment"
    return _page(request, meeting_code, {act: _comment_form(act)(initial=first, units=units)})


COMMENT_ACTS: dict[str, Any] = {
    "confirm_comment": actions.confirm_comment,
    "agree_comment": actions.agree_comment,
    "question_comment": actions.question_comment,
    "uphold_comment": actions.uphold_comment,
    "withdraw_comment": actions.withdraw_comment,
}


@behind_door("handle", "oversee")
def comment_act(request: Request, code: str, act: str) -> HttpResponse:
    """One act on a comment, from whichever page it stood on."""
    do = COMMENT_ACTS.get(act)
    if do is None or request.method != "POST":
        raise Absent(labels.NO_COMMENT)
    found = selectors.comment_for(request.viewer, code)
    more = {} if act == "confirm_comment" else {"note": request.POST.get("note", "")}
    try:
        do(actor=request.viewer, at=request.now, code=code, **more)
        tell(request, DONE, act=labels.ACTS[act])
    except Refused as error:
        warn(request, error)
    return back(request, f"/meetings/{found.debrief.meeting.code}/")


@behind_door(*DOORS)
def cascade(request: Request, code: str) -> HttpResponse:
    """Units × steps: days each took, and where it stopped."""
    found = selectors.meeting_for(request.viewer, code)
    rows = selectors.cascade_of(request.viewer, found)
    context = {
        "meeting": found,
        "rows": rows,
        "sums": selectors.summed(rows),
        "steps": selectors.steps_of(found),
        "stopped": sum(bool(row.stopped) for row in rows),
        "labels": labels,
    }
    if request.headers.get("HX-Request"):  # a unit's own meeting unfolds under its line
        return render(request, "debrief/cascade_rows.html", {**context, "folded": True})
    context["trail"] = trail(found.unit.path, request.viewer)
    return render(request, "debrief/cascade.html", context)


@behind_door(*DOORS)
def hall(request: Request, code: str) -> HttpResponse:
    """The screen in the hall: one step of the agenda at a time, the next by key or tap."""
    found = selectors.meeting_for(request.viewer, code)
    if not selectors.sees_all(request.viewer, found):
        raise Absent(labels.NO_MEETING)
    course = agenda_of(found, list(selectors.debriefs_of(request.viewer, found)))
    wanted = request.GET.get("at", "0")
    at = min(int(wanted), len(course) - 1) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0
    key, whose = course[at]
    showing = latest_showing(request.viewer) if key == "film" else None
    context = {
        "meeting": found,
        "showing": showing,
        "step": labels.AGENDA[key],
        "whose": whose,
        "at": at,
        "number": at + 1,
        "count": len(course),
        "previous": at - 1 if at else None,
        "next": at + 1 if at + 1 < len(course) else None,
    }
    return render(request, "debrief/hall.html", context)


@behind_door(*DOORS)
def minutes_file(request: Request, code: str) -> HttpResponse:
    """The minutes as Word."""
    found = selectors.meeting_for(request.viewer, code)
    if not selectors.sees_all(request.viewer, found):
        raise Absent(labels.NO_MEETING)
    return word(minutes_paper(request.viewer, found))


def word(paper: Any) -> HttpResponse:
    """A paper as a download."""
    return download(paper_docx(paper), f"{paper.title}.docx", TYPES["docx"])
