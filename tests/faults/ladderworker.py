"""Run as a process of its own: stages a county, then does what it is told line by line: day N, run N, wait, check."""

import os
import sys
import time
from datetime import timedelta


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from taizhang.supervision import selectors
    from tests.cast import AT, stage

    selectors.slips.CHUNK = 3  # several commits a climb
    call_command("migrate", verbosity=0)
    county = stage()
    say("ready")
    child, at = 0, AT
    for line in sys.stdin:
        word, _space, rest = line.strip().partition(" ")
        if word == "day":  # the clock as it is told, and two matters that fall due the day after
            at = AT + timedelta(days=int(rest))
            for unit in ("东坡村党支部", "后岭村党支部"):
                new_matter(county, unit, at)
            say("day")
        elif word == "run":
            connections.close_all()
            child = os.fork()
            if not child:
                climb(at, int(rest))
                os._exit(0)
            say(str(child))
        elif word == "wait":
            say(str(os.waitpid(child, 0)[1]))
        elif word == "decide":
            say(str(decide(county, at)))
        elif word == "check":
            say(check())


def new_matter(county, unit, at) -> None:
    from taizhang.ledger.actions import raise_problem
    from taizhang.ledger.models import Item

    title = f"第{Item.unscoped.count()}件"
    given = {"unit": county.unit(unit), "title": title, "source": "film", "due_on": at.date() + timedelta(days=1)}
    raise_problem(actor=county.who("cheng", at), at=at, **given)


def climb(at, stop: int) -> None:
    """The worker's climb on a day; stands still at its `stop`-th statement (0: never), or when it has ended before."""
    from django.db import connection

    from taizhang.kit.clock import day_of
    from taizhang.supervision.actions import propose_rungs
    from taizhang.supervision.selectors import ladder_viewer, rungs_due

    count = 0

    def counting(execute, sql, params, many, context):
        nonlocal count
        count += 1
        answer = execute(sql, params, many, context)
        if count == stop:
            say("here")
            time.sleep(600)
        return answer

    actor = ladder_viewer(day_of(at))
    with connection.execute_wrapper(counting):
        for codes in rungs_due(day_of(at)):
            propose_rungs(actor=actor, at=at, items=codes)
        propose_rungs(actor=actor, at=at)
    if stop:
        say("here")
        time.sleep(600)


def decide(county, at) -> int:
    """The office and the secretary decide what has been proposed."""
    from contextlib import suppress

    from taizhang.kit.errors import Refused
    from taizhang.supervision.actions import decide_rungs
    from taizhang.supervision.models import Slip

    codes = list(Slip.unscoped.exclude(asked="").values_list("code", flat=True)[:200])
    done = 0
    for code in codes:  # a proposal may no longer hold when the clock was put back: a person sees why, and leaves it
        with suppress(Refused):
            done += len(decide_rungs(actor=county.who("shen", at), at=at, codes=[code])["done"])
    return done


def check() -> str:
    """How many rungs stand proposed once, and how many do not: proposed twice, or kept without having been proposed."""
    from collections import Counter

    from taizhang.supervision.models import Fired, Slip, SlipStep

    steps = SlipStep.unscoped.filter(act__in=("propose_rungs", "lapse_rung")).values_list("slip_id", "rung", "act")
    told = Counter((slip, rung) for slip, rung, act in steps if act == "propose_rungs")
    told.subtract((slip, rung) for slip, rung, act in steps if act == "lapse_rung")
    fired = Counter(Fired.unscoped.values_list("slip_id", "rung"))
    wrong = sum(told[key] != fired[key] or fired[key] > 1 for key in told.keys() | fired.keys())
    twice = (
        Slip.unscoped.exclude(item=None).count() - Slip.unscoped.exclude(item=None).values("item").distinct().count()
    )
    return f"{sum(fired.values())} {wrong} {twice}"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
