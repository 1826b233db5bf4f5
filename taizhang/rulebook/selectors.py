"""Questions about rule books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from taizhang.documents.labels import TEMPLATE_EMPTY
from taizhang.documents.lists import Column, ListSheet
from taizhang.documents.texts import read_text
from taizhang.documents.write_docx import to_docx
from taizhang.documents.write_template import fill_template
from taizhang.kit.errors import Absent, BadInput
from taizhang.kit.memo import once
from taizhang.people.viewers import Viewer
from taizhang.rulebook import labels
from taizhang.rulebook.books import Content, read_book, shipped
from taizhang.rulebook.models import Book, Layout
from taizhang.rulebook.policy import require_keeper


def book_on(name: str, day: date) -> Content:
    """The book in force on a day: the newest published version, else the one shipped with the program."""
    found = once(("books", day), lambda: _in_force(day)).get(name)
    if found:
        return _read(*found)
    if name in shipped():
        return shipped()[name]
    raise Absent(labels.NO_BOOK, name=name, day=day)


def books_of(kind: str, day: date) -> list[Content]:
    """Every book of a kind in force on a day, by title."""
    names = {*(book.name for book in shipped().values() if book.kind == kind), *_named(kind)}
    in_force = once(("books", day), lambda: _in_force(day))
    found = [book_on(name, day) for name in names if name in in_force or name in shipped()]
    return sorted((book for book in found if book.kind == kind), key=lambda book: book.title)


def _named(kind: str) -> list[str]:
    return list(Book.unscoped.filter(kind=kind, state="published").values_list("name", flat=True).distinct())


def _in_force(day: date) -> dict[str, tuple[str, int]]:
    """Name → (digest, key) of every published book in force on a day; of two, the one that began later."""
    when = Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gt=day))
    found = Book.unscoped.filter(when, state="published").order_by("from_on", "pk")
    return {name: (digest, pk) for name, digest, pk in found.values_list("name", "digest", "pk")}


@lru_cache(maxsize=64)
def _read(digest: str, pk: int) -> Content:
    return read_book(Book.unscoped.get(pk=pk, digest=digest).text)


def terms_on(day: date) -> dict[str, Any]:
    """Categories, sources, colours and terms in force on a day."""
    return book_on("problem-terms", day).body


def lists_on(day: date) -> dict[str, Any]:
    """The lists' titles and columns in force on a day."""
    return book_on("list-columns", day).body


def books_kept() -> QuerySet[Book]:
    """All published versions, newest first."""
    return Book.unscoped.filter(state="published").order_by("name", "-from_on")


@dataclass(frozen=True)
class Tried:
    """A template that has been filled with no row and with two, and may be taken into use."""

    name: str
    content: bytes


Template = Tried | tuple[str, bytes]


@dataclass(frozen=True)
class PaperLayout:
    """A paper that may go out in the county's own template: its title, and key → heading of its rows' columns."""

    title: str
    columns: dict[str, str]


# paper → how it is told to a template (bound by shell/wiring.py: the papers' own apps stand above)
PAPERS: dict[str, PaperLayout] = {}


def layouts_on(day: date) -> dict[str, PaperLayout]:
    """Everything that may go out in a county's own template: the lists of the book in force, and the papers."""
    lists = lists_on(day)["lists"]
    told = {
        name: PaperLayout(one["title"], {column["key"]: column["heading"] for column in one["columns"]})
        for name, one in lists.items()
    }
    return {**told, **PAPERS}


def try_template(list_name: str, file: Template, day: date) -> Tried:
    """Fill a template with no row and with two; BadInput says what it asks that is not there. Slow: never in an act
    that others wait for."""
    if isinstance(file, Tried):
        return file
    layout = layouts_on(day)[list_name]
    columns = [Column(heading, key=key) for key, heading in layout.columns.items()]
    rows = [[f"{one.heading}{at}" for one in columns] for at in (1, 2)]
    fill_template(file[1], file[0], ListSheet(layout.title, columns, []))
    made = fill_template(file[1], file[0], ListSheet(layout.title, columns, rows, ("…",), ("…",), "…"))
    if not any(cell in read_text(made, file[0]) for cell in rows[1]):
        raise BadInput(TEMPLATE_EMPTY, name=file[0])
    return Tried(*file)


def layout_at(list_name: str, moment: datetime) -> Layout | None:
    """The county's own Word template of a list at a moment; None when the list goes out in our layout."""
    found = Layout.unscoped.filter(list_name=list_name, at__lte=moment).order_by("-at", "-pk").first()
    return found if found and found.digest else None


def layouts_kept() -> dict[str, Layout]:
    """List → the template in use, without its content."""
    rows = Layout.unscoped.order_by("at", "pk").defer("content")
    return {one.list_name: one for one in {row.list_name: row for row in rows}.values() if one.digest}


def in_own_layout(list_name: str, moment: datetime, sheet: ListSheet) -> bytes | None:
    """The list or paper in the county's own template; None when none was in use. BadInput when it no longer fits."""
    own = layout_at(list_name, moment)
    return fill_template(bytes(own.content), own.name, sheet) if own else None


def word_file(list_name: str, moment: datetime, sheet: ListSheet) -> bytes:
    """The list as Word: in the county's own template where one was in use, else in ours (GB/T 9704).

    A template that no longer fits (its book lost a column) gives way to our layout, and the file says so.
    """
    try:
        return in_own_layout(list_name, moment, sheet) or to_docx(sheet)
    except BadInput:
        own = layout_at(list_name, moment)
        said = gettext(labels.TEMPLATE_UNFIT).format(name=own.name if own else "")
        return to_docx(replace(sheet, below=(*sheet.below, said)))


Told = tuple[str, dict[str, object]]
# kind of book → what it would change on last year's data, as (label, facts) lines (bound by shell/wiring.py)
TRIALS: dict[str, Callable[[Viewer, Content], list[Told]]] = {}


def trial_of(viewer: Viewer, content: Content) -> list[Told]:
    """What publishing the book would change, tried on what the year before holds. For the keepers of the books."""
    require_keeper(viewer)
    facts: dict[str, object] = {"title": content.title, "version": content.version, "day": content.from_on}
    ask = TRIALS.get(content.kind)
    return [(labels.SHAPE_FINE, facts), *(ask(viewer, content) if ask else [(labels.NO_TRIAL, {})])]


def drafts_kept() -> QuerySet[Book]:
    """Drafts, newest first."""
    return Book.unscoped.filter(state="draft").order_by("-pk")


def draft_called(name: str, version: str) -> str:
    """A draft's text; "" when there is none."""
    return str(drafts_kept().filter(name=name, version=version).values_list("text", flat=True).first() or "")


def duty_book_name(kind: str, field: str) -> str:
    """Which duty book a unit of this kind and field takes its list from."""
    for book in shipped().values():
        if book.kind == "duties" and (kind in book.body["unit_kinds"]) and (field in book.body["fields"]):
            return book.name
    return next(b.name for b in shipped().values() if b.kind == "duties" and kind in b.body["unit_kinds"])
