"""A meeting from call to follow-ups: who may what, what the units see, what cannot be skipped."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from taizhang.debrief import actions, selectors
from taizhang.debrief.models import Comment, Debrief, FollowUp, Meeting, Report
from taizhang.debrief.papers import letter_paper
from taizhang.documents.lists import ListSheet
from taizhang.filing.actions import accept_filing, seal_list, send_filing
from taizhang.journal.models import Entry
from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.kit.waiting import all_waiting
from taizhang.ledger.actions import SINGLE, propose_duties
from taizhang.ledger.models import Item
from taizhang.orgs.actions import move_unit
from tests.cast import AT, VERIFIED, County

HELD = AT + timedelta(days=12)
SECTIONS = ["抓了学习。" * 20, "记录不全。" * 20, "补上制度。" * 20]


def called(
    county: County, who: str = "cheng", units: tuple[str, ...] = ("柳沟镇党委", "石桥镇党委"), **told: object
) -> str:
    given = {"kind": "half", "meeting_on": HELD.date(), "units": [county.unit(one) for one in units], **told}
    return actions.open_meeting(actor=county.who(who), at=AT, **given)  # type: ignore[arg-type]


def debrief_of(code: str, unit: str) -> Debrief:
    return Debrief.unscoped.select_related("unit", "meeting").get(meeting__code=code, unit__short=unit)


def begun(county: County, who: str = "cheng", at: datetime = HELD, **told: object) -> str:
    code = called(county, who, **told)  # type: ignore[arg-type]
    actions.begin_meeting(actor=county.who(who, at), at=at, code=code, chair="沈怀信")
    return code


def recorded(county: County, meeting: str, unit: str = "柳沟镇党委", who: str = "cheng", **told: object) -> str:
    given = {
        "text": "“三会一课”有的村只有签到没有内容",
        "speaker": "田静",
        "speaker_post": "县委副书记",
        "due_on": date(2026, 9, 20),
        **told,
    }
    return actions.record_comment(
        actor=county.who(who, HELD),
        at=HELD,
        code=meeting,
        unit=county.unit(unit),
        **given,  # type: ignore[arg-type]
    )


def confirmed(county: County, meeting: str, **told: object) -> Comment:
    code = recorded(county, meeting, **told)  # type: ignore[arg-type]
    actions.confirm_comment(actor=county.who("qiao", HELD), at=HELD, code=code)
    return Comment.unscoped.select_related("item").get(code=code)


def test_a_meeting_is_called_once_for_units_below_on_a_day_to_come(county: County) -> None:
    code = called(county)
    kept = Meeting.unscoped.get(code=code)
    assert kept.title == "县委2026年半年述职评议" and kept.order == "together"
    assert kept.report_due_on == HELD.date() - timedelta(days=10)
    assert [one.person for one in Debrief.unscoped.filter(meeting=kept).order_by("ordinal")] == ["马国栋", "李文广"]
    with pytest.raises(Refused, match="没有办结"):
        called(county)
    with pytest.raises(BadInput, match="至少写一个"):
        called(county, "li", ())
    with pytest.raises(Absent):
        called(county, "li", ("后岭村党支部",))
    with pytest.raises(BadInput, match="补录"):
        called(county, "li", ("前坝村党支部",), meeting_on=AT.date() - timedelta(days=1))
    with pytest.raises(BadInput, match="没有“季度”"):
        called(county, "li", ("前坝村党支部",), kind="季度")


@pytest.mark.parametrize("who", ["tian", "gao", "sys"])
def test_who_only_looks_calls_no_meeting(county: County, who: str) -> None:
    with pytest.raises((NotAllowed, Absent)):
        called(county, who)


def test_a_report_goes_up_in_versions_and_is_vetted_by_somebody_else(county: County) -> None:
    code = called(county)
    mine = debrief_of(code, "柳沟镇党委").code
    with pytest.raises(BadInput, match="存在问题"):
        actions.submit_report(actor=county.who("ma"), at=AT, code=mine, sections=["只有成效"])
    with pytest.raises(Absent):
        actions.submit_report(actor=county.who("li"), at=AT, code=mine, sections=SECTIONS)
    assert actions.submit_report(actor=county.who("ma"), at=AT, code=mine, sections=SECTIONS) == 1
    with pytest.raises(NotAllowed, match="县委"):
        actions.vet_report(actor=county.who("ma"), at=AT, code=mine)
    with pytest.raises(BadInput):
        actions.return_report(actor=county.who("cheng"), at=AT, code=mine)
    actions.return_report(actor=county.who("cheng"), at=AT, code=mine, note="问题太虚，写到村")
    with pytest.raises(Refused, match="一字不差"):
        actions.submit_report(actor=county.who("he"), at=AT, code=mine, sections=SECTIONS)
    better = [SECTIONS[0], "东坡村记录不全。" * 20, SECTIONS[2]]
    assert actions.submit_report(actor=county.who("he"), at=AT, code=mine, sections=better) == 2
    actions.vet_report(actor=county.who("cheng"), at=AT, code=mine, note="可以")
    assert Debrief.unscoped.get(code=mine).state == "vetted"
    assert [one.opinion for one in Report.unscoped.order_by("number")] == [
        "县委 组织部副部长 程远：问题太虚，写到村",
        "县委 组织部副部长 程远：可以",
    ]


def test_the_problems_of_last_time_stand_in_the_report_by_themselves(county: County) -> None:
    done = county.problem(unit="柳沟镇党委", title="镇党委没有研究党建", source="comment")
    county.bring_to("closed", done, doer="he")
    county.problem(unit="柳沟镇党委", title="还没有改的", source="film")
    county.problem(unit="东坡村党支部", title="村里的")
    mine = debrief_of(called(county), "柳沟镇党委")
    actions.submit_report(actor=county.who("ma"), at=AT + timedelta(days=3), code=mine.code, sections=SECTIONS)
    kept = Report.unscoped.get()
    assert [(one["title"], one["state"]) for one in kept.facts["before"]] == [
        ("还没有改的", "to_verify"),
        ("镇党委没有研究党建", "closed"),
    ]
    assert kept.facts["told"][0]["facts"]["total"] == 3 and kept.facts["told"][0]["facts"]["closed"] == 1


def test_a_draft_is_the_hosts_alone_until_its_words_stand(county: County) -> None:
    meeting = called(county)
    told = {"unit": county.unit("柳沟镇党委"), "text": "拟稿里的话", "speaker": "田静"}
    draft = actions.draft_comment(actor=county.who("cheng"), at=AT, code=meeting, **told)
    for who in ("ma", "he", "li", "zhao"):
        with pytest.raises(Absent):
            selectors.comment_for(county.who(who), draft)
    assert not any("draft_comment" in one.kind for one in Entry.unscoped.filter(path__startswith=county.who("ma").path))
    with pytest.raises(Refused, match="还没有开始"):
        actions.record_comment(actor=county.who("cheng"), at=AT, code=meeting, comment=draft, **told)
    actions.begin_meeting(actor=county.who("cheng", HELD), at=HELD, code=meeting, chair="沈怀信")
    spoken = {"text": "说出来的话", "speaker": "田静", "due_on": date(2026, 9, 1)}
    assert draft == actions.record_comment(
        actor=county.who("cheng", HELD), at=HELD, code=meeting, comment=draft, **spoken
    )
    with pytest.raises(Absent):
        selectors.comment_for(county.who("ma"), draft)
    actions.confirm_comment(actor=county.who("qiao", HELD), at=HELD, code=draft)
    assert selectors.comment_for(county.who("ma"), draft).text == "说出来的话"
    with pytest.raises(Absent):
        selectors.comment_for(county.who("li"), draft)


def test_a_problem_is_on_the_ledger_the_moment_another_hand_confirms_the_words(county: County) -> None:
    meeting = begun(county)
    code = recorded(county, meeting)
    with pytest.raises(NotAllowed, match="另一位同志"):
        actions.confirm_comment(actor=county.who("cheng", HELD), at=HELD, code=code)
    assert Item.unscoped.count() == 0
    actions.confirm_comment(actor=county.who("qiao", HELD), at=HELD, code=code)
    item = Item.unscoped.get()
    assert (item.kind, item.unit.short, item.source, item.person) == ("problem", "柳沟镇党委", "comment", "马国栋")
    assert item.facts["source_detail"] == "田静点评，要求2026年9月20日前整改" and item.due_on == date(2026, 7, 23)
    assert Comment.unscoped.get().agree_by == date(2026, 7, 23)


def test_an_ask_becomes_a_task_and_praise_nothing(county: County) -> None:
    meeting = begun(county)
    ask = confirmed(county, meeting, nature="ask", text="八月底前办一期支部书记培训班")
    assert ask.item is not None and ask.item.kind == "task" and ask.item.due_on == date(2026, 9, 20)
    assert confirmed(county, meeting, nature="praise", text="抓得实", due_on=None).item is None


def test_without_owner_or_day_nothing_is_recorded_and_unconfirmed_words_hold_the_meeting(county: County) -> None:
    meeting = begun(county)
    with pytest.raises(BadInput, match="整改时限"):
        recorded(county, meeting, due_on=None)
    recorded(county, meeting)
    actions.end_meeting(actor=county.who("cheng", HELD), at=HELD, code=meeting)
    with pytest.raises(Refused, match="没有联络人确认"):
        actions.close_meeting(actor=county.who("cheng", HELD), at=HELD, code=meeting, anyway=True)
    assert Meeting.unscoped.get().state == "held" and not FollowUp.unscoped.exists()


def test_what_is_missing_is_named_before_a_meeting_is_closed(county: County) -> None:
    meeting = begun(county)
    confirmed(county, meeting)
    office = county.who("cheng", HELD)
    actions.end_meeting(actor=office, at=HELD, code=meeting)
    with pytest.raises(Refused) as refused:
        actions.close_meeting(actor=office, at=HELD, code=meeting)
    for words in ("2份述职报告", "1个单位的反馈函", "会议记录没有写", "1条点评单位还没有答复"):
        assert words in str(refused.value)
    actions.close_meeting(actor=office, at=HELD, code=meeting, anyway=True)
    actions.write_minutes(actor=office, at=HELD, code=meeting, minutes="补记")  # still to be written


def test_what_is_said_again_lives_on_under_its_number(county: County) -> None:
    title = "“三会一课”有的村只有签到没有内容"
    old = county.problem(unit="柳沟镇党委", title=title)
    county.bring_to("closed", old, doer="he")
    comment = confirmed(county, begun(county), text=title)
    item = Item.unscoped.get()
    assert comment.item == item and (item.code, item.state, item.recurring) == (old, "rectifying", True)


def test_what_others_have_said_is_not_taken_back_with_a_comment(county: County) -> None:
    """A film's problem of the same words, and the same words from two speakers, stand on one number."""
    title = "“三会一课”有的村只有签到没有内容"
    film = county.problem(unit="柳沟镇党委", title=title)
    meeting = begun(county)
    first = confirmed(county, meeting, text=title)
    assert first.item is not None and (first.item.code, first.onto) == (film, "linked")
    actions.withdraw_comment(actor=county.who("qiao", HELD), at=HELD, code=first.code, note="口误")
    assert Item.unscoped.get(code=film).state == "to_verify"
    one, two = confirmed(county, meeting, text="新的"), confirmed(county, meeting, text="新的")
    assert (one.onto, two.onto) == ("made", "linked") and one.item == two.item
    actions.withdraw_comment(actor=county.who("qiao", HELD), at=HELD, code=one.code, note="口误")
    assert one.item is not None and Item.unscoped.get(pk=one.item.pk).state == "to_verify"
    ask = {"nature": "ask", "text": "办一期班"}
    assert confirmed(county, meeting, **ask).item == confirmed(county, meeting, **ask).item


def test_said_again_of_what_another_accepts_it_stands_on_a_number_of_its_own(county: County) -> None:
    title = "村务公开不及时"
    old = county.problem("ma", "东坡村党支部", title)
    county.bring_to("closed", old, accepter="ma")
    code = called(county, units=("东坡村党支部",))
    actions.begin_meeting(actor=county.who("cheng", HELD), at=HELD, code=code, chair="沈怀信")
    comment = confirmed(county, code, unit="东坡村党支部", text=title)
    assert comment.item is not None and comment.item.state == "to_verify" and old in comment.item.title


def test_a_village_takes_back_a_wrong_comment_of_its_own_meeting(county: County) -> None:
    code = called(county, "zhao", ("东坡村党支部",))
    actions.begin_meeting(actor=county.who("zhao", HELD), at=HELD, code=code, chair="赵立民")
    told = {
        "unit": county.unit("东坡村党支部"),
        "text": "主题党日不固定",
        "speaker": "党员",
        "due_on": date(2026, 9, 1),
    }
    comment = actions.record_comment(actor=county.who("zhao", HELD), at=HELD, code=code, **told)  # type: ignore[arg-type]
    actions.confirm_comment(actor=county.who("zhao", HELD), at=HELD, code=comment)
    actions.withdraw_comment(actor=county.who("zhao", HELD), at=HELD, code=comment, note="说错了")
    assert Comment.unscoped.get().state == "withdrawn"


def test_a_wrong_comment_is_taken_back_with_its_problem(county: County) -> None:
    comment = confirmed(county, begun(county))
    for who in ("li", "cheng"):
        with pytest.raises((Absent, NotAllowed)):
            actions.question_comment(actor=county.who(who, HELD), at=HELD, code=comment.code, note="x")
    with pytest.raises(BadInput):
        actions.question_comment(actor=county.who("ma", HELD), at=HELD, code=comment.code)
    actions.question_comment(actor=county.who("ma", HELD), at=HELD, code=comment.code, note="说的是石桥镇的事")
    actions.withdraw_comment(actor=county.who("qiao", HELD), at=HELD, code=comment.code, note="核对录音，确是口误")
    item = Item.unscoped.get()
    assert (item.state, Comment.unscoped.get().state) == ("withdrawn", "withdrawn")


def test_an_objection_may_be_answered_and_the_words_stand(county: County) -> None:
    comment = confirmed(county, begun(county))
    actions.question_comment(actor=county.who("ma", HELD), at=HELD, code=comment.code, note="只有一个村")
    actions.uphold_comment(actor=county.who("cheng", HELD), at=HELD, code=comment.code, note="检查记录有三个村")
    assert Comment.unscoped.get().state == "upheld" and Item.unscoped.get().state == "to_verify"


def test_a_letter_needs_words_a_number_and_a_signer_and_goes_once(county: County) -> None:
    meeting = begun(county)
    mine = debrief_of(meeting, "柳沟镇党委").code
    office = county.who("cheng", HELD)
    with pytest.raises(Refused, match="不用发反馈函"):
        actions.send_letter(actor=office, at=HELD, code=mine, number="云组函〔2026〕9号", signer="程远")
    confirmed(county, meeting)
    with pytest.raises(BadInput, match="文号"):
        actions.send_letter(actor=office, at=HELD, code=mine, number=" ", signer="程远")
    actions.send_letter(actor=office, at=HELD, code=mine, number="云组函〔2026〕9号", signer="程远")
    assert Debrief.unscoped.get(code=mine).answer_by == date(2026, 7, 23)
    with pytest.raises(Refused, match="已经发出"):
        actions.send_letter(actor=office, at=HELD, code=mine, number="云组函〔2026〕10号", signer="程远")
    first = Comment.unscoped.get()
    later = confirmed(county, meeting, text="会后补记的一条")
    actions.send_letter(actor=office, at=HELD, code=mine, number="云组函〔2026〕10号", signer="程远")
    actions.withdraw_comment(actor=county.who("qiao", HELD), at=HELD, code=first.code, note="口误")
    debrief = Debrief.unscoped.select_related("unit", "meeting__unit").get(code=mine)
    letters = selectors.letters_of(debrief)
    assert [one.comments for one in letters] == [[first.code], [later.code]]
    paper = letter_paper(debrief, letters[0], [first.code])
    assert isinstance(paper.blocks[1], ListSheet) and "后已撤回" in paper.blocks[1].rows[0][2]


def closed(county: County) -> str:
    meeting = begun(county)
    confirmed(county, meeting)
    actions.end_meeting(actor=county.who("cheng", HELD), at=HELD, code=meeting)
    actions.close_meeting(actor=county.who("cheng", HELD), at=HELD, code=meeting, anyway=True)
    return meeting


def test_the_three_duties_raise_themselves_for_every_unit_and_the_countys_own(county: County) -> None:
    closed(county)
    told = {(one.unit.short, one.key): one.item for one in FollowUp.unscoped.select_related("unit", "item")}
    assert {key for unit, key in told if unit == "柳沟镇党委"} == {"verify", "lists", "own_meeting"}
    assert set(told) >= {("石桥镇党委", "verify"), ("县委", "own_lists")} and len(told) == 7
    assert told["柳沟镇党委", "lists"].due_on == HELD.date() + timedelta(days=20)
    assert "半年述职评议" in told["柳沟镇党委", "verify"].title


def test_lists_that_go_up_carry_the_duty_out_nobody_reports_twice(county: County) -> None:
    closed(county)
    day = HELD + timedelta(days=3)
    secretary, office = county.who("ma", day), county.who("qiao", day)
    propose_duties(actor=secretary, at=day, unit=county.unit("柳沟镇党委"), year=2026)
    codes = []
    for name in ("duty-list", "problem-list", "rectification-list"):
        item = FollowUp.unscoped.get(unit__short="柳沟镇党委", key="lists").item
        assert item.state == "issued"
        told = {"list_name": name, "unit": county.unit("柳沟镇党委"), "occasion": "debrief"}
        codes.append(seal_list(actor=secretary, at=day, round_code="2026-mid", **told))  # type: ignore[arg-type]
        send_filing(actor=secretary, at=day, code=codes[-1])
    item = FollowUp.unscoped.get(unit__short="柳沟镇党委", key="lists").item
    assert item.state == "submitted" and "责任清单" in item.facts["result"]
    for code in codes:
        accept_filing(actor=office, at=day, code=code)
    item.refresh_from_db()
    assert item.state == "done"


def test_the_units_own_meeting_is_the_duty_and_hangs_below(county: County) -> None:
    above = closed(county)
    code = called(county, "ma", ("东坡村党支部", "后岭村党支部"), meeting_on=HELD.date() + timedelta(days=9))
    own = Meeting.unscoped.select_related("above").get(code=code)
    assert own.above is not None and own.above.code == above
    later = HELD + timedelta(days=9)
    actions.begin_meeting(actor=county.who("he", later), at=later, code=code, chair="马国栋")
    comment = actions.record_comment(
        actor=county.who("he", later),
        at=later,
        code=code,
        unit=county.unit("东坡村党支部"),
        text="主题党日不固定",
        speaker="马国栋",
        due_on=date(2026, 10, 1),
    )
    actions.confirm_comment(actor=county.who("ma", later), at=later, code=comment)
    actions.end_meeting(actor=county.who("he", later), at=later, code=code)
    actions.close_meeting(actor=county.who("he", later), at=later, code=code, anyway=True)
    follow = FollowUp.unscoped.select_related("item").get(
        meeting__code=above, unit__short="柳沟镇党委", key="own_meeting"
    )
    assert follow.item.state == "submitted" and "已召开" in follow.item.facts["result"]
    assert set(FollowUp.unscoped.filter(meeting=own).values_list("key", flat=True)) == {"verify", "lists"}


def test_a_second_meeting_of_the_year_and_a_unit_that_moved_away_hold_nothing_up(county: County) -> None:
    closed(county)
    second = called(county, units=("石桥镇党委",), meeting_on=HELD.date() + timedelta(days=1))
    assert Meeting.unscoped.get(code=second).title.endswith("（第2次）")
    later = HELD + timedelta(days=1)
    actions.begin_meeting(actor=county.who("cheng", later), at=later, code=second, chair="沈怀信")
    actions.end_meeting(actor=county.who("cheng", later), at=later, code=second)
    assert actions.close_meeting(actor=county.who("cheng", later), at=later, code=second, anyway=True)
    town = called(county, "ma", ("东坡村党支部", "后岭村党支部"), meeting_on=later.date())
    for act in ("begin_meeting", "end_meeting"):
        told = {"chair": "马国栋"} if act == "begin_meeting" else {}
        getattr(actions, act)(actor=county.who("ma", later), at=later, code=town, **told)
    move_unit(
        actor=county.who("sys", later), at=later, code=county.unit("东坡村党支部"), parent=county.unit("石桥镇党委")
    )
    actions.close_meeting(actor=county.who("ma", later), at=later, code=town, anyway=True)
    got = FollowUp.unscoped.filter(meeting__code=town).values_list("unit__short", flat=True)
    assert set(got) == {"后岭村党支部"}


def test_a_unit_with_nothing_to_file_is_not_red_for_ever(county: County) -> None:
    meeting = closed(county)
    for one in FollowUp.unscoped.filter(unit__short="石桥镇党委").exclude(lists=[]).select_related("item"):
        SINGLE["sign_task"](actor=county.who("li", HELD), at=HELD, code=one.item.code)
        SINGLE["submit_task"](actor=county.who("li", HELD), at=HELD, code=one.item.code, note="没有被点评的问题")
        SINGLE["pass_task"](actor=county.who("qiao", HELD), at=HELD, code=one.item.code, on_site="核对过")
    viewer = county.who("cheng", HELD + timedelta(days=60))
    rows = {row.debrief.unit.short: row for row in selectors.cascade_of(viewer, selectors.meeting_for(viewer, meeting))}
    assert {cell.step: cell.state for cell in rows["石桥镇党委"].cells}["filed"] == "done"


def test_the_open_problems_of_last_time_are_never_cut_off(county: County) -> None:
    for number in range(62):
        code = county.problem(unit="柳沟镇党委", title=f"旧的{number}", source="film")
        Item.unscoped.filter(code=code).update(state="closed", closed_on=AT.date())
    county.problem(unit="柳沟镇党委", title="还没有改的", source="film")
    mine = debrief_of(called(county), "柳沟镇党委")
    assert selectors.before_of(mine, ["film"], AT.date())[0]["title"] == "还没有改的"


def test_the_map_tells_days_and_where_it_stopped(county: County, django_assert_num_queries: object) -> None:
    meeting = closed(county)
    comment = Comment.unscoped.select_related("item").get()
    SINGLE["verify_problem"](
        actor=county.who("he", HELD + timedelta(days=2)),
        at=HELD + timedelta(days=2),
        code=comment.item.code if comment.item else "",
        finding="true",
        **{**VERIFIED, "went_on": HELD.date() + timedelta(days=2)},
    )
    later = county.who("cheng", HELD + timedelta(days=40))
    rows = {row.debrief.unit.short: row for row in selectors.cascade_of(later, selectors.meeting_for(later, meeting))}
    cells = {cell.step: cell for cell in rows["柳沟镇党委"].cells}
    assert cells["held"].state == "done" and cells["answered"].days == 2
    assert cells["agreed"].state == "late" and cells["filed"].state == "late" and cells["own"].state == "running"
    assert rows["柳沟镇党委"].stopped == "report" and rows["石桥镇党委"].stopped == "report"
    assert {cell.step: cell.state for cell in rows["石桥镇党委"].cells}["answered"] == "none"
    own = county.who("ma", HELD)
    assert [row.debrief.unit.short for row in selectors.cascade_of(own, selectors.meeting_for(own, meeting))] == [
        "柳沟镇党委"
    ]


def test_a_village_debriefs_to_its_own_people_and_the_township_vets(county: County) -> None:
    code = called(county, "zhao", ("东坡村党支部",))
    mine = debrief_of(code, "东坡村党支部").code
    actions.submit_report(actor=county.who("zhao"), at=AT, code=mine, sections=SECTIONS)
    with pytest.raises(NotAllowed):
        actions.vet_report(actor=county.who("zhao"), at=AT, code=mine)
    assert [one.what for one in all_waiting(selectors.debriefs_waiting(county.who("ma")))] == ["审定述职报告"]
    actions.vet_report(actor=county.who("ma"), at=AT, code=mine)
    assert Debrief.unscoped.get().state == "vetted"


def test_who_speaks_and_who_writes_and_who_did_not_come(county: County) -> None:
    meeting = called(county)
    office = county.who("cheng", HELD)
    actions.arrange_debriefs(actor=office, at=AT, code=meeting, speaking=["石桥镇党委"])
    rows = list(Debrief.unscoped.order_by("ordinal").values_list("unit__short", "mode"))
    assert rows == [("石桥镇党委", "speaks"), ("柳沟镇党委", "written")]
    actions.begin_meeting(actor=office, at=HELD, code=meeting, chair="沈怀信")
    code = debrief_of(meeting, "石桥镇党委").code
    with pytest.raises(BadInput, match="原因"):
        actions.mark_roll(actor=office, at=HELD, code=code, present=False)
    actions.mark_roll(actor=office, at=HELD, code=code, present=False, reason="防汛")
    assert debrief_of(meeting, "石桥镇党委").absence == "防汛"
    with pytest.raises(BadInput, match="不在这次会议"):
        actions.arrange_debriefs(actor=office, at=HELD, code=meeting, speaking=["东坡村党支部"])


def test_a_cancelled_meeting_says_why_and_holds_nobody(county: County) -> None:
    meeting = called(county)
    with pytest.raises(BadInput):
        actions.cancel_meeting(actor=county.who("cheng"), at=AT, code=meeting)
    actions.cancel_meeting(actor=county.who("cheng"), at=AT, code=meeting, note="与全会合并召开")
    assert not all_waiting(selectors.debriefs_waiting(county.who("ma")))
    called(county)
