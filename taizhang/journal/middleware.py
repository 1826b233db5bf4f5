"""Carries request id and idempotency key from the request to the acts."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse

from taizhang.journal.acts import Carried, carrying
from taizhang.kit.memo import remembering

KEY = re.compile(r"[0-9A-Za-z-]{8,80}")


class CarryRequest:
    """The key comes in the header Idempotency-Key or in the form's hidden field `_key`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key and request.method == "POST":
            key = str(request.POST.get("_key", ""))
        carried = Carried(request_id=uuid.uuid4().hex, key=key if KEY.fullmatch(key) else "")
        with carrying(carried), remembering() if request.method == "GET" else nullcontext():
            return self.get_response(request)
