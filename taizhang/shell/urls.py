"""Addresses of the shell."""

from django.urls import path

from taizhang.shell.views import filled, trust
from taizhang.shell.views import pages as views

urlpatterns = [
    path("", views.home, name="home"),
    path("imports/", views.imports, name="imports"),
    path("imports/filled/", filled.filled, name="filled"),
    path("work/", views.works, name="works"),
    path("work/<str:code>/", views.work, name="work"),
    path("work/<str:code>/file/", views.work_file, name="work_file"),
    path("year/settle/", views.settle, name="settle"),
    path("export/<slug:name>/<slug:form>/", views.export, name="export"),
    path("who-may/", views.who_may, name="who_may"),
    path("jobs/", views.job_list, name="jobs"),
    path("trust/", trust.trust, name="trust"),
    path("trust/taizhang.crt", trust.trust_file, name="trust_file"),
    path("large-type/", views.large_type, name="large_type"),
]
