"""The laws of the ledger, each refused in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.ledger.actions import act_on_many, cascade_task, issue_task, propose_duties, raise_problem
from taizhang.ledger.models import Item, Step
from taizhang.ledger.selectors import acts_open_to, item_for, todays_few
from taizhang.people.models import Account
from tests.cast import AT, VERIFIED, County

LATER = AT + timedelta(days=2)


def test_doer_cannot_close_own_problem(county: County) -> None:
    item = county.bring_to("closure_applied", county.problem(raiser="ma"), accepter="ma")
    for who in ("zhao", "cheng", "li"):
        with pytest.raises((NotAllowed, Absent)):
            county.do("accept_closure", who, item.code, note="行")
    county.do("accept_closure", "ma", item.code, note="行")


def test_whoever_worked_on_it_cannot_accept_it_in_another_hat(county: County) -> None:
    """A township clerk who reports progress for a township problem cannot then accept it for the township."""
    code = county.problem(raiser="cheng", unit="县委", title="县委自己的问题")
    county.bring_to("closure_applied", code, doer="qiao")
    with pytest.raises(NotAllowed, match="另一位"):
        county.do("accept_closure", "qiao", code, note="行")
    county.do("accept_closure", "cheng", code, note="行")


def test_the_raising_level_accepts(county: County) -> None:
    assert Item.unscoped.get(code=county.problem(raiser="ma")).accepting.short == "柳沟镇党委"
    assert Item.unscoped.get(code=county.problem(title="县里提的")).accepting.short == "县委"
    own = county.problem(raiser="zhao", title="自己找的", source="self")
    assert Item.unscoped.get(code=own).accepting.short == "柳沟镇党委"


def test_closing_needs_a_proof_or_an_on_site_finding_but_no_photo(county: County) -> None:
    code = county.problem()
    county.bring_to("rectifying", code)
    county.do("apply_closure", "zhao", code, note="改好了")
    with pytest.raises(BadInput, match="还没有佐证"):
        county.do("accept_closure", "cheng", code, note="行")
    county.do("accept_closure", "cheng", code, note="行", on_site="到村看过记录")
    assert Item.unscoped.get(code=code).state == "closed"


def test_untrue_needs_the_raising_levels_consent(county: County) -> None:
    code = county.problem()
    county.do("claim_untrue", "zhao", code, at=LATER, **VERIFIED)
    with pytest.raises(NotAllowed):
        county.do("consent_untrue", "zhao", code, note="同意")
    county.do("refuse_untrue", "cheng", code, note="请到现场再看")
    assert Item.unscoped.get(code=code).state == "to_verify"


@pytest.mark.parametrize("act", ["return_plan", "return_closure", "refuse_untrue", "withdraw_item", "consent_untrue"])
def test_returning_needs_a_reason(county: County, act: str) -> None:
    state = {"return_plan": "plan_submitted", "return_closure": "closure_applied", "withdraw_item": "to_verify"}.get(
        act, "untrue_claimed"
    )
    item = county.bring_to(state, county.problem())
    with pytest.raises(BadInput, match="理由"):
        county.do(act, "cheng", item.code, note="  ")


@pytest.mark.parametrize("missing", ["went", "went_on", "how", "basis"])
def test_a_verification_says_who_when_how_and_on_what_basis(county: County, missing: str) -> None:
    told = {**VERIFIED, missing: None if missing == "went_on" else " "}
    with pytest.raises(BadInput, match="核实要写清"):
        county.do("verify_problem", "zhao", county.problem(), at=LATER, finding="true", **told)


def test_a_verification_cannot_lie_in_the_future(county: County) -> None:
    with pytest.raises(BadInput, match="还没有到"):
        county.do(
            "verify_problem", "zhao", county.problem(), finding="true", **{**VERIFIED, "went_on": date(2027, 1, 1)}
        )


def test_extension_only_before_the_deadline(county: County) -> None:
    item = county.bring_to("rectifying", county.problem())
    with pytest.raises(Refused, match="不能再申请延期"):
        county.do(
            "request_extension", "zhao", item.code, at=AT + timedelta(days=60), due_on=date(2026, 12, 1), note="雨季"
        )
    county.do("request_extension", "zhao", item.code, at=LATER, due_on=date(2026, 9, 15), note="雨季")
    with pytest.raises(Refused, match="等待审批"):
        county.do("request_extension", "zhao", item.code, at=LATER, due_on=date(2026, 9, 16), note="雨季")
    county.do("grant_extension", "cheng", item.code)
    assert Item.unscoped.get(code=item.code).due_on == date(2026, 9, 15)


def test_every_state_change_is_a_row_with_the_columns_after_it(county: County) -> None:
    item = county.bring_to("closed", county.problem())
    steps = list(Step.unscoped.filter(item=item).order_by("number"))
    assert [step.target for step in steps] == [
        "to_verify",
        "to_plan",
        "plan_submitted",
        "rectifying",
        "closure_applied",
        "closed",
    ]
    assert steps[2].columns["measures"] == "补记、建立提醒" and steps[-1].columns["state"] == "closed"


def test_a_recurring_problem_reopens_its_old_number(county: County) -> None:
    item = county.bring_to("closed", county.problem())
    with pytest.raises(Refused, match="反弹重开"):
        county.problem()
    with pytest.raises(BadInput, match="新时限"):
        county.do("reopen_problem", "cheng", item.code, note="又出现了")
    county.do("reopen_problem", "cheng", item.code, note="又出现了", due_on=date(2026, 9, 1))
    again = Item.unscoped.get(code=item.code)
    assert again.recurring and again.state == "rectifying" and again.closed_on is None


def test_a_stale_page_is_refused(county: County) -> None:
    code = county.problem()
    with pytest.raises(Refused, match="刷新"):
        county.do("verify_problem", "zhao", code, at=LATER, finding="true", seen=99, **VERIFIED)


def test_transfer_moves_sight_at_once(county: County) -> None:
    code = county.problem()
    county.do("transfer_problem", "cheng", code, unit=county.unit("前坝村党支部"), note="不是东坡村的事")
    with pytest.raises(Absent):
        item_for(county.who("ma"), code)
    assert item_for(county.who("li"), code).unit.short == "前坝村党支部"


def test_merge_keeps_the_number_under_the_common_cause(county: County) -> None:
    common, one = county.problem(title="全县共性问题", unit="县委"), county.problem()
    county.do("merge_problem", "cheng", one, into=common, note="同一个原因")
    item = Item.unscoped.get(code=one)
    assert item.state == "merged" and item.parent and item.parent.code == common
    with pytest.raises(BadInput):
        county.do("merge_problem", "cheng", common, into=common, note="自己")


def test_a_problem_can_only_be_raised_within_reach(county: County) -> None:
    with pytest.raises(Absent):
        raise_problem(actor=county.who("ma"), at=AT, unit=county.unit("前坝村党支部"), title="别镇的事")
    with pytest.raises(NotAllowed):
        raise_problem(actor=county.who("tian"), at=AT, unit=county.unit("前坝村党支部"), title="领导只看")


def test_task_fans_out_cascades_and_rolls_up(county: County) -> None:
    towns = [county.unit("柳沟镇党委"), county.unit("石桥镇党委")]
    first, _second = issue_task(
        actor=county.who("cheng"), at=AT, units=towns, title="召开述职评议会", due_on=date(2026, 8, 20)
    )
    county.do("sign_task", "ma", first)
    made = cascade_task(actor=county.who("ma"), at=AT, code=first, units=[county.unit("东坡村党支部")])
    with pytest.raises(Refused, match="还有1件"):
        county.do("submit_task", "ma", first, note="开完了")
    county.do("sign_task", "zhao", made[0])
    county.do("submit_task", "zhao", made[0], note="开完了", files=[("记录.txt", b"x")])
    county.do("pass_task", "ma", made[0], note="好")
    county.do("submit_task", "ma", first, note="都开完了", files=[("记录.txt", b"y")])
    county.do("pass_task", "cheng", first, note="好")
    with pytest.raises(Refused, match="不是本单位的下级"):
        second = issue_task(actor=county.who("cheng"), at=AT, units=towns[1:], title="另一任务")[0]
        county.do("sign_task", "li", second)
        cascade_task(actor=county.who("li"), at=AT, code=second, units=[county.unit("石桥镇党委")])


def test_a_unit_adopts_its_duty_list_in_one_act(county: County) -> None:
    made = propose_duties(actor=county.who("ma"), at=AT, unit=county.unit("柳沟镇党委"), year=2026)
    assert len(made) >= 33
    with pytest.raises(Refused, match="已经提出"):
        propose_duties(actor=county.who("ma"), at=AT, unit=county.unit("柳沟镇党委"), year=2026)
    answer = act_on_many(actor=county.who("cheng"), at=AT, act_name="agree_duty", codes=made)
    assert len(answer["done"]) == len(made)
    monthly = next(c for c in made if Item.unscoped.get(code=c).facts["cadence"] == "monthly")
    county.do("fulfil_duty", "ma", monthly, period="2026M6", done_on=date(2026, 6, 20))
    with pytest.raises(Refused, match="已经登记"):
        county.do("fulfil_duty", "ma", monthly, period="2026M6", done_on=date(2026, 6, 21))


def test_bulk_lists_refusals_and_records_only_what_was_done(county: County) -> None:
    from taizhang.journal.models import Entry

    ready, fresh = county.bring_to("plan_submitted", county.problem()), county.problem(title="还没核实")
    before = Entry.unscoped.count()
    answer = act_on_many(
        actor=county.who("cheng"), at=AT, act_name="approve_plan", codes=[ready.code, fresh, "P26-99999"]
    )
    assert answer["done"] == [ready.code] and len(answer["refused"]) == 2
    assert Entry.unscoped.count() == before + 1


def test_a_unit_cannot_withdraw_what_it_raised_against_itself(county: County) -> None:
    code = county.problem(raiser="zhao", title="自己找的", source="self")
    with pytest.raises(NotAllowed):
        county.do("withdraw_item", "zhao", code, note="不想要了")
    county.do("withdraw_item", "ma", code, note="重复")


def test_an_inspector_raises_but_never_accepts(county: County) -> None:
    item = county.bring_to("closure_applied", county.problem(raiser="gao"))
    with pytest.raises(NotAllowed):
        county.do("accept_closure", "gao", item.code, note="行")


def test_a_closed_item_asks_for_nothing(county: County) -> None:
    from taizhang.ledger.selectors import todays_few

    item = county.bring_to("rectifying", county.problem())
    county.do("request_extension", "zhao", item.code, at=LATER, due_on=date(2026, 9, 15), note="雨季")
    county.do("apply_closure", "zhao", item.code, note="提前改好", files=[("记录.txt", b"x")])
    county.do("accept_closure", "cheng", item.code, note="好")
    assert todays_few(county.who("cheng")) == [] and Item.unscoped.get(code=item.code).asked_due is None


def test_no_road_leads_a_unit_to_accept_its_own_work(county: County) -> None:
    from taizhang.orgs.actions import merge_unit

    raised = county.problem(raiser="ma", title="镇里提的")
    county.do("transfer_problem", "ma", raised, unit=county.unit("柳沟镇党委"), note="其实是镇里的事")
    assert Item.unscoped.get(code=raised).accepting.short == "县委"
    task = issue_task(actor=county.who("ma"), at=AT, units=[county.unit("柳沟镇党委")], title="给自己的任务")[0]
    assert Item.unscoped.get(code=task).accepting.short == "县委"
    other = county.problem(raiser="ma", title="并村前的", unit="后岭村党支部")
    merge_unit(actor=county.who("sys"), at=AT, code=county.unit("后岭村党支部"), into=county.unit("柳沟镇党委"))
    assert Item.unscoped.get(code=other).accepting.short == "县委"


def test_the_raisers_photo_of_the_problem_is_no_proof_of_its_mending(county: County) -> None:
    code = county.problem(files=[("问题照片.txt", b"before")])
    county.bring_to("rectifying", code)
    county.do("apply_closure", "zhao", code, note="改好了")
    with pytest.raises(BadInput, match="佐证"):
        county.do("accept_closure", "cheng", code, note="行")


def test_a_reopened_problem_needs_new_proof(county: County) -> None:
    item = county.bring_to("closed", county.problem())
    county.do("reopen_problem", "cheng", item.code, note="又出现了", due_on=date(2026, 9, 1))
    county.do("apply_closure", "zhao", item.code, note="又改好了")
    with pytest.raises(BadInput, match="佐证"):
        county.do("accept_closure", "cheng", item.code, note="行")


def test_transfer_leaves_no_foreign_verification_and_no_foreign_person(county: County) -> None:
    item = county.bring_to("to_plan", county.problem())
    county.do("transfer_problem", "cheng", item.code, unit=county.unit("前坝村党支部"), note="不是东坡村的事")
    moved = Item.unscoped.get(pk=item.pk)
    assert moved.facts["finding"] == "" and moved.person == "王海燕"
    with pytest.raises(Refused, match="没有重复登记"):
        twin = county.problem()
        county.do("transfer_problem", "cheng", twin, unit=county.unit("前坝村党支部"), note="又一个")


def test_withdrawing_takes_what_was_broken_down_along(county: County) -> None:
    task = issue_task(actor=county.who("cheng"), at=AT, units=[county.unit("柳沟镇党委")], title="开会")[0]
    county.do("sign_task", "ma", task)
    below = cascade_task(actor=county.who("ma"), at=AT, code=task, units=[county.unit("东坡村党支部")])[0]
    county.do("withdraw_item", "cheng", task, note="不开了")
    assert Item.unscoped.get(code=below).state == "withdrawn"


def test_duties_are_proposed_by_the_unit_and_agreed_by_another_hand(county: County) -> None:
    with pytest.raises(NotAllowed, match="自己提出"):
        propose_duties(actor=county.who("cheng"), at=AT, unit=county.unit("柳沟镇党委"), year=2026)
    made = propose_duties(actor=county.who("ma"), at=AT, unit=county.unit("柳沟镇党委"), year=2026)
    from taizhang.ledger.selectors import proposed_lists

    assert proposed_lists(county.who("cheng"))[0]["count"] == len(made)
    with pytest.raises(NotAllowed):
        county.do("agree_duty", "ma", made[0])


def test_a_task_and_a_problem_may_say_the_same(county: County) -> None:
    issue_task(actor=county.who("cheng"), at=AT, units=[county.unit("东坡村党支部")], title="公开栏未更新")
    assert county.problem(title="公开栏未更新")


def test_the_accepting_side_sets_another_day_with_a_reason(county: County) -> None:
    late = AT + timedelta(days=60)
    code = county.bring_to("rectifying", county.problem()).code
    offered = {option.act for option in acts_open_to(county.who("zhao", late), Item.unscoped.get(code=code))}
    assert "request_extension" not in offered  # past its day nothing is offered that would be refused
    with pytest.raises(NotAllowed):
        county.do("adjust_due", "zhao", code, late, due_on=date(2026, 12, 1), note="再宽些")
    with pytest.raises(BadInput, match="理由"):
        county.do("adjust_due", "cheng", code, late, due_on=date(2026, 12, 1))
    with pytest.raises(BadInput, match="已经过去"):
        county.do("adjust_due", "cheng", code, late, due_on=date(2026, 8, 1), note="再宽些")
    county.do("adjust_due", "cheng", code, late, due_on=date(2026, 12, 1), note="汛期耽误")
    assert Item.unscoped.get(code=code).due_on == date(2026, 12, 1)


def test_an_inspector_finds_and_raises_but_takes_nothing_back(county: County, client: Client) -> None:
    code = county.problem(raiser="gao")
    with pytest.raises(NotAllowed):
        county.do("withdraw_item", "gao", code, note="试试")
    client.force_login(Account.unscoped.get(username="gao"), backend="django.contrib.auth.backends.ModelBackend")
    assert f"/items/{code}/withdraw_item/" not in client.get(f"/items/{code}/").content.decode()
    assert todays_few(county.who("gao")) == [] and code in client.get("/items/").content.decode()
