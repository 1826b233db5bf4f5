"""A list goes out as Excel, is filled in at the office, and comes back as differences and ordinary acts."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from taizhang.journal.models import Entry
from taizhang.kit.clock import day_of, now
from taizhang.kit.errors import BadInput
from taizhang.ledger.actions import take_changes
from taizhang.ledger.models import Item
from taizhang.people.models import Account
from tests.cast import AT, County

BACKEND = "django.contrib.auth.backends.ModelBackend"


def entered(username: str) -> Client:
    client = Client()
    client.force_login(Account.unscoped.get(username=username), backend=BACKEND)
    return client


def exported(client: Client, name: str = "rectification-list") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(client.get(f"/export/{name}/xlsx/").content))


def filled(book: openpyxl.Workbook, **cells: dict[str, str]) -> SimpleUploadedFile:
    """The workbook with cells changed: number → {heading: new text}."""
    page = book.active
    head = next(row for row in page.iter_rows() if any(cell.value == "编号" for cell in row))
    columns = {cell.value: cell.column for cell in head}
    for row in range(head[0].row + 1, page.max_row + 1):
        for heading, text in cells.get(str(page.cell(row, columns["编号"]).value).replace("-", "_"), {}).items():
            page.cell(row, columns[heading]).value = text
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("改过的清单.xlsx", out.getvalue())


@pytest.fixture
def under_way(county: County) -> str:
    return county.bring_to("rectifying", county.problem()).code


def test_an_unchanged_list_changes_nothing(county: County, under_way: str) -> None:
    client = entered("zhao")
    page = client.post("/imports/filled/", {"file": filled(exported(client))}).content.decode()
    assert "没有改动" in page


def test_changes_are_shown_and_only_the_ticked_ones_taken(county: County, under_way: str) -> None:
    client, key = entered("zhao"), under_way.replace("-", "_")
    before = Entry.unscoped.count()
    sheet = filled(exported(client), **{key: {"责任人": "丁  一、孙桂兰", "进展": "已补记两个月"}})
    page = client.post("/imports/filled/", {"file": sheet}).content.decode()
    assert "丁一、孙桂兰" in page and "已补记两个月" in page and Entry.unscoped.count() == before
    client.post("/imports/filled/", {"confirm": "1", "changes": [f"{under_way}:progress"]})
    item = Item.unscoped.get(code=under_way)
    assert item.facts["progress"] == "已补记两个月" and item.person == "赵立民"
    assert item.steps.latest("number").act == "report_progress" and Entry.unscoped.count() == before + 1
    again = client.post("/imports/filled/", {"confirm": "1", "changes": [f"{under_way}:person"]})
    assert again.status_code == 400  # the file is gone with the act: it is brought again, not remembered


def test_a_new_day_is_the_accepters_act_and_the_doers_request(county: County, under_way: str) -> None:
    key, day = under_way.replace("-", "_"), day_of(now()) + timedelta(days=90)
    Item.unscoped.filter(code=under_way).update(due_on=day_of(now()) + timedelta(days=10))
    heading = "整改时限"
    village, office = entered("zhao"), entered("cheng")
    asked = village.post("/imports/filled/", {"file": filled(exported(village), **{key: {heading: str(day)}})})
    assert "申请延期" in asked.content.decode()
    set_ = office.post("/imports/filled/", {"file": filled(exported(office), **{key: {heading: str(day)}})})
    assert "调整时限" in set_.content.decode()
    office.post("/imports/filled/", {"confirm": "1", "changes": [f"{under_way}:due"]})
    assert Item.unscoped.get(code=under_way).due_on == day


def test_a_stale_row_says_who_acted_since_and_a_foreign_one_that_it_is_not_ours(county: County, under_way: str) -> None:
    client = entered("zhao")
    book = exported(client)
    later = now() + timedelta(minutes=2)
    county.do("adjust_due", "cheng", under_way, later, due_on=later.date() + timedelta(days=30), note="汛期")
    foreign = county.problem(unit="前坝村党支部", title="别镇的")
    page = book.active
    head = next(row for row in page.iter_rows() if any(cell.value == "编号" for cell in row))
    columns = {cell.value: cell.column for cell in head}
    page.cell(page.max_row + 1, columns["编号"]).value = foreign
    page.cell(page.max_row, columns.get("问题描述", 3)).value = "别镇的"
    sheet = filled(book, **{under_way.replace("-", "_"): {"责任人": "丁一", "整改时限": ""}})
    shown = client.post("/imports/filled/", {"file": sheet}).content.decode()
    assert (
        "导出以后有变动：程远 调整时限" in shown
        and f"编号“{foreign}”不在您的清单里" in shown
        and "checked" not in shown
    )


def test_a_change_that_is_not_open_is_said_and_never_taken(county: County) -> None:
    code = county.bring_to("closed", county.problem()).code
    client = entered("zhao")
    sheet = filled(exported(client, "ledger"), **{code.replace("-", "_"): {"责任人": "丁一"}})
    assert "不能这样改" in client.post("/imports/filled/", {"file": sheet}).content.decode()
    client.post("/imports/filled/", {"confirm": "1", "changes": [f"{code}:person"]})
    assert Item.unscoped.get(code=code).person == "赵立民"


def test_the_act_takes_only_what_a_sheet_may_change(county: County, under_way: str) -> None:
    with pytest.raises(BadInput):
        take_changes(
            actor=county.who("cheng"), at=AT, changes=[{"code": under_way, "act": "withdraw_item", "note": "x"}]
        )
    with pytest.raises(BadInput):
        take_changes(actor=county.who("cheng"), at=AT, changes=[])


def test_what_a_sheet_cannot_change_is_named_and_so_is_a_day_nobody_can_read(county: County, under_way: str) -> None:
    client, key = entered("zhao"), under_way.replace("-", "_")
    sheet = filled(exported(client), **{key: {"整改时限": "下个月再说", "整改措施": "换一套措施"}})
    page = client.post("/imports/filled/", {"file": sheet}).content.decode()
    assert "看不懂日期“下个月再说”" in page and "回填只办责任人、时限、进展" in page and "没有改动。" not in page
    assert Item.unscoped.get(code=under_way).facts["measures"] != "换一套措施"


def test_of_two_who_bring_the_same_sheet_the_second_is_told_who_was_quicker(county: County, under_way: str) -> None:
    first, second, key = entered("zhao"), entered("zhao"), under_way.replace("-", "_")
    sheet = filled(exported(first), **{key: {"进展": "已补记两个月"}}).read()
    for client in (first, second):
        client.post("/imports/filled/", {"file": SimpleUploadedFile("改过的清单.xlsx", sheet)})
    ticked = {"confirm": "1", "changes": [f"{under_way}:progress"]}
    assert first.post("/imports/filled/", ticked).status_code == 302
    late = second.post("/imports/filled/", ticked)
    assert late.status_code == 400 and "现在已经是这样了" in late.content.decode()
