"""The moves of a slip (督办单). `who` names a relation of policy.py."""

from __future__ import annotations

from taizhang.kit.moves import Move, Table
from taizhang.supervision import labels

SLIP_MOVES = Table(
    name="slip",
    states=labels.STATES,
    acts={name: label for name, label in labels.ACTS.items() if name not in ("open_slip", "decide_rungs")},
    moves=(
        Move("propose_rungs", ("proposed", "ignored", "lapsed", "closed", "archived"), "proposed", "system", ""),
        *(Move("propose_rungs", (state,), state, "system", "") for state in ("issued", "taken")),
        Move("decide_rung", ("proposed", "issued", "taken"), "issued", "decider", "text"),
        Move("ignore_rung", ("proposed",), "ignored", "decider", "reason"),
        *(Move("ignore_rung", (state,), state, "decider", "reason") for state in ("issued", "taken", "answered")),
        Move("take_slip", ("issued",), "taken", "own", ""),
        *(Move("urge_slip", (state,), state, "host", "text") for state in ("issued", "taken")),
        Move("answer_slip", ("issued", "taken"), "answered", "own", "result"),
        Move("pass_slip", ("answered",), "closed", "host", ""),
        Move("return_slip", ("answered",), "taken", "host", "reason"),
        Move("archive_slip", ("closed",), "archived", "host", ""),
        *(Move("pause_slip", (state,), state, "host", "reason") for state in ("issued", "taken")),
        *(Move("resume_slip", (state,), state, "host", "") for state in ("issued", "taken")),
        Move("end_slip", ("proposed",), "lapsed", "system", ""),
        Move("lapse_rung", ("proposed",), "lapsed", "system", ""),
        *(Move("lapse_rung", (state,), state, "system", "") for state in ("issued", "taken", "answered")),
        Move("move_slip", ("proposed", "issued", "taken", "answered", "ignored"), "lapsed", "system", ""),
        Move("reopen_slip", ("closed", "archived", "lapsed", "ignored"), "lapsed", "system", ""),
        Move("end_slip", ("issued", "taken", "answered"), "closed", "system", ""),
    ),
)
ACCEPTED = ("closed", "archived")  # the answer was accepted: the ladder rests for a while
OPEN = ("issued", "taken", "answered")
WAITING_FOR_UNIT = ("issued", "taken")
KEPT = ("proposed", "ignored", "lapsed")  # the host's own considerations: nothing for the unit to see in them

CASE_MOVES = Table(
    name="case",
    states=labels.CASE_STATES,
    acts={name: label for name, label in labels.CASE_ACTS.items() if name != "propose_case"},
    moves=(
        Move("open_case", ("proposed",), "opened", "head", ""),
        Move("drop_case", ("proposed", "opened", "told", "stated"), "dropped", "head", "reason"),
        Move("tell_case", ("opened",), "told", "host", ""),
        Move("state_case", ("told",), "stated", "own", "text"),
        Move("decide_case", ("told", "stated"), "decided", "host", "text"),
        Move("appeal_case", ("decided",), "appealed", "own", "reason"),
        Move("answer_appeal", ("appealed",), "reviewed", "other", "reason"),
        Move("end_case", ("decided", "reviewed"), "ended", "host", ""),
    ),
)
TOLD = ("told", "stated", "decided", "appealed", "reviewed", "ended")  # what the unit sees
