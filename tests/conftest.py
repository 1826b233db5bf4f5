"""Shared stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.cast import County, stage


@pytest.fixture
def county(db: None) -> County:
    """The cast's county, freshly set up."""
    return stage()


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Every test begins in the source language: a request of the test before may have left another one."""
    translation.activate("zh-hans")
    yield
    translation.activate("zh-hans")
