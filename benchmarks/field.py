"""From the field: many photos over a line that breaks, a visit's answers, a film of five minutes.

By itself, on the small demonstration county: python -m benchmarks.field [PHOTOS]
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import pages

PHOTOS, CUT, MANY = int(os.environ.get("TAIZHANG_BENCH_PHOTOS", "2000")), 0.1, 32_000
QUESTIONS, TOGETHER = 200, 20
CLIPS, SECONDS = 10, 30
PART = 512 * 1024


class Phone(pages.Browser):
    """The phone's road, by hand: parts, then acts, each sent until its receipt is here."""

    def __init__(self, port: int, username: str) -> None:
        super().__init__(port, username)
        self.port = port
        self.line.request("GET", "/field/pack/", None, self.headers)
        answer = self.line.getresponse()
        told = json.loads(answer.read())
        cookies = [one.split(";")[0] for name, one in answer.getheaders() if name.lower() == "set-cookie"]
        self.by = told["by"]
        self.headers["Cookie"] = "; ".join([self.headers["Cookie"], *(one for one in cookies if "csrf" in one)])
        self.headers |= {"X-CSRFToken": told["csrf"], "Accept": "application/json"}

    def send(self, method: str, address: str, body: bytes, kind: str) -> dict[str, Any]:
        self.line.request(method, address, body, {**self.headers, "Content-Type": kind})
        answer = self.line.getresponse()
        told: dict[str, Any] = json.loads(answer.read())
        if answer.status >= 400:
            raise RuntimeError(f"{address}: {answer.status} {told}")
        return told

    def broken(self, address: str, body: bytes) -> None:
        """Half a part, and the line is gone."""
        line = http.client.HTTPConnection("127.0.0.1", self.port)
        line.putrequest("PUT", address)
        for name, value in {**self.headers, "Content-Length": str(len(body))}.items():
            line.putheader(name, value)
        line.endheaders(body[: len(body) // 2])
        line.close()

    def upload(self, name: str, content: bytes, cut: Callable[[], bool]) -> tuple[str, int]:
        """(code, cuts) of a file sent in parts, each again after a cut."""
        sha, cuts = hashlib.sha256(content).hexdigest(), 0
        told = f"name={name}&size={len(content)}&mark={sha}&sha256={sha}".encode()
        begun = self.send("POST", "/uploads/", told, "application/x-www-form-urlencoded")
        for number in range(-(-len(content) // PART)):
            place, part = f"/uploads/{begun['upload']}/{number}/", content[number * PART : (number + 1) * PART]
            while cut():
                cuts += 1
                self.broken(place, part)
            self.send("PUT", place, part, "application/octet-stream")
        return begun["upload"], cuts

    def acts(self, *told: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
        at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        rows = [
            {"id": str(uuid.uuid4()), "sent": json.dumps({"kind": kind, "told": one, "by": self.by, "at": at})}
            for kind, one in told
        ]
        body = json.dumps({"acts": rows}).encode()
        answers: list[dict[str, Any]] = self.send("POST", "/field/acts/", body, "application/json")["answers"]
        if strange := [one for one in answers if "seq" not in one or one["late"]]:
            raise RuntimeError(str(strange[0]))
        return answers


def photos(count: int) -> Iterator[bytes]:
    """So many pictures of a phone's scaled size, no two alike."""
    from PIL import Image

    dice = random.Random(7)  # noqa: S311 - pictures, not secrets
    noise = Image.effect_noise((1600, 1200), 60).convert("RGB")
    for number in range(count):
        picture = noise.rotate(dice.choice((0, 90, 180, 270)))
        picture.paste((number % 256, number // 256, 90), (0, 0, 400, 300))
        out = io.BytesIO()
        picture.resize((1200, 900)).save(out, "JPEG", quality=60)
        yield out.getvalue() + number.to_bytes(4, "big")


def visit_of(lists: str) -> str:
    """A visit of the inspector that has begun and asks this list."""
    from taizhang.inspection import actions
    from taizhang.inspection.models import Visit
    from taizhang.kit.clock import day_of, now
    from taizhang.people.models import Account
    from taizhang.people.selectors import viewer_for

    def who(username: str) -> Any:
        return viewer_for(Account.unscoped.select_related("person").get(username=username), day_of(now()))

    office, today = {"actor": who("organiser"), "at": now()}, day_of(now())
    unit = Visit.unscoped.order_by("pk").values_list("unit__code", flat=True)[0]
    plan = actions.draft_plan(
        **office, title=f"测速 {lists} {uuid.uuid4().hex[:4]}", breadth="special", rhythm="daily", manner="open",
        basis="plan", basis_paper="测速", basis_by="县委", basis_on=today, from_on=today, to_on=today,
        checklists=[lists],
    )  # fmt: skip
    actions.choose_units(**office, code=plan, how="list", units=[unit])
    actions.set_teams(**office, code=plan, teams=[{"name": "一", "head": "inspector", "members": ["inspector"]}])
    actions.start_plan(**office, code=plan)
    visit = Visit.unscoped.get(plan__code=plan)
    actions.begin_visit(actor=who("inspector"), at=now(), code=visit.code)
    return visit.code


def photo_figures(port: int, count: int) -> dict[str, float]:
    """Photos through the real server with a tenth of the parts cut: the rate, and that every byte is there."""
    from taizhang.evidence import store
    from taizhang.evidence.models import Evidence

    code, dice, cuts = visit_of("check-service"), random.Random(3), 0  # noqa: S311 - where the line breaks
    phone, made = Phone(port, "inspector"), set()
    seconds = 0.0
    for number, content in enumerate(photos(count)):
        started = time.perf_counter()
        upload, cut = phone.upload(f"{number}.jpg", content, lambda: dice.random() < CUT)
        phone.acts(("bring_media", {"code": code, "uploads": [upload]}))
        seconds += time.perf_counter() - started
        cuts += cut
        made.add(hashlib.sha256(content).hexdigest())
    kept = set(Evidence.unscoped.filter(subject=code).values_list("sha256", flat=True))
    whole = sum(store.is_whole(one) for one in kept)
    if kept != made or whole != len(made):
        raise RuntimeError(f"{len(made)} sent, {len(kept & made)} kept, {whole} whole")
    rate = count / seconds
    return {"photos": count, "photos cut": cuts, "photos a second": rate, "32,000 photos, h": MANY / rate / 3600}


def answer_figures(port: int) -> dict[str, float]:
    """A visit of 200 answers: as one record, and as 200 records in batches of 20, ms of server time."""
    import yaml

    from taizhang.kit.clock import day_of, now
    from taizhang.people.selectors import command_line_viewer
    from taizhang.rulebook.actions import publish_book

    items = [{"key": str(number), "text": f"第{number}项", "answer": "yes_no"} for number in range(1, QUESTIONS + 1)]
    body = {"unit_kinds": ["branch"], "photo": {"edge": 1600, "quality": 80}, "days": 15}
    head = {"book": "check-bench", "version": "1", "kind": "checklist", "title": "测速", "source": "测速"}
    told = {**head, "in_force_from": "2020-01-01", "body": {**body, "sections": [{"title": "全部", "items": items}]}}
    viewer = command_line_viewer(day_of(now()))
    publish_book(actor=viewer, at=now(), text=yaml.safe_dump(told, allow_unicode=True))
    found = {}
    for name, size in (("200 answers, one record", QUESTIONS), ("200 answers, 200 records", 1)):
        code, phone = visit_of("check-bench"), Phone(port, "inspector")
        rows = [
            ("record_answers", {"code": code, "checklist": "check-bench", "answers": {
                str(key): {"value": True, "note": "", "evidence": []} for key in range(first, first + size)
            }})
            for first in range(1, QUESTIONS + 1, size)
        ]  # fmt: skip
        started = time.perf_counter()
        for first in range(0, len(rows), TOGETHER):
            phone.acts(*rows[first : first + TOGETHER])
        found[name] = (time.perf_counter() - started) * 1000
    return found


def film_figures(folder: Path) -> dict[str, float]:
    """Ten clips of half a minute built into one film: seconds, and how many times its length."""
    from taizhang.evidence import store
    from taizhang.inspection.filming import build

    pieces, sources = [], {}
    for number in range(CLIPS):
        clip = folder / f"clip{number}.mp4"
        shot = f"testsrc2=size=1280x720:rate=25:duration={SECONDS + 1},hue=h={number * 36}"
        call = ["ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", shot, "-f", "lavfi", "-i", "sine=frequency=300"]
        call += [
            "-shortest",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            str(clip),
        ]
        subprocess.run(call, check=True)
        sources[str(number)] = store.put_file(clip)
        told = {"kind": "clip", "evidence": str(number), "text": f"第{number}段", "finding": ""}
        pieces.append({**told, "from": 0.0, "until": float(SECONDS), "seconds": float(SECONDS), "blurs": []})
    started = time.perf_counter()
    build(pieces, sources, None, lambda _done: None)
    seconds = time.perf_counter() - started
    return {"film of 300 s, s": seconds, "film ÷ its length": seconds / (CLIPS * SECONDS)}


def figures(port: int, folder: Path, count: int = PHOTOS) -> dict[str, float]:
    """All of the field's figures."""
    return {**photo_figures(port, count), **answer_figures(port), **film_figures(folder)}


def main() -> int:
    """Stage a small county and measure the field alone."""
    folder = Path(tempfile.mkdtemp(prefix="taizhang-bench-"))
    os.environ.update(TAIZHANG_HOME=str(folder / "home"), TAIZHANG_MODE="demo")
    os.environ["DJANGO_SETTINGS_MODULE"] = "taizhang.config.settings"
    for command in (["migrate"], ["demo"]):
        subprocess.run([sys.executable, "-m", "taizhang", *command], check=True, stderr=subprocess.DEVNULL)
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(pages.server())
        found = figures(port, folder, int(sys.argv[1]) if sys.argv[1:] else PHOTOS)
    sys.stdout.write(json.dumps({name: round(value, 3) for name, value in found.items()}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
