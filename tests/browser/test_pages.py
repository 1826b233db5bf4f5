"""Every page in a real Chromium: no console error, no CSP violation, no side scroll, no serious fault by axe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
SHOTS = os.environ.get("TAIZHANG_SHOTS")
SIZES = {"desk": (1366, 768), "phone": (360, 740)}
PAGES = {
    "v1_1": [
        "/",
        "/items/?kind=problem",
        "{item}",
        "/items/raise/",
        "/duties/",
        "/filings/",
        "/journal/",
        "/overview/",
    ],
    "town1": ["/", "/duties/", "/items/?kind=task", "/filings/", "/overview/", "/imports/", "/slips/"],
    "organiser": [
        "/",
        "/documents/",
        "/items/?kind=problem&state=closure_applied",
        "/items/?text=记录",
        "/imports/",
        "/filings/",
        "/tree/",
        "/who-may/",
        "/books/",
        "/books/problem-terms/",
        "/overview/",
        "/journal/5/",
        "/inspections/",
        "/inspections/recusals/",
        "{plan}",
        "{after}",
        "{visit}",
        "{film}",
        "{show}",
        "/checklists/",
        "{checklist}",
        "/field/late/",
        "/slips/",
        "/slips/daily/",
        "/cases/",
        "{case}",
        "/year/",
        "{slip}",
    ],
    "leader": ["/slips/", "/overview/", "/items/?light=late"],
    "inspector": ["/", "/inspections/route/", "{route}", "/field/"],
    "sysadmin": ["/accounts/", "/jobs/", "/tree/", "/books/"],
    "secadmin": ["/accounts/"],
    "auditor": ["/journal/"],
    "": ["/sign-in/", "/activate/"],
}


# a page that is reached by the first link of another
LINKED = {
    "{item}": ("/items/?kind=problem", "td a"),
    "{slip}": ("/slips/", "ul.todo a"),
    "{case}": ("/cases/", "ul.todo a"),
    "{route}": ("/inspections/route/", "main a[href^='/visits/']"),
    "{plan}": ("/inspections/", "main ul.todo li:has-text('调研检查'):not(:has-text('回头看')) a"),
    "{after}": ("{plan}", "a[href$='/after/']"),
    "{visit}": ("{plan}", "td a[href^='/visits/']"),
    "{film}": ("{plan}", "a[href^='/films/']"),
    "{show}": ("{plan}", "a[href$='/show/']"),
    "{checklist}": ("/checklists/", "main td a, main ul a"),
}


@contextmanager
def entered(
    browser: Browser, served: str, username: str, size: str = "desk"
) -> Iterator[tuple[BrowserContext, Page, list[str]]]:
    """A page signed in as a demonstration person, with what its console complained of."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", accept_downloads=True)
    page, complaints = context.new_page(), []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(served + "/sign-in/")
    if username:
        with page.expect_navigation():
            page.click(f"button[name=username][value={username}]") if page.query_selector(
                f"button[value={username}]"
            ) else _enter(page, username)
    yield context, page, complaints
    context.close()


def _enter(page: Page, username: str) -> None:
    page.evaluate(
        """name => { const form = document.querySelector('form[action$="/sign-in/demo/"]');
        form.querySelector('button').value = name; form.querySelector('button').click(); }""",
        username,
    )


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical, in short."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("username", PAGES)
def test_every_page_is_whole(browser: Browser, served: str, username: str, size: str) -> None:
    with entered(browser, served, username, size) as (_context, page, complaints):
        for number, named in enumerate(PAGES[username]):
            address = known(page, served, named)
            answer = page.goto(served + address)
            assert answer and answer.status == 200, (address, answer and answer.status)
            assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], (address, size)
            assert not complaints, (address, complaints)
            faults = serious(page)
            assert not faults, (address, faults[:3])
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{size}-{username or 'nobody'}-{number}.png", full_page=True)


def known(page: Page, served: str, named: str) -> str:
    """The address of a page by its name, by way of the page that links to it."""
    if named not in LINKED:
        return named
    where, selector = LINKED[named]
    return first_link(page, served, known(page, served, where), selector)


def first_link(page: Page, served: str, address: str, selector: str) -> str:
    page.goto(served + address)
    return page.locator(selector).first.get_attribute("href") or ""


def filed(page: Page, served: str) -> str:
    """A filing of whichever round has one."""
    page.goto(served + "/filings/")
    rounds = [one.get_attribute("href") or "" for one in page.locator("p.lead a.tag").all()]
    for address in rounds:
        page.goto(f"{served}/filings/{address}")
        if page.locator("td a.tag").count():
            return page.locator("td a.tag").first.get_attribute("href") or ""
    raise AssertionError("no round of the demonstration county has a filing")


def test_pages_of_things(browser: Browser, served: str) -> None:
    """Pages whose address a test cannot know beforehand: document, filing, unit, and large type, and English."""
    with entered(browser, served, "organiser") as (_context, page, complaints):
        links = [
            first_link(page, served, "/documents/", "ul.todo a"),
            first_link(page, served, "/filings/", "td a[href^='/units/']"),
            filed(page, served),
        ]
        for link in links:
            answer = page.goto(served + link)
            assert answer and answer.status == 200 and not serious(page), link
        page.goto(served + links[0])
        clause = page.locator("input[name=clauses]").nth(4).get_attribute("value")
        page.goto(f"{served}{links[0]}?clauses={clause}")
        assert page.locator("textarea[name=title]").input_value()
        page.click("text=大字")
        assert "large" in (page.locator("body").get_attribute("class") or "")
        page.click("button:has-text('English')")
        assert "Today" in page.content() and not complaints


def test_a_problem_from_village_to_closure_by_hand(browser: Browser, served: str) -> None:
    """The village verifies and plans on a phone; the office approves; the village proves; the office accepts."""
    with entered(browser, served, "organiser") as (_context, page, _complaints):
        page.goto(served + "/items/raise/")
        page.fill("[name=unit]", "东坡村党支部")
        page.fill("[name=title]", "浏览器里登记的问题")
        page.click("main button:has-text('登记')")
        address = page.url
        assert "待核实" in page.content()
    with entered(browser, served, "v1_1", "phone") as (_context, page, complaints):
        page.goto(address)
        page.click("summary:has-text('核实') >> nth=0")
        form = page.locator("form[action$='verify_problem/']")
        form.locator("[name=went]").fill("书记")
        form.locator("[name=went_on]").fill("1月2日")
        form.locator("[name=how]").fill("到场看过")
        form.locator("[name=basis]").fill("会议记录")
        form.locator("button").click()
        assert "待制定措施" in page.content()
        page.click("summary:has-text('立行立改')")
        form = page.locator("form[action$='rectify_at_once/']")
        form.locator("[name=measures]").fill("当天补齐")
        form.locator("button").click()
        page.click("summary:has-text('申请销号')")
        form = page.locator("form[action$='apply_closure/']")
        form.locator("[name=note]").fill("已补齐")
        form.locator("[name=files]").set_input_files(
            {"name": "记录.txt", "mimeType": "text/plain", "buffer": "会议记录".encode()}
        )
        form.locator("button").click()
        assert "申请销号" in page.content() and not complaints
        assert page.locator("form[action$='accept_closure/']").count() == 0
    with entered(browser, served, "organiser") as (_context, page, complaints):
        page.goto(address)
        page.click("summary:has-text('验收销号')")
        page.locator("form[action$='accept_closure/'] [name=note]").fill("看过，可以")
        page.locator("form[action$='accept_closure/'] button").click()
        assert "已销号" in page.content() and not complaints
        with page.expect_download() as loading:
            page.goto(served + "/items/?kind=problem")
            page.click("a:has-text('Word')")
        assert loading.value.suggested_filename.endswith(".docx")


def test_keyboard_alone_reaches_the_first_thing_to_do(browser: Browser, served: str) -> None:
    with entered(browser, served, "v1_1") as (_context, page, _complaints):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        for _unused in range(3):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('main') !== null"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/items/**")
