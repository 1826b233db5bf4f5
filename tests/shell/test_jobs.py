"""Background tasks: a dead worker's task is taken up again, three times at most; timed tasks are enqueued once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from taizhang.journal.models import Head
from taizhang.kit.clock import now
from taizhang.shell.jobs import ATTEMPTS, LEASE, beat, enqueue_due, reap, work
from taizhang.shell.tasks import TIMETABLE, sign_journal_head
from tests.cast import County


def running(worker: str, times: int = 1) -> DBTaskResult:
    """A task that a worker took up and has not ended."""
    sign_journal_head.enqueue()
    kept = DBTaskResult.objects.get(status="READY")
    for _unused in range(times):
        kept.claim(worker)
    return kept


def test_a_dead_workers_task_goes_back_into_the_queue(county: County) -> None:
    kept = running("dead")
    beat("dead", now() - LEASE * 2)
    assert reap(now()) == [str(kept.id)]
    kept.refresh_from_db()
    assert kept.status == "READY"


def test_a_living_workers_task_is_left_alone(county: County) -> None:
    kept = running("alive")
    beat("alive", now())
    assert reap(now()) == []
    kept.refresh_from_db()
    assert kept.status == "RUNNING"


def test_after_three_attempts_it_is_given_up(county: County) -> None:
    kept = running("dead", ATTEMPTS)
    reap(now())
    kept.refresh_from_db()
    assert kept.status == "FAILED"


def test_timed_tasks_are_enqueued_once_and_again_when_their_time_comes(county: County) -> None:
    at = now()
    assert set(enqueue_due(at)) == set(TIMETABLE) and enqueue_due(at + timedelta(minutes=1)) == []
    assert enqueue_due(at + timedelta(minutes=16)) == ["sign_journal_head"]


@pytest.mark.django_db(transaction=False)
def test_the_worker_runs_what_is_due_and_signs_a_head(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    from taizhang.shell import jobs

    monkeypatch.setattr(
        jobs, "_keep_beating", lambda *_unused: None
    )  # no second connection inside a test's transaction
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    work(once=True)
    assert Head.unscoped.exists() and not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()
