"""Large files in parts: kept over broken lines, one's own, whole or not at all, and evidence only with an act."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.test import Client
from django.utils.datastructures import MultiValueDict

from taizhang.evidence import uploads
from taizhang.evidence.models import Evidence
from taizhang.evidence.store import get
from taizhang.filing.actions import seal_list
from taizhang.kit.clock import now
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.people.actions import issue_token
from taizhang.people.models import Account
from tests.cast import AT, VERIFIED, County

BACKEND = "django.contrib.auth.backends.ModelBackend"
PDF = b"%PDF-1.4\n" + random.Random(7).randbytes(3 * uploads.PART + 777)
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own for the parts."""
    monkeypatch.setattr(uploads, "_root", lambda: tmp_path)
    return tmp_path


def part(number: int) -> bytes:
    return PDF[number * uploads.PART : (number + 1) * uploads.PART]


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.unscoped.get(username=username), backend=BACKEND)
    return client


def test_a_file_in_parts_becomes_evidence_with_its_act(county: County) -> None:
    code = county.problem()
    client = signed_in("zhao")
    told = {"name": "核实记录.pdf", "size": len(PDF), "mark": DIGEST, "sha256": DIGEST}
    begun = client.post("/uploads/", told).json()
    address = f"/uploads/{begun['upload']}/"
    for number in (2, 0, 0):  # out of order, and one sent twice
        assert (
            client.put(f"{address}{number}/", part(number), content_type="application/octet-stream").status_code == 200
        )
    form = {**VERIFIED, "finding": "true", "uploads": begun["upload"], "_key": "k1"}
    refused = client.post(f"/items/{code}/verify_problem/", form)
    page = refused.content.decode()
    assert refused.status_code == 400 and "还差2段" in page and 'name="basis"' in page  # what was typed is still there
    assert not Evidence.unscoped.exists()
    again = client.post("/uploads/", told).json()  # the line broke, the page was opened anew
    assert again == {"upload": begun["upload"], "part": uploads.PART, "arrived": [0, 2]}
    for number in (1, 3):
        client.put(f"{address}{number}/", part(number), content_type="application/octet-stream")
    assert client.post(f"/items/{code}/verify_problem/", form).status_code == 302
    kept = Evidence.unscoped.get()
    assert (kept.name, kept.sha256, get(kept.sha256)) == ("核实记录.pdf", DIGEST, PDF)


def test_what_may_not_be_kept_is_refused_before_a_byte_is_sent(county: County, place: Path) -> None:
    client = signed_in("zhao")
    for name, size, said in (
        ("旧.doc", 100, "旧格式"),
        ("程序.exe", 100, "不能作佐证"),
        ("大.pdf", 31 * 1024**2, "上限"),
        ("空.pdf", 0, "空文件"),
        ("怪.pdf", "一百", "空文件"),
    ):
        answer = client.post("/uploads/", {"name": name, "size": size, "mark": "1"})
        assert answer.status_code == 400 and said in answer.json()["detail"]
    assert not list(place.iterdir())


def test_ones_own_alone_and_each_part_in_its_length(county: County) -> None:
    begun = uploads.begin("P1", "记录.pdf", len(PDF), "day")
    for owner, code in (("P2", begun.code), ("P1", "0" * 32), ("P1", "../../keys"), ("P1", "")):
        with pytest.raises(Absent):
            uploads.begun(owner, code)
    for number, content in ((0, b"short"), (4, b"x"), (-1, b"x"), (3, part(0))):
        with pytest.raises(BadInput, match="长度不对"):
            uploads.take_part(begun, number, content)
    stranger = signed_in("ma")
    assert (
        stranger.put(f"/uploads/{begun.code}/0/", part(0), content_type="application/octet-stream").status_code == 404
    )
    assert signed_in("sys").post("/uploads/", {"name": "a.pdf", "size": 10}).status_code == 403


def test_a_changed_byte_spoils_the_whole_and_says_so(county: County) -> None:
    begun = uploads.begin("P1", "记录.pdf", len(PDF), DIGEST, DIGEST)
    for number in range(begun.parts):
        uploads.take_part(begun, number, part(number) if number else b"x" + part(0)[1:])
    with pytest.raises(BadInput, match="不一致"):
        uploads.whole("P1", begun.code)
    assert uploads.arrived(uploads.begin("P1", "记录.pdf", len(PDF), DIGEST, DIGEST)) == []


def test_only_so_much_under_way_and_swept_after_days(county: County, place: Path) -> None:
    for number in range(uploads.MOST):
        uploads.begin("P1", f"{number}.pdf", 1_000, "day")
    with pytest.raises(Refused, match="没传完"):
        uploads.begin("P1", "还有.pdf", 1_000, "day")
    uploads.begin("P1", "0.pdf", 1_000, "day")  # going on is no new one
    uploads.begin("P2", "别人的.pdf", 1_000, "day")
    old = time.time() - uploads.DAYS * 86_400 - 60
    for folder in place.iterdir():
        told = uploads._read(folder)
        if told and told.owner == "P1":
            os.utime(folder, (old, old))
    assert uploads.sweep_uploads() == uploads.MOST and len(uploads._all()) == 1


def test_by_rest_an_act_names_the_upload(county: County) -> None:
    code = county.problem()
    key = issue_token(actor=county.who("zhao"), at=now(), username="zhao", name="k")
    client = Client(headers={"authorization": f"Bearer {key}"})
    told = {"name": "核实记录.pdf", "size": len(PDF), "sha256": DIGEST}
    begun = client.post("/api/v1/uploads", told, content_type="application/json").json()
    assert begun["parts"] == 4 and begun["arrived"] == []
    for number in range(begun["parts"]):
        client.put(f"/api/v1/uploads/{begun['upload']}/{number}", part(number), content_type="application/octet-stream")
    assert client.get(f"/api/v1/uploads/{begun['upload']}").json()["arrived"] == [0, 1, 2, 3]
    went = {name: str(value) for name, value in VERIFIED.items()}
    body = {"code": code, "finding": "true", **went, "files": [{"upload": begun["upload"]}]}
    answer = client.post("/api/v1/acts/verify_problem", body, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    assert Evidence.unscoped.get().sha256 == DIGEST
    other = issue_token(actor=county.who("ma"), at=now(), username="ma", name="k")
    stranger = Client(headers={"authorization": f"Bearer {other}"})
    assert stranger.get(f"/api/v1/uploads/{begun['upload']}").status_code == 404
    assert Client().post("/api/v1/uploads", told, content_type="application/json").status_code == 401


def whole_upload(name: str = "扫描件.pdf", content: bytes = PDF, owner: str = "P1") -> uploads.Upload:
    begun = uploads.begin(owner, name, len(content), "day")
    for number in range(begun.parts):
        uploads.take_part(begun, number, content[number * uploads.PART : (number + 1) * uploads.PART])
    return begun


def test_one_number_named_many_times_is_read_once_and_too_many_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, reads = whole_upload(), []
    kept = uploads.whole
    monkeypatch.setattr(uploads, "whole", lambda owner, code: reads.append(code) or kept(owner, code))
    files = uploads.with_uploads(MultiValueDict(), "P1", [begun.code] * 500)
    assert len(files.getlist("files")) == len(reads) == 1
    many = [uploads.begin("P1", f"{number}.pdf", 100, "day").code for number in range(10)]
    with pytest.raises(BadInput, match="最多"):
        uploads.with_uploads(MultiValueDict(), "P1", many)
    assert len(reads) == 1


def test_a_part_that_could_not_be_written_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = uploads.begin("P1", "记录.pdf", len(PDF), "day")

    def full(*_unused: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError):
        uploads.take_part(begun, 0, part(0))
    assert [one.name for one in (place / begun.code).iterdir()] == ["what"]


def test_an_announcement_cut_short_is_made_good_by_the_next(place: Path) -> None:
    begun = uploads.begin("P1", "记录.pdf", len(PDF), "day")
    (place / begun.code / "what").unlink()
    with pytest.raises(Absent):
        uploads.begun("P1", begun.code)
    assert uploads.begun("P1", uploads.begin("P1", "记录.pdf", len(PDF), "day").code) == begun
    (place / begun.code / "what").unlink()
    (place / begun.code).rmdir()
    with pytest.raises(Absent):
        uploads.take_part(begun, 0, part(0))


def test_the_quota_holds_under_many_hands(place: Path) -> None:
    def announce(number: int) -> bool:
        try:
            uploads.begin("P1", f"{number}.pdf", 25 * uploads.MEGABYTE, "day")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(20) as hands:
        taken = sum(hands.map(announce, range(40)))
    assert taken == uploads.MOST_BYTES // (25 * uploads.MEGABYTE)


def test_the_disk_keeps_room_for_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LEAST_FREE", 10**18)
    with pytest.raises(Refused, match="磁盘满了"):
        uploads.begin("P1", "记录.pdf", 1_000, "day")


def test_a_stamped_scan_in_parts_reaches_its_filing(county: County) -> None:
    county.problem()
    ma = county.who("ma")
    filing = seal_list(actor=ma, at=AT, list_name="problem-list", unit=county.unit("柳沟镇党委"), round_code="2026-mid")
    begun = whole_upload(owner=ma.code)
    answer = signed_in("ma").post(f"/filings/{filing}/attach_scan/", {"uploads": begun.code})
    assert answer.status_code == 302 and Evidence.unscoped.get().subject == filing
