"""Evidence: what may be kept, what is served, who may look."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
import yaml
from django.test import Client
from PIL import Image

from taizhang.evidence import store
from taizhang.evidence.models import Evidence
from taizhang.evidence.preparing import prepare
from taizhang.evidence.rules import safe_name
from taizhang.evidence.selectors import bytes_of, damaged, evidence_for, orphans
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.people.models import Account
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import shipped
from taizhang.shell.tasks import sweep_store
from tests.cast import AT, County
from tests.documents.sheets import workbook


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), tail: bytes = b"", **told: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **told)
    return out.getvalue() + tail


def exif() -> bytes:
    made = Image.Exif()
    made[0x010F] = "CameraMaker"
    made[0x8825] = {1: "N", 2: (30.0, 15.0, 50.0)}
    return made.tobytes()


HOSTILE = [
    ("a.svg", b"<svg onload=alert(1)>"),
    ("a.html", b"<script>"),
    ("a.exe", b"MZ"),
    ("a.jpg", b"<html>"),
    ("a.png", picture()),
    ("a.pdf", b"not a pdf"),
    ("a.docx", b"PK\x03\x04nonsense"),
    ("a.doc", b"x"),
    ("a.jpg", b""),
    ("a.jpg", b"\xff\xd8\xff" + b"0" * 50),
    ("a.txt", b"<script>alert(1)</script>"),
    ("a.txt", b"a\0b"),
    ("a.jpg.exe", picture()),
    ("a", picture()),
    ("a.webp", b"RIFF0000WAVE"),
    ("a.xlsm", workbook([["a"]])),
    ("a.wps", b"x"),
    ("a.heic", b"0000ftyp" + b"x" * 90),
    ("a.php.jpg", b"<?php"),
]


@pytest.mark.once
@pytest.mark.parametrize(("name", "content"), HOSTILE)
def test_hostile_files_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(BadInput):
        prepare(name, content)


@pytest.mark.once
def test_a_small_file_with_too_many_pixels_is_refused() -> None:
    bomb = picture("PNG", (9000, 9000))
    assert len(bomb) < 300_000
    with pytest.raises(BadInput, match="像素太大"):
        prepare("a.png", bomb)


@pytest.mark.once
def test_the_served_copy_has_no_metadata_and_no_tail() -> None:
    kept = prepare("a.jpg", picture(exif=exif(), tail=b"<script>alert(1)</script>"))
    served, original = store.get(kept.served), store.get(kept.sha256)
    assert (
        served and original and b"CameraMaker" in original and b"CameraMaker" not in served and b"script" not in served
    )
    assert not Image.open(io.BytesIO(served)).getexif()


@pytest.mark.once
@pytest.mark.parametrize(
    "name", ["../../etc/passwd.jpg", "..\\x.jpg", "a\u202egpj.exe.jpg", "\x00a.jpg", "长" * 255 + ".jpg", "/abs/x.jpg"]
)
def test_names_are_made_safe(name: str) -> None:
    safe = safe_name(name)
    assert "/" not in safe and "\\" not in safe and "\u202e" not in safe and "\x00" not in safe and len(safe) <= 120


def test_only_those_who_see_the_subject_may_look(county: County) -> None:
    code = county.problem(files=[("照片.jpg", picture())])
    kept = Evidence.unscoped.get(subject=code)
    assert evidence_for(county.who("zhao"), kept.code).pk == kept.pk
    for who in ("li", "wang", "sun", "sys", "aud"):
        with pytest.raises(Absent):
            evidence_for(county.who(who), kept.code)
    client = Client()
    client.force_login(Account.unscoped.get(username="zhao"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/evidence/{kept.code}/")
    assert answer["Content-Type"] == "image/jpeg" and "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer.content.startswith(b"\xff\xd8\xff")


def test_the_same_file_twice_is_kept_once(county: County) -> None:
    code = county.problem(files=[("照片.jpg", picture()), ("又一张.jpg", picture())])
    assert Evidence.unscoped.filter(subject=code).count() == 1


def test_a_changed_file_is_found(county: County) -> None:
    code = county.problem(files=[("记录.txt", "会议记录".encode())])
    kept = Evidence.unscoped.get(subject=code)
    assert damaged() == []
    store.path_of(kept.sha256).write_bytes(b"other")
    assert damaged() == [kept.code]
    with pytest.raises(Absent):
        bytes_of(kept)
    store.path_of(kept.sha256).unlink()


def roomy(unit: int, person: int) -> str:
    raw = yaml.safe_load(shipped()["problem-terms"].text)
    raw["version"], raw["in_force_from"] = "2026.6", "2026-06-01"
    raw["body"]["evidence"] = {"unit_megabytes": unit, "person_megabytes_a_day": person}
    return str(yaml.safe_dump(raw, allow_unicode=True))


@pytest.mark.parametrize(("unit", "person", "words"), [(1, 50, "本单位"), (50, 1, "一天内")])
def test_there_is_only_so_much_room(county: County, unit: int, person: int, words: str) -> None:
    publish_book(actor=county.who("sys"), at=AT, text=roomy(unit, person))
    code = county.bring_to("rectifying", county.problem()).code
    half = [b"\x01" * 600_000, b"\x02" * 600_000]
    county.do("report_progress", "zhao", code, note="一", files=[("一.txt", half[0])])
    with pytest.raises(Refused, match=words):
        county.do("report_progress", "zhao", code, note="二", files=[("二.txt", half[1])])
    county.do(
        "report_progress", "zhao", code, note="又是一", files=[("一.txt", half[0])]
    )  # the same file takes no room
    assert Evidence.unscoped.filter(subject=code).count() == 1
    later = AT + timedelta(days=2)
    if person == 1:
        county.do("report_progress", "zhao", code, later, note="二", files=[("二.txt", half[1])])


def test_files_no_evidence_names_are_swept_after_a_day(county: County) -> None:
    code = county.problem(files=[("留.txt", b"kept")])
    kept, left, fresh = Evidence.unscoped.get(subject=code).sha256, store.put(b"left over"), store.put(b"just now")
    for digest in (kept, left):
        os.utime(store.path_of(digest), (0, 0))
    assert left in orphans() and kept not in orphans() and fresh not in orphans()
    assert sweep_store.func() >= 1
    assert store.get(left) is None and store.get(kept) == b"kept" and store.get(fresh) == b"just now"


def test_a_file_put_again_while_the_store_is_swept_stays(county: County) -> None:
    digest = store.put(b"came back")
    os.utime(store.path_of(digest), (0, 0))
    assert digest in orphans()
    store.put(b"came back")  # the refused upload is sent again, between the look and the sweep
    assert not store.drop(digest, 24 * 3600) and store.get(digest) == b"came back"


def test_what_a_broken_upload_left_is_swept_too(county: County) -> None:
    left = store.path_of("ab" + "c" * 62).parent / "tmpleft"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    sweep_store.func()
    assert not left.exists()
