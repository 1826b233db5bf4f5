"""Many writers at once: no fork, no gap, no retry left to the user."""

from __future__ import annotations

import os
import threading

import pytest
from django.db import connection, connections

from taizhang.journal.heads import checked_hashes
from taizhang.journal.models import Entry
from tests.cast import AT, County, stage

WRITERS, EACH = (32, 125) if os.environ.get("TAIZHANG_FAULTS") == "full" else (8, 12)


@pytest.mark.django_db(transaction=True)
def test_writers_side_by_side_make_one_chain() -> None:
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory SQLite has no second connection; tests/faults runs processes on a file")
    county: County = stage()
    before, faults = Entry.unscoped.count(), []

    def write(number: int) -> None:
        try:
            for at in range(EACH):
                county.problem(title=f"并发问题 {number}-{at}")
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert Entry.unscoped.count() == before + WRITERS * EACH == len(list(checked_hashes()))
    assert AT
