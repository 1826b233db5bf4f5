"""Rules of debriefs without a database: agenda, shares, versions, what is left, the map's cells; every move."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.debrief import labels, rules
from taizhang.debrief.rules import Fact, agenda, cells_of, check_day, check_ending, compared, low_shares
from taizhang.debrief.states import COMMENT_MOVES, MEETING_MOVES, REPORT_MOVES
from taizhang.kit.errors import BadInput, Refused
from taizhang.rulebook.books import shipped

pytestmark = pytest.mark.once
DAY = date(2026, 7, 10)


def test_the_speechs_half_year_debriefs_first_and_comments_together() -> None:
    assert [key for key, _who in agenda("together", 2, has_films=True)] == [
        "opening",
        "film",
        "debrief",
        "debrief",
        "comments",
        "closing",
    ]
    assert [one for one in agenda("one_by_one", 2) if one[1] >= 0] == [
        ("debrief", 0),
        ("comment", 0),
        ("debrief", 1),
        ("comment", 1),
    ]


def test_a_section_far_below_its_share_is_told() -> None:
    sections = shipped()["debrief"].body["report"]["sections"]
    told = low_shares({"results": "好" * 800, "problems": "少" * 100, "plan": "打算" * 200}, sections)
    assert told == [("存在问题", 8, 33)]
    assert not low_shares({"results": "好" * 300, "problems": "少" * 300, "plan": "打" * 300}, sections)


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_comparison_loses_nothing(was: str, now: str) -> None:
    parts = compared(was, now)
    assert "".join(text for how, text in parts if how != "new") == was
    assert "".join(text for how, text in parts if how != "gone") == now


def test_a_changed_sentence_stands_out_alone() -> None:
    parts = compared("抓了学习。开了会。", "抓了学习。开了三次会。")
    assert parts == [("same", "抓了学习。"), ("gone", "开了会。"), ("new", "开了三次会。")]


@pytest.mark.parametrize(
    ("states", "ownerless", "words"),
    [
        (["drafted", "agreed"], 0, "1条会前拟稿"),
        (["recorded", "recorded"], 0, "2条点评还没有联络人确认"),
        (["questioned"], 0, "1条点评单位有异议"),
    ],
)
def test_a_meeting_is_not_closed_over_open_comments(states: list[str], ownerless: int, words: str) -> None:
    with pytest.raises(Refused) as refused:
        check_ending(states, ownerless)
    assert words in str(refused.value)


def test_silence_does_not_hold_a_meeting_open() -> None:
    check_ending(["confirmed", "agreed", "upheld", "withdrawn"], 0)


@pytest.mark.parametrize(("day", "past", "fine"), [(0, False, True), (-1, False, False), (-1, True, True)])
def test_a_meeting_is_called_for_a_day_to_come(day: int, past: bool, fine: bool) -> None:
    when = DAY + timedelta(days=day)
    if fine:
        check_day(when, DAY, past)
    else:
        with pytest.raises(BadInput, match="补录"):
            check_day(when, DAY, past)


def test_a_meeting_of_long_ago_is_a_slip() -> None:
    with pytest.raises(BadInput, match="太早"):
        check_day(DAY - timedelta(days=400), DAY, True)


def facts(**told: Fact) -> dict[str, Fact]:
    return {step: told.get(step, Fact(None, None)) for step in labels.STEPS}


def test_the_first_late_step_is_where_it_stopped() -> None:
    begun = DAY - timedelta(days=9)
    row = cells_of(
        facts(
            report=Fact(begun, begun + timedelta(days=2), begun),
            vetted=Fact(begun, None, DAY - timedelta(days=1)),
            held=Fact(begun, None, DAY - timedelta(days=1)),
            letter=Fact(None, None, needed=False),
            own=Fact(begun, None, DAY),
        ),
        DAY,
    )
    by_step = {cell.step: cell for cell in row}
    assert by_step["report"].state == "done" and by_step["report"].days == 2
    assert by_step["vetted"].state == "late" and by_step["vetted"].stop
    assert by_step["held"].state == "late" and not by_step["held"].stop
    assert (by_step["letter"].state, by_step["own"].state, by_step["closed"].state) == ("none", "running", "waiting")
    assert [cell.step for cell in row] == list(labels.STEPS)


def test_every_move_has_words_and_every_act_a_place() -> None:
    for table in (MEETING_MOVES, REPORT_MOVES, COMMENT_MOVES):
        assert table.acts_used == set(table.acts)
        for move in table.moves:
            assert {*move.sources, move.target} <= set(table.states) and move.who in labels.WHO
    for state in COMMENT_MOVES.states:
        for act in COMMENT_MOVES.acts:
            fits = any(move.act == act and state in move.sources for move in COMMENT_MOVES.moves)
            if not fits:
                with pytest.raises(Refused):
                    COMMENT_MOVES.take(act, state)


def test_a_text_is_required_and_fits() -> None:
    assert rules.require(" 甲 ", labels.FIELD_CHAIR, 3) == "甲"
    with pytest.raises(BadInput, match="最多3字"):
        rules.require("甲乙丙丁", labels.FIELD_CHAIR, 3)
