"""What the phone takes along, what it gets back, and what came too late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from taizhang.inspection.models import Answer, Finding, Visit
from taizhang.inspection.selectors import Due, checklists_at, due_back, route_of
from taizhang.journal.selectors import told_about
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent
from taizhang.kit.waiting import waits
from taizhang.ledger.labels import STATES
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import acts_open_to, items_for
from taizhang.ledger.states import WAITING_FOR_DOER
from taizhang.offline import labels
from taizhang.offline.models import Late
from taizhang.offline.rules import OF_VISITS
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import root_unit
from taizhang.people.models import Account
from taizhang.people.selectors import viewer_for
from taizhang.people.viewers import Viewer

ITEM_ACTS = ("verify_problem", "report_progress", "apply_closure")
MOST = 60
TAKEN, KEPT = "offline.take_in", "offline.keep_late"


def pack_for(viewer: Viewer) -> dict[str, Any]:
    """What goes onto the phone: the viewer's own route with its checklists, and the own unit's open items. No roster,
    no numbers of persons, nobody else's answers (SECURITY R3)."""
    route = route_of(viewer)
    visits, asked = route[:MOST], checklists_at(route[:MOST])
    told = ("name", "title", "version", "body")
    lists = {str(one.pk): {key: getattr(one, key) for key in told} for some in asked.values() for one in some}
    answers: dict[int, list[Answer]] = {one.pk: [] for one in visits}
    for row in Answer.unscoped.filter(visit__in=visits, by=viewer.code):
        answers[row.visit_id].append(row)
    noted: dict[int, list[Finding]] = {one.pk: [] for one in visits}
    for found in Finding.unscoped.filter(visit__in=visits).exclude(state="dropped").select_related("checklist"):
        noted[found.visit_id].append(found)
    back = due_back(visits)
    rows = [_visit(one, asked[one.pk], answers[one.pk], noted[one.pk], back.get(one.pk, [])) for one in visits]
    items = _own_items(viewer) if viewer.relations else []
    return {"visits": rows, "more": len(route) - len(visits), "lists": lists, "items": items}


def _visit(
    visit: Visit, asked: list[Any], answers: list[Answer], noted: list[Finding], back: list[Due]
) -> dict[str, Any]:
    mine: dict[str, dict[str, Any]] = {str(one.pk): {} for one in asked}
    for answer in answers:
        if str(answer.checklist_id) in mine:
            value = {"value": answer.value, "note": answer.note, "evidence": answer.evidence}
            mine[str(answer.checklist_id)][answer.key] = value
    return {
        "code": visit.code,
        "unit": visit.unit.label,
        "above": visit.unit.parent.label if visit.unit.parent else "",
        "plan": visit.plan.title,
        "until": visit.plan.to_on.isoformat(),
        "state": visit.state,
        "answers": mine,
        "findings": [f"{one.checklist.name}/{one.key}" for one in noted if one.key and one.checklist],
        "told": [one.text for one in noted],
        "back": [_back(one) for one in back],
    }


def _back(due: Due) -> dict[str, Any]:
    """A closed problem to be looked at again: its words and measures, and whether it was looked at."""
    item, seen = due.item, due.recheck
    told = {"code": item.code, "title": item.title, "measures": str(item.facts.get("measures", ""))}
    return {**told, "held": None if seen is None else seen.held}


def _own_items(viewer: Viewer) -> list[dict[str, Any]]:
    """Problems of the viewer's own unit that wait for it and that the phone can carry on with."""
    found = items_for(viewer).filter(unit_id=viewer.unit_id, kind="problem", state__in=WAITING_FOR_DOER)
    rows = list(found.select_related("unit", "accepting", "raised_by").order_by("due_on", "pk")[:MOST])
    return [row for row in (_item(viewer, one) for one in rows) if row["acts"]]


def _item(viewer: Viewer, item: Item) -> dict[str, Any]:
    acts = [option.act for option in acts_open_to(viewer, item) if option.open and option.act in ITEM_ACTS]
    due = item.due_on.isoformat() if item.due_on else ""
    return {"code": item.code, "title": item.title, "state": gettext(STATES[item.state]), "due": due, "acts": acts}


def receipt_of(mark: str) -> dict[str, Any] | None:
    """The receipt of an act that has come in: journal sequence, digest as received, whether it waits as late."""
    found = told_about(mark, (TAKEN, KEPT))
    if found is None:
        return None
    told = {"id": mark, "seq": found.seq, "digest": found.facts["digest"], "late": found.kind == KEPT}
    return {**told, "at": found.at.isoformat(), "actor": found.actor}


def home_of(actor: Viewer, kind: str, code: str) -> Unit:
    """The unit that answers for a late act: the inspection's organiser, the item's unit, else the actor's own."""
    if kind in OF_VISITS:
        visit = Visit.unscoped.filter(code=code).select_related("plan__host").first()
        found = visit.plan.host if visit else None
    else:
        item = Item.unscoped.filter(code=code).select_related("unit").first()
        found = item.unit if item and item.path.startswith(actor.path) else None
    own = Unit.unscoped.filter(pk=actor.unit_id).first()
    answering = found or own or root_unit()
    if answering is None:
        raise Absent(labels.NO_LATE)
    return answering


def author_of(late: Late, at: datetime) -> Viewer | None:
    """The person who recorded it, as they stand today."""
    account = Account.unscoped.select_related("person").filter(code=late.account, is_active=True).first()
    return viewer_for(account, day_of(at), late.grant) if account else None


def lates_for(viewer: Viewer) -> QuerySet[Late]:
    """Late acts that are the viewer's own, or that the viewer's unit answers for."""
    keeps = Q(unit_id=viewer.unit_id) if viewer.acts and viewer.relations and viewer.unit_id else Q(pk__in=[])
    found = Late.unscoped.filter(keeps | Q(account=viewer.code)) if viewer.business else Late.unscoped.none()
    return found.select_related("unit")


def late_for(viewer: Viewer, mark: str) -> Late:
    """One late act in sight; the same Absent for "none" and "not yours"."""
    found = lates_for(viewer).filter(mark=mark).first()
    if found is None:
        raise Absent(labels.NO_LATE)
    return found


def late_digests() -> set[str]:
    """Digests of files that wait with late acts: the store keeps them."""
    rows = Late.unscoped.filter(state="waiting").values_list("files", flat=True)
    return {one[name] for files in rows for one in files for name in ("sha256", "served") if one[name]}


def lates_waiting(viewer: Viewer) -> list[QuerySet[Any, Any]]:
    """What came late and waits for the viewer's unit."""
    if not viewer.acts or not viewer.relations or not viewer.unit_id:
        return []
    found = Late.unscoped.filter(unit_id=viewer.unit_id, state="waiting")
    return [waits(found, labels.LATE_WAITING, "late", code="mark", title="name", unit="unit", since="arrived_at")]
