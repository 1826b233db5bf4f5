"""Content policy on every answer, and refusals shown as pages that say what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from taizhang.kit.errors import Refused
from taizhang.kit.screens import said
from taizhang.kit.words import _

NUL = _("内容里有不能识别的控制字符。请删去后再提交。")

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class ContentPolicy:
    """No inline script or style, nothing from elsewhere, nothing kept in shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class ShowRefusals:
    """A Refused that no view has handled becomes a page with its sentence and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        return render(
            request, "kit/refused.html", {"sentence": said(error), "status": error.status}, status=error.status
        )


class NoNul:
    """A NUL character means no honest request: databases differ on it, so it stops here with 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        values = [request.path, *(one for _name, found in request.GET.lists() for one in found)]
        if request.method == "POST":
            values += [one for _name, found in request.POST.lists() for one in found]
        if any("\x00" in str(value) for value in values):
            return HttpResponse(gettext(NUL), status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
