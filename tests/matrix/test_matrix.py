"""The matrix run: each persona at each address, and a canary that must never be seen from the next township."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from taizhang.debrief import actions as debrief
from taizhang.debrief.models import Debrief
from taizhang.directives.actions import import_document
from taizhang.evidence.models import Evidence
from taizhang.filing.actions import seal_list
from taizhang.filing.models import Filing
from taizhang.inspection import actions as inspections
from taizhang.inspection.models import Visit
from taizhang.journal.models import Entry
from taizhang.ledger.labels import ACTS
from taizhang.ledger.models import Item
from taizhang.offline import actions as offline
from taizhang.people.models import Account
from taizhang.people.selectors import mark_demonstration
from taizhang.shell.actions import start_work
from taizhang.shell.models import Work
from taizhang.shell.staging import stage
from taizhang.supervision import actions as supervision
from taizhang.supervision.views.cases import FORMS as CASE_FORMS
from taizhang.supervision.views.slips import FORMS as supervision_acts
from tests.cast import AT, County
from tests.matrix.personas import PERSONAS, PLACES, POST_ONLY

CANARY = "金丝雀七七八"


def routes(resolver: URLResolver | None = None) -> set[str]:
    """Names of all addresses."""
    found: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(str(entry.name))
        else:
            found |= routes(entry)
    return found


def client_of(username: str) -> Client:
    client = Client(raise_request_exception=True)
    if username:
        client.force_login(Account.unscoped.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def letter(county: County, meeting: str) -> None:
    """A comment made, confirmed, and sent to 柳沟镇."""
    office, at = county.who("cheng"), {"at": AT}
    debrief.begin_meeting(actor=office, **at, code=meeting, chair="沈怀信")
    said = {"unit": county.unit("柳沟镇党委"), "text": f"{CANARY}说过", "speaker": CANARY}
    day = AT.date() + timedelta(days=30)
    made = debrief.record_comment(actor=office, **at, code=meeting, due_on=day, **said)
    debrief.confirm_comment(actor=county.who("qiao"), **at, code=made)
    mine = Debrief.unscoped.get(meeting__code=meeting).code
    debrief.send_letter(actor=office, **at, code=mine, number="1号", signer="程远")


def inspection(county: County, manner: str = "open") -> dict[str, str]:
    """An inspection of 东坡村 with one visit made and something found; a secret one that nobody has been told of."""
    office, gao = {"actor": county.who("cheng"), "at": AT}, {"actor": county.who("gao"), "at": AT}
    told = {"title": f"{CANARY}检查", "breadth": "special", "rhythm": "daily", "manner": manner, "basis": "approval"}
    told |= {"basis_paper": CANARY, "basis_by": CANARY, "theme": CANARY}
    days = {"basis_on": AT.date(), "from_on": AT.date(), "to_on": AT.date()}
    plan = inspections.draft_plan(**office, **told, **days, checklists=["check-branch"])  # type: ignore[arg-type]
    inspections.choose_units(**office, code=plan, how="list", units=[county.unit("东坡村党支部")])  # type: ignore[arg-type]
    inspections.set_teams(**office, code=plan, teams=[{"name": CANARY, "head": "gao", "members": []}])  # type: ignore[arg-type]
    inspections.start_plan(**office, code=plan)  # type: ignore[arg-type]
    visit = Visit.unscoped.get(plan__code=plan).code
    inspections.begin_visit(**gao, code=visit)  # type: ignore[arg-type]
    inspections.record_talk(**gao, code=visit, role=CANARY, points=CANARY)  # type: ignore[arg-type]
    found = inspections.note_finding(**gao, code=visit, text=f"{CANARY}发现", files=[("f.txt", CANARY.encode())])  # type: ignore[arg-type]
    inspections.end_visit(**gao, code=visit, note=CANARY)  # type: ignore[arg-type]
    film = inspections.draft_film(**gao, plan=plan, unit=county.unit("柳沟镇党委"))  # type: ignore[arg-type]
    return {"plan": plan, "visit": visit, "finding": found, "film": film}


def late(county: County) -> str:
    """Something recorded at a visit that was over when it arrived."""
    code = Visit.unscoped.filter(plan__manner="open").last() or Visit.unscoped.last()
    told = {"code": code.code if code else "", "role": CANARY, "points": CANARY}
    given = {"mark": "0b9b5c5e-0000-4000-8000-000000000001", "kind": "record_talk", "digest": "0" * 64, "told": told}
    return offline.take_in(actor=county.who("gao"), at=AT, **given)  # type: ignore[arg-type]


@pytest.fixture
def things(county: County) -> dict[str, object]:
    """One thing of every kind, of 东坡村 or 柳沟镇."""
    code = county.problem(title=f"{CANARY}的问题", files=[("证明.txt", CANARY.encode())])
    item = Item.unscoped.get(code=code)
    filing = seal_list(
        actor=county.who("ma"), at=AT, list_name="problem-list", unit=county.unit("柳沟镇党委"), round_code="2026-mid"
    )
    document = import_document(actor=county.who("cheng"), at=AT, text="一、甲\n二、乙", title="讲话")
    work = start_work(county.who("ma"), AT, "export", CANARY, {})
    told = {"kind": "half", "meeting_on": AT.date(), "units": [county.unit("柳沟镇党委")]}
    meeting = debrief.open_meeting(actor=county.who("cheng"), at=AT, title=f"{CANARY}述职", **told)  # type: ignore[arg-type]
    year = debrief.open_meeting(actor=county.who("cheng"), at=AT, **{**told, "kind": "year"})  # type: ignore[arg-type]
    said = {"unit": county.unit("柳沟镇党委"), "text": f"{CANARY}点评", "speaker": CANARY}
    comment = debrief.draft_comment(actor=county.who("cheng"), at=AT, code=meeting, **said)
    letter(county, meeting)
    slip = supervision.open_slip(actor=county.who("cheng"), at=AT, item=code)
    other = {"unit": county.unit("柳沟镇党委"), "title": f"{CANARY}督办", "rung": "bulletin"}
    told_off = supervision.open_slip(actor=county.who("cheng"), at=AT, **other)
    supervision.decide_rung(actor=county.who("shen"), at=AT, code=told_off)
    about = {"unit": county.unit("柳沟镇党委"), "person": CANARY, "facts": CANARY}
    case = supervision.propose_case(actor=county.who("cheng"), at=AT, grounds=["duty"], records=[code], **about)
    made = {"digest": stage(CANARY.encode()), "name": "x.csv"}
    Work.unscoped.filter(code=work).update(state="done", answer=made)
    secret = {f"secret_{name}": code for name, code in inspection(county, "secret").items()}
    return {
        **inspection(county),
        **secret,
        "late": late(county),
        "work": work,
        "item": code,
        "filing": filing,
        "document": document,
        "meeting": meeting,
        "debrief": Debrief.unscoped.get(meeting__kind="half").code,
        "year": year,
        "graded": Debrief.unscoped.get(meeting__kind="year").code,
        "comment": comment,
        "slip": slip,
        "case": case,
        "unit": item.unit.code,
        "head": county.head("东坡村党支部"),
        "evidence": Evidence.unscoped.get(subject=code).code,
        "seq": Entry.unscoped.get(subject=code, kind="item.raise_problem").seq,
    }


@pytest.mark.once
def test_every_address_is_in_the_matrix() -> None:
    assert routes() == set(PLACES) | set(POST_ONLY)


@pytest.mark.parametrize("username", PERSONAS)
def test_each_persona_gets_exactly_their_pages(things: dict[str, object], username: str) -> None:
    client = client_of(username)
    for name, (address, allowed) in PLACES.items():
        answer = client.get(address.format(**things))
        assert (answer.status_code == 200) == (username in allowed), (name, username, answer.status_code)
        if username not in allowed:
            assert answer.status_code in (302, 403, 404, 409), (name, username, answer.status_code)
            assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("username", ["li", "sun", "sys", "sec", "aud"])
def test_the_canary_is_never_seen_from_outside(things: dict[str, object], county: County, username: str) -> None:
    client = client_of(username)
    pages = [address.format(**things) for address, _allowed in PLACES.values()]
    pages += [
        "/items/?text=金丝",
        "/items/?text=jsq",
        f"/items/?unit={things['unit']}",
        "/items/?day=2026.7.8",
        f"/items/?day=2026.7.8&unit={things['unit']}",
        "/items/between/?before=2026.1.1&until=2026.7.8",
        f"/export/ledger/csv/?unit={things['unit']}&day=2026.7.8",
        "/overview/",
        f"/overview/?unit={things['unit']}",
        "/export/ledger/csv/",
        f"/export/ledger/xlsx/?unit={things['unit']}",
        f"/journal/?subject={things['item']}",
        f"/duties/?unit={things['unit']}",
        "/items/?after=~0",
    ]
    for page in pages:
        answer = client.get(page, follow=True)
        body = answer.content.decode(errors="replace")
        assert CANARY not in body.replace(page, ""), page
        assert answer.status_code in (200, 302, 403, 404), (page, answer.status_code)


@pytest.mark.parametrize("username", ["zhao", "ma", "li", "sun", "sys", "aud"])
def test_a_secret_inspection_is_not_there_for_whom_it_looks_at(things: dict[str, object], username: str) -> None:
    client = client_of(username)
    for page in (
        "/inspections/{secret_plan}/",
        "/visits/{secret_visit}/",
        "/visits/{secret_visit}/feedback.docx",
        "/inspections/{secret_plan}/after/",
        "/inspections/{secret_plan}/team-1.docx",
    ):
        assert client.get(page.format(**things)).status_code in (403, 404), page
    for act in ("raise_finding", "drop_finding"):
        answer = client.post(f"/findings/{things['secret_finding']}/{act}/", {"note": "x"})
        assert answer.status_code in (403, 404), act
    for page in ("/", "/inspections/", "/inspections/route/"):
        assert str(things["secret_plan"]) not in client.get(page, follow=True).content.decode()


@pytest.mark.parametrize("username", ["li", "sun", "tian", "sys", "aud"])
def test_no_act_reaches_over(things: dict[str, object], county: County, username: str) -> None:
    client, before = client_of(username), Entry.unscoped.count()
    for act in ACTS:
        answer = client.post(
            f"/items/{things['item']}/{act}/",
            {
                "note": "x",
                "finding": "true",
                "went": "x",
                "went_on": "2026.7.8",
                "how": "x",
                "basis": "x",
                "measures": "x",
                "due_on": "2026.12.1",
                "person": "x",
                "unit": things["unit"],
                "units": "x",
                "into": things["item"],
                "period": "2026M6",
                "done_on": "2026.6.1",
            },
        )
        assert answer.status_code in (400, 403, 404, 409), (act, answer.status_code)
    for act in ("send_filing", "accept_filing", "return_filing"):
        assert client.post(f"/filings/{things['filing']}/{act}/", {"note": "x"}).status_code in (302, 403, 404)
    client.post("/filings/spots/?round=2026-mid", {})
    for act in debrief.__all__:
        told = {"note": "x", "chair": "x", "number": "1", "signer": "x", "speaking": "x", "minutes": "x", "reason": "x"}
        for kind in ("meeting", "debrief", "comment"):
            answer = client.post(f"/{kind}s/{things[kind]}/{act}/", told)
            assert answer.status_code in (302, 400, 403, 404), (kind, act, answer.status_code)
    for act in (
        "enter_mark",
        "raise_cap",
        "decide_grade",
        "tell_grade",
        "object_grade",
        "answer_objection",
        "lift_cap",
    ):
        answer = client.post(f"/debriefs/{things['graded']}/grade/{act}/", {"note": "x", "band": "good", "basis": "x"})
        assert answer.status_code in (302, 400, 403, 404), (act, answer.status_code)
    for act in supervision_acts:
        answer = client.post(f"/slips/{things['slip']}/{act}/", {"note": "x", "until": "2026.12.1"})
        assert answer.status_code in (302, 400, 403, 404), (act, answer.status_code)
    for act in (*CASE_FORMS, "decide_case", "answer_appeal"):
        answer = client.post(f"/cases/{things['case']}/{act}/", {"note": "x"})
        assert answer.status_code in (302, 400, 403, 404), (act, answer.status_code)
    for kind in ("plan", "secret_plan"):
        for act in inspections.__all__:
            answer = client.post(f"/inspections/{things[kind]}/{act}/", {"note": "x", "how": "all", "teams": "gao"})
            assert answer.status_code in (302, 400, 403, 404), (act, answer.status_code)
    for act in inspections.__all__:
        answer = client.post(
            f"/visits/{things['visit']}/{act}/", {"note": "x", "text": "x", "role": "x", "points": "x"}
        )
        assert answer.status_code in (302, 400, 403, 404), (act, answer.status_code)
        answer = client.post(f"/films/{things['film']}/{act}/", {"note": "x"})
        assert answer.status_code in (302, 400, 403, 404), (act, answer.status_code)
        answer = client.post(f"/findings/{things['finding']}/{act}/", {"note": "x"})
        assert answer.status_code in (302, 400, 403, 404), (act, answer.status_code)
    client.post("/slips/decide/", {"codes": [things["slip"]], "act": "decide_rung"})
    client.post("/items/many/", {"act": "accept_closure", "codes": [things["item"]], "note": "x"})
    client.post(
        "/items/raise/",
        {
            "unit": things["unit"],
            "units": "x",
            "into": things["item"],
            "period": "2026M6",
            "done_on": "2026.6.1",
            "title": "越界",
            "source": "other",
        },
    )
    assert Entry.unscoped.count() == before and Filing.unscoped.get(code=things["filing"]).state == "sealed"


def test_extra_fields_change_nothing(things: dict[str, object]) -> None:
    client = client_of("zhao")
    client.post(
        f"/items/{things['item']}/verify_problem/",
        {
            "finding": "true",
            "went": "x",
            "went_on": "2026.7.8",
            "how": "x",
            "basis": "x",
            "state": "closed",
            "unit": "x",
            "accepting": "x",
            "is_admin": "1",
            "proof_count": "9",
            "code": "P26-99999",
            "actor": "x",
        },
    )
    item = Item.unscoped.get(code=things["item"])
    assert (item.state, item.proof_count) == ("to_plan", 1)


@pytest.mark.parametrize("name", ["sign_out", "change_hat", "large_type"])
def test_post_only(county: County, name: str) -> None:
    from django.urls import reverse

    assert client_of("zhao").get(reverse(name)).status_code == 405


def test_demo_entry_is_gone_in_production(county: County) -> None:
    with override_settings(DEMO=False):
        assert Client().post("/sign-in/demo/", {"username": "cheng"}).status_code == 404
        assert "示范人员" not in Client().get("/sign-in/").content.decode()
    assert Client().post("/sign-in/demo/", {"username": "cheng"}).status_code == 404  # a home with real data
    mark = Path(settings.HOME) / ".demonstration"
    mark_demonstration()
    try:
        assert Client().post("/sign-in/demo/", {"username": "cheng"}).status_code == 302
    finally:
        mark.unlink()


BAD = [
    "\x00",
    "%00",
    "²",
    "9" * 30,
    "../../x",
    "'\"><script>alert(1)</script>",
    "{{7*7}}",
    "%s%n",
    "-1",
    "NaN",
    "😀",
    "a" * 3000,
    "[]",
    "1~x",
]


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_gets_a_sentence_and_never_a_fault_of_ours(things: dict[str, object], bad: str) -> None:
    client, before = client_of("cheng"), Entry.unscoped.count()
    for page in (
        "/items/",
        "/items/between/",
        "/overview/",
        "/filings/",
        "/journal/",
        "/duties/",
        "/tree/",
        "/documents/",
        f"/documents/{things['document']}/",
        "/inspections/",
    ):
        names = (
            "kind",
            "state",
            "unit",
            "round",
            "category",
            "light",
            "text",
            "after",
            "before",
            "subject",
            "clauses",
            "show",
            "list",
            "day",
            "until",
        )
        for name in names:
            answer = client.get(page, {name: bad})
            assert answer.status_code < 500, (page, name)
            assert "<script>alert(1)</script>" not in answer.content.decode()
    for page in (
        "/items/raise/",
        f"/items/{things['item']}/withdraw_item/",
        "/imports/",
        "/tree/",
        "/books/",
        "/documents/",
        "/filings/",
        "/inspections/",
        "/inspections/recusals/",
        f"/inspections/{things['plan']}/choose_units/",
        f"/inspections/{things['plan']}/set_teams/",
        f"/inspections/{things['plan']}/draft_revisit/",
        f"/inspections/{things['plan']}/upgrade_checklist/",
        f"/visits/{things['visit']}/record_answers/",
        f"/visits/{things['visit']}/note_finding/",
        "/checklists/",
    ):
        fields = (
            "unit",
            "title",
            "note",
            "what",
            "text",
            "do",
            "name",
            "list_name",
            "due_on",
            "found_on",
            "source",
            "seen",
            "other",
        )
        answer = client.post(page, dict.fromkeys(fields, bad))
        assert answer.status_code < 500, page
    assert (
        client.get(f"/export/{'x' * 40}/pdf/").status_code == 400
        and client.get("/export/ledger/exe/").status_code == 400
    )
    assert Entry.unscoped.count() - before <= 3


@pytest.mark.once
def test_headers_on_every_page(county: County) -> None:
    answer = client_of("cheng").get("/items/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy and answer["X-Frame-Options"] == "DENY"
    assert answer["Cache-Control"] == "no-store" and answer["X-Content-Type-Options"] == "nosniff"


def test_a_form_without_its_mark_is_told_so_in_words(county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.unscoped.get(username="zhao"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/sign-out/")
    assert answer.status_code == 403 and "放得太久" in answer.content.decode()
