"""Lists poured into an office's own .docx template. The template is code from outside: it runs sandboxed, in a child.

What a template may name: `title`; `above`, `below` (lines); `headings`; `rows`, each with the list's column keys
(`row.title`, `row.unit`, …) and `cells`; `qr`. A table row repeats with `{%tr for row in rows %}` … `{%tr endfor %}`.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path

from taizhang.documents import labels
from taizhang.documents.grids import LIMIT, check_zip
from taizhang.documents.lists import ListSheet
from taizhang.kit.children import run_child
from taizhang.kit.errors import BadInput

CHILD = Path(__file__).with_name("childtemplate.py")
SECONDS = 90


def fill_template(template: bytes, name: str, sheet: ListSheet) -> bytes:
    """The list as a Word file in the template's layout; BadInput says what the template asks that is not there."""
    if len(template) > LIMIT:
        raise BadInput(labels.TOO_BIG, size=len(template) // 1024**2, limit=LIMIT // 1024**2)
    if not name.lower().endswith(".docx"):
        raise BadInput(labels.TEMPLATE_NO_DOCX, name=name)
    check_zip(template, name)
    _check_links(template, name)
    try:
        done = run_child(CHILD, _told(sheet) + b"\n" + template, SECONDS)
    except subprocess.TimeoutExpired as error:
        raise BadInput(labels.TOO_HEAVY, name=name) from error
    if done.returncode < 0:
        raise BadInput(labels.TOO_HEAVY, name=name)
    if done.returncode:
        raise BadInput(labels.TEMPLATE_FAULT, name=name, why=done.stderr.decode("utf-8", "replace")[-300:])
    return done.stdout


def _check_links(template: bytes, name: str) -> None:
    """Refuse what would make a reader's Word fetch or run something: outside relations, chunks, macros."""
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        if any("vbaProject" in member for member in archive.namelist()):
            raise BadInput(labels.TEMPLATE_REACHES_OUT, name=name)
        for member in archive.namelist():
            if member.endswith(".rels"):
                for tag in re.findall(rb"<Relationship\b[^>]*>", archive.read(member)):
                    outside = b"External" in tag and b"/hyperlink" not in tag
                    if outside or b"/aFChunk" in tag or b"oleObject" in tag:
                        raise BadInput(labels.TEMPLATE_REACHES_OUT, name=name)


def _told(sheet: ListSheet) -> bytes:
    rows = [
        {"cells": texts, **{column.key: text for column, text in zip(sheet.columns, texts, strict=True) if column.key}}
        for texts in sheet.rows
    ]
    told = {
        "title": sheet.title,
        "above": list(sheet.above),
        "below": list(sheet.below),
        "headings": [column.heading for column in sheet.columns],
        "rows": rows,
        "qr": sheet.qr,
    }
    return json.dumps(told, ensure_ascii=False).encode()
