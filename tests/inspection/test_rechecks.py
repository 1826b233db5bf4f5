"""回看: what was closed is looked at again; it holds, or its number lives again, by whoever was sent."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta
from typing import Any

import pytest

from taizhang.evidence.models import Evidence
from taizhang.inspection import actions, selectors
from taizhang.inspection.models import Finding, Plan, Recheck, Visit
from taizhang.inspection.rules.after import Told, alike, grams
from taizhang.kit.errors import BadInput, Refused
from taizhang.ledger.models import Item, Step
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import shipped
from tests.cast import AT, County
from tests.inspection.test_inspection import TEAMS, answer, begun, closed_with, entered, started, swept, visit_at
from tests.offline.test_offline import Phone


@pytest.fixture
def again(county: County) -> Visit:
    """The revisit of one of three villages whose problems were closed, begun."""
    plan, codes = swept(county)
    office = {"actor": county.who("cheng"), "at": AT}
    actions.end_plan(**office, code=plan)
    for code in codes:
        closed_with(county, code, "当场补开")
    made = actions.draft_revisit(**office, code=plan, days=30, seed="摇号9")
    actions.set_teams(**office, code=made, teams=TEAMS)
    actions.start_plan(**office, code=made)
    visit = Visit.unscoped.get(plan__code=made)
    actions.begin_visit(actor=county.who("gao"), at=AT, code=visit.code)
    return Visit.unscoped.get(pk=visit.pk)


def due(visit: Visit) -> list[Item]:
    return [one.item for one in selectors.due_back([visit]).get(visit.pk, ())]


def test_what_holds_stands_beside_the_closure(county: County, again: Visit) -> None:
    (item,) = due(again)
    assert item.unit_id == again.unit_id and item.state == "closed"
    told: dict[str, Any] = {"at": AT + timedelta(days=40), "code": again.code, "item": item.code, "held": True}
    files = [("记录.txt", b"8")]
    assert actions.recheck_problem(actor=county.who("gao"), **told, note="八月九月都开了", files=files) == "held"
    item.refresh_from_db()
    assert item.state == "closed" and "八月九月都开了" in item.facts["revisit"] and not item.recurring
    assert Step.unscoped.filter(item=item).latest("number").act == "revisit_problem"
    assert Evidence.unscoped.filter(subject=item.code, name="记录.txt").count() == 2  # at the closure, and now
    with pytest.raises(Refused, match="已经回看过"):
        actions.recheck_problem(actor=county.who("qiao"), **told, note="再看一次")
    page = entered("gao").get(f"/visits/{again.code}/").content.decode()
    assert "没有反弹" in page and "记回看结果" not in page


def test_only_what_is_due_there_is_looked_at(county: County, again: Visit) -> None:
    other = Item.unscoped.exclude(unit=again.unit_id).filter(kind="problem").first()
    for code in (other.code if other else "", "P99-00001", ""):
        with pytest.raises(BadInput, match="不是这次要回看的问题"):
            actions.recheck_problem(actor=county.who("gao"), at=AT, code=again.code, item=code, held=True, note="x")
    with pytest.raises(BadInput, match="看到的情况"):
        actions.recheck_problem(
            actor=county.who("gao"), at=AT, code=again.code, item=due(again)[0].code, held=False, note=" "
        )
    assert not Recheck.unscoped.exists()


def test_one_that_was_opened_again_meanwhile_is_only_noted(county: County, again: Visit) -> None:
    (item,) = due(again)
    county.do("reopen_problem", "cheng", item.code, AT, note="群众反映", due_on=AT.date() + timedelta(days=9))
    before = Step.unscoped.filter(item=item).count()
    told: dict[str, Any] = {"at": AT, "code": again.code, "item": item.code, "held": False, "note": "确实又没开"}
    assert actions.recheck_problem(actor=county.who("gao"), **told) == "linked"
    assert Step.unscoped.filter(item=item).count() == before


def test_it_comes_in_from_the_field_with_its_files(county: County, again: Visit) -> None:
    phone = Phone(county, "gao")
    pack = phone.client.get("/field/pack/").json()["visits"][0]
    (item,) = due(again)
    assert pack["back"] == [{"code": item.code, "title": item.title, "measures": "当场补开", "held": None}]
    act = phone.act("recheck_problem", code=again.code, item=item.code, held=False, note="又没开", evidence=["a" * 64])
    receipt = phone.send(act)[0]
    assert phone.send(act) == [receipt] and not receipt["late"]
    kept = Recheck.unscoped.get()
    assert (kept.code, kept.onto, kept.evidence) == (act["id"], "reopened", ["a" * 64])
    again_due = phone.client.get("/field/pack/").json()["visits"][0]["back"]
    assert again_due[0]["held"] is False
    frame = selectors.revisit_frame(Plan.unscoped.get(pk=again.plan_id))
    assert frame[again.unit_id]["recurring"] == 1  # a later revisit weighs what this one opened again


def test_a_revisit_asked_within_another_visit_keeps_its_problems(county: County, again: Visit) -> None:
    other = visit_at(started(county, units=(again.unit.short,)), again.unit.short)
    Visit.unscoped.filter(pk=again.pk).update(merged_into=other, state="merged")
    assert [one.unit_id for one in due(other)] == [again.unit_id]


def test_likeness_by_index_is_likeness_pair_by_pair() -> None:
    """Against a slow reference: every text compared with every group's first."""
    dice = random.Random(4)
    parts = ["三会一课", "记录", "不全", "缺党员大会", "第二季度", "公开栏", "没有更新", "台账", "代签"]
    rows = [
        Told(str(n), str(dice.randrange(9)), dice.choice("甲乙"), "".join(dice.choices(parts, k=dice.randint(0, 4))))
        for n in range(300)
    ]
    for share in (30, 50, 80, 100):
        assert alike(rows, share, 3) == slowly(rows, share, 3)


def slowly(rows: list[Told], share: int, least: int) -> list[list[Told]]:
    groups: list[tuple[str, frozenset[str], list[Told]]] = []
    for one in rows:
        mark = grams(one.text)
        scored = [
            (len(mark & first) / len(mark | first), -at)
            for at, (category, first, _rows) in enumerate(groups)
            if category == one.category and mark | first
        ]
        best = max(scored, default=(0.0, 0))
        if scored and best[0] * 100 >= share:
            groups[-best[1]][2].append(one)
        else:
            groups.append((one.category, mark, [one]))
    kept = [told for _category, _first, told in groups if len({one.unit for one in told}) >= least]
    return sorted(kept, key=lambda told: -len(told))


def test_who_finds_later_that_it_is_back_is_heard(county: County, again: Visit) -> None:
    (item,) = due(again)
    told: dict[str, Any] = {"at": AT, "code": again.code, "item": item.code}
    assert actions.recheck_problem(actor=county.who("gao"), **told, held=True, note="都开了") == "held"
    assert actions.recheck_problem(actor=county.who("qiao"), **told, held=False, note="补的记录") == "reopened"
    item.refresh_from_db()
    assert item.state == "rectifying" and Recheck.unscoped.count() == 2
    with pytest.raises(Refused, match="已经回看过"):
        actions.recheck_problem(actor=county.who("gao"), **told, held=False, note="再说一次")


def test_a_closure_that_others_accepted_is_not_ours_to_undo(county: County, again: Visit) -> None:
    """The organiser of a revisit below the unit that accepted the closure raises what came back as one more problem."""
    (item,) = due(again)
    town = county.units["柳沟镇党委"]
    Plan.unscoped.filter(pk=again.plan_id).update(host=town)
    told: dict[str, Any] = {"actor": county.who("gao"), "at": AT, "code": again.code, "item": item.code}
    assert actions.recheck_problem(**told, held=False, note="又没开") == "raised"
    item.refresh_from_db()
    assert item.state == "closed" and not item.recurring
    fresh = Item.unscoped.latest("pk")
    assert item.code in fresh.title and fresh.unit_id == again.unit_id and fresh.state == "to_verify"


def test_photos_that_came_before_the_words_belong_to_them(county: County, again: Visit) -> None:
    (item,) = due(again)
    gao: dict[str, Any] = {"actor": county.who("gao"), "at": AT, "code": again.code}
    actions.bring_media(**gao, files=[("墙.txt", b"wall")])
    sha = hashlib.sha256(b"wall").hexdigest()
    actions.recheck_problem(**gao, item=item.code, held=False, note="又没开", evidence=[sha])
    actions.note_finding(**gao, text="公开栏破损", evidence=[sha])
    assert Evidence.unscoped.filter(subject=item.code, sha256=sha).exists()
    assert all(len(code) < 20 for one in (Recheck, Finding) for code in one.unscoped.latest("pk").evidence)
    page = entered("gao").get(f"/visits/{again.code}/").content.decode()
    assert page.count("墙.txt") == 2 and "现场影像和材料" not in page  # beside the recheck and the finding


def test_what_is_not_the_units_to_see_is_not_listed_to_it(county: County, again: Visit) -> None:
    gao: dict[str, Any] = {"actor": county.who("gao"), "at": AT, "code": again.code}
    actions.record_talk(**gao, role="普通党员", points="说了实情", files=[("谈话.txt", b"talk")])
    weighed = actions.note_finding(**gao, text="有人举报", files=[("举报.txt", b"letter")])
    actions.drop_finding(actor=county.who("gao"), at=AT, code=weighed, note="查无此事")
    actions.end_visit(**gao)
    doer = {"东坡村党支部": "zhao", "后岭村党支部": "sun", "前坝村党支部": "wang"}[again.unit.short]
    village, own = entered(doer), entered("gao")
    page = village.get(f"/visits/{again.code}/").content.decode()
    for name in ("谈话.txt", "举报.txt"):
        code = Evidence.unscoped.get(subject=again.code, name=name).code
        assert name not in page and village.get(f"/evidence/{code}/").status_code == 404
        assert own.get(f"/evidence/{code}/").status_code == 200


def test_a_refused_recheck_keeps_its_words(county: County, again: Visit) -> None:
    (item,) = due(again)
    told: dict[str, Any] = {"at": AT, "code": again.code, "item": item.code}
    actions.recheck_problem(actor=county.who("qiao"), **told, held=False, note="又没开")
    form = {"item": item.code, "held": "no", "note": "我也看到没有开"}
    answer = entered("gao").post(f"/visits/{again.code}/recheck_problem/", form)
    page = answer.content.decode()
    assert answer.status_code == 409 and "我也看到没有开" in page and "已经回看过" in page


def test_it_stays_on_the_visit_when_the_problem_moves(county: County, again: Visit) -> None:
    (item,) = due(again)
    told: dict[str, Any] = {"at": AT, "code": again.code, "item": item.code}
    actions.recheck_problem(actor=county.who("gao"), **told, held=False, note="又没开")
    Item.unscoped.filter(pk=item.pk).update(unit=county.units["石桥镇党委"])
    assert [one.pk for one in due(again)] == [item.pk]
    back = selectors.rebounds_of(again.plan, selectors.closed_problems(again.plan, []))
    assert [(one.closed, one.back) for one in back.by_verifier.values()] == [(1, 1)]


def test_an_ended_visit_opened_again_after_an_upgrade_keeps_its_list(county: County) -> None:
    visit = begun(county, lists=("check-service",))
    answer(county, visit, name="check-service", **{"1": "no"})
    gao: dict[str, Any] = {"actor": county.who("gao"), "at": AT, "code": visit.code}
    actions.end_visit(**gao)
    text = shipped()["check-service"].text.replace("2026.1", "2026.2").replace('"2020-01-01"', '"2026-07-01"')
    narrow = text.replace("unit_kinds: [branch, general_branch, committee, township, street]", "unit_kinds: [street]")
    publish_book(actor=county.who("cheng"), at=AT, text=narrow)
    upgrade = {"actor": county.who("cheng"), "at": AT, "code": visit.plan.code, "name": "check-service"}
    assert actions.upgrade_checklist(**upgrade) == 0
    actions.reopen_visit(**gao, note="补一条")
    (found,) = selectors.filled(visit, selectors.answers_of(visit))
    assert found.checklist.version == "2026.1" and found.answers["1"].value is False
