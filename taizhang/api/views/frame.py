"""The API's frame: who asks, how refusals read, what an answer carries."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from taizhang.api import labels
from taizhang.kit.clock import now
from taizhang.kit.errors import Refused
from taizhang.kit.screens import said
from taizhang.kit.trouble import as_refused
from taizhang.people.selectors import viewer_of_token


class PersonalToken(HttpBearer):
    """The owner of the token acts, with the owner's own reach."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        request.now = now()  # type: ignore[attr-defined]
        viewer = viewer_of_token(token, request.now)  # type: ignore[attr-defined]
        request.viewer = viewer  # type: ignore[attr-defined]
        return viewer


class County(NinjaAPI):
    """Answers carry an ETag (an item's begins with its version); who has the same one already is told so."""

    def create_response(self, request: HttpRequest, data: Any, **told: Any) -> HttpResponse:
        answer = super().create_response(request, data, **told)
        if request.method == "GET" and answer.status_code == 200:
            version = f"{data['version']}." if isinstance(data, dict) and isinstance(data.get("version"), int) else ""
            tag = f'"{version}{hashlib.sha256(answer.content).hexdigest()[:32]}"'
            if tag in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
                answer = HttpResponse(status=304)
            answer["ETag"] = tag
        return answer


api = County(
    title="Taizhang",
    version="1",
    urls_namespace="api",
    auth=PersonalToken(),
    docs_url=None,
    description="Every act and every reading of the county's ledger. Refusals are problem details (RFC 9457): what "
    "happened, why, what to do. Send Idempotency-Key with every act: the same key and body get the first answer again.",
)


def problem(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    """RFC 9457: what happened, why and what to do, in the reader's language."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    answer = api.create_response(request, told, status=status)
    answer["Content-Type"] = "application/problem+json"
    return answer


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal of ours."""
    return problem(request, error.status, type(error).__name__, said(error))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
@api.exception_handler(OSError)
def in_trouble(request: HttpRequest, error: Exception) -> HttpResponse:
    """Disk or database could not take it; any other error of theirs is a fault of ours and goes on."""
    told = as_refused(error)
    if told is None:
        raise error
    return problem(request, told.status, type(told).__name__, said(told))


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body or query that has not the shape the description gives."""
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "told", "asked"))
    return problem(request, 422, "Misshapen", gettext(labels.MISSHAPEN).format(where=where or "body", why=first["msg"]))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON."""
    return problem(request, error.status_code, "Unreadable", gettext(labels.UNREADABLE))


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token, or one that is no longer valid."""
    answer = problem(request, 401, "Unauthenticated", gettext(labels.NO_TOKEN))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def absent(request: HttpRequest, error: Http404) -> HttpResponse:
    """An address under /api/v1/ with nothing behind it."""
    return problem(request, 404, "Absent", gettext(labels.NOTHING_HERE))


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """An address the description does not name: told as a program reads it, not as a page."""
    return absent(request, Http404(rest))
