"""Screens of plans: the list, one plan from draft to end, and what came after."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from taizhang.documents.lists import TYPES
from taizhang.documents.write_docx import paper_docx
from taizhang.inspection import actions, forms, labels, policy, selectors
from taizhang.inspection.papers import team_paper
from taizhang.inspection.rules.answers import words_of
from taizhang.inspection.selectors import films as films_seen
from taizhang.inspection.states import OPEN_VISIT
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent, Refused
from taizhang.kit.pages import paged
from taizhang.kit.screens import Request, behind_door, download, said, tell, warn
from taizhang.kit.words import _
from taizhang.orgs.selectors import has_below, kinds_below
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on, books_of

DOORS = ("handle", "oversee", "inspect", "overview")
DONE = _("{act}，已办。")
CHOSEN, LEFT = _("已确定{count}个单位。"), _("还有{count}个单位因回避没有小组可去。")
TOLD_NOW = _("已公布，登记问题{count}件。")
SOME = _("{count}条没有登记成：{first}")
BY_HAND, BY_MEASURE = _("验收人"), _("措施种类")
PAGE, SHOWN, SUGGESTED = 30, 100, 8
MERGING = ("drafted", "under_way")
OWN_PAGES = ("gather_causes", "upgrade_checklist")


@behind_door(*DOORS)
def plans(request: Request) -> HttpResponse:
    """Inspections in sight, newest first, and drafting one's own."""
    viewer = request.viewer
    lists = [(book.name, book.title) for book in books_of("checklist", viewer.today)]
    form = forms.PlanForm(request.POST or None, checklists=lists, initial={"to_on": "", "breadth": "concentrated"})
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.draft_plan(actor=viewer, at=request.now, **form.told())
            tell(request, DONE, act=gettext(labels.ACTS["draft_plan"]))
            return redirect("plan", code)
        except Refused as error:
            form.add_error(None, said(error))
    context = {
        "page": paged(selectors.plans_for(viewer), "-id", request.GET.get("after", ""), PAGE),
        "form": form,
        "works": works_in(viewer, viewer.unit_id) and has_below(viewer.unit_id),
        "labels": labels,
    }
    return render(request, "inspection/plans.html", context, status=400 if form.errors else 200)


@behind_door(*DOORS)
def plan(request: Request, code: str) -> HttpResponse:
    """One inspection: its basis, whom it looks at and why, who goes, what can be done now."""
    return _page(request, code, {})


def _page(request: Request, code: str, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found = selectors.plan_for(viewer, code)
    host = policy.sees_as_host(viewer, found)
    page = paged(selectors.visits_of(viewer, found), "id", request.GET.get("after", ""), SHOWN)
    visits = page.rows
    still = selectors.visits_of(viewer, found).filter(state__in=OPEN_VISIT).count()
    teams = selectors.teams_of(found)
    mine = any(one.account.code == viewer.code for team in teams for one in team.members.all())
    teams = teams if host or mine else []  # a unit sees its own visit, not who goes elsewhere nor what is looked for
    films = films_seen.films_of(viewer, found)
    moves = policy.plan_acts(viewer, found)
    context = {
        "plan": found,
        "visits": visits,
        "near": _near(found, visits) if policy.is_host(viewer, found) and found.state in MERGING else {},
        "teams": teams,
        "lists": selectors.lists_of(found),
        "newer": selectors.upgradable(found, viewer.today) if "upgrade_checklist" in moves else [],
        "host": host,
        "known": policy.is_told(found),
        "acts": _forms(viewer, found, visits, bound),
        "opened": next(iter(bound), ""),
        "films": films,
        "towns": films_seen.towns_of(found) if found.started_at and viewer.acts and (host or mine) else [],
        "showing": any(one.shown for one in films),
        "open_count": still,
        "total": {"count": still} if visits else None,
        "next": page.next,
        "redone": selectors.is_redrawn(found) if host and found.draw else None,
        "labels": labels,
    }
    return render(request, "inspection/plan.html", context, status=status)


def _near(found: Any, visits: list[Any]) -> dict[int, str]:
    """Visit → the titles of other inspections that go there soon: one trip may do."""
    days = int(book_on("inspection", day_of(found.opened_at)).body["merge_days"])
    near = selectors.mergeable(found, visits, days)
    return {pk: "、".join(one.plan.title for one in rows) for pk, rows in near.items()}


def _forms(viewer: Viewer, found: Any, visits: list[Any], bound: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """(act, label, form) of what the organising side can do now."""
    acts = [act for act in policy.plan_acts(viewer, found) if act not in OWN_PAGES]
    acts = [act for act in acts if act != "start_plan" or visits]
    return [(act, labels.ACTS[act], bound.get(act) or _form(viewer, found, act)) for act in acts]


def _form(viewer: Viewer, found: Any, act: str, *data: Any) -> Any:
    if act == "choose_units":
        there = Counter(selectors.stratum_of(unit) for unit in selectors.units_in(found, (), ()))
        return forms.UnitsForm(*data, kinds=[key for key, _count in kinds_below(viewer)], strata=sorted(there.items()))
    if act == "set_teams":
        people = {one.username: one.person.name for one in selectors.inspectors_known(found, viewer.today)}
        return forms.TeamsForm(*data, people=people, plan=found.code, initial={"teams": _teams_words(found)})
    if act == "draft_revisit":
        rules = book_on("inspection", day_of(found.opened_at)).body
        return forms.RevisitForm(*data, days=rules["revisit"]["days"])
    return {"cancel_plan": forms.ReasonForm}.get(act, forms.Form)(*data)


@behind_door("handle", "oversee", "inspect")
def people(request: Request, code: str) -> HttpResponse:
    """Who may be put in a team, for what is being written; of two with one name, by their user names."""
    viewer = request.viewer
    found = selectors.plan_for(viewer, code)
    policy.require_host(viewer, found)
    rows = selectors.inspectors_like(found, viewer.today, request.GET.get("q", "")[:40], SUGGESTED)
    told = [(name, one.username if name == one.person.name else one.person.name) for one, name in rows]
    return JsonResponse({"rows": [{"name": name, "more": more} for name, more in told]})


def _teams_words(found: Any) -> str:
    lines = []
    for team in selectors.teams_of(found):
        people = sorted(team.members.all(), key=lambda one: not one.is_head)
        lines.append(f"{team.name}：{'、'.join(one.account.person.name for one in people)}")
    return "\n".join(lines)


@behind_door("handle", "oversee", "inspect")
def plan_act(request: Request, code: str, act: str) -> HttpResponse:
    """One act on a plan; what was typed stays on the page when it is refused."""
    viewer = request.viewer
    found = selectors.plan_for(viewer, code)
    if act not in labels.ACTS or not hasattr(actions, act) or act == "upgrade_checklist":
        raise Absent(labels.NO_PLAN)
    if request.method != "POST":  # an address kept from a refused form
        return redirect("plan", code)
    policy.require_host(viewer, found)
    form = _cause_form(found, request.POST) if act == "gather_causes" else _form(viewer, found, act, request.POST)
    if not form.is_valid():
        return _again(request, code, act, form, 400)
    try:
        answer = getattr(actions, act)(actor=viewer, at=request.now, code=code, **form.told())
    except Refused as error:
        form.add_error(None, said(error))
        return _again(request, code, act, form, error.status)
    return _done(request, code, act, answer)


def _again(request: Request, code: str, act: str, form: Any, status: int) -> HttpResponse:
    if act == "gather_causes":
        warn(request, Refused("；".join(str(one) for rows in form.errors.values() for one in rows)))
        return redirect("plan_after", code)
    return _page(request, code, {act: form}, status)


def _done(request: Request, code: str, act: str, answer: Any) -> HttpResponse:
    if act == "choose_units":
        tell(request, CHOSEN, count=answer)
    elif act == "publish_plan":
        tell(request, TOLD_NOW, count=len(answer["raised"]))
        if answer["refused"]:
            warn(request, Refused(SOME, count=len(answer["refused"]), first=answer["refused"][0][1]))
    else:
        tell(request, DONE, act=gettext(labels.ACTS[act]))
    if act == "set_teams" and answer:
        warn(request, Refused(LEFT, count=answer))
    if act == "draft_revisit":
        return redirect("plan", answer)
    return redirect("item", answer) if act == "gather_causes" else redirect("plan", code)


def _cause_form(found: Any, *data: Any) -> Any:
    rows = [one.item for one in selectors.raised_by(found) if one.item]
    return forms.CauseForm(*data, items=[(one.code, f"{one.unit.label}：{one.title}") for one in rows])


@behind_door(*DOORS)
def after(request: Request, code: str) -> HttpResponse:
    """Scores beside each other in the tree's order, differences between inspectors, causes in common, rebounds."""
    viewer = request.viewer
    found = selectors.plan_for(viewer, code)
    if not policy.sees_as_host(viewer, found):
        raise Absent(labels.NO_PLAN)
    visits = list(selectors.visits_of(viewer, found))
    lists = selectors.lists_of(found)
    scores = selectors.scores_of(visits, lists)
    titles = [one.title for one in lists]
    raised = selectors.raised_by(found)
    counts = Counter(one.visit_id for one in raised)
    back = selectors.rebounds_of(found, selectors.closed_problems(found, raised))
    by_tree = sorted(visits, key=lambda one: one.unit.path)
    context = {
        "plan": found,
        "lists": lists,
        "rows": [(one, list(zip(titles, _written(scores[one.pk]), strict=True)), counts[one.pk]) for one in by_tree],
        "strictness": selectors.strictness_of(found),
        "causes": [(rows, {one.unit_id for one in rows}) for rows in selectors.common_causes(found, raised)],
        "few": {"count": book_on("inspection", day_of(found.opened_at)).body["similar"]["least_units"]},
        "back": back,
        "back_tables": [(BY_HAND, sorted(back.by_verifier.items())), (BY_MEASURE, sorted(back.by_measure.items()))],
        "works": policy.is_host(viewer, found) and "gather_causes" in policy.plan_acts(viewer, found),
        "labels": labels,
    }
    return render(request, "inspection/after.html", context)


def _written(scores: Any) -> list[str]:
    """Scores as written; nothing where nothing was looked at."""
    return [f"{words_of(one.gained)}/{words_of(float(one.possible))}" if one.possible else "" for one in scores]


@behind_door(*DOORS)
def team_file(request: Request, code: str, number: int) -> HttpResponse:
    """A team's report as Word."""
    viewer = request.viewer
    found = selectors.plan_for(viewer, code)
    team = next((one for one in selectors.teams_of(found) if one.number == number), None)
    mine = team and any(one.account.code == viewer.code for one in team.members.all())
    if team is None or not (mine or policy.sees_as_host(viewer, found)):
        raise Absent(labels.NO_PLAN)
    visits = [one for one in selectors.visits_of(viewer, found) if one.team_id == team.pk]
    scores = selectors.scores_of(visits, selectors.lists_of(found))
    findings = selectors.findings_of(*visits)
    counts = Counter(one.visit_id for one in findings if one.state != "dropped")
    paper = team_paper(
        found, team, [(one, scores[one.pk], counts[one.pk]) for one in visits], findings, selectors.talks_of(*visits)
    )
    return download(paper_docx(paper), f"{paper.title}.docx", TYPES["docx"])


@behind_door("handle", "oversee", "inspect")
def recusals(request: Request) -> HttpResponse:
    """One's own declarations of ties: nobody else sees them here."""
    form = forms.RecusalForm(request.POST if request.POST.get("do") == "declare" else None)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "end":
                actions.end_recusal(actor=request.viewer, at=request.now, unit=request.POST.get("unit", ""))
                tell(request, DONE, act=gettext(labels.ACTS["end_recusal"]))
                return redirect("recusals")
            if form.is_valid():
                actions.declare_recusal(actor=request.viewer, at=request.now, **form.told())
                tell(request, DONE, act=gettext(labels.ACTS["declare_recusal"]))
                return redirect("recusals")
        except Refused as error:
            warn(request, error)
    context = {"rows": selectors.recusals_of(request.viewer), "form": form, "labels": labels}
    return render(request, "inspection/recusals.html", context, status=400 if form.errors else 200)
