"""Commands about the database and the environment."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from taizhang.kit.clock import day_of, now
from taizhang.kit.errors import Refused
from taizhang.ledger.actions import recount
from taizhang.people.selectors import command_line_viewer
from taizhang.shell.tasks import check_tallies
from taizhang.shell.tls import server_until

BEHIND = "数据表不是最新的。请先执行 taizhang migrate。"


def migrate(_asked: argparse.Namespace) -> int:
    """Bring the tables up to date."""
    call_command("migrate", interactive=False, verbosity=0)
    sys.stderr.write("数据表已是最新。\n")
    return 0


def require_tables() -> None:
    """A new, empty database gets its tables; one that is behind is refused with the remedy."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    if executor.loader.applied_migrations:
        raise Refused(BEHIND)
    call_command("migrate", interactive=False, verbosity=0)


def recount_all(_asked: argparse.Namespace) -> int:
    """Make the overview's counters anew."""
    wrong = recount(actor=command_line_viewer(day_of(now())), at=now())
    check_tallies.enqueue()  # so that the administrators' page hears of it
    sys.stderr.write(f"计数已重新算过，改正{wrong}处。\n")
    return 0


def doctor(asked: argparse.Namespace) -> int:
    """Say what this machine offers and what is missing."""
    found = checks()
    if asked.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        for name, (good, words) in found.items():
            sys.stdout.write(f"{'好' if good else '缺'}  {name}：{words}\n")
    return 0 if all(good for good, _words in found.values()) else 1


FENCES = {
    "both": "资源限制，另外降权、断网",
    "network": "资源限制，另外断网；没有降权（程序所在目录不对外开放）",
    "rights": "资源限制，另外降权；没有断网（内核不允许）",
    "limits": "只有资源限制；没有降权和断网（不是root，或内核不允许）",
}


def certificate_words(at: datetime) -> tuple[bool, str]:
    """Our own certificate, bad from a month before its end on."""
    until = server_until(Path(settings.HOME))
    if until is None:
        return True, "没有用县里自己的证书"
    near = until < at + timedelta(days=30)
    return not near, f"有效到{until:%Y-%m-%d}" + ("，请执行 taizhang tls renew" if near else "")


def checks() -> dict[str, tuple[bool, str]]:
    """Check → (good, words)."""
    import os
    import shutil
    import sqlite3

    from taizhang.documents.write_pdf import has_font
    from taizhang.kit.children import fence_words
    from taizhang.shell.cli.serve import missing_keys

    whole = sqlite3.sqlite_version_info >= (3, 51, 3)
    journal = "WAL" if whole else "TRUNCATE（低于3.51.3，不用WAL）"
    return {
        "数据目录": (os.access(settings.HOME, os.W_OK), str(settings.HOME)),
        "数据库": (
            True,
            f"SQLite {sqlite3.sqlite_version}，日志方式 {journal}" if connection.vendor == "sqlite" else "PostgreSQL",
        ),
        "中文字体": (has_font(), "可以生成PDF" if has_font() else "不能生成PDF：apt-get install fonts-noto-cjk"),
        "视频工具": (bool(shutil.which("ffmpeg")), "ffmpeg" if shutil.which("ffmpeg") else "没有ffmpeg（专题片用）"),
        "子进程限制": (True, FENCES[fence_words()]),
        "证书": certificate_words(now()),
        "密钥": (not missing_keys(), "、".join(missing_keys()) or "齐全"),
        "模式": (True, "示范" if settings.DEMO else "生产"),
    }
