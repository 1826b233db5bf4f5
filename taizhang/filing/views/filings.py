"""Screens of filing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy

from taizhang.cycle.selectors import round_called, round_on, rounds_known
from taizhang.documents.forms import ManyFiles, choose, dressed
from taizhang.documents.lists import TYPES
from taizhang.documents.write_pdf import to_pdf
from taizhang.documents.write_xlsx import to_xlsx
from taizhang.evidence.preparing import prepared
from taizhang.evidence.selectors import evidence_of
from taizhang.evidence.uploads import with_uploads
from taizhang.filing import actions, labels, selectors
from taizhang.filing.sealed import sealed_sheet
from taizhang.filing.states import FILING_MOVES
from taizhang.journal.heads import note, sign_head
from taizhang.journal.selectors import first_about, head_covering, newest_head
from taizhang.journal.views import qr
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.pages import paged
from taizhang.kit.screens import Request, behind_door, download, said, tell, warn
from taizhang.kit.words import _
from taizhang.ledger.labels import ACTS, STATES
from taizhang.orgs.selectors import unit_for
from taizhang.rulebook.selectors import word_file

SEALED = _("“{title}”已封存，请核对后报送。")
PAGE = 20  # own filings on a screen
ACTED = _("{act}，已办。")


class SealForm(forms.Form):
    list_name = forms.ChoiceField(label="哪一份清单")
    round_code = forms.ChoiceField(label="哪一轮", required=False)
    occasion = forms.ChoiceField(
        label="备案缘由", choices=[(key, lazy(word)) for key, word in labels.OCCASIONS.items()]
    )
    document_number = forms.CharField(label="文号", required=False, max_length=60)

    checked = forms.BooleanField(label="我已核对这份清单，由我签字封存", help_text="封存后不能改；可先在清单页导出核对")

    def told(self) -> dict[str, Any]:
        """The action's keywords."""
        return {name: value for name, value in self.cleaned_data.items() if name != "checked"}

    def __init__(self, *args: Any, lists: dict[str, Any], rounds: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "list_name", [(key, lazy(one["title"])) for key, one in lists.items()])
        choose(self, "round_code", [(one.code, f"{one.year} {gettext(one.label)}") for one in rounds])
        dressed(self)


@behind_door("handle", "oversee", "overview")
def filings(request: Request) -> HttpResponse:
    """Who has filed and who has not, what waits, and sealing one's own list."""
    viewer = request.viewer
    known = rounds_known()
    current = round_called(request.GET["round"]) if request.GET.get("round") else round_on(viewer.today)
    first, lists = {"round_code": current.code if current else ""}, selectors.may_seal(viewer)
    form = SealForm(request.POST or None, lists=lists, rounds=known, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.seal_list(actor=viewer, at=request.now, unit=viewer.unit_code, **form.told())
            sign_head(request.now)
            tell(request, SEALED, title=selectors.filing_for(viewer, code).title)
            return redirect("filing", code)
        except Refused as error:
            form.add_error(None, said(error))
    lines = selectors.unit_lines(viewer, unit_for(viewer, viewer.unit_code), current)
    wanted = selectors.must_file(viewer.today)
    over = bool(current and current.closes_on < viewer.today)
    return render(
        request,
        "filing/filings.html",
        {
            "lines": [(line, line.filed_words(over, wanted)) for line in lines],
            "rounds": known,
            "current": current,
            "form": form,
            "may_seal": bool(lists),
            "mine": paged(
                selectors.filings_for(viewer).filter(unit_id=viewer.unit_id), "-id", request.GET.get("after", ""), PAGE
            ),
            "states": labels.STATES,
            "waiting": selectors.waiting_filings(viewer),
            "unit": unit_for(viewer, viewer.unit_code),
        },
        status=400 if form.errors else 200,
    )


@behind_door("handle", "oversee", "overview")
def late_inbox(request: Request) -> HttpResponse:
    """What came after lists had been locked: nothing is dropped, nothing slips into a sealed list."""
    viewer = request.viewer
    current = round_called(request.GET["round"]) if request.GET.get("round") else round_on(viewer.today)
    unit = unit_for(viewer, viewer.unit_code)
    context = {
        "rows": [(one, ACTS[one.step.act]) for one in selectors.late_inbox(viewer, unit, current)],
        "rounds": rounds_known(),
        "current": current,
        "unit": unit,
    }
    return render(request, "filing/late.html", context)


@behind_door("handle", "oversee", "overview")
def filing(request: Request, code: str) -> HttpResponse:
    """One sealed list as the paper it becomes."""
    viewer = request.viewer
    found = selectors.filing_for(viewer, code)
    before, difference = selectors.difference_to_last(found)
    head = head_covering(first_about(found.code)) or newest_head()
    scans = evidence_of(found.code)
    own, above = viewer.unit_id == found.unit_id, viewer.unit_id == found.unit.parent_id
    acts = [
        move.act
        for move in FILING_MOVES.open_from(found.state)
        if viewer.acts and {"own": own, "above": above}[move.who]
    ]
    return render(
        request,
        "filing/filing.html",
        {
            "filing": found,
            "rows": list(selectors.rows_of(found).items()),
            "before": before,
            "difference": difference,
            "acts": [(name, labels.ACTS[name]) for name in acts],
            "states": labels.STATES,
            "item_states": STATES,
            "qr": qr(note(head)) if head else "",
            "head": head,
            "occasions": labels.OCCASIONS,
            "scans": scans,
            "lacks": selectors.lacks_of(found, viewer.today, len(scans)) if found.state in ("sealed", "sent") else (),
            "may_scan": own and viewer.acts,
            "scan_form": ScanForm(),
        },
    )


@behind_door("handle", "oversee", "overview")
def filing_file(request: Request, code: str, form: str) -> HttpResponse:
    """A sealed list as Word, Excel or PDF, with signer, digest and the QR of the signed head."""
    if form not in (*WRITERS, "docx"):
        raise Absent(labels.NO_FORMAT)
    found = selectors.filing_for(request.viewer, code)
    head = head_covering(first_about(found.code)) or newest_head()  # the seal's own: every copy carries the same
    sheet = sealed_sheet(found, note(head) if head else "")
    made = word_file(found.list_name, found.sealed_at, sheet) if form == "docx" else WRITERS[form](sheet)
    return download(made, f"{found.title}.{form}", TYPES[form])


WRITERS = {"pdf": to_pdf, "xlsx": to_xlsx}


class ScanForm(forms.Form):
    files = ManyFiles(label="盖章扫描件", help_text="PDF或照片")  # type: ignore[assignment]


def _scans(request: Request) -> list[Any]:
    files = with_uploads(request.FILES, request.viewer.code, request.POST.getlist("uploads"))
    form = ScanForm(request.POST, files)
    if not form.is_valid():
        raise BadInput(str(next(iter(form.errors["files"]))))
    return prepared(form.cleaned_data["files"])


ACTIONS = {
    "send_filing": actions.send_filing,
    "accept_filing": actions.accept_filing,
    "return_filing": actions.return_filing,
    "attach_scan": actions.attach_scan,
}


@behind_door("handle", "oversee")
def filing_act(request: Request, code: str, act: str) -> HttpResponse:
    """Send, accept or return a filing."""
    do: Any = ACTIONS.get(act)
    if do is None or request.method != "POST":
        raise Absent(labels.NO_FILING)
    selectors.filing_for(request.viewer, code)
    more: dict[str, Any] = {"note": request.POST.get("note", "")} if act in ("accept_filing", "return_filing") else {}
    try:
        if act == "attach_scan":
            more["files"] = _scans(request)
        do(actor=request.viewer, at=request.now, code=code, **more)
        tell(request, ACTED, act=labels.ACTS[act])
    except Refused as error:
        warn(request, error)
    return redirect("filing", code)
