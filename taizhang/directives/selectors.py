"""Questions about documents: which there are, and which sentence is being carried out by whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from taizhang.directives import labels
from taizhang.directives.models import Clause, ClauseTask, Document
from taizhang.directives.wording import Doubt, find_doubts
from taizhang.kit.errors import Absent
from taizhang.kit.paths import parts
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import items_for
from taizhang.ledger.states import OPEN
from taizhang.people.viewers import Viewer


def documents_for(viewer: Viewer) -> QuerySet[Document]:
    """Documents of units in reach and of the units above (a county's speech is everybody's)."""
    above = {path for reach in viewer.reaches for path in parts(reach)}
    seen = Q(unit__path__in=above)
    for reach in viewer.reaches:
        seen |= Q(unit__path__startswith=reach)
    return Document.unscoped.filter(seen).select_related("unit").order_by("-at")


def document_for(viewer: Viewer, code: str) -> Document:
    """One document in sight; the same Absent for "none" and "not yours"."""
    found = documents_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_DOCUMENT)
    return found


SHOWN = 50  # tasks of a clause beside the document; the rest on the list


@dataclass
class ClauseLine:
    """A clause as the directive page shows it: its lead text, and how far it is carried out."""

    clause: Clause
    text: str
    progress: str
    counts: Counter[str] = field(default_factory=Counter)
    units: int = 0


def lines_of(viewer: Viewer, document: Document) -> list[ClauseLine]:
    """Every clause with units done / running / late. Three queries whatever the length."""
    tasks = defaultdict(list)
    for clause_id, item in ClauseTask.unscoped.filter(clause__document=document).values_list("clause_id", "item"):
        tasks[clause_id].append(item)
    codes = [code for found in tasks.values() for code in found]
    states = {
        row[0]: row[1:]
        for row in items_for(viewer).filter(code__in=codes).values_list("code", "state", "due_on", "unit_id")
    }
    return [
        _line(document, clause, [states[c] for c in tasks[clause.pk] if c in states], viewer)
        for clause in Clause.unscoped.filter(document=document).order_by("ordinal")
    ]


def _line(document: Document, clause: Clause, tasks: list[tuple[str, date | None, int]], viewer: Viewer) -> ClauseLine:
    counts: Counter[str] = Counter()
    by_unit: dict[int, set[str]] = defaultdict(set)
    for state, due_on, unit in tasks:
        if state == "done":
            by_unit[unit].add("done")
        elif state in OPEN:
            by_unit[unit].add("late" if due_on and due_on < viewer.today else "running")
    for found in by_unit.values():  # a unit with several tasks is done when all are
        counts[next(name for name in ("late", "running", "done") if name in found)] += 1
    progress = next((name for name in ("late", "running", "done") if counts[name]), "")
    if not progress:
        leaf = clause.kind in ("item", "task", "section") and clause.lead_end == clause.end
        progress = "nobody" if leaf else "none"
    return ClauseLine(clause, document.text[clause.start : clause.lead_end].strip(), progress, counts, len(by_unit))


def tasks_of(viewer: Viewer, clause_code: str) -> list[Item]:
    """The first tasks that carry out a clause, as far as the viewer sees them; SHOWN + 1 of them: there are more."""
    codes = ClauseTask.unscoped.filter(clause__code=clause_code).values("item")
    return list(
        items_for(viewer).filter(code__in=codes).select_related("unit").order_by("unit__path", "id")[: SHOWN + 1]
    )


def doubts_in(document: Document) -> list[Doubt]:
    """Places in the source that look miswritten."""
    return find_doubts(document.text)


KIND_WORDS = {"township": "乡镇", "work_committee": "工", "street": "街道", "branch": "支部", "general_branch": "总支"}


def kinds_named(holders: set[str], kinds: list[str]) -> list[str]:
    """Kinds of unit that words for duty holders mean: 各乡镇党委 → township, 各党（工）委 → every committee."""
    found = {kind for kind, word in KIND_WORDS.items() for holder in holders if word in holder}
    if any(holder.startswith(("各党（工）委", "各党(工)委", "各级党")) for holder in holders):
        found |= {"township", "street", "work_committee", "committee"}
    return [kind for kind in kinds if kind in found]
