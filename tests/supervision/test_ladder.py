"""The ladder as plain values: each rung once, in order, never while paused; quiet hours; the shipped ladders."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.rulebook.books import shipped
from taizhang.supervision import labels
from taizhang.supervision.rules import Standing, is_quiet, next_rung, rung_called
from taizhang.supervision.states import SLIP_MOVES

pytestmark = pytest.mark.once
LADDERS = {name: book.body["rungs"] for name, book in shipped().items() if book.kind == "ladder"}
FOUR = LADDERS["ladder"]


def test_three_ladders_are_shipped_and_well_formed() -> None:
    assert set(LADDERS) == {"ladder", "ladder-five-slips", "ladder-five-letters"}
    for rungs in LADDERS.values():
        keys = [one["key"] for one in rungs]
        assert len(set(keys)) == len(keys) and rungs[0].get("starts")
        assert [one["after_workdays"] for one in rungs] == sorted(one["after_workdays"] for one in rungs)


@pytest.mark.parametrize(
    ("standing", "rung"),
    [
        (Standing(-9), ""),
        (Standing(-3), "remind"),
        (Standing(5), "urge"),
        (Standing(40), "urge"),  # nobody is summoned out of the blue
        (Standing(40, fired={"urge"}), ""),
        (Standing(0, "remind", 9, {"remind"}), ""),
        (Standing(1, "remind", 2, {"remind"}), ""),
        (Standing(1, "remind", 3, {"remind"}), "urge"),
        (Standing(12, "urge", 5, {"remind", "urge"}), "bulletin"),
        (Standing(12, "urge", 5, {"remind", "urge", "bulletin"}), ""),
        (Standing(25, "talk", 90, {"talk"}), ""),
        (Standing(25, "urge", 90, {"urge"}, paused=True), ""),
        (Standing(25, "gone", 90, set()), "urge"),  # a rung the book no longer has: from the start
        (Standing(25, "urge", 9, {"urge"}, rest=20), ""),
        (Standing(25, "urge", 20, {"urge"}, rest=20), "bulletin"),
    ],
)
def test_the_rung_a_matter_has_come_to(standing: Standing, rung: str) -> None:
    assert next_rung(FOUR, standing) == rung


@given(st.sampled_from(sorted(LADDERS)), st.lists(st.tuples(st.integers(-30, 90), st.booleans()), max_size=60))
def test_whatever_the_days_no_rung_comes_twice_and_none_is_skipped_upward(
    name: str, days: list[tuple[int, bool]]
) -> None:
    """Days in any order (a clock that jumps), decisions or refusals in between."""
    rungs, fired, rung, decided = LADDERS[name], set(), "", 0
    order = [one["key"] for one in rungs]
    proposed: list[str] = []
    for late, taken in days:
        wanted = next_rung(rungs, Standing(late, rung, late - decided, fired))
        if not wanted:
            continue
        assert wanted not in fired and late >= rung_called(rungs, wanted)["after_workdays"]
        if rung:
            assert order.index(wanted) == order.index(rung) + 1
        fired.add(wanted)
        proposed.append(wanted)
        rung, decided = (wanted, late) if taken else (rung, decided)
    assert len(proposed) == len(set(proposed))


@pytest.mark.parametrize(
    ("now", "quiet"), [("19:59", False), ("20:00", True), ("03:00", True), ("08:00", False), ("12:00", False)]
)
def test_quiet_hours_go_over_midnight(now: str, quiet: bool) -> None:
    assert is_quiet(time.fromisoformat(now), ["20:00", "08:00"]) is quiet
    assert is_quiet(time(13), ["12:00", "14:00"]) and not is_quiet(time(15), ["12:00", "14:00"])


def test_every_move_has_words() -> None:
    assert SLIP_MOVES.acts_used == set(SLIP_MOVES.acts)
    for move in SLIP_MOVES.moves:
        assert {*move.sources, move.target} <= set(SLIP_MOVES.states) and move.who in labels.WHO
