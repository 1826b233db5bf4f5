"""What every act on an item shares: lock, may, move, write, record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from taizhang.evidence.actions import keep_evidence
from taizhang.evidence.preparing import Files, prepared
from taizhang.evidence.selectors import evidence_of
from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent, Refused
from taizhang.kit.moves import Move
from taizhang.ledger import labels, policy, rules
from taizhang.ledger.actions.batch import as_read, keep, taken
from taizhang.ledger.models import Item, Step
from taizhang.ledger.search import haystack_of, index
from taizhang.ledger.selectors import item_for
from taizhang.ledger.states import DOER, OPEN, TABLES
from taizhang.people.viewers import Viewer

SEARCHED = ("title", "person", "leader", "own_number", "category", "unit")


def locked(actor: Viewer, code: str, act: str, seen: int | None = None) -> tuple[Item, Move]:
    """The item, locked, and the move `act` makes from its state; refused when absent, stale or not the actor's."""
    batched, found = taken(code)
    if batched and found is None:
        raise Absent(labels.NO_ITEM, code=code)
    item = found or as_read(item_for(actor, code, lock=True))
    table = TABLES[item.kind]
    who = next((move.who for move in table.moves if move.act == act), "")
    if who:
        policy.require(actor, who, item, act)
    if seen is not None and seen != item.version:
        raise Refused(labels.STALE)
    return item, table.take(act, item.state)


def keep_files(item: Item, actor: Viewer, at: datetime, files: Files) -> list[str]:
    """Keep uploaded files as the item's evidence; returns their codes."""
    kept = [
        keep_evidence(actor=actor, at=at, subject=item.code, unit=item.unit.code, path=item.path, file=file)
        for file in prepared(files)
    ]
    item.proof_count = len(evidence_of(item.code)) if kept else item.proof_count
    return kept


def complete(
    item: Item,
    move: Move,
    actor: Viewer,
    at: datetime,
    *,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
    told: Mapping[str, Any] | None = None,
    evidence: Sequence[str] = (),
    **columns: Any,
) -> str:
    """Write the move: columns and facts onto the item, a step, a journal entry. Returns the item's code.

    `facts` become list columns; `told` goes into the hashed body (no names there).
    """
    source = item.state
    for name, value in columns.items():
        setattr(item, name, value)
    item.facts = {**item.facts, **(facts or {})}
    if move.target != source:
        item.asked_due = columns.get("asked_due")
    item.enter(move.target)
    if move.target not in OPEN and source in OPEN:
        item.closed_on = day_of(at)
    elif move.target in OPEN:
        item.closed_on = None
    if any(name in SEARCHED for name in columns):
        item.haystack = haystack_of(item, item.unit.label)
        index([item])
    keep(item, step_of(item, move, source, actor, at, note, evidence))
    body = {"state": item.state, "was": source, "version": item.version, "evidence": list(evidence), **(told or {})}
    record(
        f"item.{move.act}",
        actor=actor,
        at=at,
        subject=item.code,
        unit=item.unit.code,
        path=item.path,
        facts=body,
        private={"note": note},
    )
    return item.code


def write_step(
    item: Item, move: Move, source: str, actor: Viewer, at: datetime, note: str, evidence: Sequence[str] = ()
) -> None:
    """The item's next step with its columns as they now stand."""
    step_of(item, move, source, actor, at, note, evidence).save()


def step_of(
    item: Item, move: Move, source: str, actor: Viewer, at: datetime, note: str = "", evidence: Sequence[str] = ()
) -> Step:
    """The step, not yet saved."""
    return Step(
        item=item,
        number=item.version,
        act=move.act,
        source=source,
        target=item.state,
        at=at,
        actor=actor.code,
        actor_name=actor.name,
        actor_post=actor.post,
        as_doer=move.who == DOER,
        note=note,
        evidence=list(evidence),
        columns=columns_of(item),
    )


def columns_of(item: Item) -> dict[str, Any]:
    """All list columns of an item as plain values, units by code and name."""
    return {
        **item.facts,
        "state": item.state,
        "title": item.title,
        "unit_code": item.unit.code,
        "unit": item.unit.label,
        "path": item.path,
        "category": item.category,
        "source": item.source,
        "leader": item.leader,
        "person": item.person,
        "timing": item.timing,
        "due_on": item.due_on.isoformat() if item.due_on else "",
        "closed_on": item.closed_on.isoformat() if item.closed_on else "",
        "opened_on": item.opened_on.isoformat(),
        "recurring": item.recurring,
        "own_number": item.own_number,
        "proof_count": item.proof_count,
    }


def plain(act_name: str, with_reason: bool = False) -> Any:
    """An act that brings nothing but a note (or, where the table says so, a reason)."""

    def run(*, actor: Viewer, at: datetime, code: str, note: str = "", seen: int | None = None) -> str:
        item, move = locked(actor, code, act_name, seen)
        return complete(item, move, actor, at, note=rules.require_reason(note) if with_reason else note)

    return named(act_name, run)


def named(act_name: str, run: Callable[..., str]) -> Any:
    """Make `run` the act of this name: the name is part of what an idempotency key stands for."""
    run.__name__ = run.__qualname__ = act_name
    return act(run)
