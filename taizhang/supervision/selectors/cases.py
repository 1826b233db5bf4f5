"""Questions about cases of accountability: the host's side sees all, the unit its own once its person has been told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from taizhang.kit.errors import Absent
from taizhang.kit.waiting import waits
from taizhang.orgs.selectors import within
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on
from taizhang.supervision import labels
from taizhang.supervision.models import Case, CaseStep
from taizhang.supervision.states import CASE_MOVES, TOLD


def case_rules(day: date) -> dict[str, Any]:
    """Grounds, measures and days in force."""
    return book_on("accountability", day).body


def cases_for(viewer: Viewer) -> QuerySet[Case]:
    """Cases hosted in reach; of units in reach those whose person has been told."""
    own = within(viewer.reaches, "unit__path") & Q(state__in=TOLD)
    return Case.unscoped.filter(within(viewer.reaches, "host__path") | own).select_related("host", "unit")


def case_for(viewer: Viewer, code: str) -> Case:
    """One case in sight; the same Absent for "none" and "not yours"."""
    found = cases_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_CASE)
    return found


def sees_case(viewer: Viewer, subject: str, _file: str = "") -> bool:
    """Whether a subject is a case in sight."""
    return cases_for(viewer).filter(code=subject).exists()


def case_steps_of(case: Case) -> list[CaseStep]:
    """The case's course, oldest first."""
    return list(CaseStep.unscoped.filter(case=case).order_by("pk"))


def acts_of_case(viewer: Viewer, case: Case) -> Sequence[str]:
    """The acts open to the viewer now."""
    host = works_in(viewer, case.host_id)
    hold = {
        "host": host,
        "head": host and viewer.is_head and viewer.code != case.proposer,
        "own": works_in(viewer, case.unit_id),
        "other": host and viewer.code != case.decider,
    }
    return [move.act for move in CASE_MOVES.open_from(case.state) if hold[move.who]]


def cases_waiting(viewer: Viewer) -> list[QuerySet[Any, Any]]:
    """A statement the unit may give, an approval the head may give, an appeal to answer."""
    if not viewer.acts or not viewer.relations or not viewer.unit_id:
        return []
    own = Case.unscoped.filter(unit_id=viewer.unit_id, state="told")
    hosted = Case.unscoped.filter(host_id=viewer.unit_id)
    columns = {"code": "code", "title": "person", "unit": "unit"}
    found = [
        waits(own, labels.CASE_ACTS["state_case"], "case", **columns, due_on="state_by"),
        waits(hosted.filter(state="appealed"), labels.CASE_ACTS["answer_appeal"], "case", **columns),
    ]
    if viewer.is_head:
        found.append(waits(hosted.filter(state="proposed"), labels.CASE_ACTS["open_case"], "case", **columns))
    return found
