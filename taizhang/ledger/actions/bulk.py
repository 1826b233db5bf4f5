"""One act on many items: one transaction, one lock of the journal's tip, refusals listed row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from taizhang.journal.acts import act, attempt
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.progress import step
from taizhang.ledger import labels
from taizhang.ledger.actions import deciding, moving
from taizhang.people.viewers import Viewer

MOST = 5_000
SINGLE: dict[str, Callable[..., Any]] = {
    name: getattr(room, name) for room in (moving, deciding) for name in labels.ACTS if name in vars(room)
}


class NothingDone(BadInput):
    """Every row was refused; the first reason is the sentence."""


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
    for at_row, code in enumerate(ordered, 1):
        step(at_row, len(ordered))
        try:
            with attempt():
                done.append(SINGLE[act_name](actor=actor, at=at, code=code, **fields))
        except Refused as error:
            first = first or error
            refused.append([code, str(error)])
    if not done and first is not None:
        raise NothingDone(first.sentence, **first.facts)
    return {"done": done, "refused": refused}
