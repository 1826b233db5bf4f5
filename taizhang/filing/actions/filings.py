"""Acts of filing: seal, send up, accept, return."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from taizhang.cycle.models import Round
from taizhang.cycle.selectors import round_called, round_on
from taizhang.evidence.actions import keep_all
from taizhang.evidence.preparing import Files
from taizhang.filing import labels
from taizhang.filing.models import Filing
from taizhang.filing.rules import LOCKED
from taizhang.filing.selectors import late_rows
from taizhang.filing.states import FILING_MOVES
from taizhang.journal.acts import act, record
from taizhang.journal.canon import canonical
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger.actions.core import columns_of
from taizhang.ledger.actions.making import lock_units
from taizhang.ledger.lists import ListAsked, layout_of, list_rows
from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer

# occasion → whether a unit had it lately, by its key and the day (bound by shell/wiring.py: meetings stand above)
AFTER: dict[str, list[Callable[[int, date], bool]]] = {}


@act
def seal_list(
    *,
    actor: Viewer,
    at: datetime,
    list_name: str,
    unit: str,
    round_code: str = "",
    occasion: str = "round",
    document_number: str = "",
) -> str:
    """Seal a unit's list as it stands: snapshot, digest, signer. Returns the filing's code."""
    if occasion not in labels.OCCASIONS:
        raise BadInput(labels.NO_OCCASION, text=occasion[:20], known="、".join(labels.OCCASIONS))
    if occasion in AFTER and not any(ask(actor.unit_id, day_of(at)) for ask in AFTER[occasion]):
        raise Refused(labels.NO_SUCH_OCCASION, occasion=labels.OCCASIONS[occasion])
    layout = layout_of(list_name, actor.today)
    home, found = list_rows(actor, ListAsked(list_name, unit, round_code))
    items = list(found)
    if not works_in(actor, home.pk):
        raise NotAllowed(labels.NOT_YOURS, unit=home.label)
    if layout.get("signed_by_head") and not actor.is_head:
        raise NotAllowed(labels.SIGN_IN_PERSON, post=actor.post)
    if not items and occasion != "late":
        raise BadInput(labels.EMPTY, unit=home.label)
    lock_units([home.pk])
    round_ = round_called(round_code) if round_code else round_on(day_of(at))
    title = f"{home.label}{layout['title']}"
    if occasion == "late":
        rows, title = _late_rows(home, list_name, round_, items, title), labels.SUPPLEMENT.format(title=title)
    else:
        _refuse_locked(home, list_name, round_, title, occasion)
        rows = {item.code: columns_of(item) for item in items}
    snapshot = _snapshot(title, at, rows)
    filing = Filing.unscoped.create(
        code=make_code(),
        unit=home,
        round=round_,
        occasion=occasion,
        list_name=list_name,
        title=title,
        snapshot=snapshot,
        digest=hashlib.sha256(snapshot.encode()).hexdigest(),
        signer=actor.name,
        sealed_by=actor.code,
        signer_post=actor.post,
        document_number=document_number[:60],
        is_late=bool(round_ and day_of(at) > round_.closes_on),
        sealed_at=at,
    )
    return _tell(filing, "seal_list", actor, at, digest=filing.digest, count=len(rows))


def _late_rows(
    home: Unit, list_name: str, round_: Round | None, items: list[Item], title: str
) -> dict[str, dict[str, Any]]:
    """A supplement holds what changed since the list was locked, and nothing else."""
    if round_ is None or not _locked_main(home.pk, list_name, round_).exists():
        raise Refused(labels.NOT_LOCKED, unit=home.label, title=title)
    rows = late_rows(home, list_name, round_, items)
    if not rows:
        raise Refused(labels.NOTHING_LATE, unit=home.label, title=title)
    return rows


def _locked_main(unit_id: int, list_name: str, round_: Round | None) -> QuerySet[Filing]:
    """The list itself, locked; supplements lock nothing."""
    same = Filing.unscoped.filter(unit_id=unit_id, list_name=list_name, round=round_, state__in=LOCKED)
    return same.exclude(occasion="late")


def _refuse_locked(home: Unit, list_name: str, round_: Round | None, title: str, occasion: str) -> None:
    """Once a round for each occasion: what is filed after a debrief stands beside the three accounts (DOMAIN §13)."""
    if round_ is not None and _locked_main(home.pk, list_name, round_).filter(occasion=occasion).exists():
        raise Refused(labels.TWICE, unit=home.label, title=title)


def _snapshot(title: str, at: datetime, items: dict[str, Any]) -> str:
    return canonical({"title": title, "at": at.isoformat(), "items": items}).decode()


@act
def send_filing(*, actor: Viewer, at: datetime, code: str) -> str:
    """Send a sealed list up."""
    filing = _lock(code)
    if not works_in(actor, filing.unit_id):
        raise NotAllowed(labels.NOT_YOURS, unit=filing.unit.label)
    lock_units([filing.unit_id])
    if filing.occasion != "late":
        _refuse_locked(filing.unit, filing.list_name, filing.round, filing.title, filing.occasion)
    elif not _locked_main(filing.unit_id, filing.list_name, filing.round).exists():
        raise Refused(labels.NOT_LOCKED, unit=filing.unit.label, title=filing.title)
    _move(filing, "send_filing")
    filing.sent_at = at
    filing.is_late = bool(filing.round and day_of(at) > filing.round.closes_on)
    filing.save()
    return _tell(filing, "send_filing", actor, at, digest=filing.digest)


@act
def accept_filing(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The unit above has found it complete; from now on it is locked."""
    return _answer(actor, at, code, "accept_filing", note)


@act
def return_filing(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The unit above says what is missing (退回补正)."""
    if not note.strip():
        raise BadInput(labels.NEEDS_REASON)
    return _answer(actor, at, code, "return_filing", note)


@act
def attach_scan(*, actor: Viewer, at: datetime, code: str, files: Files = ()) -> list[str]:
    """Put the scan of the stamped original beside the unit's own filing. Returns the evidence's codes."""
    filing = _lock(code)
    if not works_in(actor, filing.unit_id):
        raise NotAllowed(labels.NOT_YOURS, unit=filing.unit.label)
    if not files:
        raise BadInput(labels.NO_SCAN)
    kept = keep_all(actor, at, filing.code, filing.unit, files)
    _tell(filing, "attach_scan", actor, at, evidence=kept)
    return kept


def _answer(actor: Viewer, at: datetime, code: str, act_name: str, note: str) -> str:
    filing = _lock(code)
    above = filing.unit.parent or filing.unit
    if not works_in(actor, above.pk):
        raise NotAllowed(labels.NOT_ABOVE, unit=above.label)
    if actor.code == filing.sealed_by:
        raise NotAllowed(labels.NOT_ONESELF)
    _move(filing, act_name)
    filing.answered_at, filing.answered_by, filing.reason = at, f"{actor.post} {actor.name}", note
    filing.save()
    return _tell(filing, act_name, actor, at, digest=filing.digest)


def _move(filing: Filing, act_name: str) -> None:
    filing.state = FILING_MOVES.take(act_name, filing.state).target


def _lock(code: str) -> Filing:
    filing = (
        Filing.unscoped.select_for_update(of=("self",))
        .select_related("unit__parent", "round")
        .filter(code=code)
        .first()
    )
    if filing is None:
        raise BadInput(labels.NO_FILING)
    return filing


def _tell(filing: Filing, act_name: str, actor: Viewer, at: datetime, **facts: Any) -> str:
    record(
        f"filing.{act_name}",
        actor=actor,
        at=at,
        subject=filing.code,
        unit=filing.unit.code,
        path=filing.unit.path,
        facts={"state": filing.state, "list": filing.list_name, **facts},
    )
    return filing.code
