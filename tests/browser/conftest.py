"""A real server over the demonstration county, and a real Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.serving import ROOT, environment_of, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the demonstration county."""
    home = tmp_path_factory.mktemp("home")
    subprocess.run(
        [sys.executable, "-m", "taizhang", "demo"], cwd=ROOT, env=environment_of(home), check=True, capture_output=True
    )
    with serving(home) as port:
        address = f"http://127.0.0.1:{port}"
        urllib.request.urlopen(address + "/sign-in/", timeout=60)  # noqa: S310 - our own loopback server
        yield address


@pytest.fixture(scope="session")
def playing() -> Iterator[Playwright]:
    """What drives browsers."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="session")
def browser(playing: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    chromium = playing.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield chromium
    chromium.close()
