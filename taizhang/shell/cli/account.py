"""Commands on accounts: the only way to the first one."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from taizhang.kit.clock import day_of, now
from taizhang.kit.errors import BadInput
from taizhang.orgs.selectors import unit_for
from taizhang.people import labels
from taizhang.people.actions import activate_account, grant_role, issue_token, open_account, post_person
from taizhang.people.selectors import command_line_viewer
from taizhang.people.viewers import Viewer
from taizhang.shell.cli import DONE, say


def account(asked: argparse.Namespace) -> int:
    """`account create|activate USERNAME`."""
    return {"create": _create, "activate": _activate, "token": _token}[asked.what](asked)


def _create(asked: argparse.Namespace) -> int:
    viewer = command_line_viewer(day_of(now()))
    if viewer.hat is None:
        raise BadInput("还没有组织树。请先导入组织（taizhang import units）或装入区划（taizhang divisions load）。")
    unit = unit_for(viewer, asked.unit) if asked.unit else unit_for(viewer, viewer.unit_code)
    with transaction.atomic():  # all three or none: a refused command leaves nothing behind
        opened = _open(asked, viewer, unit.code)
    say(
        asked,
        {"username": asked.username, **opened},
        f"账号 {asked.username} 已开设。激活码（72小时内有效，只显示这一次）：{opened['activation']}",
    )
    return DONE


def _open(asked: argparse.Namespace, viewer: Viewer, unit: str) -> dict[str, str]:
    person = post_person(
        actor=viewer,
        at=now(),
        name=asked.name or asked.username,
        unit=unit,
        title=asked.title or labels.ROLES.get(asked.role, asked.role),
    )
    opened = open_account(actor=viewer, at=now(), username=asked.username, person=person)
    grant_role(actor=viewer, at=now(), username=asked.username, role=asked.role, unit=unit)
    return opened


def _token(asked: argparse.Namespace) -> int:
    """`account token USERNAME`: a key for programs, shown once."""
    viewer = command_line_viewer(day_of(now()))
    token = issue_token(actor=viewer, at=now(), username=asked.username, name=asked.name or "api")
    sys.stderr.write("接口令牌在下一行，90天内有效，只显示这一次。\n" if not asked.json else "")
    say(asked, {"username": asked.username, "token": token}, token)
    return DONE


def _activate(asked: argparse.Namespace) -> int:
    if asked.password_file != "-":
        password = Path(asked.password_file).read_text("utf-8").rstrip("\n")
    else:
        password = getpass.getpass("新密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        activate_account(
            actor=command_line_viewer(day_of(now())),
            at=now(),
            username=asked.username,
            activation=asked.code,
            password=password,
        )
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from error
    say(asked, {"activated": asked.username}, f"账号 {asked.username} 已激活。")
    return DONE
