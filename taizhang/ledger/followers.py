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


def follow_merged_unit(*, actor: Any, at: datetime, subject: str, unit_id: int, into: int, path_into: str) -> None:
    """A unit went into another: its open items, and what it was to accept, go there; what has ended stays its own."""
    Item.unscoped.open().filter(unit_id=unit_id).update(unit_id=into, path=path_into)
    Item.unscoped.open().filter(accepting_id=unit_id).update(accepting_id=into)


def refuse_closing_with_open_items(unit: Unit) -> None:
    """A unit with open items is not closed: somebody would be left holding them."""
    count = Item.unscoped.open().filter(unit=unit).exclude(kind="duty").count()
    if count:
        raise Refused(labels.NO_UNIT_CLOSE, name=unit.label, count=count)
