"""Background tasks: a dead worker's task is taken up again, three times at most; timed tasks are enqueued once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult

from taizhang.journal.models import Head
from taizhang.kit.clock import now
from taizhang.people.models import Account
from taizhang.shell.jobs import ATTEMPTS, LEASE, beat, enqueue_due, reap, work
from taizhang.shell.selectors import alarms
from taizhang.shell.tasks import TIMETABLE, check_evidence, sign_journal_head
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
    assert set(enqueue_due(at + timedelta(minutes=16))) == {"sign_journal_head", "send_notices"}


@pytest.mark.django_db(transaction=False)
def test_the_worker_runs_what_is_due_and_signs_a_head(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    from taizhang.shell import jobs

    monkeypatch.setattr(
        jobs, "_keep_beating", lambda *_unused: None
    )  # no second connection inside a test's transaction
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    work(once=True)
    assert Head.unscoped.exists() and not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()


def test_the_system_administrator_hears_of_damage_failures_and_silence(county: County, client: Client) -> None:
    assert alarms(now()) == []
    task = check_evidence.enqueue()
    DBTaskResult.objects.filter(pk=task.id).update(status="SUCCESSFUL", return_value=["E1", "E2"])
    DBTaskResult.objects.filter(pk=sign_journal_head.enqueue().id).update(status="FAILED")
    beat("gone", now() - LEASE * 3)
    words = " ".join(sentence.format(**facts) for sentence, facts in alarms(now()))
    assert "E1、E2" in words and "签发流水头" in words and "没有动静" in words
    for username, heard in (("sys", True), ("aud", False), ("cheng", False)):
        client.force_login(Account.unscoped.get(username=username), backend=BACKEND)
        assert ("E1、E2" in client.get("/", follow=True).content.decode()) == heard
    DBTaskResult.objects.filter(pk=check_evidence.enqueue().id).update(status="SUCCESSFUL", return_value=[])
    assert "E1" not in str(alarms(now()))


def test_damage_is_still_said_after_many_other_tasks(county: County) -> None:
    DBTaskResult.objects.filter(pk=check_evidence.enqueue().id).update(status="SUCCESSFUL", return_value=["E1"])
    for _unused in range(3):
        DBTaskResult.objects.filter(pk=sign_journal_head.enqueue().id).update(status="SUCCESSFUL")
    check_evidence.enqueue()  # one under way hides nothing
    assert "E1" in str(alarms(now()))


def test_production_without_a_worker_is_said(county: County) -> None:
    with override_settings(DEMO=False):
        assert "没有后台程序" in str(alarms(now()))


BACKEND = "django.contrib.auth.backends.ModelBackend"
