"""Download of evidence: only through here, only by those who see its subject."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from taizhang.evidence import labels, store, uploads
from taizhang.evidence.selectors import bytes_of, evidence_for, footage_of, video_for
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.screens import Request, behind_door, said, streamed

TYPES = {"image": "image/jpeg", "pdf": "application/pdf", "text": "text/plain; charset=utf-8"}


@behind_door("handle", "oversee", "inspect", "overview")
def evidence(request: Request, code: str) -> HttpResponse:
    """The served copy (images), or the original as an attachment."""
    found = evidence_for(request.viewer, code)
    if found.kind == "video" and not request.GET.get("original"):
        return _player(request, found)
    if found.kind == "video":
        answer = FileResponse(store.path_of(found.sha256).open("rb"), as_attachment=True, filename=found.name)
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer  # type: ignore[return-value]
    response = HttpResponse(bytes_of(found), content_type=TYPES.get(found.kind, "application/octet-stream"))
    disposition = content_disposition_header(as_attachment=found.kind != "image", filename=found.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _player(request: Request, found: Any) -> HttpResponse:
    """The page of a video: the player, or why it cannot be shown yet."""
    made = footage_of([found.sha256]).get(found.sha256)
    sentence = labels.VIDEO_FAILED if made and made.state == "failed" else labels.VIDEO_WAITS
    why = said(Refused(sentence, name=found.name, why=made.fault if made else ""))
    return render(request, "evidence/video.html", {"found": found, "made": made, "why": why})


@behind_door("handle", "oversee", "inspect", "overview")
def video(request: Request, code: str) -> HttpResponse:
    """A video's 720p copy, from any second of it; the original goes out by `evidence` alone."""
    _found, made = video_for(request.viewer, code)
    return streamed(request, store.path_of(made.copy), "video/mp4")


@behind_door("handle", "oversee", "inspect", "overview")
def poster(request: Request, code: str) -> HttpResponse:
    """A video's poster."""
    _found, made = video_for(request.viewer, code)
    return streamed(request, store.path_of(made.poster), "image/jpeg")


MOST_DIGITS = 12


@require_POST
@behind_door("handle", "oversee", "inspect")
def begin_upload(request: Request) -> HttpResponse:
    """Announce a large file; says which parts are here already."""
    given = request.POST
    try:
        if not given.get("size", "").isdecimal() or len(given["size"]) > MOST_DIGITS:
            raise BadInput(labels.EMPTY, name=given.get("name", ""))
        marks = (given.get("mark", ""), given.get("sha256", ""))
        found = uploads.begin(request.viewer.code, given.get("name", ""), int(given["size"]), *marks)
    except Refused as error:
        return JsonResponse({"detail": said(error)}, status=error.status)
    return JsonResponse({"upload": found.code, "part": uploads.PART, "arrived": uploads.arrived(found)})


@require_http_methods(["PUT"])
@behind_door("handle", "oversee", "inspect")
def upload_part(request: Request, code: str, number: int) -> HttpResponse:
    """One part's bytes."""
    try:
        uploads.take_part(uploads.begun(request.viewer.code, code), number, request.body)
    except Refused as error:
        return JsonResponse({"detail": said(error)}, status=error.status)
    return JsonResponse({"arrived": number})
