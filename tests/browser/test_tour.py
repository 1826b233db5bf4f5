"""The tour of the demonstration county, ten steps, as docs/tour.md and docs/guide/导览.md tell it.

With TAIZHANG_TOUR=1 the pictures of both languages are taken anew (`make shots`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import entered, filed, first_link
from tests.serving import ROOT

pytestmark = pytest.mark.browser
IMAGES = ROOT / "docs" / "images" / "tour"
GUIDES = {"zh": ROOT / "docs" / "guide" / "导览.md", "en": ROOT / "docs" / "tour.md"}


def overview(page: Page, served: str) -> None:
    page.goto(served + "/overview/")
    page.locator("button.fold").nth(1).click()
    page.wait_for_selector("tr.below")


def to(address: str) -> Callable[[Page, str], None]:
    def go(page: Page, served: str) -> None:
        page.goto(served + address)

    return go


def link(address: str, selector: str) -> Callable[[Page, str], None]:
    def go(page: Page, served: str) -> None:
        page.goto(served + first_link(page, served, address, selector))

    return go


def issuing(page: Page, served: str) -> None:
    address = first_link(page, served, "/documents/", "ul.todo a")
    page.goto(served + address)
    clause = page.locator("input[name=clauses]").nth(6).get_attribute("value")
    page.goto(f"{served}{address}?clauses={clause}#issue")


def sealed(page: Page, served: str) -> None:
    page.goto(served + filed(page, served))


# number, who, size, where, what must be on the page
STEPS: tuple[tuple[str, str, str, Callable[[Page, str], None], str], ...] = (
    ("01-today", "organiser", "desk", to("/"), "ul.todo li"),
    ("02-overview", "organiser", "desk", overview, "tr.below td.num"),
    ("03-list", "organiser", "desk", to("/items/?kind=problem&state=closure_applied"), "tr.edge-late, tr.edge-none"),
    ("04-item", "organiser", "desk", link("/items/?kind=problem&state=closure_applied", "td a"), "form"),
    ("05-speech", "organiser", "desk", link("/documents/", "ul.todo a"), ".clause"),
    ("06-issue", "organiser", "desk", issuing, "#issue textarea[name=title]"),
    ("07-village", "v1_1", "phone", to("/"), "main"),
    ("08-verify", "v1_1", "phone", link("/items/?kind=problem", "td a"), "main h1"),
    ("09-filing", "organiser", "desk", sealed, ".qr svg"),
    ("10-proof", "organiser", "desk", to("/journal/5/"), "main .code, main code, main dl"),
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_ten_steps(browser: Browser, served: str, language: str) -> None:
    for name, who, size, where, shown in STEPS:
        with entered(browser, served, who, size) as (context, page, complaints):
            if language == "en":
                context.add_cookies([{"name": "lang", "value": "en", "url": served}])
            where(page, served)
            assert page.locator(shown).count(), name
            assert page.locator("html").get_attribute("lang") == {"zh": "zh-hans", "en": "en"}[language]
            assert not complaints, (name, complaints)
            if os.environ.get("TAIZHANG_TOUR"):
                IMAGES.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{IMAGES}/{name}.{language}.png", clip=_frame(page, size))


def _frame(page: Page, size: str) -> dict[str, float]:
    width, height = {"desk": (1366, 900), "phone": (360, 740)}[size]
    page.set_viewport_size({"width": width, "height": height})
    return {"x": 0, "y": 0, "width": width, "height": height}


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_tells_these_ten_steps_with_their_pictures(language: str) -> None:
    text = GUIDES[language].read_text("utf-8")
    shown = re.findall(r"\(([^()]*tour/[^()]+\.png)\)", text)
    assert [Path(one).name for one in shown] == [f"{name}.{language}.png" for name, *_rest in STEPS]
    for one in shown:
        assert (GUIDES[language].parent / one).exists(), one
