"""The pen: the only code that inserts entries."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from taizhang.journal.canon import canonical
from taizhang.journal.chain import ALGORITHM, START, entry_hash
from taizhang.journal.models import Entry, Salt, Tip
from taizhang.kit.rows import put_all


@dataclass(frozen=True)
class Written:
    """An entry waiting for its sequence number."""

    kind: str
    subject: str
    unit: str
    path: str
    actor: str
    at: datetime
    body: Mapping[str, Any]
    salts: tuple[Salt, ...] = ()


def write(waiting: Sequence[Written]) -> None:
    """Append all waiting entries under one lock of the tip, the last lock the act takes."""
    seq, previous = _tip()
    rows = []
    for entry in waiting:
        seq += 1
        body = canonical(entry.body)
        made = entry_hash(seq, previous, body)
        rows.append(_row(entry, seq, previous, made, body))
        previous = made
    put_all([salt for entry in waiting for salt in entry.salts])
    put_all(rows)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_tip SET seq = %s, hash = %s WHERE id = 1", [seq, previous])


def _tip() -> tuple[int, bytes]:
    """Sequence and hash of the tip, locked (SQLite's transaction holds the whole file); made with the first entry."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq, hash FROM journal_tip WHERE id = 1{lock}")  # noqa: S608 - two words of ours
        found = cursor.fetchone()
    if found is None:
        Tip.unscoped.get_or_create(id=1, defaults={"hash": START})
        return _tip()
    return found[0], bytes(found[1])


def _row(entry: Written, seq: int, previous: bytes, made: bytes, body: bytes) -> Entry:
    return Entry(
        seq=seq,
        prev=previous,
        hash=made,
        alg=ALGORITHM,
        body=body,
        kind=entry.kind,
        subject=entry.subject,
        unit=entry.unit,
        path=entry.path,
        actor=entry.actor,
        at=entry.at,
    )


def commit_to(value: str) -> Salt:
    """A salted commitment to `value`; its salt is kept apart, so that it can be forgotten. Not yet saved."""
    salt = secrets.token_bytes(16)
    return Salt(commitment=hmac.new(salt, value.encode(), hashlib.sha256).hexdigest(), salt=salt)
