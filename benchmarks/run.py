"""Speed as ratios in one run: each page beside a bare Django page of 50 rows, on a ledger of a few thousand items.

python -m benchmarks.run [ITEMS]      (default 3,000; DATABASE_URL chooses PostgreSQL)
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["TAIZHANG_HOME"] = tempfile.mkdtemp(prefix="taizhang-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "taizhang.config.settings"
OUT = Path(__file__).parent / "out"
ROUNDS = 15


def median(function: Callable[[], object]) -> float:
    """Milliseconds of one call, median of several, after one to warm up."""
    function()
    times = []
    for _unused in range(ROUNDS):
        started = time.perf_counter()
        function()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def prepare(count: int) -> tuple[float, str]:
    """The demonstration county with `count` further problems; returns seconds the import took, and an item's number."""
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)
    from taizhang.kit.clock import day_of, now
    from taizhang.ledger.actions import import_problems
    from taizhang.ledger.sheets import ProblemRow
    from taizhang.orgs.models import Unit
    from taizhang.people.selectors import command_line_viewer
    from taizhang.shell.demo.story import Story

    Story("small", 1, now(), lambda _what: None).tell()
    units = list(Unit.unscoped.filter(kind="branch").values_list("code", flat=True))
    rows = [ProblemRow(n, f"第{n}个问题，会议记录不规范", units[n % len(units)], source="visit") for n in range(count)]
    started = time.perf_counter()
    made = import_problems(actor=command_line_viewer(day_of(now())), at=now(), rows=rows)["made"]
    return time.perf_counter() - started, str(made[0])


def measure(code: str) -> dict[str, float]:
    """Every figure in milliseconds."""
    from django.test import Client, override_settings

    from taizhang.journal.heads import checked_hashes
    from taizhang.journal.selectors import export_lines
    from taizhang.people.models import Account

    def client(username: str) -> Client:
        made = Client()
        account = Account.unscoped.get(username=username)
        made.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return made

    office, town = client("organiser"), client("town1")
    with override_settings(ROOT_URLCONF="benchmarks.urls"):
        first = office.get("/items/?kind=problem").context["page"].next
        after = first
        for _unused in range(40):
            after = office.get(f"/items/?kind=problem&after={after}").context["page"].next or after
        pages = {
            "bare 50-row page": (office, "/bare/"),
            "list": (office, "/items/?kind=problem"),
            "list, ordinary user": (town, "/items/?kind=problem"),
            "list, page 40": (office, f"/items/?kind=problem&after={after}"),
            "search of two characters": (office, "/items/?kind=problem&text=记录"),
            "item": (office, f"/items/{code}/"),
            "overview": (office, "/overview/"),
            "home": (office, "/"),
        }
        found = {name: median(lambda who=who, where=where: who.get(where)) for name, (who, where) in pages.items()}
    bodies = [line.encode() for line in export_lines()]
    found["verify the journal"] = median(lambda: list(checked_hashes()))
    found["hash the same bytes"] = median(lambda: [hashlib.sha256(body).digest() for body in bodies])
    return found


def main() -> int:
    """Measure, print a table of ratios, and leave it as JSON."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    seconds, code = prepare(count)
    found = measure(code)
    floor = found["bare 50-row page"]
    print("| figure | ms | × bare page |\n| --- | --- | --- |")
    for name, value in found.items():
        print(f"| {name} | {value:.1f} | {value / floor:.2f} |")
    print(f"| import of {count} problems | {seconds * 1000:.0f} | |")
    OUT.mkdir(exist_ok=True)
    (OUT / "pages.json").write_text(
        json.dumps({"items": count, "import_seconds": seconds, "milliseconds": found}, indent=1)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
