"""Names are offered while they are written: those in reach, and nobody else's."""

from __future__ import annotations

from tests.cast import County
from tests.inspection.test_inspection import drafted, entered


def names(username: str, address: str) -> list[str]:
    return [row["name"] for row in entered(username).get(address).json()["rows"]]


def test_units_in_reach_by_a_part_of_their_name(county: County) -> None:
    assert names("cheng", "/units/suggest/?q=坡村") == ["东坡村党支部"]
    assert set(names("cheng", "/units/suggest/?q=村党支部")) == {"东坡村党支部", "后岭村党支部", "前坝村党支部"}
    assert names("ma", "/units/suggest/?q=前坝") == [] and names("li", "/units/suggest/?q=前坝") == ["前坝村党支部"]
    for nothing in ("", "?q=", "?q=%20", "?q=" + "长" * 300):
        assert names("cheng", f"/units/suggest/{nothing}") == []


def test_people_who_may_go_by_a_part_of_their_name(county: County) -> None:
    plan = drafted(county)
    assert names("cheng", f"/inspections/{plan}/people/?q=高") == ["高峰"]
    assert names("cheng", f"/inspections/{plan}/people/?q=") == []
    assert entered("gao").get(f"/inspections/{plan}/people/?q=高").status_code in (403, 404)
