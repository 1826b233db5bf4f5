"""The field's screens in a real browser: two languages that agree, a day without signal, kills, lost parts, leaving."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, Route

from taizhang.kit.expressions import Unreadable, value_of
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.test_pages import entered

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[1]
FULL = os.environ.get("TAIZHANG_FAULTS") == "full"
SIGN_IN = """async (name) => { const form = new FormData(); form.append("username", name);
  form.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  await fetch("/sign-in/demo/", { method: "POST", body: form }); }"""


def test_both_implementations_answer_every_vector(browser: Browser, served: str) -> None:
    expressions = json.loads((ROOT / "kit/expressions.json").read_text("utf-8"))
    answers = json.loads((ROOT / "inspection/answers.json").read_text("utf-8"))
    with entered(browser, served, "inspector") as (_context, page, _complaints):
        page.goto(served + "/field/")
        vectors = {"expressions": expressions, "answers": answers}
        wrong = page.evaluate(Path(__file__).with_name("vectors.js").read_text("utf-8").split("\n", 1)[1], vectors)
    assert wrong == []


def test_they_agree_on_what_nobody_thought_of(browser: Browser, served: str) -> None:
    dice = random.Random(3)
    parts = [
        "[a]",
        "[b]",
        "[c]",
        "1",
        "2.5",
        "'x'",
        "是",
        "空",
        "+",
        "-",
        "*",
        "/",
        "=",
        "!=",
        "<",
        ">=",
        "且",
        "或",
        "非",
    ]
    parts += ["含", "(", ")", "max(", "min(", "round(", "如果(", "count(", "len(", ",", "，", "（", "）"]
    known = {"a": 3.0, "b": "xy", "c": ["x", "z"]}
    texts = [" ".join(dice.choice(parts) for _unused in range(dice.randint(1, 9))) for _number in range(4_000)]
    with entered(browser, served, "inspector") as (_context, page, _complaints):
        page.goto(served + "/field/")
        found = page.evaluate(
            """({ texts, known }) => texts.map((text) => {
              try { return ["is", taizhang.expressions.valueOf(text, known)]; }
              catch (error) { return ["at", error.at]; }
            })""",
            {"texts": texts, "known": known},
        )
    readable = 0
    for text, (kind, value) in zip(texts, found, strict=True):
        try:
            wanted: tuple[str, Any] = ("is", value_of(text, known))  # type: ignore[arg-type]
            readable += 1
        except Unreadable as error:
            wanted = ("at", error.at)
        assert (kind, value) == wanted and isinstance(value, bool) is isinstance(wanted[1], bool), text
    assert readable > 100


def route(page: Page, served: str) -> str:
    """The address of a visit still before the inspector: of the special inspection, whose list is asked here."""
    page.goto(served + "/inspections/route/")
    found = page.locator("ul.todo a", has_text="待走访").filter(has_text="村级运行").first.get_attribute("href")
    assert found
    return found


def test_a_day_without_signal(browser: Browser, served: str) -> None:
    with entered(browser, served, "inspector", "phone") as (context, page, _complaints):
        visit = route(page, served)
        unit = page.locator(f"a[href='{visit}'] .what").inner_text()
        page.goto(served + "/field/")
        page.wait_for_selector("a.line")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        context.set_offline(True)
        page.reload()
        page.locator(f"a.line[href='#{visit.replace('/visits/', '/visit/').rstrip('/')}']").click()
        page.get_by_role("button", name="到场").click()
        page.locator("a.line", has_text="1.2 ").click()
        page.get_by_role("button", name="党支部会提议").click()
        page.get_by_role("button", name="登记为问题").click()
        page.wait_for_selector("text=已记为问题")
        picture = page.screenshot()
        page.set_input_files("input[type=file]", {"name": "墙.png", "mimeType": "image/png", "buffer": picture})
        page.wait_for_selector("text=附件 1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.inner_text("#unsent") == "4条未上传"
        page.goto(served + "/field/#/outbox")
        page.wait_for_selector("details.act")
        assert page.locator("details.act").count() == 4
        context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_function("() => document.getElementById('unsent').textContent === '都已上传'", timeout=30_000)
        page.locator("text=已收到").nth(3).wait_for()
        page.goto(served + visit)
        text = page.inner_text("main")
        assert "只走了党支部会提议" in text and "已登记问题" in text
        page.locator("a.tag", has_text="墙.jpg").first.wait_for(state="attached")
        code = page.locator("ul.story a[href^='/items/']").first.inner_text()
    with entered(browser, served, "organiser") as (_context, page, _complaints):
        page.goto(f"{served}/items/{code}/")
        assert unit in page.inner_text("main") and "墙.jpg" in page.content()


@contextmanager
def phone(play: Playwright, served: str, profile: Path) -> Iterator[tuple[BrowserContext, Page]]:
    """A browser that keeps its profile, signed in, on the field's page."""
    context = play.chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=FLAGS, service_workers="block"
    )
    try:
        page = context.new_page()
        page.goto(served + "/sign-in/")
        page.evaluate(SIGN_IN, "inspector")
        page.goto(served + "/field/")
        page.wait_for_selector("a.line")
        yield context, page
    finally:
        with suppress(Error):  # it was killed on purpose
            context.close()


def kill(profile: Path) -> None:
    """SIGKILL to every process of the browser with this profile."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(profile).encode() in place.read_bytes():
                os.kill(int(place.parent.name), signal.SIGKILL)
        except (OSError, ValueError):
            continue


RECORD = "([code, role]) => taizhang.outbox.record('record_talk', { code, role, points: 'x' })"
FILE = """async ([code, text]) => {
  const sha = await taizhang.store.putFile(new Blob([text]), `${text.slice(0, 8)}.txt`);
  return taizhang.outbox.record('bring_media', { code }, { media: [sha] }); }"""
STEPS = ("kept", "keeping", "file_kept", "file_keeping", "asked", "answer_lost", "part_lost", "settling")


def at_step(page: Page, step: str, code: str, role: str, profile: Path) -> bool:
    """Do something and kill the browser in the middle of it; whether the page had said that it is kept."""
    if step == "kept":
        page.evaluate(RECORD, [code, role])
    elif step == "keeping":
        page.evaluate(KEEPING, [code, role])
    elif step == "file_kept":
        page.evaluate(FILE, [code, role * 40])
        page.evaluate(RECORD, [code, role])
    elif step == "file_keeping":
        page.evaluate(FILE_KEEPING, [code, role * 4_000])
    else:
        broken: list[str] = []

        def hold(one: Route) -> None:
            if step == "answer_lost":
                one.fetch()  # the server has it; the phone never hears of it
            broken.append(one.request.url)

        if step != "settling":  # before anything is recorded: a sending already under way would take it along
            page.route("**/uploads/**" if step == "part_lost" else "**/field/acts/", hold)
        page.evaluate(RECORD, [code, role])
        if step == "part_lost":
            page.evaluate(FILE, [code, role * 200])
        page.evaluate("() => { taizhang.outbox.send(); }")
        if step == "settling":
            with page.expect_response("**/field/acts/"):
                pass
        else:
            until = time.monotonic() + 20
            while not broken and time.monotonic() < until:
                page.wait_for_timeout(20)
            assert broken, step
    kill(profile)
    return step not in ("keeping", "file_keeping")


KEEPING = "([code, role]) => { taizhang.outbox.record('record_talk', { code, role, points: 'x' }); }"
FILE_KEEPING = """([code, text]) => { taizhang.store.putFile(new Blob([text]), 'a.txt')
  .then((sha) => taizhang.outbox.record('bring_media', { code }, { media: [sha] })); }"""


def test_a_phone_killed_at_any_step_loses_and_doubles_nothing(
    browser: Browser, served: str, tmp_path: Path, playing: Playwright
) -> None:
    """One kill at each of eight steps; fifty at each in `make faults`."""
    profile, said = tmp_path / "profile", []
    with entered(browser, served, "inspector") as (_context, page, _complaints):
        code = visit_under_way(page, served)
    for number in range(len(STEPS) * (50 if FULL else 1)):
        role, step = f"第{number}号{step_name(number)}", STEPS[number % len(STEPS)]
        with phone(playing, served, profile) as (_context, page):
            if at_step(page, step, code, role, profile):
                said.append(role)
    with phone(playing, served, profile) as (_context, page):
        page.evaluate("() => taizhang.outbox.send()")
        with suppress(Error):  # what is left then is named below
            page.wait_for_function(
                "() => document.getElementById('unsent').textContent === '都已上传'", timeout=240_000
            )
        assert page.evaluate("async () => (await taizhang.outbox.waiting()).map((one) => [one.kind, one.why])") == []
        page.goto(f"{served}/visits/{code}/")
        text = page.inner_text("main")
    for role in said:
        assert text.count(role) == 1, role
    for number in range(len(STEPS) * (50 if FULL else 1)):
        assert text.count(f"第{number}号{step_name(number)}") <= 1


def step_name(number: int) -> str:
    return STEPS[number % len(STEPS)]


def visit_under_way(page: Page, served: str) -> str:
    """A visit of the inspector that has begun."""
    page.goto(served + "/inspections/route/")
    href = page.locator("ul.todo a", has_text="走访中").first.get_attribute("href")
    assert href
    return href.strip("/").split("/")[-1]


def video(folder: Path, megabytes: int) -> Path:
    """A real recording of about that size."""
    made = folder / "现场.mp4"
    call = ["ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25"]
    noise = [
        "-vf",
        "noise=alls=60:allf=t",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-qp",
        "8",
        "-pix_fmt",
        "yuv420p",
    ]
    subprocess.run([*call, *noise, "-t", "60", "-fs", f"{megabytes}M", str(made)], check=True)
    return made


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg on this machine")
def test_parts_that_are_lost_are_sent_again_and_no_others(
    browser: Browser, served: str, tmp_path: Path, playing: Playwright
) -> None:
    """A video over a slow line that drops a fifth of the requests: 6 MB; 100 MB in `make faults`."""
    dice, sent, lost = random.Random(5), [], []
    taken = video(tmp_path, 100 if FULL else 6)
    with entered(browser, served, "inspector") as (_context, page, _complaints):
        code = visit_under_way(page, served)
    with phone(playing, served, tmp_path / "profile") as (context, page):

        def drop(one: Route) -> None:
            number = one.request.url.rstrip("/").split("/")[-1]
            sent.append(number)
            if dice.random() < 0.2:
                lost.append(number)
                one.abort()
            else:
                one.continue_()

        answers: list[Route] = []

        def lose_one_answer(one: Route) -> None:
            answers.append(one)
            if len(answers) == 1:
                one.fetch()  # the server has it; the phone never hears of it
                one.abort()
            else:
                one.continue_()

        page.route("**/uploads/*/*/", drop)
        page.route("**/field/acts/", lose_one_answer)
        page.evaluate(
            "() => document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'v' }))"
        )
        page.set_input_files("#v", taken)
        sha = page.evaluate(
            """async (code) => {
              const sha = await taizhang.store.putFile(document.getElementById("v").files[0], "现场.mp4");
              await taizhang.outbox.record("bring_media", { code }, { media: [sha] });
              return sha; }""",
            code,
        )
        assert sha == hashlib.sha256(taken.read_bytes()).hexdigest()
        slow = {"offline": False, "latency": 40, "downloadThroughput": 1e6, "uploadThroughput": 2.5e6}  # bytes a second
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
        for _unused in range(40 + taken.stat().st_size // 2**20):
            page.evaluate("() => taizhang.outbox.send()")
            if page.inner_text("#unsent") == "都已上传":
                break
        assert page.inner_text("#unsent") == "都已上传"
    parts = -(-taken.stat().st_size // (512 * 1024))
    assert lost and answers and len(sent) == parts + len(lost)  # and nothing again for the answer that was lost
    with entered(browser, served, "inspector") as (_context, page, _complaints):
        page.goto(f"{served}/visits/{code}/")
        assert page.locator("a.tag", has_text="现场.mp4").count() == 1


def test_what_lies_on_the_phone_cannot_be_read_and_is_gone_after_signing_out(browser: Browser, served: str) -> None:
    with entered(browser, served, "inspector") as (context, page, _complaints):
        code = visit_under_way(page, served)
        page.goto(served + "/field/")
        page.wait_for_selector("a.line")
        context.set_offline(True)
        page.evaluate("(code) => taizhang.outbox.record('record_talk', { code, role: '金丝雀', points: 'x' })", code)
        held = page.evaluate(
            """async () => { const db = await idb.openDB("taizhang-field"); let text = "";
              for (const key of await db.getAllKeys("sealed")) {
                const row = await db.get("sealed", key);
                text += key + new TextDecoder("utf-8").decode(row.data);
              }
              const seal = await db.get("keys", "seal");
              const leaves = await crypto.subtle.exportKey("raw", seal).then(() => true, () => false);
              db.close();
              return { text, leaves, clear: JSON.stringify(await taizhang.store.all("")) }; }"""
        )
        assert not held["leaves"] and "金丝雀" in held["clear"] and "金丝雀" not in held["text"]
        assert "党支部" not in held["text"] and "秦望川" not in held["text"]
        context.set_offline(False)
        page.route("**/field/acts/", lambda one: one.abort())
        page.goto(served + "/")
        page.click("form[data-leaving] button")
        page.wait_for_url("**/field/#/leaving")
        page.wait_for_selector("text=还有没上传的记录")
        page.on("dialog", lambda one: one.accept())
        page.get_by_role("button", name="全部丢弃并退出").click()
        page.wait_for_url("**/sign-in/**")
        names = page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")
        assert "taizhang-field" not in names and page.evaluate("async () => (await caches.keys()).length") == 0
