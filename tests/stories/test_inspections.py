"""Inspections told whole: unannounced visit and revisit; a day without signal; a film and the second it shows."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from taizhang.evidence.actions import make_footage
from taizhang.evidence.models import Evidence
from taizhang.inspection.actions.films import put_together
from taizhang.inspection.models import Film, Finding, Plan, Recheck, Visit
from taizhang.kit.clock import now
from taizhang.ledger.models import Item
from tests.cast import County
from tests.inspection.test_films import clip
from tests.inspection.test_inspection import BASIS
from tests.offline.test_offline import Phone
from tests.stories.test_debrief import client_of, done

VISIT = {"checklist": "check-branch"}


def prepared(manner: str, unit: str = "东坡村党支部") -> Plan:
    """Drafted, one unit, one team, begun: by the pages."""
    office, today = client_of("cheng"), timezone.localdate()
    days = {"from_on": today.isoformat(), "to_on": (today + timedelta(days=10)).isoformat()}
    told = {**BASIS, "basis_on": BASIS["basis_on"].isoformat(), **days, "checklists": ["check-branch"]}  # type: ignore[attr-defined]
    axes = {"breadth": "special", "rhythm": "daily", "manner": manner}
    done(office, "/inspections/", title="支部生活抽查", theme="", **axes, **told)
    plan = Plan.unscoped.latest("pk")
    done(office, f"/inspections/{plan.code}/choose_units/", how="list", units=unit)
    done(office, f"/inspections/{plan.code}/set_teams/", teams="第一组：高峰、乔安")
    done(office, f"/inspections/{plan.code}/start_plan/")
    return Plan.unscoped.get(pk=plan.pk)


def test_an_unannounced_visit_from_the_finding_to_the_revisit(county: County) -> None:
    office, inspector, village = (client_of(who) for who in ("cheng", "gao", "zhao"))
    plan = prepared("secret")
    visit = Visit.unscoped.get(plan=plan)
    page = f"/visits/{visit.code}/"
    assert village.get(page).status_code == 404 and "支部生活抽查" not in village.get("/").content.decode()

    # found, kept back, told
    done(inspector, f"{page}begin_visit/", place="")
    done(inspector, f"{page}record_answers/", **VISIT, **{"a:2.1": "1", "n:2.1": "三月以后没有"})
    done(inspector, f"{page}note_finding/", **VISIT, key="2.1")
    assert Finding.unscoped.get().state == "held" and not Item.unscoped.exists()
    done(inspector, f"{page}end_visit/", note="")
    done(office, f"/inspections/{plan.code}/publish_plan/")
    problem = Item.unscoped.get()
    assert problem.source == "secret_visit" and problem.code in village.get(page).content.decode()
    done(village, f"{page}agree_visit/", note="")
    done(office, f"/inspections/{plan.code}/end_plan/")

    # put right by the village, accepted by somebody else
    today = timezone.localdate()
    verified = {
        "finding": "true",
        "went": "赵立民",
        "went_on": today.isoformat(),
        "how": "查记录",
        "basis": "会议记录本",
    }
    done(village, f"/items/{problem.code}/verify_problem/", **verified)
    due = (today + timedelta(days=20)).isoformat()
    done(village, f"/items/{problem.code}/submit_plan/", timing="dated", measures="补开并登记", due_on=due)
    done(office, f"/items/{problem.code}/approve_plan/")
    done(
        village,
        f"/items/{problem.code}/apply_closure/",
        note="六月、七月都开了",
        files=SimpleUploadedFile("记录.txt", "会议记录".encode()),
    )
    done(client_of("qiao"), f"/items/{problem.code}/accept_closure/", note="看过记录")
    assert Item.unscoped.get().state == "closed"

    # thirty days on somebody goes again, and it has come back: the old number lives
    done(office, f"/inspections/{plan.code}/draft_revisit/", days="30", seed="摇号3")
    again = Plan.unscoped.get(after=plan)
    done(office, f"/inspections/{again.code}/set_teams/", teams="第一组：高峰")
    done(office, f"/inspections/{again.code}/start_plan/")
    page = f"/visits/{Visit.unscoped.get(plan=again).code}/"
    done(inspector, f"{page}begin_visit/", place="")
    told = inspector.get(page).content.decode()
    assert problem.title in told and "补开并登记" in told and "有1件要回看的问题还没有回看" in told
    done(inspector, f"{page}recheck_problem/", item=problem.code, held="no", note="八月又没开", due_on="")
    assert Recheck.unscoped.get().onto == "reopened"
    lives = Item.unscoped.get()
    assert (lives.code, lives.state, lives.recurring) == (problem.code, "rectifying", True)
    assert "八月又没开" in village.get(f"/items/{problem.code}/").content.decode()
    results = office.get(f"/inspections/{plan.code}/after/").content.decode()
    assert re.search(r"乔安.{1,60}>1</td>.{1,20}>1</td>", results, re.S)


def test_a_day_without_signal_comes_in_whole(county: County) -> None:
    visit = Visit.unscoped.get(plan=prepared("open"))
    phone, day = Phone(county, "gao"), now() - timedelta(days=3)
    pack = phone.client.get("/field/pack/").json()
    assert [one["code"] for one in pack["visits"]] == [visit.code]
    hour, code = timedelta(hours=1), visit.code
    acts = [
        phone.act("begin_visit", (day + hour).isoformat(), code=code, place=""),
        phone.act("record_answers", (day + 2 * hour).isoformat(), code=code, **VISIT, answers={"2.1": {"value": "1"}}),
        phone.act("note_finding", (day + 2 * hour).isoformat(), code=code, **VISIT, key="2.1", at_once=True),
        phone.act("record_talk", (day + 3 * hour).isoformat(), code=code, role="普通党员", points="记不得上次议了什么"),
        phone.act("end_visit", (day + 4 * hour).isoformat(), code=code, note=""),
    ]
    phone.send(*acts[:3])  # the answer is lost: everything goes again, with the rest
    receipts = phone.send(*acts)
    assert all("seq" in one and not one["late"] for one in receipts)
    visit.refresh_from_db()
    assert (visit.state, visit.on) == ("ended", timezone.localdate(day + hour)) and Item.unscoped.count() == 1
    assert "记不得上次议了什么" in client_of("cheng").get(f"/visits/{code}/").content.decode()


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg on this machine")
def test_a_film_shown_at_the_meeting_jumps_to_the_second_of_a_finding(county: County, tmp_path: Path) -> None:
    inspector, leader, office = (client_of(who) for who in ("gao", "shen", "cheng"))
    plan = prepared("dissect")
    page = f"/visits/{Visit.unscoped.get(plan=plan).code}/"
    done(inspector, f"{page}begin_visit/", place="")
    shot = tmp_path / "现场.mp4"
    shot.write_bytes(clip(tmp_path))
    with shot.open("rb") as file:
        done(
            inspector,
            f"{page}note_finding/",
            text="公开栏三个月没有更新",
            category="",
            due_on="",
            at_once="on",
            files=file,
        )
    video = Evidence.unscoped.get(subject=Visit.unscoped.get(plan=plan).code)
    make_footage(video.sha256, now())
    inspector.post(f"/inspections/{plan.code}/film/", {"unit": county.unit("柳沟镇党委")})
    film = Film.unscoped.get()
    address = f"/films/{film.code}/"
    done(inspector, f"{address}arrange_film/", card="柳沟镇", clips=[video.code])
    done(inspector, f"{address}build_film/")
    assert office.get(f"/inspections/{plan.code}/show/").status_code == 409  # nobody has released it
    put_together(film.code, Film.unscoped.get().version)
    done(leader, f"{address}release_film/")
    item = Item.unscoped.get()
    link = re.search(rf"/films/{film.code}/\?item={item.code}", office.get(f"/items/{item.code}/").content.decode())
    assert link
    second = next(one["at"] for one in Film.unscoped.get().shown_chapters if one["finding"])
    shown = office.get(link.group()).content.decode()
    assert f'data-at="{second:g}"' in shown and "公开栏三个月没有更新" in shown
    assert "柳沟镇党委" in office.get(f"/inspections/{plan.code}/show/").content.decode()
