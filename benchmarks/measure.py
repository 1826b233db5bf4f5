"""All figures on one database at one scale, as JSON: python -m benchmarks.measure SCALE OUT (DATABASE_URL chooses)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    """Stage a home of its own, measure, write."""
    scale, out = sys.argv[1], Path(sys.argv[2])
    folder = Path(tempfile.mkdtemp(prefix="taizhang-bench-"))
    os.environ.update(TAIZHANG_HOME=str(folder / "home"), TAIZHANG_MODE="demo")
    os.environ["DJANGO_SETTINGS_MODULE"] = "taizhang.config.settings"
    started = time.perf_counter()
    for command in (["migrate"], ["demo", "--scale", scale]):
        subprocess.run([sys.executable, "-m", "taizhang", *command], check=True, stderr=subprocess.DEVNULL)
    found = {"demo, s": time.perf_counter() - started}
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    from benchmarks import field, files, pages, roads, yearly

    with pages.server() as port:
        found.update(pages.page_figures(port))
        found.update(pages.act_figures(port))
        if scale == "county" and not os.environ.get("TAIZHANG_BENCH_SHORT"):  # the field, the year: most of the time
            found.update(field.figures(port, folder))
            found.update(yearly.figures(port))
        if scale == "county":
            found.update(roads.past_figures(port))
            found.update(roads.paste_figures(port))
    if scale == "county":
        found.update(files.export_figures(folder))
        found.update(files.import_figures(folder))
        found.update(files.journal_figures(folder))
        found.update(roads.move_figures())
    found.update(counts())
    out.write_text(json.dumps({name: round(value, 3) for name, value in found.items()}, indent=1))
    return 0


def counts() -> dict[str, float]:
    """How much there was to measure on."""
    from taizhang.journal.models import Entry
    from taizhang.ledger.models import Item
    from taizhang.orgs.models import Unit

    return {
        "units": Unit.unscoped.count(),
        "items": Item.unscoped.count(),
        "entries": Entry.unscoped.count(),
    }


if __name__ == "__main__":
    sys.exit(main())
