"""Accountability: proposed on records, approved by another hand, answered by the person, decided, appealed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.kit.waiting import all_waiting
from taizhang.ledger.models import Item
from taizhang.supervision import actions, selectors
from taizhang.supervision.models import Case
from tests.cast import AT, County

DECIDED = {"measure": "bulletin", "body": "县委常委会", "paper": "云组发〔2026〕20号", "decided_on": AT.date()}


def proposed(county: County, **told: object) -> str:
    given = {
        "unit": county.unit("东坡村党支部"),
        "person": "赵立民",
        "grounds": ["rectifying"],
        "facts": "两次延期后仍没有整改",
        **told,
    }
    given.setdefault("records", [] if "records" in told else [county.problem()])
    return actions.propose_case(actor=county.who("cheng"), at=AT, **given)  # type: ignore[arg-type]


def told(county: County) -> str:
    code = proposed(county)
    actions.open_case(actor=county.who("shen"), at=AT, code=code)
    actions.tell_case(actor=county.who("cheng"), at=AT, code=code)
    return code


def test_a_proposal_rests_on_grounds_of_the_book_and_records_in_sight(county: County) -> None:
    code = county.problem(title="已有的")
    for wrong, words in (
        ({"grounds": []}, "哪种情形"),
        ({"grounds": ["petition"]}, "petition"),
        ({"records": []}, "至少一个"),
        ({"records": ["P26-99999"]}, "P26-99999"),
        ({"facts": " "}, "事实"),
        ({"person": " "}, "被建议问责的人"),
    ):
        with pytest.raises(BadInput, match=words):
            proposed(county, **{"records": [code], **wrong})
    with pytest.raises(NotAllowed):
        village = {"unit": county.unit("东坡村党支部"), "person": "x", "grounds": ["duty"], "facts": "x"}
        actions.propose_case(actor=county.who("tian"), at=AT, records=["x"], **village)  # type: ignore[arg-type]


def last(county: County) -> str:
    return str(Item.unscoped.order_by("-pk").values_list("code", flat=True)[0])


def test_only_the_head_opens_it_and_never_the_proposer(county: County) -> None:
    code = proposed(county)
    with pytest.raises(NotAllowed, match="书记本人"):
        actions.open_case(actor=county.who("qiao"), at=AT, code=code)
    mine = actions.propose_case(
        actor=county.who("shen"),
        at=AT,
        unit=county.unit("东坡村党支部"),
        person="赵立民",
        grounds=["duty"],
        records=[last(county)],
        facts="x",
    )
    with pytest.raises(NotAllowed, match="您提出的"):
        actions.open_case(actor=county.who("shen"), at=AT, code=mine)
    with pytest.raises(BadInput):
        actions.drop_case(actor=county.who("shen"), at=AT, code=code)
    actions.drop_case(actor=county.who("shen"), at=AT, code=code, note="已整改，不启动")
    assert Case.unscoped.get(code=code).state == "dropped"


def test_the_unit_sees_nothing_before_its_person_is_told_and_is_heard_before_the_decision(county: County) -> None:
    code = proposed(county)
    for who in ("zhao", "ma", "li"):
        with pytest.raises(Absent):
            selectors.case_for(county.who(who), code)
    actions.open_case(actor=county.who("shen"), at=AT, code=code)
    actions.tell_case(actor=county.who("cheng"), at=AT, code=code)
    village, office = county.who("zhao"), county.who("cheng")
    assert [one.what for one in all_waiting(selectors.cases_waiting(village))] == ["陈述申辩"]
    with pytest.raises(Refused, match="还没有收到陈述申辩"):
        actions.decide_case(actor=office, at=AT, code=code, **DECIDED)  # type: ignore[arg-type]
    actions.state_case(actor=village, at=AT, code=code, note="汛期抽调，已补办")
    for wrong, words in (
        ({"measure": "fine"}, "没有“fine”"),
        ({"paper": " "}, "文号"),
        ({"body": " "}, "机关"),
        ({"decided_on": AT.date() + timedelta(days=1)}, "还没有到"),
    ):
        with pytest.raises(BadInput, match=words):
            actions.decide_case(actor=office, at=AT, code=code, **{**DECIDED, **wrong})  # type: ignore[arg-type]
    actions.decide_case(actor=office, at=AT, code=code, **DECIDED)  # type: ignore[arg-type]
    case = Case.unscoped.get()
    assert (case.state, case.influence_until, case.appeal_by) == ("decided", date(2027, 1, 8), date(2026, 8, 7))


def test_silence_does_not_hold_it_up_once_the_days_have_run_out(county: County) -> None:
    code = told(county)
    later = AT + timedelta(days=10)
    actions.decide_case(actor=county.who("cheng", later), at=later, code=code, **DECIDED)  # type: ignore[arg-type]
    assert Case.unscoped.get().state == "decided"


def test_an_appeal_is_answered_by_another_hand_and_the_influence_ends_on_its_day(county: County) -> None:
    code = told(county)
    actions.state_case(actor=county.who("zhao"), at=AT, code=code, note="说明")
    actions.decide_case(actor=county.who("cheng"), at=AT, code=code, **DECIDED)  # type: ignore[arg-type]
    late = AT + timedelta(days=40)
    with pytest.raises(Refused, match="申诉的期限"):
        actions.appeal_case(actor=county.who("zhao", late), at=late, code=code, note="x")
    actions.appeal_case(actor=county.who("zhao"), at=AT, code=code, note="事实有出入")
    with pytest.raises(NotAllowed, match="另一位同志"):
        actions.answer_appeal(actor=county.who("cheng"), at=AT, code=code, note="x")
    actions.answer_appeal(
        actor=county.who("qiao"), at=AT, code=code, note="部分采纳", measure="inspect", paper="云组发〔2026〕22号"
    )
    case = Case.unscoped.get()
    assert (case.measure, case.influence_until) == ("inspect", AT.date())
    actions.end_case(actor=county.who("cheng"), at=AT, code=code)
    assert Case.unscoped.get().state == "ended"


def test_a_running_influence_is_not_ended_early(county: County) -> None:
    code = told(county)
    actions.state_case(actor=county.who("zhao"), at=AT, code=code, note="说明")
    actions.decide_case(actor=county.who("cheng"), at=AT, code=code, **DECIDED)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="才满"):
        actions.end_case(actor=county.who("cheng"), at=AT, code=code)
