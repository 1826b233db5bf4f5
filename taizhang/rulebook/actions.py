"""Acts on rule books."""

from __future__ import annotations

import hashlib
from datetime import datetime

from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.orgs.selectors import root_unit
from taizhang.people.viewers import Viewer
from taizhang.rulebook import labels
from taizhang.rulebook.books import Content, read_book, shipped
from taizhang.rulebook.models import Book, Layout
from taizhang.rulebook.policy import require_keeper
from taizhang.rulebook.selectors import Template, Tried, layouts_on, try_template


@act
def publish_book(*, actor: Viewer, at: datetime, text: str) -> dict[str, str]:
    """Check and publish a book; from then on it is frozen. Returns {"book", "version", "digest"}."""
    require_keeper(actor)
    content = read_book(text)
    _check_kind(content)
    _check_frozen(content)
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
    require_keeper(actor)
    content = read_book(text)
    _check_frozen(content)
    return _keep(content, "draft", "book.drafted", actor, at)


@act
def publish_layout(*, actor: Viewer, at: datetime, list_name: str, file: Template | None = None) -> str:
    """From now on a list goes out in the county's own .docx template; without a file, in our layout again.

    Returns its digest. A template that has not been tried yet is tried here; screens try it before the act.
    """
    require_keeper(actor)
    if list_name not in layouts_on(day_of(at)):
        raise BadInput(labels.NO_SUCH_LIST, name=list_name)
    tried = try_template(list_name, file, day_of(at)) if file else Tried("", b"")
    digest = hashlib.sha256(tried.content).hexdigest() if tried.content else ""
    Layout.unscoped.create(list_name=list_name, at=at, name=tried.name[-120:], digest=digest, content=tried.content)
    _tell("layout.published", actor, at, list_name, {"digest": digest})
    return digest


def _check_frozen(content: Content) -> None:
    """A version that is out, or that came with the system, says the same for ever."""
    kept = Book.unscoped.select_for_update().filter(name=content.name, version=content.version).first()
    came = shipped().get(content.name)
    if (kept and kept.state == "published") or (came and came.version == content.version != ""):
        raise Refused(labels.FROZEN, name=content.title, version=content.version)


def _check_kind(content: Content) -> None:
    """A name bears one kind of book for ever: whoever asks for it finds what it expects."""
    kinds = set(Book.unscoped.filter(name=content.name, state="published").values_list("kind", flat=True))
    known = kinds | ({shipped()[content.name].kind} if content.name in shipped() else set())
    if known - {content.kind}:
        raise Refused(labels.OTHER_KIND, name=content.name, kind=labels.KINDS[min(known - {content.kind})])


def _check_day(content: Content) -> None:
    same = Book.unscoped.filter(name=content.name, state="published", from_on=content.from_on).first()
    if same:
        raise Refused(labels.SAME_DAY, name=content.title, day=content.from_on, version=same.version)
