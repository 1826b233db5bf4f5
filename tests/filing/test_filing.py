"""备案: sealed by the right hand, locked when accepted, compared by itself, never rewritten by later changes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest
from django.test import Client

from taizhang.debrief.actions import begin_meeting, open_meeting
from taizhang.filing.actions import accept_filing, return_filing, seal_list, send_filing
from taizhang.filing.models import Filing
from taizhang.filing.rules import lacks
from taizhang.filing.selectors import difference_to_last, filing_for, late_inbox, rows_of, summary_sheet, unit_lines
from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from taizhang.ledger.actions import raise_problem
from taizhang.ledger.rules import compare
from taizhang.ledger.states import OPEN
from taizhang.orgs.actions import move_unit
from taizhang.people.models import Account
from taizhang.reports.selectors import overview_of
from tests.cast import AT, VERIFIED, County


def sealed(county: County, who: str = "ma", name: str = "problem-list", at=AT, round_code: str = "2026-mid") -> str:  # type: ignore[no-untyped-def]
    unit = county.who(who).unit_code
    return seal_list(actor=county.who(who, at), at=at, list_name=name, unit=unit, round_code=round_code)


def test_the_units_three_are_signed_by_its_secretary_in_person(county: County) -> None:
    county.problem()
    with pytest.raises(NotAllowed, match="书记本人"):
        sealed(county, "he")
    code = sealed(county, "ma")
    assert Filing.unscoped.get(code=code).signer == "马国栋"
    assert Filing.unscoped.get(code=sealed(county, "he", "ledger")).signer == "何敏"


def test_only_ones_own_list_and_never_an_empty_one(county: County) -> None:
    with pytest.raises(BadInput, match="没有可备案"):
        sealed(county)
    county.problem()
    with pytest.raises(NotAllowed):
        seal_list(
            actor=county.who("cheng"), at=AT, list_name="ledger", unit=county.unit("柳沟镇党委"), round_code="2026-mid"
        )


def test_up_back_again_and_locked(county: County) -> None:
    county.problem()
    code = sealed(county)
    for who in ("cheng", "li"):
        with pytest.raises(NotAllowed):
            send_filing(actor=county.who(who), at=AT, code=code)
    send_filing(actor=county.who("ma"), at=AT, code=code)
    with pytest.raises(NotAllowed):
        accept_filing(actor=county.who("ma"), at=AT, code=code)
    with pytest.raises(BadInput):
        return_filing(actor=county.who("cheng"), at=AT, code=code)
    return_filing(actor=county.who("cheng"), at=AT, code=code, note="缺责任人")
    again = sealed(county)
    send_filing(actor=county.who("ma"), at=AT, code=again)
    accept_filing(actor=county.who("cheng"), at=AT, code=again)
    with pytest.raises(Refused, match="锁定"):
        sealed(county)
    with pytest.raises(Refused):
        accept_filing(actor=county.who("cheng"), at=AT, code=again)
    with pytest.raises(Absent):
        filing_for(county.who("li"), again)


def test_a_sealed_list_stays_byte_for_byte_whatever_comes_after(county: County) -> None:
    code = county.problem()
    filing = Filing.unscoped.get(code=sealed(county))
    county.bring_to("closed", code)
    move_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"), parent=county.unit("石桥镇党委"))
    kept = Filing.unscoped.get(pk=filing.pk)
    assert kept.snapshot == filing.snapshot and hashlib.sha256(kept.snapshot.encode()).hexdigest() == kept.digest


def test_seals_are_compared_by_themselves(county: County) -> None:
    code = county.problem()
    sealed(county)
    county.bring_to("closed", code)
    county.problem(title="新的问题")
    later = Filing.unscoped.get(code=sealed(county, at=AT + timedelta(days=60), round_code="2026-end"))
    before, difference = difference_to_last(later)
    assert (
        before and difference and difference.closed == [code] and len(difference.added) == 1 and not difference.vanished
    )


@pytest.mark.once
def test_difference_of_plain_rows() -> None:
    before = {"A": {"state": "to_plan", "due_on": "2026-01-01"}, "B": {"state": "to_plan", "due_on": ""}}
    after = {"A": {"state": "to_plan", "due_on": "2026-01-01"}, "C": {"state": "closed", "due_on": ""}}
    made = compare(before, after, "2026-06-01")
    assert (made.added, made.closed, made.overdue, made.vanished) == (["C"], ["C"], ["A"], ["B"])


def test_a_late_filing_is_marked(county: County) -> None:
    county.problem()
    assert Filing.unscoped.get(code=sealed(county, at=AT + timedelta(days=120))).is_late


def test_summary_and_overview_add_up_to_the_same(county: County) -> None:
    county.bring_to("closed", county.problem())
    county.problem(unit="前坝村党支部", title="石桥的")
    county.problem(unit="县委", title="县委自己的")
    viewer = county.who("cheng")
    lines = unit_lines(viewer, county.units["县委"], None)
    overview = overview_of(viewer, county.units["县委"])
    assert sum(line.counts["total"] for line in lines) == overview.whole.counts["total"] == 3
    assert sum(line.counts["closed"] for line in lines) == overview.whole.counts["closed"] == 1
    assert summary_sheet(viewer, county.units["县委"], None).rows[-1][1] == "3"


def test_the_stamped_scan_is_put_beside_ones_own_filing(county: County) -> None:
    from taizhang.evidence.selectors import evidence_of
    from taizhang.filing.actions import attach_scan

    county.problem()
    code = sealed(county)
    attach_scan(actor=county.who("he"), at=AT, code=code, files=[("盖章.txt", b"scan")])
    assert [one.name for one in evidence_of(code)] == ["盖章.txt"]
    with pytest.raises(NotAllowed):
        attach_scan(actor=county.who("cheng"), at=AT, code=code, files=[("x.txt", b"x")])
    with pytest.raises(BadInput):
        attach_scan(actor=county.who("he"), at=AT, code=code)


def test_nobody_accepts_what_they_sealed(county: County) -> None:
    county.problem(unit="县委", title="县委自己的")
    code = sealed(county, "shen")
    send_filing(actor=county.who("shen"), at=AT, code=code)
    with pytest.raises(NotAllowed, match="另一位"):
        accept_filing(actor=county.who("shen"), at=AT, code=code)
    accept_filing(actor=county.who("cheng"), at=AT, code=code)


def test_a_second_seal_of_a_filed_list_is_not_sent(county: County) -> None:
    county.problem()
    one, two = sealed(county), sealed(county)
    send_filing(actor=county.who("ma"), at=AT, code=one)
    with pytest.raises(Refused, match="锁定"):
        send_filing(actor=county.who("ma"), at=AT, code=two)


def test_sent_after_the_round_is_late_though_sealed_in_time(county: County) -> None:
    county.problem()
    code = sealed(county)
    send_filing(actor=county.who("ma"), at=AT + timedelta(days=120), code=code)
    assert Filing.unscoped.get(code=code).is_late


def test_the_sealed_paper_is_made_from_the_snapshot_alone(county: County) -> None:
    from taizhang.filing.sealed import sealed_sheet

    code = county.problem()
    filing = Filing.unscoped.select_related("unit").get(code=sealed(county))
    before = sealed_sheet(filing, "head")
    county.bring_to("closed", code)
    after = sealed_sheet(Filing.unscoped.select_related("unit").get(pk=filing.pk), "head")
    assert before == after and before.rows[0][1] == code and filing.digest in before.below[-1] and before.qr == "head"


def test_merged_problems_count_once_and_rates_agree(county: County) -> None:
    from taizhang.reports.selectors import overview_of

    one, two = county.problem(title="甲"), county.problem(title="乙")
    county.do("merge_problem", "cheng", two, into=one, note="同因")
    viewer = county.who("cheng")
    overview = overview_of(viewer, county.units["县委"])
    line = next(one for one in unit_lines(viewer, county.units["县委"], None) if one.counts["total"])
    assert overview.whole.counts["total"] == line.counts["total"] == 1 and line.counts["verified"] == 0
    assert overview.whole.rate == line.rate


def test_what_comes_after_the_lock_is_seen_and_can_be_filed_as_a_supplement(county: County) -> None:
    first, quiet = county.problem(), county.problem(title="没有变动的")
    with pytest.raises(Refused, match="不用补报"):
        late(county)
    code = sealed(county)
    send_filing(actor=county.who("ma"), at=AT, code=code)
    with pytest.raises(Refused, match="没有变动"):
        late(county)
    county.bring_to("to_plan", first)
    new = raise_problem(
        actor=county.who("cheng"), at=AT + timedelta(days=3), unit=county.unit("后岭村党支部"), title="后到的"
    )
    round_ = Filing.unscoped.get(code=code).round
    for who, unit in (("ma", "柳沟镇党委"), ("cheng", "县委")):
        found = late_inbox(county.who(who), county.units[unit], round_)
        assert {one.step.item.code for one in found} == {first, new} and {one.filing.code for one in found} == {code}
    assert late_inbox(county.who("li"), county.units["石桥镇党委"], round_) == []
    more = Filing.unscoped.get(code=late(county))
    assert set(rows_of(more)) == {first, new} and quiet not in rows_of(more) and "补报" in more.title
    at = AT + timedelta(days=5)
    send_filing(actor=county.who("ma", at), at=at, code=more.code)
    accept_filing(actor=county.who("cheng", at), at=at, code=more.code)
    with pytest.raises(Refused, match="没有变动"):
        late(county, at + timedelta(hours=1))
    with pytest.raises(Refused, match="锁定"):
        sealed(county)


def test_a_returned_list_can_be_filed_again_after_a_supplement(county: County) -> None:
    code = county.problem()
    main = sealed(county)
    send_filing(actor=county.who("ma"), at=AT, code=main)
    county.bring_to("to_plan", code)
    more = late(county)
    send_filing(actor=county.who("ma"), at=AT + timedelta(days=4), code=more)
    return_filing(actor=county.who("cheng"), at=AT + timedelta(days=5), code=main, note="缺责任人")
    round_ = Filing.unscoped.get(code=main).round
    line = next(
        one for one in unit_lines(county.who("cheng"), county.units["县委"], round_) if one.unit.short == "柳沟镇党委"
    )
    assert line.filed_words(False) == "退回补正"
    again = sealed(county, at=AT + timedelta(days=6))
    send_filing(actor=county.who("ma"), at=AT + timedelta(days=6), code=again)
    with pytest.raises(Refused, match="没有变动"):
        late(county, AT + timedelta(days=7))


def test_what_is_withdrawn_or_goes_elsewhere_after_the_lock_is_seen(county: County) -> None:
    gone, moved = county.problem(title="登记后作废的"), county.problem(title="转到别镇的")
    main = sealed(county)
    send_filing(actor=county.who("ma"), at=AT, code=main)
    county.do("withdraw_item", "cheng", gone, AT + timedelta(days=1), note="不想要了")
    county.do(
        "transfer_problem", "cheng", moved, AT + timedelta(days=1), unit=county.unit("前坝村党支部"), note="是他们的"
    )
    county.do("verify_problem", "wang", moved, AT + timedelta(days=2), finding="true", **VERIFIED)
    round_ = Filing.unscoped.get(code=main).round
    seen = {
        (one.step.item.code, one.step.act) for one in late_inbox(county.who("ma"), county.units["柳沟镇党委"], round_)
    }
    assert seen == {(gone, "withdraw_item"), (moved, "transfer_problem")}
    rows = rows_of(Filing.unscoped.get(code=late(county)))
    assert rows[gone]["state"] == "withdrawn" and rows[moved]["state"] == "moved"
    assert rows[moved]["unit"] == "东坡村党支部"


def test_the_inbox_costs_the_same_queries_however_many_lists(county: County, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    county.problem()
    county.problem(unit="前坝村党支部", title="那边的")
    round_, viewer = None, county.who("cheng")
    for who, names in (("ma", ("problem-list",)), ("li", ("problem-list", "ledger", "verified-list"))):
        for name in names:
            if name == "verified-list":
                county.bring_to("to_plan", "P26-00002", doer="wang")
            code = sealed(county, who, name)
            send_filing(actor=county.who(who), at=AT, code=code)
            round_ = Filing.unscoped.get(code=code).round
        with django_assert_num_queries(4):
            late_inbox(viewer, county.units["县委"], round_)


def late(county: County, at: datetime = AT + timedelta(days=4)) -> str:
    return seal_list(
        actor=county.who("ma", at),
        at=at,
        list_name="problem-list",
        unit=county.unit("柳沟镇党委"),
        round_code="2026-mid",
        occasion="late",
    )


def test_what_had_ended_before_is_neither_closed_nor_vanished() -> None:
    one = {"due_on": "", "title": "x"}
    before = {
        "A": {**one, "state": "closed_before"},
        "B": {**one, "state": "merged"},
        "C": {**one, "state": "rectifying"},
    }
    made = compare(before, {}, "2026-12-01", ended={"A", "C"})
    assert (made.closed, made.vanished) == (["C"], [])


def test_what_a_filing_lacks_is_named_before_it_is_sent_and_answered() -> None:
    rows = {
        "P1": {"state": "rectifying", "person": "赵", "due_on": "2026-09-01"},
        "P2": {"state": "to_verify", "timing": "dated"},
        "P3": {"state": "closed"},
    }
    told = [one.sentence.format(**one.facts) for one in lacks(rows, "", 0, ["责任清单"], OPEN)]
    assert told == [
        "没有写文号",
        "没有附盖章扫描件",
        "同一轮还没有报送：责任清单",
        "1项没有责任人：P2",
        "1项没有时限：P2",
    ]
    assert lacks({"P1": rows["P1"]}, "柳组〔2026〕3号", 1, [], OPEN) == []


def test_the_countys_own_lists_are_the_countys_alone(county: County, client: Client) -> None:
    county.problem()
    with pytest.raises(BadInput, match="县委自己"):
        seal_list(actor=county.who("ma"), at=AT, list_name="county-problems", unit=county.unit("柳沟镇党委"))
    client.force_login(Account.unscoped.get(username="ma"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/filings/").content.decode()
    assert "问题清单" in page and "县委抓基层党建问题清单" not in page
    assert client.get(f"/export/county-problems/csv/?unit={county.unit('柳沟镇党委')}").status_code == 400


def test_what_is_filed_after_a_debrief_stands_beside_the_account_and_needs_a_debrief(county: County) -> None:
    code = county.problem()
    send_filing(actor=county.who("ma"), at=AT, code=sealed(county))
    county.do("verify_problem", "zhao", code, AT + timedelta(days=1), finding="true", **VERIFIED)
    day, unit = AT + timedelta(days=2), county.unit("柳沟镇党委")
    told = {"list_name": "problem-list", "unit": unit, "round_code": "2026-mid", "occasion": "debrief"}
    with pytest.raises(Refused, match="没有开过述职评议会"):
        seal_list(actor=county.who("ma", day), at=day, **told)
    meeting = open_meeting(actor=county.who("cheng", day), at=day, kind="half", meeting_on=day.date(), units=[unit])
    begin_meeting(actor=county.who("cheng", day), at=day, code=meeting, chair="沈怀信")
    after = day + timedelta(hours=1)
    send_filing(
        actor=county.who("ma", after), at=after, code=seal_list(actor=county.who("ma", after), at=after, **told)
    )
    with pytest.raises(Refused, match="已经备案锁定"):
        seal_list(actor=county.who("ma", after), at=after, **told)
    late = seal_list(actor=county.who("ma", after), at=after, **{**told, "occasion": "late"})
    assert code in rows_of(Filing.unscoped.get(code=late))  # the account's own late change is still there to be told


def test_an_inspector_neither_seals_nor_answers(county: County) -> None:
    """Their hat hangs in the county committee, but they have no part in its business."""
    county.problem()
    code = sealed(county)
    send_filing(actor=county.who("ma"), at=AT, code=code)
    for answer in (accept_filing, return_filing):
        with pytest.raises(NotAllowed):
            answer(actor=county.who("gao"), at=AT, code=code, note="x")
    with pytest.raises(NotAllowed):
        sealed(county, "gao", "county-problems")
