"""Screens of one unit's debrief: report, versions, comments about it, the letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from taizhang.debrief import actions, forms, labels, policy, rules, selectors
from taizhang.debrief.actions.drafts import keep_report
from taizhang.debrief.papers import letter_paper, report_paper, report_sheet
from taizhang.debrief.selectors.grades import grade_of
from taizhang.debrief.states import SPOKEN
from taizhang.debrief.views.meetings import DONE, DOORS, word
from taizhang.documents.lists import TYPES
from taizhang.documents.write_docx import paper_docx
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.screens import Request, behind_door, download, said, tell, warn
from taizhang.ledger.labels import STATES
from taizhang.orgs.selectors import trail
from taizhang.rulebook.selectors import in_own_layout


@behind_door(*DOORS)
def debrief(request: Request, code: str) -> HttpResponse:
    """One unit's part in a meeting."""
    return _page(request, code, {})


def _page(request: Request, code: str, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found = selectors.debrief_for(viewer, code)
    book = selectors.book_of(found.meeting)["report"]
    versions = selectors.reports_of(found)
    newest = versions[0] if versions else None
    acts = policy.report_acts(viewer, found)
    own = "submit_report" in acts
    comments = list(selectors.comments_of(viewer, found.meeting, found))
    letters = selectors.letters_of(found)
    context = {
        "debrief": found,
        "meeting": found.meeting,
        "trail": trail(found.unit.path, viewer),
        **_known(viewer, found, book, newest),
        "sections": [(one["title"], newest.sections.get(one["key"], "")) for one in book["sections"]] if newest else [],
        "short": _short(found.draft if own else {}, newest, book["sections"]),
        "versions": versions,
        "changes": _changes(versions, book["sections"]),
        "comments": [(one, policy.comment_acts(viewer, one)) for one in comments],
        "letters": letters,
        "graded": grade_of(viewer, found) is not None,
        "acts": acts,
        "forms": {**_forms(viewer, found, acts, newest, comments, letters), **bound},
        "opened": next(iter(bound), ""),
        "host": policy.is_host(viewer, found.meeting),
        "roll": found.meeting.state in ("under_way", "held"),
        "labels": labels,
        "item_states": STATES,
    }
    return render(request, "debrief/debrief.html", context, status=status)


def _short(draft: Any, newest: Any, sections: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    """Sections shorter than the book asks: of the draft for whoever writes it, else of what was submitted."""
    written = draft["sections"] if draft else newest.sections if newest else {}
    return rules.low_shares(written, sections) if any(written.values()) else []


def _known(viewer: Any, found: Any, book: dict[str, Any], newest: Any) -> dict[str, Any]:
    """What the system puts beside the report: as submitted, or as it stands today."""
    if newest:
        return {"told": newest.facts["told"], "before": newest.facts["before"]}
    before = selectors.before_of(found, book["sources"], viewer.today)
    return {"told": selectors.facts_for(found, viewer.today), "before": before}


def _forms(
    viewer: Any, found: Any, acts: Sequence[str], newest: Any, comments: list[Any], letters: list[Any]
) -> dict[str, Any]:
    """The forms open to the viewer now."""
    made: dict[str, Any] = {}
    if "submit_report" in acts:
        sections = selectors.book_of(found.meeting)["report"]["sections"]
        kept = found.draft or {}
        first = {**kept["sections"], "seen": kept["at"]} if kept else (newest.sections if newest else {})
        made["submit_report"] = forms.ReportForm(sections=sections, initial=first)
    sent = {one for letter in letters for one in letter.comments}
    fresh = any(one.state in SPOKEN and one.code not in sent for one in comments)
    if policy.is_host(viewer, found.meeting) and fresh and found.unit_id != found.meeting.unit_id:
        made["send_letter"] = forms.LetterForm()
    return made


def _changes(versions: list[Any], sections: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the newest version changed against the one before, section by section."""
    if len(versions) < 2:
        return []
    now, was = versions[0].sections, versions[1].sections
    pairs = [(one["title"], rules.compared(was.get(one["key"], ""), now.get(one["key"], ""))) for one in sections]
    return [(title, parts) for title, parts in pairs if any(how != "same" for how, _text in parts)]


KEEP = "keep_report"  # an address beside the acts: it is none
SIMPLE: dict[str, Any] = {"return_report": actions.return_report, "vet_report": actions.vet_report}


@behind_door("handle", "oversee")
def debrief_act(request: Request, code: str, act: str) -> HttpResponse:
    """One act on a debrief; a long text stays on the page when it is refused."""
    viewer, found = request.viewer, selectors.debrief_for(request.viewer, code)
    if act not in (*SIMPLE, KEEP, "submit_report", "send_letter", "mark_roll"):
        raise Absent(labels.NO_DEBRIEF)
    if request.method != "POST":  # an address kept from a refused form
        return redirect("debrief", code)
    form: Any = None
    try:
        if act in ("submit_report", KEEP):
            sections = selectors.book_of(found.meeting)["report"]["sections"]
            form = forms.ReportForm(request.POST, sections=sections, whole=act == "submit_report")
            if act == KEEP:
                keep_report(viewer, request.now, code=code, **_told(form), seen=form.cleaned_data["seen"])
                tell(request, labels.KEPT)
                return redirect("debrief", code)
            actions.submit_report(actor=viewer, at=request.now, code=code, **_told(form))
        elif act == "send_letter":
            form = forms.LetterForm(request.POST)
            actions.send_letter(actor=viewer, at=request.now, code=code, **_told(form))
        elif act == "mark_roll":
            present, reason = request.POST.get("present") == "1", request.POST.get("reason", "")
            actions.mark_roll(actor=viewer, at=request.now, code=code, present=present, reason=reason)
        else:
            SIMPLE[act](actor=viewer, at=request.now, code=code, note=request.POST.get("note", ""))
    except Refused as error:
        if form is None:
            warn(request, error)
            return redirect("debrief", code)
        if not form.errors:
            form.add_error(None, said(error))
        return _page(request, code, {"submit_report" if act == KEEP else act: form}, error.status)
    tell(request, DONE, act=labels.ACTS[act])
    return redirect("debrief", code)


def _told(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise BadInput(labels.NEEDS, field="")
    told: dict[str, Any] = form.told()
    return told


@behind_door(*DOORS)
def report_file(request: Request, code: str) -> HttpResponse:
    """The report as Word: as submitted, or as a form with what is known filled in; in the county's own template
    where it has one that fits."""
    found, today = selectors.debrief_for(request.viewer, code), request.viewer.today
    paper = report_paper(found, today)
    try:
        own = in_own_layout(REPORT, request.now, report_sheet(paper, found.meeting.title))
    except BadInput as error:  # the template no longer fits: ours, and why
        own = paper_docx(replace(paper, below=(*paper.below, said(error))))
    return download(own, f"{paper.title}.docx", TYPES["docx"]) if own else word(paper)


REPORT = "debrief-report"


@behind_door(*DOORS)
def letter_file(request: Request, code: str) -> HttpResponse:
    """A letter as Word: the newest, or `?n=` the one so numbered."""
    found = selectors.debrief_for(request.viewer, code)
    letters = selectors.letters_of(found)
    wanted = request.GET.get("n", "")
    at = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else len(letters)
    if not 1 <= at <= len(letters):
        raise Absent(labels.NO_LETTER)
    gone = [one.code for one in selectors.comments_of(request.viewer, found.meeting, found) if one.state == "withdrawn"]
    return word(letter_paper(found, letters[at - 1], gone))
