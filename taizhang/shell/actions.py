"""Long work asked for, taken up, ended. The acts themselves are those of the apps; these rows only say how it went."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.module_loading import import_string

from taizhang.journal.acts import Carried, carrying
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import Refused
from taizhang.kit.progress import reporting
from taizhang.kit.words import _
from taizhang.ledger.forms import filters_from
from taizhang.ledger.labels import ACTS
from taizhang.ledger.lists import LIST_OF_KIND
from taizhang.ledger.models import SavedView
from taizhang.people.selectors import viewer_coded
from taizhang.people.viewers import Viewer
from taizhang.shell.longwork import KINDS
from taizhang.shell.models import Work
from taizhang.shell.staging import unstage, write_progress

NO_OWNER = _("办这件事的账号已停用，或当时的身份已收回，没有办。")
SAYS_EVERY = 0.3  # seconds
AGAIN_AFTER = timedelta(minutes=10)


def start_work(viewer: Viewer, at: datetime, kind: str, title: str, told: dict[str, Any]) -> str:
    """Put long work of the viewer's into the queue. Returns its code."""
    mine = {"owner": viewer.code, "grant": viewer.hat.grant_id if viewer.hat else 0, "kind": kind}
    lately = Work.unscoped.filter(**mine, told=told, asked_at__gt=at - AGAIN_AFTER).exclude(
        state__in=("refused", "failed")
    )
    again = lately.order_by("-pk").values_list("code", flat=True).first()
    if again:  # a second tap, a page loaded anew: the same work
        return again
    work = Work.unscoped.create(code=make_code(), title=title[:200], told=told, asked_at=at, **mine)
    import_string("taizhang.shell.tasks.do_work").enqueue(work.code)  # tasks are a room above this one
    return work.code


def export_view(view: SavedView, at: datetime) -> str:
    """Put a saved view's file into its owner's queue; "" when the account or the hat is gone."""
    viewer = viewer_coded(view.owner, day_of(at), view.grant)
    if viewer is None:
        return ""
    try:
        wanted = filters_from(QueryDict(view.query))
    except Refused:  # one view that cannot be read keeps no other from going out
        return ""
    kind = wanted.kind if wanted.kind in LIST_OF_KIND else "problem"
    told = {"list": LIST_OF_KIND[kind], "unit": wanted.unit or viewer.unit_code, "format": view.form}
    return start_work(viewer, at, "export", view.name, {**told, "filters": asdict(wanted)})


def give_up(code: str) -> None:
    """The worker has given the work up: its page says so and waits no longer."""
    Work.unscoped.filter(code=code).exclude(state__in=("done", "refused")).update(state="failed")


def act_in_background(viewer: Viewer, at: datetime, act: str, codes: list[str], fields: dict[str, Any]) -> str:
    """Put one act on many items into the queue; returns the address of its page. Dates are kept as text."""
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
    code = start_work(viewer, at, "bulk", ACTS[act], {"act": act, "codes": codes, "fields": told})
    return reverse("work", args=[code])


def run_work(code: str, at: datetime) -> str:
    """Do a piece of long work; done before, it is not done again. Returns the state it ended in."""
    work = Work.unscoped.get(code=code)
    if work.state in ("done", "refused"):
        return work.state
    Work.unscoped.filter(pk=work.pk).update(state="running", started_at=at)
    try:
        viewer = viewer_coded(work.owner, day_of(at), work.grant)
        if viewer is None:
            raise Refused(NO_OWNER)
        with carrying(Carried(key=f"work:{work.code}", request_id=work.code)), reporting(_sink(work.code)):
            answer = KINDS[work.kind](viewer, at, work.told)
        _end(work, "done", at, answer)
        unstage(work.told.get("digest", ""))  # only now: taken up again after a kill, the import reads it once more
        return "done"
    except Refused as error:
        return _end(
            work,
            "refused",
            at,
            {"sentence": error.sentence, "facts": {name: str(value) for name, value in error.facts.items()}},
        )
    except Exception:
        _end(work, "failed", at, {})
        raise


def _end(work: Work, state: str, at: datetime, answer: dict[str, Any]) -> str:
    Work.unscoped.filter(pk=work.pk).update(state=state, answer=answer, ended_at=at)
    return state


def _sink(code: str) -> Callable[[int, int], None]:
    said_at = 0.0

    def say(done: int, whole: int) -> None:
        nonlocal said_at
        if time.monotonic() - said_at >= SAYS_EVERY or done == whole:
            said_at = time.monotonic()
            write_progress(code, done, whole)

    return say
