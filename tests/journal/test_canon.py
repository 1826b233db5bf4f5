"""Canonical bytes: the same as an independent reading of RFC 8785, or refused."""

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.journal.canon import LIMIT, NotCanonical, canonical

COUNT = 100_000 if os.environ.get("TAIZHANG_FAULTS") == "full" else 5_000
plain = st.none() | st.booleans() | st.integers(-LIMIT, LIMIT) | st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(codec="ascii"))
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


@pytest.mark.once
@settings(max_examples=COUNT, deadline=None)
@given(values)
def test_bytes_equal_the_standard_encoder_within_the_subset(value: object) -> None:
    oracle = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert canonical(value) == oracle.replace(b"\x7f", b"\x7f")


@pytest.mark.parametrize("value", [1.5, 2**53 + 1, {"键": 1}, {1: 2}, "\ud800", object(), {"a": [0.1]}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)
