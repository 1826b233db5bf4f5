"""When nothing happens: a township stops and the county sees it; a slip is ignored; an objection is upheld."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from taizhang.debrief import actions as debrief
from taizhang.debrief.models import Debrief, FollowUp, Grade, Meeting
from taizhang.debrief.selectors import cascade_of
from taizhang.debrief.selectors.cascade import Row
from taizhang.kit.clock import day_of
from taizhang.ledger.models import Item
from taizhang.supervision import actions as supervision
from taizhang.supervision import selectors
from taizhang.supervision.models import Slip
from tests.cast import County
from tests.debrief.test_grades import counted
from tests.stories.test_debrief import client_of, done


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def climb(at: datetime) -> None:
    """The worker's climb of the ladder."""
    actor = selectors.ladder_viewer(day_of(at))
    for codes in selectors.rungs_due(day_of(at)):
        supervision.propose_rungs(actor=actor, at=at, items=codes)
    if selectors.unbound_due(day_of(at)) or selectors.stale_proposals(day_of(at)):
        supervision.propose_rungs(actor=actor, at=at)


def held(county: County, kind: str = "half") -> Meeting:
    """The county's meeting of ninety days ago, closed: both townships have their three duties."""
    office, at = county.who("cheng", ago(90)), ago(90)
    units = [county.unit("柳沟镇党委"), county.unit("石桥镇党委")]
    told = {"kind": kind, "meeting_on": day_of(at), "units": units, "place": "县委礼堂"}
    code = debrief.open_meeting(actor=office, at=at, **told)
    debrief.begin_meeting(actor=office, at=at, code=code, chair="沈怀信")
    debrief.end_meeting(actor=office, at=at, code=code)
    if kind == "half":
        debrief.close_meeting(actor=office, at=at, code=code, anyway=True)
    return Meeting.unscoped.get(code=code)


def test_one_township_goes_on_the_other_stops_and_the_county_sees_where(county: County) -> None:
    meeting = held(county)
    # 柳沟镇 holds its own meeting in time; 石桥镇 does nothing
    at = ago(80)
    town = county.who("ma", at)
    told = {"kind": "half", "meeting_on": day_of(at), "units": [county.unit("东坡村党支部")]}
    own = debrief.open_meeting(actor=town, at=at, **told)
    debrief.begin_meeting(actor=town, at=at, code=own, chair="马国栋")
    debrief.end_meeting(actor=town, at=at, code=own)
    debrief.close_meeting(actor=town, at=at, code=own, anyway=True)

    office, stopped, going = client_of("cheng"), client_of("li"), client_of("ma")
    page = office.get(f"/meetings/{meeting.code}/cascade/").content.decode()
    assert "个停在半路" in page and f'data-unfold="{own}"' in page  # it goes on below 柳沟镇, and can be looked into
    rows = {row.debrief.unit.short: row for row in map_of(county, meeting)}
    cells = {name: {cell.step: cell.state for cell in row.cells} for name, row in rows.items()}
    assert "graded" not in cells["柳沟镇党委"]  # the half-year of the speech has no grades
    assert cells["柳沟镇党委"]["own"] == "done" and cells["石桥镇党委"]["own"] == "late"
    assert "东坡村党支部" in office.get(f"/meetings/{own}/cascade/", headers={"HX-Request": "true"}).content.decode()
    assert stopped.get(f"/meetings/{own}/cascade/").status_code == 404

    # the ladder proposes, a named person decides, the township is told and answers; nobody was pressed before
    assert not Slip.unscoped.exists()
    climb(ago(1))
    duty = (
        FollowUp.unscoped.select_related("item").get(meeting=meeting, unit__short="石桥镇党委", key="own_meeting").item
    )
    slip = Slip.unscoped.get(item=duty)
    assert slip.state == "proposed" and stopped.get(f"/slips/{slip.code}/").status_code == 404
    done(office, "/slips/decide/", codes=slip.code, act="decide_rung", note="")
    assert slip.code in stopped.get("/").content.decode() and going.get(f"/slips/{slip.code}/").status_code == 404
    done(stopped, f"/slips/{slip.code}/take_slip/", note="收到")
    done(stopped, f"/slips/{slip.code}/answer_slip/", answer="下周三开会", note="下周三开会")
    done(office, f"/slips/{slip.code}/return_slip/", note="开了再报")

    # the meeting is held after all: the duty is done, and the slip ends by itself once it is accepted
    li = county.who("li", timezone.now())
    told = {"kind": "half", "meeting_on": day_of(timezone.now()), "units": [county.unit("前坝村党支部")]}
    late = debrief.open_meeting(actor=li, at=timezone.now(), **told)
    for act, more in (("begin_meeting", {"chair": "李文广"}), ("end_meeting", {}), ("close_meeting", {"anyway": True})):
        getattr(debrief, act)(actor=li, at=timezone.now(), code=late, **more)
    done(client_of("qiao"), f"/items/{duty.code}/pass_task/", note="开了", on_site="到会听了")
    assert Item.unscoped.get(pk=duty.pk).state == "done" and Slip.unscoped.get(pk=slip.pk).state == "closed"
    cells = {cell.step: cell.state for cell in map_of(county, meeting)[1].cells}
    assert cells["own"] == "done"


def map_of(county: County, meeting: Meeting, who: str = "cheng") -> list[Row]:
    """The map as somebody sees it now."""
    return cascade_of(county.who(who, timezone.now()), Meeting.unscoped.get(pk=meeting.pk))


def test_a_proposal_is_set_aside_with_a_reason_and_the_unit_never_hears_of_it(county: County) -> None:
    held(county)
    climb(ago(1))
    office, town = client_of("cheng"), client_of("li")
    slip = Slip.unscoped.filter(unit__short="石桥镇党委").order_by("pk")[0]
    refused = office.post("/slips/decide/", {"codes": slip.code, "act": "ignore_rung"}, follow=True).content.decode()
    assert 'class="bad"' in refused and Slip.unscoped.get(pk=slip.pk).state == "proposed"  # never without a reason
    done(office, "/slips/decide/", codes=slip.code, act="ignore_rung", note="正在防汛")
    assert Slip.unscoped.get(pk=slip.pk).state == "ignored"
    assert town.get(f"/slips/{slip.code}/").status_code == 404 and slip.code not in town.get("/").content.decode()
    assert "正在防汛" in office.get(f"/slips/{slip.code}/").content.decode()
    before = Slip.unscoped.get(pk=slip.pk).asked
    climb(timezone.now())  # it is not proposed again at once
    assert Slip.unscoped.get(pk=slip.pk).asked == before == ""


def test_an_objection_to_a_grade_is_answered_by_another_hand_and_stays_on_record(county: County) -> None:
    meeting = held(county, "year")
    mine = Debrief.unscoped.get(meeting=meeting, unit__short="柳沟镇党委").code
    counted(county, mine)
    office, other, town = client_of("cheng"), client_of("qiao"), client_of("ma")
    done(office, f"/meetings/{meeting.code}/grades/")
    done(
        office, f"/debriefs/{mine}/grade/decide_grade/", band="fair", note="公开栏造假，降一档", paper="县委会议纪要3号"
    )
    assert town.get(f"/debriefs/{mine}/grade/").status_code == 404  # not before it has been told
    own = {cell.step: cell.state for cell in map_of(county, meeting, "ma")[0].cells}
    seen = {cell.step: cell.state for cell in map_of(county, meeting)[0].cells}
    assert (seen["graded"], seen["told"], own["graded"]) == ("done", "running", "running")
    done(office, f"/debriefs/{mine}/grade/tell_grade/")
    assert {cell.step: cell.state for cell in map_of(county, meeting, "ma")[0].cells}["told"] == "done"
    done(town, f"/debriefs/{mine}/grade/object_grade/", note="照片系当日拍摄，有原件")
    answer = {"upheld": "1", "note": "复核原件属实，改为较好", "band": "fairly", "paper": "县委会议纪要4号"}
    own = office.post(f"/debriefs/{mine}/grade/answer_objection/", answer, follow=True).content.decode()
    assert 'class="good" role="status"' not in own  # not by whoever decided
    done(other, f"/debriefs/{mine}/grade/answer_objection/", **answer)
    bands = list(Grade.unscoped.filter(debrief__code=mine).order_by("version").values_list("band", flat=True))
    assert bands[-1] == "fairly" and "fair" in bands  # the first decision is kept as its own version
    page = town.get(f"/debriefs/{mine}/grade/").content.decode()
    assert "复核原件属实" in page
