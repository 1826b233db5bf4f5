"""attempt(): what a refused part of an act changed is undone, whatever statement came first; the rest stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from taizhang.journal.acts import act, attempt, record
from taizhang.journal.kinds import KINDS
from taizhang.kit.errors import Refused
from taizhang.obligations.models import Exemption
from tests.cast import AT, County

KIND = "test.attempted"


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, KIND, ("试", "试"))


def rows(county: County, *names: str) -> list[Exemption]:
    unit = county.units["东坡村党支部"]
    return [Exemption(unit=unit, duty=name, period="2026M1", reason="r") for name in names]


def nested(county: County) -> None:
    with attempt():
        Exemption.unscoped.bulk_create(rows(county, "inner"))
    Exemption.unscoped.bulk_create(rows(county, "outer"))


CHANGES: dict[str, Callable[[County], object]] = {
    "create": lambda county: rows(county, "x")[0].save(),
    "bulk_create": lambda county: Exemption.unscoped.bulk_create(rows(county, "x", "y")),
    "delete": lambda county: Exemption.unscoped.filter(duty="kept").delete(),
    "update": lambda county: Exemption.unscoped.filter(duty="kept").update(reason="other"),
    "bulk_update": lambda county: Exemption.unscoped.bulk_update(
        [*_changed(Exemption.unscoped.filter(duty="kept"))], ["reason"]
    ),
    "get_or_create": lambda county: Exemption.unscoped.get_or_create(
        duty="x", period="2026M1", defaults={"unit": county.units["东坡村党支部"], "reason": "r"}
    ),
    "raw": lambda county: connection.cursor().execute("UPDATE obligations_exemption SET reason = 'other'"),
    "nested attempts": nested,
}


def _changed(found: object) -> list[Exemption]:
    kept = list(found)  # type: ignore[call-overload]
    for one in kept:
        one.reason = "other"
    return kept


@act
def tried(*, actor: object, at: datetime, change: Callable[[County], object], county: object) -> str:
    """One part kept, one refused after its change, one more kept."""
    record(KIND, actor=actor, at=at, subject="s", unit="u", path="0001.")  # type: ignore[arg-type]
    with attempt():
        rows(county, "before")[0].save()  # type: ignore[arg-type]
    try:
        with attempt():
            change(county)  # type: ignore[arg-type]
            transaction.on_commit(lambda: pytest.fail("what was undone told somebody"))
            raise Refused("不行")
    except Refused:
        pass
    with attempt():
        rows(county, "after")[0].save()  # type: ignore[arg-type]
    return "done"


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_the_first_change_was_it_is_undone_and_the_act_goes_on(county: County, name: str) -> None:
    rows(county, "kept")[0].save()
    assert tried(actor=county.who("ma"), at=AT, change=CHANGES[name], county=county) == "done"
    told = dict(Exemption.unscoped.values_list("duty", "reason"))
    assert told == {"kept": "r", "before": "r", "after": "r"}


def test_an_attempt_that_only_reads_costs_no_savepoint(county: County) -> None:
    with CaptureQueriesContext(connection) as asked:
        tried(actor=county.who("ma"), at=AT, change=lambda _county: list(Exemption.unscoped.all()), county=county)
    points = [one["sql"] for one in asked if one["sql"].startswith("SAVEPOINT")]
    assert len(points) == 3  # the act itself in the test's own transaction, and the two that wrote
