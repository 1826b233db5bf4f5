"""When disk or database fail us: what a person is told, not a trace. Nothing was saved: an act is whole or not."""

from __future__ import annotations

import errno
import logging

from django.db import InterfaceError, OperationalError

from taizhang.kit.errors import Refused
from taizhang.kit.words import _

DISK = _("服务器的磁盘满了，或者不能写入，刚才这一步没有保存。请告诉系统管理员腾出空间或恢复写入，然后再办一次。")
DATABASE = _("数据库暂时连不上，刚才这一步没有保存。请过一会儿再办一次；一直不行，请告诉系统管理员。")
BUSY = _("现在办的人多，数据库一时忙不过来，刚才这一步没有保存。请再办一次。")
logger = logging.getLogger(__name__)
NO_ROOM = (errno.ENOSPC, errno.EROFS, errno.EFBIG, errno.EDQUOT, errno.EIO)
# SQLSTATE classes of PostgreSQL: 53 no resources, 58 system error; 57P the server is stopping or starting, 08 no line
FULL, AWAY = ("53", "58"), ("57P", "08")


class Unwritable(Refused):
    """Disk or database could not take it; the same again will do when they are well."""

    status = 503


def as_refused(error: BaseException) -> Refused | None:
    """What to say of an error of disk or database; None for one that is a fault of ours."""
    if isinstance(error, Refused):
        return error
    sentence = ""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        sentence = DISK
    elif isinstance(error, (OperationalError, InterfaceError)):
        sentence = _sentence(error)
    if not sentence:
        return None
    logger.error("disk or database in trouble", exc_info=error)
    return Unwritable(sentence)


def _sentence(error: Exception) -> str:
    """The sentence for a database's error; "" for one that is a fault of ours, such as a missing column."""
    state, words = str(getattr(error.__cause__, "sqlstate", None) or ""), str(error).lower()
    if state.startswith(FULL) or any(one in words for one in ("is full", "readonly", "read-only", "disk i/o")):
        return DISK
    if "locked" in words or state.startswith("40"):
        return BUSY
    away = state.startswith(AWAY) or any(one in words for one in ("unable to open", "connection", "server closed"))
    return DATABASE if away or isinstance(error, InterfaceError) else ""
