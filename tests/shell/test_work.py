"""Long work: queued, taken up by the worker, its effect once, its end told to the one who asked and nobody else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from taizhang.kit.clock import now
from taizhang.kit.errors import Absent
from taizhang.ledger.models import Item
from taizhang.people.models import Account, Grant
from taizhang.shell import views
from taizhang.shell.actions import run_work, start_work
from taizhang.shell.jobs import work
from taizhang.shell.models import Work
from taizhang.shell.selectors import work_for
from taizhang.shell.staging import read_progress, staged
from tests.cast import AT, County

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sheet(rows: int) -> str:
    lines = [f"第{number}件不同的事\t东坡村党支部" for number in range(rows)]
    return "\n".join(["问题描述\t责任单位", *lines])


def entered(client: Client, username: str) -> Client:
    client.force_login(Account.unscoped.get(username=username), backend=BACKEND)
    return client


def test_a_long_import_is_done_by_the_worker_once(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LONG", 20)
    told = {"what": "problems", "text": sheet(30), "confirm": "1"}
    answer = entered(client, "cheng").post("/imports/", told)
    kept = Work.unscoped.get()
    assert answer["Location"] == f"/work/{kept.code}/" and Item.unscoped.count() == 0
    assert "hx-trigger" in client.get(f"/work/{kept.code}/?part=1").content.decode()
    work(once=True)
    kept.refresh_from_db()
    assert (kept.state, kept.answer["made"], Item.unscoped.count()) == ("done", 30, 30)
    assert read_progress(kept.code) == (30, 30)
    # killed after the act and before its end was written: taken up again, nothing twice
    Work.unscoped.update(state="running")
    assert run_work(kept.code, now()) == "done" and Item.unscoped.count() == 30
    page = client.get(f"/work/{kept.code}/").content.decode()
    assert "办完30条" in page and "hx-trigger" not in page


def test_a_file_checked_once_need_not_be_chosen_again(county: County, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("问题.csv", sheet(3).replace("\t", ",").encode())
    page = entered(client, "cheng").post("/imports/", {"what": "problems", "file": file}).content.decode()
    assert "问题.csv" in page and "东坡村党支部" in page and re.search('name="kept"', page)
    client.post("/imports/", {"what": "problems", "confirm": "1"})
    assert Item.unscoped.count() == 0  # nothing chosen, nothing kept asked for
    client.post("/imports/", {"what": "problems", "confirm": "1", "kept": "1"})
    assert Item.unscoped.count() == 3


def test_one_act_on_all_pages_goes_on_in_the_background_and_lists_refusals(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from taizhang.ledger.views import items as screens

    monkeypatch.setattr(screens, "MOST_AT_ONCE", 2)
    for number in range(4):
        county.bring_to("plan_submitted", county.problem(title=f"第{number}件"))
    told = {"act": "approve_plan", "all": "1", "next": "/items/?kind=problem&state=plan_submitted"}
    entered(client, "cheng").post("/items/many/", told)
    county.do("return_plan", "qiao", "P26-00002", note="太粗")
    work(once=True)
    kept = Work.unscoped.get()
    assert kept.state == "done" and kept.answer["made"] == 3 and kept.answer["refusals"][0][0] == "P26-00002"
    assert "P26-00002" in client.get(f"/work/{kept.code}/").content.decode()


def test_a_long_list_is_made_in_the_background_and_fetched_by_its_owner(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LONG_EXPORT", 2)
    for number in range(4):
        county.problem(title=f"第{number}件")
    answer = entered(client, "cheng").get("/export/problem-list/csv/")
    work(once=True)
    kept = Work.unscoped.get()
    assert answer["Location"] == f"/work/{kept.code}/"
    body = client.get(f"/work/{kept.code}/file/").content.decode("utf-8-sig")
    assert "第3件" in body and staged(kept.answer["digest"]) is not None
    with pytest.raises(Absent):
        work_for(county.who("qiao"), kept.code)
    assert entered(client, "qiao").get(f"/work/{kept.code}/file/").status_code == 404


def test_work_of_a_hat_that_was_taken_back_is_not_done(county: County) -> None:
    code = start_work(
        county.who("cheng"), AT, "bulk", "x", {"act": "approve_plan", "codes": ["P26-00001"], "fields": {}}
    )
    Grant.unscoped.filter(account__username="cheng").update(to_on=AT.date())
    assert run_work(code, now()) == "refused" and "收回" in Work.unscoped.get().answer["sentence"]


def test_a_name_that_is_no_digest_opens_nothing(county: County) -> None:
    assert staged("../taizhang.sqlite3") is None and staged("0" * 64) is None
