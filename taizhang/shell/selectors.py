"""Questions about background tasks."""

from __future__ import annotations

from typing import Any

from django_tasks_db.models import DBTaskResult


def recent(most: int = 50) -> list[dict[str, Any]]:
    """The latest tasks for the administrators' page."""
    return [
        {
            "name": kept.task_path.rsplit(".", 1)[-1],
            "status": kept.status,
            "at": kept.enqueued_at,
            "finished": kept.finished_at,
            "attempts": len(kept.worker_ids),
        }
        for kept in DBTaskResult.objects.order_by("-enqueued_at")[:most]
    ]
