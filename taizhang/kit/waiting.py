"""What waits for somebody, told in one shape by every app, so that the home page asks once for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, DateField, DateTimeField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat


@dataclass(frozen=True)
class Waiting:
    """One thing: the act's label, what it is about, whose, the page (url name and code), until when, since when.

    Without a code it is a number of things that stand on a page of their own.
    """

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
    no_day, no_moment = Cast(Value(None), DateField()), Cast(Value(None), DateTimeField())
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
    soonest = Coalesce(F(due_on), LAST) if due_on else LAST
    rows: QuerySet[Any, Any] = found.order_by().annotate(**columns, w_soonest=soonest)
    return rows.values_list(*columns, "w_soonest")


def counted(found: QuerySet[Any], what: str, route: str, *, unit: str) -> QuerySet[Any, Any]:
    """One row for all of a queryset: how many there are, on a page of their own. No row when there is none."""
    number = Cast(Count("pk"), CharField())
    columns = {
        "w_what": Value(what, output_field=CharField()),
        "w_title": number,
        "w_unit": Case(When(**{f"{unit}__short": ""}, then=F(f"{unit}__name")), default=F(f"{unit}__short")),
        "w_route": Value(route, output_field=CharField()),
        "w_code": Value("", output_field=CharField()),
        "w_due": Cast(Value(None), DateField()),
        "w_since": Cast(Value(None), DateTimeField()),
    }
    rows: QuerySet[Any, Any] = found.order_by().values(f"{unit}_id").annotate(**columns, w_soonest=FIRST)
    return rows.values_list(*columns, "w_soonest")


FIRST = Cast(Value("0001-01-01"), DateField())  # what is only counted stands on top
LAST = Cast(Value("9999-12-31"), DateField())  # what has no day comes last, on either database


def all_waiting(asked: Iterable[QuerySet[Any, Any]], most: int = 20) -> list[Waiting]:
    """Everything that waits, soonest first, in one query."""
    several = list(asked)
    if not several:
        return []
    rows = several[0].union(*several[1:]).order_by("w_soonest")[:most]
    return [Waiting(*row[:-1]) for row in rows]


def beside(found: QuerySet[Any], what: str, words: Any, *address: Any) -> QuerySet[Any, Any]:
    """Rows of a queryset as (what, words, address): where else a thing stands. `address`: its parts in turn."""
    texts = {"output_field": CharField()}
    columns = {
        "b_what": Value(what, **texts),
        "b_words": Cast(words, CharField()),
        "b_address": Concat(*address, **texts),
    }
    rows: QuerySet[Any, Any] = found.order_by().annotate(**columns).values_list(*columns)
    return rows
