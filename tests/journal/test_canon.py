"""Canonical bytes: the same as an independent reading of RFC 8785, or refused."""

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


# RFC 8785 §3.2.2.2: five control characters have a short form, the others six characters; nothing else is escaped
SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def reading(value: object) -> str:
    """The RFC read by hand, without the standard writer that the product uses."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return f"{value:d}"
    if isinstance(value, str):
        return '"' + "".join(SHORT.get(one) or (f"\\u{ord(one):04x}" if one < " " else one) for one in value) + '"'
    if isinstance(value, dict):
        # §3.2.3: by UTF-16 code units; ours are ASCII
        ordered = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{reading(key)}:{reading(value[key])}" for key in ordered) + "}"
    assert isinstance(value, list)
    return "[" + ",".join(map(reading, value)) + "]"


@pytest.mark.once
@settings(max_examples=COUNT, deadline=None)
@given(values)
def test_bytes_are_those_of_the_rfc_read_by_hand(value: object) -> None:
    assert canonical(value) == reading(value).encode()


@pytest.mark.parametrize("value", [1.5, 2**53 + 1, {"键": 1}, {1: 2}, "\ud800", object(), {"a": [0.1]}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)
