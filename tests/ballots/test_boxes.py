"""A meeting's electronic vote through its acts: opened, closed by two, counted by both halves, told in numbers only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import TestCase

from taizhang.ballots import store
from taizhang.ballots.rules import plain_size
from taizhang.debrief import actions
from taizhang.debrief.models import Box, Debrief, Meeting, Tally
from taizhang.debrief.selectors import grades as reading
from taizhang.journal.models import Answer, Entry
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import shipped
from taizhang.shell.tasks import destroy_boxes
from tests.ballots.sealing import CURVE, opened, point_of, seal
from tests.cast import AT, County
from tests.debrief.test_grades import year

SECRET = ec.generate_private_key(CURVE)
KEY = point_of(SECRET).hex()
TWO = ["qiao", "shen"]


def allowed(county: County) -> None:
    """The county switches electronic ballots on, with its own version of the form."""
    text = shipped()["appraisal"].text.replace("allowed: false", "allowed: true").replace("2026.1", "2026.1e")
    publish_book(actor=county.who("cheng"), at=AT, text=text.replace('"2020-01-01"', '"2026-01-01"'))


@pytest.fixture
def meeting(county: County) -> Iterator[str]:
    allowed(county)
    yield year(county)[0]
    for one in Box.unscoped.all():
        store.destroy(one.code)


def codes_for(leaders: int = 6, units: int = 8) -> dict[str, list[str]]:
    return {"leaders": store.new_codes(leaders), "units": store.new_codes(units), "delegates": []}


def begun(county: County, meeting: str, codes: dict[str, list[str]]) -> str:
    told: dict[str, Any] = {"code": meeting, "key": KEY, "codes": codes, "scrutineers": TWO}
    return actions.open_box(actor=county.who("cheng"), at=AT, **told)


def cast(box: str, code: str, mark: str = "0") -> None:
    size = store.marks_of(store.told(box)["form"])
    store.cast(box, code, seal(bytes.fromhex(KEY), box, mark * size, plain_size(size)))


def closed(county: County, meeting: str) -> None:
    for who in TWO:
        actions.close_box(actor=county.who(who), at=AT, code=meeting)


def counted_by_both(county: County, meeting: str, lists: dict[str, list[str]]) -> str:
    assert actions.count_box(actor=county.who("qiao"), at=AT, code=meeting, lists=lists) == "closed"
    return actions.count_box(actor=county.who("shen"), at=AT, code=meeting, lists=lists)


def lists_of(box: str, secret: Any = SECRET) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, data in store.released(box):
        found.setdefault(name, []).append(opened(secret, box, data))
    return found


def test_from_the_slips_to_the_grade(county: County, meeting: str) -> None:
    codes = codes_for()
    box = begun(county, meeting, codes)
    for number, code in enumerate(codes["leaders"]):
        cast(box, code, "0" if number else "1")
    for code in codes["units"][:7]:
        cast(box, code, "2")
    with pytest.raises(NotAllowed, match="乔安、沈怀信"):
        actions.close_box(actor=county.who("cheng"), at=AT, code=meeting)
    assert actions.close_box(actor=county.who("qiao"), at=AT, code=meeting) == "open"
    with pytest.raises(Refused, match="另一位"):
        actions.close_box(actor=county.who("qiao"), at=AT, code=meeting)
    cast(box, codes["units"][7], "2")  # one alone does not stop it
    assert actions.close_box(actor=county.who("shen"), at=AT, code=meeting) == "closed"
    with pytest.raises(NotAllowed):
        actions.count_box(actor=county.who("cheng"), at=AT, code=meeting, lists=lists_of(box))
    invented = {"leaders": ["0" * 18] * 6, "units": ["0" * 18] * 8}
    for _twice in range(2):  # one alone counts nothing, whatever is handed in
        assert actions.count_box(actor=county.who("qiao"), at=AT, code=meeting, lists=invented) == "closed"
    assert actions.count_box(actor=county.who("shen"), at=AT, code=meeting, lists=lists_of(box)) == "closed"
    assert actions.count_box(actor=county.who("qiao"), at=AT, code=meeting, lists=lists_of(box)) == "counted"
    kept = Box.unscoped.get()
    assert kept.used == {"leaders": 6, "units": 8} and kept.invalid == {} and len(kept.digest) == 64
    debriefs = list(Debrief.unscoped.filter(meeting__code=meeting))
    counts = reading.counts_of(debriefs, reading.appraisal_form(Meeting.unscoped.get(code=meeting)))
    assert set(counts) == {one.pk for one in debriefs}
    leaders = counts[debriefs[0].pk]["leaders"]
    assert leaders.returned == 6 and leaders.marks["overall"] == {"good": 5, "fairly": 1, "fair": 0, "poor": 0}
    assert actions.propose_grades(actor=county.who("cheng"), at=AT, code=meeting) == len(debriefs)
    with pytest.raises(Refused, match="电子票箱"):
        told = {"voter_class": "units", "given": 1, "returned": 1, "invalid": 0, "marks": [0] * 24}
        actions.enter_count(actor=county.who("cheng"), at=AT, code=debriefs[0].code, **told)  # type: ignore[arg-type]


def test_the_record_has_numbers_and_nothing_else(county: County, meeting: str) -> None:
    codes = codes_for()
    box = begun(county, meeting, codes)
    for code in codes["units"]:
        cast(box, code, "3")
    closed(county, meeting)
    assert counted_by_both(county, meeting, lists_of(box)) == "counted"
    told = b"".join(bytes(one) for one in Entry.unscoped.filter(kind__contains="box").values_list("body", flat=True))
    told += json.dumps(list(Answer.unscoped.values_list("answer", flat=True)), default=str).encode()
    told += json.dumps(list(Box.unscoped.values()), default=str).encode()
    assert not any(code.encode() in told for some in codes.values() for code in some)
    assert b"3" * store.marks_of(store.told(box)["form"]) not in told and b'"issued":14' in told and b'"used":8' in told


def test_it_is_off_until_the_county_switches_it_on(county: County) -> None:
    code = year(county)[0]
    with pytest.raises(Refused, match="没有打开电子投票"):
        begun(county, code, codes_for())
    assert not Box.unscoped.exists()


def test_what_does_not_open_a_box(county: County, meeting: str) -> None:
    good: dict[str, Any] = {"code": meeting, "key": KEY, "codes": codes_for(), "scrutineers": TWO}
    for bad, words in (
        ({"key": ""}, "公钥"),
        ({"key": "04" + "zz" * 64}, "公钥"),
        ({"codes": codes_for(2, 8)}, "“领导班子成员”至少要发5张"),
        ({"codes": {}}, "没有写发几张"),
        ({"codes": {"units": ["0" * 16] * 6}}, "重复"),
        ({"codes": {"ghost": store.new_codes(6)}}, "没有的类别"),
        ({"codes": {"units": store.new_codes(2_001)}}, "最多发"),
        ({"scrutineers": ["qiao", "qiao"]}, "两位"),
        ({"scrutineers": ["qiao", "ma"]}, "两位"),
    ):
        with pytest.raises(BadInput, match=words):
            actions.open_box(actor=county.who("cheng"), at=AT, **{**good, **bad})
    with pytest.raises(NotAllowed):
        actions.open_box(actor=county.who("ma"), at=AT, **good)
    begun(county, meeting, codes_for())
    with pytest.raises(Refused, match="已有电子票箱"):
        begun(county, meeting, codes_for())


def test_more_ballots_than_slips_void_the_vote(county: County, meeting: str) -> None:
    """Nothing we do lets it happen; somebody who writes into the file may."""
    codes = codes_for()
    box = begun(county, meeting, codes)
    for code in codes["leaders"]:
        cast(box, code)
    with store._changing(box) as file:
        (data,) = file.execute("SELECT sealed FROM ballot LIMIT 1").fetchone()
        file.execute("INSERT INTO ballot VALUES (?, 'leaders', ?)", (b"x", data))
    closed(county, meeting)
    assert counted_by_both(county, meeting, lists_of(box)) == "void"
    kept = Box.unscoped.get()
    assert "投了7张，只发了6张" in kept.reason and not Tally.unscoped.exists()
    begun(county, meeting, codes_for())  # they vote again


def test_a_list_that_is_not_what_lies_there_is_refused(county: County, meeting: str) -> None:
    codes = codes_for()
    box = begun(county, meeting, codes)
    for code in codes["units"]:
        cast(box, code)
    closed(county, meeting)
    whole = lists_of(box)
    for bad in (
        {},
        {"units": whole["units"][1:]},
        {"leaders": whole["units"]},
        {**whole, "delegates": whole["units"][:1]},
    ):
        with pytest.raises(Refused, match="请刷新页面"):
            actions.count_box(actor=county.who("qiao"), at=AT, code=meeting, lists=bad)
    torn = {"units": ["", "hello", "9" * 18, *whole["units"][3:]]}  # what is no ballot is void and stops nobody
    assert counted_by_both(county, meeting, torn) == "counted"
    assert Box.unscoped.get().invalid == {"units": 3}


def test_a_lost_half_stops_the_count_and_nothing_else(county: County, meeting: str) -> None:
    codes = codes_for()
    box = begun(county, meeting, codes)
    cast(box, codes["units"][0])
    closed(county, meeting)
    assert set(lists_of(box, ec.generate_private_key(CURVE))["units"]) == {""}  # another key opens nothing
    with pytest.raises(Refused, match="还没有计票"):
        actions.propose_grades(actor=county.who("cheng"), at=AT, code=meeting)
    with pytest.raises(Refused, match="还没有计票"):
        actions.close_meeting(actor=county.who("cheng"), at=AT, code=meeting, anyway=True)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.void_box(actor=county.who("cheng"), at=AT, code=meeting, note="一半钥匙找不到了")
    assert Box.unscoped.get().state == "void"
    with pytest.raises(Refused):
        store.told(box)
    begun(county, meeting, codes_for())


def test_a_counted_box_is_destroyed_after_its_days(
    county: County, meeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = codes_for()
    box = begun(county, meeting, codes)
    for code in codes["units"]:
        cast(box, code)
    closed(county, meeting)
    assert counted_by_both(county, meeting, lists_of(box)) == "counted"
    from taizhang.shell import tasks

    for days, done in ((14, 0), (16, 1), (17, 0)):
        monkeypatch.setattr(tasks, "now", lambda days=days: AT + timedelta(days=days))
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert destroy_boxes.call() == done
    assert Box.unscoped.get().destroyed_at is not None and Box.unscoped.get().state == "counted"
