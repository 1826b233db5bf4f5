"""The attack kit (SECURITY §3.2): whoever gets every file after every ballot, and knows who came when, guesses no
better which vote is whose than whoever names the most common vote.

Sixty meetings of twenty; a thousand in `make faults`.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings

from taizhang.ballots import store
from taizhang.ballots.rules import plain_size
from tests.ballots.sealing import opened, seal
from tests.ballots.test_store import KEY, SECRET, box

FULL = os.environ.get("TAIZHANG_FAULTS") == "full"
MEETINGS, VOTERS = (1_000, 20) if FULL else (60, 20)
VOTES = ("0000", "0101", "1010", "1111")
Held = list[tuple[bytes, bytes]]  # (id, sealed) of each voter, in the order they came


def held(name: str, before: set[bytes]) -> tuple[bytes, bytes]:
    """What the attacker sees appear in the file after one ballot."""
    with closing(sqlite3.connect(Path(settings.HOME) / "ballots" / f"{name}.box")) as file:
        rows = file.execute("SELECT id, sealed FROM ballot").fetchall()
    (fresh,) = [row for row in rows if row[0] not in before]
    before.add(fresh[0])
    return fresh


def meeting(name: str, dice: random.Random) -> tuple[list[str], Held, list[str]]:
    """(true votes in order, what was seen of each, the opened list as it is released)."""
    codes, seen, snapshots = box(name, VOTERS)["units"], set[bytes](), []
    votes = dice.choices(VOTES, (9, 5, 4, 2), k=VOTERS)
    for code, vote in zip(codes, votes, strict=True):
        store.cast(name, code, seal(KEY, name, vote, plain_size(4)))
        snapshots.append(held(name, seen))
    store.close(name)
    released = [opened(SECRET, name, data) for _class, data in store.released(name)]
    store.destroy(name)
    return votes, snapshots, released


def in_order(key: Callable[[tuple[bytes, bytes]], bytes], seen: Held, told: list[str]) -> list[str]:
    """Lay the list beside the voters in an order of what was seen."""
    guess = [""] * len(seen)
    for place, at in enumerate(sorted(range(len(seen)), key=lambda one: key(seen[one]))):
        guess[at] = told[place]
    return guess


GUESSES: dict[str, Callable[[Held, list[str]], list[str]]] = {
    "as they came": lambda _seen, told: told,
    "by id": lambda seen, told: in_order(lambda row: row[0], seen, told),
    "by sealed bytes": lambda seen, told: in_order(lambda row: row[1], seen, told),
    "by nonce": lambda seen, told: in_order(lambda row: row[1][65:77], seen, told),
    "by tag, list sorted": lambda seen, told: in_order(lambda row: row[1][-16:], seen, sorted(told)),
    "by weight of bits": lambda seen, told: in_order(
        lambda row: sum(byte.bit_count() for byte in row[1]).to_bytes(4, "big"), seen, sorted(told)
    ),
}


def test_nobody_links_a_vote_to_a_voter() -> None:
    dice, right, common = random.Random(21), Counter[str](), 0
    lengths = set()
    for number in range(MEETINGS):
        votes, seen, told = meeting(f"link{number}", dice)
        assert sorted(told) == sorted(votes)
        lengths |= {len(data) for _id, data in seen}
        best = Counter(told).most_common(1)[0][0]
        common += votes.count(best)
        for name, guess in GUESSES.items():
            right[name] += sum(a == b for a, b in zip(guess(seen, told), votes, strict=True))
    every = MEETINGS * VOTERS
    slack = 3 * (0.25 / every) ** 0.5
    assert len(lengths) == 1
    for name in GUESSES:
        assert right[name] / every <= common / every + slack, (name, right[name] / every, common / every)
