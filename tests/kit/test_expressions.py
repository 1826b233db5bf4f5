"""The small language: what `expressions.json` says both implementations answer (JavaScript: tests/browser)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from taizhang.kit.expressions import Unreadable, names_in, read, value_of

VECTORS = json.loads(Path(__file__).with_name("expressions.json").read_text("utf-8"))


def alike(one: object, other: object) -> bool:
    """Equal, and a truth is no number."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def test_there_are_enough_vectors() -> None:
    pairs = len(VECTORS["pairs"]) * len(VECTORS["values"]) ** 2
    assert len(VECTORS["hand"]) >= 130 and pairs + len(VECTORS["hand"]) + len(VECTORS["errors"]) >= 300


@pytest.mark.parametrize(("text", "known", "value"), VECTORS["hand"])
def test_what_an_expression_says(text: str, known: dict[str, object], value: object) -> None:
    assert alike(value_of(text, known), value)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "at"), VECTORS["errors"])
def test_where_it_cannot_be_read(text: str, at: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert caught.value.at == at


def test_every_sign_with_every_pair_of_values() -> None:
    for sign, rows in VECTORS["pairs"].items():
        for left, row in zip(VECTORS["values"], rows, strict=True):
            for right, value in zip(VECTORS["values"], row, strict=True):
                known = {"l": left, "r": right}
                assert alike(value_of(f"[l] {sign} [r]", known), value), (sign, left, right)


def test_names_asked_for() -> None:
    assert names_in(read("如果([1.1] > 1, max([a], 2), 非 [b c])")) == {"1.1", "a", "b c"}


@given(some.text(alphabet="[]()1.+-*/=<>!且或非含是否空maxif,'\" a甲𠀀", max_size=40))
def test_no_text_does_harm(text: str) -> None:
    try:
        value = value_of(text, {"a": 1.0, "甲": "x"})
    except Unreadable as error:
        assert 0 <= error.at <= max(len(text), 500)
    else:
        assert value is None or isinstance(value, bool | float | str | list)
