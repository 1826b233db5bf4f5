"""Hashes of the journal: the chain of entries and the RFC 9162 tree over them. Plain bytes, no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256

ALGORITHM = "sha256"
START = bytes(32)


def entry_hash(seq: int, previous: bytes, body: bytes) -> bytes:
    """H("TZ1" ‖ sequence (8 bytes, big end first) ‖ previous hash ‖ H(body))."""
    return sha256(b"TZ1" + seq.to_bytes(8, "big") + previous + sha256(body).digest()).digest()


def leaf(data: bytes) -> bytes:
    """RFC 9162 §2.1.1 leaf: H(0x00 ‖ data)."""
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """RFC 9162 §2.1.1 inner node: H(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """Tree head over the entries' hashes; H("") for none."""
    if not hashes:
        return sha256(b"").digest()
    level = [leaf(data) for data in hashes]
    while len(level) > 1:
        odd = [level[-1]] if len(level) % 2 else []
        level = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)] + odd
    return level[0]


def path_to(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """RFC 9162 §2.1.3.1 inclusion proof for entry `index` (from 0), lowest sibling first."""
    level, proof, at = [leaf(data) for data in hashes], [], index
    while len(level) > 1:
        sibling = at ^ 1
        if sibling < len(level):
            proof.append(level[sibling])
        odd = [level[-1]] if len(level) % 2 else []
        level = [node(level[k], level[k + 1]) for k in range(0, len(level) - 1, 2)] + odd
        at //= 2
    return proof


def holds(data: bytes, index: int, size: int, proof: Sequence[bytes], head: bytes) -> bool:
    """RFC 9162 §2.1.3.2: whether `proof` shows entry hash `data` at `index` under `head` of `size` entries."""
    if not 0 <= index < size:
        return False
    at, last, seen = index, size - 1, leaf(data)
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            seen = node(step, seen)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            seen = node(seen, step)
        at, last = at >> 1, last >> 1
    return last == 0 and seen == head


def roots_at(hashes: Iterable[bytes], sizes: Collection[int]) -> dict[int, bytes]:
    """The tree head at each of the sizes, in one walk: only the roots of full subtrees are kept."""
    found = {0: root([])} if 0 in sizes else {}
    full: list[bytes] = []
    for size, data in enumerate(hashes, 1):
        made, rest = leaf(data), size - 1
        while rest & 1:
            made, rest = node(full.pop(), made), rest >> 1
        full.append(made)
        if size in sizes:
            found[size] = _folded(full)
    return found


def _folded(full: Sequence[bytes]) -> bytes:
    made = full[-1]
    for left in reversed(full[:-1]):
        made = node(left, made)
    return made


def growth(first: int, hashes: Sequence[bytes]) -> list[bytes]:
    """RFC 9162 §2.1.4.1 consistency proof: that the tree of `first` entries is the beginning of the whole one."""
    return _growth(first, hashes, True) if 0 < first < len(hashes) else []


def _growth(first: int, part: Sequence[bytes], whole: bool) -> list[bytes]:
    if first == len(part):
        return [] if whole else [root(part)]
    half = 1 << (len(part) - 1).bit_length() - 1
    if first <= half:
        return [*_growth(first, part[:half], whole), root(part[half:])]
    return [*_growth(first - half, part[half:], False), root(part[:half])]
