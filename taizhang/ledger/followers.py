"""What the ledger does when a record below it says so. Hung up in shell/wiring.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from taizhang.kit.paths import bounds
from taizhang.ledger.models import Item, ItemUnit


def follow_moved_unit(*, actor: Any, at: datetime, subject: str, old: str, new: str) -> None:
    """A unit hangs elsewhere now: its items go with it. Steps keep the old path: past days stay as they were."""
    low, high = bounds(old)
    rest = Concat(Value(new), Substr(F("path"), len(old) + 1))
    Item.unscoped.filter(path__gte=low, path__lt=high).update(path=rest)
    ItemUnit.unscoped.filter(path__gte=low, path__lt=high).update(path=rest)
