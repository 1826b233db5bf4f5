"""回看: what was closed is looked at again; it holds, or its number lives again, by whoever was sent."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from taizhang.evidence.models import Evidence
from taizhang.inspection import actions, selectors
from taizhang.inspection.models import Plan, Recheck, Visit
from taizhang.inspection.rules.after import Told, alike, grams
from taizhang.kit.errors import BadInput, Refused
from taizhang.ledger.models import Item, Step
from tests.cast import AT, County
from tests.inspection.test_inspection import TEAMS, closed_with, entered, started, swept, visit_at
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
