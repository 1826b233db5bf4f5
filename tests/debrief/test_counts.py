"""Counts from a sheet and the sheet's photograph: two hands as ever, and neither sees the other's numbers before."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from taizhang.debrief import actions, selectors
from taizhang.debrief.models import Meeting, Tally
from taizhang.debrief.sheets import count_sheet, read_counts
from taizhang.documents.grids import read_grids
from taizhang.documents.write_xlsx import to_xlsx
from taizhang.evidence.models import Evidence
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.people.models import Account
from tests.cast import AT, County
from tests.debrief.test_grades import CLASSES, GOOD, form_of, year
from tests.debrief.test_meeting import debrief_of

PICTURE = ("计票表.txt", "总体评价 好20".encode())


def sheet(county: County, meeting: str, debrief: str, **cells: object) -> bytes:
    """The meeting's sheet, filled for one debriefer: 22 given, 20 returned, all 好; `cells`: "row:heading" → other."""
    found = Meeting.unscoped.get(code=meeting)
    rows = list(selectors.debriefs_of(county.who("cheng"), found))
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(count_sheet(found.title, rows, form_of(debrief)))))
    page = book.active
    heads = {str(cell.value): cell.column for row in page.iter_rows() for cell in row if cell.value}
    for row in page.iter_rows():
        if row[0].value == debrief:
            told: dict[str, object] = {"发出票数": 22, "收回票数": 20, "无效票数": 0, **cells}
            told |= {head: 20 for head in heads if head.endswith(" 好") and head not in cells}
            for head, value in told.items():
                page.cell(row[0].row, heads[head], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(county: County, who: str, meeting: str, debrief: str, **cells: object) -> dict[str, Any]:
    rows = read_counts(read_grids(sheet(county, meeting, debrief, **cells), "计票表.xlsx"), form_of(debrief))
    return actions.import_counts(actor=county.who(who), at=AT, code=meeting, rows=rows)


def test_two_sheets_that_agree_are_the_count(county: County) -> None:
    meeting, mine = year(county)
    assert taken(county, "cheng", meeting, mine) == {"first": 3, "agreed": 0, "differs": 0, "refused": []}
    assert taken(county, "cheng", meeting, mine)["first"] == 3  # one's own again is no second hand
    assert taken(county, "qiao", meeting, mine)["agreed"] == len(CLASSES)
    kept = Tally.unscoped.filter(agreed=True, number=1)
    assert [one.marks["overall"]["good"] for one in kept] == [20, 20, 20]


def test_a_sheet_and_a_hand_that_differ_are_void_and_a_row_that_cannot_be_is_named(county: County) -> None:
    meeting, mine = year(county)
    told = {"code": mine, "voter_class": "leaders", "given": 22, "returned": 20, "invalid": 0, "marks": GOOD}
    actions.enter_count(actor=county.who("qiao"), at=AT, **told)  # type: ignore[arg-type]
    answer = taken(county, "cheng", meeting, mine, **{"总体评价 好": 19, "总体评价 较好": 1})
    assert (answer["differs"], answer["first"]) == (1, 2)
    wrong = taken(county, "cheng", meeting, mine, **{"收回票数": 40})
    assert len(wrong["refused"]) == 3 and wrong["refused"][0][:2] == (mine, "leaders")
    other = [{"code": "没有", "voter_class": "leaders", "given": 1, "returned": 1, "invalid": 0, "marks": GOOD}]
    assert actions.import_counts(actor=county.who("cheng"), at=AT, code=meeting, rows=other)["refused"]
    with pytest.raises(NotAllowed):
        actions.import_counts(actor=county.who("tian"), at=AT, code=meeting, rows=other)


@pytest.mark.parametrize(("heading", "value"), [("发出票数", "二十"), ("总体评价 好", "20.5"), ("无效票数", "-1")])
def test_a_cell_that_is_no_number_is_named(county: County, heading: str, value: str) -> None:
    meeting, mine = year(county)
    with pytest.raises(BadInput, match=heading):
        taken(county, "cheng", meeting, mine, **{heading: value})


def test_a_sheet_without_its_columns_or_rows_is_refused(county: County) -> None:
    meeting, mine = year(county)
    found = Meeting.unscoped.get(code=meeting)
    form, rows = form_of(mine), list(selectors.debriefs_of(county.who("cheng"), found))
    with pytest.raises(BadInput, match="没有填好"):
        read_counts(read_grids(to_xlsx(count_sheet(found.title, rows, form)), "空.xlsx"), form)
    book = openpyxl.load_workbook(io.BytesIO(sheet(county, meeting, mine)))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "履行责任 差":
                cell.value = "别的"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(BadInput, match="履行责任 差"):
        read_counts(read_grids(out.getvalue(), "计票表.xlsx"), form)


def test_the_photograph_is_not_the_second_hands_before_every_class_agrees(county: County) -> None:
    _meeting, mine = year(county)
    told = {"code": mine, "given": 22, "returned": 20, "invalid": 0}

    def enter(who: str, name: str = "leaders", marks: list[int] = GOOD, **files: object) -> object:
        given = {**told, "voter_class": name, "marks": marks, **files}
        return actions.enter_count(actor=county.who(who), at=AT, **given)["outcome"]  # type: ignore[arg-type]

    enter("cheng", files=[PICTURE])
    code = Evidence.unscoped.get(subject=mine).code
    client = Client()

    def seen(who: str) -> tuple[bool, int]:
        client.force_login(Account.unscoped.get(username=who))
        page = client.get(f"/debriefs/{mine}/count/").content.decode()
        return code in page, client.get(f"/evidence/{code}/").status_code

    assert seen("cheng") == (True, 200) and seen("qiao") == (False, 404) and seen("ma") == (False, 404)
    assert enter("qiao", marks=[19, 1, 0, 0] * 6) == "differs"
    assert seen("qiao") == (False, 404)  # both count again: neither by the other's sheet
    client.force_login(Account.unscoped.get(username="qiao"))
    assert "两遍不一致" in client.get(f"/debriefs/{mine}/count/").content.decode()
    for name in CLASSES:
        assert seen("qiao") == (False, 404)
        assert (enter("cheng", name), enter("qiao", name)) == ("first", "agreed")
    assert seen("qiao") == (True, 200) and seen("ma") == (False, 404) and seen("tian")[1] == 200


def test_a_row_of_rubbish_is_refused_and_holds_no_other_up(county: County) -> None:
    meeting, mine = year(county)
    good = {"code": mine, "voter_class": "units", "given": 22, "returned": 20, "invalid": 0, "marks": GOOD}
    rows = [{**good, "given": "x"}, {"code": mine}, {**good, "marks": 7}, {}, good]
    told = actions.import_counts(actor=county.who("cheng"), at=AT, code=meeting, rows=rows)
    assert told["first"] == 1 and len(told["refused"]) == 4


def test_the_page_offers_the_sheet_and_takes_it_back(county: County) -> None:
    meeting, mine = year(county)
    client = Client()
    client.force_login(Account.unscoped.get(username="cheng"))
    assert client.get(f"/meetings/{meeting}/counts.xlsx").content[:2] == b"PK"
    file = io.BytesIO(sheet(county, meeting, mine))
    file.name = "计票表.xlsx"
    page = client.post(f"/meetings/{meeting}/counts.xlsx", {"file": file}, follow=True).content.decode()
    assert "第一遍3份" in page
    page = client.post(f"/meetings/{meeting}/counts.xlsx", {}, follow=True).content.decode()
    assert "请选择计票表" in page
    client.force_login(Account.unscoped.get(username="tian"))
    assert client.get(f"/meetings/{meeting}/counts.xlsx").status_code == 403  # who only looks counts nothing


def test_a_meeting_that_has_not_begun_moves_with_its_reports_day(county: County) -> None:
    from tests.debrief.test_meeting import HELD, begun, called

    code = called(county)
    later = HELD.date() + timedelta(days=20)
    office = county.who("cheng")
    with pytest.raises(BadInput, match="理由"):
        actions.move_meeting(actor=office, at=AT, code=code, meeting_on=later)
    with pytest.raises(BadInput):
        actions.move_meeting(actor=office, at=AT, code=code, meeting_on=AT.date() - timedelta(days=1), note="防汛")
    with pytest.raises(NotAllowed):
        actions.move_meeting(actor=county.who("ma"), at=AT, code=code, meeting_on=later, note="防汛")
    actions.move_meeting(actor=office, at=AT, code=code, meeting_on=later, place="县委三楼", note="防汛")
    with pytest.raises(Refused, match="同一年"):
        other = {"kind": "year", "meeting_on": date(2027, 3, 20), "units": [county.unit("石桥镇党委")]}
        yearly = actions.open_meeting(actor=office, at=AT, **other)
        actions.move_meeting(actor=office, at=AT, code=yearly, meeting_on=date(2027, 4, 2), note="防汛")
    meeting = Meeting.unscoped.get(code=code)
    assert (meeting.meeting_on, meeting.place) == (later, "县委三楼")
    assert meeting.report_due_on == later - timedelta(days=10)
    actions.cancel_meeting(actor=office, at=AT, code=code, note="不开了")
    assert debrief_of(begun(county), "柳沟镇党委")


def test_a_large_photograph_that_went_before_its_form_is_kept(county: County) -> None:
    _meeting, mine = year(county)
    client, name = Client(), "计票表.txt"
    client.force_login(Account.unscoped.get(username="cheng"))
    content = ("总体评价 好20\n" * 100).encode()
    mark = hashlib.sha256(content).hexdigest()
    told = {"name": name, "size": len(content), "mark": mark, "sha256": mark}
    code = client.post("/uploads/", told).json()["upload"]
    assert client.put(f"/uploads/{code}/0/", content, content_type="application/octet-stream").status_code == 200
    form = form_of(mine)
    marks = {f"{row['key']}:{option['key']}": "0" for row in form["rows"] for option in form["options"]}
    count = {"voter_class": "leaders", "given": "22", "returned": "20", "invalid": "0", "uploads": code, **marks}
    assert client.post(f"/debriefs/{mine}/count/", count).status_code == 302
    assert Evidence.unscoped.get(subject=mine).name == name
