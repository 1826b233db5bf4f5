"""Addresses of the shell."""

from django.urls import path

from taizhang.shell import views

urlpatterns = [
    path("", views.home, name="home"),
    path("imports/", views.imports, name="imports"),
    path("export/<slug:name>/<slug:form>/", views.export, name="export"),
    path("who-may/", views.who_may, name="who_may"),
    path("jobs/", views.job_list, name="jobs"),
    path("large-type/", views.large_type, name="large_type"),
]
