"""Background tasks. Each names an act or a check; killed and taken up again, its effect is still once."""

from __future__ import annotations

import contextlib

from django_tasks import task

from taizhang.ballots.store import boxes_lying, destroy
from taizhang.debrief.actions import destroy_box
from taizhang.debrief.selectors.boxes import boxes_past, is_wanted
from taizhang.evidence.actions import make_footage
from taizhang.evidence.selectors import DAY_SECONDS, damaged, orphans
from taizhang.evidence.store import drop
from taizhang.evidence.uploads import sweep_uploads
from taizhang.inspection.actions.films import put_together
from taizhang.journal.heads import sign_head
from taizhang.kit.clock import day_of, now
from taizhang.kit.errors import Refused
from taizhang.ledger.actions.views import take_due_views
from taizhang.ledger.selectors import differences
from taizhang.people.selectors import command_line_viewer
from taizhang.shell.actions import export_view, run_work
from taizhang.shell.staging import sweep
from taizhang.supervision import sending
from taizhang.supervision.actions import propose_rungs
from taizhang.supervision.selectors import ladder_viewer, rungs_due, stale_proposals, unbound_due


@task(priority=50)  # type: ignore[untyped-decorator]
def sign_journal_head() -> int:
    """Sign a head when there is something new; returns the size it covers."""
    head = sign_head(now())
    return head.size if head else 0


@task()  # type: ignore[untyped-decorator]
def check_evidence() -> list[str]:
    """Codes of evidence whose file is gone or changed."""
    return damaged()


@task()  # type: ignore[untyped-decorator]
def sweep_store() -> int:
    """Take files out of the store that no evidence names, and old staged ones; returns how many."""
    dropped, found = sweep() + sweep_uploads(), orphans()
    return dropped + sum(drop(name, DAY_SECONDS) for name in found)


@task()  # type: ignore[untyped-decorator]
def destroy_boxes() -> int:
    """Ballot boxes whose days have passed after the count; returns how many."""
    at, done = now(), 0
    for code in boxes_past(at):
        with contextlib.suppress(Refused):  # its days have not passed
            destroy_box(actor=command_line_viewer(day_of(at)), at=at, code=code)
            done += 1
    for code in boxes_lying(DAY_SECONDS):  # of an opening or a voiding that did not come to its end
        if not is_wanted(code):
            destroy(code)
    return done


@task()  # type: ignore[untyped-decorator]
def do_work(code: str) -> str:
    """Long work somebody asked for; returns the state it ended in."""
    return run_work(code, now())


@task(priority=-10)  # type: ignore[untyped-decorator]
def prepare_footage(sha256: str) -> str:
    """A video's poster and 720p copy; returns the state it ended in."""
    return make_footage(sha256, now())


@task(priority=-20)  # type: ignore[untyped-decorator]
def assemble_film(code: str, version: int) -> str:
    """A film put together; returns the state it ended in."""
    return put_together(code, version)


@task()  # type: ignore[untyped-decorator]
def export_views() -> int:
    """Put the files of saved views that are due today into the queue; returns how many."""
    at = now()
    return sum(bool(export_view(view, at)) for view in take_due_views(day_of(at)))


@task()  # type: ignore[untyped-decorator]
def check_tallies() -> list[str]:
    """Where the overview's counters and the items disagree: nothing, or somebody wrote past the acts."""
    return differences()


@task()  # type: ignore[untyped-decorator]
def climb_ladder() -> int:
    """Propose the next rung for what is near or past its day; returns how many. People decide."""
    at = now()
    actor = ladder_viewer(day_of(at))
    count = sum(propose_rungs(actor=actor, at=at, items=codes) for codes in rungs_due(day_of(at)))
    loose = unbound_due(day_of(at)) or stale_proposals(day_of(at))
    return count + (propose_rungs(actor=actor, at=at) if loose else 0)


@task()  # type: ignore[untyped-decorator]
def send_notices() -> int:
    """Tell the county's gateway or mailbox that something waits; returns how many went out."""
    return sending.send_notices(now())


TIMETABLE = {
    "climb_ladder": (climb_ladder, 6 * 3600),
    "send_notices": (send_notices, 10 * 60),
    "export_views": (export_views, 3600),
    "sign_journal_head": (sign_journal_head, 15 * 60),
    "check_evidence": (check_evidence, 24 * 3600),
    "sweep_store": (sweep_store, 24 * 3600),
    "destroy_boxes": (destroy_boxes, 24 * 3600),
    "check_tallies": (check_tallies, 24 * 3600),
}
