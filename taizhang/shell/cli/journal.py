"""Commands on the journal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from taizhang.journal.heads import checked_hashes, note, public_key, sign_head
from taizhang.journal.selectors import export_lines, heads_all, newest_head
from taizhang.kit.clock import now
from taizhang.kit.errors import Refused
from taizhang.shell.cli import DONE, UNVERIFIED, say, say_error


def journal(asked: argparse.Namespace) -> int:
    """`journal verify|head|export`."""
    return {"verify": _verify, "head": _head, "export": _export}[asked.what](asked)


def _verify(asked: argparse.Namespace) -> int:
    """Recompute every hash from the stored bytes, and every signed head over them."""
    from taizhang.journal.chain import root
    from taizhang.journal.heads import head_holds

    try:
        hashes = list(checked_hashes())
        for head in heads_all():
            head_holds(head, root(hashes[: head.size]), len(hashes))
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
