"""What waits for somebody, told in one shape by every app, so that the home page asks once for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, DateField, DateTimeField, F, QuerySet, Value, When


@dataclass(frozen=True)
class Waiting:
    """One thing: the act's label, what it is about, whose, the page (url name and code), until when, since when."""

    what: str
    title: str
    unit: str
    route: str
    code: str
    due_on: date | None
    since: datetime | None


def waits(
    found: QuerySet[Any], what: str, route: str, *, code: str, title: str, unit: str, due_on: str = "", since: str = ""
) -> QuerySet[Any, Any]:
    """Rows of a queryset in the common shape; the keywords name its columns (`unit`: a relation to a unit)."""
    no_day, no_moment = Value(None, output_field=DateField()), Value(None, output_field=DateTimeField())
    label = Case(When(**{f"{unit}__short": ""}, then=F(f"{unit}__name")), default=F(f"{unit}__short"))
    columns = {
        "w_what": Value(what, output_field=CharField()),
        "w_title": F(title),
        "w_unit": label,
        "w_route": Value(route, output_field=CharField()),
        "w_code": F(code),
        "w_due": F(due_on) if due_on else no_day,
        "w_since": F(since) if since else no_moment,
    }
    rows: QuerySet[Any, Any] = found.order_by().annotate(**columns).values_list(*columns)
    return rows


def all_waiting(asked: Iterable[QuerySet[Any, Any]], most: int = 20) -> list[Waiting]:
    """Everything that waits, soonest first, in one query."""
    several = list(asked)
    if not several:
        return []
    rows = [Waiting(*row) for row in several[0].union(*several[1:])[: most * 5]]
    return sorted(rows, key=lambda one: (one.due_on is None, one.due_on or date.max, one.code))[:most]
