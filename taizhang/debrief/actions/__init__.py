"""The acts of debriefs: the only code that writes them."""

from taizhang.debrief.actions.boxes import close_box, count_box, destroy_box, open_box, void_box
from taizhang.debrief.actions.closing import close_meeting
from taizhang.debrief.actions.comments import (
    agree_comment,
    confirm_comment,
    draft_comment,
    question_comment,
    record_comment,
    send_letter,
    uphold_comment,
    withdraw_comment,
)
from taizhang.debrief.actions.counts import enter_count, import_counts
from taizhang.debrief.actions.grades import (
    answer_objection,
    decide_grade,
    enter_mark,
    lift_cap,
    object_grade,
    propose_grades,
    raise_cap,
    tell_grade,
)
from taizhang.debrief.actions.meetings import (
    arrange_debriefs,
    begin_meeting,
    cancel_meeting,
    end_meeting,
    mark_roll,
    move_meeting,
    open_meeting,
    write_minutes,
)
from taizhang.debrief.actions.reports import return_report, submit_report, vet_report

__all__ = [
    "agree_comment",
    "answer_objection",
    "arrange_debriefs",
    "begin_meeting",
    "cancel_meeting",
    "close_box",
    "close_meeting",
    "confirm_comment",
    "count_box",
    "decide_grade",
    "destroy_box",
    "draft_comment",
    "end_meeting",
    "enter_count",
    "enter_mark",
    "import_counts",
    "lift_cap",
    "mark_roll",
    "move_meeting",
    "object_grade",
    "open_box",
    "open_meeting",
    "propose_grades",
    "question_comment",
    "raise_cap",
    "record_comment",
    "return_report",
    "send_letter",
    "submit_report",
    "tell_grade",
    "uphold_comment",
    "vet_report",
    "void_box",
    "withdraw_comment",
    "write_minutes",
]
