"""Steps that migrations share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def byte_order(*columns: tuple[str, str]) -> Callable[[Any, Any], None]:
    """Make PostgreSQL compare these (table, column) pairs by bytes, as range queries over paths need."""

    def run(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            for table, column in columns:
                editor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar(200) COLLATE "C"')

    return run


def by_vendor(sqlite: Sequence[str], postgresql: Sequence[str]) -> Callable[[Any, Any], None]:
    """Statements for the database at hand."""

    def run(_apps: Any, editor: Any) -> None:
        for statement in sqlite if editor.connection.vendor == "sqlite" else postgresql:
            editor.execute(statement)

    return run
