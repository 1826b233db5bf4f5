"""Saved views: somebody's own settings. They change no record, so they are no acts and leave no entry."""

from __future__ import annotations

from datetime import date

from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger import labels, rules
from taizhang.ledger.models import SavedView
from taizhang.people.viewers import Viewer

MOST, NAME_MOST, QUERY_MOST = 40, 60, 600


def save_view(
    viewer: Viewer,
    *,
    name: str,
    query: str,
    shared: bool = False,
    tile: bool = False,
    every: str = "",
    form: str = "xlsx",
) -> str:
    """Keep a filtered list under a name; the same name again overwrites. Returns its code."""
    name = rules.require_text(name, labels.FIELD_VIEW)[:NAME_MOST]
    if not viewer.unit_id or viewer.hat is None or not viewer.business:
        raise NotAllowed(labels.READ_ONLY)
    if len(query) > QUERY_MOST or every not in labels.EVERY or form not in ("xlsx", "csv"):
        raise BadInput(labels.BAD_VIEW)
    mine = SavedView.unscoped.filter(owner=viewer.code)
    if mine.exclude(name=name).count() >= MOST:
        raise Refused(labels.MANY_VIEWS, limit=MOST)
    told = {
        "grant": viewer.hat.grant_id,
        "unit_id": viewer.unit_id,
        "query": query,
        "shared": shared and viewer.acts,
        "tile": tile,
        "every": every,
        "form": form,
        "next_on": rules.next_time(every, viewer.today),
    }
    kept, _new = SavedView.unscoped.update_or_create(
        owner=viewer.code, name=name, defaults=told, create_defaults={**told, "code": make_code()}
    )
    return kept.code


def drop_view(viewer: Viewer, code: str) -> None:
    """Forget one of one's own views."""
    SavedView.unscoped.filter(owner=viewer.code, code=code).delete()


def take_due_views(day: date) -> list[SavedView]:
    """Views whose file is due, each moved on to its next day; whoever asks second gets none of them."""
    due = []
    for view in SavedView.unscoped.filter(next_on__lte=day).exclude(every="").order_by("pk"):
        later = rules.next_time(view.every, day)
        if SavedView.unscoped.filter(pk=view.pk, next_on=view.next_on).update(next_on=later):
            due.append(view)
    return due
