"""Screens of visits: the route, one visit with its lists, what was found, the unit's word."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from taizhang.documents.lists import TYPES
from taizhang.documents.write_docx import paper_docx
from taizhang.evidence import uploads
from taizhang.evidence.preparing import prepare_upload, prepared
from taizhang.evidence.selectors import evidence_of
from taizhang.evidence.uploads import with_uploads
from taizhang.inspection import actions, forms, labels, policy, selectors
from taizhang.inspection.papers import feedback_paper, score_facts
from taizhang.inspection.rules.answers import items_of, words_of
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.screens import Request, behind_door, download, said, tell, warn
from taizhang.kit.words import _
from taizhang.orgs.selectors import trail
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on, terms_on

DOORS = ("handle", "oversee", "inspect", "overview")
DONE = _("{act}，已办。")
FIELD = "/field/"  # the floor above: its address, not its code
KEPT = _("佐证{count}个，已存。")
SAVED = _("已记下{count}项。")


@behind_door("handle", "oversee", "inspect")
def route(request: Request) -> HttpResponse:
    """The visits one's teams still have before them."""
    return render(
        request,
        "inspection/route.html",
        {"rows": selectors.route_of(request.viewer), "labels": labels, "field_address": FIELD},
    )


@behind_door(*DOORS)
def visit(request: Request, code: str) -> HttpResponse:
    """One visit."""
    return _page(request, code, {}, part=request.GET.get("part", ""))


def _page(
    request: Request, code: str, bound: dict[str, Any], status: int = 200, part: str = "", typed: Any = None
) -> HttpResponse:
    """`part`: the section that lies open; `typed`: answers of a refused form, kept on the page."""
    viewer = request.viewer
    found = selectors.visit_for(viewer, code)
    shows = policy.shows_results(viewer, found)
    answers = selectors.answers_of(found) if shows else []
    acts = policy.visit_acts(viewer, found)
    names, works = {one.by: one.by_name for one in answers}, policy.may_work_on(viewer, found)
    evidence = {one.code: one for one in evidence_of(found.code)} if shows else {}
    lists = selectors.filled(found, answers)
    told = selectors.findings_for(viewer, found) if shows else []
    back = selectors.due_back([found]).get(found.pk, []) if shows else []
    noted = {(one.checklist_id, one.key) for one in told if one.key and one.state != "dropped"}
    context = {
        "visit": found,
        "plan": found.plan,
        "trail": trail(found.unit.path, viewer),
        "shows": shows,
        "records": "record_answers" in acts,
        "settles": "choose_answer" in acts,
        "lists": [(one, score_facts(one.score), _sections(one, viewer, noted, evidence, typed)) for one in lists],
        "findings": [
            (one, policy.finding_acts(viewer, one), [evidence[e] for e in one.evidence if e in evidence])
            for one in told
        ],
        **_to_look_at(bound, back, evidence, "recheck_problem" in acts),
        "loose": _loose(evidence, answers, told, back) if works else [],
        "talks": selectors.talks_of(found) if works else [],
        "acts": _forms(viewer, found, acts, bound),
        "opened": next(iter(bound), ""),
        "part": part,
        "left": selectors.left_of(lists, noted, back),
        "names": names,
        "labels": labels,
        "reasons": found.reasons if policy.sees_as_host(viewer, found.plan) else [],
        "told": policy.is_told(found.plan),
    }
    return render(request, "inspection/visit.html", context, status=status)


def _to_look_at(bound: dict[str, Any], back: Any, evidence: Any, rechecks: bool) -> dict[str, Any]:
    """The problems to look at again, each with its form and files; a refused form that has lost its place."""
    files = [_files(one.recheck.evidence if one.recheck else (), evidence) for one in back]
    rows = [(one, _form_of(bound, one.item.code), some) for one, some in zip(back, files, strict=True)]
    return {"back": rows, "lost": _lost(bound, back, rechecks), "rechecks": rechecks}


def _loose(evidence: dict[str, Any], answers: Any, told: Any, back: Any) -> list[Any]:
    """Files of the visit that belong to no answer, finding or recheck: footage of the place."""
    seen = [one.recheck for one in back if one.recheck]
    named = {code for rows in (answers, told, seen) for one in rows for code in one.evidence}
    return [one for code, one in evidence.items() if code not in named]


def _lost(bound: dict[str, Any], back: Any, open_now: bool) -> Any:
    """A refused recheck whose problem takes none here any more: its words must not be lost with its place."""
    form = bound.get("recheck_problem")
    waiting = {one.item.code for one in back if one.recheck is None or one.recheck.held} if open_now else set()
    return form if form is not None and form.data.get("item") not in waiting else None


def _form_of(bound: dict[str, Any], code: str) -> Any:
    """A problem's own form; the refused one, where it was this problem's."""
    form = bound.get("recheck_problem")
    return form if form is not None and form.data.get("item") == code else forms.RecheckForm(code=code)


def _files(codes: Any, evidence: Any) -> list[Any]:
    return [evidence[code] for code in codes if code in evidence]


Section = tuple[str, str, list[dict[str, Any]]]


def _sections(one: Any, viewer: Viewer, noted: set[Any], evidence: Any, typed: Any) -> list[Section]:
    """The list's sections with the name they are found by: each item with what was answered, its points, and whether it
    can be noted as a problem."""
    if typed is not None and typed.get("checklist") != one.checklist.name:
        typed = None  # another list's numbers
    made = []
    for number, section in enumerate(one.checklist.body["sections"], 1):
        rows = []
        for item in section["items"]:
            row, result = one.answers.get(item["key"]), one.results[item["key"]]
            mine = next((a for a in row.given if a.by == viewer.code), None) if row else None
            rows.append(
                {
                    "item": item,
                    "result": result,
                    "row": row,
                    "value": words_of(row.value) if row else "",
                    "mine": mine,
                    "raw": _raw(mine.value) if mine else "",
                    "note": mine.note if mine else "",
                    **_kept(item, typed),
                    "gained": words_of(result.gained),
                    "given": [(a, words_of(a.value)) for a in row.given] if row else [],
                    "how": "、".join(gettext(labels.HOW[how]) for how in item.get("how", ())),
                    "files": [file for a in row.given for file in _files(a.evidence, evidence)] if row else [],
                    "noted": (one.checklist.pk, item["key"]) in noted,
                    "must": item.get("must_say") or labels.FAULTS["must"],
                }
            )
        made.append((f"s{one.checklist.pk}-{number}", section["title"], rows))
    return made


def _kept(item: Any, typed: Any) -> dict[str, Any]:
    """What was typed for an item in a form that was refused."""
    field = f"a:{item['key']}"
    if typed is None or f"n:{item['key']}" not in typed:
        return {}
    raw = typed.getlist(field) if item["answer"] == "many" else typed.get(field, "")
    return {"raw": raw, "note": typed[f"n:{item['key']}"]}


def _raw(value: Any) -> Any:
    """A value as the form's field takes it; a note alone has none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return words_of(value) if isinstance(value, float | int) else value


FORMS: dict[str, Any] = {
    "begin_visit": forms.PlaceForm,
    "note_finding": forms.FindingForm,
    "record_talk": forms.TalkForm,
    "recheck_problem": forms.RecheckForm,
    "end_visit": forms.NoteForm,
    "skip_visit": forms.ReasonForm,
    "reopen_visit": forms.ReasonForm,
    "agree_visit": forms.NoteForm,
    "question_visit": forms.WordsForm,
    "answer_visit": forms.ReplyForm,
    "assign_visit": forms.TeamForm,
    "merge_visit": forms.IntoForm,
}


# allowed, for a phone may send them late, but nothing to offer on the page
QUIET = {("begin_visit", "under_way"), ("end_visit", "ended")}


def _forms(viewer: Viewer, found: Any, acts: Any, bound: dict[str, Any]) -> list[tuple[str, str, Any]]:
    made = []
    for act in acts:
        if act not in FORMS or act == "recheck_problem" or (act, found.state) in QUIET:  # a problem has its own form
            continue
        form = bound.get(act) or _form(found, act)
        if act == "merge_visit" and not form.fields["into"].choices:
            continue
        made.append((act, labels.ACTS[act], form))
    return made


def _form(found: Any, act: str, *data: Any) -> Any:
    if act == "assign_visit":
        return forms.TeamForm(*data, teams=[(str(one.number), one.name) for one in selectors.teams_of(found.plan)])
    if act == "merge_visit":
        days = int(book_on("inspection", day_of(found.plan.opened_at)).body["merge_days"])
        near = selectors.mergeable(found.plan, [found], days).get(found.pk, [])
        others = [(one.code, one.plan.title) for one in near]
        return forms.IntoForm(*data, visits=others)
    if act == "note_finding":
        return forms.FindingForm(*data, categories=terms_on(day_of(found.plan.opened_at))["categories"])
    if act == "recheck_problem":
        return forms.RecheckForm(*data, code=data[0].get("item", "") if data else "")
    return FORMS[act](*data)


@behind_door("handle", "oversee", "inspect")
def visit_act(request: Request, code: str, act: str) -> HttpResponse:
    """One act on a visit; what was typed stays on the page when it is refused."""
    found = selectors.visit_for(request.viewer, code)
    if act not in {*FORMS, "record_answers", "choose_answer"}:
        raise Absent(labels.NO_VISIT)
    if request.method != "POST":  # an address kept from a refused form
        return redirect("visit", code)
    if act == "record_answers" and request.POST.get("evidence_key"):
        return _brought(request, found)
    files = with_uploads(request.FILES, request.viewer.code, request.POST.getlist("uploads"))
    if act in ("record_answers", "choose_answer") or request.POST.get("key"):
        return _tapped(request, found, act)
    form, status = _form(found, act, request.POST, files), 400
    if form.is_valid():
        try:
            getattr(actions, act)(actor=request.viewer, at=request.now, code=code, **form.told())
            tell(request, DONE, act=gettext(labels.ACTS[act]))
            return redirect("visit", code)
        except Refused as error:
            form.add_error(None, said(error))
            status = error.status
    return _page(request, code, {act: form}, status)


def _brought(request: Request, found: Any) -> HttpResponse:
    """Files that belong to one item; a video goes by file, never through memory."""
    who, key, given = request.viewer, request.POST.get("evidence_key", ""), request.POST
    try:
        codes = given.getlist("uploads")
        uploads.check_many((uploads.begun(who.code, one) for one in codes), video=True)
        form = forms.FilesForm({}, request.FILES)
        form.is_valid()
        files = [*prepared(form.cleaned_data.get("files", [])), *(prepare_upload(who.code, one) for one in codes)]
        mine = next((one for one in selectors.answers_of(found) if (one.by, one.key) == (who.code, key)), None)
        told = {"value": mine.value if mine else None, "note": mine.note if mine else ""}
        answers = {key: {**told, "evidence": [one.sha256 for one in files]}}
        checklist = given.get("checklist", "")
        actions.record_answers(
            actor=who, at=request.now, code=found.code, checklist=checklist, answers=answers, files=files
        )
        tell(request, KEPT, count=len(files))
    except Refused as error:
        warn(request, error)
    return _back(found, given)


def _tapped(request: Request, found: Any, act: str) -> HttpResponse:
    """What is done from a line of the list: answers of a section, a choice between two, a problem in one tap."""
    who, at, given = request.viewer, request.now, request.POST
    told = {"code": found.code, "checklist": given.get("checklist", "")}
    try:
        if act == "record_answers":
            answers = _answers(found, told["checklist"], given, who)
            count = actions.record_answers(actor=who, at=at, **told, answers=answers)
            tell(request, SAVED, count=count)
        elif act == "choose_answer":
            actions.choose_answer(actor=who, at=at, **told, key=given.get("key", ""), by=given.get("by", ""))
            tell(request, DONE, act=gettext(labels.ACTS[act]))
        else:
            actions.note_finding(actor=who, at=at, **told, key=given.get("key", ""), at_once=True)
            tell(request, DONE, act=gettext(labels.ACTS["raise_finding"]))
    except Refused as error:
        warn(request, error)
        if act == "record_answers":
            return _page(request, found.code, {}, error.status, given.get("anchor", ""), given)
    return _back(found, given)


def _back(found: Any, given: Any) -> HttpResponse:
    """To the section one was at, open."""
    anchor = given.get("anchor", "")
    part = anchor if re.fullmatch(r"s\d{1,12}-\d{1,3}", anchor) else ""
    return redirect(f"/visits/{found.code}/?part={part}#{part}" if part else f"/visits/{found.code}/")


def _answers(found: Any, name: str, given: Any, who: Viewer) -> dict[str, Any]:
    """The form's fields `a:<number>` and `n:<number>` as answers; what was left empty or as it was is not sent."""
    checklist = next((one for one in selectors.checklists_of(found) if one.name == name), None)
    if checklist is None:
        raise BadInput(labels.STALE_LIST, name=name[:60])
    rows = [one for one in selectors.answers_of(found) if one.by == who.code and one.checklist_id == checklist.pk]
    before = {one.key: (_raw(one.value), one.note) for one in rows}
    made: dict[str, Any] = {}
    for item in items_of(checklist.body):
        field, note = f"a:{item['key']}", given.get(f"n:{item['key']}", "").strip()
        if field not in given and f"n:{item['key']}" not in given:
            continue
        value = given.getlist(field) if item["answer"] == "many" else given.get(field, "")
        if before.get(item["key"]) == (value or "", note):
            continue
        if value not in ("", []) or note or given.get(f"had:{item['key']}"):
            made[item["key"]] = {"value": value, "note": note}
    return made


@behind_door("handle", "oversee", "inspect")
def finding_act(request: Request, code: str, act: str) -> HttpResponse:
    """A finding becomes a problem, or is said not to be one."""
    found = selectors.finding_for(request.viewer, code)
    if act not in ("raise_finding", "drop_finding") or request.method != "POST":
        raise Absent(labels.NO_FINDING)
    more = {"note": request.POST.get("note", "")} if act == "drop_finding" else {}
    try:
        getattr(actions, act)(actor=request.viewer, at=request.now, code=code, **more)
        tell(request, DONE, act=gettext(labels.ACTS[act]))
    except Refused as error:
        warn(request, error)
    return redirect("visit", found.visit.code)


@behind_door(*DOORS)
def feedback_file(request: Request, code: str) -> HttpResponse:
    """The unit's feedback sheet as Word."""
    found = selectors.visit_for(request.viewer, code)
    if not policy.shows_results(request.viewer, found):
        raise Absent(labels.NO_VISIT)
    lists = selectors.filled(found, selectors.answers_of(found))
    paper = feedback_paper(found, lists, selectors.findings_for(request.viewer, found))
    return download(paper_docx(paper), f"{paper.title} {found.unit.label}.docx", TYPES["docx"])
