"""What supervision does when a matter on the ledger ends: its slip ends with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from taizhang.kit.errors import Refused
from taizhang.orgs.models import Unit
from taizhang.supervision import labels
from taizhang.supervision.actions import end_slips, follow_item_units, give_slips, reopen_slips
from taizhang.supervision.models import Slip
from taizhang.supervision.states import OPEN

ENDING = (
    "accept_closure",
    "accept_long_term",
    "consent_untrue",
    "merge_problem",
    "pass_task",
    "withdraw_item",
)


def follow_ended_item(*, actor: Any, at: datetime, subject: str, **_more: Any) -> None:
    """An item was closed, passed, withdrawn or merged."""
    end_slips(subject, actor, at, labels.ENDED.format(code=subject))


def follow_reopened_item(*, actor: Any, at: datetime, subject: str, **_more: Any) -> None:
    """A problem came back under its number."""
    reopen_slips(subject, actor, at)


def follow_moved_items(*, actor: Any, at: datetime, subject: str, **_more: Any) -> None:
    """Items went to another unit, or another one accepts them: transferred, moved, split, closed."""
    follow_item_units(actor, at)


def follow_merged_unit(*, actor: Any, at: datetime, subject: str, unit_id: int, into: int, **_more: Any) -> None:
    """A unit went into another."""
    give_slips(unit_id, Unit.unscoped.get(pk=into), actor, at)
    follow_item_units(actor, at)


def refuse_closing_with_slips(unit: Unit) -> None:
    """A unit with open slips is not closed over them."""
    count = Slip.unscoped.filter(unit=unit, item=None, state__in=OPEN).count()
    if count:
        raise Refused(labels.HOLDS_SLIPS, unit=unit.label, count=count)
