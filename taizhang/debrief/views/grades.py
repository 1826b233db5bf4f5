"""Screens of appraisal and grading: counting, the meeting's grades, and one grade that explains itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from taizhang.debrief import actions, forms, labels, policy, rules, selectors
from taizhang.debrief.selectors import grades as reading
from taizhang.debrief.sheets import count_sheet as count_sheet_of
from taizhang.debrief.sheets import read_counts
from taizhang.debrief.states import COUNTING
from taizhang.debrief.views.meetings import DONE, DOORS
from taizhang.documents.grids import read_grids
from taizhang.documents.lists import TYPES
from taizhang.documents.write_xlsx import to_xlsx
from taizhang.evidence.preparing import prepared
from taizhang.evidence.uploads import with_uploads
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.screens import Request, behind_door, download, said, tell, warn
from taizhang.kit.words import _
from taizhang.orgs.selectors import trail

PROPOSED = _("已按规则测算，{count}个单位有等次建议。")


@behind_door(*DOORS)
def grades(request: Request, code: str) -> HttpResponse:
    """A meeting's grades: score, proposal, decision, how far each has come."""
    viewer = request.viewer
    found = selectors.meeting_for(viewer, code)
    if not selectors.has_part(found, "grade"):
        raise Absent(labels.NO_MEETING)
    host = policy.is_host(viewer, found)
    if request.method == "POST":
        try:
            tell(request, PROPOSED, count=actions.propose_grades(actor=viewer, at=request.now, code=code))
        except Refused as error:
            warn(request, error)
        return redirect("grades", code)
    known, bands = reading.grades_of(viewer, found), _bands(found)
    debriefs = list(selectors.debriefs_of(viewer, found))
    counted = reading.counted_of(debriefs)
    classes = len(reading.appraisal_form(found)["classes"])
    context = {
        "meeting": found,
        "rows": [(one, known.get(one.pk), counted[one.pk]) for one in debriefs],
        "classes": classes,
        "bands": bands,
        "host": host,
        "sheet": forms.SheetForm()
        if host and selectors.has_part(found, "ballot") and found.state in COUNTING
        else None,
        "whole": selectors.sees_all(viewer, found),
        "labels": labels,
        "trail": trail(found.unit.path, viewer),
    }
    return render(request, "debrief/grades.html", context)


def _bands(meeting: Any) -> dict[str, str]:
    return {one["key"]: one["label"] for one in reading.grade_rules(meeting)["bands"]}


@behind_door("handle", "oversee")
def count(request: Request, code: str) -> HttpResponse:
    """Counting: what one has entered oneself, never what the other hand has."""
    viewer = request.viewer
    found = selectors.debrief_for(viewer, code)
    if not policy.is_host(viewer, found.meeting) or not selectors.has_part(found.meeting, "ballot"):
        raise Absent(labels.NO_DEBRIEF)
    book = reading.appraisal_form(found.meeting)
    form = forms.CountForm(form=book)
    if request.method == "POST":
        try:
            files = with_uploads(request.FILES, viewer.code, request.POST.getlist("uploads"))
            form = forms.CountForm(request.POST, files, form=book)
            if form.is_valid():
                told = {**form.told(), "files": prepared(form.cleaned_data["files"])}
                answer = actions.enter_count(actor=viewer, at=request.now, code=code, **told)
                if answer["where"]:
                    warn(request, Refused(labels.COUNT_DIFFERS, where=_where(answer["where"], book)))
                else:
                    tell(request, labels.COUNT_AGREES if answer["outcome"] == "agreed" else labels.COUNT_FIRST)
                return redirect("count", code)
        except Refused as error:
            form = forms.CountForm(request.POST, form=book)
            form.add_error(None, said(error))
    entered = reading.tallies_of(found)
    context = {
        "debrief": found,
        "meeting": found.meeting,
        "form": form,
        "options": book["options"],
        "classes": [(one["label"], one["key"], entered.get(one["key"], [])) for one in book["classes"]],
        "files": reading.count_photos(viewer, found),
        "left": [one for one in book["classes"] if not any(t.agreed for t in entered.get(one["key"], []))]
        if found.meeting.state in COUNTING
        else [],
        "counting": found.meeting.state in COUNTING,
        "again": reading.differing_of(found),
        "labels": labels,
    }
    return render(request, "debrief/count.html", context, status=400 if form.errors else 200)


@behind_door("handle", "oversee")
def count_sheet(request: Request, code: str) -> HttpResponse:
    """The meeting's count sheet, empty, as Excel; and taking a filled one in, row by row."""
    viewer = request.viewer
    found = selectors.meeting_for(viewer, code)
    if not policy.is_host(viewer, found) or not selectors.has_part(found, "ballot"):
        raise Absent(labels.NO_MEETING)
    book = reading.appraisal_form(found)
    if request.method != "POST":
        sheet = count_sheet_of(found.title, selectors.debriefs_of(viewer, found), book)
        return download(to_xlsx(sheet), f"{sheet.title}.xlsx", TYPES["xlsx"])
    form = forms.SheetForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise BadInput(labels.SHEET_NOT_READ)
        name, content = form.cleaned_data["file"]
        rows = read_counts(read_grids(content, name), book)
        done = actions.import_counts(actor=viewer, at=request.now, code=code, rows=rows)
        tell(request, IMPORTED, **{key: done[key] for key in ("first", "agreed", "differs")})
        if done["refused"]:
            warn(request, Refused(NOT_TAKEN, count=len(done["refused"]), first=_refusals(viewer, found, book, done)))
    except Refused as error:
        warn(request, error)
    return redirect("grades", code)


def _refusals(viewer: Any, meeting: Any, book: Any, done: Any) -> str:
    """The first few rows that were not taken in, by unit and class, each with its reason."""
    units = {one.code: one.unit.label for one in selectors.debriefs_of(viewer, meeting)}
    classes = {one["key"]: gettext(one["label"]) for one in book["classes"]}
    told = [
        (units.get(code, code), classes.get(name, name), why) for code, name, why in done["refused"][:REFUSED_SHOWN]
    ]
    return "；".join(f"{unit} {name}：{why}" for unit, name, why in told)


REFUSED_SHOWN = 3
IMPORTED = _("已录入：第一遍{first}份，两遍一致{agreed}份，两遍不一致{differs}份（不一致的重新数）。")
NOT_TAKEN = _("{count}份没有录入：{first}")


def _where(lines: list[str], book: Any) -> str:
    """Which lines the two counts tell differently, in the form's own words."""
    words = {row["key"]: row["label"] for row in book["rows"]}
    return "、".join(gettext(words.get(line, line)) for line in lines)


@behind_door(*DOORS)
def grade(request: Request, code: str) -> HttpResponse:
    """One grade: the result on top, then what it is made of, line by line, down to counts and the ledger."""
    return _page(request, code, {})


def _page(request: Request, code: str, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found = selectors.debrief_for(viewer, code)
    meeting, book = found.meeting, reading.grade_rules(found.meeting)
    kept = reading.grade_of(viewer, found)
    whole = selectors.sees_all(viewer, meeting)
    if (kept is None and not whole) or not selectors.has_part(meeting, "grade"):
        raise Absent(labels.NO_DEBRIEF)
    counts = reading.counts_of([found], reading.appraisal_form(meeting)).get(found.pk, {})
    marks = reading.marks_of([found]).get(found.pk, {})
    caps = {one["key"]: one for one in book["caps"]}
    context = {
        "debrief": found,
        "meeting": meeting,
        "grade": kept,
        "bands": _bands(meeting),
        "lines": _lines(kept.tree, book["tree"]) if kept else [],
        "marks": [(_label(book["tree"], key), one) for key, one in marks.items() if one.value is not None],
        "caps": [(caps[key], one) for key, one in marks.items() if one.value is None and key in caps],
        "unmet": [one for one in book.get("conditions", ()) if kept and one["key"] in kept.caps],
        "shown": _shown(counts, reading.appraisal_form(meeting)) if counts else [],
        "withheld": bool(counts) and rules.withheld(counts),
        "options": reading.appraisal_form(meeting)["options"],
        "remarks": reading.remarks_on(counts, reading.appraisal_form(meeting)),
        "forms": {**_forms(viewer, found, kept, book), **bound},
        "opened": next(iter(bound), ""),
        "host": policy.is_grader(viewer, found),
        "whole": whole,
        "versions": reading.versions_of(found)[:-1],
        "labels": labels,
        "trail": trail(found.unit.path, viewer),
    }
    return render(request, "debrief/grade.html", context, status=status)


def _lines(tree: dict[str, Any], book: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The tree as lines with depth, value, and what each contributes."""
    sources = reading.leaves_of(book)
    source = labels.SOURCES.get(sources.get(tree["key"], ""), "") if not tree["parts"] else ""
    line = {**{name: tree[name] for name in ("label", "weight", "value")}, "depth": depth, "source": source}
    return [line, *(one for part in tree["parts"] for one in _lines(part, book, depth + 1))]


def _label(tree: Any, key: str) -> str:
    if tree["key"] == key:
        return str(tree["label"])
    return next((label for part in tree.get("parts", ()) if (label := _label(part, key))), "")


def _shown(counts: Any, form: Any) -> list[tuple[str, Any, Any, list[tuple[str, list[tuple[str, int]]]]]]:
    """What may be shown of the counts: classes large enough, the others together, each with its rows and score."""
    if rules.withheld(counts):
        return []
    names = {one["key"]: one["label"] for one in form["classes"]}
    found = []
    for keys, kept in rules.merged(counts).items():
        words = "、".join(gettext(names.get(key, key)) for key in keys)
        name = words if len(keys) == 1 else gettext(labels.OTHERS).format(names=words)
        rows = [
            (
                row["label"],
                [(one["label"], kept.marks.get(row["key"], {}).get(one["key"], 0)) for one in form["options"]],
            )
            for row in form["rows"]
            for marks in [kept.marks.get(row["key"], {})]
        ]
        found.append((name, kept, rules.appraised(kept, form["rows"], form["options"]), rows))
    return found


def _forms(viewer: Any, found: Any, kept: Any, book: Any) -> dict[str, Any]:
    """The forms open to the viewer now."""
    bands = [(one["key"], gettext(one["label"])) for one in book["bands"]]
    made: dict[str, Any] = {}
    if policy.is_grader(viewer, found):
        if kept is None or kept.state == "proposed":
            entered = [key for key, source in reading.leaves_of(book["tree"]).items() if source == "entered"]
            if entered:
                made["enter_mark"] = forms.MarkForm(
                    parts=[(key, gettext(_label(book["tree"], key))) for key in entered]
                )
            if book["caps"]:
                made["raise_cap"] = forms.CapForm(caps=[(one["key"], gettext(one["label"])) for one in book["caps"]])
        if kept is not None and kept.state == "proposed":
            made["decide_grade"] = forms.DecideGradeForm(bands=bands, initial={"band": kept.proposed})
        if kept is not None and kept.state == "objected" and viewer.code not in (kept.decider, kept.objector):
            made["answer_objection"] = forms.AnswerForm(bands=bands)
    return made


SIMPLE = ("tell_grade", "object_grade", "lift_cap")


@behind_door("handle", "oversee")
def grade_act(request: Request, code: str, act: str) -> HttpResponse:
    """One act on a grade; what was typed stays on the page when it is refused."""
    viewer, found = request.viewer, selectors.debrief_for(request.viewer, code)
    book = reading.grade_rules(found.meeting)
    made: dict[str, Callable[[], Any]] = {
        "enter_mark": lambda: forms.MarkForm(
            request.POST, parts=[(key, key) for key, source in reading.leaves_of(book["tree"]).items()]
        ),
        "raise_cap": lambda: forms.CapForm(request.POST, caps=[(one["key"], one["label"]) for one in book["caps"]]),
        "decide_grade": lambda: forms.DecideGradeForm(request.POST, bands=list(_bands(found.meeting).items())),
        "answer_objection": lambda: forms.AnswerForm(request.POST, bands=list(_bands(found.meeting).items())),
    }
    if act not in (*made, *SIMPLE):
        raise Absent(labels.NO_DEBRIEF)
    if request.method != "POST":  # an address kept from a refused form
        return redirect("grade", code)
    form: Any = made[act]() if act in made else None
    if form is not None and not form.is_valid():
        return _page(request, code, {act: form}, 400)
    told = form.told() if form else _plain(request, act)
    try:
        getattr(actions, act)(actor=viewer, at=request.now, code=code, **told)
    except Refused as error:
        if form is None:
            warn(request, error)
            return redirect("grade", code)
        form.add_error(None, said(error))
        return _page(request, code, {act: form}, error.status)
    tell(request, DONE, act=labels.ACTS[act])
    return redirect("grade", code)


def _plain(request: Request, act: str) -> dict[str, str]:
    wanted = {"tell_grade": (), "object_grade": ("note",), "lift_cap": ("cap", "note")}[act]
    return {name: request.POST.get(name, "") for name in wanted}
