"""What a hostile reader found: roads by which a secret inspection, a tie, or the wrong hand could show or act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from taizhang.inspection import actions, selectors
from taizhang.inspection.models import Answer, Finding, Plan, Visit
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger.models import Item
from taizhang.orgs.actions import close_unit
from taizhang.orgs.selectors import hangs_on
from taizhang.people.actions import grant_role
from taizhang.people.models import Account, Grant
from taizhang.people.selectors import command_line_viewer, viewer_for
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import shipped
from tests.cast import AT, County
from tests.inspection.test_inspection import answer, begun, drafted, entered, started, visit_at


def test_the_units_own_journal_says_nothing_of_it(county: County) -> None:
    visit = begun(county, "secret")
    gao = {"actor": county.who("gao"), "at": AT, "code": visit.code}
    actions.record_talk(**gao, role="群众", points="没开过门", files=[("门.txt", b"x")])
    actions.note_finding(**gao, text="大门紧闭", at_once=True)
    actions.end_visit(**gao)
    actions.declare_recusal(actor=county.who("qiao"), at=AT, unit="东坡村党支部", reason="近亲属")
    for who in ("zhao", "ma", "he"):
        client = entered(who)
        for page in ("/journal/", f"/journal/?subject={visit.code}"):
            text = client.get(page).content.decode()
            for word in ("巡查", "暗访", "到场", "回避", "记谈话", "结束走访", visit.code):
                assert word not in text.replace(page, ""), (who, page, word)
    actions.publish_plan(actor=county.who("cheng"), at=AT, code=visit.plan.code)
    actions.agree_visit(actor=county.who("zhao"), at=AT, code=visit.code)
    assert "认可" in entered("zhao").get("/journal/").content.decode()


def test_a_second_hat_as_inspector_opens_nothing_under_the_first(county: County) -> None:
    visit = begun(county, "secret")
    system = command_line_viewer(AT.date())
    grant_role(actor=system, at=AT, username="zhao", role="inspector", unit=county.unit("县委"))
    account = Account.unscoped.select_related("person").get(username="zhao")
    for grant in Grant.unscoped.filter(account=account):
        viewer = viewer_for(account, AT.date(), grant.pk)
        assert not selectors.plans_for(viewer).exists() and not selectors.visits_for(viewer).exists(), grant.role
    assert visit.code


def test_neither_a_draw_nor_a_closing_nor_a_merging_tells(county: County) -> None:
    visit = begun(county, "secret")
    actions.end_visit(actor=county.who("gao"), at=AT, code=visit.code)
    later = AT + timedelta(days=5)
    told = {
        "title": "镇里自查",
        "breadth": "special",
        "rhythm": "daily",
        "manner": "open",
        "checklists": ["check-branch"],
    }
    basis = {"basis": "plan", "basis_paper": "x", "basis_by": "x", "basis_on": AT.date()}
    days = {"from_on": later.date(), "to_on": later.date()}
    town = {"actor": county.who("he", later), "at": later}
    plan = actions.draft_plan(**town, **told, **basis, **days)  # type: ignore[arg-type]
    actions.choose_units(**town, code=plan, how="all")  # type: ignore[arg-type]
    assert {one.reasons[1][0] for one in Visit.unscoped.filter(plan__code=plan)} == {"never"}
    other = visit_at(started(county, "secret", units=("后岭村党支部",), title="又一次"), "后岭村党支部")
    assert ("待走访的检查", 1) not in hangs_on(other.unit)
    visit = Visit.unscoped.get(plan__code=plan, unit=other.unit)
    assert not selectors.mergeable(visit.plan, [visit], 30)


def test_an_inspection_that_has_not_begun_or_is_over_records_nothing(county: County) -> None:
    plan, office = drafted(county), {"actor": county.who("cheng"), "at": AT}
    actions.choose_units(**office, code=plan, how="list", units=["东坡村党支部"])
    actions.set_teams(**office, code=plan, teams=[{"name": "甲", "head": "cheng", "members": []}])
    visit = visit_at(plan)
    with pytest.raises(Refused, match="拟定中，现在不能“到场”"):
        actions.begin_visit(**office, code=visit.code)
    actions.start_plan(**office, code=plan)
    actions.begin_visit(**office, code=visit.code)
    found = actions.note_finding(**office, code=visit.code, text="x")
    actions.cancel_plan(**office, code=plan, note="另有安排")
    for act in (actions.raise_finding, actions.drop_finding):
        with pytest.raises(Refused, match="已取消"):
            act(**office, code=found)
    assert "另有安排" not in entered("zhao").get(f"/inspections/{plan}/").content.decode()


def test_a_tie_declared_later_still_holds_and_nobody_confirms_their_own_visit(county: County) -> None:
    plan = started(county, units=("东坡村党支部", "后岭村党支部"))
    gao = {"actor": county.who("gao"), "at": AT}
    actions.declare_recusal(**gao, unit="后岭村党支部", reason="近亲属")
    with pytest.raises(NotAllowed, match="有回避关系"):
        actions.begin_visit(**gao, code=visit_at(plan, "后岭村党支部").code)
    visit = visit_at(plan)
    actions.begin_visit(**gao, code=visit.code)
    actions.end_visit(**gao, code=visit.code)
    grant_role(
        actor=command_line_viewer(AT.date()), at=AT, username="gao", role="clerk", unit=county.unit("东坡村党支部")
    )
    account = Account.unscoped.select_related("person").get(username="gao")
    clerk = viewer_for(account, AT.date(), Grant.unscoped.get(account=account, role="clerk").pk)
    with pytest.raises(NotAllowed):
        actions.agree_visit(actor=clerk, at=AT, code=visit.code)


def test_a_town_enlists_only_its_own_people(county: County) -> None:
    told = {
        "title": "镇里自查",
        "breadth": "special",
        "rhythm": "daily",
        "manner": "open",
        "checklists": ["check-branch"],
    }
    basis = {"basis": "plan", "basis_paper": "x", "basis_by": "x", "basis_on": AT.date()}
    town = {"actor": county.who("he"), "at": AT}
    plan = actions.draft_plan(**town, **told, **basis, from_on=AT.date(), to_on=AT.date())  # type: ignore[arg-type]
    for who in ("gao", "li"):
        with pytest.raises(BadInput, match="没有账号"):
            actions.set_teams(**town, code=plan, teams=[{"name": "甲", "head": who, "members": []}])  # type: ignore[arg-type]


def test_bringing_a_photo_or_clearing_is_no_second_answer(county: County) -> None:
    visit = begun(county)
    answer(county, visit, "gao", **{"1_1": "yes"})
    answer(county, visit, "qiao", **{"1_1": {"value": None, "note": "照片一张"}})
    actions.end_visit(actor=county.who("gao"), at=AT, code=visit.code)
    assert selectors.filled(visit, selectors.answers_of(visit))[0].results["1.1"].gained == 6


def test_an_upgrade_leaves_what_a_unit_has_agreed_to(county: County) -> None:
    plan = started(county, units=("东坡村党支部", "后岭村党支部"), lists=("check-service",))
    gao, office = {"actor": county.who("gao"), "at": AT}, {"actor": county.who("cheng"), "at": AT}
    for unit in ("东坡村党支部", "后岭村党支部"):
        actions.begin_visit(**gao, code=visit_at(plan, unit).code)
        answer(county, visit_at(plan, unit), name="check-service", **{"1": "yes"})
    agreed = visit_at(plan)
    actions.end_visit(**gao, code=agreed.code)
    actions.agree_visit(actor=county.who("zhao"), at=AT, code=agreed.code)
    text = shipped()["check-service"].text.replace("2026.1", "2026.2").replace('"2020-01-01"', '"2026-07-01"')
    publish_book(
        actor=county.who("cheng"),
        at=AT,
        text=text.replace("points: 20, how: [see], answer: yes_no", "points: 5, how: [see], answer: yes_no"),
    )
    later = {**office, "at": AT + timedelta(hours=1)}
    assert actions.upgrade_checklist(**later, code=plan, name="check-service") == 1
    old = selectors.filled(visit_at(plan), selectors.answers_of(agreed))[0]
    new = selectors.filled(visit_at(plan, "后岭村党支部"), selectors.answers_of(visit_at(plan, "后岭村党支部")))[0]
    assert (old.checklist.version, old.score.gained) == ("2026.1", 20) and new.score.gained == 5
    scores = selectors.scores_of(
        list(Visit.unscoped.filter(plan__code=plan).order_by("pk")), selectors.lists_of(agreed.plan)
    )
    assert sorted(one[0].gained for one in scores.values()) == [5, 20]
    with pytest.raises(Refused, match=r"按“便民服务点检查表”2026\.1版记的"):
        actions.record_answers(
            **gao,
            code=visit_at(plan, "后岭村党支部").code,
            checklist="check-service",
            version="2026.1",
            answers={"1": "no"},
        )


def test_days_of_a_secret_inspection_run_from_when_it_is_told(county: County) -> None:
    visit = begun(county, "secret")
    gao = {"actor": county.who("gao"), "at": AT}
    code = actions.note_finding(**gao, code=visit.code, text="大门紧闭", at_once=True)
    actions.end_visit(**gao, code=visit.code)
    told = AT + timedelta(days=60)
    actions.publish_plan(actor=county.who("cheng", told), at=told, code=visit.plan.code)
    visit.refresh_from_db()
    assert visit.answer_by and visit.answer_by > told.date()
    assert Finding.unscoped.get(code=code).due_on == told.date() + timedelta(days=30)


def test_no_problem_is_made_of_a_unit_that_is_no_more(county: County) -> None:
    plan = started(county, "secret", units=("东坡村党支部", "前坝村党支部"))
    visit, gao = visit_at(plan, "前坝村党支部"), {"actor": county.who("gao"), "at": AT}
    actions.begin_visit(**gao, code=visit.code)
    code = actions.note_finding(**gao, code=visit.code, text="大门紧闭", at_once=True)
    close_unit(actor=county.who("cheng"), at=AT, code=county.unit("前坝村党支部"))
    told = actions.publish_plan(actor=county.who("cheng"), at=AT, code=plan)
    assert told["raised"] == [] and "已经撤销" in told["refused"][0][1] and not Item.unscoped.exists()
    actions.drop_finding(actor=county.who("cheng"), at=AT, code=code, note="单位已撤")
    assert Visit.unscoped.get(pk=visit.pk).state == "cancelled"


def test_a_visit_is_opened_again_for_what_came_late(county: County) -> None:
    visit = begun(county)
    gao = {"actor": county.who("gao"), "at": AT, "code": visit.code}
    actions.end_visit(**gao)
    actions.begin_visit(actor=county.who("gao"), at=AT, code=visit_at(started(county, title="另一次")).code)
    with pytest.raises(NotAllowed):
        actions.reopen_visit(actor=county.who("zhao"), at=AT, code=visit.code, note="x")
    with pytest.raises(BadInput):
        actions.reopen_visit(**gao)
    actions.reopen_visit(**gao, note="乔安的结果后到")
    assert answer(county, visit, "qiao", **{"1_1": "no"}) == 1
    actions.begin_visit(actor=county.who("qiao"), at=AT, code=visit.code)  # a second arrival is no fault
    actions.end_visit(**gao)
    actions.end_visit(actor=county.who("qiao"), at=AT, code=visit.code)


def test_the_pages_choose_units_in_every_way(county: County) -> None:
    plan = drafted(county)
    client, address = entered("cheng"), f"/inspections/{plan}/choose_units/"
    for told, count in (
        ({"how": "all"}, 7),
        ({"how": "rule", "kinds": ["branch"], "fields_": ["rural"]}, 3),
        ({"how": "list", "units": "东坡村党支部\n后岭村党支部"}, 2),
        ({"how": "drawn", "n2": "2", "seed": "十七"}, 2),
    ):
        answered = client.post(address, told, follow=True)
        assert answered.status_code == 200 and f"已确定{count}个单位" in answered.content.decode(), told
    teams = {"teams": "第一组：高峰（组长）、乔安\n第二组：cheng"}
    assert "编组，已办" in client.post(f"/inspections/{plan}/set_teams/", teams, follow=True).content.decode()
    assert "没有账号" in client.post(f"/inspections/{plan}/set_teams/", {"teams": "甲：无此人"}).content.decode()


def test_a_records_key_is_a_key_and_used_once(county: County) -> None:
    visit = begun(county)
    gao: dict[str, Any] = {"actor": county.who("gao"), "at": AT, "code": visit.code}
    mark = "0b9b5c5e-0000-4000-8000-000000000009"
    actions.note_finding(**gao, text="甲", mark=mark)
    with pytest.raises(Refused, match="已经收到过"):
        actions.note_finding(**gao, text="乙", mark=mark)
    for bad in ("a/b", "x" * 36, "../.."):
        with pytest.raises(BadInput):
            actions.record_talk(**gao, role="x", points="x", mark=bad)
    assert Client().get("/").status_code == 302 and Answer.unscoped.count() == 0


def test_a_sheet_takes_no_other_books_name(county: County) -> None:
    text = shipped()["check-branch"].text.replace("book: check-branch", "book: inspection")
    with pytest.raises(Refused, match="检查规则"):
        publish_book(actor=county.who("cheng"), at=AT, text=text.replace('"2020-01-01"', '"2026-07-01"'))
    assert Plan.unscoped.count() == 0 and date(2026, 7, 1)
