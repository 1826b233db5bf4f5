"""Puts the viewer on the request: who looks, in which hat, seen from which day."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from taizhang.kit.clock import day_of, now
from taizhang.people import labels
from taizhang.people.models import Account
from taizhang.people.rules import ADMIN
from taizhang.people.selectors import roles_of, viewer_for
from taizhang.people.viewers import Viewer

SEEN, IDLE, WRITTEN_EVERY = "seen", "idle", 300


class WhoActs:
    """`request.viewer`, made when first asked for; `request.now` is the moment of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class IdleEnds:
    """A session nobody has used for a while ends (SECURITY A4): sooner for the three administrators.

    The moment of the last use is written at most every five minutes, so reading pages costs no writing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen, moment = request.session.get(SEEN), now().timestamp()
        if seen is not None:
            idle = moment - seen
            if idle > request.session.get(IDLE, settings.IDLE_MINUTES) * 60:
                logout(request)
                messages.add_message(request, messages.ERROR, gettext(labels.IDLE_ENDED))
            elif idle > WRITTEN_EVERY:
                request.session[SEEN] = moment
        return self.get_response(request)


def note_sign_in(sender: object, request: HttpRequest, user: Account, **_more: object) -> None:
    """Start counting at sign-in; the administrators' minutes when the account is one of theirs."""
    roles = set(roles_of(user))
    request.session[IDLE] = settings.IDLE_MINUTES_ADMIN if roles & set(ADMIN) else settings.IDLE_MINUTES
    request.session[SEEN] = now().timestamp()


def _viewer(request: HttpRequest) -> Viewer:
    today = day_of(request.now)  # type: ignore[attr-defined]
    if not isinstance(request.user, Account):
        return Viewer("", "", 0, "", None, (), (), today)
    return viewer_for(request.user, today, request.session.get("hat"))
