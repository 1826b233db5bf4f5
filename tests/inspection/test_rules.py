"""Rules of inspections: answers by their vectors, the draw by its record, causes in common, rebounds."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from taizhang.inspection.rules.after import Told, alike, kind_of_measure, rebounds
from taizhang.inspection.rules.answers import items_of, results_of, score_of, words_of
from taizhang.inspection.rules.draw import Candidate, assigned, drawn, is_tied, record_of, redrawn, weight_of
from taizhang.rulebook.books import shipped

VECTORS = json.loads(Path(__file__).with_name("answers.json").read_text("utf-8"))
WEIGHTS = shipped()["inspection"].body["weights"]


def test_there_are_three_hundred_vectors() -> None:
    assert len(VECTORS["cases"]) >= 300


@pytest.mark.parametrize("number", range(0, len(VECTORS["cases"]), 45))
def test_answers_score_fail_and_word_their_problem(number: int) -> None:
    for answers, results, score in VECTORS["cases"][number : number + 45]:
        found = results_of(VECTORS["body"], answers)
        told = {key: [one.shown, one.gained, one.fails, one.fault, one.problem] for key, one in found.items()}
        assert told == results, answers
        assert list(astuple(score_of(VECTORS["body"], answers))) == score, answers


def test_what_was_not_looked_at_is_on_neither_side() -> None:
    body = shipped()["check-branch"].body
    score = score_of(body, {"1.1": "yes", "1.2": "1"})
    assert (score.gained, score.possible, score.answered) == (9.0, 10, 2) and score.asked > 10


@pytest.mark.parametrize(
    "book", [one for one in shipped().values() if one.kind == "checklist"], ids=lambda one: one.name
)
def test_a_shipped_checklist_can_be_answered_and_failed(book) -> None:  # type: ignore[no-untyped-def]
    known = {"yes_no": "yes", "number": "1", "score": "0", "text": "话", "date": "2026-07-01"}
    answers = {}
    for item in items_of(book.body):
        first = item["options"][-1]["text"] if "options" in item else known.get(item["answer"])
        answers[item["key"]] = [first] if item["answer"] == "many" else first
    results = results_of(book.body, answers)
    assert not [one for one in results.values() if one.fault not in ("", "must")]
    assert any(one.fails and one.problem and "{" not in one.problem for one in results.values())


FRAME = [Candidate(f"U{n:03}", "甲" if n % 3 else "乙", 1 + n % 4) for n in range(90)]


def test_a_draw_is_repeated_from_its_record_and_no_order_matters() -> None:
    counts = {"甲": 7, "乙": 4}
    shuffled = FRAME[:]
    random.Random(3).shuffle(shuffled)
    first = drawn(FRAME, counts, "公开摇出的号码 0731")
    assert drawn(shuffled, counts, "公开摇出的号码 0731") == first
    kept = json.loads(json.dumps(record_of(shuffled, counts, "公开摇出的号码 0731")))
    assert redrawn(kept) == first and {name: len(codes) for name, codes in first.items()} == counts
    assert drawn(FRAME, counts, "另一个种子") != first


def test_heavier_units_are_drawn_more_often_as_their_weights_say() -> None:
    frame = [Candidate(f"U{n}", "", 4 if n < 10 else 1) for n in range(40)]
    hits = Counter(code for seed in range(3_000) for code in drawn(frame, {"": 1}, str(seed))[""])
    heavy = sum(hits[f"U{n}"] for n in range(10)) / 3_000
    assert 0.54 < heavy < 0.60  # 40 of 70 parts
    assert all(hits[f"U{n}"] for n in range(40))


def test_long_unseen_recurrence_lateness_and_odd_data_weigh() -> None:
    seen = {"unseen": 0}
    assert weight_of(seen, WEIGHTS) == 1 and weight_of({"unseen": 360}, WEIGHTS) == 3
    assert weight_of({}, WEIGHTS) == 5 and weight_of({"unseen": 9_999}, WEIGHTS) == 5
    assert weight_of({**seen, "recurring": 2, "late": 2, "odd": 1}, WEIGHTS) == 5
    assert weight_of({**seen, "late": 10_000}, WEIGHTS) == WEIGHTS["most"]


@given(some.lists(some.tuples(some.integers(0, 5), some.integers(0, 5)), max_size=30), some.integers(1, 4))
def test_nobody_is_sent_where_a_tie_is(pairs: list[tuple[int, int]], teams: int) -> None:
    units = [(f"U{at}", f"1.{town}.{at}.") for at, (town, _team) in enumerate(pairs)]
    barred = {team: {f"1.{town}." for town, whose in pairs if whose == team} for team in range(teams)}
    given_out = assigned(units, list(range(teams)), barred)
    loads = Counter(team for team in given_out.values() if team is not None)
    for code, path in units:
        free = [team for team in range(teams) if not is_tied(path, barred[team])]
        assert given_out[code] in free or (given_out[code] is None and not free)
    if not any(barred.values()):
        assert max(loads.values(), default=0) - min(loads.values(), default=0) <= 1 or len(loads) < teams


def test_problems_alike_in_several_units_are_one_cause() -> None:
    texts = ["近12个月党员大会只开2次，缺2次", "近12个月党员大会只开3次，缺1次", "近12个月党员大会开了1次，缺3次"]
    rows = [Told(f"P{n}", f"U{n}", "组织生活", text) for n, text in enumerate(texts)]
    rows += [Told("P8", "U1", "组织生活", "公开栏92天没有更新"), Told("P9", "U9", "党费管理", texts[0])]
    groups = alike(rows, 50, 3)
    assert [[one.code for one in group] for group in groups] == [["P0", "P1", "P2"]]
    assert (
        alike([Told("A", "U1", "", texts[0]), Told("B", "U1", "", texts[0]), Told("C", "U1", "", texts[0])], 50, 3)
        == []
    )


def test_measures_are_told_apart_and_rebounds_counted_with_care() -> None:
    measures = shipped()["inspection"].body["measures"]
    assert kind_of_measure("建立健全会议制度", measures) == "rules"
    assert kind_of_measure("组织一次培训", measures) == "training" and kind_of_measure("当场补记", measures) == "deeds"
    found = rebounds([("甲", True), ("甲", False), *(("乙", at < 3) for at in range(12))])
    assert found["甲"].is_few and not found["乙"].is_few and found["乙"].percent == 25


def test_numbers_are_written_as_people_write_them() -> None:
    assert [words_of(one) for one in (4.0, 4.5, 0.125, -0.004, True, None, ["甲", "乙"])] == [
        "4",
        "4.5",
        "0.13",
        "0",
        "是",
        "",
        "甲、乙",
    ]
