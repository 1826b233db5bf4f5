"""What the ledger does when a record below it says so. Hung up in shell/wiring.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from taizhang.kit.errors import Refused
from taizhang.kit.paths import bounds
from taizhang.ledger import labels
from taizhang.ledger.models import Item, ItemUnit
from taizhang.ledger.rules import fingerprint
from taizhang.ledger.search import haystack_of, index
from taizhang.orgs.models import Unit


def follow_moved_unit(
    *, actor: Any, at: datetime, subject: str, old: str, new: str, unit_id: int, was_above: int, above: int
) -> None:
    """A unit hangs elsewhere now: its items go with it. Steps keep the old path: past days stay as they were.

    What the old organisation above was to accept only because it stood above, the new one accepts.
    """
    low, high = bounds(old)
    rest = Concat(Value(new), Substr(F("path"), len(old) + 1))
    Item.unscoped.filter(path__gte=low, path__lt=high).update(path=rest)
    ItemUnit.unscoped.filter(path__gte=low, path__lt=high).update(path=rest)
    own = Item.unscoped.open().filter(unit_id=unit_id, accepting_id=was_above).exclude(raised_by_id=was_above)
    own.update(accepting_id=above)
    Item.unscoped.open().filter(unit_id=unit_id, accepting_id=unit_id).update(accepting_id=above)


def follow_merged_unit(*, actor: Any, at: datetime, subject: str, unit_id: int, into: int, path_into: str) -> None:
    """A unit went into another: its open items, and what it was to accept, go there; what has ended stays its own.

    Nobody comes to accept their own work by it: what the target would accept of itself goes to the unit above it.
    """
    target = Unit.unscoped.select_related("parent").get(pk=into)
    moved = list(Item.unscoped.open().filter(unit_id=unit_id))
    for item in moved:
        item.unit, item.path = target, path_into
        item.fingerprint = fingerprint(target.code, item.title)
    Item.unscoped.bulk_update(moved, ["unit", "path", "fingerprint"], batch_size=200)
    Item.unscoped.open().filter(accepting_id=unit_id).update(accepting_id=into)
    above = target.parent_id or target.pk
    Item.unscoped.open().filter(unit_id=into, accepting_id=into).update(accepting_id=above)
    _index_anew(target)


def follow_renamed_unit(*, actor: Any, at: datetime, subject: str) -> None:
    """A unit has a new name: its items are found by it."""
    _index_anew(Unit.unscoped.get(code=subject))


def _index_anew(unit: Unit) -> None:
    items = list(Item.unscoped.filter(unit=unit))
    for item in items:
        item.haystack = haystack_of(item, unit.label)
    Item.unscoped.bulk_update(items, ["haystack"], batch_size=200)
    index(items)


def refuse_closing_with_open_items(unit: Unit) -> None:
    """A unit with open items is not closed: somebody would be left holding them."""
    count = Item.unscoped.open().filter(unit=unit).exclude(kind="duty").count()
    if count:
        raise Refused(labels.NO_UNIT_CLOSE, name=unit.label, count=count)
