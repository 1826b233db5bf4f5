"""A village clerk's large file over a line that keeps breaking: it arrives whole, and nobody presses twice."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser


def test_a_large_file_arrives_over_a_line_that_breaks(served: str, browser: Browser, tmp_path: Path) -> None:
    dice = random.Random(3)
    content = b"%PDF-1.4\n" + dice.randbytes(4_000_000)
    file = tmp_path / "整改材料.pdf"
    file.write_bytes(content)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(served + "/sign-in/")
    page.locator("button[value=organiser]").click()
    sent: list[str] = []

    def broken(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) in (2, 3, 6):
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/**", broken)
    page.goto(served + "/items/raise/")
    page.fill("[name=title]", "卷宗里缺少附件")
    page.fill("[name=unit]", "中共柳泉县委员会")
    page.set_input_files("input[name=files]", str(file))
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/items/P*/", timeout=60_000)
    with page.expect_download() as got:
        page.get_by_role("link", name="整改材料.pdf").first.click()
    assert hashlib.sha256(Path(got.value.path()).read_bytes()).hexdigest() == hashlib.sha256(content).hexdigest()
    parts = [url for url in sent if not url.endswith("/uploads/")]
    assert len(parts) == len(set(parts)) + 3  # only what broke was sent again
    context.close()
