"""Canonical bytes of a journal body: the subset of RFC 8785 that needs no floats.

Allowed: objects with ASCII keys, arrays, strings, integers within ±2⁵³, booleans, null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LIMIT = 2**53
_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
_ESCAPES = {code: f"\\u{code:04x}" for code in range(32)} | _SHORT


class NotCanonical(ValueError):
    """The value has no canonical form in our subset."""


def canonical(value: Any) -> bytes:
    """UTF-8 bytes of `value`; NotCanonical for floats, big integers, lone surrogates, foreign types."""
    try:
        return _text(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a lone surrogate has no UTF-8 form") from error


def _text(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.translate(_ESCAPES) + '"'
    if isinstance(value, int):
        if abs(value) > LIMIT:
            raise NotCanonical(f"integer beyond 2^53: {value}")
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_key(key)}:{_text(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_text, value)) + "]"
    raise NotCanonical(f"no canonical form for {type(value).__name__}")


def _key(key: Any) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise NotCanonical(f"keys are ASCII strings, not {key!r}")
    return _text(key)
