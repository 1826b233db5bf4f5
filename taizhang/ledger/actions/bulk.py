"""One act on many items: one transaction, one lock of the journal's tip, refusals listed row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from typing import Any

from taizhang.journal.acts import act, attempt
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.progress import step
from taizhang.ledger import labels
from taizhang.ledger.actions import deciding, moving
from taizhang.ledger.actions.batch import ALONE, all_or_nothing, batching
from taizhang.people.viewers import Viewer

MOST = 5_000
SINGLE: dict[str, Callable[..., Any]] = {
    name: getattr(room, name) for room in (moving, deciding) for name in labels.ACTS if name in vars(room)
}


class NothingDone(BadInput):
    """Every row was refused; the first reason is the sentence."""


@act
def take_changes(*, actor: Viewer, at: datetime, changes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Do the act each accepted change of a list brought back stands for: {"code", "act", its fields; days as text}.

    Returns {"done": [codes], "refused": [[code, sentence]]}; all refused raises.
    """
    if not changes:
        raise BadInput(labels.BULK_EMPTY)
    if len(changes) > MOST:
        raise BadInput(labels.TOO_MANY, count=len(changes), limit=MOST)
    done: list[str] = []
    refused: list[list[str]] = []
    first: Refused | None = None
    for change in sorted(changes, key=lambda one: (one["code"], one["act"])):
        fields = {name: value for name, value in change.items() if name not in ("code", "act")}
        if "due_on" in fields:
            fields["due_on"] = date.fromisoformat(fields["due_on"])
        try:
            if change["act"] not in BY_SHEET:
                raise BadInput(labels.NOT_NOW)
            with attempt():
                done.append(SINGLE[change["act"]](actor=actor, at=at, code=change["code"], **fields))
        except Refused as error:
            first = first or error
            refused.append([change["code"], str(error)])
    if not done and first is not None:
        raise NothingDone(first.sentence, **first.facts)
    return {"done": done, "refused": refused}


BY_SHEET = ("hand_over", "report_progress", "adjust_due", "request_extension")


@act
def act_on_many(*, actor: Viewer, at: datetime, act_name: str, codes: Sequence[str], **fields: Any) -> dict[str, Any]:
    """Do one act on each item. Returns {"done": [codes], "refused": [[code, sentence]]}; all refused raises."""
    if not codes:
        raise BadInput(labels.BULK_EMPTY)
    if len(codes) > MOST:
        raise BadInput(labels.TOO_MANY, count=len(codes), limit=MOST)
    done: list[str] = []
    refused: list[list[str]] = []
    first: Refused | None = None
    ordered = sorted(set(codes))  # always in one order, so that two bulk acts cannot wait for each other
    with batching(actor, ordered) if act_name not in ALONE else nullcontext():
        for at_row, code in enumerate(ordered, 1):
            step(at_row, len(ordered))
            try:
                with attempt(), all_or_nothing():
                    done.append(SINGLE[act_name](actor=actor, at=at, code=code, **fields))
            except Refused as error:
                first = first or error
                refused.append([code, str(error)])
    if not done and first is not None:
        raise NothingDone(first.sentence, **first.facts)
    return {"done": done, "refused": refused}
