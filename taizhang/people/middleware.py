"""Puts the viewer on the request: who looks, in which hat, seen from which day."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from taizhang.kit.clock import day_of, now
from taizhang.people import labels
from taizhang.people.models import Account
from taizhang.people.rules import ADMIN
from taizhang.people.selectors import roles_of, viewer_for
from taizhang.people.viewers import Viewer

UNSEEN = "/vote/"  # a ballot leaves no moment behind, even where its voter happens to be signed in
SEEN, SINCE, IDLE, WRITTEN_EVERY = "seen", "since", "idle", 60


class WhoActs:
    """`request.viewer`, made when first asked for; `request.now` is the moment of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class IdleEnds:
    """A session nobody has used for a while ends, sooner for the three administrators; so does every one after twelve
    hours (SECURITY A4). The moment of the last use is written once a minute at most; a page asking by itself how far
    long work has come is no use.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(UNSEEN) and SESSION_KEY in request.session:
            moment, limit = now().timestamp(), request.session.get(IDLE, settings.IDLE_MINUTES) * 60
            idle = moment - request.session.get(SEEN, 0)
            if idle > limit or moment - request.session.get(SINCE, 0) > settings.SESSION_COOKIE_AGE:
                logout(request)
                messages.add_message(request, messages.ERROR, gettext(labels.IDLE_ENDED))
            elif idle > WRITTEN_EVERY and "part" not in request.GET:
                request.session[SEEN] = moment
        return self.get_response(request)


def note_sign_in(sender: object, request: HttpRequest, user: Account, **_more: object) -> None:
    """Start counting at sign-in; the administrators' minutes when the account is one of theirs."""
    roles = set(roles_of(user))
    request.session[IDLE] = settings.IDLE_MINUTES_ADMIN if roles & set(ADMIN) else settings.IDLE_MINUTES
    request.session[SEEN] = request.session[SINCE] = now().timestamp()


def _viewer(request: HttpRequest) -> Viewer:
    today = day_of(request.now)  # type: ignore[attr-defined]
    if not isinstance(request.user, Account):
        return Viewer("", "", 0, "", None, (), (), today)
    return viewer_for(request.user, today, request.session.get("hat"))
