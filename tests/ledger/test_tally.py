"""The counters say what the items say, whatever was done; what was written past the acts is found and named."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from taizhang.kit.errors import NotAllowed
from taizhang.ledger.actions import act_on_many, recount
from taizhang.ledger.models import Item, Tally
from taizhang.ledger.selectors import counted, differences, items_for
from taizhang.ledger.states import STAGES
from taizhang.orgs.actions import merge_unit, move_unit
from taizhang.orgs.models import Unit
from taizhang.people.models import Account
from taizhang.people.selectors import command_line_viewer
from taizhang.reports.selectors import overview_of
from taizhang.shell.tasks import check_tallies
from tests.cast import AT, VERIFIED, County

BACKEND = "django.contrib.auth.backends.ModelBackend"
STATES = ("to_verify", "to_plan", "plan_submitted", "rectifying", "closure_applied", "closed", "untrue_claimed")


def busy(county: County, seed: int) -> None:
    """A season's acts of every sort that touches a counter."""
    dice = random.Random(seed)
    for number in range(12):
        code = county.problem(title=f"第{number}件问题")
        county.bring_to(dice.choice(STATES), code)
    closed = county.problem(title="会反弹的")
    county.bring_to("closed", closed)
    county.do("reopen_problem", "cheng", closed, note="又出现了", due_on=date(2026, 9, 1))
    one, common = county.problem(title="并入的"), county.problem(title="共同原因")
    county.do("merge_problem", "cheng", one, into=common, note="同一个原因")
    gone, passed = county.problem(title="作废的"), county.problem(title="转走的")
    county.do("withdraw_item", "cheng", gone, note="重复")
    county.do("transfer_problem", "cheng", passed, unit=county.unit("前坝村党支部"), note="不是东坡村的事")


@pytest.mark.parametrize("seed", range(4))
def test_counters_follow_every_act_and_every_change_of_the_tree(county: County, seed: int) -> None:
    busy(county, seed)
    assert differences() == []
    merge_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"), into=county.unit("前坝村党支部"))
    move_unit(actor=county.who("sys"), at=AT, code=county.unit("前坝村党支部"), parent=county.unit("柳沟镇党委"))
    assert differences() == []
    county_unit = Unit.unscoped.get(parent=None)
    found = overview_of(county.who("cheng"), county_unit)
    counted_one_by_one = Counter(
        STAGES[item.state] for item in Item.unscoped.filter(kind="problem") if item.state in STAGES
    )
    assert {stage: found.whole.counts[stage] for stage in counted_one_by_one} == counted_one_by_one
    assert found.whole.counts["recurring"] == 1


def test_counters_follow_acts_written_together(county: County) -> None:
    codes = [county.problem(title=f"第{number}件") for number in range(40)]
    act_on_many(
        actor=county.who("zhao"),
        at=AT + timedelta(days=2),
        act_name="verify_problem",
        codes=codes,
        finding="true",
        **VERIFIED,
    )
    act_on_many(
        actor=county.who("zhao"),
        at=AT + timedelta(days=2),
        act_name="rectify_at_once",
        codes=codes[:25],
        measures="当天补齐",
    )
    assert differences() == []
    assert Counter(Item.unscoped.values_list("state", flat=True)) == {"to_plan": 15, "rectifying": 25}


def test_the_overview_counts_live_where_the_reach_is_not_the_whole_subtree(county: County) -> None:
    busy(county, 1)
    town = county.who("ma")
    assert (
        counted(town, town.path, "problem") is not None
        and counted(town, Unit.unscoped.get(parent=None).path, "problem") is None
    )
    clerk = county.who("zhao")
    whole = Unit.unscoped.get(parent=None)
    seen = overview_of(clerk, whole).whole.counts["total"]
    assert (
        0
        < seen
        == items_for(clerk).filter(kind="problem", state__in=STAGES).count()
        < overview_of(county.who("cheng"), whole).whole.counts["total"]
    )
    live = overview_of(county.who("cheng"), Unit.unscoped.get(code=town.unit_code), "2026-mid").whole.counts
    kept = overview_of(town, Unit.unscoped.get(code=town.unit_code)).whole.counts
    assert live["total"] == kept["total"] > 0 and live["late"] == kept["late"]


def test_a_counter_written_past_the_acts_is_found_named_and_put_right(county: County, client: Client) -> None:
    busy(county, 2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_tally SET count = count + 3 WHERE state = 'closed'")
    told = differences()
    assert told and "closed" in told[0] and "≠" in told[0]
    answer = check_tallies.call()
    DBTaskResult.objects.filter(pk=check_tallies.enqueue().id).update(status="SUCCESSFUL", return_value=answer)
    client.force_login(Account.unscoped.get(username="sys"), backend=BACKEND)
    shown = client.get("/", follow=True).content.decode()
    assert told[0].split()[0] in shown and "taizhang recount" in shown
    with pytest.raises(NotAllowed):
        recount(actor=county.who("sys"), at=AT)
    system = command_line_viewer(AT.date())
    assert recount(actor=system, at=AT) == len(told) and differences() == []
    assert recount(actor=system, at=AT + timedelta(minutes=1)) == 0


def test_an_item_removed_past_the_acts_leaves_its_counter(county: County) -> None:
    county.problem()
    assert Tally.unscoped.get().count == 1
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_step")
        cursor.execute("DELETE FROM ledger_itemunit")
        cursor.execute("DELETE FROM ledger_item")
    assert Tally.unscoped.get().count == 0 and differences() == []
