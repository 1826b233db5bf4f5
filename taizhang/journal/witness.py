#!/usr/bin/env python3
"""Keep the county's signed heads as a witness outside the house: 纪委, the city, anybody of another interest.

    witness.py SLIP STATE [--key BASE64]

`SLIP` is what `taizhang journal witness --since N` prints: a signed head and the proof that it only grew from the head
over N entries. `STATE` is this witness's own file: the last head it has seen; it is made at the first slip, for which
`--key` (the county's verifying key, handed over in person) is asked. No entry of the journal is needed or shown.
Needs only Python's standard library and verify.py beside it.

Exit code: 0 seen and kept · 1 bad input · 2 wrong usage · 3 refused: signature, size or growth do not fit; the slip is
kept beside STATE as proof.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from verify import BadInput, Broken, read_head, signature_holds  # type: ignore


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def grew(first, old, size, new, proof):
    """RFC 9162 §2.1.4.2: whether the tree `new` of `size` entries begins with the tree `old` of `first`."""
    if first == size:
        return not proof and old == new
    steps = [old, *proof] if first & (first - 1) == 0 else list(proof)
    if not steps or first > size:
        return False
    at, last = first - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    seen_old = seen_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            seen_old, seen_new = node(step, seen_old), node(step, seen_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            seen_new = node(seen_new, step)
        at, last = at >> 1, last >> 1
    return seen_old == old and seen_new == new and last == 0


def read_slip(path):
    try:
        told = json.loads(Path(path).read_text("utf-8"))
        head = read_head(told["note"].split("\n")[:6])
        return told["note"], head, int(told["since"]), [base64.b64decode(one, validate=True) for one in told["proof"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path}: {error}") from error


def read_state(path, key):
    """What this witness has seen: the county's key, and the last head's size and root."""
    if not Path(path).exists():
        if not key:
            raise BadInput("the first slip needs --key: the county's verifying key")
        return {"key": key, "size": 0, "root": "", "notes": []}
    try:
        state = json.loads(Path(path).read_text("utf-8"))
        if key and key != state["key"]:
            raise Broken("this key is not the one seen at first")
        return state
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{path}: {error}") from error


def decoded(key):
    try:
        return base64.b64decode(key, validate=True)
    except ValueError as error:
        raise BadInput(f"the key is not base64: {error}") from error


def check(state, head, since, proof):
    """Broken unless the head is signed, no smaller than the last one, and has only grown from it."""
    size, root, text, signature = head
    if not signature_holds(decoded(state["key"]), text, signature):
        raise Broken(f"the head over {size} entries is not signed by the county's key")
    if size < state["size"]:
        raise Broken(f"the journal shrank: {state['size']} entries were signed before, now {size}")
    old = base64.b64decode(state["root"])
    if size == state["size"]:
        if root != old:
            raise Broken(f"two different heads over {size} entries")
        return
    if state["size"] and since != state["size"]:
        raise BadInput(f"the slip starts from {since} entries; ask for --since {state['size']}")
    if state["size"] and not grew(since, old, size, root, proof):
        raise Broken(f"no proof that the head over {size} entries grew from the one over {state['size']}")


def main(arguments):
    key = arguments[arguments.index("--key") + 1] if "--key" in arguments[:-1] else ""
    paths = [one for one in arguments if one not in ("--key", key) or not one]
    if len(paths) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        note, head, since, proof = read_slip(paths[0])
        state = read_state(paths[1], key)
        check(state, head, since, proof)
    except BadInput as error:
        print(f"bad input: {error}", file=sys.stderr)
        return 1
    except Broken as error:
        Path(f"{paths[1]}.refused").write_text(Path(paths[0]).read_text("utf-8"), "utf-8")
        print(f"refused: {error}")
        return 3
    state.update(size=head[0], root=base64.b64encode(head[1]).decode(), notes=[*state["notes"], note])
    fresh = Path(f"{paths[1]}.new")
    fresh.write_text(json.dumps(state, ensure_ascii=False, indent=1), "utf-8")
    fresh.replace(paths[1])
    print(f"seen: {head[0]} entries. Next time ask for --since {head[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
