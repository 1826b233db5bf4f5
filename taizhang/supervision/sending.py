"""Notices on their way out: a webhook for the county's own gateway (WeCom, DingTalk, SMS), an office mailbox.

What goes out says that something waits, for which unit, until when: never what it is about.
"""

from __future__ import annotations

import json
import urllib.request
from datetime import datetime
from http.client import HTTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from taizhang.kit.clock import day_of
from taizhang.supervision import labels
from taizhang.supervision.actions import note_delivery
from taizhang.supervision.models import Notice
from taizhang.supervision.rules import is_quiet
from taizhang.supervision.selectors import ladder_on, notices_due

SECONDS = 10


def send_notices(at: datetime) -> int:
    """Send what is due outside the quiet hours; a failure is kept with the notice and tried again. Returns how many."""
    if is_quiet(timezone.localtime(at).time(), ladder_on(day_of(at))["quiet_hours"]):
        return 0
    return sum(_sent(notice, at) for notice in notices_due())


def _sent(notice: Notice, at: datetime) -> bool:
    try:
        if settings.NOTICE_WEBHOOK and not notice.posted:
            _post(settings.NOTICE_WEBHOOK, body_of(notice))
            notice.posted = True  # a mailbox that fails does not make the gateway tell it twice
        if settings.NOTICE_MAIL_TO:
            unit = notice.slip.unit.label
            send_mail(f"{labels.MAIL_SUBJECT}：{unit}", f"{unit}：{notice.text}", None, [settings.NOTICE_MAIL_TO])
    except (OSError, HTTPException, ValueError) as error:  # smtplib's and urllib's errors are OSErrors
        note_delivery(notice, at, f"{type(error).__name__}: {error}")
        return False
    note_delivery(notice, at)
    return True


def body_of(notice: Notice) -> dict[str, str]:
    """What the gateway gets; `id` tells a repeated delivery."""
    slip = notice.slip
    day = slip.due_on.isoformat() if slip.due_on else ""
    told = {"id": notice.code, "unit": slip.unit.code, "unit_name": slip.unit.label, "number": slip.number}
    return {**told, "rung": notice.rung, "due_on": day, "text": notice.text}


def _post(address: str, body: dict[str, str]) -> None:
    content = json.dumps(body, ensure_ascii=False).encode()
    request = urllib.request.Request(  # noqa: S310 - the address is the administrator's, checked in config/env.py
        address, content, {"Content-Type": "application/json; charset=utf-8", "X-Taizhang-Id": body["id"]}
    )
    with urllib.request.build_opener(NoDetour).open(request, timeout=SECONDS) as answer:
        answer.read(1024)


class NoDetour(urllib.request.HTTPRedirectHandler):
    """A redirected notice would arrive without its body: an error, told as such."""

    def redirect_request(self, *_told: Any) -> None:
        return None
