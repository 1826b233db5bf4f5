"""Shared stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.cast import County, stage

# a busy machine is no fault of the rule that is being tested
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture
def county(db: None) -> County:
    """The cast's county, freshly set up."""
    return stage()


@pytest.fixture(autouse=True)
def counters_at_once(request: pytest.FixtureRequest) -> None:
    """On PostgreSQL counters wait for the commit, which a test's transaction never sees (tests/faults: real ones)."""
    asks = {"db", "county"} & set(request.fixturenames) or request.node.get_closest_marker("django_db")
    if connection.vendor == "postgresql" and asks:
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ledger_tally_made, ledger_tally_moved IMMEDIATE")


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Every test begins in the source language: a request of the test before may have left another one."""
    translation.activate("zh-hans")
    yield
    translation.activate("zh-hans")
