"""Addresses of supervision."""

from django.urls import path

from taizhang.supervision.views import cases, slips

urlpatterns = [
    path("slips/", slips.slips, name="slips"),
    path("slips/decide/", slips.decide_many, name="decide_many"),
    path("slips/daily/", slips.daily, name="daily"),
    path("slips/bulletin/<slug:rung>.docx", slips.bulletin_file, name="bulletin_file"),
    path("slips/<str:code>/", slips.slip, name="slip"),
    path("slips/<str:code>/slip.docx", slips.slip_file, name="slip_file"),
    path("slips/<str:code>/<slug:act>/", slips.slip_act, name="slip_act"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:code>/", cases.case, name="case"),
    path("cases/<str:code>/<slug:act>/", cases.case_act, name="case_act"),
]
