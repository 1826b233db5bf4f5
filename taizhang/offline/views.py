"""Screens and answers for the field: the shell that needs no signal, the pack, the acts coming in, the late inbox."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from taizhang.evidence import uploads
from taizhang.evidence.preparing import Prepared, prepare_upload
from taizhang.inspection.labels import FAULTS
from taizhang.journal.acts import Carried, carrying
from taizhang.kit.clock import now
from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.kit.pages import paged
from taizhang.kit.screens import Request, behind_door, said, tell, warn
from taizhang.kit.words import _
from taizhang.offline import actions, labels, policy, selectors
from taizhang.offline.actions import SERVERS
from taizhang.offline.rules import DIGEST, MARK, device_moment, read_act
from taizhang.rulebook.selectors import terms_on

DOORS = ("handle", "oversee", "inspect")
DAYS = timedelta(days=14)
MOST, PAGE = 50, 30
DONE = _("{act}，已办。")
SCRIPTS = (
    "vendor/idb.umd.js",
    "vendor/sha256.min.js",
    "kit/digest.js",
    "kit/dom.js",
    "kit/expressions.js",
    "inspection/answers.js",
    "offline/store.js",
    "offline/outbox.js",
    "offline/field.js",
)
STYLES = ("vendor/tabler.min.css", "kit/app.css", "kit/field.css")


@require_GET
def field(request: Request) -> HttpResponse:
    """The shell: the same for everybody, kept on the phone; what is personal comes with the pack."""
    texts = {key: gettext(text) for key, text in labels.TEXTS.items()}
    texts |= {f"fault_{key}": gettext(text) for key, text in FAULTS.items()}
    texts |= {f"kind_{key}": gettext(text) for key, text in labels.KINDS.items()}
    texts |= {f"is_{key}": gettext(text) for key, text in labels.FINDINGS.items()}
    context = {"texts": json.dumps(texts, ensure_ascii=False), "scripts": SCRIPTS, "styles": STYLES}
    return render(request, "offline/field.html", context)


@cache
def _version() -> str:
    """Changes with any file of the shell, so that phones take the new one."""
    digest = hashlib.sha256()
    for name in (*SCRIPTS, *STYLES):
        digest.update(open(str(finders.find(name)), "rb").read())  # noqa: SIM115 - read once
    return digest.hexdigest()[:16]


@require_GET
def worker(request: Request) -> HttpResponse:
    """The service worker: it keeps the shell and touches nothing else."""
    shell = [reverse("field"), *(static(name) for name in (*SCRIPTS, *STYLES)), static("kit/icon.svg")]
    told = {"version": f"{_version()}-{get_language()}", "shell": json.dumps(shell)}
    answer = render(request, "offline/sw.js", told, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
def manifest(request: Request) -> HttpResponse:
    """What an installed app is called and where it begins."""
    icon = {"src": static("kit/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {"name": gettext("台账 现场记录"), "short_name": gettext("现场记录"), "start_url": reverse("field")}
    told |= {"display": "standalone", "background_color": "#f4f5f7", "theme_color": "#b3261e", "icons": [icon]}  # type: ignore[dict-item]
    return JsonResponse(told, content_type="application/manifest+json")


@require_GET
@behind_door(*DOORS)
def pack(request: Request) -> HttpResponse:
    """What the phone takes along for fourteen days."""
    viewer = request.viewer
    if not viewer.acts:
        raise NotAllowed(labels.NOT_YOURS)
    told = {
        **selectors.pack_for(viewer),
        "by": viewer.code,
        "name": viewer.name,
        "post": viewer.post,
        "at": request.now.isoformat(),
        "until": (request.now + DAYS).isoformat(),
        "csrf": get_token(request),
        "categories": terms_on(viewer.today)["categories"],
    }
    return JsonResponse(told)


@require_POST
@behind_door(*DOORS)
def take_acts(request: Request) -> HttpResponse:
    """Acts made in the field, each in its own transaction; the answer holds a receipt, or a refusal, for each."""
    try:
        sent = json.loads(request.body)
        rows = sent["acts"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"detail": gettext(labels.BAD_SHAPE).format(field="acts")}, status=400)
    if not isinstance(rows, list) or len(rows) > MOST:
        return JsonResponse({"detail": gettext(labels.TOO_MANY).format(limit=MOST)}, status=400)
    return JsonResponse({"answers": [_take(request, row) for row in rows], "csrf": get_token(request)})


@require_GET
@behind_door(*DOORS)
def receipt(request: Request, mark: str) -> HttpResponse:
    """The receipt of one's own act that has come in: asked before its files are sent once more."""
    known = selectors.receipt_of(mark) if MARK.fullmatch(mark) else None
    if known is None or known.pop("actor") != request.viewer.code:
        return JsonResponse({"detail": gettext(labels.NO_RECEIPT)}, status=404)
    return JsonResponse(known)


def _take(request: Request, row: Any) -> dict[str, Any]:
    """One act: {"id", "sent"}; `sent` is the text whose digest the phone compares with the receipt's."""
    mark = str(row.get("id", "")) if isinstance(row, dict) else ""
    try:
        if not MARK.fullmatch(mark) or not isinstance(row.get("sent"), str):
            raise BadInput(labels.BAD_SHAPE, field="id")
        return _receipt(request, mark, row["sent"])
    except Refused as error:
        if error.status >= SERVERS:  # the server's own trouble: the phone keeps it and comes again
            return {"id": mark, "again": True}
        return {"id": mark, "refused": said(error), "status": error.status}


def _receipt(request: Request, mark: str, text: str) -> dict[str, Any]:
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:  # half of a pair: no text at all
        raise BadInput(labels.BAD_SHAPE, field="sent") from error
    known = selectors.receipt_of(mark)
    if known is None:
        _once(request, mark, _read(text), digest)
        known = selectors.receipt_of(mark)
    if known is None or known["digest"] != digest or known.pop("actor") != request.viewer.code:
        raise BadInput(labels.OTHER_BODY)
    return known


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(labels.BAD_SHAPE, field="sent") from error
    if not isinstance(found, dict) or not isinstance(found.get("kind"), str):
        raise BadInput(labels.BAD_SHAPE, field="kind")
    return found


def _once(request: Request, mark: str, sent: dict[str, Any], digest: str) -> None:
    """Do the act; what cannot be done for another reason than its own shape is kept as late."""
    viewer, at = request.viewer, now()
    if sent.get("by") != viewer.code:
        raise NotAllowed(labels.NOT_YOURS)
    told, kind = sent.get("told"), sent["kind"]
    read_act(kind, told)  # a shape that cannot be read goes back to the phone, to be put right there
    device_at, late = device_moment(sent.get("at"), at)
    files = _files(viewer, told)
    given: dict[str, Any] = {"mark": mark, "kind": kind, "told": told, "digest": digest}
    with carrying(Carried(request_id=mark, key=mark, device_at=device_at, late=late)):
        actions.take_in(actor=viewer, at=at, **given, files=files)


def _files(viewer: Any, told: Any) -> tuple[Prepared, ...]:
    """Uploads that came in before the act, ready to be kept: before it takes its locks."""
    codes = [one for one in told.get("uploads", ()) if DIGEST.fullmatch(one) or one.isalnum()]
    uploads.check_many((uploads.begun(viewer.code, one) for one in codes), video=True)
    return tuple(prepare_upload(viewer.code, one) for one in codes)


@behind_door(*DOORS)
def lates(request: Request) -> HttpResponse:
    """What came too late: one's own, and what one's unit answers for."""
    page = paged(selectors.lates_for(request.viewer), "-id", request.GET.get("after", ""), PAGE)
    return render(request, "offline/lates.html", {"page": page, "labels": labels})


@behind_door(*DOORS)
def late(request: Request, mark: str) -> HttpResponse:
    """One late act: what was recorded, why it could not be done."""
    found = selectors.late_for(request.viewer, mark)
    context = {
        "late": found,
        "why": said(Refused(found.sentence, **found.facts)),
        "told": [(name, value) for name, value in found.told.items() if value not in ("", [], None)],
        "keeps": policy.is_keeper(request.viewer, found) and found.state == "waiting",
        "labels": labels,
    }
    return render(request, "offline/late.html", context)


@behind_door(*DOORS)
def late_act(request: Request, mark: str, act: str) -> HttpResponse:
    """A person decides about a late act."""
    selectors.late_for(request.viewer, mark)
    if act not in ("take_late", "set_aside_late") or request.method != "POST":
        raise Absent(labels.NO_LATE)
    more = {"note": request.POST.get("note", "")} if act == "set_aside_late" else {}
    try:
        getattr(actions, act)(actor=request.viewer, at=request.now, mark=mark, **more)
        tell(request, DONE, act=gettext(labels.ACTS[act]))
    except Refused as error:
        warn(request, error)
    return redirect("late", mark)
