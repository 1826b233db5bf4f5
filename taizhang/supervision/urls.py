"""Addresses of supervision."""

from django.urls import path

from taizhang.supervision import views

urlpatterns = [
    path("slips/", views.slips, name="slips"),
    path("slips/decide/", views.decide_many, name="decide_many"),
    path("slips/daily/", views.daily, name="daily"),
    path("slips/bulletin/<slug:rung>.docx", views.bulletin_file, name="bulletin_file"),
    path("slips/<str:code>/", views.slip, name="slip"),
    path("slips/<str:code>/slip.docx", views.slip_file, name="slip_file"),
    path("slips/<str:code>/<slug:act>/", views.slip_act, name="slip_act"),
]
