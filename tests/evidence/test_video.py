"""Videos: kept by file, probed and copied only behind the fence; a hostile one reaches nobody."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest
from django.test import Client

from taizhang.evidence import store, uploads
from taizhang.evidence.actions import make_footage
from taizhang.evidence.models import Evidence, Footage
from taizhang.evidence.preparing import prepare, prepare_upload
from taizhang.evidence.selectors import digests_named
from taizhang.kit.errors import BadInput, Refused
from taizhang.people.models import Account
from tests.cast import AT, County

pytestmark = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg on this machine")
SOURCE = ("-f", "lavfi", "-i", "testsrc=size=640x360:rate=25:duration=2")
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-c:a", "aac")


def filmed(folder: Path, *more: str, name: str = "a.mp4") -> Path:
    """A real two-second film."""
    made = folder / name
    call = ["ffmpeg", "-y", "-v", "error", *SOURCE, *more, "-c:v", "libx264", "-pix_fmt", "yuv420p", str(made)]
    subprocess.run(call, check=True)
    return made


def kept(county: County, content: bytes, name: str = "现场.mp4") -> Evidence:
    code = county.problem(files=[prepare(name, content)])
    return Evidence.unscoped.get(subject=code)


def entered(username: str) -> Client:
    client = Client()
    client.force_login(Account.unscoped.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("sound", [TONE, ()], ids=["with sound", "silent"])
def test_a_video_gets_a_poster_and_a_copy_with_sound(county: County, tmp_path: Path, sound: tuple[str, ...]) -> None:
    proof = kept(county, filmed(tmp_path, *sound).read_bytes())
    assert Footage.unscoped.get().state == "waiting"
    client = entered("zhao")
    assert "还在处理" in client.get(f"/evidence/{proof.code}/").content.decode()
    assert client.get(f"/evidence/{proof.code}/video.mp4").status_code == 409
    assert make_footage(proof.sha256, AT) == "ready"
    made = Footage.unscoped.get()
    assert (made.width, made.height) == (640, 360) and 1.8 < made.seconds < 2.2 and made.sounds is bool(sound)
    assert {made.poster, made.copy} <= digests_named() and store.is_whole(made.copy)
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", store.path_of(made.copy)],
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert told.split() == ["h264", "aac"]
    assert "player" in client.get(f"/evidence/{proof.code}/").content.decode()
    whole = client.get(f"/evidence/{proof.code}/video.mp4")
    size = int(whole["Content-Length"])
    part = client.get(f"/evidence/{proof.code}/video.mp4", HTTP_RANGE="bytes=100-199")
    assert part.status_code == 206 and part["Content-Range"] == f"bytes 100-199/{size}"
    body = b"".join(whole.streaming_content)  # type: ignore[attr-defined]
    assert b"".join(part.streaming_content) == body[100:200]  # type: ignore[attr-defined]
    tail = client.get(f"/evidence/{proof.code}/video.mp4", HTTP_RANGE="bytes=-10")
    assert b"".join(tail.streaming_content) == body[-10:]  # type: ignore[attr-defined]
    assert client.get(f"/evidence/{proof.code}/video.mp4", HTTP_RANGE=f"bytes={size}-").status_code == 416
    assert client.get(f"/evidence/{proof.code}/poster.jpg").status_code == 200
    assert entered("li").get(f"/evidence/{proof.code}/video.mp4").status_code == 404
    original = client.get(f"/evidence/{proof.code}/?original=1")
    digest = hashlib.sha256(b"".join(original.streaming_content)).hexdigest()  # type: ignore[attr-defined]
    assert digest == proof.sha256 and original["Content-Disposition"].startswith("attachment")
    assert make_footage(proof.sha256, AT) == "ready"


def test_a_large_one_comes_in_parts_and_never_lies_in_memory(county: County, tmp_path: Path) -> None:
    film = filmed(tmp_path)
    content = film.read_bytes() + b"\0" * (40 * 1024 * 1024)
    mark = hashlib.sha256(content).hexdigest()
    upload = uploads.begin("X", "长片.mp4", len(content), mark, mark)
    for number in range(upload.parts):
        uploads.take_part(upload, number, content[number * uploads.PART : (number + 1) * uploads.PART])
    ready = prepare_upload("X", upload.code)
    assert (ready.kind, ready.sha256, ready.size) == ("video", mark, len(content)) and store.is_whole(mark)
    with pytest.raises(BadInput):
        uploads.check_many([uploads.Upload("X", "长片.mp4", 70 * 1024 * 1024, "m")])
    uploads.check_many([uploads.Upload("X", "长片.mp4", 1500 * 1024 * 1024, "m")], video=True)
    with pytest.raises(BadInput, match="上限"):
        uploads.begin("X", "太长.mp4", 2049 * 1024 * 1024, "m")
    with pytest.raises(BadInput, match="扩展名不符"):
        prepare("假.mp4", b"#EXTM3U\n")


def listening() -> tuple[int, list[bytes], socket.socket]:
    """A canary on loopback: whoever asks it anything is heard."""
    server, heard = socket.create_server(("127.0.0.1", 0)), []

    def listen() -> None:
        while True:
            try:
                one, _where = server.accept()
            except OSError:
                return
            heard.append(one.recv(100))
            one.close()

    threading.Thread(target=listen, daemon=True).start()
    return server.getsockname()[1], heard, server


def hostile(port: int, folder: Path) -> dict[str, bytes]:
    """Films that are something else."""
    ftyp = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
    list_ = f"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n#EXTINF:1,\nfile:///etc/passwd\n".encode()
    secret = folder / "secret.txt"
    secret.write_text("TOP", "utf-8")
    whole = filmed(folder).read_bytes()
    concat = f"ffconcat version 1.0\nfile '{secret}'\nfile 'http://127.0.0.1:{port}/b'\n".encode()
    return {
        "a list behind a true beginning": ftyp + list_,
        "a list in free space": ftyp + len(list_ + b"....").to_bytes(4, "big") + b"free" + list_,
        "a concat script": ftyp + concat,
        "half a film": whole[: len(whole) // 2],
        "a film with its end torn": whole[:-200],
        "nothing but a beginning": ftyp,
        "noise": ftyp + bytes(range(256)) * 400,
        "sizes that lie": ftyp + b"\xff\xff\xff\xffmoov" + b"\0" * 64,
        "an endless box": ftyp + b"\0\0\0\1moov" + b"\xff" * 8 + b"\0" * 64,
        "a page": ftyp + b"<script>alert(1)</script>",
    }


def test_hostile_films_reach_nobody_and_the_parent_stays_well(county: County, tmp_path: Path) -> None:
    port, heard, server = listening()
    try:
        for number, (name, content) in enumerate(hostile(port, tmp_path).items()):
            code = county.problem(title=f"问题{number}", files=[prepare(f"{number}.mp4", content)])
            proof = Evidence.unscoped.get(subject=code)
            state = make_footage(proof.sha256, AT)
            row = Footage.unscoped.get(sha256=proof.sha256)
            assert state == "failed" and row.fault and not row.copy, name
            page = entered("zhao").get(f"/evidence/{proof.code}/").content.decode()
            assert "读不出来" in page and "TOP" not in page, name
    finally:
        server.close()
    assert heard == []


def test_one_that_cannot_be_played_says_so(county: County) -> None:
    proof = kept(county, b"\0\0\0\x18ftypisom\0\0\2\0isomiso2")
    make_footage(proof.sha256, AT)
    with pytest.raises(Refused):
        from taizhang.evidence.selectors import video_for

        video_for(county.who("zhao"), proof.code)
