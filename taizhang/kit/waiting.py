"""What waits for somebody, told in one shape by every app, so that the home page asks once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat


@dataclass(frozen=True)
class Waiting:
    """One thing: the act's label, what it is about, whose (a unit's key), the page (url name and code), until when,
    since when. Without a code it is a number of things that stand on a page of their own.
    """

    what: str
    title: str
    unit: int
    route: str
    code: str
    due_on: date | None
    since: datetime | None

    @property
    def count(self) -> int:
        """How many things it stands for."""
        return 1 if self.code else int(self.title)


def waits(
    found: QuerySet[Any], what: str, route: str, *, code: str, title: str, unit: str, due_on: str = "", since: str = ""
) -> QuerySet[Any, Any]:
    """Rows of a queryset in the common shape; the keywords name its columns (`unit`: a relation to a unit)."""
    columns = {
        "w_what": Value(what, output_field=CharField()),
        "w_title": F(title),
        "w_unit": F(f"{unit}_id"),
        "w_route": Value(route, output_field=CharField()),
        "w_code": F(code),
        "w_due": F(due_on) if due_on else NO_DAY,
        "w_since": F(since) if since else NO_MOMENT,
    }
    return _shaped(found.order_by(), columns)


def counted(found: QuerySet[Any], what: str, route: str, *, unit: str) -> QuerySet[Any, Any]:
    """One row for all of a queryset: how many there are, on a page of their own. No row when there is none."""
    columns = {
        "w_what": Value(what, output_field=CharField()),
        "w_title": Cast(Count("pk"), CharField()),
        "w_unit": F(f"{unit}_id"),
        "w_route": Value(route, output_field=CharField()),
        "w_code": Value("", output_field=CharField()),
        "w_due": FIRST,
        "w_since": NO_MOMENT,
    }
    return _shaped(found.order_by().values(f"{unit}_id"), columns)


def _shaped(found: QuerySet[Any, Any], columns: dict[str, Any]) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = found.annotate(**columns).values_list(*columns)
    return rows


NO_DAY, NO_MOMENT = Cast(Value(None), DateField()), Cast(Value(None), DateTimeField())
FIRST_DAY = date.min  # what is only counted stands on top
FIRST = Cast(Value(FIRST_DAY.isoformat()), DateField())


# (viewer) → what of an app's waits for them; bound by shell/wiring.py
ASKED: list[Callable[[Any], list[QuerySet[Any, Any]]]] = []


def waiting_for(viewer: Any, most: int = 20) -> list[Waiting]:
    """Everything that waits for a viewer, soonest first."""
    return all_waiting((one for ask in ASKED for one in ask(viewer)), most)


def all_waiting(asked: Iterable[QuerySet[Any, Any]], most: int = 20) -> list[Waiting]:
    """Everything that waits, soonest first, in one query. Units come as keys: a join an app would double its cost."""
    several = list(asked)
    if not several:
        return []
    rows = several[0].union(*several[1:]).order_by(F("w_due").asc(nulls_last=True))[:most]
    found = [Waiting(*row) for row in rows]
    return [replace(one, due_on=None) if one.due_on == FIRST_DAY else one for one in found]


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
