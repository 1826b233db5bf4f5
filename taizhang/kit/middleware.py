"""Content policy on every answer, and refusals shown as pages that say what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from taizhang.kit.errors import Refused
from taizhang.kit.screens import said
from taizhang.kit.trouble import as_refused
from taizhang.kit.words import _

NUL = _("内容里有不能识别的控制字符。请删去后再提交。")

OUR_FAULT = _("系统出了错，刚才这一步没有保存。请再试一次；还是这样，请把时间和做了什么告诉系统管理员。")
FORM_STALE = _("这个页面放得太久，或浏览器不让保存Cookie，表单没有提交。请退回上一页，刷新后再交一次。")

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


class ChineseFirst:
    """Pages are Chinese until somebody asks for English: an old computer's browser often claims to be English.

    A program says in its header what it reads.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return self.get_response(request)


class ShowRefusals:
    """A Refused that no view has handled becomes a page with its sentence and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            told = {"sentence": said(error), "status": error.status}
            return render(request, "kit/refused.html", told, status=error.status)
        trouble = as_refused(error)
        return _broken_page(trouble) if trouble else None


def broken(_request: HttpRequest) -> HttpResponse:
    """Django's handler500: what went wrong outside the views, in the session's own table for one."""
    error = sys.exc_info()[1]
    return _broken_page(as_refused(error) if error else None)


def _broken_page(trouble: Refused | None) -> HttpResponse:
    """The page when disk or database are in trouble, or the fault is ours (None): drawn without asking either."""
    sentence = said(trouble) if trouble else gettext(OUR_FAULT)
    page = render_to_string("kit/broken.html", {"sentence": sentence})
    return HttpResponse(page, status=trouble.status if trouble else 500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What somebody is told whose form no longer carries its mark: the page was open too long, or cookies are off."""
    return render(request, "kit/refused.html", {"sentence": gettext(FORM_STALE), "status": 403}, status=403)


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
