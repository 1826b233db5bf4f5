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
from functools import partial

from django.db import connection
from django.db.models import QuerySet

from taizhang.kit.rows import put_all
from taizhang.ledger.models import Item, Step
from taizhang.ledger.selectors import items_for
from taizhang.ledger.selectors.one import PROVING, proofs_told
from taizhang.orgs.selectors import units_by_id
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
FIELDS = [one for one in Item._meta.concrete_fields if not one.primary_key]


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
        _hold(made, list(found.order_by("code")))
    _foresee(list(made.items.values()))
    token = _batch.set(made)
    try:
        yield
        _write(made.changed, made.steps)
    finally:
        _batch.reset(token)


def _hold(made: Batch, items: list[Item]) -> None:
    """Items with their units: one object a unit, not three an item."""
    units = units_by_id({key for one in items for key in (one.unit_id, one.accepting_id, one.raised_by_id)})
    for item in items:
        as_read(item)
        item.unit, item.accepting = units[item.unit_id], units[item.accepting_id]
        item.raised_by = units[item.raised_by_id]
        made.items[item.code] = item


def _write(items: list[Item], steps: list[Step]) -> None:
    """The columns that were changed, of all items in one go: a statement prepared once, not a case for each row."""
    fields = [one for one in FIELDS if any(_differs(item, one.attname) for item in items)]
    columns = ", ".join(f"{connection.ops.quote_name(str(one.column))} = %s" for one in fields)
    told = [(vars(item), item.pk) for item in items]
    rows = [(*(one.get_db_prep_save(now[one.attname], connection) for one in fields), key) for now, key in told]
    if fields:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE ledger_item SET {columns} WHERE id = %s", rows)  # noqa: S608 - our own columns
    put_all(steps)


def as_read(item: Item) -> Item:
    """The item, remembering its columns as they were read."""
    item.as_read = {**vars(item), "facts": dict(item.facts)}
    return item


def _differs(item: Item, name: str) -> bool:
    return item.as_read is None or vars(item)[name] != item.as_read[name]


def _foresee(items: list[Item]) -> None:
    """Who has done the work so far, asked once for all; what proves it, once one of the acts wants to know."""
    doers: dict[int, set[str]] = defaultdict(set)
    for steps in _steps_of(items):
        for key, actor in steps.filter(as_doer=True).order_by().values_list("item_id", "actor").distinct():
            doers[key].add(actor)
    for item in items:
        item.doers, item.foresee_proofs = doers[item.pk], partial(_foresee_proofs, items)


def _foresee_proofs(items: list[Item]) -> None:
    told: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
    for steps in _steps_of(items):
        proving = steps.filter(act__in=(*PROVING, "reopen_problem")).order_by("item_id", "number")
        for key, act, evidence in proving.values_list("item_id", "act", "evidence"):
            told[key].append((act, evidence))
    for item in items:
        item.proofs = proofs_told(told[item.pk])


def _steps_of(items: list[Item]) -> Iterator[QuerySet[Step]]:
    for first in range(0, len(items), CHUNK):
        yield Step.unscoped.filter(item__in=[item.pk for item in items[first : first + CHUNK]])


def taken(code: str) -> tuple[bool, Item | None]:
    """Whether a batch is open, and its item of this number."""
    batch = _batch.get()
    return batch is not None, batch.items.get(code) if batch else None


def keep(item: Item, step: Step) -> None:
    """Write an item and its step, now or with the batch."""
    batch = _batch.get()
    if batch is None:
        _write([item], [step])
        as_read(item)  # the same act may go on with it
    else:
        batch.changed.append(item)
        batch.steps.append(step)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Around one act of a batch: refused after all, it leaves nothing to be written."""
    batch = _batch.get()
    kept = (len(batch.changed), len(batch.steps)) if batch else (0, 0)
    try:
        yield
    except BaseException:
        if batch:
            del batch.changed[kept[0] :], batch.steps[kept[1] :]
        raise
