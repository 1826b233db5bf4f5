"""The voter's page: no sign-in, no cookie, nothing of the voter; a code from a slip and a sealed ballot."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from taizhang.ballots import labels, store
from taizhang.ballots.rules import plain_size
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.screens import said


@csrf_exempt  # the code is the authority: nobody is signed in here, no cookie is looked at
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, box: str) -> HttpResponse:
    """GET: the ballot. POST {"code", "sealed"}: into the box, or why not."""
    answer = _cast(request, box) if request.method == "POST" else _page(request, box)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _page(request: HttpRequest, box: str) -> HttpResponse:
    told = store.told(box)
    texts = {key: gettext(text) for key, text in labels.TEXTS.items()}
    ballot = {"box": box, "key": told["key"], "form": told["form"], "size": plain_size(store.marks_of(told["form"]))}
    carried = {"ballot": json.dumps(ballot, ensure_ascii=False), "texts": json.dumps(texts, ensure_ascii=False)}
    context = {**carried, "open": told["state"] == "open"}
    return render(request, "ballots/vote.html", {**context, "form": told["form"], "labels": labels})


def _cast(request: HttpRequest, box: str) -> JsonResponse:
    try:
        told = _read(request)
        store.cast(box, told["code"], told["sealed"])
    except Refused as error:
        answer = JsonResponse({"detail": said(error)}, status=error.status)
        answer._has_been_logged = True  # type: ignore[attr-defined]  # no line in the log says when somebody tried
        return answer
    return JsonResponse({"done": True})


def _read(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise BadInput(labels.BAD_BALLOT)
    try:
        told = json.loads(request.body)
        return {"code": str(told["code"])[:80], "sealed": base64.b64decode(told["sealed"], validate=True)}
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error, RequestDataTooBig) as error:
        raise BadInput(labels.BAD_BALLOT) from error
