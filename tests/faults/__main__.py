"""`make faults`: kills and crowds of writers in full figures, on SQLite and on PostgreSQL."""

import sys

from tests.both import suite
from tests.pg_server import server

FIELD = ("tests/offline/test_offline.py", "tests/ballots/test_linking.py", "tests/browser/test_field.py")


def main() -> int:
    """Both databases; the exit code is the worst."""
    worst = suite("SQLite", "tests/faults", "-q")
    worst = max(worst, suite("the field and the ballots", *FIELD, "-q"))
    with server() as url:
        return max(worst, suite("PostgreSQL", "tests/faults", "-q", "-m", "not once", DATABASE_URL=url))


if __name__ == "__main__":
    sys.exit(main())
