"""What a newcomer ran into: an objection is answered, nothing is told before it is decided, nothing typed is lost."""

from __future__ import annotations

import pytest

from taizhang.inspection import actions, policy, selectors
from taizhang.inspection.models import Answer, Visit
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.kit.waiting import all_waiting
from taizhang.rulebook.actions import draft_book, publish_book
from taizhang.rulebook.books import shipped
from tests.cast import AT, County
from tests.inspection.test_inspection import answer, begun, drafted, entered


def objected(county: County) -> Visit:
    visit = begun(county)
    answer(county, visit, **{"1_1": "no"})
    actions.end_visit(actor=county.who("gao"), at=AT, code=visit.code)
    actions.question_visit(actor=county.who("zhao"), at=AT, code=visit.code, note="换届批复在镇里。")
    return Visit.unscoped.get(pk=visit.pk)


def test_an_objection_waits_for_the_inspecting_side_and_is_answered(county: County) -> None:
    visit = objected(county)
    for who in ("gao", "cheng"):
        assert [one.what for one in all_waiting(selectors.inspections_waiting(county.who(who)))] == ["答复走访异议"]
    with pytest.raises(Refused, match="东坡村党支部"):
        actions.end_plan(actor=county.who("cheng"), at=AT, code=visit.plan.code)
    for who in ("zhao", "ma"):
        with pytest.raises(NotAllowed):
            actions.answer_visit(actor=county.who(who), at=AT, code=visit.code, note="不行")
    with pytest.raises(BadInput, match="答复内容"):
        actions.answer_visit(actor=county.who("gao"), at=AT, code=visit.code, note=" ")
    actions.answer_visit(actor=county.who("gao"), at=AT, code=visit.code, note="批复是去年的，维持。")
    for who in ("zhao", "ma"):
        page = entered(who).get(f"/visits/{visit.code}/").content.decode()
        assert "换届批复在镇里" in page and "批复是去年的，维持" in page
    assert not all_waiting(selectors.inspections_waiting(county.who("gao")))
    actions.end_plan(actor=county.who("cheng"), at=AT, code=visit.plan.code)


def test_an_objection_after_the_end_is_still_answered(county: County) -> None:
    visit = begun(county)
    actions.end_visit(actor=county.who("gao"), at=AT, code=visit.code)
    actions.end_plan(actor=county.who("cheng"), at=AT, code=visit.plan.code)
    actions.question_visit(actor=county.who("zhao"), at=AT, code=visit.code, note="记错了村名。")
    found = selectors.visit_for(county.who("cheng"), visit.code)
    assert list(policy.visit_acts(county.who("cheng"), found)) == ["answer_visit"]
    actions.answer_visit(actor=county.who("cheng"), at=AT, code=visit.code, note="已在说明里更正。")
    assert Visit.unscoped.get(pk=visit.pk).state == "answered"


def test_the_unit_sees_what_became_a_problem_and_nothing_still_weighed(county: County) -> None:
    visit, gao = begun(county), {"actor": county.who("gao"), "at": AT}
    actions.note_finding(**gao, code=visit.code, text="公开栏停在三月", at_once=True)
    actions.note_finding(**gao, code=visit.code, text="门口堆了杂物")
    actions.end_visit(**gao, code=visit.code)
    pages = {who: entered(who).get(f"/visits/{visit.code}/").content.decode() for who in ("zhao", "qiao")}
    assert all("公开栏停在三月" in page for page in pages.values())
    assert "门口堆了杂物" in pages["qiao"] and "门口堆了杂物" not in pages["zhao"]
    with pytest.raises(Refused, match="东坡村党支部"):
        actions.end_plan(actor=county.who("cheng"), at=AT, code=visit.plan.code)


def test_nothing_is_published_while_a_finding_is_undecided(county: County) -> None:
    visit, gao = begun(county, "secret"), {"actor": county.who("gao"), "at": AT}
    code = actions.note_finding(**gao, code=visit.code, text="十点仍未开门")
    actions.end_visit(**gao, code=visit.code)
    with pytest.raises(Refused, match="没有登记为问题"):
        actions.publish_plan(actor=county.who("cheng"), at=AT, code=visit.plan.code)
    actions.raise_finding(**gao, code=code)
    assert len(actions.publish_plan(actor=county.who("cheng"), at=AT, code=visit.plan.code)["raised"]) == 1


def test_numbers_to_draw_and_the_way_chosen_must_agree(county: County) -> None:
    told = {"actor": county.who("cheng"), "at": AT, "code": drafted(county)}
    with pytest.raises(BadInput, match="分层随机抽取"):
        actions.choose_units(**told, how="all", counts={"党支部·农村": 2})  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="填上个数"):
        actions.choose_units(**told, how="drawn", counts={"党支部·农村": 0})  # type: ignore[arg-type]


def test_a_version_that_is_out_is_not_published_again(county: County) -> None:
    text = shipped()["check-branch"].text.replace('"2020-01-01"', '"2026-08-01"')
    for act in (publish_book, draft_book):
        with pytest.raises(Refused, match="换一个版本号"):
            act(actor=county.who("cheng"), at=AT, text=text)


def test_one_save_takes_every_section_and_a_refused_one_keeps_what_was_typed(county: County) -> None:
    visit, client = begun(county), entered("gao")
    page = f"/visits/{visit.code}/"
    form = {"checklist": "check-branch", "a:1.2": "2", "a:2.1": "三次", "anchor": "s1-2"}
    form |= {"n:1.1": "批复没有找到", "n:1.2": "", "n:2.1": ""}
    refused = client.post(f"{page}record_answers/", form)
    assert refused.status_code == 400 and not Answer.unscoped.exists()
    assert "批复没有找到" in refused.content.decode()
    assert 'value="三次"' in refused.content.decode() and 'value="2"' in refused.content.decode()
    kept = client.post(f"{page}record_answers/", form | {"a:2.1": "3"})
    assert kept.headers["Location"] == f"{page}?part=s1-2#s1-2" and Answer.unscoped.count() == 3
    again = client.post(f"{page}record_answers/", form | {"a:2.1": "4"}, follow=True)
    assert "已记下1项" in again.content.decode()


def test_a_team_line_without_its_colon_says_so(county: County) -> None:
    client, plan = entered("cheng"), drafted(county)
    page = client.post(f"/inspections/{plan}/set_teams/", {"teams": "一组 gao、qiao"}).content.decode()
    assert "组名后面写冒号" in page
