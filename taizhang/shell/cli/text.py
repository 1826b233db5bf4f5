"""`decompose`: a document taken apart, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from taizhang.directives.rules import Clause, decompose, plain
from taizhang.directives.wording import find_doubts
from taizhang.documents.texts import read_text


def decompose_file(asked: argparse.Namespace) -> int:
    """Print the clauses as JSON, or as an indented outline."""
    text = read_text(Path(asked.file).read_bytes(), Path(asked.file).name)
    clauses = decompose(text)
    if asked.json:
        doubts = [{"start": d.start, "end": d.end, "written": d.written, "meant": d.meant} for d in find_doubts(text)]
        answer = {"clauses": plain(text, clauses), "doubts": doubts}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    else:
        _outline(text, clauses, 0)
    return 0


def _outline(text: str, clauses: Sequence[Clause], depth: int) -> None:
    for clause in clauses:
        words = clause.title or text[clause.start : clause.lead_end].strip()[:40]
        marks = "、".join([*clause.deadline_words, *clause.holders])
        sys.stdout.write(f"{'  ' * depth}{clause.number}{words}{f'  〔{marks}〕' if marks else ''}\n")
        _outline(text, clause.children, depth + 1)
