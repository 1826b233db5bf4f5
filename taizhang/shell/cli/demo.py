"""`demo`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from taizhang.journal.heads import sign_head
from taizhang.kit.clock import now
from taizhang.kit.errors import Refused
from taizhang.orgs.selectors import root_unit
from taizhang.people.selectors import mark_demonstration
from taizhang.shell.demo.story import Story

NOT_EMPTY = "这个数据目录里已经有组织，不能再装入示范县。请用 TAIZHANG_HOME 指定一个空目录。"
NOT_IN_PRODUCTION = "正式环境不能装入示范县。请在示范模式（TAIZHANG_MODE=demo）下使用。"


def load(asked: argparse.Namespace) -> int:
    """Load the fictional demonstration county through the ordinary importers and acts."""
    from django.conf import settings

    if not settings.DEMO:
        raise Refused(NOT_IN_PRODUCTION)
    if root_unit() is not None:
        raise Refused(NOT_EMPTY)
    mark_demonstration()
    started = time.monotonic()
    with _no_waiting():
        Story(asked.scale, asked.seed, now(), _say).tell()
    sign_head(now())  # the last act does wait
    _to_disk()
    sys.stderr.write(f"示范县已装好，用时{time.monotonic() - started:.0f}秒。\n")
    return 0


@contextmanager
def _no_waiting() -> Iterator[None]:
    """No act of the loading waits for the disk, only the whole: one cut short is thrown away and loaded anew."""
    name = "PRAGMA synchronous" if connection.vendor == "sqlite" else "synchronous_commit"
    with connection.cursor() as cursor:
        cursor.execute(name if connection.vendor == "sqlite" else f"SHOW {name}")
        (as_ever,) = cursor.fetchone()
        setting = f"{name} = {{}}" if connection.vendor == "sqlite" else f"SET {name} TO {{}}"
        cursor.execute(setting.format("OFF"))
        try:
            yield
        finally:
            cursor.execute(setting.format(as_ever))


def _to_disk() -> None:
    """What SQLite still holds in its WAL goes into the file, and the file to the disk."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _say(what: str) -> None:
    sys.stderr.write(f"装入{what}…\n")
