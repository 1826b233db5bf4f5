"""Paths of a tree: fixed-width segments with a trailing separator, so a subtree is one range of strings.

`0001.000A.` lies below `0001.`; the upper bound puts `/`, the character after `.`, in the last place.
"""

from __future__ import annotations

WIDTH = 4
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def segment(number: int) -> str:
    """The fixed-width segment for a unit's running number (0 ≤ number < 36⁴); ValueError beyond."""
    if not 0 <= number < len(DIGITS) ** WIDTH:
        raise ValueError(f"no path segment for {number}")
    text = ""
    for _unused in range(WIDTH):
        number, digit = divmod(number, len(DIGITS))
        text = DIGITS[digit] + text
    return text


def child(parent: str, number: int) -> str:
    """The path of unit `number` under `parent` ("" for a root)."""
    return f"{parent}{segment(number)}."


def bounds(path: str) -> tuple[str, str]:
    """Lower bound (inclusive) and upper bound (exclusive) of everything at or below `path`."""
    if not path.endswith("."):
        raise ValueError(f"a path ends in a separator: {path!r}")
    return path, path[:-1] + "/"


def holds(above: str, path: str) -> bool:
    """Whether `path` is `above` itself or lies below it."""
    return path.startswith(above)


def parts(path: str) -> list[str]:
    """All paths from the root down to `path` itself."""
    step = WIDTH + 1
    return [path[:end] for end in range(step, len(path) + 1, step)]


def depth(path: str) -> int:
    """How many segments: 1 for a root."""
    return len(path) // (WIDTH + 1)
