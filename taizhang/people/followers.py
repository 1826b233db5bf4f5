"""What people's rows do when a unit below them ends. Hung up in shell/wiring.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from taizhang.journal.acts import record
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Refused
from taizhang.orgs.models import Unit
from taizhang.people import labels
from taizhang.people.models import Contact, Grant, Portfolio, Post
from taizhang.people.rules import ADMIN


def follow_ended_unit(*, actor: Any, at: datetime, subject: str, **_more: Any) -> None:
    """A unit was closed or merged: posts and roles at it end that day, an entry each. Who serves elsewhere is decided
    by people; an administrator's role never ends by the way.
    """
    unit, day = Unit.unscoped.get(code=subject), day_of(at)
    still = {"unit": unit, "to_on__isnull": True}
    where: dict[str, Any] = {"actor": actor, "at": at, "unit": unit.code, "path": unit.path}
    for grant in Grant.unscoped.filter(**still).select_related("account"):
        if grant.role in ADMIN:
            raise Refused(labels.ADMIN_HANGS, name=unit.label, role=labels.ROLES[grant.role])
        told = {"role": grant.role, "at_unit": unit.code}
        record("role.revoked", subject=grant.account.code, facts=told, **where)
    for person in sorted(set(Post.unscoped.filter(**still).values_list("person__code", flat=True))):
        record("person.unposted", subject=person, **where, unit_id=unit.pk, leaving="", heir="")
    for rows in (Post.unscoped, Grant.unscoped, Portfolio.unscoped, Contact.unscoped):
        rows.filter(**still).update(to_on=day)
