"""A pasted block of a thousand rows, lists of a past day, a reorganisation of five hundred units, at a county's size.

By itself, on the home that TAIZHANG_HOME names (a demonstration): python -m benchmarks.roads
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from benchmarks import pages
from benchmarks.timing import medians

ROWS, DESCENDANTS, ROWS_OF_A_PAGE = 1_000, 500, 30
HEADINGS = [
    "序号",
    "问题描述",
    "责任单位",
    "类别",
    "来源",
    "责任领导",
    "责任人",
    "整改措施",
    "整改时限",
    "进展",
    "整改结果",
    "备注",
]
TOKEN = "b" * 32


def figures(port: int) -> dict[str, float]:
    """Milliseconds of each."""
    return {**past_figures(port), **paste_figures(port), **move_figures()}


def paste_figures(port: int) -> dict[str, float]:
    """The server's time for 1,000 × 12 cells: the page that checks them, then the background's work of taking in."""
    from taizhang.kit.clock import day_of, now
    from taizhang.people.models import Account
    from taizhang.people.selectors import viewer_for
    from taizhang.shell.longwork import KINDS
    from taizhang.shell.staging import stage
    from taizhang.shell.views.pages import PASTED

    office, text = pages.Browser(port, "organiser"), block()
    started = time.perf_counter()
    _post(office, "/imports/", {"what": "problems", "text": text})
    checked = time.perf_counter()
    viewer = viewer_for(Account.unscoped.get(username="organiser"), day_of(now()))
    told = {"what": "problems", "name": PASTED, "digest": stage(text.encode()), "unit": ""}
    made = KINDS["import"](viewer, now(), told)["made"]
    if made != ROWS:
        raise RuntimeError(f"{made} of {ROWS} rows were taken in")
    whole = time.perf_counter() - started
    return {"paste of 1,000 × 12 checked": (checked - started) * 1000, "paste checked and taken in": whole * 1000}


def block() -> str:
    """What an office copies from its sheet: a line of headings, a thousand rows, twelve cells each."""
    from taizhang.kit.clock import day_of, now
    from taizhang.orgs.models import Unit

    names = list(Unit.unscoped.exclude(parent=None).order_by("path").values_list("name", flat=True))
    due = (day_of(now()) + timedelta(days=60)).isoformat()
    tail = ["张三", "李四", "明确专人，每月对账", due, "正在对账", "", "每月报一次"]
    rows = [
        [str(at + 1), f"粘贴的第{at}号台账与银行回单不符", names[at % len(names)], "党费管理", "巡察反馈", *tail]
        for at in range(ROWS)
    ]
    return "\n".join("\t".join(row) for row in [HEADINGS, *rows])


def _post(who: pages.Browser, address: str, told: dict[str, str]) -> None:
    headers = {
        "Cookie": f"{who.headers['Cookie']}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line = http.client.HTTPConnection(who.line.host, who.line.port)
    line.request("POST", address, urlencode(told), headers)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status} {body[:500]!r}")


def past_figures(port: int) -> dict[str, float]:
    """All problems as they stood a month ago, and what changed since, beside the list of today."""
    from taizhang.kit.clock import day_of, now

    office, today = pages.Browser(port, "organiser"), day_of(now())
    day = (today - timedelta(days=30)).isoformat()
    listed, told = f"/items/?kind=problem&day={day}", f"/items/between/?kind=problem&before={day}&until={today}"
    if office.get(listed).count(b"/items/P") < ROWS_OF_A_PAGE or b"/items/P" not in office.get(told):
        raise RuntimeError("nothing stood there, or nothing has changed: there is nothing to measure")
    calls = {
        "list as it stood 30 days ago": lambda: office.get(listed),
        "what changed in 30 days": lambda: office.get(told),
    }
    return medians(calls, 5)


def move_figures() -> dict[str, float]:
    """A township that has taken in others until it has 500 units below it moves with all they have."""
    from taizhang.kit.clock import day_of, now
    from taizhang.ledger.models import Item
    from taizhang.orgs.actions import move_unit
    from taizhang.orgs.models import Unit
    from taizhang.people.selectors import command_line_viewer

    actor: Any = command_line_viewer(day_of(now()))
    first, *others = Unit.unscoped.filter(parent__isnull=False, parent__parent=None, closed_on=None).order_by("-path")
    target = others.pop()
    while Unit.unscoped.under(Unit.unscoped.get(pk=first.pk).path).count() <= DESCENDANTS:
        move_unit(actor=actor, at=now(), code=others.pop(0).code, parent=first.code)
    below = Unit.unscoped.under(Unit.unscoped.get(pk=first.pk).path).values("pk")
    items = Item.unscoped.filter(unit__in=below).count()
    if not items:
        raise RuntimeError("the units that move have nothing")
    started = time.perf_counter()
    move_unit(actor=actor, at=now(), code=first.code, parent=target.code)
    return {"move of 500 units, ms": (time.perf_counter() - started) * 1000, "items that moved": items}


def main() -> int:
    """On the home that TAIZHANG_HOME names; what it measures it also writes there."""
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    with pages.server() as port:
        sys.stdout.write(json.dumps(figures(port), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
