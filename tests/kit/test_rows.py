"""Rows put in by one statement are the rows that Django itself would have put in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from taizhang.journal.models import Salt
from taizhang.kit.rows import put_all
from taizhang.ledger.models import Item, Step
from taizhang.orgs.models import Placement
from tests.cast import County

AT = datetime(2026, 7, 1, 9, 30, 15, 123_456, tzinfo=UTC)
WORDS = ["", "“引号”'与\\反斜", "换行\n 制表\t", "𠮷", "100%", "%s"]


def told(item: Item, number: int, note: str) -> dict[str, Any]:
    columns = {"text": note, "count": number, "yes": True, "no": None, "of": [note, {"in": 1}]}
    who = {"actor": "A1", "actor_name": "程", "actor_post": "干事"}
    return {
        "item": item,
        "number": number,
        "act": "x",
        "target": "open",
        "at": AT,
        "note": note,
        "columns": columns,
    } | who


def test_texts_moments_json_and_keys(county: County) -> None:
    one, other = (Item.unscoped.get(code=county.problem(title=title)) for title in ("甲处缺签字", "乙处缺签字"))
    put_all([Step(**told(one, at + 10, note)) for at, note in enumerate(WORDS)])
    Step.unscoped.bulk_create([Step(**told(other, at + 10, note)) for at, note in enumerate(WORDS)])
    names = [field.attname for field in Step._meta.concrete_fields if field.attname not in ("id", "item_id")]
    mine, djangos = (
        list(Step.unscoped.filter(item=item, act="x").order_by("number").values(*names)) for item in (one, other)
    )
    assert mine == djangos and [row["note"] for row in mine] == WORDS and mine[0]["at"] == AT


def test_days_bytes_and_keys_of_the_callers_own(county: County) -> None:
    unit = Item.unscoped.get(code=county.problem()).unit
    day = date(2026, 3, 1)
    put_all([Placement(unit=unit, name="旧名", short="旧", path="9.", from_on=day, to_on=day)])
    kept = Placement.unscoped.get(unit=unit, name="旧名")
    assert (kept.from_on, kept.to_on, kept.parent_id) == (day, day, None)
    put_all([Salt(commitment="c" * 64, salt=bytes(range(16)))])
    assert bytes(Salt.unscoped.get(commitment="c" * 64).salt) == bytes(range(16))


def test_nothing_to_put_asks_nothing(county: County, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        put_all([])
