"""Taking in what was recorded in the field: each act once, or kept in the late inbox; nothing is dropped."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from taizhang.evidence import uploads
from taizhang.evidence.preparing import Prepared
from taizhang.inspection import actions as inspection
from taizhang.journal.acts import Carried, act, attempt, carrying, device_moment, record
from taizhang.kit.errors import BadInput, Refused
from taizhang.ledger.actions import SINGLE
from taizhang.offline import labels, policy
from taizhang.offline.models import Late
from taizhang.offline.rules import OF_VISITS, read_act
from taizhang.offline.selectors import author_of, home_of, late_for
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer

ACTS: dict[str, Callable[..., Any]] = {
    **{name: getattr(inspection, name) for name in OF_VISITS},
    **{name: SINGLE[name] for name in ("verify_problem", "report_progress", "apply_closure")},
}
SERVERS = 500  # from this status on it is the server that is in trouble, not the act
NAMED = ("note_finding", "record_talk", "recheck_problem")  # the record's key is the one made on the phone, for ever


@act
def take_in(
    *,
    actor: Viewer,
    at: datetime,
    mark: str,
    kind: str,
    told: Mapping[str, Any],
    digest: str,
    files: tuple[Prepared, ...] = (),
) -> str:
    """Do one act of the field in the same transaction as its receipt's entry; what cannot be done is kept as late in
    that transaction instead, with its files. Under one key: sent twice at once, one waits for the other.

    BadInput goes back to the phone; so does a server in trouble. Returns the mark.
    """
    code = str(told.get("code", ""))[:40]
    facts = {"digest": digest, "kind": kind, "subject": code}
    home = home_of(actor, kind, code)
    unit, path = home.code, home.path
    try:
        with attempt():
            _run(actor, at, mark, kind, told, files)
    except BadInput:
        raise
    except Refused as error:
        if error.status >= SERVERS:
            raise
        _keep(actor, at, mark, kind, told, digest, home, files, error)
        record("offline.keep_late", actor=actor, at=at, subject=mark, unit=unit, path=path, facts=facts)
        return mark
    record("offline.take_in", actor=actor, at=at, subject=mark, unit=unit, path=path, facts=facts)
    return mark


def _run(actor: Viewer, at: datetime, mark: str, kind: str, told: Mapping[str, Any], files: Sequence[Prepared]) -> None:
    given = {name: value for name, value in read_act(kind, told).items() if name != "uploads"}
    missing = _needed(ACTS[kind]) - given.keys()
    if missing:
        raise BadInput(labels.BAD_SHAPE, field=min(missing))
    if kind in NAMED:
        given["mark"] = mark
    if files:
        given["files"] = list(files)
    ACTS[kind](actor=actor, at=at, **given)


def _keep(
    actor: Viewer,
    at: datetime,
    mark: str,
    kind: str,
    told: Mapping[str, Any],
    digest: str,
    home: Unit,
    files: Sequence[Prepared],
    why: Refused,
) -> None:
    for one in files:
        uploads.use(actor.code, one.sha256)
    Late.unscoped.create(
        mark=mark,
        kind=kind,
        subject=str(told.get("code", ""))[:40],
        told=dict(told),
        files=[asdict(one) for one in files],
        digest=digest,
        account=actor.code,
        grant=actor.hat.grant_id if actor.hat else 0,
        name=actor.name,
        unit=home,
        sentence=why.sentence,
        facts={name: str(value) for name, value in why.facts.items()},
        device_at=device_moment(),
        arrived_at=at,
    )


def _needed(function: Callable[..., Any]) -> set[str]:
    """Keywords an act cannot do without."""
    told = inspect.signature(inspect.unwrap(function)).parameters.values()
    needed = (one for one in told if one.kind is one.KEYWORD_ONLY and one.default is one.empty)
    return {one.name for one in needed} - {"actor", "at"}


@act
def take_late(*, actor: Viewer, at: datetime, mark: str) -> str:
    """Do a late act now after all, in its author's name. Refused, in words, while it still cannot be done."""
    row = _locked(actor, mark)
    author = author_of(row, at)
    if author is None:
        raise Refused(labels.AUTHOR_GONE)
    files = [Prepared(**one) for one in row.files]
    # an older answer is taken as of now: that is what the person decides
    then = None if row.kind == "record_answers" else row.device_at
    with carrying(Carried(key="", device_at=then, late=True)):
        _run(author, at, row.mark, row.kind, row.told, files)
    return _settle(row, actor, at, "take_late", "taken", "")


@act
def set_aside_late(*, actor: Viewer, at: datetime, mark: str, note: str = "") -> str:
    """Leave a late act undone, with the reason its author will see."""
    row = _locked(actor, mark)
    if not note.strip():
        raise BadInput(labels.NEEDS_REASON)
    return _settle(row, actor, at, "set_aside_late", "aside", note.strip()[:500])


def _locked(actor: Viewer, mark: str) -> Late:
    found = late_for(actor, mark)
    policy.require_keeper(actor, found)
    row = Late.unscoped.select_for_update().select_related("unit").get(pk=found.pk)
    if row.state != "waiting":
        raise Refused(labels.SETTLED)
    return row


def _settle(row: Late, actor: Viewer, at: datetime, act_name: str, state: str, note: str) -> str:
    row.state, row.note, row.decided_at = state, note, at
    row.decided_by = f"{actor.post} {actor.name}"[:160]
    row.save(update_fields=["state", "note", "decided_at", "decided_by"])
    unit, private = row.unit, {"note": note}
    record(f"offline.{act_name}", actor=actor, at=at, subject=row.mark, unit=unit.code, path=unit.path, private=private)
    return row.mark
