"""Acts on films: draft, arrange, build in the background, release by a named leader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from taizhang.evidence.actions import keep_all
from taizhang.evidence.preparing import Files
from taizhang.inspection import filming, labels, policy
from taizhang.inspection.actions.core import tell, text_of
from taizhang.inspection.models import Film
from taizhang.inspection.rules.film import chapters_of, read_pieces
from taizhang.inspection.selectors.films import film_for, findings_in, sources_of, towns_of, voices_of, works_on
from taizhang.inspection.selectors.sight import plan_for
from taizhang.inspection.states import FILM_MOVES
from taizhang.journal.acts import act
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.people.viewers import Viewer

SCRIPT_MOST = 20_000
# told the code of a film to be built, once the act is in the database (bound by shell/wiring.py)
AFTER_FILM: list[Callable[[str, int], None]] = []


@act
def draft_film(*, actor: Viewer, at: datetime, plan: str, unit: str, title: str = "") -> str:
    """Begin the film of one unit below the organiser in an inspection. Returns its code."""
    found = plan_for(actor, plan)
    if found.started_at is None:
        raise Refused(labels.FILM_EARLY)
    town = next((one for one in towns_of(found) if unit in (one.code, one.label)), None)
    if town is None:
        raise BadInput(labels.FILM_UNIT, unit=unit[:40])
    film = Film(code=make_code(), plan=found, unit=town, maker=actor.code, maker_name=actor.name, at=at)
    _require_maker(actor, film)
    if Film.unscoped.filter(plan=found, unit=town).exists():
        raise Refused(labels.FILM_THERE, unit=town.label)
    film.title = text_of(title or labels.FILM_TITLE.format(unit=town.label, plan=found.title), labels.FIELD_TITLE, 120)
    film.save()
    return tell("draft_film", actor, at, film.code, found.host, unit_of=town.code)


def _require_maker(actor: Viewer, film: Film) -> None:
    if not (actor.acts and works_on(actor, film)):
        raise NotAllowed(labels.NOT_MAKER, unit=film.plan.host.label)


def _locked(actor: Viewer, code: str, act_name: str) -> Film:
    found = film_for(actor, code)
    _require_maker(actor, found)
    Film.unscoped.select_for_update().get(pk=found.pk)
    film = film_for(actor, code)
    FILM_MOVES.take(act_name, film.state)
    return film


@act
def arrange_film(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    pieces: Sequence[Mapping[str, Any]],
    title: str = "",
    script: str = "",
    voice: str = "",
    files: Files = (),
) -> int:
    """Set what the film is made of: title cards, clips and photos of its visits, in order; script and voice-over.

    A piece: {"kind": title · clip · photo, "text", "evidence", "from", "until", "seconds", "finding", "blurs":
    [{"x", "y", "w", "h" (parts of the picture), "from", "until" (seconds)}]}. A file given is the new voice-over.
    A released version stays as it was shown. Returns the film's length in whole seconds.
    """
    film = _locked(actor, code, "arrange_film")
    sources = {one.evidence.code: one for one in sources_of(film)}
    made = read_pieces(pieces, {key: one.seconds for key, one in sources.items()})
    known = findings_in(film)
    for number, one in enumerate(made, 1):
        if not one["finding"] and one.get("evidence"):
            one["finding"] = next(iter(sources[one["evidence"]].findings), "")
        if one["finding"] and one["finding"] not in known:
            raise BadInput(labels.FILM_FINDING, number=number)
    kept = keep_all(actor, at, film.code, film.plan.host, files)
    voice = kept[-1] if kept else voice
    if voice and voice not in {one.code for one in voices_of(film)}:
        raise BadInput(labels.FILM_VOICE)
    film.pieces, film.voice, film.state, film.version = made, voice, "drafted", film.version + 1
    film.title = text_of(title or film.title, labels.FIELD_TITLE, 120)
    film.script = text_of(script, labels.FIELD_SCRIPT, SCRIPT_MOST, needed=False) or film.script
    film.save(update_fields=["pieces", "voice", "state", "version", "title", "script"])
    tell("arrange_film", actor, at, film.code, film.plan.host, pieces=len(made), version=film.version)
    return int(sum(one["seconds"] for one in made))


@act
def build_film(*, actor: Viewer, at: datetime, code: str) -> int:
    """Have the film put together in the background. Returns the version being built."""
    film = _locked(actor, code, "build_film")
    if not film.pieces:
        raise Refused(labels.FILM_EMPTY)
    film.state, film.progress, film.fault = "building", 0, ""
    film.save(update_fields=["state", "progress", "fault"])
    for wake in AFTER_FILM:
        transaction.on_commit(lambda told=wake: told(film.code, film.version))  # type: ignore[misc]
    tell("build_film", actor, at, film.code, film.plan.host, version=film.version)
    return film.version


def put_together(code: str, version: int) -> str:
    """What the worker does: build this version, unless it is built or no longer wanted. Returns the state reached.

    No act: what was decided is decided; this only makes the file.
    """
    film = Film.unscoped.select_related("plan__host", "unit").get(code=code)
    rows = Film.unscoped.filter(pk=film.pk, version=version, state="building")
    if film.version != version or film.state != "building":
        return film.state
    sources = {one.evidence.code: one.digest for one in sources_of(film)}
    voice = next(((one.name, one.sha256) for one in voices_of(film) if one.code == film.voice), None)

    def say(done: int) -> None:
        rows.update(progress=done)

    try:
        digest = filming.build(film.pieces, sources, voice, say)
    except (filming.Unbuilt, KeyError, FileNotFoundError) as error:
        rows.update(state="failed", fault=str(getattr(error, "number", 0)))  # which piece; the page has the words
        return "failed"
    rows.update(state="built", digest=digest, chapters=chapters_of(film.pieces), progress=100)
    return "built"


@act
def release_film(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """审片: a leader of the organising unit, who did not make it, has seen this version and lets it be shown.

    Exactly what was seen is what is shown from now on, whatever is arranged afterwards. Returns its digest.
    """
    film = film_for(actor, code)
    Film.unscoped.select_for_update().get(pk=film.pk)
    film = film_for(actor, code)
    if not (policy.is_host(actor, film.plan) and actor.is_head):
        raise NotAllowed(labels.NOT_RELEASER, unit=film.plan.host.label)
    if film.maker == actor.code:
        raise NotAllowed(labels.MADE_IT)
    FILM_MOVES.take("release_film", film.state)
    film.shown, film.shown_version, film.shown_chapters = film.digest, film.version, film.chapters
    film.state, film.released_at, film.released_by = "released", at, f"{actor.post} {actor.name}"[:160]
    film.save(update_fields=["shown", "shown_version", "shown_chapters", "state", "released_at", "released_by"])
    facts = {"digest": film.shown, "version": film.shown_version}
    tell("release_film", actor, at, film.code, film.plan.host, {"note": note[:500]}, **facts)
    return film.shown


@act
def recall_film(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """A released film is not shown any more, with the reason."""
    film = film_for(actor, code)
    Film.unscoped.select_for_update().get(pk=film.pk)
    film = film_for(actor, code)
    if not (policy.is_host(actor, film.plan) and actor.is_head):
        raise NotAllowed(labels.NOT_RELEASER, unit=film.plan.host.label)
    if not film.shown:
        raise Refused(labels.NOT_RELEASED)
    reason = text_of(note, labels.FIELD_REASON, 500)
    film.shown, film.shown_chapters = "", []
    film.state = FILM_MOVES.take("recall_film", film.state).target
    film.save(update_fields=["shown", "shown_chapters", "state"])
    return tell("recall_film", actor, at, film.code, film.plan.host, {"reason": reason}, version=film.shown_version)
