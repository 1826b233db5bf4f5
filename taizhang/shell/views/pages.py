"""Home, imports, exports, who may do what, jobs, and the frame's small switches."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from taizhang.cycle.rules import year_asked
from taizhang.documents.forms import OneFile, dressed, suggesting
from taizhang.documents.lists import TYPES
from taizhang.filing.states import FILING_MOVES
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.screens import Request, back, behind_door, said, tell
from taizhang.kit.waiting import waiting_for
from taizhang.kit.words import _
from taizhang.ledger import labels
from taizhang.ledger.actions import import_problems, import_tasks
from taizhang.ledger.actions.importing import rehearse
from taizhang.ledger.forms import filters_from
from taizhang.ledger.selectors import answered, due_duties, home_numbers, lamps_on, light_of, proposed_lists, todays_few
from taizhang.ledger.states import TABLES
from taizhang.orgs.policy import require_steward
from taizhang.orgs.rules import check_roster, plain_name
from taizhang.orgs.selectors import names_known, root_unit, unit_for, unit_names, units_by_id
from taizhang.people.actions import import_people, import_roster
from taizhang.people.rules import check_people
from taizhang.shell import intake
from taizhang.shell.actions import start_work
from taizhang.shell.lists import as_bytes, is_longer, sheet_for
from taizhang.shell.longwork import FILE_GONE
from taizhang.shell.selectors import recent, work_for, works_of
from taizhang.shell.staging import read_progress, stage, staged, unstage

IMPORTED = _("已导入{made}条，{known}条原已登记。")
NOTHING_GIVEN = _("没有选择文件，也没有粘贴内容。请选一个再导入。")
WHAT = {"problems": _("问题"), "tasks": _("任务"), "units": _("党组织名册"), "people": _("人员")}
ROSTER_HEADS = {"units": (_("名称"), _("类型"), "", "", ""), "people": (_("姓名"), _("职务"), "", _("单位"), "")}
PASTED = "粘贴.tsv"
LONG = 300  # rows: longer imports are done in the background, with progress
LONG_EXPORT = 3_000
SHOWN, WAITING_SHOWN = 8, 20
NO_FORMAT = _("没有这种格式。可以导出：xlsx、docx、pdf、csv。")


@behind_door()
def home(request: Request) -> HttpResponse:
    """Today's few things first, then four numbers, then what was answered."""
    viewer = request.viewer
    if not viewer.business:
        if viewer.doors:
            return redirect("journal" if viewer.role == "audit_admin" else "accounts")
        return render(request, "shell/no_role.html", status=403)
    if not viewer.acts:
        return redirect("overview")
    lamps = lamps_on(viewer.today)
    todo, proposed = todays_few(viewer, SHOWN), proposed_lists(viewer)
    waiting = waiting_for(viewer, WAITING_SHOWN)
    duties, missed = due_duties(viewer, lamps.near_days)
    return render(
        request,
        "shell/home.html",
        {
            "todo": [(item, light_of(item, viewer.today, lamps)) for item in todo],
            "todo_count": len(todo) + sum(one.count for one in waiting) + len(proposed) + len(duties),
            "and_more": len(todo) == SHOWN or len(waiting) == WAITING_SHOWN,
            "duties": duties,
            "missed": missed,
            "numbers": home_numbers(viewer, lamps.near_days),
            "answered": [(step, labels.ACTS[step.act]) for step in answered(viewer)],
            "waiting": waiting,
            "units": units_by_id({one.unit for one in waiting}),
            "proposed": proposed,
            "states": labels.STATES,
        },
    )


class ImportForm(forms.Form):
    what = forms.ChoiceField(label="导入什么", choices=[(key, lazy(word)) for key, word in WHAT.items()])
    file = OneFile(label="文件", required=False, help_text="Excel（.xlsx、.xls）或 .csv，表头按平时的写法就行")
    text = forms.CharField(
        label="或从Excel复制，粘贴在这里",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="连表头一起复制",
    )
    unit = forms.CharField(label="责任单位", required=False, widget=suggesting(), help_text="表里没有责任单位一栏时填")
    partial = forms.BooleanField(label="跳过读不懂的行，只导入读懂的", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


@behind_door("oversee", "handle")
def imports(request: Request) -> HttpResponse:
    """Import a sheet: checked first, told by cell, taken in only when asked."""
    form = ImportForm(request.POST or None, request.FILES or None)
    answer: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            answer = _import(request, form.cleaned_data)
        except Refused as error:
            form.add_error(None, said(error))
            answer = {
                "errors": [{"cell": f"第{f.row}行 {f.column}", "message": str(f)} for f in getattr(error, "faults", [])]
            }
        if answer.get("work"):
            return redirect("work", answer["work"])
        if answer.get("done"):
            tell(request, IMPORTED, made=answer["made"], known=answer["known"])
            return redirect("imports")
    return render(
        request,
        "shell/imports.html",
        {"form": form, "answer": answer, "timings": {**labels.TIMINGS, "dated": ""}},
        status=400 if form.errors else 200,
    )


def _chosen(request: Request, told: dict[str, Any]) -> tuple[str, bytes]:
    """The file just chosen, the one kept from the check before, or the pasted block as a file."""
    file, kept = told["file"], request.session.get("staged", {})
    if file:
        if told["what"] in ("problems", "tasks"):  # rosters hold numbers of persons: they are never kept
            request.session["staged"] = {"name": file[0], "digest": stage(file[1])}
        return (file[0], file[1])
    if told["text"].strip():
        return (PASTED, told["text"].encode())
    content = staged(kept.get("digest", "")) if "kept" in request.POST else None
    if content is None:
        raise BadInput(NOTHING_GIVEN)
    return (kept["name"], content)


def _import(request: Request, told: dict[str, Any]) -> dict[str, Any]:
    viewer, at, file = request.viewer, request.now, _chosen(request, told)
    tables = intake.tables_in(viewer, told["what"], file[1], file[0])
    if told["what"] in ("units", "people"):
        return _roster(request, told["what"], tables[0])
    default = unit_for(viewer, told["unit"]).code if told["unit"] else ""
    reading = (intake.problems_in if told["what"] == "problems" else intake.tasks_in)(viewer, tables, default)
    answer = {
        **intake.told(reading),
        "notes": intake.grouped(reading.notes),
        "rows": reading.rows,
        **rehearse(viewer, reading.rows, told["what"].removesuffix("s")),
        "kept": file[0] if file[0] != PASTED else "",
        "units": unit_names(list({row.unit for row in reading.rows})),
    }
    if "confirm" not in request.POST or not reading.rows or (reading.faults and not told["partial"]):
        return answer
    kept = request.session.pop("staged", {})
    if len(reading.rows) > LONG:
        asked = {"what": told["what"], "digest": stage(file[1]), "name": file[0], "unit": default}
        return {"work": start_work(viewer, at, "import", file[0], asked)}
    take = import_problems if told["what"] == "problems" else import_tasks
    done = take(actor=viewer, at=at, rows=reading.rows, source=file[0])
    unstage(kept.get("digest", ""))
    return {"done": True, "made": len(done["made"]), "known": len(done["known"])}


def _roster(request: Request, what: str, table: Any) -> dict[str, Any]:
    """Units or people: checked first, written only when asked."""
    viewer, at = request.viewer, request.now
    require_steward(viewer)  # said before the sheet is read through, not after
    heads = [gettext(word) for word in ROSTER_HEADS[what]]
    if what == "units":
        roster, root, names = intake.roster_in(table), root_unit(), names_known()
        faults = check_roster(roster.rows, names, root.name if root else "")
        shown = [{"row": row.row, "title": row.name, "category": row.kind, "person": ""} for row in roster.rows]
        new = sum(1 for row in roster.rows if plain_name(row.name) not in names)
    else:
        people = intake.people_in(table)
        faults = check_people(people, names_known())
        shown = [{"row": row.row, "title": row.name, "category": row.title, "person": row.unit} for row in people]
        new = len(people)
    if faults:
        told = [{"cell": f"第{one.row}行 {one.column}", "message": str(one)} for one in faults]
        return {"errors": told, "rows": []}
    if "confirm" not in request.POST:
        return {"rows": shown, "made": new, "known": [], "heads": heads}
    if what == "units":
        return {"done": True, **import_roster(actor=viewer, at=at, rows=roster.rows, heads=roster.heads)}
    return {"done": True, **import_people(actor=viewer, at=at, rows=people)}


@behind_door("handle", "oversee", "overview")
def works(request: Request) -> HttpResponse:
    """One's own long work: under way and ended."""
    return render(request, "shell/works.html", {"works": works_of(request.viewer), "states": WORK_STATES})


@behind_door("handle", "oversee", "overview")
def work(request: Request, code: str) -> HttpResponse:
    """How far one piece of long work is, and what came of it. The part that changes is asked for by itself."""
    found = work_for(request.viewer, code)
    done, whole = read_progress(found.code)
    context = {"work": found, "done": done, "whole": whole, "states": WORK_STATES}
    return render(request, "shell/work_part.html" if "part" in request.GET else "shell/work.html", context)


@behind_door("handle", "oversee", "overview")
def work_file(request: Request, code: str) -> HttpResponse:
    """The file long work made, for the one who asked."""
    found = work_for(request.viewer, code)
    content = staged(found.answer.get("digest", ""))
    if content is None:
        raise Absent(FILE_GONE)
    name = found.answer["name"]
    response = HttpResponse(content, content_type=TYPES[name.rsplit(".", 1)[-1]])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


WORK_STATES = {
    "queued": _("排队中"),
    "running": _("正在办"),
    "done": _("办完了"),
    "refused": _("没有办"),
    "failed": _("出了故障"),
}


@behind_door("handle", "oversee", "overview")
def export(request: Request, name: str, form: str) -> HttpResponse:
    """A list as a file: exactly what the viewer sees of the unit."""
    viewer = request.viewer
    if form not in TYPES:
        raise BadInput(NO_FORMAT)
    wanted = filters_from(request.GET)
    unit = wanted.unit or viewer.unit_code
    if name != "summary" and is_longer(viewer, name, unit, wanted, LONG_EXPORT):
        asked = {"list": name, "unit": unit, "format": form, "filters": asdict(wanted)}
        return redirect("work", start_work(viewer, request.now, "export", f"{name}.{form}", asked))
    sheet = sheet_for(viewer, name, unit, wanted.round, wanted)
    response = HttpResponse(as_bytes(sheet, form, name, request.now), content_type=TYPES[form])
    response["Content-Disposition"] = content_disposition_header(True, f"{sheet.title}.{form}") or "attachment"
    return response


@require_POST
@behind_door("handle", "oversee", "overview")
def settle(request: Request) -> HttpResponse:
    """Settle the year of every unit below, in the background."""
    viewer, year_no = request.viewer, year_asked(request.POST.get("year", ""), request.viewer.today)
    unit = unit_for(viewer, request.POST.get("unit") or viewer.unit_code)
    told = {"unit": unit.code, "year": min(year_no, viewer.today.year)}
    title = gettext(SETTLES).format(unit=unit.label, year=told["year"])
    return redirect("work", start_work(viewer, request.now, "settlement", title, told))


SETTLES = _("{unit}{year}年底要账结算表（各级）")


@behind_door()
def who_may(request: Request) -> HttpResponse:
    """Who may do what: generated from the tables of moves."""
    tables = [
        (table, [(move, table.acts[move.act]) for move in table.moves]) for table in (*TABLES.values(), FILING_MOVES)
    ]
    who = {**labels.WHO, "own": labels.WHO["doer"]}
    return render(request, "shell/who_may.html", {"tables": tables, "who": who, "needs": labels.NEEDS})


@behind_door("administer:system_admin")
def job_list(request: Request) -> HttpResponse:
    """Background tasks."""
    return render(request, "shell/jobs.html", {"jobs": recent()})


@require_POST
def large_type(request: Request) -> HttpResponse:
    """Large letters, or normal ones again."""
    response = back(request, "home")
    large = request.COOKIES.get("type") == "large"
    response.set_cookie("type", "" if large else "large", max_age=31536000, samesite="Lax", httponly=True)
    return response
