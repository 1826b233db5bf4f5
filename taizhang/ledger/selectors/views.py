"""Saved views of a viewer: their own and those shared from where they stand upward."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from taizhang.kit.errors import Absent
from taizhang.kit.paths import parts
from taizhang.ledger import labels
from taizhang.ledger.models import SavedView
from taizhang.people.viewers import Viewer


def views_for(viewer: Viewer) -> QuerySet[SavedView]:
    """One's own views, then those shared by the units one stands in or under."""
    shared = Q(shared=True, unit__path__in=parts(viewer.path)) if viewer.path else Q(pk__in=[])
    mine = Q(owner=viewer.code)
    return SavedView.unscoped.filter(mine | shared).select_related("unit").order_by("unit__path", "name")


def view_for(viewer: Viewer, code: str) -> SavedView:
    """One view in sight; the same Absent for "none" and "not yours"."""
    found = views_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_VIEW)
    return found
