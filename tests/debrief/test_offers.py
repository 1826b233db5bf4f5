"""What the systems beside it offer a debrief: inspection results in the report and the grade; conditions of a grade."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from taizhang.debrief import actions
from taizhang.debrief.models import Debrief, Grade, Meeting
from taizhang.debrief.rules import scored, unmet
from taizhang.debrief.selectors import facts_for
from taizhang.inspection import actions as inspections
from taizhang.inspection.selectors import Inspected, inspected
from taizhang.people.models import Account
from taizhang.rulebook.books import shipped
from taizhang.rulebook.checks import fault_in
from tests.cast import AT, County
from tests.debrief.test_grades import counted, year
from tests.inspection.test_inspection import answer, begun

DAY = AT.date()
YEAR = timedelta(days=366)


def looked_at(county: County, manner: str = "open") -> str:
    """A visit to 东坡村: one of two questions of six points each holds. Returns the plan's code."""
    visit = begun(county, manner)
    answer(county, visit, **{"1_1": "yes", "2_4": "no"})
    inspections.end_visit(actor=county.who("gao"), at=AT, code=visit.code)
    return str(visit.plan.code)


def of_town(county: County) -> dict[int, Inspected]:
    town = county.units["柳沟镇党委"]
    return inspected({town.pk: town.path}, DAY - YEAR, DAY + timedelta(days=1))


def test_what_inspections_found_below_counts_for_the_unit_above(county: County) -> None:
    assert of_town(county) == {}  # nothing known is not nought
    looked_at(county)
    (found,) = of_town(county).values()
    assert (found.visits, found.percent) == (1, 50)
    other, village = county.units["石桥镇党委"], county.units["东坡村党支部"]
    both = inspected({other.pk: other.path, village.pk: village.path}, DAY - YEAR, DAY + timedelta(days=1))
    assert set(both) == {village.pk}
    assert inspected({village.pk: village.path}, DAY - YEAR, DAY) == {}  # the day itself is not yet over


def test_a_secret_inspection_offers_nothing_before_it_is_told(county: County) -> None:
    plan = looked_at(county, "secret")
    assert of_town(county) == {}
    inspections.publish_plan(actor=county.who("cheng"), at=AT, code=plan)
    assert {one.percent for one in of_town(county).values()} == {50}


def test_the_report_opens_with_it(county: County) -> None:
    _meeting, mine = year(county)
    debrief = Debrief.unscoped.select_related("unit").get(code=mine)
    said = [one["sentence"] for one in facts_for(debrief, DAY + timedelta(days=1))]
    assert not any("得分率" in one for one in said)
    looked_at(county)
    told = next(one for one in facts_for(debrief, DAY + timedelta(days=1)) if "得分率" in one["sentence"])
    assert told["facts"] == {"count": 1, "percent": "50.0"}


def test_the_grade_takes_the_inspections_and_what_is_entered_holds_over_them(county: County) -> None:
    meeting, mine = year(county)
    counted(county, mine)
    looked_at(county)
    office = county.who("cheng")

    def leaf() -> float:
        actions.propose_grades(actor=office, at=AT, code=meeting)
        tree = Grade.unscoped.filter(debrief__code=mine).order_by("-version")[0].tree
        return float(next(part for part in tree["parts"] if part["key"] == "inspection")["value"])

    Meeting.unscoped.filter(code=meeting).update(meeting_on=DAY)
    assert leaf() == 50
    actions.enter_mark(actor=office, at=AT, code=mine, part="inspection", value="88", basis="另有上级检查，见通报")
    assert leaf() == 88


def test_who_does_not_meet_a_condition_is_capped_and_told_why(county: County) -> None:
    meeting, mine = year(county)
    poor = [0, 10, 10, 0] * 6
    counted(county, mine, poor)
    actions.enter_mark(actor=county.who("cheng"), at=AT, code=mine, part="inspection", value="100", basis="检查")
    actions.enter_mark(actor=county.who("cheng"), at=AT, code=mine, part="comment", value="100", basis="点评")
    actions.propose_grades(actor=county.who("cheng"), at=AT, code=meeting)
    grade = Grade.unscoped.get(debrief__code=mine)
    assert grade.score is not None and grade.score > 70 and grade.caps == ["ballot_low"] and grade.proposed == "fair"
    client = Client()
    client.force_login(Account.unscoped.get(username="cheng"))
    page = client.get(f"/debriefs/{mine}/grade/").content.decode()
    assert "现场测评得分不低于70：没有达到，最高评为“一般”" in page


@pytest.mark.parametrize(("value", "found"), [(69.9, ["low"]), (70.0, []), (None, [])])
def test_a_condition_holds_nothing_unknown_against_anybody(value: float | None, found: list[str]) -> None:
    tree = scored({"key": "ballot", "label": "测评", "weight": 1, "source": "ballot"}, {"ballot": value})
    assert unmet(tree, [{"key": "low", "part": "ballot", "least": 70}]) == found


def test_a_condition_names_a_part_and_a_band_that_are_there() -> None:
    body = shipped()["grades"].body
    assert fault_in("grades", body) is None
    for name, value in (("part", "nothing"), ("cap", "nothing")):
        wrong = {**body, "conditions": [{**body["conditions"][0], name: value}]}
        assert fault_in("grades", wrong) == (f"conditions → {name}", "nothing")
