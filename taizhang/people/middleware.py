"""Puts the viewer on the request: who looks, in which hat, seen from which day."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from taizhang.kit.clock import day_of, now
from taizhang.people.models import Account
from taizhang.people.selectors import viewer_for
from taizhang.people.viewers import Viewer


class WhoActs:
    """`request.viewer`, made when first asked for; `request.now` is the moment of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _viewer(request: HttpRequest) -> Viewer:
    today = day_of(request.now)  # type: ignore[attr-defined]
    if not isinstance(request.user, Account):
        return Viewer("", "", 0, "", None, (), (), today)
    return viewer_for(request.user, today, request.session.get("hat"))
