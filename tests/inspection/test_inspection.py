"""Inspections through their acts: basis, draw, teams, visits, findings, secrecy, what comes after."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import date, timedelta
from typing import Any

import docx
import pytest
from django.test import Client

from taizhang.evidence.models import Evidence
from taizhang.evidence.selectors import evidence_for
from taizhang.inspection import actions, policy, selectors
from taizhang.inspection.models import Answer, Finding, Plan, Visit
from taizhang.journal.acts import Carried, carrying
from taizhang.journal.models import Entry
from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.kit.waiting import all_waiting
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import item_for
from taizhang.orgs.actions import close_unit
from taizhang.people.actions import grant_role, open_account, post_person
from taizhang.people.models import Account
from taizhang.people.selectors import command_line_viewer
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import shipped
from tests.cast import AT, VERIFIED, County

BASIS = {
    "basis": "plan",
    "basis_paper": "云办〔2026〕3号年度督查检查考核计划",
    "basis_by": "县委",
    "basis_on": date(2026, 2, 1),
}
TEAMS = [{"name": "第一组", "head": "gao", "members": ["gao", "qiao"]}]


def drafted(county: County, manner: str = "open", lists: tuple[str, ...] = ("check-branch",), **told: Any) -> str:
    given = {"title": "上半年调研检查", "breadth": "concentrated", "rhythm": "regular", "manner": manner, **BASIS}
    days = {"from_on": AT.date(), "to_on": AT.date() + timedelta(days=20)}
    return actions.draft_plan(actor=county.who("cheng"), at=AT, checklists=lists, **{**given, **days, **told})


def started(county: County, manner: str = "open", units: tuple[str, ...] = ("东坡村党支部",), **told: Any) -> str:
    plan, office = drafted(county, manner, **told), {"actor": county.who("cheng"), "at": AT}
    actions.choose_units(**office, code=plan, how="list", units=units)
    assert actions.set_teams(**office, code=plan, teams=TEAMS) == 0
    actions.start_plan(**office, code=plan)
    return plan


def visit_at(plan: str, unit: str = "东坡村党支部") -> Visit:
    return Visit.unscoped.get(plan__code=plan, unit__short=unit)


def begun(county: County, manner: str = "open", **told: Any) -> Visit:
    visit = visit_at(started(county, manner, **told))
    actions.begin_visit(actor=county.who("gao"), at=AT, code=visit.code)
    return Visit.unscoped.get(pk=visit.pk)


def answer(county: County, visit: Visit, who: str = "gao", name: str = "check-branch", **answers: Any) -> int:
    told = {key.replace("_", "."): value for key, value in answers.items()}
    return actions.record_answers(actor=county.who(who), at=AT, code=visit.code, checklist=name, answers=told)


def test_no_inspection_without_its_basis(county: County) -> None:
    for bad, words in (
        ({"basis_paper": " "}, "文号或名称"),
        ({"basis_by": ""}, "批准人"),
        ({"basis_on": AT.date() + timedelta(days=1)}, "还没有到"),
        ({"basis": "whim"}, "可以选"),
        ({"to_on": AT.date() - timedelta(days=1)}, "次序不对"),
        ({"checklists": ()}, "没有选检查表"),
        ({"checklists": ("check-nothing",)}, "没有叫"),
        ({"manner": "x"}, "可以选"),
    ):
        lists = bad.pop("checklists", ("check-branch",))  # type: ignore[arg-type]
        with pytest.raises(BadInput, match=words):
            drafted(county, lists=lists, **bad)  # type: ignore[arg-type]
    for who in ("gao", "tian"):
        with pytest.raises(NotAllowed):
            actions.draft_plan(
                actor=county.who(who), at=AT, title="x", breadth="special", rhythm="daily", manner="open",
                from_on=AT.date(), to_on=AT.date(), checklists=["check-branch"], **BASIS,
            )  # fmt: skip
    assert not Plan.unscoped.exists()


def test_units_are_chosen_by_rule_list_or_draw_and_each_says_why(county: County) -> None:
    plan, office = drafted(county), {"actor": county.who("cheng"), "at": AT}
    assert actions.choose_units(**office, code=plan, how="rule", kinds=["branch"], fields=["rural"]) == 3
    assert actions.choose_units(**office, code=plan, how="all") == 7
    assert actions.choose_units(**office, code=plan, how="list", units=["东坡村党支部", "东坡村党支部"]) == 1
    county.problem(unit="东坡村党支部", due_on=AT.date() - timedelta(days=3))
    told = {
        "code": plan,
        "how": "drawn",
        "counts": {"党支部·农村": 2, "乡镇党委·农村": 1},
        "seed": "2026年7月8日摇号 17",
    }
    assert actions.choose_units(**office, **told) == 3
    first = set(Visit.unscoped.values_list("unit__short", flat=True))
    kept = Plan.unscoped.get().draw
    assert {one.reasons[0][0] for one in Visit.unscoped.all()} == {"drawn"} and len(kept["frame"]) == 7
    east = next(row for row in kept["frame"] if row["code"] == county.unit("东坡村党支部"))
    assert east["facts"]["late"] == 1 and east["weight"] > 5
    assert actions.choose_units(**office, **told) == 3 and first == set(
        Visit.unscoped.values_list("unit__short", flat=True)
    )
    with pytest.raises(BadInput, match="只有3个单位可以抽"):
        actions.choose_units(**office, code=plan, how="drawn", counts={"党支部·农村": 4})
    with pytest.raises(BadInput, match="没有找到"):
        actions.choose_units(**office, code=plan, how="rule", kinds=["street"])
    with pytest.raises(BadInput, match="不在“县委”之下"):
        actions.choose_units(**office, code=plan, how="list", units=["县委"])
    facts = Entry.unscoped.filter(kind="inspection.choose_units").latest("seq").body
    assert "2026年7月8日摇号 17".encode() in bytes(facts)


def test_nobody_is_sent_to_their_own_or_where_they_declared_a_tie(county: County) -> None:
    plan, office = drafted(county), {"actor": county.who("cheng"), "at": AT}
    actions.choose_units(**office, code=plan, how="rule", kinds=["branch"], fields=["rural"])
    pair = [{"name": "甲", "head": "he", "members": []}, {"name": "乙", "head": "gao", "members": []}]
    assert actions.set_teams(**office, code=plan, teams=pair) == 0
    teams = dict(Visit.unscoped.values_list("unit__short", "team__name"))
    assert teams == {"东坡村党支部": "乙", "后岭村党支部": "乙", "前坝村党支部": "甲"}  # 何敏 works at 柳沟镇
    actions.declare_recusal(actor=county.who("gao"), at=AT, unit="后岭村党支部", reason="近亲属任职")
    with pytest.raises(Refused, match="高峰与“后岭村党支部”有回避关系（申报过回避）"):
        actions.start_plan(**office, code=plan)
    assert actions.set_teams(**office, code=plan, teams=pair) == 1
    with pytest.raises(Refused, match="还有1个单位没有小组可去"):
        actions.start_plan(**office, code=plan)
    hill = visit_at(plan, "后岭村党支部")
    with pytest.raises(Refused, match="不能去"):
        actions.assign_visit(**office, code=hill.code, team=1)
    actions.end_recusal(actor=county.who("gao"), at=AT, unit=county.unit("后岭村党支部"))
    actions.assign_visit(**office, code=hill.code, team=2)
    actions.start_plan(**office, code=plan)
    with pytest.raises(Refused):
        actions.declare_recusal(actor=county.who("sys"), at=AT, unit="后岭村党支部", reason="x")
    for bad in (
        [{"name": "甲", "head": "nobody", "members": []}],
        [{"name": "甲", "head": "tian", "members": []}],
        [{"name": "甲", "head": "sys", "members": []}],
        [{"name": "甲", "head": "gao", "members": []}, {"name": "乙", "head": "qiao", "members": ["gao"]}],
        [{"name": "甲", "members": "gao"}],
        [],
    ):
        fresh = drafted(county)
        with pytest.raises(BadInput):
            actions.set_teams(**office, code=fresh, teams=bad)


def test_a_failed_answer_is_a_problem_in_one_tap_with_all_that_is_known(county: County) -> None:
    visit = begun(county)
    photo = (b"%PDF-1.4 record", "记录.pdf")
    told = {"2.1": {"value": "2", "note": "缺二、三季度", "evidence": []}}
    import hashlib

    told["2.1"]["evidence"] = [hashlib.sha256(photo[0]).hexdigest()]
    gao = {"actor": county.who("gao"), "at": AT, "code": visit.code}
    actions.record_answers(**gao, checklist="check-branch", answers=told, files=[(photo[1], photo[0])])
    code = actions.note_finding(**gao, checklist="check-branch", key="2.1", at_once=True)
    found = Finding.unscoped.select_related("item").get(code=code)
    item = found.item
    assert item and item.title == "近12个月党员大会只开2次，缺2次（缺二、三季度）" and item.category == "组织生活"
    assert item.accepting.short == "县委" and item.unit.short == "东坡村党支部" and item.source == "visit"
    assert item.facts["found_by"] == "高峰" and "2026年8月7日" in item.facts["source_detail"] and item.proof_count == 1
    assert Evidence.unscoped.filter(sha256=told["2.1"]["evidence"][0]).count() == 2
    with pytest.raises(Refused, match="已经记过"):
        actions.note_finding(**gao, checklist="check-branch", key="2.1")
    answer(county, visit, **{"1_1": "yes"})
    with pytest.raises(Refused, match="没有失分"):
        actions.note_finding(**gao, checklist="check-branch", key="1.1")


def test_what_was_found_before_is_not_entered_twice(county: County) -> None:
    text = "“三会一课”记录不规范"
    known = county.problem(title=text)
    visit = begun(county)
    gao = {"actor": county.who("gao"), "at": AT}
    code = actions.note_finding(**gao, code=visit.code, text=text, at_once=True)
    assert Finding.unscoped.get(code=code).item.code == known and Item.unscoped.count() == 1  # type: ignore[union-attr]
    other = actions.note_finding(**gao, code=visit.code, text="别的")
    with pytest.raises(BadInput, match="理由"):
        actions.drop_finding(**gao, code=other)
    actions.drop_finding(**gao, code=other, note="当场改好")
    with pytest.raises(Refused):
        actions.raise_finding(**gao, code=other)


def test_only_the_team_records_and_only_its_own_visits_are_seen(county: County) -> None:
    visit = begun(county)
    for who, error in (("cheng", NotAllowed), ("zhao", NotAllowed), ("li", Absent), ("sys", Absent)):
        with pytest.raises(error):
            answer(county, visit, who, **{"1_1": "yes"})
    with pytest.raises(BadInput, match=r"第1\.2项：填的数太大"):
        answer(county, visit, **{"1_2": "99"})
    with pytest.raises(BadInput, match="没有第“7”项"):
        answer(county, visit, **{"7": "1"})
    with pytest.raises(BadInput, match="不是这次走访用的"):
        answer(county, visit, name="check-village", **{"1_1": "x"})
    late = AT - timedelta(days=1)
    system = command_line_viewer(late.date())
    person = post_person(actor=system, at=late, name="方正", unit=county.unit("县委"), title="巡查员")
    open_account(actor=system, at=late, username="fang", person=person)
    grant_role(actor=system, at=late, username="fang", role="inspector", unit=county.unit("县委"))
    assert (
        not selectors.plans_for(county.who("fang")).exists() and not selectors.visits_for(county.who("fang")).exists()
    )
    assert not Answer.unscoped.exists() and Entry.unscoped.filter(kind="inspection.record_answers").count() == 0


def test_two_inspectors_are_compared_and_the_head_takes_one(county: County) -> None:
    visit = begun(county)
    answer(county, visit, "gao", **{"1_1": "yes", "4_1": "3"})
    answer(county, visit, "qiao", **{"1_1": "yes", "4_1": "5"})
    gao, qiao = county.who("gao"), county.who("qiao")
    with pytest.raises(Refused, match="请组长先取定"):
        actions.end_visit(actor=gao, at=AT, code=visit.code)
    pair = selectors.strictness_of(visit.plan)[0]
    first = Answer.unscoped.filter(key="4.1").order_by("by").first()
    assert (pair.both, pair.same) == (2, 1) and pair.less == (2 if first and first.value == 3 else -2)
    told = {"code": visit.code, "checklist": "check-branch", "key": "4.1", "by": gao.code}
    with pytest.raises(BadInput):
        actions.choose_answer(actor=gao, at=AT, **{**told, "by": "nobody"})
    actions.choose_answer(actor=gao, at=AT, **told)
    found = selectors.filled(visit, selectors.answers_of(visit))[0]
    assert found.results["4.1"].gained == 3 and Answer.unscoped.filter(key="4.1").count() == 2
    actions.end_visit(actor=qiao, at=AT, code=visit.code)
    with pytest.raises(Refused):
        answer(county, visit, **{"1_1": "no"})


def test_what_does_not_fit_together_holds_the_visit_open(county: County) -> None:
    visit = begun(county, lists=("check-handbook",))
    answer(county, visit, name="check-handbook", **{"1": "yes", "4": "5", "5": "6"})
    with pytest.raises(Refused, match="缺要素的篇数不能多于抽查的篇数"):
        actions.end_visit(actor=county.who("gao"), at=AT, code=visit.code)
    answer(county, visit, name="check-handbook", **{"5": "2"})
    actions.end_visit(actor=county.who("gao"), at=AT, code=visit.code, note="手册基本齐全")


def test_the_unit_says_its_word_and_it_stands(county: County) -> None:
    visit = begun(county)
    answer(county, visit, **{"1_1": "no"})
    village = county.who("zhao")
    assert not policy.shows_results(village, visit)
    with pytest.raises(Refused):
        actions.agree_visit(actor=village, at=AT, code=visit.code)
    actions.end_visit(actor=county.who("gao"), at=AT, code=visit.code)
    ended = selectors.visit_for(village, visit.code)
    assert policy.shows_results(village, ended) and ended.answer_by == date(2026, 7, 13)
    waiting = all_waiting(selectors.inspections_waiting(village))
    assert [one.what for one in waiting] == ["确认走访情况"] and waiting[0].code == visit.code
    for who in ("ma", "gao", "cheng"):
        with pytest.raises(NotAllowed):
            actions.agree_visit(actor=county.who(who), at=AT, code=visit.code)
    with pytest.raises(BadInput):
        actions.question_visit(actor=village, at=AT, code=visit.code)
    actions.question_visit(actor=village, at=AT, code=visit.code, note="换届批复在镇里，没有丢。")
    assert Visit.unscoped.get().words.startswith("换届批复") and not all_waiting(selectors.inspections_waiting(village))
    with pytest.raises(Absent):
        selectors.visit_for(county.who("sun"), visit.code)


def test_a_secret_visit_is_seen_by_nobody_it_concerns_until_it_is_told(county: County) -> None:
    visit = begun(county, "secret")
    gao, office = {"actor": county.who("gao"), "at": AT}, {"actor": county.who("cheng"), "at": AT}
    proof = "没开门".encode()
    told_answer = {"1.1": {"value": "no", "evidence": [hashlib.sha256(proof).hexdigest()]}}
    files = [("门口.txt", proof)]
    actions.record_answers(**gao, code=visit.code, checklist="check-branch", answers=told_answer, files=files)
    code = actions.note_finding(**gao, code=visit.code, checklist="check-branch", key="1.1", at_once=True)
    assert Finding.unscoped.get(code=code).state == "held" and not Item.unscoped.exists()
    actions.end_visit(**gao, code=visit.code)
    file = Evidence.unscoped.get()
    for who in ("zhao", "ma"):
        viewer = county.who(who)
        assert not selectors.plans_for(viewer).exists() and not selectors.visits_for(viewer).exists()
        for ask in (lambda: evidence_for(viewer, file.code), lambda: selectors.finding_for(viewer, code)):  # noqa: B023
            with pytest.raises(Absent):
                ask()
        assert not all_waiting(selectors.inspections_waiting(viewer))
    with pytest.raises(Refused, match="先公布"):
        actions.end_plan(**office, code=visit.plan.code)
    told = actions.publish_plan(**office, code=visit.plan.code)
    assert len(told["raised"]) == 1 and item_for(county.who("zhao"), told["raised"][0]).source == "secret_visit"
    assert evidence_for(county.who("zhao"), file.code) and selectors.visit_for(county.who("ma"), visit.code)
    assert all_waiting(selectors.inspections_waiting(county.who("zhao")))
    actions.end_plan(**office, code=visit.plan.code)
    with pytest.raises(Refused):
        actions.publish_plan(**office, code=visit.plan.code)


def test_an_inspection_ends_only_when_nothing_is_left(county: County) -> None:
    plan = started(county, units=("东坡村党支部", "后岭村党支部"))
    visit, gao = visit_at(plan), {"actor": county.who("gao"), "at": AT}
    office = {"actor": county.who("cheng"), "at": AT, "code": plan}
    actions.begin_visit(**gao, code=visit.code)
    code = actions.note_finding(**gao, code=visit.code, text="公开栏破损")
    actions.end_visit(**gao, code=visit.code)
    with pytest.raises(Refused, match="还有1次走访没有结束：后岭村党支部"):
        actions.end_plan(**office)
    actions.skip_visit(**gao, code=visit_at(plan, "后岭村党支部").code, note="汛期道路中断")
    with pytest.raises(Refused, match="还有1条发现"):
        actions.end_plan(**office)
    actions.raise_finding(**gao, code=code)
    actions.end_plan(**office)
    assert Plan.unscoped.get().state == "ended"


def test_a_round_over_the_county_asks_each_stratum_its_own(county: County) -> None:
    plan, office = drafted(county, lists=("check-village", "check-organ")), {"actor": county.who("cheng"), "at": AT}
    counts = {"党支部·农村": 2, "党支部·机关": 1, "乡镇党委·农村": 1}
    assert actions.choose_units(**office, code=plan, how="drawn", counts=counts, seed="调研检查摇号") == 4
    asked = {
        one.unit.short: {each.name for each in selectors.checklists_of(one)}
        for one in Visit.unscoped.filter(plan__code=plan).select_related("unit")
    }
    assert asked.pop("农业农村局支部") == {"check-organ"}
    town = next(unit for unit in asked if unit.endswith("镇党委"))
    assert asked.pop(town) == {"check-village", "check-organ"}  # none is meant for it: all are asked
    assert set(map(frozenset, asked.values())) == {frozenset({"check-village"})}
    actions.set_teams(**office, code=plan, teams=TEAMS)
    actions.start_plan(**office, code=plan)
    visit = visit_at(plan, "农业农村局支部")
    visits, lists = [visit], selectors.lists_of(visit.plan)
    scores = dict(zip([one.name for one in lists], selectors.scores_of(visits, lists)[visit.pk], strict=True))
    assert scores["check-village"].asked == 0 < scores["check-organ"].asked


def near(visit: Visit) -> list[int]:
    return [one.pk for one in selectors.mergeable(visit.plan, [visit], 30).get(visit.pk, [])]


def test_visits_to_one_unit_are_offered_together_and_asked_at_once(county: County) -> None:
    first, second = started(county), drafted(county, lists=("check-service",), title="便民服务专项检查")
    office = {"actor": county.who("cheng"), "at": AT}
    actions.choose_units(**office, code=second, how="list", units=["东坡村党支部"])
    actions.set_teams(**office, code=second, teams=[{"name": "乙", "head": "qiao", "members": []}])
    mine, other = visit_at(second), visit_at(first)
    assert near(mine) == [other.pk] and near(other) == []  # the other one has no team yet when it is not begun
    page = entered("cheng").get(f"/inspections/{second}/").content.decode()
    assert "有1个单位近期在另一项检查里也要走访" in page and "一次走完：上半年调研检查" in page
    secret = started(county, "secret", title="暗访")
    assert near(visit_at(secret)) == [] and near(mine) == [other.pk]
    actions.merge_visit(**office, code=mine.code, into=other.code)
    assert {one.name for one in selectors.checklists_of(visit_at(first))} == {"check-branch", "check-service"}
    third = started(county, title="第三次", lists=("check-handbook",))
    with pytest.raises(Refused, match="已有别的走访并进来"):
        actions.merge_visit(**office, code=other.code, into=visit_at(third).code)
    actions.begin_visit(actor=county.who("gao"), at=AT, code=other.code)
    assert answer(county, other, name="check-service", **{"1": "no"}) == 1
    actions.start_plan(**office, code=second)
    with pytest.raises(Refused, match="还有1次走访没有结束：东坡村党支部"):
        actions.end_plan(**office, code=second)  # its visit is made elsewhere, and not yet over
    actions.skip_visit(actor=county.who("gao"), at=AT, code=other.code, note="道路中断")
    assert visit_at(second).state == "planned" and visit_at(second).merged_into is None


def test_running_visits_keep_their_version_and_move_only_without_loss(county: County) -> None:
    visit = begun(county, lists=("check-service",))
    answer(county, visit, name="check-service", **{"1": "no", "3": "10", "4": "8"})
    text = shipped()["check-service"].text.replace("2026.1", "2026.2").replace('"2020-01-01"', '"2026-07-01"')
    text = text.replace('key: "3"', 'key: "3.1"').replace("[3]", "[3.1]")
    publish_book(actor=county.who("cheng"), at=AT, text=text)
    office = {"actor": county.who("cheng"), "at": AT, "code": visit.plan.code, "name": "check-service"}
    assert selectors.checklists_of(visit)[0].version == "2026.1"
    with pytest.raises(BadInput, match="没有第“3”项"):
        actions.upgrade_checklist(**office, mapping={"3": "3"})
    with pytest.raises(Refused, match=r"您看的是2026\.9版"):
        actions.upgrade_checklist(**office, version="2026.9")
    client, page = entered("cheng"), f"/inspections/{visit.plan.code}/"
    assert "有新版" in client.get(page).content.decode()
    page += "upgrade/check-service/"
    shown = client.get(page).content.decode()
    assert "已记的结果都能带过去" in shown and re.search(r'value="3.1" selected', shown)  # found by its words
    refused = client.post(page, {"m:1": "1", "m:3": "", "m:4": "4", "do": "1"})
    assert refused.status_code == 409 and "会丢掉1条已记的结果：3" in refused.content.decode()
    assert "新版里没有这一项" in refused.content.decode()
    with pytest.raises(BadInput, match="没有第“9”项"):
        actions.upgrade_checklist(**office, mapping={"3": "9"})
    with pytest.raises(Refused, match="会丢掉2条"):
        actions.upgrade_checklist(**office, mapping={"3": "4"})
    done = client.post(page, {"m:1": "1", "m:3": "3.1", "m:4": "4", "do": "1"}, follow=True).content.decode()
    assert "已换成2026.2版，带过去3条结果" in done
    found = selectors.filled(visit, selectors.answers_of(visit))[0]
    assert found.checklist.version == "2026.2" and found.results["4"].gained == 24 and found.answers["3.1"].value == 10
    with pytest.raises(Refused, match="就是这一版"):
        actions.upgrade_checklist(**office)


def closed_with(county: County, code: str, measures: str) -> None:
    """Take a problem of the inspection along the road to its closure."""
    doer = {"东坡村党支部": "zhao", "后岭村党支部": "sun", "前坝村党支部": "wang"}[
        Item.unscoped.get(code=code).unit.short
    ]
    at = AT + timedelta(days=2)
    county.do("verify_problem", doer, code, at, finding="true", **VERIFIED)
    county.do("submit_plan", doer, code, at, measures=measures, due_on=date(2026, 8, 15))
    county.do("approve_plan", "cheng", code, at)
    county.do("apply_closure", doer, code, at, note="改好", files=[("记录.txt", measures.encode())])
    county.do("accept_closure", "qiao", code, at, note="看过")


VILLAGES = ("东坡村党支部", "后岭村党支部", "前坝村党支部")


def swept(county: County) -> tuple[str, list[str]]:
    """Three villages visited, the same found in each; returns the plan and the problems."""
    plan, gao = started(county, units=VILLAGES), {"actor": county.who("gao"), "at": AT}
    codes = []
    for number, unit in enumerate(VILLAGES):
        visit = visit_at(plan, unit)
        actions.begin_visit(**gao, code=visit.code)
        answer(county, visit, **{"2_1": str(number)})
        actions.note_finding(**gao, code=visit.code, checklist="check-branch", key="2.1", at_once=True)
        codes.append(Finding.unscoped.get(visit=visit).item.code)  # type: ignore[union-attr]
        actions.end_visit(**gao, code=visit.code)
    return plan, codes


def causes_of(code: str) -> list[list[Item]]:
    plan = Plan.unscoped.get(code=code)
    return selectors.common_causes(plan, selectors.raised_by(plan))


def back_of(code: str) -> Any:
    plan = Plan.unscoped.get(code=code)
    return selectors.rebounds_of(plan, selectors.closed_problems(plan, selectors.raised_by(plan)))


def test_a_cause_in_common_is_one_problem_with_children(county: County) -> None:
    plan, codes = swept(county)
    office = {"actor": county.who("cheng"), "at": AT, "code": plan}
    found = causes_of(plan)
    assert [[one.code for one in rows] for rows in found] == [codes]
    with pytest.raises(BadInput, match="至少要有两个单位"):
        actions.gather_causes(**office, title="全县党员大会制度执行不力", items=codes[:1])
    with pytest.raises(BadInput, match="不是这次检查查出的"):
        actions.gather_causes(**office, title="x", items=[codes[0], county.problem(title="别处来的")])
    cause = actions.gather_causes(**office, title="全县党员大会制度执行不力", items=codes)
    above = Item.unscoped.get(code=cause)
    assert above.unit.short == "县委" and above.facts["nature"] == "共性"
    assert {one.parent_id for one in Item.unscoped.filter(code__in=codes)} == {above.pk}
    assert {one.state for one in Item.unscoped.filter(code__in=codes)} == {"to_verify"}
    assert not causes_of(plan)


def test_revisits_are_drawn_by_what_came_back(county: County) -> None:
    plan, codes = swept(county)
    office = {"actor": county.who("cheng"), "at": AT, "code": plan}
    with pytest.raises(Refused):
        actions.draft_revisit(**office, days=30)
    actions.end_plan(**office)
    with pytest.raises(Refused, match="还没有已销号"):
        actions.draft_revisit(**office, days=30)
    for code, measures in zip(codes, ("完善会议制度", "当场补开并登记", "建立提醒机制"), strict=True):
        closed_with(county, code, measures)
    county.do("reopen_problem", "cheng", codes[0], AT + timedelta(days=9), note="又没开", due_on=date(2026, 9, 1))
    back = back_of(plan)
    assert back.by_measure["完善制度"].closed == 2 and back.by_measure["完善制度"].back == 1
    assert back.by_verifier["乔安"].closed == 3 and back.by_verifier["乔安"].is_few
    with pytest.raises(BadInput, match="30、90、180"):
        actions.draft_revisit(**office, days=45)
    made = actions.draft_revisit(**office, days=90, seed="摇号9")
    fresh = Plan.unscoped.get(code=made)
    assert fresh.after_days == 90 and fresh.state == "drafted" and Visit.unscoped.filter(plan=fresh).count() == 1
    assert {row["weight"] for row in fresh.draw["frame"]} == {1.0, 2.0, 3.0}
    with pytest.raises(Refused, match="已经拟定"):
        actions.draft_revisit(**office, days=90)


def test_the_devices_own_time_is_kept_beside_the_servers(county: County) -> None:
    visit = visit_at(started(county))
    then = AT - timedelta(days=3)
    with carrying(Carried(key="field-0001", device_at=then, late=True)):
        actions.begin_visit(actor=county.who("gao"), at=AT, code=visit.code, place="村部")
    visit.refresh_from_db()
    assert visit.on == then.date() and visit.begun_at == AT and visit.place == ""  # no list asks for a place
    entry = Entry.unscoped.latest("seq")
    assert then.isoformat().encode() in bytes(entry.body) and b'"late":true' in bytes(entry.body)


def test_a_unit_that_ends_is_visited_no_more(county: County) -> None:
    plan = started(county, units=("东坡村党支部", "前坝村党支部"))
    close_unit(actor=county.who("cheng"), at=AT, code=county.unit("前坝村党支部"))
    assert visit_at(plan, "前坝村党支部").state == "cancelled" and visit_at(plan).state == "planned"


def entered(username: str) -> Client:
    client = Client()
    client.force_login(Account.unscoped.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_papers_tell_what_was_found(county: County) -> None:
    visit = begun(county)
    answer(county, visit, **{"1_1": "no", "4_1": "4.5"})
    gao = {"actor": county.who("gao"), "at": AT, "code": visit.code}
    actions.note_finding(**gao, checklist="check-branch", key="1.1", at_once=True)
    actions.record_talk(**gao, role="普通党员", points="不知道什么时候换的届")
    actions.end_visit(**gao)
    sheet = words(entered("zhao").get(f"/visits/{visit.code}/feedback.docx").content)
    assert "支部没有按期换届" in sheet and "P26-00001" in sheet and "不知道" not in sheet and "云办〔2026〕3号" in sheet
    report = words(entered("gao").get(f"/inspections/{visit.plan.code}/team-1.docx").content)
    assert "东坡村党支部：支部没有按期换届" in report and "组长高峰" in report and "谈话1人次" in report
    assert entered("zhao").get(f"/inspections/{visit.plan.code}/team-1.docx").status_code == 404


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_pages_ask_few_questions_however_many_units(county: County, django_assert_max_num_queries: Any) -> None:
    plan = started(county, units=VILLAGES)
    one = started(county, title="一个单位")
    client, counts = entered("cheng"), {}
    for code in (plan, one):
        with django_assert_max_num_queries(21) as asked:
            assert client.get(f"/inspections/{code}/").status_code == 200
        counts[code] = len(asked.captured_queries)
    assert counts[plan] <= counts[one]  # three visits ask no more than one
    visits = [visit_at(plan, unit).code for unit in VILLAGES]
    actions.begin_visit(actor=county.who("gao"), at=AT, code=visits[0])
    answer(county, visit_at(plan), **{"1_1": "no", "1_2": "1", "2_1": "2"})
    inspector = entered("gao")
    for page in (f"/visits/{visits[0]}/", f"/visits/{visits[1]}/", "/inspections/route/", "/inspections/"):
        with django_assert_max_num_queries(17):
            assert inspector.get(page).status_code == 200
    with django_assert_max_num_queries(17):
        assert client.get(f"/inspections/{plan}/after/").status_code == 200


def test_a_visit_by_the_pages_alone(county: County) -> None:
    visit = visit_at(started(county, manner="dissect"))
    client, page = entered("gao"), f"/visits/{visit.code}/"
    assert "到场" in client.get(page).content.decode()
    client.post(f"{page}begin_visit/", {"place": ""})
    form = {"checklist": "check-branch", "a:1.1": "no", "n:1.1": "超期半年", "a:1.2": "两个月"}
    assert "请填数字" in client.post(f"{page}record_answers/", form, follow=True).content.decode()
    form |= {"a:1.2": "2", "a:2.5": ["代签名", "事后补记"]}
    assert "已记下3项" in client.post(f"{page}record_answers/", form, follow=True).content.decode()
    shown = client.get(page).content.decode()
    assert "支部书记空缺2个月" in shown and re.search(r'name="a:1.1" value="no" checked', shown)
    told = {"checklist": "check-branch", "key": "1.1"}
    assert "登记为问题，已办" in client.post(f"{page}note_finding/", told, follow=True).content.decode()
    assert Item.unscoped.get().title == "支部没有按期换届（超期半年）"
    client.post(f"{page}end_visit/", {"note": ""})
    village = entered("zhao")
    assert "支部没有按期换届" in village.get(page).content.decode()
    village.post(f"{page}agree_visit/", {"note": ""})
    assert Visit.unscoped.get().state == "agreed"
