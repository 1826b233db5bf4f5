"""Acts on rule books."""

from __future__ import annotations

import hashlib
from datetime import datetime

from taizhang.documents.lists import Column, ListSheet
from taizhang.documents.write_template import fill_template
from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.orgs.selectors import root_unit
from taizhang.people.viewers import Viewer
from taizhang.rulebook import labels
from taizhang.rulebook.books import Content, read_book
from taizhang.rulebook.models import Book, Layout
from taizhang.rulebook.selectors import lists_on


@act
def publish_book(*, actor: Viewer, at: datetime, text: str) -> dict[str, str]:
    """Check and publish a book; from then on it is frozen. Returns {"book", "version", "digest"}."""
    if not actor.keeps_tree:
        raise NotAllowed(labels.NOT_KEEPER)
    content = read_book(text)
    kept = Book.unscoped.filter(name=content.name, version=content.version).first()
    if kept and kept.state == "published":
        raise Refused(labels.FROZEN, name=content.title, version=content.version)
    _check_day(content)
    return _keep(content, "published", "book.published", actor, at)


def _keep(content: Content, state: str, kind: str, actor: Viewer, at: datetime) -> dict[str, str]:
    Book.unscoped.update_or_create(
        name=content.name,
        version=content.version,
        defaults={
            "kind": content.kind,
            "title": content.title,
            "state": state,
            "from_on": content.from_on,
            "to_on": content.to_on,
            "digest": content.digest,
            "text": content.text,
        },
    )
    _tell(kind, actor, at, content.name, {"version": content.version, "digest": content.digest})
    return {"book": content.name, "version": content.version, "digest": content.digest}


def _tell(kind: str, actor: Viewer, at: datetime, subject: str, facts: dict[str, str]) -> None:
    root = root_unit()
    unit, path = (root.code, root.path) if root else ("", "")
    record(kind, actor=actor, at=at, subject=subject, unit=unit, path=path, facts=facts)


@act
def draft_book(*, actor: Viewer, at: datetime, text: str) -> dict[str, str]:
    """Keep a book as a draft, over an older draft of that version. Returns {"book", "version", "digest"}."""
    if not actor.keeps_tree:
        raise NotAllowed(labels.NOT_KEEPER)
    content = read_book(text)
    if Book.unscoped.filter(name=content.name, version=content.version, state="published").exists():
        raise Refused(labels.FROZEN, name=content.title, version=content.version)
    return _keep(content, "draft", "book.drafted", actor, at)


@act
def publish_layout(*, actor: Viewer, at: datetime, list_name: str, file: tuple[str, bytes] | None = None) -> str:
    """From today a list goes out in the county's own .docx template; without a file, in our layout again.

    The template is tried on an empty and a full row first. Returns its digest.
    """
    if not actor.keeps_tree:
        raise NotAllowed(labels.NOT_KEEPER)
    layout = lists_on(day_of(at))["lists"].get(list_name)
    if layout is None:
        raise BadInput(labels.NO_SUCH_LIST, name=list_name)
    name, content = file or ("", b"")
    if file:
        columns = [Column(one["heading"], key=one["key"]) for one in layout["columns"]]
        rows = [[f"{one.heading}{at}" for one in columns] for at in (1, 2)]
        fill_template(content, name, ListSheet(layout["title"], columns, rows, ("…",), ("…",), "…"))
    digest = hashlib.sha256(content).hexdigest() if content else ""
    told = {"name": name[-120:], "digest": digest, "content": content}
    Layout.unscoped.update_or_create(list_name=list_name, from_on=day_of(at), defaults=told)
    _tell("layout.published", actor, at, list_name, {"digest": digest})
    return digest


def _check_day(content: Content) -> None:
    same = Book.unscoped.filter(name=content.name, state="published", from_on=content.from_on).first()
    if same:
        raise Refused(labels.SAME_DAY, name=content.title, day=content.from_on, version=same.version)
