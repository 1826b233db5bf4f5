"""The main job, end to end: tree, speech, tasks, a problem closed by somebody else, lists filed, the record proved."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from taizhang.directives.models import Clause
from taizhang.filing.models import Filing
from taizhang.journal.heads import note, public_key, sign_head
from taizhang.journal.selectors import export_lines
from taizhang.kit.clock import day_of, now
from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit
from taizhang.people.actions import grant_role, open_account
from taizhang.people.models import Account, Post
from taizhang.people.selectors import command_line_viewer
from taizhang.shell import intake
from tests.cast import PEOPLE
from tests.documents.sheets import PROBLEMS, workbook

ROSTER = (
    ("全县党组织基本情况登记表",) + (None,) * 7,
    ("序号", "党组织全称", "党组织简称", "上级党组织", "组织类别", "领域", "书记姓名", "党员数"),
    (1, "中共云岭县委员会", "县委", None, "党委", "机关", "沈怀信", None),
    (2, "中共云岭县柳沟镇委员会", "柳沟镇党委", "中共云岭县委员会", "党委", "农村", "马国栋", None),
    (3, "中共柳沟镇东坡村支部委员会", "东坡村党支部", "柳沟镇党委", "党支部", "农村", "赵立民", 43),
    (4, "中共柳沟镇后岭村支部委员会", "后岭村党支部", "柳沟镇党委", "党支部", "农村", "孙桂兰", 28),
    ("统计口径：截至2026年6月30日",) + (None,) * 7,
)
SPEECH = (
    "同志们：\n会后要立即办。第一，各乡镇党委要逐一核实，7月底前报县委组织部。"
    "第二，各党（工）委书记要抓紧制定三张清单。\n一、抓学习。\n二、抓落实。"
)


PLAIN = ("English", "Excel", "Word", "docx", "xlsx", "heic", "webp", "YAML", "blank")


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(Account.unscoped.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def account(username: str, role: str, unit: str) -> None:
    actor, home = command_line_viewer(day_of(now())), Unit.unscoped.get(short=unit)
    person = Post.unscoped.filter(unit=home, is_head=True)[0].person if role == "secretary" else None
    if person is None:
        from taizhang.people.actions import post_person

        code = post_person(actor=actor, at=now(), name="程远", unit=home.code, title="组织部副部长")
    else:
        code = person.code
    open_account(actor=actor, at=now(), username=username, person=code)
    grant_role(actor=actor, at=now(), username=username, role=role, unit=home.code)


def test_from_a_speech_and_a_sheet_to_a_closure_nobody_can_fake(db: None, tmp_path: Path) -> None:
    # the county loads its tree from Excel
    from taizhang.cycle.actions import open_year
    from taizhang.people.actions import import_roster

    system = command_line_viewer(day_of(now()))
    roster = intake.roster_in(intake.table_in(system, "units", workbook(ROSTER, ["A1:H1"]), "名册.xlsx"))
    assert import_roster(actor=system, at=now(), rows=roster.rows, heads=roster.heads)["made"] == 4
    open_year(actor=command_line_viewer(day_of(now())), at=now(), year=timezone.localdate().year)
    account("cheng", "overseer", "县委")
    account("ma", "secretary", "柳沟镇党委")
    account("zhao", "secretary", "东坡村党支部")
    office, town, village = client_of("cheng"), client_of("ma"), client_of("zhao")

    # the speech becomes tasks
    office.post("/documents/", {"text": SPEECH, "title": "讲话", "speaker": "沈怀信", "post": "县委书记"})
    first = Clause.unscoped.get(number="第一")
    page = office.get(f"/documents/{first.document.code}/?clauses={first.code}").content.decode()
    assert 'value="township"' in page and "checked" in page.split('value="township"')[1][:60]
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    office.post(
        f"/documents/{first.document.code}/",
        {"clauses": [first.code], "title": "逐一核实并报清单", "kinds": ["township"], "due_on": due},
    )
    task = Item.unscoped.get(kind="task")
    assert task.unit.short == "柳沟镇党委" and "逐一核实" in task.facts["source_sentence"]

    # problems come in by a sheet pasted on the screen
    sheet = "\n".join("\t".join("" if c is None else str(c) for c in row) for row in PROBLEMS[2:6])
    checked = office.post("/imports/", {"what": "problems", "text": sheet})
    assert "可登记2条" in checked.content.decode() and not Item.unscoped.filter(kind="problem").exists()
    office.post("/imports/", {"what": "problems", "text": sheet, "confirm": "1"})
    problem = Item.unscoped.get(kind="problem", unit__short="东坡村党支部")

    # the village verifies, plans, puts right and proves; the county vets and accepts
    today = timezone.localdate().isoformat()
    address = f"/items/{problem.code}/"
    assert "核实" in village.get(address).content.decode()
    village.post(
        address + "verify_problem/",
        {"finding": "true", "went": "赵立民", "went_on": today, "how": "查台账", "basis": "缺签到"},
    )
    village.post(
        address + "submit_plan/", {"measures": "补齐记录", "timing": "dated", "due_on": due, "person": "赵立民"}
    )
    refused = village.post(address + "approve_plan/", {"note": "自己批"})
    assert refused.status_code == 403 and "验收单位" in refused.content.decode()
    office.post(address + "approve_plan/", {"note": "同意"})
    village.post(
        address + "apply_closure/", {"note": "已补齐", "files": SimpleUploadedFile("会议记录.txt", "记录".encode())}
    )
    assert Item.unscoped.get(pk=problem.pk).state == "closure_applied"
    office.post(address + "accept_closure/", {"note": "现场看过", "on_site": "记录齐全"})
    assert Item.unscoped.get(pk=problem.pk).state == "closed"

    # the lists come out in the office's formats
    for form in ("xlsx", "docx", "pdf", "csv"):
        answer = town.get(f"/export/ledger/{form}/")
        assert answer.status_code == 200 and len(answer.content) > 100, form
    sheet_back = openpyxl.load_workbook(io.BytesIO(town.get("/export/ledger/xlsx/").content)).active
    assert any(problem.code in [str(cell.value) for cell in row] for row in sheet_back.iter_rows())
    word = docx.Document(io.BytesIO(town.get("/export/problem-list/docx/").content))
    assert problem.code in [cell.text for row in word.tables[0].rows for cell in row.cells]

    # the township signs, seals and files; the county accepts
    round_code = Item.unscoped.get(pk=problem.pk).round.code  # type: ignore[union-attr]
    town.post(
        "/filings/", {"list_name": "problem-list", "round_code": round_code, "occasion": "round", "checked": "on"}
    )
    filing = Filing.unscoped.get()
    town.post(f"/filings/{filing.code}/send_filing/")
    assert "等您受理备案" in office.get("/").content.decode()
    office.post(f"/filings/{filing.code}/accept_filing/", {"note": "齐全"})
    assert (
        Filing.unscoped.get().state == "accepted"
        and filing.digest in town.get(f"/filings/{filing.code}/").content.decode()
    )

    # one page says where everything stands
    overview = office.get("/overview/").content.decode()
    assert "共2个问题，已销号1个" in overview

    # and nobody can quietly change the record
    head = sign_head(now())
    (tmp_path / "e.jsonl").write_text("\n".join(export_lines()) + "\n")
    (tmp_path / "h.txt").write_text(note(head))  # type: ignore[arg-type]
    verifier = Path(__file__).parents[2] / "taizhang" / "journal" / "verify.py"
    command = [
        sys.executable,
        "-I",
        verifier,
        tmp_path / "e.jsonl",
        tmp_path / "h.txt",
        "--key",
        public_key(),
        "--item",
        problem.code,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and problem.code in done.stdout
    rows = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text().splitlines()]
    rows[4]["body"] = rows[5]["body"]
    (tmp_path / "e.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 3


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_one_language(county, language: str) -> None:  # type: ignore[no-untyped-def]
    import re

    from tests.matrix.personas import PLACES

    county.problem()
    client = client_of("cheng")
    client.post("/language/", {"language": language, "next": "/"})
    for name in (
        "home",
        "items",
        "raise_problem",
        "documents",
        "filings",
        "overview",
        "imports",
        "who_may",
        "journal",
        "tree",
    ):
        page = client.get(PLACES[name][0]).content.decode()
        words = re.sub(r"<(script|style).*?</\1>|<[^>]+>|\b[0-9a-f]{16}…", " ", page, flags=re.S)
        if language == "en":
            chinese = re.findall(r"[\u4e00-\u9fff]{2,}", words)
            allowed = "".join(
                [
                    *county.units,
                    *[unit.name for unit in county.units.values()],
                    *[name for name, *_rest in PEOPLE.values()],
                    "程远组织部副部长中文示范三会一课记录不规范专题片东坡村",
                ]
            )
            strange = [
                word
                for word in chinese
                if word not in allowed and not any(word in name or name in word for name in county.units)
            ]
            assert not [w for w in strange if w not in ("上旬", "立行立改", "长期坚持")], (name, strange[:8])
        else:
            english = [
                w
                for w in re.findall(r"\b[A-Za-z][a-z]{3,}\b", words)
                if w not in ("English", "Excel", "Word", "docx", "xlsx", "heic", "webp")
            ]
            assert not english, (name, english[:8])
