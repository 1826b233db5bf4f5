"""Slips on a real ledger: proposed once, decided by a person, answered by the unit, ended with the matter."""

from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import override_settings

from taizhang.debrief.actions import open_meeting
from taizhang.debrief.selectors import debriefs_waiting
from taizhang.documents.lists import ListSheet
from taizhang.filing.selectors import filings_waiting
from taizhang.journal.models import Entry
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.kit.waiting import all_waiting
from taizhang.ledger.actions import issue_task
from taizhang.ledger.models import Item
from taizhang.rulebook.books import shipped
from taizhang.rulebook.selectors import trial_of
from taizhang.supervision import actions, policy, selectors
from taizhang.supervision.models import Fired, Notice, Slip, SlipStep
from taizhang.supervision.papers import slip_paper
from taizhang.supervision.sending import send_notices
from tests.cast import AT, County

LATE = AT + timedelta(days=60)


def climb(at: datetime) -> int:
    """What the worker does."""
    actor = selectors.ladder_viewer(day_of(at))
    count = sum(actions.propose_rungs(actor=actor, at=at, items=codes) for codes in selectors.rungs_due(day_of(at)))
    loose = selectors.unbound_due(day_of(at)) or selectors.stale_proposals(day_of(at))
    return count + (actions.propose_rungs(actor=actor, at=at) if loose else 0)


def proposed(county: County, at: datetime = LATE) -> Slip:
    county.problem()
    climb(at)
    return Slip.unscoped.get()


def decided(county: County, at: datetime = LATE) -> Slip:
    slip = proposed(county, at)
    actions.decide_rung(actor=county.who("cheng", at), at=at, code=slip.code)
    return Slip.unscoped.get()


def test_what_is_late_is_proposed_once_and_nothing_else(county: County) -> None:
    county.problem(title="不急的", due_on=LATE.date() + timedelta(days=200))
    slip = proposed(county)
    assert (slip.state, slip.asked, slip.number, slip.host.short, slip.unit.short) == (
        "proposed",
        "urge",
        "",
        "县委",
        "东坡村党支部",
    )
    for day in (0, 1, 30, -20):  # again, later, with the clock put back
        climb(LATE + timedelta(days=day))
    assert Slip.unscoped.count() == 1 and list(Fired.unscoped.values_list("rung", flat=True)) == ["urge"]


def test_killed_in_the_middle_nothing_half_and_nothing_twice(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        county.problem(title=f"问题{number}")
    whole = Fired.unscoped.bulk_create

    def broken(rows: object, **_more: object) -> object:
        raise OSError("killed")

    monkeypatch.setattr(Fired.unscoped, "bulk_create", broken)
    with pytest.raises(OSError, match="killed"):
        climb(LATE)
    assert not Slip.unscoped.exists() and not Fired.unscoped.exists()
    monkeypatch.setattr(Fired.unscoped, "bulk_create", whole)
    assert climb(LATE) == 6 and climb(LATE) == 0
    with pytest.raises(IntegrityError):
        Fired.unscoped.create(slip=Slip.unscoped.all()[0], rung="urge")


def test_a_proposal_is_nobodys_but_the_hosts(county: County) -> None:
    slip = proposed(county)
    for who in ("zhao", "ma", "li"):
        with pytest.raises(Absent):
            selectors.slip_for(county.who(who, LATE), slip.code)
    with pytest.raises(NotAllowed):
        actions.decide_rung(actor=county.who("tian", LATE), at=LATE, code=slip.code)
    assert [one.pk for one in selectors.asked_of(county.who("qiao", LATE))] == [slip.pk]


def test_a_named_person_decides_and_the_unit_answers(county: County) -> None:
    slip = decided(county)
    assert (slip.number, slip.state, slip.rung, slip.decided_by) == (
        "督〔2026〕1号",
        "issued",
        "urge",
        "县委 组织部副部长 程远",
    )
    village = county.who("zhao", LATE)
    assert [one.what for one in all_waiting(selectors.slips_waiting(village))] == ["反馈"]
    actions.take_slip(actor=village, at=LATE, code=slip.code)
    with pytest.raises(BadInput, match="办理情况"):
        actions.answer_slip(actor=village, at=LATE, code=slip.code)
    with pytest.raises(NotAllowed, match="东坡村党支部"):
        actions.answer_slip(actor=county.who("ma", LATE), at=LATE, code=slip.code, note="x")
    actions.answer_slip(actor=village, at=LATE, code=slip.code, note="材料在补", files=[("说明.txt", b"x")])
    office = county.who("qiao", LATE)
    actions.return_slip(actor=office, at=LATE, code=slip.code, note="写明哪天补完")
    actions.answer_slip(actor=village, at=LATE, code=slip.code, note="8月底补完")
    actions.pass_slip(actor=office, at=LATE, code=slip.code)
    actions.archive_slip(actor=office, at=LATE, code=slip.code)
    assert Slip.unscoped.get().state == "archived"
    acts = list(SlipStep.unscoped.order_by("pk").values_list("act", flat=True))
    assert acts == [
        "propose_rungs",
        "decide_rung",
        "take_slip",
        "answer_slip",
        "return_slip",
        "answer_slip",
        "pass_slip",
        "archive_slip",
    ]


def test_a_slip_ignored_is_an_exit_and_the_next_rung_still_comes(county: County) -> None:
    slip = proposed(county, AT + timedelta(days=10))  # some days before its day
    assert slip.asked == "remind"
    with pytest.raises(BadInput):
        actions.ignore_rung(actor=county.who("cheng"), at=AT, code=slip.code)
    actions.ignore_rung(actor=county.who("cheng"), at=AT, code=slip.code, note="正在核实，不催")
    assert Slip.unscoped.get().state == "ignored"
    climb(LATE)
    assert (Slip.unscoped.get().state, Slip.unscoped.get().asked) == ("proposed", "urge")


def test_the_higher_rungs_are_the_secretarys_own_to_decide(county: County) -> None:
    slip = decided(county, AT + timedelta(days=20))
    later = AT + timedelta(days=90)
    climb(later)
    slip = Slip.unscoped.get()
    assert (slip.rung, slip.asked) == ("urge", "bulletin")
    with pytest.raises(NotAllowed, match="书记本人"):
        actions.decide_rung(actor=county.who("cheng", later), at=later, code=slip.code)
    assert "decide_rung" not in policy.acts_open_to(county.who("cheng", later), slip)
    actions.decide_rung(actor=county.who("shen", later), at=later, code=slip.code)
    slip = Slip.unscoped.get()
    assert (slip.rung, slip.number) == ("bulletin", "督〔2026〕1号")  # one matter, one slip
    found = selectors.bulletin_of(county.who("cheng", later), "bulletin", later.date() - timedelta(days=31))
    assert [one.pk for one in found] == [slip.pk]


def test_when_the_matter_ends_the_slip_ends_nobody_answers_twice(county: County) -> None:
    code = county.problem()
    climb(LATE)
    actions.decide_rung(actor=county.who("cheng", LATE), at=LATE, code=Slip.unscoped.get().code)
    other = county.problem(title="另一个")
    climb(LATE)
    county.bring_to("closed", code)
    county.do("withdraw_item", "cheng", other, LATE, note="登记重复")
    assert set(Slip.unscoped.values_list("item__code", "state")) == {(code, "closed"), (other, "lapsed")}
    assert not all_waiting(selectors.slips_waiting(county.who("zhao", LATE)))


def test_an_accepted_answer_rests_the_ladder_until_the_matter_comes_back(county: County) -> None:
    code = county.problem()
    at = AT + timedelta(days=20)
    climb(at)
    actions.decide_rung(actor=county.who("cheng", at), at=at, code=Slip.unscoped.get().code)
    actions.answer_slip(actor=county.who("zhao", at), at=at, code=Slip.unscoped.get().code, note="已有安排")
    actions.pass_slip(actor=county.who("qiao", at), at=at, code=Slip.unscoped.get().code)
    assert climb(at + timedelta(days=20)) == 0 and Slip.unscoped.get().state == "closed"
    county.bring_to("closed", code)
    again = LATE + timedelta(days=1)
    county.do("reopen_problem", "cheng", code, again, note="又没有记录", due_on=again.date() + timedelta(days=5))
    climb(again + timedelta(days=20))
    slip = Slip.unscoped.get()
    assert (slip.state, slip.asked, slip.number) == ("proposed", "urge", "督〔2026〕1号")


def test_an_answer_accepted_for_a_matter_still_open_is_no_end_of_supervision(county: County) -> None:
    slip = decided(county, AT + timedelta(days=20))
    at = AT + timedelta(days=21)
    actions.answer_slip(actor=county.who("zhao", at), at=at, code=slip.code, note="还在办")
    actions.pass_slip(actor=county.who("qiao", at), at=at, code=slip.code)
    assert climb(AT + timedelta(days=80)) == 1
    assert (Slip.unscoped.get().state, Slip.unscoped.get().asked) == ("proposed", "bulletin")


def test_a_pause_ends_by_itself_for_the_unit_as_for_the_ladder(county: County) -> None:
    slip = decided(county, AT + timedelta(days=20))
    at = AT + timedelta(days=21)
    until = at.date() + timedelta(days=3)
    with pytest.raises(BadInput, match="最多一年"):
        far = date(2099, 1, 1)
        actions.pause_slip(actor=county.who("cheng", at), at=at, code=slip.code, until=far, note="x")
    actions.pause_slip(actor=county.who("cheng", at), at=at, code=slip.code, until=until, note="汛期")
    assert not all_waiting(selectors.slips_waiting(county.who("zhao", at)))
    later = at + timedelta(days=4)
    assert all_waiting(selectors.slips_waiting(county.who("zhao", later)))
    actions.answer_slip(actor=county.who("zhao", later), at=later, code=slip.code, note="办好了")


def test_nobody_is_pressed_for_the_accepters_turn_or_a_day_that_was_moved(county: County) -> None:
    code = county.problem()
    climb(LATE)
    slip = Slip.unscoped.get()
    county.bring_to("rectifying", code)
    due = LATE.date() + timedelta(days=100)
    county.do("adjust_due", "cheng", code, LATE, due_on=due, note="汛期顺延")
    with pytest.raises(Refused, match="已调整到"):
        actions.decide_rung(actor=county.who("cheng", LATE), at=LATE, code=slip.code)
    climb(LATE)
    assert (Slip.unscoped.get().state, Slip.unscoped.get().asked) == ("lapsed", "")
    climb(LATE + timedelta(days=160))
    assert Slip.unscoped.get().asked == "urge"  # it came to that again
    county.do("apply_closure", "zhao", code, LATE, note="好了", files=[("x.txt", b"x")])
    with pytest.raises(Refused, match="等验收单位"):
        actions.decide_rung(actor=county.who("cheng", LATE), at=LATE, code=slip.code)


def test_only_who_accepts_a_matter_supervises_it_and_only_by_rungs_of_the_book(county: County) -> None:
    code = county.problem()
    with pytest.raises(NotAllowed, match="由“县委”验收"):
        actions.open_slip(actor=county.who("ma"), at=AT, item=code)
    office = county.who("cheng")
    for rung in ("约谈", "z" * 300):
        with pytest.raises(BadInput, match="没有"):
            actions.open_slip(actor=office, at=AT, unit=county.unit("柳沟镇党委"), title="x", rung=rung)


def test_a_slip_goes_where_its_matter_goes(county: County) -> None:
    slip = decided(county)
    code = slip.item.code if slip.item else ""
    county.do("transfer_problem", "cheng", code, LATE, unit=county.unit("后岭村党支部"), note="属于后岭")
    slip = Slip.unscoped.select_related("unit").get()
    assert (slip.unit.short, slip.state, slip.rung) == ("后岭村党支部", "lapsed", "")
    climb(LATE + timedelta(days=40))
    assert Slip.unscoped.get().asked == "urge"


def test_a_closed_slip_follows_its_matter_too(county: County) -> None:
    slip = decided(county, AT + timedelta(days=20))
    at = AT + timedelta(days=21)
    actions.answer_slip(actor=county.who("zhao", at), at=at, code=slip.code, note="在办")
    actions.pass_slip(actor=county.who("qiao", at), at=at, code=slip.code)
    code = slip.item.code if slip.item else ""
    county.do("transfer_problem", "cheng", code, at, unit=county.unit("后岭村党支部"), note="属于后岭")
    climb(AT + timedelta(days=120))
    slip = Slip.unscoped.select_related("unit").get()
    assert (slip.unit.short, slip.asked) == ("后岭村党支部", "urge")


def test_what_has_no_day_is_supervised_by_hand_and_what_lapsed_is_taken_up_again(county: County) -> None:
    office = county.who("cheng")
    task = issue_task(actor=office, at=AT, units=[county.unit("柳沟镇党委")], title="长期坚持的事")[0]
    slip = actions.open_slip(actor=office, at=AT, item=task)
    actions.ignore_rung(actor=office, at=AT, code=slip, note="再看看")
    assert actions.open_slip(actor=office, at=AT, item=task) == slip
    actions.decide_rung(actor=office, at=AT, code=slip)
    kept = Slip.unscoped.get()
    assert (kept.state, kept.by_hand) == ("issued", False)


def test_what_the_host_considers_is_not_in_the_units_journal(county: County) -> None:
    slip = decided(county, AT + timedelta(days=20))
    later = AT + timedelta(days=90)
    climb(later)
    actions.ignore_rung(actor=county.who("shen", later), at=later, code=slip.code, note="不通报")
    village = county.who("zhao").path
    kinds = set(Entry.unscoped.filter(path=village, kind__startswith="slip.").values_list("kind", flat=True))
    assert kinds == {"slip.decide_rung"}


def test_a_bulletin_names_nothing_that_is_finished_and_the_paper_bears_the_new_day(county: County) -> None:
    slip = decided(county, AT + timedelta(days=20))
    later = AT + timedelta(days=90)
    climb(later)
    actions.decide_rung(actor=county.who("shen", later), at=later, code=slip.code)
    slip = Slip.unscoped.select_related("unit", "host", "item").get()
    told = slip_paper(slip, selectors.ladder_on(later.date())["rungs"], "")
    assert isinstance(told.blocks[0], ListSheet) and slip.due_on is not None
    assert f"{slip.due_on.month}月{slip.due_on.day}日前反馈" in told.blocks[0].rows[3][1]
    office = county.who("cheng", later)
    assert selectors.bulletin_of(office, "bulletin", later.date() - timedelta(days=31))
    end = {"code": slip.item.code if slip.item else "", "note": "撤回"}
    county.do("withdraw_item", "qiao", end["code"], later, note=end["note"])
    assert not selectors.bulletin_of(office, "bulletin", later.date() - timedelta(days=31))


def test_a_gateway_that_talks_nonsense_is_tried_again_and_holds_nobody_up(county: County) -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def nonsense() -> None:
        taken, _address = server.accept()
        taken.recv(4096)
        taken.sendall(b"garbage\r\n\r\n")
        taken.close()

    threading.Thread(target=nonsense, daemon=True).start()
    with override_settings(NOTICE_WEBHOOK=f"http://127.0.0.1:{server.getsockname()[1]}/"):
        decided(county)
        assert send_notices(LATE) == 0
    server.close()
    assert Notice.unscoped.get().tries == 1 and "BadStatusLine" in Notice.unscoped.get().fault


def test_the_home_page_asks_once_for_everything_that_waits(county: County) -> None:
    """All apps in one union, on both databases; soonest first however many there are."""
    decided(county)
    for number in range(3):
        county.problem(title=f"又一个{number}")
    climb(LATE + timedelta(days=1))
    for who in ("cheng", "shen", "ma", "zhao"):
        viewer = county.who(who, LATE)
        asked = [*selectors.slips_waiting(viewer), *debriefs_waiting(viewer), *filings_waiting(viewer)]
        found = all_waiting(asked)
        days = [one.due_on for one in found if one.due_on]
        assert days == sorted(days)
        if who == "cheng":
            assert (found[0].title, found[0].code) == ("3", "")


def test_paused_the_ladder_rests_with_a_reason(county: County) -> None:
    slip = decided(county, AT + timedelta(days=20))
    at = AT + timedelta(days=21)
    with pytest.raises(BadInput, match="暂停到哪天"):
        actions.pause_slip(actor=county.who("cheng", at), at=at, code=slip.code, note="汛期")
    actions.pause_slip(actor=county.who("cheng", at), at=at, code=slip.code, until=date(2026, 12, 1), note="汛期")
    assert climb(AT + timedelta(days=90)) == 0
    with pytest.raises(Refused, match="暂停"):
        actions.answer_slip(actor=county.who("zhao", at), at=at, code=slip.code, note="x")
    actions.resume_slip(actor=county.who("cheng", at), at=at, code=slip.code)
    assert climb(AT + timedelta(days=90)) == 1


def test_several_are_decided_in_one_act(county: County) -> None:
    for number in range(3):
        county.problem(title=f"问题{number}")
    climb(LATE)
    codes = list(Slip.unscoped.values_list("code", flat=True))
    answer = actions.decide_rungs(actor=county.who("cheng", LATE), at=LATE, codes=[*codes, "XXXXXXXX"])
    assert len(answer["done"]) == 3 and answer["refused"][0][0] == "XXXXXXXX"
    assert sorted(Slip.unscoped.values_list("number", flat=True)) == [f"督〔2026〕{n}号" for n in (1, 2, 3)]
    with pytest.raises(BadInput, match="没有勾选"):
        actions.decide_rungs(actor=county.who("cheng", LATE), at=LATE, codes=[])


def test_by_hand_for_a_matter_that_is_on_no_list(county: County) -> None:
    office = county.who("cheng")
    with pytest.raises(NotAllowed):
        actions.open_slip(actor=county.who("ma"), at=AT, unit=county.unit("柳沟镇党委"), title="x")
    with pytest.raises(BadInput, match="督办事项"):
        actions.open_slip(actor=office, at=AT, unit=county.unit("柳沟镇党委"))
    code = actions.open_slip(actor=office, at=AT, unit=county.unit("柳沟镇党委"), title="书记批示：核查办公用房")
    actions.decide_rung(actor=office, at=AT, code=code, due_on=AT.date() + timedelta(days=3))
    assert climb(AT + timedelta(days=9)) == 1 and Slip.unscoped.get().asked == "urge"
    item = county.problem()
    actions.open_slip(actor=office, at=AT, item=item)
    with pytest.raises(Refused, match="一事一单"):
        actions.open_slip(actor=office, at=AT, item=item)
    with pytest.raises(BadInput, match="P26-99999"):
        actions.open_slip(actor=office, at=AT, item="P26-99999")


def test_what_waits_for_the_accepter_is_not_pressed_on_the_doer(county: County) -> None:
    county.bring_to("closure_applied", county.problem())
    Item.unscoped.update(due_on=AT.date() - timedelta(days=30))
    assert climb(LATE) == 0


def test_lateness_of_everything_that_has_a_day(county: County) -> None:
    county.problem(title="另一个")
    meeting_on = LATE.date() + timedelta(days=5)
    open_meeting(
        actor=county.who("cheng", LATE),
        at=LATE - timedelta(days=30),
        kind="half",
        meeting_on=meeting_on,
        units=[county.unit("柳沟镇党委")],
    )
    county.problem()
    climb(LATE)
    first = Slip.unscoped.order_by("pk").first()
    assert first is not None
    actions.decide_rung(actor=county.who("cheng", LATE), at=LATE, code=first.code)
    found = selectors.lateness(county.who("cheng", LATE))
    assert found["problem"] == (0, 2) and found["report"] == (0, 1) and found["slip"] == (1, 0)
    assert selectors.lateness(county.who("li", LATE))["problem"] == (0, 0)
    rows = selectors.daily_list(county.who("cheng", LATE))
    assert [(unit, len(items), len(slips)) for unit, items, slips in rows] == [("东坡村党支部", 2, 1)]


@pytest.fixture
def gateway() -> Iterator[tuple[str, list[dict[str, str]], list[int]]]:
    """A gateway of a county: what it got, and what it answers next."""
    got: list[dict[str, str]] = []
    answers: list[int] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append({**body, "header": self.headers["X-Taizhang-Id"]})
            self.send_response(answers.pop(0) if answers else 200)
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got, answers
    server.shutdown()
    server.server_close()


def test_a_notice_says_that_something_waits_and_never_what(
    county: County, gateway: tuple[str, list[dict[str, str]], list[int]]
) -> None:
    address, got, answers = gateway
    with override_settings(NOTICE_WEBHOOK=address, NOTICE_MAIL_TO="office@example.test"):
        slip = decided(county)
        night = LATE.replace(hour=23)
        assert send_notices(night) == 0 and not got
        answers.append(500)
        assert send_notices(LATE) == 0 and Notice.unscoped.get().fault.startswith("HTTPError")
        assert send_notices(LATE) == 1 and send_notices(LATE) == 0
    assert len(got) == 2 and got[0]["id"] == got[1]["id"] == got[1]["header"]
    told = got[1]
    assert (told["unit_name"], told["number"], told["due_on"]) == ("东坡村党支部", slip.number, str(slip.due_on))
    assert slip.title not in json.dumps(told, ensure_ascii=False) and "三会一课" not in told["text"]
    assert len(mail.outbox) == 1 and slip.title not in mail.outbox[0].body


def test_without_adapters_nothing_is_kept_for_sending(county: County) -> None:
    decided(county)
    assert not Notice.unscoped.exists()


def test_another_ladder_is_tried_on_today_before_it_is_published(county: County) -> None:
    county.problem()
    county.problem(title="另一个")
    now_and_then = trial_of(county.who("cheng", LATE), shipped()["ladder-five-letters"])[1:]
    told = [sentence.format(**facts) for sentence, facts in now_and_then]
    assert "催办单 2" in told[0] and "告诫书 2" in told[1]
