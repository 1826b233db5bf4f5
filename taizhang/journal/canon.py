"""Canonical bytes of a journal body: the subset of RFC 8785 that needs no floats.

Allowed: objects with ASCII keys, arrays, strings, integers within ±2⁵³, booleans, null.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

LIMIT = 2**53


class NotCanonical(ValueError):
    """The value has no canonical form in our subset."""


def canonical(value: Any) -> bytes:
    """UTF-8 bytes of `value`; NotCanonical for floats, big integers, lone surrogates, foreign types."""
    _require(value)
    try:
        return _write(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a lone surrogate has no UTF-8 form") from error


# with the rest refused, the standard writer gives the very form: its escapes are those of RFC 8785 §3.2.2.2, and
# ASCII keys sort alike by code point and by UTF-16 unit
_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=dict).encode


def _require(value: Any) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) > LIMIT:
            raise NotCanonical(f"integer beyond 2^53: {value}")
    elif isinstance(value, Mapping):
        for key, held in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"keys are ASCII strings, not {key!r}")
            _require(held)
    elif isinstance(value, list | tuple):
        for held in value:
            _require(held)
    else:
        raise NotCanonical(f"no canonical form for {type(value).__name__}")
