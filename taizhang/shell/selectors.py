"""Questions about background tasks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from taizhang.kit.errors import Absent
from taizhang.kit.words import _
from taizhang.people.viewers import Viewer
from taizhang.shell.models import Beat, Work

DAMAGED = _("有{count}份佐证的文件不见了或内容有变：{names}。请对照备份恢复，并告诉审计管理员。")
FAILED = _("后台任务“{name}”连续失败，已停止重试。请查看服务器日志。")
STOPPED = _("后台程序已有{minutes}分钟没有动静，流水头没有按时签发。请在服务器上重新启动 taizhang worker。")
NO_WORK = _("没有这项办理，或者不是您交办的。")
NO_WORKER = _("没有后台程序在运行：不会签发流水头，也不会检查佐证。请在服务器上启动 taizhang worker。")
NAMES_SHOWN = 5


def alarms(at: datetime) -> list[tuple[str, dict[str, object]]]:
    """What the system administrator must hear of: damaged evidence, tasks given up, no living worker. Two queries."""
    found: list[tuple[str, dict[str, object]]] = []
    since = at - timedelta(days=7)
    rows = DBTaskResult.objects.filter(enqueued_at__gt=since).exclude(status="READY").order_by("-enqueued_at")
    lately = list(rows.values_list("task_path", "status", "return_value")[:200])
    for path, status, answer in {row[0]: row for row in reversed(lately)}.values():
        name = path.rsplit(".", 1)[-1]
        if status == "FAILED":
            found.append((FAILED, {"name": name}))
        if name == "check_evidence" and answer:
            found.append((DAMAGED, {"count": len(answer), "names": "、".join(answer[:NAMES_SHOWN])}))
    last = Beat.unscoped.order_by("-at").values_list("at", flat=True).first()
    if last is None and not settings.DEMO:
        found.append((NO_WORKER, {}))
    if last is not None and at - last > timedelta(minutes=1):
        found.append((STOPPED, {"minutes": int((at - last).total_seconds() // 60)}))
    return found


def work_for(viewer: Viewer, code: str) -> Work:
    """One's own long work; the same Absent for "none" and "not yours"."""
    found = Work.unscoped.filter(owner=viewer.code, code=code).first()
    if found is None:
        raise Absent(NO_WORK)
    return found


def works_of(viewer: Viewer, most: int = 30) -> list[Work]:
    """One's own long work, newest first."""
    return list(Work.unscoped.filter(owner=viewer.code).order_by("-pk")[:most])


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
