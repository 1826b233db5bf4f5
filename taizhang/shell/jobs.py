"""The worker: lease, retry, reaper and timetable around django-tasks' database engine."""

from __future__ import annotations

import os
import threading
import time
import uuid
from datetime import datetime, timedelta

from django.db import close_old_connections, transaction
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from taizhang.kit.clock import now
from taizhang.shell.actions import give_up
from taizhang.shell.models import Beat, Timed
from taizhang.shell.tasks import TIMETABLE

LEASE = timedelta(seconds=45)  # a dead worker is noticed within a minute
BEAT_SECONDS, IDLE_SECONDS, ATTEMPTS = 10, 2, 3


def work(once: bool = False) -> None:
    """Take up tasks until stopped; `once` ends when none is left."""
    worker_id = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    stop = threading.Event()
    beat(worker_id, now())
    beating = threading.Thread(target=_keep_beating, args=(worker_id, stop), daemon=True)
    beating.start()
    try:
        while True:
            reap(now())
            enqueue_due(now())
            _run_ready(worker_id)
            if once:
                return
            time.sleep(IDLE_SECONDS)
    finally:
        stop.set()
        beating.join(timeout=5)
        Beat.unscoped.filter(worker=worker_id).delete()


def _run_ready(worker_id: str) -> None:
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    ).run()


def beat(worker_id: str, at: datetime) -> None:
    """A sign of life."""
    Beat.unscoped.update_or_create(worker=worker_id, defaults={"at": at})


def _keep_beating(worker_id: str, stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        close_old_connections()
        beat(worker_id, now())
        enqueue_due(now())  # long work must not keep a head from being signed
    close_old_connections()


def reap(at: datetime) -> list[str]:
    """Tasks of workers that have not been heard of for a lease go back into the queue, three attempts at most."""
    lately = (at - LEASE, at + LEASE)  # a sign of life from the future is one from before the clock was put right
    alive = set(Beat.unscoped.filter(at__range=lately).values_list("worker", flat=True))
    reaped = []
    with transaction.atomic():
        for kept in DBTaskResult.objects.select_for_update(skip_locked=True).filter(status="RUNNING"):
            if kept.worker_ids and kept.worker_ids[-1] in alive:
                continue
            if not kept.worker_ids and kept.started_at and kept.started_at > at - LEASE:
                continue
            kept.status = "READY" if len(kept.worker_ids) < ATTEMPTS else "FAILED"
            kept.save(update_fields=["status"])
            if kept.status == "FAILED" and kept.task_path.endswith(".do_work"):
                give_up(kept.args_kwargs["args"][0])
            reaped.append(str(kept.id))
    return reaped


def enqueue_due(at: datetime) -> list[str]:
    """Enqueue every timed task whose time has come, once however many workers ask."""
    started = []
    for name, (task, seconds) in TIMETABLE.items():
        with transaction.atomic():
            row, new = Timed.unscoped.select_for_update().get_or_create(name=name, defaults={"at": at})
            if new or not at - timedelta(seconds=seconds) < row.at <= at + LEASE:  # or the clock was put back
                Timed.unscoped.filter(name=name).update(at=at)
                task.enqueue()
                started.append(name)
    return started
