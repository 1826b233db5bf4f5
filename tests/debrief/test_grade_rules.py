"""The grade engine against a slow reference on 10,000 random trees; bands, quotas, ties, caps; counts of ballots."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from taizhang.debrief.rules import (
    Band,
    Case,
    Count,
    appraised,
    ballot_score,
    banded,
    check_count,
    differing,
    merged,
    withheld,
)
from taizhang.debrief.rules import scored as score_of
from taizhang.kit.errors import BadInput
from taizhang.rulebook.books import shipped

pytestmark = pytest.mark.once
TREES = 10_000
BANDS = [Band("good", 85, 30), Band("fairly", 75), Band("fair", 60), Band("poor", 0)]


def a_tree(dice: random.Random, depth: int, names: list[str]) -> dict[str, Any]:
    key = f"k{len(names)}"
    names.append(key)
    node: dict[str, Any] = {"key": key, "label": key, "weight": dice.randint(1, 100)}
    if depth and dice.random() < 0.7:
        node["parts"] = [a_tree(dice, depth - 1, names) for _unused in range(dice.randint(1, 4))]
    else:
        node["source"] = "entered"
    return node


def slowly(tree: dict[str, Any], values: dict[str, float | None]) -> Fraction | None:
    """The same by another road: every leaf's share of the whole, computed with fractions from the leaves up."""
    if "parts" not in tree:
        value = values.get(tree["key"])
        return None if value is None else Fraction(str(value))
    told = [(part["weight"], slowly(part, values)) for part in tree["parts"]]
    known = [(Fraction(weight), value) for weight, value in told if value is not None]
    if not known:
        return None
    top = Fraction(0)
    for weight, value in known:
        top += weight * value
    return top / sum((weight for weight, _value in known), Fraction(0))


def test_ten_thousand_random_trees_agree_with_the_slow_reference() -> None:
    dice = random.Random(5)
    unknown = 0
    for _unused in range(TREES):
        names: list[str] = []
        tree = a_tree(dice, 4, names)
        values = {name: round(dice.uniform(0, 100), 1) if dice.random() < 0.8 else None for name in names}
        mine, theirs = score_of(tree, values).value, slowly(tree, values)
        assert (mine is None) == (theirs is None)
        if mine is not None and theirs is not None:
            assert abs(mine - float(theirs)) < 0.001
        unknown += mine is None
    assert 0 < unknown < TREES // 2


def slow_bands(cases: list[Case], bands: list[Band], tie: str) -> dict[str, str]:
    """Band by band, one by one, without sorting by key: the reference."""
    given = {case.name: "" for case in cases}
    left = [case for case in cases if case.score is not None]
    total, order = len(left), [band.key for band in bands]
    for place, band in enumerate(bands):
        last = place == len(bands) - 1
        fit = [
            one
            for one in left
            if last or ((one.score or 0) >= band.floor and (not one.cap or order.index(one.cap) <= place))
        ]
        room = len(fit) if last else int(total * band.quota / 100 + 1e-9)
        chosen: list[Case] = []
        while fit:
            best = max((one.score or 0, *one.ties) for one in fit)
            equals = [one for one in fit if (one.score or 0, *one.ties) == best]
            if len(chosen) + len(equals) > room and not (tie == "up" and len(chosen) < room):
                break
            chosen += equals
            fit = [one for one in fit if one not in equals]
        for one in chosen:
            given[one.name] = band.key
        left = [one for one in left if one not in chosen]
    return given


def test_bands_agree_with_the_slow_reference() -> None:
    dice = random.Random(7)
    for _unused in range(3_000):
        cases = [
            Case(
                str(number),
                dice.choice([None, *range(50, 100, 5)]),
                dice.choice(["", "", "", "fairly", "poor"]),
                (float(dice.randint(0, 2)),),
            )
            for number in range(dice.randint(0, 14))
        ]
        bands = [Band(one.key, one.floor, dice.choice([0, 20, 30, 50, 100])) for one in BANDS]
        for tie in ("up", "down"):
            assert banded(cases, bands, tie) == slow_bands(cases, bands, tie)


def test_quota_ties_and_caps_by_example() -> None:
    ten = [Case(f"u{number}", 90.0 - number) for number in range(10)]
    assert [name for name, band in banded(ten, BANDS).items() if band == "good"] == ["u0", "u1", "u2"]
    tied = [Case("a", 95.0), Case("b", 90.0), Case("c", 90.0), *(Case(f"x{n}", 70.0) for n in range(4))]
    assert banded(tied, [Band("good", 85, 30), Band("fair", 0)], "down")["b"] == "fair"
    assert banded(tied, [Band("good", 85, 30), Band("fair", 0)], "up")["c"] == "good"
    assert banded([Case("a", 99.0, "fair")], BANDS) == {"a": "fair"}
    assert banded([Case("a", None), Case("b", 99.0)], [Band("good", 85), Band("poor", 0)]) == {"a": "", "b": "good"}


def test_a_missing_part_is_left_out_and_said_never_counted_as_zero() -> None:
    tree = shipped()["grades"].body["tree"]
    told = score_of(tree, {"ballot": 90.0, "closure": 80.0})
    assert told.missing == ["责任清单落实", "调研检查", "领导点评"]
    assert told.value == pytest.approx((40 * 90 + 40 * 80) / 80)
    assert score_of(tree, {}).value is None


ROWS = [{"key": "overall", "label": "总体评价", "weight": 1}, {"key": "known", "label": "熟悉", "weight": 0}]
OPTIONS = [{"key": "good", "value": 4}, {"key": "poor", "value": 1}]


def count(good: int, poor: int = 0, given: int = 0, returned: int = 0, invalid: int = 0) -> Count:
    whole = good + poor
    return Count(given or whole, returned or whole, invalid, {"overall": {"good": good, "poor": poor}})


def test_a_class_is_scored_by_its_marks_and_unmarked_rows_are_left_out() -> None:
    assert appraised(count(4), ROWS, OPTIONS) == 100
    assert appraised(count(1, 1), ROWS, OPTIONS) == pytest.approx(62.5)
    assert appraised(Count(0, 0, 0, {}), ROWS, OPTIONS) is None


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (Count(5, 6, 0, {}), "比发出的5张还多"),
        (Count(5, 5, 6, {}), "无效票6张"),
        (Count(5, 5, 1, {"overall": {"good": 5}}), "比有效票4张还多"),
        (Count(5, -1, 0, {}), "0到100000"),
    ],
)
def test_counts_that_cannot_be_are_refused(bad: Count, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check_count(bad, {"overall": "总体评价"})


def test_two_counts_are_compared_cell_by_cell() -> None:
    assert differing(count(4, 1), count(4, 1)) == []
    assert differing(count(4, 1), count(3, 2)) == ["overall"]
    assert differing(count(4, 1, given=9), count(4, 1, given=8)) == ["发出票数"]


def test_a_small_class_is_never_shown_alone_nor_to_be_worked_out() -> None:
    counts = {"leaders": count(3), "units": count(20), "delegates": count(8)}
    shown = merged(counts)
    assert set(shown) == {("units",), ("delegates", "leaders")}  # with the smallest of the others
    assert shown["delegates", "leaders"].valid == 11
    assert set(merged({"a": count(3), "b": count(4), "c": count(20)})) == {("a", "b"), ("c",)}
    assert withheld({"a": count(2), "b": count(2)}) and not withheld(counts)
    weights = {"leaders": 40.0, "units": 30.0, "delegates": 30.0}
    assert ballot_score({"a": count(2), "b": count(2)}, weights, ROWS, OPTIONS) is None
    assert ballot_score(counts, weights, ROWS, OPTIONS) == 100
    nobody = {"leaders": count(10), "units": count(0, 9), "delegates": count(0)}
    assert ballot_score(nobody, weights, ROWS, OPTIONS) == ballot_score(
        {name: one for name, one in nobody.items() if one.valid}, weights, ROWS, OPTIONS
    )  # a class of which nobody voted is no class


def test_for_every_split_no_class_under_five_stands_alone() -> None:
    dice = random.Random(3)
    for _unused in range(2_000):
        counts = {name: count(dice.randint(0, 12)) for name in "abcd"[: dice.randint(1, 4)]}
        shown = merged(counts)
        assert sum(one.valid for one in shown.values()) == sum(one.valid for one in counts.values())
        if not withheld(counts):
            assert all(one.valid >= 5 for one in shown.values()), counts
