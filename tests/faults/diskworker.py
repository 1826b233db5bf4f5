"""Run as a process of its own: acts while the disk is full or read-only, at many points; says what was acknowledged."""

import json
import os
import sys
from collections import Counter


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from taizhang.journal.acts import Carried, carrying
    from taizhang.kit.clock import now
    from taizhang.kit.trouble import DISK, Unwritable
    from taizhang.ledger.actions import raise_problem
    from tests.cast import stage

    call_command("migrate", verbosity=0)
    county, points = stage(), int(sys.argv[1])
    acknowledged, told, number = [], Counter(), 0

    def pragma(words: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {words}")
            row = cursor.fetchone()
            return int(row[0]) if row else 0

    def act(key: str) -> str:
        with carrying(Carried(key=key)):
            return raise_problem(
                actor=county.who("cheng"), at=now(), unit=county.unit("东坡村党支部"), title=f"{key} {'长' * 900}"
            )

    for point in range(points):
        full = point % 2 == 0
        pragma(f"max_page_count = {pragma('page_count') + point % 9}") if full else pragma("query_only = ON")
        while True:
            number += 1
            try:
                acknowledged.append(act(f"k{number}"))
            except Unwritable as error:
                told[str(error) == DISK] += 1
                break
        pragma("max_page_count = 1000000") if full else pragma("query_only = OFF")
        acknowledged.append(act(f"k{number}"))  # the same again, and by itself
    sys.stdout.write(json.dumps({"acknowledged": acknowledged, "said": told[True], "other": told[False]}))


if __name__ == "__main__":
    main()
