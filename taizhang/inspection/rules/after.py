"""What comes after: problems alike become one cause, measures are told apart, what rebounds is counted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WORD = re.compile(r"[^\W\d_]+")  # numbers do not make two problems differ: 缺2次 and 缺3次 are alike


@dataclass(frozen=True)
class Told:
    """A problem as the clustering sees it."""

    code: str
    unit: str
    category: str
    text: str


def grams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, numbers and signs left out."""
    runs = WORD.findall(text)
    return frozenset(run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared pairs of all pairs, 0 to 1 (Jaccard)."""
    return len(one & other) / len(one | other) if one or other else 0.0


def alike(problems: Sequence[Told], share: int, least_units: int) -> list[list[Told]]:
    """Groups of one category whose texts are alike by `share` percent with the first's, in `least_units` units."""
    groups: dict[str, list[tuple[frozenset[str], list[Told]]]] = defaultdict(list)
    for one in problems:
        mark = grams(one.text)
        near = [pair for pair in groups[one.category] if likeness(mark, pair[0]) * 100 >= share]
        if near:
            max(near, key=lambda pair: likeness(mark, pair[0]))[1].append(one)
        else:
            groups[one.category].append((mark, [one]))
    found = [rows for pairs in groups.values() for _mark, rows in pairs]
    kept = [rows for rows in found if len({one.unit for one in rows}) >= least_units]
    return sorted(kept, key=lambda rows: -len(rows))


def kind_of_measure(text: str, measures: Sequence[Mapping[str, Any]]) -> str:
    """The key of the first kind one of whose words stands in the measures; the last kind takes the rest."""
    for one in measures[:-1]:
        if any(word in text for word in one["words"]):
            return str(one["key"])
    return str(measures[-1]["key"])


@dataclass(frozen=True)
class Rebound:
    """`back` of `closed` problems came back."""

    closed: int
    back: int

    @property
    def is_few(self) -> bool:
        """Too few to say anything about (fewer than ten)."""
        return self.closed < 10

    @property
    def percent(self) -> int:
        return round(100 * self.back / self.closed) if self.closed else 0


def rebounds(rows: Iterable[tuple[str, bool]]) -> dict[str, Rebound]:
    """Group → how many closed problems it has, how many of them came back."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for group, back in rows:
        counts[group][0] += 1
        counts[group][1] += back
    return {group: Rebound(*pair) for group, pair in counts.items()}
