"""Lists: scope, filters, search, keyset pages, the past, and query counts that never grow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from django.test import Client
from django.utils import timezone

from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger.actions import act_on_many, import_problems, issue_task, propose_duties
from taizhang.ledger.lists import ListAsked, light_rows, list_rows, sheet_of
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import (
    Filters,
    due_duties,
    duties_of,
    home_numbers,
    items_for,
    items_on,
    narrowed,
    owed,
    page_of,
    todays_few,
)
from taizhang.ledger.sheets import ProblemRow
from taizhang.obligations.models import Fulfilment
from taizhang.obligations.rules import Owed
from taizhang.obligations.selectors import instances
from taizhang.orgs.actions import move_unit
from taizhang.orgs.models import Unit
from taizhang.people.models import Account
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import shipped
from tests.cast import AT, County


def codes(county: County, who: str, **wanted: str) -> set[str]:
    viewer = county.who(who)
    return set(narrowed(items_for(viewer), Filters(**wanted), viewer).values_list("code", flat=True))


def test_each_sees_exactly_their_own(county: County) -> None:
    east, west = county.problem(), county.problem(unit="前坝村党支部", title="别镇的问题")
    assert codes(county, "cheng") == codes(county, "tian") == {east, west}
    assert codes(county, "ma") == codes(county, "zhao") == {east} and codes(county, "li") == {west}
    assert codes(county, "sun") == codes(county, "sys") == codes(county, "aud") == set()


@pytest.mark.parametrize("text", ["记录", "三会", "p26", "赵立", "东坡", "hybjl", "不规"])
def test_search_by_any_two_characters_number_name_or_initials(county: County, text: str) -> None:
    code = county.problem(title="会议本记录不规范，三会一课缺签到")
    county.problem(unit="前坝村党支部", title="公开栏停在去年")
    assert code in codes(county, "cheng", text=text)
    if text not in ("p26",):
        assert codes(county, "cheng", text=text) == {code}


@pytest.mark.parametrize("text", ["记会", "%", "_", '"', "' OR 1=1", "录记", "NOT 记录", "*"])
def test_search_finds_nothing_false(county: County, text: str) -> None:
    county.problem(title="会议记录不规范")
    assert codes(county, "cheng", text=text) == set()


def test_filters_narrow(county: County) -> None:
    one = county.problem(category="组织生活")
    two = county.problem(title="超期的", category="阵地建设", due_on=date(2026, 7, 1))
    assert codes(county, "cheng", category="组织生活") == {one} and codes(county, "cheng", light="late") == {two}
    assert codes(county, "cheng", unit=county.unit("石桥镇党委")) == set() and codes(county, "cheng", state="open") == {
        one,
        two,
    }
    assert (
        codes(county, "cheng", round="2026-mid") == {one, two} and codes(county, "cheng", round="2026-start") == set()
    )


def test_pages_by_keyset_hold_every_row_once(county: County) -> None:
    for number in range(7):
        county.problem(
            title=f"第{number}个", due_on=date(2026, 8, 1) + timedelta(days=number // 3) if number % 2 else None
        )
    Item.unscoped.filter(title="第6个").update(due_on=None)
    seen, after = [], ""
    while True:
        page = page_of(items_for(county.who("cheng")), after, size=2)
        seen += [item.pk for item in page.rows]
        after = page.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == 7
    assert (
        page_of(items_for(county.who("cheng")), "nonsense").rows
        and page_of(items_for(county.who("cheng")), "x~1~2").rows
    )


def test_moving_a_village_moves_sight_at_once_and_keeps_the_past(county: County) -> None:
    code = county.problem()
    move_unit(
        actor=county.who("cheng"),
        at=AT + timedelta(days=1),
        code=county.unit("东坡村党支部"),
        parent=county.unit("石桥镇党委"),
    )
    assert codes(county, "ma") == set() and codes(county, "li") == {code}
    then = items_on(county.who("cheng"), Filters(), day_of(AT))
    assert then[0].path == county.units["东坡村党支部"].path


def test_today_is_what_waits_for_this_unit(county: County) -> None:
    one, two = county.problem(), county.bring_to("plan_submitted", county.problem(title="措施待审"))
    assert [item.code for item in todays_few(county.who("zhao"))] == [one]
    assert [item.code for item in todays_few(county.who("cheng"))] == [two.code]
    assert todays_few(county.who("tian")) == [] and home_numbers(county.who("cheng"), 7)["open"] == 2


@pytest.mark.parametrize(
    "name", ["duty-list", "task-list", "problem-list", "rectification-list", "verified-list", "ledger"]
)
def test_every_list_has_the_countys_columns(county: County, name: str) -> None:
    county.bring_to("closed", county.problem())
    adopted(county)
    office = county.who("cheng")
    issue_task(actor=office, at=AT, units=[county.unit("东坡村党支部")], title="没有期限的任务")
    row = ProblemRow(1, "长期坚持的", county.unit("东坡村党支部"), timing="long_term", facts={"found_on": "去年"})
    import_problems(actor=office, at=AT, rows=[row])
    Item.unscoped.filter(code=county.problem(title="又出现了")).update(recurring=True, source="other")
    viewer = county.who("ma")
    unit, items = list_rows(viewer, ListAsked(name, "柳沟镇党委"))
    sheet = sheet_of(name, unit, items, viewer)
    light = sheet_of(name, unit, light_rows(viewer, ListAsked(name, "柳沟镇党委"))[1], viewer)
    assert light == sheet  # what a file is written from, and what a filing is sealed from, are one
    assert len(sheet.rows) >= (1 if name == "verified-list" else 2 if name != "task-list" else 1)
    assert sheet.title.startswith("柳沟镇党委") and all(len(row) == len(sheet.columns) for row in sheet.rows)


def adopted(county: County) -> list[str]:
    """东坡村's duty list, proposed and agreed."""
    made = propose_duties(actor=county.who("zhao"), at=AT, unit=county.unit("东坡村党支部"), year=2026)
    act_on_many(actor=county.who("ma"), at=AT, act_name="agree_duty", codes=made)
    return made


def test_duties_near_their_day_stand_among_todays_few(county: County) -> None:
    assert due_duties(county.who("zhao"), 7) == ([], 0)
    adopted(county)
    soon, missed = due_duties(county.who("zhao"), 7, most=50)
    # on 8 July the quarter's disclosures are due by the 20th: not near yet; nothing of a month ends within 7 days
    assert soon == [] and missed > 0
    soon, _missed = due_duties(county.who("zhao", AT + timedelta(days=6)), 7, most=50)
    assert {item.title for item, _one in soon} == {"公开党务", "公开村务", "公开财务"}
    assert due_duties(county.who("tian"), 7) == ([], 0)


def test_one_record_satisfies_several_duties(county: County, client: Client) -> None:
    made = adopted(county)
    items = {code: Item.unscoped.get(code=code) for code in made}
    monthly = [code for code in made if items[code].facts["cadence"] == "monthly"][:2]
    standing = next(code for code in made if items[code].facts["cadence"] == "standing")
    answer = act_on_many(
        actor=county.who("zhao"),
        at=AT,
        act_name="fulfil_duty",
        codes=[*monthly, standing],
        done_on=date(2026, 7, 3),
        note="7月3日支委会",
    )
    assert answer["done"] == sorted(monthly) and "没有分期" in answer["refused"][0][1]
    kept = Fulfilment.unscoped.filter(duty__in=monthly)
    assert {one.period for one in kept} == {"2026M7"} and kept.count() == 2


def test_the_unit_above_lifts_a_period_with_a_reason(county: County) -> None:
    code = next(c for c in adopted(county) if Item.unscoped.get(code=c).facts["cadence"] == "monthly")
    with pytest.raises(NotAllowed):
        county.do("exempt_duty", "zhao", code, period="2026M2", note="春节")
    with pytest.raises(BadInput, match="理由"):
        county.do("exempt_duty", "ma", code, period="2026M2")
    with pytest.raises(BadInput, match="没有"):
        county.do("exempt_duty", "ma", code, period="2025M2", note="春节")
    county.do("exempt_duty", "ma", code, period="2026M2", note="春节期间，并入3月")
    state = {one.period.key: one.state for one in instances([Owed(code, "monthly")], 2026, day_of(AT))[code]}
    assert state["2026M2"] == "exempt" and state["2026M3"] == "missed"


def test_a_unit_opened_in_june_has_missed_nothing_before_and_december_is_reminded_of_in_january(county: County) -> None:
    made = adopted(county)
    Unit.unscoped.filter(short="东坡村党支部").update(opened_on=date(2026, 6, 20))
    found = instances([owed(item) for item in duties_of(county.units["东坡村党支部"], 2026)], 2026, day_of(AT))
    assert {one.period.due_on for some in found.values() for one in some if one.state == "missed"} == {
        date(2026, 6, 30)
    }
    _soon, missed = due_duties(county.who("zhao", datetime(2027, 1, 5, 9, tzinfo=UTC)), 7)
    assert missed > 0 and made


def test_a_lifted_period_is_not_recorded(county: County) -> None:
    code = next(c for c in adopted(county) if Item.unscoped.get(code=c).facts["cadence"] == "monthly")
    county.do("exempt_duty", "ma", code, period="2026M6", note="并入7月")
    with pytest.raises(Refused, match="免办"):
        county.do("fulfil_duty", "zhao", code, period="2026M6", done_on=date(2026, 6, 5))


def test_the_screen_shows_the_columns_the_book_names(county: County, client: Client) -> None:
    county.problem(title="栏目由规则书定")
    raw = yaml.safe_load(shipped()["list-columns"].text)
    raw["version"], raw["in_force_from"] = "2026.2", "2026-01-02"
    for column in raw["body"]["lists"]["problem-list"]["columns"]:
        column["screen"] = column["key"] in ("number", "title", "found")
    publish_book(actor=county.who("sys"), at=AT, text=str(yaml.safe_dump(raw, allow_unicode=True)))
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/items/?kind=problem").content.decode()
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert "发现人" in head and "责任人" not in head


PAGES = {"/items/": 13, "/overview/": 13, "/": 15, "/items/P26-00001/": 13}  # the home page asks of three indexes


@pytest.mark.parametrize("who", ["cheng", "ma", "zhao", "tian"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_take_few_queries_as_many_at_one_row_as_at_thirty(
    county: County,
    who: str,
    page: str,
    django_assert_max_num_queries,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    from taizhang.kit import clock

    monkeypatch.setattr(clock.timezone, "now", lambda: AT)
    most = PAGES[page]
    county.problem()
    adopted(county)
    if who == "tian" and page == "/":
        page = "/overview/"  # a leader's home is the overview
    client = Client()
    client.force_login(Account.unscoped.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
    counts = []
    for rows in (1, 30):
        while Item.unscoped.count() < rows:
            county.problem(title=f"问题{Item.unscoped.count()}")
        with django_assert_max_num_queries(most) as seen:
            assert client.get(page).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_dates_are_shown_in_words() -> None:
    from taizhang.kit.templatetags.kit import cnday, due_words

    assert cnday(date(2026, 6, 30)) == "2026年6月30日" and cnday("2026-06-30") == "2026年6月30日" and cnday(None) == ""
    assert (
        due_words(date(2026, 7, 10), date(2026, 7, 8)) == "还有2天"
        and due_words(date(2026, 7, 1), date(2026, 7, 8)) == "已超7天"
    )
    assert cnday(timezone.make_aware(datetime(2026, 1, 2, 3))) == "2026年1月2日"


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "due", "begun", "expected"),
    [
        ("closed", date(2026, 1, 1), False, "done"),
        ("untrue", None, False, "over"),
        ("to_plan", None, False, "undated"),
        ("to_plan", date(2026, 7, 7), False, "late"),
        ("to_plan", date(2026, 7, 12), False, "behind"),
        ("rectifying", date(2026, 7, 12), True, "near"),
        ("to_plan", date(2026, 12, 1), False, "none"),
    ],
)
def test_the_countys_lights(state: str, due: date | None, begun: bool, expected: str) -> None:
    from taizhang.ledger.rules import Lamps, light

    assert light(state, due, date(2026, 7, 8), Lamps(7, 50), date(2026, 7, 1), begun) == expected


def test_a_list_says_which_stage_it_is_narrowed_to_and_that_a_unit_is_unknown(county: County, client: Client) -> None:
    county.problem()
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/items/?kind=problem&stage=to_verify").content.decode()
    assert "不限阶段" in page and "/export/rectification-list/xlsx/" in page
    assert "没有叫“不存在的村”的单位" in client.get("/items/?kind=problem&unit=不存在的村").content.decode()
    assert "没有符合条件的事项" in client.get("/items/?kind=problem&state=closed&unit=东坡村党支部").content.decode()


def test_the_overviews_own_line_leads_nowhere_and_the_others_to_their_lists(county: County, client: Client) -> None:
    county.problem()
    county.problem(unit="柳沟镇党委", title="镇里自己的")
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/overview/?unit={county.unit('柳沟镇党委')}").content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    own, village = (part for part in body.split("<tr>") if "本级" in part or "东坡村" in part)
    assert "stage=to_verify" not in own and "stage=to_verify" in village


def test_the_home_page_counts_what_waits_and_says_when_there_is_more(county: County, client: Client) -> None:
    for number in range(3):
        county.problem(title=f"第{number}件")
    client.force_login(Account.unscoped.get(username="zhao"), backend="django.contrib.auth.backends.ModelBackend")
    assert "今天有3件事等您" in client.get("/").content.decode()
    for number in range(3, 12):
        county.problem(title=f"第{number}件")
    assert "今天有8件以上的事等您" in client.get("/").content.decode()
