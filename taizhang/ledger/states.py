"""The moves of duties, tasks and problems. `who` names a relation of policy.py; `needs` what must be brought."""

from __future__ import annotations

from taizhang.kit.moves import Move, Table
from taizhang.ledger import labels

DUTY, TASK, PROBLEM = "duty", "task", "problem"
DOER, RAISER, ACCEPTER, ABOVE = "doer", "raiser", "accepter", "above"

OPEN_PROBLEM = (
    "to_verify",
    "untrue_claimed",
    "to_plan",
    "plan_submitted",
    "rectifying",
    "closure_applied",
    "long_term",
)
OPEN_TASK = ("issued", "doing", "submitted")
OPEN_DUTY = ("proposed", "agreed", "sealed")
OPEN = OPEN_PROBLEM + OPEN_TASK + OPEN_DUTY
CLOSED_WELL = ("closed", "closed_before", "done", "settled")
ANSWERED = (*CLOSED_WELL, "untrue")  # what a comparison of two lists counts as closed

PROBLEM_MOVES = Table(
    name="problem",
    states=labels.PROBLEM_STATES,
    acts=labels.ACTS,
    moves=(
        Move("verify_problem", ("to_verify",), "to_plan", DOER, "verification", labels.NOTE_VERIFY),
        Move("claim_untrue", ("to_verify",), "untrue_claimed", DOER, "verification", labels.NOTE_UNTRUE),
        Move("consent_untrue", ("untrue_claimed",), "untrue", ACCEPTER, "reason"),
        Move("refuse_untrue", ("untrue_claimed",), "to_verify", ACCEPTER, "reason"),
        Move("submit_plan", ("to_plan",), "plan_submitted", DOER, "plan", labels.NOTE_PLAN),
        Move("rectify_at_once", ("to_plan",), "rectifying", DOER, "measures", labels.NOTE_AT_ONCE),
        Move("approve_plan", ("plan_submitted",), "rectifying", ACCEPTER, ""),
        Move("return_plan", ("plan_submitted",), "to_plan", ACCEPTER, "reason"),
        Move("report_progress", ("rectifying",), "rectifying", DOER, "text"),
        Move("report_progress", ("long_term",), "long_term", DOER, "text"),
        Move("request_extension", ("rectifying",), "rectifying", DOER, "extension", labels.NOTE_EXTENSION),
        Move("grant_extension", ("rectifying",), "rectifying", ACCEPTER, ""),
        Move("refuse_extension", ("rectifying",), "rectifying", ACCEPTER, "reason"),
        Move("adjust_due", ("rectifying",), "rectifying", ACCEPTER, "extension", labels.NOTE_ADJUST),
        Move("apply_closure", ("rectifying", "long_term"), "closure_applied", DOER, "result", labels.NOTE_CLOSURE),
        Move("accept_closure", ("closure_applied",), "closed", ACCEPTER, "acceptance", labels.NOTE_ACCEPT),
        Move("accept_long_term", ("closure_applied",), "long_term", ACCEPTER, "acceptance"),
        Move("return_closure", ("closure_applied",), "rectifying", ACCEPTER, "reason"),
        *(
            Move("revisit_problem", (state,), state, ACCEPTER, "text", labels.NOTE_REVISIT)
            for state in ("closed", "closed_before")
        ),
        Move(
            "reopen_problem",
            ("closed", "closed_before", "untrue"),
            "rectifying",
            ACCEPTER,
            "reopening",
            labels.NOTE_REOPEN,
        ),
        Move("transfer_problem", ("to_verify", "to_plan", "rectifying"), "to_verify", ACCEPTER, "unit"),
        Move("merge_problem", ("to_verify", "to_plan", "plan_submitted", "rectifying"), "merged", ACCEPTER, "item"),
        *(Move("link_cause", (state,), state, ACCEPTER, "item", labels.NOTE_LINK) for state in OPEN_PROBLEM),
        Move("withdraw_item", OPEN_PROBLEM, "withdrawn", ACCEPTER, "reason", labels.NOTE_WITHDRAW),
        *(
            Move("hand_over", (state,), state, DOER, "person")
            for state in ("to_verify", "to_plan", "rectifying", "long_term")
        ),
    ),
)

TASK_MOVES = Table(
    name="task",
    states=labels.TASK_STATES,
    acts=labels.ACTS,
    moves=(
        Move("sign_task", ("issued",), "doing", DOER, ""),
        Move("report_progress", ("doing",), "doing", DOER, "text"),
        Move("cascade_task", ("doing",), "doing", DOER, "units", labels.NOTE_CASCADE),
        Move("request_extension", ("doing",), "doing", DOER, "extension", labels.NOTE_EXTENSION),
        Move("grant_extension", ("doing",), "doing", ACCEPTER, ""),
        Move("refuse_extension", ("doing",), "doing", ACCEPTER, "reason"),
        Move("adjust_due", ("doing",), "doing", ACCEPTER, "extension", labels.NOTE_ADJUST),
        Move("submit_task", ("doing",), "submitted", DOER, "result"),
        Move("pass_task", ("submitted",), "done", ACCEPTER, "acceptance", labels.NOTE_ACCEPT),
        Move("return_task", ("submitted",), "doing", ACCEPTER, "reason"),
        Move("withdraw_item", OPEN_TASK, "withdrawn", RAISER, "reason"),
        *(Move("hand_over", (state,), state, DOER, "person") for state in ("issued", "doing")),
    ),
)

DUTY_MOVES = Table(
    name="duty",
    states=labels.DUTY_STATES,
    acts=labels.ACTS,
    moves=(
        Move("agree_duty", ("proposed",), "agreed", ABOVE, ""),
        Move("return_duty", ("proposed",), "withdrawn", ABOVE, "reason"),
        Move("seal_duty", ("agreed",), "sealed", ABOVE, ""),
        Move("fulfil_duty", ("agreed",), "agreed", DOER, "period"),
        Move("fulfil_duty", ("sealed",), "sealed", DOER, "period"),
        *(Move("exempt_duty", (state,), state, ABOVE, "exemption") for state in ("agreed", "sealed")),
        Move("settle_duty", ("sealed",), "settled", ABOVE, "text"),
    ),
)

TABLES = {DUTY: DUTY_MOVES, TASK: TASK_MOVES, PROBLEM: PROBLEM_MOVES}
FIRST = {DUTY: "proposed", TASK: "issued", PROBLEM: "to_verify"}
# the states whose next act lies with the accepting side: what "today's few things" shows there
WAITING_FOR_ACCEPTER = ("untrue_claimed", "plan_submitted", "closure_applied", "submitted", "proposed")
WAITING_FOR_DOER = ("to_verify", "to_plan", "rectifying", "issued", "doing")

# the stage a problem stands at, in the overview and in the summary; merged ones are counted under their common cause
STAGES = {
    "to_verify": "to_verify",
    "untrue_claimed": "to_verify",
    "to_plan": "to_plan",
    "plan_submitted": "to_plan",
    "rectifying": "rectifying",
    "long_term": "rectifying",
    "closure_applied": "applied",
    "closed": "closed",
    "closed_before": "before",
    "untrue": "untrue",
}
ENDED = ("closed", "closed_before", "done", "settled")
