"""The moves of a plan, a visit and a finding. `who` names a relation of policy.py."""

from __future__ import annotations

from taizhang.inspection import labels
from taizhang.kit.moves import Move, Table

PLAN_MOVES = Table(
    name="plan",
    states=labels.PLAN_STATES,
    acts=labels.ACTS,
    moves=(
        Move("choose_units", ("drafted",), "drafted", "host", "units"),
        Move("set_teams", ("drafted",), "drafted", "host", "people"),
        Move("start_plan", ("drafted",), "under_way", "host", ""),
        Move("cancel_plan", ("drafted", "under_way"), "cancelled", "host", "reason"),
        Move("upgrade_checklist", ("under_way",), "under_way", "host", "mapping"),
        Move("publish_plan", ("under_way",), "under_way", "host", ""),
        Move("end_plan", ("under_way",), "ended", "host", ""),
        Move("gather_causes", ("under_way",), "under_way", "host", "items"),
        Move("gather_causes", ("ended",), "ended", "host", "items"),
        Move("draft_revisit", ("ended",), "ended", "host", "days"),
    ),
)

OPEN_VISIT = ("planned", "under_way")
SEEN = ("ended", "agreed", "disagreed", "answered")  # the unit sees what was recorded
VISIT_MOVES = Table(
    name="visit",
    states=labels.VISIT_STATES,
    acts=labels.ACTS,
    moves=(
        Move("assign_visit", ("planned",), "planned", "host", "team"),
        Move("merge_visit", ("planned",), "merged", "host", "visit"),
        Move("begin_visit", ("planned",), "under_way", "team", ""),
        Move("begin_visit", ("under_way",), "under_way", "team", ""),  # another member arrives
        Move("reopen_visit", ("ended", "disagreed", "answered"), "under_way", "head", "reason"),
        Move("record_answers", ("under_way",), "under_way", "team", "answers"),
        Move("choose_answer", ("under_way",), "under_way", "head", "answer"),
        Move("note_finding", ("under_way",), "under_way", "team", "text"),
        Move("record_talk", ("under_way",), "under_way", "team", "text"),
        Move("recheck_problem", ("under_way",), "under_way", "team", "held"),
        *(Move("bring_media", (state,), state, "team", "") for state in ("under_way", *SEEN)),
        *(Move("end_visit", (state,), "ended", "team", "") for state in ("under_way", "ended")),
        Move("skip_visit", ("planned", "under_way"), "cancelled", "head", "reason"),
        Move("agree_visit", ("ended",), "agreed", "own", ""),
        Move("question_visit", ("ended",), "disagreed", "own", "reason"),
        Move("answer_visit", ("disagreed",), "answered", "head", "reply"),
    ),
)

FINDING_MOVES = Table(
    name="finding",
    states=labels.FINDING_STATES,
    acts=labels.ACTS,
    moves=(
        Move("raise_finding", ("noted", "held"), "raised", "team", ""),
        Move("hold_finding", ("noted",), "held", "team", "", labels.NOTE_HELD),
        Move("drop_finding", ("noted", "held"), "dropped", "team", "reason"),
    ),
)
FILM_MOVES = Table(
    name="film",
    states=labels.FILM_STATES,
    acts=labels.ACTS,
    moves=(
        Move("arrange_film", ("drafted", "built", "failed", "released"), "drafted", "maker", "pieces"),
        Move("build_film", ("drafted", "failed", "built"), "building", "maker", ""),
        Move("release_film", ("built",), "released", "releaser", ""),
        Move("recall_film", ("released",), "built", "releaser", "reason"),
        # another version is being arranged while the released one is shown: that one can still be taken back
        *(
            Move("recall_film", (state,), state, "releaser", "reason")
            for state in ("drafted", "building", "built", "failed")
        ),
    ),
)
