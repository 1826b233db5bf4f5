"""Addresses of inspections."""

from django.urls import path

from taizhang.inspection.views import checklists, films, plans, upgrades, visits

urlpatterns = [
    path("inspections/", plans.plans, name="plans"),
    path("inspections/route/", visits.route, name="route"),
    path("inspections/recusals/", plans.recusals, name="recusals"),
    path("inspections/<str:code>/", plans.plan, name="plan"),
    path("inspections/<str:code>/people/", plans.people, name="plan_people"),
    path("inspections/<str:code>/after/", plans.after, name="plan_after"),
    path("inspections/<str:code>/show/", films.show, name="show"),
    path("inspections/<str:code>/film/", films.draft_film, name="draft_film"),
    path("inspections/<str:code>/upgrade/<slug:name>/", upgrades.upgrade, name="upgrade"),
    path("films/<str:code>/", films.film, name="film"),
    path("films/<str:code>/film.mp4", films.film_file, name="film_file"),
    path("films/<str:code>/<slug:act>/", films.film_act, name="film_act"),
    path("inspections/<str:code>/team-<int:number>.docx", plans.team_file, name="team_file"),
    path("inspections/<str:code>/<slug:act>/", plans.plan_act, name="plan_act"),
    path("visits/<str:code>/", visits.visit, name="visit"),
    path("visits/<str:code>/feedback.docx", visits.feedback_file, name="feedback_file"),
    path("visits/<str:code>/<slug:act>/", visits.visit_act, name="visit_act"),
    path("findings/<str:code>/<slug:act>/", visits.finding_act, name="finding_act"),
    path("checklists/", checklists.checklists, name="checklists"),
    path("checklists/<slug:name>.xlsx", checklists.checklist_file, name="checklist_file"),
    path("checklists/<slug:name>/", checklists.checklist, name="checklist"),
]
