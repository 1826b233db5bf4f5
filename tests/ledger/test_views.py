"""Saved views: kept, shared downward, each with their own rows, and going out on a timetable."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.ledger.actions.views import MOST, save_view, take_due_views
from taizhang.ledger.models import SavedView
from taizhang.ledger.rules import next_time
from taizhang.ledger.selectors.views import view_for, views_for
from taizhang.people.models import Account, Grant
from taizhang.shell.actions import export_view, run_work
from taizhang.shell.models import Work
from taizhang.shell.staging import staged
from tests.cast import AT, County

BACKEND = "django.contrib.auth.backends.ModelBackend"


def names(county: County, who: str) -> list[str]:
    return [one.name for one in views_for(county.who(who))]


def test_a_shared_view_is_seen_below_with_ones_own_rows(county: County, client: Client) -> None:
    own, other = county.problem(title="本镇的"), county.problem(unit="前坝村党支部", title="别镇的")
    code = save_view(county.who("cheng"), name="全部未了结", query="kind=problem&state=open", shared=True)
    save_view(county.who("ma"), name="镇里的", query="state=open", shared=True)
    save_view(county.who("zhao"), name="自己的", query="state=open")
    assert names(county, "zhao") == ["全部未了结", "镇里的", "自己的"] and names(county, "li") == ["全部未了结"]
    assert names(county, "cheng") == ["全部未了结"]
    client.force_login(Account.unscoped.get(username="zhao"), backend=BACKEND)
    page = client.get(f"/views/{code}/", follow=True).content.decode()
    assert own in page and other not in page
    with pytest.raises(Absent):
        view_for(county.who("li"), SavedView.unscoped.get(name="镇里的").code)


def test_kept_from_the_screen_and_dropped_by_its_owner_alone(county: County, client: Client) -> None:
    client.force_login(Account.unscoped.get(username="ma"), backend=BACKEND)
    told = {
        "name": "超期的",
        "next": "/items/?kind=problem&light=late&evil=1",
        "tile": "1",
        "shared": "1",
        "form": "xlsx",
    }
    client.post("/views/save/", told)
    kept = SavedView.unscoped.get()
    assert (kept.query, kept.tile, kept.shared) == ("kind=problem&light=late", True, True)
    assert "超期的" in client.get("/views/tiles/").content.decode()
    client.post("/views/save/", {**told, "next": "/items/?state=open"})
    assert SavedView.unscoped.get().query == "state=open"
    stranger = Client()
    stranger.force_login(Account.unscoped.get(username="zhao"), backend=BACKEND)
    stranger.post(f"/views/{kept.code}/drop/")
    assert SavedView.unscoped.exists()
    client.post(f"/views/{kept.code}/drop/")
    assert not SavedView.unscoped.exists()


def test_what_cannot_be_kept(county: County) -> None:
    viewer = county.who("ma")
    with pytest.raises(BadInput):
        save_view(viewer, name=" ", query="")
    with pytest.raises(BadInput):
        save_view(viewer, name="x", query="", every="hour")
    with pytest.raises(BadInput):
        save_view(viewer, name="x", query="a" * 601)
    with pytest.raises(NotAllowed):
        save_view(county.who("sys"), name="x", query="")
    save_view(county.who("tian"), name="看的人", query="", shared=True)
    assert not SavedView.unscoped.get().shared  # who may only look shares nothing
    for number in range(MOST):
        save_view(viewer, name=f"第{number}个", query="")
    with pytest.raises(Refused, match="最多"):
        save_view(viewer, name="再多一个", query="")


def test_one_view_that_cannot_be_read_keeps_no_other_back(county: County, client: Client) -> None:
    client.force_login(Account.unscoped.get(username="zhao"), backend=BACKEND)
    client.post("/views/save/", {"name": "坏的", "next": "/items/?day=乱写", "every": "day", "form": "xlsx"})
    assert not SavedView.unscoped.exists()
    save_view(county.who("zhao"), name="坏的", query="day=乱写", every="day")
    save_view(county.who("cheng"), name="好的", query="state=open", every="day")
    tomorrow = AT + timedelta(days=1)
    assert [bool(export_view(view, tomorrow)) for view in take_due_views(tomorrow.date())] == [False, True]


@pytest.mark.once
@pytest.mark.parametrize(
    ("every", "day", "then"),
    [
        ("day", date(2026, 12, 31), date(2027, 1, 1)),
        ("week", date(2026, 7, 6), date(2026, 7, 13)),
        ("week", date(2026, 7, 12), date(2026, 7, 13)),
        ("month", date(2026, 12, 1), date(2027, 1, 1)),
        ("month", date(2026, 1, 31), date(2026, 2, 1)),
        ("", date(2026, 1, 1), None),
    ],
)
def test_next_times(every: str, day: date, then: date | None) -> None:
    assert next_time(every, day) == then


def test_a_view_goes_out_on_its_day_once(county: County) -> None:
    county.problem(title="定时送出的")
    save_view(county.who("ma"), name="每天一份", query="kind=problem&state=open", every="day", form="csv")
    assert take_due_views(county.who("ma").today) == []
    tomorrow = AT + timedelta(days=1)
    due = take_due_views(tomorrow.date())
    assert [view.name for view in due] == ["每天一份"] and take_due_views(tomorrow.date()) == []
    assert run_work(export_view(due[0], tomorrow), tomorrow) == "done"
    kept = Work.unscoped.get()
    content = staged(kept.answer["digest"])
    assert kept.state == "done" and content is not None and "定时送出的" in content.decode("utf-8-sig")
    Grant.unscoped.filter(account__username="ma").update(to_on=AT.date())
    assert export_view(due[0], tomorrow) == ""
