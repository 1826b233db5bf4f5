"""Pages and acts over the real server, beside bare ones of the same server, session and account."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from benchmarks.timing import medians
from tests.serving import answers, free_port

ROUNDS = 25
OVERVIEW_SQL = (
    "SELECT substr(u.path, 1, 10), t.state, t.recurring, SUM(t.count) FROM ledger_tally t JOIN orgs_unit u "
    "ON u.id = t.unit_id WHERE t.kind = 'problem' AND u.path >= '0001.' AND u.path < '0001/' GROUP BY 1, 2, 3",
    "SELECT substr(path, 1, 10), COUNT(*) FROM ledger_item WHERE kind = 'problem' AND closed_on IS NULL "
    "AND path >= '0001.' AND path < '0001/' AND due_on < '{today}' GROUP BY 1",
)


@contextmanager
def server() -> Iterator[int]:
    """Granian over the bench's settings; its port."""
    port = free_port()
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    call = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    call += ["--workers", "1", "--blocking-threads", "1", "--log-level", "critical", "taizhang.config.wsgi:application"]
    running = subprocess.Popen(call, env=told, process_group=0)
    try:
        while not answers(port):
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait(30)


class Browser:
    """A signed-in keep-alive connection."""

    def __init__(self, port: int, username: str) -> None:
        from django.test import Client

        from taizhang.people.models import Account

        client = Client()
        client.force_login(Account.unscoped.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        self.headers = {"Cookie": cookies}
        self.line = http.client.HTTPConnection("127.0.0.1", port)

    def get(self, address: str) -> bytes:
        return self.ask("GET", address, None, self.headers)

    def ask(self, verb: str, address: str, body: str | None, headers: dict[str, str]) -> bytes:
        self.line.request(verb, address, body, headers)
        answer = self.line.getresponse()
        told = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{verb} {address}: {answer.status} {told[:300]!r}")
        return told


SHOWN = "i.id, i.code, i.title, i.category, i.source, i.person, i.state, i.due_on, i.facts, u.name, u.short"
LIST = f"SELECT {SHOWN} FROM ledger_item i JOIN orgs_unit u ON u.id = i.unit_id WHERE i.kind = 'problem'"  # noqa: S608
ORDERED = "ORDER BY i.due_on IS NULL, i.due_on, i.id"
FOUND = {  # the two characters that the page searches
    "sqlite": "i.id IN (SELECT rowid FROM ledger_search WHERE ledger_search MATCH '\"记录\"')",
    "postgresql": "i.id IN (SELECT item_id FROM ledger_search WHERE grams @> ARRAY['记录'])",
}
ITEM_SQL = (
    "SELECT i.*, u.name FROM ledger_item i JOIN orgs_unit u ON u.id = i.unit_id WHERE i.code = '{code}'",
    "SELECT s.number, s.act, s.at, s.actor_name, s.note FROM ledger_step s JOIN ledger_item i ON i.id = s.item_id "
    "WHERE i.code = '{code}' ORDER BY s.number",
    "SELECT code, name, kind FROM evidence_evidence WHERE subject = '{code}'",
)


def raw_pages(code: str, after: str) -> dict[str, tuple[str, ...]]:
    """The best raw SQL for the answer of each page (the overview's stands above)."""
    from django.db import connection

    from taizhang.ledger.selectors import PAGE

    day, _tilde, key = after.partition("~")
    assert day, "page 30 begins among the undated"
    beyond = f"i.due_on >= '{day}' AND (i.due_on > '{day}' OR i.id > {key})"
    return {
        "list, raw SQL": (f"{LIST} AND i.due_on IS NOT NULL ORDER BY i.due_on, i.id LIMIT {PAGE + 1}",),
        "list, page 30, raw SQL": (f"{LIST} AND {beyond} ORDER BY i.due_on, i.id LIMIT {PAGE + 1}",),
        "search, raw SQL": (f"{LIST} AND {FOUND[connection.vendor]} {ORDERED} LIMIT {PAGE + 1}",),
        "item, raw SQL": tuple(sql.format(code=code) for sql in ITEM_SQL),
        "overview, raw SQL": OVERVIEW_SQL,
    }


def page_figures(port: int) -> dict[str, float]:
    """Milliseconds by figure."""
    from django.db import connection
    from django.test import Client

    from taizhang.kit.clock import day_of, now
    from taizhang.ledger.models import Item
    from taizhang.people.models import Account

    office, town = Browser(port, "organiser"), Browser(port, "town1")
    inside = Client()
    inside.force_login(Account.unscoped.get(username="organiser"), backend="django.contrib.auth.backends.ModelBackend")
    after = ""
    for _unused in range(30):
        after = inside.get(f"/items/?kind=problem&after={after}").context["page"].next or after
    code = Item.unscoped.filter(kind="problem", state="rectifying").order_by("id").values_list("code", flat=True)[0]

    def raw(statements: tuple[str, ...]) -> Callable[[], object]:
        def run() -> None:
            with connection.cursor() as cursor:
                for sql in statements:
                    cursor.execute(sql.replace("{today}", day_of(now()).isoformat()))
                    cursor.fetchall()

        return run

    def page(who: Browser, address: str) -> Callable[[], object]:
        return lambda: who.get(address)

    return medians(
        {
            "bare page": page(office, "/bare/"),
            "list": page(office, "/items/?kind=problem"),
            "list, ordinary user": page(town, "/items/?kind=problem"),
            "list, page 30": page(office, f"/items/?kind=problem&after={after}"),
            "search of two characters": page(office, "/items/?kind=problem&text=%E8%AE%B0%E5%BD%95"),
            "item": page(office, f"/items/{code}/"),
            "home": page(office, "/"),
            "overview": page(office, "/overview/"),
            **{name: raw(statements) for name, statements in raw_pages(code, after).items()},
        },
        ROUNDS,
    )


def act_figures(port: int) -> dict[str, float]:
    """One act by API beside one durable commit; two hundred acts beside one."""
    from taizhang.kit.clock import now
    from taizhang.ledger.actions import SINGLE, act_on_many
    from taizhang.ledger.models import Item
    from taizhang.people.actions import issue_token
    from taizhang.people.models import Account
    from taizhang.people.selectors import viewer_for
    from taizhang.people.viewers import Viewer

    account = Account.unscoped.select_related("person").get(username="organiser")
    actor: Viewer = viewer_for(account, now().date())
    key = issue_token(actor=actor, at=now(), name="bench", username="organiser")
    waiting = Item.unscoped.filter(kind="problem", state="rectifying", accepting=actor.unit_id)
    codes = list(waiting.order_by("id").values_list("code", flat=True)[:201])
    line = Browser(port, "organiser")
    days = iter(range(1, 100_000))

    def by_api() -> None:
        due = (now().date() + timedelta(days=next(days) % 300 + 5)).isoformat()
        body = json.dumps({"code": codes[0], "due_on": due, "note": "按会议要求调整"})
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        line.ask("POST", "/api/v1/acts/adjust_due", body, {**headers, "Idempotency-Key": str(uuid.uuid4())})

    def one() -> None:
        due = now().date() + timedelta(days=next(days) % 300 + 5)
        SINGLE["adjust_due"](actor=actor, at=now(), code=codes[0], due_on=due, note="按会议要求调整")

    def many() -> None:
        due = now().date() + timedelta(days=next(days) % 300 + 5)
        done = act_on_many(
            actor=actor, at=now(), act_name="adjust_due", codes=codes[1:], due_on=due, note="按会议要求调整"
        )
        assert not done["refused"], done["refused"][0]

    found = medians(
        {
            "one act by API": by_api,
            "bare durable commit": lambda: line.ask("POST", "/bare-commit/", "", {}),
            "one act": one,
        },
        ROUNDS,
    )
    return {**found, **(medians({"200 acts in bulk": many}, 3) if len(codes) == 201 else {})}
