"""Questions about rule books."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from taizhang.kit.errors import Absent
from taizhang.rulebook import labels
from taizhang.rulebook.books import Content, read_book, shipped
from taizhang.rulebook.models import Book


def book_on(name: str, day: date) -> Content:
    """The book in force on a day: the newest published version, else the one shipped with the program."""
    when = Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gt=day))
    found = (
        Book.unscoped.filter(when, name=name, state="published")
        .order_by("-from_on")
        .values_list("digest", "pk")
        .first()
    )
    if found:
        return _read(*found)
    if name in shipped():
        return shipped()[name]
    raise Absent(labels.NO_BOOK, name=name, day=day)


@lru_cache(maxsize=64)
def _read(digest: str, pk: int) -> Content:
    return read_book(Book.unscoped.get(pk=pk, digest=digest).text)


def terms_on(day: date) -> dict[str, Any]:
    """Categories, sources, colours and terms in force on a day."""
    return book_on("problem-terms", day).body


def lists_on(day: date) -> dict[str, Any]:
    """The lists' titles and columns in force on a day."""
    return book_on("list-columns", day).body


def books_kept() -> QuerySet[Book]:
    """All versions kept in the database, newest first."""
    return Book.unscoped.order_by("name", "-from_on")


def duty_book_name(kind: str, field: str) -> str:
    """Which duty book a unit of this kind and field takes its list from."""
    for book in shipped().values():
        if book.kind == "duties" and (kind in book.body["unit_kinds"]) and (field in book.body["fields"]):
            return book.name
    return next(b.name for b in shipped().values() if b.kind == "duties" and kind in b.body["unit_kinds"])
