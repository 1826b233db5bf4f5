"""The ledger as it stood on a past day, named and placed as then; two days side by side."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from taizhang.evidence.actions import keep_evidence
from taizhang.evidence.preparing import prepared
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.ledger.actions import raise_problem
from taizhang.ledger.lists import ListAsked, list_rows, sheet_of
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import Filters, difference_between, items_for, items_on, narrowed, page_of, page_on, past
from taizhang.orgs.actions import merge_unit, move_unit, rename_unit
from taizhang.people.models import Account
from taizhang.people.viewers import Viewer
from tests.cast import AT, County

DAY = day_of(AT)  # 8 July: problems are raised; the usual road is walked on the 10th
PROBLEMS = Filters(kind="problem")


def on(county: County, day: date, who: str = "cheng", **wanted: str) -> dict[str, Item]:
    return {item.code: item for item in items_on(county.who(who), Filters(kind="problem", **wanted), day)}


def test_each_day_shows_what_was_so_when_it_ended(county: County) -> None:
    code = county.problem()
    county.bring_to("rectifying", code)
    assert on(county, DAY - timedelta(days=1)) == {}
    assert on(county, DAY)[code].state == "to_verify" and on(county, DAY + timedelta(days=1))[code].state == "to_verify"
    assert on(county, DAY + timedelta(days=2))[code].state == "rectifying"
    assert (
        on(county, DAY)[code].person == "赵立民"
        and "补记" in on(county, DAY + timedelta(days=2))[code].facts["measures"]
    )


def test_what_is_done_late_in_the_evening_belongs_to_that_day(county: County) -> None:
    late = timezone.make_aware(datetime(2026, 7, 8, 23, 59))
    code = raise_problem(actor=county.who("cheng"), at=late, unit=county.unit("东坡村党支部"), title="夜里登记的")
    assert code in on(county, DAY) and code not in on(county, DAY - timedelta(days=1))


def test_units_are_named_and_placed_as_on_that_day(county: County) -> None:
    code = county.problem()
    later = AT + timedelta(days=5)
    village, keeper = county.unit("东坡村党支部"), county.who("sys")
    rename_unit(actor=keeper, at=later, code=village, name="中共柳沟镇新东坡村支部委员会", short="新东坡村党支部")
    move_unit(actor=keeper, at=later, code=village, parent=county.unit("石桥镇党委"))
    then, now = on(county, DAY), on(county, DAY + timedelta(days=6))
    assert then[code].unit.label == "东坡村党支部" and now[code].unit.label == "新东坡村党支部"
    assert set(on(county, DAY, unit="柳沟镇党委")) == {code} and on(county, DAY, unit="石桥镇党委") == {}
    assert on(county, DAY + timedelta(days=6), unit="柳沟镇党委") == {}
    assert set(on(county, DAY + timedelta(days=6), unit="石桥镇党委")) == {code}
    assert on(county, DAY, unit="没有的组织") == {}


def test_a_merged_units_items_are_the_other_units_only_since_then(county: County) -> None:
    code = county.problem()
    merge_unit(
        actor=county.who("sys"),
        at=AT + timedelta(days=5),
        code=county.unit("东坡村党支部"),
        into=county.unit("后岭村党支部"),
    )
    assert on(county, DAY + timedelta(days=4))[code].unit.label == "东坡村党支部"
    assert on(county, DAY + timedelta(days=5))[code].unit.label == "后岭村党支部"


def test_nobody_sees_the_past_of_what_they_do_not_see_today(county: County) -> None:
    code = county.problem()
    assert set(on(county, DAY, "ma")) == {code} and on(county, DAY, "li") == {} and on(county, DAY, "sun") == {}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"state": "open"}, True),
        ({"state": "closed"}, False),
        ({"stage": "to_verify"}, True),
        ({"category": "组织生活"}, True),
        ({"category": "阵地建设"}, False),
        ({"source": "film"}, True),
        ({"light": "late"}, False),
        ({"light": "recurring"}, False),
        ({"text": "三会 东坡"}, True),
        ({"text": "没有"}, False),
        ({"round": "2026-mid"}, True),
        ({"round": "2026-start"}, False),
        ({"leader": "何"}, False),
    ],
)
def test_filters_hold_for_past_days_too(county: County, wanted: dict[str, str], found: bool) -> None:
    code = county.problem()
    county.bring_to("closed", code)
    assert (code in on(county, DAY, **wanted)) == found


@pytest.mark.parametrize("touched", [False, True], ids=["as it stands", "from its steps"])
@pytest.mark.parametrize("field", [name for name in Filters.__dataclass_fields__ if name not in ("kind", "day")])
def test_today_seen_as_a_past_day_is_today(
    county: County, field: str, touched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the filter, the list as of the day and the day's list are one: untouched since, or put together."""
    if touched:
        monkeypatch.setattr(past, "_touched", lambda _day: Q(pk__gt=0))
    county.bring_to("closed", county.problem(due_on=date(2026, 7, 20)))
    late = county.problem(title="超期的", category="阵地建设", source="visit", due_on=date(2026, 7, 1), person="甲")
    county.do("withdraw_item", "cheng", county.problem(title="作废的"), AT + timedelta(hours=1), note="x")
    Item.unscoped.filter(code=late).update(clause="C1", leader="何")
    for step in Item.unscoped.get(code=late).steps.all():
        step.columns = {**step.columns, "leader": "何"}
        step.save()
    day = DAY + timedelta(days=3)
    viewer = county.who("cheng", AT + timedelta(days=3))
    values = {
        "state": ("open", "ended", "withdrawn"),
        "unit": ("东坡村党支部", "柳沟", "没有"),
        "round": ("2026-mid",),
        "category": ("阵地建设",),
        "source": ("visit",),
        "leader": ("何",),
        "light": ("late", "near"),
        "text": ("超期", "p26", "cqd"),
        "clause": ("C1", "NOPE"),
        "stage": ("closed", "to_verify"),
    }[field]
    for value in values:
        wanted = Filters(kind="problem", **{field: value})
        now = [item.code for item in page_of(narrowed(items_for(viewer), wanted, viewer), "", 50).rows]
        then = [item.code for item in items_on(viewer, wanted, day)]
        assert now == then, (field, value)
        assert then or value in ("没有", "NOPE", "near"), (field, value)


def test_lights_are_those_of_the_day(county: County) -> None:
    code = county.problem(due_on=date(2026, 7, 15))
    assert code not in on(county, date(2026, 7, 15), light="late") and code in on(
        county, date(2026, 7, 16), light="late"
    )
    assert code in on(county, date(2026, 7, 9), light="near")


def test_two_days_side_by_side(county: County) -> None:
    closed, changed, gone = county.problem(), county.problem(title="换责任人"), county.problem(title="登错了")
    county.bring_to("closed", closed)
    county.do("hand_over", "zhao", changed, AT + timedelta(days=1), person="孙大海")
    county.do("withdraw_item", "cheng", gone, AT + timedelta(days=1), note="登错了")
    later = AT + timedelta(days=3)
    new = raise_problem(actor=county.who("cheng", later), at=later, unit=county.unit("后岭村党支部"), title="后来的")
    made, items = difference_between(county.who("cheng"), PROBLEMS, DAY, DAY + timedelta(days=4))
    assert (made.added, made.closed, made.vanished) == ([new], [closed], [gone])
    assert made.overdue == []
    assert ("person", "赵立民", "孙大海") in made.changed[changed] and set(items) == {closed, changed, gone, new}


def test_what_is_late_and_was_left_alone_is_told_by_a_comparison(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        county.problem(title=f"没人管的第{number}件", due_on=DAY + timedelta(days=9 - number))
    county.problem(title="还没到期的", due_on=DAY + timedelta(days=90))
    viewer = county.who("cheng")
    made, items = difference_between(viewer, PROBLEMS, DAY + timedelta(days=20), DAY + timedelta(days=30), 2)
    assert len(made.overdue) == 3 and [items[code].title for code in made.overdue[:2]] == [
        "没人管的第2件",
        "没人管的第1件",
    ]
    assert len(items) == 2  # of thousands only what is shown comes along
    assert not made.changed and not made.added and not made.closed
    monkeypatch.setattr("taizhang.ledger.views.past.SHOWN", 2)
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/items/between/?kind=problem&before=2026-07-28&until=2026-08-07").content.decode()
    assert "没人管的第1件" in page and "没人管的第0件" not in page and "<b>3</b> 到那天超期" in page
    elsewhere = Filters(kind="problem", unit="石桥镇党委")
    assert not difference_between(viewer, elsewhere, DAY + timedelta(days=20), DAY + timedelta(days=30))[0].overdue


def test_the_screen_and_the_file_say_the_day(county: County, client: Client) -> None:
    code = county.problem()
    county.bring_to("closed", code)
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/items/?kind=problem&day=2026.7.8").content.decode()
    assert "2026年7月8日这一天结束时的样子" in page and "待核实" in page[page.index("<tbody>") :]
    file = client.get("/export/problem-list/csv/?day=7月8日")
    told = file.content.decode("utf-8-sig")
    assert "2026-07-08" in unquote(file["Content-Disposition"]) and "待核实" in told and "已销号" not in told
    assert client.get("/items/?day=什么时候").status_code == 400
    both = client.get("/items/between/?before=2026.7.8&until=2026.7.12").content.decode()
    assert "待核实" in both and "已销号" in both


def test_the_past_list_goes_out_in_the_countys_columns(county: County) -> None:
    county.bring_to("closed", county.problem())
    viewer = county.who("ma")
    asked = ListAsked("ledger", "柳沟镇党委", "", Filters(day=DAY.isoformat()))
    unit, items = list_rows(viewer, asked)
    sheet = sheet_of("ledger", unit, items, viewer)
    assert len(sheet.rows) == 1 and "待核实" in sheet.rows[0]


def test_a_past_list_costs_the_same_queries_at_any_length(county: County, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    county.bring_to("rectifying", county.problem())
    viewer = county.who("cheng")
    with django_assert_num_queries(5):
        items_on(viewer, PROBLEMS, DAY)
    for number in range(20):
        county.bring_to("rectifying", county.problem(title=f"第{number}件"))  # touched after the day
        county.problem(title=f"没有动过的第{number}件")
    with django_assert_num_queries(5):
        assert len(items_on(viewer, PROBLEMS, DAY)) == 41
    with django_assert_num_queries(7):  # the blue days are asked of the book once a part, not for every row
        items_on(viewer, Filters(kind="problem", light="near"), DAY)


def test_pages_of_a_past_day_hold_every_row_once_touched_since_or_not(county: County) -> None:
    for number in range(12):
        code = county.problem(title=f"第{number}件", due_on=DAY + timedelta(days=30 - number // 3))
        if number % 2:
            county.bring_to("rectifying", code)
    viewer = county.who("cheng")
    whole, found, after = [item.code for item in items_on(viewer, PROBLEMS, DAY)], [], ""
    for _page in range(3):
        page = page_on(viewer, PROBLEMS, DAY, after, 5)
        found += [item.code for item in page.rows]
        assert {item.state for item in page.rows} == {"to_verify"}
        after = page.next
    assert found == whole and len(whole) == 12 and after == ""
    assert page_on(viewer, PROBLEMS, DAY, "nonsense", 5).rows[0].code == whole[0]


def test_a_proof_or_a_move_since_does_not_reach_the_past(county: County) -> None:
    proven, moved = county.problem(), county.problem(unit="前坝村党支部", title="搬走的")
    later = AT + timedelta(days=3)
    office = county.who("cheng", later)
    (proof,) = prepared((("记录.txt", "会议记录".encode()),))
    home = Item.unscoped.get(code=proven)
    kept: list[str] = []

    @act
    def keep(*, actor: Viewer, at: datetime) -> str:  # as another unit's inspection does, without a step
        told = {"subject": proven, "unit": home.unit.code, "path": home.path}
        kept.append(keep_evidence(actor=actor, at=at, file=proof, **told))
        return kept[0]

    keep(actor=office, at=later)
    Item.unscoped.filter(code=proven).update(proof_count=1)
    move_unit(actor=county.who("sys"), at=later, code=county.unit("前坝村党支部"), parent=county.unit("柳沟镇党委"))
    then, now = on(county, DAY), on(county, DAY + timedelta(days=4))
    county.do("hand_over", "zhao", proven, later + timedelta(days=3), person="孙大海")
    again = on(county, DAY + timedelta(days=4))
    assert again[proven].proof_count == 1 and on(county, DAY)[proven].proof_count == 0  # whenever it is asked
    assert (then[proven].proof_count, now[proven].proof_count) == (0, 1)
    assert moved in on(county, DAY, unit="石桥镇党委") and moved not in on(county, DAY, unit="柳沟镇党委")
    assert moved in on(county, DAY + timedelta(days=4), unit="柳沟镇党委")
