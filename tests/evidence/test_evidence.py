"""Evidence: what may be kept, what is served, who may look."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from PIL import Image

from taizhang.evidence import store
from taizhang.evidence.models import Evidence
from taizhang.evidence.preparing import prepare
from taizhang.evidence.rules import safe_name
from taizhang.evidence.selectors import bytes_of, damaged, evidence_for
from taizhang.kit.errors import Absent, BadInput
from taizhang.people.models import Account
from tests.cast import County
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
