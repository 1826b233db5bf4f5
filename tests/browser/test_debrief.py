"""述职评议 in a real browser: every page whole in both sizes, and a township's meeting from the call to the duties."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import SIZES, entered, first_link, serious

pytestmark = pytest.mark.browser
DAY = re.compile(r"P\d\d-\d{5}")


def meeting_of(page: Page, served: str, title: str) -> str:
    page.goto(served + "/meetings/")
    return page.locator("ul.todo a", has_text=title).last.get_attribute("href") or ""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("username", ["organiser", "leader", "town1", "v1_1"])
def test_every_page_of_a_meeting_is_whole(browser: Browser, served: str, username: str, size: str) -> None:
    with entered(browser, served, username, size) as (_context, page, complaints):
        first = first_link(page, served, "/meetings/", "ul.todo a")
        debrief = first_link(page, served, first, "table a[href^='/debriefs/']")
        pages = ["/meetings/", first, first + "cascade/", debrief]
        pages += [first + "hall/?at=2"] if username in ("organiser", "town1") else []
        for address in pages:
            answer = page.goto(served + address)
            assert answer and answer.status == 200, (address, answer and answer.status)
            assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], (address, size)
            assert not complaints, (address, complaints)
            faults = serious(page)
            assert not faults, (address, faults[:3])


def test_the_hall_turns_by_key(browser: Browser, served: str) -> None:
    with entered(browser, served, "organiser") as (_context, page, complaints):
        page.goto(served + meeting_of(page, served, "县委") + "hall/")
        seen = [page.inner_text("h1")]
        for _unused in range(2):
            with page.expect_navigation():
                page.keyboard.press("ArrowRight")
            seen.append(page.inner_text("h1"))
        assert seen[0] == "主持人宣布开会" and "述职" in seen[1:] and not complaints
        with page.expect_navigation():
            page.keyboard.press("ArrowLeft")
        assert page.inner_text("h1") == seen[1]


def test_a_townships_meeting_from_the_call_to_the_duties(browser: Browser, served: str) -> None:
    """Clerk records, secretary confirms, village agrees on a phone; closing raises the duties."""
    with entered(browser, served, "town2clerk") as (_context, page, complaints):
        meeting = meeting_of(page, served, "青禾镇党委")
        page.goto(served + meeting)
        page.click("details:has(form[action$='begin_meeting/']) > summary")
        page.click("form[action$='begin_meeting/'] button")
        form = "form[action$='record_comment/']"
        page.fill(f"{form} [name=speaker]", "云国栋")
        page.fill(f"{form} [name=text]", "党员积分公示不及时")
        page.click(f"{form} button")
        assert "待联络人确认" in page.inner_text(".comments") and not complaints
        page.click("text=散会")
        assert page.locator("form[action$='confirm_comment/']").count() == 0  # not by the hand that recorded it
        page.click("form[action$='close_meeting/'] button")
        assert "还没有联络人确认" in page.inner_text(".bad")
    with entered(browser, served, "town2") as (_context, page, complaints):
        page.goto(served + meeting)
        page.click("form[action$='confirm_comment/'] button")
        found = DAY.search(page.inner_text(".comments"))
        assert found and not complaints
        page.click(f".comments a:has-text('{found.group()}')")
        assert "党员积分公示不及时" in page.inner_text("h1")
    with entered(browser, served, "v2_1", "phone") as (_context, page, complaints):
        page.goto(served + meeting)
        page.click("form[action$='agree_comment/'] button")
        assert "单位已认可" in page.inner_text(".comments") and not complaints
    with entered(browser, served, "town2") as (_context, page, complaints):
        page.goto(served + meeting)
        with page.expect_download() as download:
            page.click("text=会议记录 Word")
        assert download.value.suggested_filename.endswith("会议记录.docx")
        page.click("form[action$='close_meeting/'] button")
        assert "述职报告没有报送" in page.inner_text(".bad")
        page.check("form[action$='close_meeting/'] [name=anyway]")
        page.click("form[action$='close_meeting/'] button")
        assert "自动下达" in page.inner_text(".good") and "会后要办的" in page.inner_text("main")
        assert not complaints
