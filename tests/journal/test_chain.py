"""The tree of RFC 9162 and its proofs."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from taizhang.journal.chain import growth, holds, leaf, node, path_to, root, roots_at
from taizhang.journal.verify import Tree
from taizhang.journal.witness import grew

hashes = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70, unique=True)


def test_vectors_of_the_standard() -> None:
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    one, two, three = leaf(b"1"), leaf(b"2"), leaf(b"3")
    assert root([b"1", b"2", b"3"]) == node(node(one, two), three)


@given(hashes, st.data())
def test_every_entry_is_proved_and_no_other_is(entries: list[bytes], data) -> None:  # type: ignore[no-untyped-def]
    index = data.draw(st.integers(0, len(entries) - 1))
    proof, head = path_to(index, entries), root(entries)
    assert holds(entries[index], index, len(entries), proof, head)
    assert not holds(sha256(entries[index]).digest(), index, len(entries), proof, head)
    assert not holds(entries[index], index, len(entries), [*proof, head], head)
    if len(entries) > 1:
        other = (index + 1) % len(entries)
        assert not holds(entries[index], other, len(entries), proof, head) or entries[index] == entries[other]


@given(hashes)
def test_the_verifier_grows_the_same_tree(entries: list[bytes]) -> None:
    tree = Tree()
    for entry in entries:
        tree.grow(entry)
    assert tree.root() == root(entries)


def test_a_node_is_not_taken_for_a_leaf() -> None:
    pair = [b"a" * 32, b"b" * 32]
    inner = leaf(pair[0]) + leaf(pair[1])
    assert root([inner]) != root(pair)


@given(hashes, st.data())
def test_a_tree_is_proved_to_have_only_grown(entries: list[bytes], data) -> None:  # type: ignore[no-untyped-def]
    first = data.draw(st.integers(1, len(entries)))
    old, new, proof = root(entries[:first]), root(entries), growth(first, entries)
    assert grew(first, old, len(entries), new, proof)
    forged = root([sha256(entries[0]).digest(), *entries[1:]])
    assert not grew(first, old, len(entries), forged, proof)
    assert not grew(first, sha256(old).digest(), len(entries), new, proof)
    if first < len(entries):
        assert not grew(first, old, len(entries), new, proof[:-1])
        assert not grew(first, old, len(entries), new, [*proof, new])


@given(hashes)
def test_roots_at_every_size_in_one_walk(entries: list[bytes]) -> None:
    sizes = range(len(entries) + 1)
    assert roots_at(entries, sizes) == {size: root(entries[:size]) for size in sizes}
