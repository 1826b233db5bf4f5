"""Signed heads: what leaves the house on paper, so that nobody inside can rewrite what lies before them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from taizhang.journal.chain import ALGORITHM, START, entry_hash, root
from taizhang.journal.models import Entry, Head, Tip
from taizhang.kit.errors import Refused
from taizhang.kit.keys import read_or_make
from taizhang.kit.words import _

ORIGIN = "taizhang-journal/1"
BROKEN = _("流水第{seq}条与校验值不符。请保留现场，立即联系审计管理员。")
CUT = _("流水末尾与登记的第{seq}条对不上，可能被截去。请保留现场，立即联系审计管理员。")

HEAD_BROKEN = _("覆盖{size}条的流水头与流水不符。请保留现场，立即联系审计管理员。")


def sign_head(at: datetime) -> Head | None:
    """Read every entry back from disk, check the chain, sign its head; None when nothing is new.

    Raises Refused (and signs nothing) when an entry does not match: a flipped bit must not be made official.
    """
    with transaction.atomic():
        list(Tip.unscoped.select_for_update().filter(id=1))  # one signer at a time
        return _sign(at)


def _sign(at: datetime) -> Head | None:
    newest = Head.unscoped.order_by("-size").first()
    hashes = list(checked_hashes())
    if not hashes or (newest and newest.size >= len(hashes)):
        return newest
    text = f"{ORIGIN}\n{len(hashes)}\n{base64.b64encode(root(hashes)).decode()}\n{at.isoformat()}\n"
    signature = base64.b64encode(_key().sign(text.encode())).decode()
    return Head.unscoped.create(size=len(hashes), text=text, signature=signature, key_id=key_id(), at=at)


def checked_hashes() -> Iterator[bytes]:
    """Hashes of all entries in order, recomputed from the stored bytes; Refused at the first that differs.

    The columns beside the body are compared with it, and the end with the tip: what readers see is what was hashed.
    """
    previous, expected = START, 1
    columns = ("seq", "prev", "body", "hash", "alg", "kind", "subject", "unit", "path", "actor", "at")
    for seq, prev, body, kept, alg, *beside in Entry.unscoped.order_by("seq").values_list(*columns).iterator():
        if any(isinstance(value, str) for value in (prev, body, kept)):  # no longer the bytes that were written
            raise Refused(BROKEN, seq=expected)
        made = entry_hash(seq, previous, bytes(body))
        linked = seq == expected and bytes(prev) == previous and bytes(kept) == made and alg == ALGORITHM
        if not linked or not _told_alike(bytes(body), beside):
            raise Refused(BROKEN, seq=expected)
        yield made
        previous, expected = made, expected + 1
    tip = Tip.unscoped.filter(id=1).first()
    if expected > 1 and (tip is None or tip.seq != expected - 1 or bytes(tip.hash) != previous):
        raise Refused(CUT, seq=tip.seq if tip else 0)


def _told_alike(body: bytes, beside: Sequence[Any]) -> bool:
    try:
        told = json.loads(body)
    except ValueError:
        return False
    same = [told.get(name) for name in ("kind", "subject", "unit", "path", "actor")]
    return same == list(beside[:5]) and datetime.fromisoformat(told["at"]) == beside[5]


def public_key() -> str:
    """The verifying key, base64 of its 32 bytes."""
    raw = _key().public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def key_id() -> str:
    """First eight characters of the verifying key: enough to tell keys apart on paper."""
    return public_key()[:8]


def note(head: Head) -> str:
    """The head as it is printed, exported and put into the QR: four lines, a blank one, the signature."""
    return f"{head.text}\n— {head.key_id} {head.signature}\n"


def _key() -> Ed25519PrivateKey:
    """The county's signing key. Demonstration mode makes one; production must have been given it."""
    path = Path(settings.HOME) / "keys" / "journal.key"
    raw = path.read_bytes() if not settings.DEMO else read_or_make(path, _new_key)
    return Ed25519PrivateKey.from_private_bytes(raw)


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()


def sign_bytes(content: bytes) -> str:
    """A signature by the county's journal key, base64: for what leaves the house beside heads."""
    return base64.b64encode(_key().sign(b"taizhang-file/1\n" + content)).decode()


def signed_bytes_hold(content: bytes, signature: str) -> bool:
    """Whether `sign_bytes` of this very key made the signature."""
    try:
        raw = base64.b64decode(signature, validate=True)
        _key().public_key().verify(raw, b"taizhang-file/1\n" + content)
    except (ValueError, InvalidSignature):
        return False
    return True


def head_holds(head: Head, expected_root: bytes, entries: int) -> None:
    """Raise Refused when a kept head disagrees with the entries or its signature."""
    lines = head.text.split("\n")
    signed = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key()))
    try:
        signed.verify(base64.b64decode(head.signature), head.text.encode())
    except InvalidSignature as error:
        raise Refused(HEAD_BROKEN, size=head.size) from error
    if head.size > entries or base64.b64decode(lines[2]) != expected_root or int(lines[1]) != head.size:
        raise Refused(HEAD_BROKEN, size=head.size)
