"""Many new rows by one prepared statement, for tables that are written by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

AS_THEY_ARE = (models.IntegerField, models.BooleanField, models.BinaryField, models.ForeignKey)
TEXTS = (models.CharField, models.TextField)


def put_all(objects: Sequence[models.Model]) -> None:
    """Insert objects of one model, every column set by the caller. What `bulk_create` does at a fraction of its cost:
    no keys come back, no column is filled by itself, no signal is sent.
    """
    if not objects:
        return
    made = type(objects[0])._meta
    fields = [one for one in made.concrete_fields if not isinstance(one, models.AutoField | models.BigAutoField)]
    names, preparing = [one.attname for one in fields], [_prepared(one) for one in fields]
    rows = [
        tuple(value if prepare is None else prepare(value) for prepare, value in zip(preparing, values, strict=True))
        for values in ([told[name] for name in names] for told in map(vars, objects))
    ]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(one.column)) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quoted(made.db_table)} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _prepared(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a column's value goes to the database; None: as it is. A moment shared by all rows is prepared once."""
    if isinstance(field, AS_THEY_ARE):
        return None
    if isinstance(field, TEXTS):
        return _text

    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return cache(prepare) if isinstance(field, models.DateField) else prepare


def _text(value: Any) -> str | None:
    """Words still waiting for a language become text here, as they do in Django's own saving."""
    return None if value is None else str(value)
