"""Plain text out of .txt and .docx, Word's automatic numbers put into the text."""

from __future__ import annotations

import subprocess
from pathlib import Path

from taizhang.documents import labels
from taizhang.documents.grids import LIMIT, check_zip, decode
from taizhang.kit.children import run_child
from taizhang.kit.errors import BadInput

CHILD = Path(__file__).with_name("childword.py")


def read_text(content: bytes, name: str) -> str:
    """The text of a .txt (UTF-8, UTF-16, GB18030) or .docx file, every character kept."""
    suffix = Path(name).suffix.lower()
    if len(content) > LIMIT:
        raise BadInput(labels.TOO_BIG, size=len(content) // 1024**2, limit=LIMIT // 1024**2)
    if suffix in (".doc", ".wps"):
        raise BadInput(labels.OLD_FORMAT)
    if suffix == ".docx":
        check_zip(content, name, labels.NOT_TEXT)
        return _docx(content, name)
    if suffix not in (".txt", ".md", ""):
        raise BadInput(labels.NOT_TEXT, name=name)
    text = decode(content, name, labels.NOT_TEXT)
    if not text.strip():
        raise BadInput(labels.EMPTY, name=name)
    return text


def _docx(content: bytes, name: str) -> str:
    try:
        done = run_child(CHILD, content, 60)
    except subprocess.TimeoutExpired as error:
        raise BadInput(labels.TOO_HEAVY, name=name) from error
    if done.returncode:
        raise BadInput(labels.TOO_HEAVY if done.returncode < 0 else labels.NOT_TEXT, name=name)
    text = done.stdout.decode()
    if not text.strip():
        raise BadInput(labels.EMPTY, name=name)
    return text
