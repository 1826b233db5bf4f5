"""Persona × route: every address of the house with what each persona gets there. A new address without a row fails."""

from __future__ import annotations

from taizhang.api.registry import ACTS

READINGS = (
    "between",
    "duties",
    "today",
    "views",
    "view",
    "overview",
    "unit",
    "tree",
    "documents",
    "document",
    "rounds",
    "filings",
    "filing",
    "meetings",
    "meeting",
    "slips",
    "slip",
    "lateness",
    "late",
    "journal",
    "proof",
    "books",
    "book",
    "accounts",
    "moves",
)

# business personas: their own township's village clerk, its secretary, a sibling village, another township,
# the county's office, a county leader, an inspector; then the three administrators and nobody
PERSONAS = ("zhao", "ma", "sun", "li", "cheng", "tian", "gao", "sys", "sec", "aud", "")
BUSINESS = {"zhao", "ma", "sun", "li", "cheng", "tian", "gao"}
OWN = {"zhao", "ma", "cheng", "tian", "gao"}  # those who see 东坡村's things
OFFICE = {"cheng"}

# route name → (address, who gets 200 by GET); everybody else gets the page of refusal, or the sign-in page
PLACES: dict[str, tuple[str, set[str]]] = {
    "home": ("/", BUSINESS - {"tian"}),
    "items": ("/items/", BUSINESS),
    "raise_problem": ("/items/raise/", {"zhao", "ma", "sun", "li", "cheng", "gao"}),
    "between": ("/items/between/", BUSINESS),
    "views": ("/views/", BUSINESS),
    "tiles": ("/views/tiles/", BUSINESS),
    "item": ("/items/{item}/", OWN),
    "duties": ("/duties/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "documents": ("/documents/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "document": ("/documents/{document}/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "filings": ("/filings/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "late_inbox": ("/filings/late/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "works": ("/work/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "work": ("/work/{work}/", {"ma"}),
    "work_file": ("/work/{work}/file/", {"ma"}),
    "filing": ("/filings/{filing}/", {"ma", "cheng", "tian"}),
    "filing_file": ("/filings/{filing}/file/docx/", {"ma", "cheng", "tian"}),
    "meetings": ("/meetings/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "meeting": ("/meetings/{meeting}/", {"ma", "cheng", "tian"}),
    "cascade": ("/meetings/{meeting}/cascade/", {"ma", "cheng", "tian"}),
    "hall": ("/meetings/{meeting}/hall/", {"cheng", "tian"}),
    "minutes_file": ("/meetings/{meeting}/minutes.docx", {"cheng", "tian"}),
    "debrief": ("/debriefs/{debrief}/", {"ma", "cheng", "tian"}),
    "report_file": ("/debriefs/{debrief}/report.docx", {"ma", "cheng", "tian"}),
    "letter_file": ("/debriefs/{debrief}/letter.docx", {"cheng"}),
    "edit_comment": ("/comments/{comment}/", {"cheng", "tian"}),
    "slips": ("/slips/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "daily": ("/slips/daily/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "bulletin_file": ("/slips/bulletin/bulletin.docx", {"zhao", "ma", "sun", "li", "cheng"}),
    "slip": ("/slips/{slip}/", {"cheng", "tian"}),
    "slip_file": ("/slips/{slip}/slip.docx", {"cheng", "tian"}),
    "overview": ("/overview/", {"zhao", "ma", "sun", "li", "cheng", "tian"}),
    "unit": ("/units/{unit}/", OWN),
    "evidence": ("/evidence/{evidence}/", OWN),
    "journal": ("/journal/", {"zhao", "ma", "sun", "li", "cheng", "tian", "aud"}),
    "proof": ("/journal/{seq}/", {"zhao", "ma", "cheng", "tian"}),
    "imports": ("/imports/", {"zhao", "ma", "sun", "li", "cheng"}),
    "filled": ("/imports/filled/", {"zhao", "ma", "sun", "li", "cheng"}),
    "export": ("/export/problem-list/csv/?unit={unit}", {"zhao", "ma", "cheng", "tian"}),
    "tree": ("/tree/", {"cheng", "sys"}),
    "books": ("/books/", {"cheng", "sys"}),
    "book": ("/books/problem-terms/", {"zhao", "ma", "sun", "li", "cheng", "tian", "sys"}),
    "accounts": ("/accounts/", {"sys", "sec"}),
    "staff": ("/staff/{unit}/", {"cheng", "sys"}),
    "jobs": ("/jobs/", {"sys"}),
    "who_may": ("/who-may/", BUSINESS | {"sys", "sec", "aud"}),
    "sign_in": ("/sign-in/", {""}),
    "trust": ("/trust/", BUSINESS | {"sys", "sec", "aud", ""}),
    "activate": ("/activate/", BUSINESS | {"sys", "sec", "aud", ""}),
}
# addresses that only take POST, with where their refusal is tested
POST_ONLY = {
    "openapi-json": "tests/api/test_api.py",
    "api-root": "tests/api/test_api.py",
    **dict.fromkeys((f"api-{name}" for name in (*ACTS, "act_on_many", "imports")), "tests/api/test_roads.py"),
    **dict.fromkeys((f"api-{name}" for name in READINGS), "tests/api/test_roads.py"),
    "problems": "tests/api/test_api.py",
    "act": "test_no_act_reaches_over",
    "act_on_many": "test_no_act_reaches_over",
    "filing_act": "test_no_act_reaches_over",
    **dict.fromkeys(
        ("meeting_act", "debrief_act", "comment_act", "slip_act", "decide_many"), "test_no_act_reaches_over"
    ),
    **dict.fromkeys(("begin_upload", "upload_part"), "tests/evidence/test_uploads.py"),
    **dict.fromkeys(("api-uploads", "api-upload", "api-upload-part"), "tests/evidence/test_uploads.py"),
    "trust_file": "tests/shell/test_tls.py",
    "layout": "tests/rulebook/test_books.py",
    "view": "tests/ledger/test_views.py",
    "save_view": "tests/ledger/test_views.py",
    "drop_view": "tests/ledger/test_views.py",
    "enter_demo": "test_demo_entry_is_gone_in_production",
    "sign_out": "test_post_only",
    "change_hat": "test_post_only",
    "large_type": "test_post_only",
    "set_language": "test_post_only",
}
