"""Screens of films: one film with its arrangement, the player with chapters, the showing at a meeting."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from taizhang.evidence import store
from taizhang.evidence.preparing import prepared
from taizhang.inspection import actions, forms, labels, policy, selectors
from taizhang.inspection.rules.film import MOST, clock_words, length_of
from taizhang.inspection.selectors import films as seen
from taizhang.inspection.states import FILM_MOVES
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.screens import Request, behind_door, said, streamed, tell, warn
from taizhang.kit.words import _

DOORS = ("handle", "oversee", "inspect", "overview")
DONE = _("{act}，已办。")
LONG = _("已编排，全长{clock}。")
BLUR = re.compile(r"\s*([\d.]+)[,，]([\d.]+)[,，]([\d.]+)[,，]([\d.]+)(?:[,，]([\d.]*)[,，]?([\d.]*))?\s*")


@behind_door(*DOORS)
def film(request: Request, code: str) -> HttpResponse:
    """One film: what may be shown of it, and for those who work on it its arrangement."""
    return _page(request, code)


def _page(request: Request, code: str, typed: QueryDict | None = None, status: int = 200) -> HttpResponse:
    """`typed`: an arrangement that was refused, kept on the page."""
    viewer = request.viewer
    found = seen.film_for(viewer, code)
    if typed is not None:
        found.title, found.script = typed.get("title", ""), typed.get("script", "")
    works = seen.works_on(viewer, found)
    at = request.GET.get("at", "") or seen.second_of(found, request.GET.get("item", ""))
    chapters = found.chapters if works and found.digest else found.shown_chapters
    context = {
        "film": found,
        "plan": found.plan,
        "works": works,
        "playable": bool(found.shown or (works and found.digest)),
        "chapters": _chapters(found, chapters),
        "at": at if re.fullmatch(r"\d{1,6}(\.\d{1,2})?", at) else "",
        "acts": [act for act in _acts(viewer, found, works) if act != "arrange_film"],
        "rows": (_rows(found) if typed is None else _typed(found, typed)) if works else [],
        "sources": seen.sources_of(found) if works else [],
        "findings": [(key, one) for key, one in seen.findings_in(found).items()] if works else [],
        "voices": seen.voices_of(found) if works else [],
        "length": clock_words(length_of(found.pieces)),
        "labels": labels,
        "fault": _fault(found.fault),
    }
    return render(request, "inspection/film.html", context, status=status)


def _fault(number: str) -> str:
    """Why it could not be put together, in the reader's language."""
    if not number:
        return ""
    broken = labels.FILM_BROKEN if number != "0" else labels.FILM_BROKEN_WHOLE
    return said(Refused(broken, number=number))


def _chapters(found: Any, chapters: Any) -> list[tuple[str, float, str, Any]]:
    """Clock, second, words and finding of every chapter."""
    known = seen.findings_in(found)
    return [(clock_words(one["at"]), one["at"], one["title"], known.get(one["finding"])) for one in chapters]


def _rows(found: Any) -> list[dict[str, Any]]:
    """The pieces as the form shows them; blurs as lines in hundredths of the picture."""
    sources = {one.evidence.code: one for one in seen.sources_of(found)}
    made = []
    for one in found.pieces:
        lines = [
            ",".join(f"{100 * blur[name]:g}" for name in ("x", "y", "w", "h")) + f",{blur['from']:g},{blur['until']:g}"
            for blur in one.get("blurs", ())
        ]
        made.append({**one, "source": sources.get(one.get("evidence", "")), "blur_lines": "\n".join(lines)})
    return made


def _typed(found: Any, given: QueryDict) -> list[dict[str, Any]]:
    """The form's rows as they were typed."""
    sources = {one.evidence.code: one for one in seen.sources_of(found)}
    return [
        {**row, "source": sources.get(row["evidence"]), "blur_lines": given.get(f"p{number}-blurs", "")}
        for number, row in _given(given)
    ]


def _given(given: QueryDict) -> list[tuple[int, dict[str, Any]]]:
    """(number, fields) of the form's rows `p<n>-…` that are kept, in the order that was typed."""
    names = ("kind", "text", "evidence", "from", "until", "seconds", "finding")
    rows = []
    for number in range(MOST + 1):
        if f"p{number}-kind" in given and not given.get(f"p{number}-drop"):
            order = given.get(f"p{number}-order", "")
            place = float(order) if re.fullmatch(r"\d{1,4}(\.\d)?", order) else MOST
            rows.append((place, number, {name: given.get(f"p{number}-{name}", "") for name in names}))
    return [(number, row) for _place, number, row in sorted(rows, key=lambda one: one[:2])]


def _acts(viewer: Any, found: Any, works: bool) -> list[str]:
    head = policy.is_host(viewer, found.plan) and viewer.is_head
    may = {"maker": works and viewer.acts, "releaser": head and found.maker != viewer.code}
    acts = [move.act for move in FILM_MOVES.open_from(found.state) if may[move.who]]
    return [act for act in acts if act != "recall_film" or found.shown]


@behind_door("handle", "oversee", "inspect")
def draft_film(request: Request, code: str) -> HttpResponse:
    """Begin a unit's film in an inspection."""
    if request.method != "POST":
        raise Absent(labels.NO_FILM)
    try:
        made = actions.draft_film(actor=request.viewer, at=request.now, plan=code, unit=request.POST.get("unit", ""))
    except Refused as error:
        warn(request, error)
        return redirect("plan", code)
    return redirect("film", made)


@behind_door("handle", "oversee", "inspect")
def film_act(request: Request, code: str, act: str) -> HttpResponse:
    """One act on a film."""
    seen.film_for(request.viewer, code)
    if act not in FILM_MOVES.acts_used or request.method != "POST":
        raise Absent(labels.NO_FILM)
    told: dict[str, Any] = {"actor": request.viewer, "at": request.now, "code": code}
    try:
        if act == "arrange_film":
            seconds = actions.arrange_film(**told, **_arranged(request))
            tell(request, LONG, clock=clock_words(seconds))
        else:
            more = {"note": request.POST.get("note", "")} if act in ("release_film", "recall_film") else {}
            getattr(actions, act)(**told, **more)
            tell(request, DONE, act=gettext(labels.ACTS[act]))
    except Refused as error:
        warn(request, error)
        if act == "arrange_film":
            return _page(request, code, request.POST, error.status)
    return redirect("film", code)


def _arranged(request: Request) -> dict[str, Any]:
    form = forms.FilesForm({}, request.FILES)
    form.is_valid()
    given = request.POST
    told = {"title": given.get("title", ""), "script": given.get("script", ""), "voice": given.get("voice", "")}
    return {**told, "pieces": pieces_in(given), "files": prepared(form.cleaned_data.get("files", []))}


def pieces_in(given: QueryDict) -> list[dict[str, Any]]:
    """The form's rows `p<n>-…` in the order of their numbers, and what was ticked to be added."""
    made: list[dict[str, Any]] = []
    for place, (number, row) in enumerate(_given(given), 1):
        lines = [line for line in given.get(f"p{number}-blurs", "").splitlines() if line.strip()]
        made.append({**row, "blurs": [_blur(place, line) for line in lines]})
    if given.get("card", "").strip():
        made.append({"kind": "title", "text": given["card"]})
    made += [{"kind": "clip", "evidence": code} for code in given.getlist("clips")]
    made += [{"kind": "photo", "evidence": code} for code in given.getlist("photos")]
    return made


def _blur(number: int, line: str) -> dict[str, float]:
    match = BLUR.fullmatch(line)
    if match is None:
        raise BadInput(labels.FILM_BLUR, number=number)
    x, y, w, h, start, until = match.groups()
    made = {name: float(value) / 100 for name, value in zip("xywh", (x, y, w, h), strict=True)}
    return {**made, "from": float(start or 0), "until": float(until or 0)}


@behind_door(*DOORS)
def film_file(request: Request, code: str) -> HttpResponse:
    """The film itself: the released version, or for those who work on it the last one built."""
    viewer = request.viewer
    found = seen.film_for(viewer, code)
    digest = found.digest if request.GET.get("draft") and seen.works_on(viewer, found) else found.shown
    if not digest:
        raise Refused(labels.NOT_RELEASED)
    return streamed(request, store.path_of(digest), "video/mp4")


@behind_door(*DOORS)
def show(request: Request, code: str) -> HttpResponse:
    """At a meeting: full screen, the next township by one key. Only what has been released."""
    viewer = request.viewer
    found = selectors.plan_for(viewer, code)
    films = seen.showing_of(viewer, found)
    if not films:
        raise Refused(labels.NOT_RELEASED)
    wanted = request.GET.get("at", "0")
    at = min(int(wanted), len(films) - 1) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 0
    context = {
        "plan": found,
        "film": films[at],
        "chapters": _chapters(films[at], films[at].shown_chapters),
        "number": at + 1,
        "count": len(films),
        "previous": at - 1 if at else None,
        "next": at + 1 if at + 1 < len(films) else None,
    }
    return render(request, "inspection/show.html", context)
