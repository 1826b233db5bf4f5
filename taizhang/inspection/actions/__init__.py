"""The acts of inspections: the only code that writes them."""

from taizhang.inspection.actions.films import arrange_film, build_film, draft_film, recall_film, release_film
from taizhang.inspection.actions.findings import (
    bring_media,
    drop_finding,
    gather_causes,
    note_finding,
    publish_plan,
    raise_finding,
)
from taizhang.inspection.actions.plans import (
    cancel_plan,
    choose_units,
    draft_plan,
    end_plan,
    start_plan,
)
from taizhang.inspection.actions.rechecks import recheck_problem
from taizhang.inspection.actions.revisits import draft_revisit
from taizhang.inspection.actions.teaming import assign_visit, declare_recusal, end_recusal, merge_visit, set_teams
from taizhang.inspection.actions.upgrades import upgrade_checklist
from taizhang.inspection.actions.visits import (
    agree_visit,
    answer_visit,
    begin_visit,
    choose_answer,
    end_visit,
    question_visit,
    record_answers,
    record_talk,
    reopen_visit,
    skip_visit,
)

__all__ = [
    "agree_visit",
    "answer_visit",
    "arrange_film",
    "assign_visit",
    "begin_visit",
    "bring_media",
    "build_film",
    "cancel_plan",
    "choose_answer",
    "choose_units",
    "declare_recusal",
    "draft_film",
    "draft_plan",
    "draft_revisit",
    "drop_finding",
    "end_plan",
    "end_recusal",
    "end_visit",
    "gather_causes",
    "merge_visit",
    "note_finding",
    "publish_plan",
    "question_visit",
    "raise_finding",
    "recall_film",
    "recheck_problem",
    "record_answers",
    "record_talk",
    "release_film",
    "reopen_visit",
    "set_teams",
    "skip_visit",
    "start_plan",
    "upgrade_checklist",
]
