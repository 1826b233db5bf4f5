"""What people's rows do when a unit below them ends. Hung up in shell/wiring.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from taizhang.kit.clock import day_of
from taizhang.orgs.models import Unit
from taizhang.people.models import Contact, Grant, Portfolio, Post


def follow_ended_unit(*, actor: Any, at: datetime, subject: str, **_more: Any) -> None:
    """A unit was closed or merged: posts and roles at it end that day. Who serves elsewhere is decided by people."""
    unit = Unit.unscoped.get(code=subject)
    for rows in (Post.unscoped, Grant.unscoped, Portfolio.unscoped, Contact.unscoped):
        rows.filter(unit=unit, to_on__isnull=True).update(to_on=day_of(at))
