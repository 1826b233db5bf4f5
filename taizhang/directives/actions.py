"""Acts on documents: import one, and turn its clauses into tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from taizhang.directives import labels, rules
from taizhang.directives.models import Clause, ClauseTask, Document
from taizhang.directives.selectors import document_for
from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger.actions.raising import issue_tasks
from taizhang.ledger.rules import check_new_due
from taizhang.ledger.selectors import items_for
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer

LIMIT, CLAUSES = 300_000, 3_000


@act
def import_document(
    *,
    actor: Viewer,
    at: datetime,
    text: str,
    title: str = "",
    speaker: str = "",
    post: str = "",
    given_on: date | None = None,
) -> str:
    """Keep a speech or document with its clauses. Returns its code."""
    if not actor.acts or not actor.relations or not actor.unit_id:
        raise NotAllowed(labels.NOT_OFFICE)
    if not text.strip():
        raise BadInput(labels.EMPTY)
    if len(text) > LIMIT:
        raise BadInput(labels.TOO_LONG, count=len(text), limit=LIMIT)
    clauses = rules.decompose(text)
    if sum(1 for top in clauses for _one in top.walk()) > CLAUSES:
        raise BadInput(labels.TOO_MANY_CLAUSES, limit=CLAUSES)
    digest = hashlib.sha256(text.encode()).hexdigest()
    twin = Document.unscoped.filter(digest=digest, unit_id=actor.unit_id).first()
    if twin:
        raise Refused(labels.TWICE, title=twin.title)
    unit = Unit.unscoped.get(pk=actor.unit_id)
    document = Document.unscoped.create(
        code=make_code(),
        title=title.strip() or _first_line(text),
        speaker=speaker,
        post=post,
        given_on=given_on,
        unit=unit,
        text=text,
        digest=digest,
        at=at,
    )
    count = _keep(document, clauses, None, 0, 0)
    record(
        "document.imported",
        actor=actor,
        at=at,
        subject=document.code,
        unit=unit.code,
        path=unit.path,
        facts={"count": count, "sha256": digest, "title": document.title},
    )
    return document.code


def _first_line(text: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip())[:60]


def _keep(document: Document, clauses: Sequence[rules.Clause], parent: Clause | None, ordinal: int, depth: int) -> int:
    for clause in clauses:
        ordinal += 1
        row = Clause.unscoped.create(
            document=document,
            code=make_code(),
            ordinal=ordinal,
            depth=depth,
            parent=parent,
            number=clause.number,
            kind=clause.kind,
            title=clause.title,
            start=clause.start,
            end=clause.end,
            lead_end=clause.lead_end,
            deadline_words=clause.deadline_words,
            holders=clause.holders,
            gaps=clause.gaps,
        )
        ordinal = _keep(document, clause.children, row, ordinal, depth + 1)
    return ordinal


@act
def issue_clauses(
    *,
    actor: Viewer,
    at: datetime,
    document: str,
    clauses: Sequence[str],
    title: str,
    units: Sequence[str],
    helping: Sequence[str] = (),
    due_on: date | None = None,
    deliverable: str = "",
    leader: str = "",
    split: bool = False,
) -> list[str]:
    """Issue a task for one clause or several merged ones to each of the units; `split`: one task a line of `title`.

    Returns the tasks' numbers. Every task keeps the clauses' sentence.
    """
    kept = document_for(actor, document)
    chosen = list(Clause.unscoped.filter(document=kept, code__in=clauses))
    if not chosen:
        raise BadInput(labels.NO_CLAUSE)
    check_new_due(due_on, day_of(at))
    sentence = "\n".join(kept.text[clause.start : clause.lead_end].strip() for clause in chosen)
    titles = [line.strip() for line in title.splitlines() if line.strip()] if split else [title]
    given: dict[str, Any] = {"units": units, "due_on": due_on, "deliverable": deliverable, "helping": helping}
    given |= {"leader": leader, "clause": chosen[0].code, "source_sentence": sentence}
    made = [code for one in titles or [title] for code in issue_tasks(actor=actor, at=at, title=one, **given)]
    ClauseTask.unscoped.bulk_create(ClauseTask(clause=clause, item=code) for clause in chosen for code in made)
    record(
        "clauses.issued",
        actor=actor,
        at=at,
        subject=kept.code,
        unit=kept.unit.code,
        path=kept.unit.path,
        facts={"count": len(made), "clauses": [clause.code for clause in chosen], "items": made},
    )
    return made


@act
def link_clauses(
    *, actor: Viewer, at: datetime, document: str, clauses: Sequence[str], items: Sequence[str]
) -> list[str]:
    """Say that clauses are carried out by tasks already issued (by a meeting's closing, by hand): nothing twice.

    Returns the tasks' numbers; those linked before stay linked.
    """
    kept = document_for(actor, document)
    if not actor.acts or not actor.relations or actor.unit_id != kept.unit_id:
        raise NotAllowed(labels.NOT_OWN_DOCUMENT, unit=kept.unit.label)
    chosen = list(Clause.unscoped.filter(document=kept, code__in=clauses))
    if not chosen:
        raise BadInput(labels.NO_CLAUSE)
    wanted = list(dict.fromkeys(items))
    known = set(items_for(actor).filter(kind="task", code__in=wanted).values_list("code", flat=True))
    missing = [code for code in wanted if code not in known]
    if missing or not wanted:
        raise BadInput(labels.NO_SUCH_TASKS, codes="、".join(missing[:5]) or "—")
    made = [ClauseTask(clause=clause, item=code) for clause in chosen for code in wanted]
    ClauseTask.unscoped.bulk_create(made, ignore_conflicts=True)
    record(
        "clauses.linked",
        actor=actor,
        at=at,
        subject=kept.code,
        unit=kept.unit.code,
        path=kept.unit.path,
        facts={"count": len(wanted), "clauses": [clause.code for clause in chosen], "items": wanted},
    )
    return wanted
