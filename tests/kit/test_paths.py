"""Subtrees are ranges: exactly the children, never a neighbour."""

from hypothesis import given
from hypothesis import strategies as st

from taizhang.kit.paths import bounds, child, depth, holds, parts

numbers = st.integers(0, 36**4 - 1)
trees = st.lists(numbers, min_size=1, max_size=6)


def path_of(chain: list[int]) -> str:
    path = ""
    for number in chain:
        path = child(path, number)
    return path


@given(trees, trees)
def test_range_holds_exactly_what_lies_below(one: list[int], other: list[int]) -> None:
    above, below = path_of(one), path_of(other)
    low, high = bounds(above)
    assert (low <= below < high) == holds(above, below) == (other[: len(one)] == one)


@given(trees)
def test_parts_lead_from_root_to_the_unit(chain: list[int]) -> None:
    path = path_of(chain)
    assert parts(path)[-1] == path and len(parts(path)) == depth(path) == len(chain)
