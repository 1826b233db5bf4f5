"""Addresses of the overview and unit pages."""

from django.urls import path

from taizhang.reports import views

urlpatterns = [path("overview/", views.overview, name="overview"), path("units/<str:code>/", views.unit, name="unit")]
