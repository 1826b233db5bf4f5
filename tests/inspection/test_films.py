"""专题片: arranged from what was recorded at visits, really built, released by a leader, shown as it was released."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from taizhang.evidence import store
from taizhang.evidence.actions import make_footage
from taizhang.evidence.models import Evidence
from taizhang.inspection import actions
from taizhang.inspection.actions.films import put_together
from taizhang.inspection.models import Film, Finding
from taizhang.inspection.rules.film import chapters_of, clock_words, read_pieces
from taizhang.inspection.selectors import films as seen
from taizhang.kit.errors import Absent, BadInput, NotAllowed, Refused
from tests.cast import AT, County
from tests.inspection.test_inspection import entered, started, visit_at

needs_ffmpeg = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg on this machine")


def clip(folder: Path) -> bytes:
    made = folder / "clip.mp4"
    call = ["ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=640x360:rate=25:duration=4"]
    subprocess.run([*call, "-c:v", "libx264", "-pix_fmt", "yuv420p", str(made)], check=True)
    return made.read_bytes()


def photo(folder: Path) -> bytes:
    made = folder / "wall.png"
    Image.new("RGB", (800, 600), (20, 90, 160)).save(made)
    return made.read_bytes()


@pytest.fixture
def stuff(county: County, tmp_path: Path) -> dict[str, str]:
    """A visit with a clip and a photo, a finding each is bound to, and the township's film begun."""
    plan = started(county)
    visit, gao = visit_at(plan), {"actor": county.who("gao"), "at": AT}
    actions.begin_visit(**gao, code=visit.code)
    files = [("现场.mp4", clip(tmp_path)), ("墙.png", photo(tmp_path))]
    actions.note_finding(**gao, code=visit.code, text="公开栏破损", files=files, at_once=True)
    rows = {one.kind: one for one in Evidence.unscoped.filter(subject=visit.code)}
    make_footage(rows["video"].sha256, AT)
    film = actions.draft_film(**gao, plan=plan, unit="柳沟镇党委")
    return {"film": film, "clip": rows["video"].code, "photo": rows["image"].code, "plan": plan}


def pieces(stuff: dict[str, str]) -> list[dict[str, Any]]:
    blur = {"x": 0.1, "y": 0.1, "w": 0.3, "h": 0.4, "from": 0, "until": 0}
    return [
        {"kind": "title", "text": "柳沟镇", "seconds": 1},
        {"kind": "clip", "evidence": stuff["clip"], "text": "公开栏无人更新", "from": 1, "until": 3, "blurs": [blur]},
        {"kind": "photo", "evidence": stuff["photo"], "text": "墙；=#\\", "seconds": 1},
    ]


def probed(digest: str) -> dict[str, Any]:
    call = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-show_chapters", "-of", "json"]
    told: dict[str, Any] = json.loads(
        subprocess.run([*call, str(store.path_of(digest))], capture_output=True, check=True).stdout
    )
    return told


@needs_ffmpeg
def test_a_film_is_built_released_and_shown_as_released(county: County, stuff: dict[str, str], tmp_path: Path) -> None:
    code, gao = stuff["film"], {"actor": county.who("gao"), "at": AT}
    before = {one.sha256 for one in Evidence.unscoped.all()}
    tone = tmp_path / "voice.wav"
    subprocess.run(
        ["ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", "sine=frequency=300:duration=3", str(tone)], check=True
    )
    voice = [("解说.wav", tone.read_bytes())]
    assert actions.arrange_film(**gao, code=code, pieces=pieces(stuff), script="各位领导", files=voice) == 4
    with pytest.raises(Refused, match="审定"):
        actions.release_film(actor=county.who("shen"), at=AT, code=code)
    version = actions.build_film(**gao, code=code)
    assert put_together(code, version) == "built" and put_together(code, version) == "built"
    film = Film.unscoped.get()
    told = probed(film.digest)
    assert 3.7 < float(told["format"]["duration"]) < 4.4 and len(told["streams"]) >= 2
    assert {one["codec_name"] for one in told["streams"]} >= {"h264", "aac"}
    assert [one["tags"]["title"] for one in told["chapters"]] == ["柳沟镇", "公开栏无人更新", "墙；=#"]
    finding = Finding.unscoped.get()
    assert [one["finding"] for one in film.chapters] == ["", finding.code, finding.code]
    assert all(store.is_whole(digest) for digest in before) and film.digest in seen.film_digests()
    for who, error in (("gao", NotAllowed), ("cheng", NotAllowed), ("ma", Absent), ("li", Absent)):
        with pytest.raises(error):
            actions.release_film(actor=county.who(who), at=AT, code=code)
    town = entered("ma")
    assert town.get(f"/films/{code}/film.mp4").status_code == 404
    assert entered("cheng").get(f"/inspections/{stuff['plan']}/show/").status_code == 409
    assert actions.release_film(actor=county.who("shen"), at=AT, code=code) == film.digest
    first = b"".join(town.get(f"/films/{code}/film.mp4").streaming_content)  # type: ignore[attr-defined]
    assert "公开栏破损" in town.get(f"/films/{code}/").content.decode()
    actions.arrange_film(**gao, code=code, pieces=pieces(stuff)[:1])
    put_together(code, actions.build_film(**gao, code=code))
    again = b"".join(town.get(f"/films/{code}/film.mp4").streaming_content)  # type: ignore[attr-defined]
    draft = b"".join(entered("gao").get(f"/films/{code}/film.mp4?draft=1").streaming_content)  # type: ignore[attr-defined]
    assert again == first != draft
    item = finding.item.code if finding.item else ""
    assert [round(second) for _film, second in seen.seconds_of(county.who("cheng"), item)] == [1, 3]
    page = entered("cheng").get(f"/inspections/{stuff['plan']}/show/").content.decode()
    assert "柳沟镇党委" in page and "00:01" in page
    actions.recall_film(actor=county.who("shen"), at=AT, code=code, note="有一处要改")
    assert town.get(f"/films/{code}/").status_code == 404


@needs_ffmpeg
def test_the_film_by_its_pages(county: County, stuff: dict[str, str]) -> None:
    client, page = entered("gao"), f"/films/{stuff['film']}/"
    assert "还没有合成" in client.get(page).content.decode()
    added = {"card": "柳沟镇", "clips": [stuff["clip"]], "photos": [stuff["photo"]]}
    told = client.post(f"{page}arrange_film/", added, follow=True).content.decode()
    assert "全长00:13" in told
    rows = {"p0-kind": "title", "p0-text": "柳沟镇", "p0-order": "2", "p0-seconds": "2"}
    rows |= {"p1-kind": "clip", "p1-evidence": stuff["clip"], "p1-order": "1", "p1-from": "0.5", "p1-until": "2"}
    rows |= {"p1-blurs": "10,10,20,20,0,1\n50，50，10，10", "p2-kind": "photo", "p2-drop": "1"}
    assert "全长00:03" in client.post(f"{page}arrange_film/", rows, follow=True).content.decode()
    film = Film.unscoped.get()
    assert [one["kind"] for one in film.pieces] == ["clip", "title"] and len(film.pieces[0]["blurs"]) == 2
    assert "10,10,20,20,0,1" in client.get(page).content.decode()
    bad = client.post(f"{page}arrange_film/", {**rows, "p1-until": "99"}, follow=True).content.decode()
    assert "起止时间不对" in bad and Film.unscoped.get().version == film.version
    assert (
        "遮挡范围不对" in client.post(f"{page}arrange_film/", {**rows, "p1-blurs": "x"}, follow=True).content.decode()
    )
    client.post(f"{page}build_film/")
    put_together(film.code, film.version)
    assert "待审片" in client.get(page).content.decode()
    assert "审定" in entered("shen").get(page).content.decode()
    assert Client().get(page).status_code == 302 and entered("sys").get(page).status_code == 403


def test_what_a_film_is_made_of_is_checked() -> None:
    lengths = {"C": 10.0, "P": 0.0}
    for bad in (
        {"kind": "song"},
        {"kind": "title", "text": ""},
        {"kind": "title", "text": "长" * 201},
        {"kind": "clip", "evidence": "X"},
        {"kind": "clip", "evidence": "P"},
        {"kind": "photo", "evidence": "C"},
        {"kind": "clip", "evidence": "C", "from": 3, "until": 3.1},
        {"kind": "clip", "evidence": "C", "from": -1},
        {"kind": "clip", "evidence": "C", "until": "nan"},
        {"kind": "photo", "evidence": "P", "seconds": 3_600},
        {"kind": "photo", "evidence": "P", "blurs": [{"x": 0.9, "y": 0, "w": 0.5, "h": 0.1}]},
        {"kind": "photo", "evidence": "P", "blurs": ["x"]},
    ):
        with pytest.raises(BadInput):
            read_pieces([bad], lengths)
    with pytest.raises(BadInput):
        read_pieces([{"kind": "title", "text": "x"}] * 121, lengths)
    made = read_pieces([{"kind": "title", "text": "甲"}, {"kind": "clip", "evidence": "C", "text": "乙"}], lengths)
    assert [one["at"] for one in chapters_of(made)] == [0.0, 4.0] and clock_words(192.9) == "03:12"


def test_a_refused_arrangement_keeps_what_was_typed(stuff: dict[str, str]) -> None:
    form = {
        "title": "柳沟片",
        "script": "解说一句",
        "p0-kind": "title",
        "p0-text": "片头",
        "p0-seconds": "2",
        "p0-order": "1",
    }
    form |= {"p1-kind": "photo", "p1-evidence": stuff["photo"], "p1-text": "墙上没有公示", "p1-seconds": "3"}
    form |= {"p1-blurs": "左上角", "p1-order": "2"}
    answer = entered("gao").post(f"/films/{stuff['film']}/arrange_film/", form)
    page = answer.content.decode()
    assert answer.status_code == 400 and "第2段的遮挡" in page
    assert all(one in page for one in ("柳沟片", "解说一句", "墙上没有公示", "左上角"))
    assert not Film.unscoped.get().pieces


def test_a_released_film_can_be_taken_back_while_another_version_is_arranged(
    stuff: dict[str, str], county: County
) -> None:
    Film.unscoped.update(shown="x" * 64, shown_version=1, state="drafted")
    shen = county.who("shen")
    actions.recall_film(actor=shen, at=AT, code=stuff["film"], note="有一段没遮好")
    assert (Film.unscoped.get().shown, Film.unscoped.get().state) == ("", "drafted")
    with pytest.raises(Refused, match="没有"):
        actions.recall_film(actor=shen, at=AT, code=stuff["film"], note="再收一次")
