"""Choosing where to look: a stratified, weighted draw that its own record can repeat, and teams without conflicts.

Each candidate gets a number from the seed and its code alone; of a stratum the `n` with the largest u^(1/weight) are
in (Efraimidis and Spirakis 2006, weighted sampling without replacement), so no order of the frame matters.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """A unit that may be drawn. `facts`: what weighs (days unseen, recurring, late, odd)."""

    code: str
    stratum: str
    weight: float
    facts: Mapping[str, int] = field(default_factory=dict)


def weight_of(facts: Mapping[str, int], weights: Mapping[str, float]) -> float:
    """How much a unit weighs by the book: long unseen, recurrence, lateness, odd data; at most `most`."""
    unseen = weights["unseen_most"]
    if "unseen" in facts:
        unseen = min(unseen, facts["unseen"] / weights["unseen_days"])
    more = sum(weights[name] * facts.get(name, 0) for name in ("recurring", "late", "odd"))
    return round(min(weights["most"], weights["base"] + unseen + more), 4)


def number_of(seed: str, code: str) -> float:
    """A number strictly between 0 and 1 from the seed and a unit's code."""
    digest = hashlib.sha256(f"{seed}\n{code}".encode()).digest()
    return (int.from_bytes(digest[:6], "big") + 0.5) / 2**48


def drawn(frame: Iterable[Candidate], counts: Mapping[str, int], seed: str) -> dict[str, list[str]]:
    """Stratum → codes drawn, the first drawn first. A stratum without a count is not drawn from."""
    groups: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for one in frame:
        if one.stratum in counts:
            groups[one.stratum].append((math.log(number_of(seed, one.code)) / one.weight, one.code))
    return {
        stratum: [code for _key, code in sorted(groups.get(stratum, ()), key=lambda pair: (-pair[0], pair[1]))][:count]
        for stratum, count in counts.items()
    }


def record_of(frame: Sequence[Candidate], counts: Mapping[str, int], seed: str) -> dict[str, Any]:
    """The draw as kept with the plan: everything that went into it."""
    rows = sorted((asdict(one) for one in frame), key=lambda row: row["code"])
    return {"frame": rows, "counts": dict(counts), "seed": seed}


def redrawn(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """The same draw from its record alone."""
    return drawn([Candidate(**row) for row in record["frame"]], record["counts"], record["seed"])


def assigned(
    units: Sequence[tuple[str, str]], teams: Sequence[int], barred: Mapping[int, Collection[str]]
) -> dict[str, int | None]:
    """Unit code → team, in turn by the least laden; None where every team has a conflict.

    `units`: (code, path); `barred`: team → paths it has a tie to, itself, above or below.
    """
    load = dict.fromkeys(teams, 0)
    found: dict[str, int | None] = {}
    for code, path in units:
        free = [team for team in teams if not is_tied(path, barred.get(team, ()))]
        team = min(free, key=lambda one: (load[one], teams.index(one)), default=None)
        if team is not None:
            load[team] += 1
        found[code] = team
    return found


def is_tied(path: str, ties: Iterable[str]) -> bool:
    """Whether a unit is one of these, above or below one of them."""
    return any(path.startswith(tie) or tie.startswith(path) for tie in ties)
