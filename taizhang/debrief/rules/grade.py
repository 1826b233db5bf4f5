"""Grades: weighted trees of any depth, vetoes and conditions that cap a band, quotas, ties (DOMAIN §1.4).

A missing part is left out with its weight and said so; it never counts as zero.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Tree = Mapping[str, Any]  # {"key", "label", "weight", and "parts": [Tree, …] or "source": …}
PLACES = 4  # scores are compared and shown to this many places: two of equal marks tie


@dataclass(frozen=True)
class Scored:
    """A node with its value (0 to 100; None: nothing known below it) and the same of its parts."""

    key: str
    label: str
    weight: float
    value: float | None
    parts: tuple[Scored, ...] = ()

    @property
    def missing(self) -> list[str]:
        """Labels of the leaves nothing is known of."""
        if not self.parts:
            return [self.label] if self.value is None else []
        return [label for part in self.parts for label in part.missing]

    def found(self, key: str) -> float | None:
        """The value of the node with this key, anywhere below."""
        if self.key == key:
            return self.value
        return next((value for part in self.parts if (value := part.found(key)) is not None), None)


def scored(tree: Tree, values: Mapping[str, float | None]) -> Scored:
    """The tree with the leaves' values filled in and every node the weighted mean of what is known below it."""
    parts = tuple(scored(part, values) for part in tree.get("parts", ()))
    value = _mean(parts) if parts else values.get(tree["key"])
    rounded = None if value is None else round(value, PLACES)
    return Scored(tree["key"], tree["label"], float(tree.get("weight", 1)), rounded, parts)


def _mean(parts: Sequence[Scored]) -> float | None:
    known = [(part.weight, part.value) for part in parts if part.value is not None]
    weights = sum(weight for weight, _value in known)
    return sum(weight * value for weight, value in known) / weights if weights else None


def unmet(tree: Scored, conditions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Keys of the conditions a tree does not meet: a part known to be below the least asked. Of a part nothing is
    known of nothing is held against anybody.
    """
    found = [(one["key"], tree.found(one["part"]), float(one["least"])) for one in conditions]
    return [key for key, value, least in found if value is not None and value < least]


@dataclass(frozen=True)
class Band:
    """A grade: from which score, and at most what share of those graded (percent; 100: no quota)."""

    key: str
    floor: float
    quota: float = 100.0


@dataclass(frozen=True)
class Case:
    """One to be graded. `cap`: the best band that vetoes leave open ("" all); `ties`: what parts equals."""

    name: str
    score: float | None
    cap: str = ""
    ties: tuple[float, ...] = ()


def banded(cases: Collection[Case], bands: Sequence[Band], tie: str = "down") -> dict[str, str]:
    """Name → band; the best stands first in `bands`. Who has no score gets "".

    From the best band down: who reaches its floor and whose cap allows it, in order of score and ties, as far as
    the quota goes; the others fall to the next band. Where equals stand on both sides of the quota's edge they go
    together: `down` all fall, `up` all stay.
    """
    given = {case.name: "" for case in cases}
    order = [band.key for band in bands]
    waiting = sorted((case for case in cases if case.score is not None), key=_rank)
    total = len(waiting)
    for place, band in enumerate(bands):
        fit = [case for case in waiting if _fits(case, band, place, order)]
        if place < len(bands) - 1:
            fit = _within(fit, int(total * band.quota / 100 + 1e-9), tie)
        taken = {case.name for case in fit}
        given |= dict.fromkeys(taken, band.key)
        waiting = [case for case in waiting if case.name not in taken]
    return given


def _rank(case: Case) -> tuple[Any, ...]:
    return (-(case.score or 0.0), *(-one for one in case.ties))


def _fits(case: Case, band: Band, place: int, order: Sequence[str]) -> bool:
    if place == len(order) - 1:
        return True  # the last band takes whoever is left
    allowed = not case.cap or (case.cap in order and order.index(case.cap) <= place)
    return allowed and (case.score or 0.0) >= band.floor


def _within(fit: Sequence[Case], most: int, tie: str) -> list[Case]:
    """The first `most`, without parting equals at the edge."""
    if len(fit) <= most:
        return list(fit)
    edge = _rank(fit[most - 1]) if most else None
    beyond = _rank(fit[most])
    if edge != beyond:
        return list(fit[:most])
    kept = [case for case in fit if _rank(case) < beyond]
    return [case for case in fit if _rank(case) <= beyond] if tie == "up" else kept
