"""A problem that is said again stands once: found open, reopened under its number, or raised anew."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from taizhang.evidence.preparing import Files
from taizhang.journal.acts import attempt
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Refused
from taizhang.ledger.actions.bulk import SINGLE
from taizhang.ledger.actions.core import complete, keep_files
from taizhang.ledger.actions.making import put_problem
from taizhang.ledger.models import Item
from taizhang.ledger.rules import fingerprint
from taizhang.ledger.selectors import twins_of
from taizhang.ledger.states import OPEN, PROBLEM_MOVES
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer


def twin_of(home: Unit, title: str, kind: str = "problem") -> Item | None:
    """The same words about the same unit on the ledger; of one that was merged, the common cause it stands under."""
    mark = fingerprint(home.code, title)
    twin = twins_of([mark], kind).get(mark)
    return twin.parent if twin is not None and twin.state == "merged" and twin.parent is not None else twin


def stand_problem(
    actor: Viewer,
    at: datetime,
    home: Unit,
    raiser: Unit,
    title: str,
    *,
    again: str,
    reopen_note: str,
    reopen_due: date | None,
    **told: Any,
) -> tuple[Item, str]:
    """Inside an act: the item, and how it came to stand: "made", "linked" (open already) or "reopened".

    `again`: a label with {text} and {code}, the words of a new problem whose closed twin is not the actor's to reopen.
    """
    twin = twin_of(home, title)
    if twin is not None and twin.state in OPEN:
        return _with_files(twin, actor, at, told.get("files", ())), "linked"
    if twin is not None and _reopened(twin, actor, at, reopen_note, reopen_due):
        return _with_files(twin, actor, at, told.get("files", ())), "reopened"
    words = again.format(text=title, code=twin.code) if twin is not None else title
    return Item.unscoped.get(code=put_problem(actor, at, home, raiser, words, **told)), "made"


def _with_files(twin: Item, actor: Viewer, at: datetime, files: Files) -> Item:
    """The item as it stands now, what was brought kept beside it."""
    item = Item.unscoped.select_for_update(of=("self",)).select_related("unit").get(pk=twin.pk)
    if keep_files(item, actor, at, files):
        item.save(update_fields=["proof_count"])
    return item


def _reopened(twin: Item, actor: Viewer, at: datetime, note: str, due_on: date | None) -> bool:
    """A closed problem lives on under its number, where the actor is the one to reopen it."""
    try:
        with attempt():
            SINGLE["reopen_problem"](actor=actor, at=at, code=twin.code, note=note, due_on=due_on)
    except Refused:
        return False
    return True


def stand_recheck(
    actor: Viewer, at: datetime, code: str, *, held: bool, note: str, due_on: date, files: Files = ()
) -> str:
    """Inside an act of a revisit, whose caller decides who may: what was seen goes beside the closure, or the old
    number lives again. Returns "held", "reopened"; "linked" or "held_open" when it was open again already.
    """
    item = Item.unscoped.select_for_update(of=("self",)).select_related("unit", "accepting", "raised_by").get(code=code)
    evidence = keep_files(item, actor, at, files)
    if item.state in OPEN:
        item.save(update_fields=["proof_count"])
        return "held_open" if held else "linked"
    if held:
        facts = {"revisit": f"{day_of(at).isoformat()} {note}"}
        move = PROBLEM_MOVES.take("revisit_problem", item.state)
        complete(item, move, actor, at, note=note, evidence=evidence, facts=facts)
        return "held"
    move = PROBLEM_MOVES.take("reopen_problem", item.state)
    told: dict[str, Any] = {"recurring": True, "due_on": due_on, "timing": "dated"}
    complete(item, move, actor, at, note=note, evidence=evidence, **told)
    return "reopened"
