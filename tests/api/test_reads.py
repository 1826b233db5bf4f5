"""Every reading the screens have: what a browser opens by GET has its reading by REST, or says why it has none."""

from __future__ import annotations

import pytest

from tests.matrix.personas import PLACES, READINGS

pytestmark = pytest.mark.once
PAPER = "a paper, sheet, picture or film made of what a reading tells; it is fetched at this address"
FORM = "a form for an act; REST takes the act itself, and a sheet by POST /imports"
OWN = "of the person's own browser or session, not of the county's work"
SERVER = "of this server; its operator asks `taizhang doctor`"
PHONE = "made for the phone's own store and sealed to it; what comes of it is read as visits and items"
BALLOT = "a ballot box answers to its voters' and scrutineers' browsers alone (ADR 0021)"
SCREEN = "sentences for the eye over what the named readings tell"
WORK = "work a screen left to the background; an act by REST answers in the same call"

TOLD_BY = {
    "accounts": "accounts",
    "between": "between",
    "book": "book",
    "books": "books",
    "cascade": "meeting",
    "case": "case",
    "cases": "cases",
    "checklist": "book",
    "checklists": "checklists",
    "daily": "lateness",
    "debrief": "meeting",
    "document": "document",
    "documents": "documents",
    "duties": "duties",
    "filing": "filing",
    "filings": "filings",
    "film": "film",
    "grade": "grades",
    "grades": "grades",
    "handover": "handover",
    "home": "today",
    "item": "item",
    "items": "items",
    "journal": "journal",
    "late_inbox": "late",
    "leader": "leader",
    "leaders": "leaders",
    "meeting": "meeting",
    "meetings": "meetings",
    "overview": "overview",
    "plan": "inspection",
    "plan_after": "inspection",
    "plan_people": "inspection",
    "plans": "inspections",
    "proof": "proof",
    "slip": "slip",
    "slips": "slips",
    "spots": "spots",
    "staff": "unit",
    "tiles": "views",
    "tree": "tree",
    "unit": "unit",
    "views": "views",
    "visit": "visit",
    "who_may": "moves",
    "year": "year",
}
NOT_TOLD = {
    **dict.fromkeys(
        ("bulletin_file", "checklist_file", "count_sheet", "export", "feedback_file", "filing_file"), PAPER
    ),
    **dict.fromkeys(("film_file", "handover_file", "leader_file", "letter_file", "minutes_file", "notice_file"), PAPER),
    **dict.fromkeys(("report_file", "slip_file", "team_file", "year_file", "evidence", "poster", "video"), PAPER),
    **dict.fromkeys(("count", "edit_comment", "filled", "imports", "raise_problem", "suggest_units", "upgrade"), FORM),
    **dict.fromkeys(("activate", "sign_in", "recusals"), OWN),
    **dict.fromkeys(("jobs", "trust"), SERVER),
    **dict.fromkeys(("field", "field_manifest", "field_pack", "field_receipt", "field_worker"), PHONE),
    **dict.fromkeys(("box", "box_ballots", "vote"), BALLOT),
    **dict.fromkeys(("hall", "show", "route"), SCREEN),
    **dict.fromkeys(("work", "works", "work_file"), WORK),
    **dict.fromkeys(("late", "lates"), "what a phone sent too late: a person takes it or drops it on its own screen"),
}


def test_every_screen_has_its_reading_or_a_reason() -> None:
    named = {*TOLD_BY, *NOT_TOLD}
    assert named == set(PLACES), named ^ set(PLACES)
    assert not TOLD_BY.keys() & NOT_TOLD.keys()


def test_every_reading_named_is_there_and_every_reading_is_named() -> None:
    there = {*READINGS, "item", "items"}
    assert set(TOLD_BY.values()) <= there, set(TOLD_BY.values()) - there
    # beyond the screens: a saved view's rows, and the rounds a list may be narrowed to
    assert there - set(TOLD_BY.values()) == {"view", "rounds"}
