"""年中查账抽查: drawn once and repeatable, looked at by somebody else, and what does not hold lives again."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import docx
import pytest
from django.test import Client
from django.utils import timezone

from taizhang.cycle.models import Round
from taizhang.evidence.models import Evidence
from taizhang.filing.actions import check_spot, draw_spots
from taizhang.filing.models import Spot, SpotCheck
from taizhang.filing.selectors import frame_of, spot_of, spots_for, spots_told
from taizhang.inspection.rules.draw import redrawn
from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.ledger.actions import act_on_many, issue_task, propose_duties
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import owed
from taizhang.obligations.selectors import instances
from taizhang.people.actions import grant_role
from taizhang.people.models import Account
from taizhang.people.selectors import viewer_for
from taizhang.rulebook.selectors import book_on
from tests.cast import AT, County

LATER = AT + timedelta(days=3)


def drawn(county: County, who: str = "cheng", unit: str = "县委") -> list[Spot]:
    told = {"unit": county.unit(unit), "round_code": "2026-mid"}
    code = draw_spots(actor=county.who(who), at=LATER, **told)
    return list(Spot.unscoped.filter(check_of__code=code).select_related("item").order_by("pk"))


def claims(county: County, count: int = 2) -> list[str]:
    """Closed problems of 东坡村, accepted by qiao."""
    made = [county.problem(title=f"问题{number}", raiser="cheng") for number in range(count)]
    for code in made:
        county.bring_to("closed", code, accepter="qiao")
    return made


def duty_done(county: County) -> str:
    codes = propose_duties(actor=county.who("zhao"), at=AT, unit=county.unit("东坡村党支部"), year=2026)
    act_on_many(actor=county.who("ma"), at=AT, act_name="agree_duty", codes=codes)
    monthly = next(one for one in codes if Item.unscoped.get(code=one).facts["cadence"] == "monthly")
    county.do("fulfil_duty", "zhao", monthly, period="2026M6", done_on=date(2026, 6, 5))
    return monthly


def test_so_many_a_unit_and_the_draw_repeats_from_its_record(county: County) -> None:
    claims(county, 5)
    county.problem(title="还没有改的")
    rows = drawn(county)
    check = SpotCheck.unscoped.get()
    assert len(rows) == book_on("accounts", AT.date()).body["spot"]["per_unit"] == 3
    assert sorted(code for some in redrawn(check.draw).values() for code in some) == sorted(r.item.code for r in rows)
    assert {row["code"] for row in check.draw["frame"]} == set(
        Item.unscoped.filter(state="closed").values_list("code", flat=True)
    )
    assert {row.claimed_by for row in rows} == {county.who("qiao").code}


def test_once_a_round_by_a_unit_with_something_below(county: County) -> None:
    with pytest.raises(Refused, match="没有可抽的"):
        drawn(county)
    claims(county)
    with pytest.raises(NotAllowed):
        drawn(county, "tian")
    drawn(county)
    with pytest.raises(Refused, match="已经抽过"):
        drawn(county)
    early = timezone.make_aware(datetime(2026, 4, 2, 9))
    with pytest.raises(Refused, match="还没有到"):
        draw_spots(actor=county.who("cheng", early), at=early, unit=county.unit("县委"), round_code="2026-end")


def test_without_proof_or_late_weighs_more(county: County) -> None:
    proven, bare = claims(county)
    Item.unscoped.filter(code=bare).update(proof_count=0, due_on=date(2026, 6, 1))
    round_, root = Round.unscoped.get(code="2026-mid"), county.units["县委"]
    weights = book_on("accounts", AT.date()).body["spot"]
    told = {one.code: one.weight for one in frame_of(county.who("cheng"), root, round_, weights)}
    assert told == {proven: 1.0, bare: 4.0}


def test_what_does_not_hold_lives_again_and_what_holds_stands_beside_the_closure(county: County) -> None:
    claims(county)
    one, other = drawn(county)
    who = county.who("cheng", LATER)
    with pytest.raises(BadInput, match="看了什么"):
        check_spot(actor=who, at=LATER, code=one.code, held=True)
    assert check_spot(actor=who, at=LATER, code=one.code, held=True, note="到村看了记录本，齐全") == "held"
    assert check_spot(actor=who, at=LATER, code=other.code, held=False, note="记录本仍缺三个月") == "reopened"
    again = Item.unscoped.get(code=other.item.code)
    assert again.state == "rectifying" and again.recurring and again.due_on == date(2026, 8, 10)
    assert Item.unscoped.get(code=one.item.code).state == "closed"
    with pytest.raises(Refused, match="已经登记"):
        check_spot(actor=who, at=LATER, code=one.code, held=False, note="又去看了")
    assert dict(spots_told(county.units["县委"], Round.unscoped.get(code="2026-mid"))) == {
        "drawn": 2,
        "held": 1,
        "failed": 1,
    }


def test_nobody_checks_their_own_claim(county: County) -> None:
    claims(county, 1)
    (row,) = drawn(county)
    for who in ("ma", "zhao"):
        with pytest.raises(NotAllowed):
            check_spot(actor=county.who(who), at=LATER, code=row.code, held=True, note="看过")
    with pytest.raises(NotAllowed, match="不能由您自己"):
        check_spot(actor=county.who("qiao"), at=LATER, code=row.code, held=True, note="看过")


def test_nor_their_own_work_in_another_hat(county: County) -> None:
    claims(county, 1)
    (row,) = drawn(county)
    grant_role(actor=county.who("sec"), at=LATER, username="zhao", role="overseer", unit=county.unit("县委"))
    account = Account.unscoped.get(username="zhao")
    hat = next(one.grant_id for one in county.who("zhao", LATER).hats if one.role == "overseer")
    with pytest.raises(NotAllowed, match="不能由您自己"):
        check_spot(actor=viewer_for(account, LATER.date(), hat), at=LATER, code=row.code, held=True, note="看过")


def test_what_was_brought_is_kept_wherever_it_ends(county: County) -> None:
    duty = duty_done(county)
    (row,) = drawn(county)
    title = f"{Item.unscoped.get(code=duty).title}（6月登记已办，抽查不符）"
    there = county.problem(raiser="cheng", title=title)  # somebody has entered it already
    files = [("现场.txt", "没有开".encode())]
    who = county.who("cheng", LATER)
    assert check_spot(actor=who, at=LATER, code=row.code, held=False, note="没有开", files=files) == "linked"
    assert Item.unscoped.get(code=there).proof_count == 1 and Evidence.unscoped.filter(subject=there).count() == 1


def test_a_period_that_was_not_done_stands_open_again(county: County) -> None:
    duty = duty_done(county)
    (row,) = drawn(county)

    def state() -> str:
        item = Item.unscoped.select_related("unit").get(code=duty)
        found = instances([owed(item)], 2026, LATER.date())[duty]
        return next(one.state for one in found if one.period.key == "2026M6")

    assert state() == "recorded_late"
    check_spot(actor=county.who("cheng", LATER), at=LATER, code=row.code, held=False, note="没有开")
    assert state() == "missed"
    county.do("fulfil_duty", "zhao", duty, at=LATER, period="2026M6", done_on=date(2026, 6, 28))  # done, later, truly
    assert state() == "recorded_late"


def test_a_duty_said_to_be_done_and_a_task_become_problems(county: County) -> None:
    duty = duty_done(county)
    told = {"units": [county.unit("柳沟镇党委")], "title": "办主题班", "due_on": date(2026, 9, 1)}
    (task,) = issue_task(actor=county.who("cheng"), at=AT, **told)
    county.do("sign_task", "ma", task)
    county.do("submit_task", "ma", task, note="办了", files=[("签到.txt", b"names")])
    county.do("pass_task", "qiao", task)
    rows = {row.item.code: row for row in drawn(county)}
    assert set(rows) == {duty, task} and rows[duty].period == "2026M6"
    who = county.who("cheng", LATER)
    onto = check_spot(actor=who, at=LATER, code=rows[duty].code, held=False, note="当天没有开会，记录是补的")
    problem = Item.unscoped.get(code=Spot.unscoped.get(code=rows[duty].code).raised)
    assert onto == "made" and problem.unit.short == "东坡村党支部" and "6月登记已办" in problem.title
    files = [("现场.txt", "看过".encode())]
    assert check_spot(actor=who, at=LATER, code=rows[task].code, held=True, note="看了签到", files=files) == "held"
    assert Item.unscoped.get(code=task).state == "done"
    assert Evidence.unscoped.get(name="现场.txt").subject == rows[task].code  # beside the check, not the doer's proofs


def test_the_unit_is_not_told_what_was_drawn(county: County) -> None:
    claims(county)
    row = drawn(county)[0]
    check = SpotCheck.unscoped.get()
    assert not spots_for(county.who("ma")).exists() and not spots_for(county.who("zhao")).exists()
    with pytest.raises(Absent):
        spot_of(county.who("ma"), row.code)
    client = Client()
    client.force_login(Account.unscoped.get(username="zhao"))
    for who in ("zhao", "ma"):
        client.force_login(Account.unscoped.get(username=who))
        for page in ("/filings/spots/?round=2026-mid", "/", "/journal/", f"/items/{row.item.code}/"):
            seen = client.get(page).content.decode()
            assert not any(word in seen for word in (row.code, check.code, "抽取抽查事项", "抽查还没有看")), (who, page)


def test_the_page_draws_takes_a_result_and_keeps_what_was_typed(county: County) -> None:
    claims(county, 1)
    client = Client()
    client.force_login(Account.unscoped.get(username="cheng"))
    page = "/filings/spots/?round=2026-mid"
    Round.unscoped.filter(code="2026-mid").update(opens_on=date(2026, 5, 1))
    assert "抽取" in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 302 and not Spot.unscoped.exists()  # not by a slip of the finger
    assert client.post(page, {"sure": "1"}).status_code == 302
    row = Spot.unscoped.get()
    answer = client.post(page, {"code": row.code, "note": "打过的字"})
    assert answer.status_code == 400 and "打过的字" in answer.content.decode()
    assert client.post(page, {"code": "没有", "held": "yes", "note": "x"}).status_code == 404
    assert client.post(page, {"code": row.code, "held": "no", "note": "没有改"}).status_code == 302
    assert "不符，已重开" in client.get(page).content.decode()
    paper = client.get("/year/notice.docx?round=2026-mid").content
    assert any("抽查1件" in one.text for one in docx.Document(io.BytesIO(paper)).paragraphs)


def test_drawn_and_not_looked_at_waits_on_the_home_page(county: County) -> None:
    claims(county)
    rows = drawn(county)
    client = Client()
    client.force_login(Account.unscoped.get(username="qiao"))
    assert "抽查还没有看的" in client.get("/").content.decode()
    for row in rows:
        check_spot(actor=county.who("cheng"), at=LATER, code=row.code, held=True, note="看过")
    assert "抽查还没有看的" not in client.get("/").content.decode()
