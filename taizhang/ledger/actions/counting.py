"""The act that counts the counters anew."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from taizhang.journal.acts import act, record
from taizhang.kit.errors import NotAllowed
from taizhang.ledger import labels
from taizhang.ledger.models import Item, Tally
from taizhang.ledger.selectors.tally import KEY, differences
from taizhang.people.viewers import Viewer

MANY = 10_000


@act
def recount(*, actor: Viewer, at: datetime) -> int:
    """Make every counter anew from the items; returns how many were wrong. Only from the server's command line."""
    if not actor.is_system:
        raise NotAllowed(labels.ONLY_ON_SERVER)
    wrong = differences(MANY)
    Tally.unscoped.all().delete()
    true = Item.unscoped.order_by().values(*KEY).annotate(count=Count("pk"))
    Tally.unscoped.bulk_create((Tally(**row) for row in true), batch_size=500)
    record("tallies.recounted", actor=actor, at=at, subject="tallies", unit="", path="", facts={"wrong": len(wrong)})
    return len(wrong)
