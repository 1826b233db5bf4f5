"""The moves of a meeting, a report, a comment, a grade, a ballot box. `who` names a relation of policy.py."""

from __future__ import annotations

from taizhang.debrief import labels
from taizhang.kit.moves import Move, Table

MEETING_MOVES = Table(
    name="meeting",
    states=labels.MEETING_STATES,
    acts=labels.MEETING_ACTS,
    moves=(
        Move("move_meeting", ("opened",), "opened", "host", "text"),
        Move("begin_meeting", ("opened",), "under_way", "host", ""),
        Move("end_meeting", ("under_way",), "held", "host", ""),
        Move("close_meeting", ("held",), "closed", "host", ""),
        Move("cancel_meeting", ("opened",), "cancelled", "host", "reason"),
    ),
)
REPORT_MOVES = Table(
    name="report",
    states=labels.REPORT_STATES,
    acts=labels.REPORT_ACTS,
    moves=(
        Move("submit_report", ("wanted", "returned"), "submitted", "own", "text"),
        Move("return_report", ("submitted",), "returned", "vetter", "reason"),
        Move("vet_report", ("submitted",), "vetted", "vetter", ""),
    ),
)
COMMENT_MOVES = Table(
    name="comment",
    states=labels.COMMENT_STATES,
    acts=labels.COMMENT_ACTS,
    moves=(
        Move("draft_comment", ("drafted",), "drafted", "host", "text"),
        Move("record_comment", ("drafted", "recorded"), "recorded", "host", "text"),
        Move("confirm_comment", ("recorded",), "confirmed", "liaison", ""),
        Move("agree_comment", ("confirmed",), "agreed", "own", ""),
        Move("question_comment", ("confirmed",), "questioned", "own", "reason"),
        Move("uphold_comment", ("questioned",), "upheld", "host", "reason"),
        Move(
            "withdraw_comment",
            ("drafted", "recorded", "confirmed", "agreed", "questioned"),
            "withdrawn",
            "host",
            "reason",
        ),
    ),
)
GRADE_MOVES = Table(
    name="grade",
    states=labels.GRADE_STATES,
    acts=labels.GRADE_ACTS,
    moves=(
        Move("propose_grades", ("proposed",), "proposed", "host", ""),
        Move("decide_grade", ("proposed",), "decided", "host", "text"),
        Move("tell_grade", ("decided",), "told", "host", ""),
        Move("object_grade", ("told",), "objected", "own", "reason"),
        Move("answer_objection", ("objected",), "settled", "reviewer", "reason"),
    ),
)
COUNTING = ("under_way", "held", "closed")  # slips may be counted: voting has begun
LIVE = ("opened", "under_way", "held")  # a meeting still worked on
SPOKEN = ("confirmed", "agreed", "questioned", "upheld")  # a comment whose words stand: the unit sees it
SETTLED = ("agreed", "upheld")
BOX_MOVES = Table(
    name="box",
    states=labels.BOX_STATES,
    acts=labels.BOX_ACTS,
    moves=(
        Move("close_box", ("open",), "closed", "scrutineer", ""),  # when the second has
        Move("count_box", ("closed",), "counted", "scrutineer", "text"),  # when both lists are the same
        Move("void_box", ("open", "closed"), "void", "host", "reason"),
    ),
)
