#!/usr/bin/env python3
"""Check a Taizhang journal with nothing but Python's standard library.

    verify.py export.jsonl [heads.txt] [--key BASE64] [--item SUBJECT]

`export.jsonl` holds one entry a line: seq, prev, hash (hex), alg, body (base64 of the bytes as hashed).
`heads.txt` holds signed heads as they are printed: origin, size, root, time, a blank line, the signature line.
`--key` is the county's verifying key (32 bytes in base64); without it signatures are not checked, and we say so.

Exit code: 0 whole · 1 bad input · 2 wrong usage · 3 broken (the entry or head is named).
"""

import base64
import json
import sys
from binascii import a2b_base64
from functools import partial
from hashlib import sha256, sha512

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

parsed = json.JSONDecoder().raw_decode
if sys.version_info >= (3, 11):  # noqa: UP036 - an outsider may check with an older Python
    decoded = partial(a2b_base64, strict_mode=True)
else:  # the same, slower
    decoded = partial(base64.b64decode, validate=True)


class BadInput(Exception):
    """The files cannot be read as an export and its heads."""


class Broken(Exception):
    """The journal is not what it was."""


# --- Ed25519, RFC 8032 -------------------------------------------------------------------------------------


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def add(one, two):
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor, point):
    total = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def same(one, two):
    return not ((one[0] * two[2] - two[0] * one[2]) % P or (one[1] * two[2] - two[1] * one[2]) % P)


def decompress(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def signature_holds(key, text, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = decompress(key), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(sha512(signature[:32] + key + text).digest(), "little") % L
    return same(times(s, BASE), add(r, times(h, a)))


# --- the chain and its tree --------------------------------------------------------------------------------


def entry_hash(seq, previous, body):
    return sha256(b"TZ1" + seq.to_bytes(8, "big") + previous + sha256(body).digest()).digest()


class Tree:
    """The RFC 9162 tree, grown entry by entry: it keeps only the roots of its full subtrees."""

    def __init__(self):
        self.size, self.full = 0, []

    def grow(self, data):
        made, size = sha256(b"\x00" + data).digest(), self.size
        while size & 1:
            made, size = sha256(b"\x01" + self.full.pop() + made).digest(), size >> 1
        self.full.append(made)
        self.size += 1

    def root(self):
        if not self.full:
            return sha256(b"").digest()
        made = self.full[-1]
        for left in reversed(self.full[:-1]):
            made = sha256(b"\x01" + left + made).digest()
        return made


def read_entries(path):
    try:
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield read_entry(line, number)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from error


def read_entry(line, number):
    try:
        row, end = parsed(line)
        if line[end:].strip():
            raise ValueError("more than one entry")
        seq, prev, kept = row["seq"], bytes.fromhex(row["prev"]), bytes.fromhex(row["hash"])
        body = decoded(row["body"])
        alg = row["alg"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"line {number} is not an entry: {error}") from error
    if type(seq) is not int or not 0 < seq < 2**63:
        raise BadInput(f"line {number} has no sequence number")
    return seq, prev, kept, alg, body


def read_heads(path):
    try:
        with open(path, encoding="utf-8") as file:
            lines = [line.rstrip("\n") for line in file]
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from error
    heads, at = [], 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        heads.append(read_head(lines[at : at + 6]))
        at += 6
    return heads


def read_head(lines):
    try:
        _origin, size, root, _time, blank, signed = lines
        dash, _key, signature = signed.split(" ")
        if blank or dash != "—" or int(size) < 0:
            raise ValueError("not the shape of a head")
        text = "\n".join(lines[:4]) + "\n"
        return int(size), base64.b64decode(root, validate=True), text.encode(), base64.b64decode(signature)
    except ValueError as error:
        raise BadInput(f"heads: {lines[:2]} cannot be read: {error}") from error


def check(entries, heads, key, item):
    """Walk the chain; returns (entries seen, size of the newest head that fits, entries of the item)."""
    for size, _root, text, signature in heads:
        if key and not signature_holds(key, text, signature):
            raise Broken(f"the head over {size} entries is not signed by this key")
    roots = {}
    for size, root, _text, _signature in heads:
        if roots.setdefault(size, root) != root:
            raise Broken(f"two different heads over {size} entries")
    tree, previous, found = Tree(), bytes(32), []
    for seq, prev, kept, alg, body in entries:
        expected = tree.size + 1
        if seq != expected or prev != previous or alg != "sha256" or entry_hash(seq, previous, body) != kept:
            raise Broken(f"broken at entry {expected}")
        previous = kept
        tree.grow(kept)
        if tree.size in roots and roots.pop(tree.size) != tree.root():
            raise Broken(f"broken at or before entry {tree.size}: the signed head there says otherwise")
        if item and subject_of(body) == item:
            found.append(seq)
    roots.pop(0, None)
    if roots:
        raise Broken(
            f"broken at entry {tree.size + 1}: a signed head covers {max(roots)} entries, here are {tree.size}"
        )
    return tree.size, max((size for size, *_rest in heads), default=0), found


def subject_of(body):
    try:
        return json.loads(body).get("subject")
    except (ValueError, AttributeError):
        return None


def parse(arguments):
    paths, options, at = [], {"--key": "", "--item": ""}, 0
    while at < len(arguments):
        if arguments[at] in options:
            options[arguments[at]] = arguments[at + 1]
            at += 2
        else:
            paths.append(arguments[at])
            at += 1
    if not 1 <= len(paths) <= 2 or any(path.startswith("--") for path in paths):
        raise IndexError
    return paths, base64.b64decode(options["--key"], validate=True), options["--item"]


def main(arguments):
    try:
        paths, key, item = parse(arguments)
    except (IndexError, ValueError):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        heads = read_heads(paths[1]) if len(paths) == 2 else []
        size, covered, found = check(read_entries(paths[0]), heads, key, item)
    except BadInput as error:
        print(f"bad input: {error}", file=sys.stderr)
        return 1
    except Broken as error:
        print(error)
        return 3
    newer = f"{size - covered} newer than the last head" if heads else "no heads given: its end may be missing"
    print(f"whole: {size} entries, {newer}")
    if heads and not key:
        print("signatures were not checked: no --key was given")
    if item:
        print(f"{item}: entries {', '.join(map(str, found)) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
