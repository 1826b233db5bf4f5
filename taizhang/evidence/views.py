"""Download of evidence: only through here, only by those who see its subject."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from taizhang.evidence.selectors import bytes_of, evidence_for
from taizhang.kit.screens import Request, behind_door

TYPES = {"image": "image/jpeg", "pdf": "application/pdf", "text": "text/plain; charset=utf-8"}


@behind_door("handle", "oversee", "inspect", "overview")
def evidence(request: Request, code: str) -> HttpResponse:
    """The served copy (images), or the original as an attachment."""
    found = evidence_for(request.viewer, code)
    response = HttpResponse(bytes_of(found), content_type=TYPES.get(found.kind, "application/octet-stream"))
    disposition = content_disposition_header(as_attachment=found.kind != "image", filename=found.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
