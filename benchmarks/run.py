"""`make bench`: every figure as a ratio in one run, on SQLite and PostgreSQL, small and county.

python -m benchmarks.run [sqlite|postgresql]     leaves benchmarks/out/*.json and the table in docs/performance.md
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from tests.pg_server import server

HERE = Path(__file__).parent
OUT, PAGE = HERE / "out", HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured by make bench -->", "<!-- end of measured -->"
Figures = dict[str, float]
# figure → (ours, beside what, the most it may be)
BUDGETS: tuple[tuple[str, Callable[[Figures], float], float], ...] = (
    ("list ÷ bare page", lambda at: at["list"] / at["bare page"], 2),
    ("item ÷ bare page", lambda at: at["item"] / at["bare page"], 2),
    ("ordinary user ÷ administrator", lambda at: at["list, ordinary user"] / at["list"], 1.2),
    (
        "overview ÷ (2 bare pages + 2 raw SQL)",
        lambda at: at["overview"] / (2 * at["bare page"] + 2 * at["overview, raw SQL"]),
        1,
    ),
    ("page 30 ÷ page 1", lambda at: at["list, page 30"] / at["list"], 1.1),
    ("search ÷ list", lambda at: at["search of two characters"] / at["list"], 1.1),
    ("one act by API ÷ bare durable commit", lambda at: at["one act by API"] / at["bare durable commit"], 3),
    ("200 acts in bulk ÷ one act", lambda at: at["200 acts in bulk"] / at["one act"], 15),
    ("import of 10,000 ÷ raw SQL", lambda at: at["import of 10,000 problems"] / at["import, raw SQL"], 40),
    ("import, MB", lambda at: at["import, MB"], 300),
    ("ledger to .xlsx ÷ xlsxwriter alone", lambda at: at["export .xlsx"] / at["xlsxwriter alone"], 2),
    ("ledger to .csv ÷ csv.writer alone", lambda at: at["export .csv"] / at["csv.writer alone"], 5),
    (
        "ledger to .csv ÷ (raw SQL into csv.writer)",
        lambda at: at["export .csv"] / at["raw SQL into csv.writer"],
        5,
    ),
    ("export .xlsx, MB", lambda at: at["export .xlsx, MB"], 200),
    ("export .csv, MB", lambda at: at["export .csv, MB"], 200),
    ("paste of 1,000 × 12 cells, ms", lambda at: at["paste checked and taken in"], 3_000),
    ("list of 30 days ago ÷ list of today", lambda at: at["list as it stood 30 days ago"] / at["list"], 10),
    ("move of 500 units with all they have, ms", lambda at: at["move of 500 units, ms"], 1_000),
    ("demo --scale county, s", lambda at: at["demo, s"], 300),
    ("sync of 200 answers, ms", lambda at: at["200 answers, one record"], 1_000),
    ("film of ten clips ÷ its length", lambda at: at["film ÷ its length"], 2),
    ("cascade map over 3,000 debriefs, ms", lambda at: at["cascade map, 3,000 debriefs below"], 150),
    ("settlement of a county, s", lambda at: at["settlement of the county, s"], 60),
    ("ballot put in, p95 of 300 × 100 × 6, ms", lambda at: at["ballot put in, p95"], 500),
    ("verify.py ÷ hashing the same bytes", lambda at: at["verify.py"] / at["hash the same bytes"], 10),
)
GROWING = ("list", "item", "home", "overview", "search of two characters")


def figures(url: str, scale: str, name: str) -> Figures:
    """Measure in a process of its own."""
    told = {**os.environ, **({"DATABASE_URL": url} if url else {})}
    out = OUT / f"{name}-{scale}.json"
    subprocess.run([sys.executable, "-m", "benchmarks.measure", scale, str(out)], check=True, env=told)
    found: Figures = json.loads(out.read_text())
    return found


def both_scales(name: str) -> tuple[Figures, Figures]:
    """(small, county) on a database; PostgreSQL gets a server of its own for each."""
    found = []
    for scale in ("small", "county"):
        with server(durable=True) if name == "postgresql" else nullcontext("") as url:
            found.append(figures(url, scale, name))
    return found[0], found[1]


def table(measured: dict[str, tuple[Figures, Figures]]) -> str:
    """Markdown: one row a budget, one column a database."""
    names = list(measured)
    lines = [f"| Ratio at a county's size | budget | {' | '.join(names)} |", "| --- " * (len(names) + 2) + "|"]
    for title, ratio, most in BUDGETS:
        cells = [_cell(ratio, measured[name][1], most) for name in names]
        lines.append(f"| {title} | ≤ {most} | {' | '.join(cells)} |")
    for figure in GROWING:
        cells = [f"{_grown(figure, *measured[name]):.2f}" for name in names]
        lines.append(f"| {figure}: county ÷ small, in bare pages | | {' | '.join(cells)} |")
    lines += ["", f"| Milliseconds (median) | {' | '.join(names)} |", "| --- " * (len(names) + 1) + "|"]
    for figure in measured[names[0]][1]:
        cells = [f"{measured[name][1].get(figure, 0):,.1f}" for name in names]
        lines.append(f"| {figure} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(ratio: Callable[[Figures], float], found: Figures, most: float) -> str:
    try:
        value = ratio(found)
    except KeyError:
        return "not measured"
    return f"{value:.2f}" if value <= most else f"**{value:.2f}** over"


def _grown(figure: str, small: Figures, county: Figures) -> float:
    return (county[figure] / county["bare page"]) / (small[figure] / small["bare page"])


def main() -> int:
    """Measure, write JSON and the table."""
    OUT.mkdir(exist_ok=True)
    measured = {name: both_scales(name) for name in (sys.argv[1:] or ["sqlite", "postgresql"])}
    told = f"Run of {datetime.now(UTC).date()}.\n\n{table(measured)}"
    sys.stdout.write(told + "\n")
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{told}\n{END}{rest.split(END)[1]}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
