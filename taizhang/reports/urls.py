"""Addresses of the overview, unit pages, the year's accounts and hand-over packs."""

from django.urls import path

from taizhang.reports import views

urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("year/", views.year, name="year"),
    path("year/notice.docx", views.notice_file, name="notice_file"),
    path("year/settlement.<slug:form>", views.year_file, name="year_file"),
    path("units/<str:code>/", views.unit, name="unit"),
    path("units/<str:code>/leaders/", views.leaders, name="leaders"),
    path("units/<str:code>/leaders/<str:person>/", views.leader, name="leader"),
    path("units/<str:code>/leaders/<str:person>.docx", views.leader_file, name="leader_file"),
    path("units/<str:code>/handover/", views.handover, name="handover"),
    path("units/<str:code>/handover.docx", views.handover_file, name="handover_file"),
]
