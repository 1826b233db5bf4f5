"""Run as a process of its own: stages a county, then does what it is told line by line: ask N, run, wait, check."""

import os
import sys
import time
from datetime import timedelta

ITEMS = 80


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from taizhang.kit.clock import now
    from taizhang.shell import actions, jobs
    from tests.cast import stage

    jobs.LEASE, jobs.BEAT_SECONDS, jobs.IDLE_SECONDS = timedelta(seconds=0.6), 0.1, 0.1  # type: ignore[assignment]
    call_command("migrate", verbosity=0)
    county = stage()
    codes = [county.problem(title=f"第{number}件") for number in range(ITEMS)]
    say("ready")
    child = 0
    for line in sys.stdin:
        word, _space, rest = line.strip().partition(" ")
        if word == "ask":
            actions.act_in_background(county.who("zhao"), now(), "hand_over", codes, {"person": f"第{rest}人"})
            say("asked")
        elif word == "run":
            connections.close_all()
            child = os.fork()
            if not child:
                stop_at(int(rest))
                jobs.work(once=True)
                os._exit(0)
            say(str(child))
        elif word == "wait":
            say(str(os.waitpid(child, 0)[1]))
        elif word == "check":
            say(check(codes))


def stop_at(point: int) -> None:
    """Stand still at an item (1 …), or after everything was committed and not yet marked as done (ITEMS + 1)."""
    from taizhang.ledger.actions import bulk
    from taizhang.shell import actions

    def here(*_unused: object) -> None:
        say("here")
        time.sleep(600)

    def step(at: int, _of: int) -> None:
        if at == point:
            here()

    bulk.step = step  # type: ignore[attr-defined]
    if point > ITEMS:
        actions._end = here  # type: ignore[assignment]


def check(codes: list[str]) -> str:
    """How often each item was handed over ("3 3 …" when every one was three times), and how the works ended."""
    from taizhang.ledger.models import Step
    from taizhang.shell.models import Work

    times = [Step.unscoped.filter(item__code=code, act="hand_over").count() for code in codes]
    states = sorted(set(Work.unscoped.values_list("state", flat=True)))
    return f"{min(times)} {max(times)} {Work.unscoped.count()} {'/'.join(states)}"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
