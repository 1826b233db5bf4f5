"""The meeting of the speech through the pages: from the call to filed lists; one township stops and is seen to."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import docx
from django.test import Client
from django.utils import timezone

from taizhang.debrief.models import Comment, Debrief, FollowUp, Meeting
from taizhang.filing.models import Filing
from taizhang.kit.clock import now
from taizhang.ledger.actions import propose_duties
from taizhang.ledger.models import Item
from taizhang.people.models import Account
from taizhang.people.selectors import viewer_for
from tests.cast import County

LISTS = ("duty-list", "problem-list", "rectification-list", "verified-list")


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(Account.unscoped.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def words_of(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def done(client: Client, address: str, **told: object) -> str:
    """Post a form; it must have been done, not refused. Returns the page that followed."""
    answer = client.post(address, told, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200 and 'class="good" role="status"' in page, (
        address,
        re.findall("bad.*?</", page)[:3],
    )
    return page


def test_the_meeting_of_the_speech_from_the_call_to_the_filed_lists(county: County) -> None:
    office, liaison, town, other = (client_of(who) for who in ("cheng", "qiao", "ma", "li"))
    today = timezone.localdate()

    # called for every township and the organs' committee; the drafts are due; each unit's first page says so
    done(office, "/meetings/", kind="half", meeting_on=today.isoformat(), each="on", order="", place="县委礼堂")
    meeting = Meeting.unscoped.get()
    address = f"/meetings/{meeting.code}/"
    mine = Debrief.unscoped.get(unit__short="柳沟镇党委")
    assert Debrief.unscoped.count() == 3 and f"/debriefs/{mine.code}/" in town.get("/").content.decode()

    # the township's report opens with what became of last time; returned, mended, vetted
    sections = {"results": "抓了学习。", "problems": "记录不全。", "plan": "补上。"}
    done(town, f"/debriefs/{mine.code}/submit_report/", **sections)
    done(office, f"/debriefs/{mine.code}/return_report/", note="写到村")
    done(town, f"/debriefs/{mine.code}/submit_report/", **{**sections, "problems": "东坡村记录不全。"})
    page = office.get(f"/debriefs/{mine.code}/").content.decode()
    assert "<ins>东坡村记录不全。</ins>" in page and "<del>记录不全。</del>" in page
    done(office, f"/debriefs/{mine.code}/vet_report/", note="可以")

    # in the hall: recorded by one, confirmed by another, on the ledger at once
    done(office, address + "begin_meeting/", chair="沈怀信", attending="县委常委\r\n两代表一委员")
    due = (today + timedelta(days=60)).isoformat()
    said = {"unit": mine.unit.code, "speaker": "田静", "nature": "problem", "due_on": due}
    done(office, address + "record_comment/", text="“三会一课”只有签到", **said)
    done(office, address + "record_comment/", text="说错了的一条", **said)
    for comment in Comment.unscoped.order_by("pk"):
        done(liaison, f"/comments/{comment.code}/confirm_comment/")
    first, wrong = Comment.unscoped.order_by("pk")
    assert first.item is not None and Item.unscoped.filter(kind="problem", source="comment").count() == 2

    # a wrong comment is objected to and withdrawn with its problem; the other stands
    done(town, f"/comments/{wrong.code}/question_comment/", note="说的是石桥镇")
    done(liaison, f"/comments/{wrong.code}/withdraw_comment/", note="核对录音，口误")
    done(town, f"/comments/{first.code}/agree_comment/", note="")
    assert Item.unscoped.get(pk=wrong.item_id).state == "withdrawn"
    done(office, address + "end_meeting/")
    done(office, f"/debriefs/{mine.code}/send_letter/", number="云组函〔2026〕9号", signer="程远")
    letter = words_of(town.get(f"/debriefs/{mine.code}/letter.docx").content)
    assert "云组函〔2026〕9号" in letter and first.item.code in letter and "说错了的一条" not in letter
    assert other.get(f"/debriefs/{mine.code}/letter.docx").status_code == 404
    minutes = words_of(office.get(address + "minutes.docx").content)
    assert "县委常委、两代表一委员" in minutes and "“三会一课”只有签到（田静）" in minutes

    # what is missing is named; closed all the same, the three duties raise themselves
    refused = office.post(address + "close_meeting/", {}, follow=True).content.decode()
    assert "2份述职报告没有报送或审定" in refused and not FollowUp.unscoped.exists()
    page = done(office, address + "close_meeting/", anyway="1")
    assert FollowUp.unscoped.filter(unit=mine.unit).count() == 3 and "会后要办的" in page

    # verified, then the four lists go up: nobody reports the same thing twice
    secretary = viewer_for(Account.unscoped.select_related("person").get(username="ma"), today)
    propose_duties(actor=secretary, at=now(), unit=mine.unit.code, year=today.year)
    verified = {"finding": "true", "went": "马国栋", "went_on": today.isoformat(), "how": "到村", "basis": "记录本"}
    done(town, f"/items/{first.item.code}/verify_problem/", **verified)
    for name in LISTS:
        done(town, "/filings/", list_name=name, occasion="debrief", checked="on", round_code="")
        filing = Filing.unscoped.get(list_name=name)
        done(town, f"/filings/{filing.code}/send_filing/")
        done(liaison, f"/filings/{filing.code}/accept_filing/", note="")
    lists = FollowUp.unscoped.filter(unit=mine.unit, key__in=("verify", "lists")).select_related("item")
    assert {one.item.state for one in lists} == {"done"}

    # the map: this township has filed, the other has not begun
    page = office.get(address + "cascade/").content.decode()
    rows = re.findall(r"<tr><td><a[^>]*>([^<]+)</a>(.*?)</tr>", page, re.S)
    told = {unit: row.count('class="light done"') for unit, row in rows}
    assert told["柳沟镇党委"] >= 7 and told["石桥镇党委"] <= 2
