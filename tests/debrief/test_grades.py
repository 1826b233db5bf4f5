"""A year's appraisal and grades: counted twice, proposed, decided with a reason, told, objected to, reviewed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from taizhang.debrief import actions
from taizhang.debrief.models import Debrief, Grade, Tally
from taizhang.debrief.selectors import grades as reading
from taizhang.journal.models import Entry
from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from tests.cast import AT, County
from tests.debrief.test_meeting import HELD, called, debrief_of

GOOD = [20, 0, 0, 0] * 6
MIXED = [10, 6, 4, 0] * 6


def year(county: County) -> tuple[str, str]:
    """A year-end meeting and 柳沟镇's debrief in it."""
    code = called(county, kind="year")
    return code, debrief_of(code, "柳沟镇党委").code


def counted(county: County, code: str, marks: list[int] = GOOD, voter_class: str = "units") -> None:
    told = {"code": code, "voter_class": voter_class, "given": 22, "returned": 20, "invalid": 0, "marks": marks}
    for who in ("cheng", "qiao"):
        outcome = actions.enter_count(actor=county.who(who), at=AT, **told)  # type: ignore[arg-type]
    assert outcome == "agreed"


def test_the_half_year_of_the_speech_has_neither_ballot_nor_grade(county: County) -> None:
    code = called(county)
    mine = debrief_of(code, "柳沟镇党委").code
    with pytest.raises(Refused, match="测评"):
        counted(county, mine)
    with pytest.raises(Refused, match="等次"):
        actions.propose_grades(actor=county.who("cheng"), at=AT, code=code)


def test_slips_are_counted_by_two_people_until_they_agree(county: County) -> None:
    _code, mine = year(county)
    told = {"code": mine, "voter_class": "units", "given": 22, "returned": 20, "invalid": 0}
    one, two = county.who("cheng"), county.who("qiao")
    assert actions.enter_count(actor=one, at=AT, **told, marks=GOOD) == "first"  # type: ignore[arg-type]
    assert actions.enter_count(actor=one, at=AT, **told, marks=MIXED) == "first"  # type: ignore[arg-type]
    assert Tally.unscoped.count() == 1  # one's own count corrected, no second hand yet
    assert actions.enter_count(actor=two, at=AT, **told, marks=GOOD) == "differs"  # type: ignore[arg-type]
    with pytest.raises(Refused, match="程远、乔安两位同志"):
        actions.enter_count(actor=county.who("shen"), at=AT, **told, marks=GOOD)  # type: ignore[arg-type]
    assert not reading.counts_of([Debrief.unscoped.get(code=mine)])
    assert actions.enter_count(actor=one, at=AT, **told, marks=GOOD) == "agreed"  # type: ignore[arg-type]
    with pytest.raises(Refused, match="不能再改"):
        actions.enter_count(actor=one, at=AT, **told, marks=MIXED)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="只有3个"):
        actions.enter_count(actor=one, at=AT, **{**told, "voter_class": "leaders"}, marks=[1, 2, 3])  # type: ignore[arg-type]
    with pytest.raises(Absent):
        actions.enter_count(actor=county.who("li"), at=AT, **told, marks=GOOD)  # type: ignore[arg-type]
    entries = Entry.unscoped.filter(kind="debrief.enter_count").values_list("body", flat=True)
    facts = [json.loads(bytes(body))["facts"] for body in entries]
    assert len(facts) == 4 and all(set(one) == {"voter_class", "outcome"} for one in facts)  # no votes in the journal


def test_a_grade_explains_itself_and_says_what_is_missing(county: County) -> None:
    code, mine = year(county)
    counted(county, mine)
    closed = county.problem(unit="柳沟镇党委", title="按期", due_on=AT.date() + timedelta(days=30))
    county.bring_to("closed", closed, doer="he")
    county.problem(unit="柳沟镇党委", title="超期的", due_on=AT.date() + timedelta(days=1))
    later = AT + timedelta(days=60)
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
    found = reading.remarks_on(reading.counts_of([debrief])[debrief.pk], reading.appraisal_form(debrief.meeting))
    assert [option for option, _rows in found] == ["好"] and len(found[0][1]) == 6 and found[0][1][0] == "总体评价"


def test_how_firm_the_order_stands_is_told(county: County) -> None:
    code, mine = year(county)
    counted(county, mine, MIXED)
    actions.enter_mark(actor=county.who("cheng"), at=AT, code=mine, part="inspection", value="60", basis="检查")
    actions.propose_grades(actor=county.who("cheng"), at=AT, code=code)
    tree = Grade.unscoped.get(debrief__code=mine).tree
    assert set(tree) >= {"tied", "swings", "missing"} and HELD
