"""A year's appraisal and grades: counted twice, proposed, decided with a reason, told, objected to, reviewed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from taizhang.debrief import actions
from taizhang.debrief.models import Debrief, Grade, Meeting, Tally
from taizhang.debrief.rules import merged
from taizhang.debrief.selectors import grades as reading
from taizhang.journal.models import Entry
from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.people.models import Account
from taizhang.rulebook.books import read_book, shipped
from taizhang.rulebook.selectors import trial_of
from tests.cast import AT, County
from tests.debrief.test_meeting import called, debrief_of

GOOD = [20, 0, 0, 0] * 6
MIXED = [10, 6, 4, 0] * 6


def year(county: County) -> tuple[str, str]:
    """A year-end meeting and 柳沟镇's debrief in it."""
    code = called(county, kind="year")
    office = county.who("cheng")
    actions.begin_meeting(actor=office, at=AT, code=code, chair="沈怀信")
    actions.end_meeting(actor=office, at=AT, code=code)
    return code, debrief_of(code, "柳沟镇党委").code


CLASSES = ("leaders", "units", "delegates")


def counted(county: County, code: str, marks: list[int] = GOOD, classes: tuple[str, ...] = CLASSES) -> None:
    """Every class counted by two people, the same marks each."""
    for voter_class in classes:
        told = {"code": code, "voter_class": voter_class, "given": 22, "returned": 20, "invalid": 0, "marks": marks}
        for who in ("cheng", "qiao"):
            answer = actions.enter_count(actor=county.who(who), at=AT, **told)  # type: ignore[arg-type]
        assert answer == {"outcome": "agreed", "where": []}


def form_of(code: str) -> dict[str, Any]:
    return reading.appraisal_form(Debrief.unscoped.select_related("meeting").get(code=code).meeting)


def test_the_half_year_of_the_speech_has_neither_ballot_nor_grade(county: County) -> None:
    code = called(county)
    mine = debrief_of(code, "柳沟镇党委").code
    with pytest.raises(Refused, match="测评"):
        counted(county, mine)
    with pytest.raises(Refused, match="等次"):
        actions.propose_grades(actor=county.who("cheng"), at=AT, code=code)


def test_slips_are_counted_by_two_people_and_two_that_differ_are_void(county: County) -> None:
    _code, mine = year(county)
    told = {"code": mine, "voter_class": "units", "given": 22, "returned": 20, "invalid": 0}

    def enter(who: str, marks: list[int]) -> dict[str, Any]:
        return actions.enter_count(actor=county.who(who), at=AT, **told, marks=marks)  # type: ignore[arg-type]

    assert enter("cheng", GOOD)["outcome"] == "first"
    assert enter("cheng", MIXED)["outcome"] == "first"  # one's own, counted over
    answer = enter("qiao", [*MIXED[:-4], 9, 7, 4, 0])
    assert answer == {"outcome": "differs", "where": ["plan"]}  # the line, never by how much
    assert not Tally.unscoped.filter(void=False).exists() and Tally.unscoped.count() == 3  # kept, void
    assert enter("qiao", MIXED)["outcome"] == "first" and enter("cheng", MIXED)["outcome"] == "agreed"
    with pytest.raises(Refused, match="不能再改"):
        enter("cheng", GOOD)
    with pytest.raises(BadInput, match="只有3个"):
        enter("cheng", [1, 2, 3])
    with pytest.raises(BadInput, match="100000"):
        enter("cheng", [10**30, *GOOD[1:]])
    with pytest.raises(Absent):
        actions.enter_count(actor=county.who("li"), at=AT, **told, marks=GOOD)  # type: ignore[arg-type]
    entries = Entry.unscoped.filter(kind="debrief.enter_count").values_list("body", flat=True)
    facts = [json.loads(bytes(body))["facts"] for body in entries]
    assert len(facts) == 5 and all(set(one) == {"voter_class", "outcome"} for one in facts)  # no votes in the journal


def test_nothing_is_shown_or_scored_before_every_class_has_been_counted(county: County) -> None:
    """Shown class by class, the one leader's ballot would be the difference."""
    code, mine = year(county)
    debrief = Debrief.unscoped.select_related("meeting").get(code=mine)
    counted(county, mine, classes=("units", "delegates"))
    assert not reading.counts_of([debrief], form_of(mine)) and reading.counted_of([debrief]) == {debrief.pk: 2}
    actions.propose_grades(actor=county.who("cheng"), at=AT, code=code)
    assert Grade.unscoped.get(debrief=debrief).score is None
    one = {"voter_class": "leaders", "given": 1, "returned": 1, "invalid": 0, "marks": [0, 0, 0, 1] * 6}
    for who in ("cheng", "qiao"):
        actions.enter_count(actor=county.who(who), at=AT, code=mine, **one)  # type: ignore[arg-type]
    shown = merged(reading.counts_of([debrief], form_of(mine))[debrief.pk])
    assert all(count.valid >= 5 for count in shown.values()) and len(shown) == 2


def test_a_grade_explains_itself_and_says_what_is_missing(county: County) -> None:
    code, mine = year(county)
    counted(county, mine)
    closed = county.problem(unit="柳沟镇党委", title="按期", due_on=AT.date() + timedelta(days=30))
    county.bring_to("closed", closed, doer="he")
    county.problem(unit="柳沟镇党委", title="超期的", due_on=AT.date() + timedelta(days=1))
    later = AT + timedelta(days=60)
    Meeting.unscoped.update(meeting_on=later.date())  # the reckoning is of the meeting's day
    assert actions.propose_grades(actor=county.who("cheng", later), at=later, code=code) == 1
    grade = Grade.unscoped.get(debrief__code=mine)
    assert grade.score is not None and grade.tree["missing"] == ["责任清单落实", "调研检查", "领导点评"]
    daily = next(part for part in grade.tree["parts"] if part["key"] == "daily")
    assert daily["value"] == pytest.approx(50) and grade.score == pytest.approx((40 * 100 + 40 * 50) / 80)
    assert grade.proposed == "fairly"
    other = Grade.unscoped.get(debrief__unit__short="石桥镇党委")
    assert (other.score, other.proposed) == (None, "")
    actions.propose_grades(actor=county.who("cheng", later), at=later, code=code)
    assert Grade.unscoped.count() == 2  # the same again is no new version


def test_entered_marks_and_vetoes_rest_on_something(county: County) -> None:
    code, mine = year(county)
    office = county.who("cheng")
    counted(county, mine)
    for told, words in (
        ({"part": "ballot", "value": "90", "basis": "x"}, "不是组织部记分"),
        ({"part": "inspection", "value": "nan", "basis": "x"}, "0到100"),
        ({"part": "inspection", "value": "101", "basis": "x"}, "0到100"),
        ({"part": "inspection", "value": "90", "basis": " "}, "依据"),
    ):
        with pytest.raises(BadInput, match=words):
            actions.enter_mark(actor=office, at=AT, code=mine, **told)
    actions.enter_mark(actor=office, at=AT, code=mine, part="inspection", value="88.5", basis="半年调研检查")
    with pytest.raises(BadInput, match="否决情形"):
        actions.raise_cap(actor=office, at=AT, code=mine, cap="petition", basis="x")
    actions.raise_cap(actor=office, at=AT, code=mine, cap="faked", basis="公开栏照片系往年")
    actions.propose_grades(actor=office, at=AT, code=code)
    assert Grade.unscoped.get(debrief__code=mine).proposed == "fair"
    actions.lift_cap(actor=office, at=AT, code=mine, cap="faked", note="核实是误报")
    actions.propose_grades(actor=office, at=AT, code=code)
    newest = Grade.unscoped.filter(debrief__code=mine).order_by("-version")[0]
    assert (newest.version, newest.proposed) == (2, "fairly")  # two graded, a quota of 30 % leaves no "good"


def told_of(county: County, band: str = "fair") -> tuple[str, str]:
    code, mine = year(county)
    counted(county, mine)
    office = county.who("cheng")
    actions.propose_grades(actor=office, at=AT, code=code)
    with pytest.raises(BadInput, match="写明理由"):
        actions.decide_grade(actor=office, at=AT, code=mine, band=band)
    actions.decide_grade(actor=office, at=AT, code=mine, band=band, note="常委会研究", paper="会议纪要12号")
    return code, mine


def test_decided_by_people_over_the_proposal_and_seen_only_once_told(county: County) -> None:
    code, mine = told_of(county)
    town, debrief = county.who("ma"), Debrief.unscoped.select_related("meeting__unit").get(code=mine)
    assert reading.grade_of(town, debrief) is None and not reading.grades_of(town, debrief.meeting)
    with pytest.raises(Refused, match="不能"):
        actions.object_grade(actor=town, at=AT, code=mine, note="x")
    with pytest.raises(Refused, match="已经决定"):
        actions.enter_mark(actor=county.who("cheng"), at=AT, code=mine, part="comment", value="1", basis="x")
    actions.tell_grade(actor=county.who("cheng"), at=AT, code=mine)
    seen = reading.grade_of(town, debrief)
    assert seen is not None and (seen.band, seen.state) == ("fair", "told")
    assert actions.propose_grades(actor=county.who("cheng"), at=AT, code=code) == 0  # decided ones stay


def test_an_objection_upheld_is_a_new_version_by_another_hand(county: County) -> None:
    _code, mine = told_of(county)
    actions.tell_grade(actor=county.who("cheng"), at=AT, code=mine)
    with pytest.raises(BadInput):
        actions.object_grade(actor=county.who("ma"), at=AT, code=mine)
    with pytest.raises(Refused, match="期限"):
        late = AT + timedelta(days=30)
        actions.object_grade(actor=county.who("ma", late), at=late, code=mine, note="x")
    actions.object_grade(actor=county.who("ma"), at=AT, code=mine, note="测评票数与会场不符")
    with pytest.raises(NotAllowed, match="另一位同志"):
        actions.answer_objection(actor=county.who("cheng"), at=AT, code=mine, upheld=True, band="fairly", note="x")
    with pytest.raises(BadInput, match="改为哪个等次"):
        actions.answer_objection(actor=county.who("qiao"), at=AT, code=mine, upheld=True, note="复核属实")
    actions.answer_objection(actor=county.who("qiao"), at=AT, code=mine, upheld=True, band="fairly", note="复核属实")
    rows = list(Grade.unscoped.filter(debrief__code=mine).order_by("version").values_list("version", "state", "band"))
    assert rows == [(1, "settled", "fair"), (2, "settled", "fairly")]


def test_what_everybody_marked_the_same_is_pointed_out(county: County) -> None:
    _code, mine = year(county)
    counted(county, mine)
    debrief = Debrief.unscoped.select_related("meeting").get(code=mine)
    found = reading.remarks_on(reading.counts_of([debrief], form_of(mine))[debrief.pk], form_of(mine))
    assert [option for option, _rows in found] == ["好"] and len(found[0][1]) == 6 and found[0][1][0] == "总体评价"


def test_how_firm_the_order_stands_is_told_to_the_host_alone(county: County) -> None:
    """A tenth more or less of one weight moves the score over the edge of a band; the unit is not told of others."""
    code, mine = year(county)
    office = county.who("cheng")
    for unit, value in (("柳沟镇党委", "43.5"), ("石桥镇党委", "43.5")):
        one = debrief_of(code, unit).code
        counted(county, one)
        actions.enter_mark(actor=office, at=AT, code=one, part="inspection", value="0", basis="检查")
        actions.enter_mark(actor=office, at=AT, code=one, part="comment", value=value, basis="点评")
    actions.propose_grades(actor=office, at=AT, code=code)
    grade = Grade.unscoped.get(debrief__code=mine)
    assert grade.score == pytest.approx((40 * 100 + 10 * 0 + 10 * 43.5) / 60)
    assert grade.tree["tied"] == ["石桥镇党委"] and grade.proposed == "fair"
    assert "现场测评+10%" in grade.tree["swings"]
    actions.decide_grade(actor=office, at=AT, code=mine, band="fair")
    actions.tell_grade(actor=office, at=AT, code=mine)
    pages = {}
    for who in ("cheng", "ma"):
        client = Client()
        client.force_login(Account.unscoped.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
        pages[who] = client.get(f"/debriefs/{mine}/grade/").content.decode()
    assert "石桥镇党委" in pages["cheng"] and "石桥镇党委" not in pages["ma"] and "73.92" in pages["ma"]


def test_what_changed_since_is_worked_out_again_before_it_is_decided(county: County) -> None:
    code, mine = year(county)
    office = county.who("cheng")
    counted(county, mine)
    actions.propose_grades(actor=office, at=AT, code=code)
    actions.raise_cap(actor=office, at=AT, code=mine, cap="faked", basis="照片系往年")
    with pytest.raises(Refused, match="重新测算"):
        actions.decide_grade(actor=office, at=AT, code=mine, band="fairly")
    actions.propose_grades(actor=office, at=AT, code=code)
    actions.decide_grade(actor=office, at=AT, code=mine, band="fair")
    one = {"code": mine, "voter_class": "units", "given": 1, "returned": 1, "invalid": 0, "marks": GOOD}
    with pytest.raises(Refused, match="已经决定"):
        actions.enter_count(actor=office, at=AT, **one)  # type: ignore[arg-type]


def test_before_the_meeting_nothing_is_counted_and_a_cancelled_one_grades_nobody(county: County) -> None:
    code = called(county, kind="year")
    mine = debrief_of(code, "柳沟镇党委").code
    with pytest.raises(Refused, match="还没有开完"):
        counted(county, mine)
    with pytest.raises(Refused, match="还没有开完"):
        actions.propose_grades(actor=county.who("cheng"), at=AT, code=code)


def test_nobody_grades_themselves_nor_reviews_their_own_objection(county: County) -> None:
    code = called(county, "zhao", ("东坡村党支部",), kind="year")
    village, town = county.who("zhao"), county.who("ma")
    actions.begin_meeting(actor=village, at=AT, code=code, chair="赵立民")
    actions.end_meeting(actor=village, at=AT, code=code)
    mine = debrief_of(code, "东坡村党支部").code
    with pytest.raises(NotAllowed, match="柳沟镇党委"):
        actions.enter_mark(actor=village, at=AT, code=mine, part="comment", value="100", basis="自评")
    actions.enter_mark(actor=town, at=AT, code=mine, part="comment", value="70", basis="平时检查")
    actions.propose_grades(actor=village, at=AT, code=code)
    with pytest.raises(NotAllowed):
        actions.decide_grade(actor=village, at=AT, code=mine, band="good", note="自己定")
    actions.decide_grade(actor=town, at=AT, code=mine, band="fair", note="党委研究")
    actions.tell_grade(actor=town, at=AT, code=mine)
    actions.object_grade(actor=village, at=AT, code=mine, note="有出入")
    with pytest.raises(NotAllowed):
        actions.answer_objection(actor=village, at=AT, code=mine, upheld=True, band="good", note="属实")
    with pytest.raises(BadInput, match="应高于"):
        actions.answer_objection(actor=county.who("he"), at=AT, code=mine, upheld=True, band="poor", note="x")


def test_other_rules_are_tried_on_the_last_round_before_they_are_published(county: County) -> None:
    code, mine = year(county)
    counted(county, mine)
    office = county.who("cheng")
    actions.enter_mark(actor=office, at=AT, code=mine, part="inspection", value="40", basis="检查")
    actions.propose_grades(actor=office, at=AT, code=code)
    text = shipped()["grades"].text
    other = text.replace("label: 调研检查, weight: 10", "label: 调研检查, weight: 60")
    lenient = read_book(other)
    sentence, facts = trial_of(office, lenient)[1]
    told = sentence.format(**facts)
    assert "2人中1人的等次会变" in told and "柳沟镇党委（较好→一般）" in told
    hidden = trial_of(county.who("sys"), lenient)[1][1]
    assert hidden["changed"] == 1 and hidden["names"] == "—"
    assert trial_of(office, shipped()["grades"])[1][1]["changed"] == 0
