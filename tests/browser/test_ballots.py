"""A vote from end to end in Chromium: two halves of a key, slips, voters without an account, closing, counting."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import entered

pytestmark = pytest.mark.browser


def begun(page: Page, served: str) -> str:
    """The county's yearly meeting, begun; its address."""
    page.goto(served + "/meetings/")
    page.locator("a", has_text="县委").filter(has_text="年度述职评议考核").first.click()
    address = page.url
    form = page.locator("form[action$='/begin_meeting/']")
    page.locator("details", has=form).evaluate("(box) => { box.open = true; }")
    for name in ("chair", "attending"):
        box = form.locator(f"[name={name}]")
        if not box.input_value():
            box.fill("沈怀信")
    form.locator("[name=early]").check()  # it was called for a day to come: said on purpose
    form.locator("button").click()
    page.wait_for_load_state()
    return address


def filled(page: Page, served: str, address: str, code: str, choice: str) -> None:
    """A voter with a slip marks everything alike and casts."""
    page.goto(f"{address}#{code}")
    page.get_by_role("button", name="开始填票").click()
    while page.get_by_role("button", name="下一位").count():
        for row in page.locator("fieldset").all():
            row.get_by_role("button", name=choice, exact=True).click()
        page.get_by_role("button", name="下一位").click()
    page.get_by_role("button", name="投票").click()
    page.wait_for_selector("text=已投进票箱")


def test_a_vote_from_the_keys_to_the_count(browser: Browser, served: str) -> None:
    with entered(browser, served, "organiser") as (_context, page, complaints):
        address = begun(page, served)
        page.goto(address + "box/")
        page.get_by_role("button", name="生成钥匙").click()
        page.wait_for_selector("#halves:not([hidden])")
        halves = page.locator("[data-half]").all_inner_texts()
        assert len(halves) == 2 and halves[0] != halves[1]
        page.evaluate("() => { window.print = () => {}; }")
        assert page.locator("#opening button.btn-primary").is_disabled()
        for button in page.locator("[data-print]").all():
            button.click()
        page.fill("[name=n1]", "6")
        page.select_option("[name=one]", "organiser")
        page.select_option("[name=other]", "organiser2")
        page.locator("#opening button.btn-primary").click()
        page.wait_for_selector(".slip-paper")
        whole = "(svg) => svg.getBoundingClientRect().width >= svg.width.baseVal.value && svg.width.baseVal.value > 100"
        assert page.locator(".slip-paper svg").first.evaluate(whole)  # a cut code cannot be scanned
        codes = page.locator(".slip-paper .code").all_inner_texts()
        place = page.locator(".slip-paper small").first.inner_text()
        assert len(codes) == 6 and halves[0] not in page.content() and "/vote/" in place
        assert not complaints
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(place + "#" + codes[0])
    assert page.url == place  # the code does not stay in the history
    page.get_by_role("button", name="开始填票").click()
    page.get_by_role("button", name="下一位").click()
    page.wait_for_selector("text=每一项都要选")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for code, choice in zip(codes[:5], ["好", "好", "较好", "差", "好"], strict=True):
        filled(page, served, place, code, choice)
    page.goto(f"{place}#{codes[0]}")
    page.get_by_role("button", name="开始填票").click()
    assert context.cookies() == []
    context.close()
    for who in ("organiser", "organiser2"):
        with entered(browser, served, who) as (_context, page, complaints):
            page.goto(address + "box/")
            page.get_by_role("button", name="停止投票").click()
            page.wait_for_load_state()
            assert not complaints
    for who in ("organiser", "organiser2"):
        with entered(browser, served, who) as (_context, page, complaints):
            page.goto(address + "box/")
            page.fill("#half1", halves[0])
            page.fill("#half2", halves[0])
            page.get_by_role("button", name="打开选票").click()
            page.wait_for_selector("text=对不上这个票箱")
            page.fill("#half2", halves[1].replace(" ", "").lower())
            page.get_by_role("button", name="打开选票").click()
            page.wait_for_selector("text=打开5张，作废0张")
            page.get_by_role("button", name="交出打开的票").click()
            page.wait_for_selector("text=您交过一次" if who == "organiser" else "text=各类票的合计已经录入测评")
            assert not complaints
