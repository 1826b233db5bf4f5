"""Acts of a round's spot check (年中查账抽查): drawn once, each claim looked at by somebody who did not make it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from taizhang.cycle.selectors import round_called
from taizhang.evidence.actions import keep_all
from taizhang.evidence.preparing import Files, prepared
from taizhang.filing import labels
from taizhang.filing.models import Spot, SpotCheck
from taizhang.filing.selectors.spots import claim_stored, claims_of, frame_of
from taizhang.inspection.rules.draw import drawn, record_of
from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger.actions.making import lock_units
from taizhang.ledger.actions.standing import stand_problem, stand_recheck
from taizhang.ledger.policy import has_done
from taizhang.ledger.rules import TITLE_MOST, require_short
from taizhang.obligations.actions import refute
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import unit_for
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on

NOTE_MOST = 1_000


@act
def draw_spots(*, actor: Viewer, at: datetime, unit: str, round_code: str) -> str:
    """Draw from what units below claim to have closed, done or carried out in a round, so many a unit by the book.

    The draw is kept whole and can be repeated from its record; once a round; the seed is chance itself, so
    that nobody can try seeds until one suits.
    """
    host, round_ = unit_for(actor, unit), round_called(round_code)
    _require_host(actor, host)
    words = f"{round_.year}{gettext(round_.label)}"
    if day_of(at) < round_.opens_on:
        raise Refused(labels.NOT_BEGUN, round=words, day=round_.opens_on)
    lock_units([host.pk])
    if SpotCheck.unscoped.filter(host=host, round=round_).exists():
        raise Refused(labels.DRAWN, unit=host.label, round=words)
    rules = book_on("accounts", day_of(at)).body["spot"]
    frame = frame_of(actor, host, round_, rules)
    if not frame:
        raise Refused(labels.NOTHING_TO_DRAW, unit=host.label, round=words)
    counts = dict.fromkeys(sorted({one.stratum for one in frame}), int(rules["per_unit"]))
    seed = secrets.token_hex(8)
    by = f"{actor.post} {actor.name}"
    told: dict[str, Any] = {"host": host, "round": round_, "by": by, "at": at}
    check = SpotCheck.unscoped.create(code=make_code(), draw=record_of(frame, counts, seed), **told)
    claims = claims_of([code for some in drawn(frame, counts, seed).values() for code in some])
    Spot.unscoped.bulk_create(Spot(code=make_code(), check_of=check, **vars(claim)) for claim in claims)
    _tell("draw_spots", actor, at, check, check.code, round=round_.code, seed=seed, count=len(claims))
    return check.code


@act
def check_spot(*, actor: Viewer, at: datetime, code: str, held: bool, note: str = "", files: Files = ()) -> str:
    """Say of one drawn claim what was found on the spot: it holds, or a closed problem lives again under its number,
    or what was said to be done becomes a problem. Not by whoever made or accepted the claim. Returns what came of it,
    a key of labels.SPOT_RESULTS.
    """
    asked = Spot.unscoped.select_for_update(of=("self",)).filter(code=code).defer("check_of__draw")
    spot = asked.select_related("item__unit", "check_of__host", "check_of__round").first()
    if spot is None:
        raise BadInput(labels.NO_SPOT)
    _require_host(actor, spot.check_of.host)
    if actor.code == spot.claimed_by or has_done(actor, spot.item):
        raise NotAllowed(labels.NOT_OWN_CLAIM)
    if spot.onto:
        raise Refused(labels.LOOKED)
    if not note.strip():
        raise BadInput(labels.SAY_SEEN)
    require_short(NOTE_MOST, **{labels.FIELD_SEEN: note})
    spot.note = note.strip()
    spot.onto, spot.raised = _onto(spot, actor, at, held, tuple(prepared(files)))
    spot.checked_by, spot.checked_at = f"{actor.post} {actor.name}", at
    spot.save()
    told = {"item": spot.item.code, "onto": spot.onto, "raised": spot.raised}
    _tell("check_spot", actor, at, spot.check_of, spot.code, {"note": spot.note}, **told)
    return spot.onto


def _onto(spot: Spot, actor: Viewer, at: datetime, held: bool, files: Files) -> tuple[str, str]:
    """(what came of it on the ledger, the number of the problem it is now)."""
    item, round_ = spot.item, spot.check_of.round
    words = labels.SPOT_SEEN.format(round=f"{round_.year}{round_.label}", note=spot.note)
    rules = book_on("accounts", day_of(at)).body["spot"]
    due_on = day_of(at) + timedelta(days=int(rules["due_days"]))
    if item.kind == "problem":
        onto = stand_recheck(actor, at, item.code, held=held, note=words, due_on=due_on, files=files)
        return onto, "" if held else item.code
    if held:  # what the looker brought lies beside the check, not among the doer's own proofs
        keep_all(actor, at, spot.code, spot.check_of.host, files)
        return "held", ""
    if spot.period:  # what was said to have been done was not: the period stands open again
        refute(actor=actor, at=at, duty=item.code, period=spot.period, reason=spot.note)
    title = labels.SPOT_FAILED.format(title=item.title[: TITLE_MOST - 60], what=claim_stored(item, spot.period))
    told: dict[str, Any] = {"again": labels.SPOT_AGAIN, "reopen_note": words, "reopen_due": due_on, "files": files}
    told |= {"source": str(rules["source"]), "source_detail": words[:120], "due_on": due_on}
    problem, onto = stand_problem(actor, at, item.unit, spot.check_of.host, title, **told)
    return onto, problem.code


def _require_host(actor: Viewer, host: Unit) -> None:
    if not works_in(actor, host.pk):
        raise NotAllowed(labels.NOT_HOST, unit=host.label)


def _tell(
    name: str,
    actor: Viewer,
    at: datetime,
    check: SpotCheck,
    subject: str,
    private: dict[str, str] | None = None,
    **facts: Any,
) -> None:
    record(
        f"filing.{name}",
        actor=actor,
        at=at,
        subject=subject,
        unit=check.host.code,
        path=check.host.path,
        facts=facts,
        private=private or {},
    )
