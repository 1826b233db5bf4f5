"""Acts on rule books."""

from __future__ import annotations

from datetime import datetime

from taizhang.journal.acts import act, record
from taizhang.kit.errors import NotAllowed, Refused
from taizhang.orgs.selectors import root_unit
from taizhang.people.viewers import Viewer
from taizhang.rulebook import labels
from taizhang.rulebook.books import Content, read_book
from taizhang.rulebook.models import Book


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
    Book.unscoped.update_or_create(
        name=content.name,
        version=content.version,
        defaults={
            "kind": content.kind,
            "title": content.title,
            "state": "published",
            "from_on": content.from_on,
            "to_on": content.to_on,
            "digest": content.digest,
            "text": content.text,
        },
    )
    root = root_unit()
    record(
        "book.published",
        actor=actor,
        at=at,
        subject=content.name,
        unit=root.code if root else "",
        path=root.path if root else "",
        facts={"version": content.version, "digest": content.digest},
    )
    return {"book": content.name, "version": content.version, "digest": content.digest}


def _check_day(content: Content) -> None:
    same = Book.unscoped.filter(name=content.name, state="published", from_on=content.from_on).first()
    if same:
        raise Refused(labels.SAME_DAY, name=content.title, day=content.from_on, version=same.version)
