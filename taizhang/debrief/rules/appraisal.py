"""Counts of paper ballots: checked, counted twice, small classes never shown alone (DOMAIN §1.4, §12.7, §13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.debrief import labels
from taizhang.kit.errors import BadInput

MOST = 100_000
SLIPS = 2_000  # of one class in an electronic box: one page prints them
SMALL = 5  # a class of fewer voters is not shown alone: SECURITY §3.2


@dataclass(frozen=True)
class Count:
    """One class of voters: slips handed out, come back, invalid; `marks`: row → option → how many."""

    given: int
    returned: int
    invalid: int
    marks: Mapping[str, Mapping[str, int]]

    @property
    def valid(self) -> int:
        """Slips that count."""
        return self.returned - self.invalid


def check_count(count: Count, words: Mapping[str, str]) -> None:
    """No more slips than were handed out, no row (named by `words`) with more marks than valid slips."""
    numbers = [count.given, count.returned, count.invalid, *(n for row in count.marks.values() for n in row.values())]
    if any(not 0 <= number <= MOST for number in numbers):
        raise BadInput(labels.COUNT_NEGATIVE, most=MOST)
    if count.returned > count.given:
        raise BadInput(labels.COUNT_MORE, returned=count.returned, given=count.given)
    if count.invalid > count.returned:
        raise BadInput(labels.COUNT_INVALID, invalid=count.invalid, returned=count.returned)
    for row, options in count.marks.items():
        if sum(options.values()) > count.valid:
            raise BadInput(labels.COUNT_ROW, row=words.get(row, row), marks=sum(options.values()), valid=count.valid)


def differing(one: Count, other: Count) -> list[str]:
    """The lines in which two people's counts of the same slips differ, never by how much; empty: they agree."""
    found = [
        name
        for name, a, b in (
            (labels.COUNT_FIELDS["given"], one.given, other.given),
            (labels.COUNT_FIELDS["returned"], one.returned, other.returned),
            (labels.COUNT_FIELDS["invalid"], one.invalid, other.invalid),
        )
        if a != b
    ]
    rows = sorted({*one.marks, *other.marks})
    return found + [row for row in rows if one.marks.get(row, {}) != other.marks.get(row, {})]


def merged(counts: Mapping[str, Count]) -> dict[tuple[str, ...], Count]:
    """What may be shown and scored: classes of at least SMALL valid slips alone, the smaller ones together.

    When they are still too few together, the smallest of the others joins them, so that nothing can be worked out
    from what is shown beside a total. Keys name the classes that stand together.
    """
    counts = {name: count for name, count in counts.items() if count.valid}  # nobody of a class voted: no class
    large = {name: count for name, count in counts.items() if count.valid >= SMALL}
    small = [name for name in counts if name not in large]
    while large and small and sum(counts[name].valid for name in small) < SMALL:
        least = min(large, key=lambda name: (large[name].valid, name))
        small.append(least)
        del large[least]
    found: dict[tuple[str, ...], Count] = {(name,): count for name, count in large.items()}
    return {**found, tuple(sorted(small)): _together([counts[name] for name in small])} if small else found


def withheld(counts: Mapping[str, Count]) -> bool:
    """Whether even all together are too few to be shown or scored."""
    return sum(count.valid for count in counts.values()) < SMALL


def ballot_score(
    counts: Mapping[str, Count],
    weights: Mapping[str, float],
    rows: Sequence[Mapping[str, Any]],
    options: Sequence[Mapping[str, Any]],
) -> float | None:
    """The classes' weighted mean, 0 to 100, over what may be shown: merged classes weigh what they weigh together."""
    if withheld(counts):
        return None
    known = [
        (sum(weights.get(name, 0.0) for name in names), appraised(count, rows, options))
        for names, count in merged(counts).items()
    ]
    told = [(weight, value) for weight, value in known if value is not None]
    total = sum(weight for weight, _value in told)
    return sum(weight * value for weight, value in told) / total if total else None


def _together(counts: Sequence[Count]) -> Count:
    rows = {row for count in counts for row in count.marks}
    options = {row: {o for count in counts for o in count.marks.get(row, {})} for row in rows}
    marks = {
        row: {o: sum(count.marks.get(row, {}).get(o, 0) for count in counts) for o in options[row]} for row in rows
    }
    return Count(
        sum(one.given for one in counts),
        sum(one.returned for one in counts),
        sum(one.invalid for one in counts),
        marks,
    )


def appraised(count: Count, rows: Sequence[Mapping[str, Any]], options: Sequence[Mapping[str, Any]]) -> float | None:
    """A class's score from 0 to 100: the rows' weighted mean of the options' values; None when nobody marked.

    A row nobody marked is left out with its weight, never counted as zero.
    """
    values = {one["key"]: float(one["value"]) for one in options}
    top = max(values.values())
    total, weights = 0.0, 0.0
    for row in rows:
        marks = count.marks.get(row["key"], {})
        number = sum(marks.values())
        if number:
            weight = float(row.get("weight", 1))
            total += weight * sum(values.get(key, 0.0) * n for key, n in marks.items()) / number / top * 100
            weights += weight
    return total / weights if weights else None
