"""Bodies of the API may carry files in base64, so they have a limit of their own, refused in words."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from taizhang.api import labels

LIMIT = 60 * 1024 * 1024
MEGABYTE = 1024 * 1024


class RoomForFiles:
    """Read the body of an API request up to its own limit, before Django's smaller one for forms is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") and request.method == "POST":
            length = request.META.get("CONTENT_LENGTH") or "0"
            size = int(length) if length.isascii() and length.isdigit() else 0
            if size > LIMIT:
                detail = gettext(labels.TOO_BIG).format(size=size // MEGABYTE, limit=LIMIT // MEGABYTE)
                told = {"type": "about:blank", "title": "TooBig", "status": 413, "detail": detail}
                return JsonResponse(told, status=413, content_type="application/problem+json")
            if size and request.headers.get("Authorization", "").startswith("Bearer "):
                request._body = request.read(size)
        return self.get_response(request)
