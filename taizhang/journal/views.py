"""The journal page, and the proof of one entry."""

from __future__ import annotations

import io

import segno
from django.http import HttpResponse
from django.shortcuts import render

from taizhang.journal import selectors
from taizhang.journal.heads import note, public_key, sign_head
from taizhang.kit.errors import Absent
from taizhang.kit.screens import Request, behind_door
from taizhang.kit.words import _

NO_ENTRY = _("没有这条流水，或者它不在您的管辖范围内。")


@behind_door("handle", "oversee", "overview", "administer:audit_admin")
def journal(request: Request) -> HttpResponse:
    """Entries about units in reach; the audit administrator sees kinds and hashes without content."""
    viewer = request.viewer
    before = int(request.GET["before"]) if request.GET.get("before", "").isdecimal() else 0
    subject = request.GET.get("subject", "")
    lines = selectors.lines_for(viewer.reaches, before, subject) if viewer.business else selectors.bare_lines(before)
    head = selectors.newest_head()
    return render(
        request,
        "journal/journal.html",
        {
            "lines": lines,
            "subject": subject,
            "head": head,
            "count": selectors.entry_count(),
            "bare": not viewer.business,
        },
    )


@behind_door("handle", "oversee", "overview")
def proof(request: Request, seq: int) -> HttpResponse:
    """Prove one entry: its place under a signed head, as QR and as text for verify.py."""
    line = selectors.line_for(request.viewer.reaches, seq)
    if line is None:
        raise Absent(NO_ENTRY)
    if request.method == "POST":
        sign_head(request.now)
    head, path = selectors.newest_head(), selectors.proof_of(seq)
    return render(
        request,
        "journal/proof.html",
        {
            "line": line,
            "head": head,
            "path": path,
            "note": note(head) if head else "",
            "key": public_key(),
            "qr": qr(note(head)) if head else "",
        },
    )


def qr(text: str) -> str:
    """A QR code as an SVG element."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=3, xmldecl=False, svgns=True, nl=False)
    return out.getvalue().decode()
