"""Commands on the journal."""

from __future__ import annotations

import argparse
import base64
import json
import sys
from pathlib import Path

from taizhang.journal.chain import growth, roots_at
from taizhang.journal.heads import checked_hashes, head_holds, note, public_key, sign_head
from taizhang.journal.selectors import export_lines, heads_all, newest_head
from taizhang.kit.clock import now
from taizhang.kit.errors import Refused
from taizhang.shell.cli import DONE, REFUSED, UNVERIFIED, say, say_error


def journal(asked: argparse.Namespace) -> int:
    """`journal verify|head|export|witness`."""
    return {"verify": _verify, "head": _head, "export": _export, "witness": _witness}[asked.what](asked)


def _verify(asked: argparse.Namespace) -> int:
    """Recompute every hash from the stored bytes, and every signed head over them."""
    try:
        hashes = list(checked_hashes())
        heads = heads_all()
        roots = roots_at(hashes, {head.size for head in heads})
        for head in heads:
            head_holds(head, roots.get(head.size, b""), len(hashes))
    except Refused as error:
        say(asked, {"whole": False, "message": str(error)}, "")
        say_error(str(error))
        return UNVERIFIED
    newest = newest_head()
    newer = len(hashes) - (newest.size if newest else 0)
    say(
        asked,
        {"whole": True, "entries": len(hashes), "newer_than_last_head": newer},
        f"流水完整：共{len(hashes)}条，其中{newer}条在最近一次签发流水头之后。",
    )
    return DONE


def _head(asked: argparse.Namespace) -> int:
    head = sign_head(now())
    if head is None:
        say(asked, {"head": None}, "流水还是空的，没有可签发的。")
        return DONE
    say(
        asked,
        {"size": head.size, "text": head.text, "signature": head.signature, "key": public_key(), "note": note(head)},
        note(head),
    )
    return DONE


def _witness(asked: argparse.Namespace) -> int:
    """A slip for a witness outside: a fresh head and the proof that it only grew from the one over --since entries."""
    head = sign_head(now())
    hashes = list(checked_hashes())[: head.size if head else 0]
    if head is None or not 0 <= asked.since <= head.size:
        say_error(WITNESS_BEYOND.format(since=asked.since, size=head.size if head else 0))
        return REFUSED
    proof = [base64.b64encode(one).decode() for one in growth(asked.since, hashes)]
    slip = json.dumps({"note": note(head), "key": public_key(), "since": asked.since, "proof": proof}, indent=1)
    if asked.output == "-":
        sys.stdout.write(slip + "\n")
    else:
        Path(asked.output).write_text(slip + "\n", "utf-8")
    return DONE


WITNESS_BEYOND = "见证人见过的条数（--since {since}）不在流水已签发的{size}条之内。请核对见证人上次报的数。"


def _export(asked: argparse.Namespace) -> int:
    """Entries as JSON lines; with -o FILE also FILE.heads (signed heads) and FILE.key (the verifying key)."""
    if asked.output == "-":
        for line in export_lines():
            sys.stdout.write(line + "\n")
        return DONE
    count = 0
    with open(asked.output, "w", encoding="utf-8") as out:
        for line in export_lines():
            out.write(line + "\n")
            count += 1
    Path(asked.output + ".heads").write_text("\n".join(note(head) for head in heads_all()), "utf-8")
    Path(asked.output + ".key").write_text(public_key() + "\n", "utf-8")
    say(asked, {"entries": count, "file": asked.output}, f"已导出{count}条到 {asked.output}")
    return DONE
