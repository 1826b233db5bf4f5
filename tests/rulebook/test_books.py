"""Rule books: shipped ones are whole, bad ones are refused by place, published ones are frozen."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import read_book, shipped
from taizhang.rulebook.models import Book
from taizhang.rulebook.selectors import duty_book_name, terms_on
from tests.cast import AT, County


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "least"),
    [("duties-organ", 26), ("duties-township", 33), ("duties-village", 33), ("duties-urban", 12), ("duties-firms", 12)],
)
def test_shipped_duty_lists(name: str, least: int) -> None:
    duties = shipped()[name].body["duties"]
    assert len(duties) >= least and len({duty["key"] for duty in duties}) == len(duties)


@pytest.mark.once
def test_every_kind_of_unit_finds_its_duty_list() -> None:
    assert (
        duty_book_name("township", "rural") == "duties-township" and duty_book_name("branch", "new") == "duties-firms"
    )
    assert duty_book_name("branch", "rural") == "duties-village" and duty_book_name("branch", "urban") == "duties-urban"
    assert (
        duty_book_name("work_committee", "organ") == "duties-organ"
        and duty_book_name("branch", "school") == "duties-organ"
    )


BAD = {
    "not yaml: [": "读不出来",
    "a: 1": "kind",
    "kind: duties": "不合规定",
    "[]": "kind",
    "": "kind",
    "book: x-y\nversion: '1'\nkind: duties\ntitle: t\nin_force_from: '2026-13-45'\nbody: {unit_kinds: [a]}": "不合规定",
}


@pytest.mark.once
@pytest.mark.parametrize(("text", "words"), BAD.items())
def test_bad_books_are_refused_by_place(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_book(text)


def near(days: int, version: str, start: str) -> str:
    raw = yaml.safe_load(shipped()["problem-terms"].text)
    raw["version"], raw["in_force_from"], raw["body"]["lateness"]["near_days"] = version, start, days
    return str(yaml.safe_dump(raw, allow_unicode=True))


def test_a_published_version_is_in_force_from_its_day_and_frozen(county: County) -> None:
    publish_book(actor=county.who("sys"), at=AT, text=near(3, "2026.7", "2026-07-01"))
    assert terms_on(date(2026, 6, 30))["lateness"]["near_days"] == 7
    assert terms_on(date(2026, 7, 1))["lateness"]["near_days"] == 3
    with pytest.raises(Refused, match="不能再改"):
        publish_book(actor=county.who("sys"), at=AT, text=near(4, "2026.7", "2026-07-01"))
    with pytest.raises(Refused, match="请换"):
        publish_book(actor=county.who("sys"), at=AT, text=near(4, "2026.8", "2026-07-01"))
    with pytest.raises(NotAllowed):
        publish_book(actor=county.who("ma"), at=AT, text=near(4, "2026.9", "2026-09-01"))
    assert Book.unscoped.count() == 1
