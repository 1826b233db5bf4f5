"""What comes after: problems alike become one cause, measures are told apart, what rebounds is counted."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
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


def alike(problems: Sequence[Told], share: int, least_units: int) -> list[list[Told]]:
    """Groups of one category whose texts are alike by `share` percent with the first's, in `least_units` units."""
    groups: list[tuple[frozenset[str], list[Told]]] = []
    places: dict[tuple[str, str], list[int]] = defaultdict(list)  # (category, pair of characters) → groups with it
    for one in problems:
        mark = grams(one.text)
        near = _nearest(mark, groups, Counter(at for gram in mark for at in places[one.category, gram]), share)
        if near is not None:
            groups[near][1].append(one)
            continue
        for gram in mark:
            places[one.category, gram].append(len(groups))
        groups.append((mark, [one]))
    kept = [rows for _mark, rows in groups if len({one.unit for one in rows}) >= least_units]
    return sorted(kept, key=lambda rows: -len(rows))


def _nearest(
    mark: frozenset[str], groups: Sequence[tuple[frozenset[str], object]], shared: Mapping[int, int], share: int
) -> int | None:
    """Of the groups that share pairs with a text the one most like it, the oldest of several; none under `share`."""
    best, found = 0.0, None
    for at, count in sorted(shared.items()):
        like = count / (len(mark) + len(groups[at][0]) - count)  # Jaccard: shared of all
        if like * 100 >= share and like > best:
            best, found = like, at
    return found


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
