"""One act on many items at the cost of few statements: items fetched and locked together, written together.

Inside `batching` the single act runs as ever, with its own checks and its own refusals; what it reads of its item and
what it writes of it go through the batch. Acts that look at other items have no place here (ALONE).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from taizhang.ledger.models import Item, Step
from taizhang.ledger.selectors import items_for
from taizhang.ledger.selectors.one import PROVING, proofs_told
from taizhang.people.viewers import Viewer

# acts that read or write items beside their own, or other tables by the item's state
ALONE = (
    "merge_problem",
    "link_cause",
    "withdraw_item",
    "submit_task",
    "transfer_problem",
    "fulfil_duty",
    "exempt_duty",
)
CHUNK = 500
KEPT = [one.name for one in Item._meta.concrete_fields if one.name not in ("id", "code", "kind")]


@dataclass
class Batch:
    """Items by number, and what is still to be written."""

    items: dict[str, Item] = field(default_factory=dict)
    changed: list[Item] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


_batch: ContextVar[Batch | None] = ContextVar("batch", default=None)


@contextmanager
def batching(actor: Viewer, codes: Sequence[str]) -> Iterator[None]:
    """Acts inside take their items from here; everything is written when the block ends well."""
    made = Batch()
    for first in range(0, len(codes), CHUNK):
        found = items_for(actor).filter(code__in=codes[first : first + CHUNK]).select_for_update(of=("self",))
        for item in found.select_related("unit", "accepting", "raised_by").order_by("code"):
            made.items[item.code] = item
    _foresee(list(made.items.values()))
    token = _batch.set(made)
    try:
        yield
        Item.unscoped.bulk_create(made.changed, update_conflicts=True, unique_fields=["id"], update_fields=KEPT)
        Step.unscoped.bulk_create(made.steps, batch_size=200)
    finally:
        _batch.reset(token)


def _foresee(items: list[Item]) -> None:
    """Who has done the work so far, and what proves it: asked once for all."""
    doers: dict[int, set[str]] = defaultdict(set)
    told: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
    for first in range(0, len(items), CHUNK):
        steps = Step.unscoped.filter(item__in=[item.pk for item in items[first : first + CHUNK]])
        for key, actor in steps.filter(as_doer=True).order_by().values_list("item_id", "actor").distinct():
            doers[key].add(actor)
        proving = steps.filter(act__in=(*PROVING, "reopen_problem")).order_by("item_id", "number")
        for key, act, evidence in proving.values_list("item_id", "act", "evidence"):
            told[key].append((act, evidence))
    for item in items:
        item.doers, item.proofs = doers[item.pk], proofs_told(told[item.pk])


def taken(code: str) -> tuple[bool, Item | None]:
    """Whether a batch is open, and its item of this number."""
    batch = _batch.get()
    return batch is not None, batch.items.get(code) if batch else None


def keep(item: Item, step: Step) -> None:
    """Write an item and its step, now or with the batch."""
    batch = _batch.get()
    if batch is None:
        item.save()
        step.save()
    else:
        batch.changed.append(item)
        batch.steps.append(step)
