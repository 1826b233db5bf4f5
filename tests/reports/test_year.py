"""The year's accounts and the hand-over pack: from the records alone, carried over under the old numbers."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import docx
import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from taizhang.cycle.models import Round
from taizhang.filing.actions import seal_list, send_filing
from taizhang.kit.errors import Absent
from taizhang.ledger.actions import issue_task, propose_duties
from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import unit_for
from taizhang.people.models import Account
from taizhang.reports.selectors import accounts_of, handover_of, lines_of_round, not_filed
from taizhang.shell.actions import run_work
from taizhang.supervision.actions import decide_rung, open_slip
from tests.cast import AT, County


def told(county: County, year: int = 2026, at: datetime = AT) -> dict[str, object]:
    found = accounts_of(county.who("cheng", at), Unit.unscoped.get(short="县委"), year)
    return {one.unit.short: (dict(one.items), dict(one.duties)) for one in found}


def test_what_the_year_promised_and_what_came_of_it(county: County) -> None:
    county.bring_to("closed", county.problem(title="改好的"))
    county.problem(title="还没有改的", due_on=AT.date() + timedelta(days=1))
    county.do("withdraw_item", "cheng", county.problem(title="登记错的"), note="重复")
    later = AT + timedelta(days=40)
    items, _duties = told(county, at=later)["柳沟镇党委"]  # type: ignore[misc]
    assert items == {"promised": 2, "done": 1, "proven": 1, "late": 1, "carried": 1}
    assert set(told(county, at=later)) == {"县委", "县直机关工委", "柳沟镇党委", "石桥镇党委"}
    county.problem(unit="县直机关工委", title="工委自己的")
    assert told(county, at=later)["县直机关工委"][0]["promised"] == 1  # type: ignore[index]


def test_what_was_open_at_the_years_end_is_the_next_years_first(county: County) -> None:
    code = county.problem(title="跨年的", due_on=date(2026, 12, 1))
    Item.unscoped.filter(code=code).update(due_on=date(2026, 12, 1))
    january = timezone.make_aware(datetime(2027, 1, 20, 9))
    before, after = (told(county, year=year, at=january)["柳沟镇党委"][0] for year in (2026, 2027))  # type: ignore[index]
    assert before == {"promised": 1, "done": 0, "proven": 0, "late": 1, "carried": 1}
    assert after["promised"] == 1 and after["carried"] == 1


def test_periods_of_the_duty_list_are_counted_by_what_became_of_them(county: County) -> None:
    unit = county.unit("柳沟镇党委")
    codes = propose_duties(actor=county.who("ma"), at=AT, unit=unit, year=2026)
    county.do("agree_duty", "cheng", codes[0])
    duties = told(county)["柳沟镇党委"][1]  # type: ignore[index]
    assert duties["promised"] == duties["done"] + duties["late"] + duties["missed"] and duties["missed"] > 0


def test_every_level_is_settled_in_the_background(county: County) -> None:
    county.bring_to("closed", county.problem(title="改好的"))
    county.problem(unit="石桥镇党委", title="镇里自己的")
    client = Client()
    client.force_login(Account.unscoped.get(username="cheng"))
    page = client.post("/year/settle/", {"unit": county.unit("县委"), "year": "2026"})
    code = page["Location"].strip("/").rsplit("/", 1)[-1]
    assert run_work(code, timezone.now()) == "done"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/work/{code}/file/").content))
    told = {str(row[0].value).strip("　"): row[1].value for row in book.active.iter_rows() if row[0].value}
    assert told["柳沟镇党委"] == 1 and told["东坡村党支部"] == 1 and told["石桥镇党委本级"] == 1
    assert told["前坝村党支部"] == 0 and set(told) >= set(county.units) - {"县委"}
    client.force_login(Account.unscoped.get(username="li"))  # another town's secretary settles their own
    assert client.post("/year/settle/", {"unit": county.unit("柳沟镇党委"), "year": "2026"}).status_code == 404


def test_query_count_does_not_grow_with_units_or_items(county: County, django_assert_max_num_queries: object) -> None:
    root, viewer = Unit.unscoped.get(short="县委"), county.who("cheng")
    for number in range(12):
        county.problem(title=f"问题{number}")
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        accounts_of(viewer, root, 2026)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        handover_of(viewer, Unit.unscoped.get(short="东坡村党支部"))


def test_a_new_secretary_takes_over_everything_open_under_its_number(county: County) -> None:
    code = county.problem()
    county.bring_to("closed", county.problem(title="改好的"))
    task = issue_task(actor=county.who("cheng"), at=AT, units=[county.unit("东坡村党支部")], title="办一期班")[0]
    slip = open_slip(actor=county.who("cheng"), at=AT, item=code)
    decide_rung(actor=county.who("cheng"), at=AT, code=slip)
    pack = handover_of(county.who("zhao"), Unit.unscoped.get(short="东坡村党支部"))
    assert [one.code for one in pack.problems] == [code] and [one.code for one in pack.tasks] == [task]
    assert [one.code for one in pack.slips] == [slip] and pack.counts == {"problem": 1, "task": 1, "slip": 1}


def test_papers_come_out_of_the_pages(county: County) -> None:
    county.problem()
    client = Client()
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    unit = county.unit("东坡村党支部")
    hand = docx.Document(io.BytesIO(client.get(f"/units/{unit}/handover.docx").content))
    text = "\n".join(one.text for one in hand.paragraphs)
    assert "没有办结的问题1个" in text and "监交人" in text and len(hand.tables) == 1
    notice = docx.Document(io.BytesIO(client.get("/year/notice.docx?round=2026-mid").content))
    assert [row.cells[0].text for row in notice.tables[0].rows][1:] == ["县直机关工委", "柳沟镇党委", "石桥镇党委"]
    assert "石桥镇党委（缺责任清单、问题清单、整改清单）" in "\n".join(one.text for one in notice.paragraphs)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/year/settlement.xlsx?year=2026").content)).active
    assert sheet is not None and "2026年底要账" in str(sheet["A1"].value)
    assert client.get("/year/settlement.pdf").status_code == 404
    assert client.get("/year/?year=1899").status_code == 400 and client.get("/year/?year=2095").status_code == 400


def test_nobody_sees_the_next_townships_account_and_what_has_not_been_filed_is_named(county: County) -> None:
    with pytest.raises(Absent):
        unit_for(county.who("li"), county.unit("东坡村党支部"))
    county.problem()
    filed = {"list_name": "problem-list", "unit": county.unit("柳沟镇党委"), "round_code": "2026-mid"}
    send_filing(actor=county.who("ma"), at=AT, code=seal_list(actor=county.who("ma"), at=AT, **filed))
    round_, root = Round.unscoped.get(code="2026-mid"), Unit.unscoped.get(short="县委")
    lacking = dict(not_filed(lines_of_round(county.who("cheng"), root, round_), county.who("cheng")))
    assert lacking["石桥镇党委"] == ["责任清单", "问题清单", "整改清单"]
    assert lacking["柳沟镇党委"] == ["责任清单", "整改清单"]  # what has come is not asked for again
