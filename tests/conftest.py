"""Shared stage."""

from __future__ import annotations

import pytest

from tests.cast import County, stage


@pytest.fixture
def county(db: None) -> County:
    """The cast's county, freshly set up."""
    return stage()
