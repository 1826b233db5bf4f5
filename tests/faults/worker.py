"""Run as a process of its own: acts one after another, each acknowledged on standard output once it is committed."""

import os
import sys


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
    django.setup()
    from django.db import InterfaceError, OperationalError, connections

    from taizhang.journal.acts import Carried, carrying
    from taizhang.kit.clock import day_of, now
    from taizhang.kit.trouble import Unwritable
    from taizhang.ledger.actions import raise_problem
    from taizhang.people.selectors import command_line_viewer

    unit, name = sys.argv[1], sys.argv[2]
    for number in range(100_000):
        while True:
            try:
                viewer = command_line_viewer(day_of(now()))
                with carrying(Carried(key=f"{name}-{number:08d}")):
                    code = raise_problem(actor=viewer, at=now(), unit=unit, title=f"{name} 第{number}个问题")
                break
            except (Unwritable, OperationalError, InterfaceError):  # the database restarted: the same once more
                connections.close_all()
        sys.stdout.write(code + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
