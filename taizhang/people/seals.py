"""Sealing of numbers: AES-GCM bound to the person's code, and a blind index to find them again."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from taizhang.kit.keys import read_or_make

ALGORITHM = b"\x01"  # AES-256-GCM; kept with every value so that another suite can stand beside it


def seal(text: str, bound_to: str) -> bytes:
    """Algorithm id ‖ nonce (12 bytes) ‖ ciphertext; opens only together with `bound_to`."""
    return seal_bytes(text.encode(), bound_to)


def seal_bytes(content: bytes, bound_to: str) -> bytes:
    """As `seal`, for bytes."""
    nonce = secrets.token_bytes(12)
    return ALGORITHM + nonce + AESGCM(_key("field.key")).encrypt(nonce, content, bound_to.encode())


def unseal(sealed: bytes, bound_to: str) -> str:
    """The text again; cryptography's InvalidTag when the value was moved or changed."""
    return unseal_bytes(sealed, bound_to).decode()


def unseal_bytes(sealed: bytes, bound_to: str) -> bytes:
    """As `unseal`, for bytes."""
    return AESGCM(_key("field.key")).decrypt(sealed[1:13], sealed[13:], bound_to.encode())


def blind(text: str) -> str:
    """An index value that tells nothing without the key."""
    return hmac.new(_key("index.key"), text.encode(), hashlib.sha256).hexdigest()


def _key(name: str) -> bytes:
    path = Path(settings.HOME) / "keys" / name
    return read_or_make(path, lambda: secrets.token_bytes(32)) if settings.DEMO else path.read_bytes()
