"""Films in sight, what they may be made of, and where a finding is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from taizhang.evidence.models import Evidence
from taizhang.evidence.selectors import footage_of
from taizhang.inspection import labels, policy
from taizhang.inspection.models import Film, Finding, Member, Plan, Visit
from taizhang.inspection.selectors.sight import PLAN_TOLD, plans_for, visits_for
from taizhang.kit.errors import Absent
from taizhang.kit.waiting import beside
from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import within
from taizhang.people.viewers import Viewer


def films_for(viewer: Viewer) -> QuerySet[Film]:
    """Films of plans in reach or of own teams; and released ones about units in reach, once the plan may be known."""
    hosted = within(viewer.working_reaches, "plan__host__path")
    teams = Member.unscoped.filter(account__code=viewer.code).values("team__plan")
    own = within(viewer.working_reaches, "unit__path") & PLAN_TOLD & ~Q(shown="")
    found = Film.unscoped.filter(hosted | Q(plan__in=teams) | own)
    return found.select_related("plan__host", "unit").order_by("unit__path")


def film_for(viewer: Viewer, code: str) -> Film:
    """One film in sight; the same Absent for "none" and "not yours"."""
    found = films_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_FILM)
    return found


def works_on(viewer: Viewer, film: Film) -> bool:
    """Whether the viewer may see what is not released: the organising side, or a team of the plan."""
    mine = Member.unscoped.filter(account__code=viewer.code, team__plan=film.plan_id)
    return policy.sees_as_host(viewer, film.plan) or (viewer.acts and mine.exists())


def towns_of(plan: Plan) -> list[Unit]:
    """Units a film can be about: the level below the host over the visited units; else the visited units themselves."""
    paths = list(Visit.unscoped.filter(plan=plan).values_list("unit__path", flat=True))
    below = {path[: len(plan.host.path) + len(_segment(plan.host.path, path))] for path in paths}
    return list(Unit.unscoped.filter(path__in=below).order_by("path"))


def _segment(host: str, path: str) -> str:
    return path[len(host) :].partition(".")[0] + "."


@dataclass(frozen=True)
class Source:
    """A clip or a photo a film may use: of whom, how long (0: a photo), its copy's digest, the findings it proves."""

    evidence: Evidence
    unit: str
    seconds: float
    digest: str
    findings: tuple[str, ...]


def sources_of(film: Film) -> list[Source]:
    """Clips and photos of the plan's visits at or below the film's unit, as far as their copies are ready."""
    visits = {
        one.code: one
        for one in Visit.unscoped.filter(plan=film.plan_id, unit__path__startswith=film.unit.path).select_related(
            "unit"
        )
    }
    rows = list(Evidence.unscoped.filter(subject__in=visits, kind__in=("image", "video")).order_by("subject", "at"))
    made = footage_of(one.sha256 for one in rows if one.kind == "video")
    bound: dict[str, list[str]] = {}
    for finding in Finding.unscoped.filter(visit__code__in=visits).exclude(state="dropped"):
        for code in finding.evidence:
            bound.setdefault(code, []).append(finding.code)
    found = []
    for one in rows:
        ready = made.get(one.sha256)
        if one.kind == "video" and (ready is None or ready.state != "ready"):
            continue
        seconds, digest = (ready.seconds, ready.copy) if one.kind == "video" and ready else (0.0, one.served)
        unit = visits[one.subject].unit.label
        found.append(Source(one, unit, seconds, digest, tuple(bound.get(one.code, ()))))
    return found


def voices_of(film: Film) -> list[Evidence]:
    """Sound files kept with the film, newest first."""
    return list(Evidence.unscoped.filter(subject=film.code, kind="audio").order_by("-at"))


def findings_in(film: Film) -> dict[str, Finding]:
    """Code → finding, of the plan's visits at or below the film's unit."""
    found = Finding.unscoped.filter(visit__plan=film.plan_id, visit__unit__path__startswith=film.unit.path)
    return {
        one.code: one for one in found.exclude(state="dropped").select_related("visit__unit", "item").order_by("pk")
    }


def films_of(viewer: Viewer, plan: Plan) -> list[Film]:
    """The plan's films in sight."""
    return list(films_for(viewer).filter(plan=plan))


def showing_of(viewer: Viewer, plan: Plan) -> list[Film]:
    """What may be shown: released films, in the tree's order."""
    return [one for one in films_of(viewer, plan) if one.shown]


def latest_showing(viewer: Viewer) -> Plan | None:
    """The newest plan in sight with a released film: what a meeting shows."""
    shown = films_for(viewer).exclude(shown="").order_by("-released_at").first()
    return plans_for(viewer).filter(pk=shown.plan_id).first() if shown else None


def seconds_of(viewer: Viewer, item_code: str) -> list[tuple[Film, float]]:
    """Where a problem is shown: (released film, second) pairs in the viewer's sight."""
    codes = set(Finding.unscoped.filter(item__code=item_code).values_list("code", flat=True))
    if not codes:
        return []
    plans = Finding.unscoped.filter(item__code=item_code).values("visit__plan")
    films = films_for(viewer).filter(plan__in=plans).exclude(shown="")
    return [(film, one["at"]) for film in films for one in film.shown_chapters if one["finding"] in codes]


def second_of(film: Film, item_code: str) -> str:
    """The second of the released film at which a problem is first shown; "" when it is not."""
    codes = set(Finding.unscoped.filter(item__code=item_code).values_list("code", flat=True)) if item_code else set()
    return next((f"{one['at']:g}" for one in film.shown_chapters if one["finding"] in codes), "")


def naming_item(item: int) -> QuerySet[Finding]:
    """Rows that name an item, whoever looks: the ledger's first question."""
    return Finding.unscoped.filter(item=item)


def beside_item(viewer: Viewer, item: Item) -> list[QuerySet[Any, Any]]:
    """The films a problem is shown in and the visits it was found at: the ledger's question for its page."""
    plans = Finding.unscoped.filter(item=item).values("visit__plan")
    films = films_for(viewer).filter(plan__in=plans).exclude(shown="")
    visits = visits_for(viewer).filter(pk__in=Finding.unscoped.filter(item=item).values("visit"))
    place = Value(f"/?item={item.code}")
    return [
        beside(films, labels.FILM, F("title"), Value("/films/"), F("code"), place),
        beside(visits, labels.VISIT, F("plan__title"), Value("/visits/"), F("code"), Value("/")),
    ]


def sees_film(viewer: Viewer, subject: str, _file: str = "") -> bool:
    """Whether a subject is a film the viewer works on: the evidence app's question about its voice-over."""
    found = films_for(viewer).filter(code=subject).first()
    return found is not None and works_on(viewer, found)


def film_digests() -> set[str]:
    """Digests of built films: the store keeps them."""
    pairs = Film.unscoped.values_list("digest", "shown")
    return {digest for pair in pairs for digest in pair if digest}
