"""Reading rule books: YAML checked against the JSON Schema of its kind. No database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from taizhang.kit.errors import BadInput
from taizhang.rulebook import labels
from taizhang.rulebook.checks import fault_in

FOLDER = Path(__file__).resolve().parent.parent / "data" / "books"
LIMIT = 1_000_000


@dataclass(frozen=True)
class Content:
    """A book that has been read and checked. `body` is what its kind's schema describes."""

    name: str
    version: str
    kind: str
    title: str
    from_on: date
    to_on: date | None
    body: dict[str, Any]
    digest: str
    text: str


def read_book(text: str) -> Content:
    """The book in `text`; BadInput says where it breaks its schema."""
    if len(text) > LIMIT:
        raise BadInput(labels.UNREADABLE, why=f"{len(text)} > {LIMIT}")
    try:
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise BadInput(labels.UNREADABLE, why=str(error).replace("\n", " ")[:200]) from error
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if kind not in labels.KINDS:
        raise BadInput(labels.NO_KIND, kind=kind, known="、".join(labels.KINDS))
    plain = json.loads(json.dumps(raw, default=str, ensure_ascii=False))
    _check(plain, str(kind))
    fault = fault_in(str(kind), plain["body"])
    if fault is not None:
        raise BadInput(labels.BREAKS_SCHEMA, where=f"body → {fault[0]}", why=f"{labels.CLASH}（{fault[1]}）")
    return _content(plain, text)


def _content(plain: dict[str, Any], text: str) -> Content:
    digest = hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    until = plain.get("in_force_until")
    try:
        start, end = date.fromisoformat(plain["in_force_from"]), date.fromisoformat(until) if until else None
    except ValueError as error:
        raise BadInput(labels.BREAKS_SCHEMA, where="in_force_from", why=str(error)) from error
    return Content(
        plain["book"], str(plain["version"]), plain["kind"], plain["title"], start, end, plain["body"], digest, text
    )


def _check(plain: dict[str, Any], kind: str) -> None:
    error = next(iter(sorted(_validator(kind).iter_errors(plain), key=lambda one: list(map(str, one.path)))), None)
    if error is not None:
        where = " → ".join(map(str, error.absolute_path)) or "book"
        why = labels.BAD_SHAPE.get(str(error.validator), labels.SHAPE_ELSE)
        raise BadInput(labels.BREAKS_SCHEMA, where=where, why=f"{why}（{error.message[:160]}）")


@cache
def _validator(kind: str) -> Draft202012Validator:
    frame = json.loads((FOLDER / "schemas" / "book.json").read_text("utf-8"))
    frame["properties"]["body"] = json.loads((FOLDER / "schemas" / f"{kind}.json").read_text("utf-8"))
    return Draft202012Validator(frame)


@cache
def shipped() -> dict[str, Content]:
    """The books in the package, by name."""
    books = [read_book(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    return {book.name: book for book in books}
