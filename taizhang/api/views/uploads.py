"""Large files in parts: announce, send each part, go on after a broken line; an act then names the upload."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from taizhang.api.views.frame import api
from taizhang.evidence import uploads
from taizhang.kit.errors import NotAllowed
from taizhang.ledger.labels import READ_ONLY


class FileToCome(Schema):
    """A file to come: name, size in bytes, SHA-256 in hexadecimal."""

    name: str = Field(max_length=255)
    size: int = Field(ge=1, le=2**31)
    sha256: str = Field(pattern="^[0-9a-fA-F]{64}$")


class Standing(Schema):
    """An upload: its number, bytes in a part, parts in all, numbers of those that have arrived (from 0)."""

    upload: str
    part: int
    parts: int
    arrived: list[int]


def _standing(found: uploads.Upload) -> dict[str, object]:
    return {"upload": found.code, "part": uploads.PART, "parts": found.parts, "arrived": uploads.arrived(found)}


@api.post("/uploads", response=Standing, url_name="api-uploads", tags=["uploads"])
def begin(request: HttpRequest, told: FileToCome) -> dict[str, object]:
    """Announce a file, or go on with one announced before."""
    viewer = request.auth  # type: ignore[attr-defined]
    if not viewer.acts:
        raise NotAllowed(READ_ONLY)
    return _standing(uploads.begin(viewer.code, told.name, told.size, told.sha256, told.sha256))


@api.get("/uploads/{code}", response=Standing, url_name="api-upload", tags=["uploads"])
def standing(request: HttpRequest, code: str) -> dict[str, object]:
    """How far one's own upload is."""
    return _standing(uploads.begun(request.auth.code, code))  # type: ignore[attr-defined]


@api.put("/uploads/{code}/{number}", response=Standing, url_name="api-upload-part", tags=["uploads"])
def part(request: HttpRequest, code: str, number: int) -> dict[str, object]:
    """One part: the request's body is its bytes."""
    found = uploads.begun(request.auth.code, code)  # type: ignore[attr-defined]
    uploads.take_part(found, number, request.body)
    return _standing(found)
