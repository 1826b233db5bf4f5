"""What every screen shares: translated refusals, keys for double taps, redirects that say what was done."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from taizhang.kit.errors import NotAllowed, Refused
from taizhang.kit.words import Filled, _

P = ParamSpec("P")
NO_DOOR = _("您现在的身份打不开这个页面。请切换身份，或从左边的菜单进入。")


class Request(HttpRequest):
    """A request as the views get it: `viewer` is who looks and acts, `now` the moment it arrived."""

    viewer: Any
    now: datetime


def said(error: Refused) -> str:
    """A refusal in the reader's language."""
    sentence = gettext(error.sentence)
    return sentence.format(**{name: _shown(value) for name, value in error.facts.items()}) if error.facts else sentence


def _shown(value: object) -> object:
    if isinstance(value, Filled):
        return gettext(value.sentence).format(**value.facts)
    return gettext(value) if isinstance(value, str) and value else value


def new_key() -> str:
    """An idempotency key for a form: a second tap gets the first answer."""
    return str(uuid.uuid4())


def behind_door(
    *doors: str,
) -> Callable[[Callable[Concatenate[Request, P], HttpResponse]], Callable[..., HttpResponse]]:
    """A view for signed-in viewers whose worn hat opens one of the doors (any hat when none is named)."""

    def wrap(view: Callable[Concatenate[Request, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if doors and not any(opens(door, request.viewer) for door in doors):
                raise NotAllowed(NO_DOOR)
            return view(request, *args, **kwargs)

        inner.doors = doors  # type: ignore[attr-defined]
        return login_required(inner)

    return wrap


def opens(door: str, viewer: Any) -> bool:
    """A door opens for those who have it; `door:role` only for that role."""
    name, _colon, role = door.partition(":")
    return name in viewer.doors and role in ("", viewer.role)


def tell(request: HttpRequest, sentence: str, **facts: object) -> None:
    """Say on the next page what was done."""
    messages.success(request, gettext(sentence).format(**facts))


def warn(request: HttpRequest, error: Refused) -> None:
    """Say on the next page why it was not done."""
    messages.error(request, said(error))


def back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To the page the form named, if it is one of ours."""
    wanted = str(request.POST.get("next", ""))
    return redirect(wanted if wanted.startswith("/") and not wanted.startswith("//") else fallback)


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be kept under a name."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def query_with(query: QueryDict | Mapping[str, Any], **changes: str) -> str:
    """The query string with some values changed ("" removes)."""
    made = QueryDict(mutable=True)
    for name in query:
        made[name] = query.get(name) or ""
    for name, value in changes.items():
        made[name] = value
    for name in [name for name in made if not made[name]]:
        del made[name]
    return made.urlencode()


RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
CHUNK = 1 << 18


def streamed(request: HttpRequest, path: Path, content_type: str) -> HttpResponse:
    """A file, or the stretch of it that a player asks for (RFC 9110 §14): one range, from any byte."""
    size = path.stat().st_size
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    first, last = 0, size - 1
    if asked and any(asked.groups()):
        start, end = asked.groups()
        first = int(start) if start else max(0, size - int(end))
        last = min(int(end), size - 1) if start and end else size - 1
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = StreamingHttpResponse(_stretch(path, first, last), content_type=content_type)
    answer["Accept-Ranges"], answer["Content-Length"] = "bytes", str(last - first + 1)
    answer["Cache-Control"] = "private, no-store"
    if asked:
        answer.status_code, answer["Content-Range"] = 206, f"bytes {first}-{last}/{size}"
    return answer  # type: ignore[return-value]


def _stretch(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as held:
        held.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := held.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
