"""A report put aside and gone on with; a report in the county's own Word template; the map that goes on below."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest
from django.test import Client
from django.utils import timezone

from taizhang.debrief import actions, selectors
from taizhang.debrief.actions.drafts import keep_report
from taizhang.debrief.models import Debrief, Meeting
from taizhang.debrief.rules import year_about
from taizhang.journal.models import Entry
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.people.models import Account
from taizhang.rulebook.actions import publish_layout
from tests.cast import AT, County
from tests.debrief.test_meeting import HELD, SECTIONS, called, closed, debrief_of


def client_of(who: str) -> Client:
    client = Client()
    client.force_login(Account.unscoped.get(username=who))
    return client


def test_what_was_put_aside_is_the_units_own_and_goes_on(county: County) -> None:
    mine = debrief_of(called(county), "柳沟镇党委").code
    with pytest.raises(NotAllowed):
        keep_report(county.who("cheng"), AT, code=mine, sections=["写了一半"])
    page = client_of("ma").post(f"/debriefs/{mine}/keep_report/", {"results": "写了一半"}, follow=True)
    assert "写了一半" in page.content.decode()
    assert "写了一半" in client_of("he").get(f"/debriefs/{mine}/").content.decode()  # from another computer
    assert "写了一半" not in client_of("cheng").get(f"/debriefs/{mine}/").content.decode()
    assert Debrief.unscoped.get(code=mine).state == "wanted"
    assert not Entry.unscoped.filter(kind__contains="keep").exists()  # nobody counts how often somebody saves
    seen = Debrief.unscoped.get(code=mine).draft["at"]
    keep_report(county.who("he"), AT, code=mine, sections=["何敏接着写"], seen=seen)
    with pytest.raises(Refused, match="何敏"):
        keep_report(county.who("ma"), AT, code=mine, sections=["马国栋也在写"], seen=seen)
    actions.submit_report(actor=county.who("ma"), at=AT, code=mine, sections=SECTIONS)
    assert Debrief.unscoped.get(code=mine).draft == {}
    actions.return_report(actor=county.who("cheng"), at=AT, code=mine, note="写到村")
    keep_report(county.who("ma"), AT, code=mine, sections=["只写了成效" * 9, "", ""])
    hint = "“存在问题”占全文0%"
    assert hint in client_of("ma").get(f"/debriefs/{mine}/").content.decode()
    assert hint not in client_of("cheng").get(f"/debriefs/{mine}/").content.decode()  # not even how long it is
    actions.submit_report(actor=county.who("ma"), at=AT, code=mine, sections=[*SECTIONS[:2], "再补上制度。" * 20])
    with pytest.raises(Refused):
        keep_report(county.who("ma"), AT, code=mine, sections=["再改"])


def template(*lines: str) -> bytes:
    page = docx.Document()
    for line in lines:
        page.add_paragraph(line)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


LOOP = ("{%p for row in rows %}", "【{{ row.part }}】{{ row.text }}", "{%p endfor %}")


def test_a_report_goes_out_in_the_countys_own_template(county: County) -> None:
    code = called(county)
    mine = debrief_of(code, "柳沟镇党委").code
    county.problem(unit="柳沟镇党委", title="场所没有达标", source="comment")
    office = county.who("cheng")
    own = template("本县样式", "{{ title }}", *LOOP, "{%p for line in below %}", "{{ line }}", "{%p endfor %}")
    publish_layout(actor=office, at=AT, list_name="debrief-report", file=("样式.docx", own))
    actions.submit_report(actor=county.who("ma"), at=AT, code=mine, sections=SECTIONS)
    paper = docx.Document(io.BytesIO(client_of("ma").get(f"/debriefs/{mine}/report.docx").content))
    texts = [one.text for one in paper.paragraphs]
    assert texts[0] == "本县样式" and any("场所没有达标" in one for one in texts)
    assert any(one.startswith("【主要成效】抓了学习") for one in texts)
    with pytest.raises(BadInput):
        wrong = template("{{ title }}", "{%p for row in rows %}", "{{ row.nothing }}", "{%p endfor %}")
        publish_layout(actor=office, at=AT, list_name="debrief-report", file=("错.docx", wrong))
    publish_layout(actor=office, at=AT, list_name="debrief-report")
    paper = docx.Document(io.BytesIO(client_of("ma").get(f"/debriefs/{mine}/report.docx").content))
    assert "本县样式" not in [one.text for one in paper.paragraphs]


def test_the_map_goes_on_below_and_unfolds_in_its_place(county: County) -> None:
    above = closed(county)
    own = called(county, "ma", ("东坡村党支部", "后岭村党支部"), meeting_on=date(2026, 8, 3))
    actions.submit_report(actor=county.who("zhao"), at=AT, code=debrief_of(own, "东坡村党支部").code, sections=SECTIONS)
    actions.vet_report(actor=county.who("ma"), at=AT, code=debrief_of(own, "东坡村党支部").code)
    viewer = county.who("cheng", HELD)
    rows = {one.debrief.unit.short: one for one in selectors.cascade_of(viewer, selectors.meeting_for(viewer, above))}
    below = rows["柳沟镇党委"].below
    assert below is not None and (below.count, below.vetted) == (2, 1) and rows["石桥镇党委"].below is None
    client = client_of("cheng")
    page = client.get(f"/meetings/{above}/cascade/").content.decode()
    assert f'data-unfold="{own}"' in page and "下级2个述职，报告审定1个" in page
    part = client.get(f"/meetings/{own}/cascade/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<tr class="below"') and "东坡村党支部" in part and "<html" not in part


@pytest.mark.parametrize(
    ("day", "until", "year"),
    [((2027, 1, 20), 3, 2026), ((2027, 3, 31), 3, 2026), ((2027, 4, 1), 3, 2027), ((2027, 1, 20), 0, 2027)],
)
def test_the_year_a_meeting_is_about_stands_in_the_book(day: tuple[int, int, int], until: int, year: int) -> None:
    assert year_about(date(*day), {"year_before_until": until}) == year
    assert year_about(date(*day), {}) == day[0]


def test_a_meeting_is_not_begun_before_its_day_by_a_slip_of_the_finger(county: County) -> None:
    day = timezone.localdate() + timedelta(days=30)
    code, office = called(county, meeting_on=day), client_of("cheng")
    begin = f"/meetings/{code}/begin_meeting/"
    assert office.post(begin, {"chair": "沈怀信"}).status_code == 400
    assert Meeting.unscoped.get(code=code).state == "opened"
    assert office.post(begin, {"chair": "沈怀信", "early": "on"}).status_code == 302
    meeting = Meeting.unscoped.get(code=code)
    assert (meeting.state, meeting.meeting_on) == ("under_way", timezone.localdate())
