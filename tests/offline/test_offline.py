"""Acts from the field by their own road: done once, with a receipt; kept as late when they cannot be; never dropped."""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, TestCase

from taizhang.evidence import uploads
from taizhang.evidence.models import Evidence
from taizhang.inspection import actions as inspection
from taizhang.inspection.models import Answer, Finding, Talk, Visit
from taizhang.journal.models import Entry
from taizhang.kit.clock import now
from taizhang.kit.errors import BadInput
from taizhang.kit.waiting import all_waiting
from taizhang.ledger.models import Item
from taizhang.offline import selectors
from taizhang.offline.models import Late
from taizhang.offline.rules import SHAPES, device_moment, read_act
from taizhang.people.models import Account
from tests.cast import AT, County
from tests.inspection.test_inspection import started, visit_at


def entered(username: str) -> Client:
    client = Client()
    client.force_login(Account.unscoped.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


class Phone:
    """A phone of a user: makes acts with their own keys, sends them as often as it likes."""

    def __init__(self, county: County, username: str) -> None:
        self.client, self.by = entered(username), county.who(username).code

    def act(self, kind: str, at: str = "", **told: Any) -> dict[str, str]:
        body = {"kind": kind, "told": told, "by": self.by, "at": at or now().isoformat()}
        return {"id": str(uuid.uuid4()), "sent": json.dumps(body, ensure_ascii=False)}

    def send(self, *acts: dict[str, str]) -> list[dict[str, Any]]:
        answer = self.client.post("/field/acts/", json.dumps({"acts": acts}), content_type="application/json")
        assert answer.status_code == 200, answer.content.decode()
        found: list[dict[str, Any]] = answer.json()["answers"]
        return found


@pytest.fixture
def visit(county: County) -> Visit:
    return visit_at(started(county))


def test_a_day_in_the_field_comes_in_with_receipts(county: County, visit: Visit) -> None:
    phone, code = Phone(county, "gao"), visit.code
    photo = b"%PDF-1.4 wall"
    sha = hashlib.sha256(photo).hexdigest()
    acts = [
        phone.act("begin_visit", code=code, place=""),
        phone.act(
            "record_answers",
            code=code,
            checklist="check-branch",
            answers={"1.1": {"value": False, "note": "无批复", "evidence": [sha]}, "4.1": {"value": 4.5}},
        ),
        phone.act("note_finding", code=code, checklist="check-branch", key="1.1", at_once=True),
        phone.act("record_talk", code=code, role="普通党员", points="不清楚"),
        phone.act("end_visit", code=code, note=""),
    ]
    answers = phone.send(*acts)
    assert [one.get("refused") for one in answers] == [None] * 5 and not any(one["late"] for one in answers)
    for sent, receipt in zip(acts, answers, strict=True):
        assert receipt["digest"] == hashlib.sha256(sent["sent"].encode()).hexdigest() and receipt["id"] == sent["id"]
        assert Entry.unscoped.get(seq=receipt["seq"]).subject == sent["id"]
    finding = Finding.unscoped.select_related("item").get()
    assert finding.code == acts[2]["id"] and Talk.unscoped.get().code == acts[3]["id"]
    assert finding.item and finding.item.proof_count == 0 and finding.evidence == [sha]
    upload = uploads.begin(phone.by, "公开栏.pdf", len(photo), sha, sha)
    uploads.take_part(upload, 0, photo)
    late_media = phone.act("bring_media", code=code, uploads=[upload.code])
    assert not phone.send(late_media)[0].get("refused")
    kept = Evidence.unscoped.get(subject=code)
    finding.refresh_from_db()
    assert Answer.unscoped.get(key="1.1").evidence == [kept.code] and finding.evidence == [kept.code]
    assert Item.unscoped.get().proof_count == 1 and Visit.unscoped.get().state == "ended"


def test_sent_again_it_is_done_once_and_another_text_is_not_taken(county: County, visit: Visit) -> None:
    phone = Phone(county, "gao")
    begin = phone.act("begin_visit", code=visit.code)
    first, again = phone.send(begin)[0], phone.send(begin)[0]
    assert first == again and Entry.unscoped.filter(kind="inspection.begin_visit").count() == 1
    other = {"id": begin["id"], "sent": begin["sent"].replace("begin_visit", "end_visit")}
    assert "内容却不同" in phone.send(other)[0]["refused"] and Visit.unscoped.get().state == "under_way"
    stranger = Phone(county, "qiao")
    assert "内容却不同" in stranger.send(begin)[0]["refused"]


def test_another_persons_record_on_a_shared_phone_is_not_sent_in_the_wrong_name(county: County, visit: Visit) -> None:
    mine = Phone(county, "gao").act("begin_visit", code=visit.code)
    told = Phone(county, "qiao").send(mine)[0]
    assert told["status"] == 403 and "本人登录" in told["refused"] and not Late.unscoped.exists()


def test_what_came_too_late_is_kept_and_a_person_decides(county: County, visit: Visit) -> None:
    phone, then = Phone(county, "gao"), (now() - timedelta(days=3)).isoformat()
    phone.send(phone.act("begin_visit", code=visit.code), phone.act("end_visit", code=visit.code))
    act = phone.act("record_answers", then, code=visit.code, checklist="check-branch", answers={"1.1": {"value": True}})
    receipt = phone.send(act)[0]
    assert receipt["late"] and phone.send(act)[0] == receipt and Late.unscoped.count() == 1
    late = Late.unscoped.get()
    assert late.unit.short == "县委" and late.device_at and late.told["answers"] == {"1.1": {"value": True}}
    assert b'"late":true' in bytes(Entry.unscoped.get(seq=receipt["seq"]).body)
    office = entered("cheng")
    assert "处理迟到的现场记录" in office.get("/").content.decode()
    page = office.get(f"/field/late/{late.mark}/").content.decode()
    assert "待单位确认" in page and "高峰" in page
    refused = office.post(f"/field/late/{late.mark}/take_late/", follow=True).content.decode()
    assert "现在是“待单位确认”" in refused and Late.unscoped.get().state == "waiting"
    assert "请写明不再办的理由" in office.post(f"/field/late/{late.mark}/set_aside_late/", follow=True).content.decode()
    office.post(f"/field/late/{late.mark}/set_aside_late/", {"note": "组长已按原件补记"})
    assert (
        Late.unscoped.get().state == "aside"
        and "组长已按原件补记" in entered("gao").get(f"/field/late/{late.mark}/").content.decode()
    )
    for who, status in (("zhao", 404), ("li", 404), ("sys", 403)):
        assert entered(who).get(f"/field/late/{late.mark}/").status_code == status
    assert not all_waiting(selectors.lates_waiting(county.who("cheng")))


def test_an_older_answer_does_not_overwrite_a_newer_one_until_a_person_says_so(county: County, visit: Visit) -> None:
    phone = Phone(county, "gao")
    old, new = (now() - timedelta(hours=5)).isoformat(), (now() - timedelta(hours=1)).isoformat()
    told = {"code": visit.code, "checklist": "check-branch"}
    phone.send(phone.act("begin_visit", code=visit.code))
    assert not phone.send(phone.act("record_answers", new, **told, answers={"1.2": {"value": 2}}))[0]["late"]
    clash = phone.send(phone.act("record_answers", old, **told, answers={"1.2": {"value": 3}}))[0]
    assert clash["late"] and Answer.unscoped.get().value == 2
    entered("cheng").post(f"/field/late/{clash['id']}/take_late/")
    assert Answer.unscoped.get().value == 3 and Late.unscoped.get().state == "taken"
    assert Answer.unscoped.get().by_name == "高峰"


def test_a_clerk_works_on_own_items_without_signal(county: County) -> None:
    code = county.problem()
    phone = Phone(county, "zhao")
    pack = phone.client.get("/field/pack/").json()
    assert [one["code"] for one in pack["items"]] == [code] and pack["items"][0]["acts"] == ["verify_problem"]
    told = {"finding": "true", "went": "赵立民", "went_on": "2026-07-09", "how": "到场", "basis": "记录本缺页"}
    act = phone.act("verify_problem", code=code, **told)
    assert not phone.send(act, act)[1].get("refused")
    item = Item.unscoped.get(code=code)
    assert item.state == "to_plan" and item.steps.filter(act="verify_problem").count() == 1
    again = phone.send(phone.act("verify_problem", code=code, **told))[0]
    assert again["late"] and Late.unscoped.get().unit.short == "东坡村党支部"
    other = Phone(county, "li").send(Phone(county, "li").act("report_progress", code=code, note="x"))[0]
    assert other["late"] and Late.unscoped.get(account=county.who("li").code).unit.short == "石桥镇党委"
    assert code not in json.dumps(Phone(county, "li").client.get("/field/pack/").json())


def test_the_pack_holds_the_own_route_and_no_roster(county: County, visit: Visit) -> None:
    inspection.begin_visit(actor=county.who("gao"), at=AT, code=visit.code)
    other = {"checklist": "check-branch", "answers": {"1.1": "no"}}
    inspection.record_answers(actor=county.who("qiao"), at=AT, code=visit.code, **other)
    pack = entered("gao").get("/field/pack/").json()
    assert [one["unit"] for one in pack["visits"]] == ["东坡村党支部"] and pack["items"] == []
    assert pack["visits"][0]["answers"] == {next(iter(pack["lists"])): {}}  # nobody else's answers
    text = json.dumps(pack, ensure_ascii=False)
    for name in ("赵立民", "孙桂兰", "何敏", "乔安", "后岭村"):
        assert name not in text
    assert entered("cheng").get("/field/pack/").json()["visits"] == []
    assert entered("sys").get("/field/pack/").status_code == 403 and Client().get("/field/pack/").status_code == 302


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("withdraw_item", {"code": "x"}),
        ("begin_visit", {}),
        ("begin_visit", {"code": 3}),
        ("begin_visit", {"code": "x", "actor": "y"}),
        ("end_visit", {"code": "x", "note": "a\x00b"}),
        ("end_visit", {"code": "x", "note": "长" * 20_001}),
        ("record_answers", {"code": "x", "checklist": "y", "answers": [1]}),
        ("record_answers", {"code": "x", "checklist": "y", "answers": {"a": [[[[[["deep"]]]]]]}}),
        ("note_finding", {"code": "x", "evidence": [1]}),
        ("verify_problem", {"code": "x", "went_on": "昨天"}),
        ("bring_media", {"code": "x", "uploads": "abc"}),
        ("end_visit", "text"),
    ],
)
def test_what_has_no_shape_goes_back_in_words(county: County, visit: Visit, kind: str, told: Any) -> None:
    with pytest.raises(BadInput):
        read_act(kind, told)
    phone = Phone(county, "gao")
    body = {"kind": kind, "told": told, "by": phone.by, "at": ""}
    answer = phone.send({"id": str(uuid.uuid4()), "sent": json.dumps(body)})[0]
    assert answer["status"] == 400 and answer["refused"] and not Late.unscoped.exists()


def test_no_mess_is_a_fault_of_ours(county: County, visit: Visit) -> None:
    phone, dice = Phone(county, "gao"), random.Random(4)
    for body in (b"", b"[]", b"{}", b'{"acts": 3}', b'{"acts": [1, null, {"id": 2}]}', b"\xff", b'{"acts": []}'):
        assert phone.client.post("/field/acts/", body, content_type="application/json").status_code < 500
    strange: list[Any] = [
        "",
        None,
        3,
        -1.5,
        True,
        [],
        {},
        "x" * 400,
        ["a"],
        {"value": {}},
        "\ud800",
        "金" * 50,
        float("nan"),
        10**400,
    ]
    before = Entry.unscoped.count()
    for kind, shape in SHAPES.items():
        for _unused in range(25):
            told = {"code": visit.code, **{name: dice.choice(strange) for name in shape if dice.random() < 0.7}}
            answer = phone.send(phone.act(kind, dice.choice(["", "yesterday", "2026-07-08T09:00:00"]), **told))[0]
            assert "refused" in answer or "seq" in answer
    assert Entry.unscoped.count() >= before


def test_a_device_clock_is_kept_only_when_it_says_something() -> None:
    moment = now()
    assert device_moment("", moment) == (None, False) and device_moment("2026-07-08T09:00:00", moment) == (None, False)
    told, late = device_moment((moment - timedelta(hours=2)).isoformat(), moment)
    assert told and late and device_moment(moment.isoformat(), moment)[1] is False


def test_ten_thousand_commands_over_a_bad_line_are_each_done_once(county: County, visit: Visit) -> None:
    """Requests dropped, answers dropped, doubled, out of order, days late: nothing is lost, nothing is done twice."""
    import os

    phone, dice = Phone(county, "gao"), random.Random(11)
    phone.send(phone.act("begin_visit", code=visit.code))
    total = 10_000 if os.environ.get("TAIZHANG_FAULTS") == "full" else 300
    outbox = [phone.act("record_talk", code=visit.code, role=f"第{n}人", points="x") for n in range(total)]
    receipts: dict[str, dict[str, Any]] = {}
    while outbox:
        batch = [outbox[dice.randrange(len(outbox))] for _unused in range(min(20, len(outbox)))]  # doubled, unordered
        fate = dice.random()
        if fate < 0.2:
            continue  # the request never arrived
        answers = phone.send(*batch)
        if fate < 0.4:
            continue  # its answer never came back
        for one in answers:
            assert receipts.setdefault(one["id"], one) == one
        outbox = [one for one in outbox if one["id"] not in receipts]
    assert len(receipts) == total and Talk.unscoped.count() == total and not Late.unscoped.exists()
    assert Entry.unscoped.filter(kind="inspection.record_talk").count() == total


def test_the_shell_and_its_worker_are_there_for_everybody(county: County) -> None:
    for address in ("/field/", "/sw.js", "/field/manifest.webmanifest"):
        answer = Client().get(address)
        assert answer.status_code == 200 and "script-src 'self'" in answer["Content-Security-Policy"], address
    shell = Client().get("/field/").content.decode()
    assert "offline/outbox.js" in shell and "程远" not in shell
    assert "/field/" in Client().get("/sw.js").content.decode()


def test_what_came_late_keeps_its_files(county: County, visit: Visit) -> None:
    phone, content = Phone(county, "gao"), b"%PDF-1.4 late"
    sha = hashlib.sha256(content).hexdigest()
    upload = uploads.begin(phone.by, "墙.pdf", len(content), sha, sha)
    uploads.take_part(upload, 0, content)
    receipt = phone.send(phone.act("bring_media", code=visit.code, uploads=[upload.code]))[0]
    assert receipt["late"] and Late.unscoped.get().files[0]["sha256"] == sha and sha in selectors.late_digests()
    phone.send(phone.act("begin_visit", code=visit.code))
    entered("cheng").post(f"/field/late/{receipt['id']}/take_late/")
    assert Late.unscoped.get().state == "taken" and Evidence.unscoped.get(subject=visit.code).sha256 == sha


def test_a_day_of_many_photos_comes_in_whole(county: County, visit: Visit) -> None:
    """What has become evidence is under way no longer: the twenty-first photo of a day is as welcome as the first."""
    phone = Phone(county, "gao")
    phone.send(phone.act("begin_visit", code=visit.code))
    for number in range(uploads.MOST + 5):
        content = f"%PDF-1.4 {number}".encode()
        sha = hashlib.sha256(content).hexdigest()
        upload = uploads.begin(phone.by, f"{number}.pdf", len(content), sha, sha)
        uploads.take_part(upload, 0, content)
        act = phone.act("bring_media", code=visit.code, uploads=[upload.code])
        with TestCase.captureOnCommitCallbacks(execute=True):
            receipt = phone.send(act)[0]
        assert "seq" in receipt
    assert Evidence.unscoped.filter(subject=visit.code).count() == uploads.MOST + 5
    known = phone.client.get(f"/field/acts/{receipt['id']}/").json()
    assert known["seq"] == receipt["seq"] and known["digest"] == receipt["digest"]
    assert phone.client.get(f"/field/acts/{uuid.uuid4()}/").status_code == 404
    assert Phone(county, "qiao").client.get(f"/field/acts/{receipt['id']}/").status_code == 404


def test_a_server_in_trouble_is_no_late_act(county: County, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    from taizhang.kit.trouble import BUSY, Unwritable
    from taizhang.offline import actions

    def trouble(**_told: Any) -> None:
        raise Unwritable(BUSY)

    phone = Phone(county, "gao")
    act = phone.act("begin_visit", code=visit.code)
    with monkeypatch.context() as broken:
        broken.setitem(actions.ACTS, "begin_visit", trouble)
        assert phone.send(act) == [{"id": act["id"], "again": True}] and not Late.unscoped.exists()
    assert not phone.send(act)[0]["late"]


def test_strange_clocks_and_deep_texts_hurt_nobody(county: County, visit: Visit) -> None:
    phone = Phone(county, "gao")
    for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        assert "seq" in phone.send(phone.act("begin_visit", at, code=visit.code))[0]
    deep = "[" * 100_000
    body = json.dumps({"acts": [{"id": str(uuid.uuid4()), "sent": deep}]})
    assert phone.client.post("/field/acts/", body, content_type="application/json").status_code == 200
    assert phone.client.post("/field/acts/", deep, content_type="application/json").status_code == 400
