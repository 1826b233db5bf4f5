"""The voter's and the scrutineers' side in Python, byte for byte as ballots/static/ballots/seal.js does it."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def point_of(secret: ec.EllipticCurvePrivateKey) -> bytes:
    return secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _lock(secret: ec.EllipticCurvePrivateKey, point: bytes, box: str) -> AESGCM:
    shared = secret.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point))
    info = f"taizhang ballot {box}".encode()
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=b"", info=info).derive(shared))


def seal(key: bytes, box: str, text: str, size: int) -> bytes:
    once, nonce = ec.generate_private_key(CURVE), os.urandom(12)
    return point_of(once) + nonce + _lock(once, key, box).encrypt(nonce, text.ljust(size).encode(), None)


def opened(secret: ec.EllipticCurvePrivateKey, box: str, sealed: bytes) -> str:
    """The ballot's text; "" when it cannot be opened."""
    try:
        lock = _lock(secret, sealed[:65], box)
        return lock.decrypt(sealed[65:77], sealed[77:], None).decode().strip()
    except (InvalidTag, ValueError):
        return ""
