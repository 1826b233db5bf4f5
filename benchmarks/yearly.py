"""The year's pages at a county's size: the cascade map over 3,000 debriefs, joint duties, slips, the settlement; and a
vote of three hundred on a hundred debriefers.

By itself, on the home that TAIZHANG_HOME names (a demonstration): python -m benchmarks.yearly
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import queue
import secrets
import statistics
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks import pages
from benchmarks.timing import medians

TOWNS, EACH = 30, 100  # 30 meetings below with 100 debriefs each
DEBRIEFERS, VOTERS, ROWS, AT_ONCE = 100, 300, 6, 8


def figures(port: int) -> dict[str, float]:
    """Milliseconds of the pages, seconds of the settlement, p95 of a ballot."""
    return {**page_figures(port), **settlement(), **vote_figures(port)}


def page_figures(port: int) -> dict[str, float]:
    """The pages of the year's work, beside the bare page of the same server."""
    from taizhang.orgs.models import Unit
    from taizhang.people.models import Account

    office = pages.Browser(port, "organiser")
    county = Unit.unscoped.get(parent=None)
    head = Account.unscoped.get(username="county_secretary").person.code
    above, below = cascade(county)
    addresses = {
        "bare page ": "/bare/",
        "cascade map, 3,000 debriefs below": f"/meetings/{above}/cascade/",
        "cascade map of 100 debriefs": f"/meetings/{below}/cascade/",
        "slips": "/slips/",
        "joint duties": f"/units/{county.code}/leaders/",
        "one leader": f"/units/{county.code}/leaders/{head}/",
        "year": "/year/",
        "spot checks": "/filings/spots/",
    }

    def page(address: str) -> Callable[[], object]:
        return lambda: office.get(address)

    return medians({name: page(address) for name, address in addresses.items()}, 15)


def cascade(county: Any) -> tuple[str, str]:
    """A county meeting of 30 units whose own meetings have 100 debriefs each: (its code, one below)."""
    from taizhang.debrief.models import Debrief, Meeting
    from taizhang.kit.clock import now
    from taizhang.kit.codes import make_code
    from taizhang.orgs.models import Unit

    units = list(Unit.unscoped.exclude(pk=county.pk).order_by("pk")[: max(TOWNS, EACH)])

    def meeting(unit: Any, above: Any = None) -> Any:
        told = {"kind": "half", "order": "together", "state": "held", "meeting_on": now().date(), "opened_at": now()}
        told |= {"report_due_on": now().date(), "begun_at": now(), "ended_at": now()}
        return Meeting.unscoped.create(code=make_code(), unit=unit, above=above, title=f"{unit.label}测速", **told)

    def debriefs(held: Any, some: list[Any]) -> None:
        Debrief.unscoped.bulk_create(
            Debrief(code=make_code(), meeting=held, unit=unit, ordinal=at, person="某人", state="vetted")
            for at, unit in enumerate(some, 1)
        )

    top = meeting(county)
    debriefs(top, units[:TOWNS])
    own = [meeting(unit, top) for unit in units[:TOWNS]]
    for one in own:
        debriefs(one, units[:EACH])
    return top.code, own[0].code


def settlement() -> dict[str, float]:
    """年底要账 of the county: every unit below the county and its sheet, in this process."""
    from taizhang.kit.clock import now
    from taizhang.orgs.models import Unit
    from taizhang.orgs.selectors import children_of
    from taizhang.people.selectors import command_line_viewer
    from taizhang.reports.papers import year_sheet
    from taizhang.reports.selectors import accounts_of

    viewer, county, year = command_line_viewer(now().date()), Unit.unscoped.get(parent=None), now().year
    started = time.perf_counter()
    rows = 0
    for unit in (county, *children_of(county)):
        sheet = year_sheet(accounts_of(viewer, unit, year), unit.label, year, viewer.today)
        rows += len(sheet.rows)
    return {"settlement of the county, s": time.perf_counter() - started, "units settled": rows}


def vote_figures(port: int) -> dict[str, float]:
    """Three hundred phones fetch the ballot of a hundred debriefers and put theirs in, eight at a time."""
    from taizhang.ballots import store
    from taizhang.ballots.rules import sealed_size

    box, codes = secrets.token_hex(12), store.new_codes(VOTERS)
    subjects = [{"key": f"D{at}", "name": f"第{at}位"} for at in range(DEBRIEFERS)]
    rows = [{"key": f"r{at}", "label": f"第{at}项"} for at in range(ROWS)]
    options = [{"key": key, "label": key} for key in ("good", "fairly", "fair", "poor")]
    form = {"title": "测速", "subjects": subjects, "rows": rows, "options": options}
    store.create(box, form, "04" + "11" * 64, {"units": codes})
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for code in codes:
        waiting.put(code)
    took: dict[str, list[float]] = {"GET": [], "POST": []}

    def phone() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        while True:
            try:
                code = waiting.get_nowait()
            except queue.Empty:
                return
            sealed = base64.b64encode(secrets.token_bytes(sealed_size(DEBRIEFERS * ROWS))).decode()
            for verb, body in (("GET", None), ("POST", json.dumps({"code": code, "sealed": sealed}))):
                started = time.perf_counter()
                line.request(verb, f"/vote/{box}/", body, {"Content-Type": "application/json"} if body else {})
                answer = line.getresponse()
                answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"{verb}: {answer.status}")
                took[verb].append((time.perf_counter() - started) * 1000)

    phones = [threading.Thread(target=phone) for _unused in range(AT_ONCE)]
    started = time.perf_counter()
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    seconds = time.perf_counter() - started
    store.close(box)
    kept = len(store.released(box))
    store.destroy(box)
    if kept != VOTERS:
        raise RuntimeError(f"{kept} of {VOTERS} ballots are in")
    p95 = {verb: statistics.quantiles(times, n=20)[-1] for verb, times in took.items()}
    return {"ballot shown, p95": p95["GET"], "ballot put in, p95": p95["POST"], "300 ballots of 600 marks, s": seconds}


def main() -> int:
    """On a home that is there already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    with pages.server() as port:
        sys.stdout.write(json.dumps({k: round(v, 2) for k, v in figures(port).items()}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
