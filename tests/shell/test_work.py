"""Long work: queued, taken up by the worker, its effect once, its end told to the one who asked and nobody else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django_tasks_db.models import DBTaskResult

from taizhang.kit.clock import now
from taizhang.kit.errors import Absent
from taizhang.ledger.models import Item
from taizhang.people.models import Account, Grant
from taizhang.shell import actions as shell_actions
from taizhang.shell.actions import run_work, start_work
from taizhang.shell.jobs import ATTEMPTS, reap
from taizhang.shell.models import Work
from taizhang.shell.selectors import work_for
from taizhang.shell.staging import read_progress, stage, staged
from taizhang.shell.views import pages as views
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
    monkeypatch.setattr(shell_actions, "unstage", lambda digest: None)  # killed before the end of it
    run_work(Work.unscoped.get().code, now())
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
    run_work(Work.unscoped.get().code, now())
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
    run_work(Work.unscoped.get().code, now())
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


def test_a_role_taken_back_takes_its_files_along(county: County, client: Client) -> None:
    code = start_work(county.who("cheng"), AT, "export", "全县", {})
    Work.unscoped.update(state="done", answer={"digest": stage(b"all of it"), "name": "x.csv"})
    assert entered(client, "cheng").get(f"/work/{code}/file/").content == b"all of it"
    Grant.unscoped.filter(account__username="cheng").update(to_on=AT.date())
    home = Grant.unscoped.get(account__username="zhao").unit
    Grant.unscoped.create(account=Account.unscoped.get(username="cheng"), role="clerk", unit=home, from_on=AT.date())
    assert client.get(f"/work/{code}/file/").status_code == 404 and "全县" not in client.get("/work/").content.decode()


def test_staged_files_are_sealed_and_rosters_never_staged(county: County, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    number = "11010519491231002X"
    roster = SimpleUploadedFile("人员.csv", f"姓名,所在组织,身份证号\n丁一,柳沟镇党委,{number}\n".encode())
    entered(client, "cheng").post("/imports/", {"what": "people", "file": roster})
    digest = stage(b"what was chosen")
    folder = Path(settings.HOME) / "staged"
    kept = [place.read_bytes() for place in folder.iterdir()]
    assert staged(digest) == b"what was chosen"
    assert not any(number.encode() in content or b"what was chosen" in content for content in kept)
    assert folder.stat().st_mode & 0o077 == 0 and all(one.stat().st_mode & 0o077 == 0 for one in folder.glob("?" * 64))


def test_the_same_work_asked_twice_is_done_once(county: County) -> None:
    told = {"list": "problem-list"}
    first = start_work(county.who("cheng"), AT, "export", "x", told)
    assert start_work(county.who("cheng"), AT, "export", "x", told) == first
    assert start_work(county.who("qiao"), AT, "export", "x", told) != first


def test_work_the_worker_gave_up_is_said_to_have_failed(county: County, client: Client) -> None:
    code = start_work(county.who("cheng"), AT, "export", "x", {})
    task = DBTaskResult.objects.get()
    for _unused in range(ATTEMPTS):
        task.claim("dead")
    Work.unscoped.update(state="running")
    reap(now())
    page = entered(client, "cheng").get(f"/work/{code}/").content.decode()
    assert Work.unscoped.get().state == "failed" and "没有办成" in page and "hx-trigger" not in page
