"""Codes of slips, the shape of a ballot, and what a list of opened ballots comes to (SECURITY §3.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: read aloud and typed by hand
CODE = 16  # letters of five bits: 80 bits
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
BLOCK, POINT, NONCE, TAG = 256, 65, 12, 16


def written(number: int) -> str:
    """An 80-bit number as the slip shows it: 16 letters."""
    return "".join(LETTERS[number >> shift & 31] for shift in range(5 * (CODE - 1), -1, -5))


def read_code(text: str) -> str:
    """A code as typed, put right; "" when it is none."""
    code = "".join(text.split()).replace("-", "").upper().translate(ALIKE)
    return code if len(code) == CODE and all(one in LETTERS for one in code) else ""


def mark_of(box: str, code: str) -> bytes:
    """What the store keeps of a code."""
    return hashlib.sha256(f"{box}:{code}".encode()).digest()


def plain_size(marks: int) -> int:
    """Bytes of a ballot before it is sealed: one letter a mark, filled up, so that every ballot is as long."""
    return -(-marks // BLOCK) * BLOCK


def sealed_size(marks: int) -> int:
    """Bytes of a sealed ballot: the voter's one-time point, the nonce, the text, the tag."""
    return POINT + NONCE + plain_size(marks) + TAG


def is_ballot(text: str, marks: int, options: int) -> bool:
    """Whether an opened ballot marks every row with one of the options."""
    return len(text) == marks and all(one.isascii() and one.isdigit() and int(one) < options for one in text)


def counted(
    ballots: Sequence[str], subjects: Sequence[str], rows: Sequence[str], options: Sequence[str]
) -> dict[str, dict[str, dict[str, int]]]:
    """Subject → row → option → how many of the opened ballots."""
    found = {one: {row: dict.fromkeys(options, 0) for row in rows} for one in subjects}
    for text in ballots:
        places = ((one, row) for one in subjects for row in rows)
        for (one, row), mark in zip(places, text, strict=True):
            found[one][row][options[int(mark)]] += 1
    return found


def list_digest(lists: dict[str, list[str]]) -> str:
    """Digest of the opened ballots, in an order of their own: what the journal keeps of them."""
    told = "\n".join(f"{name}:{text}" for name in sorted(lists) for text in sorted(lists[name]))
    return hashlib.sha256(told.encode()).hexdigest()
