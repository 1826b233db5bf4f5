"""What is picked instead of typed: names below a field, a stretch drawn on a photo."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.test_pages import entered

pytestmark = pytest.mark.browser


def test_a_unit_is_picked_from_what_is_offered(browser: Browser, served: str) -> None:
    with entered(browser, served, "organiser", "phone") as (_context, page, complaints):
        page.goto(served + "/inspections/recusals/")
        field = page.locator("[data-suggest]").first
        field.press_sequentially("东坡", delay=20)
        lines = page.locator("ul.suggest li")
        lines.first.wait_for()
        assert lines.count() >= 2 and "石桥镇" in page.inner_text("ul.suggest")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        field.press("ArrowDown")
        assert page.locator("li[aria-selected]").count() == 1
        field.press("Enter")
        assert "东坡村" in field.input_value() or field.input_value().isalnum()
        assert page.locator("ul.suggest").count() == 0 and page.url.endswith("/recusals/")  # nothing was sent
        field.fill("")
        field.press_sequentially("石桥镇党", delay=20)
        lines.first.click()
        assert field.input_value() == "石桥镇党委"
        assert not complaints


def test_people_are_picked_part_by_part(browser: Browser, served: str) -> None:
    with entered(browser, served, "organiser") as (_context, page, complaints):
        page.goto(served + "/inspections/")
        page.locator("a", has_text="村级运行和公开栏专项检查").first.click()
        page.evaluate(
            """() => { const area = document.createElement("textarea");
              area.dataset.suggest = `${location.pathname}people/`;
              document.querySelector("main").append(area); }"""
        )
        area = page.locator("main > textarea")
        area.press_sequentially("第一组：秦", delay=20)
        page.locator("ul.suggest li").first.click()
        area.press_sequentially("、乔", delay=20)
        page.locator("ul.suggest li").first.click()
        assert area.input_value() == "第一组：秦望川、乔安平"
        assert not complaints


def test_what_is_to_be_covered_on_a_photo_is_drawn(browser: Browser, served: str) -> None:
    with entered(browser, served, "organiser") as (_context, page, complaints):
        page.goto(served + "/inspections/")
        page.locator("a", has_text="基层党建调研检查").last.click()
        page.locator("a[href^='/films/']").first.click()
        page.locator("details", has=page.locator("[data-still]")).first.evaluate("(box) => { box.open = true; }")
        page.locator("[data-still]").first.click()
        photo = page.locator("#preview-photo")
        photo.scroll_into_view_if_needed()
        page.wait_for_function("() => document.getElementById('preview-photo').naturalWidth > 0")
        frame = photo.bounding_box()
        assert frame and abs(frame["width"] / frame["height"] - 16 / 9) < 0.02
        page.mouse.move(frame["x"] + frame["width"] * 0.3, frame["y"] + frame["height"] * 0.2)
        page.mouse.down()
        page.mouse.move(frame["x"] + frame["width"] * 0.5, frame["y"] + frame["height"] * 0.6)
        page.mouse.up()
        piece = page.locator(".piece", has=page.locator("[data-still]")).first
        numbers = [float(one) for one in piece.locator("[data-blurs]").input_value().strip(",").split(",")]
        assert [round(one) for one in numbers] == [30, 20, 20, 40, 0]
        assert page.locator("#picked").is_visible()
        assert not complaints
