"""Every act by REST, and the few that are not, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from taizhang.cycle import actions as cycle
from taizhang.debrief import actions as debrief
from taizhang.directives import actions as directives
from taizhang.filing import actions as filing
from taizhang.inspection import actions as inspection
from taizhang.ledger import actions as ledger
from taizhang.orgs import actions as orgs
from taizhang.people import actions as people
from taizhang.rulebook import actions as rulebook
from taizhang.supervision import actions as supervision

ACTS: dict[str, Callable[..., Any]] = {
    **{
        name: getattr(orgs, name)
        for name in orgs.__all__
        if name not in ("BEFORE_CLOSING", "RosterRefused", "import_units")
    },
    **{
        name: getattr(people, name)
        for name in (
            "post_person",
            "unpost_person",
            "reveal_number",
            "set_portfolio",
            "set_contact",
            "open_account",
            "open_account_for",
            "reissue_activation",
            "disable_account",
            "grant_role",
            "revoke_role",
            "revoke_tokens",
        )
    },
    **{name: getattr(rulebook, name) for name in ("draft_book", "publish_book", "publish_layout")},
    "open_year": cycle.open_year,
    **ledger.SINGLE,
    **{name: getattr(ledger, name) for name in ("raise_problem", "issue_task", "propose_duties", "cascade_task")},
    **{name: getattr(directives, name) for name in ("import_document", "issue_clauses", "link_clauses")},
    **{
        name: getattr(filing, name)
        for name in (
            "seal_list",
            "send_filing",
            "accept_filing",
            "return_filing",
            "attach_scan",
            "draw_spots",
            "check_spot",
        )
    },
    **{name: getattr(inspection, name) for name in inspection.__all__},
    **{name: getattr(debrief, name) for name in debrief.__all__ if not name.endswith("_box")},
    **{
        name: getattr(supervision, name)
        for name in (
            "open_slip",
            "decide_rung",
            "decide_rungs",
            "ignore_rung",
            "take_slip",
            "urge_slip",
            "answer_slip",
            "return_slip",
            "pass_slip",
            "archive_slip",
            "pause_slip",
            "resume_slip",
            "propose_case",
            "open_case",
            "drop_case",
            "tell_case",
            "state_case",
            "decide_case",
            "appeal_case",
            "answer_appeal",
            "end_case",
        )
    },
}

# act → where it is reached instead, or why it is not reached from outside at all
ELSEWHERE = {
    "import_units": "imports/units",
    "import_roster": "imports/units",
    "import_people": "imports/people",
    "import_problems": "imports/problems",
    "import_tasks": "imports/tasks",
    "act_on_many": "items/acts/{act}",
    "take_changes": "the acts themselves: a program knows which it wants",
    "issue_token": "a key makes no keys: oneself or the server's command line",
    "activate_account": "a person sets their own password on the page for it, never through a program's key",
    "keep_evidence": "files go with the act they prove; alone it asks nobody whether it may",
    "take_in": "the field's own road (/field/acts/), each act there with its receipt",
    "take_late": "a person reads first what came late, on its page",
    "set_aside_late": "a person reads first what came late, on its page",
    "recount": "after somebody wrote past the system: on the server itself, by its command line",
    **dict.fromkeys(
        ("open_box", "close_box", "count_box", "void_box", "destroy_box"),
        "a ballot box is opened, closed and counted before two witnesses, on its page",
    ),
    "propose_rungs": "the worker's, every six hours: nobody proposes in the ladder's name",
    "fulfil": "through fulfil_duty, which asks who may",
    "exempt": "through exempt_duty, which asks who may",
    "refute": "through check_spot, which asks who may",
}
