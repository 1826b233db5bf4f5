"""Questions about background tasks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from taizhang.journal.selectors import often
from taizhang.kit.errors import Absent
from taizhang.kit.words import _
from taizhang.people.actions import REVEALS
from taizhang.people.selectors import account_names
from taizhang.people.viewers import Viewer
from taizhang.shell.models import Beat, Work

DAMAGED = _("有{count}份佐证的文件不见了或内容有变：{names}。请对照备份恢复，并告诉审计管理员。")
FAILED = _("后台任务“{name}”连续失败，已停止重试。请查看服务器日志。")
STOPPED = _("后台程序已有{minutes}分钟没有动静，流水头没有按时签发。请在服务器上重新启动 taizhang worker。")
TASKS = {
    "sign_journal_head": _("签发流水头"),
    "check_evidence": _("核对佐证文件"),
    "sweep_store": _("清理没有用上的文件"),
    "check_tallies": _("核对总览的计数"),
    "export_views": _("定时导出"),
    "do_work": _("后台办理"),
    "climb_ladder": _("提出督办建议"),
    "send_notices": _("发送督办提醒"),
}
MISCOUNTED = _(
    "总览的计数与台账事项有{count}处对不上：{names}。请查明是谁绕过系统改了数据，再执行 taizhang recount 重新计数。"
)
LOOKED_OFTEN = _("{name}一小时内查看完整号码{count}次，已到上限，后面的已经拒绝。请核实用途。")
NO_WORK = _("没有这项办理，或者不是您交办的。")
NO_WORKER = _("没有后台程序在运行：不会签发流水头，也不会检查佐证。请在服务器上启动 taizhang worker。")
NAMES_SHOWN = 5


def alarms(at: datetime) -> list[tuple[str, dict[str, object]]]:
    """What the system administrator must hear of: damage, wrong counts, tasks given up, no living worker. 4 queries."""
    found: list[tuple[str, dict[str, object]]] = []
    ended = DBTaskResult.objects.filter(status__in=("SUCCESSFUL", "FAILED"))
    for check, sentence in ((".check_evidence", DAMAGED), (".check_tallies", MISCOUNTED)):
        checked = ended.filter(task_path__endswith=check).order_by("-enqueued_at").first()
        if checked is not None and checked.return_value:
            told = checked.return_value
            found.append((sentence, {"count": len(told), "names": "、".join(told[:NAMES_SHOWN])}))
    failed = ended.filter(status="FAILED", enqueued_at__gt=at - timedelta(days=7)).order_by()
    for path in failed.values_list("task_path", flat=True).distinct()[:NAMES_SHOWN]:
        found.append((FAILED, {"name": TASKS.get(path.rsplit(".", 1)[-1], path)}))
    last = Beat.unscoped.order_by("-at").values_list("at", flat=True).first()
    if last is None and not settings.DEMO:
        found.append((NO_WORKER, {}))
    if last is not None and at - last > timedelta(minutes=1):
        found.append((STOPPED, {"minutes": int((at - last).total_seconds() // 60)}))
    return found


def watched(at: datetime) -> list[tuple[str, dict[str, object]]]:
    """What the security and audit administrators must hear of: somebody looks at whole numbers up to the limit."""
    found = often("number.revealed", at - timedelta(hours=1), REVEALS)
    names = account_names([actor for actor, _count in found])
    return [(LOOKED_OFTEN, {"name": names.get(actor, actor), "count": count}) for actor, count in found]


def work_for(viewer: Viewer, code: str) -> Work:
    """One's own long work; the same Absent for "none" and "not yours"."""
    found = _mine(viewer).filter(code=code).first()
    if found is None:
        raise Absent(NO_WORK)
    return found


def works_of(viewer: Viewer, most: int = 30) -> list[Work]:
    """One's own long work, newest first."""
    return list(_mine(viewer).order_by("-pk")[:most])


def _mine(viewer: Viewer) -> QuerySet[Work]:
    """Asked for by this person in a hat they still have: a role taken back takes its files along."""
    return Work.unscoped.filter(owner=viewer.code, grant__in=[hat.grant_id for hat in viewer.hats])


def recent(most: int = 50) -> list[dict[str, Any]]:
    """The latest tasks for the administrators' page."""
    return [
        {
            "name": TASKS.get(kept.task_path.rsplit(".", 1)[-1], kept.task_path.rsplit(".", 1)[-1]),
            "status": kept.status,
            "at": kept.enqueued_at,
            "finished": kept.finished_at,
            "attempts": len(kept.worker_ids),
        }
        for kept in DBTaskResult.objects.order_by("-enqueued_at")[:most]
    ]
