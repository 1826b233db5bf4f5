"""What the record and its books say, by REST: journal, rule books, accounts, the tables of moves."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest

from taizhang.api import labels
from taizhang.api.views.frame import api
from taizhang.api.views.reading import FILING, PAGE, Plain, owner
from taizhang.filing.states import FILING_MOVES
from taizhang.journal.selectors import bare_lines, line_for, lines_for, proof_of
from taizhang.kit.errors import Absent
from taizhang.kit.pages import paged
from taizhang.ledger.states import TABLES
from taizhang.people.selectors import accounts_all
from taizhang.rulebook.books import shipped
from taizhang.rulebook.selectors import book_on, books_kept, drafts_kept


@api.get("/journal", response=list[Plain], url_name="api-journal", tags=["journal"])
def journal(request: HttpRequest, before: int = 0, subject: str = "") -> list[Plain]:
    """Entries in reach, newest first; the audit administrator sees kinds and hashes of all, and no content."""
    viewer = owner(request, *FILING, "administer:audit_admin")
    start = before if 0 < before < 2**63 else 0
    found = bare_lines(start) if viewer.role == "audit_admin" else lines_for(viewer.reaches, start, subject)
    hidden = {"sentence": "", "subject": "", "actor": ""} if viewer.role == "audit_admin" else {}
    return [{**asdict(line), **hidden} for line in found]


@api.get("/journal/{seq}", response=Plain, url_name="api-proof", tags=["journal"])
def proof(request: HttpRequest, seq: int) -> Plain:
    """One entry with its inclusion proof and the signed head."""
    viewer = owner(request, *FILING)
    line = line_for(viewer.reaches, seq) if 0 < seq < 2**63 else None
    if line is None:
        raise Absent(labels.NOTHING_HERE)
    return {**asdict(line), "proof": proof_of(seq)}


@api.get("/books", response=list[Plain], url_name="api-books", tags=["books"])
def books(request: HttpRequest) -> list[Plain]:
    """Rule books: shipped, published, drafts."""
    owner(request, "oversee", "administer:system_admin")
    names = ("name", "version", "kind", "title", "from_on", "digest")
    rows = [*shipped().values(), *books_kept(), *drafts_kept()]
    return [{**{name: getattr(one, name) for name in names}, "state": getattr(one, "state", "shipped")} for one in rows]


@api.get("/books/{name}", response=Plain, url_name="api-book", tags=["books"])
def book(request: HttpRequest, name: str) -> Plain:
    """One book as it is in force today."""
    viewer = owner(request, "administer:system_admin", "oversee", "handle", "overview")
    found = book_on(name, viewer.today)
    return {
        "name": found.name,
        "version": found.version,
        "title": found.title,
        "digest": found.digest,
        "body": found.body,
    }


@api.get("/accounts", response=Plain, url_name="api-accounts", tags=["people"])
def accounts(request: HttpRequest, text: str = "", after: str = "") -> Plain:
    """Accounts and their roles by user name, for the two administrators who keep them."""
    owner(request, "administer:system_admin", "administer:security_admin")
    page = paged(accounts_all(text), "username", after, PAGE)
    told = [
        {
            "username": one.username,
            "name": one.person.name,
            "active": one.is_active,
            "roles": [{"role": held.role, "unit": held.unit.label, "to_on": held.to_on} for held in one.grants.all()],
        }
        for one in page.rows
    ]
    return {"accounts": told, "next": page.next}


@api.get("/moves", response=Plain, url_name="api-moves", tags=["moves"])
def moves(request: HttpRequest) -> Plain:
    """Who may do what, from which state to which: the tables of moves themselves."""
    owner(request)
    return {table.name: [asdict(move) for move in table.moves] for table in (*TABLES.values(), FILING_MOVES)}
